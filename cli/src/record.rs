//! A record for people: each finding with a caret under its place, and the corrected record.

use std::path::PathBuf;

use mailmend::model::{Evidence, FactKey, Finding, Publish, Receivers, RecordReport, RecordType, Severity};
use mailmend::wire::{Batch, write_record};
use mailmend::{RecordRequest, publish, record_with};

use crate::style::{self, BOLD, COMMAND, DIM};
use crate::{Format, batch, input};

/// What the commands on records take.
#[derive(clap::Args)]
pub struct RecordArguments {
    /// The record, a file that holds it, or - for standard input
    pub text: Vec<String>,
    /// The name that the record stands at, such as _dmarc.example.com
    #[arg(long)]
    name: Option<String>,
    /// Print the corrected record and nothing else
    #[arg(long, conflicts_with = "format")]
    fix: bool,
    /// With --fix: how to print the record
    #[arg(long, value_enum, requires = "fix")]
    form: Option<Form>,
    /// How to print the answer
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// One record a line, raw or a JSON object with "record", "type" and "name"; one JSON report a line, in the same order
    #[arg(long, value_name = "FILE|-", conflicts_with_all = ["text", "format", "fix", "name"])]
    batch: Option<PathBuf>,
}

/// The forms in which a record is entered.
#[derive(Clone, Copy, Default, clap::ValueEnum)]
pub enum Form {
    /// One text: for most DNS panels
    #[default]
    Raw,
    /// Strings of at most 255 bytes, one a line
    Strings,
    /// A line of a zone file
    Zone,
}

impl Form {
    /// The lines of a record in this form.
    pub fn of(self, publish: &Publish) -> Vec<&str> {
        match self {
            Self::Raw => vec![&publish.raw],
            Self::Strings => publish.strings.iter().map(String::as_str).collect(),
            Self::Zone => vec![&publish.zone],
        }
    }
}

const SOUND: u8 = 0;
const WRONG: u8 = 1;

/// Checks one record, or a file of them.
pub fn run(arguments: &RecordArguments, kind: Option<RecordType>, receivers: Receivers) -> Result<u8, String> {
    if let Some(file) = &arguments.batch {
        return batch::run(file, || Batch::of_records(kind)).map(|()| SOUND);
    }
    let text = input::text(&arguments.text)?;
    let mut request = RecordRequest::new(&text).receivers(receivers);
    request.kind = kind;
    request.name = arguments.name.as_deref();
    let report = record_with(&request);
    let wrong = report.findings.iter().any(|finding| finding.cause.severity == Severity::Error);
    if arguments.fix {
        return Ok(fix(arguments, &text, &report, wrong));
    }
    match arguments.format {
        Format::Text => print(&text, &report),
        Format::Json => {
            let mut json = String::new();
            write_record(&mut json, &report, None);
            say!("{json}");
        }
    }
    Ok(if wrong { WRONG } else { SOUND })
}

fn fix(arguments: &RecordArguments, text: &str, report: &RecordReport<'_>, wrong: bool) -> u8 {
    let record = match &report.fixed {
        Some(fixed) => fixed,
        None if wrong => {
            anstream::eprintln!("mailmend: no edit is safe here; run the same without --fix to see why");
            return WRONG;
        }
        None => text,
    };
    match (arguments.form, report.record) {
        (Some(form), Some(kind)) if kind != RecordType::MtaStsPolicy => {
            let publish = publish(kind, arguments.name.as_deref(), record);
            form.of(&publish).iter().for_each(|line| say!("{line}"));
        }
        _ => say!("{}", record.trim_end_matches(['\r', '\n'])),
    }
    SOUND
}

fn print(text: &str, report: &RecordReport<'_>) {
    let kind = report.record.map_or("unknown", RecordType::as_str);
    if report.findings.is_empty() {
        say!("{BOLD}Nothing is wrong with this {kind} record.{BOLD:#}");
    }
    for (place, finding) in report.findings.iter().enumerate() {
        if place > 0 {
            say!();
        }
        show(text, finding);
    }
    if let Some(fixed) = &report.fixed {
        say!();
        say!("{BOLD}Corrected record{BOLD:#}");
        say!("{COMMAND}{}{COMMAND:#}", fixed.trim_end_matches(['\r', '\n']));
    }
    if let Some(cut) = report.cut {
        say!();
        say!("Only the first {} of {} bytes were read.", cut.read, cut.given);
    }
}

/// A finding, with carets under its places in the text.
pub fn show(text: &str, finding: &Finding<'_>) {
    let cause = finding.cause;
    let color = style::severity(cause.severity);
    say!("{color}{}: {}{color:#} {DIM}{}{DIM:#}", cause.severity, cause.title, cause.code);
    if let Some(first) = finding.evidence.first() {
        // A private key is not shown again.
        if first.text == text.get(first.start..first.end).unwrap_or_default() {
            let (line, marks) = carets(text, &finding.evidence, style::width().saturating_sub(2));
            say!("  {line}");
            say!("  {color}{marks}{color:#}");
        }
    }
    style::paragraph("  ", cause.why);
    for fact in &finding.facts {
        let name = if fact.key == FactKey::Suggestion { "write" } else { fact.key.as_str() };
        style::paragraph(&format!("  {name}: "), &fact.value);
    }
    for fix in finding.fixes() {
        style::paragraph("  - ", fix.text);
        for command in fix.commands {
            say!("    {COMMAND}$ {command}{COMMAND:#}");
        }
    }
}

/// The piece of the text around the first place, at most `width` columns wide, and carets under all places in it.
fn carets(text: &str, places: &[Evidence<'_>], width: usize) -> (String, String) {
    let first = places.first().map_or(0, |place| place.start);
    let before = text.get(..first).unwrap_or_default();
    let from = before.char_indices().rev().nth(width / 3).map_or(0, |(at, _)| at);
    let (mut line, mut marks) = (String::new(), String::new());
    if from > 0 {
        line.push('…');
        marks.push(' ');
    }
    for (at, letter) in text.char_indices().skip_while(|(at, _)| *at < from) {
        let shown = if letter.is_control() || is_invisible(letter) { '·' } else { letter };
        let columns = textwrap::core::display_width(shown.encode_utf8(&mut [0; 4]));
        if textwrap::core::display_width(&line) + columns >= width {
            line.push('…');
            break;
        }
        line.push(shown);
        let marked = places.iter().any(|place| (place.start..place.end).contains(&at));
        marks.extend(std::iter::repeat_n(if marked { '^' } else { ' ' }, columns));
    }
    (line, marks.trim_end().to_owned())
}

fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_under_the_place() {
        let text = "v=spf1 ip4=192.0.2.1 -all";
        let report = mailmend::record(text);
        let evidence = &report.findings.first().map(|finding| finding.evidence.to_vec()).unwrap_or_default();
        let (line, marks) = carets(text, evidence, 60);
        assert_eq!(line, text);
        assert_eq!(marks, "       ^^^^^^^^^^^^^");
    }

    #[test]
    fn a_long_record_is_shown_around_the_place() {
        let text = format!("v=spf1 {} ip4:300.1.1.1 -all", "include:a.example.net ".repeat(20));
        let at = text.find("300").unwrap_or_default();
        let evidence = [Evidence { text: "300.1.1.1".into(), start: at, end: at + 9 }];
        let (line, marks) = carets(&text, &evidence, 60);
        assert!(line.starts_with('…') && textwrap::core::display_width(&line) <= 60, "{line}");
        let column = marks.find('^').unwrap_or_default();
        assert_eq!(line.chars().skip(column).take(9).collect::<String>(), "300.1.1.1");
    }
}
