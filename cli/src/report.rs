//! A report for people.

use mailmend::model::{Confidence, FactKey, Finding, Fix, Kind, Need, Owner, Recipient, Report, Retry, Stage};

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
    row("Who has to act", owner(best.cause.owner));
    row("Try again", &retry(best.retry));
    row("Recipient", recipient(best.recipient));
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
        let needs: Vec<&str> = report.needs.iter().map(|need| need_words(*need)).collect();
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
        parts.push(stage_words(stage).into());
    }
    if report.kind != Kind::Empty {
        parts.push(confidence(best.confidence).into());
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

fn owner(owner: Owner) -> &'static str {
    match owner {
        Owner::You => "you",
        Owner::Host => "your hosting or your network",
        Owner::Provider => "the service you send through",
        Owner::Receiver => "the people who run the recipient's mail server",
        Owner::Recipient => "the recipient",
        _ => "nobody: it will pass",
    }
}

fn retry(retry: Retry) -> String {
    match retry {
        Retry::Later(seconds) => format!("yes, in {}", time(seconds)),
        Retry::AfterFix => "once it is mended, not before".into(),
        Retry::Never => "no".into(),
    }
}

fn time(seconds: u32) -> String {
    let (number, unit) = match seconds {
        0..120 => (seconds, "second"),
        120..7200 => (seconds / 60, "minute"),
        7200..172_800 => (seconds / 3600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

fn recipient(action: Recipient) -> &'static str {
    match action {
        Recipient::Keep => "keep the address",
        Recipient::Verify => "check the address before you mail it again",
        _ => "stop mailing the address",
    }
}

fn stage_words(stage: Stage) -> &'static str {
    match stage {
        Stage::Connect => "while connecting",
        Stage::Helo => "at the greeting",
        Stage::StartTls => "while encrypting",
        Stage::Auth => "at the log-in",
        Stage::Mail => "at the sender",
        Stage::Rcpt => "at the recipient",
        _ => "at the message",
    }
}

fn need_words(need: Need) -> &'static str {
    match need {
        Need::Transcript => "the debug transcript of the attempt",
        Need::FullText => "the full text of the answer, as the server gave it",
        Need::Domain => "the DNS records of your domain (SPF, DKIM, DMARC)",
        _ => "the message itself: its From, subject, text and links",
    }
}

fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Certain => "certain",
        Confidence::Likely => "likely",
        _ => "only a guess",
    }
}
