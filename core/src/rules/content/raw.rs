//! The bytes of a message as they go over the wire: lines, letters, MIME.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use mail_parser::decoders::charsets::map::charset_decoder;

use super::sheet::{LONGEST_EVIDENCE, Sheet};
use crate::intake::message::{Message, RawPart};
use crate::knowledge::codes;
use crate::model::{Confidence, Evidence, FactKey};
use crate::text::Order;
use crate::text::{Secrets, Span};

/// The longest line without its end, and the longest that a line should be (RFC 5322 section 2.1.1).
const LONGEST_LINE: usize = 998;
const LONG_LINE: usize = 78;
/// The places that are collected, at most.
const MOST: usize = 64;
/// What Gmail takes, in bytes as they are sent: 25 MB.
const LARGEST: usize = 25 << 20;

/// Checks the bytes.
pub(super) fn check(raw: &[u8], message: &Message, sheet: &mut Sheet) {
    lines(raw, message, sheet);
    header(raw, message, sheet);
    for part in message.parts.iter().take(MOST) {
        structure(raw, part, sheet);
        body(raw, part, sheet);
    }
    let has_mime = message.fields.iter().any(|field| is(&field.name, "content-type"));
    if has_mime && !message.fields.iter().any(|field| is(&field.name, "mime-version")) {
        sheet.find_in(codes::TEXT023, "MIME-Version").fact(FactKey::Suggestion, "MIME-Version: 1.0");
    }
    if raw.len() > LARGEST {
        sheet.find_in(codes::TEXT062, "message").confidence(Confidence::Likely);
    }
}

fn is(name: &str, other: &str) -> bool {
    name.eq_ignore_ascii_case(other)
}

/// A finding about places in the message.
fn find<'s>(place: u16, raw: &[u8], spans: &[Span], sheet: &'s mut Sheet) -> super::sheet::Entry<'s> {
    let evidence = spans.iter().take(8).map(|span| evidence(raw, *span)).collect();
    let entry = sheet.write(place, "message", evidence);
    if spans.len() > 8 { entry.fact(FactKey::Count, spans.len().to_string()) } else { entry }
}

fn evidence(raw: &[u8], span: Span) -> Evidence<'static> {
    let mut end = span.end.min(span.start + LONGEST_EVIDENCE);
    // A letter is not cut in two.
    while end < span.end && end > span.start && raw.get(end).is_some_and(|byte| byte & 0xC0 == 0x80) {
        end -= 1;
    }
    // A secret may begin before what is shown.
    let line = raw.get(..span.start).unwrap_or_default().iter().rev().take(200).position(|&byte| byte == b'\n');
    let from = span.start - line.unwrap_or(span.start.min(200));
    let before = String::from_utf8_lossy(raw.get(from..span.start).unwrap_or_default()).into_owned();
    let shown = String::from_utf8_lossy(raw.get(span.start..end).unwrap_or_default());
    let both = [before.as_str(), &shown].concat();
    let text = Secrets::find(&both).mask(&both, Span::new(before.len(), both.len())).into_owned();
    Evidence { text: Cow::Owned(text), start: span.start, end }
}

/// Line ends, lengths, NUL.
fn lines(raw: &[u8], message: &Message, sheet: &mut Sheet) {
    let (mut bare_cr, mut bare_lf, mut long, mut nul) = (Vec::new(), Vec::new(), Vec::new(), None);
    let mut has_crlf = false;
    let mut start = 0;
    for (at, &byte) in raw.iter().enumerate() {
        match byte {
            b'\n' => {
                let before = at.checked_sub(1).and_then(|before| raw.get(before));
                let is_bare = before != Some(&b'\r');
                has_crlf |= !is_bare;
                if is_bare && bare_lf.len() < MOST {
                    bare_lf.push(Span::new(at, at + 1));
                }
                let end = if is_bare { at } else { at - 1 };
                if end - start > LONGEST_LINE && long.len() < MOST {
                    long.push(Span::new(start, end));
                }
                start = at + 1;
            }
            b'\r' if raw.get(at + 1) != Some(&b'\n') && bare_cr.len() < MOST => bare_cr.push(Span::new(at, at + 1)),
            0 if nul.is_none() => nul = Some(Span::new(at, at + 1)),
            _ => {}
        }
    }
    if raw.len() - start > LONGEST_LINE {
        long.push(Span::new(start, raw.len()));
    }
    // A file on a disk has LF alone, throughout.
    let mut bare = if has_crlf { bare_lf } else { Vec::new() };
    bare.extend(bare_cr);
    bare.order();
    if !bare.is_empty() {
        find(codes::TEXT016, raw, &bare, sheet);
    }
    if !long.is_empty() {
        find(codes::TEXT017, raw, &long, sheet);
    }
    if let Some(nul) = nul {
        find(codes::TEXT019, raw, &[nul], sheet);
    }
    if !message.strays.is_empty() {
        find(codes::TEXT009, raw, &message.strays, sheet);
    }
}

/// Letters and lengths in the header.
fn header(raw: &[u8], message: &Message, sheet: &mut Sheet) {
    let by_utf8 = message.fields.iter().any(|field| is(&field.name, "received") && field.value.contains("UTF8SMTP"));
    let mut letters = Vec::new();
    let mut long = Vec::new();
    for field in &message.fields {
        let bytes = raw.get(field.span.range()).unwrap_or_default();
        let own = || bytes.iter().enumerate().filter(|(_, byte)| !byte.is_ascii());
        if let (Some((first, _)), Some((last, _))) = (own().next(), own().next_back())
            && !by_utf8
        {
            letters.push(Span::new(field.span.start + first, field.span.start + last + 1));
        }
        if ["subject", "from", "to", "cc"].iter().any(|name| is(&field.name, name)) {
            let mut at = field.span.start;
            for line in bytes.split_inclusive(|&byte| byte == b'\n') {
                let text = line.trim_ascii_end();
                let folds =
                    text.trim_ascii_start().get(field.name.len() + 2..).is_some_and(|rest| rest.contains(&b' '));
                if text.len() > LONG_LINE && folds {
                    long.push(Span::new(at, at + text.len()));
                }
                at += line.len();
            }
        }
    }
    if !letters.is_empty() {
        find(codes::TEXT010, raw, &letters, sheet);
    }
    if !long.is_empty() {
        find(codes::TEXT012, raw, &long, sheet);
    }
}

/// Content-Type, boundaries, the transfer encoding.
fn structure(raw: &[u8], part: &RawPart, sheet: &mut Sheet) {
    let rest = raw.get(part.body.start..).unwrap_or_default();
    if let Some(written) = &part.written {
        let kind = written.split(';').next().unwrap_or_default().trim();
        let halves = kind.split_once('/').filter(|(kind, subtype)| {
            let token =
                |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'/');
            token(kind) && token(subtype)
        });
        if halves.is_none() {
            sheet
                .find_in(codes::TEXT026, "Content-Type")
                .fact(FactKey::Meaning, written.chars().take(60).collect::<String>());
        } else if kind.to_ascii_lowercase().starts_with("multipart/") {
            let boundary = part.boundary.as_deref().unwrap_or_default();
            let delimiter = ["--", boundary].concat();
            let opens = !boundary.is_empty() && has_line(rest, delimiter.as_bytes());
            let closes = opens && has_line(rest, [&delimiter, "--"].concat().as_bytes());
            if !opens {
                sheet.find_in(codes::TEXT024, "Content-Type");
            } else if !closes {
                sheet.find_in(codes::TEXT025, "Content-Type");
            }
        }
    }
    let known = ["7bit", "8bit", "binary", "quoted-printable", "base64", ""];
    if let Some(encoding) = part.encoding.as_deref().filter(|encoding| !known.contains(encoding)) {
        let name = "Content-Transfer-Encoding";
        sheet.find_in(codes::TEXT029, name).fact(FactKey::Meaning, encoding.chars().take(60).collect::<String>());
    }
}

/// Whether a line begins with `start`.
fn has_line(text: &[u8], start: &[u8]) -> bool {
    text.starts_with(start)
        || memchr::memmem::find_iter(text, start)
            .any(|at| at.checked_sub(1).and_then(|before| text.get(before)) == Some(&b'\n'))
}

/// The bytes of a part, against what its header says of them.
fn body(raw: &[u8], part: &RawPart, sheet: &mut Sheet) {
    if part.holds_parts {
        return;
    }
    let bytes = raw.get(part.body.range()).unwrap_or_default();
    let start = part.body.start;
    let encoding = part.encoding.as_deref().unwrap_or("7bit");
    let is_text = part.kind.is_empty() || part.kind.starts_with("text/");
    match encoding {
        "base64" => {
            let stray = bytes.iter().position(|byte| {
                !byte.is_ascii_alphanumeric() && !b"+/=".contains(byte) && !byte.is_ascii_whitespace()
            });
            if let Some(at) = stray {
                find(codes::TEXT027, raw, &[line_at(raw, start + at)], sheet);
            }
        }
        "quoted-printable" => {
            let broken = escapes(bytes, start);
            if !broken.is_empty() {
                find(codes::TEXT028, raw, &broken, sheet);
            }
        }
        "7bit" => {
            if let Some(at) = bytes.iter().position(|byte| !byte.is_ascii()) {
                find(codes::TEXT020, raw, &[line_at(raw, start + at)], sheet);
            }
        }
        _ => {}
    }
    if !is_text {
        return;
    }
    charset(raw, part, sheet);
    let is_plain = part.kind != "text/html" && !part.is_flowed && ["7bit", "8bit"].contains(&encoding);
    if is_plain && !part.is_attachment {
        let mut at = start;
        let mut long = Vec::new();
        for line in bytes.split_inclusive(|&byte| byte == b'\n') {
            let text = line.trim_ascii_end();
            // A long address cannot be broken.
            if text.len() > LONG_LINE && text.len() <= LONGEST_LINE && long.len() < MOST && has_room(text) {
                long.push(Span::new(at, at + text.len()));
            }
            at += line.len();
        }
        if !long.is_empty() {
            find(codes::TEXT018, raw, &long, sheet).confidence(Confidence::Possible);
        }
    }
}

/// Whether more than 78 letters stand in a line, and a blank to break it at.
fn has_room(line: &[u8]) -> bool {
    line.iter().filter(|byte| **byte & 0xC0 != 0x80).count() > LONG_LINE && line.contains(&b' ')
}

/// The line around a place.
fn line_at(raw: &[u8], at: usize) -> Span {
    let before = raw.get(..at).unwrap_or_default().iter().rev().take(60).take_while(|byte| **byte != b'\n').count();
    let after = raw.get(at..).unwrap_or_default().iter().take(60).take_while(|byte| !b"\r\n".contains(byte)).count();
    // No letter is cut in two.
    let inside = |at: &usize| raw.get(*at).is_some_and(|byte| byte & 0xC0 == 0x80);
    let start = (at - before..=at).find(|at| !inside(at)).unwrap_or(at);
    let end = (at..=at + after).rev().find(|at| !inside(at)).unwrap_or(at);
    Span::new(start, end.max(start))
}

/// Equals signs that stand before neither two digits nor a line end (RFC 2045 section 6.7).
fn escapes(bytes: &[u8], start: usize) -> Vec<Span> {
    let mut broken = Vec::new();
    for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == b'=') {
        let rest = bytes.get(at + 1..).unwrap_or_default();
        let digits = rest.iter().take(2).filter(|byte| byte.is_ascii_hexdigit()).count() == 2;
        let blanks = rest.iter().take(8).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let ends = matches!(rest.get(blanks), None | Some(b'\r' | b'\n'));
        if !digits && !ends && broken.len() < MOST {
            broken.push(Span::new(start + at, start + at + 1 + rest.len().min(2)));
        }
    }
    broken
}

/// The character set, as it is declared and as it is.
fn charset(raw: &[u8], part: &RawPart, sheet: &mut Sheet) {
    let decoded = part.decoded(raw);
    if decoded.is_ascii() {
        return;
    }
    let Some(charset) = &part.charset else {
        sheet.find_in(codes::TEXT022, "Content-Type").fact(FactKey::Suggestion, "charset=utf-8");
        return;
    };
    let name = charset.to_ascii_lowercase();
    let is_utf8 = name == "utf-8" || name == "utf8";
    let wrong = match () {
        () if is_utf8 => core::str::from_utf8(&decoded).is_err_and(|error| error.error_len().is_some()),
        () if name == "us-ascii" || name == "ascii" => true,
        () => charset_decoder(name.as_bytes()).is_none(),
    };
    if wrong {
        let text: String = charset.chars().take(40).collect();
        sheet.find_in(codes::TEXT021, "Content-Type").fact(FactKey::Meaning, text);
    }
}
