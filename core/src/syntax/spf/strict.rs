//! Records as a receiver reads them: RFC 7208 section 12 to the letter, nothing mended. One mistake makes the whole
//! record invalid (section 4.6), so the first one ends it.

use core::net::{Ipv4Addr, Ipv6Addr};

use smallvec::SmallVec;

use super::macros::{Piece, Pieces};
use super::{Name, Qualifier};
use crate::text::Span;

/// A record in which everything is as it should be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Record<'a> {
    /// The directives, in order.
    pub directives: SmallVec<[Directive<'a>; 12]>,
    /// `redirect=`
    pub redirect: Option<Modifier<'a>>,
    /// `exp=`
    pub exp: Option<Modifier<'a>>,
}

/// A mechanism with its qualifier.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Directive<'a> {
    /// All of it, as it stands.
    pub text: &'a str,
    /// Where it stands.
    pub span: Span,
    /// What it gives when it matches.
    pub qualifier: Qualifier,
    /// What matches.
    pub mechanism: Mechanism<'a>,
}

/// A modifier with a domain.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Modifier<'a> {
    /// All of it, as it stands.
    pub text: &'a str,
    /// Where it stands.
    pub span: Span,
    /// The domain.
    pub domain: DomainSpec<'a>,
}

/// What a directive matches.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mechanism<'a> {
    /// Everything.
    All,
    /// Whom that domain's record passes.
    Include(DomainSpec<'a>),
    /// The addresses of a host.
    A(Option<DomainSpec<'a>>, Prefixes),
    /// The addresses of the hosts that take mail.
    Mx(Option<DomainSpec<'a>>, Prefixes),
    /// Whom reverse DNS places in a domain.
    Ptr(Option<DomainSpec<'a>>),
    /// A network, with the length of its prefix.
    Ip4(Ipv4Addr, u8),
    /// The same.
    Ip6(Ipv6Addr, u8),
    /// Everything, when the name exists.
    Exists(DomainSpec<'a>),
}

impl Mechanism<'_> {
    /// Whether it counts towards the ten terms that look something up (RFC 7208 section 4.6.4).
    #[must_use]
    pub const fn looks_up(&self) -> bool {
        !matches!(self, Self::All | Self::Ip4(..) | Self::Ip6(..))
    }
}

/// A domain, perhaps with macros in it. It is not checked further than the grammar goes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct DomainSpec<'a> {
    /// As it stands.
    pub text: &'a str,
    /// Whether a percent sign is in it.
    pub has_macro: bool,
}

/// The lengths of the prefixes that `a` and `mx` apply.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Prefixes {
    /// For IPv4.
    pub v4: u8,
    /// For IPv6.
    pub v6: u8,
}

/// What makes a record invalid.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Invalid {
    /// What it is.
    pub kind: InvalidKind,
    /// Where.
    pub span: Span,
}

/// What can make a record invalid.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum InvalidKind {
    /// No such mechanism, or what stands there is no term at all.
    UnknownMechanism,
    /// A domain that cannot be one, or one that is missing.
    Domain,
    /// A macro that is none, or stands where it may not.
    Macro,
    /// No address.
    Address,
    /// No length of a prefix.
    Prefix,
    /// A value where none may stand.
    ValueNotAllowed,
    /// `redirect` or `exp` a second time.
    ModifierTwice,
}

impl InvalidKind {
    /// The name in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownMechanism => "unknown-mechanism",
            Self::Domain => "bad-domain",
            Self::Macro => "broken-macro",
            Self::Address => "bad-address",
            Self::Prefix => "bad-prefix-length",
            Self::ValueNotAllowed => "value-not-allowed",
            Self::ModifierTwice => "modifier-twice",
        }
    }
}

impl serde::Serialize for InvalidKind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Whether a TXT record is one of SPF: its version, then a space or nothing (RFC 7208 section 4.5).
///
/// ```
/// use mailmend::syntax::spf::is_record;
/// assert!(is_record("V=SPF1 -all") && is_record("v=spf1"));
/// assert!(!is_record("v=spf10") && !is_record("v=spf1-all"));
/// ```
#[must_use]
pub fn is_record(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.get(..VERSION).is_some_and(|version| version.eq_ignore_ascii_case(b"v=spf1"))
        && bytes.get(VERSION).is_none_or(|next| *next == b' ')
}

/// Reads a record for which [`is_record`] holds.
///
/// # Errors
/// With the first mistake in it: the record as a whole is invalid then.
///
/// ```
/// use mailmend::syntax::spf::{InvalidKind, strict};
/// assert_eq!(strict("v=spf1 mx -all").unwrap().directives.len(), 2);
/// assert_eq!(strict("v=spf1 ip4:1.2.3 -all").unwrap_err().kind, InvalidKind::Address);
/// ```
pub fn strict(text: &str) -> Result<Record<'_>, Invalid> {
    let mut record = Record { directives: SmallVec::new(), redirect: None, exp: None };
    let mut start = VERSION;
    // Terms are short: a search that is made for long texts takes longer than this.
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        if let Some((network, prefix, length)) = plain_ip4(rest) {
            let span = Span::new(start, start + length);
            start = span.end + 1;
            let mechanism = Mechanism::Ip4(network, prefix);
            let text = rest.get(..length).unwrap_or_default();
            record.directives.push(Directive { text, span, qualifier: Qualifier::Pass, mechanism });
            continue;
        }
        let length = rest.bytes().position(|byte| byte == b' ').unwrap_or(rest.len());
        let span = Span::new(start, start + length);
        start = span.end + 1;
        if length > 0 {
            term(rest.get(..length).unwrap_or_default(), span, &mut record)?;
        }
    }
    Ok(record)
}

/// ```abnf
/// terms            = *( 1*SP ( directive / modifier ) )
/// directive        = [ qualifier ] mechanism
/// modifier         = redirect / explanation / unknown-modifier
/// unknown-modifier = name "=" macro-string
/// name             = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." )
/// ```
fn term<'a>(word: &'a str, span: Span, record: &mut Record<'a>) -> Result<(), Invalid> {
    let mark = word.chars().next().and_then(Qualifier::from_char);
    let body = word.get(usize::from(mark.is_some())..).unwrap_or_default();
    let name_end = body.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(body.len());
    let (name, value) = body.split_at_checked(name_end).unwrap_or_default();
    let invalid = |kind| Invalid { kind, span };
    if !matches!(value.bytes().next(), None | Some(b':' | b'/')) {
        // Only the name of a modifier goes on with other letters.
        let name_end = word.bytes().position(|byte| !is_name(byte)).unwrap_or(word.len());
        let is_modifier = word.as_bytes().get(name_end) == Some(&b'=')
            && word.starts_with(|letter: char| letter.is_ascii_alphabetic());
        return if is_modifier {
            modifier(word, name_end, span, record)
        } else {
            Err(invalid(InvalidKind::UnknownMechanism))
        };
    }
    let name = mechanism_name(name).ok_or_else(|| invalid(InvalidKind::UnknownMechanism))?;
    let mechanism = mechanism(name, value).map_err(invalid)?;
    record.directives.push(Directive { text: word, span, qualifier: mark.unwrap_or(Qualifier::Pass), mechanism });
    Ok(())
}

fn mechanism_name(word: &str) -> Option<Name> {
    const NAMES: [(u64, Name); 8] = [
        (key("ip4"), Name::Ip4),
        (key("include"), Name::Include),
        (key("a"), Name::A),
        (key("mx"), Name::Mx),
        (key("all"), Name::All),
        (key("ip6"), Name::Ip6),
        (key("exists"), Name::Exists),
        (key("ptr"), Name::Ptr),
    ];
    if word.is_empty() || word.len() > 7 {
        return None;
    }
    let wanted = key(word);
    NAMES.iter().find(|(key, _)| *key == wanted).map(|(_, name)| *name)
}

/// A short name of letters and digits as a number, whatever its case.
const fn key(word: &str) -> u64 {
    let mut bytes = word.as_bytes();
    let mut key = 0;
    while let Some((byte, rest)) = bytes.split_first() {
        key = key << 8 | (*byte | 0x20) as u64;
        bytes = rest;
    }
    key
}

fn modifier<'a>(word: &'a str, name_end: usize, span: Span, record: &mut Record<'a>) -> Result<(), Invalid> {
    let name = word.get(..name_end).unwrap_or_default();
    let value = word.get(name_end + 1..).unwrap_or_default();
    let invalid = |kind| Invalid { kind, span };
    let slot = if name.eq_ignore_ascii_case("redirect") {
        &mut record.redirect
    } else if name.eq_ignore_ascii_case("exp") {
        &mut record.exp
    } else {
        return macro_string(value, false).map(drop).map_err(invalid);
    };
    let domain = domain_end(value).map_err(invalid)?;
    if slot.is_some() {
        return Err(invalid(InvalidKind::ModifierTwice));
    }
    *slot = Some(Modifier { text: word, span, domain });
    Ok(())
}

/// ```abnf
/// mechanism        = ( all / include / a / mx / ptr / ip4 / ip6 / exists )
/// include          = "include" ":" domain-spec
/// a                = "a" [ ":" domain-spec ] [ dual-cidr-length ]
/// ptr              = "ptr" [ ":" domain-spec ]
/// ip4              = "ip4" ":" ip4-network [ ip4-cidr-length ]
/// exists           = "exists" ":" domain-spec
/// ```
fn mechanism(name: Name, value: &str) -> Result<Mechanism<'_>, InvalidKind> {
    let needed = || value.strip_prefix(':').ok_or(InvalidKind::Domain).and_then(domain_end);
    Ok(match name {
        Name::All if value.is_empty() => Mechanism::All,
        Name::All => return Err(InvalidKind::ValueNotAllowed),
        Name::Include => Mechanism::Include(needed()?),
        Name::Exists => Mechanism::Exists(needed()?),
        Name::Ptr if value.is_empty() => Mechanism::Ptr(None),
        Name::Ptr => Mechanism::Ptr(Some(needed()?)),
        Name::A => {
            let (domain, prefixes) = host(value)?;
            Mechanism::A(domain, prefixes)
        }
        Name::Mx => {
            let (domain, prefixes) = host(value)?;
            Mechanism::Mx(domain, prefixes)
        }
        Name::Ip4 => {
            let (address, length) = network(value)?;
            let address = address.parse().map_err(|_| InvalidKind::Address)?;
            Mechanism::Ip4(address, length.map_or(Ok(32), |digits| prefix(digits, 32))?)
        }
        Name::Ip6 => {
            let (address, length) = network(value)?;
            let address = address.parse().map_err(|_| InvalidKind::Address)?;
            Mechanism::Ip6(address, length.map_or(Ok(128), |digits| prefix(digits, 128))?)
        }
        _ => return Err(InvalidKind::UnknownMechanism),
    })
}

fn network(value: &str) -> Result<(&str, Option<&str>), InvalidKind> {
    let value = value.strip_prefix(':').ok_or(InvalidKind::Address)?;
    let Some(slash) = value.bytes().position(|byte| byte == b'/') else { return Ok((value, None)) };
    Ok((value.get(..slash).unwrap_or_default(), value.get(slash + 1..)))
}

/// ```abnf
/// ip4-network      = qnum "." qnum "." qnum "." qnum
/// qnum             = DIGIT / %x31-39 DIGIT / "1" 2DIGIT / "2" %x30-34 DIGIT / "25" %x30-35
/// ```
/// Network, prefix length and length of a term `ip4:` without a qualifier, in one pass: most of a large record is this.
/// Whatever is not just so, gives nothing here, and is read as any other term.
fn plain_ip4(text: &str) -> Option<(Ipv4Addr, u8, usize)> {
    let rest = text.strip_prefix("ip4:")?;
    let (mut bits, mut dots, mut digits, mut number) = (0_u32, 0_u8, 0_u8, 0_u32);
    let mut prefix = None;
    let mut length = rest.len();
    for (place, byte) in rest.bytes().enumerate() {
        match byte {
            // No digit after a zero at the start.
            b'0'..=b'9' if digits == 0 || number > 0 => {
                (number, digits) = (number * 10 + u32::from(byte - b'0'), digits + 1);
                if number > 255 {
                    return None;
                }
            }
            b'.' if digits > 0 && dots < 3 && prefix.is_none() => {
                (bits, dots, digits, number) = (bits << 8 | number, dots + 1, 0, 0);
            }
            b'/' if digits > 0 && dots == 3 && prefix.is_none() => {
                (bits, prefix, digits, number) = (bits << 8 | number, Some(32), 0, 0);
            }
            b' ' => {
                length = place;
                break;
            }
            _ => return None,
        }
    }
    if digits == 0 || dots != 3 || (prefix.is_some() && number > 32) {
        return None;
    }
    let (bits, prefix) = match prefix {
        None => (bits << 8 | number, 32),
        Some(_) => (bits, number as u8),
    };
    Some((Ipv4Addr::from_bits(bits), prefix, "ip4:".len() + length))
}

/// ```abnf
/// ip4-cidr-length  = "/" ("0" / %x31-39 0*1DIGIT)     ; up to 32
/// ip6-cidr-length  = "/" ("0" / %x31-39 0*2DIGIT)     ; up to 128
/// ```
fn prefix(digits: &str, most: u8) -> Result<u8, InvalidKind> {
    match super::prefix(digits, most) {
        Some((length, false)) => Ok(length),
        _ => Err(InvalidKind::Prefix),
    }
}

/// ```abnf
/// dual-cidr-length = [ ip4-cidr-length ] [ "/" ip6-cidr-length ]
/// ```
/// A slash may stand in a domain, too: only digits and slashes at the end are lengths.
fn host(value: &str) -> Result<(Option<DomainSpec<'_>>, Prefixes), InvalidKind> {
    let mut prefixes = Prefixes { v4: 32, v6: 128 };
    let mut domain = value;
    if let Some((before, digits)) = value.rsplit_once('/').filter(|(_, digits)| is_number(digits)) {
        if let Some(before) = before.strip_suffix('/') {
            prefixes.v6 = prefix(digits, 128)?;
            domain = before;
            if let Some((before, digits)) = before.rsplit_once('/').filter(|(_, digits)| is_number(digits)) {
                prefixes.v4 = prefix(digits, 32)?;
                domain = before;
            }
        } else {
            prefixes.v4 = prefix(digits, 32)?;
            domain = before;
        }
    }
    if domain.is_empty() {
        return Ok((None, prefixes));
    }
    let domain = domain.strip_prefix(':').ok_or(InvalidKind::Prefix)?;
    Ok((Some(domain_end(domain)?), prefixes))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// ```abnf
/// domain-spec      = macro-string domain-end
/// domain-end       = ( "." toplabel [ "." ] ) / macro-expand
/// toplabel         = ( *alphanum ALPHA *alphanum ) / ( 1*alphanum "-" *( alphanum / "-" ) alphanum )
/// ```
fn domain_end(text: &str) -> Result<DomainSpec<'_>, InvalidKind> {
    // Most have no macro, and are read once.
    let mut has_macro = false;
    let (mut dot, mut before) = (None, None);
    for (place, byte) in text.bytes().enumerate() {
        match byte {
            b'%' => {
                has_macro = true;
                break;
            }
            b'.' => (dot, before) = (Some(place), dot),
            byte if byte.is_ascii_graphic() => {}
            _ => return Err(InvalidKind::Domain),
        }
    }
    if has_macro {
        let (_, ends_in_macro) = macro_string(text, false)?;
        if ends_in_macro {
            return Ok(DomainSpec { text, has_macro });
        }
        dot = text.bytes().rposition(|byte| byte == b'.');
        before = dot.and_then(|dot| text.bytes().take(dot).rposition(|byte| byte == b'.'));
    }
    let (name, dot) = match text.strip_suffix('.') {
        Some(name) => (name, before),
        None => (text, dot),
    };
    let last = name.get(dot.ok_or(InvalidKind::Domain)? + 1..).unwrap_or_default();
    let bytes = last.as_bytes();
    let good = bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        && !bytes.iter().all(u8::is_ascii_digit)
        && bytes.first() != Some(&b'-')
        && bytes.last() != Some(&b'-');
    if good { Ok(DomainSpec { text, has_macro }) } else { Err(InvalidKind::Domain) }
}

/// Checks a macro string: whether a macro is in it, and whether it ends in one. The letters c, r and t are for
/// explanations only, and so is the space (RFC 7208 section 7.2).
///
/// # Errors
/// When a macro or a letter may not stand there.
pub fn macro_string(text: &str, explains: bool) -> Result<(bool, bool), InvalidKind> {
    let (mut has_macro, mut ends_in_macro) = (false, false);
    for piece in Pieces::new(text) {
        match piece.map_err(|_| InvalidKind::Macro)? {
            Piece::Literal(literal) => {
                let allowed = |byte: u8| byte.is_ascii_graphic() || (explains && byte == b' ');
                if !literal.bytes().all(allowed) {
                    return Err(InvalidKind::Domain);
                }
                ends_in_macro = false;
            }
            Piece::Macro(parts) if !explains && b"crt".contains(&parts.letter) => return Err(InvalidKind::Macro),
            _ => (has_macro, ends_in_macro) = (true, true),
        }
    }
    Ok((has_macro, ends_in_macro))
}

const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

const VERSION: usize = "v=spf1".len();

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn kind(terms: &str) -> InvalidKind {
        strict(&alloc::format!("v=spf1 {terms}")).unwrap_err().kind
    }

    #[test]
    fn every_mechanism() {
        let record = strict("v=spf1 a/24//64 MX:%{d}/8 ?ptr ~ip4:192.0.2.0/24 ip6:2001:db8::/32 exists:%{i}.x.y -all");
        let record = record.unwrap();
        assert_eq!(record.directives.len(), 7);
        assert_eq!(record.directives[0].mechanism, Mechanism::A(None, Prefixes { v4: 24, v6: 64 }));
        assert_eq!(record.directives[3].qualifier, Qualifier::SoftFail);
    }

    #[test]
    fn a_plain_network_is_read_as_any_other() {
        for text in [
            "192.0.2.1",
            "0.0.0.0/0",
            "255.255.255.255/32",
            "256.0.0.1",
            "01.2.3.4",
            "00.0.0.0",
            "1.2.3",
            "1.2.3.4.",
            "",
            "1..2.3",
            "1.2.3.4.5",
            ".1.2.3",
            "1.2.3.",
            "1.2.3.4/",
            "1.2.3.4/33",
            "1.2.3.4/08",
            "1.2.3.4/8/8",
            "1.2.3/8.4",
        ] {
            // A qualifier sends it the other way.
            let (short, long) = (alloc::format!("v=spf1 ip4:{text} -all"), alloc::format!("v=spf1 +IP4:{text} -all"));
            let mechanism = |record: &str| {
                strict(record).map(|read| read.directives[0].mechanism).map(|found| alloc::format!("{found:?}")).ok()
            };
            assert_eq!(mechanism(&short), mechanism(&long), "{text}");
        }
    }

    #[test]
    fn one_mistake_makes_all_of_it_invalid() {
        for (terms, expected) in [
            ("-all.", InvalidKind::UnknownMechanism),
            ("-all:x", InvalidKind::ValueNotAllowed),
            ("moo -all", InvalidKind::UnknownMechanism),
            ("include -all", InvalidKind::Domain),
            ("include:localhost", InvalidKind::Domain),
            ("a:example.com:8080", InvalidKind::Domain),
            ("a:example.1", InvalidKind::Domain),
            ("exists:example.com/24", InvalidKind::Domain),
            ("a:\u{e9}.example.com", InvalidKind::Domain),
            ("a/033", InvalidKind::Prefix),
            ("a/", InvalidKind::Prefix),
            ("mx/24/64", InvalidKind::Prefix),
            ("mx-all", InvalidKind::UnknownMechanism),
            ("-foo=bar", InvalidKind::UnknownMechanism),
            ("a:example.com..", InvalidKind::Domain),
            ("ip4:192.0.2.0/", InvalidKind::Prefix),
            ("ip4:192.0.2.999", InvalidKind::Address),
            ("ip4", InvalidKind::Address),
            ("a:%{z}.example.com", InvalidKind::Macro),
            ("a:%{c}.example.com", InvalidKind::Macro),
            ("foo=%x", InvalidKind::Macro),
            ("redirect=a.b redirect=a.b", InvalidKind::ModifierTwice),
            ("a\tmx", InvalidKind::UnknownMechanism),
        ] {
            assert_eq!(kind(terms), expected, "{terms}");
        }
    }
}
