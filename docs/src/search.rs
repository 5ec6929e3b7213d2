//! The index of the search: which words stand on which pages, and how much they count there. It is a script that sets one
//! variable, because a page from a folder may not read files.

use std::collections::{BTreeMap, HashMap};

use serde_json::json;

use crate::site::{Page, words_of};

/// A word on more pages than one in so many of all says nothing.
const TOO_COMMON: f64 = 0.45;
/// The longest word; longer ones are keys and the like.
const LONGEST: usize = 40;
/// The most that one word counts on a page.
const MOST: u32 = 15;

/// The index as a script.
pub fn index(pages: &[Page]) -> String {
    let pages: Vec<&Page> = pages.iter().filter(|page| page.kind != "Search" && page.kind != "Home").collect();
    let mut words: BTreeMap<String, Vec<(usize, u32)>> = BTreeMap::new();
    for (place, page) in pages.iter().enumerate() {
        let mut counts: HashMap<String, u32> = HashMap::new();
        let weighed = [(&page.heading, 8), (page.title.as_ref().unwrap_or(&page.heading), 6), (&page.about, 2)];
        for (text, weight) in weighed {
            tokens(text).for_each(|word| *counts.entry(word).or_default() += weight);
        }
        let mut body: HashMap<String, u32> = HashMap::new();
        tokens(&words_of(page)).for_each(|word| *body.entry(word).or_default() += 1);
        for (word, count) in body {
            *counts.entry(word).or_default() += 1 + count.ilog2();
        }
        for (word, count) in counts {
            words.entry(word).or_default().push((place, count.min(MOST)));
        }
    }
    let most = (pages.len() as f64 * TOO_COMMON) as usize;
    words.retain(|_, found| found.len() <= most);
    let shown: Vec<_> = pages.iter().map(|page| json!([page.path, page.heading, page.kind, page.about])).collect();
    let lines: Vec<String> = words.iter().map(|(word, found)| format!("{word} {}", postings(found))).collect();
    format!("window.mailmendIndex={{pages:{},words:{}}};\n", json!(shown), json!(lines.join("\n")))
}

/// Pages and weights as one text: the distance to the page before times sixteen, plus the weight, in base 36.
fn postings(found: &[(usize, u32)]) -> String {
    let mut before = 0;
    let mut out = Vec::new();
    for (place, count) in found {
        out.push(base36((place - before) * 16 + *count as usize));
        before = *place;
    }
    out.join(",")
}

fn base36(mut number: usize) -> String {
    let mut out = Vec::new();
    loop {
        out.push(char::from_digit((number % 36) as u32, 36).unwrap_or('0'));
        number /= 36;
        if number == 0 {
            return out.iter().rev().collect();
        }
    }
}

/// The words of a text: lower case; `5.7.8` and `smtp.gmail.com` are words of their own, beside their parts. The script
/// of the page cuts what is searched in the same way.
pub fn tokens(text: &str) -> impl Iterator<Item = String> {
    let lower = text.to_lowercase();
    let mut out = Vec::new();
    for run in lower.split(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_'))) {
        let run = run.trim_matches(['.', '-', '_']);
        let parts: Vec<&str> = run.split(['.', '-', '_']).filter(|part| !part.is_empty()).collect();
        if parts.len() > 1 && run.len() <= LONGEST {
            out.push(run.to_string());
        }
        let is_code = run.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
        if parts.len() == 1 || !is_code {
            out.extend(parts.into_iter().filter(|part| part.len() > 1 && part.len() <= LONGEST).map(stem));
        }
    }
    out.into_iter()
}

/// A word without its plural: `limits` is found by `limit`.
fn stem(word: &str) -> String {
    match word.strip_suffix('s') {
        Some(one) if one.len() > 3 && !one.ends_with(['s', 'u', 'i']) && one.is_ascii() => one.to_string(),
        _ => word.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_hosts_are_words() {
        let found: Vec<String> = tokens("535 5.7.8 at smtp.gmail.com, limits").collect();
        assert_eq!(found, ["535", "5.7.8", "at", "smtp.gmail.com", "smtp", "gmail", "com", "limit"]);
    }

    #[test]
    fn postings_are_distances() {
        assert_eq!(postings(&[(0, 1), (2, 15), (40, 3)]), "1,1b,gz");
    }
}
