//! Where reports go: `rua` and `ruf`.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use smallvec::SmallVec;

use crate::knowledge::codes;
use crate::model::{FactKey, Receivers};
use crate::rules::record::list::{self, List};
use crate::rules::record::sheet::{Mend, Sheet};
use crate::syntax::dmarc::{ReportUri, report_uris};
use crate::syntax::tags::Tag;
use crate::text::{Span, near, to_ascii};

/// Receivers must be able to send to two addresses (RFC 7489 section 6.2), and often do no more.
const MOST_ADDRESSES: usize = 2;

/// Words of instructions that are left in addresses.
const PLACEHOLDERS: [&str; 8] =
    ["yourdomain", "your-domain", "your_domain", "mydomain", "youremail", "your-email", "your.domain", "domain.tld"];

/// `rua=mailto:a; mailto:b`: an address that was parted by a semicolon belongs to no tag.
pub(super) fn parted(text: &str) -> SmallVec<[Span; 4]> {
    list::parted(text, "ru", |inside| inside.contains('@') && !inside.contains([' ', ',', '=']))
}

pub(super) fn check(sheet: &mut Sheet<'_, '_>, list: &mut List<'_>, parted: &[Span], receivers: Receivers) {
    let mut more = parted.iter().map(|span| span.of(sheet.text()).to_string()).collect::<Vec<_>>();
    if !parted.is_empty() {
        sheet.find(codes::DMARC018, parted, Mend::Done);
    }
    for name in ["rua", "ruf"] {
        let Some((tag, line)) = list.tag(name) else { continue };
        let uris = report_uris(tag.value);
        let mut kept: Vec<String> = Vec::new();
        let mut limits: SmallVec<[Span; 8]> = SmallVec::new();
        let mut unclear: SmallVec<[Span; 8]> = SmallVec::new();
        for uri in &uris {
            if uri.text.is_empty() {
                if uris.len() > 1 {
                    sheet.find(codes::DMARC018, &[tag.value_span], Mend::Done);
                }
                continue;
            }
            // `rua=mailto;a@example.com`: told of with what follows the semicolon.
            if !more.is_empty() && near(uri.text, "mailto", 2) {
                continue;
            }
            if let Some(limit) = uri.limit.filter(|_| receivers != Receivers::Rfc7489) {
                let end = tag.value_span.start + uri.span.end;
                limits.push(Span::new(end - limit.len() - 1, end));
            }
            // A blank in place of the comma.
            match uri.text.split_once(" mailto:") {
                Some((first, second)) if first.contains('@') && second.contains('@') && !second.contains(' ') => {
                    let at = tag.value_span.start + uri.span.start;
                    sheet.find(codes::DMARC018, &[Span::new(at, at + uri.text.len())], Mend::Done);
                    kept.extend([first.trim().to_string(), ["mailto:", second].concat()]);
                }
                _ => kept.push(address(sheet, &tag, uri, &mut unclear)),
            }
        }
        if !unclear.is_empty() {
            sheet.find(codes::DMARC018, &unclear, Mend::Left);
        }
        if !limits.is_empty() {
            sheet.find(codes::DMARC019, &limits, Mend::Done);
        }
        if uris.len() > MOST_ADDRESSES {
            sheet.find(codes::DMARC020, &[tag.value_span], Mend::Left);
        }
        kept.append(&mut more);
        line.value = kept.join(",");
    }
}

/// One address as it should stand; what is wrong with it is written down, and where no edit is safe its place goes to
/// `unclear`.
fn address(sheet: &mut Sheet<'_, '_>, tag: &Tag<'_>, uri: &ReportUri<'_>, unclear: &mut SmallVec<[Span; 8]>) -> String {
    let at = [Span::new(tag.value_span.start + uri.span.start, tag.value_span.start + uri.span.end)];
    let scheme = uri.text.split_once("://").map(|(scheme, _)| scheme);
    if scheme.is_some_and(|scheme| !near(scheme, "mailto", 2)) {
        sheet.find(codes::DMARC022, &at, Mend::Left);
        return uri.text.to_string();
    }
    let bare = bare(uri);
    let plain: String = bare.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, '<' | '>')).collect();
    // `@@`, a dot or a comma at the end: one slip with one meaning.
    let mut mended = plain.replace("@@", "@");
    while mended.ends_with(['.', ':']) {
        mended.pop();
    }
    let Some((local, domain)) = mended
        .rsplit_once('@')
        .filter(|(local, domain)| !local.is_empty() && !local.contains('@') && !domain.is_empty())
    else {
        unclear.extend(at);
        return uri.text.to_string();
    };
    let right = ["mailto:", local, "@", domain].concat();
    let given = match uri.limit {
        Some(limit) => uri.text.get(..uri.text.len() - limit.len() - 1).unwrap_or_default(),
        None => uri.text,
    };
    if given != right && !(uri.is_mailto && uri.address == mended) {
        sheet.find_with(codes::DMARC018, &at, Mend::Done, FactKey::Suggestion, right.as_str());
    }
    if !domain.is_ascii() {
        return match to_ascii(domain) {
            Some(ascii) => {
                sheet.find_with(codes::REC030, &at, Mend::Done, FactKey::Suggestion, ascii.as_str());
                ["mailto:", local, "@", &ascii].concat()
            }
            None => {
                sheet.find(codes::REC020, &at, Mend::Left);
                right
            }
        };
    }
    let lower = mended.to_ascii_lowercase();
    if PLACEHOLDERS.iter().any(|word| lower.contains(word)) {
        sheet.find(codes::DMARC021, &at, Mend::Left);
    } else if !is_domain(domain) {
        unclear.extend(at);
    }
    right
}

/// Whether mail can be sent there: labels of letters, digits, hyphens and underscores, two at least. What follows a
/// question mark is no part of the address (RFC 6068 section 2).
fn is_domain(text: &str) -> bool {
    let name = text.split('?').next().unwrap_or_default();
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    name.contains('.') && name.split('.').all(|label| !label.is_empty() && label.bytes().all(fits))
}

/// The address without its scheme, however that is written: `mail:`, `mailto=`, `mailto://`, `maito:`.
fn bare<'a>(uri: &ReportUri<'a>) -> &'a str {
    if uri.is_mailto {
        return uri.address.trim_start_matches('/').trim_start_matches("mailto:");
    }
    match uri.text.split_once([':', '=']) {
        Some((word, rest))
            if word.eq_ignore_ascii_case("mail")
                || word.eq_ignore_ascii_case("email")
                || near(word.trim(), "mailto", 2) =>
        {
            rest.trim_start_matches('/')
        }
        _ => uri.text.strip_prefix("mailto//").unwrap_or(uri.text),
    }
}
