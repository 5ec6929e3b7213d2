//! `mailmend logs` against `pflogsumm` on the same log, one after the other, in one run.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::step::{self, root, target};

/// What a program took.
struct Took {
    seconds: f64,
    /// The seconds that all its threads were at work.
    busy: f64,
    /// The most memory, in megabytes.
    memory: f64,
}

/// The runs of which the best counts: others work on the machine, too.
const RUNS: usize = 3;

/// The clock ticks in a second, as Linux counts them for programs.
const TICKS: f64 = 100.0;

/// Builds the command, runs both, prints the ratio.
pub fn run(file: &str) -> Result<(), String> {
    step::run(&root(), "cargo", &["build", "--quiet", "--locked", "--release", "--package", "mailmend-cli"])?;
    let mailmend = target().join("release/mailmend");
    let mailmend = mailmend.to_string_lossy();
    let size = fs::metadata(file).map_err(|error| format!("{file}: {error}"))?.len() as f64 / 1e6;
    println!("{file}: {size:.0} MB; the best of {RUNS} runs, taken in turns");
    let mut best: [Option<Took>; 2] = [None, None];
    for _ in 0..RUNS {
        let both = [vec!["pflogsumm", file], vec![&*mailmend, "logs", file, "--format", "json"]];
        for (place, words) in both.iter().enumerate() {
            let took = measure(words)?;
            if best[place].as_ref().is_none_or(|best| took.seconds < best.seconds) {
                best[place] = Some(took);
            }
        }
    }
    let [Some(theirs), Some(ours)] = best else { return Err("nothing was measured".into()) };
    println!("| program | seconds | MB/s | cores at work | MB of memory |\n|---|---|---|---|---|");
    for (name, took) in [("pflogsumm", &theirs), ("mailmend logs", &ours)] {
        let (speed, cores) = (size / took.seconds, took.busy / took.seconds);
        println!("| {name} | {:.2} | {speed:.0} | {cores:.1} | {:.0} |", took.seconds, took.memory);
    }
    println!("\n{:.1} times faster", theirs.seconds / ours.seconds);
    Ok(())
}

/// Runs a program, and watches it through Linux's `/proc`.
fn measure(words: &[&str]) -> Result<Took, String> {
    let [program, arguments @ ..] = words else { return Err("no program".into()) };
    let start = Instant::now();
    let mut command = Command::new(program);
    let mut child = command
        .args(arguments)
        .stdout(Stdio::null())
        .spawn()
        .map_err(|error| format!("{program}: {error} (Debian: apt-get install pflogsumm)"))?;
    let (mut memory, mut busy) = (0.0_f64, 0.0_f64);
    let status = loop {
        let folder = format!("/proc/{}", child.id());
        memory = memory.max(peak(&folder).unwrap_or(0.0));
        busy = busy.max(ticks(&folder).unwrap_or(0.0) / TICKS);
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            break status;
        }
        thread::sleep(Duration::from_millis(5));
    };
    if !status.success() {
        return Err(format!("{program}: {status}"));
    }
    Ok(Took { seconds: start.elapsed().as_secs_f64(), busy, memory })
}

/// The most memory so far, in megabytes.
fn peak(folder: &str) -> Option<f64> {
    let status = fs::read_to_string(format!("{folder}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<f64>().ok().map(|kilobytes| kilobytes / 1024.0)
}

/// The clock ticks at work so far, in the program and in the system for it.
fn ticks(folder: &str) -> Option<f64> {
    let stat = fs::read_to_string(format!("{folder}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    Some(fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?)
}
