//! Shows a summary: for people, for programs, for spreadsheets, for managers.

mod charts;
mod csv;
mod html;
mod json;
mod text;

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use mailmend::model::Owner;

use crate::intake::{self, Progress};
use crate::summary::{Addresses, Digest, Problems, SkippedRow, Unit, skipped};
use crate::workers::{self, Source};

/// How to show it.
#[derive(clap::Args)]
pub struct Options {
    /// How to print the summary
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write to this file
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Leave out the list of addresses to stop mailing, so that the report can be passed on
    #[arg(long)]
    no_addresses: bool,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For programs: one object
    Json,
    /// For spreadsheets: one table, its first column tells what a row is about
    Csv,
    /// One page with charts, complete in itself
    Html,
}

impl Options {
    /// Looks at what can be known before the work begins: whether all is there, and whether the output would be written
    /// over what is to be read. Gives the line that tells how far it is.
    pub fn start(&self, paths: &[PathBuf], batch: bool) -> Result<Progress, String> {
        let size = size(paths)?;
        if let Some(output) = &self.output {
            let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty());
            if folder.is_some_and(|folder| !folder.is_dir()) {
                return Err(format!("{}: there is no such folder", output.display()));
            }
            let real = |path: &Path| fs::canonicalize(path).ok();
            if real(output).is_some_and(|output| paths.iter().any(|path| real(path).as_ref() == Some(&output))) {
                return Err(format!("{}: the output would be written over the input", output.display()));
            }
        }
        let is_shared = batch && self.output.is_none() && io::stdout().is_terminal();
        Ok(if is_shared { Progress::none() } else { Progress::new(size) })
    }

    /// Where the output goes. Only what is meant for people is coloured, and only where a terminal shows it.
    fn open(&self, batch: bool) -> Result<Box<dyn Write + Send>, String> {
        let colored = !batch && matches!(self.format, Format::Text);
        let Some(path) = &self.output else {
            return Ok(if colored { Box::new(anstream::stdout()) } else { Box::new(BufWriter::new(io::stdout())) });
        };
        let file = File::create(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(if colored { Box::new(anstream::StripStream::new(file)) } else { Box::new(BufWriter::new(file)) })
    }
}

/// The bytes that are to be read, when that is known.
fn size(paths: &[PathBuf]) -> Result<Option<u64>, String> {
    let mut known = Some(0);
    for path in paths.iter().filter(|path| path.as_os_str() != intake::STANDARD_INPUT) {
        let about = fs::metadata(path).map_err(|error| format!("{}: {error}", path.display()))?;
        known = known.filter(|_| about.is_file()).map(|known| known + about.len());
    }
    Ok(known.filter(|_| paths.iter().all(|path| path.as_os_str() != intake::STANDARD_INPUT)))
}

/// Prints the summary, and gives the exit code.
pub fn print(digest: &Digest, addresses: Vec<Addresses>, options: &Options) -> Result<u8, String> {
    warn(&digest.skipped, digest.unit);
    if digest.is_empty() {
        nothing(&digest.files, digest.unit);
    }
    let shown = (|| {
        let list = Addresses::list(addresses)?;
        let list = Some(&list).filter(|_| !options.no_addresses);
        let mut output = options.open(false).map_err(io::Error::other)?;
        match options.format {
            Format::Text => text::write(&mut output, digest, list),
            Format::Json => json::write(&mut output, digest, list),
            Format::Csv => csv::write(&mut output, digest, list),
            Format::Html => html::write(&mut output, digest, list),
        }?;
        output.flush()
    })();
    match shown {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.to_string()),
        _ if digest.is_empty() => Ok(crate::ONLY_A_GUESS),
        _ => Ok(crate::UNDERSTOOD),
    }
}

/// What a batch has to tell in the end.
#[derive(Default)]
pub struct Found {
    /// What could not be read.
    pub problems: Problems,
    /// Whether anything was recognised.
    pub any: bool,
}

/// Runs a batch: what `work` writes goes out in order. Gives back the source, and what all workers found.
pub fn batch<S: Source>(
    source: S,
    options: &Options,
    work: impl Fn(&mut Found, &S::Block, &mut String) + Sync,
) -> Result<(S, Found), String> {
    let mut output = options.open(true)?;
    let run = workers::run(source, Some(&mut *output), workers::cores(), Found::default, work);
    let (source, all) = run.map_err(|error| error.to_string())?;
    let mut found = Found::default();
    for one in all {
        found.problems.merge(one.problems);
        found.any |= one.any;
    }
    match output.flush() {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.to_string()),
        _ => Ok((source, found)),
    }
}

impl Found {
    /// Tells what could not be read, and gives the exit code.
    pub fn end(mut self, more: Problems, paths: &[PathBuf], unit: Unit) -> u8 {
        let files: Vec<_> = paths.iter().map(|path| intake::name(path)).collect();
        self.problems.merge(more);
        warn(&skipped(&self.problems, &files), unit);
        if self.any {
            return crate::UNDERSTOOD;
        }
        nothing(&files, unit);
        crate::ONLY_A_GUESS
    }
}

fn warn(skipped: &[SkippedRow], unit: Unit) {
    for row in skipped {
        let more = match row.count {
            1 => String::new(),
            count => format!(" (and {} more {})", count - 1, if count == 2 { unit.one() } else { unit.many() }),
        };
        anstream::eprintln!("mailmend: {}, {} {}: {}{more}", row.file, unit.one(), row.first, row.words);
    }
}

fn nothing(files: &[String], unit: Unit) {
    let what = match unit {
        Unit::Lines => "no line of a mail log that is known here: Postfix, Exim, Sendmail and others, and JSON events",
        Unit::Messages => "no bounce: mbox, Maildir and .eml are read",
    };
    anstream::eprintln!("mailmend: {}: {what}", files.join(", "));
}

/// Who has to act, in words.
fn owner(owner: Owner) -> &'static str {
    match owner {
        Owner::You => "you",
        Owner::Host => "your hosting or your network",
        Owner::Provider => "the service you send through",
        Owner::Receiver => "the recipient's mail server",
        Owner::Recipient => "the recipient",
        _ => "nobody: it will pass",
    }
}

/// The share of `part` in `whole`, in a hundred.
fn share(part: u64, whole: u64) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

/// A number as people read it.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The title of a code.
fn title(code: &str) -> &'static str {
    mailmend::page(code).map_or("", |cause| cause.title)
}

/// How a file is named in a heading: without its folders.
fn short(name: &str) -> &str {
    Path::new(name).file_name().and_then(|name| name.to_str()).unwrap_or(name)
}
