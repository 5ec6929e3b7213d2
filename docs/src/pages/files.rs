//! Pages that are files of the project: guides, READMEs, the design.

use std::path::Path;

use maud::html;
use serde_json::{Value, json};

use crate::facts::{files, read};
use crate::site::{Page, Site, raw};
use crate::terminal::{self, Terminal};
use crate::text::{Rendered, escape, markdown, pre};

/// Files and where they stand in the site.
const FILES: [(&str, &str, &str); 9] = [
    ("README.md", "readme.html", "mailmend: the command and the Rust crate"),
    ("ARCHITECTURE.md", "design.html", "The design of mailmend"),
    ("CONTRIBUTING.md", "contributing.html", "Contributing to mailmend"),
    ("CHANGELOG.md", "changelog.html", "Changes in mailmend"),
    ("SECURITY.md", "security.html", "Security of mailmend"),
    ("benches/README.md", "figures.html", "How fast mailmend is, measured against others"),
    ("bindings-python/README.md", "python.html", "mailmend for Python, Celery and Django"),
    ("bindings-node/README.md", "node.html", "mailmend for Node, Nodemailer and BullMQ"),
    ("bindings-wasm/README.md", "browsers.html", "mailmend for browsers, as WebAssembly"),
];

/// Where the pictures of those files stand in the site.
const IMAGES: &str = "images/";

/// The guides, in the order in which they are shown.
const GUIDES: [&str; 5] = ["wordpress", "nodemailer", "celery", "logs", "new-domain"];

/// Adds the pages; gives the code of the guides that Python and Node must run.
pub fn add(site: &mut Site, root: &Path, terminal: &Terminal) -> Result<Vec<Value>, String> {
    for (file, path, title) in FILES {
        if !root.join(file).exists() {
            continue;
        }
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let source = read(&root.join(file))?;
        let text = markdown(&source, &|link| address(root, folder, link), &mut |_, _| Ok(None))?;
        for picture in text.html.split(&format!("src=\"/{IMAGES}")).skip(1).filter_map(|rest| rest.split('"').next()) {
            site.files.insert(format!("{IMAGES}{picture}"), read(&root.join(picture))?.into_bytes());
        }
        let about = if text.about.is_empty() { title.to_string() } else { text.about.clone() };
        let heading = text.heading.clone();
        let page = Page::new(path, "Document", heading, contents(&text)).title(title).about(about);
        site.add(if path == "design.html" || path == "readme.html" {
            page
        } else {
            page.above("/calls.html", "Reference")
        });
    }
    guides(site, root, terminal)
}

/// The text, and above it its parts where it has many.
fn contents(text: &Rendered) -> maud::Markup {
    html! {
        @if text.sections.len() > 3 {
            nav class="contents" aria-label="On this page" { ul { @for (id, name) in &text.sections { li { a href=(format!("#{id}")) { (name) } } } } }
        }
        (raw(text.html.clone()))
    }
}

/// Where a file of the project, a code or a call stands in the site.
fn address(root: &Path, folder: &str, link: &str) -> Option<String> {
    if link.starts_with(['/', '#']) || link.contains("://") {
        return None;
    }
    if link.len() < 12 && mailmend::page(link).is_some_and(|cause| cause.code == link) {
        return Some(format!("/codes/{link}.html"));
    }
    if let Some(guide) = link.strip_suffix(".md").filter(|guide| GUIDES.contains(guide)) {
        return Some(format!("/guides/{guide}.html"));
    }
    let (link, anchor) =
        link.split_once('#').map_or((link, String::new()), |(link, anchor)| (link, format!("#{anchor}")));
    let path = match link.strip_prefix("../") {
        Some(path) => path.to_string(),
        None if folder.is_empty() || root.join(link).exists() => link.to_string(),
        None => format!("{folder}/{link}"),
    };
    if path.ends_with(".svg") && root.join(&path).exists() {
        return Some(format!("/{IMAGES}{path}"));
    }
    let (_, page, _) = FILES.iter().find(|(file, _, _)| *file == path && root.join(file).exists())?;
    Some(format!("/{page}{anchor}"))
}

fn guides(site: &mut Site, root: &Path, terminal: &Terminal) -> Result<Vec<Value>, String> {
    let folder = root.join("docs/guides");
    let mut scripts = Vec::new();
    let mut rows = Vec::new();
    for path in files(&folder, "md")? {
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if !GUIDES.contains(&name.as_str()) {
            return Err(format!("docs/guides/{name}.md is on no list"));
        }
    }
    for name in GUIDES {
        let (mut python, mut node) = (String::new(), String::new());
        let mut block = |language: &str, code: &str| -> Result<Option<String>, String> {
            match language {
                "console" => return terminal.session(code).map(Some),
                "python" => python.push_str(&format!("{code}\n")),
                "js" => node.push_str(&format!("{code}\n")),
                "text" => {}
                _ => match language.strip_prefix("file ") {
                    Some(file) => {
                        let content = read(&terminal::files(&root.join("docs")).join(file.trim()))?;
                        return Ok(Some(format!(
                            "<p class=\"label\"><code>{}</code></p>{}",
                            escape(file),
                            pre("", &content)
                        )));
                    }
                    None => return Err(format!("a block of `{language}` is not run by anything")),
                },
            }
            Ok(None)
        };
        let source = read(&folder.join(format!("{name}.md")))?;
        let text = markdown(&source, &|link| address(root, "docs/guides", link), &mut block)
            .map_err(|problem| format!("guides/{name}: {problem}"))?;
        scripts.push(json!({ "guide": name, "python": python, "node": node }));
        rows.push((name, text.heading.clone(), text.about.clone()));
        let heading = text.heading.clone();
        site.add(
            Page::new(format!("guides/{name}.html"), "Guide", heading, contents(&text))
                .about(text.about.clone())
                .above("/guides.html", "Guides"),
        );
    }
    let body = html! {
        p class="lead" { "For a day when mail does not arrive, and for the days before. Every command on these pages was run when they were made." }
        ul class="tiles" { @for (name, heading, about) in &rows { li { a href=(format!("/guides/{name}.html")) { b { (heading) } } p { (about) } } } }
    };
    site.add(Page::new("guides.html", "List", "Guides", body).about("Guides: WordPress mail that does not arrive, Nodemailer, Celery, reading a mail log, and the first month of a new domain."));
    Ok(scripts)
}
