//! The knowledge base: constant tables that the build script makes of `knowledge/**.toml`, and the look-ups on
//! them. It ranks nothing and decides nothing.

mod automaton;
#[cfg(any(test, feature = "compact"))]
mod builder;
#[cfg(feature = "content")]
pub(crate) mod content;
#[cfg(any(feature = "addresses", feature = "records"))]
#[cfg_attr(not(feature = "addresses"), allow(dead_code))] // without addresses, only the letters of names are asked for
mod filter;
mod layout;
#[cfg(feature = "addresses")]
pub(crate) mod lists;
#[cfg(feature = "addresses")]
mod slips;
#[cfg(feature = "settings")]
pub(crate) mod stacks;
#[cfg(feature = "settings")]
mod submission;
mod tables;

#[cfg(feature = "settings")]
#[cfg(feature = "settings")]
#[allow(unused_imports)] // settings will ask
pub(crate) use submission::{SoftStop, host_slips, hosting, port, soft_stops, submission, wrong_host};
pub(crate) use tables::{BARE, TWINS};

use core::cmp::Ordering;

#[cfg(feature = "records")]
use crate::model::BulkGroup;
use crate::model::{Cause, Provider, Recipient, RetryRule, Stage, Steps};
use crate::syntax::EnhancedCode;
use crate::text::words::Key;
use layout::{FINGERPRINT_BITS, FIRST_WORD};

/// A row of knowledge: what its words lead to, whose they are, and what they were seen with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) target: Target,
    pub(crate) file: &'static File,
    pub(crate) when: &'static Condition,
}

/// The file a row stands in.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) origin: Origin,
    /// Its place in the table of providers.
    pub(crate) provider: u16,
}

/// What a row's words were seen with, and what follows from them beside the cause.
#[derive(Debug)]
pub(crate) struct Condition {
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

/// A service that sends for others, by the names that it has them include in SPF.
#[cfg(feature = "records")]
#[derive(Debug)]
pub(crate) struct Sender {
    pub(crate) name: &'static str,
    pub(crate) include: &'static [&'static str],
    /// Given up for the first of `include`.
    pub(crate) retired: &'static [&'static str],
    /// Contained in the first of `include`.
    pub(crate) covers: &'static [&'static str],
    /// The DKIM selectors that it is known to use.
    pub(crate) selectors: &'static [&'static str],
    /// Whether its keys are published as aliases (CNAME).
    pub(crate) by_alias: bool,
    /// The same service in the table of providers.
    pub(crate) provider: Option<&'static str>,
}

/// A name of some sender's.
#[cfg(feature = "records")]
#[derive(Debug)]
pub(crate) struct SenderName {
    pub(crate) name: &'static str,
    /// A bit for each of its letters: see [`letters`].
    pub(crate) letters: u32,
    pub(crate) dots: u8,
    /// Whether it is one to include, rather than one that was given up or is contained in another.
    pub(crate) is_right: bool,
}

/// The names of all senders.
#[cfg(feature = "records")]
pub(crate) fn sender_names() -> &'static [SenderName] {
    tables::SENDER_NAMES
}

/// The names of senders that have so many bytes.
#[cfg(feature = "records")]
pub(crate) fn sender_names_of(lengths: core::ops::RangeInclusive<usize>) -> &'static [SenderName] {
    let last = tables::SENDER_STARTS.len().saturating_sub(1);
    let start = |length: usize| tables::SENDER_STARTS.get(length.min(last)).map_or(0, |start| usize::from(*start));
    tables::SENDER_NAMES.get(start(*lengths.start())..start(*lengths.end() + 1)).unwrap_or_default()
}

#[cfg(feature = "records")]
pub(crate) use filter::letters;

/// Every sender that is known.
#[cfg(feature = "records")]
pub(crate) fn senders() -> &'static [Sender] {
    tables::SENDERS
}

/// The DKIM selectors that hosts and programs use by default.
#[cfg(feature = "records")]
pub(crate) fn common_selectors() -> &'static [&'static str] {
    tables::COMMON_SELECTORS
}

/// What each group of receivers asks of those who send much.
#[cfg(feature = "records")]
pub(crate) fn bulk_groups() -> &'static [BulkGroup] {
    tables::BULK
}

/// Which sender addresses a provider takes from one who logged in.
#[cfg(feature = "addresses")]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum SenderRule {
    /// The address of the log-in and no other.
    LogIn,
    /// The addresses of the account.
    Own,
    /// Those of the domains that were proved to be one's own.
    Proved,
}

/// Whom the provider at `place` sends for, where that is known.
#[cfg(feature = "addresses")]
pub(crate) fn sender_rule(place: u16) -> Option<SenderRule> {
    let row = tables::SENDER_RULES.binary_search_by_key(&place, |row| row.0).ok()?;
    tables::SENDER_RULES.get(row).map(|row| row.1)
}

/// The number of a word in the vocabulary; 0 when no pattern uses it. A word is known by 24 bits of its hash: one
/// unknown word in two thousand is taken for a known one, and then has to stand in just its place in a pattern, too.
#[inline]
pub(crate) fn word_id(key: Key) -> u16 {
    let fingerprint = key.fingerprint(tables::SEED);
    let tables = tables::automaton();
    let bucket = (fingerprint >> FINGERPRINT_BITS) as usize;
    let (Some(&start), Some(&end)) = (tables.buckets.get(bucket), tables.buckets.get(bucket + 1)) else { return 0 };
    let known = tables.fingerprints.get(usize::from(start)..usize::from(end)).unwrap_or_default();
    let wanted = (fingerprint & ((1 << FINGERPRINT_BITS) - 1)) as u16;
    match known.iter().position(|&fingerprint| fingerprint == wanted) {
        Some(place) => start + place as u16 + FIRST_WORD,
        None => 0,
    }
}

/// The row at `place`.
#[inline]
pub(crate) fn row(place: u16) -> Option<Row> {
    let place = usize::from(place);
    let target = match *tables::ROW_TARGETS.get(place)? {
        target if target & STAGE_TARGET != 0 => Target::Stage(*Stage::ALL.get(usize::from(target & !STAGE_TARGET))?),
        TELL_TARGET => Target::Tell,
        cause => Target::Cause(cause),
    };
    let file = tables::FILES.get(usize::from(*tables::ROW_FILES.get(place)?))?;
    let when = tables::CONDITIONS.get(usize::from(*tables::ROW_CONDITIONS.get(place)?))?;
    Some(Row { target, file, when })
}

/// Marks a target that is a stage; the rest is its place in the enum.
const STAGE_TARGET: u16 = 0x8000;
/// The target that gives a provider away.
const TELL_TARGET: u16 = 0x4000;

pub(crate) use automaton::{Output, State, start};

/// Every cause.
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
        if let Some(place) = find_host(rest) {
            return Some(place);
        }
        rest = rest.split_once('.')?.1;
    }
}

/// The provider of exactly this name. The names are lines in order, each with its provider's place: halving the text
/// needs no table of where the lines start.
fn find_host(name: &str) -> Option<u16> {
    let mut lines = tables::HOSTS;
    loop {
        let start = lines.get(..lines.len() / 2)?.rfind('\n').map_or(0, |end| end + 1);
        let (before, rest) = lines.split_at_checked(start)?;
        let (line, after) = rest.split_once('\n')?;
        let (host, place) = line.split_once(' ')?;
        lines = match host.cmp(name) {
            Ordering::Less => after,
            Ordering::Greater => before,
            Ordering::Equal => return place.parse().ok(),
        };
    }
}

/// The steps of the provider at `place` for a cause.
pub(crate) fn steps(place: u16, cause: &Cause) -> Option<Steps> {
    provider(place)?.steps(cause)
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

/// The examples on the pages of the rules.
#[cfg(any(test, feature = "examples"))]
pub(crate) fn rule_examples() -> &'static [crate::model::RuleExample] {
    tables::examples::RULE_EXAMPLES
}

pub(crate) use tables::codes;
#[cfg(feature = "addresses")]
pub(crate) use tables::slugs;
