//! Any text as settings in any form: places lie inside it, edits do not overlap, and nothing else is changed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailmend::syntax::settings::Form;
use mailmend::{SettingsRequest, apply_edits, settings_with};

fuzz_target!(|text: &str| {
    for form in Form::ALL.iter().copied().map(Some).chain([None]) {
        let mut request = SettingsRequest::new(text);
        request.form = form;
        let report = settings_with(&request);
        for place in report.findings.iter().flat_map(|finding| &finding.evidence) {
            assert!(text.get(place.start..place.end).is_some(), "{place:?} lies outside of {} bytes", text.len());
        }
        let mut end = 0;
        for edit in &report.edits {
            assert!(edit.start >= end && text.get(edit.start..edit.end).is_some(), "{edit:?} overlaps or lies outside");
            end = edit.end;
        }
        if report.edits.is_empty() {
            assert_eq!(apply_edits(text, &report.edits), text);
        }
    }
});
