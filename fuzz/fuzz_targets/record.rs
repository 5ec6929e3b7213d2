//! Any text as a record of any kind: places lie inside it, trees print back what they read and read the same again, a
//! correction is corrected no further, and one of a sound record means the same.
#![no_main]

#[path = "../../core/tests/records/meaning.rs"]
mod meaning;

use libfuzzer_sys::fuzz_target;
use mailmend::model::{RecordTree, RecordType, Severity};
use mailmend::syntax::{mtasts, spf, tags};
use mailmend::{RecordRequest, record_with};

fuzz_target!(|text: &str| {
    let spf = spf::parse(text).tree;
    assert_eq!(spf.to_string(), text);
    assert_eq!(tags::parse(text, &["v", "p", "rua"]).tree.to_string(), text);
    assert_eq!(mtasts::policy(text).tree.to_string(), text);
    let kinds = RecordType::ALL.iter().copied().map(Some).chain([None]);
    for kind in kinds {
        let mut request = RecordRequest::new(text);
        request.kind = kind;
        let report = record_with(&request);
        let places = report.findings.iter().flat_map(|finding| &finding.evidence).map(|place| (place.start, place.end));
        let nodes = match &report.tree {
            Some(RecordTree::Terms(terms)) => terms.iter().map(|term| (term.start, term.end)).collect(),
            Some(RecordTree::Tags(fields) | RecordTree::Lines(fields)) => {
                fields.iter().map(|field| (field.start, field.end)).collect()
            }
            _ => Vec::new(),
        };
        for (start, end) in places.chain(nodes) {
            assert!(text.get(start..end).is_some(), "{start}..{end} lies outside of {} bytes", text.len());
        }
        let mut json = String::new();
        mailmend::wire::write_record(&mut json, &report, None);
        assert_eq!(serde_json::to_string(&report).ok().as_ref(), Some(&json));
        let Some(fixed) = &report.fixed else { continue };
        let mut request = RecordRequest::new(fixed);
        request.kind = report.record;
        let again = record_with(&request);
        assert_eq!(again.fixed, None, "{text:?} became {fixed:?}, and is corrected further");
        let has_error = again.findings.iter().any(|finding| finding.cause.severity == Severity::Error);
        assert!(!has_error, "{text:?} became {fixed:?}, which has an error");
        if let Some(said) = meaning::meaning(&report) {
            assert_eq!(Some(said), meaning::meaning(&again), "{text:?} became {fixed:?}, and means something else");
        }
    }
});
