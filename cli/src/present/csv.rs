//! A summary for spreadsheets: one table. The first column tells what a row is about.

use std::io::{self, Write};

use super::title;
use crate::summary::{CauseRow, Digest, List, Outcomes};

const HEAD: [&str; 12] = [
    "section",
    "name",
    "title",
    "owner",
    "messages",
    "delivered",
    "deferred",
    "failed",
    "rejected",
    "complaint",
    "value",
    "example",
];

/// Writes the table.
pub fn write(out: &mut impl Write, digest: &Digest, list: Option<&List>) -> io::Result<()> {
    let mut table = Table(::csv::Writer::from_writer(out));
    table.row(HEAD)?;
    table.counts("total", ["", "", ""], None, &digest.outcomes)?;
    table.value("read", digest.unit.many(), digest.read)?;
    for row in &digest.skipped {
        let count = row.count.to_string();
        table.row(["skipped", &row.file, &row.words, "", "", "", "", "", "", "", &count, ""])?;
    }
    if let Some(rate) = digest.bounce_rate {
        let percent = rate.percent.to_string();
        table.row(["bounce-rate", "percent", rate.advice(), "", "", "", "", "", "", "", &percent, ""])?;
    }
    for row in &digest.owners {
        let (messages, attempts) = (row.messages.to_string(), row.attempts.to_string());
        table.row(["owner", row.owner.as_str(), "", "", &messages, "", "", "", "", "", &attempts, ""])?;
    }
    for (section, rows) in [("cause", &digest.causes), ("refused", &digest.refused)] {
        for row in rows {
            table.cause(section, row)?;
        }
    }
    for row in &digest.domains {
        table.counts("domain", [&row.domain, "", ""], None, &row.outcomes)?;
    }
    if digest.other_domains.all() > 0 {
        table.counts("domain", ["(others)", "", ""], None, &digest.other_domains)?;
    }
    for row in &digest.hours {
        table.counts("hour", [&row.hour, "", ""], None, &row.outcomes)?;
    }
    for row in &digest.fix_first {
        for (place, step) in row.steps.iter().enumerate() {
            let (place, messages) = ((place + 1).to_string(), row.messages.to_string());
            let owner = row.owner.as_str();
            table.row(["step", row.code, step.text, owner, &messages, "", "", "", "", "", &place, ""])?;
        }
    }
    if let Some(list) = list {
        list.each(|one| {
            let count = one.count.to_string();
            let about = title(&one.code);
            table.row(["suppress", &one.address, about, "recipient", "", "", "", "", "", "", &count, &one.code])?;
            Ok(true)
        })?;
    }
    table.0.flush()
}

struct Table<W: Write>(::csv::Writer<W>);

impl<W: Write> Table<W> {
    fn row(&mut self, cells: [&str; HEAD.len()]) -> io::Result<()> {
        self.0.write_record(cells.map(safe)).map_err(io::Error::from)
    }

    fn value(&mut self, section: &str, name: &str, value: u64) -> io::Result<()> {
        self.row([section, name, "", "", "", "", "", "", "", "", &value.to_string(), ""])
    }

    fn cause(&mut self, section: &str, row: &CauseRow) -> io::Result<()> {
        let about = [row.code, row.title, row.owner.as_str()];
        self.with_example(section, about, Some(row.messages), &row.outcomes, &row.example)
    }

    fn counts(&mut self, section: &str, about: [&str; 3], messages: Option<u64>, of: &Outcomes) -> io::Result<()> {
        self.with_example(section, about, messages, of, "")
    }

    fn with_example(
        &mut self,
        section: &str,
        [name, title, owner]: [&str; 3],
        messages: Option<u64>,
        of: &Outcomes,
        example: &str,
    ) -> io::Result<()> {
        let messages = messages.map_or_else(String::new, |messages| messages.to_string());
        let counts = [of.delivered, of.deferred, of.failed, of.rejected, of.complaint].map(|count| count.to_string());
        let [delivered, deferred, failed, rejected, complaint] = &counts;
        let cells =
            [section, name, title, owner, &messages, delivered, deferred, failed, rejected, complaint, "", example];
        self.row(cells)
    }
}

/// A cell that a spreadsheet would run as a formula gets a quote in front: logs hold what strangers wrote.
fn safe(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.into() }
}
