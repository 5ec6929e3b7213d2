//! What must hold for every domain and any answers, and what some zones must give.

#![cfg(feature = "records")]
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)] // a test that cannot go on fails

use std::collections::BTreeSet;

use mailmend::evaluate::Zone;
use mailmend::model::{Answer, Answers, Data, DomainReport, Lookup, LookupType, RecordType, RuleStatus, Severity};
use mailmend::{DomainRequest, MOST_LOOKUPS, RecordRequest, domain, record_with};
use proptest::prelude::*;
use serde_json::json;

/// Asks a zone until nothing is wanted; gives the look-ups, too.
fn ask(request: &DomainRequest<'_>, zone: &Zone) -> (DomainReport, BTreeSet<Lookup>) {
    let (mut answers, mut asked) = (Answers::new(), BTreeSet::new());
    for _ in 0..60 {
        let report = domain(request, &answers);
        if report.needs.is_empty() {
            return (report, asked);
        }
        for lookup in &report.needs {
            assert!(asked.insert(lookup.clone()), "{lookup:?} is wanted though it was answered");
            answers.insert(&lookup.name, lookup.kind, zone.lookup(lookup));
        }
    }
    panic!("the needs of {} have no end", request.domain);
}

fn zone(json: serde_json::Value) -> Zone {
    mailmend::wire::read_zone(&json).unwrap()
}

fn slugs(report: &DomainReport) -> Vec<&'static str> {
    report.findings.iter().map(|finding| finding.cause.slug).collect()
}

/// A sound domain at a mail provider.
fn sound() -> serde_json::Value {
    json!({
        "example.com": {
            "TXT": [["v=spf1 include:_spf.google.com ~all"], ["google-site-verification=abc"]],
            "MX": [[1, "aspmx.l.google.com"]]
        },
        "aspmx.l.google.com": {"A": ["192.0.2.25"]},
        "_spf.google.com": {"TXT": [["v=spf1 ip4:192.0.2.0/24 ~all"]]},
        "_dmarc.example.com": {"TXT": [["v=DMARC1; p=reject; rua=mailto:d@example.com"]]},
        "google._domainkey.example.com": {"TXT": [[
            "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAs8+JESG+vYm/xICZKVlZSEjQv/k+ruzSNpH8Nt9UGXeoLI8RtWfm3ja0TGIm1qOClqdV8+dL6HLeeZTKYvCsY/LRUi9o4ebdekeO/rf29xqWV273qBuHK5PdC1c98OIg4Nt7hMWVVj",
            "+LGw2eaHzDDWlVH97oVnQWhnW2z0NHaBFh5i8jBWOp1LSLPiwDrCix9FudbphpH9a7sKbYbzWrylnZU+w8J92y6NvlDmEkME6aLvup7d9M6L15L+2DErWT5odxTG7+zjTEhbqY4URgjIoSd+ekcNv3OnoIzLOHh+HJTIHyFwH3AIzjMuGR8BwRevrCOQ9uOtD1ACKA5gFJuwIDAQAB"
        ]]},
        "25.2.0.192.in-addr.arpa": {"PTR": ["mail.example.com"]},
        "mail.example.com": {"A": ["192.0.2.25"]}
    })
}

/// The sound domain, changed.
fn changed(change: impl FnOnce(&mut serde_json::Map<String, serde_json::Value>)) -> DomainReport {
    let mut json = sound();
    change(json.as_object_mut().unwrap());
    ask(&DomainRequest::new("example.com"), &zone(json)).0
}

#[test]
fn a_sound_domain_has_no_error() {
    let mut request = DomainRequest::new("Example.com.");
    request.ips.push("192.0.2.25".parse().unwrap());
    let (report, asked) = ask(&request, &zone(sound()));
    let grave: Vec<_> = report.findings.iter().filter(|finding| finding.cause.severity > Severity::Info).collect();
    assert!(grave.is_empty(), "{grave:?}");
    assert_eq!(report.records.iter().map(|record| record.record).collect::<Vec<_>>().len(), 3);
    assert!(asked.len() < 60, "{} look-ups for a plain domain", asked.len());
    let gmail = &report.verdict[0];
    let met = gmail.rules.iter().filter(|rule| rule.status == RuleStatus::Met).count();
    assert_eq!((gmail.id, met), ("gmail", 4), "{gmail:?}");
    assert!(gmail.rules.iter().all(|rule| rule.status != RuleStatus::Unseen || rule.how.is_some()));
}

#[test]
fn what_stands_at_wrong_names() {
    let moved = |from: &str, to: &str| {
        let (from, to) = (from.to_owned(), to.to_owned());
        changed(move |zone| {
            let value = zone.remove(&from).unwrap();
            zone.insert(to, value);
        })
    };
    for (to, slug) in
        [("dmarc.example.com", "underscore-missing"), ("_dmarc.example.com.example.com", "domain-twice-in-name")]
    {
        let report = moved("_dmarc.example.com", to);
        assert!(slugs(&report).contains(&slug), "{to}: {:?}", slugs(&report));
        assert!(!slugs(&report).contains(&"no-dmarc-record"), "{to}: one cause, one finding");
        let record = report.records.iter().find(|record| record.record == RecordType::Dmarc).unwrap();
        assert_eq!(record.publish.as_ref().unwrap().name.as_deref(), Some("_dmarc.example.com"));
    }
    for (to, slug) in [
        ("google.domainkey.example.com", "underscore-missing"),
        ("google._domainkey.example.com.example.com", "domain-twice-in-name"),
    ] {
        let report = moved("google._domainkey.example.com", to);
        assert!(slugs(&report).contains(&slug), "{to}: {:?}", slugs(&report));
        assert!(!slugs(&report).contains(&"no-key-of-sender"), "{to}: one cause, one finding");
    }
    let report = moved("_dmarc.example.com", "elsewhere.example.net");
    assert!(slugs(&report).contains(&"no-dmarc-record"));
}

#[test]
fn what_is_missing() {
    let report = changed(|zone| drop(zone.remove("google._domainkey.example.com")));
    let finding = report.findings.iter().find(|finding| finding.cause.slug == "no-key-of-sender").unwrap();
    assert!(finding.facts.iter().any(|fact| fact.value == "Google Workspace"), "{finding:?}");
    let report = changed(|zone| zone["example.com"]["TXT"] = json!([["google-site-verification=abc"]]));
    assert!(slugs(&report).contains(&"no-spf-record"));
    let report = changed(|zone| zone.retain(|name, _| !name.ends_with("example.com")));
    assert_eq!(slugs(&report), ["domain-not-found"]);
}

#[test]
fn what_mx_may_say() {
    for (mx, slug) in [
        (json!([[10, "192.0.2.1"]]), "mx-is-an-address"),
        (json!([[10, "gone.example.com"]]), "mx-host-not-found"),
        (json!([[0, ""]]), "null-mx-of-a-sender"),
        (json!([[0, ""], [10, "mail.example.com"]]), "null-mx-beside-others"),
        (json!([[10, "alias.example.com"]]), "mx-is-an-alias"),
        (json!([]), "domain-takes-no-mail"),
    ] {
        let report = changed(|zone| {
            zone["example.com"]["MX"] = mx.clone();
            zone.insert("alias.example.com".into(), json!({"CNAME": ["mail.example.com"]}));
        });
        assert!(slugs(&report).contains(&slug), "{mx}: {:?}", slugs(&report));
    }
}

#[test]
fn a_silent_domain_is_told_to_say_so() {
    let report = ask(&DomainRequest::new("example.net"), &zone(json!({"example.net": {"MX": [[0, ""]]}}))).0;
    assert!(slugs(&report).contains(&"silent-domain-unprotected"), "{:?}", slugs(&report));
    assert!(!slugs(&report).contains(&"no-spf-record"));
}

/// A failure is never a missing record.
#[test]
fn no_answer_is_not_taken_for_none() {
    for answer in [Answer::Timeout, Answer::ServerFailure] {
        let mut answers = Answers::new();
        for _ in 0..20 {
            for lookup in domain(&DomainRequest::new("example.com"), &answers).needs {
                answers.insert(&lookup.name, lookup.kind, answer.clone());
            }
        }
        let report = domain(&DomainRequest::new("example.com"), &answers);
        assert!(report.needs.is_empty());
        assert!(slugs(&report).iter().all(|slug| *slug == "no-answer-from-dns"), "{:?}", slugs(&report));
        let statuses: BTreeSet<_> = report.verdict[0].rules[..3].iter().map(|rule| rule.status.as_str()).collect();
        assert_eq!(statuses, BTreeSet::from(["unknown"]));
    }
}

#[test]
fn reverse_names_lead_back() {
    for (ptr, slug) in [(json!([]), "no-reverse-name"), (json!(["google.example.com"]), "reverse-name-leads-elsewhere")]
    {
        let mut json = sound();
        json["25.2.0.192.in-addr.arpa"]["PTR"] = ptr;
        let mut request = DomainRequest::new("example.com");
        request.ips.push("192.0.2.25".parse().unwrap());
        let report = ask(&request, &zone(json)).0;
        assert!(slugs(&report).contains(&slug), "{:?}", slugs(&report));
        assert!(report.verdict[0].rules.iter().any(|rule| rule.status == RuleStatus::NotMet));
    }
}

#[test]
fn aliases_and_wildcards() {
    let report = changed(|zone| {
        zone["google._domainkey.example.com"]["CNAME"] = json!(["google.keys.example.net"]);
    });
    // A resolver shows either; a zone at hand shows both.
    assert!(slugs(&report).iter().all(|slug| *slug != "alias-beside-records"));
    let mut answers = zone(sound()).answers_below("example.com");
    answers.insert(
        "google._domainkey.example.com",
        LookupType::Cname,
        Answer::Records(vec![Data::Name("google.keys.example.net".into())]),
    );
    answers.insert("google.keys.example.net", LookupType::Txt, Answer::NoName);
    let report = domain(&DomainRequest::new("example.com"), &answers);
    assert!(slugs(&report).contains(&"alias-beside-records"), "{:?}", slugs(&report));
    let report = changed(|zone| drop(zone.insert("*.example.com".into(), json!({"TXT": [["v=spf1 -all"]]}))));
    assert!(slugs(&report).contains(&"wildcard-answers"));
}

#[test]
fn a_private_key_is_not_shown() {
    let key = "v=DKIM1; k=rsa; p=MIICXQIBAAKBgQC/cROwAa3wmXxK9kVqZN+JRNSfawSLOjAEU+3a7uyXhnTa6fsLODseWM817YBvrb6WSsOXGvIo6KtI3eSMq8PmpLy75jEZuSrObNLMJzso5Y53RRX2B84sOV+Moe/xKC9/noqHCfktAzMJZaUhfRqNI4xAlmjrVHGD8rCosYF4vwIDAQAB";
    let report = changed(|zone| zone["google._domainkey.example.com"]["TXT"] = json!([[key]]));
    let text = serde_json::to_string(&report).unwrap();
    if report.findings.iter().any(|finding| finding.cause.code == "DKIM005") {
        assert!(!text.contains("MIICXQIBAAKBgQC"), "{text}");
    }
}

const NAMES: [&str; 16] = [
    "example.com",
    "_dmarc.example.com",
    "dmarc.example.com",
    "_dmarc.example.com.example.com",
    "_spf.example.com",
    "spf.example.com",
    "s1._domainkey.example.com",
    "s1.domainkey.example.com",
    "s1.example.com",
    "_mta-sts.example.com",
    "_smtp._tls.example.com",
    "default._bimi.example.com",
    "*.example.com",
    "_spf.google.com",
    "mx.example.com",
    "com",
];
const TEXTS: [&str; 14] = [
    "v=spf1 include:_spf.google.com ~all",
    "V=SPF1 mx -all",
    "v=spf1 redirect=_spf.example.com",
    "v=spf1 include:example.com a mx ?all",
    "v=spf1 ip4:300.1.1.1 -all",
    "v=DMARC1; p=none",
    "v=DMARC1; p=reject; rua=mailto:a@example.net",
    "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEF",
    "AAOCAQ8AMIIBCgKCAQEA",
    "v=STSv1; id=1",
    "v=TLSRPTv1; rua=mailto:t@example.com",
    "v=BIMI1; l=https://example.com/l.svg",
    "“v=spf1 –all”",
    "",
];

fn an_answer() -> impl Strategy<Value = (LookupType, Answer)> {
    let text = prop_oneof![4 => proptest::sample::select(&TEXTS[..]).prop_map(str::to_owned), 1 => ".{0,60}"];
    let texts = proptest::collection::vec(proptest::collection::vec(text, 1..3), 1..3);
    let name = proptest::sample::select(&NAMES[..]).prop_map(str::to_owned);
    let mx = (0..20_u16, prop_oneof![name.clone(), "[a-z0-9.]{0,20}"]);
    prop_oneof![
        4 => texts.prop_map(|texts| (LookupType::Txt, Answer::Records(texts.into_iter().map(Data::Txt).collect()))),
        1 => mx.prop_map(|(preference, host)| {
            (LookupType::Mx, Answer::Records(vec![Data::Mx { preference, host }]))
        }),
        1 => name.prop_map(|to| (LookupType::Cname, Answer::Records(vec![Data::Name(to)]))),
        // An answer of a type that was not asked for.
        1 => Just((LookupType::Txt, Answer::Records(vec![Data::Name("example.com".into())]))),
        1 => (proptest::sample::select(&LookupType::ALL[..]), 0..4_usize)
            .prop_map(|(kind, status)| (kind, Answer::STATUSES[status].1.clone())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever DNS says, the needs have an end, and corrected records are sound.
    #[test]
    fn any_bag_of_answers(
        bag in proptest::collection::vec((proptest::sample::select(&NAMES[..]), an_answer()), 0..24),
        rest in 0..4_usize,
        selectors in proptest::collection::vec("[a-z0-9._-]{0,12}", 0..3),
    ) {
        let mut answers = Answers::new();
        for (name, (kind, answer)) in &bag {
            answers.insert(name, *kind, answer.clone());
        }
        let mut request = DomainRequest::new("example.com");
        request.selectors = selectors;
        request.ips.push("2001:db8::1".parse().unwrap());
        let mut asked = 0;
        let mut report = domain(&request, &answers);
        for _ in 0..60 {
            asked += report.needs.len();
            for lookup in &report.needs {
                prop_assert!(answers.get(&lookup.name, lookup.kind).is_none(), "{lookup:?} was answered");
                answers.insert(&lookup.name, lookup.kind, Answer::STATUSES[rest].1.clone());
            }
            report = domain(&request, &answers);
            if report.needs.is_empty() {
                break;
            }
        }
        prop_assert!(report.needs.is_empty());
        prop_assert!(asked <= MOST_LOOKUPS, "{asked} look-ups");
        for record in &report.records {
            if let Some(fixed) = &record.fixed {
                let name = record.publish.as_ref().and_then(|publish| publish.name.as_deref());
                let mut again = RecordRequest::new(fixed).kind(record.record);
                again.name = name;
                let again = record_with(&again);
                let wrong: Vec<_> =
                    again.findings.iter().filter(|finding| finding.cause.severity == Severity::Error).collect();
                prop_assert!(wrong.is_empty(), "{} became {fixed}: {wrong:?}", record.text);
            }
        }
    }

    /// A domain may be anything.
    #[test]
    fn any_domain(name in ".{0,300}") {
        let report = domain(&DomainRequest::new(&name), &Answers::new());
        prop_assert!(report.needs.len() <= MOST_LOOKUPS);
        let _ = serde_json::to_string(&report).unwrap();
    }
}
