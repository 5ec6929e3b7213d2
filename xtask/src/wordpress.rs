//! Tries the example plugin in a real WordPress, and writes the template for its translators.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::apt;
use crate::step::{self, root, script};

/// Debian's PHP, and the parts of it that WordPress wants on SQLite.
const PHP: [&str; 4] = ["php-cli", "php-sqlite3", "php-xml", "php-mbstring"];

const HAS_PARTS: &str =
    "exit(extension_loaded('pdo_sqlite') && extension_loaded('mbstring') && extension_loaded('dom') ? 0 : 1);";

/// Runs the tests of the plugin with the script that `cargo xtask wasm` has built, and holds the template current.
///
/// Installs PHP and Chromium where apt can; elsewhere it skips what needs them, and says so.
pub fn run() -> Result<(), String> {
    template(&["--check"])?;
    let missing = missing();
    if !missing.is_empty() && !apt::install(&missing)? {
        println!("skipped: the tests in WordPress want {}", missing.join(", "));
        return Ok(());
    }
    let tests = folder().join("test");
    step::run(&tests, script("npm"), &["ci", "--ignore-scripts", "--no-audit", "--no-fund"])?;
    step::run(&tests, script("npm"), &["test", "--silent"])
}

/// Has `make-pot.mjs` write the template of what mailmend and the plugin say; with `--check`, look at it only.
pub fn template(options: &[&str]) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("make-pot.mjs: {error}");
    let mut command = Command::new("node");
    let mut made = command
        .arg("make-pot.mjs")
        .args(options)
        .current_dir(folder())
        .stdin(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    if let Some(mut input) = made.stdin.take() {
        input.write_all(catalog().as_bytes()).map_err(failed)?;
    }
    match made.wait().map_err(failed)? {
        status if status.success() => Ok(()),
        status => Err(format!("make-pot.mjs: {status}")),
    }
}

/// What translators see of the catalogue, as `mailmend catalog --format json` writes it.
fn catalog() -> String {
    let causes = mailmend::catalog().iter().map(|cause| {
        let fixes: Vec<Value> = cause.fixes.iter().map(|fix| json!({ "text": fix.text })).collect();
        let (class, area) = (&cause.class, &cause.area);
        json!({ "code": cause.code, "class": class, "area": area, "title": cause.title, "why": cause.why, "fixes": fixes })
    });
    Value::Array(causes.collect()).to_string()
}

fn folder() -> PathBuf {
    root().join("examples/wordpress-plugin")
}

/// The packages of Debian that hold what is not there.
fn missing() -> Vec<&'static str> {
    let php = works("php", &["-r", HAS_PARTS]);
    let chromium = works("chromium", &["--version"]);
    let all = PHP.iter().filter(|_| !php).chain(["chromium"].iter().filter(|_| !chromium));
    all.copied().collect()
}

fn works(program: &str, arguments: &[&str]) -> bool {
    let status = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}
