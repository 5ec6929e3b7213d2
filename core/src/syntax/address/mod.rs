//! Addresses: RFC 5321 Mailbox, RFC 6531 (internationalised), and RFC 5322 addr-spec with comments and folding.
//!
//! One parse, and what it stands in each standard. What a sign-up form should take is policy, and is not in here.

mod domain;
mod grammar;
mod list;
mod name;

pub(crate) use domain::{ipv4, ipv6};
pub use list::{Mailbox, mailboxes};
pub use name::{Forms, NameFault};
pub(crate) use name::{has_hyphens_3_4, labels};
#[cfg(feature = "idna")]
pub(crate) use name::{is_mark, nfc};

use alloc::borrow::Cow;

use crate::text::Span;

/// The longest local part, in octets (RFC 5321 section 4.5.3.1.1).
pub const LONGEST_LOCAL: usize = 64;
/// The longest domain, in octets: 255 on the wire are 253 in writing (RFC 1035 section 3.1).
pub const LONGEST_DOMAIN: usize = 253;
/// The longest part of a domain between dots (RFC 1035 section 2.3.4).
pub const LONGEST_LABEL: usize = 63;
/// The longest address: a path has 256 octets, two of them its angle brackets (RFC 5321 section 4.5.3.1.3).
pub const LONGEST_ADDRESS: usize = 254;

/// An address, taken apart. What is none has parts too: those that its last `@` makes.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Address<'a> {
    /// The text that was read.
    pub text: &'a str,
    /// The local part, its quotes included, comments and folding not.
    pub local: Span,
    /// The domain, its brackets included, comments and folding not.
    pub domain: Span,
    /// Whether the local part stands in quotes.
    pub quoted: bool,
    /// Whether the domain is an address in brackets.
    pub literal: bool,
    /// Whether it is a Mailbox of RFC 5321: plain SMTP can carry it.
    pub smtp: bool,
    /// Whether it is a Mailbox of RFC 6531: SMTP with SMTPUTF8 can. Nothing when that hangs on IDNA and this build has
    /// none.
    pub eai: Option<bool>,
    /// Whether it is an addr-spec of RFC 5322 and 6532, obsolete forms left out: a header can carry it.
    pub header: bool,
    /// The domain's two forms, when it is a name that is right.
    pub forms: Option<Forms<'a>>,
}

impl<'a> Address<'a> {
    /// The local part as it stands.
    #[must_use]
    pub fn local_text(&self) -> &'a str {
        self.text.get(self.local.range()).unwrap_or_default()
    }

    /// The domain as it stands.
    #[must_use]
    pub fn domain_text(&self) -> &'a str {
        self.text.get(self.domain.range()).unwrap_or_default()
    }

    /// Whether anything can carry it.
    #[must_use]
    pub fn is_mailable(&self) -> bool {
        self.smtp || self.eai == Some(true)
    }
}

/// Reads `text` as one address and nothing else.
///
/// ```
/// let address = mailmend::syntax::address("\"john doe\"@example.com");
/// assert!(address.smtp && address.header && address.quoted);
/// assert_eq!(mailmend::syntax::address("jürgen@bücher.example").eai, Some(true));
/// assert!(!mailmend::syntax::address("jane..doe@example.com").header);
/// ```
#[must_use]
pub fn address(text: &str) -> Address<'_> {
    let bytes = text.as_bytes();
    if let Some(at) = grammar::plain(bytes) {
        let (local, domain) = (Span::new(0, at), Span::new(at + 1, text.len()));
        let forms = name::plain(domain.of(text));
        let eai = Some(true);
        return Address { text, local, domain, quoted: false, literal: false, smtp: true, eai, header: true, forms };
    }
    if let Some(local) = grammar::local_part(bytes) {
        let quoted = bytes.first() == Some(&b'"');
        let empty = quoted && local == 2;
        let domain = Span::new(local + 1, text.len());
        let domain_text = domain.of(text);
        let literal = domain_text.starts_with('[');
        let fits = !empty && local <= LONGEST_LOCAL && text.len() <= LONGEST_ADDRESS;
        let (smtp, eai, forms) = if literal {
            let right = fits && domain::literal(domain_text);
            (right && text.is_ascii(), Some(right), None)
        } else {
            named(text, domain_text, local, fits)
        };
        // What SMTP takes, a header takes.
        let header = smtp || eai == Some(true) || grammar::is_addr_spec(bytes);
        let local = Span::new(0, local);
        return Address { text, local, domain, quoted, literal, smtp, eai, header, forms };
    }
    let parts = grammar::addr_spec(bytes).map(|parts| (parts.local, parts.domain, true));
    let (local, domain, header) = parts.unwrap_or_else(|| {
        let at = text.rfind('@').unwrap_or(text.len());
        (Span::new(0, at), Span::new(text.len().min(at + 1), text.len()), false)
    });
    let quoted = local.of(text).starts_with('"');
    let literal = domain.of(text).starts_with('[');
    Address { text, local, domain, quoted, literal, smtp: false, eai: Some(false), header, forms: None }
}

/// The verdicts on an address whose domain is a name, and the name's forms.
fn named<'a>(text: &'a str, domain: &'a str, local: usize, fits: bool) -> (bool, Option<bool>, Option<Forms<'a>>) {
    let ascii_name = domain::is_name(domain.as_bytes());
    let smtp = fits && ascii_name && text.is_ascii();
    let forms = if ascii_name && !name::has_a_label(domain) { name::plain(domain) } else { None };
    match forms.map_or_else(|| name::forms(domain), Ok) {
        Ok(forms) => {
            // The limits hold for the form that goes over the wire as well as for the one that was typed.
            let right = fits && local + 1 + forms.ascii.len() <= LONGEST_ADDRESS;
            (smtp, Some(right), Some(forms))
        }
        Err(NameFault::NotChecked) => (smtp, if fits { None } else { Some(false) }, None),
        Err(_) => (smtp, Some(false), None),
    }
}

/// What is wrong with a domain name, and where in it.
pub(crate) fn name_fault(domain: &str) -> Option<(NameFault, Span)> {
    name::fault(domain)
}

/// The two forms of a domain name; nothing when it is none.
pub(crate) fn forms(domain: &str) -> Option<Forms<'_>> {
    name::forms(domain).ok()
}

/// The text in Unicode normal form C. Without the feature `idna` there are no tables for that.
#[cfg(not(feature = "idna"))]
pub(crate) fn nfc(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(text)
}

/// Whether a letter is a combining mark.
#[cfg(not(feature = "idna"))]
pub(crate) fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36F}')
}

/// The local part's meaning: what is between quotes, when they are not needed.
pub(crate) fn unquoted(local: &str) -> Cow<'_, str> {
    let Some(inner) = local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return Cow::Borrowed(local);
    };
    let plain: Cow<'_, str> = if inner.contains('\\') {
        let mut escaped = false;
        let keep = |letter: &char| {
            escaped = *letter == '\\' && !escaped;
            !escaped
        };
        Cow::Owned(inner.chars().filter(keep).collect())
    } else {
        Cow::Borrowed(inner)
    };
    if grammar::is_dot_string(plain.as_bytes()) { plain } else { Cow::Borrowed(local) }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    fn verdicts(text: &str) -> (bool, Option<bool>, bool) {
        let address = address(text);
        (address.smtp, address.eai, address.header)
    }

    #[test]
    fn each_standard_has_its_own_verdict() {
        assert_eq!(verdicts("jane.doe@example.com"), (true, Some(true), true));
        assert_eq!(verdicts("jane (work)@example.com"), (false, Some(false), true));
        assert_eq!(verdicts("jane@[192.0.2.1]"), (true, Some(true), true));
        assert_eq!(verdicts("jane@[192.0.2.256]"), (false, Some(false), true));
        assert_eq!(verdicts("jane@my_host.example"), (false, Some(false), true));
        assert_eq!(verdicts("@example.com"), (false, Some(false), false));
        assert_eq!(verdicts("\"\"@example.com"), (false, Some(false), true));
    }

    #[test]
    fn limits_are_in_octets() {
        let local = "a".repeat(LONGEST_LOCAL);
        assert!(address(&format!("{local}@example.com")).smtp);
        assert!(!address(&format!("{local}a@example.com")).smtp);
        let accents = "é".repeat(LONGEST_LOCAL / 2);
        assert!(!address(&format!("{accents}e@example.com")).is_mailable());
    }

    #[cfg(feature = "idna")]
    #[test]
    fn a_domain_has_two_forms() {
        let forms = address("jane@BÜCHER.example").forms.map(|forms| (forms.ascii, forms.unicode));
        assert_eq!(forms, Some(("xn--bcher-kva.example".into(), "bücher.example".into())));
        assert_eq!(verdicts("jane@☃.example"), (false, Some(false), true));
        assert_eq!(verdicts("jane@xn--0.example"), (true, Some(false), true));
    }

    #[test]
    fn quotes_that_mean_nothing_go() {
        assert_eq!(unquoted("\"jane\""), "jane");
        assert_eq!(unquoted("\"ja\\ne\""), "jane");
        assert_eq!(unquoted("\"jane doe\""), "\"jane doe\"");
    }
}
