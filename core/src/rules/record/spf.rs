//! SPF records: RFC 7208. Pages: `knowledge/causes/spf.toml`.

mod draft;
mod glance;
mod networks;
mod senders;
mod whole;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use smallvec::SmallVec;

use self::draft::Draft;
pub(super) use self::glance::glance;
use super::RecordRequest;
use super::sheet::{Checked, Mend, Sheet};
use super::tree;
use crate::knowledge::codes;
use crate::model::FactKey;
use crate::syntax::spf::{
    DomainProblem, MacroProblem, Name, Spf, SpfFault, SpfFaultKind, VersionForm, domain_spec, ip4_network, ip6_network,
    parse_joined, prefix,
};
use crate::text::{Span, to_ascii};

/// Checks one record.
pub(super) fn check<'t>(mut sheet: Sheet<'t, '_>, request: &RecordRequest<'_>) -> Checked<'t> {
    let text = sheet.text();
    let parsed = parse_joined(text, &sheet.repaired.joints);
    let spf = parsed.tree;
    sheet.keep(|sheet| tree::spf(sheet, &spf));
    let mut draft = Draft::new(&spf);
    version(&mut sheet, &spf);
    let comment = behind_all(&mut sheet, &spf, &parsed.faults, &mut draft);
    together(&mut sheet, &parsed.faults, comment);
    let all = spf.terms.iter().position(|term| term.name == Some(Name::All));
    for fault in &parsed.faults {
        if let Some(place) = fault.term {
            one(&mut sheet, &spf, &mut draft, fault, place, all);
        }
    }
    // A term with an error is no ground for further findings on the same term.
    let sound: Vec<bool> = broken(spf.terms.len(), &parsed.faults);
    networks::check(&mut sheet, &spf, &sound, &mut draft);
    senders::check(&mut sheet, &spf, &sound, &mut draft, request.name);
    whole::modifiers(&mut sheet, &spf, &sound, &mut draft);
    let joined = parsed.faults.iter().any(|fault| fault.kind == SpfFaultKind::VersionAgain);
    whole::order(&mut sheet, &spf, &sound, &mut draft, joined);
    let (fixed, joints) = draft.print(&spf, &sheet.repaired.joints);
    sheet.finish(&fixed, &joints)
}

/// For each term, whether it has no fault of its own; glue and blanks around it do not count.
fn broken(terms: usize, faults: &[SpfFault]) -> Vec<bool> {
    let mut sound = alloc::vec![true; terms];
    for fault in faults {
        let around = matches!(
            fault.kind,
            SpfFaultKind::Blank | SpfFaultKind::ListMark | SpfFaultKind::Glued | SpfFaultKind::Spaced
        );
        if let Some(sound) = fault.term.and_then(|place| sound.get_mut(place)) {
            *sound &= around;
        }
    }
    sound
}

fn version(sheet: &mut Sheet<'_, '_>, spf: &Spf<'_>) {
    let span = spf.version.span;
    match spf.version.form {
        VersionForm::Right => {}
        VersionForm::Missing => sheet.find(codes::SPF001, &[], Mend::Done),
        VersionForm::Wrong => sheet.find_with(codes::SPF002, &[span], Mend::Done, FactKey::Suggestion, "v=spf1"),
        VersionForm::SenderId => sheet.find(codes::SPF003, &[span], Mend::Done),
    }
}

/// Faults that one slip leaves all over the record: one finding each. From `comment` on, words behind all were told of.
fn together(sheet: &mut Sheet<'_, '_>, faults: &[SpfFault], comment: usize) {
    for (kind, page) in [(SpfFaultKind::ListMark, codes::SPF008), (SpfFaultKind::Blank, codes::SPF043)] {
        let spans: SmallVec<[Span; 8]> = faults
            .iter()
            .filter(|fault| fault.kind == kind && fault.span.start < comment)
            .map(|fault| fault.span)
            .collect();
        if !spans.is_empty() {
            sheet.find(page, &spans, Mend::Done);
        }
    }
}

/// A fault in one term, and its correction; `all` is where all stands.
fn one(
    sheet: &mut Sheet<'_, '_>,
    spf: &Spf<'_>,
    draft: &mut Draft,
    fault: &SpfFault,
    place: usize,
    all: Option<usize>,
) {
    let (Some(term), Some(line)) = (spf.terms.get(place), draft.line(place)) else { return };
    let span = [fault.span];
    match fault.kind {
        SpfFaultKind::Blank | SpfFaultKind::ListMark => {}
        SpfFaultKind::Glued => {
            line.touched = true;
            sheet.find(codes::SPF009, &span, Mend::Done);
        }
        SpfFaultKind::Spaced => {
            line.touched = true;
            sheet.find(codes::SPF007, &span, Mend::Done);
        }
        SpfFaultKind::VersionAgain => {
            line.dropped = true;
            sheet.find(codes::SPF041, &span, Mend::Done);
        }
        SpfFaultKind::Misspelt(name) => {
            line.rename(name);
            sheet.find_with(codes::SPF005, &span, Mend::Done, FactKey::Suggestion, name.as_str());
        }
        SpfFaultKind::UnknownMechanism => {
            // Behind all it was never read, and is told of at once; elsewhere nobody can know what was meant.
            if all.is_none_or(|all| place <= all) {
                sheet.find(codes::SPF004, &span, Mend::Left);
            }
        }
        SpfFaultKind::Separator(name) => {
            line.rename(name);
            sheet.find_with(codes::SPF006, &span, Mend::Done, FactKey::Suggestion, line.print());
        }
        SpfFaultKind::Qualifier => {
            if qualifier(line, term.name.is_some_and(Name::is_modifier), term.text) {
                sheet.find_with(codes::SPF019, &span, Mend::Done, FactKey::Suggestion, line.print());
            } else {
                sheet.find(codes::SPF019, &span, Mend::Left);
            }
        }
        SpfFaultKind::Bare(name) => {
            line.rename(name);
            sheet.find_with(codes::SPF010, &span, Mend::Done, FactKey::Suggestion, line.print());
        }
        SpfFaultKind::Belongs(name) => {
            line.rename(name);
            sheet.find_with(codes::SPF011, &span, Mend::Done, FactKey::Suggestion, line.print());
        }
        SpfFaultKind::Ip4(_) => address(sheet, line, fault.span),
        SpfFaultKind::Ip6 => match clean_ip6(&line.value) {
            Some(value) => {
                line.set_value(&value);
                sheet.find_with(codes::SPF012, &span, Mend::Done, FactKey::Suggestion, value);
            }
            None => sheet.find(codes::SPF012, &span, Mend::Left),
        },
        SpfFaultKind::Prefix => match netmask(&line.value, term.name) {
            Some(value) => {
                line.set_value(&value);
                sheet.find_with(codes::SPF013, &span, Mend::Done, FactKey::Suggestion, value);
            }
            None => sheet.find(codes::SPF013, &span, Mend::Left),
        },
        SpfFaultKind::PrefixZero => {
            line.strip_zeros();
            sheet.find(codes::SPF013, &span, Mend::Done);
        }
        SpfFaultKind::PrefixNotAllowed => {
            // ptr has to go anyway, and what replaces it only its owner knows.
            let mend = if term.name == Some(Name::Ptr) { Mend::Left } else { Mend::Done };
            if term.name == Some(Name::All) {
                line.set_value("");
            } else {
                line.strip_prefix_length();
            }
            sheet.find(codes::SPF014, &span, mend);
        }
        SpfFaultKind::ValueNotAllowed => {
            line.set_value("");
            sheet.find(codes::SPF015, &span, Mend::Done);
        }
        SpfFaultKind::ValueMissing => {
            let alone = term.name.is_some_and(Name::stands_alone);
            // An explanation can be done without, and so can a redirect beside all.
            line.dropped = term.name == Some(Name::Exp) || (term.name == Some(Name::Redirect) && all.is_some());
            let mend = if alone || line.dropped { Mend::Done } else { Mend::Left };
            if !line.value.starts_with('/') {
                line.set_value("");
            }
            line.touched = true;
            sheet.find(codes::SPF016, &span, mend);
        }
        SpfFaultKind::Domain(DomainProblem::Idn) => {
            let ascii = to_ascii(&line.value);
            match &ascii {
                Some(ascii) => {
                    line.set_value(ascii);
                    sheet.find_with(codes::REC030, &span, Mend::Done, FactKey::Suggestion, ascii.as_str());
                }
                None => sheet.find(codes::REC020, &span, Mend::Left),
            }
        }
        SpfFaultKind::Domain(problem) => match clean_domain(&line.value, problem) {
            Some(value) => {
                line.set_value(&value);
                sheet.find_with(codes::SPF017, &span, Mend::Done, FactKey::Suggestion, value);
            }
            None => sheet.find(codes::SPF017, &span, Mend::Left),
        },
        SpfFaultKind::Macro(problem) => {
            let at = Span::new(
                fault.span.start.saturating_sub(term.value_span.start),
                fault.span.end.saturating_sub(term.value_span.start),
            );
            let mended = line.mend_macro(problem, at);
            sheet.find(codes::SPF018, &span, if mended { Mend::Done } else { Mend::Left });
        }
        SpfFaultKind::Placeholder => sheet.find(codes::REC028, &span, Mend::Left),
    }
}

/// Puts the qualifier in front of a mechanism, or takes it off a modifier. Which of two is meant, only the owner knows.
fn qualifier(line: &mut draft::Line, is_modifier: bool, text: &str) -> bool {
    line.touched = true;
    if is_modifier {
        line.qualifier.clear();
        return true;
    }
    let mut signs = text.chars().filter(|letter| matches!(letter, '+' | '-' | '~' | '?'));
    let sign = signs.next();
    line.qualifier = sign.map(|sign| sign.to_string()).unwrap_or_default();
    line.set_value("");
    signs.all(|other| Some(other) == sign)
}

/// An IPv4 address that can be put right where its meaning is plain.
fn address(sheet: &mut Sheet<'_, '_>, line: &mut draft::Line, span: Span) {
    // `ip4://192.0.2.1`
    let given = line.value.trim_start_matches('/');
    let (address, length) = match given.split_once('/') {
        Some((address, length)) => (address, Some(length)),
        None => (given, None),
    };
    let found = match ip4_network(address, length.is_some()) {
        Err((_, Some(found))) => Some(found),
        // `ip4://192.0.2.1`, `ip4:.192.0.2.1`
        _ => address.trim_matches(['/', '.', ':', '=', '[', ']']).parse().ok().map(|address| (address, None)),
    };
    let Some((meant, prefix)) = found else {
        return sheet.find(codes::SPF012, &[span], Mend::Left);
    };
    let length = if address.is_empty() { None } else { length };
    let mut value = meant.to_string();
    let length = length.map(ToString::to_string).or(prefix.map(|prefix| prefix.to_string()));
    if let Some(length) = length {
        value.push('/');
        value.push_str(&length);
    }
    line.set_value(&value);
    sheet.find_with(codes::SPF012, &[span], Mend::Done, FactKey::Suggestion, value);
}

/// Words behind all, such as a comment: one finding. Gives where all ends when there are any.
fn behind_all(sheet: &mut Sheet<'_, '_>, spf: &Spf<'_>, faults: &[SpfFault], draft: &mut Draft) -> usize {
    let after = spf.terms.iter().position(|term| term.name == Some(Name::All)).unwrap_or(usize::MAX);
    let unknown = faults.iter().filter(|fault| fault.kind == SpfFaultKind::UnknownMechanism);
    let behind = unknown.filter_map(|fault| Some((fault.term?, fault.span))).filter(|(place, _)| *place > after);
    let mut spans: SmallVec<[Span; 8]> = SmallVec::new();
    for (place, span) in behind {
        spans.push(span);
        if let Some(line) = draft.line(place) {
            line.dropped = true;
        }
    }
    if spans.is_empty() {
        return usize::MAX;
    }
    sheet.find(codes::SPF004, &spans, Mend::Done);
    spf.terms.get(after).map_or(usize::MAX, |term| term.span.end)
}

/// `[2001:db8::1]` is `2001:db8::1`.
fn clean_ip6(value: &str) -> Option<String> {
    let clean: String = value.chars().filter(|letter| !matches!(letter, '[' | ']')).collect();
    let address = clean.split('/').next().unwrap_or_default();
    (clean != value && ip6_network(address).is_some()).then_some(clean)
}

/// `192.0.2.0/255.255.255.0` is `192.0.2.0/24`, and `192.0.2.0/` is `192.0.2.0`. An address has one length, `a` and
/// `mx` part two by `//`.
fn netmask(value: &str, name: Option<Name>) -> Option<String> {
    let trimmed = value.trim_end_matches(['/', '.']);
    if trimmed.len() < value.len() {
        return Some(trimmed.to_string());
    }
    let is_address = matches!(name, Some(Name::Ip4 | Name::Ip6));
    let most = if name == Some(Name::Ip4) { 32 } else { 128 };
    match value.split_once("//") {
        Some((address, length)) if is_address => {
            return prefix(length, most).map(|(length, _)| alloc::format!("{address}/{length}"));
        }
        None if !is_address => {
            let (before, six) = value.rsplit_once('/')?;
            let (_, four) = before.rsplit_once('/')?;
            let lengths = prefix(four, 32).zip(prefix(six, 128));
            return lengths.map(|_| alloc::format!("{before}//{six}"));
        }
        _ => {}
    }
    let (address, mask) = value.split_once('/')?;
    let mask = u32::from(mask.parse::<core::net::Ipv4Addr>().ok()?);
    let length = mask.leading_ones();
    (length > 0 && mask.count_ones() == length).then(|| alloc::format!("{address}/{length}"))
}

/// The host of a web address, and the host without its port.
fn clean_domain(value: &str, problem: DomainProblem) -> Option<String> {
    if !matches!(problem, DomainProblem::Url | DomainProblem::Label) {
        return None;
    }
    let host = value.split_once("://").map_or(value, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    let host = match host.split_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => host,
    };
    let host = host.trim_matches(['.', ':']);
    (host != value && domain_spec(host, false).is_none()).then(|| host.to_string())
}

/// Whether a macro's fault has one plain meaning: the text that mends it.
fn macro_text(problem: MacroProblem, broken: &str, at_end: bool) -> Option<String> {
    match problem {
        MacroProblem::NoBrace => Some(alloc::format!("%{{{}}}", broken.get(1..)?)),
        MacroProblem::UrlEscape => {
            let code = u8::from_str_radix(broken.get(1..)?, 16).ok()?;
            code.is_ascii_graphic().then(|| char::from(code).to_string())
        }
        MacroProblem::Percent if at_end => Some(String::new()),
        _ => None,
    }
}
