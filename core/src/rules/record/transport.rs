//! MTA-STS (RFC 8461) and TLS-RPT (RFC 8460). Pages: `knowledge/causes/sts.toml` and `tlsrpt.toml`.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use smallvec::SmallVec;

use super::list::{self, List, Shape};
use super::sheet::{Checked, Mend, Sheet};
use crate::knowledge::codes;
use crate::model::FactKey;
use crate::syntax::mtasts::{self, LONGEST_AGE, PolicyFaultKind, is_id, is_mx_pattern};
use crate::syntax::tlsrpt::{self, is_report_uri};
use crate::text::{Span, near};

const STS: Shape = Shape {
    version: "STSv1",
    optional: false,
    known: &mtasts::TAGS,
    slips: &[],
    stray: codes::REC023,
    capitals: codes::REC029,
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
    repeats: &["rua"],
    guesses: &["rua"],
};

/// Below a day, an attacker only has to wait until the policy is forgotten.
const SHORT_AGE: u32 = 86_400;

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
                let span = if text.is_empty() { tag.span } else { Span::new(at, at + text.len()) };
                kept.push(report_uri(&mut sheet, text, span));
            }
            kept.extend(more);
            line.value = kept.join(",");
        }
    }
    let (fixed, joints) = list.print();
    sheet.finish(&fixed, &joints)
}

fn report_uri(sheet: &mut Sheet<'_, '_>, text: &str, span: Span) -> String {
    if is_report_uri(text) {
        return text.to_string();
    }
    let address = match text.split_once(':') {
        Some((word, rest)) if near(word, "mailto", 2) || word.eq_ignore_ascii_case("mail") => rest.trim(),
        _ => text,
    };
    let right = ["mailto:", address].concat();
    if is_report_uri(&right) {
        sheet.find_with(codes::TLSRPT002, &[span], Mend::Done, FactKey::Suggestion, right.as_str());
        return right;
    }
    sheet.find(codes::TLSRPT002, &[span], Mend::Left);
    text.to_string()
}

/// Checks an MTA-STS policy file.
pub(super) fn policy<'t>(mut sheet: Sheet<'t, '_>) -> Checked<'t> {
    let text = sheet.text();
    let parsed = mtasts::policy(text);
    let lines = &parsed.tree.lines;
    let spans = |kind| -> SmallVec<[Span; 8]> {
        parsed.faults.iter().filter(|fault| fault.kind == kind).map(|fault| fault.span).collect()
    };
    let equals = spans(PolicyFaultKind::Equals);
    if !equals.is_empty() {
        sheet.find(codes::STS009, &equals, Mend::Done);
    }
    // A line without a value is told of where its field is checked.
    let named = |span: &Span| {
        lines.iter().any(|line| line.span == *span && matches!(line.name, "mx" | "mode" | "max_age" | "version"))
    };
    for span in spans(PolicyFaultKind::NoField).iter().filter(|span| !named(span)) {
        sheet.find(codes::STS010, &[*span], Mend::Left);
    }
    let mut values: Vec<String> = lines.iter().map(|line| line.value.to_string()).collect();
    let find = |name: &str| lines.iter().position(|line| line.name.eq_ignore_ascii_case(name));
    let mut add: Vec<String> = Vec::new();
    match find("version").and_then(|place| lines.get(place).map(|line| (place, line))) {
        Some((_, line)) if line.value == "STSv1" => {}
        Some((place, line)) => {
            if let Some(value) = values.get_mut(place) {
                *value = "STSv1".into();
            }
            sheet.find_with(codes::STS004, &[line.value_span], Mend::Done, FactKey::Suggestion, "STSv1");
        }
        None => {
            add.push("version: STSv1".into());
            sheet.find(codes::STS004, &[], Mend::Done);
        }
    }
    let mode = find("mode").and_then(|place| lines.get(place).map(|line| (place, line)));
    match mode {
        Some((_, line)) if matches!(line.value, "enforce" | "testing" | "none") => {}
        Some((place, line)) => match mode_meant(line.value) {
            Some(meant) => {
                if let Some(value) = values.get_mut(place) {
                    *value = meant.into();
                }
                sheet.find_with(codes::STS005, &[line.value_span], Mend::Done, FactKey::Suggestion, meant);
            }
            None => sheet.find(codes::STS005, &[line.value_span], Mend::Left),
        },
        None => sheet.find(codes::STS005, &[], Mend::Left),
    }
    let is_none = mode.is_some_and(|(_, line)| line.value == "none");
    let servers = || lines.iter().filter(|line| line.name.eq_ignore_ascii_case("mx"));
    if servers().next().is_none() && !is_none {
        sheet.find(codes::STS006, &[], Mend::Left);
    }
    for line in servers().filter(|line| !is_mx_pattern(line.value)) {
        let span = if line.value.is_empty() { line.span } else { line.value_span };
        sheet.find(codes::STS007, &[span], Mend::Left);
    }
    let age = find("max_age").and_then(|place| lines.get(place));
    let digits =
        age.filter(|line| (1..=10).contains(&line.value.len()) && line.value.bytes().all(|byte| byte.is_ascii_digit()));
    match digits.and_then(|line| line.value.parse::<u32>().ok()).filter(|seconds| *seconds <= LONGEST_AGE) {
        Some(seconds) => {
            if seconds < SHORT_AGE && !is_none {
                sheet.find(codes::STS012, age.map(|line| line.span).as_slice(), Mend::Left);
            }
        }
        None => sheet.find(codes::STS008, age.map(|line| line.span).as_slice(), Mend::Left),
    }
    for name in ["version", "mode", "max_age"] {
        let twice = lines.iter().filter(|line| line.name.eq_ignore_ascii_case(name)).nth(1);
        if let Some(line) = twice {
            sheet.find(codes::STS013, &[line.span], Mend::Left);
        }
    }
    if text.contains('\n') && !text.contains("\r\n") {
        sheet.find(codes::STS011, &[], Mend::Left);
    }
    let fixed = print(text, &parsed.tree, &values, &add);
    sheet.finish(&fixed, &[])
}

fn mode_meant(word: &str) -> Option<&'static str> {
    const WORDS: [(&str, &str); 8] = [
        ("enforced", "enforce"),
        ("enforcing", "enforce"),
        ("enforcement", "enforce"),
        ("test", "testing"),
        ("tests", "testing"),
        ("report", "testing"),
        ("off", "none"),
        ("disabled", "none"),
    ];
    let word = word.to_ascii_lowercase();
    let same = WORDS.iter().find(|(other, _)| *other == word).map(|(_, meant)| *meant);
    same.or_else(|| ["enforce", "testing", "none"].into_iter().find(|known| near(&word, known, 1)))
}

/// The lines as they should stand, each with the line end that the file has.
fn print(text: &str, policy: &mtasts::Policy<'_>, values: &[String], add: &[String]) -> String {
    let end = if text.contains("\r\n") || !text.contains('\n') { "\r\n" } else { "\n" };
    let mut out = String::new();
    for line in add {
        out.push_str(line);
        out.push_str(end);
    }
    for (line, value) in policy.lines.iter().zip(values) {
        if line.name.is_empty() && value.trim().is_empty() {
            continue;
        }
        if !line.name.is_empty() {
            out.push_str(line.name);
            out.push_str(": ");
        }
        out.push_str(value);
        out.push_str(end);
    }
    out
}
