//! `mailmend logs` and `pflogsumm` on the same log: whole programs, from their start to their end.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::{Entry, Measured, Setup};

/// How often each is run.
const RUNS: usize = 5;

/// Both, in turns. A log is one input, so the time is that of a megabyte.
#[must_use]
pub fn entries(setup: &Setup) -> Vec<Entry> {
    let (ours, theirs) = ("mailmend logs", "pflogsumm");
    let Some((log, mailmend)) = &setup.log else {
        let none = || Err("there is no log to read".to_owned());
        return vec![entry(ours, "Rust", none()), entry(theirs, "Perl", none())];
    };
    let megabytes = log.metadata().map_or(1.0, |log| log.len() as f64 / 1e6);
    let mut commands = [
        (ours, "Rust", mailmend.as_path(), vec!["logs", "--format", "json"]),
        (theirs, "Perl", Path::new("pflogsumm"), vec![]),
    ];
    let mut times = [Ok(Vec::new()), Ok(Vec::new())];
    for _ in 0..if setup.tiny { 1 } else { RUNS } {
        for ((_, _, program, arguments), times) in commands.iter_mut().zip(&mut times) {
            let Ok(so_far) = times else { continue };
            match run(program, arguments, log) {
                Ok(took) => so_far.push(took / megabytes),
                Err(problem) => *times = Err(problem),
            }
        }
    }
    let measured = |times: Result<Vec<f64>, String>, program: &Path| {
        let mut times = times?;
        times.sort_by(f64::total_cmp);
        let median = times.get(times.len() / 2).copied().unwrap_or_default();
        let best = times.first().copied().unwrap_or_default();
        Ok(Measured { version: version(program), median, best, turns: times.len(), inputs: 1, quality: Vec::new() })
    };
    let both = commands.into_iter().zip(times);
    both.map(|((who, language, program, _), times)| entry(who, language, measured(times, program))).collect()
}

fn entry(who: &str, language: &'static str, outcome: Result<Measured, String>) -> Entry {
    Entry { who: who.into(), language, outcome }
}

/// The nanoseconds of one run.
fn run(program: &Path, arguments: &[&str], log: &Path) -> Result<f64, String> {
    let start = Instant::now();
    let mut command = Command::new(program);
    command.args(arguments).arg(log).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let status = command.status().map_err(|_| format!("{} is not installed", program.display()))?;
    if status.success() { Ok(start.elapsed().as_nanos() as f64) } else { Err(format!("it ended with {status}")) }
}

/// What a program says of its version: the number at the end of the first line.
fn version(program: &Path) -> String {
    let output = Command::new(program).arg("--version").output().map(|output| output.stdout).unwrap_or_default();
    let text = String::from_utf8_lossy(&output).into_owned();
    text.lines().next().and_then(|line| line.split_whitespace().last()).unwrap_or_default().to_owned()
}
