//! Reports as JSON. Written by hand, for speed: logs have millions of lines, and most of a report is text that
//! needs no escape. A test holds it equal to what `serde_json` makes of the same report.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write;

use super::request::BadRequest;
#[cfg(feature = "std")]
use crate::model::BounceReport;
use crate::model::{Cause, Cut, Fact, Finding, Fix, Need, Report, SCHEMA, Stack, Steps};

/// As JSON: for shapes that cannot fail, and are too rare to be written by hand.
pub(super) fn written(answer: &impl serde::Serialize) -> String {
    serde_json::to_string(answer).unwrap_or_default()
}

/// Appends `report` to `out` as JSON; `id` is JSON already, and comes first.
pub fn write_report(out: &mut String, report: &Report<'_>, id: Option<&str>) {
    write_with(out, report, id, &mut None);
}

/// What repeats from report to report, written once: a cause's words, and the steps.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    /// By the place of the cause.
    causes: Vec<Option<CausePieces>>,
}

#[derive(Debug, Default)]
struct CausePieces {
    head: String,
    words: String,
    /// Each list of steps that was shown with the cause.
    steps: Vec<(Steps, Option<Stack>, String)>,
}

impl Pieces {
    fn of(&mut self, cause: &Cause) -> Option<&mut CausePieces> {
        let place = usize::from(cause.place);
        if place >= self.causes.len() {
            self.causes.resize_with(place + 1, || None);
        }
        let pieces = self.causes.get_mut(place)?.get_or_insert_with(|| {
            let mut pieces = CausePieces::default();
            head(&mut pieces.head, cause);
            words(&mut pieces.words, cause);
            pieces
        });
        Some(pieces)
    }
}

impl CausePieces {
    fn steps(&mut self, finding: &Finding<'_>) -> &str {
        let same = |(steps, stack, _): &(Steps, Option<Stack>, String)| {
            core::ptr::eq(steps.0, finding.steps.0) && *stack == finding.stack
        };
        let place = self.steps.iter().position(same).unwrap_or_else(|| {
            let mut written = String::new();
            list(&mut written, finding.fixes(), fix);
            self.steps.push((finding.steps, finding.stack, written));
            self.steps.len() - 1
        });
        self.steps.get(place).map_or("", |(.., written)| written)
    }
}

/// Appends `report`; what `pieces` hold already is copied.
pub(super) fn write_with(out: &mut String, report: &Report<'_>, id: Option<&str>, pieces: &mut Option<Pieces>) {
    out.reserve(2048);
    out.push('{');
    write_id(out, id);
    out.push_str("\"schema\":");
    number(out, SCHEMA as usize);
    out.push_str(",\"kind\":\"");
    out.push_str(report.kind.as_str());
    out.push_str("\",\"provider\":");
    optional(out, report.provider);
    out.push_str(",\"stage\":");
    optional(out, report.stage.map(|stage| stage.as_str()));
    out.push_str(",\"findings\":[");
    findings(out, &report.findings, pieces);
    out.push(']');
    needs(out, &report.needs);
    cut(out, report.cut);
    out.push('}');
}

/// The findings, one after the other.
pub(super) fn findings(out: &mut String, findings: &[Finding<'_>], pieces: &mut Option<Pieces>) {
    for (place, one) in findings.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        finding(out, one, pieces.as_mut().and_then(|pieces| pieces.of(one.cause)));
    }
}

/// What a deeper answer would need.
pub(super) fn needs(out: &mut String, needs: &[Need]) {
    out.push_str(",\"needs\":");
    list(out, needs, |out, need| string(out, need.as_str()));
}

/// The field that tells of a cut, where there was one.
pub(super) fn cut(out: &mut String, cut: Option<Cut>) {
    if let Some(cut) = cut {
        out.push_str(",\"cut\":{\"read\":");
        number(out, cut.read);
        out.push_str(",\"given\":");
        number(out, cut.given);
        out.push('}');
    }
}

/// Appends the answer to `bounce` to `out` as JSON.
#[cfg(feature = "std")]
pub fn write_bounce(out: &mut String, report: &BounceReport<'_>) {
    let bounce = &report.bounce;
    out.push_str("{\"schema\":");
    number(out, SCHEMA as usize);
    out.push_str(",\"kind\":\"");
    out.push_str(bounce.kind.as_str());
    out.push_str("\",\"bounce\":{\"message-id\":");
    optional(out, bounce.message_id.as_deref());
    out.push_str(",\"subject\":");
    optional(out, bounce.subject.as_deref());
    out.push_str(",\"envelope-id\":");
    optional(out, bounce.envelope_id.as_deref());
    out.push_str(",\"feedback-type\":");
    optional(out, bounce.feedback_type.as_deref());
    out.push_str("},\"findings\":[");
    findings(out, &report.findings, &mut None);
    out.push(']');
    needs(out, &report.needs);
    out.push('}');
}

/// Appends an error as JSON.
pub(super) fn write_error(out: &mut String, problem: &BadRequest, id: Option<&str>) {
    out.push('{');
    write_id(out, id);
    out.push_str("\"error\":{\"code\":");
    string(out, BadRequest::CODE);
    out.push_str(",\"message\":");
    string(out, &problem.message);
    out.push_str("}}");
}

pub(super) fn write_id(out: &mut String, id: Option<&str>) {
    if let Some(id) = id {
        out.push_str("\"id\":");
        out.push_str(id);
        out.push(',');
    }
}

fn finding(out: &mut String, finding: &Finding<'_>, mut pieces: Option<&mut CausePieces>) {
    let cause = finding.cause;
    match &pieces {
        Some(pieces) => out.push_str(&pieces.head),
        None => head(out, cause),
    }
    out.push_str(finding.confidence.as_str());
    match &pieces {
        Some(pieces) => out.push_str(&pieces.words),
        None => words(out, cause),
    }
    out.push_str(finding.retry.as_str());
    if let Some(after) = finding.retry.after() {
        out.push_str("\",\"after\":");
        number(out, after as usize);
        out.push_str(",\"recipient\":\"");
    } else {
        out.push_str("\",\"recipient\":\"");
    }
    out.push_str(finding.recipient.as_str());
    out.push_str("\",\"evidence\":");
    list(out, &finding.evidence, |out, evidence| {
        out.push_str("{\"text\":");
        string(out, &evidence.text);
        out.push_str(",\"start\":");
        number(out, evidence.start);
        out.push_str(",\"end\":");
        number(out, evidence.end);
        out.push('}');
    });
    out.push_str(",\"fixes\":");
    match &mut pieces {
        Some(pieces) => out.push_str(pieces.steps(finding)),
        None => list(out, finding.fixes(), fix),
    }
    out.push_str(",\"facts\":{");
    for (place, Fact { key, value }) in finding.facts.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        string(out, key.as_str());
        out.push(':');
        string(out, value);
    }
    out.push_str("}}");
}

/// What stands before a finding's confidence.
fn head(out: &mut String, cause: &Cause) {
    out.push_str("{\"code\":\"");
    out.push_str(cause.code);
    out.push_str("\",\"slug\":\"");
    out.push_str(cause.slug);
    out.push_str("\",\"class\":");
    optional(out, cause.class.map(|class| class.as_str()));
    out.push_str(",\"area\":\"");
    out.push_str(cause.area.as_str());
    out.push_str("\",\"severity\":\"");
    out.push_str(cause.severity.as_str());
    out.push_str("\",\"confidence\":\"");
}

/// What stands between the confidence and the way to retry.
fn words(out: &mut String, cause: &Cause) {
    out.push_str("\",\"title\":");
    string(out, cause.title);
    out.push_str(",\"why\":");
    string(out, cause.why);
    out.push_str(",\"owner\":\"");
    out.push_str(cause.owner.as_str());
    out.push_str("\",\"retry\":\"");
}

fn fix(out: &mut String, fix: Fix) {
    out.push_str("{\"text\":");
    string(out, fix.text);
    out.push_str(",\"link\":");
    optional(out, fix.link);
    out.push_str(",\"commands\":");
    list(out, fix.commands, string);
    out.push('}');
}

pub(super) fn list<T>(out: &mut String, items: impl IntoIterator<Item = T>, write: impl Fn(&mut String, T)) {
    out.push('[');
    for (place, item) in items.into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        write(out, item);
    }
    out.push(']');
}

pub(super) fn optional(out: &mut String, text: Option<&str>) {
    match text {
        Some(text) => string(out, text),
        None => out.push_str("null"),
    }
}

pub(super) fn number(out: &mut String, number: usize) {
    let mut digits = [0_u8; 20];
    let mut rest = number;
    let mut length = 0;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
        length += 1;
        if rest == 0 {
            break;
        }
    }
    let text = digits.get(digits.len() - length..).unwrap_or_default();
    out.push_str(core::str::from_utf8(text).unwrap_or("0"));
}

/// A JSON string (RFC 8259 section 7), escaped as `serde_json` escapes.
pub(super) fn string(out: &mut String, text: &str) {
    out.push('"');
    // One pass without a branch a byte: it runs at the speed of memory, and most texts are clean.
    let special = text.bytes().fold(0, |found, byte| found | u8::from(needs_escape(byte)));
    if special != 0 {
        escaped(out, text);
    } else {
        out.push_str(text);
    }
    out.push('"');
}

fn needs_escape(byte: u8) -> bool {
    (byte < 0x20) | (byte == b'"') | (byte == b'\\')
}

fn escaped(out: &mut String, text: &str) {
    let mut clean = 0;
    for (place, byte) in text.bytes().enumerate() {
        if !needs_escape(byte) {
            continue;
        }
        out.push_str(text.get(clean..place).unwrap_or_default());
        clean = place + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            0x08 => out.push_str("\\b"),
            0x0C => out.push_str("\\f"),
            // A string takes everything.
            _ => write!(out, "\\u{byte:04x}").unwrap_or_default(),
        }
    }
    out.push_str(text.get(clean..).unwrap_or_default());
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{Request, explain};

    fn same(text: &str, pieces: &mut Option<Pieces>) {
        let report = explain(&Request::new(text));
        let mut written = String::new();
        write_report(&mut written, &report, None);
        let expected = serde_json::to_string(&report).unwrap();
        assert_eq!(written, expected, "{text:?}");
        // The second time, the pieces are there already.
        for _ in 0..2 {
            written.clear();
            write_with(&mut written, &report, None, pieces);
            assert_eq!(written, expected, "{text:?}");
        }
    }

    #[test]
    fn the_same_bytes_as_serde_json() {
        let pieces = &mut Some(Pieces::default());
        for example in crate::knowledge::examples() {
            same(example.text, pieces);
        }
        same("550 5.1.1 <\"a\\b\"@example.com>\t\u{1}\u{8}\u{c}: user unknown\r\n", pieces);
        same(&"x".repeat(crate::LONGEST_INPUT + 1), pieces);
    }

    #[test]
    fn numbers() {
        for value in [0, 7, 10, 1_048_576, usize::MAX] {
            let mut out = String::new();
            number(&mut out, value);
            assert_eq!(out, alloc::format!("{value}"));
        }
    }
}
