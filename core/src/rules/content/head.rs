//! The header as a whole: what must be there, what may be there once, how it is written (RFC 5322 section 3.6).

use alloc::string::ToString;
use alloc::vec::Vec;

use super::Mail;
use super::sheet::Sheet;
use crate::knowledge::codes;
use crate::model::FactKey;
use crate::text::Span;

/// What may stand there once (RFC 5322 section 3.6, RFC 2045).
const ONCE: [&str; 14] = [
    "date",
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "bcc",
    "message-id",
    "in-reply-to",
    "references",
    "subject",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
];

/// Checks the header fields.
pub(super) fn check(mail: &Mail<'_>, sheet: &mut Sheet) {
    for name in ONCE {
        let mut all = mail.fields(name);
        if let (Some(first), Some(_)) = (all.next(), all.next()) {
            let count = 2 + all.count();
            sheet.find_in(codes::TEXT008, first.name).fact(FactKey::Count, count.to_string());
        }
    }
    for field in &mail.fields {
        if let Some(at) = broken_line(&field.text) {
            let end = field.text.get(at..).and_then(|rest| rest.find(|letter| letter != '\r' && letter != '\n'));
            let end = field.text.len().min(at + end.unwrap_or(0) + 20);
            sheet.find(codes::TEXT011, field, &[Span::new(at, field.text.ceil_char_boundary(end))]);
        }
    }
    for name in ["subject", "from", "to", "reply-to"] {
        for field in mail.fields(name).take(1) {
            let broken = encoded_words(&field.text);
            if !broken.is_empty() {
                sheet.find(codes::TEXT013, field, &broken);
            }
        }
    }
    match mail.field("date") {
        Some(date) if !is_date(&date.text) => {
            sheet.find(codes::TEXT002, date, &[Span::new(0, date.text.len())]);
        }
        None if mail.whole => {
            sheet.find_in(codes::TEXT001, "Date");
        }
        _ => {}
    }
    match mail.field("message-id") {
        Some(id) if !is_message_id(&id.text) => {
            sheet.find(codes::TEXT007, id, &[Span::new(0, id.text.len())]);
        }
        None if mail.whole => {
            sheet.find_in(codes::TEXT006, "Message-ID");
        }
        _ => {}
    }
    let subject = mail.field("subject");
    if subject.is_some_and(|subject| subject.text.trim().is_empty()) || (subject.is_none() && mail.whole) {
        sheet.find_in(codes::TEXT014, "subject");
    }
    if mail.whole && ["to", "cc", "bcc"].iter().all(|name| mail.field(name).is_none()) {
        sheet.find_in(codes::TEXT015, "To");
    }
}

/// Where a line ends inside a value without going on: what follows would be a header line of its own.
fn broken_line(value: &str) -> Option<usize> {
    let value = value.trim_end_matches(['\r', '\n']);
    let bytes = value.as_bytes();
    let ends = |at: &usize| match (bytes.get(*at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => !matches!(bytes.get(at + 2), Some(b' ' | b'\t')),
        (Some(b'\r' | b'\n'), next) => !matches!(next, Some(b' ' | b'\t')),
        _ => false,
    };
    (0..bytes.len()).find(ends)
}

/// The encoded words that cannot be decoded.
///
/// ```abnf
/// encoded-word = "=?" charset "?" encoding "?" encoded-text "?="     ; RFC 2047 section 2, at most 75 characters
/// ```
fn encoded_words(value: &str) -> Vec<Span> {
    let mut broken = Vec::new();
    let mut at = 0;
    while let Some(start) = value.get(at..).and_then(|rest| rest.find("=?")).map(|found| at + found) {
        let rest = value.get(start + 2..).unwrap_or_default();
        let Some(first) = rest.find('?') else { break };
        let charset = rest.get(..first).unwrap_or_default();
        at = start + 2;
        // `=?` in a text, and nothing that looks like a character set behind it.
        if charset.is_empty() || !charset.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_:.*".contains(&byte)) {
            continue;
        }
        let encoding = rest.get(first + 1..first + 3).unwrap_or_default();
        // A question mark in a text: no letter and no other question mark behind it.
        if !matches!(encoding.as_bytes(), [letter, b'?'] if letter.is_ascii_alphabetic()) {
            continue;
        }
        let inner = rest.get(first + 3..).unwrap_or_default();
        let end = inner.find("?=");
        let text = inner.get(..end.unwrap_or(inner.len())).unwrap_or_default();
        let stop = start + 2 + first + 3 + text.len();
        let whole = Span::new(start, (stop + 2 * usize::from(end.is_some())).min(value.len()));
        let sound = match encoding {
            "B?" | "b?" => text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte)),
            "Q?" | "q?" => !text.contains(' ') && text.is_ascii() && is_quoted(text),
            _ => false,
        };
        if end.is_none() || !sound || whole.len() > 75 {
            broken.push(whole);
        }
        at = whole.end.max(at);
    }
    broken
}

/// Whether each equals sign has its two digits.
fn is_quoted(text: &str) -> bool {
    text.split('=').skip(1).all(|rest| rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2)
}

/// ```abnf
/// date-time = [ day-name "," ] day month year hour ":" minute [ ":" second ] zone   ; RFC 5322 section 3.3
/// zone      = ("+" / "-") 4DIGIT / obs-zone
/// ```
fn is_date(value: &str) -> bool {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let value = value.split('(').next().unwrap_or_default();
    let known = |list: &[&str], word: &str| list.iter().any(|own| own.eq_ignore_ascii_case(word));
    let number = |word: &str, longest: usize, most: u32| {
        let digits = (1..=longest).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
        digits && word.parse::<u32>().is_ok_and(|number| number <= most)
    };
    let rest = match value.split_once(',') {
        Some((day, _)) if !known(&DAYS, day.trim()) => return false,
        Some((_, rest)) => rest,
        None => value,
    };
    let words: Vec<&str> = rest.split_whitespace().take(6).collect();
    let [day, month, year, time, zone] = words.as_slice() else { return false };
    let clock: Vec<&str> = time.split(':').collect();
    let clock_fits = match clock.as_slice() {
        [hour, minute] => number(hour, 2, 23) && number(minute, 2, 59),
        [hour, minute, second] => number(hour, 2, 23) && number(minute, 2, 59) && number(second, 2, 60),
        _ => false,
    };
    let zone_fits = match zone.strip_prefix(['+', '-']) {
        Some(digits) => digits.len() == 4 && number(digits, 4, 9959),
        None => known(&["GMT", "UT", "UTC", "Z", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"], zone),
    };
    number(day, 2, 31) && known(&MONTHS, month) && year.len() >= 4 && number(year, 4, 9999) && clock_fits && zone_fits
}

/// ```abnf
/// msg-id = "<" id-left "@" id-right ">"     ; RFC 5322 section 3.6.4
/// ```
fn is_message_id(value: &str) -> bool {
    let inner = value.trim().strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    inner.and_then(|inner| inner.rsplit_once('@')).is_some_and(|(left, right)| {
        let fits = |part: &str| {
            !part.is_empty() && !part.contains(|letter: char| letter.is_whitespace() || "<>".contains(letter))
        };
        fits(left) && fits(right)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for date in [
            "Tue, 24 Nov 2026 12:54:32 +0000",
            "24 Nov 2026 12:54 -0500",
            "Tue, 24 Nov 2026 12:54:32 +0000 (UTC)",
            "Tue, 1 Nov 2026 12:54:32 GMT",
        ] {
            assert!(is_date(date), "{date}");
        }
        for date in [
            "2026-11-24T12:54:32Z",
            "Di, 24 Nov 2026 12:54:32 +0100",
            "Tue, 24 Nov 2026",
            "",
            "Tue, 24 Nov 2026 25:00:00 +0000",
        ] {
            assert!(!is_date(date), "{date}");
        }
    }

    #[test]
    fn a_line_that_goes_on_is_folded_and_another_is_injected() {
        assert_eq!(broken_line("a\r\n b\r\n"), None);
        assert_eq!(broken_line("a\r\nBcc: x@y.example"), Some(1));
        assert_eq!(broken_line("a\nb"), Some(1));
    }

    #[test]
    fn words_in_code() {
        assert_eq!(encoded_words("=?UTF-8?B?w6Q=?= and =?utf-8?q?=C3=A4_b?="), []);
        assert_eq!(encoded_words("=?UTF-8?Q?=C3=A4 b?=").len(), 1);
        assert_eq!(encoded_words("=?UTF-8?B?w6Q").len(), 1);
        assert_eq!(encoded_words("what=?really?"), []);
    }
}
