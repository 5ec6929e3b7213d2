//! Builds and tests the Python and the Node package. Needs Python 3.10 or later with venv, and Node 20 or later.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::process::Command;

use crate::step::{self, root, script, target};

/// Builds both packages and runs the conformance cases in each.
pub fn run() -> Result<(), String> {
    crate::types::check()?;
    python()?;
    node()
}

/// Installs the wheel in `target/venv` and tests what was installed, not what lies in the source folder.
fn python() -> Result<(), String> {
    let (root, venv) = (root(), target().join("venv"));
    let python = if cfg!(windows) { venv.join("Scripts/python.exe") } else { venv.join("bin/python") };
    if !python.exists() {
        let system = if cfg!(windows) { "python" } else { "python3" };
        step::run(&root, system, &["-m".as_ref(), "venv".as_ref(), venv.as_os_str()])?;
    }
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    // pip fetches maturin by itself, as it does for anybody who builds from source.
    let package = ["--force-reinstall", "--no-deps", "./bindings-python"];
    step::run(&root, &python, &[&pip[..], &package].concat())?;
    // The tests' real parts, and what the optional extras of the package work with.
    let parts = ["celery[redis]", "django", "dnspython", "aiosmtpd", "jsonschema", "mypy", "packaging"];
    let columns = ["polars", "pyarrow", "pyright"];
    step::run(&root, &python, &[&pip[..], &parts, &columns].concat())?;
    redis()?;
    step::run(&root, &python, &["-m", "unittest", "discover", "--start-directory", "bindings-python/tests"])
}

/// Installs Redis where apt can and it is missing: elsewhere the tests that need it are skipped, and say so.
fn redis() -> Result<(), String> {
    let there = |program| Command::new(program).arg("--version").output().is_ok();
    if there("redis-server") || !there("apt-get") {
        return Ok(());
    }
    // The tests start their own: the package's must not start one on the usual port.
    let install = ["RUNLEVEL=1", "apt-get", "install", "--yes", "--no-install-recommends", "redis-server"];
    step::run(&root(), "apt-get", &["update"])?;
    step::run(&root(), "env", &install)
}

/// Builds the addon and tests it. Cargo and a copy do what Node's own tool would do for one platform.
fn node() -> Result<(), String> {
    let root = root();
    step::run(&root, "cargo", &["build", "--locked", "--release", "--package", "mailmend-node"])?;
    let built = target().join("release").join(format!("{DLL_PREFIX}mailmend_node{DLL_SUFFIX}"));
    let addon = root.join("bindings-node/mailmend.node");
    fs::copy(&built, &addon).map_err(|error| format!("{}: {error}", built.display()))?;
    let folder = root.join("bindings-node");
    step::run(&folder, script("npm"), &["ci", "--ignore-scripts", "--no-audit", "--no-fund"])?;
    step::run(&folder, script("npm"), &["run", "--silent", "types"])?;
    // With real Nodemailer and BullMQ; the tests that want a Redis start one, where there is a `redis-server`.
    step::run(&folder, "node", &["--test", "test/"])
}
