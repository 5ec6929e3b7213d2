//! Sendmail: `…: to=<…>, delay=…, relay=…, dsn=…, stat=…`, and `ruleset=…, reject=…`.

use alloc::borrow::Cow;

use super::syslog::{bracketed, field, filled, time};
use super::{Entry, Outcome, Program};
use crate::model::Stage;

pub(super) fn entry(line: &str) -> Option<Entry<'_>> {
    if let Some(place) = line.find(", stat=") {
        let before = line.get(..place)?;
        return before.contains(" to=").then(|| delivery(line, before, line.get(place + 7..).unwrap_or_default()));
    }
    let place = line.find(", reject=")?;
    let before = line.get(..place)?;
    let mut entry = Entry::new(Program::Sendmail, Outcome::Rejected).said(line.get(place + 9..)?);
    entry.stage = match field(before, "ruleset=")? {
        "check_rcpt" => Some(Stage::Rcpt),
        "check_mail" => Some(Stage::Mail),
        "check_relay" => Some(Stage::Connect),
        _ => entry.stage,
    };
    let argument = address(before, "arg1=");
    match entry.stage {
        Some(Stage::Rcpt) => entry.recipient = argument.map(Cow::Borrowed),
        Some(Stage::Mail) => entry.sender = argument.map(Cow::Borrowed),
        _ => {}
    }
    fill(&mut entry, line, before);
    Some(entry)
}

fn delivery<'a>(line: &'a str, before: &'a str, said: &'a str) -> Entry<'a> {
    let starts = |word: &str| said.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let lasting = field(before, "dsn=").and_then(|code| code.bytes().next());
    let outcome = match lasting {
        _ if starts("Sent") => Outcome::Delivered,
        _ if starts("Deferred") || starts("queued") => Outcome::Deferred,
        Some(b'2') => Outcome::Delivered,
        Some(b'4') => Outcome::Deferred,
        _ => Outcome::Failed,
    };
    let mut entry = Entry::new(Program::Sendmail, outcome).said(said);
    entry.recipient = address(before, "to=").map(Cow::Borrowed);
    fill(&mut entry, line, before);
    entry
}

fn fill<'a>(entry: &mut Entry<'a>, line: &'a str, before: &'a str) {
    entry.time = time(line).map(Cow::Borrowed);
    entry.relay = field(before, "relay=").and_then(|relay| filled(relay.trim_end_matches('.'))).map(Cow::Borrowed);
    // `sm-mta[123]: xABC123: to=…`
    let id = before.split("]: ").nth(1).and_then(|rest| rest.split(':').next());
    entry.id = id.and_then(filled).map(Cow::Borrowed);
}

fn address<'a>(before: &'a str, key: &str) -> Option<&'a str> {
    let place = before.find(key)?;
    let rest = before.get(place + key.len()..)?;
    if rest.starts_with('<') { bracketed(rest, "<").and_then(filled) } else { field(before, key).and_then(filled) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn outcomes() {
        let line = |stat: &str, dsn: &str| {
            let line = alloc::format!(
                "Nov 24 06:05:08 mx sm-mta[12]: xAO5a1: to=<bob@b.example>, delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=1, relay=mx.b.example. [192.0.2.1], dsn={dsn}, stat={stat}"
            );
            let entry = entry(&line).unwrap();
            assert_eq!(
                (entry.recipient.as_deref(), entry.relay.as_deref(), entry.id.as_deref()),
                (Some("bob@b.example"), Some("mx.b.example"), Some("xAO5a1"))
            );
            (entry.outcome, alloc::string::String::from(entry.said))
        };
        assert_eq!(line("Sent (ok)", "2.0.0").0, Outcome::Delivered);
        assert_eq!(
            line("Deferred: Connection timed out", "4.0.0"),
            (Outcome::Deferred, "Deferred: Connection timed out".into())
        );
        assert_eq!(line("User unknown", "5.1.1").0, Outcome::Failed);
        assert_eq!(line("Greylisted", "4.7.1").0, Outcome::Deferred);
    }

    #[test]
    fn rulesets_refuse() {
        let entry = entry("Nov 24 06:05:08 mx sendmail[12]: xAO5a1: ruleset=check_rcpt, arg1=<c@d.example>, relay=[192.0.2.1], reject=550 5.7.1 <c@d.example>... Relaying denied").unwrap();
        assert_eq!(
            (entry.outcome, entry.stage, entry.recipient.as_deref()),
            (Outcome::Rejected, Some(Stage::Rcpt), Some("c@d.example"))
        );
        assert!(entry.said.starts_with("550 5.7.1"));
    }
}
