//! OpenSMTPD: `mta delivery … result="PermFail" stat="550 …"`, and the form before 6.4.

use alloc::borrow::Cow;

use super::syslog::{bracketed, filled, time};
use super::{Entry, Outcome, Program};

pub(super) fn entry(line: &str) -> Option<Entry<'_>> {
    let result = quoted(line, "result=")?;
    let outcome = match result {
        "Ok" => Outcome::Delivered,
        "TempFail" | "LoopDetected" => Outcome::Deferred,
        "PermFail" => Outcome::Failed,
        _ => return None,
    };
    let mut entry = Entry::new(Program::OpenSmtpd, outcome).said(quoted(line, "stat=").unwrap_or_default());
    entry.time = time(line).map(Cow::Borrowed);
    entry.id = quoted(line, "evpid=").map(Cow::Borrowed);
    entry.sender = bracketed(line, "from=<").and_then(filled).map(Cow::Borrowed);
    entry.recipient = bracketed(line, " to=<").and_then(filled).map(Cow::Borrowed);
    let relay =
        quoted(line, "relay=").map(|relay| relay.split('(').next_back().unwrap_or(relay).trim_end_matches(')').trim());
    entry.relay = relay.and_then(filled).map(Cow::Borrowed);
    Some(entry)
}

/// The value of a key, with or without quotes.
fn quoted<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let place = line.find(key)?;
    let rest = line.get(place + key.len()..)?;
    match rest.strip_prefix('"') {
        Some(rest) => rest.split('"').next(),
        None => rest.split([' ', ',']).next(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn both_forms() {
        let new = entry("Nov 24 06:05:08 mx smtpd[7]: 1a2b mta delivery evpid=3c4d from=<a@b.example> to=<c@d.example> rcpt=<-> source=\"192.0.2.1\" relay=\"192.0.2.2 (mx.d.example)\" delay=1s result=\"PermFail\" stat=\"550 5.1.1 no such user\"").unwrap();
        assert_eq!(
            (new.outcome, new.recipient.as_deref(), new.relay.as_deref()),
            (Outcome::Failed, Some("c@d.example"), Some("mx.d.example"))
        );
        assert_eq!(new.said, "550 5.1.1 no such user");
        let old = entry("smtpd[7]: 1a2b mta event=delivery evpid=3c4d from=<a@b.example> to=<c@d.example> rcpt=<-> source=192.0.2.1 relay=192.0.2.2 (mx.d.example) delay=1s result=TempFail stat=\"421 busy\"").unwrap();
        assert_eq!((old.outcome, &*old.said), (Outcome::Deferred, "421 busy"));
        assert!(entry("smtpd[7]: 1a2b smtp connected address=192.0.2.1").is_none());
    }
}
