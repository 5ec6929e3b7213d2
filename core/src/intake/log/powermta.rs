//! PowerMTA's accounting file: CSV whose columns each site chooses. The kinds of rows and the shapes of the fields are
//! the same everywhere, so the header row is not needed.
//!
//! | field | shape |
//! |---|---|
//! | `type` | `d` delivered, `b` bounced, `rb` bounced later, `t` and `tq` to be tried again, `f` feedback; first always |
//! | `timeLogged` | the first date |
//! | `orig`, `rcpt` | the first two addresses; one alone is `rcpt` |
//! | `dsnStatus` | `5.1.1 (bad destination mailbox address)` |
//! | `dsnDiag` | `smtp;550 …` |
//! | `dsnMta` | `mx.example.com (192.0.2.1)` |

use alloc::borrow::Cow;

use super::csv::csv;
use super::header::is_date;
use super::pieces::{address, diagnostic};
use super::{Entry, Outcome, Program};

/// Reads a row.
pub(super) fn row(line: &str) -> Option<Entry<'_>> {
    if !line.as_bytes().get(..5)?.contains(&b',') {
        return None;
    }
    let mut fields = csv(line).take(MOST_FIELDS);
    let outcome = match &*fields.next()? {
        "d" => Outcome::Delivered,
        "b" | "rb" => Outcome::Failed,
        "t" | "tq" => Outcome::Deferred,
        "f" => Outcome::Complaint,
        _ => return None,
    };
    let mut entry = Entry::new(Program::PowerMta, outcome);
    let (mut status, mut host) = (None, None);
    for field in fields {
        if entry.time.is_none() && is_date(&field) {
            entry.time = Some(field);
        } else if entry.said.is_empty() && is_diagnostic(&field) {
            entry.said = diagnostic(field);
        } else if status.is_none() && code(&field).is_some() {
            status = Some(field);
        } else if entry.recipient.is_none() && is_address(&field) {
            // The first one is the sender's, should another follow.
            if entry.sender.is_none() {
                entry.sender = Some(bare(field));
            } else {
                entry.recipient = Some(bare(field));
            }
        } else if host.is_none() && is_host(&field) {
            host = Some(field);
        }
    }
    entry.time.as_ref()?;
    if entry.recipient.is_none() {
        entry.recipient = entry.sender.take();
    }
    if entry.recipient.is_none() && status.is_none() && entry.said.is_empty() {
        return None;
    }
    if let Some(Cow::Borrowed(host)) = host {
        entry = entry.with_peer(host);
    }
    if let Some(status) = status {
        let length = code(&status).unwrap_or_default();
        if entry.said.is_empty() {
            entry.said = status.clone();
        }
        entry.dsn = Some(match status {
            Cow::Borrowed(status) => Cow::Borrowed(status.get(..length).unwrap_or_default()),
            Cow::Owned(status) => Cow::Owned(status.get(..length).unwrap_or_default().into()),
        });
    }
    Some(entry)
}

/// A row has a few dozen columns; header columns come last.
const MOST_FIELDS: usize = 64;

/// `smtp;550 …`, `x-pmta;bounce-queue`, `X-Postfix; …`.
fn is_diagnostic(field: &str) -> bool {
    field.split_once(';').is_some_and(|(kind, rest)| {
        let name = kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (kind.eq_ignore_ascii_case("smtp") || kind.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("x-")))
            && name
            && !rest.is_empty()
    })
}

/// The length of the enhanced status code that a field begins with and is about.
fn code(field: &str) -> Option<usize> {
    let length = field.find(' ').unwrap_or(field.len());
    let parts = field.get(..length).filter(|code| code.len() <= 9)?.split('.');
    let mut count = 0;
    for (place, part) in parts.enumerate() {
        let digits = !part.is_empty() && part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || (place == 0 && !matches!(part, "2" | "4" | "5")) {
            return None;
        }
        count += 1;
    }
    let about = field.get(length..).is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("));
    (count == 3 && about).then_some(length)
}

fn is_address(field: &str) -> bool {
    field.contains('@') && !field.contains([' ', ';', '/', '{'])
}

/// An address without its brackets.
fn bare(field: Cow<'_, str>) -> Cow<'_, str> {
    match field {
        Cow::Borrowed(text) => Cow::Borrowed(address(text).unwrap_or_default()),
        Cow::Owned(text) => Cow::Owned(address(&text).unwrap_or_default().into()),
    }
}

/// `mx.example.com (192.0.2.1)`
fn is_host(field: &str) -> bool {
    field.split_once(" (").is_some_and(|(name, ip)| {
        let ip = ip.strip_suffix(')').unwrap_or(ip);
        name.contains('.') && !name.contains(' ') && ip.parse::<core::net::IpAddr>().is_ok()
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test that cannot go on fails
mod tests {
    use super::super::entry;
    use super::*;

    #[test]
    fn rows_of_the_usual_columns() {
        let bounced = "b,2026-11-24 06:05:08+0000,2026-11-24 06:05:07+0000,alice@sender.example,nobody@dest.example,,\
            failed,5.1.1 (bad destination mailbox address),\"smtp;550 5.1.1 No such user, sorry\",\
            mx.dest.example (192.0.2.1),bad-mailbox,smtp,sender (192.0.2.9),smtp,192.0.2.9,192.0.2.1,\
            \"8BITMIME,SIZE\",421,default,job1,,dest.example/default";
        let read = entry(bounced).unwrap();
        assert_eq!((read.program, read.outcome), (Program::PowerMta, Outcome::Failed));
        assert_eq!(read.time.as_deref(), Some("2026-11-24 06:05:08+0000"));
        assert_eq!(
            (read.sender.as_deref(), read.recipient.as_deref()),
            (Some("alice@sender.example"), Some("nobody@dest.example"))
        );
        assert_eq!((read.relay.as_deref(), read.ip.as_deref()), (Some("mx.dest.example"), Some("192.0.2.1")));
        assert_eq!((read.dsn.as_deref(), &*read.said), (Some("5.1.1"), "550 5.1.1 No such user, sorry"));
        let sent = "d,2026-11-24 06:05:08+0000,2026-11-24 06:05:07+0000,a@b,c@d,,relayed,2.0.0 (success),smtp;250 2.0.0 OK,mx.d (192.0.2.1),,smtp";
        assert_eq!(entry(sent).unwrap().outcome, Outcome::Delivered);
        let waits = "t,2026-11-24 06:05:08+0000,2026-11-24 06:05:07+0000,,c@d,,delayed,4.4.1 (no answer from host),,,no-answer-from-host";
        let read = entry(waits).unwrap();
        assert_eq!((read.outcome, read.sender, read.recipient.as_deref()), (Outcome::Deferred, None, Some("c@d")));
        assert_eq!(read.said, "4.4.1 (no answer from host)");
        let feedback = "f,2026-11-24 06:05:08+0000,abuse,a@b,c@d";
        assert_eq!(entry(feedback).unwrap().outcome, Outcome::Complaint);
    }

    #[test]
    fn lines_about_something_else() {
        for other in [
            "type,timeLogged,timeQueued,orig,rcpt,orcpt,dsnAction,dsnStatus,dsnDiag,dsnMta,bounceCat",
            "r,2026-11-24 06:05:08+0000,a@b,c@d",
            "b,it is so",
            "d,2026-11-24",
            ",,,",
        ] {
            assert_eq!(entry(other), None, "{other}");
        }
    }
}
