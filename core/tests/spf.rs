//! SPF evaluation: the RFC 7208 test suite, and what must hold for any zone.

#![cfg(feature = "records")]
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)] // a test that cannot go on fails

use mailmend::evaluate::spf::{SpfQuery, SpfResult, SpfTree, check_host, explore, flatten};
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
                wrong.push(format!(
                    "{}: {:?}, not {expected:?} {}: {:?}",
                    field("test"),
                    result.verdict,
                    test["explanation"],
                    result.explanation
                ));
            }
            count += 1;
        }
    }
    assert_eq!(wrong, Vec::<String>::new(), "{} of {count}", count - wrong.len());
    assert_eq!(count, 203);
}

/// Explores until nothing is wanted any more.
fn tree(domain: &str, record: Option<&str>, resolve: impl Fn(&Lookup) -> Answer) -> (SpfTree, Answers) {
    let mut answers = Answers::new();
    for _ in 0..100 {
        let tree = explore(domain, record, &answers);
        if tree.needs.is_empty() {
            return (tree, answers);
        }
        for lookup in &tree.needs {
            assert!(answers.get(&lookup.name, lookup.kind).is_none(), "{lookup:?} was answered");
            answers.insert(&lookup.name, lookup.kind, resolve(lookup));
        }
    }
    panic!("no end");
}

/// A zone of SPF records, and of addresses.
fn records(zone: &[(&str, &str)], lookup: &Lookup) -> Answer {
    let found: Vec<_> = zone.iter().filter(|(name, _)| *name == lookup.name).map(|(_, value)| *value).collect();
    if found.is_empty() {
        return Answer::NoName;
    }
    let data: Vec<Data> = found
        .iter()
        .filter_map(|value| match lookup.kind {
            LookupType::Txt if value.starts_with("v=") => Some(Data::Txt(vec![(*value).to_string()])),
            LookupType::A => value.parse().ok().map(Data::A),
            LookupType::Aaaa => value.parse().ok().map(Data::Aaaa),
            LookupType::Mx => value.strip_prefix("mx ").map(|host| Data::Mx { preference: 10, host: host.to_string() }),
            _ => None,
        })
        .collect();
    if data.is_empty() { Answer::NoData } else { Answer::Records(data) }
}

const SHOP: [(&str, &str); 14] = [
    ("shop.test", "v=spf1 mx include:news.test include:office.test include:gone.test a:old.shop.test ~all"),
    ("shop.test", "mx mail.shop.test"),
    ("mail.shop.test", "192.0.2.1"),
    ("mail.shop.test", "2001:db8::1"),
    ("news.test", "v=spf1 include:a.news.test include:b.news.test -all"),
    ("a.news.test", "v=spf1 ip4:198.51.100.0/25 -all"),
    ("b.news.test", "v=spf1 ip4:198.51.100.128/25 include:office.test -all"),
    ("office.test", "v=spf1 -ip4:203.0.113.7 ip4:203.0.113.0/29 exists:%{i}.office.test ~all"),
    ("circle.test", "v=spf1 include:round.test -all"),
    ("round.test", "v=spf1 include:circle.test -all"),
    ("open.test", "v=spf1 include:everyone.test ip4:192.0.2.1 -all"),
    ("everyone.test", "v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all"),
    ("twice.test", "v=spf1 -all"),
    ("twice.test", "v=spf1 ~all"),
];

fn slugs(tree: &SpfTree) -> Vec<&'static str> {
    mailmend::spf_tree(tree).iter().map(|finding| finding.cause.slug).collect()
}

#[test]
fn a_tree_counts_what_a_receiver_counts() {
    let (shop, _) = tree("Shop.test.", None, |lookup| records(&SHOP, lookup));
    let root = &shop.nodes[0];
    // mx 1, news 1 + (a 1, b 1 + (office 1 + exists 1)), office 1 + exists 1, gone 1, a 1
    assert_eq!(root.lookups, 10);
    assert_eq!(root.voids, 1);
    let costs: Vec<_> = root.terms.iter().map(|term| (term.text.as_str(), term.lookups, term.v4)).collect();
    assert_eq!(
        costs,
        [
            ("mx", 1, 1),
            ("include:news.test", 5, 256 + 7),
            ("include:office.test", 2, 7),
            ("include:gone.test", 1, 0),
            ("a:old.shop.test", 1, 0),
            ("~all", 0, 0)
        ]
    );
    assert_eq!(
        slugs(&shop),
        ["lookups-used-up", "name-without-address", "included-by-another", "include-without-record"]
    );
}

#[test]
fn a_flattened_record_keeps_what_depends_on_the_message() {
    let (shop, _) = tree("shop.test", None, |lookup| records(&SHOP, lookup));
    let flat = flatten(&shop).unwrap();
    assert_eq!(flat.record, "v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 include:news.test include:office.test ~all");
    assert_eq!(flat.dropped, ["include:gone.test", "a:old.shop.test"]);
    assert_eq!(flat.lookups, 7);
    let (news, _) = tree("shop.test", Some("v=spf1 include:a.news.test ip4:198.51.100.128/25 -all"), |lookup| {
        records(&SHOP, lookup)
    });
    assert_eq!(flatten(&news).unwrap().record, "v=spf1 ip4:198.51.100.0/24 -all");
}

#[test]
fn danger_inside_an_include_is_found() {
    for (record, expected) in [
        ("v=spf1 include:circle.test -all", "include-circle"),
        ("v=spf1 include:open.test ip4:198.51.100.1 -all", "include-passes-everyone"),
        ("v=spf1 include:twice.test -all", "included-two-records"),
        ("v=spf1 redirect=none.test", "include-without-record"),
        ("v=spf1 a:x.test a:y.test a:z.test -all", "too-many-void-lookups"),
    ] {
        let (tree, _) = tree("own.test", Some(record), |lookup| records(&SHOP, lookup));
        assert_eq!(slugs(&tree), [expected], "{record}");
    }
    let (open, _) = tree("own.test", Some("v=spf1 include:open.test ip4:198.51.100.1 -all"), |l| records(&SHOP, l));
    assert!(!open.nodes[0].terms[1].reached);
}
