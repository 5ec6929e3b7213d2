//! Plans, retries, and the health of a sender: the words of their answers.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::Cause;
use super::report::{Finding, SCHEMA};
use super::submission::{LimitUnit, LimitWindow};
use super::words::{Recipient, words};

/// The answer to `plan`: when to send how many.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PlanReport<'a> {
    /// The provider whose limits were used.
    pub provider: Option<&'static str>,
    /// The kind of account whose limits were used, where the provider has several.
    pub account: Option<&'static str>,
    /// How many mails are planned.
    pub volume: u64,
    /// The steady pace. Nothing where no limit is known: then there is no schedule either.
    pub pace: Option<Pace>,
    /// The limits that apply, each with what the plan uses of it.
    pub limits: Vec<UsedLimit<'a>>,
    /// Seconds from the first mail to the end of the last batch's pause.
    pub duration: u64,
    /// How many mails go out on each day while the volume grows; empty where it need not.
    pub ramp: Vec<u64>,
    /// What happens to each class, in the order of their priority.
    pub classes: Vec<PlannedClass<'a>>,
    /// The schedule, in the order of time.
    pub runs: Vec<Run>,
    /// The plan in sentences.
    pub summary: Vec<String>,
    /// What a person should know about it.
    pub findings: Vec<Finding<'static>>,
}

/// A steady pace: so many mails at once, then a pause.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Pace {
    /// Seconds from one batch to the next.
    pub every: u64,
    /// Mails in a batch.
    pub count: u64,
}

impl Pace {
    /// Mails in `seconds`, rounded down.
    #[must_use]
    pub fn in_seconds(&self, seconds: u64) -> u64 {
        let mails = u128::from(self.count) * u128::from(seconds) / u128::from(self.every.max(1));
        u64::try_from(mails).unwrap_or(u64::MAX)
    }
}

/// A limit, and what the plan uses of it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct UsedLimit<'a> {
    /// What is counted.
    pub unit: LimitUnit,
    /// In what time, or in what.
    pub per: LimitWindow,
    /// How many are allowed.
    pub count: u64,
    /// How many mails the plan sends in that time at most: 20 % below the limit. Nothing where that is less than one.
    pub mails: Option<u64>,
    /// Whether it is the one that sets the pace.
    pub binds: bool,
    /// The kind of account it is for.
    pub account: Option<&'static str>,
    /// What belongs to the figure.
    pub note: Option<&'static str>,
    /// Whether the provider's own pages say so.
    pub confirmed: bool,
    /// Where it stands.
    pub source: Cow<'a, str>,
    /// When it was last seen.
    pub seen: Option<&'static str>,
}

/// A class of mail, planned.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct PlannedClass<'a> {
    /// Its name.
    pub name: Cow<'a, str>,
    /// How many mails it has.
    pub count: u64,
    /// Seconds until its first mail.
    pub start: u64,
    /// Seconds until its last mail.
    pub end: u64,
}

/// Batches of one class at equal distances: `count` mails at `start`, and again every `every` seconds, `times` in all.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Run {
    /// The class, by its place among the classes.
    pub class: usize,
    /// Seconds until the first batch.
    pub start: u64,
    /// Seconds from batch to batch.
    pub every: u64,
    /// Mails in a batch.
    pub count: u64,
    /// How many batches.
    pub times: u64,
}

/// One batch of a schedule.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct PlannedBatch {
    /// Seconds until it is due.
    pub at: u64,
    /// How many mails.
    pub count: u64,
    /// The class, by its place among the classes.
    pub class: usize,
}

impl Run {
    /// When its last batch is due.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.start.saturating_add(self.every.saturating_mul(self.times.saturating_sub(1)))
    }

    /// Its mails.
    #[must_use]
    pub fn mails(&self) -> u64 {
        self.count.saturating_mul(self.times)
    }
}

impl PlanReport<'_> {
    /// The batches one by one, in the order of time. They may be many: take what the queue needs.
    pub fn batches(&self) -> impl Iterator<Item = PlannedBatch> {
        self.runs.iter().flat_map(|run| {
            (0..run.times).map(move |number| PlannedBatch {
                at: run.start.saturating_add(run.every.saturating_mul(number)),
                count: run.count,
                class: run.class,
            })
        })
    }
}

impl Serialize for PlanReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut plan = serializer.serialize_struct("PlanReport", 13)?;
        plan.serialize_field("schema", &SCHEMA)?;
        plan.serialize_field("kind", "plan")?;
        plan.serialize_field("provider", &self.provider)?;
        plan.serialize_field("account", &self.account)?;
        plan.serialize_field("volume", &self.volume)?;
        plan.serialize_field("pace", &self.pace)?;
        plan.serialize_field("limits", &self.limits)?;
        plan.serialize_field("duration", &self.duration)?;
        plan.serialize_field("ramp", &self.ramp)?;
        plan.serialize_field("classes", &self.classes)?;
        plan.serialize_field("runs", &self.runs)?;
        plan.serialize_field("summary", &self.summary)?;
        plan.serialize_field("findings", &self.findings)?;
        plan.end()
    }
}

/// The answer to `retry`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum RetryAnswer {
    /// Try again after so many seconds.
    Wait {
        /// The delay, jitter included.
        seconds: u64,
        /// The shortest it could have been.
        least: u64,
        /// The longest.
        most: u64,
        /// Whether the server named the time.
        named: bool,
        /// Whether it is the last try before the mail is given up.
        last: bool,
    },
    /// The mail is too old, or would be: give it up and tell the sender.
    GiveUp {
        /// The age at which it is given up, in seconds.
        after: u64,
    },
    /// Not before somebody has mended the cause.
    AfterFix,
    /// Not at all.
    Never,
}

impl RetryAnswer {
    /// The word as it stands in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wait { .. } => "wait",
            Self::GiveUp { .. } => "give-up",
            Self::AfterFix => "after-fix",
            Self::Never => "never",
        }
    }
}

/// The answer to `suppress`: what to do with one address, after all that happened to it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SuppressAnswer {
    /// What to do.
    pub action: Recipient,
    /// Why.
    pub reason: SuppressReason,
    /// The cause that decided, where one did.
    pub cause: Option<&'static Cause>,
    /// How often that cause occurred since the last delivery.
    pub count: u64,
    /// Seconds from its first to its last time.
    pub span: u64,
}

words! {
    /// Why an address is kept, checked or dropped.
    SuppressReason {
        /// Nothing speaks against it.
        Nothing = "nothing-against-it",
        /// What went wrong was not the recipient's fault.
        NotTheirs = "not-the-recipients-fault",
        /// It may pass: too few times, or over too short a time.
        MayPass = "may-pass",
        /// A mail arrived after it.
        Delivered = "delivered-since",
        /// Something said that the address is dead, but it was not sure.
        Doubt = "not-sure",
        /// It lasted too long.
        Lasted = "lasted-too-long",
        /// The address is dead, or must not be mailed.
        Dead = "dead",
        /// The recipient reported the mail as spam.
        Complaint = "complaint",
    }
}

/// The answer to `health`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct HealthReport {
    /// Mails that were delivered or bounced.
    pub sent: u64,
    /// The share of addresses that are dead, of all that was sent.
    pub bounce: Rate,
    /// The share of delivered mail that was reported as spam.
    pub complaint: Rate,
    /// The share that did not arrive for other reasons.
    pub soft: Rate,
    /// The health in sentences.
    pub summary: Vec<String>,
    /// What should be done.
    pub findings: Vec<Finding<'static>>,
}

/// A share, in millionths, and between what it lies: 95 % sure, after Wilson.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Rate {
    /// How often.
    pub count: u64,
    /// Out of how many.
    pub of: u64,
    /// The share in millionths.
    #[serde(rename = "per-million")]
    pub per_million: u64,
    /// It may as well be as low as this.
    pub low: u64,
    /// Or as high as this.
    pub high: u64,
    /// How good that is.
    pub band: Option<Band>,
    /// Whether the figure is too uncertain to tell.
    pub uncertain: bool,
}

words! {
    /// How good a rate is.
    Band {
        /// Fine.
        Good = "good",
        /// Find out why.
        Watch = "watch",
        /// Stop and mend it.
        Danger = "danger",
    }
}

impl Serialize for HealthReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut health = serializer.serialize_struct("HealthReport", 8)?;
        health.serialize_field("schema", &SCHEMA)?;
        health.serialize_field("kind", "health")?;
        health.serialize_field("sent", &self.sent)?;
        health.serialize_field("bounce", &self.bounce)?;
        health.serialize_field("complaint", &self.complaint)?;
        health.serialize_field("soft", &self.soft)?;
        health.serialize_field("summary", &self.summary)?;
        health.serialize_field("findings", &self.findings)?;
        health.end()
    }
}

impl SuppressReason {
    /// The same in a sentence.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Nothing => "Nothing speaks against the address.",
            Self::NotTheirs => "What went wrong was not the recipient's fault, however often it happens.",
            Self::MayPass => "It may pass: it happened too few times, or over too short a time.",
            Self::Delivered => "A mail arrived after the last failure.",
            Self::Doubt => "The address may be dead, but that is not sure: check it.",
            Self::Lasted => "It happened too often, over too long a time without a delivery.",
            Self::Dead => "The address cannot be mailed, and that will not change by itself.",
            Self::Complaint => "The recipient reported the mail as spam.",
        }
    }
}

impl RetryAnswer {
    /// Why, in a sentence. `cause` is what failed.
    #[must_use]
    pub fn why(&self, cause: &Cause) -> Cow<'static, str> {
        match self {
            Self::Wait { named: true, least, .. } => alloc::format!("The server asked to wait {least} seconds.").into(),
            Self::Wait { least, .. } => {
                alloc::format!("An earlier try than after {least} seconds would be of no use.").into()
            }
            Self::GiveUp { after } => alloc::format!(
                "No try that is of use would come before the mail is {after} seconds old (RFC 5321 section 4.5.4.1)."
            )
            .into(),
            Self::AfterFix => alloc::format!("It will not pass by itself: {}.", cause.title).into(),
            Self::Never => alloc::format!("Trying again changes nothing: {}.", cause.title).into(),
        }
    }
}
