//! Asking: what an evaluation has of the answers, and what it finds missing.

use alloc::string::String;
use alloc::vec::Vec;

use crate::model::{Answer, Answers, Lookup, LookupType, Step};
use crate::text::to_ascii;

/// The letters of a name, and of a label (RFC 1035 section 2.3.4).
const LONGEST_NAME: usize = 253;
const LONGEST_LABEL: usize = 63;

/// What is known by now, and what is still wanted.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SoFar<T> {
    /// The result, as far as the answers carry it.
    pub result: T,
    /// The look-ups that would carry it further; none: it is final.
    pub needs: Vec<Lookup>,
}

impl<T> SoFar<T> {
    /// The result when it is final; otherwise what is wanted first.
    #[must_use]
    pub fn step(self) -> Step<T> {
        if self.needs.is_empty() { Step::Done(self.result) } else { Step::Needs(self.needs) }
    }
}

/// What stands at a name where one record is allowed.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Found<T> {
    /// It was not looked up yet.
    Wanted,
    /// None of this kind.
    Nothing,
    /// The one.
    One(T),
    /// More than one, and so none that counts: the texts.
    Several(Vec<String>),
    /// DNS gave no answer.
    Failed,
}

impl<T> Found<T> {
    /// The one record.
    #[must_use]
    pub const fn one(&self) -> Option<&T> {
        match self {
            Self::One(record) => Some(record),
            _ => None,
        }
    }

    /// The same with another kind of record.
    pub(super) fn map<U>(self, change: impl FnOnce(T) -> U) -> Found<U> {
        match self {
            Self::Wanted => Found::Wanted,
            Self::Nothing => Found::Nothing,
            Self::One(record) => Found::One(change(record)),
            Self::Several(texts) => Found::Several(texts),
            Self::Failed => Found::Failed,
        }
    }
}

/// The answers, and a list of what they lack.
pub(super) struct Inquiry<'a> {
    answers: &'a Answers,
    wanted: Vec<Lookup>,
}

impl<'a> Inquiry<'a> {
    pub(super) const fn new(answers: &'a Answers) -> Self {
        Self { answers, wanted: Vec::new() }
    }

    /// The answer; none when it is wanted. A name that is too long for DNS does not exist.
    pub(super) fn ask(&mut self, name: &str, kind: LookupType) -> Option<&'a Answer> {
        static NO_NAME: Answer = Answer::NoName;
        if name.len() > LONGEST_NAME {
            return Some(&NO_NAME);
        }
        let answer = self.answers.get(name, kind);
        if answer.is_none() {
            let lookup = Lookup::new(name, kind);
            if !self.wanted.contains(&lookup) {
                self.wanted.push(lookup);
            }
        }
        answer
    }

    /// The texts at `name` that begin with the version `version`, as far as there may be one only.
    pub(super) fn record(&mut self, name: &str, version: &str) -> Found<String> {
        let Some(answer) = self.ask(name, LookupType::Txt) else { return Found::Wanted };
        if answer.is_temporary() {
            return Found::Failed;
        }
        let texts = answer.records().iter().filter_map(|data| data.text());
        let mut texts: Vec<String> = texts.filter(|text| has_version(text, version)).collect();
        match texts.len() {
            0 => Found::Nothing,
            1 => texts.pop().map_or(Found::Nothing, Found::One),
            _ => Found::Several(texts),
        }
    }

    /// Whether a name exists, whatever is answered first; none while that is not known. RFC 8020: a name exists
    /// unless the answer is NXDOMAIN, and it may have no record at all.
    pub(super) fn exists(&mut self, name: &str) -> Option<bool> {
        const ANY: [LookupType; 5] = [LookupType::A, LookupType::Aaaa, LookupType::Mx, LookupType::Txt, LookupType::Ns];
        let known = ANY.into_iter().filter_map(|kind| self.answers.get(name, kind)).find(|known| !known.is_temporary());
        match known {
            Some(Answer::NoName) => Some(false),
            Some(_) => Some(true),
            // Where DNS fails, the name is taken to exist: that is the milder half of every mistake.
            None => self.ask(name, LookupType::A).map(|_| true),
        }
    }

    pub(super) fn finish<T>(self, result: T) -> SoFar<T> {
        SoFar { result, needs: self.wanted }
    }

    /// Whether something is wanted.
    pub(super) fn is_waiting(&self) -> bool {
        !self.wanted.is_empty()
    }
}

/// The domain as DNS is asked for it; none when it is no name that DNS could be asked for.
pub(super) fn dns_name(domain: &str) -> Option<String> {
    let domain = domain.trim();
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    if domain.len() > LONGEST_NAME * 4 {
        return None;
    }
    let name = to_ascii(domain)?.to_ascii_lowercase();
    let fits =
        |label: &str| (1..=LONGEST_LABEL).contains(&label.len()) && label.bytes().all(|byte| byte.is_ascii_graphic());
    (name.len() <= LONGEST_NAME && name.split('.').all(fits)).then_some(name)
}

/// Whether the first tag of a text is `v` with this value, to the letter. Blanks may stand around the equals sign.
pub(super) fn has_version(text: &str, version: &str) -> bool {
    let first = text.split(';').next().unwrap_or_default();
    let blank = |letter: char| matches!(letter, ' ' | '\t');
    first
        .split_once('=')
        .is_some_and(|(name, value)| name.trim_end_matches(blank) == "v" && value.trim_matches(blank) == version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        for text in ["v=DMARC1; p=none", "v=DMARC1", "v = DMARC1 ;p=none", "v=DMARC1;"] {
            assert!(has_version(text, "DMARC1"), "{text}");
        }
        for text in
            ["v=dmarc1; p=none", "v=DMARC1x", "V=DMARC1", "p=none; v=DMARC1", " v=DMARC1", "v=DMARC1 p=none", ""]
        {
            assert!(!has_version(text, "DMARC1"), "{text}");
        }
    }

    #[test]
    fn names() {
        assert_eq!(dns_name("Bücher.Example.").as_deref(), Some("xn--bcher-kva.example"));
        for name in ["", ".", "..", "a..b", "a b.example", &"a.".repeat(200), &"a".repeat(64), &"é".repeat(90_000)] {
            assert_eq!(dns_name(name), None, "{name}");
        }
    }
}
