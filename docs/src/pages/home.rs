//! The first page, the search, and the page for addresses that do not exist.

use maud::html;

use super::errors::{CLASSIC, Entry};
use crate::live;
use crate::site::{Page, Site, heading};

pub fn add(site: &mut Site, errors: &[Entry]) {
    let guides: Vec<(String, String, String)> = site
        .pages
        .iter()
        .filter(|page| page.kind == "Guide")
        .map(|page| (page.path.clone(), page.heading.clone(), page.about.clone()))
        .collect();
    let example = "535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials - gsmtp";
    let answer = live::explain(example);
    let can_try = site.can_try;
    let providers = [
        "gmail",
        "m365",
        "outlook",
        "yahoo",
        "icloud",
        "ses",
        "sendgrid",
        "mailgun",
        "brevo",
        "postmark",
        "zoho",
        "fastmail",
        "ionos",
        "ovh",
        "gmx",
        "hostinger",
    ];
    let codes = mailmend::catalog().len();
    let body = html! {
        section class="hero" {
            div {
                h1 { "Why did this mail not arrive?" }
                p class="lead" { "Paste what your mail server said. Get what broke, whose problem it is, and the steps that mend it, for your provider and your program." }
                p class="actions" {
                    @if can_try { a class="button main" href="/try.html" { "Paste an error" } }
                    a class="button" href="/errors.html" { "Look it up" }
                    a class="button" href="/readme.html" { "Install" }
                }
                p class="soft" { (codes) " causes, real replies of " (mailmend::providers().len()) " providers and programs, computed on your machine. Nothing is sent anywhere." }
            }
            div class="sample" {
                pre class="said" { (live::marked(example, live::findings(&answer).first())) }
                @if let Some(finding) = live::findings(&answer).first() { (live::card(finding, false)) }
                @if can_try { p class="soft" { (live::try_it(can_try, "any", example)) " with your own text." } }
            }
        }
        (heading(2, "errors", "The classic ten"))
        ol class="errors" { @for entry in errors.iter().take(CLASSIC) { li { a href=(format!("/{}", entry.path())) { (entry.text) } } } }
        p { a href="/errors.html" { "More errors" } " · " a href="/codes.html" { "All " (codes) " codes" } }
        (heading(2, "guides", "Guides"))
        ul class="tiles" { @for (path, name, about) in &guides { li { a href=(format!("/{path}")) { b { (name) } } p { (about) } } } }
        (heading(2, "providers", "Where do you send through?"))
        ul class="chips" {
            @for provider in providers.iter().filter_map(|id| mailmend::provider(id)) { li { a href=(format!("/providers/{}.html", provider.id)) { (provider.name) } } }
            li { a href="/providers.html" { "All providers" } }
        }
        (heading(2, "developers", "For developers"))
        ul class="tiles" {
            li { a href="/readme.html" { b { "Command and Rust" } } p { "One binary: explain, logs, bounces, record, domain, settings, plan." } }
            li { a href="/python.html" { b { "Python" } } p { "With Celery tasks that know when to stop, and a Django backend." } }
            li { a href="/node.html" { b { "Node" } } p { "With Nodemailer and BullMQ." } }
            li { a href="/browsers.html" { b { "Browsers" } } p { "WebAssembly; nothing leaves the page." } }
            li { a href="/calls.html" { b { "Reference" } } p { "Every call, with request and answer." } }
            li { a href="/design.html" { b { "Design" } } p { "How it is built, and what was decided." } }
        }
    };
    site.add(
        Page::new("index.html", "Home", "mailmend: why did this mail not arrive?", body)
            .about("Paste what your mail server said. Get what broke, whose problem it is, and the steps that mend it: for your provider and your program.")
            .bare(),
    );
    let body = html! {
        p class="soft" id="searched" { "Type into the field above, or paste a whole error." }
        div id="results" {}
        noscript { p { "The search needs JavaScript. Without it: " a href="/codes.html" { "all codes" } ", " a href="/errors.html" { "errors" } ", " a href="/providers.html" { "providers" } "." } }
    };
    site.add(
        Page::new("search.html", "Search", "Search", body)
            .about("Search all pages of mailmend: codes, errors, providers, programs, calls and guides."),
    );
    let body = html! {
        p class="lead" { "There is no page at this address." }
        p { "Search above, or look at " a href="/codes.html" { "all codes" } ", " a href="/errors.html" { "the classic errors" } ", " a href="/providers.html" { "providers" } "." }
    };
    site.add(Page::new("404.html", "Search", "Not found", body).about("There is no page at this address."));
}
