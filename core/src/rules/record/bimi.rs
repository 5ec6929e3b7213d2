//! BIMI assertion records. Pages: `knowledge/causes/bimi.toml`.

use alloc::string::{String, ToString};

use super::list::{self, Shape};
use super::sheet::{Checked, Mend, Sheet};
use crate::knowledge::codes;
use crate::model::FactKey;
use crate::syntax::bimi::{TAGS, are_prefixes, is_https};
use crate::text::Span;

const SHAPE: Shape = Shape {
    version: "BIMI1",
    optional: false,
    known: &TAGS,
    slips: &[("logo", "l"), ("svg", "l"), ("vmc", "a"), ("cert", "a")],
    stray: codes::REC023,
    capitals: codes::REC029,
    strict: false,
    repeats: &[],
    guesses: &[],
};

/// Pictures that are none that BIMI takes.
const OTHER_PICTURES: [&str; 6] = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico"];

/// Checks one record.
pub(super) fn check<'t>(mut sheet: Sheet<'t, '_>) -> Checked<'t> {
    let mut list = list::open(&mut sheet, &SHAPE);
    let has_certificate = list.has("a");
    let certificate = list.value("a").unwrap_or_default().to_string();
    match list.tag("l") {
        None => {
            // A record may hold selectors of local parts, or a preference for avatars, alone.
            if !has_certificate && !list.has("lps") && !list.has("avp") {
                sheet.find(codes::BIMI001, &[], Mend::Left);
            }
        }
        Some((tag, line)) if line.value.is_empty() => {
            if certificate.is_empty() && has_certificate {
                sheet.find(codes::BIMI005, &[tag.span], Mend::Left);
            }
        }
        Some((tag, line)) => {
            line.value = logo(&mut sheet, tag.value, tag.value_span);
            if !has_certificate {
                sheet.find(codes::BIMI004, &[], Mend::Left);
            }
        }
    }
    if let Some((tag, line)) = list.tag("a")
        && !line.value.is_empty()
        && !is_https(&line.value)
    {
        let page = if upgrade(&line.value).is_some() { codes::BIMI002 } else { codes::BIMI007 };
        match upgrade(&line.value).or_else(|| with_scheme(&line.value)).filter(|url| is_https(url)) {
            Some(url) => {
                sheet.find_with(page, &[tag.value_span], Mend::Done, FactKey::Suggestion, url.as_str());
                line.value = url;
            }
            None => sheet.find(codes::BIMI007, &[tag.value_span], Mend::Left),
        }
    }
    if let Some((tag, _)) = list.tag("lps")
        && !are_prefixes(tag.value)
    {
        sheet.find(codes::BIMI008, &[tag.value_span], Mend::Left);
    }
    let (fixed, joints) = list.print();
    sheet.finish(&fixed, &joints)
}

/// `http:` as `https:`.
fn upgrade(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    scheme.eq_ignore_ascii_case("http").then(|| ["https://", rest].concat())
}

/// `example.com/logo.svg` as an address of the web: a host and a path, without a scheme.
fn with_scheme(url: &str) -> Option<String> {
    let rest = url.trim_start_matches('/');
    let (host, path) = rest.split_once('/')?;
    let is_host = host.split('.').count() > 1
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    (is_host && !path.is_empty()).then(|| ["https://", rest].concat())
}

/// The address of the logo as it should stand.
fn logo(sheet: &mut Sheet<'_, '_>, value: &str, span: Span) -> String {
    let mut url = value.to_string();
    if let Some((first, _)) = value.split_once(',') {
        sheet.find(codes::BIMI006, &[Span::new(span.start + first.len(), span.end)], Mend::Done);
        url = first.trim().to_string();
    }
    if let Some(upgraded) = upgrade(&url).or_else(|| with_scheme(&url)).filter(|upgraded| is_https(upgraded)) {
        sheet.find_with(codes::BIMI002, &[span], Mend::Done, FactKey::Suggestion, upgraded.as_str());
        url = upgraded;
    } else if !is_https(&url) {
        sheet.find(codes::BIMI002, &[span], Mend::Left);
        return url;
    }
    let lower = url.to_ascii_lowercase();
    if let Some(ending) = OTHER_PICTURES.iter().find(|ending| lower.ends_with(*ending)) {
        url.truncate(url.len() - ending.len());
        url.push_str(".svg");
        sheet.find_with(codes::BIMI003, &[span], Mend::Done, FactKey::Suggestion, url.as_str());
    }
    url
}
