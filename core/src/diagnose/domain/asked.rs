//! The look-ups of one check: what was answered, what is still wanted, and the bound on both.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use super::MOST_LOOKUPS;
use crate::model::{Answer, Answers, Data, Lookup, LookupType};

/// The letters of a name in DNS, and of a label (RFC 1035 section 2.3.4).
const LONGEST_NAME: usize = 253;
const LONGEST_LABEL: usize = 63;

/// What is asked of DNS, and what it answered.
pub(super) struct Asked<'a> {
    pub(super) answers: &'a Answers,
    /// Every look-up of this check, answered or not.
    all: BTreeSet<Lookup>,
    wanted: Vec<Lookup>,
    failed: Vec<Lookup>,
}

impl<'a> Asked<'a> {
    pub(super) const fn new(answers: &'a Answers) -> Self {
        Self { answers, all: BTreeSet::new(), wanted: Vec::new(), failed: Vec::new() }
    }

    /// The answer to a look-up; when there is none yet, it is wanted. A name that DNS cannot hold does not exist.
    pub(super) fn get(&mut self, name: &str, kind: LookupType) -> Option<&'a Answer> {
        let answer = self.probe(name, kind);
        if answer.is_some_and(Answer::is_temporary) {
            let lookup = Lookup::new(name, kind);
            if !self.failed.contains(&lookup) {
                self.failed.push(lookup);
            }
        }
        answer
    }

    /// The same, for a name that mostly does not exist: that it could not be looked up is not worth a word.
    pub(super) fn probe(&mut self, name: &str, kind: LookupType) -> Option<&'a Answer> {
        static NO_NAME: Answer = Answer::NoName;
        if !is_name(name) {
            return Some(&NO_NAME);
        }
        let lookup = Lookup::new(name, kind);
        let is_new = !self.all.contains(&lookup);
        if is_new && self.all.len() >= MOST_LOOKUPS {
            return None;
        }
        let answer = self.answers.get(&lookup.name, kind);
        if is_new {
            self.all.insert(lookup.clone());
            if answer.is_none() {
                self.wanted.push(lookup);
            }
        }
        answer
    }

    /// The answer to a look-up, if there is one; nothing is wanted for it.
    pub(super) fn peek(&self, name: &str, kind: LookupType) -> Option<&'a Answer> {
        self.answers.get(name, kind)
    }

    /// Where `name` is an alias to; only as far as it is known.
    pub(super) fn alias(&self, name: &str) -> Option<&'a str> {
        target(self.peek(name, LookupType::Cname)?)
    }

    /// The look-ups that ended without an answer.
    pub(super) fn failed(&self) -> &[Lookup] {
        &self.failed
    }

    /// The look-ups that are still wanted.
    pub(super) fn into_wanted(self) -> Vec<Lookup> {
        self.wanted
    }

    /// Wants the look-ups of an evaluation.
    pub(super) fn want(&mut self, lookups: &[Lookup]) {
        for lookup in lookups {
            self.probe(&lookup.name, lookup.kind);
        }
    }
}

/// The name that an answer of names leads to.
pub(super) fn target(answer: &Answer) -> Option<&str> {
    answer.records().iter().find_map(|data| match data {
        Data::Name(name) => Some(name.strip_suffix('.').unwrap_or(name)),
        _ => None,
    })
}

/// The texts of an answer.
pub(super) fn texts(answer: &Answer) -> Vec<String> {
    answer.records().iter().filter_map(Data::text).collect()
}

/// Whether DNS can hold a name.
pub(super) fn is_name(name: &str) -> bool {
    let is_label = |label: &str| !label.is_empty() && label.len() <= LONGEST_LABEL;
    let fits = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\' | b'/' | b':' | b'@');
    name.len() <= LONGEST_NAME && name.bytes().all(fits) && name.split('.').all(is_label)
}
