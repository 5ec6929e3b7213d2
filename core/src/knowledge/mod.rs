//! The knowledge base: constant tables that the build script makes of `knowledge/**.toml`, and the look-ups on
//! them. It ranks nothing and decides nothing.

mod tables;

pub(crate) use tables::{ROWS, TWINS, BARE};

use crate::model::{Cause, Fix, Provider, Recipient, RetryRule, Stage};
use crate::syntax::EnhancedCode;
use crate::text::words::Key;

/// A row of knowledge: what its words lead to, and what they were seen with.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) target: Target,
    pub(crate) origin: Origin,
    /// The place in the table of providers of the file it stands in.
    pub(crate) provider: u16,
    /// The reply code; below ten, its first digit; 0 for none.
    pub(crate) code: u16,
    /// The enhanced status code; class 0 stands for any.
    pub(crate) enhanced: Option<(u8, u16, u16)>,
    pub(crate) stage: Option<Stage>,
    /// Whether code, enhanced code and stage are conditions, not only agreement.
    pub(crate) require: bool,
    pub(crate) vague: bool,
    /// Whether the words tell what all the rest is about, another server's quoted reply included.
    pub(crate) frame: bool,
    pub(crate) recipient: Option<Recipient>,
    pub(crate) retry: Option<RetryRule>,
}

/// What a row's words lead to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Target {
    /// A cause, by its place.
    Cause(u16),
    /// The stage at which it failed.
    Stage(Stage),
    /// The provider whose words these are.
    Tell,
}

/// Whose words a row holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Origin {
    /// Anybody's.
    General,
    /// A mail server program's.
    Server,
    /// A mail client's or an operating system's.
    Client,
    /// A provider's.
    Provider,
    /// A blocklist's name, in anybody's reply.
    Blocklist,
}

/// The row stands in a file without steps of its own.
pub(crate) const NO_PROVIDER: u16 = u16::MAX;

/// What an enhanced status code alone tells.
#[derive(Debug)]
pub(crate) struct FloorEnhanced {
    pub(crate) code: (u8, u16, u16),
    pub(crate) strong: bool,
    pub(crate) causes: &'static [u16],
}

/// The number of a word in the vocabulary; 0 when no pattern uses it.
#[inline]
pub(crate) fn word_id(key: Key) -> u16 {
    let mask = tables::SLOTS.len() - 1;
    let mut slot = (key.hash() >> (64 - tables::SLOT_BITS)) as usize;
    loop {
        match tables::SLOTS.get(slot).copied() {
            None | Some(0) => return 0,
            Some(id) => {
                let known = tables::KEYS.get(usize::from(id).wrapping_sub(3));
                if known == Some(&key) {
                    return id;
                }
            }
        }
        slot = (slot + 1) & mask;
    }
}

/// A state of the automaton over words; 0 is the dead end.
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
    tables::ROOT.get(usize::from(word)).copied().filter(|&state| state != 0).map(State)
}

/// The state after one more word.
#[inline]
pub(crate) fn step(State(state): State, word: u16) -> Option<State> {
    let start = usize::from(tables::STATES.get(usize::from(state))?.0);
    let end = usize::from(tables::STATES.get(usize::from(state) + 1)?.0);
    let words = tables::EDGE_WORDS.get(start..end)?;
    let place = if words.len() < 8 {
        words.iter().position(|&edge| edge == word)?
    } else {
        words.binary_search(&word).ok()?
    };
    tables::EDGE_TARGETS.get(start + place).copied().map(State)
}

/// What is recognised at a state.
#[inline]
pub(crate) fn outputs(State(state): State) -> impl Iterator<Item = Output> {
    let place = usize::from(state);
    let range = match (tables::STATES.get(place), tables::STATES.get(place + 1)) {
        (Some((_, start)), Some((_, end))) => usize::from(*start)..usize::from(*end),
        _ => 0..0,
    };
    tables::OUTPUTS.get(range).unwrap_or_default().iter().map(|&output| match output.checked_sub(GAP_OUTPUT) {
        Some(gap) => Output::Gap(State(tables::GAPS.get(usize::from(gap)).copied().unwrap_or(0))),
        None => Output::Row(output),
    })
}

/// Marks an output that is a gap.
const GAP_OUTPUT: u16 = 0x8000;

/// The number of causes.
pub(crate) fn causes() -> &'static [Cause] {
    &tables::CAUSES
}

/// The cause at `place`.
pub(crate) fn cause(place: u16) -> &'static Cause {
    tables::CAUSES.get(usize::from(place)).unwrap_or(&tables::CAUSES[0])
}

/// The cause with this code or slug.
pub(crate) fn find_cause(name: &str) -> Option<&'static Cause> {
    tables::CAUSES.iter().find(|cause| cause.code.eq_ignore_ascii_case(name) || cause.slug.eq_ignore_ascii_case(name))
}

/// The provider at `place`.
pub(crate) fn provider(place: u16) -> Option<&'static Provider> {
    tables::PROVIDERS.get(usize::from(place))
}

/// Every provider, and every program with steps of its own.
pub(crate) fn providers() -> &'static [Provider] {
    tables::PROVIDERS
}

/// The provider that has this id, host, inbound host or domain; `mx1.example.com` is found by `example.com`.
pub(crate) fn find_provider(name: &str) -> Option<u16> {
    let name = name.trim().trim_end_matches('.');
    if name.len() > 253 {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    let mut rest = lower.as_str();
    loop {
        if let Ok(place) = tables::HOSTS.binary_search_by(|(host, _)| (*host).cmp(rest)) {
            return tables::HOSTS.get(place).map(|(_, provider)| *provider);
        }
        rest = rest.split_once('.')?.1;
    }
}

/// The steps of the provider at `place` for a cause.
pub(crate) fn steps(place: u16, cause: &Cause) -> Option<&'static [Fix]> {
    let provider = provider(place)?;
    provider.fixes.iter().find(|(code, _)| *code == cause.code).map(|(_, steps)| *steps)
}

/// What an enhanced status code alone tells.
pub(crate) fn floor_enhanced(code: EnhancedCode) -> Option<&'static FloorEnhanced> {
    let exact = (code.class(), code.subject(), code.detail());
    let any = (0, code.subject(), code.detail());
    let find = |wanted| {
        let place = tables::FLOOR_ENHANCED.binary_search_by(|row| row.code.cmp(&wanted)).ok()?;
        tables::FLOOR_ENHANCED.get(place)
    };
    find(exact).or_else(|| find(any))
}

/// What a reply code alone tells.
pub(crate) fn floor_reply(code: u16) -> &'static [u16] {
    let place = tables::FLOOR_REPLY.binary_search_by(|row| row.0.cmp(&code));
    place.ok().and_then(|place| tables::FLOOR_REPLY.get(place)).map_or(&[], |row| row.1)
}

/// The real replies behind the rows.
#[cfg(any(test, feature = "examples"))]
pub(crate) fn examples() -> &'static [crate::model::Example] {
    tables::examples::EXAMPLES
}

pub(crate) use tables::codes;
