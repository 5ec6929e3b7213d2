//! The pages of the codes.

use mailmend::model::{Cause, Example, RetryRule, RuleExample, Steps};
use serde_json::{Value, json};

use crate::report::steps;
use crate::style::{self, BOLD, COMMAND, DIM};

/// The most examples on a page.
const MOST_EXAMPLES: usize = 5;

/// Prints one page, with the steps of `host` where it has its own.
pub fn page(code: &str, host: Option<&str>, as_json: bool) -> Result<u8, String> {
    let cause =
        mailmend::page(code).ok_or_else(|| format!("there is no code {code}; `mailmend catalog` lists them"))?;
    let provider = match host {
        Some(host) => {
            Some(mailmend::provider(host).ok_or_else(|| format!("{host} is no provider that is known here"))?)
        }
        None => None,
    };
    let own = provider.and_then(|provider| provider.steps(cause));
    let fixes = own.unwrap_or(cause.fixes);
    if as_json {
        say!("{}", to_json(cause, fixes));
        return Ok(crate::UNDERSTOOD);
    }
    let color = style::severity(cause.severity);
    say!("{color}{}{color:#}", cause.title);
    say!("{DIM}{} {}{DIM:#}\n", cause.code, cause.slug);
    style::paragraph("", cause.why);
    let heading = own.and(provider).map_or("What to do".into(), |provider| format!("What to do ({})", provider.name));
    say!("\n{BOLD}{heading}{BOLD:#}");
    steps(fixes.iter());
    let others: Vec<&str> = mailmend::providers()
        .iter()
        .filter(|provider| provider.steps(cause).is_some())
        .map(|provider| provider.id)
        .collect();
    if host.is_none() && !others.is_empty() {
        say!("\n{BOLD}Steps of their own (--host){BOLD:#}");
        style::paragraph("  ", &others.join(" "));
    }
    let said = said_by(cause, provider.map(|provider| provider.id));
    if !said.is_empty() {
        say!("\n{BOLD}Said by servers{BOLD:#}");
    }
    for example in said.into_iter().take(MOST_EXAMPLES) {
        style::paragraph(" - ", &example.text.split_whitespace().collect::<Vec<_>>().join(" "));
        style::paragraph("   ", &format!("({}, {})", example.source, example.seen));
    }
    rule_examples(cause).for_each(show);
    if let Some(rfc) = cause.rfc {
        say!("\n{DIM}{rfc}{DIM:#}");
    }
    Ok(crate::UNDERSTOOD)
}

/// The texts that show a rule.
fn rule_examples(cause: &Cause) -> impl Iterator<Item = &'static RuleExample> {
    mailmend::rule_examples().iter().filter(|example| example.code == cause.code)
}

fn show(example: &RuleExample) {
    let place = example.name.map(|name| format!(" (at {name})")).unwrap_or_default();
    let texts = [("Wrong", Some(example.fails)), ("Corrected", example.fixed), ("Right", example.passes)];
    for (heading, text) in texts {
        let Some(text) = text else { continue };
        say!("\n{BOLD}{heading}{place}{BOLD:#}");
        for line in text.lines() {
            say!("  {COMMAND}{line}{COMMAND:#}");
        }
    }
}

/// The examples of a cause: those of the provider first, those in other languages last.
fn said_by(cause: &Cause, provider: Option<&str>) -> Vec<&'static Example> {
    let mut said: Vec<_> = mailmend::examples().iter().filter(|example| example.code == cause.code).collect();
    let own = provider.map(|id| format!("/{id}.toml"));
    let folders = ["providers", "servers", "generic", "clients", "languages"];
    said.sort_by_key(|example| {
        let is_own = own.as_ref().is_some_and(|own| example.file.ends_with(own.as_str()));
        (!is_own, folders.iter().position(|folder| example.file.starts_with(folder)))
    });
    said.dedup_by_key(|example| example.text);
    said
}

/// Prints every code.
pub fn catalog(as_json: bool) {
    if as_json {
        let pages: Vec<_> = mailmend::catalog().iter().map(|cause| to_json(cause, cause.fixes)).collect();
        say!("{}", Value::Array(pages));
        return;
    }
    for cause in mailmend::catalog() {
        say!("{BOLD}{:<9}{BOLD:#}{}", cause.code, cause.title);
    }
}

fn to_json(cause: &Cause, fixes: Steps) -> Value {
    let (retry, after) = match cause.retry {
        RetryRule::Later(after) => ("later", Some(after)),
        RetryRule::ByCode(after) => ("by-code", Some(after)),
        RetryRule::AfterFix => ("after-fix", None),
        RetryRule::Never => ("never", None),
    };
    let examples: Vec<_> = mailmend::examples()
        .iter()
        .filter(|example| example.code == cause.code)
        .map(|example| json!({ "text": example.text, "source": example.source, "seen": example.seen }))
        .collect();
    let rule: Vec<_> = rule_examples(cause)
        .map(|example| {
            json!({
                "fails": example.fails, "fixed": example.fixed, "passes": example.passes, "as": example.read_as,
                "name": example.name,
            })
        })
        .collect();
    json!({
        "code": cause.code, "slug": cause.slug, "class": cause.class, "area": cause.area, "severity": cause.severity,
        "title": cause.title, "why": cause.why, "owner": cause.owner, "retry": retry, "after": after,
        "recipient": cause.recipient, "rfc": cause.rfc, "fixes": fixes, "examples": examples,
        "rule-examples": rule,
    })
}
