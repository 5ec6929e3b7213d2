//! What could not be read, and where: counted by file, the first place named.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// A line of a file, or a message of a mailbox.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Place {
    /// The number of the file, from 0.
    pub file: u32,
    /// The number of the line or the message in it, from 1.
    pub number: u64,
}

/// What is wrong with it.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Problem {
    /// The file, or the rest of it, could not be read: what the system says.
    Unreadable(String),
    /// NUL bytes.
    Binary,
    /// A line of several megabytes.
    TooLong,
    /// A line that starts as JSON, and does not end so.
    CutJson,
    /// A line without a time.
    NotALog,
    /// A message without a header.
    NotMail,
    /// A message whose last part has no end. It is read all the same.
    CutMessage,
}

impl Problem {
    /// In words, for a sentence that starts with the place.
    pub fn words(&self) -> String {
        match self {
            Self::Unreadable(error) => format!("cannot be read on: {error}"),
            Self::Binary => "binary data, skipped".into(),
            Self::TooLong => "too long, its end was skipped".into(),
            Self::CutJson => "JSON that breaks off, skipped".into(),
            Self::NotALog => "no line of a log (it has no time), skipped".into(),
            Self::NotMail => "no e-mail (it has no header), skipped".into(),
            Self::CutMessage => "it breaks off, read as far as it goes".into(),
        }
    }

    /// The same in one word, for programs.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::Binary => "binary",
            Self::TooLong => "too-long",
            Self::CutJson => "cut-json",
            Self::NotALog => "not-a-log",
            Self::NotMail => "not-mail",
            Self::CutMessage => "cut-message",
        }
    }
}

/// All that could not be read.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Problems(BTreeMap<(u32, Problem), Noted>);

/// One kind of problem in one file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Noted {
    /// How often.
    pub count: u64,
    /// The number of the first line or message.
    pub first: u64,
    /// The file it is in, when the path is a folder.
    pub name: Option<String>,
}

impl Problems {
    /// Notes one.
    pub fn add(&mut self, place: Place, problem: Problem) {
        self.add_in(place, problem, None);
    }

    /// Notes one in a file of a folder.
    pub fn add_in(&mut self, place: Place, problem: Problem, name: Option<String>) {
        self.note(place.file, problem, Noted { count: 1, first: place.number, name });
    }

    /// Adds those of another worker.
    pub fn merge(&mut self, other: Self) {
        for ((file, problem), noted) in other.0 {
            self.note(file, problem, noted);
        }
    }

    /// What the system said about a file that could not be read.
    pub fn unreadable(&self) -> Option<&str> {
        self.0.keys().find_map(|(_, problem)| match problem {
            Problem::Unreadable(error) => Some(error.as_str()),
            _ => None,
        })
    }

    /// Each kind in each file.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Problem, &Noted)> {
        self.0.iter().map(|((file, problem), noted)| (*file, problem, noted))
    }

    fn note(&mut self, file: u32, problem: Problem, new: Noted) {
        match self.0.entry((file, problem)) {
            Entry::Vacant(entry) => {
                entry.insert(new);
            }
            Entry::Occupied(mut entry) => {
                let noted = entry.get_mut();
                noted.count += new.count;
                if new.first < noted.first {
                    (noted.first, noted.name) = (new.first, new.name);
                }
            }
        }
    }
}
