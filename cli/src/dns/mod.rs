//! Where look-ups are answered: by DNS, or by a zone at hand. Core asks, and does nothing itself.

mod policy;
mod system;
mod zone;

use std::path::Path;
use std::thread;

use mailmend::model::{Answer, Answers, Lookup, LookupType};

pub use system::System;

/// So many look-ups are under way at once.
const AT_ONCE: usize = 16;
/// An evaluation asks for more at most so often; what core documents as its bound is reached long before.
const MOST_ROUNDS: usize = 40;

/// What answers look-ups.
pub trait Resolver: Sync {
    /// The answer to one.
    fn lookup(&self, lookup: &Lookup) -> Answer;
}

impl Resolver for mailmend::evaluate::Zone {
    fn lookup(&self, lookup: &Lookup) -> Answer {
        Self::lookup(self, lookup)
    }
}

/// The resolver that the arguments name: a file with a zone, a server, or what the system uses.
pub fn resolver(zone: Option<&Path>, server: Option<&str>, fetch: bool) -> Result<Box<dyn Resolver>, String> {
    match zone {
        Some(file) => Ok(Box::new(zone::read(file)?)),
        None => Ok(Box::new(System::new(server, fetch)?)),
    }
}

/// Answers a round of look-ups, many at once. Gives whether DNS can be reached: when none of a group is answered in
/// time, the others are not tried.
fn answer(resolver: &dyn Resolver, wanted: &[Lookup], answers: &mut Answers, mut reached: bool) -> bool {
    for group in wanted.chunks(AT_ONCE) {
        let found: Vec<Answer> = if reached {
            thread::scope(|scope| {
                let running: Vec<_> = group.iter().map(|lookup| scope.spawn(|| resolver.lookup(lookup))).collect();
                running.into_iter().map(|one| one.join().unwrap_or(Answer::ServerFailure)).collect()
            })
        } else {
            vec![Answer::Timeout; group.len()]
        };
        reached &= group.len() < AT_ONCE || found.iter().any(|answer| *answer != Answer::Timeout);
        for (lookup, answer) in group.iter().zip(found) {
            answers.insert(&lookup.name, lookup.kind, answer);
        }
    }
    reached
}

/// Calls `step` with more and more answers until it wants no more.
pub fn run<T>(resolver: &dyn Resolver, mut step: impl FnMut(&Answers) -> (T, Vec<Lookup>)) -> T {
    let mut answers = Answers::new();
    let (mut result, mut wanted) = step(&answers);
    let mut reached = true;
    for _ in 0..MOST_ROUNDS {
        if wanted.is_empty() {
            break;
        }
        reached = answer(resolver, &wanted, &mut answers, reached);
        (result, wanted) = step(&answers);
    }
    result
}

/// Whether a look-up is one of DNS.
const fn is_dns(kind: LookupType) -> bool {
    !matches!(kind, LookupType::Policy)
}
