//! How many lines of core its own tests run.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::step::{self, root};

/// Fewer lines than this, in per cent, is an error.
const LEAST: f64 = 95.0;

/// Runs the tests of core with counters in it, and shows the files by what of them was not run. The lines of the tests
/// themselves are not counted: they all run, and would flatter the figure.
///
/// # Errors
/// When a test fails, or fewer than 95 % of the lines were run.
pub fn run() -> Result<(), String> {
    step::run(&root(), "rustup", &["component", "add", "llvm-tools"])?;
    let folder = step::target().join("coverage");
    let counters = folder.join("counters");
    // Those of an earlier run count lines of other sources.
    if counters.exists() {
        fs::remove_dir_all(&counters).map_err(|error| format!("{}: {error}", counters.display()))?;
    }
    let (host, tools) = tools()?;
    let programs = tests(&folder, &counters, &host)?;
    let merged = folder.join("merged.profdata");
    let mut merge = Command::new(tools.join("llvm-profdata"));
    merge.args(["merge", "--sparse", "--output"]).arg(&merged).arg(&counters);
    output(&mut merge)?;
    let mut export = Command::new(tools.join("llvm-cov"));
    export.args(["export", "--format=lcov", "--instr-profile"]).arg(&merged);
    for (place, program) in programs.iter().enumerate() {
        export.args(if place == 0 { &[][..] } else { &["--object"] }).arg(program);
    }
    report(&count(&output(&mut export)?)?)
}

/// The triple of this machine, and the folder of LLVM's tools that belong to its Rust.
fn tools() -> Result<(String, PathBuf), String> {
    let about = output(Command::new("rustc").arg("-vV"))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc names no host")?;
    let folder = output(Command::new("rustc").args(["--print", "sysroot"]))?;
    Ok((host.into(), Path::new(folder.trim()).join("lib/rustlib").join(host).join("bin")))
}

/// Builds the tests of core with counters and runs them; gives their programs.
fn tests(folder: &Path, counters: &Path, host: &str) -> Result<Vec<String>, String> {
    let cargo = |options: &[&str]| {
        let mut cargo = Command::new("cargo");
        // With a target named, build scripts have no counters.
        cargo.args(["test", "--package", "mailmend", "--lib", "--tests", "--target", host, "--target-dir"]).arg(folder);
        cargo.args(options).current_dir(root());
        cargo.env("RUSTFLAGS", "-Cinstrument-coverage").env("LLVM_PROFILE_FILE", counters.join("%p-%m.profraw"));
        cargo
    };
    let built = output(&mut cargo(&["--no-run", "--message-format=json"]))?;
    let messages = built.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let programs = messages.filter_map(|message| message["executable"].as_str().map(str::to_owned)).collect();
    output(&mut cargo(&["--no-fail-fast"]))?;
    Ok(programs)
}

/// What a program prints; what it says beside that is shown.
fn output(command: &mut Command) -> Result<String, String> {
    eprintln!("> {command:?}");
    let done = command.stderr(Stdio::inherit()).output().map_err(|error| format!("{command:?}: {error}"))?;
    let printed = String::from_utf8_lossy(&done.stdout).into_owned();
    if done.status.success() { Ok(printed) } else { Err(format!("{printed}\n{command:?}: {}", done.status)) }
}

/// Shows the files, those that lack most at the end.
fn report(counted: &BTreeMap<String, Lines>) -> Result<(), String> {
    let mut files: Vec<_> = counted.iter().filter(|(_, lines)| lines.run < lines.all).collect();
    files.sort_by_key(|(_, lines)| lines.missed.len());
    for (name, lines) in files {
        println!("{name}: {:.1} %, not run: {:?}", lines.share(), lines.missed);
    }
    let mut whole = Lines::default();
    for lines in counted.values() {
        whole.run += lines.run;
        whole.all += lines.all;
    }
    println!("core: {} of {} lines run, {:.1} %", whole.run, whole.all, whole.share());
    if whole.share() < LEAST { Err(format!("less than {LEAST} %")) } else { Ok(()) }
}

/// The lines of a file that can run, and those that did.
#[derive(Debug, Default, PartialEq)]
struct Lines {
    run: usize,
    all: usize,
    missed: Vec<usize>,
}

impl Lines {
    fn share(&self) -> f64 {
        self.run as f64 * 100.0 / self.all.max(1) as f64
    }
}

/// Counts the lines above the tests in each file of `core/src`.
fn count(lcov: &str) -> Result<BTreeMap<String, Lines>, String> {
    let folder = root().join("core/src");
    let mut counted: BTreeMap<String, Lines> = BTreeMap::new();
    let mut file: Option<(String, usize)> = None;
    for line in lcov.lines() {
        if let Some(path) = line.strip_prefix("SF:") {
            let name = Path::new(path).strip_prefix(&folder).ok();
            file = match name {
                Some(name) => Some((name.to_string_lossy().into_owned(), foot(Path::new(path))?)),
                None => None,
            };
        } else if let (Some(values), Some((name, foot))) = (line.strip_prefix("DA:"), &file) {
            let mut values = values.split(',').map(|value| value.parse::<usize>().unwrap_or(0));
            let (Some(number), Some(times)) = (values.next(), values.next()) else { continue };
            if number < *foot {
                let lines = counted.entry(name.clone()).or_default();
                lines.all += 1;
                lines.run += usize::from(times > 0);
                lines.missed.extend((times == 0).then_some(number));
            }
        }
    }
    Ok(counted)
}

/// The line at which the tests of a file begin.
fn foot(path: &Path) -> Result<usize, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let lines: Vec<&str> = text.lines().collect();
    let module = lines.iter().rposition(|line| line.starts_with("mod tests {"));
    Ok(module.map_or(usize::MAX, |module| module + 1))
}
