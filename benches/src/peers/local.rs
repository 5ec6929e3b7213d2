//! Those that run in this process: mailmend, and other crates.

use std::hint::black_box;
use std::time::Instant;

use serde_json::Value;

/// The work that is timed, for one input; the number keeps it from being left out.
type Work = Box<dyn FnMut(&str) -> usize>;

/// What is made of one input.
type Answer = Box<dyn FnMut(&str) -> Value>;

/// One way to do the work.
pub struct Local {
    /// The version of the crate.
    pub version: String,
    inputs: Vec<String>,
    work: Work,
    answer: Option<Answer>,
}

impl Local {
    /// A way that is timed only.
    pub fn new(version: &str, inputs: &[String], work: impl FnMut(&str) -> usize + 'static) -> Self {
        Self { version: version.into(), inputs: inputs.to_vec(), work: Box::new(work), answer: None }
    }

    /// Says what it makes of an input, too.
    #[must_use]
    pub fn answering(mut self, answer: impl FnMut(&str) -> Value + 'static) -> Self {
        self.answer = Some(Box::new(answer));
        self
    }

    /// How many inputs a pass goes over.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.inputs.len()
    }

    /// The nanoseconds that so many passes over the inputs take.
    pub fn pass(&mut self, times: u32) -> f64 {
        let start = Instant::now();
        for _ in 0..times {
            for input in &self.inputs {
                black_box((self.work)(black_box(input)));
            }
        }
        start.elapsed().as_nanos() as f64
    }

    /// What it makes of each input; none where that is not asked.
    pub fn answers(&mut self) -> Option<Vec<Value>> {
        let answer = self.answer.as_mut()?;
        Some(self.inputs.iter().map(|input| answer(input)).collect())
    }
}
