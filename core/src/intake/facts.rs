//! What a text names: the recipient, a server's address, a blocklist, a link, a time to wait.

use alloc::borrow::Cow;

use smallvec::SmallVec;

use crate::model::{Fact, FactKey};
use crate::text::{Secrets, Span, Word, WordKind, WordList};

/// The facts of one text.
pub(crate) type Facts<'t> = SmallVec<[Fact<'t>; 0]>;

/// The zones and sites of public blocklists that replies name.
const BLOCKLISTS: [&str; 20] = [
    "abuseat.org", "abusix.zone", "abusix.com", "backscatterer.org", "barracudacentral.org", "dnswl.org",
    "gbudb.com", "invaluement.com", "junkemailfilter.com", "mailspike.net", "manitu.net", "nixspam.net",
    "psbl.org", "s5h.net", "sorbs.net", "spamcop.net", "spamhaus.org", "surbl.org", "uceprotect.net", "uribl.com",
];

/// Collects the facts: the first of each kind.
pub(crate) fn facts<'t>(text: &'t str, words: &WordList, secrets: &Secrets) -> Facts<'t> {
    let mut facts = Facts::new();
    let mut add = |key, span: Span| {
        if !secrets.touch(span) && !span.is_empty() {
            facts.push(Fact { key, value: Cow::Borrowed(span.of(text)) });
        }
    };
    if let Some(span) = blocklist(text) {
        add(FactKey::Blocklist, span);
    }
    if let Some(span) = ip(text, words) {
        add(FactKey::Ip, span);
    }
    if let Some(span) = link(text) {
        add(FactKey::Link, span);
    }
    if let Some(span) = recipient(text, words) {
        add(FactKey::Recipient, span);
    }
    facts
}

/// The host name that ends in a blocklist's zone.
fn blocklist(text: &str) -> Option<Span> {
    let bytes = text.as_bytes();
    // The dot of a zone is rare enough to look at each.
    let mut at = 0;
    while let Some(dot) = bytes.get(at..)?.iter().position(|&byte| byte == b'.') {
        let dot = at + dot;
        at = dot + 1;
        let end = at + bytes.get(at..)?.iter().take_while(|&&byte| is_host(byte)).count();
        for zone in BLOCKLISTS {
            let (name, ending) = zone.split_once('.')?;
            let name_start = dot.checked_sub(name.len());
            let start = name_start.filter(|&start| bytes.get(start..dot).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())));
            let Some(start) = start else { continue };
            let found = bytes.get(at..at + ending.len()).unwrap_or_default();
            if found.eq_ignore_ascii_case(ending.as_bytes()) && at + ending.len() <= end {
                let before = bytes.get(..start)?.iter().rev().take(64).take_while(|&&byte| is_host(byte) || byte == b'.');
                let start = start - before.count();
                return Some(Span::new(start, at + ending.len()));
            }
        }
    }
    None
}

fn is_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

/// The first IPv4 or IPv6 address.
fn ip(text: &str, words: &WordList) -> Option<Span> {
    let bytes = text.as_bytes();
    words.windows(4).filter(|four| four.iter().all(|word| word.kind == WordKind::Number)).find_map(|four| {
        let [a, b, c, d] = four else { return None };
        let dotted = |a: &Word, b: &Word| b.start == a.end + 1 && bytes.get(a.end as usize) == Some(&b'.');
        let span = Span::new(a.start as usize, d.end as usize);
        let alone = bytes.get(span.end) != Some(&b'.') || !bytes.get(span.end + 1).is_some_and(u8::is_ascii_digit);
        let is_ip = dotted(a, b) && dotted(b, c) && dotted(c, d) && alone;
        (is_ip && span.of(text).parse::<core::net::Ipv4Addr>().is_ok()).then_some(span)
    }).or_else(|| ipv6(text))
}

/// An IPv6 address stands in brackets, or between blanks.
fn ipv6(text: &str) -> Option<Span> {
    let mut at = 0;
    while let Some(open) = text.get(at..)?.find(['[', ' ']) {
        let start = at + open + 1;
        let rest = text.get(start..)?;
        let length = rest.bytes().take(40).take_while(|&byte| byte.is_ascii_hexdigit() || byte == b':').count();
        let span = Span::new(start, start + length);
        if length > 6 && span.of(text).parse::<core::net::Ipv6Addr>().is_ok() {
            return Some(span);
        }
        at = start;
    }
    None
}

/// The first page that the text points to.
fn link(text: &str) -> Option<Span> {
    let start = ["https://", "http://"].iter().filter_map(|scheme| text.find(scheme)).min()?;
    let rest = text.get(start..)?;
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'' | ')' | ']' | ',' | ';'));
    let link = rest.get(..end.unwrap_or(rest.len()))?.trim_end_matches(['.', ':']);
    Some(Span::new(start, start + link.len()))
}

/// The address that the text is about: the first one.
fn recipient(text: &str, words: &WordList) -> Option<Span> {
    let word = words.iter().find(|word| word.kind == WordKind::Address)?;
    let address = text.get(word.start as usize..word.end as usize)?;
    let domain = address.rsplit('@').next()?.trim_end_matches('.');
    // Placeholders and cut addresses name nobody.
    let end = word.end as usize - (address.len() - address.trim_end_matches('.').len());
    domain.contains('.').then(|| Span::new(word.start as usize, end))
}

/// The seconds that a reply asks to wait: `try again in 500 seconds`, `greylisted for 5 minutes`.
pub(crate) fn waiting_time(text: &str) -> Option<u32> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(digit) = bytes.get(at..)?.iter().position(u8::is_ascii_digit) {
        let start = at + digit;
        let length = bytes.get(start..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
        at = start + length;
        if length > 6 {
            continue;
        }
        let rest = text.get(at..).unwrap_or_default().trim_start_matches([' ', '-']);
        let unit = UNITS.iter().find(|(unit, _)| {
            rest.get(..unit.len()).is_some_and(|found| found.eq_ignore_ascii_case(unit))
        });
        // `after 5 days`, `for 5 days in the queue` tell of the past.
        let before = text.get(..start).unwrap_or_default().trim_end();
        let asks = ["in", "for", "after", "wait", "within", "least"].iter().any(|word| {
            before.len().checked_sub(word.len()).and_then(|place| before.get(place..)).is_some_and(|end| end.eq_ignore_ascii_case(word))
        });
        if let (Some((_, unit)), true) = (unit, asks) {
            let number: u32 = text.get(start..at)?.parse().ok()?;
            return Some(number.saturating_mul(*unit).min(LONGEST_WAIT));
        }
    }
    None
}

/// A week: a longer wait is no wait.
const LONGEST_WAIT: u32 = 604_800;

const UNITS: [(&str, u32); 6] =
    [("seconds", 1), ("secs", 1), ("s.", 1), ("minute", 60), ("mins", 60), ("hour", 3600)];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::text::words::cut;
    use alloc::string::ToString;
    use alloc::vec::Vec;

    fn found(text: &str) -> Vec<(FactKey, alloc::string::String)> {
        let mut words = WordList::new();
        cut(text, |_| 0, &mut words);
        facts(text, &words, &Secrets::find(text)).into_iter().map(|fact| (fact.key, fact.value.to_string())).collect()
    }

    #[test]
    fn lists_addresses_and_links() {
        assert_eq!(
            found("Client host [192.0.2.1] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.1"),
            [
                (FactKey::Blocklist, "zen.spamhaus.org".to_string()),
                (FactKey::Ip, "192.0.2.1".to_string()),
                (FactKey::Link, "https://www.spamhaus.org/query/ip/192.0.2.1".to_string()),
            ]
        );
        assert_eq!(found("from [2001:db8::1]: <a@b.example>: no").len(), 2);
        assert_eq!(found("version 1.2.3.4.5 of x@y"), []);
    }

    #[test]
    fn passwords_are_no_facts() {
        assert_eq!(found("smtp://u:secret@mail.example.com failed"), []);
    }

    #[test]
    fn waiting() {
        assert_eq!(waiting_time("try again in 500 seconds").unwrap(), 500);
        assert_eq!(waiting_time("Greylisted for 5 minutes").unwrap(), 300);
        assert_eq!(waiting_time("over 500 messages"), None);
    }
}
