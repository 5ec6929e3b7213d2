//! A summary for people, at a terminal.

use std::io::{self, Write};

use super::{grouped, owner, share, short, title};
use crate::style::{self, BOLD, COMMAND, DIM};
use crate::summary::{CauseRow, Digest, FixRow, Level, List, Outcomes, Rate, Unit};

/// The rows of a list that a screen takes.
const ROWS: usize = 12;
/// The causes that are shown with their steps, and the steps of each.
const FIXES: usize = 5;
const STEPS: usize = 3;
/// The addresses that are listed.
const ADDRESSES: usize = 20;

/// Writes the summary.
pub fn write(out: &mut impl Write, digest: &Digest, list: Option<&List>) -> io::Result<()> {
    head(out, digest)?;
    if digest.is_empty() {
        return Ok(());
    }
    if let Some(rate) = digest.bounce_rate {
        bounce_rate(out, rate)?;
    }
    fixes(out, &digest.fix_first)?;
    causes(out, "Why mail did not arrive", &digest.causes)?;
    if !digest.owners.is_empty() {
        heading(out, "Who has to act")?;
        for row in &digest.owners {
            let attempts = match row.attempts - row.messages {
                0 => String::new(),
                _ => format!(" ({} attempts)", grouped(row.attempts)),
            };
            writeln!(out, "{:>10}  {}{DIM}{attempts}{DIM:#}", grouped(row.messages), owner(row.owner))?;
        }
    }
    domains(out, digest)?;
    if !digest.worst_hours.is_empty() {
        heading(out, "Worst hours")?;
        writeln!(out, "{DIM}{:>10} {:>10} {:>10}{DIM:#}", "failed", "deferred", "delivered")?;
        for row in &digest.worst_hours {
            writeln!(out, "{}  {}", counts(&row.outcomes), row.hour)?;
        }
    }
    causes(out, "Turned away by this server", &digest.refused)?;
    if let Some(list) = list.filter(|list| list.count > 0) {
        addresses(out, list)?;
    }
    Ok(())
}

fn head(out: &mut impl Write, digest: &Digest) -> io::Result<()> {
    let names: Vec<_> = digest.files.iter().map(|name| short(name)).collect();
    writeln!(out, "{BOLD}{}{BOLD:#}", names.join(", "))?;
    let span = digest.span.as_ref().map_or_else(String::new, |(first, last)| format!(", {first} to {last}"));
    writeln!(out, "{DIM}{} {} read{span}{DIM:#}", grouped(digest.read), digest.unit.many())?;
    let of = &digest.outcomes;
    let named = [
        (of.delivered, "delivered"),
        (of.deferred, "deferred"),
        (of.failed, "failed for good"),
        (of.complaint, "complaints"),
        (of.rejected, "turned away by this server"),
        (digest.passed_on, "given to a filter or program on this machine (not counted as delivered)"),
        (digest.auto_replies, "automatic answers"),
        (digest.other_messages, "ordinary messages"),
        (digest.skipped_count(), if digest.unit == Unit::Lines { "lines skipped" } else { "skipped" }),
    ];
    writeln!(out)?;
    for (count, name) in named.into_iter().filter(|(count, _)| *count > 0) {
        writeln!(out, "{:>10}  {name}", grouped(count))?;
    }
    Ok(())
}

fn bounce_rate(out: &mut impl Write, rate: Rate) -> io::Result<()> {
    let color = style::severity(match rate.level {
        Level::Good => mailmend::model::Severity::Info,
        Level::Warn => mailmend::model::Severity::Warning,
        Level::Act => mailmend::model::Severity::Error,
    });
    heading(out, "Bounce rate")?;
    let of = format!("{} of {}", grouped(rate.failed), grouped(rate.of));
    writeln!(out, "{color}{:>8.2} %{color:#}  {} {DIM}({of}){DIM:#}", rate.percent, rate.advice())
}

fn fixes(out: &mut impl Write, rows: &[FixRow]) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    heading(out, "What to fix first")?;
    for (place, row) in rows.iter().take(FIXES).enumerate() {
        let count = if row.messages == 1 { "1 message".into() } else { format!("{} messages", grouped(row.messages)) };
        let at = row.provider.map_or_else(String::new, |provider| format!(", {provider}"));
        writeln!(out, "{BOLD}{:>2}. {}{BOLD:#}", place + 1, row.title)?;
        writeln!(out, "    {DIM}{} · {count} · {}{at}{DIM:#}", row.code, owner(row.owner))?;
        for step in row.steps.iter().take(STEPS) {
            for line in style::wrapped("    - ", step.text) {
                writeln!(out, "{line}")?;
            }
            if let Some(link) = step.link {
                writeln!(out, "      {DIM}{link}{DIM:#}")?;
            }
            for command in step.commands {
                writeln!(out, "      {COMMAND}$ {command}{COMMAND:#}")?;
            }
        }
        if row.steps.len() > STEPS {
            writeln!(out, "      {DIM}more: mailmend page {}{DIM:#}", row.code)?;
        }
    }
    more(out, rows.len(), FIXES)
}

fn causes(out: &mut impl Write, name: &str, rows: &[CauseRow]) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    heading(out, name)?;
    let all: u64 = rows.iter().map(|row| row.messages).sum();
    writeln!(out, "{DIM}{:>10} {:>6}{DIM:#}", "messages", "share")?;
    for row in rows.iter().take(ROWS) {
        let part = share(row.messages, all);
        writeln!(out, "{:>10} {part:>4.0} %  {:<9}{}", grouped(row.messages), row.code, row.title)?;
    }
    more(out, rows.len(), ROWS)
}

fn domains(out: &mut impl Write, digest: &Digest) -> io::Result<()> {
    if digest.domains.is_empty() {
        return Ok(());
    }
    heading(out, "Receiving domains")?;
    writeln!(out, "{DIM}{:>10} {:>10} {:>10}{DIM:#}", "failed", "deferred", "delivered")?;
    for row in digest.domains.iter().take(ROWS) {
        writeln!(out, "{}  {}", counts(&row.outcomes), printable(&row.domain))?;
    }
    more(out, digest.domains.len(), ROWS)
}

fn addresses(out: &mut impl Write, list: &List) -> io::Result<()> {
    heading(out, &format!("Addresses to stop mailing: {}", grouped(list.count)))?;
    let mut shown = 0;
    list.each(|one| {
        shown += 1;
        let (address, code) = (printable(&one.address), &one.code);
        writeln!(out, "  {address}  {DIM}{code} {}{DIM:#}", title(code))?;
        Ok(shown < ADDRESSES)
    })?;
    if list.count > ADDRESSES as u64 {
        writeln!(out, "  {DIM}all of them: --format csv or json{DIM:#}")?;
    }
    Ok(())
}

fn heading(out: &mut impl Write, name: &str) -> io::Result<()> {
    writeln!(out, "\n{BOLD}{name}{BOLD:#}")
}

fn more(out: &mut impl Write, all: usize, shown: usize) -> io::Result<()> {
    if all > shown { writeln!(out, "            {DIM}and {} more{DIM:#}", all - shown) } else { Ok(()) }
}

fn counts(of: &Outcomes) -> String {
    let failed = of.failed + of.complaint;
    format!("{:>10} {:>10} {:>10}", grouped(failed), grouped(of.deferred), grouped(of.delivered))
}

/// What a stranger wrote must not steer the terminal.
fn printable(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { '\u{FFFD}' } else { letter }).collect()
}
