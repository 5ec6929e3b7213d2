#![allow(clippy::indexing_slicing, clippy::unwrap_used)] // a test that cannot go on fails

use alloc::string::String;
use alloc::vec;

use super::*;
use crate::model::{Answer, Data, Receivers};

const FILE: &str = "version: STSv1\r\nmode: enforce\r\nmx: *.example.com\r\nmax_age: 604800\r\n";

/// What stands at a name, in short: a text, a file, or a mail server.
type Zone<'z> = &'z [(&'z str, LookupType, &'z [&'z str])];

fn answer(zone: Zone<'_>, lookup: &Lookup) -> Answer {
    let Some((.., values)) = zone.iter().find(|(name, kind, _)| *name == lookup.name && *kind == lookup.kind) else {
        return Answer::NoName;
    };
    let data = values.iter().map(|value| match lookup.kind {
        LookupType::Mx => Data::Mx { preference: 10, host: (*value).into() },
        LookupType::Policy => Data::File((*value).into()),
        _ => Data::Txt(vec![(*value).into()]),
    });
    Answer::Records(data.collect())
}

/// The findings once everything was answered: code, name, and what is said of it.
fn findings(domain: &str, zone: Zone<'_>) -> Vec<(&'static str, String, String)> {
    let mut answers = Answers::new();
    for _ in 0..5 {
        let so_far = domain_policies(domain, &answers);
        if so_far.needs.is_empty() {
            let fact = |finding: &Finding<'_>, key| {
                finding.facts.iter().find(|fact| fact.key == key).map(|fact| fact.value.to_string()).unwrap_or_default()
            };
            let said = |finding: &Finding<'_>| {
                let policy = fact(finding, FactKey::Policy);
                if policy.is_empty() { fact(finding, FactKey::Suggestion) } else { policy }
            };
            let found = so_far.result.iter();
            return found.map(|finding| (finding.cause.code, fact(finding, FactKey::Name), said(finding))).collect();
        }
        for lookup in so_far.needs {
            answers.insert(&lookup.name, lookup.kind, answer(zone, &lookup));
        }
    }
    panic!("it does not end")
}

fn codes(domain: &str, zone: Zone<'_>) -> Vec<&'static str> {
    findings(domain, zone).into_iter().map(|(code, ..)| code).collect()
}

const TXT: LookupType = LookupType::Txt;

#[test]
fn nothing_is_wrong_with_a_sound_domain() {
    let zone: Zone<'_> = &[
        ("_dmarc.example.com", TXT, &["v=DMARC1; p=reject; rua=mailto:d@example.com,mailto:d@reports.example"]),
        ("example.com._report._dmarc.reports.example", TXT, &["v=DMARC1"]),
        ("_mta-sts.example.com", TXT, &["v=STSv1; id=1"]),
        ("mta-sts.example.com", LookupType::Policy, &[FILE]),
        ("example.com", LookupType::Mx, &["mx1.example.com", "mx2.example.com"]),
        ("_smtp._tls.example.com", TXT, &["v=TLSRPTv1; rua=mailto:t@example.com"]),
        ("default._bimi.example.com", TXT, &["v=BIMI1; l=https://example.com/logo.svg; a=https://example.com/c.pem"]),
    ];
    assert_eq!(codes("example.com", zone), [""; 0]);
    assert_eq!(codes("example.net", zone), [""; 0]);
}

/// RFC 9989 section 4.10.1.
#[test]
fn a_subdomain_learns_whose_policy_it_has() {
    let zone: Zone<'_> = &[("_dmarc.example.com", TXT, &["v=DMARC1; p=reject; sp=quarantine; t=y"])];
    let expected = [("DMARC027", "_dmarc.example.com".into(), "none".into())];
    assert_eq!(findings("shop.example.com", zone), expected);
    let two: Zone<'_> = &[("_dmarc.example.com", TXT, &["v=DMARC1; p=reject", "v=DMARC1; p=none"])];
    assert_eq!(codes("example.com", two), [""; 0], "the record's own check says so");
}

/// RFC 9990.
#[test]
fn reports_that_are_not_sent() {
    let zone: Zone<'_> = &[("_dmarc.example.com", TXT, &["v=DMARC1; p=none; rua=mailto:d@reports.example!5m"])];
    let expected = ("DMARC026", "example.com._report._dmarc.reports.example".into(), "v=DMARC1;".into());
    assert_eq!(findings("example.com", zone), [expected]);
    let mut answers = Answers::new();
    for (name, ..) in [("_dmarc.com", ()), ("example.com._report._dmarc.reports.example", ())] {
        answers.insert(name, TXT, Answer::NoName);
    }
    answers.insert("_dmarc.example.com", TXT, answer(zone, &Lookup::new("_dmarc.example.com", TXT)));
    let report = dmarc_policy(&Question::new("example.com"), &answers);
    assert_eq!(report.findings[0].evidence[0].text, "mailto:d@reports.example!5m");
}

/// RFC 8461 section 4.1: what the policy does to the servers that it does not name depends on its mode.
#[test]
fn servers_that_the_policy_shuts_out() {
    for (mode, expected) in [
        ("enforce", &[("STS018", "mx: mx.example.net")][..]),
        ("testing", &[("STS019", "mx: mx.example.net"), ("STS020", "testing")]),
        ("none", &[("STS020", "none")]),
    ] {
        let file = FILE.replace("enforce", mode);
        let files = [file.as_str()];
        let zone: Zone<'_> = &[
            ("_mta-sts.example.com", TXT, &["v=STSv1; id=1"]),
            ("mta-sts.example.com", LookupType::Policy, &files),
            ("example.com", LookupType::Mx, &["mx.example.com", "mx.example.net"]),
            ("_smtp._tls.example.com", TXT, &["v=TLSRPTv1; rua=mailto:t@example.com"]),
        ];
        let found = findings("example.com", zone);
        let found: Vec<_> = found.iter().map(|(code, _, said)| (*code, said.as_str())).collect();
        assert_eq!(found, expected, "{mode}");
    }
}

/// RFC 8461 section 3: record and file need each other.
#[test]
fn one_half_of_mta_sts() {
    let record = ("_mta-sts.example.com", TXT, &["v=STSv1; id=1"][..]);
    let file = ("mta-sts.example.com", LookupType::Policy, &[FILE][..]);
    let mx = ("example.com", LookupType::Mx, &["mx.example.com"][..]);
    assert_eq!(codes("example.com", &[record, mx]), ["STS016"]);
    assert_eq!(codes("example.com", &[file, mx]), ["STS017"]);
    assert_eq!(codes("example.com", &[record, file, mx]), ["TLSRPT004"]);
    let broken =
        ("mta-sts.example.com", LookupType::Policy, &["version: STSv1\r\nmode: enforce\r\nmax_age: 604800\r\n"][..]);
    assert_eq!(codes("example.com", &[record, broken, mx]), ["STS006"]);
}

#[test]
fn a_logo_needs_a_policy_that_stops_forgeries() {
    let logo = ("default._bimi.example.com", TXT, &["v=BIMI1; l=https://example.com/logo.svg"][..]);
    for (record, lack) in [("v=DMARC1; p=none", "p=none"), ("v=DMARC1; p=reject; sp=none", "sp=none")] {
        let texts = [record];
        let found = findings("example.com", &[logo, ("_dmarc.example.com", TXT, &texts)]);
        assert_eq!(found, [("BIMI009", "default._bimi.example.com".into(), lack.into())]);
    }
    let declines = ("default._bimi.example.com", TXT, &["v=BIMI1; l=; a="][..]);
    assert_eq!(codes("example.com", &[declines]), [""; 0]);
}

/// One message: several records are none, and are told.
#[test]
fn a_message() {
    let mut answers = Answers::new();
    let two =
        Answer::Records(vec![Data::Txt(vec!["v=DMARC1; p=none".into()]), Data::Txt(vec!["v=DMARC1; p=reject".into()])]);
    answers.insert("_dmarc.example.com", TXT, two);
    answers.insert("_dmarc.com", TXT, Answer::NoName);
    let report = dmarc_policy(&Question::new("example.com").dkim(&["example.com"]), &answers);
    assert_eq!(report.findings.iter().map(|finding| finding.cause.code).collect::<Vec<_>>(), ["DMARC025"]);
    assert_eq!(report.verdict.outcome.unwrap().as_str(), "none");

    let text = Data::Txt(vec!["v=DMARC1; p=reject; pct=20; t=y".into()]);
    answers.insert("_dmarc.example.com", TXT, Answer::Records(vec![text]));
    let codes = |receivers| -> Vec<_> {
        let report = dmarc_policy(&Question::new("example.com").receivers(receivers), &answers);
        report.findings.iter().map(|finding| finding.cause.code).collect()
    };
    assert_eq!(codes(Receivers::Rfc9989), [""; 0]);
    assert_eq!(codes(Receivers::Rfc7489), ["DMARC028", "DMARC029"]);
}
