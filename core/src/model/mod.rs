//! The words of an answer: what a report, a finding and a cause hold. No logic, no provider, no SMTP.

mod address;
mod bounce;
mod cause;
mod dns;
mod record;
mod report;
#[cfg(feature = "settings")]
mod settings;
mod steps;
#[cfg(feature = "settings")]
mod submission;
mod words;

pub use address::{AddressFlags, AddressReport, Valid};
pub use bounce::{Bounce, BounceReport, BouncedRecipient};
pub use cause::{Cause, Example, Provider, RetryRule};
pub use dns::{Answer, Answers, Data, Lookup, LookupType, Step};
pub use record::RecordReport;
pub use report::{Cut, Evidence, Fact, FactKey, Finding, Report, Retry, SCHEMA};
#[cfg(feature = "settings")]
pub use settings::{Edit, MailSettings, SettingsReport};
pub use steps::{Commands, CommandsIter, Fix, Steps, StepsIter};
#[cfg(feature = "settings")]
pub use submission::{
    FromRule, HostingBlock, Limit, LimitUnit, LimitWindow, PasswordEnd, PortRule, PortUse, SecretKind, Security,
    Server, Submission, UsernameForm, WrongHost,
};
pub use words::{
    Action, AddressMode, Area, BounceKind, Class, Confidence, Kind, Need, Owner, Recipient, RecordType, Severity,
    Stack, Stage,
};
