//! The list of patterns: few kinds of tokens, so that it packs well where every byte is sent over a network.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

use crate::builder::{self, CLOSE, END, FREQUENT, List, MAILBOX, ONCE, OPEN, OR, RARE, ROW, SPAN};
use crate::patterns::{Element, Segments};
use crate::words::Key;

/// Writes the list, and the tables that are built from it.
pub fn write(out: &mut String, texts: &[Vec<Segments>]) {
    let vocabulary = Vocabulary::of(texts);
    let seed = vocabulary.seed();
    let mut tokens = Vec::new();
    for patterns in texts {
        for segments in patterns {
            for (place, segment) in segments.iter().enumerate() {
                if place > 0 {
                    tokens.push(SPAN);
                }
                segment.iter().for_each(|element| vocabulary.element(element, &mut tokens));
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
    let list = List { tokens: &tokens, fingerprints: &fingerprints, repeated: vocabulary.repeated };
    let tables = builder::build(&list);
    let mut line = |text: String| writeln!(out, "{text}").expect("a string takes everything");
    line(format!("pub(crate) const SEED: u64 = {seed};"));
    line("#[cfg(any(test, feature = \"compact\"))]".into());
    line(format!("pub(crate) static LIST: List<'_> = {list:?};").replace(": [", ": &["));
    line("#[cfg(not(feature = \"compact\"))]".into());
    line(format!("pub(crate) static TABLES: Tables = {tables:?};").replace(": [", ": &["));
}

/// The words, the most frequent first; those that occur once in the order in which they occur.
struct Vocabulary {
    words: Vec<Key>,
    repeated: usize,
    places: HashMap<Key, usize>,
}

impl Vocabulary {
    fn of(texts: &[Vec<Segments>]) -> Self {
        let all = || texts.iter().flatten().flatten().flatten().flatten().flatten().flatten();
        let mut counts: HashMap<Key, usize> = HashMap::new();
        all().for_each(|key| *counts.entry(*key).or_default() += 1);
        let (mut repeated, mut once) = (BTreeSet::new(), Vec::new());
        for key in all() {
            match counts[key] {
                1 => once.push(*key),
                count => drop(repeated.insert((usize::MAX - count, *key))),
            }
        }
        let mut words: Vec<Key> = repeated.into_iter().map(|(_, key)| key).collect();
        let repeated = words.len();
        words.extend(once);
        let places = words.iter().enumerate().map(|(place, key)| (*key, place)).collect();
        Self { words, repeated, places }
    }

    /// A number that gives every word a fingerprint of its own.
    fn seed(&self) -> u64 {
        let differ = |seed: &u64| {
            let known: BTreeSet<u32> = self.words.iter().map(|key| key.fingerprint(*seed)).collect();
            known.len() == self.words.len()
        };
        (1..10_000).step_by(2).find(differ).expect("so many words need longer fingerprints")
    }

    fn element(&self, element: &Element, tokens: &mut Vec<u8>) {
        if let [choice] = element.as_slice() {
            return self.words(choice, tokens);
        }
        tokens.push(OPEN);
        for (place, choice) in element.iter().enumerate() {
            if place > 0 {
                tokens.push(OR);
            }
            self.words(choice, tokens);
        }
        tokens.push(CLOSE);
    }

    fn words(&self, choice: &[Option<Key>], tokens: &mut Vec<u8>) {
        for word in choice {
            let Some(word) = word else {
                tokens.push(MAILBOX);
                continue;
            };
            let frequent = usize::from(RARE - FREQUENT);
            match self.places[word] {
                place if place >= self.repeated => tokens.push(ONCE),
                place if place < frequent => tokens.push(FREQUENT + place as u8),
                place => {
                    let place = place - frequent;
                    let upper = u8::try_from(place >> 8).ok().and_then(|upper| RARE.checked_add(upper));
                    tokens.extend([upper.expect("fewer repeated words than tokens for them"), place as u8]);
                }
            }
        }
    }
}
