//! SPF evaluation: the RFC 7208 test suite, and what must hold for any zone.

#![cfg(feature = "records")]
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)] // a test that cannot go on fails

use mailmend::evaluate::spf::{SpfQuery, SpfResult, check_host};
use mailmend::model::{Answer, Answers, Data, Lookup, LookupType, Step};
use serde_json::Value;

/// What a zone of the suite answers; aliases are followed, as a resolver follows them.
fn answer(zone: &Value, lookup: &Lookup) -> Answer {
    let mut name = lookup.name.clone();
    for _ in 0..8 {
        let Some((_, node)) = zone.as_object().unwrap().iter().find(|(other, _)| other.eq_ignore_ascii_case(&name))
        else {
            return Answer::NoName;
        };
        let listed = |field: &str| node[field].as_array().cloned().unwrap_or_default();
        if listed("_timeout_types").iter().any(|kind| kind == lookup.kind.as_str()) {
            return Answer::Timeout;
        }
        let records = listed(lookup.kind.as_str());
        if !records.is_empty() {
            return Answer::Records(records.iter().map(|record| data(lookup.kind, record)).collect());
        }
        match node["CNAME"].as_array().and_then(|names| names.first()).and_then(Value::as_str) {
            Some(alias) => name = alias.to_ascii_lowercase(),
            None if node["_timeout_default"] == true => return Answer::Timeout,
            None => return Answer::NoData,
        }
    }
    Answer::ServerFailure
}

fn data(kind: LookupType, record: &Value) -> Data {
    let text = || record.as_str().unwrap().to_string();
    match kind {
        LookupType::A => Data::A(text().parse().unwrap()),
        LookupType::Aaaa => Data::Aaaa(text().parse().unwrap()),
        LookupType::Mx => Data::Mx {
            preference: u16::try_from(record[0].as_u64().unwrap()).unwrap(),
            host: record[1].as_str().unwrap().to_string(),
        },
        LookupType::Txt => {
            Data::Txt(record.as_array().unwrap().iter().map(|part| part.as_str().unwrap().to_string()).collect())
        }
        _ => Data::Name(text()),
    }
}

/// Asks until there is a result; how often, and how many look-ups.
fn run(query: &SpfQuery<'_>, resolve: impl Fn(&Lookup) -> Answer) -> (SpfResult, usize, usize) {
    let mut answers = Answers::new();
    for round in 1..100 {
        match check_host(query, &answers) {
            Step::Done(result) => return (result, round, answers.len()),
            Step::Needs(lookups) => {
                assert!(!lookups.is_empty());
                for lookup in lookups {
                    assert!(answers.get(&lookup.name, lookup.kind).is_none(), "{lookup:?} was answered");
                    answers.insert(&lookup.name, lookup.kind, resolve(&lookup));
                }
            }
        }
    }
    panic!("no end");
}

#[test]
fn the_suite_of_rfc_7208() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for scenario in include_str!("data/rfc7208.jsonl").lines() {
        let scenario: Value = serde_json::from_str(scenario).unwrap();
        for test in scenario["tests"].as_array().unwrap() {
            let field = |name: &str| test[name].as_str().unwrap_or_default();
            let query = SpfQuery::new(field("host").parse().unwrap(), field("mailfrom"), field("helo"));
            let (result, ..) = run(&query, |lookup| answer(&scenario["zone"], lookup));
            let expected = test["expected"].as_array().unwrap();
            let explanation = result.explanation.as_deref();
            let explained = match test["explanation"].as_str() {
                Some("DEFAULT") => explanation.is_none(),
                Some(text) => explanation == Some(text),
                None => true,
            };
            if !expected.iter().any(|word| word == result.verdict.as_str()) || !explained {
                wrong.push(format!("{}: {:?}, not {expected:?} {}: {:?}", field("test"), result.verdict, test["explanation"], result.explanation));
            }
            count += 1;
        }
    }
    assert_eq!(wrong, Vec::<String>::new(), "{} of {count}", count - wrong.len());
    assert_eq!(count, 203);
}
