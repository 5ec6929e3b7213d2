//! The texts of a domain: which are records of mail, where they stand, and what stands beside them.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::asked::{Asked, texts};
use super::hosts::{self, Servers, about};
use super::place::{self, Misplaced};
use super::{HIDDEN, Notes, keys, merge};
use crate::knowledge::codes;
use crate::model::{DomainRecord, Fact, FactKey, Finding, LookupType, RecordType, Severity};
use crate::rules::{RecordRequest, kind_by_version, publish, record};
use crate::syntax::spf::{Name, Term, parse};
use crate::text::near;

/// So many records of a domain are looked at.
const MOST_RECORDS: usize = 200;

/// A record of mail.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) name: String,
    /// Its type in DNS: TXT, or the type SPF that is retired.
    pub(super) dns: LookupType,
    pub(super) kind: RecordType,
    /// The strings, joined.
    pub(super) text: String,
}

/// The records of a domain.
pub(super) struct Texts {
    domain: String,
    all: Vec<Text>,
    /// The texts that a wildcard gives to every name without records.
    pub(super) wildcard: Vec<String>,
}

/// How a record is mended that is no better by itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Mended {
    /// By this text.
    Text(String),
    /// Its text stays as it is: its name changes, or what stands beside it.
    Elsewhere,
}

impl Texts {
    /// Every record of mail that the answers hold, at the domain and below it.
    pub(super) fn collect(asked: &mut Asked<'_>, domain: &str) -> Self {
        let wildcard = asked.peek(&alloc::format!("*.{domain}"), LookupType::Txt).map(texts).unwrap_or_default();
        let mut all = Vec::new();
        for (name, dns, answer) in asked.answers.iter() {
            let is_inside = name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
            if !is_inside || !matches!(dns, LookupType::Txt | LookupType::Spf) {
                continue;
            }
            for text in texts(answer) {
                let is_wild = wildcard.contains(&text) && name != domain;
                if let Some(kind) = kind_of(name, &text).filter(|_| !is_wild && all.len() < MOST_RECORDS) {
                    all.push(Text { name: name.to_string(), dns, kind, text });
                }
            }
        }
        Self { domain: domain.to_string(), all, wildcard }
    }

    /// The SPF records at the domain itself.
    pub(super) fn spf(&self) -> Vec<String> {
        self.at(&self.domain, RecordType::Spf)
    }

    /// The records of a kind at a name.
    fn at(&self, name: &str, kind: RecordType) -> Vec<String> {
        let here = |text: &&Text| text.name == name && text.kind == kind && text.dns == LookupType::Txt;
        self.all.iter().filter(here).map(|text| text.text.clone()).collect()
    }

    /// Whether there is a DMARC record of the domain's own, however broken.
    pub(super) fn has_at(&self, domain: &str) -> bool {
        !self.at(&alloc::format!("_dmarc.{domain}"), RecordType::Dmarc).is_empty()
    }

    /// Whether a record of this kind stands at a wrong name, or as the wrong type.
    pub(super) fn is_elsewhere(&self, kind: RecordType) -> bool {
        let looks = |text: &&Text| text.kind == kind && (text.dns != LookupType::Txt || is_lost(text));
        self.all.iter().any(|text| looks(&text))
    }
}

/// Whether nobody looks where the record stands.
fn is_lost(text: &Text) -> bool {
    let is_spf_label = text.kind == RecordType::Spf && looks_like_spf(&text.name);
    is_spf_label || place::judge(text.kind, &text.name).is_some()
}

/// What kind of record a text is: its version says so, or else the name it stands at.
fn kind_of(name: &str, text: &str) -> Option<RecordType> {
    kind_by_version(text).or_else(|| place::kind_at(name).filter(|_| !text.trim().is_empty())).or_else(|| {
        // Without a version, a key is known by its name alone: `s1.domainkey.example.com`.
        let is_key =
            text.contains("p=MI") && name.split('.').any(|label| near(label.trim_matches('_'), "domainkey", 1));
        is_key.then_some(RecordType::Dkim)
    })
}

/// Reports on every record, alone and beside the others.
pub(super) fn report(asked: &mut Asked<'_>, notes: &mut Notes, texts: &Texts) -> Vec<DomainRecord> {
    let mut records: Vec<DomainRecord> = Vec::new();
    let mut seen: Vec<(&str, RecordType)> = Vec::new();
    for text in &texts.all {
        let before = notes.findings.len();
        // It is corrected for the name where it belongs: there it must not include itself.
        let right = misplaced(asked, text).and_then(|misplaced| misplaced.right);
        let mut one = single(notes, text, right.as_deref().unwrap_or(&text.name));
        let own = notes.findings.get(before..).unwrap_or_default();
        let is_sound = !own.iter().any(|finding| finding.cause.severity == Severity::Error);
        let key = (text.name.as_str(), text.kind);
        if !seen.contains(&key) || text.dns == LookupType::Spf {
            seen.push(key);
            let before = notes.findings.len();
            let mut moved = text.clone();
            let mended = around(asked, notes, &mut moved);
            let added = notes.findings.get(before..).unwrap_or_default();
            one.codes.extend(added.iter().map(|finding| finding.cause.code));
            match mended {
                Some(Mended::Text(whole)) => one.fixed = Some(whole),
                // The text stays, and goes to its place.
                Some(Mended::Elsewhere) if moved.name != text.name || text.dns != LookupType::Txt => {
                    one.fixed = one.fixed.or_else(|| is_sound.then(|| one.text.clone()));
                }
                Some(Mended::Elsewhere) => {}
                None if !added.is_empty() => one.fixed = None,
                None => {}
            }
            one.publish = one.fixed.as_ref().map(|fixed| publish(text.kind, Some(&moved.name), fixed));
        }
        records.push(one);
    }
    let is_of_mail = |text: &&String| kind_by_version(text).is_some();
    if texts.wildcard.iter().any(|text| is_of_mail(&text)) {
        notes.find(codes::DNS018, &about(&alloc::format!("*.{}", texts.domain), LookupType::Txt));
    }
    records
}

/// The report on one record by itself, seen from the name where it belongs.
fn single(notes: &mut Notes, text: &Text, right: &str) -> DomainRecord {
    let report = record(&RecordRequest::new(&text.text).kind(text.kind).name(right));
    let has_private_key = report.findings.iter().any(|finding| finding.cause.place == codes::DKIM005);
    let codes = report.findings.iter().map(|finding| finding.cause.code).collect();
    for finding in report.findings {
        let mut finding: Finding<'static> = finding.into_owned();
        let facts = about(&text.name, text.dns);
        finding.facts.extend(facts.map(|(key, value)| Fact { key, value: value.into() }));
        notes.findings.push(finding);
    }
    DomainRecord {
        record: text.kind,
        name: text.name.clone(),
        kind: text.dns,
        text: if has_private_key { HIDDEN.to_owned() } else { text.text.clone() },
        codes,
        publish: report.fixed.as_ref().map(|fixed| publish(text.kind, Some(&text.name), fixed)),
        fixed: report.fixed,
    }
}

/// What is wrong around a record: where it stands, and what stands beside it. The graver hides the rest: a record at a
/// wrong name is read by nobody. `text.name` becomes the right name.
pub(super) fn around(asked: &mut Asked<'_>, notes: &mut Notes, text: &mut Text) -> Option<Mended> {
    let mut facts = about(&text.name, text.dns).to_vec();
    if let Some(misplaced) = misplaced(asked, text) {
        if let Some(right) = misplaced.right {
            facts.push((FactKey::Suggestion, right.clone()));
            text.name = right;
        }
        notes.find(misplaced.page, &facts);
        return Some(Mended::Elsewhere);
    }
    let here: Vec<String> = asked.probe(&text.name, LookupType::Txt).map(texts).unwrap_or_default();
    let of_kind: Vec<String> = here.into_iter().filter(|other| kind_of(&text.name, other) == Some(text.kind)).collect();
    if text.kind == RecordType::Spf && of_kind.is_empty() {
        let old = asked.probe(&text.name, LookupType::Spf).map(texts).unwrap_or_default();
        if old.iter().any(|old| kind_by_version(old) == Some(RecordType::Spf)) {
            notes.find(codes::REC037, &about(&text.name, LookupType::Spf));
            return Some(Mended::Elsewhere);
        }
    }
    if let Some(target) = hosts::beside(asked, &text.name) {
        facts.push((FactKey::Target, target.to_string()));
        notes.find(codes::DNS017, &facts);
        return Some(Mended::Elsewhere);
    }
    if let Some((page, whole)) = keys::together(&text.name, &of_kind) {
        notes.find(page, &facts);
        // Which of two keys is signed with, DNS does not tell; the one that was asked about stays as it is.
        return Some(whole.map_or(Mended::Elsewhere, Mended::Text));
    }
    if of_kind.len() > 1 {
        let page = if text.kind == RecordType::Dmarc { codes::DMARC025 } else { codes::REC036 };
        notes.find(page, &facts);
        if text.kind != RecordType::Spf {
            return None;
        }
        for kind in [LookupType::Mx, LookupType::A, LookupType::Aaaa] {
            asked.probe(&text.name, kind);
        }
        let asked = &*asked;
        let name = text.name.clone();
        return merge::merged(&of_kind, &name, &|term| leads_nowhere(asked, term, &name)).map(Mended::Text);
    }
    None
}

/// Whether the record stands at a name where nobody looks for it.
fn misplaced(asked: &mut Asked<'_>, text: &Text) -> Option<Misplaced> {
    if let Some(misplaced) = place::judge(text.kind, &text.name) {
        return Some(misplaced);
    }
    if text.kind != RecordType::Spf || !looks_like_spf(&text.name) {
        return None;
    }
    // `_spf.example.com` is a fine name for a part; alone, nobody comes there.
    let (_, parent) = text.name.split_once('.')?;
    let answer = asked.probe(parent, LookupType::Txt)?;
    let has_own = texts(answer).iter().any(|text| kind_by_version(text) == Some(RecordType::Spf));
    (!has_own && !answer.is_temporary()).then(|| Misplaced { page: codes::REC033, right: Some(parent.to_string()) })
}

/// Whether a name says that it is for an SPF record.
fn looks_like_spf(name: &str) -> bool {
    let first = name.split('.').next().unwrap_or_default();
    matches!(first, "spf" | "_spf" | "spf1" | "_spf1" | "__spf") && name.matches('.').count() > 1
}

/// Whether a term names hosts that do not exist, as far as that is known.
fn leads_nowhere(asked: &Asked<'_>, term: &Term<'_>, domain: &str) -> bool {
    let name = match term.value {
        "" => domain,
        value if value.contains(['%', '/']) => return false,
        value => value,
    };
    let is_void = |kind| asked.peek(name, kind).is_some_and(crate::model::Answer::is_void);
    match term.name {
        Some(Name::Mx) => is_void(LookupType::Mx),
        Some(Name::A) => is_void(LookupType::A) && is_void(LookupType::Aaaa),
        Some(Name::Include) => is_void(LookupType::Txt),
        _ => false,
    }
}

/// Whether the domain has an SPF record that receivers use. None where that is not known.
pub(super) fn has_spf(asked: &mut Asked<'_>, notes: &mut Notes, texts: &Texts, servers: &Servers) -> Option<bool> {
    let domain = &texts.domain;
    let answer = asked.get(domain, LookupType::Txt)?;
    let own = texts.spf();
    if answer.is_temporary() {
        return None;
    }
    if let [one] = own.as_slice() {
        let names_somebody = parse(one).tree.terms.iter().any(|term| {
            term.name.is_some_and(|name| name != Name::All && !name.is_modifier() || name == Name::Redirect)
        });
        if servers.takes_none && names_somebody {
            notes.find(codes::DNS009, &about(domain, LookupType::Mx));
        }
    }
    if own.is_empty() {
        for wrong in ["_spf", "spf"] {
            asked.probe(&alloc::format!("{wrong}.{domain}"), LookupType::Txt);
        }
        asked.probe(domain, LookupType::Spf);
        // The graver finding hides the plainer: a record at a wrong name is not missing.
        if !texts.is_elsewhere(RecordType::Spf) {
            let is_silent = servers.takes_none || servers.nowhere;
            let page = if is_silent { codes::DNS019 } else { codes::REC038 };
            notes.find(page, &about(domain, LookupType::Txt));
        }
    }
    Some(own.len() == 1)
}
