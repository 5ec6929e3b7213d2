//! DMARC as receivers evaluate it: discovery, policy, alignment and consent to reports. RFC 9989, and RFC 7489 for
//! receivers that still follow it.
//!
//! No list of public suffixes comes along, so under RFC 7489 the caller says which domain is the organizational one
//! ([`Question::organizational`]); without that it is taken to be the domain in question itself.
//!
//! Bounds: a walk is at most [`MOST_QUERIES`] look-ups. [`discover`] takes one walk, and one look-up for whether the name
//! exists; [`evaluate`] one walk more for each identifier below the organizational domain that is not the domain itself,
//! of the first [`MOST_IDENTIFIERS`] of SPF and of DKIM; [`reports`] one look-up and, below the organizational domain, one
//! walk for each of the first [`MOST_TARGETS`] domains that reports go to. Each takes three rounds at most.

mod consent;
mod record;
mod walk;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::inquiry::{Found, Inquiry, SoFar, dns_name};
use crate::model::{Answers, Receivers, Step};
use crate::syntax::dmarc::Policy;

pub use consent::{Consent, MOST_TARGETS, ReportTarget, consent_name, reports};
pub use record::{Record, ReportAddress};
pub use walk::{Level, MOST_QUERIES};
use walk::{Walk, is_within};

/// The domains that SPF passed for, and the signatures, that are looked at in one message; more are passed over.
pub const MOST_IDENTIFIERS: usize = 32;

/// What is asked.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Question<'a> {
    /// The domain after the `@` of the From header.
    pub domain: &'a str,
    /// The domains that SPF passed for: of the envelope sender.
    pub spf: &'a [&'a str],
    /// The domains of the DKIM signatures that hold: `d=`.
    pub dkim: &'a [&'a str],
    /// Which standard the receivers follow.
    pub receivers: Receivers,
    /// Under RFC 7489: the organizational domain, by the public suffix list. It is the domain in question, or above it;
    /// anything else is passed over.
    pub organizational: Option<&'a str>,
}

impl<'a> Question<'a> {
    /// A question about mail from `domain` that nothing authenticates, put to receivers of RFC 9989.
    #[must_use]
    pub const fn new(domain: &'a str) -> Self {
        Self { domain, spf: &[], dkim: &[], receivers: Receivers::Rfc9989, organizational: None }
    }

    /// Says for which domains SPF passed.
    #[must_use]
    pub const fn spf(mut self, domains: &'a [&'a str]) -> Self {
        self.spf = domains;
        self
    }

    /// Says whose signatures hold.
    #[must_use]
    pub const fn dkim(mut self, domains: &'a [&'a str]) -> Self {
        self.dkim = domains;
        self
    }

    /// Asks receivers of another standard.
    #[must_use]
    pub const fn receivers(mut self, receivers: Receivers) -> Self {
        self.receivers = receivers;
        self
    }

    /// Says what the organizational domain is, for receivers of RFC 7489.
    #[must_use]
    pub const fn organizational(mut self, domain: &'a str) -> Self {
        self.organizational = Some(domain);
        self
    }
}

/// Where the policy for a domain stands, and what it is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Discovery {
    /// The domain, as DNS is asked for it.
    pub domain: String,
    /// Whether it is a name that DNS can be asked for.
    pub is_name: bool,
    /// What was found, from the longest name to the shortest.
    pub levels: Vec<Level>,
    /// The organizational domain; none while that cannot be said.
    pub organizational: Option<String>,
    /// What is known of the policy.
    pub policy: Discovered,
}

/// What is known of the policy of a domain.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Discovered {
    /// Nothing: look-ups are wanted.
    Wanted,
    /// There is none, so that DMARC is not applied: no record, several at one name, or one that cannot be acted on.
    Nothing,
    /// DNS gave no answer, so that there may be one.
    Failed,
    /// There is one.
    Applies(Applied),
}

/// The policy that applies.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Applied {
    /// The domain whose record it is.
    pub domain: String,
    /// The record.
    pub record: Record,
    /// What kind of name the domain in question is, seen from there; none while that is not known.
    pub name: Option<NameKind>,
    /// What that asks for; none while the kind of name is not known, and matters.
    pub effective: Option<Effective>,
}

/// What kind of name a domain is, seen from the record that applies to it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum NameKind {
    /// The record is its own.
    Domain,
    /// It lies below, and exists; or it makes no difference whether it does.
    Subdomain,
    /// It lies below, and does not exist.
    NonExistent,
}

impl NameKind {
    /// As it stands in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Domain => "domain",
            Self::Subdomain => "subdomain",
            Self::NonExistent => "non-existent",
        }
    }
}

/// What a record asks for, for one kind of name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Effective {
    /// The tag that says it: `p`, `sp` or `np`.
    pub tag: &'static str,
    /// The policy as it is published.
    pub published: Policy,
    /// The policy as it is applied to mail that fails: with `t=y`, one step less strict (RFC 9989 section 4.7).
    pub applied: Policy,
    /// The share of the failing mail that it is applied to; less than 100 only for receivers of RFC 7489. They apply the
    /// next less strict policy to the rest.
    pub percent: u8,
}

impl Record {
    /// What the record asks for, for one kind of name: `np` falls back to `sp`, and `sp` to `p` (RFC 9989 section 4.7).
    #[must_use]
    pub fn effective(&self, name: NameKind) -> Option<Effective> {
        let of_subdomains = || self.sp.map(|policy| ("sp", policy));
        let own = match name {
            NameKind::Domain => None,
            NameKind::Subdomain => of_subdomains(),
            NameKind::NonExistent => self.np.map(|policy| ("np", policy)).or_else(of_subdomains),
        };
        let (tag, published) = own.or(self.p.map(|policy| ("p", policy)))?;
        let applied = if self.testing { weaker(published) } else { published };
        Some(Effective { tag, published, applied, percent: self.percent })
    }
}

/// One step less strict.
const fn weaker(policy: Policy) -> Policy {
    match policy {
        Policy::Reject => Policy::Quarantine,
        Policy::Quarantine | Policy::None => Policy::None,
    }
}

/// Finds the policy of a domain; [`Question::spf`] and [`Question::dkim`] do not matter.
///
/// ```
/// use mailmend::evaluate::dmarc::{Question, discover};
/// use mailmend::model::{Answers, Step};
/// let Step::Needs(wanted) = discover(&Question::new("mail.example.com"), &Answers::new()).step() else { panic!() };
/// let names: Vec<_> = wanted.iter().map(|lookup| lookup.name.as_str()).collect();
/// assert_eq!(names, ["_dmarc.mail.example.com", "_dmarc.example.com", "_dmarc.com"]);
/// ```
#[must_use]
pub fn discover(question: &Question<'_>, answers: &Answers) -> SoFar<Discovery> {
    let mut inquiry = Inquiry::new(answers);
    let discovery = discovered(question, &mut inquiry);
    inquiry.finish(discovery)
}

fn discovered(question: &Question<'_>, inquiry: &mut Inquiry<'_>) -> Discovery {
    let Some(domain) = dns_name(question.domain) else {
        return Discovery {
            domain: question.domain.to_string(),
            is_name: false,
            levels: Vec::new(),
            organizational: None,
            policy: Discovered::Nothing,
        };
    };
    let (walk, organizational) = match question.receivers {
        Receivers::Rfc7489 => {
            let above = question.organizational.and_then(dns_name).filter(|above| is_within(&domain, above));
            let organizational = above.unwrap_or_else(|| domain.clone());
            (named(inquiry, &domain, &organizational), Some(organizational))
        }
        _ => {
            let walk = walk::walk(inquiry, &domain);
            let organizational = walk.organizational().filter(|_| walk.is_sure()).map(ToString::to_string);
            (walk, organizational)
        }
    };
    let policy = policy(inquiry, &domain, &walk, organizational.as_deref());
    Discovery { domain, is_name: true, levels: walk.levels, organizational, policy }
}

/// RFC 7489 section 6.6.3: the domain itself, then the organizational domain.
fn named(inquiry: &mut Inquiry<'_>, domain: &str, organizational: &str) -> Walk {
    let mut domains = alloc::vec![domain];
    if organizational != domain {
        domains.push(organizational);
    }
    let levels = domains
        .into_iter()
        .map(|domain| Level { domain: domain.to_string(), found: walk::level(inquiry, domain, Receivers::Rfc7489) });
    Walk { levels: levels.collect() }
}

/// The record that applies: the domain's own, else that of the organizational domain, else that of the public suffix
/// (RFC 9989 section 4.10.1).
fn policy(inquiry: &mut Inquiry<'_>, domain: &str, walk: &Walk, organizational: Option<&str>) -> Discovered {
    let applies = |inquiry: &mut Inquiry<'_>, level: &Level, record: &Record| {
        if !record.is_usable() {
            return Discovered::Nothing;
        }
        let name = kind_of_name(inquiry, domain, level, record);
        // Until it is known whether the name exists, the policy is known where that makes no difference.
        let kinds = name.map_or([NameKind::Subdomain, NameKind::NonExistent], |name| [name, name]);
        let [one, other] = kinds.map(|kind| record.effective(kind));
        let effective = one.filter(|_| one.map(|one| one.published) == other.map(|other| other.published));
        Discovered::Applies(Applied { domain: level.domain.clone(), record: record.clone(), name, effective })
    };
    let Some(own) = walk.levels.first() else { return Discovered::Nothing };
    match &own.found {
        Found::Wanted => return Discovered::Wanted,
        Found::Failed => return Discovered::Failed,
        // Several at one name are all discarded, and receivers look no further for this domain.
        Found::Several(_) => return Discovered::Nothing,
        Found::One(record) => return applies(inquiry, own, record),
        Found::Nothing => {}
    }
    let Some(organizational) = organizational else {
        return if inquiry.is_waiting() { Discovered::Wanted } else { Discovered::Failed };
    };
    let is_suffix = |level: &&Level| level.found.one().is_some_and(|record| record.psd == Some(true));
    let of_organization = walk.levels.iter().find(|level| level.domain == organizational);
    let of_organization = of_organization.filter(|level| !matches!(level.found, Found::Nothing));
    match of_organization.or_else(|| walk.levels.iter().find(is_suffix)) {
        None => Discovered::Nothing,
        Some(level) => match &level.found {
            Found::Wanted => Discovered::Wanted,
            Found::Failed => Discovered::Failed,
            Found::Nothing | Found::Several(_) => Discovered::Nothing,
            Found::One(record) => applies(inquiry, level, record),
        },
    }
}

fn kind_of_name(inquiry: &mut Inquiry<'_>, domain: &str, level: &Level, record: &Record) -> Option<NameKind> {
    if level.domain == domain {
        return Some(NameKind::Domain);
    }
    // Whether it exists matters where `np` says something else only.
    let (exists, not) = (record.effective(NameKind::Subdomain), record.effective(NameKind::NonExistent));
    if exists == not {
        return Some(NameKind::Subdomain);
    }
    let exists = inquiry.exists(domain)?;
    Some(if exists { NameKind::Subdomain } else { NameKind::NonExistent })
}

/// How DMARC comes out (RFC 9989; the words are those of an Authentication-Results header).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Outcome {
    /// An identifier is aligned.
    Pass,
    /// None is.
    Fail,
    /// The domain has no policy.
    None,
    /// DNS gave no answer: later it may.
    TempError,
    /// The domain is no name that DNS can be asked for.
    PermError,
}

impl Outcome {
    /// As it stands in a header, and in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::None => "none",
            Self::TempError => "temperror",
            Self::PermError => "permerror",
        }
    }
}

/// What authenticated the mail.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Mechanism {
    /// SPF.
    Spf,
    /// DKIM.
    Dkim,
}

impl Mechanism {
    /// As it stands in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Spf => "spf",
            Self::Dkim => "dkim",
        }
    }
}

/// A domain that was authenticated, and whether it speaks for the domain in question (RFC 9989 section 4.4).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Identifier {
    /// By what it was authenticated.
    pub by: Mechanism,
    /// The domain.
    pub domain: String,
    /// Its organizational domain, where that was looked for.
    pub organizational: Option<String>,
    /// Whether only the very same domain will do: `aspf=s`, `adkim=s`.
    pub strict: bool,
    /// Whether it is aligned; none while that cannot be said.
    pub aligned: Option<bool>,
}

/// The evaluation of one message.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Verdict {
    /// How it comes out; none while look-ups are wanted that decide it.
    pub outcome: Option<Outcome>,
    /// The policy.
    pub discovery: Discovery,
    /// What was authenticated, in the order of the question, SPF first.
    pub identifiers: Vec<Identifier>,
}

impl Verdict {
    /// What the owner of the domain asks to be done with the message; none where that is not known.
    #[must_use]
    pub fn disposition(&self) -> Option<Policy> {
        match (self.outcome?, &self.discovery.policy) {
            (Outcome::Fail, Discovered::Applies(applied)) => applied.effective.map(|effective| effective.applied),
            (Outcome::Pass | Outcome::None, _) => Some(Policy::None),
            // Each receiver decides for itself.
            _ => None,
        }
    }
}

/// Evaluates one message as far as the answers go.
#[must_use]
pub fn evaluate_so_far(question: &Question<'_>, answers: &Answers) -> SoFar<Verdict> {
    let mut inquiry = Inquiry::new(answers);
    let discovery = discovered(question, &mut inquiry);
    let mut identifiers = Vec::new();
    if let Discovered::Applies(applied) = &discovery.policy {
        let record = &applied.record;
        for (by, domains, strict) in
            [(Mechanism::Spf, question.spf, record.strict_spf), (Mechanism::Dkim, question.dkim, record.strict_dkim)]
        {
            identifiers.extend(domains.iter().take(MOST_IDENTIFIERS).map(|domain| {
                let mut identifier =
                    Identifier { by, domain: (*domain).to_string(), organizational: None, strict, aligned: None };
                align(&mut inquiry, &mut identifier, question.receivers, &discovery);
                identifier
            }));
        }
    }
    let outcome = match &discovery.policy {
        Discovered::Nothing if !discovery.is_name => Some(Outcome::PermError),
        Discovered::Nothing => Some(Outcome::None),
        Discovered::Failed => Some(Outcome::TempError),
        Discovered::Wanted => None,
        Discovered::Applies(_) if identifiers.iter().any(|identifier| identifier.aligned == Some(true)) => {
            Some(Outcome::Pass)
        }
        Discovered::Applies(_) if identifiers.iter().all(|identifier| identifier.aligned == Some(false)) => {
            Some(Outcome::Fail)
        }
        Discovered::Applies(_) => (!inquiry.is_waiting()).then_some(Outcome::TempError),
    };
    inquiry.finish(Verdict { outcome, discovery, identifiers })
}

/// Evaluates one message: the result, or the look-ups that are wanted first.
///
/// ```
/// use mailmend::evaluate::dmarc::{Outcome, Question, evaluate};
/// use mailmend::model::{Answer, Answers, Data, LookupType, Step};
/// let mut answers = Answers::new();
/// let record = vec![Data::Txt(vec!["v=DMARC1; p=reject".into()])];
/// answers.insert("_dmarc.example.com", LookupType::Txt, Answer::Records(record));
/// answers.insert("_dmarc.com", LookupType::Txt, Answer::NoName);
/// let Step::Done(verdict) = evaluate(&Question::new("example.com").dkim(&["example.com"]), &answers) else { panic!() };
/// assert_eq!(verdict.outcome, Some(Outcome::Pass));
/// ```
#[must_use]
pub fn evaluate(question: &Question<'_>, answers: &Answers) -> Step<Verdict> {
    evaluate_so_far(question, answers).step()
}

/// RFC 9989 sections 4.4.1 and 4.4.2: strict, the domains are the same; relaxed, their organizational domains are.
fn align(inquiry: &mut Inquiry<'_>, identifier: &mut Identifier, receivers: Receivers, discovery: &Discovery) {
    let Some(domain) = dns_name(&identifier.domain) else {
        identifier.aligned = Some(false);
        return;
    };
    let author = discovery.domain.as_str();
    if domain == author || identifier.strict {
        identifier.aligned = Some(domain == author);
        return;
    }
    let Some(organizational) = discovery.organizational.as_deref() else {
        // Whatever the organizational domain is, the author's last label belongs to it.
        let last = author.rsplit('.').next().unwrap_or_default();
        identifier.aligned = (!is_within(&domain, last)).then_some(false);
        return;
    };
    // A domain that does not lie below cannot have the same organizational domain.
    let within = is_within(&domain, organizational);
    if receivers == Receivers::Rfc7489 || !within {
        identifier.aligned = Some(within);
        identifier.organizational = within.then(|| organizational.to_string());
        return;
    }
    let walk = walk::walk(inquiry, &domain);
    if walk.is_sure() {
        identifier.organizational = walk.organizational().map(ToString::to_string);
        identifier.aligned = Some(identifier.organizational.as_deref() == Some(organizational));
    }
}

#[cfg(test)]
mod tests;
