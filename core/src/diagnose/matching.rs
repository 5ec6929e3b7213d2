//! Finds the rows whose words occur in a text.
//!
//! All patterns are one automaton over words. It is started at every word and followed as far as it leads: the
//! longest pattern bounds the work a word, whatever the number of patterns.

use smallvec::SmallVec;

use crate::knowledge::{self, Output, State, TWINS};
use crate::text::{Span, Word, WordList};

/// A row whose words were found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    pub(super) row: u16,
    pub(super) letters: u8,
    /// The first byte.
    pub(super) start: u32,
    /// The byte after the last one.
    pub(super) end: u32,
    /// Whether other words may stand in between.
    pub(super) gap: bool,
}

pub(super) type Matches = SmallVec<[Match; 16]>;

/// The most words that a gap spans.
const WIDEST_GAP: usize = 12;

/// Every row that matches, in the order of the text.
pub(super) fn matches(words: &WordList) -> Matches {
    let mut found = Matches::new();
    let mut rest = words.as_slice();
    while let [first, after @ ..] = rest {
        if let Some(state) = knowledge::start(first.id) {
            let so_far = SoFar { start: first.start, letters: 0, gap: false };
            follow(state, first, after, so_far, &mut found);
        }
        rest = after;
    }
    found
}

/// What a match holds before the words at hand.
#[derive(Clone, Copy)]
struct SoFar {
    start: u32,
    letters: u32,
    gap: bool,
}

/// Follows the automaton from `state`, to which `word` led, through the words after it.
fn follow(mut state: State, word: &Word, mut after: &[Word], mut so_far: SoFar, found: &mut Matches) {
    let mut last = word;
    loop {
        so_far.letters += last.end - last.start;
        for output in state.outputs() {
            match output {
                Output::Row(row) => found.push(Match {
                    row,
                    letters: u8::try_from(so_far.letters).unwrap_or(u8::MAX),
                    start: so_far.start,
                    end: last.end,
                    gap: so_far.gap,
                }),
                Output::Gap(tail) => after_gap(tail, after, so_far, found),
            }
        }
        let [next, rest @ ..] = after else { return };
        if next.id == 0 {
            return;
        }
        match state.step(next.id) {
            Some(to) => state = to,
            None => return,
        }
        last = next;
        after = rest;
    }
}

/// Looks for the words that follow a gap, wherever they start within reach.
fn after_gap(tail: State, words: &[Word], so_far: SoFar, found: &mut Matches) {
    let mut rest = words;
    for _ in 0..=WIDEST_GAP {
        let [first, after @ ..] = rest else { return };
        if first.id != 0
            && let Some(state) = tail.step(first.id)
        {
            follow(state, first, after, SoFar { gap: true, ..so_far }, found);
        }
        rest = after;
    }
}

/// Chinese words whose GBK bytes were shown one character a byte.
pub(super) fn garbled(text: &str, found: &mut Matches) {
    for (twin, row) in TWINS {
        if let Some(start) = text.find(twin) {
            let letters = u8::try_from(twin.chars().count()).unwrap_or(u8::MAX);
            let end = start + twin.len();
            found.push(Match { row: *row, letters, start: start as u32, end: end as u32, gap: false });
        }
    }
}

/// Whether four letters of ISO 8859-1's upper half follow each other, as no language writes them.
pub(super) fn may_be_garbled(text: &str) -> bool {
    let mut run = 0;
    text.bytes().any(|byte| {
        // In UTF-8 they start with C2 or C3; the bytes that go on do not break the run.
        run = match byte {
            0xC2 | 0xC3 => run + 1,
            0x80..=0xBF => run,
            _ => 0,
        };
        run >= 4
    })
}

impl Match {
    pub(super) fn span(&self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }
}
