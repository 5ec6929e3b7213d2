//! What the build script wrote.

use super::{Condition, File, FloorEnhanced, NO_PROVIDER, Origin};
use crate::model::{Area, Cause, Class, Need, Owner, Provider, Recipient, RetryRule, Severity, Stage, Steps};

include!(concat!(env!("OUT_DIR"), "/tables.rs"));

/// The examples, apart: browsers do without them.
#[cfg(any(test, feature = "examples"))]
pub(crate) mod examples {
    use crate::model::Example;

    include!(concat!(env!("OUT_DIR"), "/examples.rs"));
}
