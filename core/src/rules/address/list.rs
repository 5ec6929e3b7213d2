//! Several addresses in one text: every address of a header, and the split of a list that a field for one was given.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Found, cut_to, read};
use crate::knowledge::slugs as page;
use crate::model::{AddressMode, AddressReport, Listed, Valid};
use crate::syntax::{Mailbox, address as parse, mailboxes};
use crate::text::{Span, encoded_words};

/// The longest header that is read, in bytes: some two thousand addresses. Each item is read as far as one address is.
pub const LONGEST_HEADER_INPUT: usize = 1 << 16;

/// Checks every address of a header field.
pub(super) fn header(whole: &str) -> AddressReport<'_> {
    let (text, cut) = cut_to(whole, LONGEST_HEADER_INPUT);
    let boxes = mailboxes(text);
    if let [] | [Mailbox { group: None, .. }] = boxes.as_slice() {
        let mut report = match (boxes.is_empty(), text.contains(':')) {
            // A group without anybody in it, as in `undisclosed-recipients:;`.
            (true, true) => AddressReport { cut, ..AddressReport::default() },
            _ => read(whole, AddressMode::Header),
        };
        report.findings.extend(names(text, &boxes));
        let all: Vec<usize> = (0..report.findings.len()).collect();
        let normal = report.normal.clone();
        report.addresses = boxes.iter().map(|one| listed(text, one, &report, normal.clone(), all.clone())).collect();
        return report;
    }
    let mut all = AddressReport { cut, valid: verdict(text), ..AddressReport::default() };
    for one in &boxes {
        let start = all.findings.len();
        let mut report = read(one.whole.of(text), AddressMode::Header);
        for evidence in report.findings.iter_mut().flat_map(|finding| &mut finding.evidence) {
            evidence.start += one.whole.start;
            evidence.end += one.whole.start;
        }
        all.findings.append(&mut report.findings);
        all.findings.extend(names(text, core::slice::from_ref(one)));
        let normal = report.normal.take();
        let findings = (start..all.findings.len()).collect();
        all.addresses.push(listed(text, one, &report, normal, findings));
    }
    all
}

/// The addresses of a list that was given where one belongs.
pub(super) fn split(text: &str, mode: AddressMode) -> Vec<Listed<'_>> {
    let mut boxes = mailboxes(text);
    if boxes.len() < 2 || boxes.iter().any(|one| one.address.of(text).contains(['\n', '|'])) {
        boxes = words(text);
    }
    let one = |place: &Mailbox| {
        let mut report = read(place.whole.of(text), mode);
        let normal = report.normal.take();
        listed(text, place, &report, normal, Vec::new())
    };
    boxes.iter().map(one).collect()
}

/// The words of a text that may be addresses, where blanks, bars and lines part them.
fn words(text: &str) -> Vec<Mailbox> {
    let mut at = 0;
    let words = text.split_inclusive(|letter: char| letter.is_whitespace() || ",;|".contains(letter)).map(|piece| {
        let word = piece.trim_end_matches(|letter: char| letter.is_whitespace() || ",;|".contains(letter));
        let span = Span::new(at, at + word.len());
        at += piece.len();
        span
    });
    let boxes = words.filter(|word| word.of(text).contains('@'));
    boxes.map(|word| Mailbox { whole: word, display: None, address: word, group: None }).collect()
}

fn verdict(text: &str) -> Valid {
    let parsed = parse(text);
    Valid { smtp: parsed.smtp, eai: parsed.eai, header: parsed.header, form: Some(false) }
}

/// What the report on one item says of it in the list.
fn listed<'t>(
    text: &'t str,
    one: &Mailbox,
    report: &AddressReport<'t>,
    normal: Option<Cow<'t, str>>,
    findings: Vec<usize>,
) -> Listed<'t> {
    let address = one.address.of(text);
    let parsed = parse(address);
    Listed {
        text: Cow::Borrowed(address),
        start: one.address.start,
        end: one.address.end,
        display: one.display.map(|name| shown(name.of(text))).filter(|name| !name.is_empty()),
        group: one.group.map(|name| shown(name.of(text))).filter(|name| !name.is_empty()),
        valid: super::valid(&parsed, super::fits_form_as_typed(&parsed)),
        normal,
        suggestion: report.suggestion.clone(),
        findings,
    }
}

/// A comma in a name that has no quotes: other programs will take it for the end of an address.
fn names<'t>(text: &'t str, boxes: &[Mailbox]) -> Vec<crate::model::Finding<'t>> {
    let mut found = Found { text, mode: AddressMode::Header, findings: Vec::new(), lost: false };
    for name in boxes.iter().filter_map(|one| one.display) {
        if !name.of(text).starts_with(['"', '(']) && name.of(text).contains(',') {
            found.error(page::NAME_COMMA, &[name]);
        }
    }
    found.findings
}

/// A name as people read it: without its quotes or brackets, its encoded words decoded, in one line.
fn shown(name: &str) -> Cow<'_, str> {
    let inner = |open: char, close: char| name.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    let bare = inner('"', '"').or_else(|| inner('(', ')')).unwrap_or(name);
    let is_clean = |letter: char| !letter.is_control() && letter != '\\';
    let decoded = encoded_words(bare);
    if decoded.chars().all(is_clean) && !decoded.contains("  ") {
        return match decoded {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(String::from(text.trim())),
        };
    }
    let mut escaped = false;
    let letters = decoded.chars().filter(|letter| {
        escaped = *letter == '\\' && !escaped;
        !escaped
    });
    let line: String = letters.map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    Cow::Owned(line.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used)] // a test that cannot go on fails
mod tests {
    use super::*;
    use crate::{address, address_in};

    #[test]
    fn every_address_of_a_header_is_read() {
        let text = "=?utf-8?Q?J=C3=BCrgen?= <j@firm.fr>, \"Doe, \\\"J\\\"\" <jane@gmial.com>; bob@firm..fr";
        let report = address_in(text, AddressMode::Header);
        let seen: Vec<_> = report.addresses.iter().map(|one| (one.display.as_deref(), one.normal.as_deref())).collect();
        assert_eq!(
            seen,
            [
                (Some("Jürgen"), Some("j@firm.fr")),
                (Some("Doe, \"J\""), Some("jane@gmial.com")),
                (None, Some("bob@firm.fr")),
            ]
        );
        assert_eq!(report.addresses[1].suggestion.as_deref(), Some("jane@gmail.com"));
        assert_eq!(report.addresses[2].findings, [report.findings.len() - 1]);
        let proof = &report.findings.last().unwrap().evidence[0];
        assert_eq!((&*proof.text, text.get(proof.start..proof.end)), ("..", Some("..")));
    }

    #[test]
    fn groups_and_names_with_commas() {
        let report = address_in("Team: a@firm.fr, b@firm.fr;", AddressMode::Header);
        assert!(report.addresses.iter().all(|one| one.group.as_deref() == Some("Team")) && report.findings.is_empty());
        assert!(address_in("undisclosed-recipients:;", AddressMode::Header).findings.is_empty());
        let report = address_in("Doe, Jane <jane@firm.fr>", AddressMode::Header);
        assert_eq!(report.findings[0].cause.slug, "name-comma");
        assert_eq!(report.addresses[0].display.as_deref(), Some("Doe, Jane"));
    }

    #[test]
    fn a_field_for_one_offers_the_split() {
        for text in ["a@firm.fr, b@firm.fr", "a@firm.fr;b@firm.fr", "a@firm.fr b@firm.fr", "a@firm.fr\nb@firm.fr"] {
            let report = address(text);
            assert_eq!(report.findings[0].cause.slug, "address-list", "{text}");
            let split: Vec<_> = report.addresses.iter().map(|one| &*one.text).collect();
            assert_eq!(split, ["a@firm.fr", "b@firm.fr"], "{text}");
        }
        assert!(address("a@firm.fr").addresses.is_empty());
    }
}
