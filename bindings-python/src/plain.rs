//! A report in plain text: what `str(report)` gives.

use mailmend::model::{self as core, Kind, Retry};

use crate::model::{Finding, Report};

/// The best finding whole, the others as a list.
pub fn report(report: &Report) -> String {
    let mut out = String::new();
    let Some((best, others)) = report.findings.split_first() else { return out };
    let guess = core::Confidence::from_word(&best.confidence) == Some(core::Confidence::Possible);
    if guess && !best.evidence.is_empty() {
        out.push_str("Perhaps: ");
    }
    let mut context = Vec::new();
    if let Some(provider) = report.provider.as_deref() {
        context.push(mailmend::provider(provider).map_or(provider, |provider| provider.name));
    }
    if let Some(stage) = report.stage.as_deref() {
        context.push(core::Stage::from_word(stage).map_or(stage, |stage| stage.phrase()));
    }
    if report.kind != Kind::Empty.as_str() {
        let confidence = core::Confidence::from_word(&best.confidence);
        context.push(confidence.map_or(&*best.confidence, |confidence| confidence.phrase()));
    }
    whole(&mut out, best, &context);
    if !others.is_empty() {
        out.push_str("\nAlso\n");
        for finding in others {
            out.push_str(&format!(" - {} ({}, {})\n", finding.title, finding.code, finding.confidence));
        }
    }
    if !report.needs.is_empty() {
        let phrase = |need: &crate::model::Text| {
            core::Need::from_word(need).map_or(need.to_string(), |need| need.phrase().into())
        };
        let needs: Vec<String> = report.needs.iter().map(phrase).collect();
        out.push_str(&format!("\nTo tell more: {}\n", needs.join("; ")));
    }
    if let Some(cut) = report.cut {
        out.push_str(&format!("\nOnly the first {} of {} bytes were read.\n", cut.read, cut.given));
    }
    out.truncate(out.trim_end().len());
    out
}

/// One finding.
pub fn finding(finding: &Finding) -> String {
    let mut out = String::new();
    whole(&mut out, finding, &[]);
    out.truncate(out.trim_end().len());
    out
}

fn whole(out: &mut String, finding: &Finding, context: &[&str]) {
    out.push_str(&finding.title);
    out.push_str(&format!("\n{} {}", finding.code, finding.slug));
    for part in context {
        out.push_str(" · ");
        out.push_str(part);
    }
    out.push_str(&format!("\n\n{}\n\n", finding.why));
    let owner = core::Owner::from_word(&finding.owner).map_or(&*finding.owner, |owner| owner.phrase());
    row(out, "Who has to act", owner);
    let retry = match (&*finding.retry, finding.after) {
        ("later", Some(seconds)) => Retry::Later(seconds).phrase(),
        ("after-fix", _) => Retry::AfterFix.phrase(),
        ("never", _) => Retry::Never.phrase(),
        (other, _) => other.to_string().into(),
    };
    row(out, "Try again", &retry);
    let recipient = core::Recipient::from_word(&finding.recipient);
    row(out, "Recipient", recipient.map_or(&*finding.recipient, |recipient| recipient.phrase()));
    if let Some(proof) = finding.evidence.first() {
        row(out, "Proof", &format!("\"{}\"", one_line(&proof.text)));
    }
    for (key, value) in &finding.facts.0 {
        // The line above tells what to do with the recipient; this one who it is.
        let name = if key == core::FactKey::Recipient.as_str() { "address" } else { key };
        row(out, &capital(name), &one_line(value));
    }
    out.push_str("\nWhat to do\n");
    for (place, fix) in finding.fixes.iter().enumerate() {
        out.push_str(&format!("{:>2}. {}\n", place + 1, fix.text));
        if let Some(link) = &fix.link {
            out.push_str(&format!("    {link}\n"));
        }
        for command in &fix.commands {
            out.push_str(&format!("    $ {command}\n"));
        }
    }
}

fn row(out: &mut String, name: &str, value: &str) {
    out.push_str(&format!("{name:<16}{value}\n"));
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}
