//! The automaton over words, as `build/automaton.rs` lays it out.

use super::tables::{EDGE_TARGETS, EDGE_WORDS, GAPS, LEAVES, MANY, RECOGNISED, RECOGNISING, ROOT};

/// A state: the place of its first edge, or behind all edges for a state without any.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct State(u16);

/// What is recognised at a state.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Output {
    /// A row is complete.
    Row(u16),
    /// A gap follows, and then the words that start from this state.
    Gap(State),
}

/// The state after the first word.
#[inline]
pub(crate) fn start(word: u16) -> Option<State> {
    ROOT.get(usize::from(word)).copied().filter(|&state| state != 0).map(State)
}

impl State {
    /// The state after one more word.
    #[inline]
    pub(crate) fn step(self, word: u16) -> Option<State> {
        let start = usize::from(self.0);
        let edges = EDGE_WORDS.get(start..)?;
        let place = match edges.first() {
            Some(head) if head & WORD == 0 => {
                let count = usize::from(*EDGE_TARGETS.get(start)?);
                1 + edges.get(1..=count)?.binary_search_by(|edge| (edge & WORD).cmp(&word)).ok()?
            }
            _ => edges.iter().take(MANY_EDGES).position(|edge| edge & WORD >= word || edge & LAST != 0)?,
        };
        let found = edges.get(place).is_some_and(|edge| edge & WORD == word);
        if found { EDGE_TARGETS.get(start + place).copied().map(State) } else { None }
    }

    /// What is recognised here.
    #[inline]
    pub(crate) fn outputs(self) -> impl Iterator<Item = Output> {
        let several = match self.recognised() {
            None => &[][..],
            Some(code) if code & MANY_CODES == 0 => core::slice::from_ref(code),
            Some(code) => {
                let list = MANY.get(usize::from(code & !MANY_CODES)..).unwrap_or_default();
                list.split_first().and_then(|(count, rest)| rest.get(..usize::from(*count))).unwrap_or_default()
            }
        };
        several.iter().map(|&code| match code & GAP_CODE {
            0 => Output::Row(code),
            _ => Output::Gap(State(GAPS.get(usize::from(code & !GAP_CODE)).copied().unwrap_or(0))),
        })
    }

    #[inline]
    fn recognised(self) -> Option<&'static u16> {
        match EDGE_WORDS.get(usize::from(self.0)) {
            None => LEAVES.get(usize::from(self.0) - EDGE_WORDS.len()),
            Some(edge) if edge & RECOGNISES != 0 => RECOGNISED.get(RECOGNISING.binary_search(&self.0).ok()?),
            Some(_) => None,
        }
    }
}

/// From so many edges on, their number stands in front of them.
const MANY_EDGES: usize = 10;
/// On an edge: it is the last one of its state.
const LAST: u16 = 0x8000;
/// On the first edge of a state: something is recognised there.
const RECOGNISES: u16 = 0x4000;
/// The word of an edge.
const WORD: u16 = 0x3FFF;
/// An output: several, listed elsewhere.
const MANY_CODES: u16 = 0x8000;
/// An output: a gap.
const GAP_CODE: u16 = 0x4000;
