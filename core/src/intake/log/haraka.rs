//! Haraka: a level, a connection's number and a plugin, each in brackets, then words.
//!
//! ```abnf
//! line       = [ time SP ] "[" level "] [" uuid "] [" plugin "] " message
//! delivered  = "delivered" *( SP key "=" value )
//! recipient  = "recipient " address SP ( "deferred" / "rejected" ) ": " said
//! whole      = ( "deferred" / "bounced" / "bouncing" ) ( ": " said / *( SP key "=" value ) )
//!            / "Temp failing " file " for " number " seconds: " said
//! refusal    = "hook=" hook " plugin=" … " retval=DENY" … " msg=" value
//! ```

use alloc::borrow::Cow;

use super::pieces::{address, stage, value};
use super::{Entry, Outcome, Program};
use crate::model::Stage;

/// Reads a line that begins with the level, or with a time before it.
pub(super) fn line(line: &str) -> Option<Entry<'_>> {
    let (time, rest) = match line.as_bytes().first()? {
        b'[' => ("", line),
        b'0'..=b'9' => line.split_once(' ').filter(|(_, rest)| rest.starts_with('['))?,
        _ => return None,
    };
    let mut entry = message(rest)?;
    entry.time = (!time.is_empty()).then_some(Cow::Borrowed(time));
    Some(entry)
}

/// Reads what follows the tag.
pub(super) fn message(message: &str) -> Option<Entry<'_>> {
    let (level, rest) = bracketed(message)?;
    if !LEVELS.contains(&level.trim_ascii()) {
        return None;
    }
    let (id, rest) = bracketed(rest)?;
    let (plugin, rest) = bracketed(rest)?;
    let mut entry = match plugin {
        "outbound" => outbound(rest),
        _ => refusal(rest),
    }?;
    entry.id = (!matches!(id, "" | "-")).then_some(Cow::Borrowed(id));
    Some(entry)
}

const LEVELS: [&str; 9] = ["DATA", "PROTOCOL", "DEBUG", "INFO", "NOTICE", "WARN", "ERROR", "CRIT", "ALERT"];

/// What stands in the brackets that a text begins with, and what follows.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let (inside, rest) = text.strip_prefix('[')?.split_once(']')?;
    Some((inside, rest.strip_prefix(' ').unwrap_or(rest)))
}

fn outbound(rest: &str) -> Option<Entry<'_>> {
    let (word, after) = rest.split_at_checked(rest.find([' ', ':'])?)?;
    let outcome = match word {
        "delivered" => Outcome::Delivered,
        "deferred" | "Temp" => Outcome::Deferred,
        "bounced" | "bouncing" => Outcome::Failed,
        "recipient" => return recipient(after.trim_ascii_start()),
        _ => return None,
    };
    let mut entry = Entry::new(Program::Haraka, outcome);
    if word == "Temp" {
        entry.said = Cow::Borrowed(after.strip_prefix(" failing ")?.split_once(": ")?.1);
    } else if let Some(said) = after.strip_prefix(": ") {
        entry.said = Cow::Borrowed(said);
    } else {
        entry = entry.with_peer(value(after, "host").unwrap_or_default());
        if let Some(ip) = value(after, "ip") {
            entry.ip = Some(Cow::Borrowed(ip));
            entry.relay = entry.relay.or(Some(Cow::Borrowed(ip)));
        }
        entry.recipient = value(after, "rcpt").and_then(address).map(Cow::Borrowed);
        let said = ["response", "reason", "err", "error"].iter().find_map(|key| value(after, key));
        entry.said = Cow::Borrowed(said.unwrap_or_default());
    }
    Some(entry)
}

/// The next server's answer to one RCPT.
fn recipient(rest: &str) -> Option<Entry<'_>> {
    let cases = [(" deferred: ", Outcome::Deferred), (" rejected: ", Outcome::Failed)];
    let (name, said, outcome) = cases.iter().find_map(|(words, outcome)| {
        let (name, said) = rest.split_once(words)?;
        Some((name, said, *outcome))
    })?;
    let mut entry = Entry::new(Program::Haraka, outcome);
    entry.recipient = address(name).map(Cow::Borrowed);
    entry.stage = Some(Stage::Rcpt);
    entry.said = Cow::Borrowed(said);
    Some(entry)
}

/// A plugin refused a client.
fn refusal(rest: &str) -> Option<Entry<'_>> {
    let hook = rest.strip_prefix("hook=").and_then(|_| value(rest, "hook"))?;
    value(rest, "retval").filter(|value| value.starts_with("DENY"))?;
    let mut entry = Entry::new(Program::Haraka, Outcome::Rejected);
    entry.stage = stage(hook);
    let named = value(rest, "params").and_then(address).filter(|name| name.contains('@')).map(Cow::Borrowed);
    match entry.stage {
        Some(Stage::Mail) => entry.sender = named,
        Some(Stage::Rcpt) => entry.recipient = named,
        _ => {}
    }
    entry.said = Cow::Borrowed(value(rest, "msg").unwrap_or_default());
    Some(entry)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test that cannot go on fails
mod tests {
    use super::super::entry;
    use super::*;

    const ID: &str = "E1B2C3D4-0000-1111-2222-333344445555.1.1";

    fn read(level: &str, plugin: &str, rest: &str) -> Option<Entry<'static>> {
        let line = alloc::format!("2026-11-24T06:05:08.123Z [{level}] [{ID}] [{plugin}] {rest}");
        entry(&line).map(Entry::into_owned)
    }

    #[test]
    fn outbound_lines() {
        let sent = read("NOTICE", "outbound", "delivered file=1_2_3 domain=b host=mx.b ip=192.0.2.1 port=25 mode=SMTP tls=yes auth=no response=\"2.0.0 Ok: queued\" delay=0.1 fails=0 rcpts=1/0/0").unwrap();
        assert_eq!((sent.program, sent.outcome), (Program::Haraka, Outcome::Delivered));
        assert_eq!((sent.relay.as_deref(), sent.ip.as_deref()), (Some("mx.b"), Some("192.0.2.1")));
        assert_eq!((&*sent.said, sent.id.as_deref()), ("2.0.0 Ok: queued", Some(ID)));
        assert_eq!(sent.time.as_deref(), Some("2026-11-24T06:05:08.123Z"));
        let refused = read("NOTICE", "outbound", "recipient <c@d> rejected: 550 5.1.1 No such user").unwrap();
        assert_eq!((refused.outcome, refused.recipient.as_deref()), (Outcome::Failed, Some("c@d")));
        assert_eq!(refused.said, "550 5.1.1 No such user");
        let waits = read("INFO", "outbound", "Temp failing 1_2_3 for 64 seconds: Tried all MXs").unwrap();
        assert_eq!((waits.outcome, &*waits.said), (Outcome::Deferred, "Tried all MXs"));
        let gone = read("INFO", "outbound", "bouncing: Too many failures").unwrap();
        assert_eq!((gone.outcome, &*gone.said), (Outcome::Failed, "Too many failures"));
        let syslog = entry("Nov 24 06:05:08 relay haraka[1]: [INFO] [-] [outbound] bounced: no").unwrap().into_owned();
        assert_eq!((syslog.id, syslog.time.as_deref()), (None, Some("Nov 24 06:05:08")));
    }

    #[test]
    fn refusals() {
        let refused = read("INFO", "core", "hook=rcpt plugin=rcpt_to.in_host_list function=hook_rcpt params=\"<c@d>\" retval=DENY msg=\"I cannot deliver mail for <c@d>\"").unwrap();
        assert_eq!((refused.outcome, refused.stage), (Outcome::Rejected, Some(Stage::Rcpt)));
        assert_eq!((refused.recipient.as_deref(), &*refused.said), (Some("c@d"), "I cannot deliver mail for <c@d>"));
    }

    #[test]
    fn lines_about_something_else() {
        assert_eq!(read("INFO", "core", "hook=rcpt plugin=x function=y params=\"\" retval=OK msg=\"\""), None);
        assert_eq!(read("NOTICE", "core", "connect ip=192.0.2.1 port=4321"), None);
        assert_eq!(read("INFO", "outbound", "Attempting to deliver to: mx.b:25"), None);
        assert_eq!(read("LEVEL", "outbound", "bounced: x"), None);
    }
}
