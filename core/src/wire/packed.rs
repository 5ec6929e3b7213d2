//! Reports for hosts to which JSON is too slow: what is the same in many reports goes as a key, and only the rest is
//! written out.
//!
//! ```abnf
//! packed  = key LF rest                ; the rest is numbers and texts, in the order of the report's JSON
//! number  = *%x60-7F %x40-5F           ; five bits a letter, the lowest first; all but the last have the sixth
//! text    = number *letter             ; its length in UTF-16
//! maybe   = %x2D / ( %x2B text )       ; "-" for null
//! ```
//!
//! Two reports with the same key differ in nothing but the numbers and texts. So a host asks for the JSON once for each
//! key, and afterwards puts the numbers and texts in their places:
//!
//! - `explain`: each finding.
//! - `address`: `maybe` for `normal`, `local`, `domain`, `ascii`, `suggestion`, `tag`, `canonical`; each finding.
//! - a finding: `after` where the key has it; the number of its evidence, and `text`, `start`, `end` of each; the value of
//!   each fact.

use alloc::string::String;

#[cfg(feature = "addresses")]
use crate::model::AddressReport;
use crate::model::{Finding, Report};

/// Appends `report` to `out`. Appends nothing and gives `false` where it has to be told as JSON: it is cut, or holds a
/// number beyond 31 bits.
///
/// ```
/// let report = mailmend::explain(&mailmend::Request::new("550 5.1.1 user unknown"));
/// let mut packed = String::new();
/// assert!(mailmend::wire::pack_report(&mut packed, &report));
/// assert!(packed.ends_with("user unknownJV"));
/// ```
pub fn pack_report(out: &mut String, report: &Report<'_>) -> bool {
    if report.cut.is_some() || !report.findings.iter().all(fits) {
        return false;
    }
    out.reserve(256);
    for word in [report.kind.as_str(), report.provider.unwrap_or("-"), report.stage.map_or("-", |stage| stage.as_str())]
    {
        out.push_str(word);
        out.push('|');
    }
    for need in &report.needs {
        out.push_str(need.as_str());
        out.push(',');
    }
    findings(out, &report.findings);
    true
}

/// Appends `report` to `out`. Appends nothing and gives `false` where it has to be told as JSON: it is cut, or holds
/// several addresses.
#[cfg(feature = "addresses")]
pub fn pack_address(out: &mut String, report: &AddressReport<'_>) -> bool {
    if report.cut.is_some() || !report.addresses.is_empty() || !report.findings.iter().all(fits) {
        return false;
    }
    out.reserve(128);
    let (valid, flags) = (&report.valid, &report.flags);
    let sure = [valid.smtp, valid.header, flags.role, flags.free, flags.disposable];
    for flag in sure.map(Some).into_iter().chain([valid.eai, valid.form]) {
        out.push(flag.map_or('-', |flag| if flag { '1' } else { '0' }));
    }
    keys(out, &report.findings);
    let texts = [
        &report.normal,
        &report.local,
        &report.domain,
        &report.ascii,
        &report.suggestion,
        &flags.tag,
        &flags.canonical,
    ];
    for maybe in texts {
        match maybe {
            Some(given) => {
                out.push('+');
                text(out, given);
            }
            None => out.push('-'),
        }
    }
    rests(out, &report.findings);
    true
}

/// Whether all numbers are such that every host can count with them.
fn fits(finding: &Finding<'_>) -> bool {
    finding.retry.after().is_none_or(|seconds| i32::try_from(seconds).is_ok())
        && finding.evidence.iter().all(|evidence| i32::try_from(evidence.end).is_ok())
}

fn findings(out: &mut String, findings: &[Finding<'_>]) {
    keys(out, findings);
    rests(out, findings);
}

/// What is the same in many reports, and the end of the key.
fn keys(out: &mut String, findings: &[Finding<'_>]) {
    for finding in findings {
        out.push_str(finding.cause.code);
        // The words are told apart by their first letters; what retry says of `after` goes with it.
        for word in [finding.confidence.as_str(), finding.retry.as_str(), finding.recipient.as_str()] {
            out.push_str(word.get(..1).unwrap_or_default());
        }
        // A list of steps is known by where it stands: the lists are constants. Most are those of the cause.
        if !core::ptr::eq(finding.steps.0, finding.cause.fixes.0) {
            number(out, finding.steps.0.as_ptr() as usize);
            number(out, finding.steps.0.len());
        }
        if let Some(stack) = finding.stack {
            out.push('+');
            out.push_str(stack.as_str());
        }
        for fact in &finding.facts {
            out.push(',');
            out.push_str(fact.key.as_str());
        }
        out.push(';');
    }
    out.push('\n');
}

fn rests(out: &mut String, findings: &[Finding<'_>]) {
    for finding in findings {
        if let Some(seconds) = finding.retry.after() {
            number(out, seconds as usize);
        }
        number(out, finding.evidence.len());
        for evidence in &finding.evidence {
            text(out, &evidence.text);
            number(out, evidence.start);
            number(out, evidence.end);
        }
        for fact in &finding.facts {
            text(out, &fact.value);
        }
    }
}

fn text(out: &mut String, text: &str) {
    number(out, if text.is_ascii() { text.len() } else { text.encode_utf16().count() });
    out.push_str(text);
}

fn number(out: &mut String, mut number: usize) {
    while number > 0x1F {
        out.push(char::from(0x60 | (number & 0x1F) as u8));
        number >>= 5;
    }
    out.push(char::from(0x40 | number as u8));
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use alloc::collections::BTreeMap;
    use alloc::string::ToString;

    use super::*;
    use crate::model::Retry;
    use crate::{Request, explain};

    /// What a report is without its numbers and texts.
    fn shape(mut report: Report<'_>) -> String {
        for finding in &mut report.findings {
            finding.evidence.clear();
            finding.facts.iter_mut().for_each(|fact| fact.value = "".into());
            if let Retry::Later(seconds) = &mut finding.retry {
                *seconds = 0;
            }
        }
        serde_json::to_string(&report).unwrap()
    }

    #[test]
    fn reports_with_one_key_differ_in_numbers_and_texts_only() {
        let mut shapes = BTreeMap::new();
        let mut seen_again = 0;
        for example in crate::knowledge::examples() {
            let report = explain(&Request::new(example.text));
            let mut packed = String::new();
            assert!(pack_report(&mut packed, &report), "{}", example.text);
            let key = packed.split('\n').next().unwrap().to_string();
            let shape = shape(report);
            let known = shapes.entry(key).or_insert_with(|| shape.clone());
            seen_again += usize::from(*known == shape);
            assert_eq!(*known, shape, "{}", example.text);
        }
        assert!(seen_again > shapes.len());
    }

    #[test]
    fn what_is_cut_is_not_packed() {
        let mut packed = String::new();
        let long = "x".repeat(crate::LONGEST_INPUT + 1);
        assert!(!pack_report(&mut packed, &explain(&Request::new(&long))));
        #[cfg(feature = "addresses")]
        assert!(!pack_address(&mut packed, &crate::address("a@b.fr, c@d.fr")));
        assert_eq!(packed, "");
    }

    #[test]
    fn numbers_and_lengths() {
        let written = |value| {
            let mut out = String::new();
            number(&mut out, value);
            out
        };
        assert_eq!([written(0), written(31), written(32), written(1_024)], ["@", "_", "`A", "``A"]);
        let mut out = String::new();
        // JavaScript counts the letter outside of the first plane as two.
        text(&mut out, "é𝄞");
        assert_eq!(out, "Cé𝄞");
    }
}
