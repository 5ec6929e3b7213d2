//! Domains as SMTP knows them: names of letters, digits and hyphens, and addresses in brackets.

use core::net::{Ipv4Addr, Ipv6Addr};

use super::{LONGEST_DOMAIN, LONGEST_LABEL};

/// ```abnf
/// Domain         = sub-domain *("." sub-domain)
/// sub-domain     = Let-dig [Ldh-str]
/// Ldh-str        = *( ALPHA / DIGIT / "-" ) Let-dig       ; RFC 5321 section 4.1.2
/// ```
pub(super) fn is_name(domain: &[u8]) -> bool {
    if domain.len() > LONGEST_DOMAIN {
        return false;
    }
    let (mut length, mut before) = (0, b'.');
    for &byte in domain {
        let fits = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => true,
            b'-' => before != b'.',
            b'.' => before != b'.' && before != b'-',
            _ => false,
        };
        length = if byte == b'.' { 0 } else { length + 1 };
        if !fits || length > LONGEST_LABEL {
            return false;
        }
        before = byte;
    }
    before != b'.' && before != b'-'
}

/// ```abnf
/// address-literal      = "[" ( IPv4-address-literal / IPv6-address-literal / General-address-literal ) "]"
/// IPv6-address-literal = "IPv6:" IPv6-addr                ; RFC 5321 section 4.1.3
/// ```
/// A general literal needs a registered tag, and `IPv6` is the only one that ever was.
pub(super) fn literal(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else { return false };
    match inner.get(..5) {
        Some(tag) if tag.eq_ignore_ascii_case("IPv6:") => ipv6(inner.get(5..).unwrap_or_default()).is_some(),
        _ => ipv4(inner).is_some(),
    }
}

/// ```abnf
/// IPv4-address-literal = Snum 3("." Snum)
/// Snum                 = 1*3DIGIT                         ; 0 to 255; RFC 5321 section 4.1.3
/// ```
pub(crate) fn ipv4(text: &str) -> Option<Ipv4Addr> {
    let mut bytes = [0_u8; 4];
    let mut parts = text.split('.');
    for byte in &mut bytes {
        let part = parts.next()?;
        let digits = (1..=3).contains(&part.len()) && part.bytes().all(|digit| digit.is_ascii_digit());
        *byte = if digits { part.parse().ok()? } else { return None };
    }
    parts.next().is_none().then_some(Ipv4Addr::from(bytes))
}

/// ```abnf
/// IPv6-comp      = [IPv6-hex *5(":" IPv6-hex)] "::" [IPv6-hex *5(":" IPv6-hex)]
///                  ; The "::" represents at least 2 16-bit groups of zeros. RFC 5321 section 4.1.3
/// ```
/// That is stricter than other standards, where `::` may stand for one group.
pub(crate) fn ipv6(text: &str) -> Option<Ipv6Addr> {
    let address: Ipv6Addr = text.parse().ok()?;
    let colons = text.bytes().filter(|byte| *byte == b':').count();
    let Some((before, after)) = text.split_once("::") else { return Some(address) };
    let groups = |text: &str| if text.is_empty() { 0 } else { text.split(':').count() };
    let embedded = usize::from(after.contains('.'));
    let written = groups(before) + groups(after) + embedded;
    (written <= 6 && colons <= 7).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert!(is_name(b"example.com") && is_name(b"a.b-c.d1") && is_name(b"localhost"));
        for wrong in ["", ".", "a.", ".a", "a..b", "-a.b", "a-.b", "a.b-", "a_b.c", "a b"] {
            assert!(!is_name(wrong.as_bytes()), "{wrong}");
        }
    }

    #[test]
    fn literals() {
        for right in ["[192.0.2.1]", "[IPv6:2001:db8::1]", "[ipv6:::]", "[IPv6:1:2:3:4:5:6:192.0.2.1]"] {
            assert!(literal(right), "{right}");
        }
        for wrong in ["[1.2.3]", "[1.2.3.256]", "[IPv6:1:2:3:4:5:6:7::]", "[::1]", "[tag:x]", "[IPv6:1::2::3]", "["] {
            assert!(!literal(wrong), "{wrong}");
        }
    }
}
