//! `mailmend plan` and `mailmend health`: a schedule for people, and for queues.

use std::fmt::Write as _;

use clap::ValueEnum;
use mailmend::model::{HealthReport, LimitUnit, LimitWindow, PlanReport, Severity};
use mailmend::{Cap, HealthRequest, PlanRequest, wire};
use serde_json::json;

use crate::Format;
use crate::report::steps;
use crate::style::{self, BOLD, DIM};

/// What `plan` takes.
#[derive(clap::Args)]
pub struct Plan {
    /// How many mails
    #[arg(long, required_unless_present = "class", default_value_t = 0)]
    volume: u64,
    /// The provider whose limits apply: a name such as gmail, or a host
    #[arg(long)]
    provider: Option<String>,
    /// The kind of account, where the provider has several, such as "Google Workspace"
    #[arg(long, requires = "provider")]
    account: Option<String>,
    /// A limit that you know, in place of the provider's: 200/hour, 5000/day, 14/second, 3000r/day for recipients
    #[arg(long = "limit", value_name = "N/TIME", value_parser = limit)]
    limits: Vec<Cap>,
    /// A class of mail with its count, the most urgent first: --class receipts=500 --class news=40000
    #[arg(long, value_name = "NAME=N", value_parser = class)]
    class: Vec<(String, u64)>,
    /// The recipients of each mail
    #[arg(long, default_value_t = 1)]
    recipients: u64,
    /// The age of the sending domain in days
    #[arg(long, value_name = "DAYS")]
    age: Option<u64>,
    /// How many mails a day the domain has been sending so far
    #[arg(long, value_name = "N")]
    warmed: Option<u64>,
    /// Seconds until the first batch
    #[arg(long, default_value_t = 0)]
    start: u64,
    /// How to print the plan
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Print the plan as JSON: the same as --format json
    #[arg(long)]
    json: bool,
    /// Print what a queue executes, one JSON object a line
    #[arg(long, value_enum, conflicts_with_all = ["format", "json"])]
    queue: Option<Queue>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Queue {
    /// A countdown in seconds for each batch, for apply_async(countdown=…)
    Celery,
    /// A limiter for workers with one job a mail; and for one job a batch, its options: a delay in milliseconds, a priority
    Bullmq,
    /// The runs: start, every, count, times
    Json,
}

/// What `health` takes.
#[derive(clap::Args)]
pub struct Health {
    /// Mails that were delivered
    #[arg(long)]
    delivered: u64,
    /// Mails that bounced because the address is dead
    #[arg(long, default_value_t = 0)]
    hard: u64,
    /// Mails that did not arrive for other reasons
    #[arg(long, default_value_t = 0)]
    soft: u64,
    /// Mails that were reported as spam
    #[arg(long, default_value_t = 0)]
    complaints: u64,
    /// How to print the answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

const FINE: u8 = 0;
const WRONG: u8 = 1;

fn limit(word: &str) -> Result<Cap, String> {
    let (count, per) = word.split_once('/').ok_or("write a number, a slash and a time: 200/hour")?;
    let (count, unit) = match count.strip_suffix('r') {
        Some(count) => (count, LimitUnit::Recipients),
        None => (count, LimitUnit::Messages),
    };
    let count = count.replace(',', "").parse().map_err(|_| format!("{count} is no number of mails"))?;
    let per = LimitWindow::from_word(per).filter(|per| per.seconds().is_some());
    let per = per.ok_or("the time is one of: second minute hour day month")?;
    Ok(Cap { unit, per, count })
}

fn class(word: &str) -> Result<(String, u64), String> {
    let (name, count) = word.rsplit_once('=').ok_or("write a name, = and a number: receipts=500")?;
    let count = count.replace(',', "").parse().map_err(|_| format!("{count} is no number of mails"))?;
    Ok((name.into(), count))
}

/// Plans, and prints.
pub fn run(arguments: &Plan) -> Result<u8, String> {
    let mut request = PlanRequest::new(arguments.volume);
    request.classes = arguments.class.iter().map(|(name, count)| (name.as_str().into(), *count)).collect();
    request.provider = arguments.provider.as_deref().map(Into::into);
    request.account = arguments.account.as_deref().map(Into::into);
    request.caps.clone_from(&arguments.limits);
    request.recipients = arguments.recipients;
    request.age = arguments.age;
    request.warmed = arguments.warmed;
    request.start = arguments.start;
    let report = mailmend::plan(&request).map_err(|problem| problem.message)?;
    match (arguments.queue, arguments.json || matches!(arguments.format, Format::Json)) {
        (Some(queue), _) => queued(&report, queue),
        (None, true) => say!("{}", wire::plan_json(&report)),
        (None, false) => print(&report),
    }
    let wrong = report.findings.iter().any(|finding| finding.cause.severity == Severity::Error);
    Ok(if wrong || report.runs.is_empty() { WRONG } else { FINE })
}

/// One JSON object a line; nothing is kept, however many batches there are.
fn queued(report: &PlanReport<'_>, queue: Queue) {
    let name = |class: usize| report.classes.get(class).map_or("", |class| class.name.as_ref());
    match queue {
        Queue::Json => {
            for run in &report.runs {
                let class = name(run.class);
                say!(
                    "{}",
                    json!({"class": class, "start": run.start, "every": run.every, "count": run.count, "times": run.times})
                );
            }
        }
        Queue::Celery => {
            for batch in report.batches() {
                say!("{}", json!({"class": name(batch.class), "countdown": batch.at, "count": batch.count}));
            }
        }
        Queue::Bullmq => {
            if let Some(pace) = report.pace {
                let duration = pace.every.saturating_mul(1000);
                say!("{}", json!({"limiter": {"max": pace.count, "duration": duration}}));
            }
            for batch in report.batches() {
                let options = json!({"delay": batch.at.saturating_mul(1000), "priority": batch.class + 1});
                say!("{}", json!({"class": name(batch.class), "count": batch.count, "opts": options}));
            }
        }
    }
}

fn print(report: &PlanReport<'_>) {
    for (place, said) in report.summary.iter().enumerate() {
        if place == 0 {
            say!("{BOLD}{said}{BOLD:#}");
        } else {
            style::paragraph("", said);
        }
    }
    if !report.limits.is_empty() {
        say!();
        say!("{DIM}{:<34} {:>12}  {}{DIM:#}", "limit", "planned", "seen");
        for limit in &report.limits {
            let mut name = format!("{} {} per {}", limit.count, limit.unit, limit.per);
            if let Some(account) = limit.account {
                let _ = write!(name, ", {account}");
            }
            let planned = limit.mails.filter(|mails| *mails > 0).map_or("-".into(), |mails| mails.to_string());
            let binds = if limit.binds { "  binds" } else { "" };
            let seen = limit.seen.unwrap_or("given");
            let doubt = if limit.confirmed { "" } else { ", not confirmed" };
            say!("{name:<34} {planned:>12}  {seen}{doubt}{binds}");
        }
    }
    chart(report);
    for finding in &report.findings {
        print_finding(finding);
    }
}

fn print_finding(finding: &mailmend::model::Finding<'_>) {
    say!();
    let color = style::severity(finding.cause.severity);
    say!("{color}{}{color:#} {DIM}{} {}{DIM:#}", finding.cause.title, finding.cause.code, finding.cause.slug);
    style::paragraph("  ", finding.cause.why);
    steps(finding.fixes());
}

/// The most days that the chart shows.
const MOST_DAYS: u64 = 31;
/// The widest bar.
const WIDEST: u64 = 40;

/// How many mails go out on each day, as bars.
fn chart(report: &PlanReport<'_>) {
    let days = per_day(report);
    let most = days.iter().copied().max().unwrap_or(0);
    if most == 0 || days.len() < 2 {
        return;
    }
    say!();
    for (day, mails) in days.iter().enumerate() {
        let width = (mails.saturating_mul(WIDEST) / most).max(u64::from(*mails > 0));
        let bar = "█".repeat(usize::try_from(width).unwrap_or(0));
        say!("day {:>3}  {bar} {mails}", day + 1);
    }
    let all = report.duration.div_ceil(86_400);
    if all > MOST_DAYS {
        say!("{DIM}and so on, up to day {all}{DIM:#}");
    }
}

/// The mails of the first days, counted from the runs without walking through their batches.
fn per_day(report: &PlanReport<'_>) -> Vec<u64> {
    let start = report.runs.iter().map(|run| run.start).min().unwrap_or(0);
    let length = report.duration.div_ceil(86_400).min(MOST_DAYS);
    let mut days = vec![0_u64; usize::try_from(length).unwrap_or(0)];
    for run in &report.runs {
        let first = run.start - start;
        // The batches before a moment, counted from the first one.
        let before = |moment: u64| {
            if moment <= first { 0 } else { (moment - first).div_ceil(run.every.max(1)).min(run.times) }
        };
        for (day, mails) in (0_u64..).zip(&mut days) {
            let batches = before((day + 1) * 86_400) - before(day * 86_400);
            *mails = mails.saturating_add(batches.saturating_mul(run.count));
        }
    }
    days
}

/// Judges counts, and prints.
pub fn health(arguments: &Health) -> u8 {
    let mut counts = HealthRequest::new();
    counts.delivered = arguments.delivered;
    counts.hard = arguments.hard;
    counts.soft = arguments.soft;
    counts.complaints = arguments.complaints;
    let report = mailmend::health(&counts);
    match arguments.format {
        Format::Json => say!("{}", wire::health_json(&report)),
        Format::Text => print_health(&report),
    }
    let wrong = report.findings.iter().any(|finding| finding.cause.severity >= Severity::Warning);
    if wrong { WRONG } else { FINE }
}

fn print_health(report: &HealthReport) {
    for said in &report.summary {
        style::paragraph("", said);
    }
    for finding in &report.findings {
        print_finding(finding);
    }
}
