//! SPF records: RFC 7208 with the modifiers of RFC 6652, and the ways in which published records bend them.

mod check;
mod cut;
mod domain;
mod macros;
mod network;
mod strict;

use alloc::vec::Vec;

use smallvec::SmallVec;

pub use domain::{DomainProblem, MacroProblem, domain_spec};
pub use macros::{Macro, Piece, Pieces};
pub use network::{Ip4Problem, Meant, ip4_network, ip6_network, is_address, prefix};
pub use strict::{
    Directive, DomainSpec, Invalid, InvalidKind, Mechanism, Modifier, Prefixes, Record, is_record, macro_string, strict,
};

use super::Parsed;
use crate::text::Order;
use crate::text::Span;

/// ```abnf
/// record           = version terms *SP
/// version          = "v=spf1"
/// terms            = *( 1*SP ( directive / modifier ) )
/// directive        = [ qualifier ] mechanism
/// qualifier        = "+" / "-" / "?" / "~"            ; RFC 7208 section 12
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Spf<'a> {
    /// What stands in place of `v=spf1`.
    pub version: Version<'a>,
    /// The terms, in order.
    pub terms: Vec<Term<'a>>,
    tail: &'a str,
}

/// The version, or what stands for it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Version<'a> {
    /// What is written there; nothing when it is missing.
    pub text: &'a str,
    /// Where.
    pub span: Span,
    /// How it is written.
    pub form: VersionForm,
}

/// How a version is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum VersionForm {
    /// `v=spf1`, in any case.
    Right,
    /// It is not there.
    Missing,
    /// Something like it.
    Wrong,
    /// `spf2.0/…`, Sender ID (RFC 4406, historic).
    SenderId,
}

/// What a directive gives when it matches.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Qualifier {
    /// `+`, or none written.
    Pass,
    /// `-`
    Fail,
    /// `~`
    SoftFail,
    /// `?`
    Neutral,
}

/// The terms that have a name of their own.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Name {
    /// `all`
    All,
    /// `include`
    Include,
    /// `a`
    A,
    /// `mx`
    Mx,
    /// `ptr`
    Ptr,
    /// `ip4`
    Ip4,
    /// `ip6`
    Ip6,
    /// `exists`
    Exists,
    /// `redirect`
    Redirect,
    /// `exp`
    Exp,
    /// `ra`, where failure reports go (RFC 6652)
    Ra,
    /// `rp`, the percentage of failures that are reported (RFC 6652)
    Rp,
    /// `rr`, which failures are reported (RFC 6652)
    Rr,
}

impl Name {
    /// Every name.
    pub const ALL: [Self; 13] = [
        Self::All,
        Self::Include,
        Self::A,
        Self::Mx,
        Self::Ptr,
        Self::Ip4,
        Self::Ip6,
        Self::Exists,
        Self::Redirect,
        Self::Exp,
        Self::Ra,
        Self::Rp,
        Self::Rr,
    ];

    /// The name as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Include => "include",
            Self::A => "a",
            Self::Mx => "mx",
            Self::Ptr => "ptr",
            Self::Ip4 => "ip4",
            Self::Ip6 => "ip6",
            Self::Exists => "exists",
            Self::Redirect => "redirect",
            Self::Exp => "exp",
            Self::Ra => "ra",
            Self::Rp => "rp",
            Self::Rr => "rr",
        }
    }

    /// The name that is written `word`, in any case.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.as_str().eq_ignore_ascii_case(word))
    }

    /// Whether it is written with `=`, and has no qualifier.
    #[must_use]
    pub const fn is_modifier(self) -> bool {
        matches!(self, Self::Redirect | Self::Exp | Self::Ra | Self::Rp | Self::Rr)
    }

    /// Whether it costs one of the ten lookups (RFC 7208 section 4.6.4).
    #[must_use]
    pub const fn looks_up(self) -> bool {
        matches!(self, Self::Include | Self::A | Self::Mx | Self::Ptr | Self::Exists | Self::Redirect)
    }

    /// Whether it can stand alone, without a domain or a network.
    #[must_use]
    pub const fn stands_alone(self) -> bool {
        matches!(self, Self::All | Self::A | Self::Mx | Self::Ptr)
    }
}

/// One term.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Term<'a> {
    /// All of it, as it stands.
    pub text: &'a str,
    /// Where it stands.
    pub span: Span,
    /// Its qualifier, where one is written.
    pub qualifier: Option<Qualifier>,
    /// The word before the separator, as it stands; empty for a bare value.
    pub word: &'a str,
    /// The name that it means, slips mended.
    pub name: Option<Name>,
    /// `:` or `=`, where one is written.
    pub separator: Option<char>,
    /// What follows the separator, or the blank that stands for it.
    pub value: &'a str,
    /// Where that stands.
    pub value_span: Span,
    gap: &'a str,
}

/// Something wrong with a record.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SpfFault {
    /// What it is.
    pub kind: SpfFaultKind,
    /// Where it is.
    pub span: Span,
    /// The term it is in, by its place; none for the record as a whole.
    pub term: Option<usize>,
}

/// What can be wrong with a record. None of it keeps the rest from being read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SpfFaultKind {
    /// A tab or a line break between terms: only spaces are allowed there.
    Blank,
    /// A comma or a semicolon between terms.
    ListMark,
    /// Two terms without a space between them.
    Glued,
    /// A space inside a term, or in place of its colon.
    Spaced,
    /// The version stands there again.
    VersionAgain,
    /// A name with a slip in it.
    Misspelt(Name),
    /// A mechanism that does not exist.
    UnknownMechanism,
    /// `=` in place of `:`, or the other way round.
    Separator(Name),
    /// A qualifier behind the name, or on a modifier.
    Qualifier,
    /// A value without a mechanism.
    Bare(Name),
    /// The value belongs to another mechanism.
    Belongs(Name),
    /// No IPv4 network.
    Ip4(Ip4Problem),
    /// No IPv6 network.
    Ip6,
    /// A prefix length out of range, or badly written.
    Prefix,
    /// A prefix length with a leading zero.
    PrefixZero,
    /// A prefix length where none may stand.
    PrefixNotAllowed,
    /// A value where none may stand.
    ValueNotAllowed,
    /// No value where one must stand.
    ValueMissing,
    /// No domain name.
    Domain(DomainProblem),
    /// A broken macro.
    Macro(MacroProblem),
    /// Something that is to be replaced before publishing: `<your-provider>`.
    Placeholder,
}

/// Reads a record. There is always a tree, and it prints back what was read.
///
/// ```
/// use mailmend::syntax::spf::{SpfFaultKind, parse};
/// let spf = parse("v=spf1 ip4=192.0.2.1 -all");
/// assert_eq!(spf.tree.terms.len(), 2);
/// assert!(matches!(spf.faults[0].kind, SpfFaultKind::Separator(_)));
/// assert_eq!(spf.tree.to_string(), "v=spf1 ip4=192.0.2.1 -all");
/// ```
#[must_use]
pub fn parse(text: &str) -> Parsed<Spf<'_>, SmallVec<[SpfFault; 4]>> {
    parse_joined(text, &[])
}

/// Reads a record that was put together of several strings; `joints` are the places where the second and each
/// further one start. Two terms that met there without a space are told apart.
#[must_use]
pub fn parse_joined<'a>(text: &'a str, joints: &[usize]) -> Parsed<Spf<'a>, SmallVec<[SpfFault; 4]>> {
    let mut faults: SmallVec<[SpfFault; 4]> = SmallVec::new();
    let (version, tokens, tail) = cut::tokens(text, joints, &mut faults);
    let mut terms = Vec::with_capacity(tokens.len());
    for token in tokens {
        let term = check::term(text, &token, terms.last(), &mut faults);
        terms.push(term);
    }
    faults.order_by_key(|fault| (fault.span.start, fault.span.end));
    for fault in &mut faults {
        let place = terms.partition_point(|term| term.span.end <= fault.span.start);
        fault.term = terms.get(place).filter(|term| term.span.overlaps(fault.span)).map(|_| place);
    }
    Parsed { tree: Spf { version, terms, tail }, faults }
}

impl core::fmt::Display for Spf<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.version.text)?;
        for term in &self.terms {
            f.write_str(term.gap)?;
            f.write_str(term.text)?;
        }
        f.write_str(self.tail)
    }
}

impl Qualifier {
    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "+",
            Self::Fail => "-",
            Self::SoftFail => "~",
            Self::Neutral => "?",
        }
    }

    /// The qualifier that is written so.
    #[must_use]
    pub const fn from_char(letter: char) -> Option<Self> {
        Some(match letter {
            '+' => Self::Pass,
            '-' => Self::Fail,
            '~' => Self::SoftFail,
            '?' => Self::Neutral,
            _ => return None,
        })
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    fn kinds(text: &str) -> Vec<SpfFaultKind> {
        parse(text).faults.iter().map(|fault| fault.kind).collect()
    }

    #[test]
    fn one_bad_term_hides_no_other() {
        let spf = parse("v=spf1 ip4:1.2.3 include:_spf.example.com -all");
        assert_eq!(spf.tree.terms.len(), 3);
        assert_eq!(spf.faults.len(), 1);
        assert_eq!(spf.faults[0].span.of("v=spf1 ip4:1.2.3 include:_spf.example.com -all"), "1.2.3");
    }

    #[test]
    fn sound_records_have_no_fault() {
        for text in [
            "v=spf1 -all",
            "V=SPF1 A MX IP4:192.0.2.1 -ALL",
            "v=spf1   mx    -all   ",
            "v=spf1 a/24 mx/24//64 a:mail.example.com/28//96 mx:example.org//64 -all",
            "v=spf1 exists:%{ir}.%{l1r+-}._spf.%{d} -all",
            "v=spf1 include:%{ir}.%{v}.%{d}.spf.has.pphosted.com ~all",
            "v=spf1 mx -all exp=explain._spf.%{d} ra=postmaster rp=10 rr=all foo=bar",
            "v=spf1 ip6:::1 ip6:2001:db8::/32 ip6:::ffff:192.0.2.1 a:example.xn--p1ai -all",
        ] {
            assert_eq!(kinds(text), [], "{text}");
            assert_eq!(parse(text).tree.to_string(), text);
        }
    }

    #[test]
    fn one_cause_one_fault() {
        for (text, kind) in [
            ("v=spf1 include: _spf.example.com ~all", SpfFaultKind::Spaced),
            ("v=spf1 ip4:192.0.2.0 /24 -all", SpfFaultKind::Spaced),
            ("v=spf1 ip4:192.0.2.1~all", SpfFaultKind::Glued),
            ("v=spf1 mx-all", SpfFaultKind::Glued),
            ("v=spf1 inlcude:_spf.example.com ~all", SpfFaultKind::Misspelt(Name::Include)),
            ("v=spf1 mail.example.com -all", SpfFaultKind::Bare(Name::A)),
            ("v=spf1 a:192.0.2.1 -all", SpfFaultKind::Belongs(Name::Ip4)),
            ("v=spf1 mx -all/24", SpfFaultKind::PrefixNotAllowed),
            ("v=spf1 mx all-", SpfFaultKind::Qualifier),
            ("v=spf1 redirect:_spf.example.com", SpfFaultKind::Separator(Name::Redirect)),
            ("v=spf1 foo:bar -all", SpfFaultKind::UnknownMechanism),
            ("v=spf1 mx: -all", SpfFaultKind::ValueMissing),
        ] {
            assert_eq!(kinds(text), [kind], "{text}");
            assert_eq!(parse(text).tree.to_string(), text);
        }
    }
}
