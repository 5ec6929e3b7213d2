//! An entry for people who come from a search engine: the literal words of an error, and what mends it.

use std::path::Path;

use mailmend::model::{Fix, Stack};
use maud::html;
use serde::Deserialize;

use super::codes::{reply, told};
use crate::facts::parse;
use crate::site::{Page, Site, heading, slug};
use crate::{live, words};

/// So many are the classic ones.
pub const CLASSIC: usize = 10;
/// The most other texts on a page.
const MOST_OTHERS: usize = 8;

#[derive(Deserialize)]
struct File {
    error: Vec<Entry>,
}

/// An error as people meet it.
#[derive(Deserialize)]
pub struct Entry {
    pub text: String,
}

impl Entry {
    /// Where its page stands.
    pub fn path(&self) -> String {
        let words = slug(&self.text);
        let end =
            words.char_indices().nth(70).map_or(words.len(), |(place, _)| words[..place].rfind('-').unwrap_or(place));
        format!("errors/{}.html", &words[..end])
    }

    /// Its words, for a title.
    pub fn title(&self) -> &str {
        self.text.trim_end_matches('.')
    }
}

pub fn read(docs: &Path) -> Result<Vec<Entry>, String> {
    Ok(parse::<File>(&docs.join("errors.toml"))?.error)
}

pub fn add(site: &mut Site, entries: &[Entry]) -> Result<(), String> {
    for entry in entries {
        site.add(page(entry, site.can_try)?);
    }
    let body = html! {
        p class="lead" { "The words that people search for. Each page says what they mean, whose problem it is, and what mends it, for your provider and your program." }
        ol class="errors" { @for entry in &entries[..CLASSIC.min(entries.len())] { li { a href=(format!("/{}", entry.path())) { (entry.text) } } } }
        (heading(2, "more", "More"))
        ul class="errors" { @for entry in entries.iter().skip(CLASSIC) { li { a href=(format!("/{}", entry.path())) { (entry.text) } } } }
        p { "Yours is not here? " a href="/try.html" { "Paste it whole" } ", or " a href="/codes.html" { "look through all codes" } "." }
    };
    site.add(
        Page::new("errors.html", "List", "The classic e-mail errors", body)
            .title("Common SMTP errors: what they mean and how to fix them")
            .about("535 Username and Password not accepted, 550 5.1.1, 554 Relay access denied, SMTP connect() failed: what each means, whose problem it is, and how to fix it."),
    );
    Ok(())
}

fn page(entry: &Entry, can_try: bool) -> Result<Page, String> {
    let answer = live::explain(&entry.text);
    let finding = live::findings(&answer).first().ok_or_else(|| format!("no finding for {}", entry.text))?;
    let code = finding["code"].as_str().unwrap_or_default();
    let cause = mailmend::page(code).ok_or_else(|| format!("no page of {code}"))?;
    let own: Vec<_> = mailmend::providers().iter().filter(|provider| provider.steps(cause).is_some()).collect();
    let others: Vec<_> = told(code, MOST_OTHERS + 1)
        .into_iter()
        .filter(|example| example.text != entry.text)
        .take(MOST_OTHERS)
        .collect();
    let body = html! {
        pre class="said big" { (live::marked(&entry.text, Some(finding))) }
        p { "Not quite what you see? " (live::try_it(can_try, "any", &entry.text)) @if can_try { " and put your own text in its place." } @else { a href="/search.html" { "Search for it" } "." } }
        (heading(2, "meaning", "What it means"))
        (live::card(finding, false))
        (heading(2, "fix", "How to fix it"))
        (live::steps_of(finding))
        @for &stack in Stack::ALL {
            @let fixes: Vec<Fix> = cause.fixes.iter().filter(|fix| fix.stack == Some(stack)).collect();
            @if !fixes.is_empty() { (heading(3, &format!("in-{stack}"), &format!("In {}", words::stack(stack)))) (live::steps(fixes)) }
        }
        @if !own.is_empty() {
            (heading(2, "providers", "Where do you send through?"))
            p { "These have steps of their own for this:" }
            ul class="chips" { @for provider in own { li { a href=(format!("/codes/{code}.html#{}", provider.id)) { (provider.name) } } } }
        }
        @if !others.is_empty() {
            (heading(2, "other-words", "The same trouble in other words"))
            @for example in others { (reply(code, example, false, can_try)) }
        }
        p { a href=(format!("/codes/{code}.html")) { "All about " (code) ": " (cause.title) } }
        (live::whole(&answer))
    };
    Ok(Page::new(entry.path(), "Error", format!("“{}”", entry.title()), body)
        .title(format!("{}: what it means and how to fix it", entry.title()))
        .about(format!("{}. {} {}", cause.title, cause.why, live::first_step(finding)))
        .above("/errors.html", "Errors"))
}
