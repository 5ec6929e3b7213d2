//! The list of patterns: few kinds of tokens, so that it packs well where every byte is sent over a network.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

use crate::builder::{self, CLOSE, END, FREQUENT, List, MAILBOX, NEW, OPEN, OR, RARE, ROW, SPAN};
use crate::patterns::{Element, Segments};
use crate::words::Key;

/// Writes the list, and the tables that are built from it.
pub fn write(out: &mut String, texts: &[Vec<Segments>]) {
    let vocabulary = Vocabulary::of(texts);
    let seed = vocabulary.seed();
    let mut tokens = Vec::new();
    let mut known = FREQUENT_WORDS;
    for patterns in texts {
        for segments in patterns {
            for (place, segment) in segments.iter().enumerate() {
                if place > 0 {
                    tokens.push(SPAN);
                }
                segment.iter().for_each(|element| vocabulary.element(element, &mut known, &mut tokens));
            }
            tokens.push(END);
        }
        tokens.push(ROW);
    }
    let fingerprint = |key: &Key| {
        let [a, b, c, _] = key.fingerprint(seed).to_le_bytes();
        [a, b, c]
    };
    let fingerprints: Vec<[u8; 3]> = vocabulary.words.iter().map(fingerprint).collect();
    let list = List { tokens: &tokens, fingerprints: &fingerprints };
    let tables = builder::build(&list);
    let mut line = |text: String| writeln!(out, "{text}").expect("a string takes everything");
    line(format!("pub(crate) const SEED: u64 = {seed};"));
    line("#[cfg(any(test, feature = \"compact\"))]".into());
    line(format!("pub(crate) static LIST: List<'_> = {list:?};").replace(": [", ": &["));
    line("#[cfg(not(feature = \"compact\"))]".into());
    line(format!("pub(crate) static TABLES: Tables = {tables:?};").replace(": [", ": &["));
}

/// The words: the most frequent first, then the others in the order in which they occur first.
struct Vocabulary {
    words: Vec<Key>,
    places: HashMap<Key, usize>,
}

impl Vocabulary {
    fn of(texts: &[Vec<Segments>]) -> Self {
        let all = || texts.iter().flatten().flatten().flatten().flatten().flatten().flatten();
        let mut counts: HashMap<Key, usize> = HashMap::new();
        all().for_each(|key| *counts.entry(*key).or_default() += 1);
        let mut frequent: Vec<Key> = counts.keys().copied().collect();
        frequent.sort_by_key(|key| (Reverse(counts[key]), *key));
        frequent.truncate(FREQUENT_WORDS);
        let mut places: HashMap<Key, usize> = frequent.iter().enumerate().map(|(place, key)| (*key, place)).collect();
        let mut words = frequent;
        for key in all() {
            places.entry(*key).or_insert_with(|| {
                words.push(*key);
                words.len() - 1
            });
        }
        Self { words, places }
    }

    /// A number that gives every word a fingerprint of its own.
    fn seed(&self) -> u64 {
        let differ = |seed: &u64| {
            let known: BTreeSet<u32> = self.words.iter().map(|key| key.fingerprint(*seed)).collect();
            known.len() == self.words.len()
        };
        (1..10_000).step_by(2).find(differ).expect("so many words need longer fingerprints")
    }

    fn element(&self, element: &Element, known: &mut usize, tokens: &mut Vec<u8>) {
        if let [choice] = element.as_slice() {
            return self.words(choice, known, tokens);
        }
        tokens.push(OPEN);
        for (place, choice) in element.iter().enumerate() {
            if place > 0 {
                tokens.push(OR);
            }
            self.words(choice, known, tokens);
        }
        tokens.push(CLOSE);
    }

    /// Writes words; `known` counts those that have occurred.
    fn words(&self, choice: &[Option<Key>], known: &mut usize, tokens: &mut Vec<u8>) {
        for word in choice {
            let Some(word) = word else {
                tokens.push(MAILBOX);
                continue;
            };
            match self.places[word] {
                place if place < FREQUENT_WORDS => tokens.push(FREQUENT + place as u8),
                place if place == *known => {
                    *known += 1;
                    tokens.push(NEW);
                }
                place => {
                    let place = place - FREQUENT_WORDS;
                    let upper = u8::try_from(place >> 8).ok().and_then(|upper| RARE.checked_add(upper));
                    tokens.extend([upper.expect("fewer words than tokens for them"), place as u8]);
                }
            }
        }
    }
}

/// The words that have a token of their own.
const FREQUENT_WORDS: usize = (RARE - FREQUENT) as usize;
