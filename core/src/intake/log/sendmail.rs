//! Sendmail: a line for each delivery, ending in `stat=`, and one for each refusal, ending in `reject=`.
//!
//! ```abnf
//! delivery  = "to=" recipients *( ", " key "=" value ) [ ", reply=" reply ] ", stat=" said
//! ruleset   = "ruleset=" name ", arg1=" value *( ", " key "=" value ) ", reject=" said
//! milter    = "Milter: " ( "to=" angle / word ) ", reject=" said
//! refusal   = angle "... " said
//! ```
//! All follow the queue id.

use alloc::borrow::Cow;

use super::pieces::{address, angle, stage};
use super::{Entry, Outcome, Program};
use crate::model::Stage;

/// Reads what follows the queue id.
pub(super) fn message(rest: &str) -> Option<Entry<'_>> {
    match rest.as_bytes().first()? {
        b't' => delivery(rest),
        b'r' | b'M' => rejected(rest),
        b'<' => refused(rest),
        _ => None,
    }
}

fn delivery(rest: &str) -> Option<Entry<'_>> {
    let (fields, stat) = rest.split_once(", stat=")?;
    let dsn = field(fields, ", dsn=");
    let mut entry = Entry::new(Program::Sendmail, outcome(dsn, stat)?);
    entry = entry.with_peer(field(fields, ", relay=").unwrap_or_default());
    entry.recipient = recipient(fields.strip_prefix("to=")?).map(Cow::Borrowed);
    entry.dsn = dsn.map(Cow::Borrowed);
    // The server's own words, where this version writes them, tell more than Sendmail's name for them.
    let reply = fields.split_once(", reply=").map(|(_, reply)| reply).filter(|reply| !reply.is_empty());
    let sent = stat.strip_prefix("Sent (").map(|reply| reply.strip_suffix(')').unwrap_or(reply));
    let waits = stat.strip_prefix("Deferred: ");
    entry.said = Cow::Borrowed(reply.or(sent).or(waits).unwrap_or(stat));
    Some(entry)
}

/// The status code tells; without one, the first words do. `queued` is no attempt.
fn outcome(dsn: Option<&str>, stat: &str) -> Option<Outcome> {
    if stat.starts_with("queued") {
        return None;
    }
    Some(match dsn.and_then(|dsn| dsn.bytes().next()) {
        Some(b'2') => Outcome::Delivered,
        Some(b'4') => Outcome::Deferred,
        Some(b'5') => Outcome::Failed,
        _ if stat.starts_with("Sent") => Outcome::Delivered,
        _ if stat.starts_with("Deferred") => Outcome::Deferred,
        _ => Outcome::Failed,
    })
}

/// The value of a field that a text names with the comma before it.
fn field<'a>(fields: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = fields.split_once(name)?;
    Some(rest.split(", ").next().unwrap_or(rest))
}

/// The first recipient of `<a@b>,<c@d>` or `a@b,c@d`.
fn recipient(list: &str) -> Option<&str> {
    address(angle(list).map_or_else(|| list.split(',').next().unwrap_or(list), |(inside, _)| inside))
}

fn rejected(rest: &str) -> Option<Entry<'_>> {
    let (fields, said) = rest.split_once(", reject=")?;
    let mut entry = Entry::new(Program::Sendmail, Outcome::Rejected);
    if let Some(what) = fields.strip_prefix("Milter: ") {
        let (name, value) = what.split_once('=').unwrap_or((what, ""));
        let value = address(value).map(Cow::Borrowed);
        (entry.stage, entry.sender, entry.recipient) = match name {
            "to" => (Some(Stage::Rcpt), None, value),
            "from" => (Some(Stage::Mail), value, None),
            _ => (stage(name), None, None),
        };
    } else {
        entry = entry.with_peer(field(fields, ", relay=").unwrap_or_default());
        let value = || address(field(fields, ", arg1=")?).map(Cow::Borrowed);
        match fields.strip_prefix("ruleset=")?.split(", ").next()? {
            "check_relay" => entry.stage = Some(Stage::Connect),
            "check_mail" => (entry.stage, entry.sender) = (Some(Stage::Mail), value()),
            "check_rcpt" => (entry.stage, entry.recipient) = (Some(Stage::Rcpt), value()),
            "check_data" | "check_eom" => entry.stage = Some(Stage::Data),
            _ => {}
        }
    }
    entry.said = Cow::Borrowed(said);
    Some(entry)
}

/// `<nobody@example.com>... User unknown`: the answer to RCPT, as it was sent.
fn refused(rest: &str) -> Option<Entry<'_>> {
    let (recipient, after) = angle(rest)?;
    after.strip_prefix("... ").filter(|said| !said.is_empty())?;
    let mut entry = Entry::new(Program::Sendmail, Outcome::Rejected);
    entry.recipient = address(recipient).map(Cow::Borrowed);
    entry.stage = Some(Stage::Rcpt);
    entry.said = Cow::Borrowed(rest);
    Some(entry)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test that cannot go on fails
mod tests {
    use super::super::entry;
    use super::*;

    fn read(rest: &str) -> Option<Entry<'static>> {
        let line = alloc::format!("Nov 24 06:05:08 relay sendmail[2345]: 0AO658nq012345: {rest}");
        entry(&line).map(Entry::into_owned)
    }

    #[test]
    fn deliveries() {
        let failed = read(
            "to=<nobody@dest.example>, ctladdr=<alice@sender.example> (1000/1000), delay=00:00:01, xdelay=00:00:01, \
             mailer=esmtp, pri=120345, relay=mx.dest.example. [192.0.2.1], dsn=5.1.1, stat=User unknown",
        )
        .unwrap();
        assert_eq!((failed.program, failed.outcome), (Program::Sendmail, Outcome::Failed));
        assert_eq!(failed.id.as_deref(), Some("0AO658nq012345"));
        assert_eq!(failed.time.as_deref(), Some("Nov 24 06:05:08"));
        assert_eq!(failed.recipient.as_deref(), Some("nobody@dest.example"));
        assert_eq!((failed.relay.as_deref(), failed.ip.as_deref()), (Some("mx.dest.example"), Some("192.0.2.1")));
        assert_eq!((failed.dsn.as_deref(), &*failed.said), (Some("5.1.1"), "User unknown"));

        let sent = read("to=a@b, delay=00:00:01, mailer=esmtp, dsn=2.0.0, stat=Sent (Ok: queued as 4XyZ)").unwrap();
        assert_eq!(
            (sent.outcome, sent.recipient.as_deref(), &*sent.said),
            (Outcome::Delivered, Some("a@b"), "Ok: queued as 4XyZ")
        );
        let waits = read("to=<a@b>,<c@d>, delay=1, dsn=4.0.0, stat=Deferred: Connection refused by mx.b.").unwrap();
        assert_eq!((waits.outcome, waits.recipient.as_deref()), (Outcome::Deferred, Some("a@b")));
        assert_eq!(waits.said, "Connection refused by mx.b.");
        let reply = read("to=<a@b>, dsn=5.2.2, reply=552 5.2.2 Mailbox full, stat=Service unavailable").unwrap();
        assert_eq!(reply.said, "552 5.2.2 Mailbox full");
    }

    #[test]
    fn refusals() {
        let ruleset = read(
            "ruleset=check_rcpt, arg1=<c@d>, relay=mx.example.com [192.0.2.9], reject=550 5.7.1 <c@d>... Relaying denied",
        )
        .unwrap();
        assert_eq!((ruleset.outcome, ruleset.stage), (Outcome::Rejected, Some(Stage::Rcpt)));
        assert_eq!((ruleset.recipient.as_deref(), ruleset.ip.as_deref()), (Some("c@d"), Some("192.0.2.9")));
        assert_eq!(ruleset.said, "550 5.7.1 <c@d>... Relaying denied");
        let milter = read("Milter: to=<c@d>, reject=451 4.7.1 Greylisting in action").unwrap();
        assert_eq!((milter.stage, milter.recipient.as_deref()), (Some(Stage::Rcpt), Some("c@d")));
        assert_eq!(read("Milter: data, reject=550 5.7.1 Spam").unwrap().stage, Some(Stage::Data));
        let unknown = read("<nobody@dest.example>... User unknown").unwrap();
        assert_eq!((unknown.recipient.as_deref(), unknown.stage), (Some("nobody@dest.example"), Some(Stage::Rcpt)));
        assert_eq!(unknown.said, "<nobody@dest.example>... User unknown");
    }

    #[test]
    fn lines_about_something_else() {
        let others = [
            "from=<a@b>, size=421, class=0, nrcpts=1, msgid=<x@b>, proto=ESMTP, daemon=MTA, relay=mx [192.0.2.1]",
            "to=<a@b>, delay=00:00:00, mailer=esmtp, pri=30421, stat=queued",
            "to=<a@b>, delay=00:00:00, mailer=esmtp, pri=304",
            "0AO658nq012346: DSN: User unknown",
            "Milter add: header: Subject: x, y",
            "STARTTLS=client, relay=mx., version=TLSv1.3, verify=FAIL",
        ];
        for other in others {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
