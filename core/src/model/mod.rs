//! The words of an answer: what a report, a finding and a cause hold. No logic, no provider, no SMTP.

mod cause;
mod report;
mod words;

pub use cause::{Cause, Example, Fix, Provider, RetryRule};
pub use report::{Cut, Evidence, Fact, FactKey, Finding, Report, Retry, SCHEMA};
pub use words::{Area, Class, Confidence, Kind, Need, Owner, Recipient, Severity, Stack, Stage};
