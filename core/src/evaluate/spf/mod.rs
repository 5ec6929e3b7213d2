//! SPF as receivers evaluate it: [`check_host`] of RFC 7208 section 4 for one message, and [`explore`] for every branch
//! of a record.
//!
//! A record is taken as it is published. What the checks on records would mend is not mended here: a receiver does not
//! mend it either.
//!
//! # Bounds
//!
//! Whatever a zone answers, [`check_host`] reads at most 11 records and one explanation, and wants at most
//! [`MOST_WANTED`] look-ups, in at most 40 rounds. Each round is linear in the length of the records that were
//! answered. [`explore`] has its own bounds.

mod check;
mod expand;
mod explore;
mod flatten;
mod networks;
mod result;

pub use check::{SpfQuery, check_host};
pub use explore::{ExploredTerm, MOST_LOOKUPS, MOST_NODES, NodeState, SpfNode, SpfSign, SpfTree, TermFound, explore};
pub use flatten::{Flattened, flatten};
pub use networks::{Network, Networks};
pub use result::{MatchedTerm, SpfProblem, SpfProblemKind, SpfResult, SpfVerdict, TraceOutcome, TraceStep};

use alloc::borrow::Cow;
use alloc::string::String;

use crate::model::{Answer, Data};
use crate::syntax::spf::is_record;

/// The terms that look something up, in all records together (RFC 7208 section 4.6.4).
pub const MOST_TERMS: u32 = 10;
/// The look-ups that find nothing.
pub const MOST_VOIDS: u32 = 2;
/// The hosts of one `mx`, and the names of an address.
pub const MOST_HOSTS: usize = 10;
/// No evaluation wants more look-ups: 11 records; for each of ten terms what it asks for itself, and ten hosts, of either
/// family; the names of the client and their addresses; one explanation; and ten terms ahead in each record.
pub const MOST_WANTED: usize = 11 + 10 * (1 + 2 * 10) + (1 + 10) + 1 + 11 * 10;

/// The SPF records among TXT records: the only one, none, or how many.
fn only_record(answer: &Answer) -> Result<Option<Cow<'_, str>>, usize> {
    let mut records = answer.records().iter().filter_map(text).filter(|text| is_record(text));
    let first = records.next();
    match records.count() {
        0 => Ok(first),
        more => Err(more + 1),
    }
}

/// The strings of a TXT record, joined.
fn text(data: &Data) -> Option<Cow<'_, str>> {
    match data {
        Data::Txt(strings) => Some(match strings.as_slice() {
            [one] => Cow::Borrowed(one.as_str()),
            many => Cow::Owned(many.concat()),
        }),
        _ => None,
    }
}

/// Whether DNS can be asked for a name: labels of 1 to 63 bytes, 253 in all, at least two of them (RFC 7208 section
/// 4.3), and nothing in it that no published name has.
fn is_domain(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'[' | b']' | b'@' | b':' | b'/');
    labels(name, allowed).is_some_and(|labels| labels > 1)
}

/// The same for what a macro gave: any letters, and one label is enough.
fn can_be_asked(name: &str) -> bool {
    labels(name, |_| true).is_some()
}

/// How many labels a name has; none where one of them, or all together, cannot be.
fn labels(name: &str, allowed: impl Fn(u8) -> bool) -> Option<usize> {
    let name = name.strip_suffix('.').unwrap_or(name);
    let (mut labels, mut length) = (1, 0);
    for byte in name.bytes() {
        if byte == b'.' && length > 0 {
            (labels, length) = (labels + 1, 0);
        } else if byte != b'.' && length < 63 && allowed(byte) {
            length += 1;
        } else {
            return None;
        }
    }
    (length > 0 && name.len() <= LONGEST_NAME).then_some(labels)
}

/// Whether `name` is `domain`, or stands below it.
fn is_within(name: &str, domain: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    let Some(start) = name.len().checked_sub(domain.len()) else { return false };
    name.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(domain))
        && (start == 0 || name.as_bytes().get(start - 1) == Some(&b'.'))
}

/// A name without the dot at its end, in small letters.
fn plain(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

const LONGEST_NAME: usize = 253;
