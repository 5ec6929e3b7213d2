//! mailmend beside its peers: installs them, runs all on the same inputs in one run, and writes what came out into
//! `benches/README.md`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use crate::step::{self, root, script, target};

/// The log that both readers of logs are given.
const LOG: &str = "64MB";

/// Installs what is missing, measures, and writes the tables; with `tiny`, runs what is there on a few inputs and
/// prints what comes out.
///
/// # Errors
/// When something of mailmend's own fails. A peer that cannot be installed has its reason in the table.
pub fn run(tiny: bool) -> Result<(), String> {
    let home = target().join("peers");
    fs::create_dir_all(&home).map_err(|error| format!("{}: {error}", home.display()))?;
    let mut options = vec!["--home".to_owned(), home.to_string_lossy().into_owned()];
    if tiny {
        options.push("--tiny".into());
        return measure(&[], &options);
    }
    for (peers, install) in
        [("Node", node as fn(&Path) -> Result<(), String>), ("Python", python), ("Perl", |_: &Path| perl())]
    {
        // Its rows will say what is not there.
        if let Err(problem) = install(&home) {
            eprintln!("the peers in {peers} could not be installed: {problem}");
        }
    }
    step::run(&root(), "cargo", &["build", "--quiet", "--locked", "--release", "--package", "mailmend-cli"])?;
    let log = home.join("mail.log");
    if !log.exists() {
        crate::postfix_log::run(LOG, &log.to_string_lossy())?;
    }
    let mailmend = target().join("release/mailmend");
    for (option, value) in [("--log", path(&log)), ("--mailmend", path(&mailmend)), ("--machine", machine())] {
        options.extend([option.to_owned(), value]);
    }
    options.push("--write".into());
    measure(&["--features", "peers"], &options)
}

fn measure(features: &[&str], options: &[String]) -> Result<(), String> {
    let build = ["run", "--quiet", "--locked", "--release", "--package", "mailmend-benches", "--bin", "peers"];
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    step::run(&root(), "cargo", &[&build[..], features, &["--"], &options].concat())
}

fn path(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// What `benches/peers/package.json` names. Their scripts are not run.
fn node(home: &Path) -> Result<(), String> {
    let folder = home.join("node");
    let copy = |name: &str| fs::copy(root().join("benches/peers").join(name), folder.join(name));
    fs::create_dir_all(&folder).and_then(|()| copy("package.json")).map_err(|error| error.to_string())?;
    // mailauth asks for Node 22, and runs on 20.
    let install = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
    step::run(&folder, script("npm"), &install)
}

/// What `benches/peers/requirements.txt` names, in a folder of its own.
fn python(home: &Path) -> Result<(), String> {
    let venv: PathBuf = home.join("venv");
    let python = venv.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if !python.exists() {
        let system = if cfg!(windows) { "python" } else { "python3" };
        step::run(&root(), system, &["-m".as_ref(), "venv".as_ref(), venv.as_os_str()])?;
    }
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    step::run(&root(), &python, &[&pip[..], &["--requirement", "benches/peers/requirements.txt"]].concat())
}

/// Sisimai and pflogsumm, as Debian has them.
fn perl() -> Result<(), String> {
    crate::apt::need("pflogsumm", &["pflogsumm"])?;
    let there = || {
        let asked = Command::new("perl").args(["-MSisimai", "-e", "1"]).output();
        asked.is_ok_and(|output| output.status.success())
    };
    if there() {
        return Ok(());
    }
    // There is no program of that name, so apt is asked.
    crate::apt::need("sisimai-of-debian", &["libsisimai-perl"])?;
    if there() { Ok(()) } else { Err("there is no Sisimai".into()) }
}

/// When and on what it ran, for the page.
fn machine() -> String {
    let said = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output().map(|output| output.stdout).unwrap_or_default();
        let text = String::from_utf8_lossy(&output).trim().to_owned();
        if text.is_empty() { format!("no {program}") } else { text }
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split_whitespace().next().unwrap_or("unknown");
    format!(
        "Measured on {} on {cores} cores, load {load} at the start, with {}, Node {}, {} and Perl {}. All of a table \
         took turns in one run, each about 20 ms long or one pass over the inputs, each timed by the clock of its own \
         process: only the ratios mean something.",
        said("date", &["+%-d %B %Y"]),
        said("rustc", &["--version"]).split(" (").next().unwrap_or_default(),
        said("node", &["--version"]).trim_start_matches('v'),
        said("python3", &["--version"]),
        said("perl", &["-e", "printf '%vd', $^V"]),
    )
}
