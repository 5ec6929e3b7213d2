//! What the build script wrote.

use super::{FloorEnhanced, NO_PROVIDER, Origin, Row, Target};
use crate::model::{
    Area, Cause, Class, Fix, Owner, Provider, Recipient, RetryRule, Severity, Stack, Stage,
};
use crate::text::words::Key;

include!(concat!(env!("OUT_DIR"), "/tables.rs"));

/// The examples, apart: browsers do without them.
#[cfg(any(test, feature = "examples"))]
pub(crate) mod examples {
    use crate::model::Example;

    include!(concat!(env!("OUT_DIR"), "/examples.rs"));
}
