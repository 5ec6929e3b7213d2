//! MTA-STS and TLS-RPT of a domain.

use alloc::borrow::Cow;
use alloc::format;

use super::Notes;
use crate::evaluate::mtasts::{Discovery, Mode, Policy, PolicyFile, inspect};
use crate::evaluate::{Found, tlsrpt};
use crate::knowledge::codes;
use crate::model::{Answers, Data, Evidence, Fact, FactKey, Finding, LookupType, RecordType};
use crate::rules::{RecordRequest, record};

/// So many servers that a policy shuts out are told.
const MOST_SERVERS: usize = 8;

/// The findings on how mail to the domain is kept safe on its way.
pub(super) fn look(notes: &mut Notes, domain: &str, answers: &Answers) {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    let sts = notes.take(inspect(domain, answers));
    let reports = notes.take(tlsrpt::discover(domain, answers));
    let place = format!("mta-sts.{domain}");
    let record_name = format!("_mta-sts.{domain}");
    if let Some(text) = sts.record.one()
        && sts.file == PolicyFile::Missing
    {
        let link = format!("https://{place}/.well-known/mta-sts.txt");
        notes.find_all(codes::STS016, &record_name, LookupType::Txt, text, &[(FactKey::Link, &link)]);
    }
    if sts.record == Found::Nothing && matches!(sts.file, PolicyFile::Usable(_)) {
        notes.find_all(codes::STS017, &record_name, LookupType::Txt, "", &[]);
    }
    file(notes, &place, answers);
    // Without a record that senders can act on, the policy does nothing, good or bad.
    if let Some(policy) = sts.policy().filter(|_| sts.is_usable) {
        servers(notes, &place, &sts, policy);
        if policy.mode != Mode::Enforce {
            let mode = [(FactKey::Policy, policy.mode.as_str())];
            notes.find_all(codes::STS020, &place, LookupType::Policy, "", &mode);
        }
        if reports.record == Found::Nothing && policy.mode != Mode::None {
            notes.find_all(codes::TLSRPT004, &format!("_smtp._tls.{domain}"), LookupType::Txt, "", &[]);
        }
    }
}

/// What is wrong with the file by itself.
fn file(notes: &mut Notes, place: &str, answers: &Answers) {
    let answer = answers.get(place, LookupType::Policy);
    let Some(text) = answer.and_then(|answer| answer.records().iter().find_map(Data::text)) else { return };
    let report = record(&RecordRequest::new(&text).kind(RecordType::MtaStsPolicy));
    for finding in report.findings {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        let evidence = finding.evidence.into_iter();
        let about = [(FactKey::Name, place), (FactKey::Type, LookupType::Policy.as_str())];
        let facts = about.into_iter().map(|(key, value)| Fact { key, value: own(value.into()) });
        let facts = facts.chain(finding.facts.into_iter().map(|fact| Fact { key: fact.key, value: own(fact.value) }));
        notes.findings.push(Finding {
            cause: finding.cause,
            confidence: finding.confidence,
            retry: finding.retry,
            recipient: finding.recipient,
            evidence: evidence
                .map(|place| Evidence { text: own(place.text), start: place.start, end: place.end })
                .collect(),
            steps: finding.steps,
            stack: finding.stack,
            facts: facts.collect(),
        });
    }
}

/// Mail servers that the policy does not name.
fn servers(notes: &mut Notes, place: &str, sts: &Discovery, policy: &Policy) {
    let page = if policy.mode == Mode::Enforce { codes::STS018 } else { codes::STS019 };
    let servers = sts.servers.iter().flatten().filter(|server| server.allowed == Some(false));
    for server in servers.take(MOST_SERVERS) {
        let suggestion = format!("mx: {}", server.host);
        notes.find_all(page, place, LookupType::Policy, &server.host, &[(FactKey::Suggestion, &suggestion)]);
    }
}
