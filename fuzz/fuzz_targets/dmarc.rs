//! Any text as a DMARC record, in any zone: the list prints back what it read, a correction is corrected no further for
//! receivers of either standard, and discovery ends within its bounds whatever is answered.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailmend::evaluate::dmarc::{MOST_QUERIES, Question, evaluate_so_far};
use mailmend::model::{Answer, Answers, Data, Lookup, Receivers, RecordType};
use mailmend::syntax::{dmarc, tags};
use mailmend::{RecordRequest, dmarc_policy, domain_policies, record_with};

/// The lines of the input, dealt to names: the same name gets the same answer each time.
fn answer(lines: &[&str], lookup: &Lookup) -> Answer {
    let place = lookup.name.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
    match lines.get(place % lines.len().max(1)) {
        None | Some(&"") => Answer::NoName,
        Some(&"!") => Answer::Timeout,
        Some(&"-") => Answer::NoData,
        Some(line) => Answer::Records(line.split('\t').map(|text| Data::Txt(vec![text.to_owned()])).collect()),
    }
}

fuzz_target!(|text: &str| {
    assert_eq!(tags::parse(text, &dmarc::TAGS).tree.to_string(), text);
    for receivers in [Receivers::Rfc9989, Receivers::Rfc7489] {
        let report = record_with(&RecordRequest::new(text).kind(RecordType::Dmarc).receivers(receivers));
        for place in report.findings.iter().flat_map(|finding| &finding.evidence) {
            assert!(text.get(place.start..place.end).is_some(), "{place:?} lies outside of {} bytes", text.len());
        }
        if let Some(fixed) = &report.fixed {
            let again = record_with(&RecordRequest::new(fixed).kind(RecordType::Dmarc).receivers(receivers));
            assert_eq!(again.fixed, None, "{text:?} became {fixed:?}, and is corrected further");
        }
    }

    let lines: Vec<&str> = text.split('\n').collect();
    let (domain, other) =
        lines.split_first().and_then(|(first, _)| first.split_once(' ')).unwrap_or(("a.example.com", text));
    let identifiers = [other];
    let question = Question::new(domain).dkim(&identifiers);
    let mut answers = Answers::new();
    for round in 0.. {
        let needs = evaluate_so_far(&question, &answers).needs;
        if needs.is_empty() {
            break;
        }
        assert!(round < 3);
        for lookup in needs {
            answers.insert(&lookup.name, lookup.kind, answer(&lines, &lookup));
        }
    }
    assert!(answers.len() <= 2 * MOST_QUERIES + 1);
    for round in 0.. {
        let mut needs = dmarc_policy(&question, &answers).needs;
        needs.extend(domain_policies(domain, &answers).needs);
        if needs.is_empty() {
            break;
        }
        assert!(round < 6);
        for lookup in needs {
            answers.insert(&lookup.name, lookup.kind, answer(&lines, &lookup));
        }
    }
});
