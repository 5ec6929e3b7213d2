//! Macros, expanded (RFC 7208 section 7.3).

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::Write;
use core::net::IpAddr;

use super::{LONGEST_NAME, SpfQuery};
use crate::syntax::spf::{Macro, Piece, Pieces};

/// An explanation is cut here, in bytes: no reply of a server holds more, and a short record can ask for much.
const LONGEST_EXPLANATION: usize = 1 << 16;

/// What macros stand for, besides what the message says itself.
pub(super) struct Scope<'a> {
    pub query: &'a SpfQuery<'a>,
    /// The domain whose record is at work.
    pub domain: &'a str,
    /// The name of the client that was validated; empty when the macros hold no `p`.
    pub validated: &'a str,
}

/// A name, labels left out from the left where it would be too long to be asked for (RFC 7208 section 7.3).
pub(super) fn name(text: &str, scope: &Scope<'_>) -> String {
    // Labels that are cut off anyway need not be kept while the name grows.
    let most = 4 * LONGEST_NAME;
    let mut out = String::new();
    for piece in Pieces::new(text).map_while(Result::ok) {
        append(&mut out, piece, scope);
        if out.len() > most {
            out.drain(..out.ceil_char_boundary(out.len() - 2 * LONGEST_NAME));
        }
    }
    if out.ends_with('.') {
        out.pop();
    }
    while out.len() > LONGEST_NAME {
        match out.find('.') {
            Some(dot) => drop(out.drain(..=dot)),
            None => break,
        }
    }
    out
}

/// An explanation.
pub(super) fn explanation(text: &str, scope: &Scope<'_>) -> String {
    let mut out = String::new();
    for piece in Pieces::new(text).map_while(Result::ok) {
        append(&mut out, piece, scope);
        if out.len() > LONGEST_EXPLANATION {
            out.truncate(out.floor_char_boundary(LONGEST_EXPLANATION));
            break;
        }
    }
    out
}

/// Whether a text asks for the validated name of the client.
pub(super) fn asks_for_name(text: &str) -> bool {
    Pieces::new(text).any(|piece| matches!(piece, Ok(Piece::Macro(parts)) if parts.letter == b'p'))
}

fn append(out: &mut String, piece: Piece<'_>, scope: &Scope<'_>) {
    match piece {
        Piece::Literal(text) => out.push_str(text),
        Piece::Space => out.push(' '),
        Piece::UrlSpace => out.push_str("%20"),
        Piece::Percent => out.push('%'),
        Piece::Macro(parts) => {
            let value = value(parts.letter, scope);
            let value = transformed(&value, &parts);
            if parts.escape { escaped(out, &value) } else { out.push_str(&value) }
        }
    }
}

fn value<'a>(letter: u8, scope: &Scope<'a>) -> Cow<'a, str> {
    let query = scope.query;
    match letter {
        b's' => format!("{}@{}", query.local_part, query.sender_domain).into(),
        b'l' => query.local_part.into(),
        b'o' => query.sender_domain.into(),
        b'd' => scope.domain.into(),
        b'i' => nibbles(query.ip, true).into(),
        b'p' if scope.validated.is_empty() => "unknown".into(),
        b'p' => scope.validated.into(),
        b'v' => if query.ip.is_ipv4() { "in-addr" } else { "ip6" }.into(),
        b'h' => query.helo.into(),
        b'c' => query.ip.to_string().into(),
        b'r' => query.receiver.unwrap_or("unknown").into(),
        b't' => query.time.unwrap_or(0).to_string().into(),
        _ => "".into(),
    }
}

/// ```text
/// 192.0.2.1, or 2.0.0.1.0.d.b.8.….1
/// ```
/// An IPv4 address as it is, an IPv6 address as 32 digits with dots; turned round for reverse DNS.
pub(super) fn nibbles(ip: IpAddr, forward: bool) -> String {
    let mut out = String::with_capacity(63);
    match ip {
        IpAddr::V4(ip) => {
            let mut octets = ip.octets();
            if !forward {
                octets.reverse();
            }
            let [a, b, c, d] = octets;
            // A string takes everything.
            write!(out, "{a}.{b}.{c}.{d}").unwrap_or_default();
        }
        IpAddr::V6(ip) => {
            let bits = ip.to_bits();
            for place in 0..32_u32 {
                let shift = if forward { 31 - place } else { place } * 4;
                let digit = char::from_digit((bits >> shift) as u32 & 0xF, 16).unwrap_or('0');
                if place > 0 {
                    out.push('.');
                }
                // The suite of RFC 7208 wants large letters in explanations. Look-ups are in small ones anyway.
                out.push(if forward { digit.to_ascii_uppercase() } else { digit });
            }
        }
    }
    out
}

/// Parted, turned round, the last parts kept, and joined with dots.
fn transformed<'a>(value: &'a str, parts: &Macro<'_>) -> Cow<'a, str> {
    if parts.keep.is_none() && !parts.reverse && parts.delimiters.is_empty() {
        return Cow::Borrowed(value);
    }
    let delimiters = if parts.delimiters.is_empty() { "." } else { parts.delimiters };
    let mut pieces: Vec<&str> = value.split(|letter| delimiters.contains(letter)).collect();
    if parts.reverse {
        pieces.reverse();
    }
    let from = pieces.len().saturating_sub(parts.keep.unwrap_or(usize::MAX));
    pieces.get(from..).unwrap_or_default().join(".").into()
}

/// Escaped but for the unreserved characters of RFC 3986 section 2.3.
fn escaped(out: &mut String, value: &str) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").unwrap_or_default();
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// The examples of RFC 7208 section 7.4.
    #[test]
    fn the_examples_of_the_rfc() {
        let query = SpfQuery::new("192.0.2.3".parse().unwrap(), "strong-bad@email.example.com", "mail.example.com");
        let scope = Scope { query: &query, domain: "email.example.com", validated: "" };
        for (text, expected) in [
            ("%{s}", "strong-bad@email.example.com"),
            ("%{o}", "email.example.com"),
            ("%{d4}", "email.example.com"),
            ("%{d2}", "example.com"),
            ("%{d1}", "com"),
            ("%{dr}", "com.example.email"),
            ("%{d2r}", "example.email"),
            ("%{l-}", "strong.bad"),
            ("%{lr-}", "bad.strong"),
            ("%{l1r-}", "strong"),
            ("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"),
            ("%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com"),
            ("%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"),
        ] {
            assert_eq!(name(text, &scope), expected, "{text}");
        }
        assert_eq!(explanation("%{S}%_%-%%", &scope), "strong-bad%40email.example.com %20%");
    }

    #[test]
    fn a_long_name_loses_labels_from_the_left() {
        let sender = format!("{}@example.com", "ab.".repeat(300));
        let query = SpfQuery::new("2001:db8::1".parse().unwrap(), &sender, "");
        let scope = Scope { query: &query, domain: "example.com", validated: "" };
        let long = name("%{l}.%{l}.%{l}.%{l}.x.%{d}", &scope);
        assert!(long.len() <= LONGEST_NAME && long.starts_with("ab.") && long.ends_with(".ab.x.example.com"), "{long}");
    }
}
