//! OpenSMTPD: one line for each recipient, words of `key=value` after a session number; three layouts, by age.
//!
//! ```abnf
//! delivery  = 16HEXDIG " " ( "mta" / "mda" ) ( " delivery" / " event=delivery" / " event=deliver" ) *( " " key "=" value )
//! refusal   = 16HEXDIG " smtp " ( "failed-command" / "event=failed-command" ) *( " " key "=" value )
//! old       = ( "relay" / "delivery" ) ": " result " for " 16HEXDIG ": " *( key "=" value ", " ) "stat=" said
//! ```

use alloc::borrow::Cow;

use super::pieces::{address, angle, stage, value, word};
use super::{Entry, Outcome, Program};

/// Reads what follows the tag.
pub(super) fn message(message: &str) -> Option<Entry<'_>> {
    if message.starts_with("relay: ") || message.starts_with("delivery: ") {
        return old(message.split_once(": ")?.1);
    }
    let (session, rest) = message.split_once(' ')?;
    if session.len() != 16 || !session.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let (part, rest) = rest.split_once(' ')?;
    let (event, fields) = rest.split_once(' ')?;
    match (part, event.strip_prefix("event=").unwrap_or(event)) {
        ("mta" | "mda", "delivery" | "deliver") => {
            let mut entry = delivered(value(fields, "result")?, fields)?;
            entry.id = value(fields, "evpid").or(Some(session)).map(Cow::Borrowed);
            entry.said = Cow::Borrowed(tail(fields, "stat="));
            Some(entry)
        }
        ("smtp", "failed-command") => {
            let mut entry = Entry::new(Program::OpenSmtpd, Outcome::Rejected);
            entry = entry.with_peer(value(fields, "address").or(value(fields, "host")).unwrap_or_default());
            let command = value(fields, "command").unwrap_or_default();
            entry.id = Some(Cow::Borrowed(session));
            entry.stage = stage(command);
            let named = command.split_once(':').and_then(|(_, path)| angle(path.trim_ascii_start()));
            let named = named.map(|(inside, _)| Cow::Borrowed(inside));
            match entry.stage {
                Some(crate::model::Stage::Mail) => entry.sender = named,
                Some(crate::model::Stage::Rcpt) => entry.recipient = named,
                _ => {}
            }
            entry.said = Cow::Borrowed(tail(fields, "result="));
            Some(entry)
        }
        _ => None,
    }
}

/// The fields that all layouts have.
fn delivered<'a>(result: &str, fields: &'a str) -> Option<Entry<'a>> {
    let mut entry = Entry::new(
        Program::OpenSmtpd,
        match result {
            "Ok" => Outcome::Delivered,
            "TempFail" => Outcome::Deferred,
            "PermFail" | "Loop" => Outcome::Failed,
            _ => return None,
        },
    );
    entry = entry.with_peer(value(fields, "relay").unwrap_or_default());
    entry.sender = value(fields, "from").map(Cow::Borrowed);
    entry.recipient = value(fields, "to").and_then(address).map(Cow::Borrowed);
    Some(entry)
}

fn old(rest: &str) -> Option<Entry<'_>> {
    let (result, rest) = rest.split_once(" for ")?;
    let (id, fields) = rest.split_once(": ")?;
    let mut entry = delivered(result, fields)?;
    entry.id = Some(Cow::Borrowed(id));
    entry.said = Cow::Borrowed(tail(fields, "stat="));
    Some(entry)
}

/// The value of the last key: up to its quote, or to the end of the line.
fn tail<'a>(fields: &'a str, key: &str) -> &'a str {
    let rest = fields.split_once(key).map_or("", |(_, rest)| rest);
    match rest.starts_with('"') {
        // The words may hold a quote themselves, unescaped.
        true => match rest.strip_suffix('"').and_then(|rest| rest.strip_prefix('"')) {
            Some(whole) => whole,
            None => word(rest).0.trim_start_matches('"'),
        },
        false => rest,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test that cannot go on fails
mod tests {
    use super::super::entry;
    use super::*;
    use crate::model::Stage;

    fn read(message: &str) -> Option<Entry<'static>> {
        let line = alloc::format!("Nov 24 06:05:08 relay smtpd[123]: {message}");
        entry(&line).map(Entry::into_owned)
    }

    #[test]
    fn deliveries_of_three_ages() {
        let new = read(
            "7b2a9c0d1e2f3a4b mta delivery evpid=aabbccdd11223344 from=<alice@sender.example> to=<nobody@dest.example> \
             rcpt=<-> source=\"192.0.2.10\" relay=\"192.0.2.1 (mx.dest.example)\" delay=1s result=\"PermFail\" \
             stat=\"550 5.1.1 No \"such\" user\"",
        )
        .unwrap();
        assert_eq!((new.program, new.outcome), (Program::OpenSmtpd, Outcome::Failed));
        assert_eq!((new.id.as_deref(), new.time.as_deref()), (Some("aabbccdd11223344"), Some("Nov 24 06:05:08")));
        assert_eq!(
            (new.sender.as_deref(), new.recipient.as_deref()),
            (Some("alice@sender.example"), Some("nobody@dest.example"))
        );
        assert_eq!((new.relay.as_deref(), new.ip.as_deref()), (Some("mx.dest.example"), Some("192.0.2.1")));
        assert_eq!(new.said, "550 5.1.1 No \"such\" user");
        let older = read(
            "7b2a9c0d1e2f3a4b mta event=delivery evpid=aabbccdd11223344 from=<> to=<c@d> rcpt=<-> source=\"-\" \
             relay=\"mx.d\" delay=5m result=\"TempFail\" stat=\"Network error on destination MXs\"",
        )
        .unwrap();
        assert_eq!((older.outcome, older.sender.as_deref()), (Outcome::Deferred, Some("")));
        assert_eq!(older.said, "Network error on destination MXs");
        let old = read(
            "relay: Ok for aabbccdd11223344: session=7b2a9c0d1e2f3a4b, from=<a@b>, to=<c@d>, rcpt=<->, \
             source=192.0.2.10, relay=192.0.2.1 (mx.d), delay=1s, stat=250 2.0.0 Ok: queued",
        )
        .unwrap();
        assert_eq!((old.outcome, old.recipient.as_deref()), (Outcome::Delivered, Some("c@d")));
        assert_eq!(old.said, "250 2.0.0 Ok: queued");
        let local = read("7b2a9c0d1e2f3a4b mda delivery evpid=aabbccdd11223344 from=<a@b> to=<c@d> rcpt=<c@d> user=c delay=0s result=Ok stat=Delivered").unwrap();
        assert_eq!((local.outcome, &*local.said), (Outcome::Delivered, "Delivered"));
    }

    #[test]
    fn refusals() {
        let line =
            "7b2a9c0d1e2f3a4b smtp failed-command command=\"RCPT TO:<c@d>\" result=\"550 Invalid recipient: <c@d>\"";
        let refused = read(line).unwrap();
        assert_eq!((refused.outcome, refused.stage), (Outcome::Rejected, Some(Stage::Rcpt)));
        assert_eq!((refused.recipient.as_deref(), &*refused.said), (Some("c@d"), "550 Invalid recipient: <c@d>"));
    }

    #[test]
    fn lines_about_something_else() {
        for other in [
            "7b2a9c0d1e2f3a4b smtp connected address=192.0.2.1 host=mx.d",
            "7b2a9c0d1e2f3a4b mta connecting address=smtp://192.0.2.1:25 host=mx.d",
            "7b2a9c0d1e2f3a4b smtp message msgid=aabbccdd size=421 nrcpt=1 proto=ESMTP",
            "7b2a9c0d1e2f3a4b mta delivery evpid=aabbccdd11223344 from=<a@b",
            "info: OpenSMTPD 7.4.0 starting",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
