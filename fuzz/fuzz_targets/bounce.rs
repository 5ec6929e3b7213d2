//! Any bytes as a bounce message: a finding for each recipient, the places of its evidence lie in the text that comes
//! along, its JSON is JSON, and nobody is suppressed on a guess or while delivery goes on.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailmend::model::{Action, BounceKind, Confidence, FactKey, Recipient};
use mailmend::{bounce, wire};

fuzz_target!(|message: &[u8]| {
    let report = bounce(message);
    let recipients = &report.bounce.recipients;
    assert!(report.bounce.kind != BounceKind::NotBounce || report.findings.is_empty());
    for (place, finding) in report.findings.iter().enumerate() {
        let said = finding.facts.iter().find(|fact| fact.key == FactKey::Diagnostic);
        for evidence in &finding.evidence {
            let said = said.map_or("", |fact| &fact.value);
            let found = said.get(evidence.start..evidence.end);
            assert!(found.is_some() || said.contains("****"), "{evidence:?} is no place in {said:?}");
        }
        if finding.recipient == Recipient::Suppress {
            assert!(finding.confidence > Confidence::Possible);
            let action = recipients.get(place).and_then(|about| about.action);
            assert_ne!(action, Some(Action::Delayed));
        }
    }
    let mut json = String::new();
    wire::write_bounce(&mut json, &report);
    assert_eq!(json, serde_json::to_string(&report).expect("JSON"), "both writers write the same");
    let mut again = String::new();
    wire::write_bounce(&mut again, &bounce(message));
    assert_eq!(json, again, "the same message, the same bytes");
});
