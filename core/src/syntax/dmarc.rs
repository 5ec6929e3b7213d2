//! DMARC records: RFC 9989, which replaced RFC 7489 in May 2026.
//!
//! `np`, `psd` and `t` came with it; `pct`, `rf` and `ri` went. A receiver that still follows RFC 7489 does not see
//! the new ones and heeds the old ones: see [`Tense`].

use alloc::vec::Vec;

use nom::bytes::complete::tag_no_case;
use nom::{IResult, Parser};

use crate::text::Span;

/// Every tag that a record may hold, of either standard.
pub const TAGS: [&str; 14] = ["v", "p", "sp", "np", "adkim", "aspf", "fo", "rua", "ruf", "psd", "t", "pct", "rf", "ri"];

/// Which standard knows a tag.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Tense {
    /// Both.
    Both,
    /// RFC 9989 only: receivers of RFC 7489 pass over it.
    New,
    /// RFC 7489 only: receivers of RFC 9989 pass over it.
    Removed,
    /// None.
    Unknown,
}

/// Which standard knows the tag `name`.
#[must_use]
pub fn tense(name: &str) -> Tense {
    match name {
        "v" | "p" | "sp" | "adkim" | "aspf" | "fo" | "rua" | "ruf" => Tense::Both,
        "np" | "psd" | "t" => Tense::New,
        "pct" | "rf" | "ri" => Tense::Removed,
        _ => Tense::Unknown,
    }
}

/// What the owner asks for.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Policy {
    /// Nothing: watch.
    None,
    /// Put it aside.
    Quarantine,
    /// Refuse it.
    Reject,
}

impl Policy {
    /// The policy that is written so, in any case: ABNF strings have none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::None, Self::Quarantine, Self::Reject]
            .into_iter()
            .find(|policy| policy.as_str().eq_ignore_ascii_case(word))
    }

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Quarantine => "quarantine",
            Self::Reject => "reject",
        }
    }
}

/// One address that reports go to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ReportUri<'a> {
    /// All of it, without blanks around.
    pub text: &'a str,
    /// Where it stands, counted from the start of the value.
    pub span: Span,
    /// What follows `mailto:`, without the limit; the whole where there is no `mailto:`.
    pub address: &'a str,
    /// The size limit after `!`, which RFC 9989 removed.
    pub limit: Option<&'a str>,
    /// Its scheme, in lower case of ASCII; none where it has none.
    pub is_mailto: bool,
}

/// ```abnf
/// dmarc-urilist    = dmarc-uri *( *WSP "," *WSP dmarc-uri )
/// ```
#[must_use]
pub fn report_uris(value: &str) -> Vec<ReportUri<'_>> {
    let mut out = Vec::new();
    let mut start = 0;
    for piece in value.split(',') {
        let lead = piece.len() - piece.trim_start().len();
        let text = piece.trim();
        let span = Span::new(start + lead, start + lead + text.len());
        start += piece.len() + 1;
        let (is_mailto, rest) = match mailto(text) {
            Ok((rest, _)) => (true, rest),
            Err(_) => (false, text),
        };
        let (address, limit) = match rest.rsplit_once('!') {
            Some((address, limit)) if is_mailto => (address, Some(limit)),
            _ => (rest, None),
        };
        out.push(ReportUri { text, span, address, limit, is_mailto });
    }
    out
}

fn mailto(text: &str) -> IResult<&str, &str> {
    tag_no_case("mailto:").parse(text)
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn uris() {
        let list = report_uris("mailto:a@example.com!10m , mailto:b@example.com,x@example.com");
        assert_eq!(list.len(), 3);
        assert_eq!((list[0].address, list[0].limit), ("a@example.com", Some("10m")));
        assert_eq!(list[1].span, Span::new(27, 47));
        assert!(!list[2].is_mailto);
    }
}
