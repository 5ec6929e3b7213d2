//! What the build script wrote.

#[cfg(feature = "addresses")]
use super::SenderRule;
#[cfg(feature = "settings")]
use super::SoftStop;
#[cfg(any(test, feature = "compact"))]
use super::builder::List;
use super::layout::Tables;
use super::{Condition, File, FloorEnhanced, NO_PROVIDER, Origin};
#[cfg(feature = "records")]
use super::{Sender, SenderName};
use crate::model::{Area, Cause, Class, Need, Owner, Provider, Recipient, RetryRule, Severity, Stage, Steps};
#[cfg(feature = "records")]
use crate::model::{BulkCheck, BulkGroup, BulkRule};
#[cfg(feature = "settings")]
use crate::model::{
    FromRule, HostingBlock, Limit, LimitUnit, LimitWindow, PasswordEnd, PortRule, PortUse, SecretKind, Security,
    Server, Submission, UsernameForm, WrongHost,
};

include!(concat!(env!("OUT_DIR"), "/tables.rs"));

/// The automaton and its vocabulary.
#[cfg(not(feature = "compact"))]
#[inline]
pub(crate) fn automaton() -> &'static Tables {
    &TABLES
}

/// The automaton and its vocabulary, built when they are first asked for.
#[cfg(feature = "compact")]
#[inline]
pub(crate) fn automaton() -> &'static Tables {
    static BUILT: once_cell::race::OnceBox<Tables> = once_cell::race::OnceBox::new();
    BUILT.get_or_init(|| super::builder::build(&LIST).into())
}

/// The examples, apart: browsers do without them.
#[cfg(any(test, feature = "examples"))]
pub(crate) mod examples {
    use crate::model::{Example, RuleExample};

    include!(concat!(env!("OUT_DIR"), "/examples.rs"));
}

#[cfg(all(test, not(feature = "compact")))]
mod tests {
    #[test]
    fn the_list_gives_the_tables() {
        assert_eq!(super::super::builder::build(&super::LIST), super::TABLES);
    }
}
