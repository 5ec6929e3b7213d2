//! Any text to explain: the answer is never empty, its places lie in the text, its JSON is JSON, it is the same every
//! time, and a password in the text never comes out.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailmend::{Request, explain, text, wire};

/// The password that must not come out.
const SECRET: &str = "SECRETSECRET";

/// URLs that hold it: with a host that cannot be an address's domain, and with one that can.
const URLS: [&str; 2] = ["smtp://user:SECRETSECRET@host", "smtp://user:SECRETSECRET@mail.example.com:587"];

fuzz_target!(|input: &[u8]| {
    // The first bytes say where the URL goes; the others are the text.
    let [place, which, rest @ ..] = input else { return };
    let decoded = text::decode(rest).text;
    check(&decoded);
    if !decoded.contains(SECRET) {
        let planted = plant(&decoded, *place, *which);
        let answer = check(&planted);
        assert!(!answer.contains(SECRET), "leaked from {planted:?}: {answer}");
    }
});

/// `text` with a URL in it: at the front, at the end, or at a place in between.
fn plant(text: &str, place: u8, which: u8) -> String {
    let wanted = text.len() * usize::from(place) / usize::from(u8::MAX);
    let place = text.floor_char_boundary(wanted);
    let mut planted = text.to_owned();
    planted.insert_str(place, URLS[usize::from(which) % URLS.len()]);
    planted
}

/// What holds for every text; gives the answer as JSON.
fn check(text: &str) -> String {
    let request = Request::new(text);
    let report = explain(&request);
    assert!(!report.findings.is_empty());
    for finding in &report.findings {
        assert!(finding.fixes().next().is_some(), "{} has no step", finding.cause.code);
        for evidence in &finding.evidence {
            let found = text.get(evidence.start..evidence.end);
            assert!(found.is_some(), "{}..{} is no place in the text", evidence.start, evidence.end);
            assert!(!evidence.text.is_empty());
            assert!(found == Some(&*evidence.text) || evidence.text.contains("****"));
        }
    }
    let json = as_json(&request);
    assert_eq!(json, as_json(&request), "the same request, the same bytes");
    let read: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(read["findings"].as_array().map(Vec::len), Some(report.findings.len()));
    assert_eq!(json, serde_json::to_string(&report).expect("JSON"), "both writers write the same");
    json
}

fn as_json(request: &Request<'_>) -> String {
    let mut json = String::new();
    wire::write_report(&mut json, &explain(request), None);
    json
}
