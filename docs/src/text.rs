//! Markdown, and texts with marks.

use std::fmt::Write as _;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html::push_html};

use crate::site::slug;

/// Markdown as HTML, without its first heading; and that heading.
pub struct Rendered {
    pub heading: String,
    pub html: String,
    /// The first paragraph, as plain text.
    pub about: String,
    /// Its sections: id and name.
    pub sections: Vec<(String, String)>,
}

/// What stands in place of a block of code, given its language and text; nothing for the block itself.
pub type Blocks<'b> = &'b mut dyn FnMut(&str, &str) -> Result<Option<String>, String>;

/// Renders Markdown. `link` gives the address of a file that the text links to or names; `blocks` may replace code.
pub fn markdown(source: &str, link: &dyn Fn(&str) -> Option<String>, blocks: Blocks<'_>) -> Result<Rendered, String> {
    let parser = Parser::new_ext(source, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
    let mut out: Vec<Event<'_>> = Vec::new();
    let mut rendered =
        Rendered { heading: String::new(), html: String::new(), about: String::new(), sections: Vec::new() };
    let mut heading: Option<(HeadingLevel, String, Vec<Event<'_>>)> = None;
    let mut code: Option<(String, String)> = None;
    let mut first: Option<String> = None;
    let mut is_linked = false;
    let mut taken: Vec<String> = Vec::new();
    for event in parser {
        match event {
            Event::Start(Tag::Heading { level, .. }) => heading = Some((level, String::new(), Vec::new())),
            Event::End(TagEnd::Heading(_)) => {
                let Some((level, text, inside)) = heading.take() else { continue };
                if level == HeadingLevel::H1 && rendered.heading.is_empty() {
                    rendered.heading = text;
                    continue;
                }
                let id = free_id(&taken, &slug(&text));
                taken.push(id.clone());
                let mut html = String::new();
                push_html(&mut html, inside.into_iter());
                let anchor = format!(
                    "<{level} id=\"{id}\">{html} <a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to this part\">#</a></{level}>\n"
                );
                out.push(Event::Html(anchor.into()));
                if level == HeadingLevel::H2 {
                    rendered.sections.push((id, text));
                }
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                code = Some((language, String::new()));
            }
            Event::End(TagEnd::CodeBlock) => {
                let Some((language, text)) = code.take() else { continue };
                let html = match blocks(&language, &text)? {
                    Some(html) => html,
                    None => pre(&language, &text),
                };
                out.push(Event::Html(html.into()));
            }
            Event::Text(text) if code.is_some() => {
                if let Some((_, code)) = &mut code {
                    code.push_str(&text);
                }
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                is_linked = true;
                let dest_url = link(&dest_url).map_or(dest_url, CowStr::from);
                push(&mut out, &mut heading, Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                let dest_url = link(&dest_url).map_or(dest_url, CowStr::from);
                push(&mut out, &mut heading, Event::Start(Tag::Image { link_type, dest_url, title, id }));
            }
            Event::End(TagEnd::Link) => {
                is_linked = false;
                push(&mut out, &mut heading, Event::End(TagEnd::Link));
            }
            Event::Start(Tag::Paragraph) => {
                if first.is_none() && heading.is_none() {
                    first = Some(String::new());
                }
                out.push(Event::Start(Tag::Paragraph));
            }
            Event::End(TagEnd::Paragraph) => {
                if rendered.about.is_empty() {
                    rendered.about = first.clone().unwrap_or_default();
                }
                out.push(Event::End(TagEnd::Paragraph));
            }
            Event::Code(name) => {
                say(&name, &mut heading, &mut first, &rendered.about);
                match link(&name).filter(|_| !is_linked) {
                    Some(address) => {
                        let html = format!("<a href=\"{address}\"><code>{}</code></a>", escape(&name));
                        push(&mut out, &mut heading, Event::InlineHtml(html.into()));
                    }
                    None => push(&mut out, &mut heading, Event::Code(name)),
                }
            }
            Event::Start(Tag::Table(columns)) => {
                out.push(Event::Html("<div class=\"wide\">".into()));
                out.push(Event::Start(Tag::Table(columns)));
            }
            Event::End(TagEnd::Table) => {
                out.push(Event::End(TagEnd::Table));
                out.push(Event::Html("</div>\n".into()));
            }
            Event::Text(text) => {
                say(&text, &mut heading, &mut first, &rendered.about);
                push(&mut out, &mut heading, Event::Text(text));
            }
            Event::SoftBreak => {
                say(" ", &mut heading, &mut first, &rendered.about);
                push(&mut out, &mut heading, Event::SoftBreak);
            }
            other => push(&mut out, &mut heading, other),
        }
    }
    push_html(&mut rendered.html, out.into_iter());
    Ok(rendered)
}

fn push<'e>(out: &mut Vec<Event<'e>>, heading: &mut Option<(HeadingLevel, String, Vec<Event<'e>>)>, event: Event<'e>) {
    match heading {
        Some((_, _, inside)) => inside.push(event),
        None => out.push(event),
    }
}

fn say(
    text: &str,
    heading: &mut Option<(HeadingLevel, String, Vec<Event<'_>>)>,
    first: &mut Option<String>,
    about: &str,
) {
    match (heading, first) {
        (Some((_, words, _)), _) => words.push_str(text),
        (None, Some(first)) if about.is_empty() => first.push_str(text),
        _ => {}
    }
}

fn free_id(taken: &[String], wanted: &str) -> String {
    let is_free = |id: &str| !taken.iter().any(|other| other == id);
    let numbered = (2..).map(|number| format!("{wanted}-{number}"));
    std::iter::once(wanted.to_string()).chain(numbered).find(|id| is_free(id)).unwrap_or_default()
}

/// A block of code.
pub fn pre(language: &str, text: &str) -> String {
    let language = language.split([',', ' ']).next().unwrap_or_default();
    format!(
        "<pre class=\"code\" data-language=\"{}\"><code>{}</code></pre>\n",
        escape(language),
        escape(text.trim_end())
    )
}

/// A text without meaning for HTML.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            // Nothing is seen of them, and an editor may lose them.
            '\u{0}'..='\u{8}'
            | '\u{b}'
            | '\u{c}'
            | '\u{e}'..='\u{1f}'
            | '\u{7f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
            | '\u{ad}' => {
                let _ = write!(out, "<span class=\"unseen\" title=\"U+{:04X}\">U+{0:04X}</span>", letter as u32);
            }
            _ => out.push(letter),
        }
    }
    out
}

/// The text of HTML that this program wrote, without long answers in JSON.
pub fn plain(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        if rest.starts_with("<pre class=\"json\"") {
            rest = rest.find("</pre>").map_or("", |end| &rest[end..]);
        }
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        let inline = ["<a", "</a", "<b", "</b", "<mark", "</mark", "<code", "</code", "<span", "</span"];
        if !inline.iter().any(|tag| rest.starts_with(tag)) {
            out.push(' ');
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
