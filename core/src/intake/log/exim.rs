//! Exim: main log (`=>`, `->`, `>>`, `**`, `==`) and what it refuses (`rejected RCPT`), cPanel's too.

use alloc::borrow::Cow;

use super::syslog::{filled, time};
use super::{Entry, Outcome, Program};
use crate::model::Stage;

pub(super) fn entry(line: &str) -> Option<Entry<'_>> {
    delivery(line).or_else(|| reject(line))
}

/// `2026-11-24 06:07:40 1xVjgp-00047o-2x ** bob@example.net R=all T=smtp H=mx.example.net [192.0.2.1]: SMTP error …`
fn delivery(line: &str) -> Option<Entry<'_>> {
    let (time, rest) = start(line)?;
    let (id, rest) = rest.split_once(' ')?;
    let (flag, rest) = rest.split_once(' ')?;
    let outcome = match flag {
        "=>" | "->" | ">>" => Outcome::Delivered,
        "**" => Outcome::Failed,
        "==" => Outcome::Deferred,
        _ => return None,
    };
    if !is_id(id) {
        return None;
    }
    let end = rest.find([' ', ':']).unwrap_or(rest.len());
    let recipient = rest.get(..end)?;
    // `local <bob@example.net>`: the address behind an alias.
    let original =
        rest.get(end..)?.strip_prefix(" <").and_then(|rest| rest.split_once('>')).map(|(address, _)| address);
    let recipient = if recipient.contains('@') { recipient } else { original.unwrap_or(recipient) };
    let mut entry =
        Entry::new(Program::Exim, outcome).said(if outcome == Outcome::Delivered { "" } else { said(rest) });
    entry.time = Some(Cow::Borrowed(time));
    entry.id = Some(Cow::Borrowed(id));
    entry.recipient = filled(recipient).map(Cow::Borrowed);
    entry.relay = host(rest).map(Cow::Borrowed);
    Some(entry)
}

/// The reason: behind `defer (-44):`, or behind the fields and their colon.
fn said(rest: &str) -> &str {
    if let Some((_, reason)) = rest.split_once(" defer (") {
        return reason.split_once("): ").map_or(reason, |(_, reason)| reason);
    }
    let mut place = 0;
    for part in rest.split_inclusive(": ") {
        place += part.len();
        // An IPv6 address, a time or a router's own text hold colons as well: the fields end with the last `X=…`.
        let fields = rest.get(..place).unwrap_or_default();
        let after = rest.get(place..).unwrap_or_default();
        if part.ends_with(": ") && !after.get(..40).unwrap_or(after).contains(" T=") && !fields.ends_with("host: ") {
            return after;
        }
    }
    rest
}

/// `H=(helo) [192.0.2.1] F=<a@b> rejected RCPT <c@d>: text`, `H=… rejected after DATA: …`
fn reject(line: &str) -> Option<Entry<'_>> {
    let (time, _) = start(line)?;
    let (before, rest) = line.split_once(" rejected ").or_else(|| line.split_once(" temporarily rejected "))?;
    let (step, after) = rest.split_once([' ', ':'])?;
    let stage = match step {
        "RCPT" => Stage::Rcpt,
        "MAIL" => Stage::Mail,
        "EHLO" | "HELO" => Stage::Helo,
        "connection" => Stage::Connect,
        "after" | "DATA" | "by" | "during" => Stage::Data,
        _ => return None,
    };
    let recipient =
        if stage == Stage::Rcpt { after.strip_prefix('<').and_then(|rest| rest.split_once('>')) } else { None };
    let said = match recipient {
        Some((_, rest)) => rest.trim_start_matches([':', ' ']),
        None => after.split_once(": ").map_or(after, |(_, said)| said),
    };
    let sender = before.split_once("F=<").and_then(|(_, rest)| rest.split_once('>'));
    let mut entry = Entry::new(Program::Exim, Outcome::Rejected).said(said);
    entry.stage = Some(stage);
    entry.time = Some(Cow::Borrowed(time));
    entry.sender = sender.and_then(|(sender, _)| filled(sender)).map(Cow::Borrowed);
    entry.recipient = recipient.and_then(|(recipient, _)| filled(recipient)).map(Cow::Borrowed);
    entry.relay = host(before).map(Cow::Borrowed);
    Some(entry)
}

/// The time, with or without a zone and a process id, and the rest.
fn start(line: &str) -> Option<(&str, &str)> {
    // Syslog may put its own time before Exim's.
    let line = match line.find("exim[") {
        Some(place) => line.get(place..)?.split_once("]: ")?.1,
        None => line,
    };
    let time = time(line).filter(|time| time.len() >= 19)?;
    let mut rest = line
        .get(time.len()..)?
        .trim_start_matches(|letter: char| letter == '.' || letter.is_ascii_digit())
        .trim_start();
    for _ in 0..2 {
        let zone = rest.starts_with(['+', '-']) && rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
        let process = rest.starts_with('[') && rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
        if zone || process {
            rest = rest.split_once(' ')?.1;
        }
    }
    Some((time, rest))
}

/// `1xVjgp-00047o-2x`, and the longer form since 4.97.
fn is_id(id: &str) -> bool {
    matches!(id.len(), 16 | 23)
        && id.bytes().filter(|&byte| byte == b'-').count() == 2
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The host of `H=mx.example.net [192.0.2.1]`, or `H=(helo) [192.0.2.1]`.
fn host(rest: &str) -> Option<&str> {
    let after =
        rest.split_once(" H=").map(|(_, after)| after).or_else(|| rest.split_once("H=").map(|(_, after)| after))?;
    let end = after.find([' ', ':']).unwrap_or(after.len());
    filled(after.get(..end)?.trim_matches(['(', ')']))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_a_deferral_and_a_delivery() {
        let failed = entry("2026-11-24 06:07:40 1xVjgp-00047o-2x ** nobody@dest.example R=all T=rsmtp H=mx.dest.example [192.0.2.1]: SMTP error from remote mail server after end of data: 554 5.7.1 Message rejected DT=0s").unwrap();
        assert_eq!((failed.outcome, failed.stage), (Outcome::Failed, Some(Stage::Data)));
        assert_eq!(failed.recipient.as_deref(), Some("nobody@dest.example"));
        assert_eq!(failed.relay.as_deref(), Some("mx.dest.example"));
        assert!(failed.said.starts_with("SMTP error from remote"), "{}", failed.said);
        let deferred = entry("2026-11-24 06:07:40.123 +0100 [99] 1xVjgp-00047o-2x == bob@b.example R=dns T=smtp defer (-44) H=x [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<bob@b.example>: 450 4.7.1 Greylisted").unwrap();
        assert_eq!((deferred.outcome, deferred.stage), (Outcome::Deferred, Some(Stage::Rcpt)));
        assert!(deferred.said.contains("450 4.7.1"), "{}", deferred.said);
        let local = entry("2026-11-24 06:07:40 1xVjgp-00047o-2x => bob <bob@b.example> R=local T=maildir").unwrap();
        assert_eq!((local.outcome, local.recipient.as_deref()), (Outcome::Delivered, Some("bob@b.example")));
    }

    #[test]
    fn a_reason_without_a_host() {
        let entry = entry("2026-11-24 06:07:40 1xVjgp-00047o-2x ** x@y.example R=dns: Unrouteable address").unwrap();
        assert_eq!(entry.said, "Unrouteable address");
        let entry =
            super::entry("2026-11-24 06:07:40 1xVjgp-00047o-2x ** x@y.example: retry timeout exceeded").unwrap();
        assert_eq!(entry.said, "retry timeout exceeded");
    }

    #[test]
    fn what_it_refuses() {
        let entry = entry(
            "2026-11-24 06:07:40 H=(me) [192.0.2.7] F=<a@b.example> rejected RCPT <c@d.example>: relay not permitted",
        )
        .unwrap();
        assert_eq!((entry.outcome, entry.stage), (Outcome::Rejected, Some(Stage::Rcpt)));
        assert_eq!((entry.sender.as_deref(), entry.recipient.as_deref()), (Some("a@b.example"), Some("c@d.example")));
        assert_eq!(entry.said, "relay not permitted");
    }

    #[test]
    fn other_lines() {
        for line in [
            "2026-11-24 06:07:40 1xVjgp-00047o-2x <= alice@s.example U=root P=local S=399",
            "2026-11-24 06:07:40 1xVjgp-00047o-2x Completed",
            "2026-11-24 06:07:40 Start queue run: pid=7",
            "2026-11-24 é ** x",
        ] {
            assert!(entry(line).is_none(), "{line}");
        }
    }
}
