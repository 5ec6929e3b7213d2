//! What an evaluation gives.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::model::Lookup;
use crate::syntax::spf::InvalidKind;
use crate::text::Span;

/// The results of `check_host` (RFC 7208 section 2.6).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SpfVerdict {
    /// There is no record, or no domain that could have one.
    None,
    /// The domain says neither yes nor no.
    Neutral,
    /// The client may send for the domain.
    Pass,
    /// It may not.
    Fail,
    /// It probably may not.
    SoftFail,
    /// DNS did not answer; asking again may help.
    TempError,
    /// The record cannot be evaluated.
    PermError,
}

impl SpfVerdict {
    /// The word that the RFC has for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Neutral => "neutral",
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::SoftFail => "softfail",
            Self::TempError => "temperror",
            Self::PermError => "permerror",
        }
    }
}

/// The result of `check_host`, and how it came about.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SpfResult {
    /// The result.
    pub verdict: SpfVerdict,
    /// The domain that was checked.
    pub domain: String,
    /// The term that decided; none where no term matched.
    pub matched: Option<MatchedTerm>,
    /// What the domain wants to be told to whom it turned away (`exp=`).
    pub explanation: Option<String>,
    /// What stood in the way, for `none`, `temperror` and `permerror`.
    pub problem: Option<SpfProblem>,
    /// Terms that looked something up, of [`MOST_TERMS`](super::MOST_TERMS) allowed.
    pub terms: u32,
    /// Look-ups that found nothing, of [`MOST_VOIDS`](super::MOST_VOIDS) allowed.
    pub voids: u32,
    /// Every step, in order; empty where it was not asked for.
    pub trace: Vec<TraceStep>,
}

/// A term that matched.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct MatchedTerm {
    /// Whose record it stands in.
    pub domain: String,
    /// The term.
    pub term: String,
    /// Where it stands there.
    #[serde(flatten)]
    pub span: Span,
}

/// What stood in the way of an evaluation.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct SpfProblem {
    /// What it is.
    #[serde(rename = "problem")]
    pub kind: SpfProblemKind,
    /// The domain whose record it is about.
    pub domain: String,
    /// The term, where one can be named.
    pub term: Option<String>,
    /// Where the term stands in the record.
    pub span: Option<Span>,
}

/// What can stand in the way.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SpfProblemKind {
    /// The domain is none that DNS could be asked for.
    BadDomain,
    /// The domain has no SPF record.
    NoRecord,
    /// The domain does not exist.
    NoDomain,
    /// It has more than one.
    SeveralRecords,
    /// The record is invalid.
    Invalid(InvalidKind),
    /// An included domain has no record.
    IncludeWithoutRecord,
    /// The domain of `redirect=` has no record.
    RedirectWithoutRecord,
    /// More than ten terms look something up.
    TooManyTerms,
    /// More than two look-ups found nothing.
    TooManyVoids,
    /// An `mx` leads to more than ten hosts.
    TooManyHosts,
    /// A look-up ran out of time.
    Timeout,
    /// A look-up was answered with a failure.
    ServerFailure,
}

impl SpfProblemKind {
    /// The name in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BadDomain => "not-a-domain",
            Self::NoRecord => "no-record",
            Self::NoDomain => "no-domain",
            Self::SeveralRecords => "several-records",
            Self::Invalid(kind) => kind.as_str(),
            Self::IncludeWithoutRecord => "include-without-record",
            Self::RedirectWithoutRecord => "redirect-without-record",
            Self::TooManyTerms => "too-many-lookups",
            Self::TooManyVoids => "too-many-void-lookups",
            Self::TooManyHosts => "too-many-mx-hosts",
            Self::Timeout => "timeout",
            Self::ServerFailure => "servfail",
        }
    }
}

impl Serialize for SpfProblemKind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One step of an evaluation.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TraceStep {
    /// How deep in included records it happened; 0 is the domain's own.
    pub depth: u32,
    /// Whose record was at work.
    pub domain: String,
    /// The term; none where the record as a whole was looked for.
    pub term: Option<String>,
    /// Where the term stands.
    pub span: Option<Span>,
    /// What was asked of DNS.
    pub asked: Option<Lookup>,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: TraceOutcome,
}

/// What came of a step.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "outcome", content = "detail")]
#[non_exhaustive]
pub enum TraceOutcome {
    /// This record was found.
    Record(String),
    /// The term matched: the record gives this.
    Match(SpfVerdict),
    /// It did not match.
    NoMatch,
    /// The evaluation goes on with another record.
    Redirect,
    /// No term matched, and that gives this.
    End(SpfVerdict),
    /// It ended here.
    Problem(SpfProblemKind),
}
