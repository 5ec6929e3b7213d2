//! Answers of the core, computed while the site is made.

use maud::{Markup, html};
use serde_json::{Value, json};

use crate::site::raw;
use crate::text::escape;

/// The answer to a request, through the door that every binding takes.
pub fn ask(request: &Value) -> Value {
    serde_json::from_str(&mailmend::wire::call(&request.to_string())).unwrap_or_default()
}

/// What the core says about a text.
pub fn explain(text: &str) -> Value {
    ask(&json!({ "call": "explain", "text": text }))
}

/// The findings of an answer.
pub fn findings(answer: &Value) -> &[Value] {
    answer["findings"].as_array().map_or(&[], Vec::as_slice)
}

/// The finding of this code.
pub fn finding<'a>(answer: &'a Value, code: &str) -> Option<&'a Value> {
    findings(answer).iter().find(|finding| finding["code"] == code)
}

/// A text with the places marked that a finding rests on.
pub fn marked(text: &str, finding: Option<&Value>) -> Markup {
    let place = |evidence: &Value| Some((evidence["start"].as_u64()? as usize, evidence["end"].as_u64()? as usize));
    let evidence = finding.and_then(|finding| finding["evidence"].as_array());
    let mut places: Vec<_> = evidence.into_iter().flatten().filter_map(place).collect();
    places.sort_unstable();
    let mut out = String::new();
    let mut done = 0;
    for (start, end) in places {
        let (Some(before), Some(proof)) = (text.get(done..start), text.get(start..end)) else { continue };
        if !proof.is_empty() {
            out.push_str(&format!("{}<mark>{}</mark>", escape(before), escape(proof)));
            done = end;
        }
    }
    out.push_str(&escape(text.get(done..).unwrap_or_default()));
    raw(out)
}

/// JSON, readable.
pub fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// The whole answer, folded away.
pub fn whole(answer: &Value) -> Markup {
    html! {
        details class="whole" {
            summary { "The whole answer, as JSON" }
            pre class="json" { code { (pretty(answer)) } }
        }
    }
}

/// A link that opens a text on the page where texts can be tried; a script opens it in place.
pub fn try_it(can_try: bool, tab: &str, text: &str) -> Markup {
    html! {
        @if can_try {
            a class="try" href=(format!("/try.html#{tab}={}", encode(text))) { "Try it here" }
        }
    }
}

/// A text as part of an address.
pub fn encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// One finding as a person reads it: what, why, who, and when again.
pub fn card(finding: &Value, with_steps: bool) -> Markup {
    let word = |key: &str| finding[key].as_str().unwrap_or_default();
    let cause = mailmend::page(word("code"));
    html! {
        div class="card" {
            p class="kicker" {
                span class=(format!("badge {}", word("severity"))) { (cause.map_or("", |cause| crate::words::severity(cause.severity))) }
                @if let Some(confidence) = finding["confidence"].as_str() { span { (confidence) } }
                a class="code-link" href=(format!("/codes/{}.html", word("code"))) { (word("code")) " " (word("slug")) }
            }
            p class="card-title" { (word("title")) }
            p class="why" { (word("why")) }
            @if let Some(cause) = cause { (verdict(cause, Some(finding))) }
            @if with_steps { (steps_of(finding)) }
        }
    }
}

/// Who acts, when again, and what becomes of the address.
pub fn verdict(cause: &mailmend::model::Cause, finding: Option<&Value>) -> Markup {
    use crate::words;
    let found = |key: &str| finding.and_then(|finding| finding[key].as_str());
    let retry = match (found("retry"), finding.and_then(|finding| finding["after"].as_u64())) {
        (Some("later"), Some(after)) => format!("Yes, after {}", words::duration(after as u32)),
        (Some("after-fix"), _) => words::retry(mailmend::model::RetryRule::AfterFix),
        (Some("never"), _) => words::retry(mailmend::model::RetryRule::Never),
        _ => words::retry(cause.retry),
    };
    let recipient = found("recipient").and_then(mailmend::model::Recipient::from_word).unwrap_or(cause.recipient);
    let owner = found("owner").and_then(mailmend::model::Owner::from_word).unwrap_or(cause.owner);
    html! {
        dl class="verdict" {
            div { dt { "Who has to act" } dd { (words::owner(owner)) } }
            div { dt { "Try again?" } dd { (retry) } }
            div { dt { "The recipient’s address" } dd { (words::recipient(recipient)) } }
        }
    }
}

/// The steps of a finding.
pub fn steps_of(finding: &Value) -> Markup {
    html! {
        ol class="steps" {
            @for step in finding["fixes"].as_array().into_iter().flatten() {
                li {
                    (raw(escape(step["text"].as_str().unwrap_or_default())))
                    @if let Some(link) = step["link"].as_str() { (outside(link)) }
                    @for command in step["commands"].as_array().into_iter().flatten() {
                        pre class="code" { code { (command.as_str().unwrap_or_default()) } }
                    }
                }
            }
        }
    }
}

/// A link to another site.
pub fn outside(link: &str) -> Markup {
    html! { " " a class="more" href=(link) rel="noopener noreferrer" { (link.trim_start_matches("https://")) } }
}

/// A list of steps.
pub fn steps(fixes: impl IntoIterator<Item = mailmend::model::Fix>) -> Markup {
    html! {
        ol class="steps" {
            @for fix in fixes {
                li {
                    (fix.text)
                    @if let Some(link) = fix.link { (outside(link)) }
                    @for command in fix.commands { pre class="code" { code { (command) } } }
                }
            }
        }
    }
}

/// What is done first.
pub fn first_step(finding: &Value) -> &str {
    finding["fixes"][0]["text"].as_str().unwrap_or_default()
}
