//! The automaton over words, as `builder.rs` lays it out.

use super::layout::{GAP, LAST, MANY, MANY_EDGES, RECOGNISES};
use super::tables::automaton;

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
    automaton().root.get(usize::from(word)).copied().filter(|&state| state != 0).map(State)
}

impl State {
    /// The state after one more word.
    #[inline]
    pub(crate) fn step(self, word: u16) -> Option<State> {
        let start = usize::from(self.0);
        let edges = automaton().edge_words.get(start..)?;
        let place = match edges.first() {
            Some(head) if head & WORD == 0 => {
                let count = usize::from(*automaton().edge_targets.get(start)?);
                1 + edges.get(1..=count)?.binary_search_by(|edge| (edge & WORD).cmp(&word)).ok()?
            }
            _ => edges.iter().take(MANY_EDGES).position(|edge| edge & WORD >= word || edge & LAST != 0)?,
        };
        let found = edges.get(place).is_some_and(|edge| edge & WORD == word);
        if found { automaton().edge_targets.get(start + place).copied().map(State) } else { None }
    }

    /// What is recognised here.
    #[inline]
    pub(crate) fn outputs(self) -> impl Iterator<Item = Output> {
        let several = match self.recognised() {
            None => &[][..],
            Some(code) if code & MANY == 0 => core::slice::from_ref(code),
            Some(code) => {
                let list = automaton().many.get(usize::from(code & !MANY)..).unwrap_or_default();
                list.split_first().and_then(|(count, rest)| rest.get(..usize::from(*count))).unwrap_or_default()
            }
        };
        several.iter().map(|&code| match code & GAP {
            0 => Output::Row(code),
            _ => Output::Gap(State(automaton().gaps.get(usize::from(code & !GAP)).copied().unwrap_or(0))),
        })
    }

    #[inline]
    fn recognised(self) -> Option<&'static u16> {
        match automaton().edge_words.get(usize::from(self.0)) {
            None => automaton().leaves.get(usize::from(self.0) - automaton().edge_words.len()),
            Some(edge) if edge & RECOGNISES != 0 => {
                automaton().recognised.get(automaton().recognising.binary_search(&self.0).ok()?)
            }
            Some(_) => None,
        }
    }
}

/// The word of an edge.
const WORD: u16 = !(LAST | RECOGNISES);
