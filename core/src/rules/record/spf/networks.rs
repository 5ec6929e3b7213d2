//! Addresses that do nothing, and networks that are too large.

use core::net::{Ipv4Addr, Ipv6Addr};

use smallvec::SmallVec;

use super::draft::Draft;
use crate::knowledge::codes;
use crate::rules::record::sheet::{Mend, Sheet};
use crate::syntax::spf::{Name, Qualifier, Spf, Term};
use crate::text::Span;

/// A prefix shorter than this is very large: 65,536 addresses, and the network of a whole IPv6 provider.
pub(super) const LARGE_IP4: u8 = 16;
pub(super) const LARGE_IP6: u8 = 32;

pub(super) fn check(sheet: &mut Sheet<'_, '_>, spf: &Spf<'_>, sound: &[bool], draft: &mut Draft) {
    let mut halves: SmallVec<[usize; 4]> = SmallVec::new();
    for name in [Name::Ip4, Name::Ip6] {
        let pieces = whole_in_pieces(spf, sound, name);
        halves.extend(pieces);
    }
    if halves.len() > 1 {
        let spans: SmallVec<[Span; 8]> =
            halves.iter().filter_map(|place| spf.terms.get(*place)).map(|term| term.span).collect();
        for place in &halves {
            if let Some(line) = draft.line(*place) {
                line.dropped = true;
            }
        }
        sheet.find(codes::SPF028, &spans, Mend::Done);
    }
    for (place, term) in spf.terms.iter().enumerate() {
        let passes = matches!(term.qualifier, None | Some(Qualifier::Pass));
        if sound.get(place) != Some(&true) || !passes || halves.contains(&place) {
            continue;
        }
        let Some(line) = draft.line(place) else { continue };
        let slash = term.value_span.start + term.value.rfind('/').unwrap_or(0);
        match reach(term) {
            Some(Reach::Everything { named }) => {
                // With an address in front of it, `/0` is a slip; without one the term is meant so, and has to go.
                if named {
                    line.strip_zero_lengths();
                } else {
                    line.dropped = true;
                }
                let span = if named { Span::new(slash, term.span.end) } else { term.span };
                sheet.find(codes::SPF028, &[span], Mend::Done);
            }
            Some(Reach::Large) => sheet.find(codes::SPF029, &[term.span], Mend::Left),
            Some(Reach::Nothing) => {
                line.dropped = true;
                sheet.find(codes::SPF030, &[term.span], Mend::Done);
            }
            None => {}
        }
    }
}

enum Reach {
    /// Every address; `named` tells that an address stands before the `/0`.
    Everything { named: bool },
    /// Very many.
    Large,
    /// None that a receiver ever sees.
    Nothing,
}

/// What is odd about the addresses that a term covers.
fn reach(term: &Term<'_>) -> Option<Reach> {
    match term.name? {
        Name::Ip4 => {
            let (address, length) = split(term.value, 32)?;
            let address: Ipv4Addr = address.parse().ok()?;
            match length {
                0 => Some(Reach::Everything { named: !address.is_unspecified() }),
                _ if is_private4(address, length) => Some(Reach::Nothing),
                1..LARGE_IP4 => Some(Reach::Large),
                _ => None,
            }
        }
        Name::Ip6 => {
            let (address, length) = split(term.value, 128)?;
            let address: Ipv6Addr = address.parse().ok()?;
            match length {
                0 => Some(Reach::Everything { named: !address.is_unspecified() }),
                _ if is_private6(address, length) => Some(Reach::Nothing),
                1..LARGE_IP6 => Some(Reach::Large),
                _ => None,
            }
        }
        Name::A | Name::Mx => {
            let lengths = term.value.get(term.value.find('/')?..)?;
            let (four, six) = lengths.split_once("//").unwrap_or((lengths, ""));
            let four = four.strip_prefix('/').and_then(|four| four.parse().ok()).unwrap_or(LARGE_IP4);
            let six = six.parse().unwrap_or(LARGE_IP6);
            match () {
                () if four == 0 || six == 0 => Some(Reach::Everything { named: true }),
                () if four < LARGE_IP4 || six < LARGE_IP6 => Some(Reach::Large),
                () => None,
            }
        }
        _ => None,
    }
}

fn split(value: &str, most: u8) -> Option<(&str, u8)> {
    match value.split_once('/') {
        Some((address, length)) => Some((address, length.parse().ok()?)),
        None => Some((value, most)),
    }
}

/// Networks of four bits and fewer that together are the whole internet: two halves, four quarters, or a mixture.
fn whole_in_pieces(spf: &Spf<'_>, sound: &[bool], name: Name) -> SmallVec<[usize; 4]> {
    let mut covered = 0_u16;
    let mut places = SmallVec::new();
    for (place, term) in spf.terms.iter().enumerate() {
        let passes = matches!(term.qualifier, None | Some(Qualifier::Pass));
        if term.name != Some(name) || !passes || sound.get(place) != Some(&true) {
            continue;
        }
        let Some((address, length @ 1..=4)) = split(term.value, 128) else { continue };
        let top = match name {
            Name::Ip4 => address.parse::<Ipv4Addr>().map(|address| u32::from(address) >> 28).ok(),
            _ => address.parse::<Ipv6Addr>().map(|address| (u128::from(address) >> 124) as u32).ok(),
        };
        let Some(top) = top else { continue };
        let size = 1_u32 << (4 - length);
        covered |= (((1_u32 << size) - 1) << (top & !(size - 1))) as u16;
        places.push(place);
    }
    if covered == u16::MAX { places } else { SmallVec::new() }
}

/// Addresses of RFC 6890 that no mail comes from. Those for documentation are left out: examples use them.
pub(super) fn is_private4(address: Ipv4Addr, length: u8) -> bool {
    const RANGES: [([u8; 4], u8); 8] = [
        ([0, 0, 0, 0], 8),
        ([10, 0, 0, 0], 8),
        ([100, 64, 0, 0], 10),
        ([127, 0, 0, 0], 8),
        ([169, 254, 0, 0], 16),
        ([172, 16, 0, 0], 12),
        ([192, 168, 0, 0], 16),
        ([224, 0, 0, 0], 3),
    ];
    let bits = u32::from(address);
    RANGES
        .iter()
        .any(|(range, own)| length >= *own && bits >> (32 - own) == u32::from(Ipv4Addr::from(*range)) >> (32 - own))
}

pub(super) fn is_private6(address: Ipv6Addr, length: u8) -> bool {
    let first = address.segments().first().copied().unwrap_or_default();
    let local = (length >= 7 && first & 0xfe00 == 0xfc00)
        || (length >= 10 && first & 0xffc0 == 0xfe80)
        || (length >= 8 && first & 0xff00 == 0xff00);
    local || (length == 128 && (address.is_loopback() || address.is_unspecified()))
}
