//! Tries the example plugin in a real WordPress, and writes the template for its translators.

use std::path::PathBuf;
use std::process::{Command, Stdio};

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
    if !missing.is_empty() {
        if !works("apt-get", &["--version"]) {
            println!("skipped: the tests in WordPress want {}", missing.join(", "));
            return Ok(());
        }
        let install = ["install", "--yes", "--no-install-recommends"];
        step::run(&root(), "apt-get", &["update"])?;
        step::run(&root(), "apt-get", &[&install[..], &missing].concat())?;
    }
    let tests = folder().join("test");
    step::run(&tests, script("npm"), &["ci", "--ignore-scripts", "--no-audit", "--no-fund"])?;
    step::run(&tests, script("npm"), &["test", "--silent"])
}

/// Has `make-pot.mjs` write the template of what mailmend and the plugin say; with `--check`, look at it only.
pub fn template(options: &[&str]) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("make-pot.mjs: {error}");
    let catalog = ["run", "--quiet", "--locked", "--package", "mailmend-cli", "--", "catalog", "--format", "json"];
    let mut said =
        Command::new("cargo").args(catalog).current_dir(root()).stdout(Stdio::piped()).spawn().map_err(failed)?;
    let output = said.stdout.take().map_or_else(Stdio::null, Stdio::from);
    let made = Command::new("node").arg("make-pot.mjs").args(options).current_dir(folder()).stdin(output).status();
    let listed = said.wait().map_err(failed)?;
    match made.map_err(failed)? {
        made if made.success() && listed.success() => Ok(()),
        made => Err(format!("make-pot.mjs: {made}; mailmend catalog: {listed}")),
    }
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
