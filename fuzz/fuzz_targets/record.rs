//! Any text as a record of any kind: places lie inside it, trees print back what they read, and a correction is
//! corrected no further.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailmend::model::RecordType;
use mailmend::syntax::{mtasts, spf, tags};
use mailmend::{RecordRequest, record_with};

fuzz_target!(|text: &str| {
    assert_eq!(spf::parse(text).tree.to_string(), text);
    assert_eq!(tags::parse(text, &["v", "p", "rua"]).tree.to_string(), text);
    assert_eq!(mtasts::policy(text).tree.to_string(), text);
    let kinds = RecordType::ALL.iter().copied().map(Some).chain([None]);
    for kind in kinds {
        let mut request = RecordRequest::new(text);
        request.kind = kind;
        let report = record_with(&request);
        for place in report.findings.iter().flat_map(|finding| &finding.evidence) {
            assert!(text.get(place.start..place.end).is_some(), "{place:?} lies outside of {} bytes", text.len());
        }
        if let Some(fixed) = &report.fixed {
            let mut again = RecordRequest::new(fixed);
            again.kind = report.record;
            assert_eq!(record_with(&again).fixed, None, "{text:?} became {fixed:?}, and is corrected further");
        }
    }
});
