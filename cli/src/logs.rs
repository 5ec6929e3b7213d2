//! `mailmend logs`: what a mail log tells.

use std::path::PathBuf;

use mailmend::Request;
use mailmend::log::{self, Entry, Outcome};
use mailmend::model::Class;

use crate::intake::{self, LineBlock, Lines};
use crate::present::{self, Found, Options};
use crate::summary::{
    Attempt, Digest, HourReader, MOST_VERDICTS, Memo, Place, Problem, Problems, Summary, Unit, Verdict,
};
use crate::workers;

/// The arguments.
#[derive(clap::Args)]
pub struct Logs {
    /// Log files, plain or gzip, in the order of time; - for standard input
    #[arg(required = true, value_name = "FILE|-")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    options: Options,
    /// One JSON report a line for each entry that was not delivered, in order, instead of the summary
    #[arg(long, conflicts_with_all = ["format", "no_addresses"])]
    batch: bool,
}

/// What a worker keeps between blocks.
struct Reader {
    summary: Summary,
    memo: Memo,
    hours: HourReader,
}

impl Default for Reader {
    fn default() -> Self {
        Self { summary: Summary::default(), memo: Memo::new(MOST_VERDICTS), hours: HourReader::default() }
    }
}

/// Reads the logs and prints what they tell.
pub fn run(arguments: &Logs) -> Result<u8, String> {
    let paths = &arguments.files;
    let progress = arguments.options.start(paths, arguments.batch)?;
    let lines = Lines::new(paths.clone(), progress.clone());
    if arguments.batch {
        let names: Vec<_> = paths.iter().map(|path| intake::name(path)).collect();
        let work = |found: &mut Found, block: &LineBlock, answer: &mut String| batch(found, block, &names, answer);
        let (lines, found) = present::batch(lines, &arguments.options, work)?;
        progress.finish();
        return Ok(found.end(lines.problems, paths, Unit::Lines));
    }
    let work = |reader: &mut Reader, block: &LineBlock, _: &mut String| reader.block(block);
    let (lines, readers) =
        workers::run(lines, None, workers::cores(), Reader::default, work).map_err(|error| error.to_string())?;
    progress.finish();
    let mut summary = Summary::default();
    let addresses = readers.into_iter().map(|reader| summary.merge(reader.summary)).collect();
    summary.problems.merge(lines.problems);
    let files = paths.iter().map(|path| intake::name(path)).collect();
    let digest = Digest::new(&summary, files, Unit::Lines, lines.lines, None);
    present::print(&digest, addresses, &arguments.options)
}

impl Reader {
    fn block(&mut self, block: &LineBlock) {
        block.each_line(|line, place| match log::entry(line) {
            Some(entry) => self.entry(&entry, place),
            None => self.summary.problems.note_line(line, place),
        });
    }

    fn entry(&mut self, entry: &Entry<'_>, place: Place) {
        if is_passed_on(entry) {
            self.summary.passed_on += 1;
            return;
        }
        let verdict = match entry.outcome {
            Outcome::Delivered => None,
            // Whoever complains says nothing.
            Outcome::Complaint => complaint(),
            _ => self.memo.verdict(&entry.said, entry.stage, entry.relay.as_deref()),
        };
        self.summary.add(&Attempt {
            place,
            outcome: entry.outcome,
            hour: entry.time.as_deref().and_then(|time| self.hours.read(time)),
            id: entry.id.as_deref(),
            recipient: entry.recipient.as_deref(),
            said: &entry.said,
            verdict,
        });
    }
}

/// Whether a mail was only given to another program on the same machine, most often a filter: then it comes back and is
/// logged again, and every mail would count twice.
fn is_passed_on(entry: &Entry<'_>) -> bool {
    let is_here = |host: &str| host.starts_with("127.") || host == "::1" || host == "localhost";
    let hosts = [entry.ip.as_deref(), entry.relay.as_deref()];
    entry.outcome == Outcome::Delivered && hosts.into_iter().flatten().any(is_here)
}

fn complaint() -> Option<Verdict> {
    let cause = mailmend::catalog().iter().find(|cause| cause.class == Some(Class::Complaint))?;
    Some(Verdict { cause, provider: None, recipient: cause.recipient })
}

fn batch(found: &mut Found, block: &LineBlock, names: &[String], answer: &mut String) {
    let name = names.get(block.file as usize).map_or("", String::as_str);
    block.each_line(|line, place| {
        let Some(entry) = log::entry(line) else {
            found.problems.note_line(line, place);
            return;
        };
        found.any = true;
        if entry.outcome != Outcome::Delivered {
            write(answer, &entry, name, place.number);
        }
    });
}

/// Appends the fields of the entry and the report on it, as one JSON object. Whoever complains says nothing, and there is
/// nothing to explain.
fn write(out: &mut String, entry: &Entry<'_>, name: &str, number: u64) {
    let fields = serde_json::json!({
        "file": name, "line": number, "program": entry.program.as_str(), "outcome": entry.outcome.as_str(),
        "time": entry.time, "id": entry.id, "sender": entry.sender, "recipient": entry.recipient,
        "relay": entry.relay, "ip": entry.ip, "dsn": entry.dsn, "said": entry.said,
    });
    out.push_str("{\"entry\":");
    out.push_str(&fields.to_string());
    out.push_str(",\"report\":");
    if entry.outcome == Outcome::Complaint {
        out.push_str("null");
    } else {
        let mut request = Request::new(&entry.said);
        (request.stage, request.host) = (entry.stage, entry.relay.as_deref());
        mailmend::wire::write_report(out, &mailmend::explain(&request), None);
    }
    out.push_str("}\n");
}

impl Problems {
    /// Notes a line that is no entry, when it is not even a line of a log.
    fn note_line(&mut self, line: &str, place: Place) {
        if has_time(line.as_bytes()) {
            return;
        }
        let problem = match line.as_bytes() {
            bytes if bytes.contains(&0) => Problem::Binary,
            [b'{', .., last] if *last != b'}' => Problem::CutJson,
            // Lines that go on from the one before, headings of tables, JSON of something else.
            [b' ' | b'\t' | b'#' | b'{', ..] => return,
            _ => Problem::NotALog,
        };
        self.add(place, problem);
    }
}

/// Whether a time stands near the start of a line, as on every line of a log.
fn has_time(line: &[u8]) -> bool {
    let start = line.get(..line.len().min(64)).unwrap_or_default();
    let is_clock =
        |part: &[u8]| matches!(part, [a, b, b':', c, d] if [a, b, c, d].iter().all(|byte| byte.is_ascii_digit()));
    let is_clock = |place: usize| place >= 2 && start.get(place - 2..place + 3).is_some_and(is_clock);
    memchr::memchr_iter(b':', start).any(is_clock)
        || {
            let digits =
                start.iter().skip_while(|byte| !byte.is_ascii_digit()).take_while(|byte| byte.is_ascii_digit());
            digits.count() >= 10
        }
        || (start.first() == Some(&b'@') && start.iter().skip(1).take(24).all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::summary::{Addresses, Suppressed};

    /// Every example of the knowledge base as a line of a log, twice, with ids and addresses that differ.
    fn log() -> String {
        let mut log = String::new();
        for (place, example) in mailmend::examples().iter().chain(mailmend::examples()).enumerate() {
            let said = example.text.split_whitespace().collect::<Vec<_>>().join(" ");
            let (hour, host) = (place % 24, ["aspmx.l.google.com", "mx.example.net"][place % 2]);
            log += &format!(
                "Aug  1 {hour:02}:00:00 mx1 postfix/smtp[7]: {place:X}0: to=<u{place}@example.net>, \
                 relay={host}[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=5.0.0, status=bounced \
                 (host {host}[192.0.2.1] said: {said} u{place}@example.net 1a2b3c{place:06} (in reply to RCPT TO command))\n"
            );
        }
        log
    }

    /// What readers with room for so many verdicts make of the log, the blocks taken in turns.
    fn summed_up(log: &str, verdicts: usize, readers: usize) -> String {
        let mut all: Vec<Reader> = (0..readers).map(|_| Reader::default()).collect();
        all.iter_mut().for_each(|reader| reader.memo = Memo::new(verdicts));
        let lines: Vec<&str> = log.split_inclusive('\n').collect();
        for (place, part) in lines.chunks(10).enumerate() {
            let first = 1 + 10 * place as u64;
            all[place % readers].block(&LineBlock { file: 0, first, bytes: part.concat().into_bytes() });
        }
        let mut summary = Summary::default();
        let addresses = all.into_iter().map(|reader| summary.merge(reader.summary)).collect();
        let digest = Digest::new(&summary, vec!["log".into()], Unit::Lines, lines.len() as u64, None);
        let mut out = serde_json::to_string(&digest).unwrap();
        let each = |one: &Suppressed| {
            out += &format!("{one:?}");
            Ok(true)
        };
        Addresses::list(addresses).unwrap().each(each).unwrap();
        out
    }

    #[test]
    fn the_summary_is_the_same_with_and_without_memory_and_with_any_number_of_workers() {
        let log = log();
        let plain = summed_up(&log, 0, 1);
        assert!(plain.contains("RCPT001") && plain.contains("@example.net"));
        for (verdicts, readers) in [(MOST_VERDICTS, 1), (MOST_VERDICTS, 3), (10, 2), (0, 2)] {
            assert!(summed_up(&log, verdicts, readers) == plain, "{verdicts} verdicts, {readers} readers");
        }
    }

    #[test]
    fn lines_with_a_time_are_lines_of_logs() {
        for line in [
            "Aug  1 10:00:00 mx1 postfix/qmgr[1]: x",
            "2026-08-01T10:00:00+02:00 x",
            "@4000000066ab79bb1dcd6500 status: local 0/10",
            "1722513841 x",
            "{\"timestamp\":1722513841}",
        ] {
            assert!(has_time(line.as_bytes()), "{line}");
        }
        for line in ["", "Dear all,", "a:b:c", "\0\0\0", "12:3"] {
            assert!(!has_time(line.as_bytes()), "{line:?}");
        }
    }
}
