//! The words of an answer: what a report, a finding and a cause hold. No logic, no provider, no SMTP.

mod address;
mod cause;
mod report;
mod steps;
mod words;

pub use address::{AddressFlags, AddressReport, Valid};
pub use cause::{Cause, Example, Provider, RetryRule};
pub use report::{Cut, Evidence, Fact, FactKey, Finding, Report, Retry, SCHEMA};
pub use steps::{Commands, CommandsIter, Fix, Steps, StepsIter};
pub use words::{AddressMode, Area, Class, Confidence, Kind, Need, Owner, Recipient, Severity, Stack, Stage};
