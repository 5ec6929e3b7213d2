//! The lists of `knowledge/lists`: mail domains, endings, real look-alikes, throw-away services, roles, special names.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::{filter, slips};

/// The lists as Rust source. Each list has its month: a list without one does not build.
pub fn tables(folder: &Path) -> String {
    let mut out = String::new();
    let endings = rows(&mut out, folder, "tlds");
    let endings: BTreeSet<String> = endings.into_iter().flatten().collect();
    by_length(&mut out, "ENDINGS", &endings.iter().map(|ending| (ending.clone(), 0)).collect());
    let domains = rows(&mut out, folder, "mail-domains");
    let known = known_domains(&mut out, folder, &domains, &endings);
    meant(&mut out, &domains);
    disposable(&mut out, folder, &known);
    let roles = rows(&mut out, folder, "roles");
    let roles =
        roles.into_iter().map(|row| (row[0].clone(), u8::from(row.iter().skip(1).any(|flag| flag == "noreply"))));
    by_length(&mut out, "ROLES", &roles.collect());
    let special = rows(&mut out, folder, "special-use");
    let special: BTreeMap<&str, &str> = special.iter().map(|row| (row[0].as_str(), row[1].as_str())).collect();
    by_length(&mut out, "SPECIAL_NAMES", &special.keys().map(|name| (*name).to_string()).zip(0..).collect());
    writeln!(out, "pub(crate) static SPECIAL_USE: &[(&str, &str)] = &[").unwrap();
    for (name, slug) in special {
        writeln!(out, "({name:?}, {slug:?}),").unwrap();
    }
    writeln!(out, "];").unwrap();
    out
}

/// The rows of a list, in words. Writes the month of the list as a constant.
fn rows(out: &mut String, folder: &Path, name: &str) -> Vec<Vec<String>> {
    let path = folder.join(format!("{name}.txt"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let month = text.lines().find_map(|line| line.strip_prefix("# ")?.split("Seen: ").nth(1)?.get(..7));
    let month = month.unwrap_or_else(|| panic!("{name}.txt does not say when it was seen"));
    let constant = name.replace('-', "_").to_uppercase();
    writeln!(out, "#[allow(dead_code)] pub(crate) const {constant}_SEEN: &str = {month:?};").unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines.map(|line| line.split_whitespace().map(str::to_string).collect()).collect()
}

/// Words of one length stand side by side, in order: nothing between them, and halving needs no table. A number each.
fn by_length(out: &mut String, name: &str, words: &BTreeMap<String, u8>) {
    let longest = words.keys().map(String::len).max().unwrap_or(0);
    writeln!(out, "pub(crate) static {name}: [(&str, &[u8]); {}] = [", longest + 1).unwrap();
    for length in 0..=longest {
        let (mut all, mut numbers) = (String::new(), Vec::new());
        for (word, number) in words.iter().filter(|(word, _)| word.len() == length) {
            assert!(word.is_ascii(), "{word} is not ASCII");
            all.push_str(word);
            numbers.push(*number);
        }
        if numbers.iter().all(|number| *number == 0) {
            numbers.clear();
        }
        writeln!(out, "({all:?}, &{numbers:?}),").unwrap();
    }
    writeln!(out, "];").unwrap();
}

/// Mail domains with their flags, and the real names that a slip would lead away from.
fn known_domains(
    out: &mut String,
    folder: &Path,
    domains: &[Vec<String>],
    endings: &BTreeSet<String>,
) -> BTreeSet<String> {
    let mut known: BTreeMap<String, u8> = BTreeMap::new();
    for row in domains {
        let flags = row[1..].iter().fold(0, |flags, word| {
            flags
                | match word.as_str() {
                    "free" => 1,
                    "plus" => 2,
                    "dots" => 4,
                    "meant" => 8,
                    "reject" => 16,
                    other => panic!("mail-domains.txt: {}: `{other}` is no flag", row[0]),
                }
        });
        assert!(known.insert(row[0].clone(), flags).is_none(), "mail-domains.txt: {} stands there twice", row[0]);
    }
    let is_ending = |name: &str| endings.contains(name);
    let is_hit = |name: &str| {
        let meant = domains.iter().filter(|row| row.iter().any(|flag| flag == "meant"));
        meant.into_iter().any(|row| slips::cost(name, &row[0], is_ending).is_some())
    };
    for name in rows(out, folder, "known-real").iter().flatten() {
        if !known.contains_key(name) && is_hit(name) {
            known.insert(name.clone(), 0);
        }
    }
    by_length(out, "KNOWN_DOMAINS", &known);
    known.into_keys().collect()
}

/// The domains that slips lead to, the most used first.
fn meant(out: &mut String, domains: &[Vec<String>]) {
    let meant: Vec<&str> =
        domains.iter().filter(|row| row.iter().any(|flag| flag == "meant")).map(|row| row[0].as_str()).collect();
    let letters: Vec<u32> = meant.iter().map(|name| filter::letters(name)).collect();
    let lengths: Vec<usize> = meant.iter().map(|name| name.len()).collect();
    writeln!(out, "pub(crate) static MEANT: [&str; {}] = {meant:?};", meant.len()).unwrap();
    writeln!(out, "pub(crate) static MEANT_LETTERS: [u32; {}] = {letters:?};", meant.len()).unwrap();
    writeln!(out, "pub(crate) static MEANT_LENGTHS: [u32; {}] = {lengths:?};", meant.len()).unwrap();
}

/// The throw-away services as fingerprints: 16 bits each, in buckets by another 13 bits of the hash. One name in
/// fifty thousand others is taken for one of them; none of the mail domains is.
fn disposable(out: &mut String, folder: &Path, known: &BTreeSet<String>) {
    let names: BTreeSet<String> = rows(out, folder, "disposable").into_iter().flatten().collect();
    let mut buckets = vec![BTreeSet::new(); filter::BUCKETS];
    for name in &names {
        let (bucket, print) = filter::place(name);
        buckets[bucket].insert(print);
    }
    for name in known {
        let (bucket, print) = filter::place(name);
        assert!(names.contains(name) || !buckets[bucket].contains(&print), "{name} would be taken for a throw-away");
    }
    let prints: Vec<u16> = buckets.iter().flatten().copied().collect();
    let counts: Vec<u128> = buckets
        .chunks(filter::BLOCK)
        .map(|block| {
            assert!(block.iter().all(|bucket| bucket.len() < 16), "a bucket is too full");
            block.iter().rev().fold(0, |counts, bucket| counts << 4 | bucket.len() as u128)
        })
        .collect();
    let mut start = 0_u16;
    let starts: Vec<u16> = buckets
        .chunks(filter::BLOCK)
        .map(|block| {
            let here = start;
            start += block.iter().map(BTreeSet::len).sum::<usize>() as u16;
            here
        })
        .collect();
    writeln!(out, "pub(crate) static PRINTS: [u16; {}] = {prints:?};", prints.len()).unwrap();
    writeln!(out, "pub(crate) static COUNTS: [u128; {}] = {counts:?};", counts.len()).unwrap();
    writeln!(out, "pub(crate) static STARTS: [u16; {}] = {starts:?};", starts.len()).unwrap();
}
