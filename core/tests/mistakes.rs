//! Mistakes of every kind that the standards name, each with its section, and sound records that look odd.
//!
//! A `$NAME` in a record is a key of `records/keys.json`. The private ones are made up: they open nothing.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)] // a test that cannot go on fails

use std::collections::BTreeMap;

use mailmend::model::{RecordReport, RecordType, Severity};
use mailmend::{RecordRequest, record_with};
use serde_json::Value;

/// The rows of a file, with the keys filled in.
fn rows(text: &str) -> Vec<Value> {
    let keys: BTreeMap<String, String> = serde_json::from_str(include_str!("records/keys.json")).unwrap();
    // Backwards, so that no name is taken for the start of a longer one.
    let filled = keys.iter().rev().fold(text.to_owned(), |text, (name, key)| text.replace(&format!("${name}"), key));
    filled.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn check<'a>(row: &'a Value, text: &'a str) -> RecordReport<'a> {
    let mut request = RecordRequest::new(text).kind(RecordType::from_word(row["type"].as_str().unwrap()).unwrap());
    request.name = row["name"].as_str();
    record_with(&request)
}

fn codes(report: &RecordReport<'_>) -> Vec<&'static str> {
    report.findings.iter().map(|finding| finding.cause.code).collect()
}

fn has_error(report: &RecordReport<'_>) -> bool {
    report.findings.iter().any(|finding| finding.cause.severity == Severity::Error)
}

#[test]
fn mistakes_are_found_once_and_corrected() {
    let mut wrong = Vec::new();
    for row in rows(include_str!("records/mistakes.jsonl")) {
        let text = row["record"].as_str().unwrap();
        let report = check(&row, text);
        let own = report.findings.iter().find(|finding| finding.cause.code == row["code"]);
        let as_grave = |severity| report.findings.iter().filter(|finding| finding.cause.severity >= severity).count();
        if own.is_none_or(|own| as_grave(own.cause.severity) != 1) {
            wrong.push(format!("{text:?}: {} is wanted, {:?} found", row["code"], codes(&report)));
        }
        if report.fixed.as_deref() != row["fixed"].as_str() {
            wrong.push(format!("{text:?}: {} is wanted, {:?} given", row["fixed"], report.fixed));
        }
        if let Some(fixed) = &report.fixed {
            let again = check(&row, fixed);
            if again.fixed.is_some() || has_error(&again) {
                wrong.push(format!("{text:?} became {fixed:?}, which has {:?}", codes(&again)));
            }
        }
    }
    assert!(wrong.is_empty(), "{} rows: {wrong:#?}", wrong.len());
}

#[test]
fn sound_records_have_no_error() {
    let rows = rows(include_str!("records/sound.jsonl"));
    let checked = rows.iter().map(|row| check(row, row["record"].as_str().unwrap()));
    let wrong: Vec<_> = checked.zip(&rows).filter(|(report, _)| has_error(report)).collect();
    let wrong: Vec<_> = wrong.iter().map(|(report, row)| format!("{}: {:?}", row["record"], codes(report))).collect();
    assert!(wrong.is_empty(), "{} rows: {wrong:#?}", wrong.len());
}
