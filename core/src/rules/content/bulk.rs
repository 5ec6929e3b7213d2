//! What mailings owe their readers: a way out, in the header and in the text, and a name with an address.

use alloc::string::String;
use alloc::vec::Vec;

use super::Mail;
use super::links::Link;
use super::page::Page;
use super::sheet::{Part, Sheet};
use crate::knowledge::{codes, content};
use crate::model::{Confidence, FactKey};
use crate::text::Span;

/// The one value of List-Unsubscribe-Post (RFC 8058 section 3.2).
const ONE_CLICK: &str = "List-Unsubscribe=One-Click";

/// Checks what belongs to mailings.
pub(super) fn check(mail: &Mail<'_>, page: Option<&Page>, links: &[Link], sheet: &mut Sheet) {
    if let Some(precedence) = mail.field("precedence") {
        let whole = Span::new(0, precedence.text.len());
        sheet.find(codes::TEXT037, precedence, &[whole]).confidence(Confidence::Possible);
    }
    let way_out = has_way_out(mail, page, links);
    let header = mail.field("list-unsubscribe");
    let told = mail.bulk == Some(true);
    let looks = mail.bulk.is_none() && (header.is_some() || way_out || is_listed(mail));
    if let Some(header) = header.filter(|_| mail.bulk != Some(false)) {
        unsubscribe(mail, header, sheet);
    }
    if !told && !looks {
        return;
    }
    let sure = if told { Confidence::Certain } else { Confidence::Likely };
    // Header fields are only looked for where there are any.
    if header.is_none() && (mail.whole || told) {
        let entry = sheet.find_in(codes::TEXT030, "List-Unsubscribe").confidence(sure);
        let domain = mail.domain().unwrap_or_else(|| "example.com".into());
        let lines =
            ["List-Unsubscribe: <https://", &domain, "/unsubscribe/TOKEN>\r\nList-Unsubscribe-Post: ", ONE_CLICK];
        entry.fact(FactKey::Suggestion, lines.concat());
    }
    let has_body = mail.text.is_some() || mail.html.is_some();
    if !way_out && has_body && is_readable(mail, page) && (told || header.is_some()) {
        let part = if mail.html.is_some() { "html" } else { "text" };
        sheet.find_in(codes::TEXT035, part).confidence(Confidence::Likely);
    }
    if has_body && told && !has_address(mail, page) {
        let part = if mail.html.is_some() { "html" } else { "text" };
        sheet.find_in(codes::TEXT036, part).confidence(Confidence::Possible);
    }
}

/// Whether header fields say that it is a mailing.
fn is_listed(mail: &Mail<'_>) -> bool {
    let bulk =
        |part: &Part<'_>| ["bulk", "list", "junk"].iter().any(|word| part.text.trim().eq_ignore_ascii_case(word));
    mail.field("list-id").is_some() || mail.field("precedence").is_some_and(bulk)
}

/// List-Unsubscribe (RFC 2369 section 3.2) and List-Unsubscribe-Post (RFC 8058 section 3.1).
fn unsubscribe(mail: &Mail<'_>, header: &Part<'_>, sheet: &mut Sheet) {
    let whole = Span::new(0, header.text.len());
    let addresses = bracketed(&header.text);
    let has = |scheme: &str| {
        addresses.iter().any(|span| {
            span.of(&header.text).trim().get(..scheme.len()).is_some_and(|own| own.eq_ignore_ascii_case(scheme))
        })
    };
    if addresses.is_empty() {
        let inner = header.text.trim();
        let entry = sheet.find(codes::TEXT033, header, &[whole]);
        if inner.starts_with("https://") || inner.starts_with("mailto:") {
            entry.fact(FactKey::Suggestion, ["List-Unsubscribe: <", inner, ">"].concat());
        }
        return;
    }
    let post = mail.field("list-unsubscribe-post");
    if let Some(post) = post.filter(|post| !post.text.trim().eq_ignore_ascii_case(ONE_CLICK)) {
        let entry = sheet.find(codes::TEXT033, post, &[Span::new(0, post.text.len())]);
        entry.fact(FactKey::Suggestion, ["List-Unsubscribe-Post: ", ONE_CLICK].concat());
        return;
    }
    match (has("https:"), has("http:"), post.is_some()) {
        (true, _, true) => {}
        (true, _, false) => {
            let entry = sheet.find(codes::TEXT031, header, &fronts(&header.text, &addresses));
            entry.fact(FactKey::Suggestion, ["List-Unsubscribe-Post: ", ONE_CLICK].concat());
        }
        (false, true, _) => {
            sheet.find(codes::TEXT033, header, &fronts(&header.text, &addresses));
        }
        (false, false, _) if has("mailto:") => {
            sheet.find(codes::TEXT032, header, &fronts(&header.text, &addresses));
        }
        _ => {
            sheet.find(codes::TEXT033, header, &[whole]);
        }
    }
}

/// What stands in angle brackets.
fn bracketed(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find('<')).map(|start| at + start + 1) {
        let Some(length) = text.get(start..).and_then(|rest| rest.find('>')) else { break };
        spans.push(Span::new(start, start + length));
        at = start + length + 1;
    }
    spans
}

/// The scheme and the host of each address: the rest is the reader's own.
fn fronts(text: &str, addresses: &[Span]) -> Vec<Span> {
    let front = |span: &Span| {
        let address = span.of(text);
        let end = super::links::web_host(address)
            .map_or_else(|| address.find(['?', '@']).unwrap_or(address.len()), |host| host.end);
        Span::new(span.start, span.start + end)
    };
    addresses.iter().map(front).collect()
}

/// Whether the text shows how to unsubscribe.
fn has_way_out(mail: &Mail<'_>, page: Option<&Page>, links: &[Link]) -> bool {
    const IN_ADDRESS: [&str; 8] =
        ["unsub", "optout", "opt-out", "opt_out", "abmeld", "desinscri", "preferences", "subscription"];
    let by_address = |link: &Link| {
        let part = if link.in_html { &mail.html } else { &mail.text };
        let address = part.as_ref().map_or("", |part| link.address.of(&part.text)).to_ascii_lowercase();
        IN_ADDRESS.iter().any(|word| address.contains(word))
    };
    let by_words = |text: &str| content::names_unsubscribing(&text.to_lowercase());
    links.iter().any(by_address)
        || page.is_some_and(|page| by_words(&page.text))
        || mail.text.as_ref().is_some_and(|part| mail.html.is_none() && by_words(&part.text))
}

/// Whether most letters are of alphabets whose words for unsubscribing are known.
fn is_readable(mail: &Mail<'_>, page: Option<&Page>) -> bool {
    let text = page.map_or_else(|| mail.text.as_ref().map_or("", |part| part.text.as_ref()), |page| page.text.as_str());
    let letters = text.chars().filter(|letter| letter.is_alphabetic());
    let (mut latin, mut other) = (0_usize, 0_usize);
    letters.for_each(|letter| if letter < '\u{250}' { latin += 1 } else { other += 1 });
    latin > other
}

/// Whether something looks like a postal address: a line with a street or a post code.
fn has_address(mail: &Mail<'_>, page: Option<&Page>) -> bool {
    let text = page.map_or_else(|| mail.text.as_ref().map_or("", |part| part.text.as_ref()), |page| page.text.as_str());
    text.lines().any(is_address_line)
}

fn is_address_line(line: &str) -> bool {
    const STREETS: [&str; 22] = [
        "street",
        "st",
        "road",
        "rd",
        "avenue",
        "ave",
        "suite",
        "lane",
        "blvd",
        "box",
        "floor",
        "rue",
        "calle",
        "via",
        "rua",
        "avenida",
        "piazza",
        "plaza",
        "boulevard",
        "str",
        "weg",
        "platz",
    ];
    const ENDINGS: [&str; 8] = ["straße", "strasse", "str", "weg", "platz", "gasse", "straat", "laan"];
    if line.len() > 400 {
        return false;
    }
    let words: Vec<String> = line
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let is_number = |word: &String| word.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
    let street = |word: &String| {
        STREETS.contains(&word.as_str()) || ENDINGS.iter().any(|end| word.len() > end.len() && word.ends_with(end))
    };
    let post_code = |word: &String| (4..=6).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    let has_number = words.iter().any(is_number);
    has_number && (words.iter().any(street) || (words.iter().any(post_code) && line.contains(',')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postal_addresses() {
        for line in [
            "Example Inc., 123 Main Street, Springfield",
            "Shop GmbH, Hauptstraße 5, 10115 Berlin",
            "12 rue de Rivoli, Paris",
            "P.O. Box 12",
            "Example BV, Amsterdam 1012, Nederland",
        ] {
            assert!(is_address_line(line), "{line}");
        }
        for line in ["Order 55123 is on its way", "Our new street wear", "20% off"] {
            assert!(!is_address_line(line), "{line}");
        }
    }

    #[test]
    fn brackets() {
        let text = "<https://a.example/u?t=1>, <mailto:u@a.example>, <";
        assert_eq!(bracketed(text).len(), 2);
        assert_eq!(fronts(text, &bracketed(text)).first().map(|span| span.of(text)), Some("https://a.example"));
    }
}
