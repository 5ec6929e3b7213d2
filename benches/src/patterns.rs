//! The patterns of the knowledge base, in the forms that other searchers take.
//!
//! mailmend joins all patterns, with their alternations `(a|b)`, gaps `*` and addresses `@`, into one automaton over
//! words. A search for plain strings has none of these, so each row is written out as strings; a regular expression
//! has all of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use toml::Value;

/// A string shorter than this occurs anywhere and tells nothing.
const FEWEST_LETTERS: usize = 4;

/// The `text` of every row, in the order of the files.
///
/// # Panics
/// When the knowledge files cannot be read: the benches are run from the workspace.
#[must_use]
pub fn rows() -> Vec<String> {
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/knowledge"), &mut files);
    files.sort();
    let mut rows = Vec::new();
    for file in files {
        let content: toml::Table = fs::read_to_string(&file).expect("a readable file").parse().expect("valid TOML");
        for list in ["pattern", "stage"] {
            let list = content.get(list).and_then(Value::as_array).into_iter().flatten();
            rows.extend(list.filter_map(|row| row.get("text")?.as_str().map(str::to_owned)));
        }
    }
    rows
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            collect(&entry, files);
        } else if entry.extension().is_some_and(|extension| extension == "toml") {
            files.push(entry);
        }
    }
}

/// The rows as plain strings: the first `most` variants of each row, cut at gaps and addresses, each string once.
#[must_use]
pub fn strings(rows: &[String], most: usize) -> Vec<String> {
    let mut strings = BTreeSet::new();
    for row in rows {
        for variant in variants(row, most) {
            for part in variant.split(['*', '@']) {
                let part = part.split_whitespace().collect::<Vec<_>>().join(" ");
                if part.chars().filter(|letter| letter.is_alphabetic()).count() >= FEWEST_LETTERS {
                    strings.insert(part);
                }
            }
        }
    }
    strings.into_iter().collect()
}

/// The first `most` ways to choose from the alternations of a row; the last alternation changes fastest.
fn variants(row: &str, most: usize) -> Vec<String> {
    let Some((before, choices, after)) = alternation(row) else { return vec![row.to_owned()] };
    let tails = variants(after, most);
    let all = choices.split('|').flat_map(|choice| tails.iter().map(move |tail| format!("{before} {choice} {tail}")));
    all.take(most).collect()
}

/// The first alternation of a row: what stands before it, its choices, what stands behind it.
fn alternation(row: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = row.split_once('(')?;
    let (choices, after) = rest.split_once(')')?;
    Some((before, choices, after))
}

/// A row as one regular expression: words joined by anything but letters and digits, gaps of up to 120 bytes.
#[must_use]
pub fn expression(row: &str) -> String {
    let mut expression = Expression::default();
    let mut rest = row;
    while let Some((before, choices, after)) = alternation(rest) {
        expression.literal(before);
        expression.choices(choices);
        rest = after;
    }
    expression.literal(rest);
    expression.written
}

/// A regular expression in the making. Each part writes the separator that stands before it, so that an empty choice
/// needs none.
#[derive(Clone, Default)]
struct Expression {
    written: String,
    separator: &'static str,
}

impl Expression {
    fn literal(&mut self, text: &str) {
        for (place, part) in text.split('*').enumerate() {
            if place > 0 {
                self.written.push_str(".{0,120}?");
                self.separator = "";
            }
            for word in part.replace('@', " @ ").split(|letter: char| !letter.is_alphanumeric() && letter != '@') {
                match word {
                    "" => continue,
                    "@" => self.word(r"[^\s<>@]+@[^\s<>@]+"),
                    word => self.word(word),
                }
            }
        }
    }

    fn word(&mut self, expression: &str) {
        self.written.push_str(self.separator);
        self.written.push_str(expression);
        self.separator = "[^a-z0-9]+";
    }

    fn choices(&mut self, choices: &str) {
        let before = self.separator;
        let written: Vec<Self> = choices
            .split('|')
            .map(|choice| {
                let mut expression = Self { written: String::new(), separator: before };
                expression.literal(choice);
                expression
            })
            .collect();
        let words: Vec<&str> = written.iter().map(|choice| choice.written.as_str()).collect();
        self.written.push_str(&format!("(?:{})", words.join("|")));
        let may_be_nothing = words.contains(&"") && before.is_empty();
        self.separator = if may_be_nothing { "[^a-z0-9]*" } else { "[^a-z0-9]+" };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        assert!(rows().len() > 1_000);
    }

    #[test]
    fn strings_of_a_row() {
        let row = ["(user|mailbox) * (is|) full".to_owned()];
        assert_eq!(strings(&row, 64), ["full", "is full", "mailbox", "user"]);
        assert_eq!(strings(&row, 1), ["is full", "user"]);
    }

    #[test]
    fn expression_of_a_row() {
        assert_eq!(expression("user unknown"), "user[^a-z0-9]+unknown");
        assert_eq!(expression("(user|box) * (is|) full"), "(?:user|box).{0,120}?(?:is|)[^a-z0-9]*full");
        assert_eq!(expression("not (yet|) here"), "not(?:[^a-z0-9]+yet|)[^a-z0-9]+here");
    }
}
