//! The report on an address, for people.

use mailmend::model::{AddressReport, Severity};

use crate::report::steps;
use crate::style::{self, BOLD, DIM};

/// Whether it can be mailed and nothing speaks against it.
pub fn is_fine(report: &AddressReport<'_>) -> bool {
    let listed = !report.addresses.is_empty() && report.addresses.iter().all(|one| one.normal.is_some());
    let mailable = report.valid.smtp || report.valid.eai == Some(true) || report.normal.is_some() || listed;
    mailable && report.findings.iter().all(|finding| finding.cause.severity == Severity::Info)
}

/// Prints the verdicts, what was meant, and each finding with its place.
pub fn print(text: &str, report: &AddressReport<'_>) {
    let shown: String = text.chars().map(|letter| if letter.is_control() { '\u{FFFD}' } else { letter }).collect();
    let color = style::severity(worst(report));
    let listed = report.suggestion.is_none() && report.addresses.iter().any(|one| one.normal.is_some());
    let mailable = report.normal.is_some() || listed;
    let verdict = match (is_fine(report), mailable) {
        (true, _) => "can be mailed",
        (false, true) => "can be mailed, but look below",
        (false, false) => "cannot be mailed",
    };
    say!("{color}{shown}{color:#} {verdict}");
    if let Some(suggestion) = &report.suggestion {
        say!("{BOLD}Meant?{BOLD:#} {suggestion}");
    } else if let Some(normal) = report.normal.as_deref().filter(|normal| *normal != text) {
        say!("{BOLD}To store{BOLD:#} {normal}");
    }
    let valid = &report.valid;
    let verdicts =
        [("smtp", Some(valid.smtp)), ("eai", valid.eai), ("header", Some(valid.header)), ("form", valid.form)];
    let words: Vec<String> = verdicts
        .iter()
        .map(|(name, verdict)| {
            format!("{name} {}", verdict.map_or("not checked", |right| if right { "yes" } else { "no" }))
        })
        .collect();
    say!("{DIM}{}{DIM:#}", words.join(" · "));
    if report.addresses.len() > 1 {
        say!();
        for one in &report.addresses {
            let meant =
                one.suggestion.as_ref().map(|meant| format!(" {BOLD}Meant?{BOLD:#} {meant}")).unwrap_or_default();
            let name = one.display.as_ref().map(|name| format!(" {DIM}{name}{DIM:#}")).unwrap_or_default();
            let shown = one.normal.as_deref().unwrap_or("cannot be mailed");
            say!("  {:>4}..{:<4} {shown}{name}{meant}", one.start, one.end);
        }
    }
    for finding in &report.findings {
        say!();
        let color = style::severity(finding.cause.severity);
        say!("{color}{}{color:#} {DIM}{} {}{DIM:#}", finding.cause.title, finding.cause.code, finding.cause.slug);
        for evidence in &finding.evidence {
            say!("  {:>4}..{:<4} {:?}", evidence.start, evidence.end, evidence.text);
        }
        style::paragraph("  ", finding.cause.why);
        steps(finding.fixes());
    }
}

fn worst(report: &AddressReport<'_>) -> Severity {
    report.findings.iter().map(|finding| finding.cause.severity).max().unwrap_or(Severity::Info)
}
