//! What is the same on every page: head, search, way back, foot.

use maud::{DOCTYPE, Markup, html};

use crate::site::{Page, Site, raw};
use crate::text::plain;

/// The parts of the site, in the order of the menu.
const PARTS: [(&str, &str); 6] = [
    ("/errors.html", "Errors"),
    ("/codes.html", "Codes"),
    ("/providers.html", "Providers"),
    ("/guides.html", "Guides"),
    ("/calls.html", "Reference"),
    ("/try.html", "Try it"),
];

const ENVELOPE: &str = r#"<svg viewBox="0 0 32 32" width="30" height="30" aria-hidden="true"><rect x="1.5" y="5.5" width="29" height="21" rx="5" class="brand-paper"/><path d="M5.5 10.5 16 18.5l10.5-8" class="brand-stitch"/></svg>"#;
const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect x='2' y='6' width='28' height='20' rx='4' fill='%23175c4c'/%3E%3Cpath d='M5 10l11 8 11-8' fill='none' stroke='%23fff' stroke-width='2.4' stroke-linecap='round' stroke-linejoin='round' stroke-dasharray='4 3'/%3E%3C/svg%3E";

/// The whole document of a page.
pub fn document(page: &Page, site: &Site) -> Markup {
    let title = page.title.clone().unwrap_or_else(|| page.heading.clone());
    let title = if page.path == "index.html" { title } else { format!("{title} | mailmend") };
    let sections = sections(&page.body.0);
    let root = "../".repeat(page.path.matches('/').count());
    html! {
        (DOCTYPE)
        html lang="en" data-root=(root) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (title) }
                meta name="description" content=(page.about);
                meta property="og:title" content=(page.heading);
                meta property="og:description" content=(page.about);
                meta property="og:type" content="article";
                @if let Some(base) = &site.base {
                    @let address = format!("{base}{}", page.path.trim_end_matches("index.html"));
                    link rel="canonical" href=(address);
                    meta property="og:url" content=(address);
                }
                link rel="icon" href=(ICON);
                link rel="stylesheet" href="/site.css";
                script src="/site.js" defer {}
            }
            body {
                a class="skip" href="#main" { "Skip to the text" }
                header class="top" {
                    a class="brand" href="/index.html" { (raw(ENVELOPE)) span { "mailmend" } }
                    (search_field())
                    nav class="parts" aria-label="Parts of the site" {
                        @for (address, name) in PARTS {
                            @if site.can_try || address != "/try.html" {
                                a href=(address) aria-current=[is_here(page, address).then_some("page")] { (name) }
                            }
                        }
                    }
                }
                main id="main" class=(if page.is_bare { "bare" } else if sections.len() > 2 { "text with-aside" } else { "text" }) {
                    @if !page.is_bare {
                        @if !page.above.is_empty() {
                            nav class="way" aria-label="Where you are" {
                                @for (address, name) in &page.above { a href=(address) { (name) } " › " }
                            }
                        }
                        h1 { (page.heading) }
                    }
                    @if page.is_bare { (page.body) } @else { div class="column" { (page.body) } }
                    @if !page.is_bare && sections.len() > 2 {
                        nav class="aside" aria-label="On this page" {
                            p { "On this page" }
                            ul { @for (id, name) in &sections { li { a href=(format!("#{id}")) { (name) } } } }
                        }
                    }
                }
                footer {
                    p {
                        "Made by mailmend from what it knows: every answer on these pages was computed, not typed. "
                        "No cookies, no other hosts, works from a folder without a network."
                    }
                    p {
                        a href="/stacks.html" { "Programs" } " · " a href="/limits.html" { "Limits and servers" } " · "
                        a href="/schema.html" { "JSON Schema" } " · " a href="/design.html" { "Design" } " · "
                        a href="/figures.html" { "Figures" } " · " a href="/contributing.html" { "Contributing" } " · "
                        a href="/changelog.html" { "Changes" } " · " a href="/security.html" { "Security" }
                    }
                }
            }
        }
    }
}

/// The parts of a page, by their headings: id and name. None where the page lists them itself, or has very many.
fn sections(body: &str) -> Vec<(String, String)> {
    const MARK: &str = "<h2 id=\"";
    if body.contains("class=\"contents\"") {
        return Vec::new();
    }
    let parts = body.split(MARK).skip(1).filter_map(|part| {
        let (id, rest) = part.split_once("\">")?;
        let name = rest.split("<a class=\"anchor\"").next()?;
        Some((id.to_string(), plain(name).trim().to_string()))
    });
    let parts: Vec<_> = parts.collect();
    if parts.len() > 30 { Vec::new() } else { parts }
}

/// The field that searches.
pub fn search_field() -> Markup {
    html! {
        form class="search" role="search" action="/search.html" method="get" {
            label class="away" for="q" { "Search" }
            input id="q" name="q" type="search" placeholder="Search: paste an error, a code, a provider" autocomplete="off"
                autocapitalize="off" spellcheck="false" role="combobox" aria-expanded="false" aria-controls="found" aria-autocomplete="list";
            kbd class="hint" aria-hidden="true" { "/" }
            div id="found" class="found" role="listbox" aria-label="Results" hidden {}
        }
    }
}

fn is_here(page: &Page, address: &str) -> bool {
    let part = address.trim_start_matches('/').trim_end_matches(".html");
    page.path == format!("{part}.html") || page.path.starts_with(&format!("{part}/"))
}
