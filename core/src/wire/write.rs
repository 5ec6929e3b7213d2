//! Reports as JSON. Written by hand, for speed: logs have millions of lines, and most of a report is text that
//! needs no escape. A test holds it equal to what `serde_json` makes of the same report.

use alloc::string::String;
use core::fmt::Write;

use super::request::BadRequest;
#[cfg(feature = "std")]
use crate::model::BounceReport;
use crate::model::{Fact, Finding, Fix, Report, SCHEMA};

/// Appends `report` to `out` as JSON; `id` is JSON already, and comes first.
pub fn write_report(out: &mut String, report: &Report<'_>, id: Option<&str>) {
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
    out.push_str(",\"findings\":");
    list(out, &report.findings, finding);
    out.push_str(",\"needs\":");
    list(out, &report.needs, |out, need| string(out, need.as_str()));
    if let Some(cut) = report.cut {
        out.push_str(",\"cut\":{\"read\":");
        number(out, cut.read);
        out.push_str(",\"given\":");
        number(out, cut.given);
        out.push('}');
    }
    out.push('}');
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
    out.push_str("},\"findings\":");
    list(out, &report.findings, finding);
    out.push_str(",\"needs\":");
    list(out, &report.needs, |out, need| string(out, need.as_str()));
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

fn write_id(out: &mut String, id: Option<&str>) {
    if let Some(id) = id {
        out.push_str("\"id\":");
        out.push_str(id);
        out.push(',');
    }
}

fn finding(out: &mut String, finding: &Finding<'_>) {
    let cause = finding.cause;
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
    out.push_str(finding.confidence.as_str());
    out.push_str("\",\"title\":");
    string(out, cause.title);
    out.push_str(",\"why\":");
    string(out, cause.why);
    out.push_str(",\"owner\":\"");
    out.push_str(cause.owner.as_str());
    out.push_str("\",\"retry\":\"");
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
    list(out, finding.fixes(), fix);
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

fn fix(out: &mut String, fix: Fix) {
    out.push_str("{\"text\":");
    string(out, fix.text);
    out.push_str(",\"link\":");
    optional(out, fix.link);
    out.push_str(",\"commands\":");
    list(out, fix.commands, string);
    out.push('}');
}

fn list<T>(out: &mut String, items: impl IntoIterator<Item = T>, write: impl Fn(&mut String, T)) {
    out.push('[');
    for (place, item) in items.into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        write(out, item);
    }
    out.push(']');
}

fn optional(out: &mut String, text: Option<&str>) {
    match text {
        Some(text) => string(out, text),
        None => out.push_str("null"),
    }
}

fn number(out: &mut String, number: usize) {
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
fn string(out: &mut String, text: &str) {
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

    fn same(text: &str) {
        let report = explain(&Request::new(text));
        let mut written = String::new();
        write_report(&mut written, &report, None);
        assert_eq!(written, serde_json::to_string(&report).unwrap(), "{text:?}");
    }

    #[test]
    fn the_same_bytes_as_serde_json() {
        for example in crate::knowledge::examples() {
            same(example.text);
        }
        same("550 5.1.1 <\"a\\b\"@example.com>\t\u{1}\u{8}\u{c}: user unknown\r\n");
        same(&"x".repeat(crate::LONGEST_INPUT + 1));
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
