//! What a domain asks of receivers, and of senders: findings on DMARC, consent to reports, MTA-STS, TLS-RPT and BIMI,
//! as they are found in DNS. What stands in one record alone is told by `rules`.
//!
//! Everything here takes the answers so far, and gives what they tell and what is still wanted.

mod dmarc;
mod transport;

use alloc::borrow::Cow;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::cmp::Reverse;

pub use dmarc::{DmarcReport, dmarc_policy};

use crate::evaluate::SoFar;
use crate::evaluate::dmarc::Question;
use crate::model::{Answers, Evidence, Fact, FactKey, Finding, Lookup, LookupType};
use crate::rules::found;
use crate::text::Order;
use crate::text::Span;

/// What is noticed, and wanted.
#[derive(Default)]
struct Notes {
    findings: Vec<Finding<'static>>,
    needs: Vec<Lookup>,
}

impl Notes {
    /// The result of an evaluation; what it wants is kept.
    fn take<T>(&mut self, so_far: SoFar<T>) -> T {
        for lookup in so_far.needs {
            if !self.needs.contains(&lookup) {
                self.needs.push(lookup);
            }
        }
        so_far.result
    }

    /// Writes a finding about what stands at a name; `facts` come after the name and its type. The place is counted
    /// from the start of `text`.
    fn find(&mut self, page: u16, name: &str, kind: LookupType, text: &str, span: Span, facts: &[(FactKey, &str)]) {
        let mut finding: Finding<'static> = found(page, "", Span::default());
        let shown = span.of(text);
        finding.evidence.clear();
        if !shown.is_empty() {
            finding.evidence.push(Evidence { text: Cow::Owned(shown.to_string()), start: span.start, end: span.end });
        }
        let about = [(FactKey::Name, name), (FactKey::Type, kind.as_str())];
        let facts = about.iter().chain(facts);
        finding.facts.extend(facts.map(|(key, value)| Fact { key: *key, value: Cow::Owned((*value).to_string()) }));
        self.findings.push(finding);
    }

    /// The same about the whole of a text.
    fn find_all(&mut self, page: u16, name: &str, kind: LookupType, text: &str, facts: &[(FactKey, &str)]) {
        self.find(page, name, kind, text, Span::new(0, text.len()), facts);
    }
}

/// The findings on what a domain asks of receivers and senders: what follows from its DMARC policy, its MTA-STS policy and
/// its BIMI record. No I/O: look up what is wanted, add the answers, and call again until nothing is.
///
/// Several records at a name of the domain itself, and a domain without any, are not told: whoever looks at the records
/// one by one sees that. The facts `name` and `type` of a finding say what it is about.
///
/// ```
/// use mailmend::model::{Answer, Answers, Data, LookupType};
/// let mut answers = Answers::new();
/// let text = |text: &str| Answer::Records(vec![Data::Txt(vec![text.into()])]);
/// answers.insert("_mta-sts.example.com", LookupType::Txt, text("v=STSv1; id=1"));
/// answers.insert("mta-sts.example.com", LookupType::Policy, Answer::NoName);
/// let so_far = mailmend::domain_policies("example.com", &answers);
/// assert_eq!(so_far.result[0].cause.slug, "policy-file-missing");
/// assert!(!so_far.needs.is_empty());
/// ```
#[must_use]
pub fn domain_policies(domain: &str, answers: &Answers) -> SoFar<Vec<Finding<'static>>> {
    let mut notes = Notes::default();
    let discovery = dmarc::look(&mut notes, &Question::new(domain), answers);
    transport::look(&mut notes, &discovery.domain, answers);
    dmarc::logo(&mut notes, &discovery, answers);
    notes.findings.order_by_key(|finding| Reverse(finding.cause.severity));
    SoFar { result: notes.findings, needs: notes.needs }
}

#[cfg(test)]
mod tests;
