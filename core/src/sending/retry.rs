//! `retry`: when to try again, if at all.

use crate::knowledge;
use crate::model::{Cause, FactKey, Finding, Retry, RetryAnswer, RetryRule};

/// What a delivery that failed is like.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct RetryRequest {
    /// How often it was tried, the first time included.
    pub attempt: u32,
    /// Seconds since it was first tried.
    pub age: u64,
    /// Chance, from 0 up to 1: it keeps those who failed together from coming back together.
    pub jitter: f64,
    /// The age in seconds at which the mail is given up. Five days for ordinary mail (RFC 5321 section 4.5.4.1: at least
    /// four to five days); minutes for a one-time code.
    pub give_up: u64,
}

impl RetryRequest {
    /// After the first failure, in the middle of the jitter, given up after five days.
    #[must_use]
    pub const fn new(attempt: u32, age: u64) -> Self {
        Self { attempt, age, jitter: 0.5, give_up: GIVE_UP }
    }

    /// Sets the chance, from 0 up to 1.
    #[must_use]
    pub const fn jitter(mut self, jitter: f64) -> Self {
        self.jitter = jitter;
        self
    }

    /// Sets the age at which the mail is given up.
    #[must_use]
    pub const fn give_up(mut self, seconds: u64) -> Self {
        self.give_up = seconds;
        self
    }
}

/// What failed: a finding, or a cause.
#[derive(Clone, Copy, Debug)]
pub struct RetryFrom {
    /// The cause.
    pub cause: &'static Cause,
    /// When to try again, as the finding says.
    pub retry: Retry,
    /// The seconds that the server asked to wait.
    pub wait: Option<u32>,
}

impl From<&Finding<'_>> for RetryFrom {
    fn from(finding: &Finding<'_>) -> Self {
        let named = finding.facts.iter().find(|fact| fact.key == FactKey::Wait);
        let wait = named.and_then(|fact| fact.value.parse().ok());
        Self { cause: finding.cause, retry: finding.retry, wait }
    }
}

impl RetryFrom {
    /// From a code or slug, and the reply code where it is known: some causes heal only behind a 4xx.
    #[must_use]
    pub fn code(name: &str, reply: Option<u16>) -> Option<Self> {
        let cause = knowledge::find_cause(name)?;
        let temporary = reply.is_some_and(|code| (400..500).contains(&code));
        let retry = match cause.retry {
            RetryRule::Later(seconds) => Retry::Later(seconds),
            RetryRule::ByCode(seconds) if temporary => Retry::Later(seconds),
            RetryRule::AfterFix | RetryRule::ByCode(_) => Retry::AfterFix,
            RetryRule::Never => Retry::Never,
        };
        Some(Self { cause, retry, wait: None })
    }
}

/// Five days.
const GIVE_UP: u64 = 5 * 86_400;
/// The jitter's window grows up to four hours.
const WIDEST: u64 = 4 * 3_600;
/// Parts that chance is counted in.
const PARTS: u64 = 1 << 20;

/// Says when to try again after a failure: not before a try can be of use (the time that the server named, or what the
/// cause takes to pass), and after that somewhere in a window that doubles with every attempt, up to four hours: full
/// jitter. Says as well when to give up, and where trying again is useless. A jitter outside 0 to 1 counts as the nearer
/// of the two; one that is no number, as the middle.
///
/// ```
/// use mailmend::model::RetryAnswer;
/// let text = "450 4.2.0 Greylisted, try again in 300 seconds";
/// let report = mailmend::explain(&mailmend::Request::new(text));
/// let request = mailmend::RetryRequest::new(1, 0).jitter(0.0);
/// assert!(matches!(mailmend::retry(&report.findings[0], &request), RetryAnswer::Wait { seconds: 300, named: true, .. }));
/// ```
#[must_use]
pub fn retry(failed: impl Into<RetryFrom>, request: &RetryRequest) -> RetryAnswer {
    let failed = failed.into();
    let usual = match failed.retry {
        Retry::Never => return RetryAnswer::Never,
        Retry::AfterFix => return RetryAnswer::AfterFix,
        Retry::Later(seconds) => u64::from(seconds),
    };
    let least = u64::from(failed.wait.unwrap_or(0)).max(if failed.wait.is_some() { 0 } else { usual }).max(1);
    let left = request.give_up.saturating_sub(request.age);
    if least > left {
        return RetryAnswer::GiveUp { after: request.give_up };
    }
    let doublings = request.attempt.saturating_sub(1).min(32);
    let window = least.saturating_mul(1 << doublings).min(WIDEST.max(least));
    let chance = part(request.jitter);
    let longest = least.saturating_add(window);
    let seconds = least.saturating_add(window.saturating_mul(chance) / PARTS).min(left);
    // After the last try, the next useful one would come too late.
    let last = left - seconds < least;
    RetryAnswer::Wait { seconds, least, most: longest.min(left), named: failed.wait.is_some(), last }
}

/// Chance as a number of parts: the same on every platform.
fn part(jitter: f64) -> u64 {
    let jitter = if jitter.is_nan() { 0.5 } else { jitter.clamp(0.0, 1.0) };
    ((jitter * PARTS as f64) as u64).min(PARTS)
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used)]
mod tests {
    use super::*;

    fn after(text: &str, request: RetryRequest) -> RetryAnswer {
        retry(&crate::explain(&crate::Request::new(text)).findings[0], &request)
    }

    fn seconds(answer: RetryAnswer) -> u64 {
        match answer {
            RetryAnswer::Wait { seconds, .. } => seconds,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_windows_double_and_stop_at_four_hours() {
        let at = |attempt, jitter| {
            let failed = RetryFrom::code("RATE006", None).unwrap();
            seconds(retry(failed, &RetryRequest::new(attempt, 0).jitter(jitter)))
        };
        assert_eq!([at(1, 0.0), at(1, 1.0)], [900, 1_800]);
        assert_eq!([at(2, 0.0), at(2, 1.0)], [900, 2_700]);
        assert_eq!([at(3, 1.0), at(9, 1.0)], [4_500, 900 + 14_400]);
        assert_eq!([at(1, f64::NAN), at(1, -5.0), at(1, f64::INFINITY)], [1_350, 900, 1_800]);
        assert_eq!(at(u32::MAX, 1.0), 900 + 14_400);
    }

    #[test]
    fn what_the_server_asks_for_is_heeded() {
        let answer = after("451 4.7.1 Greylisting in action, please come back in 00:10:00", RetryRequest::new(1, 0));
        let RetryAnswer::Wait { least: 600, named: true, .. } = answer else { panic!("{answer:?}") };
        let first = RetryRequest::new(1, 0).jitter(0.0);
        assert_eq!(seconds(after("450 4.2.0 Greylisted for 5 minutes", first)), 300);
    }

    #[test]
    fn where_a_retry_is_useless_there_is_none() {
        let first = RetryRequest::new(1, 0);
        assert_eq!(after("550 5.1.1 User unknown", first), RetryAnswer::Never);
        assert_eq!(after("535 5.7.8 Username and Password not accepted", first), RetryAnswer::AfterFix);
        let code = |reply| retry(RetryFrom::code("POL001", reply).unwrap(), &first);
        assert_eq!(code(Some(550)), RetryAnswer::AfterFix);
        assert!(matches!(code(Some(451)), RetryAnswer::Wait { .. }));
        assert_eq!(code(None), RetryAnswer::AfterFix, "nothing says that it will pass");
    }

    #[test]
    fn old_mail_is_given_up() {
        // RFC 5321 section 4.5.4.1: the give-up time is at least four to five days.
        let busy = || RetryFrom::code("SMTP004", None).unwrap();
        let four_days = RetryRequest::new(20, 4 * 86_400);
        assert!(matches!(retry(busy(), &four_days), RetryAnswer::Wait { last: false, .. }));
        let five_days = RetryRequest::new(30, 5 * 86_400);
        assert_eq!(retry(busy(), &five_days), RetryAnswer::GiveUp { after: 432_000 });
        let code = RetryRequest::new(1, 0).give_up(600);
        assert_eq!(retry(busy(), &code), RetryAnswer::GiveUp { after: 600 }, "a one-time code is of no use by then");
        let nearly = RetryRequest::new(1, 0).give_up(1_900).jitter(1.0);
        assert!(matches!(retry(busy(), &nearly), RetryAnswer::Wait { seconds: 1_900, last: true, .. }));
    }
}
