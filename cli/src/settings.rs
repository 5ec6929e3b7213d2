//! Settings for people: each finding with its place, and the settings put right, changed lines marked.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use mailmend::model::{Finding, MailSettings, SettingsReport, Severity};
use mailmend::syntax::settings::Form;
use mailmend::wire::{Batch, write_settings};
use mailmend::{SettingsRequest, apply_edits, settings_with};

use crate::style::{self, BOLD, COMMAND, DIM};
use crate::{Format, batch, input};

/// What the command on settings takes.
#[derive(clap::Args)]
pub struct SettingsArguments {
    /// The settings, a file that holds them, or - for standard input
    text: Vec<String>,
    /// The program they are for, such as nodemailer, laravel, django, postfix
    #[arg(long)]
    stack: Option<String>,
    /// The form they are in, such as js, json, php, env, ini, yaml, python; told from the text where left out
    #[arg(long, value_parser = form)]
    form: Option<Form>,
    /// Print the settings put right, secrets masked, and nothing else
    #[arg(long, conflicts_with = "format")]
    fix: bool,
    /// With --fix: write the changes into the file instead; its secrets stay as they are
    #[arg(long, requires = "fix")]
    in_place: bool,
    /// How to print the answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with_all = ["format", "fix"])]
    json: bool,
    /// Settings a line, raw or a JSON object with "text" or "settings", "stack", "form" and "id"; one JSON report a line
    #[arg(long, value_name = "FILE|-", conflicts_with_all = ["text", "format", "fix", "stack", "form", "json"])]
    batch: Option<PathBuf>,
}

const SOUND: u8 = 0;
const WRONG: u8 = 1;

fn form(word: &str) -> Result<Form, String> {
    Form::from_word(word).ok_or_else(|| format!("one of {}", forms()))
}

fn forms() -> String {
    Form::ALL.iter().map(|form| form.as_str()).collect::<Vec<_>>().join(" ")
}

/// Checks settings.
pub fn run(arguments: &SettingsArguments) -> Result<u8, String> {
    if let Some(file) = &arguments.batch {
        return batch::run(file, Batch::of_settings).map(|()| SOUND);
    }
    let text = input::text(&arguments.text)?;
    let mut request = SettingsRequest::new(&text);
    request.stack = arguments.stack.as_deref();
    request.form = arguments.form;
    let report = settings_with(&request);
    let wrong = report.findings.iter().any(|finding| finding.cause.severity == Severity::Error);
    let code = if wrong { WRONG } else { SOUND };
    if arguments.fix {
        return if arguments.in_place { in_place(arguments, &text, &report) } else { Ok(fix(&text, &report, code)) };
    }
    if arguments.json || matches!(arguments.format, Format::Json) {
        let mut json = String::new();
        write_settings(&mut json, &report, None);
        say!("{json}");
    } else {
        print(&text, &report);
    }
    Ok(code)
}

fn fix(text: &str, report: &SettingsReport<'_>, code: u8) -> u8 {
    match &report.fixed {
        Some(fixed) => {
            say!("{}", fixed.trim_end_matches(['\r', '\n']));
            SOUND
        }
        None => {
            if code == WRONG {
                anstream::eprintln!(
                    "mailmend: what is wrong here is for you to decide; run the same without --fix to see it"
                );
            } else {
                anstream::eprintln!("mailmend: there is nothing to change in these {} bytes", text.len());
            }
            code
        }
    }
}

/// Writes the changes into the file that the text came from. What is there is what was read, secrets and all.
fn in_place(arguments: &SettingsArguments, text: &str, report: &SettingsReport<'_>) -> Result<u8, String> {
    let [name] = arguments.text.as_slice() else { return Err("--in-place needs one file".into()) };
    let bytes = fs::read(name).map_err(|error| format!("{name}: {error}"))?;
    if bytes != text.as_bytes() {
        return Err(format!("{name} is not in UTF-8: nothing was written"));
    }
    if report.edits.is_empty() {
        anstream::eprintln!("mailmend: {name}: nothing was changed");
        return Ok(SOUND);
    }
    fs::write(name, apply_edits(text, &report.edits)).map_err(|error| format!("{name}: {error}"))?;
    anstream::eprintln!("mailmend: {name}: {} places were changed", report.edits.len());
    Ok(SOUND)
}

fn print(text: &str, report: &SettingsReport<'_>) {
    let of = report.stack.map_or_else(String::new, |stack| format!(" for {stack}"));
    say!("{DIM}Read as {}{of}{DIM:#}", report.form);
    if report.form == Form::Text.as_str() {
        style::paragraph("", &format!("No known form: read as labels and values. Known forms: {}.", forms()));
    }
    for settings in &report.settings {
        say!("  {}", line(settings));
    }
    if report.findings.is_empty() {
        say!("{BOLD}Nothing is wrong with these settings.{BOLD:#}");
    }
    for finding in &report.findings {
        say!();
        show(text, finding);
    }
    if let Some(fixed) = &report.fixed {
        say!();
        say!("{BOLD}Put right{BOLD:#} {DIM}(changed lines are marked; secrets are masked){DIM:#}");
        marked(fixed, &report.changed);
    }
    if let Some(cut) = report.cut {
        say!();
        say!("Only the first {} of {} bytes were read.", cut.read, cut.given);
    }
}

/// What settings say, on one line.
fn line(settings: &MailSettings<'_>) -> String {
    let mut words = Vec::new();
    let host = settings.host.as_deref().unwrap_or("(no host)");
    words.push(settings.port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")));
    words.extend(settings.security.map(|security| security.to_string()));
    words.extend(settings.user.as_deref().map(|user| format!("user {user}")));
    words.extend(settings.secret.map(|secret| format!("secret: {secret}")));
    words.extend(settings.from.as_deref().map(|from| format!("from {from}")));
    words.join(", ")
}

fn show(text: &str, finding: &Finding<'_>) {
    let cause = finding.cause;
    let color = style::severity(cause.severity);
    say!("{color}{}: {}{color:#} {DIM}{}{DIM:#}", cause.severity, cause.title, cause.code);
    for place in finding.evidence.iter().filter(|place| place.start < place.end) {
        let number = text.get(..place.start).unwrap_or_default().matches('\n').count() + 1;
        let shown = place.text.lines().next().unwrap_or_default();
        say!("  {DIM}line {number}:{DIM:#} {shown}");
    }
    style::paragraph("  ", cause.why);
    for fact in &finding.facts {
        style::paragraph(&format!("  {}: ", fact.key.as_str()), &fact.value);
    }
    for fix in finding.fixes() {
        style::paragraph("  - ", fix.text);
        for command in fix.commands {
            say!("    {COMMAND}$ {command}{COMMAND:#}");
        }
    }
}

/// The settings put right; lines with a change have a mark.
fn marked(fixed: &str, changed: &[(usize, usize)]) {
    let line_of = |place: usize| fixed.get(..place).unwrap_or_default().matches('\n').count();
    let mut lines = BTreeSet::new();
    for (start, end) in changed {
        let skipped = fixed.get(*start..*end).is_some_and(|text| text.starts_with('\n'));
        lines.extend(line_of(*start) + usize::from(skipped)..=line_of(*end));
    }
    for (number, line) in fixed.lines().enumerate() {
        if lines.contains(&number) {
            say!("{COMMAND}> {line}{COMMAND:#}");
        } else {
            say!("  {line}");
        }
    }
}
