//! What a text names: the recipient, a server's address, a blocklist, a link, a time to wait.

use alloc::borrow::Cow;

use smallvec::SmallVec;

use crate::model::{Fact, FactKey};
use crate::text::{Secrets, Span, Word, WordKind, WordList};

/// The facts of one text.
pub(crate) type Facts<'t> = SmallVec<[Fact<'t>; 0]>;

/// Collects the facts, the first of each kind. `list` is where the text names a blocklist; `hides`, whether it may
/// hold a secret.
pub(crate) fn facts<'t>(text: &'t str, words: &WordList, list: Option<Span>, hides: bool) -> Facts<'t> {
    let found = [
        (FactKey::Blocklist, list.map(|span| whole_name(text, span))),
        (FactKey::Ip, ip(text, words)),
        (FactKey::Link, link(text, words)),
        (FactKey::Recipient, recipient(text, words)),
    ];
    if found.iter().all(|(_, span)| span.is_none()) {
        return Facts::new();
    }
    // Only an IP address cannot hold a password, or be one.
    let risky = found.iter().any(|(key, span)| *key != FactKey::Ip && span.is_some());
    let secrets = if risky && hides { Secrets::find(text) } else { Secrets::default() };
    let safe = |span: &Span| !secrets.touch(*span) && !span.is_empty();
    let facts = found.into_iter().filter_map(|(key, span)| Some((key, span.filter(safe)?)));
    facts.map(|(key, span)| Fact { key, value: Cow::Borrowed(span.of(text)) }).collect()
}

/// The whole host name around a part of it. Of words with anything in between, the last ones are the name.
fn whole_name(text: &str, span: Span) -> Span {
    let bytes = text.as_bytes();
    let in_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    let words = |byte: &&u8| in_name(byte) || **byte == b' ';
    let own = bytes.get(span.start..span.end).unwrap_or_default();
    let (_, name) = own.iter().rev().take(64).take_while(words).fold((0, 0), |(read, name), byte| {
        // A name begins behind a blank, not with one.
        (read + 1, if *byte == b' ' { name } else { read + 1 })
    });
    let span = Span::new(span.end - name, span.end);
    let before = bytes.get(..span.start).unwrap_or_default().iter().rev().take(64).take_while(in_name).count();
    let after = bytes.get(span.end..).unwrap_or_default().iter().take(64).take_while(in_name).count();
    let end = span.end + after;
    let dot = usize::from(after > 0 && bytes.get(end - 1) == Some(&b'.'));
    Span::new(span.start - before, end - dot)
}

/// The first IPv4 or IPv6 address.
fn ip(text: &str, words: &WordList) -> Option<Span> {
    let bytes = text.as_bytes();
    words
        .windows(4)
        .filter(|four| four.iter().all(|word| word.kind == WordKind::Number))
        .find_map(|four| {
            let [a, b, c, d] = four else { return None };
            let dotted = |a: &Word, b: &Word| b.start == a.end + 1 && bytes.get(a.end as usize) == Some(&b'.');
            let span = Span::new(a.start as usize, d.end as usize);
            let begins = span.start.checked_sub(1).and_then(|place| bytes.get(place)) != Some(&b'.');
            let alone = begins
                && (bytes.get(span.end) != Some(&b'.') || !bytes.get(span.end + 1).is_some_and(u8::is_ascii_digit));
            let is_ip = dotted(a, b) && dotted(b, c) && dotted(c, d) && alone;
            let octet = |word: &&Word| {
                let digits = text.get(word.start as usize..word.end as usize).unwrap_or_default();
                digits.parse::<u8>().is_ok() && (digits.len() == 1 || !digits.starts_with('0'))
            };
            (is_ip && four.iter().all(|word| octet(&word))).then_some(span)
        })
        .or_else(|| ipv6(text))
}

/// An IPv6 address stands in brackets, or between blanks.
fn ipv6(text: &str) -> Option<Span> {
    let bytes = text.as_bytes();
    let mut at = 0;
    // Two colons in reach of each other are rare enough to look around them.
    while let Some(colon) = bytes.get(at..)?.iter().position(|&byte| byte == b':') {
        let colon = at + colon;
        at = colon + 1;
        let near = bytes.get(at..).unwrap_or_default().iter().take(5).any(|&byte| byte == b':');
        if !near {
            continue;
        }
        let in_address = |byte: &&u8| byte.is_ascii_hexdigit() || **byte == b':';
        let before = bytes.get(..colon)?.iter().rev().take(40).take_while(in_address).count();
        let after = bytes.get(colon..)?.iter().take(40).take_while(in_address).count();
        let span = Span::new(colon - before, colon + after);
        if span.len() > 6 && span.of(text).parse::<core::net::Ipv6Addr>().is_ok() {
            return Some(span);
        }
        at = colon + after;
    }
    None
}

/// The first page that the text points to; stack traces and mailers' names have pages, too, but no words here.
fn link(text: &str, words: &WordList) -> Option<Span> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(colon) = bytes.get(at..)?.iter().position(|&byte| byte == b':') {
        let colon = at + colon;
        at = colon + 1;
        if !bytes.get(colon..)?.starts_with(b"://") {
            continue;
        }
        let scheme = ["https", "http"]
            .into_iter()
            .find(|scheme| bytes.get(..colon).is_some_and(|b| b.ends_with(scheme.as_bytes())));
        let Some(scheme) = scheme else { continue };
        let start = colon - scheme.len();
        if words.binary_search_by_key(&start, |word| word.start as usize).is_err() {
            continue;
        }
        let rest = text.get(start..)?;
        let end = rest.find(|c: char| c.is_whitespace() || "<>\"')],;\\".contains(c));
        let link = rest.get(..end.unwrap_or(rest.len()))?.trim_end_matches(['.', ':']);
        return Some(Span::new(start, start + link.len()));
    }
    None
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
pub(crate) fn waiting_time(text: &str, words: &WordList) -> Option<u32> {
    let of = |word: &Word| text.get(word.start as usize..word.end as usize).unwrap_or_default();
    words.windows(3).filter(|three| three.get(1).is_some_and(|word| word.kind == WordKind::Number)).find_map(|three| {
        let [before, number, after] = three else { return None };
        let unit = of(after);
        let (_, seconds) = UNITS
            .iter()
            .find(|(name, _)| unit.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)))?;
        // `delivered for 5 days` tells of the past: days are no wait.
        let asks =
            ["in", "for", "after", "wait", "within", "least"].iter().any(|word| of(before).eq_ignore_ascii_case(word));
        let number: u32 = of(number).parse().ok().filter(|_| asks)?;
        Some(number.saturating_mul(*seconds).min(LONGEST_WAIT))
    })
}

/// A week: a longer wait is no wait.
const LONGEST_WAIT: u32 = 604_800;

const UNITS: [(&str, u32); 4] = [("sec", 1), ("min", 60), ("hour", 3600), ("hr", 3600)];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::text::words::cut;
    use alloc::string::ToString;
    use alloc::vec::Vec;

    fn words(text: &str) -> WordList {
        let mut words = WordList::new();
        cut(text, |_| 0, &mut words);
        words
    }

    fn found(text: &str) -> Vec<(FactKey, alloc::string::String)> {
        let list = text.find("spamhaus").map(|start| Span::new(start, start + 8));
        facts(text, &words(text), list, true).into_iter().map(|fact| (fact.key, fact.value.to_string())).collect()
    }

    #[test]
    fn lists_addresses_and_links() {
        assert_eq!(
            found(
                "Client host [192.0.2.1] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.1"
            ),
            [
                (FactKey::Blocklist, "zen.spamhaus.org".to_string()),
                (FactKey::Ip, "192.0.2.1".to_string()),
                (FactKey::Link, "https://www.spamhaus.org/query/ip/192.0.2.1".to_string()),
            ]
        );
        assert_eq!(found("from [2001:db8::1]: <a@b.example>: no").len(), 2);
        assert_eq!(found("version 1.2.3.4.5 of x@y at 10:20:30"), []);
    }

    #[test]
    fn what_stands_between_the_words_of_a_list_is_no_name() {
        let text = "blocked using smtp://user:secret@host \u{fc} zen.spamhaus.org";
        let list = Span::new(0, text.len() - 4);
        let facts = facts(text, &words(text), Some(list), true);
        assert_eq!(facts.first().map(|fact| &*fact.value), Some("zen.spamhaus.org"));
    }

    #[test]
    fn passwords_are_no_facts() {
        assert_eq!(found("smtp://u:secret@mail.example.com failed"), []);
    }

    #[test]
    fn waiting() {
        let wait = |text| waiting_time(text, &words(text));
        assert_eq!(wait("try again in 500 seconds"), Some(500));
        assert_eq!(wait("Greylisted for 5 minutes"), Some(300));
        assert_eq!(wait("over 500 messages in 5 days"), None);
    }
}
