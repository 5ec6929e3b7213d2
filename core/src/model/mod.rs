//! The words of an answer: what a report, a finding and a cause hold. No logic, no provider, no SMTP.

mod address;
mod bounce;
mod cause;
mod content;
mod dns;
mod domain;
mod phrases;
mod record;
mod report;
#[cfg(feature = "settings")]
mod sending;
#[cfg(feature = "settings")]
mod settings;
mod steps;
#[cfg(feature = "settings")]
mod submission;
mod words;

pub use address::{AddressFlags, AddressReport, Listed, Valid};
pub use bounce::{Bounce, BounceReport, BouncedRecipient};
pub use cause::{Cause, Example, Provider, RetryRule, RuleExample};
pub use content::{ContentFacts, ContentPart, ContentReport};
pub use dns::{Answer, Answers, Data, Lookup, LookupType, Step};
pub use domain::{
    BulkCheck, BulkGroup, BulkRule, DmarcSummary, DomainRecord, DomainReport, Publish, RuleStatus, Ruling, SpfInclude,
    SpfSummary, Verdict,
};
pub use record::{Field, RecordReport, RecordTree, SpfTerm};
pub use report::{Cut, Evidence, Fact, Finding, Report, Retry, SCHEMA};
#[cfg(feature = "settings")]
pub use sending::{
    Band, HealthReport, Pace, PlanReport, PlannedBatch, PlannedClass, Rate, RetryAnswer, Run, SuppressAnswer,
    SuppressReason, UsedLimit,
};
#[cfg(feature = "settings")]
pub use settings::{Edit, MailSettings, SettingsReport};
pub use steps::{Commands, CommandsIter, Fix, Steps, StepsIter};
#[cfg(feature = "settings")]
pub use submission::{
    FromRule, HostingBlock, Limit, LimitUnit, LimitWindow, PasswordEnd, PortRule, PortUse, SecretKind, Security,
    Server, Submission, UsernameForm, WrongHost,
};
pub use words::{
    Action, AddressMode, Area, BounceKind, Class, Confidence, FactKey, Kind, Need, Owner, Receivers, Recipient,
    RecordType, Severity, Stack, Stage,
};
