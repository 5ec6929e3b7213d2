//! The turns: each is asked in its turn, so that a busy moment of the machine meets them all.

use serde_json::Value;

use super::local::Local;
use super::program::Program;
use super::{Entry, Measured};

/// One of those that take part.
pub enum Runner {
    /// In this process.
    Local(Local),
    /// In a process of its own.
    Program(Program),
}

/// Who takes part.
pub struct Contestant {
    /// The peer, and in which of its ways it is asked.
    pub who: &'static str,
    /// The language that it is used from.
    pub language: &'static str,
    /// How many inputs a pass goes over.
    pub inputs: usize,
    /// The one itself, or why it cannot take part.
    pub runner: Result<Runner, String>,
}

/// The turns of each, and the time after which it is asked no more.
const TURNS: usize = 15;
const BUDGET: f64 = 20e9;

/// A turn lasts this long at least, in nanoseconds, so that the clock is fine enough.
const TURN: f64 = 20e6;

/// The most passes in a turn.
const MOST_PASSES: f64 = 10_000.0;

/// Has all of them take their turns; `judge` turns the answers to all inputs into cells.
pub fn take(
    contestants: Vec<Contestant>,
    tiny: bool,
    mut judge: impl FnMut(&str, &[Value]) -> Vec<String>,
) -> Vec<Entry> {
    let mut states: Vec<State> = contestants.into_iter().map(|one| State::warm(one, tiny)).collect();
    for _ in 0..if tiny { 1 } else { TURNS } {
        states.iter_mut().for_each(State::turn);
    }
    states.into_iter().map(|state| state.finish(&mut judge)).collect()
}

struct State {
    contestant: Contestant,
    /// The passes in a turn.
    passes: u32,
    times: Vec<f64>,
    spent: f64,
}

impl State {
    /// The first pass counts for nothing: it fills caches, and has compilers at run time do their work. The second
    /// says how many make a turn.
    fn warm(mut contestant: Contestant, tiny: bool) -> Self {
        let rounds = if tiny { 1 } else { 2 };
        let mut took = TURN;
        for _ in 0..rounds {
            took = contestant.pass(1).unwrap_or(TURN);
        }
        let passes = if tiny { 1 } else { (TURN / took.max(1.0)).ceil().clamp(1.0, MOST_PASSES) as u32 };
        Self { contestant, passes, times: Vec::new(), spent: 0.0 }
    }

    fn turn(&mut self) {
        if self.spent > BUDGET {
            return;
        }
        if let Some(took) = self.contestant.pass(self.passes) {
            self.spent += took;
            self.times.push(took / f64::from(self.passes) / self.contestant.inputs.max(1) as f64);
        }
    }

    fn finish(mut self, judge: &mut impl FnMut(&str, &[Value]) -> Vec<String>) -> Entry {
        let answers = self.contestant.answers();
        let Contestant { who, language, inputs, runner } = self.contestant;
        self.times.sort_by(f64::total_cmp);
        let outcome = runner.and_then(|runner| {
            let version = match runner {
                Runner::Local(local) => local.version,
                Runner::Program(program) => program.version.clone(),
            };
            let median = self.times.get(self.times.len() / 2).copied().ok_or("it gave no time")?;
            let quality = match answers? {
                Some(answers) if answers.len() == inputs => judge(who, &answers),
                Some(answers) => return Err(format!("{} answers to {inputs} inputs", answers.len())),
                None => Vec::new(),
            };
            let best = self.times.first().copied().unwrap_or(median);
            Ok(Measured { version, median, best, turns: self.times.len(), inputs, quality })
        });
        Entry { who: who.into(), language, outcome }
    }
}

impl Contestant {
    /// The nanoseconds of so many passes. One that fails takes part no more.
    fn pass(&mut self, times: u32) -> Option<f64> {
        let took = match self.runner.as_mut().ok()? {
            Runner::Local(local) => Ok(local.pass(times)),
            Runner::Program(program) => program.pass(times),
        };
        took.map_err(|problem| self.runner = Err(problem)).ok()
    }

    fn answers(&mut self) -> Result<Option<Vec<Value>>, String> {
        match self.runner.as_mut() {
            Ok(Runner::Local(local)) => Ok(local.answers()),
            Ok(Runner::Program(program)) => program.answers().map(Some),
            Err(problem) => Err(problem.clone()),
        }
    }
}
