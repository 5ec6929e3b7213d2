//! qmail-send: `delivery 12: failure: …/`. The recipient stands in another line, `starting delivery 12: msg 34 to
//! remote bob@example.net`, which [`start`] reads: whoever reads the whole log joins the two by the number.

use alloc::borrow::Cow;

use super::syslog::time;
use super::{Entry, Outcome, Program};

pub(super) fn entry(line: &str) -> Option<Entry<'_>> {
    let place = line.find("delivery ")?;
    if line.get(..place)?.ends_with("starting ") {
        return None;
    }
    let (number, rest) = line.get(place + 9..)?.split_once(": ")?;
    let (word, said) = rest.split_once(": ").unwrap_or((rest, ""));
    let outcome = match word {
        "success" => Outcome::Delivered,
        "deferral" => Outcome::Deferred,
        "failure" => Outcome::Failed,
        _ => return None,
    };
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // Blanks are written as underscores, and line ends as slashes.
    let said = said.trim_end_matches('/').replace(['_', '/'], " ");
    let mut entry = Entry::new(Program::Qmail, outcome);
    entry.stage = super::stage_of(&said);
    entry.time = time(line).map(Cow::Borrowed);
    entry.id = Some(Cow::Borrowed(number));
    entry.said = Cow::Owned(said);
    Some(entry)
}

/// The number and the recipient of a delivery that starts, from its line in qmail's log.
///
/// ```
/// let line = "@400000005f starting delivery 12: msg 34 to remote bob@example.net";
/// assert_eq!(mailmend::log::qmail_start(line), Some(("12", "bob@example.net")));
/// ```
#[must_use]
pub fn start(line: &str) -> Option<(&str, &str)> {
    let place = line.find("starting delivery ")?;
    let (number, rest) = line.get(place + 18..)?.split_once(": ")?;
    let (_, recipient) = rest.split_once(" to ")?;
    let (_, recipient) = recipient.split_once(' ')?;
    Some((number, recipient.trim()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn underscores_are_blanks() {
        let entry = entry("@400000005f0b delivery 12: failure: 192.0.2.1_does_not_like_recipient./Remote_host_said:_550_5.1.1_no_such_user/Giving_up_on_192.0.2.1./").unwrap();
        assert_eq!((entry.outcome, entry.id.as_deref()), (Outcome::Failed, Some("12")));
        assert_eq!(
            entry.said,
            "192.0.2.1 does not like recipient. Remote host said: 550 5.1.1 no such user Giving up on 192.0.2.1."
        );
        assert!(super::entry("starting delivery 12: msg 3 to remote a@b.example").is_none());
        assert!(super::entry("mail delivery failed: failure: x").is_none());
    }
}
