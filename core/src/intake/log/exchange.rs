//! Exchange's message tracking log: CSV, the same columns in every version up to the recipients; 2013 put one more
//! before them.
//!
//! ```abnf
//! row     = date-time 7( "," field ) "," event-id 2( "," field ) [ "," guid ] "," recipients "," status …
//! status  = words / "[{LED=" words "};{MSG=" … "};{FQDN=" host "};{IP=" ip "};" … "]"
//! ```

use alloc::borrow::Cow;

use super::csv::csv;
use super::header::is_date;
use super::{Entry, Outcome, Program};

/// Reads a row. The `#Fields:` line is not needed.
pub(super) fn row(line: &str) -> Option<Entry<'_>> {
    let begins = line.strip_prefix('"').unwrap_or(line);
    if !(is_date(begins) && begins.as_bytes().get(10) == Some(&b'T')) {
        return None;
    }
    let mut fields = csv(line);
    let time = fields.next()?;
    // A syslog line with a time of this form has no comma so early.
    if time.len() > LONGEST_TIME {
        return None;
    }
    let _client = fields.by_ref().take(2).count();
    let (server_ip, server) = (fields.next()?, fields.next()?);
    let source = fields.nth(2)?;
    let event = fields.next()?;
    let outcome = match &*event {
        "DELIVER" | "SEND" | "SENDEXTERNAL" => Outcome::Delivered,
        "DEFER" => Outcome::Deferred,
        "FAIL" => Outcome::Failed,
        _ => return None,
    };
    let id = fields.nth(1)?;
    let mut recipients = fields.next()?;
    if is_guid(&recipients) {
        recipients = fields.next()?;
    }
    let status = fields.next().unwrap_or_default();
    let mut entry = Entry::new(Program::Exchange, outcome);
    entry.time = Some(time);
    entry.id = (!id.is_empty()).then_some(id);
    entry.recipient = first(recipients);
    entry.sender = fields
        .nth(5)
        .filter(|sender| sender.contains('@') || &**sender == "<>")
        .map(|sender| if sender == "<>" { Cow::Borrowed("") } else { sender });
    entry.relay = part(&status, "{FQDN=");
    entry.ip = part(&status, "{IP=");
    // Only what was sent has the other server's name in the columns.
    if outcome == Outcome::Delivered && source == "SMTP" {
        entry.relay = Some(server).filter(|name| !name.is_empty());
        entry.ip = Some(server_ip).filter(|ip| !ip.is_empty());
    }
    entry.relay = entry.relay.or_else(|| entry.ip.clone());
    entry.said = part(&status, "{LED=").unwrap_or(status);
    Some(entry)
}

/// `2026-11-24T06:05:08.123Z`, with more digits or a zone.
const LONGEST_TIME: usize = 40;

fn is_guid(text: &str) -> bool {
    let shape = |(place, byte): (usize, u8)| match place {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(shape)
}

/// The first of several, parted by semicolons.
fn first(list: Cow<'_, str>) -> Option<Cow<'_, str>> {
    let one = match list {
        Cow::Borrowed(list) => Cow::Borrowed(list.split(';').next().unwrap_or(list)),
        Cow::Owned(list) => Cow::Owned(list.split(';').next().unwrap_or(&list).into()),
    };
    (!one.is_empty()).then_some(one)
}

/// One part of a status in braces.
fn part<'a>(status: &Cow<'a, str>, key: &str) -> Option<Cow<'a, str>> {
    fn inside<'s>(text: &'s str, key: &str) -> Option<&'s str> {
        let (_, rest) = text.split_once(key)?;
        let inside = rest.split_once("};{").map_or(rest, |(inside, _)| inside);
        let inside = inside.trim_end_matches(']').trim_end_matches('}');
        (!inside.is_empty()).then_some(inside)
    }
    match status {
        Cow::Borrowed(text) => inside(text, key).map(Cow::Borrowed),
        Cow::Owned(text) => inside(text, key).map(|part| Cow::Owned(part.into())),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test that cannot go on fails
mod tests {
    use super::super::entry;
    use super::*;

    const GUID: &str = "6f9619ff-8b86-d011-b42d-00c04fc964ff";

    #[test]
    fn rows() {
        let failed = alloc::format!(
            "2026-11-24T06:05:08.123Z,,,,EX01,\"a, b\",,ROUTING,FAIL,123456,<x@sender.example>,{GUID},\
             nobody@dest.example;c@d,[{{LED=550 5.1.1 RESOLVER.ADR.RecipNotFound; not found}};{{MSG=}};\
             {{FQDN=mx.dest.example}};{{IP=192.0.2.1}};{{LRT=}}],421,1,,,Hello,alice@sender.example,<>,,Originating"
        );
        let read = entry(&failed).unwrap();
        assert_eq!((read.program, read.outcome), (Program::Exchange, Outcome::Failed));
        assert_eq!(read.time.as_deref(), Some("2026-11-24T06:05:08.123Z"));
        assert_eq!(read.id.as_deref(), Some("<x@sender.example>"));
        assert_eq!(
            (read.sender.as_deref(), read.recipient.as_deref()),
            (Some("alice@sender.example"), Some("nobody@dest.example"))
        );
        assert_eq!((read.relay.as_deref(), read.ip.as_deref()), (Some("mx.dest.example"), Some("192.0.2.1")));
        assert_eq!(read.said, "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found");
        assert!(matches!(read.said, Cow::Borrowed(_)));

        let sent = "2026-11-24T06:05:08.123Z,192.0.2.9,EX01,192.0.2.1,mx.dest.example,;250 OK,Internet,SMTP,SEND,\
            123456,<x@b>,c@d,250 2.1.5 Recipient OK,421,1,,,\"He said \"\"hi\"\"\",a@b,a@b,";
        let read = entry(sent).unwrap();
        assert_eq!((read.outcome, &*read.said), (Outcome::Delivered, "250 2.1.5 Recipient OK"));
        assert_eq!((read.relay.as_deref(), read.sender.as_deref()), (Some("mx.dest.example"), Some("a@b")));
        let quoted = "\"2026-11-24T06:05:08.123Z\",\"\",\"\",\"\",\"EX01\",\"\",\"\",\"QUEUE\",\"DEFER\",\"1\",\
            \"<x@b>\",\"c@d\",\"421 4.4.1 \"\"no\"\"\",\"421\"";
        let read = entry(quoted).unwrap();
        assert_eq!((read.outcome, &*read.said), (Outcome::Deferred, "421 4.4.1 \"no\""));
    }

    #[test]
    fn lines_about_something_else() {
        for other in [
            "#Fields: date-time,client-ip,client-hostname,server-ip,server-hostname,source-context",
            "2026-11-24T06:05:08.123Z,,,,EX01,,,STOREDRIVER,RECEIVE,1,<x@b>,c@d,,421,1,,,Hello,a@b,a@b,",
            "2026-11-24T06:05:08.123Z,,,,EX01,,,DSN,FAIL",
            "2026-11-24T06:05:08.123Z relay app[1]: one, two, three",
        ] {
            assert_eq!(entry(other), None, "{other}");
        }
    }
}
