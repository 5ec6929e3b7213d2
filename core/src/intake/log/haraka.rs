//! Haraka's outbound log: `[NOTICE] [uuid] [outbound] delivered file=… response="…"`, deferred and bounced.

use alloc::borrow::Cow;

use super::syslog::{filled, time};
use super::{Entry, Outcome, Program};

pub(super) fn entry(line: &str) -> Option<Entry<'_>> {
    let place = line.find("[outbound] ")?;
    let rest = line.get(place + 11..)?;
    // `Temp failure`, `bouncing mail` and `bounced` of several versions.
    let lower = |word: &str| rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let outcome = if lower("delivered") {
        Outcome::Delivered
    } else if lower("deferred") || lower("temp fail") || lower("deferring") {
        Outcome::Deferred
    } else if lower("bounc") || lower("permanent fail") {
        Outcome::Failed
    } else {
        return None;
    };
    let said = value(rest, "response=").or_else(|| value(rest, "err=")).or_else(|| value(rest, "reason="));
    let said = said.or_else(|| rest.split_once(": ").map(|(_, said)| said)).unwrap_or_default();
    let mut entry = Entry::new(Program::Haraka, outcome).said(said);
    entry.time = time(line).map(Cow::Borrowed);
    // The identifier stands between the level and the plug-in.
    let id = line.get(..place)?.trim_end().rsplit_once('[').map(|(_, id)| id.trim_end_matches(']'));
    entry.id = id.filter(|id| id.contains('-') || id.len() > 8).and_then(filled).map(Cow::Borrowed);
    let recipient = value(rest, "rcpt=").or_else(|| value(rest, "to=")).map(|text| text.trim_matches(['<', '>']));
    entry.recipient = recipient.filter(|text| text.contains('@')).map(Cow::Borrowed);
    entry.relay = value(rest, "host=").or_else(|| value(rest, "mx=")).and_then(filled).map(Cow::Borrowed);
    Some(entry)
}

fn value<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let place = line.find(key)?;
    let rest = line.get(place + key.len()..)?;
    match rest.strip_prefix('"') {
        Some(rest) => rest.split('"').next(),
        None => rest.split(' ').next(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn outcomes() {
        let sent = entry("2026-11-24T06:05:08.1Z [NOTICE] [0A1B-22.1] [outbound] delivered file=\"x\" domain=\"d.example\" host=\"mx.d.example\" ip=192.0.2.1 port=25 mode=\"SMTP\" response=\"250 ok\" delay=1 fails=0 rcpts=1/0/0").unwrap();
        assert_eq!(
            (sent.outcome, sent.relay.as_deref(), sent.id.as_deref()),
            (Outcome::Delivered, Some("mx.d.example"), Some("0A1B-22.1"))
        );
        let failed = entry("[ERROR] [0A1B-22.1] [outbound] bouncing mail: 550 5.1.1 no such user").unwrap();
        assert_eq!((failed.outcome, &*failed.said), (Outcome::Failed, "550 5.1.1 no such user"));
        assert!(entry("[INFO] [0A1B] [core] connect ip=192.0.2.1").is_none());
    }
}
