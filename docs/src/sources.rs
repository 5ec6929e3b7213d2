//! Where facts stand: standards and pages, as links where they can be one.

use maud::{Markup, html};

use crate::words::month;

/// A standard, linked: `RFC 5321 section 4.1`.
pub fn standard(text: &str) -> Markup {
    match address(text) {
        Some(address) => html! { a href=(address) rel="noopener noreferrer" { (text) } },
        None => html! { (text) },
    }
}

/// The address of a standard on the IETF's site; nothing where the text names more than one.
fn address(text: &str) -> Option<String> {
    let rest = text.strip_prefix("RFC ")?;
    let digits = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
    let (number, rest) = rest.split_at(digits);
    let page = format!("https://datatracker.ietf.org/doc/html/rfc{number}");
    match rest.strip_prefix(" section ") {
        Some(section) if section.chars().all(|letter| letter.is_ascii_digit() || letter == '.') => {
            Some(format!("{page}#section-{section}"))
        }
        None if rest.is_empty() => Some(page),
        _ => None,
    }
}

/// A source and when it was last seen.
pub fn source(text: &str, seen: &str) -> Markup {
    html! { (linked(text)) @if !seen.is_empty() { ", " (month(seen)) } }
}

/// A source, linked where it is an address and nothing else.
pub fn linked(text: &str) -> Markup {
    let is_address =
        |text: &str| text.starts_with("https://") && !text.contains([' ', ',', ';', '<', '"']) || is_page(text);
    if !is_address(text) {
        return html! { (text) };
    }
    let address = if text.starts_with("https://") { text.to_string() } else { format!("https://{text}") };
    html! { a href=(address) rel="noopener noreferrer" { (text.trim_start_matches("https://")) } }
}

/// `support.google.com/a/answer/3726730`: a host with a path, and nothing else.
fn is_page(text: &str) -> bool {
    let Some((host, path)) = text.split_once('/') else { return false };
    let is_host = host.contains('.')
        && host.split('.').all(|label| {
            !label.is_empty()
                && label.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-')
        });
    let top = host.rsplit('.').next().unwrap_or_default();
    is_host
        && matches!(top, "com" | "net" | "org" | "io" | "help" | "de" | "fr" | "eu" | "jp" | "ru" | "cn")
        && !path.contains([' ', ',', ';', '(', ':', '"'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standards_become_links() {
        assert_eq!(
            address("RFC 5321 section 4.1").as_deref(),
            Some("https://datatracker.ietf.org/doc/html/rfc5321#section-4.1")
        );
        assert_eq!(address("RFC 9989").as_deref(), Some("https://datatracker.ietf.org/doc/html/rfc9989"));
        assert_eq!(address("RFC 5321 and others"), None);
        assert_eq!(address("draft-brand-indicators"), None);
    }

    #[test]
    fn only_what_is_an_address_alone_is_linked() {
        assert!(is_page("support.google.com/a/answer/3726730"));
        assert!(!is_page("wildbit/smtp-field-manual data/codes/550.json"));
        assert!(!is_page("wildbit/smtp-field-manual"));
        assert!(!is_page("support.google.com/a/answer/3726730 (SMTP error reference)"));
    }
}
