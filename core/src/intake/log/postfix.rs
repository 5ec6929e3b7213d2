//! Postfix: `…: to=<…>, relay=…, dsn=…, status=bounced (…)` of the delivery agents, and `reject: RCPT from …` of smtpd.

use alloc::borrow::Cow;

use super::syslog::{bracketed, field, filled, time};
use super::{Entry, Outcome, Program};
use crate::model::Stage;

pub(super) fn entry(line: &str) -> Option<Entry<'_>> {
    let bytes = line.as_bytes();
    if let Some(place) = memchr::memmem::find(bytes, b"status=") {
        let before = line.get(..place)?;
        if before.contains(", relay=") || before.contains(" to=<") {
            return delivery(line, before, line.get(place + 7..)?);
        }
    }
    let place = memchr::memmem::find(bytes, b"reject: ")?;
    reject(line, line.get(..place)?, line.get(place + 8..)?)
}

fn delivery<'a>(line: &'a str, before: &'a str, after: &'a str) -> Option<Entry<'a>> {
    let end = after.find(' ').unwrap_or(after.len());
    let outcome = match after.get(..end)? {
        "sent" | "delivered" | "deliverable" => Outcome::Delivered,
        "deferred" | "SOFTBOUNCE" => Outcome::Deferred,
        "bounced" | "expired" | "undeliverable" => Outcome::Failed,
        _ => return None,
    };
    let said = after.get(end..)?.trim_start();
    let said = said.strip_prefix('(').unwrap_or(said);
    let said = said.strip_suffix(')').unwrap_or(said);
    let relay = field(before, "relay=").filter(|relay| *relay != "none");
    let mut entry = Entry::new(Program::Postfix, outcome).said(said);
    entry.time = time(line).map(Cow::Borrowed);
    entry.id = queue_id(before).map(Cow::Borrowed);
    entry.recipient = bracketed(before, " to=<").and_then(filled).map(Cow::Borrowed);
    entry.relay = relay.and_then(|relay| filled(relay.split('[').next().unwrap_or(relay))).map(Cow::Borrowed);
    Some(entry)
}

/// `NOQUEUE: reject: RCPT from host[192.0.2.1]: 554 5.7.1 …; from=<a> to=<b> proto=ESMTP helo=<c>`
fn reject<'a>(line: &'a str, before: &'a str, after: &'a str) -> Option<Entry<'a>> {
    let (step, rest) = after.split_once(" from ")?;
    let stage = match step {
        "CONNECT" => Stage::Connect,
        "HELO" | "EHLO" => Stage::Helo,
        "MAIL" => Stage::Mail,
        "RCPT" => Stage::Rcpt,
        "DATA" | "END-OF-MESSAGE" | "BDAT" => Stage::Data,
        _ => return None,
    };
    let (client, said) = rest.split_once(": ")?;
    let tail = said.rfind("; from=<").or_else(|| said.rfind("; proto="));
    let (said, tail) = tail.and_then(|place| said.split_at_checked(place)).unwrap_or((said, ""));
    let mut entry = Entry::new(Program::Postfix, Outcome::Rejected).said(said);
    entry.stage = Some(stage);
    entry.time = time(line).map(Cow::Borrowed);
    entry.id = queue_id(before).map(Cow::Borrowed);
    entry.sender = bracketed(tail, "from=<").and_then(filled).map(Cow::Borrowed);
    entry.recipient = bracketed(tail, " to=<").and_then(filled).map(Cow::Borrowed);
    entry.relay = filled(client.split('[').next().unwrap_or(client)).map(Cow::Borrowed);
    Some(entry)
}

/// The word before the colon in front of the fields: `… postfix/smtp[13630]: 97CE2A822E9: to=<…`.
fn queue_id(before: &str) -> Option<&str> {
    let head = before.split(" to=<").next()?.trim_end().trim_end_matches(':');
    let id = head.rsplit([' ', '\t']).next()?;
    (id.len() >= 5 && id != "NOQUEUE" && id.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(id)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_bounce_with_all_its_fields() {
        let line = "Nov 24 06:05:08 relay postfix/smtp[13630]: 97CE2A822E9: to=<nobody@dest.example>, orig_to=<x>, relay=mx.dest.example[2001:db8::1]:25, conn_use=2, delay=0.17, delays=0/0.16/0/0, dsn=5.7.1, status=bounced (host mx.dest.example[2001:db8::1] said: 554 5.7.1 Message rejected (in reply to end of DATA command))";
        let entry = entry(line).unwrap();
        assert_eq!(entry.outcome, Outcome::Failed);
        assert_eq!(entry.time.as_deref(), Some("Nov 24 06:05:08"));
        assert_eq!(entry.id.as_deref(), Some("97CE2A822E9"));
        assert_eq!(entry.recipient.as_deref(), Some("nobody@dest.example"));
        assert_eq!(entry.relay.as_deref(), Some("mx.dest.example"));
        assert_eq!(entry.stage, Some(Stage::Data));
        assert!(entry.said.starts_with("host mx.dest.example") && entry.said.ends_with("command)"));
    }

    #[test]
    fn every_outcome() {
        let of = |status: &str| {
            entry(&alloc::format!(
                "postfix/lmtp[1]: 4XyZ12AbCd: to=<a@b.example>, relay=none, delay=1, dsn=4.4.1, status={status} (x)"
            ))
            .map(|entry| entry.outcome)
        };
        assert_eq!(of("sent"), Some(Outcome::Delivered));
        assert_eq!(of("deferred"), Some(Outcome::Deferred));
        assert_eq!(of("expired"), Some(Outcome::Failed));
        assert_eq!(of("running"), None);
    }

    #[test]
    fn what_smtpd_refuses() {
        let line = "2026-11-24T06:05:08.1+00:00 mx postfix-in/smtpd[9]: NOQUEUE: reject: RCPT from unknown[192.0.2.1]: 554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.example; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<x>";
        let entry = entry(line).unwrap();
        assert_eq!((entry.outcome, entry.stage), (Outcome::Rejected, Some(Stage::Rcpt)));
        assert_eq!(entry.said, "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.example");
        assert_eq!(entry.sender.as_deref(), Some("a@b.example"));
        assert_eq!(entry.recipient.as_deref(), Some("c@d.example"));
        assert_eq!((entry.id, entry.relay.as_deref()), (None, Some("unknown")));
    }

    #[test]
    fn other_lines_and_cut_ones() {
        for line in [
            "Nov 24 06:05:08 relay postfix/qmgr[1]: 97CE2A822E9: removed",
            "Nov 24 06:05:08 relay postfix/qmgr[1]: 97CE2A822E9: from=<a@b.example>, size=400, nrcpt=1 (queue active)",
            "systemd: status=active",
            "",
        ] {
            assert!(entry(line).is_none(), "{line}");
        }
        let cut =
            entry("postfix/smtp[1]: 97CE2A822E9: to=<a@b.example>, relay=c, status=bounced (host c said: 550").unwrap();
        assert_eq!(cut.said, "host c said: 550");
    }
}
