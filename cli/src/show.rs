//! A reply, taken apart.

use mailmend::syntax::{FaultKind, Line};
use serde_json::json;

use crate::style::{BOLD, DIM};

/// Prints codes, lines and faults for people.
pub fn reply(bytes: &[u8]) {
    let parsed = mailmend::reply(bytes);
    match parsed.tree.code() {
        Some(code) => say!("{BOLD}{code}{BOLD:#} {}", code.meaning().unwrap_or("a code of this server alone")),
        None => say!("No reply code"),
    }
    if let Some(status) = parsed.tree.enhanced() {
        say!("{BOLD}{status}{BOLD:#} {}", status.name().unwrap_or("a status code of this server alone"));
        if let Some(meaning) = status.meaning() {
            say!("      {DIM}{meaning}{DIM:#}");
        }
    }
    say!();
    for line in parsed.tree.lines() {
        say!("  {}", text(&line));
    }
    if !parsed.faults.is_empty() {
        say!("\n{BOLD}Off the standard{BOLD:#}");
        for fault in parsed.faults.iter() {
            say!("  {:>4}..{:<4} {}", fault.span.start, fault.span.end, words(fault.kind));
        }
        let held = parsed.faults.iter().count();
        if parsed.faults.len() > held {
            say!("  and {} more", parsed.faults.len() - held);
        }
    }
}

/// Prints the same for programs.
pub fn reply_json(bytes: &[u8]) {
    let parsed = mailmend::reply(bytes);
    let lines: Vec<_> = parsed
        .tree
        .lines()
        .map(|line| {
            json!({
                "code": line.code.map(|code| code.number()), "more": line.more,
                "enhanced": line.enhanced.map(|status| status.to_string()), "text": text(&line),
                "start": line.span.start, "end": line.span.end,
            })
        })
        .collect();
    let faults: Vec<_> = parsed
        .faults
        .iter()
        .map(|fault| json!({ "fault": words(fault.kind), "start": fault.span.start, "end": fault.span.end }))
        .collect();
    let answer = json!({
        "code": parsed.tree.code().map(|code| code.number()),
        "enhanced": parsed.tree.enhanced().map(|status| status.to_string()),
        "complete": parsed.tree.is_complete(), "lines": lines, "faults": faults, "fault_count": parsed.faults.len(),
    });
    say!("{answer}");
}

fn text(line: &Line<'_>) -> String {
    mailmend::text::decode(line.text).text.into_owned()
}

fn words(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::NoCode => "there is no reply code",
        FaultKind::TextBeforeCode => "other text stands before the code",
        FaultKind::CodesDiffer => "this line has another code than the first",
        FaultKind::EnhancedCodesDiffer => "this line has another status code than the first",
        FaultKind::ClassesDiffer => "reply code and status code contradict each other",
        FaultKind::LineWithoutCode => "this line has no code",
        FaultKind::TextAfterLastLine => "this line follows the last one",
        FaultKind::LastLineMissing => "the last line is missing: the reply was cut",
        FaultKind::LinesJoined => "two lines were joined with a blank",
        FaultKind::LineEndMissing => "the line end is missing",
        FaultKind::BareLineFeed => "LF without CR",
        FaultKind::BareCarriageReturn => "CR without LF",
        FaultKind::LineTooLong => "more than 512 bytes",
        FaultKind::NotUtf8 => "bytes that are no UTF-8",
        FaultKind::NulByte => "a NUL byte",
        _ => "off the standard",
    }
}
