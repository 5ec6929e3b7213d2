//! The records of MTA-STS (RFC 8461) and TLS-RPT (RFC 8460). Pages: `knowledge/causes/sts.toml` and `tlsrpt.toml`.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use smallvec::SmallVec;

use super::list::{self, List, Shape};
use super::sheet::{Checked, Mend, Sheet};
use crate::knowledge::codes;
use crate::model::FactKey;
use crate::syntax::mtasts::{self, is_id};
use crate::syntax::tlsrpt::{self, is_report_uri};
use crate::text::{Span, near};

const STS: Shape = Shape {
    version: "STSv1",
    optional: false,
    known: &mtasts::TAGS,
    slips: &[],
    stray: codes::REC023,
    capitals: codes::REC029,
    strict: true,
    repeats: &["mx"],
    guesses: &[],
};

const TLSRPT: Shape = Shape {
    version: "TLSRPTv1",
    optional: false,
    known: &tlsrpt::TAGS,
    slips: &[("ruf", "rua")],
    stray: codes::REC023,
    capitals: codes::REC029,
    strict: true,
    repeats: &["rua"],
    guesses: &["rua"],
};

/// Checks an MTA-STS record.
pub(super) fn sts<'t>(mut sheet: Sheet<'t, '_>) -> Checked<'t> {
    let mut list = list::open(&mut sheet, &STS);
    extensions(&mut sheet, &list);
    match list.tag("id") {
        None => sheet.find(codes::STS001, &[], Mend::Left),
        Some((tag, _)) if !is_id(tag.value) => sheet.find(codes::STS002, &[tag.span], Mend::Left),
        Some(_) => {}
    }
    let mut spans: SmallVec<[Span; 8]> = SmallVec::new();
    for (tag, line) in list.tags.tags.iter().zip(&mut list.lines) {
        if matches!(line.name.as_str(), "mode" | "mx" | "max_age" | "version") {
            line.dropped = true;
            spans.push(tag.span);
        }
    }
    if !spans.is_empty() {
        sheet.find(codes::STS003, &spans, Mend::Done);
    }
    let (fixed, joints) = list.print();
    sheet.finish(&fixed, &joints)
}

/// Extensions must have a value without `=`; their names start with a letter or a digit.
fn extensions(sheet: &mut Sheet<'_, '_>, list: &List<'_>) {
    for (tag, line) in list.tags.tags.iter().zip(&list.lines) {
        let known = STS.known.contains(&line.name.as_str()) || TLSRPT.known.contains(&line.name.as_str());
        if !line.dropped && !known && (tag.value.is_empty() || tag.value.contains('=')) {
            sheet.find(codes::REC023, &[tag.span], Mend::Left);
        }
    }
}

/// Checks a TLS-RPT record.
pub(super) fn tls_rpt<'t>(mut sheet: Sheet<'t, '_>) -> Checked<'t> {
    // `rua=mailto:a; mailto:b`: the semicolon has cut the list; a comma puts it together again.
    let parted = list::parted(sheet.text(), "rua", is_report_uri);
    let mut list = list::open_without(&mut sheet, &TLSRPT, &parted);
    extensions(&mut sheet, &list);
    let mut more: Vec<String> = Vec::new();
    if !parted.is_empty() {
        more.extend(parted.iter().map(|span| span.of(sheet.text()).to_string()));
        sheet.find(codes::TLSRPT003, &parted, Mend::Done);
    }
    match list.tag("rua") {
        None => sheet.find(codes::TLSRPT001, &[], Mend::Left),
        Some((tag, line)) => {
            let mut kept: Vec<String> = Vec::new();
            let mut start = tag.value_span.start;
            for piece in tag.value.split(',') {
                let text = piece.trim();
                let at = start + (piece.len() - piece.trim_start().len());
                start += piece.len() + 1;
                if !text.is_empty() {
                    report_uris(&mut sheet, text, Span::new(at, at + text.len()), &mut kept);
                } else if tag.value.chars().all(|letter| letter == ',' || letter.is_whitespace()) {
                    sheet.find(codes::TLSRPT002, &[tag.span], Mend::Left);
                    break;
                } else {
                    // A comma too many.
                    sheet.find(codes::TLSRPT002, &[tag.value_span], Mend::Done);
                }
            }
            kept.extend(more);
            line.value = kept.join(",");
        }
    }
    let (fixed, joints) = list.print();
    sheet.finish(&fixed, &joints)
}

/// One address as it should stand, or two that a blank parts.
fn report_uris(sheet: &mut Sheet<'_, '_>, text: &str, span: Span, kept: &mut Vec<String>) {
    if is_report_uri(text) && !text.contains("://")
        || text.split_once("://").is_some_and(|(scheme, _)| is_web(scheme, text))
    {
        return kept.push(text.to_string());
    }
    let right: Vec<String> = text.split_whitespace().map(mended).collect();
    let joined = mended(&text.split_whitespace().collect::<String>());
    let right = match right.iter().all(|uri| is_report_uri(uri)) {
        true => right,
        // `mailto: a@example.com`
        false if is_report_uri(&joined) => alloc::vec![joined],
        false => {
            sheet.find(codes::TLSRPT002, &[span], Mend::Left);
            return kept.push(text.to_string());
        }
    };
    sheet.find_with(codes::TLSRPT002, &[span], Mend::Done, FactKey::Suggestion, right.join(","));
    kept.extend(right);
}

fn is_web(scheme: &str, text: &str) -> bool {
    scheme.eq_ignore_ascii_case("https") && is_report_uri(text)
}

/// The address with its scheme, however that was written: `mail:`, `maito:`, `mailto://`, or not at all.
fn mended(text: &str) -> String {
    let address = match text.split_once(':') {
        Some((word, rest)) if near(word, "mailto", 2) || word.eq_ignore_ascii_case("mail") => {
            rest.trim_start_matches('/')
        }
        Some((word, _)) if word.eq_ignore_ascii_case("https") => return text.to_string(),
        _ => text,
    };
    ["mailto:", address].concat()
}
