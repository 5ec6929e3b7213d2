//! Pages, and how they become files. Inside a page every address is written from the root (`/codes/AUTH001.html`); as a file
//! it is written from where the page stands, so that the site works from a folder as well.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use maud::{Markup, PreEscaped, html};

use crate::layout;
use crate::text::plain;

/// A page of the site.
pub struct Page {
    /// Where it stands, from the root: `codes/AUTH001.html`.
    pub path: String,
    /// The title, for people.
    pub heading: String,
    /// The title as search engines show it; the heading where it is none.
    pub title: Option<String>,
    /// What stands below the title in a list of results.
    pub about: String,
    /// The part of the site: `Code`, `Provider`…
    pub kind: &'static str,
    /// The pages above it: address and name.
    pub above: Vec<(String, String)>,
    /// What it says.
    pub body: Markup,
    /// Whether it shows its heading itself, and needs the whole width.
    pub is_bare: bool,
}

impl Page {
    /// A page with a heading, and what stands below it in a list of results.
    pub fn new(path: impl Into<String>, kind: &'static str, heading: impl Into<String>, body: Markup) -> Self {
        let heading = heading.into();
        Self {
            path: path.into(),
            title: None,
            about: heading.clone(),
            heading,
            kind,
            above: Vec::new(),
            body,
            is_bare: false,
        }
    }

    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.about = shorten(&about.into(), 158);
        self
    }

    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    pub fn above(mut self, path: &str, name: &str) -> Self {
        self.above.push((path.into(), name.into()));
        self
    }

    pub fn bare(mut self) -> Self {
        self.is_bare = true;
        self
    }
}

/// All pages, and the files beside them.
#[derive(Default)]
pub struct Site {
    pub pages: Vec<Page>,
    pub files: BTreeMap<String, Vec<u8>>,
    /// Where the site is published, if that is known: `https://…/`.
    pub base: Option<String>,
    /// Whether the page on which texts can be tried is part of it.
    pub can_try: bool,
}

impl Site {
    pub fn add(&mut self, page: Page) {
        self.pages.push(page);
    }

    /// Writes everything; gives the HTML of every page by its path.
    pub fn write(&mut self, out: &Path) -> Result<BTreeMap<String, String>, String> {
        let mut written = BTreeMap::new();
        for page in &self.pages {
            let mut html = layout::document(page, self).into_string();
            if !self.can_try {
                html = html.replace("href=\"/try.html\"", "href=\"/search.html\"");
            }
            let html = from_here(&html, &page.path);
            if written.insert(page.path.clone(), html).is_some() {
                return Err(format!("two pages at {}", page.path));
            }
        }
        if let Some(base) = &self.base {
            let urls: String =
                written.keys().map(|path| format!("<url><loc>{base}{path}</loc></url>\n")).collect::<Vec<_>>().concat();
            let map = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{urls}</urlset>\n"
            );
            self.files.insert("sitemap.xml".into(), map.into_bytes());
        }
        clear(out)?;
        let pages = written.iter().map(|(path, html)| (path, html.as_bytes()));
        for (path, content) in pages.chain(self.files.iter().map(|(path, content)| (path, content.as_slice()))) {
            let file = out.join(path);
            let folder = file.parent().unwrap_or(out);
            fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
            fs::write(&file, content).map_err(|error| format!("{}: {error}", file.display()))?;
        }
        Ok(written)
    }

    /// Every path that exists.
    pub fn paths(&self) -> BTreeSet<&str> {
        self.pages.iter().map(|page| page.path.as_str()).chain(self.files.keys().map(String::as_str)).collect()
    }
}

/// Empties the folder of an earlier site: only what was written there by this program.
fn clear(out: &Path) -> Result<(), String> {
    let mark = out.join(".mailmend-site");
    if mark.exists() {
        fs::remove_dir_all(out).map_err(|error| format!("{}: {error}", out.display()))?;
    } else if out.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(format!("{} holds something else: empty it first", out.display()));
    }
    fs::create_dir_all(out).map_err(|error| format!("{}: {error}", out.display()))?;
    fs::write(mark, "").map_err(|error| error.to_string())
}

/// Addresses from the root become addresses from the page.
fn from_here(html: &str, path: &str) -> String {
    let up = "../".repeat(path.matches('/').count());
    let here = format!("href=\"{up}");
    let (source, action) = (format!("src=\"{up}"), format!("action=\"{up}"));
    html.replace("href=\"/", &here).replace("src=\"/", &source).replace("action=\"/", &action)
}

/// The first sentences of a text, at most so many letters.
pub fn shorten(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= most {
        return text;
    }
    let cut: String = text.chars().take(most).collect();
    match cut.rfind(". ") {
        Some(end) if end > most / 2 => cut[..=end].to_string(),
        _ => format!(
            "{}…",
            cut.rsplit_once(' ').map_or(cut.as_str(), |(before, _)| before).trim_end_matches([',', ';', ':'])
        ),
    }
}

/// A heading that can be linked to.
pub fn heading(level: u8, id: &str, text: &str) -> Markup {
    let link = html! { a class="anchor" href=(format!("#{id}")) aria-label=(format!("Link to “{text}”")) { "#" } };
    match level {
        2 => html! { h2 id=(id) { (text) " " (link) } },
        3 => html! { h3 id=(id) { (text) " " (link) } },
        _ => html! { h4 id=(id) { (text) " " (link) } },
    }
}

/// A word that can stand in an address: letters, digits and hyphens.
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if letter.is_alphanumeric() || letter == '_' {
            out.extend(letter.to_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_string()
}

/// What a page says, without its marks: for the search.
pub fn words_of(page: &Page) -> String {
    plain(&page.body.0)
}

/// Markup that is written already.
pub fn raw(text: impl Into<String>) -> Markup {
    PreEscaped(text.into())
}
