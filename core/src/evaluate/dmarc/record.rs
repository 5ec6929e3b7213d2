//! A DMARC record as a receiver reads it: what does not say anything is passed over.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::model::Receivers;
use crate::syntax::dmarc::{Policy, report_uris};
use crate::syntax::tags;
use crate::text::Span;

/// A record that a receiver acts on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Record {
    /// The text of the record.
    pub text: String,
    /// `p`: for the domain itself; none where the record cannot be acted on at all, see [`Record::is_usable`].
    pub p: Option<Policy>,
    /// `sp`: for its subdomains.
    pub sp: Option<Policy>,
    /// `np`: for its subdomains that do not exist.
    pub np: Option<Policy>,
    /// `p` is missing, or a policy is none that exists. There is somebody to report to, so the record acts as `p=none`.
    pub acts_as_none: bool,
    /// `adkim=s`: the domain of the signature must be the same.
    pub strict_dkim: bool,
    /// `aspf=s`: the domain of the envelope must be the same.
    pub strict_spf: bool,
    /// `psd=y`: names are registered below this one; `psd=n`: this is the organizational domain.
    pub psd: Option<bool>,
    /// `t=y`: the policy is being tested.
    pub testing: bool,
    /// `pct`: the share of the mail that the policy is for. RFC 9989 knows it no longer, and then it is 100.
    pub percent: u8,
    /// `rua`: where aggregate reports go.
    pub rua: Vec<ReportAddress>,
    /// `ruf`: where failure reports go.
    pub ruf: Vec<ReportAddress>,
}

/// Where reports go.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReportAddress {
    /// The address as it is written.
    pub uri: String,
    /// Where it stands in the record.
    pub span: Span,
}

impl Record {
    /// Reads a record whose version was seen already. RFC 9989 section 4.7 has the tags, and section 4.10.1 what
    /// becomes of a record without a policy.
    pub(super) fn read(text: String, receivers: Receivers) -> Self {
        let parsed = tags::parse(&text, &[]);
        let value = |name: &str| parsed.tree.tags.iter().find(|tag| tag.is(name)).map(|tag| tag.value);
        let is_new = receivers == Receivers::Rfc9989;
        let new = |name: &str| value(name).filter(|_| is_new);
        let letter = |value: Option<&str>, wanted: &str| value.is_some_and(|value| value.eq_ignore_ascii_case(wanted));
        let uris = |name: &str| -> Vec<ReportAddress> {
            let Some(tag) = parsed.tree.tags.iter().find(|tag| tag.is(name)) else { return Vec::new() };
            let at = tag.value_span.start;
            let uris = report_uris(tag.value).into_iter().filter(|uri| is_uri(uri.text));
            uris.map(|uri| {
                let span = Span::new(at + uri.span.start, at + uri.span.end);
                ReportAddress { uri: uri.text.to_string(), span }
            })
            .collect()
        };
        let psd = match new("psd") {
            word if letter(word, "y") => Some(true),
            word if letter(word, "n") => Some(false),
            _ => None,
        };
        let percent = value("pct").filter(|_| !is_new).and_then(|word| word.parse().ok());
        let mut record = Self {
            p: value("p").and_then(Policy::from_word),
            sp: value("sp").and_then(Policy::from_word),
            np: new("np").and_then(Policy::from_word),
            acts_as_none: false,
            strict_dkim: letter(value("adkim"), "s"),
            strict_spf: letter(value("aspf"), "s"),
            psd,
            testing: letter(new("t"), "y"),
            percent: percent.filter(|percent| *percent <= 100).unwrap_or(100),
            rua: uris("rua"),
            ruf: uris("ruf"),
            text: String::new(),
        };
        let is_broken = record.p.is_none()
            || (value("sp").is_some() && record.sp.is_none())
            || (new("np").is_some() && record.np.is_none());
        if is_broken {
            record.acts_as_none = !record.rua.is_empty();
            record.p = record.acts_as_none.then_some(Policy::None);
            (record.sp, record.np) = (None, None);
        }
        record.text = text;
        record
    }

    /// Whether a receiver acts on it: it has a policy, or at least an address for reports.
    #[must_use]
    pub const fn is_usable(&self) -> bool {
        self.p.is_some()
    }
}

/// Whether a text is a URI in outline: a scheme, a colon, something; for `mailto:` an address.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let is_scheme = scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    let fits = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_graphic());
    is_scheme && fits && (!scheme.eq_ignore_ascii_case("mailto") || target(text).is_some())
}

/// The domain that a `mailto:` address is at.
pub(super) fn target(uri: &str) -> Option<&str> {
    let uris = report_uris(uri);
    let [uri] = uris.as_slice() else { return None };
    let address = uri.address.split('?').next().unwrap_or_default();
    let (local, domain) = address.rsplit_once('@')?;
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    (uri.is_mailto && !local.is_empty() && !domain.is_empty()).then_some(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Record {
        Record::read(text.into(), Receivers::Rfc9989)
    }

    /// RFC 9989 section 4.10.1: without a policy that exists, somebody to report to keeps the record alive.
    #[test]
    fn a_bad_policy_is_none_when_somebody_reads_reports() {
        for text in ["v=DMARC1; rua=mailto:a@example.com", "v=DMARC1; p=reject; sp=deny; rua=mailto:a@example.com"] {
            let record = read(text);
            assert_eq!((record.p, record.sp, record.acts_as_none), (Some(Policy::None), None, true), "{text}");
        }
        for text in ["v=DMARC1; adkim=s", "v=DMARC1; p=deny", "v=DMARC1; p=reject; np=no; rua=mailto:@example.com"] {
            assert!(!read(text).is_usable(), "{text}");
        }
    }

    /// What RFC 7489 does not know cannot spoil a record, and `pct` counts there.
    #[test]
    fn two_standards() {
        let text = "v=DMARC1; p=reject; np=deny; psd=y; t=y; pct=20";
        assert!(!read(text).is_usable());
        let old = Record::read(text.into(), Receivers::Rfc7489);
        assert_eq!((old.p, old.np, old.psd, old.testing, old.percent), (Some(Policy::Reject), None, None, false, 20));
        assert_eq!(read("v=DMARC1; p=none; pct=20").percent, 100);
        assert_eq!(Record::read("v=DMARC1; p=none; pct=200".into(), Receivers::Rfc7489).percent, 100);
    }

    #[test]
    fn where_reports_go() {
        let record = read("v=DMARC1; p=none; rua=mailto:Me@Example.COM!10m, https://a.example/r, nobody");
        let uris: Vec<_> = record.rua.iter().map(|address| address.uri.as_str()).collect();
        assert_eq!(uris, ["mailto:Me@Example.COM!10m", "https://a.example/r"]);
        assert!(record.rua.iter().all(|address| address.span.of(&record.text) == address.uri));
        assert_eq!(target("mailto:Me@Example.COM!10m"), Some("Example.COM"));
        assert_eq!(target("https://a.example/r"), None);
    }
}
