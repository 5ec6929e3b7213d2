//! DKIM: the selectors that are looked at, and what may be wrong with the records there.

use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::asked::{Asked, texts};
use super::{Notes, place};
use crate::knowledge::{self, Sender, codes};
use crate::model::{FactKey, LookupType, RecordType, Severity};
use crate::rules::{RecordRequest, record};
use crate::syntax::spf::{Name, parse};

/// Selectors are looked at up to this number.
pub(super) const MOST_SELECTORS: usize = 24;
/// So many records are tried together as the parts of one key.
const MOST_PARTS: usize = 4;

/// The services that the records of a domain name: those that its SPF records include, and those whose servers its MX
/// records name.
pub(super) fn services(spf: &[String], mx: &[String]) -> Vec<&'static Sender> {
    let mut included: Vec<String> = Vec::new();
    for text in spf {
        let tree = parse(text).tree;
        let names = tree.terms.iter().filter(|term| matches!(term.name, Some(Name::Include | Name::Redirect)));
        included.extend(names.map(|term| term.value.trim_end_matches('.').to_ascii_lowercase()));
    }
    let providers: Vec<&str> = mx
        .iter()
        .filter_map(|host| knowledge::find_provider(host).and_then(knowledge::provider))
        .map(|provider| provider.id)
        .collect();
    let is_named = |sender: &&Sender| {
        let names = sender.include.iter().chain(sender.retired).chain(sender.covers);
        let by_spf = names.into_iter().any(|name| included.iter().any(|other| other == name));
        by_spf || sender.provider.is_some_and(|id| providers.contains(&id))
    };
    knowledge::senders().iter().filter(is_named).collect()
}

/// The selectors of a domain that the answers know already.
fn known(asked: &Asked<'_>, domain: &str) -> Vec<String> {
    let tail = alloc::format!("._domainkey.{domain}");
    let names = asked.answers.iter().filter(|(_, _, answer)| !answer.records().is_empty());
    let mut found: Vec<String> =
        names.filter_map(|(name, ..)| name.strip_suffix(&tail)).filter(|name| *name != "*").map(Into::into).collect();
    found.dedup();
    found
}

/// What was found about the keys of a domain.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Keys {
    /// A key without errors stands at one of the selectors.
    pub(super) any: bool,
    /// Every look-up was answered.
    pub(super) complete: bool,
    /// The caller named selectors.
    pub(super) named: bool,
}

/// Looks at the selectors of a domain.
pub(super) fn check(
    asked: &mut Asked<'_>,
    notes: &mut Notes,
    domain: &str,
    selectors: &[String],
    services: &[&'static Sender],
    wildcard: &[String],
) -> Keys {
    let mut order: Vec<(String, bool)> = selectors.iter().map(|one| (one.to_ascii_lowercase(), true)).collect();
    order.extend(services.iter().flat_map(|sender| sender.selectors).map(|one| (one.to_string(), true)));
    order.extend(known(asked, domain).into_iter().map(|one| (one, false)));
    if selectors.is_empty() {
        order.extend(knowledge::common_selectors().iter().map(|one| (one.to_string(), false)));
    }
    let mut seen = BTreeSet::new();
    order.retain(|(selector, _)| seen.insert(selector.clone()));
    order.truncate(MOST_SELECTORS);

    let mut keys = Keys { any: false, complete: true, named: !selectors.is_empty() };
    let mut with_key: Vec<String> = Vec::new();
    let mut unknown: Vec<String> = Vec::new();
    for (selector, is_expected) in &order {
        let name = alloc::format!("{selector}._domainkey.{domain}");
        let asking = if *is_expected { Asked::get } else { Asked::probe };
        let Some(answer) = asking(asked, &name, LookupType::Txt) else {
            unknown.push(selector.clone());
            continue;
        };
        if answer.is_temporary() {
            unknown.push(selector.clone());
        }
        let found: Vec<String> = texts(answer).into_iter().filter(|text| !wildcard.contains(text)).collect();
        if !found.is_empty() {
            with_key.push(selector.clone());
            keys.any |= found.iter().any(|text| is_sound(text, &name));
        } else if *is_expected && !answer.is_temporary() {
            missing(asked, notes, domain, selector, &mut with_key);
        }
    }
    keys.complete = unknown.is_empty();
    for sender in services.iter().filter(|sender| !sender.selectors.is_empty()) {
        let has = |list: &[String]| sender.selectors.iter().any(|one| list.iter().any(|other| other == one));
        if !has(&with_key) && !has(&unknown) {
            let facts = [
                (FactKey::Service, sender.name.to_string()),
                (FactKey::Suggestion, sender.selectors.join(" ")),
                (FactKey::Name, alloc::format!("_domainkey.{domain}")),
                (FactKey::Type, if sender.by_alias { "CNAME" } else { "TXT" }.to_string()),
            ];
            notes.find(codes::DKIM031, &facts);
        }
    }
    if with_key.is_empty() && keys.complete && services.iter().all(|sender| sender.selectors.is_empty()) {
        notes.find(codes::DKIM033, &[(FactKey::Name, alloc::format!("_domainkey.{domain}"))]);
    }
    keys
}

/// A selector that should have a key, and has none: is it an alias, or does the key stand at a wrong name?
fn missing(asked: &mut Asked<'_>, notes: &mut Notes, domain: &str, selector: &str, with_key: &mut Vec<String>) {
    let name = alloc::format!("{selector}._domainkey.{domain}");
    if let Some(target) = asked.probe(&name, LookupType::Cname).and_then(super::asked::target) {
        let facts = [(FactKey::Name, name), (FactKey::Type, "CNAME".into()), (FactKey::Target, target.to_string())];
        notes.find(codes::DKIM032, &facts);
        with_key.push(selector.to_string());
    }
    for wrong in
        [alloc::format!("{selector}.domainkey.{domain}"), alloc::format!("{selector}._domainkey.{domain}.{domain}")]
    {
        // What is found there, `mod.rs` reports: it looks at every text that is known.
        if asked.probe(&wrong, LookupType::Txt).is_some_and(|answer| !answer.records().is_empty()) {
            with_key.push(selector.to_string());
        }
    }
}

/// What is wrong among the records at one selector, beside what is wrong with each.
pub(super) fn together(name: &str, found: &[String]) -> Option<(u16, Option<String>)> {
    if found.len() < 2 || place::kind_at(name) != Some(RecordType::Dkim) {
        return None;
    }
    if let Some(whole) = joined(found, name) {
        return Some((codes::DKIM029, Some(whole)));
    }
    Some((codes::DKIM030, None))
}

/// The key that several records make together: one of them starts it, and is no key alone.
fn joined(found: &[String], name: &str) -> Option<String> {
    if found.len() > MOST_PARTS {
        return None;
    }
    let starts = |text: &&String| text.contains('=') && text.contains("p=");
    let [first] = found.iter().filter(starts).collect::<Vec<_>>().try_into().ok()?;
    if is_sound(first, name) {
        return None;
    }
    let rest: Vec<&str> = found.iter().filter(|text| *text != first).map(|text| text.trim()).collect();
    orders(&rest).into_iter().find_map(|order| {
        let whole = core::iter::once(first.trim()).chain(order).collect::<Vec<_>>().concat();
        is_sound(&whole, name).then_some(whole)
    })
}

/// Every order of at most three parts.
fn orders<'t>(parts: &[&'t str]) -> Vec<Vec<&'t str>> {
    match parts {
        [] => alloc::vec![Vec::new()],
        _ => (0..parts.len())
            .flat_map(|at| {
                let mut rest = parts.to_vec();
                let first = rest.remove(at);
                orders(&rest).into_iter().map(move |order| core::iter::once(first).chain(order).collect())
            })
            .collect(),
    }
}

/// Whether a record holds a key that can be used.
pub(super) fn is_sound(text: &str, name: &str) -> bool {
    let report = record(&RecordRequest::new(text).kind(RecordType::Dkim).name(name));
    let is_bad = |page: u16| report.findings.iter().any(|finding| finding.cause.place == page);
    !report.findings.iter().any(|finding| finding.cause.severity == Severity::Error) && !is_bad(codes::DKIM002)
}
