//! How values are written: names that nobody reads, quotes that are missing or curly, URLs that need encoding.

use alloc::string::String;
use alloc::vec::Vec;

use super::hidden;
use super::mail::{Mail, matches};
use super::sheet::Sheet;
use crate::knowledge::slugs;
use crate::knowledge::stacks::Role;
use crate::model::FactKey;
use crate::syntax::settings::{Argument, Form, Shape};
use crate::text::Order;
use crate::text::Span;

pub(super) fn check(sheet: &mut Sheet<'_>, mails: &[Mail<'_>]) {
    curly(sheet);
    misspelt(sheet);
    misnamed(sheet);
    unquoted(sheet);
    for mail in mails {
        url(sheet, mail);
    }
}

/// More than so many are one mistake that is told once.
const MOST: usize = 64;

/// Quotation marks of a word processor.
fn curly(sheet: &mut Sheet<'_>) {
    let marks = |letter: char| match letter {
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{2033}' => Some("\""),
        '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' | '\u{2032}' => Some("'"),
        _ => None,
    };
    let mut places: Vec<(Span, &str)> = Vec::new();
    for (at, letter) in sheet.text.char_indices() {
        let Some(straight) = marks(letter) else { continue };
        let end = at + letter.len_utf8();
        // An apostrophe within a word is no quotation mark.
        let joins = |other: Option<char>| other.is_some_and(char::is_alphanumeric);
        let before = sheet.text.get(..at).and_then(|text| text.chars().next_back());
        let after = sheet.text.get(end..).and_then(|text| text.chars().next());
        if straight == "'" && joins(before) && joins(after) {
            continue;
        }
        places.push((Span::new(at, end), straight));
        if places.len() >= MOST {
            break;
        }
    }
    let Some((first, _)) = places.first() else { return };
    sheet.find(slugs::CURLY_QUOTES_IN_SETTINGS, *first);
    for (span, straight) in places {
        sheet.replace(span, straight);
    }
}

/// `smpt` for `smtp` in the name of a setting.
fn misspelt(sheet: &mut Sheet<'_>) {
    let slips = ["smpt", "stmp", "SMPT", "STMP", "Smpt", "Stmp"];
    let mut spans: Vec<Span> = sheet.reading.groups.iter().map(|group| group.name).collect();
    spans.extend(sheet.items.iter().filter(|item| item.entry.argument == Argument::No).map(|item| item.entry.key));
    spans.order();
    spans.dedup();
    let mut found = 0;
    for span in spans {
        let name = span.of(sheet.text);
        let Some((at, slip)) = slips.iter().find_map(|slip| name.find(slip).map(|at| (at, *slip))) else { continue };
        let right = match slip {
            "smpt" | "stmp" => "smtp",
            "SMPT" | "STMP" => "SMTP",
            _ => "Smtp",
        };
        sheet.find(slugs::UNKNOWN_SETTING_NAME, span);
        sheet.fact(FactKey::Suggestion, right);
        sheet.replace(Span::new(span.start + at, span.start + at + slip.len()), right);
        found += 1;
        if found >= MOST {
            break;
        }
    }
    if found == 0 {
        return;
    }
    // The rest is judged as if it were spelt right.
    for item in &mut sheet.items {
        item.path = item.path.replace("smpt", "smtp").replace("stmp", "smtp");
    }
}

/// Names that people write and the program does not read.
fn misnamed(sheet: &mut Sheet<'_>) {
    let program = sheet.program;
    if !program.misnamed_forms.is_empty() && !program.misnamed_forms.contains(&sheet.form.as_str()) {
        return;
    }
    for place in 0..sheet.items.len() {
        let Some(item) = sheet.items.get(place).filter(|item| item.entry.argument == Argument::No) else { continue };
        let raw = item.entry.key.of(sheet.text);
        let is = |wrong: &str| wrong.strip_prefix('=').map_or_else(|| matches(&item.path, wrong), |name| raw == name);
        let Some((_, right)) = program.misnamed.iter().find(|(wrong, _)| is(wrong)) else { continue };
        // Where the right one stands as well, this one is for something else.
        let named = crate::syntax::settings::squeeze(right);
        let group = item.path.rsplit_once('.').map_or("", |(group, _)| group);
        let sibling = |other: &super::mail::Item<'_>| {
            other.entry.key != item.entry.key
                && other.path.rsplit_once('.').map_or("", |(group, _)| group) == group
                && matches(&other.path, &named)
        };
        if sheet.items.iter().any(sibling) {
            continue;
        }
        let key = item.entry.key;
        sheet.find(slugs::UNKNOWN_SETTING_NAME, key);
        sheet.fact(FactKey::Suggestion, *right);
        sheet.rename(place, right);
    }
}

/// Values that end early, or change, because nothing quotes them.
fn unquoted(sheet: &mut Sheet<'_>) {
    if !matches!(sheet.form, Form::Env | Form::Ini | Form::Yaml) {
        return;
    }
    for place in 0..sheet.items.len() {
        let Some(item) =
            sheet.items.get(place).filter(|item| item.entry.shape == Shape::Bare && item.role == Some(Role::Secret))
        else {
            continue;
        };
        let value = item.entry.value;
        let text = item.value;
        if text.is_empty() || hidden::is_reference(text) || text.starts_with('<') {
            continue;
        }
        let line = sheet.text.get(value.end..).unwrap_or_default().lines().next().unwrap_or_default();
        let cut = line.starts_with(" #")
            && line.get(2..).is_some_and(|rest| rest.starts_with(|letter: char| !letter.is_whitespace()));
        let breaks = match sheet.form {
            Form::Env => text.contains(['#', ' ', '"', '\'', '`']) || expands(text) || cut,
            Form::Ini => text.contains(['#', ';', '`']),
            _ => {
                text.starts_with(['@', '%', '*', '&', '!', '{', '[', '|', '>', '`', '?', '#'])
                    || text.contains(": ")
                    || text.contains(" #")
            }
        };
        if !breaks {
            continue;
        }
        let end = if cut { value.end + line.trim_end().len() } else { value.end };
        if let Some(known) = sheet.secrets.iter_mut().find(|known| **known == value).filter(|_| cut) {
            known.end = end;
        }
        sheet.find(slugs::VALUE_NEEDS_QUOTES, Span::new(value.start, end));
        let whole = sheet.text.get(value.start..end).unwrap_or_default();
        let quote = match (sheet.form, sheet.program.id) {
            (Form::Ini, "grafana") => "\"\"\"",
            (Form::Ini, "gitea") if !whole.contains('`') => "`",
            (Form::Ini, _) => "\"",
            _ if !whole.contains('\'') => "'",
            _ if !whole.contains(['"', '\\', '$', '`']) => "\"",
            _ => continue,
        };
        sheet.insert(value.start, quote.into());
        sheet.insert(end, quote.into());
    }
}

/// Whether a dollar sign would be read as the start of a variable.
fn expands(text: &str) -> bool {
    text.split('$')
        .skip(1)
        .any(|rest| rest.starts_with(|letter: char| letter.is_ascii_alphabetic() || matches!(letter, '_' | '{' | '(')))
}

/// A URL whose user or password holds marks that end it early (RFC 3986 section 3.2.1).
fn url(sheet: &mut Sheet<'_>, mail: &Mail<'_>) {
    let Some(url) = &mail.url else { return };
    let text = sheet.text;
    let strict = sheet.program.strict_url;
    // In YAML for Symfony, a percent sign is written twice.
    let twice = sheet.form == Form::Yaml;
    let bad = |span: Span| match twice {
        true => needs_encoding(&span.of(text).replace("%%", "%"), strict),
        false => needs_encoding(span.of(text), strict),
    };
    if let Some(user) = url.user.filter(|user| bad(*user) && !hidden::is_reference(user.of(text))) {
        sheet.find(slugs::URL_NOT_ENCODED, user);
        let mut encoded = String::new();
        encode(&mut encoded, user.of(text));
        sheet.replace(user, &encoded);
    }
    let Some(password) = url.password.filter(|password| !hidden::is_reference(password.of(text))) else { return };
    if sheet.form == Form::Yaml {
        // There, a percent sign is written twice.
        if needs_encoding(&password.of(text).replace("%%", "%"), strict) {
            sheet.find(slugs::URL_NOT_ENCODED, password);
            sheet.encode(password);
        } else if strict {
            parameters(sheet, password);
        }
    } else if bad(password) {
        sheet.find(slugs::URL_NOT_ENCODED, password);
        sheet.encode(password);
    }
}

/// In Symfony's YAML, `%name%` is a parameter, and a percent sign is written twice.
fn parameters(sheet: &mut Sheet<'_>, span: Span) {
    let body = span.of(sheet.text);
    if body.contains("%%") || !body.contains('%') || body.contains("%env(") {
        return;
    }
    sheet.find(slugs::URL_NOT_ENCODED, span);
    for (at, _) in body.match_indices('%').take(MOST) {
        sheet.insert(span.start + at, "%".into());
    }
}

/// Whether a part of a URL holds what must be encoded there. `strict`: everything but letters, digits and `-._~`.
fn needs_encoding(text: &str, strict: bool) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().any(|(at, byte)| match byte {
        b'%' => !bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)),
        b'@' | b'/' | b'?' | b'#' | b':' | b'[' | b']' | b' ' | b'\\' | b'<' | b'>' | b'^' | b'{' | b'}' | b'|' => true,
        b'$' => strict,
        _ => strict && !(byte.is_ascii_alphanumeric() || b"-._~".contains(byte)),
    })
}

/// Appends `text` percent-encoded; what is encoded already stays (RFC 3986 sections 2.1 and 2.3).
pub(super) fn encode(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let encoded =
            *byte == b'%' && bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        if encoded || byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
            out.push(char::from(*byte));
        } else {
            const HEX: &[u8; 16] = b"0123456789ABCDEF";
            out.push('%');
            for digit in [byte >> 4, byte & 15] {
                out.push(char::from(HEX.get(usize::from(digit)).copied().unwrap_or(b'0')));
            }
        }
    }
}
