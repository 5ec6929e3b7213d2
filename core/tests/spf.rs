//! SPF evaluation: the RFC 7208 test suite, and what must hold for any zone.

#![cfg(feature = "records")]
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)] // a test that cannot go on fails

use mailmend::evaluate::spf::{
    MOST_LOOKUPS, MOST_NODES, MOST_TERMS, MOST_VOIDS, MOST_WANTED, SpfQuery, SpfResult, SpfTree, check_host, explore,
    flatten,
};
use mailmend::model::{Answer, Answers, Data, Lookup, LookupType, Step};
use proptest::collection;
use proptest::prelude::*;
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
    // What does not pass stays, and a record that hands over becomes the one it hands over to.
    let (own, _) =
        tree("own.test", Some("v=spf1 ?include:a.news.test -ip4:198.51.100.200 redirect=b.test"), |lookup| {
            records(&[("b.test", "v=spf1 ip4:198.51.100.200/31 ~all"), SHOP[5]], lookup)
        });
    assert_eq!(
        flatten(&own).unwrap().record,
        "v=spf1 ip4:198.51.100.201 ?include:a.news.test -ip4:198.51.100.200 ~all"
    );
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

/// Texts and answers of every kind, mostly with the words of SPF in them.
fn any_zone() -> impl Strategy<Value = Vec<(String, Vec<Answer>)>> {
    let name = || {
        prop_oneof![Just("a.test"), Just("b.test"), Just("c.test"), Just("%{i}.a.test"), Just("%{p}.%{d}"), Just("x")]
    };
    let term = prop_oneof![
        (
            prop_oneof![
                Just("include:"),
                Just("redirect="),
                Just("a:"),
                Just("mx:"),
                Just("exists:"),
                Just("ptr:"),
                Just("exp=")
            ],
            name()
        )
            .prop_map(|(start, name)| format!("{start}{name}")),
        prop_oneof![
            Just("a"),
            Just("mx/0"),
            Just("ptr"),
            Just("?all"),
            Just("-all"),
            Just("ip4:1.2.3.4/1"),
            Just("ip6:::/1")
        ]
        .prop_map(String::from),
        "[ -~]{0,12}",
    ];
    let record = collection::vec(term, 0..14).prop_map(|terms| format!("v=spf1 {}", terms.join(" ")));
    let host = prop_oneof![Just("a.test"), Just("b.test"), Just("c.test"), Just(""), Just("..")];
    let data = prop_oneof![
        4 => record.prop_map(|record| Data::Txt(vec![record])),
        1 => "\\PC{0,20}".prop_map(|text| Data::Txt(vec![text])),
        1 => any::<u32>().prop_map(|bits| Data::A(bits.into())),
        1 => any::<u128>().prop_map(|bits| Data::Aaaa(bits.into())),
        2 => host.clone().prop_map(|host| Data::Mx { preference: 1, host: host.into() }),
        1 => host.prop_map(|host| Data::Name(host.into())),
    ];
    let answer = prop_oneof![
        8 => collection::vec(data, 1..13).prop_map(Answer::Records),
        1 => prop_oneof![Just(Answer::NoData), Just(Answer::NoName), Just(Answer::Timeout), Just(Answer::ServerFailure)],
    ];
    collection::vec(
        (
            prop_oneof![Just("a.test"), Just("b.test"), Just("c.test")].prop_map(String::from),
            collection::vec(answer, 1..4),
        ),
        1..4,
    )
}

/// What such a zone answers: often data of another type than was asked for.
fn garbage(zone: &[(String, Vec<Answer>)], lookup: &Lookup) -> Answer {
    let Some((_, answers)) = zone.iter().find(|(name, _)| *name == lookup.name) else { return Answer::NoName };
    answers[lookup.kind as usize % answers.len()].clone()
}

proptest! {
    #[test]
    fn every_evaluation_ends(zone in any_zone(), ip in any::<[u8; 4]>(), sender in "[!-~]{0,20}@(a|b)\\.test") {
        let query = SpfQuery::new(ip.into(), &sender, "a.test");
        let (result, rounds, lookups) = run(&query, |lookup| garbage(&zone, lookup));
        prop_assert!(rounds <= 40 && lookups <= MOST_WANTED, "{rounds} {lookups}");
        prop_assert!(result.terms <= MOST_TERMS && result.voids <= MOST_VOIDS + 1);
        // The same answers, the same result.
        let (again, ..) = run(&query.without_trace(), |lookup| garbage(&zone, lookup));
        prop_assert_eq!((again.verdict, again.matched), (result.verdict, result.matched));
    }

    #[test]
    fn every_tree_ends(zone in any_zone()) {
        let (tree, answers) = tree("a.test", None, |lookup| garbage(&zone, lookup));
        prop_assert!(tree.nodes.len() <= MOST_NODES && answers.len() <= MOST_LOOKUPS);
        for (place, node) in tree.nodes.iter().enumerate() {
            prop_assert!(node.parent.is_none_or(|parent| parent < place));
            for term in &node.terms {
                prop_assert_eq!(term.span.of(node.record.as_deref().unwrap()), term.text.as_str());
            }
        }
        for finding in mailmend::spf_tree(&tree) {
            for evidence in &finding.evidence {
                let record = tree.nodes[0].record.as_deref().unwrap();
                prop_assert_eq!(&record[evidence.start..evidence.end], evidence.text.as_ref());
            }
        }
        if let Some(flat) = flatten(&tree) {
            // Whom the tree passes for certain, the flattened record passes, and nobody else.
            let all = |tree: &SpfTree| (tree.nodes[0].v4, tree.nodes[0].v6);
            if tree.nodes[0].complete && flat.kept.is_empty() {
                let again = explore("a.test", Some(&flat.record), &answers);
                prop_assert_eq!(all(&again), all(&tree), "{}", flat.record);
            }
        }
    }
}
