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

use alloc::string::String;
use smallvec::SmallVec;

use crate::knowledge;
use crate::model::{Confidence, Fact, FactKey, Finding, Retry, RetryRule};

/// A finding that follows from figures, with what it is about.
fn found<const N: usize>(place: u16, facts: [(FactKey, String); N]) -> Finding<'static> {
    let cause = knowledge::cause(place);
    let retry = match cause.retry {
        RetryRule::Later(seconds) | RetryRule::ByCode(seconds) => Retry::Later(seconds),
        RetryRule::AfterFix => Retry::AfterFix,
        RetryRule::Never => Retry::Never,
    };
    Finding {
        cause,
        confidence: Confidence::Certain,
        retry,
        recipient: cause.recipient,
        evidence: SmallVec::new(),
        steps: cause.fixes,
        stack: None,
        facts: facts.into_iter().map(|(key, value)| Fact { key, value: value.into() }).collect(),
    }
}
