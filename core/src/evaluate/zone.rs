//! A zone at hand: it answers every look-up, as a server with just these records would.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use crate::model::{Answer, Answers, Data, Lookup, LookupType, Step};

/// Aliases are followed so often.
const MOST_ALIASES: usize = 8;
/// An evaluation is called again with more answers so often.
const MOST_ROUNDS: usize = 64;

/// Records of all names that exist: what is not here does not exist.
///
/// ```
/// use mailmend::evaluate::Zone;
/// use mailmend::model::{Answer, Data, Lookup, LookupType};
/// let mut zone = Zone::default();
/// zone.add("example.com", LookupType::Txt, Data::Txt(vec!["v=spf1 -all".into()]));
/// assert_eq!(zone.lookup(&Lookup::new("example.com", LookupType::Txt)).records().len(), 1);
/// assert_eq!(zone.lookup(&Lookup::new("example.com", LookupType::Mx)), Answer::NoData);
/// assert_eq!(zone.lookup(&Lookup::new("example.net", LookupType::Mx)), Answer::NoName);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Zone {
    names: BTreeMap<String, Vec<(LookupType, Data)>>,
    /// Look-ups that get another answer than records.
    failing: BTreeMap<Lookup, Answer>,
    /// Names at which every type that has no record times out.
    slow: BTreeSet<String>,
}

impl Zone {
    /// Adds a record.
    pub fn add(&mut self, name: &str, kind: LookupType, data: Data) {
        self.names.entry(Lookup::new(name, kind).name).or_default().push((kind, data));
    }

    /// Says that a name exists, whether it has records or not.
    pub fn add_name(&mut self, name: &str) {
        self.names.entry(Lookup::new(name, LookupType::Txt).name).or_default();
    }

    /// Says that a look-up gets this answer in place of the records.
    pub fn fail(&mut self, lookup: Lookup, answer: Answer) {
        self.failing.insert(lookup, answer);
    }

    /// Says that look-ups of `name` time out, but for the types that have records.
    pub fn slow_down(&mut self, name: &str) {
        self.slow.insert(Lookup::new(name, LookupType::Txt).name);
    }

    /// The answer to a look-up; aliases are followed (RFC 1034 section 3.6.2).
    #[must_use]
    pub fn lookup(&self, lookup: &Lookup) -> Answer {
        let mut name = lookup.name.as_str();
        for _ in 0..MOST_ALIASES {
            let here = Lookup { name: name.into(), kind: lookup.kind };
            if let Some(answer) = self.failing.get(&here) {
                return answer.clone();
            }
            let Some(records) = self.names.get(name) else { return self.without(name) };
            let of = |kind| records.iter().filter(move |(other, _)| *other == kind).map(|(_, data)| data);
            let found: Vec<Data> = of(lookup.kind).cloned().collect();
            if !found.is_empty() {
                return Answer::Records(found);
            }
            match of(LookupType::Cname).next() {
                Some(Data::Name(target)) => name = target.strip_suffix('.').unwrap_or(target),
                _ if self.slow.contains(name) => return Answer::Timeout,
                _ => return Answer::NoData,
            }
        }
        Answer::ServerFailure
    }

    /// Every record of a zone as an answer of its own, for the names below and at `domain`.
    #[must_use]
    pub fn answers_below(&self, domain: &str) -> Answers {
        let mut answers = Answers::new();
        for (name, records) in &self.names {
            let is_below = name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
            for kind in LookupType::ALL.into_iter().filter(|_| is_below) {
                if records.iter().any(|(other, _)| *other == kind) {
                    answers.insert(name, kind, self.lookup(&Lookup { name: name.clone(), kind }));
                }
            }
        }
        answers
    }

    /// Carries an evaluation to its end: every look-up that it wants is answered from here. None where it wants
    /// look-ups without end.
    pub fn run<T>(&self, answers: &mut Answers, mut step: impl FnMut(&Answers) -> Step<T>) -> Option<T> {
        for _ in 0..MOST_ROUNDS {
            match step(answers) {
                Step::Done(result) => return Some(result),
                Step::Needs(wanted) => {
                    for lookup in wanted {
                        let answer = self.lookup(&lookup);
                        answers.insert(&lookup.name, lookup.kind, answer);
                    }
                }
            }
        }
        None
    }

    /// The answer for a name that has no record: it may have names below it (RFC 8020).
    fn without(&self, name: &str) -> Answer {
        if self.slow.contains(name) {
            return Answer::Timeout;
        }
        let has_below = self.names.keys().any(|other| other.strip_suffix(name).is_some_and(|rest| rest.ends_with('.')));
        if has_below { Answer::NoData } else { Answer::NoName }
    }
}
