#![no_main]
//! Any records in any zone: the first line is the record of `a.test`, each further line one more answer. Evaluation and
//! exploration end within their bounds; places lie in the records; trees print back what they read; a flattened record
//! passes whom the tree passes.

use libfuzzer_sys::fuzz_target;
use mailmend::evaluate::spf::{
    MOST_LOOKUPS, MOST_NODES, MOST_TERMS, MOST_WANTED, SpfQuery, check_host, explore, flatten,
};
use mailmend::model::{Answer, Answers, Data, Lookup, LookupType, Step};
use mailmend::syntax::spf::{is_record, parse, strict};

/// What the lines answer: which one, the name tells.
fn answer(lines: &[&str], lookup: &Lookup) -> Answer {
    let place = match lookup.name.as_str() {
        "a.test" => 0,
        name => name.bytes().map(usize::from).sum::<usize>() % (lines.len() + 2),
    };
    let Some(line) = lines.get(place) else { return if place % 2 == 0 { Answer::NoName } else { Answer::Timeout } };
    let bits = line.bytes().fold(7_u32, |bits, byte| bits.rotate_left(5) ^ u32::from(byte));
    let hosts = line.split(' ').take(12);
    let data: Vec<Data> = match lookup.kind {
        LookupType::A => vec![Data::A(bits.into())],
        LookupType::Aaaa => vec![Data::Aaaa(u128::from(bits).into())],
        LookupType::Mx => hosts.map(|host| Data::Mx { preference: 1, host: host.into() }).collect(),
        LookupType::Ptr => hosts.map(|host| Data::Name(host.into())).collect(),
        _ => vec![Data::Txt(vec![(*line).into()])],
    };
    Answer::Records(data)
}

fuzz_target!(|text: &str| {
    let lines: Vec<&str> = text.lines().take(24).collect();
    for line in &lines {
        let spf = parse(line);
        assert_eq!(spf.tree.to_string(), *line);
        for term in &spf.tree.terms {
            assert_eq!(term.span.of(line), term.text);
        }
        if let Some(record) = is_record(line).then(|| strict(line).ok()).flatten() {
            for directive in &record.directives {
                assert_eq!(directive.span.of(line), directive.text);
            }
        }
    }
    let sender = lines.last().copied().unwrap_or_default();
    let query = SpfQuery::new([192, 0, 2, 1].into(), sender, "a.test").domain("a.test");
    let mut answers = Answers::new();
    let result = loop {
        match check_host(&query, &answers) {
            Step::Done(result) => break result,
            Step::Needs(wanted) => {
                assert!(!wanted.is_empty() && answers.len() < MOST_WANTED);
                for lookup in wanted {
                    assert!(answers.get(&lookup.name, lookup.kind).is_none());
                    answers.insert(&lookup.name, lookup.kind, answer(&lines, &lookup));
                }
            }
        }
    };
    assert!(result.terms <= MOST_TERMS);
    let mut answers = Answers::new();
    let tree = loop {
        let tree = explore("a.test", None, &answers);
        if tree.needs.is_empty() {
            break tree;
        }
        for lookup in &tree.needs {
            assert!(answers.get(&lookup.name, lookup.kind).is_none());
            answers.insert(&lookup.name, lookup.kind, answer(&lines, lookup));
        }
        assert!(answers.len() <= MOST_LOOKUPS);
    };
    assert!(tree.nodes.len() <= MOST_NODES);
    for finding in mailmend::spf_tree(&tree) {
        let record = tree.nodes[0].record.as_deref().unwrap_or_default();
        for evidence in &finding.evidence {
            assert_eq!(record.get(evidence.start..evidence.end), Some(evidence.text.as_ref()));
        }
    }
    if let Some(flat) = flatten(&tree).filter(|flat| flat.kept.is_empty() && tree.nodes[0].complete) {
        let again = explore("a.test", Some(&flat.record), &answers);
        assert_eq!((again.nodes[0].v4, again.nodes[0].v6), (tree.nodes[0].v4, tree.nodes[0].v6), "{}", flat.record);
    }
});
