//! `suppress`: whether to stop mailing an address, after all that happened to it.

use crate::knowledge::{self, SoftStop};
use crate::model::{Cause, Class, Owner, Recipient, SuppressAnswer, SuppressReason};

/// One thing that happened to mail for an address.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SuppressEvent {
    /// What happened.
    pub cause: &'static Cause,
    /// When, in seconds. Any beginning will do, the same for all.
    pub at: u64,
    /// What the finding said about the address; where it says nothing, the cause does.
    pub recipient: Recipient,
}

impl SuppressEvent {
    /// An event by its code or slug; `delivered` and `SMTP009` are a delivery.
    #[must_use]
    pub fn new(name: &str, at: u64) -> Option<Self> {
        let cause = knowledge::find_cause(name)?;
        Some(Self { cause, at, recipient: cause.recipient })
    }

    /// Takes over what the finding said about the address.
    #[must_use]
    pub const fn recipient(mut self, recipient: Recipient) -> Self {
        self.recipient = recipient;
        self
    }
}

/// Decides over the history of one address: keep, verify or suppress. Takes the events in any order; the time is linear
/// in their number, but for putting them in order.
///
/// - A complaint stops mail at once, and no later delivery takes that back.
/// - What the cause says is final stops it at once: no such mailbox. A delivery after it takes that back.
/// - What may pass, and is the recipient's own (a full mailbox), stops it when it happened often enough over long enough
///   since the last delivery. `knowledge/suppression.toml` has the figures.
/// - What is the fault of anybody else never stops it, however often it happens.
///
/// ```
/// use mailmend::model::Recipient;
/// use mailmend::{SuppressEvent, suppress};
/// let full = |day: u64| SuppressEvent::new("mailbox-full", day * 86_400).unwrap();
/// assert_eq!(suppress(&[full(0), full(1), full(2), full(3), full(4)]).action, Recipient::Keep);
/// assert_eq!(suppress(&[full(0), full(4), full(8), full(11), full(15)]).action, Recipient::Suppress);
/// ```
#[must_use]
pub fn suppress(events: &[SuppressEvent]) -> SuppressAnswer {
    let of_class = |class: Class| events.iter().filter(move |event| event.cause.class == Some(class));
    if let Some(complaint) = of_class(Class::Complaint).next() {
        let count = of_class(Class::Complaint).count() as u64;
        return answer(Recipient::Suppress, SuppressReason::Complaint, Some(complaint.cause), count, 0);
    }
    let delivered = of_class(Class::Delivered).map(|event| event.at).max();
    let open = || events.iter().filter(move |event| event.at > delivered.unwrap_or(0) || delivered.is_none());
    let counted = || open().filter(|event| !matches!(event.cause.class, Some(Class::Delivered | Class::AutoReply)));
    // Both, before the newest is taken: one that only the finding called final must not hide an older one that is.
    let is_final =
        |event: &&SuppressEvent| event.recipient == Recipient::Suppress && event.cause.recipient == Recipient::Suppress;
    if let Some(dead) = counted().filter(is_final).max_by_key(|event| event.at) {
        let (count, span) = tally(counted(), dead.cause);
        return answer(Recipient::Suppress, SuppressReason::Dead, Some(dead.cause), count, span);
    }
    let lasted = knowledge::soft_stops().iter().filter_map(|stop| {
        let cause = knowledge::cause(stop.cause);
        let (count, span) = tally(counted(), cause);
        (cause.owner == Owner::Recipient && over(stop, count, span)).then_some((stop.then, cause, count, span))
    });
    if let Some((action, cause, count, span)) = lasted.max_by_key(|(action, ..)| *action) {
        return answer(action, SuppressReason::Lasted, Some(cause), count, span);
    }
    let doubtful = counted().filter(|event| event.recipient != Recipient::Keep).max_by_key(|event| event.at);
    if let Some(event) = doubtful {
        let (count, span) = tally(counted(), event.cause);
        return answer(Recipient::Verify, SuppressReason::Doubt, Some(event.cause), count, span);
    }
    let Some(newest) = counted().max_by_key(|event| event.at) else {
        let failed = events.iter().any(|event| event.cause.class != Some(Class::Delivered));
        let reason = if delivered.is_some() && failed { SuppressReason::Delivered } else { SuppressReason::Nothing };
        return answer(Recipient::Keep, reason, None, 0, 0);
    };
    let (count, span) = tally(counted(), newest.cause);
    let theirs = newest.cause.owner == Owner::Recipient;
    let reason = if theirs { SuppressReason::MayPass } else { SuppressReason::NotTheirs };
    answer(Recipient::Keep, reason, Some(newest.cause), count, span)
}

fn over(stop: &SoftStop, count: u64, span: u64) -> bool {
    count >= u64::from(stop.bounces) && span >= u64::from(stop.days) * 86_400
}

/// How often a cause occurred, and over how many seconds.
fn tally<'e>(events: impl Iterator<Item = &'e SuppressEvent>, cause: &Cause) -> (u64, u64) {
    let (mut count, mut first, mut last) = (0, u64::MAX, 0);
    for event in events.filter(|event| event.cause.code == cause.code) {
        count += 1;
        first = first.min(event.at);
        last = last.max(event.at);
    }
    (count, last.saturating_sub(first))
}

fn answer(
    action: Recipient,
    reason: SuppressReason,
    cause: Option<&'static Cause>,
    count: u64,
    span: u64,
) -> SuppressAnswer {
    SuppressAnswer { action, reason, cause, count, span }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    const DAY: u64 = 86_400;

    fn decide(events: &[(&str, u64)]) -> (Recipient, SuppressReason) {
        let events: Vec<_> = events.iter().map(|&(name, day)| SuppressEvent::new(name, day * DAY).unwrap()).collect();
        let answer = suppress(&events);
        (answer.action, answer.reason)
    }

    #[test]
    fn a_dead_mailbox_is_dropped_until_mail_arrives_there() {
        assert_eq!(decide(&[("RCPT001", 1)]), (Recipient::Suppress, SuppressReason::Dead));
        assert_eq!(decide(&[("RCPT001", 1), ("delivered", 2)]), (Recipient::Keep, SuppressReason::Delivered));
        assert_eq!(decide(&[("delivered", 2), ("RCPT001", 3)]), (Recipient::Suppress, SuppressReason::Dead));
    }

    #[test]
    fn a_complaint_is_never_taken_back() {
        assert_eq!(decide(&[("SMTP008", 1), ("delivered", 2)]), (Recipient::Suppress, SuppressReason::Complaint));
    }

    #[test]
    fn a_full_mailbox_has_two_weeks() {
        let full = |days: &[u64]| decide(&days.iter().map(|&day| ("mailbox-full", day)).collect::<Vec<_>>());
        assert_eq!(full(&[0, 1, 2, 3, 4, 5, 6]), (Recipient::Keep, SuppressReason::MayPass), "a holiday");
        assert_eq!(full(&[0, 14]), (Recipient::Keep, SuppressReason::MayPass), "too few");
        assert_eq!(full(&[0, 3, 7, 11, 14]), (Recipient::Suppress, SuppressReason::Lasted));
        let mut events = Vec::from([("mailbox-full", 0), ("mailbox-full", 3), ("mailbox-full", 7)]);
        events.extend([("delivered", 8), ("mailbox-full", 11), ("mailbox-full", 14)]);
        assert_eq!(decide(&events), (Recipient::Keep, SuppressReason::MayPass), "it was emptied");
    }

    #[test]
    fn the_fault_of_others_is_no_reason() {
        let blocked: Vec<_> = (0..100).map(|day| ("REP001", day)).collect();
        assert_eq!(decide(&blocked), (Recipient::Keep, SuppressReason::NotTheirs));
    }

    #[test]
    fn a_guess_is_no_reason_either() {
        let guess = SuppressEvent::new("RCPT001", 5).unwrap().recipient(Recipient::Verify);
        assert_eq!(suppress(&[guess, guess]).action, Recipient::Verify);
        let wrong = SuppressEvent::new("REP001", 5).unwrap().recipient(Recipient::Suppress);
        assert_ne!(suppress(&[wrong]).action, Recipient::Suppress, "the cause decides, whatever the caller says");
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(decide(&[]), (Recipient::Keep, SuppressReason::Nothing));
        assert_eq!(decide(&[("delivered", 0)]), (Recipient::Keep, SuppressReason::Nothing));
    }

    /// Found by the fuzz target `sending`: the order decided, and an older dead mailbox was forgotten.
    #[test]
    fn a_guess_does_not_hide_a_dead_mailbox() {
        let dead = SuppressEvent::new("mailbox-not-found", 5).unwrap();
        let guess = |at| SuppressEvent::new("empty", at).unwrap().recipient(Recipient::Suppress);
        for history in [[dead, guess(5)], [guess(5), dead], [dead, guess(9)]] {
            assert_eq!(suppress(&history).action, Recipient::Suppress);
        }
    }
}
