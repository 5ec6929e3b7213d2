//! One answer, one shape.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};
use smallvec::SmallVec;

use super::cause::Cause;
#[cfg(any(feature = "settings", feature = "std"))]
use super::cause::RetryRule;
use super::steps::{Commands, Fix, Steps};
use super::words::{Confidence, FactKey, Kind, Need, Recipient, Stack, Stage};

/// The version of the shape; it grows when a field changes its meaning.
pub const SCHEMA: u32 = 1;

/// The answer to `explain`: never empty, the best finding first.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Report<'a> {
    /// What was read.
    pub kind: Kind,
    /// The provider whose words these are, or the one the caller named.
    pub provider: Option<&'static str>,
    /// The step of the dialogue that failed.
    pub stage: Option<Stage>,
    /// The findings, the best first.
    pub findings: Vec<Finding<'a>>,
    /// What a deeper answer would need.
    pub needs: SmallVec<[Need; 2]>,
    /// Set when the input was too long to be read whole.
    pub cut: Option<Cut>,
}

/// How much of a long input was read.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Cut {
    /// Bytes that were read.
    pub read: usize,
    /// Bytes that were given.
    pub given: usize,
}

/// One cause, with its proof and its cure.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Finding<'a> {
    /// The cause: code, texts, owner.
    pub cause: &'static Cause,
    /// How sure it is.
    pub confidence: Confidence,
    /// When to try again.
    pub retry: Retry,
    /// What to do with the recipient's address.
    pub recipient: Recipient,
    /// What in the input shows it.
    pub evidence: SmallVec<[Evidence<'a>; 1]>,
    /// The steps, those of the provider where it has its own. Filter with [`Finding::fixes`].
    pub steps: Steps,
    /// The software the steps are for.
    pub stack: Option<Stack>,
    /// What the text names: addresses, lists, waiting times.
    pub facts: SmallVec<[Fact<'a>; 0]>,
}

impl Report<'_> {
    /// The same report, on its own: it borrows nothing, and outlives the text.
    #[must_use]
    pub fn into_owned<'b>(self) -> Report<'b> {
        Report {
            kind: self.kind,
            provider: self.provider,
            stage: self.stage,
            findings: self.findings.into_iter().map(Finding::into_owned).collect(),
            needs: self.needs,
            cut: self.cut,
        }
    }
}

#[cfg(any(feature = "settings", feature = "std"))]
impl Finding<'static> {
    /// What a cause alone tells, certain and without a proof in the text.
    pub(crate) fn of(cause: &'static Cause) -> Self {
        let retry = match cause.retry {
            RetryRule::Later(seconds) | RetryRule::ByCode(seconds) => Retry::Later(seconds),
            RetryRule::AfterFix => Retry::AfterFix,
            RetryRule::Never => Retry::Never,
        };
        Self {
            cause,
            confidence: Confidence::Certain,
            retry,
            recipient: cause.recipient,
            evidence: SmallVec::new(),
            steps: cause.fixes,
            stack: None,
            facts: SmallVec::new(),
        }
    }
}

impl Finding<'_> {
    /// The steps, in order: the general ones, and those for the caller's software.
    pub fn fixes(&self) -> impl Iterator<Item = Fix> + use<> {
        let stack = self.stack;
        self.steps.iter().filter(move |fix| fix.stack.is_none() || fix.stack == stack)
    }

    /// The same finding, on its own: it borrows nothing, and goes into any report.
    #[must_use]
    pub fn into_owned<'b>(self) -> Finding<'b> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        let evidence = self.evidence.into_iter();
        let facts = self.facts.into_iter();
        Finding {
            cause: self.cause,
            confidence: self.confidence,
            retry: self.retry,
            recipient: self.recipient,
            evidence: evidence
                .map(|place| Evidence { text: owned(place.text), start: place.start, end: place.end })
                .collect(),
            steps: self.steps,
            stack: self.stack,
            facts: facts.map(|fact| Fact { key: fact.key, value: owned(fact.value) }).collect(),
        }
    }

    /// Whether this is more than a guess from a reply code.
    #[must_use]
    pub fn is_understood(&self) -> bool {
        self.confidence > Confidence::Possible
    }
}

/// When to try again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Retry {
    /// After so many seconds.
    Later(u32),
    /// Once the cause is mended.
    AfterFix,
    /// Not at all.
    Never,
}

impl Retry {
    /// The word as it stands in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Later(_) => "later",
            Self::AfterFix => "after-fix",
            Self::Never => "never",
        }
    }

    /// The seconds to wait.
    #[must_use]
    pub const fn after(self) -> Option<u32> {
        match self {
            Self::Later(seconds) => Some(seconds),
            _ => None,
        }
    }
}

/// A piece of the input that shows the cause. Secrets in it are masked.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Evidence<'a> {
    /// What stands there.
    pub text: Cow<'a, str>,
    /// Where it starts, in UTF-8 bytes.
    pub start: usize,
    /// Where it ends, in UTF-8 bytes.
    pub end: usize,
}

/// Something the text names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fact<'a> {
    /// What it is.
    pub key: FactKey,
    /// Its value, as it stands in the text.
    pub value: Cow<'a, str>,
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut report = serializer.serialize_struct("Report", 7)?;
        report.serialize_field("schema", &SCHEMA)?;
        report.serialize_field("kind", &self.kind)?;
        report.serialize_field("provider", &self.provider)?;
        report.serialize_field("stage", &self.stage)?;
        report.serialize_field("findings", &self.findings)?;
        report.serialize_field("needs", self.needs.as_slice())?;
        if let Some(cut) = &self.cut {
            report.serialize_field("cut", cut)?;
        }
        report.end()
    }
}

impl Serialize for Finding<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let cause = self.cause;
        let mut finding = serializer.serialize_struct("Finding", 15)?;
        finding.serialize_field("code", cause.code)?;
        finding.serialize_field("slug", cause.slug)?;
        finding.serialize_field("class", &cause.class)?;
        finding.serialize_field("area", &cause.area)?;
        finding.serialize_field("severity", &cause.severity)?;
        finding.serialize_field("confidence", &self.confidence)?;
        finding.serialize_field("title", cause.title)?;
        finding.serialize_field("why", cause.why)?;
        finding.serialize_field("owner", &cause.owner)?;
        finding.serialize_field("retry", self.retry.as_str())?;
        if let Some(after) = self.retry.after() {
            finding.serialize_field("after", &after)?;
        }
        finding.serialize_field("recipient", &self.recipient)?;
        finding.serialize_field("evidence", self.evidence.as_slice())?;
        finding.serialize_field("fixes", &Fixes(self))?;
        finding.serialize_field("facts", &Facts(&self.facts))?;
        finding.end()
    }
}

struct Fixes<'f, 'a>(&'f Finding<'a>);

impl Serialize for Fixes<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.fixes())
    }
}

impl Serialize for Steps {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl Serialize for Commands {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(*self)
    }
}

impl Serialize for Fix {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fix = serializer.serialize_struct("Fix", 3)?;
        fix.serialize_field("text", self.text)?;
        fix.serialize_field("link", &self.link)?;
        fix.serialize_field("commands", &self.commands)?;
        fix.end()
    }
}

struct Facts<'f, 'a>(&'f [Fact<'a>]);

impl Serialize for Facts<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut facts = serializer.serialize_map(Some(self.0.len()))?;
        for fact in self.0 {
            facts.serialize_entry(fact.key.as_str(), &fact.value)?;
        }
        facts.end()
    }
}
