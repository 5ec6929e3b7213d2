//! Builds the example for a device, runs it on an emulated Cortex-M4, and compares what it says with the answers here.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

use mailmend::{Request, explain};

use crate::apt;
use crate::step::{self, root, target};

/// The emulator of the board.
const EMULATOR: &str = "qemu-system-arm";

/// Feeds the device every example of the knowledge that it can take, and prints what memory it needs.
pub fn run() -> Result<(), String> {
    step::run(&folder(), "rustup", &["target", "add", "thumbv7em-none-eabihf"])?;
    step::run(&folder(), "cargo", &["fmt", "--check"])?;
    cargo("clippy", &["--", "-D", "warnings"])?;
    // English only, as a device would have it: for its size.
    cargo("build", &[])?;
    if !apt::need(EMULATOR, &["qemu-system-arm"])? {
        println!("skipped: no {EMULATOR}, and no apt-get to install it");
        return Ok(());
    }
    let texts: Vec<&str> = mailmend::examples().iter().map(|example| example.text).filter(|text| fits(text)).collect();
    println!("English only: {}", on_device(&texts)?.pop().unwrap_or_default());
    // With all languages, so that every answer has to be the one given here.
    cargo("build", &["--features", "languages"])?;
    let mut answers = on_device(&texts)?;
    println!("All languages: {}", answers.pop().unwrap_or_default());
    if answers.len() != texts.len() {
        return Err(format!("{} answers to {} replies", answers.len(), texts.len()));
    }
    let mut wrong = 0;
    for (text, answer) in texts.iter().zip(&answers).filter(|(text, answer)| expected(text) != **answer) {
        wrong += 1;
        println!("{text}\n  device: {answer}\n  here:   {}", expected(text));
    }
    println!("{} replies, {wrong} answered otherwise than here", texts.len());
    if wrong == 0 { Ok(()) } else { Err("the device gives other answers".into()) }
}

fn folder() -> PathBuf {
    root().join("examples/embedded")
}

fn cargo(command: &str, more: &[&str]) -> Result<(), String> {
    let built = built();
    let place = built.to_string_lossy();
    step::run(&folder(), "cargo", &[&[command, "--locked", "--release", "--target-dir", &place], more].concat())
}

fn built() -> PathBuf {
    target().join("embedded")
}

/// What the device can be asked: one line, for which it has room of 4 KB.
fn fits(text: &str) -> bool {
    text.len() <= 4096 && !text.contains(['\n', '\r', '\0'])
}

/// The line that the device has to print.
fn expected(text: &str) -> String {
    let report = explain(&Request::new(text));
    report.findings.first().map_or_else(String::new, |finding| {
        format!(
            "{} {}: {}; to act: {}; retry: {}; recipient: {}",
            finding.cause.code,
            finding.cause.slug,
            finding.confidence.as_str(),
            finding.cause.owner.as_str(),
            finding.retry.as_str(),
            finding.recipient.as_str()
        )
    })
}

/// The lines that the program prints when it is given `texts`.
fn on_device(texts: &[&str]) -> Result<Vec<String>, String> {
    let machine = ["-machine", "mps2-an386", "-display", "none", "-monitor", "none", "-serial", "none"];
    let mut emulator = Command::new(EMULATOR)
        .args(machine)
        .args(["-semihosting-config", "enable=on,target=native", "-kernel"])
        .arg(built().join("thumbv7em-none-eabihf/release/mailmend-embedded"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{EMULATOR}: {error}"))?;
    let mut input = emulator.stdin.take().ok_or("no way in")?;
    let lines: String = texts.iter().map(|text| format!("{text}\n")).collect();
    // Beside the reading of what it prints: neither must wait for the other.
    let writer = thread::spawn(move || input.write_all(lines.as_bytes()));
    let done = emulator.wait_with_output().map_err(|error| format!("{EMULATOR}: {error}"))?;
    writer.join().map_err(|_| "the writer failed")?.map_err(|error| format!("the device stopped reading: {error}"))?;
    if !done.status.success() {
        return Err(format!("the device failed: {}", done.status));
    }
    Ok(String::from_utf8_lossy(&done.stdout).lines().map(str::to_owned).collect())
}
