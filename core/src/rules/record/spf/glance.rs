//! An SPF record that is sound at a glance: see [`super::super::glance`].

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::net::{Ipv4Addr, Ipv6Addr};

use smallvec::SmallVec;

use super::networks::{LARGE_IP4, LARGE_IP6, is_private4, is_private6};
use super::senders;
use super::whole::MOST_LOOKUPS;
use crate::model::SpfTerm;
use crate::rules::record::glance::{has_gap, is_plain_domain};
use crate::syntax::spf::prefix;

/// Records of more terms are read the long way: each is compared with all before it.
const MOST_TERMS: usize = 48;

/// The terms, when all are plain, none stands there twice, and the record ends as it should; `own` is where it stands.
pub(in crate::rules::record) fn glance<'t>(text: &'t str, own: Option<&str>) -> Option<Vec<SpfTerm<'t>>> {
    let mut seen = Seen::default();
    let mut terms = Vec::with_capacity(text.len() / 12 + 1);
    let mut start = "v=spf1 ".len();
    while start < text.len() {
        let rest = text.get(start..)?;
        let length = memchr::memchr(b' ', rest.as_bytes()).unwrap_or(rest.len());
        let term = seen.term(rest.get(..length)?, start, own)?;
        terms.push(term);
        start += length + 1;
    }
    // A blank at the end is worth a remark.
    let ends = seen.has_end && seen.lookups < MOST_LOOKUPS && !text.ends_with(' ');
    (ends && !has_gap(text)).then_some(terms)
}

/// What was read so far.
#[derive(Default)]
struct Seen {
    lookups: usize,
    /// What each mechanism comes to, as a number; two that come to the same go the long way.
    keys: SmallVec<[u64; 16]>,
    /// Whether `all` or `redirect` was there: nothing comes after it.
    has_end: bool,
}

impl Seen {
    fn term<'t>(&mut self, text: &'t str, start: usize, own: Option<&str>) -> Option<SpfTerm<'t>> {
        if self.has_end || self.keys.len() == MOST_TERMS {
            return None;
        }
        let (qualifier, body) = match text.as_bytes().first()? {
            b'-' => (Some("-"), text.get(1..)?),
            b'~' => (Some("~"), text.get(1..)?),
            b'?' => (Some("?"), text.get(1..)?),
            b'+' => (Some("+"), text.get(1..)?),
            _ => (None, text),
        };
        let mark = body.bytes().position(|byte| matches!(byte, b':' | b'=' | b'/')).unwrap_or(body.len());
        let (name, rest) = body.split_at_checked(mark)?;
        let mut term = SpfTerm {
            text: Cow::Borrowed(text),
            start,
            end: start + text.len(),
            qualifier: Some(qualifier.unwrap_or("+")),
            name: Cow::Borrowed(name),
            value: None,
            prefix4: None,
            prefix6: None,
        };
        let key = match name {
            "all" => {
                self.has_end = true;
                return (rest.is_empty() && matches!(qualifier, Some("-" | "~"))).then_some(term);
            }
            "redirect" => {
                (self.has_end, term.qualifier) = (true, None);
                let target = rest.strip_prefix('=').filter(|_| qualifier.is_none())?;
                self.lookups += 1;
                term.value = Some(Cow::Borrowed(target));
                return (is_target(target) && is_sender(target, None)).then_some(term);
            }
            "include" | "exists" => {
                let target = rest.strip_prefix(':')?;
                self.lookups += 1;
                term.value = Some(Cow::Borrowed(target));
                if !is_target(target) || (name == "include" && !is_sender(target, own)) {
                    return None;
                }
                key(name, target)
            }
            "ip4" => {
                let (address, length) = network(rest.strip_prefix(':')?, 32)?;
                let octets: Ipv4Addr = address.parse().ok()?;
                let bits = length.unwrap_or(32);
                if bits < LARGE_IP4 || is_private4(octets, bits) {
                    return None;
                }
                (term.value, term.prefix4) = (Some(Cow::Borrowed(address)), length);
                u64::from(u32::from(octets)) | u64::from(bits) << 32 | 4 << 40
            }
            "ip6" => {
                let (address, length) = network(rest.strip_prefix(':')?, 128)?;
                let segments: Ipv6Addr = address.parse().ok()?;
                let bits = length.unwrap_or(128);
                if bits < LARGE_IP6 || is_private6(segments, bits) {
                    return None;
                }
                (term.value, term.prefix6) = (Some(Cow::Borrowed(address)), length);
                let [high, low] = [(u128::from(segments) >> 64) as u64, u128::from(segments) as u64];
                mix(mix(high) ^ low) ^ u64::from(bits)
            }
            "a" | "mx" => {
                self.lookups += 1;
                let (target, length) = network(rest, 32)?;
                if length.is_some_and(|length| length < LARGE_IP4) {
                    return None;
                }
                if !target.is_empty() {
                    let target = target.strip_prefix(':').filter(|target| is_plain_domain(target))?;
                    term.value = Some(Cow::Borrowed(target));
                }
                term.prefix4 = length;
                key(name, rest)
            }
            _ => return None,
        };
        // The same mechanism with another qualifier is another term.
        let key = key
            ^ qualifier
                .filter(|sign| *sign != "+")
                .and_then(|sign| sign.bytes().next())
                .map_or(0, |sign| mix(u64::from(sign)));
        if self.keys.contains(&key) {
            return None;
        }
        self.keys.push(key);
        Some(term)
    }
}

/// A value and the one prefix length behind it.
fn network(text: &str, most: u8) -> Option<(&str, Option<u8>)> {
    let Some((value, digits)) = text.split_once('/') else { return Some((text, None)) };
    let (length, has_zero) = prefix(digits, most)?;
    (!has_zero && length > 0).then_some((value, Some(length)))
}

/// A plain domain, labels that are one plain macro among them.
fn is_target(text: &str) -> bool {
    // `…-all` could be two terms without a blank.
    if text.ends_with("-all") {
        return false;
    }
    if !text.contains('%') {
        return is_plain_domain(text);
    }
    let Some((labels, last)) = text.rsplit_once('.') else { return false };
    let (labels, before) = labels.rsplit_once('.').map_or(("", labels), |(labels, before)| (labels, before));
    let fits = |label: &str| is_macro(label) || is_label(label);
    let end = text.get(text.len() - last.len() - before.len() - 1..).unwrap_or_default();
    text.len() <= 253
        && (labels.is_empty() || labels.split('.').all(fits))
        && if is_macro(before) {
            is_label(last) && last.bytes().all(|byte| byte.is_ascii_lowercase())
        } else {
            is_plain_domain(end)
        }
}

/// `%{i}`, `%{d2}`, `%{ir}`
fn is_macro(label: &str) -> bool {
    let inside = label.strip_prefix("%{").and_then(|rest| rest.strip_suffix('}')).unwrap_or_default();
    let (letter, rest) = inside.split_at_checked(1).unwrap_or_default();
    let rest = rest.strip_suffix('r').unwrap_or(rest);
    matches!(letter, "s" | "l" | "o" | "d" | "i" | "p" | "v" | "h")
        && (rest.is_empty() || matches!(rest.as_bytes(), [b'1'..=b'9']))
}

fn is_label(label: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    (1..=63).contains(&label.len()) && label.bytes().all(fits)
}

/// Whether there is nothing to say about including it, even from `own`.
fn is_sender(target: &str, own: Option<&str>) -> bool {
    let is_own = own.is_some_and(|own| own.trim_end_matches('.').eq_ignore_ascii_case(target));
    !is_own && (target.contains('%') || senders::is_plain(target))
}

/// A number for a name and a value.
fn key(name: &str, value: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    mix(name.bytes().chain(*b":").chain(value.bytes()).fold(0xcbf2_9ce4_8422_2325, step))
}

fn mix(number: u64) -> u64 {
    let number = number.wrapping_mul(0xd6e8_feb8_6659_fd93);
    number ^ (number >> 32)
}
