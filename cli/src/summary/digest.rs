//! The summary in order: what every format shows.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use mailmend::model::{Area, Cause, Class, Fix, Owner};
use serde::Serialize;

use super::hour::Hour;
use super::problem::{Noted, Problem, Problems};
use super::{OfCause, OfHour, Outcomes, Summary};

/// Everything but the addresses.
#[derive(Serialize)]
pub struct Digest {
    /// What was read: names of files.
    pub files: Vec<String>,
    /// What is counted in them.
    pub unit: Unit,
    /// How many of these were read.
    pub read: u64,
    /// What could not be read.
    pub skipped: Vec<SkippedRow>,
    /// How attempts ended.
    pub outcomes: Outcomes,
    /// Deliveries to a filter on the same machine, which are not counted as delivered.
    pub passed_on: u64,
    /// Automatic answers.
    pub auto_replies: u64,
    /// Ordinary messages.
    pub other_messages: u64,
    /// The first and the last hour.
    pub span: Option<(String, String)>,
    /// The share that came back.
    pub bounce_rate: Option<Rate>,
    /// What to fix first.
    pub fix_first: Vec<FixRow>,
    /// Who has to act.
    pub owners: Vec<OwnerRow>,
    /// Why mail did not arrive.
    pub causes: Vec<CauseRow>,
    /// Why this server took no mail from clients.
    pub refused: Vec<CauseRow>,
    /// The receiving domains: those with most trouble first.
    pub domains: Vec<DomainRow>,
    /// What the domains came to that were too many to be counted apart.
    pub other_domains: Outcomes,
    /// The hours with most trouble.
    pub worst_hours: Vec<HourRow>,
    /// Every hour, in order.
    pub hours: Vec<HourRow>,
}

/// What is read one by one.
#[derive(Clone, Copy, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Lines of logs.
    Lines,
    /// Messages of mailboxes.
    Messages,
}

impl Unit {
    /// The word for one.
    pub const fn one(self) -> &'static str {
        match self {
            Self::Lines => "line",
            Self::Messages => "message",
        }
    }

    /// The word for several.
    pub const fn many(self) -> &'static str {
        match self {
            Self::Lines => "lines",
            Self::Messages => "messages",
        }
    }
}

/// What could not be read in a file.
#[derive(Serialize)]
pub struct SkippedRow {
    /// The name of the file.
    pub file: String,
    /// What is wrong, in one word.
    pub problem: &'static str,
    /// The same as a sentence that starts with the place.
    #[serde(skip)]
    pub words: String,
    /// How often.
    pub count: u64,
    /// The number of the first line or message.
    pub first: u64,
}

/// The share of mail that came back.
#[derive(Clone, Copy, Serialize)]
pub struct Rate {
    /// In a hundred.
    pub percent: f64,
    /// Bounces.
    pub failed: u64,
    /// What was sent: delivered or bounced.
    pub of: u64,
    /// What to think of it.
    pub level: Level,
}

/// What a bounce rate means.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// At most 2 in a hundred.
    Good,
    /// Above 2 in a hundred.
    Warn,
    /// Above 5 in a hundred: providers stop sending for such customers.
    Act,
}

impl Rate {
    /// In a hundred, above which it is too much.
    pub const WARN: f64 = 2.0;
    /// In a hundred, above which sending is at risk.
    pub const ACT: f64 = 5.0;

    fn new(failed: u64, of: u64) -> Option<Self> {
        if of == 0 {
            return None;
        }
        let percent = 100.0 * failed as f64 / of as f64;
        let level = match percent {
            percent if percent > Self::ACT => Level::Act,
            percent if percent > Self::WARN => Level::Warn,
            _ => Level::Good,
        };
        Some(Self { percent: (percent * 1000.0).round() / 1000.0, failed, of, level })
    }

    /// What to do about it.
    pub const fn advice(&self) -> &'static str {
        match self.level {
            Level::Good => "below the 2 % line: fine",
            Level::Warn => "above the 2 % line: find out why before it reaches 5 %",
            Level::Act => "above the 5 % line: act now, or providers will refuse or stop your mail",
        }
    }
}

/// A cause.
#[derive(Serialize)]
pub struct CauseRow {
    /// The code.
    pub code: &'static str,
    /// The code in words.
    pub slug: &'static str,
    /// What is wrong.
    pub title: &'static str,
    /// The part of the way.
    pub area: Area,
    /// Who has to act.
    pub owner: Owner,
    /// Messages to one recipient each: above a hundred, within two in a hundred.
    pub messages: u64,
    /// How the attempts ended.
    #[serde(flatten)]
    pub outcomes: Outcomes,
    /// What was said first, names masked.
    pub example: String,
}

/// A cause that can be mended, with its steps.
#[derive(Serialize)]
pub struct FixRow {
    /// The code.
    pub code: &'static str,
    /// What is wrong.
    pub title: &'static str,
    /// Why.
    pub why: &'static str,
    /// Who has to act.
    pub owner: Owner,
    /// Messages to one recipient each.
    pub messages: u64,
    /// The provider whose steps these are.
    pub provider: Option<&'static str>,
    /// What to do.
    pub steps: Vec<Fix>,
}

/// Who has to act, and on how much.
#[derive(Serialize)]
pub struct OwnerRow {
    /// Who.
    pub owner: Owner,
    /// Messages to one recipient each.
    pub messages: u64,
    /// Attempts.
    pub attempts: u64,
}

/// A receiving domain.
#[derive(Serialize)]
pub struct DomainRow {
    /// Its name.
    pub domain: String,
    /// How attempts ended.
    #[serde(flatten)]
    pub outcomes: Outcomes,
}

/// An hour.
#[derive(Clone, Serialize)]
pub struct HourRow {
    /// As people write it.
    pub hour: String,
    /// The same, to reckon with.
    #[serde(skip)]
    pub at: Hour,
    /// How attempts ended.
    #[serde(flatten)]
    pub outcomes: Outcomes,
    /// What went wrong, by the part of the way.
    pub areas: BTreeMap<Area, u64>,
}

/// The most domains that are listed.
const MOST_DOMAINS: usize = 1000;

/// The most of the worst hours.
const WORST_HOURS: usize = 10;

impl Digest {
    /// Puts a summary in order. `sent` is the number of mails that were sent, for what does not tell it.
    pub fn new(summary: &Summary, files: Vec<String>, unit: Unit, read: u64, sent: Option<u64>) -> Self {
        let outcomes = summary.outcomes;
        let of = sent.unwrap_or(outcomes.delivered + outcomes.failed);
        // A mailbox of bounces holds nothing that arrived: there is no rate without the number sent.
        let is_known = sent.is_some() || unit == Unit::Lines;
        let hours = hours(summary);
        let mut worst_hours: Vec<_> = hours.iter().filter(|hour| hour.outcomes.trouble() > 0).cloned().collect();
        worst_hours.sort_by_key(|hour| (Reverse(hour.outcomes.trouble()), hour.at));
        worst_hours.truncate(WORST_HOURS);
        Self {
            skipped: skipped(&summary.problems, &files),
            files,
            unit,
            read,
            outcomes,
            passed_on: summary.passed_on,
            auto_replies: summary.auto_replies,
            other_messages: summary.other_messages,
            span: hours.first().zip(hours.last()).map(|(first, last)| (first.hour.clone(), last.hour.clone())),
            bounce_rate: Rate::new(outcomes.failed, of).filter(|_| is_known),
            fix_first: fixes(summary),
            owners: owners(summary),
            causes: causes(summary.causes.values()),
            refused: causes(summary.refused.values()),
            domains: domains(summary),
            other_domains: summary.domains.rest,
            worst_hours,
            hours,
        }
    }

    /// What was left out: lines or messages, all kinds together.
    pub fn skipped_count(&self) -> u64 {
        self.skipped.iter().filter(|row| row.problem != "cut-message").map(|row| row.count).sum()
    }

    /// Whether anything was recognised at all.
    pub fn is_empty(&self) -> bool {
        self.outcomes.all() + self.passed_on + self.auto_replies == 0
    }
}

/// What could not be read, with the names of the files.
pub fn skipped(problems: &Problems, files: &[String]) -> Vec<SkippedRow> {
    let row = |(file, problem, noted): (u32, &Problem, &Noted)| SkippedRow {
        file: noted.name.clone().or_else(|| files.get(file as usize).cloned()).unwrap_or_default(),
        problem: problem.word(),
        words: problem.words(),
        count: noted.count,
        first: noted.first,
    };
    problems.iter().map(row).collect()
}

fn causes<'s>(all: impl Iterator<Item = &'s OfCause>) -> Vec<CauseRow> {
    let row = |of: &OfCause| CauseRow {
        code: of.cause.code,
        slug: of.cause.slug,
        title: of.cause.title,
        area: of.cause.area,
        owner: of.cause.owner,
        messages: messages(of),
        outcomes: of.outcomes,
        example: of.example.as_ref().map_or_else(String::new, |(_, said)| said.clone()),
    };
    let mut rows: Vec<_> = all.map(row).collect();
    rows.sort_by_key(|row| (Reverse(row.messages), Reverse(row.outcomes.all()), row.code));
    rows
}

/// The estimate is never more than the attempts.
fn messages(of: &OfCause) -> u64 {
    (of.messages.estimate() as u64).clamp(1, of.outcomes.all().max(1))
}

fn fixes(summary: &Summary) -> Vec<FixRow> {
    // Nobody can act on what the text does not tell.
    let can_act = |cause: &Cause| {
        matches!(cause.owner, Owner::You | Owner::Host | Owner::Provider) && cause.class != Some(Class::Unknown)
    };
    let row = |of: &OfCause| {
        let (provider, steps) = steps(of);
        let (code, title, why, owner) = (of.cause.code, of.cause.title, of.cause.why, of.cause.owner);
        FixRow { code, title, why, owner, messages: messages(of), provider, steps }
    };
    let mut rows: Vec<_> = summary.causes.values().filter(|of| can_act(of.cause)).map(row).collect();
    rows.sort_by_key(|row| (Reverse(row.messages), row.code));
    rows
}

/// The steps of the provider that said it most, where it has its own; the general ones otherwise.
fn steps(of: &OfCause) -> (Option<&'static str>, Vec<Fix>) {
    let most = of.providers.iter().max_by_key(|(provider, count)| (**count, Reverse(**provider)));
    let provider = most.and_then(|(provider, _)| provider.and_then(mailmend::provider));
    let own = provider.and_then(|provider| provider.steps(of.cause).map(|steps| (provider.name, steps)));
    let (name, steps) = own.map_or((None, of.cause.fixes), |(name, steps)| (Some(name), steps));
    // A log does not tell what software sends.
    (name, steps.iter().filter(|fix| fix.stack.is_none()).collect())
}

fn owners(summary: &Summary) -> Vec<OwnerRow> {
    let mut rows: Vec<OwnerRow> = Vec::new();
    for &owner in Owner::ALL {
        let (mut all, mut attempts) = (0, 0);
        for of in summary.causes.values().filter(|of| of.cause.owner == owner) {
            all += messages(of);
            attempts += of.outcomes.all();
        }
        if attempts > 0 {
            rows.push(OwnerRow { owner, messages: all, attempts });
        }
    }
    rows.sort_by_key(|row| Reverse(row.messages));
    rows
}

fn domains(summary: &Summary) -> Vec<DomainRow> {
    let mut rows: Vec<_> = summary
        .domains
        .iter()
        .map(|(domain, outcomes)| DomainRow { domain: domain.clone(), outcomes: *outcomes })
        .collect();
    rows.sort_by(|one, other| {
        let key = |row: &DomainRow| (Reverse(row.outcomes.trouble()), Reverse(row.outcomes.all()));
        key(one).cmp(&key(other)).then_with(|| one.domain.cmp(&other.domain))
    });
    rows.truncate(MOST_DOMAINS);
    rows
}

fn hours(summary: &Summary) -> Vec<HourRow> {
    let mut all: Vec<(Hour, &OfHour)> = summary.hours.iter().map(|(hour, of)| (*hour, of)).collect();
    // A log without years that holds both ends of the year goes over New Year.
    let in_month =
        |from: i8, to: i8| all.iter().any(|(hour, _)| hour.has_no_year() && (from..=to).contains(&hour.month()));
    if in_month(1, 2) && in_month(11, 12) {
        for (hour, _) in all.iter_mut().filter(|(hour, _)| hour.has_no_year() && hour.month() >= 7) {
            *hour = hour.year_before();
        }
    }
    all.sort_by_key(|(hour, _)| *hour);
    let areas = |of: &OfHour| Area::ALL.iter().copied().zip(of.areas).filter(|(_, count)| *count > 0).collect();
    all.into_iter()
        .map(|(at, of)| HourRow { hour: at.to_string(), at, outcomes: of.outcomes, areas: areas(of) })
        .collect()
}
