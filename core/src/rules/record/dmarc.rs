//! DMARC records: RFC 9989, with what receivers of RFC 7489 make of them. Pages: `knowledge/causes/dmarc.toml`.

mod older;
mod uris;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use smallvec::SmallVec;

use super::RecordRequest;
use super::list::{self, List, Shape};
use super::sheet::{Checked, Mend, Sheet};
use crate::knowledge::codes;
use crate::model::{FactKey, Receivers};
use crate::syntax::dmarc::{Policy, TAGS, Tense, tense};
use crate::text::Order;
use crate::text::{Span, near};

const SHAPE: Shape = Shape {
    version: "DMARC1",
    optional: false,
    known: &TAGS,
    slips: &[
        ("policy", "p"),
        ("pol", "p"),
        ("subdomain", "sp"),
        ("subpolicy", "sp"),
        ("percent", "pct"),
        ("percentage", "pct"),
        ("reports", "rua"),
        ("dkim", "adkim"),
        ("spf", "aspf"),
        ("test", "t"),
        ("testing", "t"),
    ],
    stray: codes::REC024,
    capitals: codes::DMARC004,
    strict: false,
    repeats: &[],
    guesses: &["adkim", "aspf", "rua", "ruf", "pct", "psd"],
};

/// Checks one record.
pub(super) fn check<'t>(mut sheet: Sheet<'t, '_>, request: &RecordRequest<'_>) -> Checked<'t> {
    let parted = uris::parted(sheet.text());
    let mut list = list::open_without(&mut sheet, &SHAPE, &parted);
    empty(&mut sheet, &mut list);
    let receivers = request.receivers;
    policies(&mut sheet, &mut list, receivers);
    flags(&mut sheet, &mut list, receivers);
    uris::check(&mut sheet, &mut list, &parted, receivers);
    failure_options(&mut sheet, &mut list);
    match receivers {
        Receivers::Rfc7489 => older::check(&mut sheet, &mut list),
        _ => removed(&mut sheet, &mut list),
    }
    defaults(&mut sheet, &mut list, receivers);
    reports(&mut sheet, &mut list, request);
    unknown(&mut sheet, &list);
    let (fixed, joints) = list.print();
    sheet.finish(&fixed, &joints)
}

/// Tags without a value. A policy without one is a bad policy.
fn empty(sheet: &mut Sheet<'_, '_>, list: &mut List<'_>) {
    for name in ["adkim", "aspf", "fo", "rua", "ruf", "psd", "t", "pct", "rf", "ri"] {
        if let Some((tag, line)) = list.tag(name)
            && line.value.is_empty()
        {
            line.dropped = true;
            sheet.find(codes::DMARC023, &[tag.span], Mend::Done);
        }
    }
}

fn policies(sheet: &mut Sheet<'_, '_>, list: &mut List<'_>, receivers: Receivers) {
    if !list.has("p") {
        let page = if list.has("rua") { codes::DMARC002 } else { codes::DMARC001 };
        list.add_first("p", "none");
        sheet.find_with(page, &[], Mend::Done, FactKey::Suggestion, "p=none");
    }
    let mut known = [None; 3];
    let mut own = None;
    for (place, name) in ["p", "sp", "np"].into_iter().enumerate() {
        if !is_known(name, receivers) {
            continue;
        }
        let Some((tag, line)) = list.tag(name) else { continue };
        match Policy::from_word(&line.value) {
            Some(policy) => {
                if line.value != policy.as_str() {
                    line.value = policy.as_str().into();
                    sheet.find_with(
                        codes::DMARC005,
                        &[tag.value_span],
                        Mend::Done,
                        FactKey::Suggestion,
                        policy.as_str(),
                    );
                }
            }
            None => {
                let meant = meant(&line.value).or(own.filter(|_| name != "p" && !line.value.is_empty()));
                let span = if tag.value.is_empty() { tag.span } else { tag.value_span };
                match meant {
                    // Nothing is asked for subdomains.
                    None if name != "p" && line.value.is_empty() => {
                        line.dropped = true;
                        sheet.find(codes::DMARC003, &[span], Mend::Done);
                    }
                    Some(policy) => {
                        line.value = policy.as_str().into();
                        sheet.find_with(codes::DMARC003, &[span], Mend::Done, FactKey::Suggestion, policy.as_str());
                    }
                    None => sheet.find(codes::DMARC003, &[span], Mend::Left),
                }
                continue;
            }
        }
        if let Some(slot) = known.get_mut(place) {
            *slot = Policy::from_word(&line.value).map(|policy| (policy, tag.span));
        }
        own = own.or(Policy::from_word(&line.value));
    }
    let [p, sp, np] = known;
    let Some((p, _)) = p else { return };
    // np falls back to sp, and sp to p.
    let of_subdomains = sp.map_or(p, |(sp, _)| sp);
    for (name, found, instead) in [("sp", sp, p), ("np", np, of_subdomains)] {
        let Some((policy, span)) = found else { continue };
        if policy < p && policy < instead {
            if let Some((_, line)) = list.tag(name) {
                line.dropped = true;
            }
            sheet.find(codes::DMARC007, &[span], Mend::Done);
        }
    }
}

/// The policy that other words mean.
fn meant(word: &str) -> Option<Policy> {
    const WORDS: [(&str, Policy); 22] = [
        ("monitor", Policy::None),
        ("monitoring", Policy::None),
        ("report", Policy::None),
        ("nothing", Policy::None),
        ("accept", Policy::None),
        ("allow", Policy::None),
        ("off", Policy::None),
        ("no", Policy::None),
        ("null", Policy::None),
        ("spam", Policy::Quarantine),
        ("junk", Policy::Quarantine),
        ("quarantined", Policy::Quarantine),
        ("block", Policy::Reject),
        ("deny", Policy::Reject),
        ("refuse", Policy::Reject),
        ("drop", Policy::Reject),
        ("discard", Policy::Reject),
        ("fail", Policy::Reject),
        ("rejected", Policy::Reject),
        ("rejects", Policy::Reject),
        ("enforce", Policy::Reject),
        ("delete", Policy::Reject),
    ];
    if let Some((_, policy)) = WORDS.iter().find(|(other, _)| other.eq_ignore_ascii_case(word)) {
        return Some(*policy);
    }
    let slips = |policy: &Policy| if *policy == Policy::Quarantine { 3 } else { 1 };
    [Policy::None, Policy::Quarantine, Policy::Reject]
        .into_iter()
        .find(|policy| near(word, policy.as_str(), slips(policy)))
}

/// Whether receivers of that standard know the tag.
fn is_known(name: &str, receivers: Receivers) -> bool {
    let foreign = if receivers == Receivers::Rfc7489 { Tense::New } else { Tense::Removed };
    tense(name) != foreign
}

/// `t`, `psd`, `adkim` and `aspf`: one letter each.
fn flags(sheet: &mut Sheet<'_, '_>, list: &mut List<'_>, receivers: Receivers) {
    if receivers != Receivers::Rfc7489 {
        new_flags(sheet, list);
    }
    for name in ["adkim", "aspf"] {
        let Some((tag, line)) = list.tag(name) else { continue };
        let letter = match line.value.to_ascii_lowercase() {
            value if value == "r" || value == "s" => {
                if value != line.value {
                    sheet.find_with(
                        codes::DMARC005,
                        &[tag.value_span],
                        Mend::Done,
                        FactKey::Suggestion,
                        value.as_str(),
                    );
                    line.value = value;
                }
                continue;
            }
            value if value.starts_with('r') => Some("r"),
            value if value.starts_with('s') => Some("s"),
            _ => None,
        };
        line.dropped = letter.is_none();
        line.value = letter.unwrap_or_default().into();
        sheet.find_with(codes::DMARC014, &[tag.value_span], Mend::Done, FactKey::Suggestion, letter.unwrap_or("r"));
    }
}

fn new_flags(sheet: &mut Sheet<'_, '_>, list: &mut List<'_>) {
    if let Some((tag, line)) = list.tag("t") {
        match line.value.to_ascii_lowercase().as_str() {
            // It is meant so: to take it out would put the policy into force.
            "y" => sheet.find(codes::DMARC009, &[tag.span], Mend::Left),
            "n" => {}
            "yes" | "true" | "1" => {
                line.value = "y".into();
                sheet.find_with(codes::DMARC010, &[tag.span], Mend::Done, FactKey::Suggestion, "t=y");
            }
            _ => {
                line.dropped = true;
                sheet.find(codes::DMARC010, &[tag.span], Mend::Done);
            }
        }
    }
    if let Some((tag, line)) = list.tag("psd") {
        match line.value.to_ascii_lowercase().as_str() {
            "y" => {
                line.dropped = true;
                sheet.find(codes::DMARC011, &[tag.span], Mend::Done);
            }
            "n" | "u" => {}
            _ => {
                line.dropped = true;
                sheet.find(codes::DMARC010, &[tag.span], Mend::Done);
            }
        }
    }
}

/// ```abnf
/// fo-value         = "0" / "1" / "d" / "s" *( *WSP ":" *WSP … )
/// ```
fn failure_options(sheet: &mut Sheet<'_, '_>, list: &mut List<'_>) {
    let has_ruf = list.has("ruf");
    if let Some((tag, line)) = list.tag("fo") {
        let words: Vec<String> = line.value.split([':', ',']).map(|word| word.trim().to_ascii_lowercase()).collect();
        let bad = line.value.contains(',') || words.iter().any(|word| !matches!(word.as_str(), "0" | "1" | "d" | "s"));
        let both = words.iter().any(|word| word == "0") && words.iter().any(|word| word == "1");
        if bad || both {
            let mut kept: Vec<&str> =
                words.iter().map(String::as_str).filter(|word| matches!(*word, "1" | "d" | "s")).collect();
            if kept.is_empty() {
                kept.push("1");
            }
            line.value = kept.join(":");
            sheet.find_with(codes::DMARC015, &[tag.value_span], Mend::Done, FactKey::Suggestion, line.value.as_str());
        } else if !has_ruf && line.value != "0" {
            line.dropped = true;
            sheet.find(codes::DMARC016, &[tag.span], Mend::Done);
        }
    }
    if let Some((tag, _)) = list.tag("ruf") {
        sheet.find(codes::DMARC017, &[tag.span], Mend::Left);
    }
}

/// Tags that RFC 9989 removed. `pct=0` lives on as `t=y`.
fn removed(sheet: &mut Sheet<'_, '_>, list: &mut List<'_>) {
    let mut spans: SmallVec<[Span; 8]> = SmallVec::new();
    let mut testing = false;
    let has_t = list.has("t");
    if let Some((tag, line)) = list.tag("pct") {
        if line.value == "100" {
            spans.push(tag.span);
        } else {
            testing = line.value.trim_start_matches('0').is_empty() && !has_t;
            sheet.find(codes::DMARC012, &[tag.span], Mend::Done);
        }
        if testing {
            (line.name, line.value) = ("t".into(), "y".into());
        } else {
            line.dropped = true;
        }
    }
    for name in TAGS.iter().filter(|name| tense(name) == Tense::Removed) {
        if let Some((tag, line)) = list.tag(name) {
            line.dropped = true;
            spans.push(tag.span);
        }
    }
    if !spans.is_empty() {
        spans.order_by_key(|span| span.start);
        sheet.find(codes::DMARC013, &spans, Mend::Done);
    }
}

/// Tags that say what holds anyway.
fn defaults(sheet: &mut Sheet<'_, '_>, list: &mut List<'_>, receivers: Receivers) {
    let p = list.value("p").map(ToString::to_string);
    let sp = list.value("sp").map(ToString::to_string).or(p.clone());
    let mut spans: SmallVec<[Span; 8]> = SmallVec::new();
    for (name, default) in [
        ("sp", p.as_deref()),
        ("np", sp.as_deref()),
        ("adkim", Some("r")),
        ("aspf", Some("r")),
        ("fo", Some("0")),
        ("psd", Some("u")),
        ("t", Some("n")),
        ("pct", Some("100")),
        ("rf", Some("afrf")),
        ("ri", Some("86400")),
    ] {
        if is_known(name, receivers)
            && let Some((tag, line)) = list.tag(name)
            && Some(line.value.as_str()) == default
            && tag.value.eq_ignore_ascii_case(&line.value)
        {
            line.dropped = true;
            spans.push(tag.span);
        }
    }
    if !spans.is_empty() {
        spans.order_by_key(|span| span.start);
        sheet.find(codes::DMARC008, &spans, Mend::Done);
    }
}

/// Nobody reads along. An address can only be offered where the name of the record is known.
fn reports(sheet: &mut Sheet<'_, '_>, list: &mut List<'_>, request: &RecordRequest<'_>) {
    let enforces = matches!(list.value("p"), Some("quarantine" | "reject"));
    // What was dropped as malformed has its finding already.
    if list.has("rua") || list.tags.find("rua").is_some() || !enforces || list.tags.find("p").is_none() {
        return;
    }
    let domain = request.name.map(|name| name.trim_end_matches('.')).and_then(|name| name.strip_prefix("_dmarc."));
    match domain {
        Some(domain) => {
            let value = ["mailto:dmarc@", domain].concat();
            list.add_last("rua", &value);
            sheet.find_with(codes::DMARC006, &[], Mend::Done, FactKey::Suggestion, ["rua=", &value].concat());
        }
        None => sheet.find(codes::DMARC006, &[], Mend::Left),
    }
}

fn unknown(sheet: &mut Sheet<'_, '_>, list: &List<'_>) {
    for (tag, line) in list.tags.tags.iter().zip(&list.lines) {
        if !line.dropped && !line.name.is_empty() && tense(&line.name) == Tense::Unknown {
            sheet.find(codes::DMARC024, &[tag.span], Mend::Left);
        }
    }
}
