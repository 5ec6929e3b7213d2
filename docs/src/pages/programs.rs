//! A page for every program that sends mail and whose settings are understood.

use mailmend::model::Stack;
use maud::{Markup, html};

use crate::cases::Case;
use crate::facts::{Facts, Program};
use crate::site::{Page, Site, heading, raw};
use crate::text::escape;
use crate::{live, sources, words};

pub fn add(site: &mut Site, facts: &Facts, cases: &[Case]) {
    for program in facts.programs.iter().filter(|program| program.id != "any") {
        site.add(page(program, cases, site.can_try));
    }
    site.add(list(facts));
}

fn page(program: &Program, cases: &[Case], can_try: bool) -> Page {
    let stack = program.advice.as_deref().and_then(Stack::from_word);
    let mistakes: Vec<&Case> = cases
        .iter()
        .filter(|case| {
            case.file == "mistakes"
                && case.request["stack"].as_str() == Some(&program.id)
                && !live::findings(&case.answer).is_empty()
        })
        .take(8)
        .collect();
    let body = html! {
        p class="lead" { "How mail settings of " (program.name) " are read, the mistakes that are made in them, and each put right." }
        dl class="facts" {
            @if !program.forms.is_empty() { dt { "Forms" } dd { (program.forms.join(", ")) } }
            @if let Some(port) = program.port { dt { "Port, where none is set" } dd { (port) } }
            @if let Some(default) = &program.default { dt { "Encryption, where none is set" } dd { (security(default)) } }
            @if program.exclusive { dt { "TLS switches" } dd { "Only one of them may be on" } }
            @if let Some(timeout) = &program.timeout { dt { "Time limit" } dd { code { (timeout) } @if program.endless { ": without it, a server that does not answer is waited for without end" } } }
            @for (key, name) in &program.names {
                @if let Some(name) = name.as_str() { dt { (key_words(key)) } dd { code { (name) } } }
            }
        }
        @if !program.switch.is_empty() {
            (heading(2, "encryption", "How encryption is set"))
            div class="wide" { table {
                tr { th { "Setting" } th { "Value" } th { "Means" } }
                @for switch in &program.switch { @for (word, meaning) in &switch.words { @if !meaning.is_empty() {
                    tr { td { code { (switch.keys.first().map_or("", String::as_str)) } } td { code { (word) } } td { (security(meaning)) } }
                } } }
            } }
            p class="soft" { "Names are compared without case, dots and underscores." }
        }
        @if !mistakes.is_empty() {
            (heading(2, "mistakes", "Mistakes, and each put right"))
            @for case in mistakes { (mistake(case, can_try)) }
        }
        @if !program.misnamed.is_empty() {
            (heading(2, "names", "Names that it does not know"))
            ul { @for (wrong, right) in &program.misnamed { li { code { (wrong) } " is " code { (right) } } } }
        }
        @if let Some(stack) = stack { (steps(stack)) }
        @if let Some(source) = &program.source {
            (heading(2, "sources", "Sources"))
            p { (sources::source(source, program.seen.as_deref().unwrap_or_default())) }
        }
    };
    Page::new(format!("stacks/{}.html", program.id), "Program", &program.name, body)
        .title(format!("{} mail settings: SMTP, TLS and common mistakes", program.name))
        .about(format!(
            "SMTP settings of {}: how encryption and ports are set, the mistakes people make, and each put right.",
            program.name
        ))
        .above("/stacks.html", "Programs")
}

fn mistake(case: &Case, can_try: bool) -> Markup {
    let text = case.request["text"].as_str().unwrap_or_default();
    let found = live::findings(&case.answer).iter().find(|finding| finding["slug"] == case.name.as_str());
    html! {
        figure class="pair" {
            @if let Some(found) = found {
                p { b { (found["title"].as_str().unwrap_or_default()) } " " a class="code-link" href=(format!("/codes/{}.html", found["code"].as_str().unwrap_or_default())) { (found["code"].as_str().unwrap_or_default()) } }
            }
            div class="wrong" { p class="label" { "Wrong" } pre class="said" { (live::marked(text, found)) } }
            @if let Some(fixed) = case.answer["fixed"].as_str().filter(|fixed| *fixed != text) {
                div class="right" { p class="label" { "As mailmend corrects it" } pre class="said" { (raw(escape(fixed))) } }
            }
            figcaption { (live::try_it(can_try, "settings", text)) }
        }
    }
}

/// The steps of all causes that are for this program alone.
fn steps(stack: Stack) -> Markup {
    html! {
        (heading(2, "steps", &format!("Steps in {}", words::stack(stack))))
        @for cause in mailmend::catalog() {
            @let own: Vec<_> = cause.fixes.iter().filter(|fix| fix.stack == Some(stack)).collect();
            @if !own.is_empty() {
                details class="own" {
                    summary { (cause.title) " " code { (cause.code) } }
                    (live::steps(own))
                    p class="soft" { a href=(format!("/codes/{}.html", cause.code)) { "The page of this code" } }
                }
            }
        }
    }
}

fn security(word: &str) -> &str {
    match word {
        "implicit" => "TLS from the start (port 465)",
        "starttls" => "STARTTLS (port 587)",
        "plain" => "none",
        "auto" => "STARTTLS where the server offers it",
        other => other,
    }
}

fn key_words(key: &str) -> &str {
    match key {
        "host" => "Server",
        "port" => "Port",
        "user" => "User name",
        "secret" => "Password",
        "from" => "Sender",
        other => other,
    }
}

fn list(facts: &Facts) -> Page {
    let mut all: Vec<&Program> = facts.programs.iter().filter(|program| program.id != "any").collect();
    all.sort_by_key(|program| program.name.to_lowercase());
    let body = html! {
        p class="lead" { "The mail settings of these programs are understood in the form that they have: paste yours, and get them back put right. " a href="/calls/settings.html" { "How " code { "settings" } " works" } "." }
        ul class="columns" { @for program in all { li { a href=(format!("/stacks/{}.html", program.id)) { (program.name) } } } }
    };
    Page::new("stacks.html", "List", "Programs that send", body)
        .about("SMTP settings of WordPress, Nodemailer, Django, Laravel, Spring and many more programs: what they mean, what is wrong with them, and each put right.")
}
