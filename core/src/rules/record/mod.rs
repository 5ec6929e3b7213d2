//! One record of any kind: told apart, repaired, checked, corrected.

mod bimi;
mod dkim;
mod dmarc;
mod glance;
mod list;
mod policy;
mod publish;
mod sheet;
mod spf;
mod transport;
mod tree;

use alloc::string::String;

use crate::knowledge::codes;
use crate::model::{Cut, Receivers, RecordReport, RecordType, Severity};
use crate::text::{Span, near, repair};
pub use publish::publish;
use sheet::{Checked, Mend, Sheet};

/// A record may be this long, in bytes; what is longer is cut, and the report says so. DNS carries no more in one
/// record (RFC 1035 section 3.2.1).
pub const LONGEST_RECORD: usize = 1 << 16;

/// A correction is checked again and corrected further at most so often.
const MOST_ROUNDS: usize = 4;

/// What is to be checked.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RecordRequest<'a> {
    /// The record, as published or pasted.
    pub text: &'a str,
    /// What it should be; none: that is told from the text.
    pub kind: Option<RecordType>,
    /// The name it stands at, such as `_dmarc.example.com`, where that is known: some findings need it.
    pub name: Option<&'a str>,
    /// Which standard the receivers follow that a DMARC record is for.
    pub receivers: Receivers,
}

impl<'a> RecordRequest<'a> {
    /// A request for `text` alone.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self { text, kind: None, name: None, receivers: Receivers::Rfc9989 }
    }

    /// Says what the record should be.
    #[must_use]
    pub const fn kind(mut self, kind: RecordType) -> Self {
        self.kind = Some(kind);
        self
    }

    /// Says where the record stands.
    #[must_use]
    pub const fn name(mut self, name: &'a str) -> Self {
        self.name = Some(name);
        self
    }

    /// Says which standard the receivers follow that a DMARC record is for.
    ///
    /// ```
    /// use mailmend::model::Receivers;
    /// use mailmend::{RecordRequest, record_with};
    /// let request = RecordRequest::new("v=DMARC1; p=reject; pct=20; rua=mailto:d@example.com");
    /// assert_eq!(record_with(&request).findings[0].cause.slug, "pct-tag");
    /// let report = record_with(&request.receivers(Receivers::Rfc7489));
    /// assert_eq!(report.findings[0].cause.slug, "old-receivers-share");
    /// ```
    #[must_use]
    pub const fn receivers(mut self, receivers: Receivers) -> Self {
        self.receivers = receivers;
        self
    }
}

/// Checks one record: every finding in one pass, and the corrected record.
///
/// A correction is checked as the record was, and corrected further where that shows more, until nothing changes. An
/// error that no edit mends safely leaves the record without a correction.
///
/// ```
/// use mailmend::{RecordRequest, record_with};
/// let report = record_with(&RecordRequest::new("v=spf1 include:a.example.net -all").name("a.example.net"));
/// assert_eq!(report.findings[0].cause.slug, "includes-itself");
/// assert_eq!(report.fixed.as_deref(), Some("v=spf1 -all"));
/// ```
#[must_use]
pub fn record<'a>(request: &RecordRequest<'a>) -> RecordReport<'a> {
    glance::glance(request).unwrap_or_else(|| record_in_full(request))
}

/// The same, whatever shows at a glance.
fn record_in_full<'a>(request: &RecordRequest<'a>) -> RecordReport<'a> {
    let given = request.text;
    let text = given.get(..given.floor_char_boundary(LONGEST_RECORD)).unwrap_or_default();
    let (kind, checked) = once(text, request, true);
    let mut report = RecordReport::new(kind);
    report.findings = checked.findings;
    report.tree = checked.tree;
    report.fixed = checked.fixed.and_then(|fixed| settled(fixed, request, kind)).filter(|fixed| fixed != text);
    if text.len() < given.len() {
        report.cut = Some(Cut { read: text.len(), given: given.len() });
        report.fixed = None;
    }
    let is_text = kind != Some(RecordType::MtaStsPolicy);
    report.publish =
        report.fixed.as_ref().zip(kind).filter(|_| is_text).map(|(fixed, kind)| publish(kind, request.name, fixed));
    report
}

/// The correction, corrected until nothing changes; none where that shows an error no edit mends.
fn settled(mut fixed: String, request: &RecordRequest<'_>, kind: Option<RecordType>) -> Option<String> {
    for _ in 0..MOST_ROUNDS {
        let (wrong, stuck, further) = {
            let (_, checked) = once(&fixed, &RecordRequest { text: &fixed, kind, ..*request }, false);
            let wrong = checked.findings.iter().any(|finding| finding.cause.severity == Severity::Error);
            (wrong, checked.stuck, checked.fixed)
        };
        if stuck {
            return None;
        }
        match further.filter(|further| *further != fixed) {
            // An edit that changes nothing has mended nothing.
            None => return (!wrong).then_some(fixed),
            Some(further) => fixed = further,
        }
    }
    None
}

fn once<'t>(text: &'t str, request: &RecordRequest<'_>, wants_tree: bool) -> (Option<RecordType>, Checked<'t>) {
    let repaired = repair(text);
    let mut sheet = Sheet::new(text, &repaired, wants_tree);
    if repaired.text.trim().is_empty() {
        sheet.find(codes::REC017, &[], Mend::Left);
        return (request.kind, sheet.finish("", &[]));
    }
    let seen = tell(&repaired.text);
    let Some(kind) = request.kind.or(seen.map(|(kind, _)| kind)) else {
        sheet.find(codes::REC019, &[], Mend::Left);
        return (None, sheet.finish("", &[]));
    };
    // A clear sign of another kind: checking it as this one would only make noise.
    if seen.is_some_and(|(seen, clear)| seen != kind && clear) {
        sheet.find(codes::REC018, &[Span::new(0, repaired.text.len())], Mend::Left);
        return (Some(kind), sheet.finish("", &[]));
    }
    let checked = match kind {
        RecordType::Spf => spf::check(sheet, request),
        RecordType::Dkim => dkim::check(sheet),
        RecordType::Dmarc => dmarc::check(sheet, request),
        RecordType::MtaSts => transport::sts(sheet),
        RecordType::MtaStsPolicy => policy::check(sheet),
        RecordType::TlsRpt => transport::tls_rpt(sheet),
        RecordType::Bimi => bimi::check(sheet),
    };
    (Some(kind), checked)
}

/// The kind of record that a text, as published or pasted, says it is: its version does, a slip in it forgiven.
pub(crate) fn kind_by_version(text: &str) -> Option<RecordType> {
    let text = text.get(..text.floor_char_boundary(LONGEST_RECORD)).unwrap_or_default();
    by_version(&repair(text).text).map(|(kind, _)| kind)
}

/// What kind of record a text is, and whether its version says so to the letter.
fn tell(text: &str) -> Option<(RecordType, bool)> {
    by_version(text).or_else(|| by_content(text))
}

fn by_version(text: &str) -> Option<(RecordType, bool)> {
    const VERSIONS: [(&str, RecordType); 6] = [
        ("spf1", RecordType::Spf),
        ("dkim1", RecordType::Dkim),
        ("dmarc1", RecordType::Dmarc),
        ("stsv1", RecordType::MtaSts),
        ("tlsrptv1", RecordType::TlsRpt),
        ("bimi1", RecordType::Bimi),
    ];
    let text = text.trim_start();
    let end = text.find([';', ',', '\n', '\r']).unwrap_or(text.len()).min(80);
    let head = text.get(..text.floor_char_boundary(end)).unwrap_or_default().to_ascii_lowercase();
    let first: String = head.split_whitespace().take(3).collect::<alloc::vec::Vec<_>>().concat();
    if let Some(rest) = first.strip_prefix("version") {
        // `version=spf1` is no line of a policy.
        let named = rest.trim_start_matches(['=', ':']);
        let other = VERSIONS.iter().find(|(version, kind)| *kind != RecordType::MtaSts && named.starts_with(version));
        return Some(other.map_or((RecordType::MtaStsPolicy, true), |(_, kind)| (*kind, false)));
    }
    let word = head.split_whitespace().next().unwrap_or_default();
    for (version, kind) in VERSIONS {
        let whole = word.strip_prefix("v=").unwrap_or_default();
        if whole == version {
            return Some((kind, true));
        }
    }
    let squeezed = first.trim_start_matches(['v', '=', ':']);
    let bare = word.trim_start_matches(['v', '=', ':']);
    // The nearest version wins: `STS1` is nearer to `STSv1` than to `spf1`.
    for slips in 0..=2 {
        for (version, kind) in VERSIONS {
            let stem = version.get(..version.len() - 1).unwrap_or_default();
            let starts = slips == 0 && squeezed.starts_with(stem);
            if starts || (bare.len() > 3 && near(bare, version, slips)) {
                return Some((kind, false));
            }
        }
    }
    None
}

/// Without a version: what the rest gives away.
fn by_content(text: &str) -> Option<(RecordType, bool)> {
    let start = text.get(..text.floor_char_boundary(4096)).unwrap_or_default().to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| start.contains(word));
    let kind = if has(&["include:", "ip4:", "ip6:", "redirect="]) || ends_in_all(&start) {
        RecordType::Spf
    } else if has(&["max_age", "mode:"]) {
        RecordType::MtaStsPolicy
    } else if has(&["p=none", "p=quarantine", "p=reject", "adkim=", "aspf="]) {
        RecordType::Dmarc
    } else if has(&["k=rsa", "k=ed25519", "p=mi"]) || start.starts_with("p=") || is_key_target(&start) {
        RecordType::Dkim
    } else if has(&["l=http"]) {
        RecordType::Bimi
    } else {
        return None;
    };
    Some((kind, false))
}

fn ends_in_all(text: &str) -> bool {
    let last = text.split_whitespace().next_back().unwrap_or_default();
    last.len() >= 3
        && near(last.trim_start_matches(['+', '-', '~', '?']), "all", 0)
        && text.split_whitespace().count() > 1
}

fn is_key_target(text: &str) -> bool {
    dkim::is_host_name(text) && (text.contains("domainkey") || text.contains("dkim"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both ways, and whether the short one was enough.
    fn agree(text: &str, name: Option<&str>) -> bool {
        let request = RecordRequest { text, kind: None, name, receivers: Receivers::default() };
        let short = glance::glance(&request);
        if let Some(short) = &short {
            assert_eq!(*short, record_in_full(&request), "{text:?}");
        }
        short.is_some()
    }

    #[test]
    fn what_is_sound_at_a_glance_is_sound() {
        let sound = [
            "v=spf1 -all",
            "v=spf1 a mx/24 ip4:192.0.2.0/24 ip6:2001:db8::/32 include:_spf.google.com ~all",
            "v=spf1 mx -mx include:%{ir}.%{v}.%{d}.spf.has.pphosted.com redirect=_spf.example.com",
            "v=DMARC1;p=none; rua=mailto:a@example.com,mailto:b+c@example.net;",
            "v=DMARC1; p=quarantine; sp=reject; adkim=s; rua=mailto:a@example.com",
            "v=DMARC1; p=none; rua=mailto:a@example.com; ruf=mailto:a@example.com; fo=1",
            "v=DKIM1; k=ed25519; t=s; p=nBYj8NOOKOlZTy7zGn7JCSkcT9sFp3fczS6Tan9AYBE=",
        ];
        assert!(sound.iter().all(|text| agree(text, None)));
        assert!(!agree("v=spf1 include:example.com -all", Some("example.com")));
    }

    #[test]
    fn changed_anywhere_they_still_agree() {
        const LETTERS: &[u8] = b" ;:=/.,-+~?%_@!\\\"'0159azAZ&<[#\t\n";
        let pages = crate::knowledge::rule_examples().iter();
        let texts = pages.flat_map(|page| [Some(page.fails), page.fixed, page.passes]).flatten();
        let extra = [
            "v=spf1 a mx:b.example.com/24 ip4:192.0.2.0/24 ip6:2001:db8::/32 exists:%{i}.x.example.com include:_spf.google.com ~all",
            "v=DMARC1; p=none; sp=quarantine; np=reject; adkim=s; rua=mailto:a@example.com,mailto:b@example.com",
        ];
        for text in texts.chain(extra).filter(|text| text.len() < 200) {
            agree(text, None);
            for at in 0..text.len() {
                for letter in LETTERS {
                    for cut in [at, at + 1] {
                        let Some((before, after)) = text.get(..at).zip(text.get(cut..)) else { continue };
                        agree(&[before, core::str::from_utf8(&[*letter]).unwrap_or_default(), after].concat(), None);
                    }
                }
                if let Some((before, after)) = text.get(..at).zip(text.get(at + 1..)) {
                    agree(&[before, after].concat(), None);
                }
                // One half twice.
                agree(&[text, text.get(at..).unwrap_or_default()].concat(), None);
            }
        }
    }
}
