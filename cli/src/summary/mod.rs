//! What many delivery attempts tell together: counted by each worker, added up, and then put in order for people.

mod digest;
mod hour;
mod memo;
mod problem;
mod suppress;
mod tally;

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use cardinality_estimator::CardinalityEstimator;
use mailmend::log::Outcome;
use mailmend::model::{Area, Cause, Recipient};
use mailmend::text::Secrets;

pub use digest::{CauseRow, Digest, FixRow, Level, Rate, SkippedRow, Unit, skipped};
pub use hour::{Hour, HourReader};
pub use memo::{MOST as MOST_VERDICTS, Memo, Verdict};
pub use problem::{Place, Problem, Problems};
#[cfg(test)]
pub use suppress::Suppressed;
pub use suppress::{Addresses, List};
use tally::{Count, Tally};

/// The most domains that are counted apart: the largest senders mail fewer.
const MOST_DOMAINS: usize = 50_000;

/// The most hours that are counted apart: more than two years.
const MOST_HOURS: usize = 20_000;

/// The most bytes of an example.
const LONGEST_EXAMPLE: usize = 400;

/// One delivery attempt, and what it comes to.
pub struct Attempt<'a> {
    /// Where it stands.
    pub place: Place,
    /// How it ended.
    pub outcome: Outcome,
    /// When.
    pub hour: Option<Hour>,
    /// By what lines about one message are joined.
    pub id: Option<&'a str>,
    /// The recipient.
    pub recipient: Option<&'a str>,
    /// What was said.
    pub said: &'a str,
    /// The cause, unless it was delivered.
    pub verdict: Option<Verdict>,
}

/// How many attempts ended how.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, serde::Serialize)]
pub struct Outcomes {
    /// The next server took it.
    pub delivered: u64,
    /// It will be tried again.
    pub deferred: u64,
    /// It was given up.
    pub failed: u64,
    /// This server did not take it from a client.
    pub rejected: u64,
    /// The recipient called it spam.
    pub complaint: u64,
}

impl Outcomes {
    fn add(&mut self, outcome: Outcome) {
        *match outcome {
            Outcome::Delivered => &mut self.delivered,
            Outcome::Deferred => &mut self.deferred,
            Outcome::Failed => &mut self.failed,
            Outcome::Rejected => &mut self.rejected,
            Outcome::Complaint => &mut self.complaint,
        } += 1;
    }

    /// What went wrong with mail of one's own.
    pub const fn trouble(&self) -> u64 {
        self.deferred + self.failed + self.complaint
    }

    /// All of them.
    pub const fn all(&self) -> u64 {
        self.delivered + self.trouble() + self.rejected
    }
}

impl Count for Outcomes {
    fn merge(&mut self, other: &Self) {
        self.delivered += other.delivered;
        self.deferred += other.deferred;
        self.failed += other.failed;
        self.rejected += other.rejected;
        self.complaint += other.complaint;
    }

    /// A domain with trouble is looked for; one that takes all is not.
    fn weight(&self) -> u64 {
        self.all() + 8 * self.trouble()
    }
}

/// One hour.
#[derive(Clone, Debug, Default)]
struct OfHour {
    outcomes: Outcomes,
    /// What went wrong, by the part of the way, in the order of `Area::ALL`.
    areas: [u64; Area::ALL.len()],
}

impl Count for OfHour {
    fn merge(&mut self, other: &Self) {
        self.outcomes.merge(&other.outcomes);
        for (count, more) in self.areas.iter_mut().zip(other.areas) {
            *count += more;
        }
    }

    fn weight(&self) -> u64 {
        self.outcomes.weight()
    }
}

/// One cause.
struct OfCause {
    cause: &'static Cause,
    outcomes: Outcomes,
    /// The different messages to different recipients: a deferred one is in the log every time it is tried.
    messages: Messages,
    /// Who said it: whose steps fit.
    providers: HashMap<Option<&'static str>, u64>,
    /// What was said first, addresses masked.
    example: Option<(Place, String)>,
}

/// Counts different messages: exactly while they are few, within two in a hundred when they are many.
type Messages = CardinalityEstimator<u64>;

/// Everything that is counted.
pub struct Summary {
    outcomes: Outcomes,
    /// Deliveries to a filter on the same machine: the mail is still on its way.
    pub passed_on: u64,
    /// Automatic answers, in a mailbox.
    pub auto_replies: u64,
    /// Ordinary messages, in a mailbox.
    pub other_messages: u64,
    /// What could not be read.
    pub problems: Problems,
    causes: HashMap<&'static str, OfCause>,
    /// The same for what this server turned away: another's trouble.
    refused: HashMap<&'static str, OfCause>,
    domains: Tally<String, Outcomes>,
    hours: Tally<Hour, OfHour>,
    /// The addresses to stop mailing.
    pub addresses: Addresses,
}

impl Default for Summary {
    fn default() -> Self {
        Self {
            outcomes: Outcomes::default(),
            passed_on: 0,
            auto_replies: 0,
            other_messages: 0,
            problems: Problems::default(),
            causes: HashMap::new(),
            refused: HashMap::new(),
            domains: Tally::new(MOST_DOMAINS),
            hours: Tally::new(MOST_HOURS),
            addresses: Addresses::default(),
        }
    }
}

impl Summary {
    /// Counts an attempt.
    pub fn add(&mut self, attempt: &Attempt<'_>) {
        let outcome = attempt.outcome;
        self.outcomes.add(outcome);
        if let Some(hour) = attempt.hour {
            let of_hour = self.hours.at(&hour, || hour);
            of_hour.outcomes.add(outcome);
            if let Some(verdict) = attempt.verdict.filter(|_| outcome != Outcome::Rejected) {
                let area = Area::ALL.iter().position(|area| *area == verdict.cause.area);
                if let Some(count) = area.and_then(|place| of_hour.areas.get_mut(place)) {
                    *count += 1;
                }
            }
        }
        if outcome == Outcome::Rejected {
            // A stranger's mail that was turned away: neither our recipients nor our domains.
            self.add_cause(attempt);
            return;
        }
        if let Some(domain) = attempt.recipient.and_then(domain) {
            self.domains.at(domain.as_ref(), || domain.to_string()).add(outcome);
        }
        if outcome != Outcome::Delivered {
            self.add_cause(attempt);
        }
    }

    /// Adds what another worker counted. Its addresses are left to it.
    pub fn merge(&mut self, other: Self) -> Addresses {
        self.outcomes.merge(&other.outcomes);
        self.passed_on += other.passed_on;
        self.auto_replies += other.auto_replies;
        self.other_messages += other.other_messages;
        self.problems.merge(other.problems);
        merge_causes(&mut self.causes, other.causes);
        merge_causes(&mut self.refused, other.refused);
        self.domains.merge(other.domains);
        self.hours.merge(other.hours);
        other.addresses
    }

    fn add_cause(&mut self, attempt: &Attempt<'_>) {
        let Some(verdict) = attempt.verdict else { return };
        let causes = if attempt.outcome == Outcome::Rejected { &mut self.refused } else { &mut self.causes };
        let of_cause = causes.entry(verdict.cause.code).or_insert_with(|| OfCause::new(verdict.cause));
        of_cause.outcomes.add(attempt.outcome);
        of_cause.messages.insert_hash(message(attempt));
        *of_cause.providers.entry(verdict.provider).or_default() += 1;
        if of_cause.example.as_ref().is_none_or(|(place, _)| attempt.place < *place) {
            of_cause.example = Some((attempt.place, example(attempt.said)));
        }
        // What will be tried again may still arrive, whatever the words.
        let is_over = matches!(attempt.outcome, Outcome::Failed | Outcome::Complaint);
        if let Some(recipient) = attempt.recipient
            && is_over
            && verdict.recipient == Recipient::Suppress
        {
            self.addresses.add(recipient, verdict.cause.code, attempt.place);
        }
    }
}

impl OfCause {
    fn new(cause: &'static Cause) -> Self {
        let (outcomes, messages) = (Outcomes::default(), Messages::new());
        Self { cause, outcomes, messages, providers: HashMap::new(), example: None }
    }
}

fn merge_causes(all: &mut HashMap<&'static str, OfCause>, more: HashMap<&'static str, OfCause>) {
    for (code, other) in more {
        let of_cause = all.entry(code).or_insert_with(|| OfCause::new(other.cause));
        of_cause.outcomes.merge(&other.outcomes);
        of_cause.messages.merge(&other.messages);
        for (provider, count) in other.providers {
            *of_cause.providers.entry(provider).or_default() += count;
        }
        let earlier = |(place, _): &(Place, String)| of_cause.example.as_ref().is_none_or(|(first, _)| place < first);
        if other.example.as_ref().is_some_and(earlier) {
            of_cause.example = other.example;
        }
    }
}

/// A number for the message and its recipient; what names neither is a message of its own.
fn message(attempt: &Attempt<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    match (attempt.id, attempt.recipient) {
        (None, None) => (attempt.place.file, attempt.place.number).hash(&mut hasher),
        named => named.hash(&mut hasher),
    }
    hasher.finish()
}

/// The domain of an address, in small letters.
fn domain(address: &str) -> Option<Cow<'_, str>> {
    let domain = address.rsplit_once('@')?.1.trim_end_matches(['>', '.']);
    if domain.is_empty() || domain.len() > 255 {
        return None;
    }
    let is_small = !domain.bytes().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii());
    Some(if is_small { domain.into() } else { domain.to_lowercase().into() })
}

/// What was said, for people to see: secrets and the names before the `@` masked, not too long.
fn example(said: &str) -> String {
    let secrets = Secrets::find(said);
    let shown = secrets.mask(said, mailmend::Span::new(0, said.len()));
    let mut out = String::new();
    for word in shown.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        mask(word, &mut out);
        if out.len() > LONGEST_EXAMPLE {
            out.truncate(out.floor_char_boundary(LONGEST_EXAMPLE));
            out.push('…');
            break;
        }
    }
    out
}

/// Writes a word without the names that stand before an `@`, however it is spelt.
fn mask(word: &str, out: &mut String) {
    let Some(at) = ["@", "%40", "=40"].iter().filter_map(|at| word.rfind(at)).max() else {
        out.push_str(word);
        return;
    };
    let (local, domain) = word.split_at(at);
    // What opens a bracket before the name stays, so that it can be seen what it is.
    let name = local.find(|letter: char| letter.is_alphanumeric()).unwrap_or(0);
    out.push_str(local.get(..name).unwrap_or_default());
    out.push('…');
    out.push_str(domain);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_shows_no_name() {
        assert_eq!(example("550 <a.b@example.com>:  unknown"), "550 <…@example.com>: unknown");
        assert_eq!(example("see https://x.example/?e=a.b%40example.com"), "see …%40example.com");
        assert_eq!(example("<a@b.example>,<c@d.example>"), "<…@d.example>");
        assert!(!example("535 AUTH PLAIN AGEAc2VjcmV0cGFzcw==").contains("c2VjcmV0"));
        assert!(example(&"ä".repeat(4000)).len() < LONGEST_EXAMPLE + 4);
    }

    #[test]
    fn a_domain_is_one_whatever_its_case() {
        assert_eq!(domain("X@Example.COM").as_deref(), Some("example.com"));
        assert_eq!(domain("x"), None);
    }
}
