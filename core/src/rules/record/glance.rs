//! Most records are sound, and that shows at a glance: one pass, nothing copied, no draft of a correction. Whatever is
//! not plain goes the long way, which alone knows what is wrong; a test holds that the two agree. Two remarks that many
//! sound records earn are made here, too: failure reports, and keys of 1024 bits.

use alloc::borrow::Cow;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::{RecordRequest, spf};
use crate::knowledge::codes;
use crate::model::{Fact, FactKey, Field, Finding, Receivers, RecordReport, RecordTree, RecordType};
use crate::rules::found;
use crate::syntax::dkim::{KeyShape, decode, inspect};
use crate::text::Span;

/// The report on a record that is sound at a glance. None: that remains to be seen.
pub(super) fn glance<'t>(request: &RecordRequest<'t>) -> Option<RecordReport<'t>> {
    // Whatever else a request will ask for has to be heeded here.
    let RecordRequest { text, kind, name, receivers } = *request;
    let own = match text.as_bytes() {
        [b'v', b'=', b's', b'p', b'f', b'1', b' ', ..] => RecordType::Spf,
        [b'v', b'=', b'D', b'M', b'A', b'R', b'C', b'1', b';', ..] => RecordType::Dmarc,
        [b'v', b'=', b'D', b'K', b'I', b'M', b'1', b';', ..] => RecordType::Dkim,
        _ => return None,
    };
    let is_newest = receivers == Receivers::Rfc9989;
    if !is_newest || kind.is_some_and(|kind| kind != own) || text.len() > LONGEST {
        return None;
    }
    let mut report = RecordReport::new(Some(own));
    report.tree = Some(match own {
        RecordType::Spf => RecordTree::Terms(spf::glance(text, name)?),
        RecordType::Dmarc => {
            let tags = tags(text)?;
            report.findings.extend(dmarc(text, &tags)?);
            RecordTree::Tags(tags)
        }
        _ => {
            let tags = tags(text)?;
            report.findings.extend(dkim(text, &tags)?);
            RecordTree::Tags(tags)
        }
    });
    Some(report)
}

/// Records of more bytes are read the long way.
const LONGEST: usize = 4096;
/// Lists of more tags are.
const MOST_TAGS: usize = 12;

/// The tags of a list in which each is `name=value` with a plain name, and none stands there twice.
fn tags(text: &str) -> Option<Vec<Field<'_>>> {
    let mut fields: Vec<Field<'_>> = Vec::with_capacity(6);
    let mut start = 0;
    while start < text.len() {
        let rest = text.get(start..)?;
        let length = memchr::memchr(b';', rest.as_bytes()).unwrap_or(rest.len());
        let segment = rest.get(..length)?;
        let blanks = usize::from(segment.starts_with(' '));
        let (name, value) = segment.get(blanks..)?.split_once('=')?;
        let is_name = |byte: u8| byte.is_ascii_lowercase();
        if fields.len() == MOST_TAGS || name.is_empty() || !name.bytes().all(is_name) || value.is_empty() {
            return None;
        }
        if fields.iter().any(|field| field.name == name) {
            return None;
        }
        let (from, end) = (start + blanks, start + length);
        fields.push(Field { name: Cow::Borrowed(name), value: Cow::Borrowed(value), start: from, end });
        start = end + 1;
    }
    Some(fields)
}

/// What there is to say about a DMARC record: a policy, somebody who reads the reports, failure reports perhaps.
fn dmarc<'t>(text: &'t str, fields: &[Field<'t>]) -> Option<Option<Finding<'t>>> {
    let mut policies = [None; 3];
    let mut has_rua = false;
    let mut ruf = None;
    let mut has_fo = false;
    for Field { name, value, start, end } in fields.iter().skip(1) {
        let policy = || ["none", "quarantine", "reject"].iter().position(|policy| policy == value);
        let known = match &**name {
            "p" => set(&mut policies, 0, policy()),
            "sp" => set(&mut policies, 1, policy()),
            "np" => set(&mut policies, 2, policy()),
            // Relaxed is what holds anyway, and to say so is worth a remark.
            "adkim" | "aspf" => value == "s",
            "rua" => {
                has_rua = true;
                addresses(value)
            }
            "ruf" => {
                ruf = Some(Span::new(*start, *end));
                addresses(value)
            }
            "fo" => {
                has_fo = true;
                matches!(&**value, "1" | "d" | "s")
            }
            _ => false,
        };
        if !known {
            return None;
        }
    }
    let [Some(p), sp, np] = policies else { return None };
    // Neither weaker than what holds without it, nor the same.
    let sound = |policy: Option<usize>, instead: usize| policy.is_none_or(|policy| policy > instead);
    let is_sound = sound(sp, p) && sound(np, sp.unwrap_or(p)) && (has_rua || p == 0) && (ruf.is_some() || !has_fo);
    is_sound.then(|| ruf.map(|span| found(codes::DMARC017, text, span)))
}

fn set(policies: &mut [Option<usize>; 3], place: usize, policy: Option<usize>) -> bool {
    if let Some(slot) = policies.get_mut(place) {
        *slot = policy;
    }
    policy.is_some()
}

/// One or two plain addresses, none of which can be a gap of instructions.
fn addresses(list: &str) -> bool {
    let plain = |uri: &str| {
        let (local, domain) =
            uri.strip_prefix("mailto:").and_then(|address| address.split_once('@')).unwrap_or_default();
        let fits =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'_' | b'+');
        !local.is_empty() && local.bytes().all(fits) && is_plain_domain(domain)
    };
    let mut uris = list.split(',');
    let two = [uris.next(), uris.next()];
    uris.next().is_none() && two.into_iter().flatten().all(plain) && !has_gap(list)
}

/// Whether it may be a gap that was to be filled in: those say whose the value is, or end in `.tld`.
pub(super) fn has_gap(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'y', b'.', bytes).any(|at| bytes.get(at..).is_some_and(is_gap))
}

fn is_gap(rest: &[u8]) -> bool {
    rest.starts_with(b"your") || rest.starts_with(b"ydomain") || rest.starts_with(b".tld")
}

/// Whether it is a domain name in small letters that nobody can take for anything else.
pub(super) fn is_plain_domain(name: &str) -> bool {
    let (mut label, mut labels) = (0, 1);
    let (mut letters, mut underscores) = (false, false);
    let mut before = b'.';
    for byte in name.bytes() {
        match byte {
            b'.' if label > 0 && before != b'-' => {
                (label, labels, letters, underscores) = (0, labels + 1, false, false);
            }
            b'a'..=b'z' => (label, letters) = (label + 1, true),
            b'0'..=b'9' => label += 1,
            b'_' => (label, underscores) = (label + 1, true),
            b'-' if label > 0 => label += 1,
            _ => return false,
        }
        before = byte;
        if label > 63 {
            return false;
        }
    }
    // The last label is none with one letter, or with an underscore.
    labels > 1 && label > 1 && letters && !underscores && before != b'-' && name.len() <= 253
}

/// What there is to say about a key record: a key that can be used for mail, short perhaps.
fn dkim<'t>(text: &'t str, fields: &[Field<'t>]) -> Option<Option<Finding<'t>>> {
    let mut kind = "rsa";
    let mut key = None;
    for Field { name, value, end, .. } in fields.iter().skip(1) {
        let known = match &**name {
            "k" => {
                kind = value;
                true
            }
            "t" => value == "s",
            "s" => matches!(&**value, "email" | "*"),
            "h" => value == "sha256",
            "p" => {
                key = Some((value, Span::new(end - value.len(), *end)));
                true
            }
            _ => false,
        };
        if !known {
            return None;
        }
    }
    let (key, span) = key?;
    let read = decode(key);
    if read.problem.is_some() || read.has_blanks {
        return None;
    }
    match inspect(&read.bytes) {
        KeyShape::Rsa { bits: bits @ 1024..4096, exponent } if kind == "rsa" && exponent % 2 == 1 && exponent > 1 => {
            let short = (bits < 2048).then(|| {
                let mut finding = found(codes::DKIM012, text, span);
                finding.facts.push(Fact { key: FactKey::Bits, value: Cow::Owned(bits.to_string()) });
                finding
            });
            Some(short)
        }
        KeyShape::Ed25519 if kind == "ed25519" => Some(None),
        _ => None,
    }
}
