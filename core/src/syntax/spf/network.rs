//! Addresses and prefix lengths.

use core::net::{Ipv4Addr, Ipv6Addr};

use smallvec::SmallVec;

/// The address that a slip means, and the prefix length that goes with it.
pub type Meant = (Ipv4Addr, Option<u8>);

/// What is wrong with an IPv4 address, where that can be told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Ip4Problem {
    /// A number with leading zeros.
    LeadingZero,
    /// `192.0.2.*`
    Wildcard,
    /// `192.0.2/24`: the last numbers are left out.
    Short,
    /// A port follows.
    Port,
    /// Anything else.
    Malformed,
}

/// ```abnf
/// ip4-network      = qnum "." qnum "." qnum "." qnum
/// qnum             = DIGIT / %x31-39 DIGIT / "1" 2DIGIT / "2" %x30-34 DIGIT / "25" %x30-35
/// ```
///
/// # Errors
/// With what is wrong, and the address that is meant where that can be told; `has_prefix` says that a prefix length
/// follows.
pub fn ip4_network(text: &str, has_prefix: bool) -> Result<Ipv4Addr, (Ip4Problem, Option<Meant>)> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let malformed = Err((Ip4Problem::Malformed, None));
    if let Some((address, port)) = text.rsplit_once(':')
        && let Ok(address) = address.parse()
        && port.bytes().all(|byte| byte.is_ascii_digit())
    {
        return Err((Ip4Problem::Port, Some((address, None))));
    }
    let text = text.strip_suffix('.').unwrap_or(text);
    let Some(parts) = numbers(text) else { return malformed };
    let stars = parts.iter().rev().take_while(|part| matches!(**part, "*" | "x" | "X")).count();
    let digits = parts.get(..parts.len() - stars).unwrap_or_default();
    let mut octets = [0_u8; 4];
    for (octet, digits) in octets.iter_mut().zip(digits) {
        let Ok(number) = digits.parse::<u8>() else { return malformed };
        *octet = number;
    }
    let address = Ipv4Addr::from(octets);
    match (parts.len(), stars) {
        (4, 0) => Err((Ip4Problem::LeadingZero, Some((address, None)))),
        (2..=4, 1..=3) if !digits.is_empty() => {
            Err((Ip4Problem::Wildcard, Some((address, Some(8 * digits.len() as u8)))))
        }
        (1..=3, 0) if has_prefix => Err((Ip4Problem::Short, Some((address, None)))),
        _ => malformed,
    }
}

/// The numbers between the dots, stars among them.
fn numbers(text: &str) -> Option<SmallVec<[&str; 4]>> {
    let part = |part: &str| {
        matches!(part, "*" | "x" | "X") || (!part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    text.split('.').all(part).then(|| text.split('.').take(5).collect())
}

/// `ip6-network`: any of the conventional forms (RFC 4291 section 2.2).
#[must_use]
pub fn ip6_network(text: &str) -> Option<Ipv6Addr> {
    text.parse().ok()
}

/// Whether `text` is an address, with or without a prefix length, slips allowed.
#[must_use]
pub fn is_address(text: &str) -> bool {
    let (address, rest) = text.split_once('/').map_or((text, None), |(address, rest)| (address, Some(rest)));
    address.parse::<Ipv4Addr>().is_ok()
        || (address.contains("::") || address.matches(':').count() == 7) && ip6_network(address).is_some()
        || {
            let digits = address.bytes().filter(u8::is_ascii_digit).count();
            let dots = address.matches('.').count();
            digits > 0 && digits + dots == address.len() && (dots == 3 || dots > 0 && rest.is_some())
        }
}

/// ```abnf
/// ip4-cidr-length  = "/" ("0" / %x31-39 0*1DIGIT)
/// ip6-cidr-length  = "/" ("0" / %x31-39 0*2DIGIT)
/// ```
/// Takes what follows the slash. `None` where it is no length up to `most`; the flag tells of a leading zero.
#[must_use]
pub fn prefix(digits: &str, most: u8) -> Option<(u8, bool)> {
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let length =
        digits.parse::<u16>().ok().and_then(|length| u8::try_from(length).ok()).filter(|length| *length <= most)?;
    Some((length, digits.len() > 1 && digits.starts_with('0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert!(ip4_network("192.0.2.1", false).is_ok());
        for (text, problem) in [
            ("192.0.02.1", Ip4Problem::LeadingZero),
            ("192.0.2.*", Ip4Problem::Wildcard),
            ("192.0.2.1:25", Ip4Problem::Port),
            ("192.0.2.256", Ip4Problem::Malformed),
            ("192.0.2", Ip4Problem::Malformed),
            ("", Ip4Problem::Malformed),
        ] {
            assert_eq!(ip4_network(text, false).map_err(|(problem, _)| problem), Err(problem), "{text}");
        }
        assert_eq!(ip4_network("10.1", true), Err((Ip4Problem::Short, Some((Ipv4Addr::new(10, 1, 0, 0), None)))));
        assert_eq!(prefix("024", 32), Some((24, true)));
        assert_eq!(prefix("33", 32), None);
    }
}
