//! The knowledge base's own shapes: causes, fixes, providers.

use super::steps::Steps;
#[cfg(feature = "settings")]
use super::submission::Submission;
use super::words::{Area, Class, Need, Owner, Recipient, Severity};

/// One cause of failure, with its page: what, why, and what to do.
#[derive(Debug, Eq, PartialEq)]
pub struct Cause {
    /// The code, for instance `AUTH002`. Never reused.
    pub code: &'static str,
    /// The code in words, for instance `app-password-required`.
    pub slug: &'static str,
    /// The taxonomy's name; none for a remark that is no cause.
    pub class: Option<Class>,
    /// The part of the way.
    pub area: Area,
    /// How much it hurts.
    pub severity: Severity,
    /// What is wrong.
    pub title: &'static str,
    /// Why.
    pub why: &'static str,
    /// Who has to act.
    pub owner: Owner,
    /// When to try again.
    pub retry: RetryRule,
    /// What to do with the recipient's address when the cause is sure enough.
    pub recipient: Recipient,
    /// Whether it says that it failed rather than why: any other decisive words tell more.
    pub symptom: bool,
    /// What a deeper answer would look at.
    pub needs: &'static [Need],
    /// The standard that defines it.
    pub rfc: Option<&'static str>,
    /// What to do, step by step, whatever the provider.
    pub fixes: Steps,
    /// Its place in the catalogue.
    pub(crate) place: u16,
}

/// When to try again, before a reply code is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RetryRule {
    /// After so many seconds.
    Later(u32),
    /// Once the cause is mended.
    AfterFix,
    /// Not at all.
    Never,
    /// A 4xx reply after so many seconds, a 5xx once the cause is mended.
    ByCode(u32),
}

/// A mailbox provider, a relay, a gateway or a blocklist.
#[derive(Debug, Eq, PartialEq)]
pub struct Provider {
    /// The short name, for instance `gmail`.
    pub id: &'static str,
    /// The name people know.
    pub name: &'static str,
    /// The causes that it has steps of its own for, each with where its list starts in `steps`.
    pub(crate) lists: &'static [(u16, u16)],
    /// All its lists, one after the other.
    pub(crate) steps: &'static str,
    #[cfg(feature = "settings")]
    pub(crate) submission: Option<&'static Submission>,
}

impl Provider {
    /// Its own steps for a cause; they stand in place of the general ones.
    #[must_use]
    pub fn steps(&self, cause: &Cause) -> Option<Steps> {
        let list = self.lists.iter().position(|(place, _)| *place == cause.place)?;
        let start = usize::from(self.lists.get(list)?.1);
        let end = self.lists.get(list + 1).map_or(self.steps.len(), |(_, start)| usize::from(*start));
        self.steps.get(start..end).map(Steps)
    }

    /// How one sends through it: servers, log-in, limits, hosts that are mistaken for it.
    #[cfg(feature = "settings")]
    #[must_use]
    pub fn submission(&self) -> Option<&'static Submission> {
        self.submission
    }
}

/// A real reply that a knowledge row explains.
#[derive(Debug, Eq, PartialEq)]
pub struct Example {
    /// The code of the cause it must lead to.
    pub code: &'static str,
    /// What was said.
    pub text: &'static str,
    /// Where it was seen.
    pub source: &'static str,
    /// The month it was last seen.
    pub seen: &'static str,
    /// The knowledge file that holds the row.
    pub file: &'static str,
}

/// A text that a rule finds wrong, and how it is right: an example on the page of a code.
#[derive(Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct RuleExample {
    /// The code of the rule.
    pub code: &'static str,
    /// A text in which the rule finds something.
    pub fails: &'static str,
    /// That text, corrected; none where a person has to decide, or where there is nothing to correct.
    pub fixed: Option<&'static str>,
    /// Another text, in which the rule finds nothing.
    pub passes: Option<&'static str>,
    /// What the text is read as, where it does not say so itself: a type of record such as `mta-sts-policy`, or what an
    /// address is for.
    pub read_as: Option<&'static str>,
    /// Where a record stands, for rules that look at it.
    pub name: Option<&'static str>,
}
