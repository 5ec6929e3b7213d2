#![allow(clippy::unwrap_used)]

use alloc::format;
use alloc::vec;

use super::*;
use crate::model::{Answer, Data, LookupType};

/// Answers from a zone: names that it lacks do not exist. Gives the verdict and the rounds it took.
fn verdict(question: &Question<'_>, zone: &[(&str, &[&str])]) -> (Verdict, usize) {
    let mut answers = Answers::new();
    for rounds in 1.. {
        match evaluate(question, &answers) {
            Step::Done(verdict) => return (verdict, rounds),
            Step::Needs(wanted) => {
                assert!(rounds < 5 && !wanted.is_empty());
                for lookup in wanted {
                    assert_eq!(answers.get(&lookup.name, lookup.kind), None, "{lookup:?} was answered");
                    let found = zone.iter().find(|(name, _)| *name == lookup.name);
                    let answer = match found {
                        None => Answer::NoName,
                        Some((_, ["timeout"])) => Answer::Timeout,
                        Some((_, texts)) if lookup.kind == LookupType::Txt && !texts.is_empty() => {
                            let texts = texts.iter().map(|text| Data::Txt(vec![(*text).into()]));
                            Answer::Records(texts.collect())
                        }
                        Some(_) => Answer::NoData,
                    };
                    answers.insert(&lookup.name, lookup.kind, answer);
                }
            }
        }
    }
    unreachable!()
}

fn applied(verdict: &Verdict) -> (&str, Effective) {
    let Discovered::Applies(applied) = &verdict.discovery.policy else { panic!("no policy: {verdict:?}") };
    (&applied.domain, applied.effective.unwrap())
}

/// RFC 9989 section 4.7: `np` is for names that do not exist, and falls back to `sp`, and that to `p`.
#[test]
fn policies_by_kind_of_name() {
    for (record, exists, tag, policy) in [
        ("v=DMARC1; p=reject; sp=none; np=quarantine", true, "sp", Policy::None),
        ("v=DMARC1; p=reject; sp=none; np=quarantine", false, "np", Policy::Quarantine),
        ("v=DMARC1; p=reject; np=none", true, "p", Policy::Reject),
        ("v=DMARC1; p=reject; sp=quarantine", false, "sp", Policy::Quarantine),
        ("v=DMARC1; p=reject", false, "p", Policy::Reject),
    ] {
        let texts = [record];
        let mut zone = vec![("_dmarc.example.com", &texts[..])];
        if exists {
            zone.push(("sub.example.com", &[]));
        }
        let (verdict, _) = verdict(&Question::new("sub.example.com"), &zone);
        let (domain, effective) = applied(&verdict);
        assert_eq!((domain, effective.tag, effective.applied), ("example.com", tag, policy), "{record} {exists}");
        assert_eq!(verdict.outcome, Some(Outcome::Fail));
        assert_eq!(verdict.disposition(), Some(policy));
    }
}

/// RFC 9989 section 4.7: with `t=y` one step less strict.
#[test]
fn testing_is_one_step_milder() {
    for (policy, milder) in [("reject", Policy::Quarantine), ("quarantine", Policy::None), ("none", Policy::None)] {
        let text = format!("v=DMARC1; p={policy}; t=y");
        let (verdict, _) = verdict(&Question::new("example.com"), &[("_dmarc.example.com", &[&text])]);
        assert_eq!(applied(&verdict).1.applied, milder);
    }
}

/// RFC 9989 section 4.4: what speaks for the domain.
#[test]
fn alignment() {
    let zone: &[(&str, &[&str])] = &[
        ("_dmarc.example.com", &["v=DMARC1; p=reject; aspf=s"]),
        ("_dmarc.own.example.com", &["v=DMARC1; p=reject; psd=n"]),
    ];
    for (spf, dkim, outcome) in [
        (&["mail.example.com"][..], &["other.example"][..], Outcome::Fail),
        (&[], &["mail.example.com"], Outcome::Pass),
        (&[], &["Example.COM."], Outcome::Pass),
        (&["example.com"], &[], Outcome::Pass),
        (&[], &["own.example.com"], Outcome::Fail),
        (&[], &["badexample.com", "com", ""], Outcome::Fail),
    ] {
        let (verdict, _) = verdict(&Question::new("example.com").spf(spf).dkim(dkim), zone);
        assert_eq!(verdict.outcome, Some(outcome), "{spf:?} {dkim:?}");
        assert_eq!(verdict.identifiers.len(), spf.len() + dkim.len());
    }
}

/// No answer is no verdict, unless it does not matter.
#[test]
fn dns_that_does_not_answer() {
    let slow: &[&str] = &["timeout"];
    let (own, _) = verdict(&Question::new("example.com"), &[("_dmarc.example.com", slow)]);
    assert_eq!(own.outcome, Some(Outcome::TempError));
    let zone = [("_dmarc.a.example.com", &["v=DMARC1; p=reject"][..]), ("_dmarc.example.com", slow)];
    for (dkim, outcome) in
        [("a.example.com", Outcome::Pass), ("b.example.com", Outcome::TempError), ("other.example", Outcome::Fail)]
    {
        let (above, _) = verdict(&Question::new("a.example.com").dkim(&[dkim]), &zone);
        assert_eq!(above.outcome, Some(outcome), "{dkim}");
        assert_eq!(above.discovery.organizational, None);
    }
}

#[test]
fn names_that_cannot_be_asked() {
    for domain in ["", "a..example", "a b"] {
        let (verdict, rounds) = verdict(&Question::new(domain), &[]);
        assert_eq!((verdict.outcome, rounds), (Some(Outcome::PermError), 1));
    }
}

/// One walk in the first round, the existence of the name and the walks of identifiers in the second.
#[test]
fn what_can_be_asked_at_once_is() {
    let zone: &[(&str, &[&str])] = &[("_dmarc.example.com", &["v=DMARC1; p=reject; np=none"])];
    let question = Question::new("a.example.com").dkim(&["b.example.com", "c.d.example.com"]);
    assert_eq!(verdict(&question, zone).1, 3);
}

/// RFC 7489: two look-ups, `pct` counts, `t` does not, and the caller says what the organizational domain is.
#[test]
fn receivers_of_the_older_standard() {
    let zone: &[(&str, &[&str])] = &[("_dmarc.example.com", &["v=DMARC1; p=reject; pct=20; t=y; np=none"])];
    let question = Question::new("a.b.example.com").receivers(Receivers::Rfc7489).dkim(&["c.example.com"]);
    assert_eq!(verdict(&question, zone).0.outcome, Some(Outcome::None));
    for (organizational, outcome) in [("example.com", Outcome::Pass), ("other.example", Outcome::None)] {
        let (verdict, _) = verdict(&question.organizational(organizational), zone);
        assert_eq!(verdict.outcome, Some(outcome));
        if outcome == Outcome::Pass {
            let effective = applied(&verdict).1;
            assert_eq!((effective.tag, effective.applied, effective.percent), ("p", Policy::Reject, 20));
        }
    }
}

fn consents(domain: &str, zone: &[(&str, &[&str])]) -> Vec<(String, Consent)> {
    let mut answers = Answers::new();
    for _ in 0..4 {
        let discovery = discover(&Question::new(domain), &answers);
        let targets = reports(&discovery.result, Receivers::Rfc9989, &answers);
        let wanted: Vec<_> = discovery.needs.into_iter().chain(targets.needs).collect();
        if wanted.is_empty() {
            return targets.result.into_iter().map(|target| (target.domain, target.consent)).collect();
        }
        for lookup in wanted {
            let found = zone.iter().find(|(name, _)| *name == lookup.name);
            let answer = found.map_or(Answer::NoName, |(_, texts)| match texts {
                ["timeout"] => Answer::Timeout,
                texts => Answer::Records(texts.iter().map(|text| Data::Txt(vec![(*text).into()])).collect()),
            });
            answers.insert(&lookup.name, lookup.kind, answer);
        }
    }
    panic!("it does not end")
}

/// RFC 9990: who is outside of the organization has to agree.
#[test]
fn consent_to_reports() {
    let record = "v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@Sub.example.com,mailto:c@own.example.com,\
                  mailto:d@agrees.example,mailto:e@denies.example!10m,mailto:f@slow.example; ruf=mailto:g@more.example";
    let zone: &[(&str, &[&str])] = &[
        ("_dmarc.example.com", &[record]),
        ("_dmarc.own.example.com", &["v=DMARC1; p=none; psd=n"]),
        ("example.com._report._dmarc.agrees.example", &["hello", "v=DMARC1;"]),
        ("example.com._report._dmarc.denies.example", &["v=spf1 -all"]),
        ("example.com._report._dmarc.slow.example", &["timeout"]),
    ];
    let expected = [
        ("example.com", Consent::Own),
        ("sub.example.com", Consent::Own),
        ("own.example.com", Consent::Missing),
        ("agrees.example", Consent::Given),
        ("denies.example", Consent::Missing),
        ("slow.example", Consent::Failed),
        ("more.example", Consent::Missing),
    ];
    assert_eq!(consents("example.com", zone), expected.map(|(domain, consent)| (domain.to_string(), consent)));
}
