//! Links: where they lead, and what is shown for them.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::page::{Page, starts_with};
use super::sheet::Sheet;
use super::{Mail, are_kin};
use crate::knowledge::{codes, content, lists};
use crate::model::{Confidence, FactKey};
use crate::syntax::html;
use crate::text::Span;

/// The links that are looked at, at most.
const MOST_LINKS: usize = 4096;
/// A link in plain text is read so far, in bytes.
const LONGEST_LINK: usize = 2048;

/// A link of the HTML or of the plain text.
#[derive(Debug)]
pub(super) struct Link {
    /// Whether it stands in the HTML.
    pub(super) in_html: bool,
    /// Its address, in that text.
    pub(super) address: Span,
    /// The domain, in lower case; empty where there is none.
    pub(super) host: String,
    /// The scheme and the domain: what may be shown, without the path and its secrets.
    pub(super) front: Span,
    /// What is shown for it, in the text of the page.
    pub(super) shown: Option<Span>,
}

/// The links of a message.
pub(super) fn all(mail: &Mail<'_>, page: Option<&Page>) -> Vec<Link> {
    let mut links = Vec::new();
    if let (Some(page), Some(html)) = (page, &mail.html) {
        for anchor in page.links.iter().take(MOST_LINKS) {
            let address = trimmed(&html.text, anchor.href);
            links.push(link(&html.text, address, true, Some(anchor.shown)));
        }
    }
    if let Some(part) = &mail.text {
        for (at, _) in part.text.match_indices("://") {
            if links.len() >= 2 * MOST_LINKS {
                break;
            }
            let before = part.text.get(..at).unwrap_or_default().as_bytes();
            let scheme = before.iter().rev().take(5).take_while(|byte| byte.is_ascii_alphabetic()).count();
            let start = at - scheme;
            let rest = part.text.get(start..part.text.floor_char_boundary(start + LONGEST_LINK)).unwrap_or_default();
            let length = rest.find(|letter: char| letter.is_whitespace() || "<>\"'`|".contains(letter));
            let address = Span::new(start, start + length.unwrap_or(rest.len()));
            let found = link(&part.text, address, false, None);
            if !found.host.is_empty() {
                links.push(found);
            }
        }
    }
    links
}

fn trimmed(text: &str, span: Span) -> Span {
    let value = span.of(text);
    let start = span.start + (value.len() - value.trim_start().len());
    Span::new(start, start + value.trim().len())
}

fn link(text: &str, address: Span, in_html: bool, shown: Option<Span>) -> Link {
    let front = web_host(address.of(text));
    let host = front.map(|host| host.of(address.of(text)).to_lowercase()).unwrap_or_default();
    let end = front.map_or(address.start, |host| address.start + host.end);
    Link { in_html, address, host, front: Span::new(address.start, end), shown }
}

/// The place of the host in a web address; none where it is no web address.
///
/// ```abnf
/// address = ("http" / "https") "://" [userinfo "@"] host [":" port] [path]
/// ```
/// Browsers read `\` as `/`, and so does this.
pub(super) fn web_host(address: &str) -> Option<Span> {
    let scheme = address.find("://").filter(|at| {
        let scheme = address.get(..*at).unwrap_or_default();
        scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
    })?;
    let start = scheme + 3;
    let rest = address.get(start..)?;
    let authority = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
    let user = rest.get(..authority)?.rfind('@').map_or(0, |at| at + 1);
    let host = rest.get(user..authority)?;
    let length = match host.strip_prefix('[') {
        Some(inner) => inner.find(']').map_or(host.len(), |end| end + 2),
        None => host.find(':').unwrap_or(host.len()),
    };
    let host = host.get(..length)?.trim_end_matches(['.', ',', ';', ')']);
    // A placeholder of a template is no host.
    let fits = |letter: char| letter.is_alphanumeric() || ".-_[]:".contains(letter);
    let start = start + user;
    (!host.is_empty() && host.chars().all(fits)).then(|| Span::new(start, start + host.len()))
}

/// Checks where the links lead.
pub(super) fn check(mail: &Mail<'_>, page: Option<&Page>, links: &[Link], sheet: &mut Sheet) {
    let parts = [(true, mail.html.as_ref()), (false, mail.text.as_ref())];
    for (in_html, part) in parts.into_iter().filter_map(|(in_html, part)| Some((in_html, part?))) {
        let own = || links.iter().filter(move |link| link.in_html == in_html);
        let mut rule = |place: u16, breaks: &dyn Fn(&Link) -> bool| {
            let spans: Vec<Span> = own().filter(|link| breaks(link)).map(|link| link.front).collect();
            if let Some(first) = own().find(|link| breaks(link)) {
                sheet.find(place, part, &spans).fact(FactKey::Domain, first.host.clone());
            }
        };
        // What both parts show is said once.
        let in_both = !in_html && mail.html.is_some();
        if !in_both {
            rule(codes::TEXT048, &|link| content::is_shortener(&link.host));
            rule(codes::TEXT049, &|link| is_address(&link.host));
            rule(codes::TEXT050, &|link| mixes_alphabets(&link.host));
            rule(codes::TEXT051, &|link| is_plain(link, &part.text));
        }
    }
    if let (Some(page), Some(html)) = (page, &mail.html) {
        for link in links.iter().filter(|link| link.in_html) {
            if let Some((shown, span)) = other_domain(link, page) {
                let entry = sheet.find(codes::TEXT047, html, &[page.origin(span), link.front]);
                entry
                    .confidence(Confidence::Likely)
                    .fact(FactKey::Domain, link.host.clone())
                    .fact(FactKey::Suggestion, shown);
                break;
            }
        }
        let runs_script = |link: &&Link| starts_with(&html::decoded(link.address.of(&html.text)), "javascript:");
        if let Some(link) = links.iter().filter(|link| link.in_html).find(runs_script) {
            sheet.find(codes::TEXT052, html, &[link.address]);
        }
    }
}

/// The domain that is shown for a link that opens another.
fn other_domain(link: &Link, page: &Page) -> Option<(String, Span)> {
    let shown = link.shown.map(|span| trimmed(&page.text, span))?;
    let text = shown.of(&page.text);
    if link.host.is_empty() || text.len() > 253 || text.contains(|letter: char| letter.is_whitespace() || letter == '@')
    {
        return None;
    }
    let name = match web_host(text) {
        Some(host) => host.of(text),
        None => text.split(['/', '?', '#']).next()?,
    };
    let name = name.trim_end_matches('.').to_lowercase();
    let (before, ending) = name.rsplit_once('.')?;
    let is_name = name.chars().all(|letter| letter.is_alphanumeric() || "-.".contains(letter)) && !before.is_empty();
    let differs = is_name && lists::is_ending(ending) && !are_kin(&name, &link.host);
    differs.then_some((name, shown))
}

/// Whether a host is an address in numbers.
fn is_address(host: &str) -> bool {
    host.starts_with('[') || host.parse::<core::net::Ipv4Addr>().is_ok()
}

fn is_plain(link: &Link, text: &str) -> bool {
    starts_with(link.address.of(text), "http://") && !link.host.is_empty() && !is_address(&link.host)
}

/// Whether one part of a name has letters of Latin and of an alphabet whose letters look like them.
fn mixes_alphabets(host: &str) -> bool {
    let host: Cow<'_, str> = match host.contains("xn--") {
        true => {
            crate::syntax::address::forms(host).map_or(Cow::Borrowed(host), |forms| forms.unicode.to_string().into())
        }
        false => Cow::Borrowed(host),
    };
    host.split('.').any(|label| {
        let latin = label.chars().any(|letter| letter.is_ascii_alphabetic());
        let alike = label.chars().any(|letter| matches!(letter, '\u{370}'..='\u{52f}' | '\u{530}'..='\u{58f}'));
        latin && alike
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(address: &str) -> &str {
        web_host(address).map_or("", |span| span.of(address))
    }

    #[test]
    fn hosts_of_addresses() {
        assert_eq!(host("https://user:pass@shop.example.com:8443/a@b?c"), "shop.example.com");
        assert_eq!(host("HTTP://[2001:db8::1]:80/"), "[2001:db8::1]");
        assert_eq!(host("http://evil.example\\@good.example/"), "evil.example");
        assert_eq!(host("https://{{host}}/"), "");
        assert_eq!(host("mailto:jane@example.com"), "");
        assert_eq!(host("https://example.com."), "example.com");
    }

    #[test]
    fn alphabets() {
        assert!(mixes_alphabets("p\u{430}ypal.com"));
        assert!(!mixes_alphabets("почта.рф") && !mixes_alphabets("bücher.de") && !mixes_alphabets("example.com"));
    }
}
