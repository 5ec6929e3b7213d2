//! A report for people.

use mailmend::model::{FactKey, Finding, Fix, Kind, Report};

use crate::style::{self, BOLD, COMMAND, DIM};

/// Prints the best finding whole, the others as a list.
pub fn print(report: &Report<'_>) {
    let Some((best, others)) = report.findings.split_first() else { return };
    let color = style::severity(best.cause.severity);
    let perhaps = if best.is_understood() || best.evidence.is_empty() { "" } else { "Perhaps: " };
    say!("{color}{perhaps}{}{color:#}", best.cause.title);
    say!("{DIM}{}{DIM:#}", context(report, best));
    say!();
    style::paragraph("", best.cause.why);
    say!();
    row("Who has to act", best.cause.owner.phrase());
    row("Try again", &best.retry.phrase());
    row("Recipient", best.recipient.phrase());
    if let Some(proof) = best.evidence.first() {
        row("Proof", &format!("\"{}\"", one_line(&proof.text)));
    }
    for fact in &best.facts {
        // The line above tells what to do with the recipient; this one who it is.
        let name = if fact.key == FactKey::Recipient { "address" } else { fact.key.as_str() };
        row(&capital(name), &one_line(&fact.value));
    }
    say!();
    say!("{BOLD}What to do{BOLD:#}");
    steps(best.fixes());
    if !others.is_empty() {
        say!();
        say!("{BOLD}Also{BOLD:#}");
        for finding in others {
            style::paragraph(
                " - ",
                &format!("{} ({}, {})", finding.cause.title, finding.cause.code, finding.confidence),
            );
        }
    }
    if !report.needs.is_empty() {
        say!();
        let needs: Vec<&str> = report.needs.iter().map(|need| need.phrase()).collect();
        style::paragraph("To tell more: ", &needs.join("; "));
    }
    if let Some(cut) = report.cut {
        say!();
        say!("Only the first {} of {} bytes were read.", cut.read, cut.given);
    }
}

/// Prints numbered steps, each with its link and its commands.
pub fn steps(fixes: impl Iterator<Item = Fix>) {
    for (place, fix) in fixes.enumerate() {
        style::paragraph(&format!("{:>2}. ", place + 1), fix.text);
        if let Some(link) = fix.link {
            say!("    {DIM}{link}{DIM:#}");
        }
        for command in fix.commands {
            say!("    {COMMAND}$ {command}{COMMAND:#}");
        }
    }
}

fn context(report: &Report<'_>, best: &Finding<'_>) -> String {
    let mut parts = vec![format!("{} {}", best.cause.code, best.cause.slug)];
    if let Some(provider) = report.provider.and_then(mailmend::provider) {
        parts.push(provider.name.into());
    }
    if let Some(stage) = report.stage {
        parts.push(stage.phrase().into());
    }
    if report.kind != Kind::Empty {
        parts.push(best.confidence.phrase().into());
    }
    parts.join(" · ")
}

fn row(name: &str, value: &str) {
    style::paragraph(&format!("{name:<16}"), value);
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}
