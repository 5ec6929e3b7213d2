//! How the automaton over words lies in memory. The build script, the builder and the reader share this file.
//!
//! A state is known by the place of its first edge; its edges follow each other, sorted by word, and the last one
//! is marked. In front of many edges stands their number, as an edge without a word. States without edges are
//! numbered behind all edges.

/// The automaton and its vocabulary, in flat tables.
#[derive(Debug, Eq, PartialEq)]
pub struct Tables {
    /// Where each bucket of fingerprints starts: one for each value of their upper bits.
    pub buckets: &'static [u16],
    /// The lower bits of every word's fingerprint, in order; the place gives the word's number.
    pub fingerprints: &'static [u16],
    /// The state after the first word, by word; 0 for none.
    pub root: &'static [u16],
    /// The word of each edge, with its marks.
    pub edge_words: &'static [u16],
    /// The state that each edge leads to.
    pub edge_targets: &'static [u16],
    /// What is recognised in each state without edges.
    pub leaves: &'static [u16],
    /// The states with edges in which something is recognised, in order…
    pub recognising: &'static [u16],
    /// …and what it is.
    pub recognised: &'static [u16],
    /// Lists of outputs: their number, then each.
    pub many: &'static [u16],
    /// The states that start behind a gap.
    pub gaps: &'static [u16],
}

/// The first number that stands for a word.
pub const FIRST_WORD: u16 = 3;
/// The lower bits of a fingerprint: those that are compared within a bucket.
pub const FINGERPRINT_BITS: u32 = 13;
/// From so many edges on, their number stands in front of them: halving is quicker than going through.
pub const MANY_EDGES: usize = 10;
/// On an edge: it is the last one of its state.
pub const LAST: u16 = 0x8000;
/// On the first edge of a state: something is recognised there.
pub const RECOGNISES: u16 = 0x4000;
/// An output: several, listed elsewhere.
pub const MANY: u16 = 0x8000;
/// An output: a gap.
pub const GAP: u16 = 0x4000;
