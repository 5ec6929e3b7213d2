//! The tree walk: RFC 9989 section 4.10.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::record::Record;
use crate::evaluate::inquiry::{Found, Inquiry};
use crate::model::Receivers;

/// The queries of one walk, however long the name is.
pub const MOST_QUERIES: usize = 8;

/// The labels that the second query has at most.
const LABELS_BELOW: usize = 7;

/// What one query of a walk found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Level {
    /// The domain; `_dmarc.` in front of it was looked up.
    pub domain: String,
    /// What stands there.
    pub found: Found<Record>,
}

/// A walk, from the longest name to the shortest, as far as it goes.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Walk {
    pub(super) levels: Vec<Level>,
}

/// The domains that a walk asks: the first, then the last seven labels at most, then one label less each time.
pub(super) fn targets(domain: &str) -> Vec<&str> {
    let mut left = domain.split('.').count();
    let mut targets = alloc::vec![domain];
    let mut rest = domain;
    while let Some((_, parent)) = rest.split_once('.') {
        rest = parent;
        left -= 1;
        if left <= LABELS_BELOW {
            targets.push(rest);
        }
    }
    targets
}

/// Walks; all that may be asked is asked at once.
pub(super) fn walk(inquiry: &mut Inquiry<'_>, domain: &str) -> Walk {
    let mut levels = Vec::new();
    for target in targets(domain) {
        let found = level(inquiry, target, Receivers::Rfc9989);
        let stops = found.one().is_some_and(|record| record.psd.is_some());
        levels.push(Level { domain: target.to_string(), found });
        if stops {
            break;
        }
    }
    Walk { levels }
}

/// What stands at `_dmarc.` of a domain.
pub(super) fn level(inquiry: &mut Inquiry<'_>, domain: &str, receivers: Receivers) -> Found<Record> {
    inquiry.record(&format!("_dmarc.{domain}"), "DMARC1").map(|text| Record::read(text, receivers))
}

impl Walk {
    /// Whether every level that the walk reaches was answered, with records or without.
    pub(super) fn is_sure(&self) -> bool {
        !self.levels.iter().any(|level| matches!(level.found, Found::Wanted | Found::Failed))
    }

    /// The organizational domain (RFC 9989 section 4.10.2).
    pub(super) fn organizational(&self) -> Option<&str> {
        let start = self.levels.first()?.domain.as_str();
        let valid = || self.levels.iter().filter_map(|level| Some((level.domain.as_str(), level.found.one()?)));
        for (domain, record) in valid() {
            match record.psd {
                Some(false) => return Some(domain),
                Some(true) if domain != start => return one_below(start, domain),
                _ => {}
            }
        }
        // The walk's last record is the one with the fewest labels.
        Some(valid().next_back().map_or(start, |(domain, _)| domain))
    }
}

/// The domain one label below `suffix` on the way to `domain`.
fn one_below<'d>(domain: &'d str, suffix: &str) -> Option<&'d str> {
    let before = domain.strip_suffix(suffix)?.strip_suffix('.')?;
    let start = before.rfind('.').map_or(0, |dot| dot + 1);
    domain.get(start..)
}

/// Whether `domain` is `ancestor`, or lies below it.
pub(super) fn is_within(domain: &str, ancestor: &str) -> bool {
    domain.strip_suffix(ancestor).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    /// RFC 9989 section 4.10, with its bound.
    #[test]
    fn eight_queries_at_most() {
        assert_eq!(targets("a.mail.example.com"), ["a.mail.example.com", "mail.example.com", "example.com", "com"]);
        assert_eq!(targets("com"), ["com"]);
        assert_eq!(targets("1.2.3.4.5.6.7.com").len(), 8);
        let long = targets("a.b.c.d.e.f.g.h.i.j.k.example.com");
        assert_eq!((long.len(), long.get(1).copied()), (MOST_QUERIES, Some("g.h.i.j.k.example.com")));
    }

    #[test]
    fn names() {
        assert_eq!(one_below("a.b.bank.example", "bank.example"), Some("b.bank.example"));
        assert!(
            is_within("a.example", "example") && !is_within("ample", "example") && !is_within("xexample", "example")
        );
    }

    fn walked(levels: &[(&str, &str)]) -> Walk {
        let levels = levels.iter().map(|(domain, text)| Level {
            domain: (*domain).into(),
            found: if text.is_empty() {
                Found::Nothing
            } else {
                Found::One(Record::read((*text).into(), Receivers::Rfc9989))
            },
        });
        Walk { levels: levels.collect() }
    }

    /// RFC 9989 section 4.10.2: `psd=n` is it, `psd=y` is one above it, else the shortest.
    #[test]
    fn organizational_domains() {
        let none = "v=DMARC1; p=none";
        for (levels, organizational) in [
            (vec![("a.b.example", none), ("b.example", none), ("example", "")], "b.example"),
            (vec![("a.b.example", "v=DMARC1; p=none; psd=n")], "a.b.example"),
            (vec![("a.b.example", ""), ("b.example", ""), ("example", "v=DMARC1; p=none; psd=y")], "b.example"),
            (vec![("b.example", "v=DMARC1; p=none; psd=y")], "b.example"),
            (vec![("a.b.example", ""), ("b.example", ""), ("example", "")], "a.b.example"),
        ] {
            assert_eq!(walked(&levels).organizational(), Some(organizational), "{levels:?}");
        }
    }
}
