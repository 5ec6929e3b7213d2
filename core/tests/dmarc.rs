//! DMARC as receivers evaluate it: the cases of mailauth for RFC 9989 (`data/README.md`), and what holds for any zone.

#![cfg(feature = "records")]
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)] // a test that cannot go on fails

use std::fs;
use std::path::Path;

use mailmend::evaluate::dmarc::{
    Discovered, MOST_QUERIES, Mechanism, Outcome, Question, Verdict, discover, evaluate, evaluate_so_far, reports,
};
use mailmend::model::{Answer, Answers, Data, Lookup, LookupType, Receivers, RecordType, Step};
use mailmend::{RecordRequest, domain_policies, record_with};
use proptest::prelude::*;
use serde_json::Value;

/// What a case asks of a zone. A name that the zone lacks does not exist.
fn answer(zone: &Value, lookup: &Lookup) -> Answer {
    let Some(name) = zone.get(&lookup.name) else { return Answer::NoName };
    let Some(texts) = name["TXT"].as_array().filter(|_| lookup.kind == LookupType::Txt) else { return Answer::NoData };
    let text = |strings: &Value| -> Data {
        Data::Txt(strings.as_array().unwrap().iter().map(|string| string.as_str().unwrap().to_owned()).collect())
    };
    Answer::Records(texts.iter().map(text).collect())
}

/// The verdict, and the names whose texts were asked for.
fn verdict(case: &Value, dkim: &[&str]) -> (Verdict, Vec<String>) {
    let from = case["header_from"].as_str().unwrap();
    let domain = from.rsplit('@').next().unwrap();
    let spf: Vec<&str> = domains(&case["spf_domains"]);
    let question = Question::new(domain).spf(&spf).dkim(dkim);
    let mut answers = Answers::new();
    let mut asked = Vec::new();
    loop {
        match evaluate(&question, &answers) {
            Step::Done(verdict) => return (verdict, asked),
            Step::Needs(wanted) => {
                for lookup in wanted {
                    answers.insert(&lookup.name, lookup.kind, answer(&case["zone"], &lookup));
                    asked.extend((lookup.kind == LookupType::Txt).then_some(lookup.name));
                }
            }
        }
    }
}

fn domains(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|entry| entry["domain"].as_str().unwrap()).collect()
}

/// The result under the names that mailauth has for it.
fn facts(verdict: &Verdict, asked: &[String]) -> Value {
    let mut facts = serde_json::json!({
        "status": { "result": verdict.outcome.map(Outcome::as_str) },
        "domain": verdict.discovery.organizational,
        "queries": asked,
        "alignment": {},
    });
    for mechanism in [Mechanism::Spf, Mechanism::Dkim] {
        let of = || verdict.identifiers.iter().filter(|identifier| identifier.by == mechanism);
        let aligned = of().find(|identifier| identifier.aligned == Some(true));
        facts["alignment"][mechanism.as_str()] = serde_json::json!({
            "result": aligned.map(|identifier| identifier.organizational.as_ref().unwrap_or(&identifier.domain)),
            "strict": of().any(|identifier| identifier.strict),
        });
    }
    if let Discovered::Applies(applied) = &verdict.discovery.policy {
        facts["policy"] = applied.effective.unwrap().applied.as_str().into();
        facts["rr"] = applied.record.text.as_str().into();
    }
    facts
}

#[test]
fn every_case_of_rfc_9989() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/dmarc_rfc9989.jsonl");
    let text = fs::read_to_string(file).unwrap();
    let mut checked = 0;
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let id = case["id"].as_str().unwrap();
        let mut results = vec![facts_of(&case, &domains(&case["dkim_domains"]))];
        let expected = case["expected"].as_array().unwrap();
        // One case holds two messages: the first is signed by the domain itself.
        let of_results = expected.iter().filter(|expected| expected["path"] == "status.result");
        if of_results.count() == 2 {
            results.insert(0, facts_of(&case, &["example.com"]));
        }
        for expected in expected {
            let path = expected["path"].as_str().unwrap();
            let facts =
                if path == "status.result" && results.len() > 1 { results.remove(0) } else { results[0].clone() };
            let found = path.split('.').filter(|key| !key.is_empty()).fold(&facts, |facts, key| &facts[key]);
            let wanted = &expected["value"];
            let holds = match expected["op"].as_str().unwrap() {
                "equal" => found == wanted,
                "contain" => found.as_str().unwrap().contains(wanted.as_str().unwrap()),
                "not property" => found.get(wanted.as_str().unwrap()).is_none(),
                "not ok" => found.is_null(),
                "true" => found == true,
                other => panic!("{id}: {other}"),
            };
            assert!(holds, "{id} {}: {path} is {found}, not {wanted}", case["description"]);
            checked += 1;
        }
    }
    assert_eq!((text.lines().count(), checked), (29, 49));
}

fn facts_of(case: &Value, dkim: &[&str]) -> Value {
    let (verdict, asked) = verdict(case, dkim);
    facts(&verdict, &asked)
}

/// Names of few labels, so that they meet.
fn names() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(&["a", "b", "example", "com", "x"][..]), 1..12)
        .prop_map(|labels| labels.join("."))
}

fn texts() -> impl Strategy<Value = Answer> {
    let piece = proptest::sample::select(
        &[
            "v=DMARC1",
            "; ",
            ";",
            "p=none",
            "p=reject",
            "p=",
            "sp=none",
            "np=quarantine",
            "psd=y",
            "psd=n",
            "t=y",
            "adkim=s",
            "rua=mailto:a@",
            "a.example",
            "b.a.com",
            ",mailto:x@",
            "pct=7",
            "é",
            " ",
            "v=DMARC1; p=none",
            "!5m",
        ][..],
    );
    let text = proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat());
    prop_oneof![
        1 => Just(Answer::NoName),
        1 => Just(Answer::NoData),
        1 => Just(Answer::Timeout),
        1 => Just(Answer::ServerFailure),
        6 => proptest::collection::vec(text, 0..3).prop_map(|texts| Answer::Records(texts.into_iter().map(|text| Data::Txt(vec![text])).collect())),
    ]
}

/// A text of the pieces that DMARC records are made of.
fn record() -> impl Strategy<Value = String> {
    texts().prop_map(|answer| answer.records().first().and_then(Data::text).unwrap_or_default())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    /// Whatever a zone answers, it ends after three rounds and within the bound of look-ups, and what is known only
    /// grows.
    #[test]
    fn any_zone_ends(
        domain in names(),
        spf in proptest::collection::vec(names(), 0..3),
        dkim in proptest::collection::vec("[a-zé.\\-]{0,12}", 0..2),
        zone in proptest::collection::vec(texts(), 1..12),
        old in any::<bool>(),
    ) {
        let spf: Vec<&str> = spf.iter().map(String::as_str).collect();
        let dkim: Vec<&str> = dkim.iter().map(String::as_str).collect();
        let mut question = Question::new(&domain).spf(&spf).dkim(&dkim);
        if old {
            question = question.receivers(Receivers::Rfc7489).organizational("com");
        }
        let mut answers = Answers::new();
        let mut outcome = None;
        for round in 0.. {
            let found = evaluate_so_far(&question, &answers);
            prop_assert!(outcome.is_none() || found.result.outcome == outcome, "{:?} became {:?}", outcome, found.result.outcome);
            outcome = found.result.outcome;
            if found.needs.is_empty() {
                prop_assert!(outcome.is_some());
                break;
            }
            prop_assert!(round < 3);
            for lookup in found.needs {
                prop_assert!(answers.get(&lookup.name, lookup.kind).is_none());
                // The same name gets the same answer each time.
                let place = lookup.name.bytes().map(usize::from).sum::<usize>() % zone.len();
                answers.insert(&lookup.name, lookup.kind, zone[place].clone());
            }
        }
        prop_assert!(answers.len() <= MOST_QUERIES * (1 + spf.len() + dkim.len()) + 1);
        let discovery = discover(&question, &answers);
        prop_assert!(discovery.needs.is_empty());
        for round in 0.. {
            let targets = reports(&discovery.result, question.receivers, &answers);
            if targets.needs.is_empty() {
                break;
            }
            prop_assert!(round < 3);
            for lookup in targets.needs {
                let place = lookup.name.len() % zone.len();
                answers.insert(&lookup.name, lookup.kind, zone[place].clone());
            }
        }
    }

    /// A correction is corrected no further, whoever receives.
    #[test]
    fn a_correction_is_final(text in record(), more in record()) {
        let text = [text, more].join("; ");
        for receivers in [Receivers::Rfc9989, Receivers::Rfc7489] {
            let check = |text: &str| record_with(&RecordRequest::new(text).kind(RecordType::Dmarc).receivers(receivers)).fixed;
            if let Some(fixed) = check(&text) {
                prop_assert_eq!(check(&fixed), None, "{:?} became {:?}", text, fixed);
            }
        }
    }

    /// The policies of any domain: it ends, and the same answers give the same findings.
    #[test]
    fn policies_of_any_domain(domain in "[a-c.é ]{0,12}", zone in proptest::collection::vec(texts(), 1..12)) {
        let mut answers = Answers::new();
        for round in 0.. {
            let so_far = domain_policies(&domain, &answers);
            if so_far.needs.is_empty() {
                prop_assert_eq!(so_far, domain_policies(&domain, &answers));
                break;
            }
            prop_assert!(round < 6);
            for lookup in so_far.needs {
                let place = lookup.name.len() % zone.len();
                answers.insert(&lookup.name, lookup.kind, zone[place].clone());
            }
        }
    }
}
