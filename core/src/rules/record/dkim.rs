//! DKIM key records: RFC 6376, 8301 and 8463. Pages: `knowledge/causes/dkim.toml`.

use alloc::string::{String, ToString};

use super::list::{self, List, Shape};
use super::sheet::{Checked, Mend, Sheet};
use crate::knowledge::codes;
use crate::model::FactKey;
use crate::syntax::dkim::{Base64Problem, KeyShape, TAGS, decode, encode, inspect};
use crate::syntax::tags::Tag;
use crate::text::Span;

const SHAPE: Shape = Shape {
    version: "DKIM1",
    optional: true,
    known: &TAGS,
    slips: &[("key", "p"), ("pub", "p"), ("pubkey", "p"), ("public", "p")],
    stray: codes::REC023,
    capitals: codes::DKIM023,
    strict: false,
    repeats: &["n"],
    guesses: &[],
};

/// Keys below are refused (RFC 8301 section 3.2), below the second no longer thought safe; from the third on they are
/// at the end of what every receiver supports.
const SHORTEST: u32 = 1024;
const SAFE: u32 = 2048;
const LONG: u32 = 4096;

/// Checks one record.
pub(super) fn check<'t>(mut sheet: Sheet<'t, '_>) -> Checked<'t> {
    if is_host_name(sheet.text()) {
        let span = Span::new(0, sheet.text().len());
        sheet.find(codes::DKIM025, &[span], Mend::Left);
        return sheet.finish("", &[]);
    }
    let text = sheet.text();
    let all = [Span::new(0, text.len())];
    if ["ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2-"].iter().any(|start| text.starts_with(start)) {
        sheet.find(codes::DKIM007, &all, Mend::Left);
        return sheet.finish("", &[]);
    }
    // The header of a signed message, not the key.
    if text.contains("bh=") && text.contains("b=") && text.contains("d=") {
        sheet.find(codes::REC018, &all, Mend::Left);
        return sheet.finish("", &[]);
    }
    let mut list = list::open(&mut sheet, &SHAPE);
    bare_key(&mut list);
    options(&mut sheet, &mut list);
    key(&mut sheet, &mut list);
    let (fixed, joints) = list.print();
    sheet.finish(&fixed, &joints)
}

/// A key without its `p=`: it was told of as text that is no tag, and becomes one.
fn bare_key(list: &mut List<'_>) {
    if list.has("p") {
        return;
    }
    for (tag, line) in list.tags.tags.iter().zip(&mut list.lines) {
        if tag.name.is_empty() && line.dropped && is_whole(&decode(tag.value).bytes, tag.value.len() > 40) {
            line.name = "p".into();
            line.dropped = false;
            return;
        }
    }
}

/// A host name alone: the target of a CNAME.
pub(super) fn is_host_name(text: &str) -> bool {
    let name = text.strip_suffix('.').unwrap_or(text);
    name.split('.').count() >= 3
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
        && name.bytes().any(|byte| byte.is_ascii_alphabetic())
        && !name.split('.').any(str::is_empty)
}

/// Everything but the key.
fn options(sheet: &mut Sheet<'_, '_>, list: &mut List<'_>) {
    if let Some((tag, line)) = list.tag("t")
        && line.value.split(':').any(|flag| flag.trim().eq_ignore_ascii_case("y"))
    {
        let rest: alloc::vec::Vec<&str> =
            line.value.split(':').map(str::trim).filter(|flag| !flag.eq_ignore_ascii_case("y")).collect();
        let rest = rest.join(":");
        line.dropped = rest.is_empty();
        line.value = rest;
        sheet.find(codes::DKIM017, &[tag.span], Mend::Done);
    }
    if let Some((tag, line)) = list.tag("s") {
        // A key for `tlsrpt` signs reports on TLS (RFC 8460 section 3).
        let allows = |word: &str| matches!(word.trim().to_ascii_lowercase().as_str(), "email" | "*" | "tlsrpt");
        if !line.value.split(':').any(allows) {
            line.value = "email".into();
            sheet.find_with(codes::DKIM018, &[tag.span], Mend::Done, FactKey::Suggestion, "s=email");
        }
    }
    if let Some((tag, line)) = list.tag("h") {
        let names = |name: &str| line.value.split(':').any(|hash| squeezed(hash).eq_ignore_ascii_case(name));
        let page = match (names("sha256"), names("sha1")) {
            (false, _) => Some(codes::DKIM019),
            (true, true) => Some(codes::DKIM020),
            (true, false) => None,
        };
        if let Some(page) = page {
            line.value = "sha256".into();
            sheet.find_with(page, &[tag.span], Mend::Done, FactKey::Suggestion, "h=sha256");
        }
    }
    if let Some((tag, line)) = list.tag("g") {
        line.dropped = true;
        let page = if line.value.is_empty() { codes::DKIM022 } else { codes::DKIM021 };
        sheet.find(page, &[tag.span], Mend::Done);
    }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

/// What `k` says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    Rsa,
    Ed25519,
    Unknown,
}

fn key(sheet: &mut Sheet<'_, '_>, list: &mut List<'_>) {
    let kind = match list.value("k") {
        None => Kind::Rsa,
        Some(word) if word.eq_ignore_ascii_case("rsa") => Kind::Rsa,
        Some(word) if word.eq_ignore_ascii_case("ed25519") => Kind::Ed25519,
        Some(_) => Kind::Unknown,
    };
    let Some((tag, line)) = list.tag("p") else {
        return sheet.find(codes::DKIM001, &[], Mend::Left);
    };
    if tag.value.is_empty() {
        return sheet.find(
            codes::DKIM002,
            &[Span::new(tag.span.start, tag.value_span.end.max(tag.span.end))],
            Mend::Left,
        );
    }
    if is_placeholder(tag.value) {
        let at = dots(tag.value).map_or(tag.value_span, |dots| inside(&tag, dots));
        return sheet.find(codes::DKIM024, &[at], Mend::Left);
    }
    if let Some(name) = ["ssh-rsa ", "ssh-ed25519 ", "ecdsa-"].iter().find(|name| tag.value.starts_with(*name)) {
        let _ = name;
        return sheet.find(codes::DKIM007, &[tag.value_span], Mend::Left);
    }
    let Some((bytes, value)) = bytes(sheet, &tag) else { return };
    line.value = value;
    let found = judge(sheet, &tag, &bytes, kind);
    match found {
        Some(Change::Value(value)) => line.value = value,
        Some(Change::Kind(name)) => match list.tag("k") {
            Some((_, line)) => line.value = name.into(),
            None => list.add_first("k", name),
        },
        None => {}
    }
}

/// An edit that follows from what the key is.
enum Change {
    Value(String),
    Kind(&'static str),
}

/// The bytes of the key, and its Base64 as it should stand. Nothing where it cannot be read; that is written down.
fn bytes(sheet: &mut Sheet<'_, '_>, tag: &Tag<'_>) -> Option<(alloc::vec::Vec<u8>, String)> {
    let read = decode(tag.value);
    if read.problem.is_some() {
        // `p=p=…`, and a full stop or a comma at the end.
        let inner =
            tag.value.trim_start_matches("p=").trim_start_matches(['=', ' ', ':']).trim_end_matches([',', '.', ':']);
        let again = decode(inner);
        if inner.len() < tag.value.len() && again.problem.is_none() && is_whole(&again.bytes, true) {
            let page = if tag.value.ends_with(inner) { codes::DKIM003 } else { codes::DKIM026 };
            sheet.find(page, &[tag.value_span], Mend::Done);
            return Some((again.bytes, squeezed(inner)));
        }
    }
    // `+` that became a blank: with the blanks gone the key is broken, with `+` in their place it is whole.
    if read.has_blanks && !is_whole(&read.bytes, read.problem.is_none()) {
        let mended: String =
            tag.value.chars().map(|letter| if letter.is_whitespace() { '+' } else { letter }).collect();
        let again = decode(&mended);
        if again.problem.is_none() && is_whole(&again.bytes, true) {
            sheet.find(codes::DKIM003, &[tag.value_span], Mend::Done);
            return Some((again.bytes, mended));
        }
        if let Some(found) = behind(sheet, tag) {
            return Some(found);
        }
    }
    let problem = |sheet: &mut Sheet<'_, '_>, page, span| sheet.find(page, &[inside(tag, span)], Mend::Done);
    match read.problem {
        None => {}
        Some((Base64Problem::UrlAlphabet, span)) => problem(sheet, codes::DKIM003, span),
        Some((Base64Problem::Padding, span)) if is_whole(&read.bytes, true) => problem(sheet, codes::DKIM015, span),
        Some((Base64Problem::Padding | Base64Problem::Length, _))
            if matches!(inspect(&read.bytes), KeyShape::Truncated { .. }) => {}
        Some((_, span)) => {
            sheet.find(codes::DKIM003, &[inside(tag, span)], Mend::Left);
            return None;
        }
    }
    let value = if read.problem.is_some() { encode(&read.bytes) } else { squeezed(tag.value) };
    Some((read.bytes, value))
}

/// A whole key with text behind it: `… AQAB TTL 3600`.
fn behind(sheet: &mut Sheet<'_, '_>, tag: &Tag<'_>) -> Option<(alloc::vec::Vec<u8>, String)> {
    let head: String = tag.value.chars().filter(|letter| !letter.is_whitespace()).take(16).collect();
    let KeyShape::Truncated { wanted } = inspect(&decode(&head).bytes) else { return None };
    let letters = wanted.div_ceil(3) * 4;
    let mut count = 0;
    let end = tag.value.char_indices().find(|(_, letter)| {
        count += usize::from(!letter.is_whitespace());
        count > letters
    })?;
    let (key, rest) = tag.value.split_at_checked(end.0)?;
    let read = decode(key);
    if read.problem.is_some() || !is_whole(&read.bytes, true) {
        return None;
    }
    let start = tag.value_span.start + key.len() + (rest.len() - rest.trim_start().len());
    sheet.find(codes::DKIM026, &[Span::new(start, tag.value_span.end)], Mend::Done);
    Some((read.bytes, squeezed(key)))
}

fn is_whole(bytes: &[u8], clean: bool) -> bool {
    clean && !matches!(inspect(bytes), KeyShape::Truncated { .. } | KeyShape::Overlong { .. } | KeyShape::Unknown)
}

fn inside(tag: &Tag<'_>, span: Span) -> Span {
    Span::new(tag.value_span.start + span.start, tag.value_span.start + span.end)
}

/// What the key is, set against what `k` says it is.
fn judge(sheet: &mut Sheet<'_, '_>, tag: &Tag<'_>, bytes: &[u8], kind: Kind) -> Option<Change> {
    let at = [tag.value_span];
    let mut left = |page| sheet.find(page, &at, Mend::Left);
    let shape = inspect(bytes);
    match shape {
        KeyShape::Private => left(codes::DKIM005),
        KeyShape::Certificate => left(codes::DKIM006),
        KeyShape::Ssh => left(codes::DKIM007),
        KeyShape::Truncated { .. } => left(codes::DKIM004),
        KeyShape::EllipticCurve | KeyShape::OtherKey => left(codes::DKIM010),
        _ if kind == Kind::Unknown => left(codes::DKIM016),
        KeyShape::Rsa { bits, exponent } | KeyShape::Pkcs1 { bits, exponent } => {
            if kind == Kind::Ed25519 {
                sheet.find_with(codes::DKIM010, &at, Mend::Done, FactKey::Suggestion, "k=rsa");
                return Some(Change::Kind("rsa"));
            }
            rsa(sheet, tag, bits, exponent);
            if matches!(shape, KeyShape::Pkcs1 { .. }) {
                sheet.find(codes::DKIM008, &at, Mend::Done);
                return Some(Change::Value(wrap(bytes)));
            }
        }
        KeyShape::Ed25519 if kind == Kind::Rsa => {
            sheet.find_with(codes::DKIM010, &at, Mend::Done, FactKey::Suggestion, "k=ed25519");
            return Some(Change::Kind("ed25519"));
        }
        KeyShape::Ed25519 => {}
        KeyShape::WrappedEd25519 => {
            if kind == Kind::Rsa {
                sheet.find_with(codes::DKIM010, &at, Mend::Done, FactKey::Suggestion, "k=ed25519");
                return Some(Change::Kind("ed25519"));
            }
            sheet.find(codes::DKIM009, &at, Mend::Done);
            let key = bytes.get(bytes.len().saturating_sub(32)..).unwrap_or_default();
            return Some(Change::Value(encode(key)));
        }
        KeyShape::Overlong { wanted } => {
            sheet.find(codes::DKIM026, &at, Mend::Done);
            return Some(Change::Value(encode(bytes.get(..wanted).unwrap_or_default())));
        }
        KeyShape::Unknown => left(if kind == Kind::Ed25519 { codes::DKIM014 } else { codes::DKIM003 }),
    }
    None
}

fn rsa(sheet: &mut Sheet<'_, '_>, tag: &Tag<'_>, bits: u32, exponent: u32) {
    let page = match bits {
        ..SHORTEST => Some(codes::DKIM011),
        SHORTEST..SAFE => Some(codes::DKIM012),
        LONG.. => Some(codes::DKIM013),
        _ => None,
    };
    if let Some(page) = page {
        sheet.find_with(page, &[tag.value_span], Mend::Left, FactKey::Bits, bits.to_string());
    }
    // 0 stands for an exponent of more than 32 bits, which is odd, but safe.
    if exponent == 1 || (exponent != 0 && exponent.is_multiple_of(2)) {
        sheet.find(codes::DKIM028, &[tag.value_span], Mend::Left);
    }
}

/// Puts the SubjectPublicKeyInfo of RFC 5280 around a bare RSA key.
fn wrap(key: &[u8]) -> String {
    const ALGORITHM: [u8; 15] =
        [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
    let mut bits = alloc::vec![0_u8];
    bits.extend_from_slice(key);
    let mut inside = ALGORITHM.to_vec();
    element(&mut inside, 0x03, &bits);
    let mut out = alloc::vec::Vec::new();
    element(&mut out, 0x30, &inside);
    encode(&out)
}

fn element(out: &mut alloc::vec::Vec<u8>, tag: u8, content: &[u8]) {
    out.push(tag);
    let length = content.len();
    match length {
        0..0x80 => out.push(length as u8),
        0x80..0x100 => out.extend([0x81, length as u8]),
        _ => out.extend([0x82, (length >> 8) as u8, length as u8]),
    }
    out.extend_from_slice(content);
}

/// Words of instructions in place of a key, or a key that was shortened for showing.
fn is_placeholder(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let words =
        ["your", "publickey", "public_key", "public-key", "key_here", "xxxx", "insert", "placeholder", "example"];
    let short = value.len() < 80 && words.iter().any(|word| lower.contains(word));
    short || dots(value).is_some() || value.contains(['<', '[', '{'])
}

/// Where the key was shortened.
fn dots(value: &str) -> Option<Span> {
    let (at, mark) = ["...", "…", "[…]"].iter().filter_map(|mark| value.find(mark).map(|at| (at, *mark))).min()?;
    Some(Span::new(at, at + mark.len()))
}
