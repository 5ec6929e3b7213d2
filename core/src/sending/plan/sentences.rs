//! The plan in sentences.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::PlanRequest;
use crate::model::{LimitUnit, LimitWindow, PlanReport};

pub(super) fn summary(report: &PlanReport<'_>, request: &PlanRequest<'_>) -> Vec<String> {
    let mut said = Vec::new();
    let mails = grouped(report.volume);
    let what = if report.volume == 1 { "mail" } else { "mails" };
    let bound = report.limits.iter().find(|limit| limit.binds);
    let Some(pace) = report.pace else {
        if report.runs.is_empty() {
            said.push(format!("No limit is known for these {mails} {what}, so there is no plan."));
            return said;
        }
        said.push(format!("{mails} {what} in {}, by the warm-up alone: no limit is known.", span(report.duration)));
        said.push(ramp(report));
        return said;
    };
    // In the words of the limit that binds, where its time is long enough for whole mails.
    let per = bound.map_or(LimitWindow::Hour, |limit| limit.per);
    let (per, rate) = [per, LimitWindow::Hour, LimitWindow::Day, LimitWindow::Month]
        .into_iter()
        .filter_map(|per| Some((per, pace.in_seconds(per.seconds()?))))
        .find(|(_, rate)| *rate > 0)
        .unwrap_or((LimitWindow::Month, 0));
    let rate = if rate == 0 { "less than one a month".into() } else { format!("{} {}", grouped(rate), each(per)) };
    if report.runs.is_empty() {
        said.push(format!("{mails} {what} at {rate} would take years, so there is no plan."));
        return said;
    }
    let steady = super::grid::duration(report.volume, pace);
    if report.ramp.is_empty() {
        said.push(format!("{mails} {what} at {rate}: {}.", hours(steady)));
    } else {
        said.push(format!("{mails} {what}: {}, the warm-up included.", span(report.duration)));
        said.push(ramp(report));
        said.push(format!("Without a warm-up, at {rate}, it would be {}.", hours(steady)));
    }
    let batch = if pace.count == 1 { "1 mail goes".into() } else { format!("{} mails go", grouped(pace.count)) };
    said.push(format!(
        "Every {} {batch} out{}.",
        span(pace.every),
        if report.ramp.is_empty() { "" } else { ", once warm" }
    ));
    if let Some(limit) = bound {
        let account = limit.account.map(|account| format!(", {account}")).unwrap_or_default();
        let note = limit.note.map(|note| format!(", {note}")).unwrap_or_default();
        let recipients = if limit.unit == LimitUnit::Recipients && request.recipients > 1 {
            format!(" With {} recipients a mail, it counts for every one of them.", grouped(request.recipients))
        } else {
            String::new()
        };
        said.push(format!(
            "What binds is the limit of {} {} {}{account}{note}. The plan stays 20 % below it.{recipients}",
            grouped(limit.count),
            limit.unit,
            each(limit.per)
        ));
    }
    if report.classes.len() > 1 {
        for class in &report.classes {
            let name = class.name.as_ref();
            let (start, end) = (moment(class.start), moment(class.end));
            said.push(format!("{name}: {} mails, from {start} to {end}.", grouped(class.count)));
        }
    }
    said
}

fn ramp(report: &PlanReport<'_>) -> String {
    let days = report.ramp.len();
    let first = grouped(report.ramp.first().copied().unwrap_or(0));
    let most = grouped(report.ramp.iter().max().copied().unwrap_or(0));
    let days = if days == 1 { "The first day has".to_string() } else { format!("The first {days} days have") };
    format!("{days} fewer: from {first} to {most} mails a day. This growth is practice, not a rule.")
}

/// A time of a limit, after a number: `an hour`.
fn each(per: LimitWindow) -> &'static str {
    match per {
        LimitWindow::Second => "a second",
        LimitWindow::Minute => "a minute",
        LimitWindow::Hour => "an hour",
        LimitWindow::Day => "a day",
        LimitWindow::Month => "a month",
        LimitWindow::Message => "a message",
        LimitWindow::Connection => "a connection",
        _ => "at once",
    }
}

/// Hours where they are whole and more than a day, with the days behind them: `250 hours (10 days 10 hours)`.
fn hours(seconds: u64) -> String {
    if seconds > 86_400 && seconds.is_multiple_of(3_600) {
        format!("{} hours ({})", grouped(seconds / 3_600), span(seconds))
    } else {
        span(seconds)
    }
}

fn moment(seconds: u64) -> String {
    if seconds == 0 { "the start".into() } else { span(seconds) }
}

/// A time in the two largest units that it has: `10 days 10 hours`.
pub(in crate::sending) fn span(seconds: u64) -> String {
    let units = [("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)];
    let mut parts: Vec<String> = Vec::new();
    let mut rest = seconds;
    for (name, size) in units {
        let number = rest / size;
        rest %= size;
        if number > 0 && parts.len() < 2 {
            let plural = if number == 1 { "" } else { "s" };
            parts.push(format!("{} {name}{plural}", grouped(number)));
        } else if !parts.is_empty() {
            // Two units next to each other, never days and seconds.
            break;
        }
    }
    if parts.is_empty() { "0 seconds".into() } else { parts.join(" ") }
}

/// A number with commas: `40,000`.
pub(in crate::sending) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_well() {
        assert_eq!(span(0), "0 seconds");
        assert_eq!(span(45), "45 seconds");
        assert_eq!(span(90), "1 minute 30 seconds");
        assert_eq!(span(86_400 + 30), "1 day");
        assert_eq!(hours(900_000), "250 hours (10 days 10 hours)");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1_000), "1,000");
        assert_eq!(grouped(u64::MAX), "18,446,744,073,709,551,615");
    }
}
