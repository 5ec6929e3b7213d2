//! What must not be shown: every password, key and token that stands in the text.

use alloc::string::String;
use alloc::vec::Vec;

use super::mail::Item;
use crate::knowledge::stacks::Role;
use crate::syntax::settings::{Argument, Form, Shape, url};
use crate::text::Order;
use crate::text::{Secrets, Span};

/// What stands in place of a secret.
pub(super) const MASK: &str = "********";

/// The places of all secrets, in order; they do not overlap.
pub(super) fn find(text: &str, items: &[Item<'_>], form: Form) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut code: Vec<Span> = Vec::new();
    // Calls whose arguments are known: the one that is the secret, and so the others that are not.
    let mut known: Vec<Span> = items
        .iter()
        .filter(|item| item.role == Some(Role::Secret) && matches!(item.entry.argument, Argument::At(_)))
        .map(|item| item.entry.key)
        .collect();
    known.order();
    for item in items {
        let entry = &item.entry;
        if entry.argument == Argument::Callee {
            continue;
        }
        let told = matches!(entry.argument, Argument::At(_)) && known.binary_search(&entry.key).is_ok();
        if item.role == Some(Role::Secret) || !told && is_secret(item) {
            match entry.shape {
                Shape::Code => literals(text, entry.outer, &mut spans),
                _ if is_reference(item.value) => {}
                _ => spans.push(entry.value),
            }
            code.push(entry.outer);
        }
        // The connection string of a database: `Server=db;Password=…`. A password in it may hold any mark.
        let lower = item.value.to_ascii_lowercase();
        let named = ["password=", "pwd="].iter().filter_map(|name| Some(lower.find(name)? + name.len())).min();
        if let Some(place) = named.filter(|_| entry.shape.quote().is_some()) {
            spans.push(Span::new(entry.value.start + place, entry.value.end));
        }
        if let Some(found) = url::read(text, entry.value) {
            let secret = |name: &str| NAMES.iter().any(|known| name.to_ascii_lowercase().ends_with(known));
            spans.extend(found.options.iter().filter(|(name, _)| secret(name.of(text))).map(|(_, value)| *value));
        }
        if let Some(found) = url::read(text, entry.value)
            && let Some(password) = found.password
            && !is_reference(password.of(text))
        {
            spans.push(password);
        } else if entry.shape == Shape::Code && entry.outer.of(text).contains("://") {
            literals_of_url(text, entry.outer, &mut spans);
        }
    }
    if form == Form::Url
        && let Some(password) = url::read(text, trimmed(text)).and_then(|found| found.password)
    {
        spans.push(password);
    }
    lines(text, &mut spans);
    code.order();
    for span in Secrets::find(text).spans() {
        // What a look-up is asked for is no secret, and the look-up is to be seen.
        let place = code.partition_point(|known| known.start <= span.start);
        let inside = place.checked_sub(1).and_then(|place| code.get(place)).is_some_and(|known| span.start < known.end);
        if !inside && !is_reference(span.of(text)) {
            spans.push(*span);
        }
    }
    spans.retain(|span| !span.of(text).trim().is_empty());
    merge(spans)
}

fn trimmed(text: &str) -> Span {
    let start = text.len() - text.trim_start().len();
    Span::new(start, (start + text.trim().len()).max(start))
}

fn merge(mut spans: Vec<Span>) -> Vec<Span> {
    spans.order();
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => out.push(span),
        }
    }
    out
}

/// Whether an entry's value is to be hidden.
fn is_secret(item: &Item<'_>) -> bool {
    match item.role {
        Some(Role::Secret) => return true,
        // The place of an argument says what it is.
        Some(_) if matches!(item.entry.argument, Argument::At(_)) => return false,
        _ => {}
    }
    let (name, argument) = match item.entry.argument {
        Argument::No => (item.path.rsplit('.').next().unwrap_or_default(), None),
        Argument::At(place) => {
            let mut parts = item.path.rsplit('.');
            parts.next();
            (parts.next().unwrap_or_default(), Some(place))
        }
        Argument::Callee => return false,
    };
    let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    match argument {
        None => ends(&NAMES),
        Some(0) => ends(&["password", "pass", "passwd", "secret", "token", "apikey", "passphrase"]),
        Some(_) => {
            ["credential", "authenticat", "login", "auth", "password", "secret"].iter().any(|word| name.contains(word))
        }
    }
}

const NAMES: [&str; 16] = [
    "password",
    "passwd",
    "pass",
    "pwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "secretkey",
    "accesskey",
    "privatekey",
    "authkey",
    "smtpkey",
    "key",
    "passcode",
    "credentials",
];

/// A variable, a secret's name, or nothing.
pub(super) fn is_reference(value: &str) -> bool {
    let value = value.trim();
    let variable = value.strip_prefix('$').is_some_and(|rest| {
        let name = rest.trim_start_matches('{').trim_end_matches('}');
        !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"_:-".contains(&byte))
    });
    variable
        || value.is_empty()
        || (value.starts_with("{{") && value.ends_with("}}"))
        || (value.starts_with("${") && value.ends_with('}') && !value.contains(":-"))
        || (value.starts_with("%env(") && value.ends_with(")%"))
        || value.starts_with("!secret ")
        || (value.starts_with('<') && value.ends_with('>') && !value.contains("><"))
        || value.starts_with("process.env.")
}

/// The texts in quotes within code, but for those that name what is looked up.
fn literals(text: &str, code: Span, out: &mut Vec<Span>) {
    let bytes = text.as_bytes();
    let mut at = code.start;
    while at < code.end {
        let Some(&quote @ (b'"' | b'\'' | b'`')) = bytes.get(at) else {
            at += 1;
            continue;
        };
        let length = bytes.get(at + 1..code.end).unwrap_or_default().iter().take_while(|byte| **byte != quote).count();
        let before = text.get(code.start..at).unwrap_or_default().trim_end();
        let call = before.strip_suffix('(').unwrap_or_default();
        // `config.get<string>("…")`
        let call = if call.ends_with('>') { call.rsplit_once('<').map_or(call, |(name, _)| name) } else { call };
        let asked = before.ends_with('[')
            || ["env", "get", "getenv", "fetch", "config", "Variable", "secret", "read", "Sys", "Value", "str"]
                .iter()
                .any(|word| call.ends_with(word));
        if !asked {
            out.push(Span::new(at + 1, (at + 1 + length).min(code.end)));
        }
        at += length + 2;
    }
}

/// The pieces of a URL that code puts together: all that is text between `://` and the `@`.
fn literals_of_url(text: &str, code: Span, out: &mut Vec<Span>) {
    let body = code.of(text);
    let (Some(start), Some(end)) = (body.find("://"), body.rfind('@')) else { return };
    if start < end {
        literals_between(text, Span::new(code.start + start + 3, code.start + end), out);
    }
}

/// The texts in quotes from the middle of one to the middle of another.
fn literals_between(text: &str, code: Span, out: &mut Vec<Span>) {
    let bytes = text.as_bytes();
    // It starts inside of quotes.
    let mut at = code.start;
    let mut open = true;
    let mut start = at;
    while at < code.end {
        if matches!(bytes.get(at), Some(b'"' | b'\'')) {
            let piece = Span::new(start, at);
            if open && piece.of(text).trim_matches([':', '@', ' ']).len() > 1 {
                out.push(piece);
            }
            open = !open;
            start = at + 1;
        }
        at += 1;
    }
    let piece = Span::new(start.min(code.end), code.end);
    if open && piece.of(text).len() > 1 {
        out.push(piece);
    }
}

/// Lines that hold a log-in without a name for it: Postfix's password map, netrc, the command lines of curl and swaks.
fn lines(text: &str, out: &mut Vec<Span>) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end();
        let words = || body.split_ascii_whitespace();
        let place = |word: &str| start + (word.as_ptr() as usize).saturating_sub(line.as_ptr() as usize);
        let span = |word: &str| Span::new(place(word), place(word) + word.len());
        let after_colon =
            |word: &str| word.find(':').map(|colon| Span::new(place(word) + colon + 1, place(word) + word.len()));
        let map = body.trim_start().starts_with('[') && body.contains(']');
        if map && let Some(secret) = words().nth(1).and_then(after_colon) {
            out.push(secret);
        }
        let netrc = body.contains("login ");
        let mut before = "";
        for word in words() {
            let given = word.trim_matches(['"', '\'']);
            match before {
                "-u" | "--user" => out.extend(after_colon(given)),
                "--auth-password" | "-ap" | "--password" | "password" | "passwd"
                    if netrc || before.starts_with('-') =>
                {
                    out.push(span(given));
                }
                _ => {}
            }
            // Postfix's map of one: the password goes on to the end of the line, blanks and all.
            if let Some(given) = word.strip_prefix("static:").and_then(|rest| rest.split_once(':')) {
                out.push(Span::new(place(given.1), start + body.len()));
            }
            before = word;
        }
        start += line.len();
    }
}

/// `span` of `text`, every secret in it masked.
pub(super) fn mask(text: &str, secrets: &[Span], span: Span) -> String {
    let mut out = String::new();
    push(&mut out, text, secrets, span);
    out
}

/// Appends `span` of `text`, every secret in it masked.
pub(super) fn push(out: &mut String, text: &str, secrets: &[Span], span: Span) {
    let mut at = span.start;
    let first = secrets.partition_point(|secret| secret.end <= span.start);
    for secret in secrets.iter().skip(first).take_while(|secret| secret.start < span.end) {
        out.push_str(text.get(at..secret.start.max(at)).unwrap_or_default());
        out.push_str(MASK);
        at = secret.end.max(at);
    }
    out.push_str(text.get(at..span.end).unwrap_or_default());
}

/// Whether `span` holds any part of a secret.
pub(super) fn touches(secrets: &[Span], span: Span) -> bool {
    let first = secrets.partition_point(|secret| secret.end <= span.start);
    secrets.get(first).is_some_and(|secret| secret.overlaps(span))
}
