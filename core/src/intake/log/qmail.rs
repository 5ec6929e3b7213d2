//! qmail and its kin (netqmail, s/qmail, notqmail, IndiMail): `qmail-send` numbers each delivery, names the recipient
//! when it starts, and tells the end by the number.
//!
//! ```abnf
//! end     = time SP [ "qmail: " time SP ] "delivery " number ": " ( "success" / "failure" / "deferral" ) ": " said
//! said    = *( %x21-7E )                     ; "_" for a space, "/" for a line end
//! ```

use alloc::borrow::Cow;

use super::header::last_word;
use super::{Entry, Outcome, Program};
use crate::model::Stage;

/// Reads a line cut at its first colon. The recipient stands in another line, which bears the same number.
pub(super) fn delivery<'a>(head: &'a str, message: &'a str) -> Option<Entry<'a>> {
    let (head, message) = match head.ends_with("qmail") {
        // What `splogger` writes stands in syslog, with a time of its own.
        true => message.split_once(": ")?,
        false => (head, message),
    };
    let number = last_word(head);
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let before = head.strip_suffix(number).filter(|_| digits)?;
    if last_word(before.trim_ascii_end()) != "delivery" {
        return None;
    }
    let (word, said) = message.split_once(": ").unwrap_or((message.trim_end_matches(':'), ""));
    let outcome = match word {
        "success" => Outcome::Delivered,
        "failure" => Outcome::Failed,
        "deferral" => Outcome::Deferred,
        _ => return None,
    };
    let said = said.trim_end_matches('/');
    let mut entry = Entry::new(Program::Qmail, outcome);
    let host = relay(said);
    entry = entry.with_peer(host.unwrap_or_default());
    entry.id = Some(Cow::Borrowed(number));
    entry.stage = STAGES.iter().find(|(words, _)| said.contains(words)).map(|(_, stage)| *stage);
    entry.said = match said.contains('_') {
        true => Cow::Owned(said.replace('_', " ")),
        false => Cow::Borrowed(said),
    };
    Some(entry)
}

/// The host that `qmail-remote` names: at the front, before what it did.
fn relay(said: &str) -> Option<&str> {
    let named = said
        .strip_prefix("Connected_to_")
        .or_else(|| said.strip_prefix("User_and_password_not_set,_continuing_without_authentication./"))
        .unwrap_or(said);
    let (host, _) = named.split_once('_')?;
    host.contains('.').then_some(host)
}

/// What `qmail-remote.c` says of the step that failed.
const STAGES: [(&str, Stage); 9] = [
    ("but_greeting_failed", Stage::Connect),
    ("but_my_name_was_rejected", Stage::Helo),
    ("but_sender_was_rejected", Stage::Mail),
    ("does_not_like_recipient", Stage::Rcpt),
    ("failed_on_DATA_command", Stage::Data),
    ("failed_after_I_sent_the_message", Stage::Data),
    ("but_connection_died", Stage::Data),
    ("wasn't_able_to_establish_an_SMTP_connection", Stage::Connect),
    ("couldn't_find_any_host", Stage::Connect),
];

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test that cannot go on fails
mod tests {
    use super::super::entry;
    use super::*;

    #[test]
    fn ends_of_deliveries() {
        let failed = "@400000005fb9c1e82a3b4c5d delivery 12: failure: \
            192.0.2.1_does_not_like_recipient./Remote_host_said:_550_5.1.1_No_such_user/Giving_up_on_192.0.2.1./";
        let read = entry(failed).unwrap();
        assert_eq!((read.program, read.outcome), (Program::Qmail, Outcome::Failed));
        assert_eq!((read.id.as_deref(), read.recipient.as_deref()), (Some("12"), None));
        assert_eq!(read.time.as_deref(), Some("@400000005fb9c1e82a3b4c5d"));
        assert_eq!((read.ip.as_deref(), read.stage), (Some("192.0.2.1"), Some(Stage::Rcpt)));
        assert_eq!(
            read.said,
            "192.0.2.1 does not like recipient./Remote host said: 550 5.1.1 No such user/Giving up on 192.0.2.1."
        );
        let waits = "Nov 24 06:05:08 relay qmail: 1606197735.123456 delivery 7: deferral: \
            Sorry,_I_wasn't_able_to_establish_an_SMTP_connection._(#4.4.1)/";
        let read = entry(waits).unwrap();
        assert_eq!((read.outcome, read.stage), (Outcome::Deferred, Some(Stage::Connect)));
        assert_eq!(read.said, "Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)");
        assert_eq!(read.time.as_deref(), Some("Nov 24 06:05:08"));
        let sent = entry("2026-11-24 06:05:08.123456 delivery 3: success: did_1+0+0/").unwrap();
        assert_eq!((sent.outcome, &*sent.said), (Outcome::Delivered, "did 1+0+0"));
        assert_eq!(entry("delivery 3: success: ").unwrap().said, "");
    }

    #[test]
    fn lines_about_something_else() {
        for other in [
            "@400000005fb9c1e82a3b4c5d starting delivery 12: msg 34 to remote nobody@dest.example",
            "@400000005fb9c1e82a3b4c5d status: local 0/10 remote 1/20",
            "@400000005fb9c1e82a3b4c5d info msg 34: bytes 421 from <alice@sender.example> qp 1 uid 0",
            "@400000005fb9c1e82a3b4c5d delivery x: failure: y",
            "@400000005fb9c1e82a3b4c5d delivery 12: report mangled, will defer",
            "@400000005fb9c1e82a3b4c5d end msg 34",
        ] {
            assert_eq!(entry(other), None, "{other}");
        }
    }
}
