//! The answer about a domain.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Serialize, Serializer};

use super::dns::{Lookup, LookupType};
use super::report::{Finding, SCHEMA};
use super::words::RecordType;

/// The answer about a domain: what its records are, what is wrong with them and between them, and what still has to
/// be looked up.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DomainReport {
    /// The domain, as it was looked up.
    pub domain: String,
    /// The findings, the gravest first; the facts `name` and `type` say which record each is about.
    pub findings: Vec<Finding<'static>>,
    /// The mail records that were found.
    pub records: Vec<DomainRecord>,
    /// What receivers follow when they read the SPF record; none without just one record.
    pub spf: Option<SpfSummary>,
    /// The DMARC policy in force; none where there is none, or it is not known yet.
    pub dmarc: Option<DmarcSummary>,
    /// What each group of receivers asks of those who send much, and whether the domain has it.
    pub verdict: Vec<Verdict>,
    /// The look-ups that are still wanted. None: the answer is complete.
    pub needs: Vec<Lookup>,
}

impl DomainReport {
    /// A report that has found nothing.
    #[must_use]
    pub const fn new(domain: String) -> Self {
        Self {
            domain,
            findings: Vec::new(),
            records: Vec::new(),
            spf: None,
            dmarc: None,
            verdict: Vec::new(),
            needs: Vec::new(),
        }
    }
}

/// What receivers follow when they read the SPF record of a domain.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SpfSummary {
    /// The terms that need a look-up, those of included records as well: ten at most (RFC 7208 section 4.6.4).
    pub lookups: u32,
    /// The look-ups that find nothing: two at most.
    pub voids: u32,
    /// The records that it leads to, each before what it includes.
    pub includes: Vec<SpfInclude>,
    /// Whether all of it was followed.
    pub complete: bool,
}

impl SpfSummary {
    /// A summary.
    #[must_use]
    pub const fn new(lookups: u32, voids: u32, includes: Vec<SpfInclude>, complete: bool) -> Self {
        Self { lookups, voids, includes, complete }
    }
}

/// A record that an SPF record leads to.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SpfInclude {
    /// Where it stands.
    pub name: String,
    /// How deep: 1 for what the domain's own record includes.
    pub depth: u8,
    /// The terms in it and below it that need a look-up.
    pub lookups: u32,
    /// Whether there is a record that receivers can read.
    pub read: bool,
}

impl SpfInclude {
    /// An included record.
    #[must_use]
    pub const fn new(name: String, depth: u8, lookups: u32, read: bool) -> Self {
        Self { name, depth, lookups, read }
    }
}

/// The DMARC policy in force for a domain.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DmarcSummary {
    /// The domain whose record it is: the domain itself, or one above it.
    pub domain: String,
    /// The record.
    pub text: String,
    /// The policy as it is published; none while the kind of name is not known.
    pub policy: Option<&'static str>,
    /// The policy as it is applied: weaker while it is being tested.
    pub applied: Option<&'static str>,
}

impl DmarcSummary {
    /// A summary.
    #[must_use]
    pub const fn new(
        domain: String,
        text: String,
        policy: Option<&'static str>,
        applied: Option<&'static str>,
    ) -> Self {
        Self { domain, text, policy, applied }
    }
}

/// A mail record that was found in DNS.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DomainRecord {
    /// What kind of record it is.
    pub record: RecordType,
    /// Where it stands.
    pub name: String,
    /// Its type in DNS.
    #[serde(rename = "type")]
    pub kind: LookupType,
    /// Its text, the strings joined. Masked where it holds a private key.
    pub text: String,
    /// The codes of what is wrong with it, the gravest first.
    pub codes: Vec<&'static str>,
    /// The record as it should be, at the name of `publish`. None where nothing is to be corrected, and where no edit
    /// is safe.
    pub fixed: Option<String>,
    /// The corrected record in the forms in which it is entered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publish: Option<Publish>,
}

/// A record in the three forms in which it is entered: one text, strings, and a line of a zone file.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Publish {
    /// The name it belongs to; none where that is not known.
    pub name: Option<String>,
    /// The text: what most DNS panels take.
    pub raw: String,
    /// The text in strings of at most 255 bytes (RFC 1035 section 3.3).
    pub strings: Vec<String>,
    /// A line of a zone file (RFC 1035 section 5.1).
    pub zone: String,
}

impl Publish {
    /// A record that is to be published.
    #[must_use]
    pub const fn new(name: Option<String>, raw: String, strings: Vec<String>, zone: String) -> Self {
        Self { name, raw, strings, zone }
    }
}

/// Whether a domain has what a group of receivers asks of those who send it much.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Verdict {
    /// A short name, for instance `gmail`.
    pub id: &'static str,
    /// The name people know.
    pub name: &'static str,
    /// The month since which it is asked.
    pub since: &'static str,
    /// Where the receiver says so.
    pub source: &'static str,
    /// The month in which the rules were last compared with it.
    pub seen: &'static str,
    /// Each rule.
    pub rules: Vec<Ruling>,
}

/// One rule, and whether it is met.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Ruling {
    /// What is looked at.
    pub check: BulkCheck,
    /// Whether it is met.
    pub status: RuleStatus,
    /// What is asked.
    pub text: &'static str,
    /// How one sees it, where DNS does not show it.
    pub how: Option<&'static str>,
}

/// Whether a rule is met.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RuleStatus {
    /// It is.
    Met,
    /// It is not.
    NotMet,
    /// DNS does not show it.
    Unseen,
    /// DNS gave no answer, or was not asked yet.
    Unknown,
}

impl RuleStatus {
    /// The word as it stands in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not-met",
            Self::Unseen => "unseen",
            Self::Unknown => "unknown",
        }
    }
}

/// What receivers look at in mail from those who send much.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum BulkCheck {
    /// An SPF record.
    Spf,
    /// A DKIM key.
    Dkim,
    /// A DMARC record.
    Dmarc,
    /// The domain of SPF or DKIM is that of From.
    Alignment,
    /// The address has a name that leads back to it.
    ReverseName,
    /// Mail is sent over TLS.
    Tls,
    /// One click unsubscribes.
    Unsubscribe,
    /// How often people call it spam.
    Complaints,
}

impl BulkCheck {
    /// The word as it stands in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Spf => "spf",
            Self::Dkim => "dkim",
            Self::Dmarc => "dmarc",
            Self::Alignment => "alignment",
            Self::ReverseName => "reverse-name",
            Self::Tls => "tls",
            Self::Unsubscribe => "unsubscribe",
            Self::Complaints => "complaints",
        }
    }
}

/// What a group of receivers asks of those who send it much.
#[derive(Debug, Eq, PartialEq)]
pub struct BulkGroup {
    /// A short name.
    pub id: &'static str,
    /// The name people know.
    pub name: &'static str,
    /// The month since which it is asked.
    pub since: &'static str,
    /// Where the receiver says so.
    pub source: &'static str,
    /// The month in which the rules were last compared with it.
    pub seen: &'static str,
    /// The rules.
    pub rules: &'static [BulkRule],
}

/// One of its rules.
#[derive(Debug, Eq, PartialEq)]
pub struct BulkRule {
    /// What is looked at.
    pub check: BulkCheck,
    /// What is asked.
    pub text: &'static str,
    /// How one sees it, where DNS does not show it.
    pub how: Option<&'static str>,
}

impl Serialize for DomainReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;

        let mut report = serializer.serialize_struct("DomainReport", 9)?;
        report.serialize_field("schema", &SCHEMA)?;
        report.serialize_field("kind", "domain")?;
        report.serialize_field("domain", &self.domain)?;
        report.serialize_field("findings", &self.findings)?;
        report.serialize_field("records", &self.records)?;
        report.serialize_field("spf", &self.spf)?;
        report.serialize_field("dmarc", &self.dmarc)?;
        report.serialize_field("verdict", &self.verdict)?;
        report.serialize_field("needs", &self.needs)?;
        report.end()
    }
}
