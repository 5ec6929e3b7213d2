//! The words of an answer: what a report, a finding and a cause hold. No logic, no provider, no SMTP.

mod address;
mod bounce;
mod cause;
mod dns;
mod phrases;
mod record;
mod report;
mod steps;
mod words;

pub use address::{AddressFlags, AddressReport, Valid};
pub use bounce::{Bounce, BounceReport, BouncedRecipient};
pub use cause::{Cause, Example, Provider, RetryRule};
pub use dns::{Answer, Answers, Data, Lookup, LookupType, Step};
pub use record::RecordReport;
pub use report::{Cut, Evidence, Fact, Finding, Report, Retry, SCHEMA};
pub use steps::{Commands, CommandsIter, Fix, Steps, StepsIter};
pub use words::{
    Action, AddressMode, Area, BounceKind, Class, Confidence, FactKey, Kind, Need, Owner, Receivers, Recipient,
    RecordType, Severity, Stack, Stage,
};
