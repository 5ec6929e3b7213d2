//! Any answers about a domain: the needs have an end, and a corrected record is not wrong itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailmend::model::{Answer, Answers, Data, LookupType, Severity};
use mailmend::{DomainRequest, MOST_LOOKUPS, RecordRequest, domain, record_with};

const NAMES: [&str; 8] = [
    "example.com",
    "_dmarc.example.com",
    "dmarc.example.com",
    "_spf.example.com",
    "s1._domainkey.example.com",
    "s1.domainkey.example.com",
    "_dmarc.example.com.example.com",
    "*.example.com",
];

// Lines of texts; the first byte of each says at which of the names it stands.
fuzz_target!(|text: &str| {
    let mut texts: Vec<Vec<Data>> = vec![Vec::new(); NAMES.len()];
    for line in text.split('\n') {
        let mut letters = line.chars();
        let place = letters.next().map_or(0, |letter| letter as usize % NAMES.len());
        texts[place].push(Data::Txt(letters.as_str().split('\t').map(str::to_owned).collect()));
    }
    let mut answers = Answers::new();
    for (name, texts) in NAMES.iter().zip(texts) {
        answers.insert(name, LookupType::Txt, if texts.is_empty() { Answer::NoData } else { Answer::Records(texts) });
    }
    let request = DomainRequest::new("example.com");
    let mut asked = 0;
    let report = loop {
        let report = domain(&request, &answers);
        if report.needs.is_empty() {
            break report;
        }
        asked += report.needs.len();
        assert!(asked <= MOST_LOOKUPS, "{asked} look-ups");
        for lookup in report.needs {
            answers.insert(&lookup.name, lookup.kind, Answer::NoName);
        }
    };
    for record in report.records {
        let Some(fixed) = &record.fixed else { continue };
        let mut again = RecordRequest::new(fixed).kind(record.record);
        again.name = record.publish.as_ref().and_then(|publish| publish.name.as_deref());
        let again = record_with(&again);
        let wrong = again.findings.iter().any(|finding| finding.cause.severity == Severity::Error);
        assert!(!wrong, "{:?} became {fixed:?}, which is wrong", record.text);
    }
});
