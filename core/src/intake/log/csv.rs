//! Accounting files with commas: PowerMTA and Exchange message tracking.

use alloc::borrow::Cow;

use smallvec::SmallVec;

use super::syslog::{filled, time};
use super::{Entry, Outcome, Program};

/// More fields than this has no such file.
const MOST_FIELDS: usize = 64;

type Fields<'a> = SmallVec<[Cow<'a, str>; 32]>;

pub(super) fn entry(line: &str) -> Option<Entry<'_>> {
    let (first, _) = line.split_once(',')?;
    match first {
        "b" | "rb" | "t" | "tq" | "d" | "f" => powermta(first, &split(line)),
        _ if first.len() >= 19 && time(first).is_some_and(|time| time.contains('T')) => exchange(&split(line)),
        _ => None,
    }
}

/// RFC 4180: fields between quotes may hold commas, and two quotes are one.
fn split(line: &str) -> Fields<'_> {
    let mut fields = Fields::new();
    let mut rest = line;
    while fields.len() < MOST_FIELDS {
        if let Some(quoted) = rest.strip_prefix('"') {
            let mut end = 0;
            while let Some(place) = quoted.get(end..).and_then(|tail| tail.find('"')) {
                end += place;
                if quoted.get(end + 1..).is_none_or(|tail| !tail.starts_with('"')) {
                    break;
                }
                end += 2;
            }
            let (inner, tail) =
                quoted.split_at_checked(end).filter(|(_, tail)| tail.starts_with('"')).unwrap_or((quoted, ""));
            fields.push(if inner.contains("\"\"") {
                Cow::Owned(inner.replace("\"\"", "\""))
            } else {
                Cow::Borrowed(inner)
            });
            let tail = tail.strip_prefix('"').unwrap_or(tail);
            match tail.strip_prefix(',') {
                Some(more) => rest = more,
                None => break,
            }
        } else {
            match rest.split_once(',') {
                Some((field, more)) => {
                    fields.push(Cow::Borrowed(field));
                    rest = more;
                }
                None => {
                    fields.push(Cow::Borrowed(rest));
                    break;
                }
            }
        }
    }
    fields
}

/// `type,timeLogged,timeQueued,orig,rcpt,orcpt,dsnAction,dsnStatus,dsnDiag,dsnMta,bounceCat,…`. The columns can be
/// chosen, so each is known by its looks.
fn powermta<'a>(kind: &str, fields: &Fields<'a>) -> Option<Entry<'a>> {
    let action =
        fields.iter().find(|field| ["failed", "relayed", "delayed", "delivered", "expanded"].contains(&&***field))?;
    let outcome = match (kind, &**action) {
        ("f", _) => Outcome::Complaint,
        ("d", _) => Outcome::Delivered,
        ("t" | "tq", _) | (_, "delayed") => Outcome::Deferred,
        ("b" | "rb", _) => Outcome::Failed,
        _ => return None,
    };
    let mut addresses = fields.iter().filter(|field| field.contains('@') && !field.contains([' ', ';', '(']));
    let mut entry = Entry::new(Program::PowerMta, outcome);
    let said = fields.iter().find(|field| field.starts_with("smtp;")).map(|field| field.get(5..).unwrap_or_default());
    let status = fields.iter().find(|field| field.contains(" (") && field.as_bytes().get(1) == Some(&b'.'));
    let said = said.or(status.map(|field| &**field)).unwrap_or_default();
    entry.stage = super::stage_of(said);
    entry.said = Cow::Owned(said.trim_start().into());
    entry.time = fields.get(1).filter(|field| time(field).is_some()).cloned();
    entry.sender = addresses.next().cloned();
    entry.recipient = addresses.next().cloned();
    entry.relay = fields.iter().find_map(|field| {
        field
            .strip_suffix(')')
            .and_then(|_| field.split(" (").next())
            .filter(|name| {
                name.contains('.') && !name.contains(' ') && !name.starts_with(|letter: char| letter.is_ascii_digit())
            })
            .map(|name| Cow::Owned(name.into()))
    });
    Some(entry)
}

/// `date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,…`:
/// the fields behind the event keep their order in all versions since Exchange 2010.
fn exchange<'a>(fields: &Fields<'a>) -> Option<Entry<'a>> {
    let event = fields.iter().position(|field| ["FAIL", "DEFER", "DELIVER", "SEND", "BADMAIL"].contains(&&**field))?;
    let outcome = match &**fields.get(event)? {
        "FAIL" | "BADMAIL" => Outcome::Failed,
        "DEFER" => Outcome::Deferred,
        _ => Outcome::Delivered,
    };
    // internal-message-id, message-id, (network-message-id), recipient-address, recipient-status, …
    let recipient =
        fields.iter().enumerate().skip(event + 1).find(|(_, field)| field.contains('@') && !field.starts_with('<'));
    let (place, recipient) = recipient?;
    let status = fields.get(place + 1).map_or("", |field| &**field);
    let status = if status.is_empty() { fields.get(5).map_or("", |field| &**field) } else { status };
    let mut entry = Entry::new(Program::Exchange, outcome);
    entry.stage = super::stage_of(status);
    entry.said = if outcome == Outcome::Delivered { Cow::Borrowed("") } else { Cow::Owned(status.into()) };
    entry.time = fields.first().cloned();
    entry.id = fields.get(event + 2).and_then(|field| filled(field).map(|text| Cow::Owned(text.into())));
    entry.recipient = Some(Cow::Owned(recipient.split(';').next().unwrap_or_default().into()));
    entry.sender = fields.iter().skip(place + 2).find(|field| field.contains('@') && !field.contains(' ')).cloned();
    entry.relay = fields.get(4).and_then(|field| filled(field).map(|text| Cow::Owned(text.into())));
    Some(entry)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn quotes() {
        let fields: alloc::vec::Vec<_> = split("a,\"b, \"\"c\"\"\",,\"d").into_vec();
        assert_eq!(fields, ["a", "b, \"c\"", "", "d"]);
    }

    #[test]
    fn powermta_rows() {
        let entry = entry("b,2026-11-24 06:05:08+0100,2026-11-24 06:05:07+0100,a@b.example,c@d.example,,failed,5.1.1 (bad destination mailbox address),\"smtp;550 5.1.1 no such user, sorry\",mx.d.example (192.0.2.1),bad-mailbox,x").unwrap();
        assert_eq!((entry.program, entry.outcome), (Program::PowerMta, Outcome::Failed));
        assert_eq!((entry.sender.as_deref(), entry.recipient.as_deref()), (Some("a@b.example"), Some("c@d.example")));
        assert_eq!((&*entry.said, entry.relay.as_deref()), ("550 5.1.1 no such user, sorry", Some("mx.d.example")));
        assert!(super::entry("type,timeLogged,timeQueued,orig,rcpt").is_none());
    }

    #[test]
    fn exchange_tracking() {
        let line = "2026-11-24T06:05:08.123Z,192.0.2.1,client,192.0.2.2,EX01,;context,Out,SMTP,FAIL,123,<m@b.example>,guid,c@d.example,\"550 5.1.1 RESOLVER.ADR.RecipNotFound; not found\",1000,1,,,Hello,a@b.example,a@b.example,";
        let entry = entry(line).unwrap();
        assert_eq!(
            (entry.program, entry.outcome, entry.recipient.as_deref()),
            (Program::Exchange, Outcome::Failed, Some("c@d.example"))
        );
        assert!(entry.said.starts_with("550 5.1.1"));
        assert_eq!(entry.sender.as_deref(), Some("a@b.example"));
    }
}
