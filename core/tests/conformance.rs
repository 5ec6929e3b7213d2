//! The cases that every language runs: `conformance/**/*.json`, a name, a request and a response each.
//!
//! `cargo xtask conformance` writes the responses anew; read the difference before you commit it.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)] // a test that cannot go on fails

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance");
    // Those that every part brought, and what fuzzing found.
    let folders = [folder.clone(), folder.join("regressions")];
    let mut files: Vec<_> =
        folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "json"));
    files.sort();
    files
}

fn cases() -> Vec<(String, Value, Value)> {
    let mut cases = Vec::new();
    for file in files() {
        let text = fs::read_to_string(&file).unwrap();
        let all: Vec<Value> = serde_json::from_str(&text).unwrap();
        for case in all {
            let name = format!("{}: {}", file.file_stem().unwrap().display(), case["name"].as_str().unwrap());
            cases.push((name, case["request"].clone(), case["response"].clone()));
        }
    }
    assert!(cases.len() > 50, "the cases were not found");
    cases
}

#[test]
fn every_case() {
    for (name, request, response) in cases() {
        let answer: Value = serde_json::from_str(&mailmend::wire::call(&request.to_string())).unwrap();
        assert_eq!(answer, response, "{name}");
    }
}

/// Every span lies in the text, on the boundaries of characters, and every report has a finding.
fn check(text: &str) {
    let report = mailmend::explain(&mailmend::Request::new(text));
    assert!(!report.findings.is_empty(), "{text:?}");
    for evidence in report.findings.iter().flat_map(|finding| &finding.evidence) {
        assert!(text.get(evidence.start..evidence.end).is_some(), "{text:?}: {evidence:?}");
    }
    for fault in mailmend::reply(text.as_bytes()).faults.iter() {
        assert!(fault.span.start <= fault.span.end && fault.span.end <= text.len(), "{text:?}: {fault:?}");
    }
}

#[test]
fn every_prefix_of_every_input() {
    for (_, request, _) in cases() {
        let text = request["text"].as_str().unwrap_or_default();
        // A long input is there for its length; its start is like every other.
        let end = text.floor_char_boundary(text.len().min(600));
        for (at, _) in text[..end].char_indices() {
            check(&text[..at]);
        }
    }
}

#[test]
fn every_change_of_one_byte() {
    for (_, request, _) in cases() {
        let text = request["text"].as_str().unwrap_or_default();
        let end = text.floor_char_boundary(text.len().min(400));
        let bytes = text.as_bytes()[..end].to_vec();
        for at in 0..bytes.len() {
            for other in [b' ', b'\n', b'@', b'5', b'.', b'-', b'x', 0, 0xC3, 0xFF] {
                let mut changed = bytes.clone();
                changed[at] = other;
                check(&mailmend::text::decode(&changed).text);
            }
        }
    }
}
