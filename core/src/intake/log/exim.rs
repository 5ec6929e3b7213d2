//! Exim: its main log and its reject log, as they are, through syslog, and as cPanel writes them.
//!
//! ```abnf
//! line      = date SP clock [ SP zone ] [ SP "[" pid "]" ] SP [ id SP ] ( attempt / refusal )
//! attempt   = flag SP address [ SP angle ] *( SP field ) [ ":" SP said ]
//! flag      = "=>" / "->" / ">>"                ; delivered
//!           / "=="                              ; deferred
//!           / "**"                              ; failed
//! field     = key "=" value / "[" ip "]" / "(" text ")" / "defer (" number ")"
//! refusal   = *( SP field ) ( " rejected " / " temporarily rejected " ) command ": " said
//! ```
//! Other flags (`<=` arrivals, `*>` with `-N`) are no attempts. The reason follows the first field that ends with a
//! colon, or begins with the first word that is no field.

use alloc::borrow::Cow;

use super::header::is_date;
use super::pieces::{angle, quoted, stage};
use super::{Entry, Outcome, Program};
use crate::model::Stage;

/// Reads a line of the main log or the reject log.
pub(super) fn line(line: &str) -> Option<Entry<'_>> {
    let dated = is_date(line) && line.as_bytes().get(10) == Some(&b' ');
    let (time, rest) = if dated { clock(line) } else { ("", line) };
    let mut entry = match id(rest) {
        Some((id, rest)) => {
            let mut entry = attempt(rest).or_else(|| refusal(rest))?;
            entry.id = Some(Cow::Borrowed(id));
            entry
        }
        None => refusal(rest)?,
    };
    entry.time = (!time.is_empty()).then_some(Cow::Borrowed(time));
    Some(entry)
}

/// The time, and what follows it and the process number.
fn clock(line: &str) -> (&str, &str) {
    let mut end = 11 + line.get(11..).and_then(|rest| rest.find(' ')).unwrap_or(line.len().saturating_sub(11));
    let next = |end: usize| line.get(end + 1..).and_then(|rest| rest.split(' ').next()).unwrap_or_default();
    let zone = next(end);
    if zone.len() == 5 && zone.starts_with(['+', '-']) {
        end += 1 + zone.len();
    }
    let process = next(end);
    let skip = if process.starts_with('[') && process.ends_with(']') { process.len() + 1 } else { 0 };
    (line.get(..end).unwrap_or(line), line.get(end + skip + 1..).unwrap_or_default())
}

/// The message id at the start, and what follows: three numbers in base 62 of 6, 6 and 2 digits, or 6, 11 and 4 since
/// Exim 4.97.
fn id(text: &str) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let length = match (bytes.get(6)?, bytes.get(13), bytes.get(18)) {
        (b'-', Some(b'-'), _) => 16,
        (b'-', _, Some(b'-')) => 23,
        _ => return None,
    };
    let (id, rest) = text.split_at_checked(length)?;
    let fits = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    rest.strip_prefix(' ').filter(|_| fits).map(|rest| (id, rest))
}

fn attempt(rest: &str) -> Option<Entry<'_>> {
    let (flag, rest) = rest.split_at_checked(2)?;
    let outcome = match flag {
        "=>" | "->" | ">>" => Outcome::Delivered,
        "==" => Outcome::Deferred,
        "**" => Outcome::Failed,
        _ => return None,
    };
    let mut entry = Entry::new(Program::Exim, outcome);
    let (recipient, rest, ended) = recipient(rest.strip_prefix(' ')?);
    let fields = if ended { Fields { said: rest, ..Fields::default() } } else { fields(rest) };
    entry = entry.with_peer(fields.host);
    entry.recipient = recipient.map(Cow::Borrowed);
    entry.sender = fields.sender.map(Cow::Borrowed);
    let said = match outcome {
        Outcome::Delivered => fields.confirmed,
        _ => without_times(fields.said),
    };
    if entry.relay.is_none() {
        entry = entry.with_peer(host_in(said));
    }
    if outcome != Outcome::Delivered {
        entry.stage = stage_of(said);
    }
    entry.said = Cow::Borrowed(said);
    Some(entry)
}

/// The recipient, what follows, and whether a colon ended the address. A pipe, a file and an alias stand before the
/// address they came from.
fn recipient(text: &str) -> (Option<&str>, &str, bool) {
    let start = match text.as_bytes().first() {
        Some(b'|' | b'/') => text.find(" <").unwrap_or(0),
        _ => quoted(text),
    };
    let rest = text.get(start..).unwrap_or_default();
    let end = start + rest.find(' ').unwrap_or(rest.len());
    let (end, original) =
        if rest.starts_with(" <") { (start, rest) } else { (end, text.get(end..).unwrap_or_default()) };
    let (last, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    let bare = last.strip_suffix(':').unwrap_or(last);
    let ended = bare.len() < last.len();
    let named = bare.contains('@') && !bare.starts_with(['|', '/']);
    match original.strip_prefix(' ').filter(|_| !ended).and_then(angle) {
        Some((original, after)) => {
            (Some(if named { bare } else { original }).filter(|name| !name.is_empty()), after, false)
        }
        None => (named.then_some(bare), rest.trim_ascii_start(), ended),
    }
}

/// What the fields of a line tell.
#[derive(Default)]
struct Fields<'a> {
    /// The host, with its address.
    host: &'a str,
    sender: Option<&'a str>,
    /// What the next server said when it took the message.
    confirmed: &'a str,
    /// What follows the fields.
    said: &'a str,
}

fn fields(text: &str) -> Fields<'_> {
    let mut found = Fields::default();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(' ') {
            at += 1;
            continue;
        }
        let length = field(rest);
        let Some(word) = rest.get(..length).filter(|_| length > 0) else {
            found.said = rest;
            break;
        };
        let bare = word.strip_suffix(':').unwrap_or(word);
        if let Some(host) = bare.strip_prefix("H=") {
            // The address follows the name, and the name may be followed by what the host called itself.
            let more = text.get(at + 2..).unwrap_or_default();
            let end = more.bytes().take(LONGEST_HOST).take_while(|byte| *byte != b'=').position(|byte| byte == b']');
            found.host = end.and_then(|end| more.get(..=end)).unwrap_or(host);
        } else if let Some(sender) = bare.strip_prefix("F=") {
            found.sender = angle(sender).map(|(inside, _)| inside);
        } else if let Some(reply) = bare.strip_prefix("C=") {
            found.confirmed = reply.strip_prefix('"').map_or(reply, |reply| reply.strip_suffix('"').unwrap_or(reply));
        }
        at += length;
        if bare.len() < word.len() {
            found.said = text.get(at..).unwrap_or_default().trim_ascii_start();
            break;
        }
    }
    found
}

/// The length of the field that a text begins with, a colon after it included; 0 when the reason begins.
fn field(text: &str) -> usize {
    let to = |end: Option<usize>| end.map_or(text.len(), |end| end + 1);
    let key = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let inner = match text.as_bytes().first() {
        Some(b'[') => to(text.find(']')),
        Some(b'(') => to(text.find(')')),
        Some(b'<') => angle(text).map_or(text.len(), |(_, rest)| text.len() - rest.len()),
        _ if text.starts_with("defer (") => to(text.find(')')),
        _ if key > 0 && key <= LONGEST_KEY && text.as_bytes().get(key) == Some(&b'=') => {
            let value = text.get(key + 1..).unwrap_or_default();
            let bracketed = angle(value).map_or(0, |(_, rest)| value.len() - rest.len());
            key + 1 + quoted(value).max(bracketed)
        }
        _ => return 0,
    };
    let rest = text.get(inner..).unwrap_or_default();
    inner + rest.find(' ').unwrap_or(rest.len())
}

/// The keys are at most this long: `PRDR`, `QT`, `PRX`, `DKIM`.
const LONGEST_KEY: usize = 6;

/// A host's name, the name it called itself and its address take no more than this.
const LONGEST_HOST: usize = 640;

/// A reason without the times that the log adds to it: `DT=0s`, `QT=1m2s`.
fn without_times(said: &str) -> &str {
    let mut said = said;
    while let Some((before, last)) = said.rsplit_once(' ') {
        if !(last.starts_with("DT=") || last.starts_with("QT=")) {
            break;
        }
        said = before;
    }
    said
}

/// The host that a reason names: `host mx.example.com [192.0.2.1]: 550 …`, or as a field after the words of the system.
fn host_in(said: &str) -> &str {
    let from = |name: &str| said.find(name).and_then(|place| said.get(place + name.len()..));
    let host = from("H=").or_else(|| said.strip_prefix("host ")).or_else(|| from(": host ")).unwrap_or_default();
    host.find(']').filter(|end| *end < LONGEST_HOST).and_then(|end| host.get(..=end)).unwrap_or_default()
}

/// The stage, where Exim names it.
fn stage_of(said: &str) -> Option<Stage> {
    let named = ["SMTP error from remote mail server after ", "SMTP timeout after ", " in response to "];
    let named = named.iter().find_map(|words| said.split_once(words)).and_then(|(_, command)| stage(command));
    let starts = |words: &[&str]| words.iter().any(|start| said.starts_with(start));
    named.or_else(|| {
        if starts(&["TLS session", "a TLS session is required", "TLS error"]) {
            Some(Stage::StartTls)
        } else {
            starts(&["authentication required but"]).then_some(Stage::Auth)
        }
    })
}

/// What the server refused to take.
fn refusal(rest: &str) -> Option<Entry<'_>> {
    if !(rest.starts_with("H=") || rest.starts_with("U=")) {
        return None;
    }
    let (before, after) = rest.split_once(" rejected ")?;
    let before = before.strip_suffix(" temporarily").unwrap_or(before);
    let fields = fields(before);
    let mut entry = Entry::new(Program::Exim, Outcome::Rejected).with_peer(fields.host);
    entry.sender = fields.sender.map(Cow::Borrowed);
    let command = ["after ", "during "].iter().find_map(|word| after.strip_prefix(word)).unwrap_or(after);
    entry.stage = stage(command).or_else(|| command.starts_with("MIME").then_some(Stage::Data));
    let (_, path) = command.split_once(' ').unwrap_or((command, ""));
    let said = match angle(path.trim_ascii_start()) {
        Some((address, tail)) => {
            let address = (!address.is_empty()).then_some(Cow::Borrowed(address));
            match entry.stage {
                Some(Stage::Rcpt) => entry.recipient = address,
                Some(Stage::Mail) if entry.sender.is_none() => entry.sender = address,
                _ => {}
            }
            tail.split_once(": ").map(|(_, said)| said)
        }
        None => command.split_once(": ").map(|(_, said)| said),
    };
    // Without words, the whole is the words.
    entry.said = Cow::Borrowed(said.unwrap_or(after));
    Some(entry)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test that cannot go on fails
mod tests {
    use super::super::entry;
    use super::*;

    fn read(rest: &str) -> Option<Entry<'static>> {
        let line = alloc::format!("2026-11-24 06:07:39 {rest}");
        entry(&line).map(Entry::into_owned)
    }

    #[test]
    fn a_bounce_tells_all() {
        let bounce = read(
            "1xVjgp-00046S-2B ** nobody@dest.example F=<alice@sender.example> R=all T=rsmtp H=mx.dest.example \
             [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<nobody@dest.example>: 550 No Such User \
             Here DT=0s",
        )
        .unwrap();
        assert_eq!((bounce.program, bounce.outcome), (Program::Exim, Outcome::Failed));
        assert_eq!(bounce.time.as_deref(), Some("2026-11-24 06:07:39"));
        assert_eq!(bounce.id.as_deref(), Some("1xVjgp-00046S-2B"));
        assert_eq!(bounce.sender.as_deref(), Some("alice@sender.example"));
        assert_eq!(bounce.recipient.as_deref(), Some("nobody@dest.example"));
        assert_eq!((bounce.relay.as_deref(), bounce.ip.as_deref()), (Some("mx.dest.example"), Some("192.0.2.1")));
        assert_eq!(bounce.stage, Some(Stage::Rcpt));
        assert_eq!(
            bounce.said,
            "SMTP error from remote mail server after RCPT TO:<nobody@dest.example>: 550 No Such User Here"
        );
    }

    #[test]
    fn reasons_stand_in_many_places() {
        let cases = [
            ("** a@b: retry timeout exceeded", "retry timeout exceeded", None),
            (
                "** a@b R=dns: lookup of host \"x.invalid\" failed in dns router DT=0s",
                "lookup of host \"x.invalid\" failed in dns router",
                None,
            ),
            (
                "== a@b R=all T=rsmtp defer (-42) DT=0s: authentication required but authentication attempt(s) failed",
                "authentication required but authentication attempt(s) failed",
                Some(Stage::Auth),
            ),
            (
                "== a@b R=all T=rsmtp defer (110): Connection timed out H=127.0.0.1 [127.0.0.1] DT=4s: SMTP timeout after end of data (411 bytes written)",
                "Connection timed out H=127.0.0.1 [127.0.0.1] DT=4s: SMTP timeout after end of data (411 bytes written)",
                Some(Stage::Data),
            ),
            (
                "== a@b R=all T=rsmtp defer (-18) H=127.0.0.1 [127.0.0.1] DT=0s: Remote host closed connection in response to initial connection",
                "Remote host closed connection in response to initial connection",
                Some(Stage::Connect),
            ),
            (
                "== a@b R=all T=rsmtp defer (-37) H=127.0.0.1 [127.0.0.1] DT=0s: TLS session: (certificate verification failed): certificate invalid",
                "TLS session: (certificate verification failed): certificate invalid",
                Some(Stage::StartTls),
            ),
            (
                "** a@b R=all T=rsmtp H=127.0.0.1 [127.0.0.1]: SMTP error from remote mail server after pipelined MAIL FROM:<a@b> SIZE=1440: 550 5.7.60 no DT=0s",
                "SMTP error from remote mail server after pipelined MAIL FROM:<a@b> SIZE=1440: 550 5.7.60 no",
                Some(Stage::Mail),
            ),
            (
                "** a@b <c@d> R=lookuphost T=remote_smtp H=mx.b [192.0.2.1] X=TLS1.2:ECDHE-RSA-AES256-GCM-SHA384:256 CV=yes: SMTP error from remote mail server after end of data: 554 spam",
                "SMTP error from remote mail server after end of data: 554 spam",
                Some(Stage::Data),
            ),
            ("== a@b R=dnslookup T=remote_smtp H=mx.b [192.0.2.1] Connection refused", "Connection refused", None),
            (
                "** a@b R=enforce_mail_permissions: Domain b has exceeded the max defers and failures per hour",
                "Domain b has exceeded the max defers and failures per hour",
                None,
            ),
            ("** a@b", "", None),
        ];
        for (line, said, stage) in cases {
            let read = read(&alloc::format!("1xVjgp-00046S-2B {line}")).unwrap();
            assert_eq!((&*read.said, read.stage), (said, stage), "{line}");
            assert_eq!(read.recipient.as_deref(), Some("a@b"), "{line}");
        }
        let old = read(
            "1xVjgp-00046S-2B ** a@b R=dnslookup T=remote_smtp: SMTP error from remote mail server after RCPT \
             TO:<a@b>: host mx.b [2001:db8::1]: 550 no",
        )
        .unwrap();
        assert_eq!((old.relay.as_deref(), old.ip.as_deref()), (Some("mx.b"), Some("2001:db8::1")));
    }

    #[test]
    fn deliveries() {
        let sent = read("1xVjgp-00042D-0000000004X-01 => a@b R=all");
        assert_eq!(sent, None, "an id of no version");
        let sent = read(
            "1xVjgp-0000000042D-0001 => a@b R=all T=rsmtp H=mx.b [192.0.2.1]:25 X=TLS1.3:X:256 CV=yes \
             DN=\"CN=mx b\" C=\"250 2.0.0 Ok: queued as 4XyZ\" DT=0s",
        )
        .unwrap();
        assert_eq!((sent.outcome, &*sent.said), (Outcome::Delivered, "250 2.0.0 Ok: queued as 4XyZ"));
        assert_eq!((sent.relay.as_deref(), sent.stage), (Some("mx.b"), None));
        let local = read("1xVjgp-00042D-01 => bob <bob@example.com> R=local_user T=mail_spool").unwrap();
        assert_eq!(local.recipient.as_deref(), Some("bob@example.com"));
        let pipe = read("1xVjgp-00042D-01 -> |/usr/bin/x --to a@b <bob@example.com> R=pipe T=address_pipe").unwrap();
        assert_eq!(pipe.recipient.as_deref(), Some("bob@example.com"));
        let spaced = read("1xVjgp-00042D-01 => \"a b\"@example.com R=x T=y C=\"250 OK\"").unwrap();
        assert_eq!((spaced.recipient.as_deref(), &*spaced.said), (Some("\"a b\"@example.com"), "250 OK"));
    }

    #[test]
    fn refusals() {
        let rcpt = read("H=(shop) [192.0.2.9]:4321 I=[192.0.2.1]:25 F=<a@b> rejected RCPT <c@d>: relay not permitted")
            .unwrap();
        assert_eq!((rcpt.outcome, rcpt.stage), (Outcome::Rejected, Some(Stage::Rcpt)));
        assert_eq!((rcpt.sender.as_deref(), rcpt.recipient.as_deref()), (Some("a@b"), Some("c@d")));
        assert_eq!((rcpt.relay.as_deref(), rcpt.ip.as_deref()), (Some("shop"), Some("192.0.2.9")));
        assert_eq!(rcpt.said, "relay not permitted");
        let later = read("H=mx.b (helo.b) [192.0.2.9] F=<> temporarily rejected RCPT <c@d>: greylisted").unwrap();
        assert_eq!((later.sender.as_deref(), &*later.said), (Some(""), "greylisted"));
        let data =
            read("1xVjgp-00042D-01 H=mx.b [192.0.2.9] F=<a@b> rejected after DATA: This message is spam").unwrap();
        assert_eq!(
            (data.stage, &*data.said, data.id.as_deref()),
            (Some(Stage::Data), "This message is spam", Some("1xVjgp-00042D-01"))
        );
        let helo = read("H=[192.0.2.9] rejected EHLO or HELO x: bad name").unwrap();
        assert_eq!((helo.stage, &*helo.said), (Some(Stage::Helo), "bad name"));
    }

    #[test]
    fn times_processes_and_syslog() {
        let rest = "1xVjgp-00042D-01 ** a@b: Unrouteable address";
        let heads = [
            ("2026-11-24 06:07:39.123 ", "2026-11-24 06:07:39.123"),
            ("2026-11-24 06:07:39 +0100 ", "2026-11-24 06:07:39 +0100"),
            ("2026-11-24 06:07:39 [1234] ", "2026-11-24 06:07:39"),
            ("2026-11-24 06:07:39 -0500 [1234] ", "2026-11-24 06:07:39 -0500"),
            ("Nov 24 06:07:39 relay exim[1234]: ", "Nov 24 06:07:39"),
            ("Nov 24 06:07:40 relay exim[1234]: 2026-11-24 06:07:39 ", "2026-11-24 06:07:39"),
        ];
        for (head, time) in heads {
            let line = alloc::format!("{head}{rest}");
            let read = entry(&line).unwrap();
            assert_eq!((read.time.as_deref(), &*read.said), (Some(time), "Unrouteable address"), "{line}");
        }
    }

    #[test]
    fn lines_about_something_else() {
        for other in [
            "1xVjgp-00042D-01 <= alice@sender.example U=root P=local S=399 id=x@sender.example T=\"** a@b: no\"",
            "1xVjgp-00042D-01 Completed",
            "1xVjgp-00042D-01 Spool file for 1xVjgp-00042D-01 is locked (another process is handling this message)",
            "1xVjgp-00042D-01 H=127.0.0.1 [127.0.0.1]: SMTP timeout after initial connection: Connection timed out",
            "1xVjgp-00042D-01 *> a@b R=x T=y",
            "1xVjgp-00042D-01 ==",
            "1xVjgp-00042D-01 DKIM: d=example.com s=x c=relaxed/relaxed a=rsa-sha256 [verification succeeded]",
            "SMTP connection from [192.0.2.9] (TCP/IP connection count = 1)",
            "Start queue run: pid=1234",
            "cwd=/var/spool/exim 3 args: exim -Mc 1xVjgp-00042D-01",
            "",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
