//! What is wrong between the letters of a domain: what can be mended by looking at them alone.

use alloc::format;
use alloc::vec::Vec;

use super::Found;
use super::draft::Draft;
use crate::knowledge::slugs as page;
use crate::syntax::NameFault;
use crate::syntax::address::{ipv4, ipv6, name_fault};
use crate::text::Span;

/// Mends what follows the `@` that stands before `start`.
pub(super) fn mend(draft: &mut Draft, start: usize, found: &mut Found<'_>) {
    let blank = (start..draft.len()).take_while(|at| draft.get(*at) == Some(' ')).count();
    if blank > 0 {
        found.header_form(page::SPACE_AFTER_AT, &[draft.place(start..start + blank)]);
        draft.remove(start..start + blank);
    }
    comments(draft, start, found);
    if draft.len() <= start {
        return found.hopeless(page::EMPTY_DOMAIN, &[draft.place(start..start)]);
    }
    if draft.get(start) == Some('[') {
        return literal(draft, start, found);
    }
    let text = draft.part(start..draft.len());
    if text.contains(':') && text.parse::<core::net::Ipv6Addr>().is_ok() {
        found.error(page::BARE_IP, &[draft.place(start..draft.len())]);
        return draft.replace(start..draft.len(), &format!("[IPv6:{text}]"));
    }
    if ipv4(&text).is_some() {
        found.policy(page::BARE_IP, draft.place(start..draft.len()));
        return draft.replace(start..draft.len(), &format!("[{text}]"));
    }
    tail(draft, start, found);
    signs(draft, start, found);
    dots(draft, start, found);
    hyphens(draft, start, found);
    www(draft, start, found);
    if draft.len() <= start {
        return found.hopeless(page::EMPTY_DOMAIN, &[draft.place(start..start)]);
    }
    name(draft, start, found);
}

fn comments(draft: &mut Draft, start: usize, found: &mut Found<'_>) {
    while let Some(open) = draft.find("(", start) {
        let Some(close) = end_of_comment(draft, open) else { return };
        let from = (start..open).rev().take_while(|at| draft.get(*at) == Some(' ')).last().unwrap_or(open);
        let to =
            (close + 1..draft.len()).take_while(|at| draft.get(*at) == Some(' ')).last().map_or(close + 1, |at| at + 1);
        found.header_form(page::COMMENT, &[draft.place(from..to)]);
        draft.remove(from..to);
    }
}

/// Where the bracket that opens at `open` is closed. Comments nest.
fn end_of_comment(draft: &Draft, open: usize) -> Option<usize> {
    let (mut depth, mut escaped) = (0_usize, false);
    (open..draft.len()).find(|at| {
        let letter = draft.get(*at);
        match letter {
            _ if escaped => escaped = false,
            Some('\\') => escaped = true,
            Some('(') => depth += 1,
            Some(')') => depth -= 1,
            _ => {}
        }
        depth == 0 && letter == Some(')')
    })
}

/// What belongs to a link and not to a domain.
fn tail(draft: &mut Draft, start: usize, found: &mut Found<'_>) {
    for scheme in ["http://", "https://"] {
        if draft.stands_at(scheme, start) {
            let range = start..start + scheme.len();
            found.error(page::DOMAIN_WITH_PATH, &[draft.place(range.clone())]);
            draft.remove(range);
        }
    }
    let end = draft.len();
    let port = |at: usize| {
        let digits = (at + 1..end).take_while(|digit| draft.get(*digit).is_some_and(|letter| letter.is_ascii_digit()));
        let digits = digits.count();
        (digits > 0 && matches!(draft.get(at + 1 + digits), None | Some('/'))).then_some(at)
    };
    let path = (start..end).find(|at| matches!(draft.get(*at), Some('/' | '?' | '#')));
    if let Some(at) = path.filter(|at| *at > start) {
        found.error(page::DOMAIN_WITH_PATH, &[draft.place(at..end)]);
        draft.truncate(at);
    } else if let Some(at) = draft.find(":", start).and_then(port) {
        found.error(page::DOMAIN_WITH_PORT, &[draft.place(at..end)]);
        draft.truncate(at);
    }
}

/// Signs that no domain has.
fn signs(draft: &mut Draft, start: usize, found: &mut Found<'_>) {
    let has_dot = draft.find(".", start).is_some();
    let rule = |letter: char| match letter {
        ',' => Some(page::DOMAIN_COMMA),
        ' ' => Some(page::DOMAIN_SPACE),
        '_' => Some(page::DOMAIN_UNDERSCORE),
        '‐'..='―' | '−' | '﹣' => Some(page::DASH_LOOKALIKE),
        '’' | '‘' | '“' | '”' => Some(page::SMART_QUOTES),
        letter if letter.is_ascii() && !letter.is_ascii_alphanumeric() && !matches!(letter, '.' | '-') => {
            Some(page::DOMAIN_INVALID_CHAR)
        }
        _ => None,
    };
    let wrong: Vec<_> = (start..draft.len()).filter_map(|at| Some((at, rule(draft.get(at)?)?))).collect();
    for (at, rule) in &wrong {
        found.error(*rule, &[draft.place(*at..at + 1)]);
    }
    if wrong.is_empty() {
        return;
    }
    draft.map(start..draft.len(), |_, letter| match letter {
        ',' => Some('.'),
        ' ' if !has_dot => Some('.'),
        '_' | '‐'..='―' | '−' | '﹣' => Some('-'),
        letter if rule(letter).is_some() => None,
        letter => Some(letter),
    });
}

fn dots(draft: &mut Draft, start: usize, found: &mut Found<'_>) {
    for run in draft.runs(start..draft.len(), |letter| letter == '.').into_iter().rev() {
        let keep = usize::from(run.start > start && run.end < draft.len());
        if run.start == start {
            found.error(page::DOMAIN_LEADING_DOT, &[draft.place(run.clone())]);
        } else if run.end == draft.len() {
            found.error(page::TRAILING_DOT, &[draft.place(run.clone())]);
        } else if run.len() > 1 {
            found.error(page::DOMAIN_DOUBLE_DOT, &[draft.place(run.clone())]);
        }
        draft.remove(run.start + keep..run.end);
    }
}

fn hyphens(draft: &mut Draft, start: usize, found: &mut Found<'_>) {
    for run in draft.runs(start..draft.len(), |letter| letter == '-').into_iter().rev() {
        let leads = run.start == start || draft.get(run.start - 1) == Some('.');
        let trails = run.end == draft.len() || draft.get(run.end) == Some('.');
        if leads || trails {
            let rule = if leads { page::DOMAIN_LEADING_HYPHEN } else { page::DOMAIN_TRAILING_HYPHEN };
            found.error(rule, &[draft.place(run.clone())]);
            draft.remove(run);
        }
    }
}

fn www(draft: &mut Draft, start: usize, found: &mut Found<'_>) {
    if draft.stands_at("www.", start) && draft.find(".", start + 4).is_some() {
        found.policy_fix(page::DOMAIN_WWW, draft.place(start..start + 4), |_| draft.remove(start..start + 4));
    }
}

/// What IDNA and DNS say.
fn name(draft: &mut Draft, start: usize, found: &mut Found<'_>) {
    // Each round takes one character away; a domain with many of them is none.
    for _ in 0..8 {
        let domain = draft.part(start..draft.len());
        let Some((fault, span)) = name_fault(&domain) else { return };
        let before = draft.part(0..start).len();
        let place = draft.place_of_bytes(Span::new(before + span.start, before + span.end));
        let rule = match fault {
            NameFault::Disallowed => page::IDNA_DISALLOWED,
            NameFault::LeadingMark => page::IDNA_LEADING_COMBINING,
            NameFault::Context => page::IDNA_CONTEXT,
            NameFault::Bidi => page::IDNA_BIDI,
            NameFault::Punycode => page::PUNYCODE_INVALID,
            NameFault::Hyphens => page::HYPHENS_3_4,
            NameFault::LabelTooLong => page::LABEL_TOO_LONG,
            NameFault::DomainTooLong => page::DOMAIN_TOO_LONG,
            NameFault::NotChecked => page::IDNA_NOT_CHECKED,
            NameFault::Shape => page::DOMAIN_INVALID_CHAR,
        };
        let joiner = fault == NameFault::Context && matches!(span.of(&domain), "\u{200C}" | "\u{200D}");
        if fault == NameFault::LeadingMark || joiner {
            found.error(rule, &[place]);
            let first = start + domain.get(..span.start).map_or(0, |before| before.chars().count());
            draft.remove(first..first + 1);
            continue;
        }
        if fault == NameFault::NotChecked {
            found.policy(rule, place);
            return found.no_suggestion();
        }
        return found.hopeless(rule, &[place]);
    }
    found.no_suggestion();
}

/// An address in brackets.
fn literal(draft: &mut Draft, start: usize, found: &mut Found<'_>) {
    let close = draft.find("]", start);
    match close {
        Some(close) if close + 1 < draft.len() => {
            found.error(page::TEXT_AFTER_BRACKET, &[draft.place(close + 1..draft.len())]);
            draft.truncate(close + 1);
        }
        Some(_) => {}
        None => {
            found.error(page::UNCLOSED_BRACKET, &[draft.place(start..start + 1)]);
            let end = draft.len();
            draft.replace(end..end, "]");
        }
    }
    let inner = start + 1..draft.len().saturating_sub(1);
    let text = draft.part(inner.clone());
    let is_tagged = text.get(..5).is_some_and(|tag| tag.eq_ignore_ascii_case("IPv6:"));
    if is_tagged {
        let address = text.get(5..).unwrap_or_default();
        if let Some(address) = ipv6(address) {
            return right_literal(draft, start, is_private_v6(address), found);
        }
        let place =
            bad_ipv6(address).map_or(inner.clone(), |(at, length)| inner.start + 5 + at..inner.start + 5 + at + length);
        return found.hopeless(page::BAD_IPV6, &[draft.place(place)]);
    }
    if let Some(address) = ipv4(&text) {
        let private = address.is_private() || address.is_loopback() || address.is_link_local();
        return right_literal(draft, start, private, found);
    }
    if ipv6(&text).is_some() {
        found.error(page::MISSING_IPV6_TAG, &[draft.place(inner.start..inner.start)]);
        return draft.replace(inner.start..inner.start, "IPv6:");
    }
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        let part = bad_ipv4(&text).map_or(inner.clone(), |part| inner.start + part.start..inner.start + part.end);
        return found.hopeless(page::BAD_IPV4, &[draft.place(part)]);
    }
    let tag = text.chars().take_while(|letter| *letter != ':').count();
    found.hopeless(page::UNKNOWN_LITERAL_TAG, &[draft.place(inner.start..inner.start + tag)]);
}

fn right_literal(draft: &Draft, start: usize, private: bool, found: &mut Found<'_>) {
    let (rule, range) = match private {
        true => (page::PRIVATE_IP, start + 1..draft.len() - 1),
        false => (page::IP_LITERAL, start..draft.len()),
    };
    found.policy(rule, draft.place(range));
}

fn is_private_v6(address: core::net::Ipv6Addr) -> bool {
    address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
}

/// The part of four that is no number from 0 to 255.
fn bad_ipv4(text: &str) -> Option<Span> {
    let mut at = 0;
    let parts = text.split('.').map(|part| {
        let span = Span::new(at, at + part.len());
        at += part.len() + 1;
        (span, part)
    });
    let parts: Vec<_> = parts.collect();
    let wrong = |part: &&(Span, &str)| part.1.len() > 3 || part.1.parse::<u8>().is_err();
    parts.iter().find(wrong).map(|(span, _)| *span).filter(|span| !span.is_empty())
}

/// Where an IPv6 address goes wrong: a second `::`, or a character that is no hexadecimal digit.
fn bad_ipv6(text: &str) -> Option<(usize, usize)> {
    let first = text.find("::").map_or(text.len(), |at| at + 2);
    let second = text.get(first..).and_then(|rest| rest.find("::")).map(|at| first + at);
    let letter = text.char_indices().find(|(_, letter)| !letter.is_ascii_hexdigit() && !matches!(letter, ':' | '.'));
    let (at, length) = second.map(|at| (at, 2)).or(letter.map(|(at, _)| (at, 1)))?;
    Some((text.get(..at).map_or(0, |before| before.chars().count()), length))
}
