//! The same record as receivers see it that still follow RFC 7489: `pct`, `rf` and `ri` count, `np`, `psd` and `t` do
//! not.

use smallvec::SmallVec;

use crate::knowledge::codes;
use crate::model::FactKey;
use crate::rules::record::list::List;
use crate::rules::record::sheet::{Mend, Sheet};
use crate::syntax::dmarc::{TAGS, Tense, tense};
use crate::text::Order;
use crate::text::Span;

pub(super) fn check(sheet: &mut Sheet<'_, '_>, list: &mut List<'_>) {
    for name in ["pct", "rf", "ri"] {
        let Some((tag, line)) = list.tag(name) else { continue };
        if !takes(name, &line.value) {
            line.dropped = true;
            sheet.find(codes::DMARC030, &[tag.span], Mend::Done);
        } else if name == "pct" && line.value.parse::<u32>().is_ok_and(|percent| percent < 100) {
            sheet.find_with(codes::DMARC028, &[tag.span], Mend::Left, FactKey::Policy, [&line.value, "%"].concat());
        }
    }
    let of_newer = TAGS.iter().filter(|name| tense(name) == Tense::New);
    let mut spans: SmallVec<[Span; 8]> = of_newer.filter_map(|name| Some(list.tag(name)?.0.span)).collect();
    if !spans.is_empty() {
        spans.order_by_key(|span| span.start);
        sheet.find(codes::DMARC029, &spans, Mend::Left);
    }
}

/// RFC 7489 section 6.4.
fn takes(name: &str, value: &str) -> bool {
    let digits = |most: usize| (1..=most).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit());
    match name {
        "pct" => digits(3) && value.parse::<u32>().is_ok_and(|percent| percent <= 100),
        "ri" => digits(10) && value.parse::<u32>().is_ok(),
        _ => value.split(':').all(|form| form.trim().eq_ignore_ascii_case("afrf")),
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use crate::model::{Receivers, RecordReport};
    use crate::rules::{RecordRequest, record};

    fn report(text: &str) -> RecordReport<'_> {
        record(&RecordRequest::new(text).receivers(Receivers::Rfc7489))
    }

    /// RFC 7489 section 6.3: the tags it knows, and those it does not.
    #[test]
    fn what_they_see() {
        for (text, codes) in [
            ("v=DMARC1; p=none; pct=20; ri=3600", &["DMARC028"][..]),
            ("v=DMARC1; p=none; pct=100; ri=86400", &["DMARC008"]),
            ("v=DMARC1; p=none; pct=200; rf=iodef; ri=day", &["DMARC030", "DMARC030", "DMARC030"]),
            ("v=DMARC1; p=none; np=deny; psd=maybe; t=y", &["DMARC029"]),
            ("v=DMARC1; p=none; rua=mailto:d@example.com!10m", &[]),
            ("v=DMARC1; p=none; sp=deny", &["DMARC003"]),
        ] {
            let found: Vec<_> = report(text).findings.iter().map(|finding| finding.cause.code).collect();
            assert_eq!(found, codes, "{text}");
        }
    }

    /// What the other standard says is kept: the record is for receivers of both.
    #[test]
    fn a_correction_keeps_what_they_do_not_know() {
        let fixed = report("v=DMARC1; p=None; np=reject; pct=50%").fixed;
        assert_eq!(fixed.as_deref(), Some("v=DMARC1; p=none; np=reject"));
    }
}
