//! The lists of `knowledge/content`: pushy phrases by language, URL shorteners, files that are not taken, and what the
//! names in the headers of spam filters mean.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde::Deserialize;

/// One file: a language, a list of names, or the names of one filter.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    source: String,
    seen: String,
    #[allow(dead_code)]
    language: Option<String>,
    program: Option<String>,
    #[serde(default)]
    unsubscribe: Vec<String>,
    #[serde(default)]
    phrase: Vec<Phrase>,
    #[serde(default)]
    hosts: Vec<String>,
    #[serde(default)]
    blocked: Vec<String>,
    #[serde(default)]
    symbol: Vec<Symbol>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrase {
    text: String,
    weight: u8,
    #[serde(default)]
    loud: bool,
    #[serde(default)]
    not_after: Vec<String>,
    #[serde(default)]
    not_before: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Symbol {
    name: String,
    means: String,
    #[serde(rename = "do")]
    advice: String,
}

/// The lists as Rust source. A list without source and month, or with a row twice in one file, does not build.
pub fn tables(folder: &Path) -> String {
    let mut phrases: BTreeMap<String, Phrase> = BTreeMap::new();
    let (mut unsubscribe, mut hosts, mut blocked) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut symbols: BTreeMap<(String, String), Symbol> = BTreeMap::new();
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|end| end == "toml")) {
        let name = path.display();
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let file: File = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!file.source.is_empty() && file.seen.len() == 7, "{name}: a list has a source and a month");
        let mut own = BTreeSet::new();
        for phrase in file.phrase {
            let text = phrase.text.clone();
            assert!(text == text.to_lowercase() && (1..=3).contains(&phrase.weight), "{name}: {text}");
            assert!(own.insert(text.clone()), "{name}: {text} stands there twice");
            // The same words in two languages: the lighter weight counts.
            let kept = phrases.entry(text).or_insert(phrase);
            kept.not_after.sort();
        }
        for symbol in file.symbol {
            let program = file.program.clone().unwrap_or_else(|| panic!("{name}: whose symbols are these?"));
            let key = (program, symbol.name.clone());
            assert!(symbols.insert(key, symbol).is_none(), "{name}: a symbol stands there twice");
        }
        unsubscribe.extend(file.unsubscribe);
        hosts.extend(file.hosts);
        blocked.extend(file.blocked);
    }
    let mut out = String::from("pub(crate) static PHRASES: &[Phrase] = &[\n");
    for Phrase { text, weight, loud, not_after, not_before } in phrases.values() {
        writeln!(
            out,
            "Phrase {{ text: {text:?}, weight: {weight}, loud: {loud}, not_after: &{not_after:?}, not_before: &{not_before:?} }},"
        )
        .unwrap();
    }
    writeln!(out, "];").unwrap();
    for (name, list) in [("UNSUBSCRIBE", unsubscribe), ("SHORTENERS", hosts), ("BLOCKED_FILES", blocked)] {
        let list: Vec<String> = list.into_iter().collect();
        writeln!(out, "pub(crate) static {name}: &[&str] = &{list:?};").unwrap();
    }
    writeln!(out, "pub(crate) static SYMBOLS: &[Symbol] = &[").unwrap();
    for ((program, name), Symbol { means, advice, .. }) in symbols {
        writeln!(out, "Symbol {{ program: {program:?}, name: {name:?}, means: {means:?}, advice: {advice:?} }},")
            .unwrap();
    }
    writeln!(out, "];").unwrap();
    out
}
