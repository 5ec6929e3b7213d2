//! The mail records of a domain together: what each says, what they say beside each other, and what is missing.
//!
//! Sans-I/O: it is called with the answers so far, gives what they tell, and says in `needs` what is still to be looked
//! up. It may be called with a few records that somebody copied, or over and over until nothing is wanted.

mod asked;
mod hosts;
mod keys;
mod merge;
mod place;
mod policies;
mod texts;
mod verdict;

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cmp::Reverse;
use core::net::IpAddr;

use self::asked::Asked;
use self::hosts::about;
use self::texts::{Text, Texts};
use crate::evaluate::Zone;
use crate::knowledge::codes;
use crate::model::{
    Answers, DomainRecord, DomainReport, Evidence, Fact, FactKey, Finding, Lookup, LookupType, RecordReport,
    RecordType, Retry, RetryRule, Severity, Step,
};
use crate::rules::{RecordRequest, found, publish, record};
use crate::text::Order;
use crate::text::{Span, to_ascii};

/// A check of one domain asks for at most so many look-ups, all rounds together.
///
/// A usual domain takes about 60: a dozen names of its own, some ten selectors, and three look-ups a mail server.
pub const MOST_LOOKUPS: usize = 300;
/// So many failed look-ups are reported.
const MOST_FAILURES: usize = 8;
/// Stands for a record that holds a private key.
const HIDDEN: &str = "********";

/// What is to be checked.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DomainRequest<'a> {
    /// The domain; names such as `_dmarc.example.com` are led back to it.
    pub domain: &'a str,
    /// DKIM selectors to look at. None: those of the services that SPF and MX name, and some frequent ones.
    pub selectors: Vec<String>,
    /// The addresses that send, whose names are looked at.
    pub ips: Vec<IpAddr>,
    /// Findings below this severity are left out.
    pub level: Severity,
}

impl<'a> DomainRequest<'a> {
    /// A request for a domain alone.
    #[must_use]
    pub const fn new(domain: &'a str) -> Self {
        Self { domain, selectors: Vec::new(), ips: Vec::new(), level: Severity::Info }
    }
}

/// What was noticed.
#[derive(Default)]
struct Notes {
    findings: Vec<Finding<'static>>,
}

impl Notes {
    /// Writes a finding with its facts.
    fn find(&mut self, page: u16, facts: &[(FactKey, String)]) {
        let mut finding = found(page, "", Span::default());
        finding.evidence.clear();
        if let RetryRule::Later(seconds) = finding.cause.retry {
            finding.retry = Retry::Later(seconds);
        }
        add(&mut finding, facts);
        self.findings.push(finding);
    }
}

/// Adds facts to a finding.
fn add(finding: &mut Finding<'_>, facts: &[(FactKey, String)]) {
    finding.facts.extend(facts.iter().map(|(key, value)| Fact { key: *key, value: Cow::Owned(value.clone()) }));
}

/// Checks a domain with the answers that there are so far. The report holds what they tell, and what is still wanted:
/// look it up, add the answers, and call again until nothing is. At most [`MOST_LOOKUPS`] are wanted in all.
///
/// ```
/// use mailmend::model::{Answer, Answers, Data, LookupType};
/// let mut answers = Answers::new();
/// let text = |text: &str| Data::Txt(vec![text.into()]);
/// let two = Answer::Records(vec![text("v=spf1 mx -all"), text("v=spf1 include:_spf.google.com ~all")]);
/// answers.insert("example.com", LookupType::Txt, two);
/// let report = mailmend::domain(&mailmend::DomainRequest::new("example.com"), &answers);
/// assert!(report.findings.iter().any(|finding| finding.cause.slug == "several-records"));
/// assert_eq!(report.records[0].fixed.as_deref(), Some("v=spf1 mx include:_spf.google.com -all"));
/// assert!(!report.needs.is_empty());
/// ```
#[must_use]
pub fn domain(request: &DomainRequest<'_>, answers: &Answers) -> DomainReport {
    let given = request.domain.trim().trim_end_matches('.');
    let given = given.get(..given.floor_char_boundary(4 * 253)).unwrap_or_default();
    let domain = place::domain_of(&to_ascii(given).unwrap_or_else(|| given.to_ascii_lowercase()));
    let mut notes = Notes::default();
    let mut asked = Asked::new(answers);
    if !asked::is_name(&domain) || !domain.contains('.') {
        notes.find(codes::DNS012, &about(&domain, LookupType::Txt));
        return finish(DomainReport::new(domain), notes, request.level);
    }
    first_names(&mut asked, &domain);
    let texts = Texts::collect(&mut asked, &domain);
    let mut records = texts::report(&mut asked, &mut notes, &texts);
    let servers = hosts::servers(&mut asked, &mut notes, &domain);
    hosts::alias(&mut asked, &mut notes, &domain);
    let services = keys::services(&texts.spf(), &servers.hosts);
    let keys = keys::check(&mut asked, &mut notes, &domain, &request.selectors, &services, &texts.wildcard);
    let gone = is_gone(&asked, &domain);
    let spf = if gone { Some(false) } else { texts::has_spf(&mut asked, &mut notes, &texts, &servers) };
    let tree = match texts.spf().as_slice() {
        [one] => Some(policies::spf(&mut asked, &mut notes, &domain, one, &mut records)),
        _ => None,
    };
    let (dmarc, policy) = policies::dmarc(&mut asked, &mut notes, &texts, &domain);
    if gone {
        notes.findings.clear();
        notes.find(codes::DNS012, &about(&domain, LookupType::Txt));
    }
    let addresses = request.ips.iter().take(hosts::MOST_ADDRESSES);
    let reverse: Vec<Option<bool>> = addresses.map(|ip| hosts::reverse(&mut asked, &mut notes, *ip)).collect();
    for Lookup { name, kind } in asked.failed().iter().take(MOST_FAILURES) {
        notes.find(codes::DNS013, &about(name, *kind));
    }
    let is_sound =
        |kind| !records.iter().any(|record: &DomainRecord| record.record == kind && has_error(record, &notes));
    let seen = verdict::Seen {
        spf: spf.map(|spf| spf && is_sound(RecordType::Spf)),
        dkim: keys,
        dmarc: dmarc.map(|dmarc| dmarc && is_sound(RecordType::Dmarc)),
        reverse,
    };
    records.order_by(|one, other| (one.record as u8, &one.name).cmp(&(other.record as u8, &other.name)));
    let mut report = DomainReport::new(domain);
    report.verdict = verdict::all(&seen);
    report.records = records;
    report.spf = tree;
    report.dmarc = policy;
    // Nothing more is to be learnt of a name that does not exist.
    report.needs = if gone && request.ips.is_empty() { Vec::new() } else { asked.into_wanted() };
    finish(report, notes, request.level)
}

/// Whether one of the findings about a record is an error.
fn has_error(record: &DomainRecord, notes: &Notes) -> bool {
    notes
        .findings
        .iter()
        .any(|finding| finding.cause.severity == Severity::Error && record.codes.contains(&finding.cause.code))
}

/// The names that are looked at in any domain: asked for at once, so that one round brings them all.
fn first_names(asked: &mut Asked<'_>, domain: &str) {
    asked.get(domain, LookupType::Txt);
    asked.get(domain, LookupType::Mx);
    asked.get(&alloc::format!("_dmarc.{domain}"), LookupType::Txt);
    for (prefix, kind) in [
        ("_mta-sts.", LookupType::Txt),
        ("_smtp._tls.", LookupType::Txt),
        ("default._bimi.", LookupType::Txt),
        ("*.", LookupType::Txt),
        ("", LookupType::Cname),
        ("", LookupType::A),
        ("", LookupType::Aaaa),
    ] {
        asked.probe(&alloc::format!("{prefix}{domain}"), kind);
    }
}

/// Whether DNS says that the domain does not exist.
fn is_gone(asked: &Asked<'_>, domain: &str) -> bool {
    let is_gone = |kind| asked.peek(domain, kind) == Some(&crate::model::Answer::NoName);
    let anything_below = asked.answers.iter().any(|(name, _, answer)| {
        name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            && !answer.records().is_empty()
    });
    is_gone(LookupType::Txt) && is_gone(LookupType::Mx) && !anything_below
}

fn finish(mut report: DomainReport, mut notes: Notes, level: Severity) -> DomainReport {
    notes.findings.retain(|finding| finding.cause.severity >= level);
    notes.findings.order_by_key(|finding| Reverse(finding.cause.severity));
    report.findings = notes.findings;
    report
}

/// Checks a record together with what else is known of its zone: `request.name` says where it stands. The report is
/// that of the record, with what the others add to it. Without a name, the record alone is checked.
///
/// What is not among the answers counts as not there: this is for records at hand, not for look-ups.
#[must_use]
pub fn record_among<'a>(request: &RecordRequest<'a>, zone: &Zone) -> RecordReport<'a> {
    let mut report = record(request);
    let (Some(name), Some(kind)) = (request.name, report.record) else { return report };
    let name = Lookup::new(name, LookupType::Txt).name;
    let domain = place::domain_of(&name);
    let mut answers = zone.answers_below(&domain);
    let mut notes = Notes::default();
    let joined = crate::text::repair(request.text).text.into_owned();
    let mut text = Text { name, dns: LookupType::Txt, kind, text: joined };
    let fixed = zone.run(&mut answers, |answers| {
        let mut asked = Asked::new(answers);
        notes = Notes::default();
        let fixed = texts::around(&mut asked, &mut notes, &mut text);
        match asked.into_wanted() {
            wanted if wanted.is_empty() => Step::Done(fixed),
            wanted => Step::Needs(wanted),
        }
    });
    if notes.findings.is_empty() {
        follow(&mut report, request, &text, zone);
        return report;
    }
    let wrong = report.findings.iter().any(|finding| finding.cause.severity == Severity::Error);
    let own = report.fixed.take().or_else(|| (!wrong).then(|| request.text.to_string()));
    report.fixed = match fixed.flatten() {
        Some(texts::Mended::Text(whole)) => Some(whole),
        // The text is right, and the name or what stands beside it is not.
        Some(texts::Mended::Elsewhere) => own,
        None => None,
    };
    report.findings.extend(notes.findings.into_iter().map(Finding::into_owned));
    report.findings.order_by_key(|finding| Reverse(finding.cause.severity));
    report.publish = report.fixed.as_ref().map(|fixed| publish(kind, Some(&text.name), fixed));
    report
}

/// Adds what follows from what a record names: the records that it includes, and those whom it has reports sent to.
fn follow(report: &mut RecordReport<'_>, request: &RecordRequest<'_>, text: &Text, zone: &Zone) {
    let wrong = report.findings.iter().any(|finding| finding.cause.severity == Severity::Error);
    let mut answers = Answers::new();
    let found: Vec<Finding<'static>> = match text.kind {
        RecordType::Spf if !wrong => {
            let tree = zone.run(&mut answers, |answers| {
                let tree = crate::evaluate::spf::explore(&text.name, Some(&text.text), answers);
                if tree.needs.is_empty() { Step::Done(tree) } else { Step::Needs(tree.needs) }
            });
            tree.iter().flat_map(super::spf::spf_tree).map(Finding::into_owned).collect()
        }
        RecordType::Dmarc => {
            let Some(domain) = text.name.strip_prefix("_dmarc.") else { return };
            let question = crate::evaluate::dmarc::Question::new(domain);
            let found = zone.run(&mut answers, |answers| {
                let report = super::policies::dmarc_policy(&question, answers);
                if report.needs.is_empty() { Step::Done(report.findings) } else { Step::Needs(report.needs) }
            });
            found.unwrap_or_default()
        }
        _ => return,
    };
    let repaired = crate::text::repair(request.text);
    for mut finding in found {
        // Only what is shown in this record is about it.
        let is_here = |place: &Evidence<'_>| text.text.get(place.start..place.end) == Some(&*place.text);
        if !finding.evidence.iter().all(is_here) {
            continue;
        }
        for place in &mut finding.evidence {
            let span = repaired.origin(Span::new(place.start, place.end));
            (place.start, place.end) = (span.start, span.end);
        }
        report.findings.push(finding.into_owned());
    }
    report.findings.order_by_key(|finding| Reverse(finding.cause.severity));
    // No edit of the text mends what others publish.
    if !wrong && report.findings.iter().any(|finding| finding.cause.severity == Severity::Error) {
        report.fixed = None;
        report.publish = None;
    }
}
