//! Every example on the page of a rule shows what the page says.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)] // a test that cannot go on fails

use mailmend::model::{AddressMode, RecordReport, RecordType, RuleExample, SettingsReport, Severity};
use mailmend::{RecordRequest, SettingsRequest, address_in, record_with, rule_examples, settings_with};

fn is_of_address(example: &RuleExample) -> bool {
    example.code.starts_with("ADDR")
}

fn is_of_settings(example: &RuleExample) -> bool {
    example.code.starts_with("CONF")
}

fn is_of_record(example: &RuleExample) -> bool {
    !is_of_address(example) && !is_of_settings(example)
}

fn check<'a>(example: &RuleExample, text: &'a str) -> RecordReport<'a> {
    let mut request = RecordRequest::new(text);
    request.name = example.name;
    request.kind = example.read_as.map(|word| RecordType::from_word(word).expect(word));
    record_with(&request)
}

fn codes(report: &RecordReport<'_>) -> Vec<&'static str> {
    report.findings.iter().map(|finding| finding.cause.code).collect()
}

#[test]
fn records_fail_as_their_page_says() {
    let mut wrong = Vec::new();
    for example in rule_examples().iter().filter(|example| is_of_record(example)) {
        let report = check(example, example.fails);
        if !codes(&report).contains(&example.code) {
            wrong.push(format!("{}: {:?} gives {:?}", example.code, example.fails, codes(&report)));
        }
        if report.fixed.as_deref() != example.fixed {
            wrong.push(format!("{}: {:?} is corrected to {:?}", example.code, example.fails, report.fixed));
        }
    }
    assert!(wrong.is_empty(), "{} examples: {wrong:#?}", wrong.len());
}

#[test]
fn records_pass_as_their_page_says() {
    let mut wrong = Vec::new();
    for example in rule_examples().iter().filter(|example| is_of_record(example)) {
        for text in [example.fixed, example.passes].into_iter().flatten() {
            let report = check(example, text);
            let has_error = report.findings.iter().any(|finding| finding.cause.severity == Severity::Error);
            if has_error || codes(&report).contains(&example.code) {
                wrong.push(format!("{}: {text:?} gives {:?}", example.code, codes(&report)));
            }
        }
    }
    assert!(wrong.is_empty(), "{} examples: {wrong:#?}", wrong.len());
}

/// The code of each finding on an address, and what was suggested.
fn check_address(example: &RuleExample, text: &str) -> (Vec<&'static str>, Option<String>) {
    let mode = example.read_as.map_or(AddressMode::Signup, |word| AddressMode::from_word(word).expect(word));
    let report = address_in(text, mode);
    let codes = report.findings.iter().map(|finding| finding.cause.code).collect();
    (codes, report.suggestion.map(|suggestion| suggestion.into_owned()))
}

/// Without its tables, IDNA is not checked: the examples outside ASCII give another answer then.
fn can_be_checked(example: &RuleExample) -> bool {
    cfg!(feature = "idna") || example.fails.is_ascii() && !example.fails.contains("xn--")
}

#[test]
fn addresses_fail_as_their_page_says() {
    let mut wrong = Vec::new();
    for example in rule_examples().iter().filter(|example| is_of_address(example) && can_be_checked(example)) {
        let (codes, suggestion) = check_address(example, example.fails);
        if !codes.contains(&example.code) || suggestion.as_deref() != example.fixed {
            wrong.push(format!("{}: {:?} gives {codes:?}, {suggestion:?}", example.code, example.fails));
        }
    }
    assert!(wrong.is_empty(), "{} examples: {wrong:#?}", wrong.len());
}

#[test]
fn addresses_pass_as_their_page_says() {
    let mut wrong = Vec::new();
    for example in rule_examples().iter().filter(|example| is_of_address(example) && can_be_checked(example)) {
        for text in [example.fixed, example.passes].into_iter().flatten() {
            let (codes, suggestion) = check_address(example, text);
            if codes.contains(&example.code) || suggestion.is_some() {
                wrong.push(format!("{}: {text:?} gives {codes:?}, {suggestion:?}", example.code));
            }
        }
    }
    assert!(wrong.is_empty(), "{} examples: {wrong:#?}", wrong.len());
}

fn check_settings<'a>(example: &RuleExample, text: &'a str) -> SettingsReport<'a> {
    let mut request = SettingsRequest::new(text);
    request.stack = example.read_as;
    settings_with(&request)
}

#[test]
fn settings_fail_and_pass_as_their_page_says() {
    let mut wrong = Vec::new();
    let found = |report: &SettingsReport<'_>, example: &RuleExample| {
        report.findings.iter().any(|finding| finding.cause.code == example.code)
    };
    let mut all = 0;
    for example in rule_examples().iter().filter(|example| is_of_settings(example)) {
        all += 1;
        let report = check_settings(example, example.fails);
        if !found(&report, example) || report.fixed.as_deref() != example.fixed {
            wrong.push(format!("{}: {:?} becomes {:?}", example.code, example.fails, report.fixed));
        }
        for text in [example.fixed, example.passes].into_iter().flatten() {
            let report = check_settings(example, text);
            let has_error = report.findings.iter().any(|finding| finding.cause.severity == Severity::Error);
            if has_error || found(&report, example) {
                wrong.push(format!("{}: {text:?} does not pass", example.code));
            }
        }
    }
    assert!(wrong.is_empty() && all > 0, "{} of {all} examples: {wrong:#?}", wrong.len());
}
