//! DKIM signatures in a message (RFC 6376 section 3.5): what they cover, how long they hold, whose they are.

use alloc::string::String;

use super::sheet::{Part, Sheet};
use super::{Mail, are_kin};
use crate::knowledge::codes;
use crate::model::{Confidence, FactKey};
use crate::syntax::tags::{self, Tags};
use crate::text::Span;

const TAGS: [&str; 13] = ["v", "a", "b", "bh", "c", "d", "h", "i", "l", "q", "s", "t", "x"];
/// The signatures that are looked at, at most.
const MOST: usize = 16;

/// The domain that signs.
pub(super) fn domain(signature: &str) -> Option<String> {
    let tags = tags::parse(signature, &TAGS).tree;
    tags.find("d").map(|tag| tag.value.trim().to_ascii_lowercase()).filter(|domain| !domain.is_empty())
}

/// Checks each signature, and whether one of them is the sender's own.
pub(super) fn check(mail: &Mail<'_>, sheet: &mut Sheet) {
    let from = mail.domain();
    let mut signers = 0;
    let mut own = false;
    for field in mail.fields("dkim-signature").take(MOST) {
        let tags = tags::parse(&field.text, &TAGS).tree;
        let is_own = tags.find("d").zip(from.as_ref()).is_some_and(|(d, from)| are_kin(d.value.trim(), from));
        own |= is_own;
        signers += 1;
        signature(mail, field, &tags, is_own, sheet);
    }
    let first = mail.field("dkim-signature");
    if let (Some(field), Some(from), true) = (first, from, signers > 0 && !own) {
        let tags = tags::parse(&field.text, &TAGS).tree;
        let spans: Option<Span> = tags.find("d").map(|tag| tag.value_span);
        let entry = sheet.find(codes::TEXT072, field, spans.as_slice()).confidence(Confidence::Likely);
        entry.fact(FactKey::Domain, from).fact(FactKey::Aligned, "no");
    }
}

fn signature(mail: &Mail<'_>, field: &Part<'_>, tags: &Tags<'_>, is_own: bool, sheet: &mut Sheet) {
    let missing = ["v", "a", "b", "bh", "d", "h", "s"]
        .iter()
        .find(|name| tags.find(name).is_none_or(|tag| tag.value.trim().is_empty()));
    if let Some(name) = missing {
        sheet.find_in(codes::TEXT073, field.name).fact(FactKey::Meaning, [name, "="].concat());
        return;
    }
    let about = |entry: super::sheet::Entry<'_>| {
        let value = |name| tags.find(name).map_or_else(String::new, |tag| tag.value.trim().into());
        entry.fact(FactKey::Domain, value("d")).fact(FactKey::Selector, value("s"));
    };
    if let Some(h) = tags.find("h") {
        let covers = |name: &str| h.value.split(':').any(|own| own.trim().eq_ignore_ascii_case(name));
        if !covers("from") {
            about(sheet.find(codes::TEXT068, field, &[h.value_span]));
        }
        let one_click = mail.field("list-unsubscribe").is_some() && mail.field("list-unsubscribe-post").is_some();
        if is_own && one_click && !(covers("list-unsubscribe") && covers("list-unsubscribe-post")) {
            about(sheet.find(codes::TEXT034, field, &[h.value_span]));
        }
    }
    if let Some(l) = tags.find("l") {
        about(sheet.find(codes::TEXT069, field, &[l.span]));
    }
    if let Some(a) = tags.find("a").filter(|a| a.value.trim().eq_ignore_ascii_case("rsa-sha1")) {
        about(sheet.find(codes::TEXT071, field, &[a.span]));
    }
    let expiry = tags.find("x").and_then(|x| Some((x, x.value.trim().parse::<u64>().ok()?)));
    if let (Some((x, seconds)), Some(now)) = (expiry, mail.now)
        && seconds < now
    {
        about(sheet.find(codes::TEXT070, field, &[x.span]));
    }
}
