//! Postfix: what its delivery agents write of each recipient, and its servers of what they refuse.
//!
//! ```abnf
//! delivery  = "to=" angle [ ", orig_to=" angle ] *( ", " key "=" value ) ", status=" word " (" said ")"
//! expired   = "from=" angle ", status=" word ", returned to sender"
//! reject    = [ "milter-" / "proxy-" ] "reject: " command " from " host ": " said tail
//! content   = "reject: " ( "header" / "body" ) " " line " from " host tail ": " said
//! tail      = "; from=" angle " to=" angle " proto=" word " helo=" angle      ; each may be missing; postscreen: ", "
//! ```
//! All follow the queue id, or `NOQUEUE`.

use alloc::borrow::Cow;

use super::pieces::{angle, stage};
use super::{Entry, Outcome, Program};
use crate::model::Stage;

/// Reads what follows the queue id.
pub(super) fn message(rest: &str) -> Option<Entry<'_>> {
    match rest.as_bytes().first()? {
        b't' => delivery(rest.strip_prefix("to=")?),
        b'f' => expired(rest.strip_prefix("from=")?),
        _ => rejected(rest.split_once("reject: ").filter(|(kind, _)| matches!(*kind, "" | "milter-" | "proxy-"))?.1),
    }
}

fn delivery(rest: &str) -> Option<Entry<'_>> {
    let (recipient, mut rest) = angle(rest)?;
    let (mut relay, mut dsn) = ("", None);
    let status = loop {
        rest = rest.strip_prefix(", ")?;
        if let Some(status) = rest.strip_prefix("status=") {
            break status;
        }
        if let Some(original) = rest.strip_prefix("orig_to=") {
            rest = angle(original)?.1;
            continue;
        }
        let (field, after) = rest.split_at_checked(rest.find(", ")?)?;
        match field.split_once('=')? {
            ("relay", host) => relay = host,
            ("dsn", code) => dsn = Some(code),
            _ => {}
        }
        rest = after;
    };
    let (status, said) = status.split_once(' ').unwrap_or((status, ""));
    let mut entry = Entry::new(Program::Postfix, outcome(status)?).with_peer(relay);
    let said = said.strip_prefix('(').unwrap_or(said);
    let said = said.strip_suffix(')').unwrap_or(said);
    entry.recipient = (!recipient.is_empty()).then_some(Cow::Borrowed(recipient));
    entry.dsn = dsn.map(Cow::Borrowed);
    if entry.outcome != Outcome::Delivered {
        entry.stage = stage_of(said);
    }
    entry.said = Cow::Borrowed(said);
    Some(entry)
}

/// The words for the outcome. `deliverable` and `undeliverable` answer a probe (`sendmail -bv`, address verification);
/// `SOFTBOUNCE` is a bounce that `soft_bounce = yes` keeps in the queue.
fn outcome(status: &str) -> Option<Outcome> {
    Some(match status.trim_end_matches(',') {
        "sent" | "deliverable" => Outcome::Delivered,
        "deferred" | "SOFTBOUNCE" => Outcome::Deferred,
        "bounced" | "undeliverable" | "expired" | "force-expired" => Outcome::Failed,
        _ => return None,
    })
}

/// The stage, where Postfix names it: in its words around what the server said.
fn stage_of(said: &str) -> Option<Stage> {
    if let Some((_, command)) = said.rsplit_once("(in reply to ") {
        return stage(command);
    }
    if said.starts_with("connect to ") {
        return Some(Stage::Connect);
    }
    if said.starts_with("SASL authentication failed") {
        return Some(Stage::Auth);
    }
    if ["TLS is required", "Cannot start TLS", "Server certificate not "].iter().any(|start| said.starts_with(start)) {
        return Some(Stage::StartTls);
    }
    let lost = said.starts_with("lost connection with ") || said.starts_with("conversation with ");
    let doing = ["while sending ", "while receiving ", "while performing "];
    doing.iter().filter(|_| lost).find_map(|doing| stage(said.rsplit_once(doing)?.1))
}

/// The queue manager gave the message up: the line names no recipient.
fn expired(rest: &str) -> Option<Entry<'_>> {
    let (sender, rest) = angle(rest)?;
    let said = rest.strip_prefix(", ").filter(|rest| rest.starts_with("status="))?;
    let status = said.strip_prefix("status=")?.split(',').next()?;
    let mut entry = Entry::new(Program::Postfix, outcome(status)?);
    entry.sender = Some(Cow::Borrowed(sender));
    entry.said = Cow::Borrowed(said);
    Some(entry)
}

/// A server refused a command, or a message for its content.
fn rejected(rest: &str) -> Option<Entry<'_>> {
    let (command, after) = rest.split_once(' ')?;
    let content = matches!(command, "header" | "body" | "mime-header" | "nested-header");
    let (host, said, tail) = if content {
        // A header may hold anything, "from" included; the last one is Postfix's.
        let (before, tail) = after.split_at_checked(after.rfind("; from=<")?)?;
        let host = before.rsplit_once(" from ").map_or("", |(_, host)| host);
        let said = tail.split_once(">: ").or_else(|| tail.split_once(": "))?.1;
        (host, said, tail)
    } else {
        let (host, rest) = after.strip_prefix("from ")?.split_once(": ")?;
        let end = ["; from=<", "; proto=", "; client="].iter().find_map(|start| rest.rfind(start));
        let (said, tail) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
        (host, said, tail)
    };
    let mut entry = Entry::new(Program::Postfix, Outcome::Rejected).with_peer(host);
    entry.stage = if content { Some(Stage::Data) } else { stage(command) };
    entry.said = Cow::Borrowed(said);
    if let Some((sender, tail)) = tail.strip_prefix("; from=").and_then(angle) {
        entry.sender = Some(Cow::Borrowed(sender));
        let to = tail.strip_prefix(',').unwrap_or(tail).strip_prefix(" to=");
        let to = to.and_then(angle).map(|(recipient, _)| recipient);
        entry.recipient = to.filter(|recipient| !recipient.is_empty()).map(Cow::Borrowed);
    }
    Some(entry)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test that cannot go on fails
mod tests {
    use super::super::entry;
    use super::*;

    /// A line about `9015DA822DA` in the log of `relay`.
    fn line(rest: &str) -> alloc::string::String {
        alloc::format!("Nov 24 06:05:08 relay postfix/smtp[13613]: 9015DA822DA: {rest}")
    }

    #[test]
    fn a_bounce_tells_all() {
        let line = line(
            "to=<nobody@dest.example>, relay=mx.dest.example[192.0.2.1]:25, conn_use=2, delay=0.13, \
             delays=0/0.12/0/0.01, dsn=5.1.1, status=bounced (host mx.dest.example[192.0.2.1] said: 550 5.1.1 \
             <nobody@dest.example>: Recipient address rejected: User unknown in local recipient table (in reply to \
             RCPT TO command))",
        );
        let read = entry(&line).unwrap();
        assert_eq!((read.program, read.outcome), (Program::Postfix, Outcome::Failed));
        assert_eq!(read.time.as_deref(), Some("Nov 24 06:05:08"));
        assert_eq!(read.id.as_deref(), Some("9015DA822DA"));
        assert_eq!(read.recipient.as_deref(), Some("nobody@dest.example"));
        assert_eq!(read.sender, None);
        assert_eq!(read.relay.as_deref(), Some("mx.dest.example"));
        assert_eq!(read.ip.as_deref(), Some("192.0.2.1"));
        assert_eq!(read.dsn.as_deref(), Some("5.1.1"));
        assert_eq!(read.stage, Some(Stage::Rcpt));
        assert!(read.said.starts_with("host mx.dest.example[192.0.2.1] said: 550 5.1.1 <nobody"));
        assert!(read.said.ends_with("(in reply to RCPT TO command)"));
        assert!(matches!(read.said, Cow::Borrowed(_)));
    }

    #[test]
    fn the_stage_stands_in_many_words() {
        let stages = [
            ("host mx[192.0.2.1] said: 451 4.3.0 x (in reply to end of DATA command)", Some(Stage::Data)),
            ("host mx[192.0.2.1] said: 451 4.3.0 x (in reply to MAIL FROM command)", Some(Stage::Mail)),
            ("connect to mx[192.0.2.1]:25: Connection refused", Some(Stage::Connect)),
            ("lost connection with mx[192.0.2.1] while sending RCPT TO", Some(Stage::Rcpt)),
            ("lost connection with mx[192.0.2.1] while sending end of data -- message may be sent", Some(Stage::Data)),
            (
                "conversation with mx[192.0.2.1] timed out while receiving the initial server greeting",
                Some(Stage::Connect),
            ),
            ("conversation with mx[192.0.2.1] timed out while performing the EHLO handshake", Some(Stage::Helo)),
            ("SASL authentication failed; server mx[192.0.2.1] said: 535 no", Some(Stage::Auth)),
            ("TLS is required, but was not offered by host mx[192.0.2.1]", Some(Stage::StartTls)),
            ("Server certificate not verified", Some(Stage::StartTls)),
            ("host mx[192.0.2.1] said: 550 lost while sending RCPT TO", None),
            ("unable to look up host mx.invalid: Name or service not known", None),
        ];
        for (said, stage) in stages {
            let line = line(&alloc::format!("to=<a@b>, relay=none, delay=1, dsn=4.0.0, status=deferred ({said})"));
            let read = entry(&line).unwrap();
            assert_eq!((read.outcome, read.stage, &*read.said), (Outcome::Deferred, stage, said));
            assert_eq!(read.relay, None);
        }
    }

    #[test]
    fn every_header_a_collector_puts_before() {
        let rest = "to=<a@b>, relay=none, delay=1, dsn=4.4.1, status=deferred (connect to mx: Connection refused)";
        let heads = [
            ("Nov  4 06:05:08 relay postfix/smtp[1]: 9F0C9: ", Some("Nov  4 06:05:08")),
            ("Nov 24 06:05:08 relay postfix-out/smtp[1]: 9F0C9: ", Some("Nov 24 06:05:08")),
            ("Nov 24 06:05:08 relay postfix/relay/smtp[1]: 9F0C9: ", Some("Nov 24 06:05:08")),
            (
                "2026-11-24T06:05:08.123456+01:00 relay postfix/lmtp[1]: 9F0C9: ",
                Some("2026-11-24T06:05:08.123456+01:00"),
            ),
            ("<22>1 2026-11-24T06:05:08Z relay postfix/smtp 1 - - 9F0C9: ", Some("2026-11-24T06:05:08Z")),
            ("<22>Nov 24 06:05:08 relay postfix/smtp[1]: 9F0C9: ", Some("Nov 24 06:05:08")),
            ("mail-1  | Nov 24 06:05:08 relay postfix/smtp[1]: 9F0C9: ", Some("Nov 24 06:05:08")),
            ("Nov 24 06:05:09 box dockerd[7]: Nov 24 06:05:08 relay postfix/smtp[1]: 9F0C9: ", Some("Nov 24 06:05:08")),
            ("postfix/smtp[1]: 9F0C9: ", None),
            ("9F0C9: ", None),
        ];
        for (head, time) in heads {
            let line = alloc::format!("{head}{rest}\r\n");
            let read = entry(&line).unwrap();
            assert_eq!((read.time.as_deref(), read.id.as_deref()), (time, Some("9F0C9")), "{line}");
            assert_eq!(read.recipient.as_deref(), Some("a@b"));
        }
        assert_eq!(entry(rest).unwrap().id, None);
    }

    #[test]
    fn docker_and_journald_wrap_lines_in_json() {
        let docker = r#"{"log":"Nov 24 06:05:08 relay postfix/smtp[1]: 9F0C9: to=\u003ca@b\u003e, relay=none, dsn=4.4.1, status=deferred (x)\n","stream":"stdout","time":"2026-11-24T06:05:08.1Z"}"#;
        let read = entry(docker).unwrap();
        assert_eq!((read.recipient.as_deref(), &*read.said), (Some("a@b"), "x"));
        assert_eq!(read.time.as_deref(), Some("Nov 24 06:05:08"));
        let journal = r#"{"__REALTIME_TIMESTAMP":"1795500308123456","SYSLOG_IDENTIFIER":"postfix/smtp","MESSAGE":"9F0C9: to=<a@b>, relay=none, dsn=4.4.1, status=deferred (x)"}"#;
        let read = entry(journal).unwrap();
        assert_eq!((read.recipient.as_deref(), read.time.as_deref()), (Some("a@b"), Some("1795500308123456")));
    }

    #[test]
    fn what_the_other_agents_write() {
        let read = |rest: &str| entry(&line(rest)).unwrap().into_owned();
        let sent =
            read("to=<a@b>, relay=mx[2001:db8::1]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 OK)");
        assert_eq!((sent.outcome, &*sent.said), (Outcome::Delivered, "250 2.0.0 OK"));
        assert_eq!((sent.relay.as_deref(), sent.ip.as_deref()), (Some("mx"), Some("2001:db8::1")));
        let local = read(
            "to=<root@relay>, orig_to=<\"root, x\">, relay=local, delay=1, dsn=2.0.0, status=sent (delivered to mailbox)",
        );
        assert_eq!((local.relay.as_deref(), local.recipient.as_deref()), (Some("local"), Some("root@relay")));
        assert_eq!(
            read("to=<a@b>, relay=pipe, dsn=5.3.0, status=bounced (Command died with status 1)").outcome,
            Outcome::Failed
        );
        assert_eq!(
            read("to=<a@b>, relay=mx[192.0.2.1]:25, dsn=5.1.1, status=undeliverable (x)").outcome,
            Outcome::Failed
        );
        assert_eq!(
            read("to=<a@b>, relay=mx[192.0.2.1]:25, dsn=2.1.5, status=deliverable (x)").outcome,
            Outcome::Delivered
        );
        assert_eq!(read("to=<a@b>, relay=x, dsn=5.1.1, status=SOFTBOUNCE (x)").outcome, Outcome::Deferred);
        let expired = read("from=<a@b>, status=expired, returned to sender");
        assert_eq!(
            (expired.outcome, expired.recipient, expired.sender.as_deref()),
            (Outcome::Failed, None, Some("a@b"))
        );
        assert_eq!(&*expired.said, "status=expired, returned to sender");
    }

    #[test]
    fn odd_addresses() {
        let recipient = |to: &str| {
            let line = line(&alloc::format!("to={to}, relay=none, dsn=5.1.3, status=bounced (bad address syntax)"));
            entry(&line).map(|read| read.recipient.map(Cow::into_owned))
        };
        assert_eq!(recipient("<>"), Some(None));
        assert_eq!(recipient("<\"a > b\"@c>"), Some(Some("\"a > b\"@c".into())));
        assert_eq!(recipient("<a b@c>"), Some(Some("a b@c".into())));
        assert_eq!(recipient("<用户@例子.广告>"), Some(Some("用户@例子.广告".into())));
        assert_eq!(recipient("<cut@"), None);
    }

    #[test]
    fn what_servers_refuse() {
        let rcpt = "Nov 24 06:05:08 relay postfix/submission/smtpd[1]: NOQUEUE: reject: RCPT from unknown[192.0.2.9]: \
            554 5.7.1 <c@d>: Relay access denied; from=<a@b> to=<c@d> proto=ESMTP helo=<x>";
        let read = entry(rcpt).unwrap();
        assert_eq!((read.outcome, read.stage, read.id), (Outcome::Rejected, Some(Stage::Rcpt), None));
        assert_eq!(read.said, "554 5.7.1 <c@d>: Relay access denied");
        assert_eq!((read.sender.as_deref(), read.recipient.as_deref()), (Some("a@b"), Some("c@d")));
        assert_eq!((read.relay.as_deref(), read.ip.as_deref()), (Some("192.0.2.9"), Some("192.0.2.9")));

        let screen = "Nov 24 06:05:08 relay postfix/postscreen[1]: NOQUEUE: reject: RCPT from [192.0.2.9]:53211: 550 \
            5.7.1 Service unavailable; client [192.0.2.9] blocked using zen.spamhaus.org; from=<>, to=<c@d>, \
            proto=ESMTP, helo=<x>";
        let read = entry(screen).unwrap();
        assert_eq!((read.sender.as_deref(), read.recipient.as_deref()), (Some(""), Some("c@d")));
        assert!(read.said.ends_with("blocked using zen.spamhaus.org"));
        assert_eq!(read.ip.as_deref(), Some("192.0.2.9"));

        let connect = "Nov 24 06:05:08 relay postfix/smtpd[1]: NOQUEUE: reject: CONNECT from unknown[192.0.2.9]: 554 \
            5.7.1 <unknown[192.0.2.9]>: Client host rejected: Access denied; proto=SMTP";
        let read = entry(connect).unwrap();
        assert_eq!((read.stage, read.sender, read.recipient), (Some(Stage::Connect), None, None));
        assert!(read.said.ends_with("Access denied"));

        let milter =
            line("milter-reject: END-OF-MESSAGE from mx[192.0.2.9]: 5.7.1 Spam; from=<a@b> to=<c@d> proto=ESMTP");
        let read = entry(&milter).unwrap();
        assert_eq!(
            (read.stage, &*read.said, read.id.as_deref()),
            (Some(Stage::Data), "5.7.1 Spam", Some("9015DA822DA"))
        );

        let header = line(
            "reject: header Subject: from me from mx[192.0.2.9]; from=<a@b> to=<c@d> proto=ESMTP helo=<x>: 5.7.1 No",
        );
        let read = entry(&header).unwrap();
        assert_eq!((read.stage, &*read.said), (Some(Stage::Data), "5.7.1 No"));
        assert_eq!((read.relay.as_deref(), read.recipient.as_deref()), (Some("mx"), Some("c@d")));
    }

    #[test]
    fn lines_about_something_else() {
        let others = [
            "connect from mx.example.com[192.0.2.1]",
            "9015DA822DA: client=localhost[127.0.0.1]",
            "9015DA822DA: message-id=<status=bounced@sender.example>",
            "9015DA822DA: from=<alice@sender.example>, size=421, nrcpt=1 (queue active)",
            "9015DA822DA: sender non-delivery notification: B061AA822D8",
            "9015DA822DA: removed",
            "9015DA822DA: warning: header Subject: status=bounced (x) from mx[192.0.2.1]; from=<a@b> to=<c@d>",
            "NOQUEUE: reject_warning: RCPT from mx[192.0.2.1]: 554 5.7.1 x; from=<a@b> to=<c@d> proto=ESMTP",
            "Untrusted TLS connection established to 192.0.2.1[192.0.2.1]:25: TLSv1.3 with cipher X (256/256 bits)",
            "warning: hostname x does not resolve to address 192.0.2.1: Name or service not known",
            "9015DA822DA: to=<a@b>, relay=none, delay=1, dsn=4.4.1",
            "9015DA822DA: to=<a@b",
            "9015DA822DA: to=",
            "",
        ];
        for other in others {
            let line = alloc::format!("Nov 24 06:05:08 relay postfix/smtpd[1]: {other}");
            assert_eq!(entry(&line), None, "{line}");
        }
    }

    #[test]
    fn a_line_cut_in_its_reply_is_still_an_entry() {
        let whole = line("to=<a@b>, relay=mx[192.0.2.1]:25, dsn=5.1.1, status=bounced (host mx said: 550 5.1.1 no)");
        let reply = whole.find("(host").unwrap();
        for end in reply..whole.len() {
            let read = entry(&whole[..end]).unwrap();
            assert_eq!(read.outcome, Outcome::Failed);
            assert!("host mx said: 550 5.1.1 no".starts_with(&*read.said));
        }
    }
}
