//! `mailmend bounces`: what a mailbox of bounces tells.

use std::borrow::Cow;
use std::path::PathBuf;

use mailmend::log::Outcome;
use mailmend::model::{Action, BounceKind, BounceReport, BouncedRecipient, FactKey, Finding};
use serde_json::json;

use crate::intake::{self, MailBlock, Message, Messages};
use crate::present::{self, Found, Options};
use crate::summary::{Attempt, Digest, Hour, Problem, Problems, Summary, Unit, Verdict};
use crate::workers;

/// The arguments.
#[derive(clap::Args)]
pub struct Bounces {
    /// mbox files, Maildir folders, folders of messages, single messages; plain or gzip; - for standard input
    #[arg(required = true, value_name = "PATH|-")]
    paths: Vec<PathBuf>,
    /// How many mails were sent, for the bounce rate: a mailbox of bounces does not tell
    #[arg(long, value_name = "NUMBER")]
    sent: Option<u64>,
    #[command(flatten)]
    options: Options,
    /// One JSON report a line for each message, in order, instead of the summary
    #[arg(long, conflicts_with_all = ["format", "sent", "no_addresses"])]
    batch: bool,
}

/// Reads the mailboxes and prints what they tell.
pub fn run(arguments: &Bounces) -> Result<u8, String> {
    let paths = &arguments.paths;
    let progress = arguments.options.start(paths, arguments.batch)?;
    let messages = Messages::new(paths.clone(), progress.clone());
    if arguments.batch {
        let (messages, found) = present::batch(messages, &arguments.options, batch)?;
        progress.finish();
        return Ok(found.end(messages.problems, paths, Unit::Messages));
    }
    let work = |summary: &mut Summary, block: &MailBlock, _: &mut String| read(summary, block);
    let (messages, summaries) =
        workers::run(messages, None, workers::cores(), Summary::default, work).map_err(|error| error.to_string())?;
    progress.finish();
    let mut summary = Summary::default();
    let addresses = summaries.into_iter().map(|one| summary.merge(one)).collect();
    summary.problems.merge(messages.problems);
    let files = paths.iter().map(|path| intake::name(path)).collect();
    let digest = Digest::new(&summary, files, Unit::Messages, messages.messages, arguments.sent);
    present::print(&digest, addresses, &arguments.options)
}

fn read(summary: &mut Summary, block: &MailBlock) {
    for message in &block.messages {
        let Some(report) = report(message, &mut summary.problems) else { continue };
        match report.bounce.kind {
            BounceKind::NotBounce => summary.other_messages += 1,
            BounceKind::AutoReply => summary.auto_replies += 1,
            _ => add(summary, message, &report),
        }
    }
}

/// Counts each recipient of a bounce; one that names nobody counts once.
fn add(summary: &mut Summary, message: &Message, report: &BounceReport<'_>) {
    let nobody = BouncedRecipient::default();
    let date = header(&message.bytes, b"date");
    for (place, finding) in report.findings.iter().enumerate() {
        let about = report.bounce.recipients.get(place).unwrap_or(&nobody);
        let outcome = outcome(report.bounce.kind, about.action);
        let times = [about.last_attempt.as_deref(), about.arrival_date.as_deref(), date.as_deref()];
        let provider = about.remote_mta.as_deref().and_then(mailmend::provider).map(|provider| provider.id);
        let verdict = Verdict { cause: finding.cause, provider, recipient: finding.recipient };
        summary.add(&Attempt {
            place: message.place,
            outcome,
            hour: times.into_iter().flatten().find_map(Hour::read),
            id: report.bounce.message_id.as_deref(),
            recipient: Some(about.recipient.as_str()).filter(|recipient| !recipient.is_empty()),
            said: said(finding).unwrap_or(&report.bounce.said),
            verdict: Some(verdict).filter(|_| outcome != Outcome::Delivered),
        });
    }
}

fn outcome(kind: BounceKind, action: Option<Action>) -> Outcome {
    match (kind, action) {
        (BounceKind::Complaint, _) => Outcome::Complaint,
        (_, Some(Action::Delayed)) => Outcome::Deferred,
        (_, Some(Action::Delivered | Action::Relayed | Action::Expanded)) => Outcome::Delivered,
        (_, Some(_)) => Outcome::Failed,
        (BounceKind::Delayed, None) => Outcome::Deferred,
        (BounceKind::Delivered, None) => Outcome::Delivered,
        _ => Outcome::Failed,
    }
}

fn said<'f>(finding: &'f Finding<'_>) -> Option<&'f str> {
    finding.facts.iter().find(|fact| fact.key == FactKey::Diagnostic).map(|fact| &*fact.value)
}

/// The report on a message, unless it is none.
fn report(message: &Message, problems: &mut Problems) -> Option<BounceReport<'static>> {
    let bytes = message.bytes.as_slice();
    let mut note = |problem| problems.add_in(message.place, problem, message.name.clone());
    if !intake::is_header(bytes.trim_ascii_start()) {
        let is_text = !bytes.iter().take(LOOK).any(|&byte| byte == 0);
        note(if is_text { Problem::NotMail } else { Problem::Binary });
        return None;
    }
    if is_cut(bytes) {
        note(Problem::CutMessage);
    }
    Some(mailmend::bounce(bytes))
}

/// The bytes that tell whether it is text.
const LOOK: usize = 1024;

/// Whether a message has parts, and the last one has no end (RFC 2046 section 5.1.1).
fn is_cut(message: &[u8]) -> bool {
    let Some(kind) = header(message, b"content-type") else { return false };
    if !kind.trim_start().get(..10).is_some_and(|start| start.eq_ignore_ascii_case("multipart/")) {
        return false;
    }
    let lower = kind.to_ascii_lowercase();
    let Some(place) = lower.find("boundary=") else { return false };
    let value = kind.get(place + "boundary=".len()..).unwrap_or_default();
    let boundary = match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => value.split([';', ' ', '\t']).next(),
    };
    let end = format!("--{}--", boundary.unwrap_or_default());
    memchr::memmem::rfind(message, end.as_bytes()).is_none()
}

/// The value of a header of the message itself, its lines joined.
fn header<'m>(message: &'m [u8], name: &[u8]) -> Option<Cow<'m, str>> {
    let mut lines = message.split(|&byte| byte == b'\n').take_while(|line| !line.trim_ascii().is_empty()).peekable();
    while let Some(line) = lines.next() {
        let is_it = line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        if !is_it || line.get(name.len()) != Some(&b':') {
            continue;
        }
        let mut value = String::from_utf8_lossy(line.get(name.len() + 1..)?.trim_ascii());
        while let Some(more) = lines.next_if(|line| line.starts_with(b" ") || line.starts_with(b"\t")) {
            let value = value.to_mut();
            value.push(' ');
            value.push_str(&String::from_utf8_lossy(more.trim_ascii()));
        }
        return Some(value);
    }
    None
}

fn batch(found: &mut Found, block: &MailBlock, answer: &mut String) {
    for message in &block.messages {
        let Some(report) = report(message, &mut found.problems) else { continue };
        found.any |= report.bounce.kind != BounceKind::NotBounce;
        let about = json!({ "file": message.name, "message": message.place.number }).to_string();
        answer.push_str(about.trim_end_matches('}'));
        answer.push_str(",\"report\":");
        mailmend::wire::write_bounce(answer, &report);
        answer.push_str("}\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_without_its_end_is_cut() {
        let whole = b"Subject: x\nContent-Type: multipart/report;\n boundary=\"a b\"\n\n--a b\n\nx\n--a b--\n";
        assert!(!is_cut(whole));
        assert!(is_cut(&whole[..whole.len() - 5]));
        assert!(!is_cut(b"Subject: x\n\nboundary=x"));
        assert_eq!(header(b"A: 1\nDate: x\n\ty\n\nDate: z", b"date").as_deref(), Some("x y"));
    }
}
