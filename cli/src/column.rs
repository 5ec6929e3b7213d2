//! A column of addresses in a table: a summary, and the cleaned table.
//!
//! One row at a time. What grows is one hash of eight bytes for each mailbox, to find duplicates by: some twenty bytes
//! each with the room that a set keeps free.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::hash::{Hash, Hasher};
use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;

use csv::StringRecord;
use mailmend::model::{AddressMode, AddressReport, Severity};
use serde_json::json;

use crate::style::BOLD;
use crate::table;

/// How often the progress is shown, in rows.
const SHOW: u64 = 1 << 16;

/// What was found in the column.
#[derive(Debug, Default)]
pub struct Summary {
    rows: u64,
    fine: u64,
    mended: u64,
    suggested: u64,
    duplicates: u64,
    dropped: u64,
    written: u64,
    codes: BTreeMap<(&'static str, &'static str, &'static str), u64>,
}

/// Checks the column `name` of `file`; writes the cleaned table to `output`.
pub fn check(file: &Path, name: &str, output: Option<&Path>, mode: AddressMode) -> Result<Summary, String> {
    let input: Box<dyn Read> = if file.as_os_str() == "-" {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(file).map_err(|error| format!("{}: {error}", file.display()))?)
    };
    if let Some(path) = output
        && let (Ok(from), Ok(to)) = (file.canonicalize(), path.canonicalize())
        && from == to
    {
        return Err(format!("{}: the cleaned table cannot take the place of the one that is read", path.display()));
    }
    let output: Option<Box<dyn Write>> = match output {
        None => None,
        Some(path) => Some(Box::new(File::create(path).map_err(|error| format!("{}: {error}", path.display()))?)),
    };
    let progress = io::stderr().is_terminal();
    run(input, name, output, mode, progress)
}

fn run(
    input: impl Read,
    name: &str,
    output: Option<impl Write>,
    mode: AddressMode,
    progress: bool,
) -> Result<Summary, String> {
    let wrong = |error: csv::Error| error.to_string();
    let table = table::open(input, name).map_err(|error| error.to_string())?;
    let delimiter = table.delimiter;
    let mut reader = csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(table.rows);
    let head = decoded(reader.byte_headers().map_err(wrong)?);
    let is_named = |head: &str| head.trim().eq_ignore_ascii_case(name.trim());
    let Some(column) = head.iter().position(is_named) else {
        return Err(format!("there is no column `{name}`: {}", head.iter().collect::<Vec<_>>().join(", ")));
    };
    let mut writer =
        output.map(|output| csv::WriterBuilder::new().flexible(true).delimiter(delimiter).from_writer(output));
    if let Some(writer) = &mut writer {
        writer.write_record(&head).map_err(wrong)?;
    }
    let mut summary = Summary::default();
    let mut seen = HashSet::new();
    let mut bytes = csv::ByteRecord::new();
    while reader.read_byte_record(&mut bytes).map_err(wrong)? {
        let row = decoded(&bytes);
        let report = mailmend::address_in(row.get(column).unwrap_or_default(), mode);
        let kept = summary.add(&report, &mut seen);
        if let (Some(address), Some(writer)) = (kept, &mut writer) {
            let cleaned = row.iter().enumerate().map(|(at, field)| if at == column { address.as_str() } else { field });
            writer.write_record(cleaned).map_err(wrong)?;
            summary.written += 1;
        }
        if progress && summary.rows.is_multiple_of(SHOW) {
            eprint!("\r{} rows", summary.rows);
        }
    }
    if progress && summary.rows >= SHOW {
        eprintln!();
    }
    if let Some(writer) = &mut writer {
        writer.flush().map_err(|error| error.to_string())?;
    }
    Ok(summary)
}

/// A row as text: a table may be in another encoding, here and there.
fn decoded(row: &csv::ByteRecord) -> StringRecord {
    row.iter().map(|field| mailmend::text::decode(field).text).collect()
}

impl Summary {
    /// Counts a report; gives the address to keep. A guess at what was meant is counted, but never made: only the
    /// person can tell. What came along when the address was copied goes.
    fn add(&mut self, report: &AddressReport<'_>, seen: &mut HashSet<u64>) -> Option<String> {
        self.rows += 1;
        let mut errors = false;
        for finding in &report.findings {
            let cause = finding.cause;
            errors |= cause.severity == Severity::Error;
            *self.codes.entry((cause.severity.as_str(), cause.code, cause.slug)).or_insert(0) += 1;
        }
        let mailable = report.normal.is_some() && report.valid.form != Some(false);
        let address = match (&report.normal, &report.suggestion) {
            (Some(normal), _) if mailable => normal,
            (None, Some(mended)) if errors => {
                self.mended += 1;
                mended
            }
            _ => {
                self.dropped += 1;
                return None;
            }
        };
        if mailable {
            self.fine += 1;
            self.suggested += u64::from(report.suggestion.is_some());
        }
        let mut hasher = DefaultHasher::new();
        report.flags.canonical.as_deref().unwrap_or(address).to_lowercase().hash(&mut hasher);
        if !seen.insert(hasher.finish()) {
            self.duplicates += 1;
            return None;
        }
        Some(address.to_string())
    }

    /// Prints the figures.
    pub fn print(&self, as_json: bool) {
        if as_json {
            let findings: Vec<_> = self
                .by_count()
                .into_iter()
                .map(|((severity, code, slug), count)| json!({ "code": code, "slug": slug, "severity": severity, "count": count }))
                .collect();
            say!(
                "{}",
                json!({
                    "rows": self.rows, "fine": self.fine, "mended": self.mended, "suggested": self.suggested,
                    "duplicates": self.duplicates, "dropped": self.dropped, "written": self.written, "findings": findings,
                })
            );
            return;
        }
        for (name, count) in [
            ("Rows", self.rows),
            ("Can be mailed", self.fine),
            ("  another was meant?", self.suggested),
            ("Mended", self.mended),
            ("Duplicates", self.duplicates),
            ("Cannot be mailed", self.dropped),
            ("Written", self.written),
        ] {
            say!("{name:<22} {count:>10}");
        }
        if !self.codes.is_empty() {
            say!("\n{BOLD}Findings{BOLD:#}");
        }
        for ((severity, code, slug), count) in self.by_count() {
            say!("{count:>10} {severity:<8} {code} {slug}");
        }
    }

    fn by_count(&self) -> Vec<((&'static str, &'static str, &'static str), u64)> {
        let mut codes: Vec<_> = self.codes.iter().map(|(code, count)| (*code, *count)).collect();
        codes.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), *code));
        codes
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn cleaned(table: &str) -> (Summary, String) {
        let mut output = Vec::new();
        let summary = run(table.as_bytes(), "email", Some(&mut output), AddressMode::Signup, false).unwrap();
        (summary, String::from_utf8(output).unwrap())
    }

    #[test]
    fn what_came_along_goes_and_a_guess_is_never_made() {
        let (summary, table) =
            cleaned("name,Email\nA,jane@GMAIL.com\nB,\"jane@firm.fr, \"\nC,j.ane@gmail.com\nD,no\nE,x@gmial.com\n");
        assert_eq!(table, "name,Email\nA,jane@gmail.com\nB,jane@firm.fr\nE,x@gmial.com\n");
        assert_eq!((summary.rows, summary.mended, summary.duplicates, summary.dropped), (5, 1, 1, 1));
        assert_eq!(summary.suggested, 1);
    }

    #[test]
    fn a_table_stays_as_it_was_written() {
        let (_, table) = cleaned("name;email\n\"Doe; Jane\";<jane@firm.fr>\n\"a \"\"b\"\"\";bob@firm.fr\n");
        assert_eq!(table, "name;email\n\"Doe; Jane\";jane@firm.fr\n\"a \"\"b\"\"\";bob@firm.fr\n");
        let (summary, _) = cleaned("name\temail\nA\nB\tbob@firm.fr\n");
        assert_eq!((summary.rows, summary.dropped, summary.written), (2, 1, 1));
    }

    #[test]
    fn the_table_that_is_read_is_not_written_over() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "email\na@firm.fr\n").unwrap();
        let problem = check(file.path(), "email", Some(file.path()), AddressMode::Signup).unwrap_err();
        assert!(problem.contains("cannot take the place"), "{problem}");
        assert_eq!(std::fs::read_to_string(file.path()).unwrap(), "email\na@firm.fr\n");
    }

    #[test]
    fn a_column_that_is_not_there_is_misuse() {
        let none: Option<Vec<u8>> = None;
        let problem = run("a,b\n1,2\n".as_bytes(), "email", none, AddressMode::Signup, false).unwrap_err();
        assert_eq!(problem, "there is no column `email`: a, b");
    }
}
