//! BIMI as receivers find it: draft-brand-indicators-for-message-identification. Two look-ups beside those of DMARC.

use alloc::format;
use alloc::string::{String, ToString};

use super::dmarc::{Discovered, Discovery as Dmarc, NameKind};
use super::inquiry::{Found, Inquiry, SoFar};
use crate::model::Answers;
use crate::syntax::dmarc::Policy;
use crate::syntax::tags;

/// What receivers find for a domain.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Discovery {
    /// The domain whose record counts: the domain itself, else its organizational domain.
    pub domain: String,
    /// The record at `default._bimi.<domain>`: its text.
    pub record: Found<String>,
}

impl Discovery {
    /// Whether the record asks for a logo: one with an empty `l` declines.
    #[must_use]
    pub fn asks_for_logo(&self) -> bool {
        self.record.one().is_some_and(|text| {
            let list = tags::parse(text, &[]).tree;
            list.tags.iter().any(|tag| tag.is("l") && !tag.value.is_empty())
        })
    }
}

/// Finds the record with the selector `default`.
#[must_use]
pub fn discover(dmarc: &Dmarc, answers: &Answers) -> SoFar<Discovery> {
    let mut inquiry = Inquiry::new(answers);
    let mut domain = dmarc.domain.as_str();
    if !dmarc.is_name {
        return inquiry.finish(Discovery { domain: domain.to_string(), record: Found::Nothing });
    }
    let mut record = inquiry.record(&format!("default._bimi.{domain}"), "BIMI1");
    if record == Found::Nothing
        && let Some(organizational) = dmarc.organizational.as_deref().filter(|other| *other != domain)
    {
        domain = organizational;
        record = inquiry.record(&format!("default._bimi.{domain}"), "BIMI1");
    }
    inquiry.finish(Discovery { domain: domain.to_string(), record })
}

/// What DMARC lacks for a logo to be shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Lack {
    /// There is no policy at all.
    NoPolicy,
    /// The policy for the domain asks for nothing: `p=none`, or the one that is inherited.
    NotEnforced,
    /// `sp=none`: subdomains are free to anybody.
    Subdomains,
    /// `pct` is less than 100.
    Share,
    /// `t=y`: the policy is being tested.
    Testing,
}

impl Lack {
    /// The tag that stands in the way, as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoPolicy => "no DMARC policy",
            Self::NotEnforced => "p=none",
            Self::Subdomains => "sp=none",
            Self::Share => "pct",
            Self::Testing => "t=y",
        }
    }
}

/// What the DMARC policy lacks; none while that cannot be said, or where nothing is lacking.
///
/// The policy of the domain and that of its organization have to be quarantine or reject, for all of the mail, and not
/// `sp=none`.
#[must_use]
pub fn lack(dmarc: &Dmarc) -> Option<Lack> {
    let applied = match &dmarc.policy {
        Discovered::Nothing => return Some(Lack::NoPolicy),
        Discovered::Wanted | Discovered::Failed => return None,
        Discovered::Applies(applied) => applied,
    };
    let record = &applied.record;
    let is_weak = |name: NameKind| record.effective(name).is_none_or(|policy| policy.published == Policy::None);
    let organization = dmarc.levels.iter().find(|level| Some(level.domain.as_str()) == dmarc.organizational.as_deref());
    let organization = organization.and_then(|level| level.found.one());
    if is_weak(applied.name.unwrap_or(NameKind::Domain))
        || organization.is_some_and(|other| other.p == Some(Policy::None))
    {
        return Some(Lack::NotEnforced);
    }
    if record.sp == Some(Policy::None) || organization.is_some_and(|other| other.sp == Some(Policy::None)) {
        return Some(Lack::Subdomains);
    }
    let share = |text: &str| {
        let list = tags::parse(text, &[]).tree;
        list.tags.iter().any(|tag| tag.is("pct") && tag.value.parse::<u32>().is_ok_and(|percent| percent < 100))
    };
    if share(&record.text) {
        return Some(Lack::Share);
    }
    record.testing.then_some(Lack::Testing)
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;
    use crate::evaluate::dmarc::{self, Question};
    use crate::model::{Answer, Data, LookupType};

    fn zone(records: &[(&str, &str)]) -> Answers {
        let mut answers = Answers::new();
        for name in ["_dmarc.news.example.com", "_dmarc.example.com", "_dmarc.com"] {
            answers.insert(name, LookupType::Txt, Answer::NoName);
        }
        answers.insert("default._bimi.news.example.com", LookupType::Txt, Answer::NoName);
        for (name, text) in records {
            answers.insert(name, LookupType::Txt, Answer::Records(vec![Data::Txt(vec![(*text).into()])]));
        }
        answers
    }

    #[test]
    fn what_dmarc_lacks() {
        for (record, lacking) in [
            ("v=DMARC1; p=reject", None),
            ("v=DMARC1; p=quarantine; pct=100", None),
            ("v=DMARC1; p=quarantine; pct=50", Some(Lack::Share)),
            ("v=DMARC1; p=reject; sp=none", Some(Lack::Subdomains)),
            ("v=DMARC1; p=none", Some(Lack::NotEnforced)),
            ("v=DMARC1; p=reject; t=y", Some(Lack::Testing)),
            ("something else", Some(Lack::NoPolicy)),
        ] {
            let answers = zone(&[("_dmarc.example.com", record)]);
            let dmarc = dmarc::discover(&Question::new("example.com"), &answers).result;
            assert_eq!(lack(&dmarc), lacking, "{record}");
        }
    }

    #[test]
    fn a_subdomain_uses_the_logo_of_its_organization() {
        let answers = zone(&[
            ("_dmarc.example.com", "v=DMARC1; p=reject"),
            ("default._bimi.example.com", "v=BIMI1; l=https://example.com/logo.svg; a="),
        ]);
        let dmarc = dmarc::discover(&Question::new("news.example.com"), &answers).result;
        let found = discover(&dmarc, &answers).result;
        assert_eq!((found.domain.as_str(), found.asks_for_logo()), ("example.com", true));
    }
}
