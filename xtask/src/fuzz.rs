//! Fuzzing as a habit: every target for a while, from the conformance cases; what is found is kept.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::step::{self, root};

/// A target: its name, the calls whose texts it starts from, and its list of words.
struct Target {
    name: &'static str,
    calls: &'static [&'static str],
    words: Option<&'static str>,
}

/// A longer text is among the cases for its length, and would take the time of a thousand others.
const LONGEST_SEED: usize = 16 << 10;

const TARGETS: [Target; 14] = [
    Target { name: "address", calls: &["address"], words: None },
    Target { name: "bounce", calls: &["bounce", "content"], words: None },
    Target { name: "content", calls: &["content", "bounce"], words: None },
    Target { name: "dkim", calls: &["dkim", "record"], words: None },
    Target { name: "dmarc", calls: &["dmarc", "record"], words: Some("records.dict") },
    Target { name: "domain", calls: &["record", "spf", "dmarc"], words: Some("records.dict") },
    Target { name: "explain", calls: &["explain", "reply"], words: Some("words.dict") },
    Target { name: "intake", calls: &["explain"], words: Some("lines.dict") },
    Target { name: "record", calls: &["record", "spf", "dkim", "dmarc"], words: Some("records.dict") },
    Target { name: "reply", calls: &["reply", "explain"], words: None },
    Target { name: "sending", calls: &[], words: None },
    Target { name: "settings", calls: &["settings"], words: None },
    Target { name: "spf", calls: &["spf", "record"], words: Some("records.dict") },
    // Every call: it reads whole requests.
    Target { name: "wire", calls: &[], words: Some("requests.dict") },
];

/// Runs every target in turn, `minutes` for all together, one after the other on one core.
///
/// # Errors
/// When something was found: it lies, made small, in `fuzz/seeds` and `core/conformance/regressions`.
pub fn run(minutes: u64) -> Result<(), String> {
    install()?;
    let triple = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    step::run(&root(), "cargo", &["+nightly", "fuzz", "build", "--target", &triple])?;
    let seconds = (minutes * 60 / TARGETS.len() as u64).max(1);
    let mut found = Vec::new();
    for target in &TARGETS {
        let seeds = seeds(target)?;
        println!("\n== {}: {seconds} s from {seeds} texts", target.name);
        found.extend(fuzz(target, seconds, &triple)?);
    }
    if found.is_empty() {
        println!("\nNothing was found in {minutes} minutes by {} targets.", TARGETS.len());
        return Ok(());
    }
    let list = found.join("\n  ");
    Err(format!("Found, and kept:\n  {list}\nMend the cause, then run `cargo xtask conformance`."))
}

fn install() -> Result<(), String> {
    let there =
        |arguments: &[&str]| Command::new("cargo").args(arguments).output().is_ok_and(|output| output.status.success());
    if !there(&["+nightly", "--version"]) {
        step::run(&root(), "rustup", &["toolchain", "install", "nightly", "--profile", "minimal"])?;
    }
    if !there(&["fuzz", "--version"]) {
        step::run(&root(), "cargo", &["install", "cargo-fuzz"])?;
    }
    Ok(())
}

/// Writes the texts of the conformance cases where libFuzzer starts from; gives their number.
fn seeds(target: &Target) -> Result<usize, String> {
    let corpus = corpus(target);
    make(&corpus)?;
    let mut number = 0;
    for file in crate::conformance::files()? {
        for case in crate::conformance::cases(&file)? {
            for text in starts(target, &case["request"]).iter().filter(|text| text.len() <= LONGEST_SEED) {
                write(&corpus.join(name(text.as_bytes())), text.as_bytes())?;
                number += 1;
            }
        }
    }
    Ok(number)
}

/// What a target can read of a request.
fn starts(target: &Target, request: &Value) -> Vec<String> {
    if target.name == "wire" {
        return vec![request.to_string()];
    }
    if !request["call"].as_str().is_some_and(|call| target.calls.contains(&call)) {
        return Vec::new();
    }
    // The target `explain` reads two bytes first: where it plants a password.
    let start = if target.name == "explain" { "\u{1}\u{1}" } else { "" };
    texts(request).into_iter().map(|text| format!("{start}{text}")).collect()
}

/// What is to be read in a request.
fn texts(request: &Value) -> Vec<&str> {
    let fields = request.as_object().into_iter().flatten();
    fields.filter(|(key, _)| *key != "call").filter_map(|(_, value)| value.as_str()).collect()
}

/// Runs one target; names what it found.
fn fuzz(target: &Target, seconds: u64, triple: &str) -> Result<Vec<String>, String> {
    let before = artifacts(target);
    let (seeds, corpus) = (format!("fuzz/seeds/{}", target.name), format!("fuzz/corpus/{}", target.name));
    make(&root().join(&seeds))?;
    let mut arguments = vec!["+nightly", "fuzz", "run", "--target", triple, target.name, &corpus, &seeds, "--"];
    let (time, words) = (format!("-max_total_time={seconds}"), target.words.map(|file| format!("-dict=fuzz/{file}")));
    arguments.extend([time.as_str(), "-timeout=20", "-rss_limit_mb=2048", "-print_final_stats=1"]);
    arguments.extend(words.as_deref());
    let result = step::run(&root(), "cargo", &arguments);
    let new: Vec<PathBuf> = artifacts(target).into_iter().filter(|path| !before.contains(path)).collect();
    if new.is_empty() {
        return result.map(|()| Vec::new());
    }
    new.iter().map(|path| keep(target, path, triple)).collect()
}

/// Makes a find small, and files it as a seed and, where a request can hold it, as a case.
fn keep(target: &Target, found: &Path, triple: &str) -> Result<String, String> {
    let before = artifacts(target);
    let path = found.to_string_lossy();
    let small =
        [&["+nightly", "fuzz", "tmin", "--target", triple, target.name, &path][..], &["--", "-max_total_time=30"]];
    // A find that cannot be made smaller is kept as it is. Each step of making it smaller leaves a file, too.
    let smallest = match step::run(&root(), "cargo", &small.concat()) {
        Ok(()) => artifacts(target).into_iter().filter(|path| !before.contains(path)).min_by_key(|path| length(path)),
        Err(_) => None,
    };
    let bytes = fs::read(smallest.as_deref().unwrap_or(found)).map_err(|error| format!("{path}: {error}"))?;
    let name = format!("{}-{}", target.name, name(&bytes));
    write(&root().join("fuzz/seeds").join(target.name).join(&name), &bytes)?;
    let Some(request) = request(target.name, &bytes) else {
        return Ok(format!("{name} ({} bytes), as a seed alone: no request holds it", bytes.len()));
    };
    let case = json!([{ "name": name, "request": request, "response": null }]);
    let file = root().join("core/conformance/regressions").join(format!("{name}.json"));
    write(&file, format!("{case:#}\n").as_bytes())?;
    Ok(format!("{name} ({} bytes)", bytes.len()))
}

/// The request that asks about what a target was given. The target `sending` is given no text.
fn request(target: &str, bytes: &[u8]) -> Option<Value> {
    let bytes = if target == "explain" { bytes.get(2..).unwrap_or(&[]) } else { bytes };
    let text = String::from_utf8_lossy(bytes);
    let (call, field) = match target {
        "sending" => return None,
        "wire" => match serde_json::from_str(&text) {
            Ok(request) => return Some(request),
            // What is no JSON is the line of a batch.
            Err(_) => ("explain", "text"),
        },
        // Neither has a call of its own.
        "intake" | "reply" => ("explain", "text"),
        "domain" => ("record", "text"),
        "bounce" => ("bounce", "message"),
        "content" => ("content", "message"),
        call => (call, "text"),
    };
    Some(json!({ "call": call, field: text }))
}

fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(u64::MAX, |about| about.len())
}

fn artifacts(target: &Target) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("fuzz/artifacts").join(target.name)).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

fn corpus(target: &Target) -> PathBuf {
    root().join("fuzz/corpus").join(target.name)
}

/// A name that the same bytes have each time.
fn name(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn make(folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    path.parent().map_or(Ok(()), make)?;
    fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test that cannot go on fails
mod tests {
    use super::*;

    #[test]
    fn no_target_is_left_out() {
        let files = fs::read_dir(root().join("fuzz/fuzz_targets")).unwrap();
        let mut files: Vec<_> =
            files.map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned()).collect();
        files.sort();
        assert_eq!(TARGETS.map(|target| target.name).to_vec(), files);
        let page = fs::read_to_string(root().join("fuzz/README.md")).unwrap();
        for name in &files {
            assert!(page.contains(&format!("| `{name}` |")), "fuzz/README.md has no row for {name}");
        }
    }

    #[test]
    fn each_starts_from_cases() {
        let all: Vec<Value> = crate::conformance::files()
            .unwrap()
            .iter()
            .flat_map(|file| crate::conformance::cases(file).unwrap())
            .collect();
        for target in TARGETS.iter().filter(|target| target.name != "sending") {
            let number = all.iter().flat_map(|case| starts(target, &case["request"])).count();
            assert!(number > 5, "{} starts from {number} texts", target.name);
        }
    }

    #[test]
    fn a_find_becomes_a_request_that_is_answered() {
        for target in &TARGETS {
            let Some(request) = request(target.name, b"\xFF\x00v=spf1 -all") else {
                assert_eq!(target.name, "sending");
                continue;
            };
            let answer = mailmend::wire::call(&request.to_string());
            assert!(!answer.starts_with("{\"error\""), "{}: {answer}", target.name);
        }
        let whole = request("wire", br#"{"call":"plan","volume":3}"#).unwrap();
        assert_eq!(whole["call"], "plan");
    }
}
