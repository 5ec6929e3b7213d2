//! Any bytes as a raw message, any text as its pieces: evidence is short and lies in the part that it names, and the two
//! ways to write a report agree.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailmend::{ContentRequest, content, content_of};

fuzz_target!(|data: &[u8]| {
    let raw = content_of(data, &ContentRequest::new().bulk(data.len() % 2 == 0));
    for place in raw.findings.iter().flat_map(|finding| &finding.evidence) {
        assert!(place.start <= place.end && place.end - place.start <= 120, "{place:?}");
    }
    let mut written = String::new();
    mailmend::wire::write_content(&mut written, &raw, None);
    assert_eq!(written, serde_json::to_string(&raw).unwrap());
    let Ok(text) = core::str::from_utf8(data) else { return };
    let (subject, html) = text.split_at(text.floor_char_boundary(text.len() / 4));
    let report = content(&ContentRequest::new().from(subject).subject(subject).text(text).html(html).bulk(true));
    for finding in &report.findings {
        let part = finding.facts.iter().find(|fact| fact.key.as_str() == "part").map(|fact| fact.value.as_ref());
        let own = match part {
            Some("subject" | "From") => subject,
            Some("text") => text,
            Some("html") => html,
            _ => continue,
        };
        for place in &finding.evidence {
            assert!(own.get(place.start..place.end).is_some(), "{}: {place:?}", finding.cause.code);
        }
    }
});
