//! Whether those that reports go to have agreed: RFC 9990; before it, RFC 7489 section 7.1.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::record::{ReportAddress, target};
use super::walk::{is_within, walk};
use super::{Discovered, Discovery};
use crate::evaluate::inquiry::{Found, Inquiry, SoFar, dns_name, has_version};
use crate::model::{Answer, Answers, Data, LookupType, Receivers};

/// The domains that are looked at; a record that names more has its own finding.
pub const MOST_TARGETS: usize = 16;

/// A domain that reports go to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReportTarget {
    /// The tag that names it: `rua` or `ruf`.
    pub tag: &'static str,
    /// The first address there.
    pub address: ReportAddress,
    /// The domain.
    pub domain: String,
    /// Whether it takes the reports.
    pub consent: Consent,
}

/// Whether a domain takes the reports of another.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Consent {
    /// It belongs to the same organization: nobody has to agree.
    Own,
    /// It agrees.
    Given,
    /// It has not agreed, so that receivers send it nothing.
    Missing,
    /// DNS gave no answer.
    Failed,
    /// Look-ups are wanted.
    Wanted,
}

impl Consent {
    /// As it stands in JSON; none while it is not known.
    #[must_use]
    pub const fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Own => Some("own"),
            Self::Given => Some("given"),
            Self::Missing => Some("missing"),
            Self::Failed => Some("failed"),
            Self::Wanted => None,
        }
    }
}

/// Where reports for the policy go, and whether they are taken there: one entry for each domain, in order.
///
/// A domain outside of the organization agrees by a record at `<domain>._report._dmarc.<target>` whose version is
/// `DMARC1`; `<domain>` is the one whose record asks for the reports. While `discovery` itself wants look-ups, nothing is
/// asked for in vain: the consent is [`Consent::Wanted`].
#[must_use]
pub fn reports(discovery: &Discovery, receivers: Receivers, answers: &Answers) -> SoFar<Vec<ReportTarget>> {
    let mut inquiry = Inquiry::new(answers);
    let mut targets: Vec<ReportTarget> = Vec::new();
    if let Discovered::Applies(applied) = &discovery.policy {
        let (rua, ruf) = (applied.record.rua.iter(), applied.record.ruf.iter());
        for (tag, address) in rua.map(|address| ("rua", address)).chain(ruf.map(|address| ("ruf", address))) {
            let Some(domain) = target(&address.uri).and_then(dns_name) else { continue };
            if targets.iter().any(|known| known.domain == domain) {
                continue;
            }
            if targets.len() == MOST_TARGETS {
                break;
            }
            let consent = consent(&mut inquiry, &applied.domain, &domain, discovery, receivers);
            targets.push(ReportTarget { tag, address: address.clone(), domain, consent });
        }
    }
    inquiry.finish(targets)
}

/// The name at which `target` agrees to take the reports of `domain`.
#[must_use]
pub fn consent_name(domain: &str, target: &str) -> String {
    format!("{domain}._report._dmarc.{target}")
}

fn consent(
    inquiry: &mut Inquiry<'_>,
    domain: &str,
    target: &str,
    discovery: &Discovery,
    receivers: Receivers,
) -> Consent {
    // The same domain is the same organization, whatever that is.
    if domain == target {
        return Consent::Own;
    }
    let Some(organizational) = discovery.organizational.as_deref() else {
        return if discovery.levels.iter().any(|level| level.found == Found::Failed) {
            Consent::Failed
        } else {
            Consent::Wanted
        };
    };
    if is_within(target, organizational) {
        if receivers == Receivers::Rfc7489 {
            return Consent::Own;
        }
        let walk = walk(inquiry, target);
        if !walk.is_sure() {
            let failed = walk.levels.iter().any(|level| level.found == Found::Failed);
            return if failed { Consent::Failed } else { Consent::Wanted };
        }
        if walk.organizational() == Some(organizational) {
            return Consent::Own;
        }
    }
    let name = consent_name(domain, target);
    match inquiry.ask(&name, LookupType::Txt) {
        None => Consent::Wanted,
        Some(answer) if answer.is_temporary() => Consent::Failed,
        Some(answer) if agrees(answer) => Consent::Given,
        Some(_) => Consent::Missing,
    }
}

/// One record with the version is enough, whatever else stands there.
fn agrees(answer: &Answer) -> bool {
    let texts = answer.records().iter().filter_map(Data::text);
    texts.into_iter().any(|text| has_version(&text, "DMARC1"))
}
