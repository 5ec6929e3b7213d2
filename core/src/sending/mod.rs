//! How much, how fast, and when again: plans, retries, addresses to stop mailing, the health of a sender. No clock and
//! no chance: time and jitter come in as arguments.

mod health;
mod plan;
mod retry;
mod suppress;

pub use health::{HealthRequest, health};
pub use plan::{Cap, PlanError, PlanRequest, plan};
pub use retry::{RetryFrom, RetryRequest, retry};
pub use suppress::{SuppressEvent, suppress};

use crate::knowledge;
use crate::model::{Fact, FactKey, Finding};
use alloc::string::String;

/// A finding that follows from figures, with what it is about.
fn found<const N: usize>(place: u16, facts: [(FactKey, String); N]) -> Finding<'static> {
    let facts = facts.into_iter().map(|(key, value)| Fact { key, value: value.into() }).collect();
    Finding { facts, ..Finding::of(knowledge::cause(place)) }
}
