//! A page for every code, and the list of them.

use std::collections::BTreeSet;

use mailmend::model::{Cause, Example, Fix, Provider, RuleExample, Stack};
use maud::{Markup, html};
use serde_json::{Value, json};

use crate::cases::Case;
use crate::facts::Facts;
use crate::site::{Page, Site, heading, raw};
use crate::text::escape;
use crate::{live, sources, words};

/// The most replies on a page.
const MOST_REPLIES: usize = 8;
/// The most related codes on a page.
const MOST_RELATED: usize = 6;

pub fn add(site: &mut Site, facts: &Facts, cases: &[Case]) {
    for cause in mailmend::catalog() {
        site.add(page(cause, facts, cases, site.can_try));
    }
    site.add(list(facts));
}

fn page(cause: &Cause, facts: &Facts, cases: &[Case], can_try: bool) -> Page {
    let family = words::family_of(cause);
    let of_all: Vec<Fix> = cause.fixes.iter().filter(|fix| fix.stack.is_none()).collect();
    let mut own: Vec<&Provider> =
        mailmend::providers().iter().filter(|provider| provider.steps(cause).is_some()).collect();
    own.sort_by_key(|provider| provider.name.to_lowercase());
    let alone: Vec<&str> = facts
        .floor
        .iter()
        .filter(|(_, causes)| causes.iter().any(|code| code == cause.code))
        .map(|(code, _)| code.as_str())
        .collect();
    let body = html! {
        p class="kicker" {
            span class=(format!("badge {}", cause.severity)) { (words::severity(cause.severity)) }
            code { (cause.code) } span { (cause.slug) }
        }
        p class="lead" { (cause.why) }
        (live::verdict(cause, None))
        (heading(2, "what-to-do", "What to do"))
        @if !of_all.is_empty() { (live::steps(of_all)) }
        @for &stack in Stack::ALL {
            @let fixes: Vec<Fix> = cause.fixes.iter().filter(|fix| fix.stack == Some(stack)).collect();
            @if !fixes.is_empty() {
                (heading(3, &format!("in-{stack}"), &format!("In {}", words::stack(stack))))
                (live::steps(fixes))
            }
        }
        @if !own.is_empty() {
            (heading(2, "providers", "Steps at your provider or server"))
            p { "They take the place of the general steps." }
            div class="owns" { @for provider in own { (own_steps(cause, provider)) } }
        }
        (replies(cause, can_try))
        (rule(cause, can_try))
        (more(cause, cases, can_try))
        @if !alone.is_empty() {
            (heading(2, "codes-alone", "Reply and status codes that may mean it"))
            p {
                @for (place, code) in alone.iter().enumerate() { @if place > 0 { " · " } code { (code) } }
                ". A code alone is a guess: paste the whole text."
            }
        }
        @if let Some(rfc) = cause.rfc {
            (heading(2, "sources", "Sources"))
            p { (sources::standard(rfc)) }
        }
        (heading(2, "related", "Related"))
        ul class="cards" {
            @for other in related(cause, facts) {
                li { a href=(format!("/codes/{}.html", other.code)) { (other.title) } " " code { (other.code) } }
            }
        }
        p class="soft" { "On the command line: " code { "mailmend page " (cause.code) } }
    };
    Page::new(format!("codes/{}.html", cause.code), "Code", cause.title, body)
        .title(format!("{} ({} {})", cause.title, cause.code, cause.slug))
        .about(cause.why)
        .above("/codes.html", "Codes")
        .above(&format!("/codes.html#family-{}", family.to_lowercase()), words::family(family))
}

fn own_steps(cause: &Cause, provider: &Provider) -> Markup {
    html! {
        details class="own" id=(provider.id) {
            summary { (provider.name) }
            @if let Some(fixes) = provider.steps(cause) { (live::steps(fixes)) }
            p class="soft" { a href=(format!("/providers/{}.html", provider.id)) { "All about " (provider.name) } }
        }
    }
}

/// Real replies that lead here, of as many origins as there is room for; English first.
pub fn told(code: &str, most: usize) -> Vec<&'static Example> {
    let folders = ["providers", "generic", "clients", "servers", "languages"];
    let mut all: Vec<&Example> = mailmend::examples().iter().filter(|example| example.code == code).collect();
    let mut texts = BTreeSet::new();
    all.retain(|example| texts.insert(example.text));
    let rank =
        |example: &Example| folders.iter().position(|folder| example.file.starts_with(folder)).unwrap_or(folders.len());
    let mut seen: Vec<(&str, usize)> = Vec::new();
    let mut ranked: Vec<(usize, usize, &Example)> = Vec::new();
    for example in all {
        let turn = match seen.iter_mut().find(|(file, _)| *file == example.file) {
            Some((_, count)) => {
                *count += 1;
                *count
            }
            None => {
                seen.push((example.file, 0));
                0
            }
        };
        ranked.push((turn, rank(example), example));
    }
    ranked.sort_by_key(|(turn, rank, _)| (*turn, *rank));
    ranked.into_iter().map(|(_, _, example)| example).take(most).collect()
}

fn replies(cause: &Cause, can_try: bool) -> Markup {
    let all = told(cause.code, MOST_REPLIES);
    html! {
        @if !all.is_empty() {
            (heading(2, "replies", "What servers and programs say"))
            p { "Real texts, and what mailmend made of them when this page was made. The proof is marked." }
            @for (place, example) in all.iter().enumerate() { (reply(cause.code, example, place == 0, can_try)) }
        }
    }
}

/// A real reply, with its proof marked.
pub fn reply(code: &str, example: &Example, with_whole: bool, can_try: bool) -> Markup {
    let answer = live::explain(example.text);
    let finding = live::finding(&answer, code);
    html! {
        figure class="reply" {
            pre class="said" { (live::marked(example.text, finding)) }
            figcaption {
                @if let Some(finding) = finding {
                    span class="answer" { b { (code) } ", " (finding["confidence"].as_str().unwrap_or_default()) (at(&answer)) }
                }
                span class="soft" { (sources::source(example.source, example.seen)) }
                (live::try_it(can_try, "any", example.text))
            }
            @if with_whole { (live::whole(&answer)) }
        }
    }
}

/// Where an answer says that it was said.
fn at(answer: &Value) -> String {
    let provider =
        answer["provider"].as_str().and_then(mailmend::provider).map(|provider| format!(", {}", provider.name));
    let stage = answer["stage"].as_str().map(|stage| format!(", at {stage}"));
    provider.unwrap_or_default() + &stage.unwrap_or_default()
}

/// What a rule finds wrong, what it makes of it, and what it lets pass.
fn rule(cause: &Cause, can_try: bool) -> Markup {
    let all: Vec<&RuleExample> =
        mailmend::rule_examples().iter().filter(|example| example.code == cause.code).collect();
    html! {
        @if !all.is_empty() {
            (heading(2, "examples", "Wrong and right"))
            @for (place, example) in all.iter().enumerate() { (rule_example(cause, example, place == 0, can_try)) }
        }
    }
}

fn rule_example(cause: &Cause, example: &RuleExample, with_whole: bool, can_try: bool) -> Markup {
    let is_address = words::family_of(cause) == "ADDR";
    let request = if is_address {
        json!({ "call": "address", "text": example.fails, "mode": example.read_as })
    } else {
        json!({ "call": "record", "text": example.fails, "type": example.read_as, "name": example.name })
    };
    let request = without_nothing(request);
    let answer = live::ask(&request);
    let finding = live::finding(&answer, cause.code);
    let fixed = answer[if is_address { "suggestion" } else { "fixed" }].as_str();
    let tab = if is_address { "address" } else { "record" };
    html! {
        figure class="pair" {
            div class="wrong" {
                p class="label" { "Wrong" @if let Some(name) = example.name { " at " code { (name) } } @if let Some(kind) = example.read_as { ", read as " code { (kind) } } }
                pre class="said" { (live::marked(example.fails, finding)) }
            }
            @if let Some(fixed) = fixed {
                div class="right" { p class="label" { "As mailmend corrects it" } pre class="said" { (raw(escape(fixed))) } }
            }
            @if let Some(passes) = example.passes {
                div class="right" { p class="label" { "Right" } pre class="said" { (raw(escape(passes))) } }
            }
            figcaption {
                @for finding in live::findings(&answer) {
                    @let code = finding["code"].as_str().unwrap_or_default();
                    span class="answer" { a href=(format!("/codes/{code}.html")) title=(finding["title"].as_str().unwrap_or_default()) { (code) } }
                }
                (live::try_it(can_try, tab, example.fails))
            }
            @if with_whole { (live::whole(&answer)) }
        }
    }
}

/// A case of the tests, where nothing else shows the code.
fn more(cause: &Cause, cases: &[Case], can_try: bool) -> Markup {
    let has_others =
        !told(cause.code, 1).is_empty() || mailmend::rule_examples().iter().any(|example| example.code == cause.code);
    let shown: Vec<&Case> = cases.iter().filter(|case| case.shows(cause.code)).take(2).collect();
    html! {
        @if !has_others && !shown.is_empty() {
            (heading(2, "examples", "Examples"))
            @for (place, case) in shown.into_iter().enumerate() { (case_example(cause, case, place == 0, can_try)) }
        }
    }
}

fn case_example(cause: &Cause, case: &Case, with_whole: bool, can_try: bool) -> Markup {
    let finding = live::finding(&case.answer, cause.code);
    let call = case.request["call"].as_str().unwrap_or_default();
    let text = case.request["text"].as_str();
    html! {
        figure class="pair" {
            div class="wrong" {
                p class="label" { a href=(format!("/calls/{call}.html")) { (call) } " is given" }
                @match text {
                    Some(text) if call != "content" => pre class="said" { (live::marked(text, finding)) },
                    _ => pre class="code" { code { (live::pretty(&case.request)) } },
                }
            }
            @if let Some(fixed) = case.answer["fixed"].as_str().filter(|fixed| Some(*fixed) != text) {
                div class="right" { p class="label" { "As mailmend corrects it" } pre class="said" { (raw(escape(fixed))) } }
            }
            figcaption {
                @if call == "settings" { @if let Some(text) = text { (live::try_it(can_try, "settings", text)) } }
            }
            @if with_whole { (live::whole(&case.answer)) }
        }
    }
}

/// A request without the fields that are null.
fn without_nothing(request: Value) -> Value {
    match request {
        Value::Object(fields) => fields.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        other => other,
    }
}

/// Codes that share a status code, a class or a family with this one.
fn related(cause: &Cause, facts: &Facts) -> Vec<&'static Cause> {
    let together: BTreeSet<&str> = facts
        .floor
        .iter()
        .filter(|(_, causes)| causes.len() < 5 && causes.iter().any(|code| code == cause.code))
        .flat_map(|(_, causes)| causes.iter().map(String::as_str))
        .collect();
    let words: BTreeSet<&str> = cause.slug.split('-').filter(|word| word.len() > 2).collect();
    let score = |other: &Cause| {
        let shared = other.slug.split('-').filter(|word| words.contains(word)).count();
        4 * usize::from(cause.class.is_some() && other.class == cause.class)
            + 3 * usize::from(together.contains(other.code))
            + 2 * usize::from(words::family_of(other) == words::family_of(cause))
            + 2 * shared
    };
    let mut scored: Vec<(usize, &Cause)> = mailmend::catalog()
        .iter()
        .filter(|other| other.code != cause.code)
        .map(|other| (score(other), other))
        .collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().take(MOST_RELATED).filter(|(score, _)| *score > 0).map(|(_, other)| other).collect()
}

/// All codes, by family. The browser page links to `codes.html#AUTH001`: a script leads from there to the page of the code.
fn list(facts: &Facts) -> Page {
    let mut families: Vec<&str> = Vec::new();
    for cause in mailmend::catalog() {
        let family = words::family_of(cause);
        if !families.contains(&family) {
            families.push(family);
        }
    }
    let body = html! {
        p class="lead" {
            "A code names one trouble, in every language and every version the same. "
            (mailmend::catalog().len()) " of them, in " (families.len()) " families."
        }
        ul class="chips" {
            @for family in &families { li { a href=(format!("#family-{}", family.to_lowercase())) { (words::family(family)) } } }
        }
        @for family in &families {
            (heading(2, &format!("family-{}", family.to_lowercase()), words::family(family)))
            @if let Some((_, about)) = facts.families.iter().find(|(code, _)| code == family) { p class="soft" { (about) } }
            table class="codes" {
                @for cause in mailmend::catalog().iter().filter(|cause| words::family_of(cause) == *family) {
                    tr id=(cause.code) {
                        td { a href=(format!("/codes/{}.html", cause.code)) { (cause.code) } }
                        td { (cause.title) }
                    }
                }
            }
        }
    };
    Page::new("codes.html", "List", "All codes", body)
        .about("Every code of mailmend: what is wrong when e-mail does not arrive, who has to act, and the steps that mend it.")
}
