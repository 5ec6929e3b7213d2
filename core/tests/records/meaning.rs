//! What a record says to receivers, without how it is written: two records with the same meaning are treated alike.
//! Shared by the tests and the fuzz targets.

use std::collections::BTreeMap;

use mailmend::model::{Field, RecordReport, RecordTree, RecordType, Severity, SpfTerm};

/// The meaning of a record in which nothing is wrong: at most remarks. Nothing for any other.
pub fn meaning(report: &RecordReport<'_>) -> Option<Vec<String>> {
    if report.cut.is_some() || report.findings.iter().any(|finding| finding.cause.severity != Severity::Info) {
        return None;
    }
    match report.tree.as_ref()? {
        RecordTree::Terms(terms) => Some(of_terms(terms)),
        RecordTree::Tags(tags) => Some(of_tags(tags, report.record?)),
        RecordTree::Lines(lines) => {
            Some(lines.iter().map(|line| format!("{}:{}", line.name.to_ascii_lowercase(), line.value)).collect())
        }
        _ => None,
    }
}

/// The mechanisms in order, then the modifiers that exist.
fn of_terms(terms: &[SpfTerm<'_>]) -> Vec<String> {
    const MODIFIERS: [&str; 5] = ["redirect", "exp", "ra", "rp", "rr"];
    let written = |term: &SpfTerm<'_>| {
        let SpfTerm { qualifier, name, value, prefix4, prefix6, .. } = term;
        format!("{qualifier:?} {name} {value:?} {prefix4:?} {prefix6:?}")
    };
    let mut said: Vec<String> = terms.iter().filter(|term| term.qualifier.is_some()).map(written).collect();
    let mut modifiers: Vec<String> =
        terms.iter().filter(|term| MODIFIERS.contains(&&*term.name)).map(written).collect();
    modifiers.sort();
    said.append(&mut modifiers);
    said
}

/// The tags that count, what is left out filled in.
fn of_tags(tags: &[Field<'_>], kind: RecordType) -> Vec<String> {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for tag in tags {
        let value: String = match &*tag.name {
            "n" => tag.value.split_whitespace().collect::<Vec<_>>().join(" "),
            _ => tag.value.split_whitespace().collect(),
        };
        known.entry(tag.name.to_ascii_lowercase()).or_insert(value);
    }
    if kind == RecordType::Dmarc {
        dmarc(&mut known);
    }
    if kind == RecordType::Dkim {
        known.remove("g");
    }
    if kind == RecordType::MtaSts {
        known.retain(|name, _| !["mode", "mx", "max_age", "version"].contains(&name.as_str()));
    }
    known.into_iter().map(|(name, value)| format!("{name}={value}")).collect()
}

fn dmarc(known: &mut BTreeMap<String, String>) {
    for name in ["p", "sp", "np", "adkim", "aspf", "psd", "t", "fo"] {
        known.entry(name.into()).and_modify(|value| value.make_ascii_lowercase());
    }
    for name in ["pct", "rf", "ri"] {
        known.remove(name);
    }
    if known.get("ruf").is_none_or(String::is_empty) {
        known.remove("fo");
    }
    let default = |known: &BTreeMap<String, String>, name: &str| known.get(name).cloned().unwrap_or_default();
    let p = default(known, "p");
    let sp = known.entry("sp".into()).or_insert(p).clone();
    known.entry("np".into()).or_insert(sp);
    for (name, value) in [("adkim", "r"), ("aspf", "r"), ("psd", "u"), ("t", "n"), ("fo", "0")] {
        known.entry(name.into()).or_insert(value.into());
    }
    for name in ["rua", "ruf"] {
        known.entry(name.into()).and_modify(|list| {
            let addresses = list.split(',').map(|uri| uri.rsplit_once('!').map_or(uri, |(address, _)| address));
            *list = addresses.collect::<Vec<_>>().join(",");
        });
    }
}
