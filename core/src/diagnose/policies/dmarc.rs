//! What DMARC comes to for a domain, and for one message.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::Notes;
use crate::evaluate::bimi;
use crate::evaluate::dmarc::{
    Applied, Consent, Discovered, Discovery, Question, ReportTarget, Verdict, consent_name, discover, evaluate_so_far,
    reports,
};
use crate::evaluate::{Found, SoFar};
use crate::knowledge::codes;
use crate::model::{Answers, FactKey, Finding, Lookup, LookupType, Receivers};
use crate::rules::{RecordRequest, record};
use crate::text::Order;
use crate::text::Span;

/// The answer to how receivers treat a message that says it is from a domain.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DmarcReport {
    /// How it comes out, the policy, and what speaks for the domain.
    pub verdict: Verdict,
    /// Where reports go, and whether they are taken there.
    pub reports: Vec<ReportTarget>,
    /// What was noticed, the gravest first. The facts `name` and `type` say about which record.
    pub findings: Vec<Finding<'static>>,
    /// The look-ups that are still wanted; none: the report is final.
    pub needs: Vec<Lookup>,
}

/// How receivers treat mail from a domain: its DMARC policy, what speaks for the domain, and whether reports reach
/// somebody. No I/O: the report says which look-ups it wants; add the answers and call again until it wants none.
///
/// ```
/// use mailmend::evaluate::dmarc::{Outcome, Question};
/// use mailmend::model::{Answer, Answers, Data, LookupType};
/// let question = Question::new("news.example.com").dkim(&["example.net"]);
/// let mut answers = Answers::new();
/// let mut report = mailmend::dmarc_policy(&question, &answers);
/// while !report.needs.is_empty() {
///     for lookup in &report.needs {
///         let answer = match lookup.name.as_str() {
///             "_dmarc.example.com" => Answer::Records(vec![Data::Txt(vec!["v=DMARC1; p=none; sp=reject".into()])]),
///             _ => Answer::NoName,
///         };
///         answers.insert(&lookup.name, lookup.kind, answer);
///     }
///     report = mailmend::dmarc_policy(&question, &answers);
/// }
/// assert_eq!(report.verdict.outcome, Some(Outcome::Fail));
/// assert_eq!(report.findings[0].cause.slug, "policy-of-organization");
/// ```
#[must_use]
pub fn dmarc_policy(question: &Question<'_>, answers: &Answers) -> DmarcReport {
    let mut notes = Notes::default();
    let verdict = notes.take(evaluate_so_far(question, answers));
    if let Some(level) = verdict.discovery.levels.first()
        && let Found::Several(texts) = &level.found
    {
        several(&mut notes, &level.domain, texts);
    }
    let reports = told(&mut notes, question, &verdict.discovery, answers);
    notes.findings.order_by_key(|finding| core::cmp::Reverse(finding.cause.severity));
    DmarcReport { verdict, reports, findings: notes.findings, needs: notes.needs }
}

/// The findings on the policy of a domain.
pub(super) fn look(notes: &mut Notes, question: &Question<'_>, answers: &Answers) -> Discovery {
    let discovery = notes.take(discover(question, answers));
    told(notes, question, &discovery, answers);
    discovery
}

fn told(notes: &mut Notes, question: &Question<'_>, discovery: &Discovery, answers: &Answers) -> Vec<ReportTarget> {
    let above =
        discovery.levels.iter().skip(1).filter(|level| discovery.organizational.as_ref() == Some(&level.domain));
    for level in above {
        if let Found::Several(texts) = &level.found {
            several(notes, &level.domain, texts);
        }
    }
    let Discovered::Applies(applied) = &discovery.policy else { return Vec::new() };
    let name = format!("_dmarc.{}", applied.domain);
    if applied.domain != discovery.domain
        && let Some(effective) = applied.effective
    {
        let policy = [(FactKey::Policy, effective.applied.as_str())];
        notes.find_all(codes::DMARC027, &name, LookupType::Txt, &applied.record.text, &policy);
    }
    if question.receivers == Receivers::Rfc7489 {
        older(notes, applied, &name);
    }
    let targets = notes.take(reports(discovery, question.receivers, answers));
    for target in targets.iter().filter(|target| target.consent == Consent::Missing) {
        let (text, span) = (&applied.record.text, target.address.span);
        let wanted = consent_name(&applied.domain, &target.domain);
        notes.find(codes::DMARC026, &wanted, LookupType::Txt, text, span, &[(FactKey::Suggestion, "v=DMARC1;")]);
    }
    targets
}

/// What receivers of RFC 7489 see in it, as the check of the record tells.
fn older(notes: &mut Notes, applied: &Applied, name: &str) {
    let text = applied.record.text.as_str();
    let report = record(&RecordRequest::new(text).kind(crate::model::RecordType::Dmarc).receivers(Receivers::Rfc7489));
    for finding in report.findings {
        if matches!(finding.cause.place, codes::DMARC028 | codes::DMARC029) {
            let span = finding.evidence.first().map_or(Span::default(), |place| Span::new(place.start, place.end));
            let facts: Vec<_> = finding.facts.iter().map(|fact| (fact.key, fact.value.as_ref())).collect();
            notes.find(finding.cause.place, name, LookupType::Txt, text, span, &facts);
        }
    }
}

fn several(notes: &mut Notes, domain: &str, texts: &[alloc::string::String]) {
    let text = texts.first().map(ToString::to_string).unwrap_or_default();
    notes.find_all(codes::DMARC025, &format!("_dmarc.{domain}"), LookupType::Txt, &text, &[]);
}

/// Whether DMARC is strong enough for the logo that a domain asks for.
pub(super) fn logo(notes: &mut Notes, discovery: &Discovery, answers: &Answers) {
    let SoFar { result: found, needs } = bimi::discover(discovery, answers);
    notes.take(SoFar { result: (), needs });
    if !found.asks_for_logo() {
        return;
    }
    if let (Some(lack), Some(text)) = (bimi::lack(discovery), found.record.one()) {
        let name = format!("default._bimi.{}", found.domain);
        notes.find_all(codes::BIMI009, &name, LookupType::Txt, text, &[(FactKey::Policy, lack.as_str())]);
    }
}
