//! Where a record belongs: each kind has one place, and there are a few ways to miss it.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::knowledge::codes;
use crate::model::RecordType;
use crate::text::near;

/// The letters of a name in DNS (RFC 1035 section 2.3.4).
const LONGEST_NAME: usize = 253;

/// A record that stands where nobody looks for it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Misplaced {
    /// The page.
    pub(super) page: u16,
    /// Where it belongs; none where that cannot be told.
    pub(super) right: Option<String>,
}

/// The labels that mark the place of a kind, and whether a selector stands in front of them.
///
/// ```abnf
/// spf      = domain                                ; RFC 7208 section 3
/// dkim     = selector "._domainkey." domain        ; RFC 6376 section 3.6.2.1
/// dmarc    = "_dmarc." domain                      ; RFC 9989
/// mta-sts  = "_mta-sts." domain                    ; RFC 8461 section 3.1
/// tls-rpt  = "_smtp._tls." domain                  ; RFC 8460 section 3
/// bimi     = selector "._bimi." domain
/// ```
fn home(kind: RecordType) -> Option<(&'static [&'static str], Option<&'static str>)> {
    Some(match kind {
        RecordType::Dkim => (&["_domainkey"], Some("")),
        RecordType::Dmarc => (&["_dmarc"], None),
        RecordType::MtaSts => (&["_mta-sts"], None),
        RecordType::TlsRpt => (&["_smtp", "_tls"], None),
        RecordType::Bimi => (&["_bimi"], Some("default")),
        RecordType::Spf | RecordType::MtaStsPolicy => return None,
    })
}

/// Whether a record of this kind is looked for at `name`.
pub(super) fn is_home(kind: RecordType, name: &str) -> bool {
    let labels: Vec<&str> = name.split('.').collect();
    match home(kind) {
        Some((marks, selector)) => starts(&labels, marks, selector.is_some(), |label, mark| label == mark).is_some(),
        None => kind == RecordType::Spf && !labels.iter().any(|label| is_mark(label)),
    }
}

/// The kind of record that is looked for at `name`, if the name says so.
pub(super) fn kind_at(name: &str) -> Option<RecordType> {
    const MARKED: [RecordType; 5] =
        [RecordType::Dkim, RecordType::Dmarc, RecordType::MtaSts, RecordType::TlsRpt, RecordType::Bimi];
    MARKED.into_iter().find(|kind| is_home(*kind, name))
}

/// The domain that a name with service labels belongs to: `example.com` of `s1._domainkey.example.com`, of
/// `dmarc.example.com` and of `_dmarc.example.com.example.com`.
pub(super) fn domain_of(name: &str) -> String {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let name = undoubled(&name).unwrap_or(name);
    let labels: Vec<&str> = name.split('.').collect();
    let last = labels.iter().rposition(|label| is_mark(label) || matches!(*label, "domainkey"));
    let bare = |label: &&str| matches!(*label, "dmarc" | "mta-sts" | "spf");
    let start = last.map_or_else(|| usize::from(labels.len() > 2 && labels.first().is_some_and(bare)), |last| last + 1);
    labels.get(start..).filter(|rest| !rest.is_empty()).map_or_else(|| name.clone(), |rest| rest.join("."))
}

fn is_mark(label: &str) -> bool {
    label.starts_with('_')
}

/// Tells whether a record of this kind is looked for at `name`, and where it belongs if not. For SPF that depends on
/// what else the zone has, so only its doubled domain and a name of another kind are told here.
pub(super) fn judge(kind: RecordType, name: &str) -> Option<Misplaced> {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    if let Some(single) = undoubled(&name) {
        let right = judge(kind, &single).map_or(Some(single), |more| more.right);
        return Some(Misplaced { page: codes::REC034, right });
    }
    let labels: Vec<&str> = name.split('.').collect();
    let Some((marks, selector)) = home(kind) else {
        let last = labels.iter().rposition(|label| is_mark(label)).filter(|_| kind_at(&name).is_some())?;
        let right = labels.get(last + 1..).map(|rest| rest.join("."));
        return Some(Misplaced { page: codes::REC033, right: right.filter(|right| !right.is_empty()) });
    };
    let has_selector = selector.is_some();
    if starts(&labels, marks, has_selector, |label, mark| label == mark).is_some() || is_consent(kind, &labels) {
        return None;
    }
    let bare = |label: &str, mark: &str| label.trim_start_matches('_') == mark.trim_start_matches('_');
    if let Some(at) = starts(&labels, marks, has_selector, bare) {
        return Some(Misplaced { page: codes::REC035, right: Some(with(&labels, at, marks.len(), marks)) });
    }
    // Letters, hyphens and underscores of the mark itself: `_domain_key`, `-dmarc`, `_dmarc1`.
    let slip = |label: &str, mark: &str| near(label.trim_matches(['-', '_']), mark.trim_start_matches('_'), 1);
    let right = match (starts(&labels, marks, has_selector, slip), selector) {
        (Some(at), _) => Some(with(&labels, at, marks.len(), marks)),
        // `selector.example.com`: the mark is left out. At the domain itself nobody knows the selector.
        (None, Some("")) => (labels.len() > 2 && !labels.first().is_some_and(|label| is_mark(label)))
            .then(|| with(&labels, 1, 0, marks)),
        (None, Some(standard)) => Some(alloc::format!("{standard}.{}.{name}", marks.join("."))),
        (None, None) => Some(alloc::format!("{}.{}", marks.join("."), domain_of(&name))),
    };
    Some(Misplaced { page: codes::REC033, right })
}

/// `example.com._report._dmarc.example.net`: the consent to take another domain's reports.
fn is_consent(kind: RecordType, labels: &[&str]) -> bool {
    kind == RecordType::Dmarc && labels.windows(2).any(|pair| pair == ["_report", "_dmarc"])
}

/// Where the marks of a kind stand among the labels: at the start, or behind the labels of a selector.
fn starts(labels: &[&str], marks: &[&str], selector: bool, same: impl Fn(&str, &str) -> bool) -> Option<usize> {
    let first = usize::from(selector);
    let last = if selector { labels.len().saturating_sub(marks.len()) } else { 0 };
    (first..=last).find(|at| {
        let here = labels.get(*at..at + marks.len()).unwrap_or_default();
        here.len() == marks.len() && here.iter().zip(marks).all(|(label, mark)| same(label, mark))
    })
}

/// The labels with `count` of them from `at` on replaced by the marks.
fn with(labels: &[&str], at: usize, count: usize, marks: &[&str]) -> String {
    let before = labels.get(..at).unwrap_or_default();
    let after = labels.get(at + count..).unwrap_or_default();
    before.iter().chain(marks).chain(after).copied().collect::<Vec<_>>().join(".")
}

/// The name with the domain in it once: `_dmarc.example.com` of `_dmarc.example.com.example.com`.
fn undoubled(name: &str) -> Option<String> {
    if name.len() > LONGEST_NAME {
        return None;
    }
    let labels: Vec<&str> = name.split('.').collect();
    // The longest repeat first: `a.b.a.b.a.b.a.b` is `a.b.a.b` twice, and then once more.
    (2..=labels.len() / 2).rev().find_map(|count| {
        let (before, last) = labels.split_at_checked(labels.len() - count)?;
        let again = before.get(before.len().checked_sub(count)?..)?;
        (again == last && again.iter().all(|label| !label.is_empty())).then(|| before.join(".").to_string())
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn right(kind: RecordType, name: &str) -> (u16, String) {
        let misplaced = judge(kind, name).unwrap();
        (misplaced.page, misplaced.right.unwrap_or_default())
    }

    #[test]
    fn what_stands_right() {
        for (kind, name) in [
            (RecordType::Dmarc, "_dmarc.example.com"),
            (RecordType::Dmarc, "example.com._report._dmarc.example.net"),
            (RecordType::Dkim, "s1._domainkey.example.com"),
            (RecordType::Dkim, "a.b._domainkey.mail.example.com"),
            (RecordType::TlsRpt, "_smtp._tls.example.com"),
            (RecordType::Bimi, "default._bimi.example.com"),
            (RecordType::MtaSts, "_mta-sts.example.com"),
            (RecordType::Spf, "mail.example.com"),
        ] {
            assert_eq!(judge(kind, name), None, "{kind:?} {name}");
        }
    }

    #[test]
    fn what_stands_wrong() {
        use RecordType::{Bimi, Dkim, Dmarc, MtaSts, Spf, TlsRpt};
        for (kind, name, page, wanted) in [
            (Dmarc, "example.com", codes::REC033, "_dmarc.example.com"),
            (Dmarc, "dmarc.example.com", codes::REC035, "_dmarc.example.com"),
            (Dmarc, "_dmarc.example.com.example.com", codes::REC034, "_dmarc.example.com"),
            (Dmarc, "_dmrac.example.com", codes::REC033, "_dmarc.example.com"),
            (Dkim, "s1.domainkey.example.com", codes::REC035, "s1._domainkey.example.com"),
            (Dkim, "s1._domain-key.example.com", codes::REC033, "s1._domainkey.example.com"),
            (Dkim, "s1.example.com", codes::REC033, "s1._domainkey.example.com"),
            (Dkim, "example.com", codes::REC033, ""),
            (Dkim, "s1._domainkey.example.com.example.com.", codes::REC034, "s1._domainkey.example.com"),
            (MtaSts, "mta-sts.example.com", codes::REC035, "_mta-sts.example.com"),
            (TlsRpt, "smtp._tls.example.com", codes::REC035, "_smtp._tls.example.com"),
            (TlsRpt, "example.com", codes::REC033, "_smtp._tls.example.com"),
            (Bimi, "default.bimi.example.com", codes::REC035, "default._bimi.example.com"),
            (Spf, "_dmarc.example.com", codes::REC033, "example.com"),
        ] {
            assert_eq!(right(kind, name), (page, wanted.into()), "{kind:?} {name}");
        }
    }

    #[test]
    fn the_domain_behind_a_name() {
        for name in [
            "example.com",
            "_dmarc.example.com",
            "dmarc.example.com.",
            "s1._domainkey.Example.com",
            "s1.domainkey.example.com",
            "_dmarc.example.com.example.com",
            "_spf.example.com",
        ] {
            assert_eq!(domain_of(name), "example.com", "{name}");
        }
        assert_eq!(domain_of("dmarc.org"), "dmarc.org");
        assert_eq!(domain_of("_dmarc"), "_dmarc");
    }
}
