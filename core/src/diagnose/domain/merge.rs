//! Two SPF records become one.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::model::{RecordType, Severity};
use crate::rules::{RecordRequest, record};
use crate::syntax::spf::{Name, Qualifier, Spf, Term, parse};

/// One record that does what all of `texts` were meant to do: their terms in order, each once, and the strictest of
/// the endings. None where a person has to decide: a record that cannot be corrected, or one that leads elsewhere as a
/// whole (`redirect`).
///
/// A record all of whose terms lead nowhere adds nothing, and neither does its ending.
pub(super) fn merged(texts: &[String], name: &str, leads_nowhere: &dyn Fn(&Term<'_>) -> bool) -> Option<String> {
    let sound: Vec<String> = texts.iter().map(|text| corrected(text, name)).collect::<Option<_>>()?;
    let records: Vec<Spf<'_>> = sound.iter().map(|text| parse(text).tree).collect();
    if records.iter().flat_map(|record| &record.terms).any(|term| term.name == Some(Name::Redirect)) {
        return None;
    }
    let is_all = |term: &&Term<'_>| term.name == Some(Name::All);
    let (mut mechanisms, mut modifiers): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let mut contributes = Vec::new();
    for record in &records {
        let mut any = false;
        for term in record.terms.iter().filter(|term| !is_all(term)) {
            let is_modifier = term.name.is_none_or(Name::is_modifier);
            if !is_modifier && leads_nowhere(term) {
                continue;
            }
            any |= !is_modifier;
            // Modifiers go behind the ending.
            let terms = if is_modifier { &mut modifiers } else { &mut mechanisms };
            if !terms.iter().any(|other| other.eq_ignore_ascii_case(term.text)) {
                terms.push(term.text.to_string());
            }
        }
        contributes.push(any);
    }
    let none = !contributes.contains(&true);
    let weighed = records.iter().zip(contributes).filter(|(_, contributes)| none || *contributes);
    let all = weighed.flat_map(|(record, _)| record.terms.iter().find(is_all)).max_by_key(|term| strictness(term));
    let mut out = String::from("v=spf1");
    for term in mechanisms.iter().map(String::as_str).chain(all.map(|all| all.text)) {
        out.push(' ');
        out.push_str(term);
    }
    for term in &modifiers {
        out.push(' ');
        out.push_str(term);
    }
    corrected(&out, name)
}

/// A record without errors: the corrected one where that is needed. None where it cannot be corrected.
fn corrected(text: &str, name: &str) -> Option<String> {
    let report = record(&RecordRequest::new(text).kind(RecordType::Spf).name(name));
    let is_wrong = report.findings.iter().any(|finding| finding.cause.severity == Severity::Error);
    if is_wrong { report.fixed } else { Some(text.to_string()) }
}

fn strictness(term: &Term<'_>) -> u8 {
    match term.qualifier {
        None | Some(Qualifier::Pass) => 0,
        Some(Qualifier::Neutral) => 1,
        Some(Qualifier::SoftFail) => 2,
        Some(Qualifier::Fail) => 3,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn merge(texts: &[&str]) -> Option<String> {
        let texts: Vec<String> = texts.iter().map(ToString::to_string).collect();
        merged(&texts, "example.com", &|term| term.text == "mx")
    }

    #[test]
    fn terms_keep_their_order_and_the_strictest_ending_wins() {
        let found = merge(&["v=spf1 include:_spf.google.com ~all", "v=spf1 include:sendgrid.net a -all"]);
        assert_eq!(found.as_deref(), Some("v=spf1 include:_spf.google.com include:sendgrid.net a -all"));
        let found = merge(&["v=spf1 a ?all", "v=spf1 A ip4:192.0.2.1"]);
        assert_eq!(found.as_deref(), Some("v=spf1 a ip4:192.0.2.1 ?all"));
    }

    #[test]
    fn a_record_that_names_nobody_adds_nothing() {
        assert_eq!(merge(&["v=spf1 a ~all", "V=SPF1 mx -all"]).as_deref(), Some("v=spf1 a ~all"));
    }

    #[test]
    fn a_redirect_is_for_a_person() {
        assert_eq!(merge(&["v=spf1 a ~all", "v=spf1 redirect=_spf.yandex.net"]), None);
        assert_eq!(merge(&["v=spf1 a ~all", "v=spf1 ip4:999.1.1.1 -all"]), None);
    }
}
