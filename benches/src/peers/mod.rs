//! mailmend beside programs that do a part of the same, on the same inputs, in one run: how long each takes, and how
//! often each is right. `cargo xtask peers` runs it all; what it finds stands in `benches/README.md`.
//!
//! A peer in another language, or with another licence, runs in a process of its own ([`program`]), and none of our
//! code is in it.

pub mod chart;
pub mod classes;
pub mod contests;
pub mod inputs;
pub mod judge;
pub mod local;
pub mod logs;
pub mod page;
pub mod program;
pub mod turns;

use std::path::PathBuf;

/// What a run needs to know.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// The folder with the peers that were installed, and with what the run writes for them.
    pub home: PathBuf,
    /// A log of Postfix, and the `mailmend` command, to read it with.
    pub log: Option<(PathBuf, PathBuf)>,
    /// A few inputs and one turn: shows that everything runs, and measures nothing.
    pub tiny: bool,
}

/// One of those that take part, with what it was found to do.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The peer, and in which of its ways it is asked.
    pub who: String,
    /// The language that it is used from.
    pub language: &'static str,
    /// What was measured, or why nothing was.
    pub outcome: Result<Measured, String>,
}

/// What a run of one of them gave.
#[derive(Clone, Debug)]
pub struct Measured {
    /// The version that took part.
    pub version: String,
    /// Nanoseconds an input: the median of the turns, and the quickest.
    pub median: f64,
    /// The quickest turn.
    pub best: f64,
    /// How many turns, and how many inputs in each.
    pub turns: usize,
    /// The inputs in a pass.
    pub inputs: usize,
    /// How often it was right, a cell for each column of the contest; empty where that is not asked.
    pub quality: Vec<String>,
}

/// A question, and all who answer it.
#[derive(Clone, Debug)]
pub struct Contest {
    /// What it is about: the heading.
    pub name: &'static str,
    /// What is asked of each, on which inputs, and what is not compared.
    pub about: String,
    /// What one input is called.
    pub unit: &'static str,
    /// The headings of [`Measured::quality`].
    pub columns: Vec<String>,
    /// mailmend first: the others are compared with it.
    pub entries: Vec<Entry>,
}

impl Contest {
    /// The nanoseconds that an input takes mailmend.
    #[must_use]
    pub fn ours(&self) -> Option<f64> {
        self.entries.first()?.outcome.as_ref().ok().map(|measured| measured.median)
    }
}
