//! `plan`: volume and limits to batches and pauses.
//!
//! The plan stays 20 % below every limit, in any stretch of time of its length, not only from full hour to full hour.
//! All batches stand on one grid, `every` seconds apart, with at most `count` mails each: so many that no window can
//! hold more than its share wherever it begins. Days of a warm-up use some of the places of the grid, never others, so
//! what holds for the grid holds for them.

mod grid;
mod limits;
mod ramp;
mod runs;
mod sentences;

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

pub(super) use sentences::grouped;

use super::found;
use crate::knowledge::codes;
use crate::model::{FactKey, LimitUnit, LimitWindow, PlanReport, PlannedClass};
use crate::text::Order;

/// A class of mail: its name, and how many mails it has.
type Class<'a> = (Cow<'a, str>, u64);

/// What to plan.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct PlanRequest<'a> {
    /// How many mails; 0 where the classes say it.
    pub volume: u64,
    /// The classes of mail, the most urgent first, each with its count. Empty: all mails are of one class.
    pub classes: Vec<(Cow<'a, str>, u64)>,
    /// The provider: a short name or a host.
    pub provider: Option<Cow<'a, str>>,
    /// The kind of account, where the provider has several.
    pub account: Option<Cow<'a, str>>,
    /// Limits that the caller knows. They stand in place of the provider's.
    pub caps: Vec<Cap>,
    /// The recipients of each mail.
    pub recipients: u64,
    /// The age of the domain in days.
    pub age: Option<u64>,
    /// How many mails a day the domain and server have been sending so far.
    pub warmed: Option<u64>,
    /// Seconds until the first batch.
    pub start: u64,
}

/// A limit that the caller knows.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Cap {
    /// What is counted: messages or recipients.
    pub unit: LimitUnit,
    /// In what time: a second, a minute, an hour, a day, a month.
    pub per: LimitWindow,
    /// How many.
    pub count: u64,
}

/// A plan that cannot be made: what is wrong with the request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PlanError {
    /// In words.
    pub message: String,
}

impl core::fmt::Display for PlanError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.message)
    }
}

impl core::error::Error for PlanError {}

/// The most classes and limits that a request may have.
const MOST: usize = 64;
/// A mailing that takes longer is in the wrong hands: three days.
const WRONG_TOOL: u64 = 3 * 86_400;
/// A mailing that takes longer than this is not planned: ten years.
const NO_END: u64 = 10 * 365 * 86_400;
/// From so many mails a day the rules for bulk senders apply.
const BULK: u64 = 5_000;

impl<'a> PlanRequest<'a> {
    /// A plan for so many mails of one recipient each.
    #[must_use]
    pub fn new(volume: u64) -> Self {
        Self { volume, recipients: 1, ..Self::default() }
    }

    /// Names the provider: a short name or a host.
    #[must_use]
    pub fn provider(mut self, name: &'a str) -> Self {
        self.provider = Some(name.into());
        self
    }

    /// Adds a limit on messages.
    #[must_use]
    pub fn cap(mut self, count: u64, per: LimitWindow) -> Self {
        self.caps.push(Cap { unit: LimitUnit::Messages, per, count });
        self
    }

    /// Adds a class; those added first go first.
    #[must_use]
    pub fn class(mut self, name: &'a str, count: u64) -> Self {
        self.classes.push((name.into(), count));
        self
    }

    fn check(&self) -> Result<(Vec<Class<'a>>, u64), PlanError> {
        let wrong = |message: &str| Err(PlanError { message: message.into() });
        if self.classes.len() > MOST || self.caps.len() > MOST {
            return wrong("a plan has at most 64 classes and 64 limits");
        }
        if self.recipients == 0 {
            return wrong("a mail has at least one recipient");
        }
        if self.caps.iter().any(|cap| cap.count == 0) {
            return wrong("a limit of 0 lets no mail out");
        }
        let timed =
            |cap: &Cap| cap.per.seconds().is_some() && matches!(cap.unit, LimitUnit::Messages | LimitUnit::Recipients);
        if !self.caps.iter().all(timed) {
            return wrong("a limit counts messages or recipients in a second, minute, hour, day or month");
        }
        let sum = self.classes.iter().fold(0_u64, |sum, (_, count)| sum.saturating_add(*count));
        let classes = match (self.volume, sum) {
            (0, 0) => return wrong("there is nothing to send: `volume` is a number of mails above 0"),
            (0, _) => self.classes.clone(),
            (volume, 0) => vec![("mail".into(), volume)],
            (volume, sum) if volume == sum => self.classes.clone(),
            (volume, sum) => {
                return Err(PlanError { message: format!("the classes have {sum} mails, the volume is {volume}") });
            }
        };
        let classes: Vec<_> = classes.into_iter().filter(|(_, count)| *count > 0).collect();
        let volume = if self.volume == 0 { sum } else { self.volume };
        Ok((classes, volume))
    }
}

/// Plans a mailing: batches and pauses 20 % below every limit, what grows over days where the sender is new, the most
/// urgent class first. Takes the volume and what limits it; gives the schedule, which limit binds, and findings where
/// the account is the wrong one. The answer's size does not depend on the volume: at most some hundred runs.
///
/// # Errors
/// When the request contradicts itself: nothing to send, a limit of 0, an unknown provider or account.
///
/// ```
/// use mailmend::model::LimitWindow;
/// let plan = mailmend::plan(&mailmend::PlanRequest::new(40_000).cap(200, LimitWindow::Hour)).unwrap();
/// assert_eq!(plan.pace.unwrap().in_seconds(3600), 160);
/// assert_eq!(plan.duration, 250 * 3600);
/// assert_eq!(plan.findings[0].cause.slug, "volume-too-large-for-account");
/// ```
pub fn plan<'a>(request: &PlanRequest<'a>) -> Result<PlanReport<'a>, PlanError> {
    let (classes, volume) = request.check()?;
    let mut known = limits::collect(request)?;
    let windows: Vec<grid::Window> =
        known.limits.iter().filter_map(|limit| limits::window(limit, &known.cost)).collect();
    let pace = (!windows.is_empty()).then(|| grid::pace(&windows));
    limits::tell(&mut known, &windows);
    let steady = pace.map(|pace| grid::duration(volume, pace));
    let ramp = ramp::ramp(request, volume, pace);
    let mut report = PlanReport {
        provider: known.provider.map(|provider| provider.id),
        account: known.account,
        volume,
        pace,
        limits: known.limits,
        duration: 0,
        ramp,
        classes: Vec::new(),
        runs: Vec::new(),
        summary: Vec::new(),
        findings: Vec::new(),
    };
    if known.split > 1 {
        let facts = [(FactKey::Limit, known.most_recipients.unwrap_or(0).to_string())];
        report.findings.push(found(codes::PLAN006, facts));
    }
    if pace.is_none() {
        report.findings.push(found(codes::PLAN003, []));
    }
    let unending = steady.is_some_and(|steady| steady > NO_END);
    if unending {
        report.findings.push(found(codes::PLAN008, []));
    } else if pace.is_some() || !report.ramp.is_empty() {
        schedule(&mut report, classes, request.start);
    }
    judge(&mut report, steady.filter(|_| !unending));
    report.summary = sentences::summary(&report, request);
    // The gravest first; the order of those alike is the order in which they were found.
    report.findings.order_by_key(|finding| core::cmp::Reverse(finding.cause.severity));
    Ok(report)
}

fn schedule<'a>(report: &mut PlanReport<'a>, classes: Vec<Class<'a>>, start: u64) {
    let pace = report.pace.unwrap_or(crate::model::Pace { every: 1, count: u64::MAX });
    let counts: Vec<u64> = classes.iter().map(|(_, count)| *count).collect();
    let (runs, duration) = runs::schedule(&counts, pace, &mut report.ramp, start);
    report.classes = classes
        .into_iter()
        .enumerate()
        .map(|(place, (name, count))| {
            let of_class = || runs.iter().filter(move |run| run.class == place);
            let start = of_class().map(|run| run.start).min().unwrap_or(start);
            let end = of_class().map(crate::model::Run::last).max().unwrap_or(start);
            PlannedClass { name, count, start, end }
        })
        .collect();
    report.runs = runs;
    report.duration = duration;
}

/// What a person should know: whether the account fits, whether the figures are sure, which rules apply.
fn judge(report: &mut PlanReport<'_>, steady: Option<u64>) {
    let facts = |steady: u64| [(FactKey::Duration, steady.to_string())];
    match steady {
        Some(steady) if steady > WRONG_TOOL => report.findings.push(found(codes::PLAN001, facts(steady))),
        Some(steady) if steady > 86_400 => report.findings.push(found(codes::PLAN002, facts(steady))),
        _ => {}
    }
    if !report.ramp.is_empty() {
        let facts = [(FactKey::Duration, report.ramp.len().saturating_mul(86_400).to_string())];
        report.findings.push(found(codes::PLAN005, facts));
    }
    if report.limits.iter().any(|limit| limit.binds && !limit.confirmed) {
        report.findings.push(found(codes::PLAN004, []));
    }
    let busiest = match (report.pace, report.ramp.iter().max()) {
        (Some(pace), _) => report.volume.min(pace.in_seconds(86_400)),
        (None, Some(most)) => *most,
        (None, None) => 0,
    };
    if busiest >= BULK {
        report.findings.push(found(codes::PLAN007, []));
    }
}

#[cfg(test)]
mod tests;
