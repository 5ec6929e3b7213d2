//! The automaton over words, as the build script lays it out: see `automaton` in `build/emit.rs`.

/// A state: the place of its record.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct State(u32);

/// What is recognised at a state.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Output {
    /// A row is complete.
    Row(u16),
    /// A gap follows, and then the words that start from this state.
    Gap(State),
}

/// A record, found but not read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record {
    outputs: &'static [u8],
    words: &'static [u8],
    targets: &'static [u8],
    /// Where the record ends: the state that the last edge may lead to.
    end: u32,
}

static BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/automaton.bin"));
static ROOT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/root.bin"));

/// The state after the first word.
#[inline]
pub(crate) fn start(word: u16) -> Option<State> {
    let place = 3 * usize::from(word);
    three(ROOT.get(place..place + 3)?).filter(|&state| state != 0).map(State)
}

impl State {
    /// The record of the state.
    #[inline]
    pub(crate) fn record(self) -> Option<Record> {
        let start = self.0 as usize;
        let (&head, mut rest) = BYTES.get(start..)?.split_first()?;
        let (mut outputs, mut edges) = (usize::from(head & 7), usize::from(head >> 4));
        let mut size = 1;
        if outputs == MOST_OUTPUTS {
            outputs = usize::from(*rest.first()?);
            rest = rest.get(1..)?;
            size += 1;
        }
        if edges == MOST_EDGES {
            let (count, after) = rest.split_first_chunk::<2>()?;
            edges = usize::from(u16::from_le_bytes(*count));
            rest = after;
            size += 2;
        }
        let follows = usize::from(head >> 3 & 1);
        let (outputs, rest) = rest.split_at_checked(3 * outputs)?;
        let (words, rest) = rest.split_at_checked(2 * edges)?;
        let targets = rest.get(..3 * (edges - follows))?;
        size += outputs.len() + words.len() + targets.len();
        Some(Record { outputs, words, targets, end: (start + size) as u32 })
    }
}

impl Record {
    /// What is recognised here.
    #[inline]
    pub(crate) fn outputs(&self) -> impl Iterator<Item = Output> + use<> {
        self.outputs.chunks_exact(3).filter_map(three).map(|output| match output.checked_sub(GAP_OUTPUT) {
            Some(tail) => Output::Gap(State(tail)),
            None => Output::Row(output as u16),
        })
    }

    /// The state after one more word.
    #[inline]
    pub(crate) fn step(&self, word: u16) -> Option<State> {
        let (words, _) = self.words.as_chunks::<2>();
        let place = if words.len() < 12 {
            words.iter().position(|&edge| u16::from_le_bytes(edge) == word)?
        } else {
            words.binary_search_by(|&edge| u16::from_le_bytes(edge).cmp(&word)).ok()?
        };
        match self.targets.get(3 * place..3 * place + 3) {
            Some(target) => three(target).map(State),
            None => Some(State(self.end)),
        }
    }
}

#[inline]
fn three(bytes: &[u8]) -> Option<u32> {
    match bytes {
        &[a, b, c] => Some(u32::from_le_bytes([a, b, c, 0])),
        _ => None,
    }
}

/// Marks an output that is a gap.
const GAP_OUTPUT: u32 = 0x80_0000;
const MOST_OUTPUTS: usize = 7;
const MOST_EDGES: usize = 15;
