//! Findings on the record as a whole: its end, its order, its modifiers, its lookups.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use smallvec::SmallVec;

use super::draft::Draft;
use crate::knowledge::codes;
use crate::model::FactKey;
use crate::rules::record::sheet::{Mend, Sheet};
use crate::syntax::spf::{Name, Qualifier, Spf, Term};
use crate::text::Order;
use crate::text::Span;

/// The lookups that a receiver makes for one record (RFC 7208 section 4.6.4).
pub(super) const MOST_LOOKUPS: usize = 10;

/// Tags of other records, which people put into SPF.
const FOREIGN_TAGS: [&str; 16] =
    ["p", "sp", "np", "rua", "ruf", "adkim", "aspf", "pct", "fo", "rf", "ri", "k", "t", "psd", "v", "id"];

/// Modifiers: unknown, twice, or with a value that they do not take.
pub(super) fn modifiers(sheet: &mut Sheet<'_, '_>, spf: &Spf<'_>, sound: &[bool], draft: &mut Draft) {
    for (place, term) in spf.terms.iter().enumerate() {
        if sound.get(place) != Some(&true) || term.separator != Some('=') {
            continue;
        }
        let Some(line) = draft.line(place) else { continue };
        match term.name {
            None => {
                let foreign = FOREIGN_TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(term.word));
                line.dropped = true;
                sheet.find(if foreign { codes::SPF039 } else { codes::SPF038 }, &[term.span], Mend::Done);
            }
            Some(Name::Ra) if term.value.contains('@') => {
                let local = term.value.trim_start_matches("mailto:").split('@').next().unwrap_or_default();
                line.set_value(local);
                line.dropped = local.is_empty();
                sheet.find(codes::SPF040, &[term.span], Mend::Done);
            }
            Some(Name::Rp) if !term.value.parse::<u8>().is_ok_and(|percent| percent <= 100) => {
                line.dropped = true;
                sheet.find(codes::SPF040, &[term.span], Mend::Done);
            }
            Some(Name::Rr) if !term.value.split(':').all(is_report_reason) => {
                line.dropped = true;
                sheet.find(codes::SPF040, &[term.span], Mend::Done);
            }
            _ => {}
        }
    }
    for name in [Name::Redirect, Name::Exp] {
        let mut places = (0..spf.terms.len()).filter(|place| is(spf, *place, name));
        let Some(first) = places.next().and_then(|place| spf.terms.get(place)) else { continue };
        for place in places {
            let (Some(term), Some(line)) = (spf.terms.get(place), draft.line(place)) else { continue };
            // Two redirects lead to two places; of two explanations the first will do.
            let safe = name == Name::Exp || term.value.eq_ignore_ascii_case(first.value);
            line.dropped |= safe;
            sheet.find(codes::SPF020, &[term.span], if safe { Mend::Done } else { Mend::Left });
        }
    }
}

/// ```abnf
/// rr-type          = "all" / "e" / "f" / "s" / "n"      ; RFC 6652 section 3
/// ```
fn is_report_reason(word: &str) -> bool {
    ["all", "e", "f", "s", "n"].iter().any(|known| known.eq_ignore_ascii_case(word))
}

fn is(spf: &Spf<'_>, place: usize, name: Name) -> bool {
    spf.terms.get(place).is_some_and(|term| term.name == Some(name))
}

/// What stands where, what stands twice, and what the lookups come to.
/// `joined`: two records became one; what follows from that has its finding.
pub(super) fn order(sheet: &mut Sheet<'_, '_>, spf: &Spf<'_>, sound: &[bool], draft: &mut Draft, joined: bool) {
    doubles(sheet, spf, sound, draft);
    lookups(sheet, spf);
    for (place, term) in spf.terms.iter().enumerate() {
        if term.name == Some(Name::Ptr) && sound.get(place) == Some(&true) {
            sheet.find(codes::SPF031, &[term.span], Mend::Left);
        }
    }
    let redirect = (0..spf.terms.len()).find(|place| is(spf, *place, Name::Redirect) && !draft.is_dropped(*place));
    let alls: Vec<usize> =
        (0..spf.terms.len()).filter(|place| is(spf, *place, Name::All) && !draft.is_dropped(*place)).collect();
    match (alls.split_first(), redirect) {
        (None, None) => {
            draft.all = Some("~all".into());
            sheet.find(codes::SPF022, &[], Mend::Done);
        }
        (None, Some(redirect)) => to_end(sheet, spf, draft, redirect),
        (Some((first, others)), redirect) => all(sheet, spf, draft, (*first, others), redirect, joined),
    }
}

/// The record has `all`.
fn all(
    sheet: &mut Sheet<'_, '_>,
    spf: &Spf<'_>,
    draft: &mut Draft,
    (first, others): (usize, &[usize]),
    redirect: Option<usize>,
    joined: bool,
) {
    let Some(term) = spf.terms.get(first) else { return };
    for place in others {
        if let (Some(term), Some(line)) = (spf.terms.get(*place), draft.line(*place)) {
            line.dropped = true;
            if !joined {
                sheet.find(codes::SPF023, &[term.span], Mend::Done);
            }
        }
    }
    if let Some(place) = redirect {
        if let Some(line) = draft.line(first) {
            line.dropped = true;
        }
        draft.last = Some(place);
        let span = spf.terms.get(place).map(|term| term.span);
        return sheet.find(codes::SPF024, span.as_slice(), Mend::Done);
    }
    let Some(line) = draft.line(first) else { return };
    let sign = line.qualifier.chars().next().and_then(Qualifier::from_char);
    match sign {
        None | Some(Qualifier::Pass) => {
            line.set_qualifier("~");
            sheet.find_with(codes::SPF026, &[term.span], Mend::Done, FactKey::Suggestion, "~all");
        }
        Some(Qualifier::Neutral) => {
            line.set_qualifier("~");
            sheet.find_with(codes::SPF027, &[term.span], Mend::Done, FactKey::Suggestion, "~all");
        }
        _ => {}
    }
    let text = line.print();
    let unreached: SmallVec<[Span; 8]> = (first + 1..spf.terms.len())
        .filter(|place| !draft.is_dropped(*place))
        .filter_map(|place| spf.terms.get(place))
        .filter(|term| term.name.is_some_and(|name| !name.is_modifier()))
        .map(|term| term.span)
        .collect();
    if !unreached.is_empty() {
        if let Some(line) = draft.line(first) {
            line.dropped = true;
        }
        draft.all = Some(text);
        if !joined {
            sheet.find(codes::SPF021, &unreached, Mend::Done);
        }
    }
}

/// Puts `redirect` behind the mechanisms.
fn to_end(sheet: &mut Sheet<'_, '_>, spf: &Spf<'_>, draft: &mut Draft, redirect: usize) {
    let last = spf.terms.iter().rposition(|term| term.name.is_some_and(|name| !name.is_modifier()));
    if last.is_some_and(|last| last > redirect) {
        draft.last = Some(redirect);
        let span = spf.terms.get(redirect).map(|term| term.span);
        sheet.find(codes::SPF025, span.as_slice(), Mend::Done);
    }
}

/// Mechanisms that stand there twice.
fn doubles(sheet: &mut Sheet<'_, '_>, spf: &Spf<'_>, sound: &[bool], draft: &mut Draft) {
    let mut seen: Vec<(String, usize)> = spf
        .terms
        .iter()
        .enumerate()
        .filter(|(place, term)| {
            sound.get(*place) == Some(&true)
                && !draft.is_dropped(*place)
                && term.name.is_some_and(|name| !name.is_modifier() && name != Name::All)
        })
        .map(|(place, term)| (normal(term), place))
        .collect();
    seen.order();
    let mut twice: Vec<usize> = seen
        .windows(2)
        .filter_map(|pair| match pair {
            [(first, _), (second, place)] if first == second => Some(*place),
            _ => None,
        })
        .collect();
    twice.order();
    for place in twice {
        if let (Some(term), Some(line)) = (spf.terms.get(place), draft.line(place)) {
            line.dropped = true;
            sheet.find(codes::SPF034, &[term.span], Mend::Done);
        }
    }
}

/// The term without what makes no difference.
fn normal(term: &Term<'_>) -> String {
    let mut out = match term.qualifier {
        None | Some(Qualifier::Pass) => String::new(),
        Some(_) => term.text.get(..1).unwrap_or_default().to_string(),
    };
    out.push_str(term.name.map_or("", Name::as_str));
    out.push(':');
    let start = out.len();
    out.extend(term.value.chars().filter(|letter| !letter.is_whitespace()).map(|letter| letter.to_ascii_lowercase()));
    let whole = match term.name {
        Some(Name::Ip4) => "/32",
        Some(Name::Ip6) => "/128",
        _ => ".",
    };
    if out.get(start..).is_some_and(|value| value.ends_with(whole)) {
        out.truncate(out.len() - whole.len());
    }
    out
}

fn lookups(sheet: &mut Sheet<'_, '_>, spf: &Spf<'_>) {
    // Behind all nothing is looked up.
    let end = spf.terms.iter().position(|term| term.name == Some(Name::All)).unwrap_or(spf.terms.len());
    let reached = spf.terms.get(..end).unwrap_or_default();
    let count = reached.iter().filter(|term| term.name.is_some_and(Name::looks_up)).count();
    if count > MOST_LOOKUPS {
        sheet.find_with(codes::SPF032, &[], Mend::Left, FactKey::Lookups, count.to_string());
    } else if count == MOST_LOOKUPS {
        sheet.find_with(codes::SPF033, &[], Mend::Left, FactKey::Lookups, count.to_string());
    }
}
