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

/// The seconds that a reply asks to wait: `try again in 500 seconds`, `greylisted for 5 minutes`, `come back in
/// 00:10:00`, `Retry-After: 120`, `10 minutes later`, and the same in other languages.
pub(crate) fn waiting_time(text: &str, words: &WordList) -> Option<u32> {
    let of = |word: &Word| text.get(word.start as usize..word.end as usize).unwrap_or_default();
    let numbers = words.iter().enumerate().filter(|(_, word)| word.kind == WordKind::Number);
    numbers.into_iter().find_map(|(place, number)| {
        let before = |back: usize| place.checked_sub(back).and_then(|at| words.get(at)).map(of).unwrap_or_default();
        let after = |steps: usize| words.get(place + steps).map(of).unwrap_or_default();
        // Most numbers are codes: nothing is compared before it has to be.
        let asks = || ASKS.iter().any(|word| before(1).eq_ignore_ascii_case(word));
        let is_clock = text.as_bytes().get(number.end as usize) == Some(&b':');
        if is_clock
            && asks()
            && let Some(seconds) = clock(text, words.get(place..place + 3).unwrap_or_default())
        {
            return Some(seconds.min(LONGEST_WAIT));
        }
        let value: u32 = of(number).parse().ok()?;
        let Some(unit) = unit(after(1)) else {
            // The header of HTTP (RFC 9110 section 10.2.3), which mail services quote.
            let header = before(2).eq_ignore_ascii_case("retry") && before(1).eq_ignore_ascii_case("after");
            return header.then_some(value.min(LONGEST_WAIT));
        };
        // `delivered for 5 days` tells of the past: days are no wait.
        let told = asks() || LATER.iter().any(|word| starts(after(2), word));
        told.then(|| value.saturating_mul(unit).min(LONGEST_WAIT))
    })
}

/// Hours, minutes and seconds, with colons between them.
fn clock(text: &str, three: &[Word]) -> Option<u32> {
    let [hours, minutes, seconds] = three else { return None };
    let joined = |a: &Word, b: &Word| text.get(a.end as usize..b.start as usize) == Some(":");
    if !joined(hours, minutes) || !joined(minutes, seconds) {
        return None;
    }
    let value = |word: &Word| text.get(word.start as usize..word.end as usize)?.parse::<u32>().ok();
    let (minutes, seconds) = (value(minutes).filter(|n| *n < 60)?, value(seconds).filter(|n| *n < 60)?);
    Some(value(hours)?.saturating_mul(3_600).saturating_add(minutes * 60 + seconds))
}

/// The seconds of a unit, by the start of its name.
fn unit(word: &str) -> Option<u32> {
    let whole = |name: &&(&str, u32)| word.eq_ignore_ascii_case(name.0);
    let found = SHORT_UNITS.iter().find(whole).or_else(|| UNITS.iter().find(|(name, _)| starts(word, name)));
    found.map(|(_, seconds)| *seconds)
}

fn starts(word: &str, name: &str) -> bool {
    word.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
}

/// A week: a longer wait is no wait.
const LONGEST_WAIT: u32 = 604_800;

/// What stands before a time to wait: English, German, French, Spanish, Portuguese, Italian, Dutch, Polish and Czech,
/// Russian, Chinese.
const ASKS: [&str; 28] = [
    "in",
    "for",
    "after",
    "wait",
    "within",
    "least",
    "nach",
    "warten",
    "für",
    "dans",
    "après",
    "attendre",
    "pendant",
    "en",
    "de",
    "espere",
    "em",
    "aguarde",
    "tra",
    "fra",
    "dopo",
    "over",
    "na",
    "za",
    "po",
    "через",
    "在",
    "待",
];

/// What stands behind one.
const LATER: [&str; 5] = ["later", "später", "后", "後", "以"];

const SHORT_UNITS: [(&str, u32); 4] = [("s", 1), ("h", 3_600), ("ora", 3_600), ("ore", 3_600)];

const UNITS: [(&str, u32); 20] = [
    ("sec", 1),
    ("sek", 1),
    ("seg", 1),
    ("сек", 1),
    ("秒", 1),
    ("min", 60),
    ("мин", 60),
    ("分", 60),
    ("hour", 3_600),
    ("hr", 3_600),
    ("stunde", 3_600),
    ("heure", 3_600),
    ("hora", 3_600),
    ("uur", 3_600),
    ("uren", 3_600),
    ("godzin", 3_600),
    ("hodin", 3_600),
    ("час", 3_600),
    ("小", 3_600),
    ("時", 3_600),
];

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
        assert_eq!(wait("Greylisting in action, please come back in 00:10:00"), Some(600));
        assert_eq!(wait("429 Too many requests; Retry-After: 120"), Some(120));
        assert_eq!(wait("Please try again 10 minutes later"), Some(600));
        assert_eq!(wait("retry after 30 s"), Some(30));
        assert_eq!(wait("delivery took 5 minutes"), None);
        assert_eq!(wait("sent at 10:20:30 in 2 hops"), None);
    }

    #[test]
    fn waiting_in_other_languages() {
        let wait = |text| waiting_time(text, &words(text));
        for (text, seconds) in [
            ("Bitte versuchen Sie es in 5 Minuten erneut", 300),
            ("Versuchen Sie es nach 2 Stunden wieder", 7_200),
            ("Veuillez réessayer dans 10 minutes", 600),
            ("Réessayez après 2 heures", 7_200),
            ("Inténtelo de nuevo en 30 segundos", 30),
            ("Tente novamente em 1 hora", 3_600),
            ("Riprovare tra 15 minuti", 900),
            ("Probeer het over 20 minuten opnieuw", 1_200),
            ("Spróbuj ponownie za 5 minut", 300),
            ("Повторите через 10 минут", 600),
            ("请在 5 分钟后重试", 300),
            ("请在5分钟后重试", 300),
            ("10分後に再試行してください", 600),
        ] {
            assert_eq!(wait(text), Some(seconds), "{text}");
        }
    }
}
