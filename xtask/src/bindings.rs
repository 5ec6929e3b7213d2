//! Builds and tests the Python and the Node package. Needs Python 3.10 or later with venv, and Node 20 or later.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::{Path, PathBuf};

use crate::apt;
use crate::step::{self, root, script, target};

/// Builds both packages and runs the conformance cases in each.
pub fn run() -> Result<(), String> {
    crate::types::check()?;
    python()?;
    node()
}

/// Installs the wheel in `target/venv` and tests what was installed, not what lies in the source folder.
fn python() -> Result<(), String> {
    let (root, python) = (root(), venv()?);
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    // pip fetches maturin by itself, as it does for anybody who builds from source.
    let package = ["--force-reinstall", "--no-deps", "./bindings-python"];
    step::run(&root, &python, &[&pip[..], &package].concat())?;
    // The tests' real parts, and what the optional extras of the package work with.
    let parts = ["celery[redis]", "django", "dnspython", "aiosmtpd", "jsonschema", "mypy", "packaging"];
    let columns = ["polars", "pyarrow", "pyright"];
    step::run(&root, &python, &[&pip[..], &parts, &columns].concat())?;
    // Without it, the tests that want a Redis are skipped, and say so.
    apt::need("redis-server", &["redis-server"])?;
    // Certificates that the tests' servers make themselves, another client, and what type checkers know of Celery and Django.
    let servers = ["aiosmtplib", "cryptography", "celery-types", "django-stubs", "pyright"];
    step::run(&root, &python, &[&pip[..], &servers].concat())?;
    step::run(&root, &python, &["-m", "unittest", "discover", "--start-directory", "bindings-python/tests"])
}

/// The Python of an environment in `target`, which is made where it is missing.
pub fn venv() -> Result<PathBuf, String> {
    let venv = target().join("venv");
    let python = if cfg!(windows) { venv.join("Scripts/python.exe") } else { venv.join("bin/python") };
    if !python.exists() {
        let system = if cfg!(windows) { "python" } else { "python3" };
        step::run(&root(), system, &["-m".as_ref(), "venv".as_ref(), venv.as_os_str()])?;
    }
    Ok(python)
}

/// Builds the addon and tests it: Cargo and a copy do what Node's own tool does for one platform.
fn node() -> Result<(), String> {
    let root = root();
    step::run(&root, "cargo", &["build", "--locked", "--release", "--package", "mailmend-node"])?;
    let built = target().join("release").join(format!("{DLL_PREFIX}mailmend_node{DLL_SUFFIX}"));
    let folder = root.join("bindings-node");
    copy(&built, &folder.join(format!("mailmend.{}.node", platform())))?;
    module(&root, &folder)?;
    step::run(&folder, script("npm"), &["ci", "--ignore-scripts", "--no-audit", "--no-fund"])?;
    step::run(&folder, script("npm"), &["run", "--silent", "types"])?;
    // With real Nodemailer and BullMQ; the tests that want a Redis start one, where there is a `redis-server`.
    step::run(&folder, "node", &["--test", "test/"])
}

/// Puts the addon that was built here into the package of this platform; gives the folder of it.
pub fn addon() -> Result<String, String> {
    let (file, package) = (format!("mailmend.{}.node", platform()), format!("bindings-node/npm/{}", platform()));
    copy(&root().join("bindings-node").join(&file), &root().join(&package).join(&file))?;
    Ok(package)
}

/// This platform, as npm names it: Node's word for the system, its word for the processor, the C library.
fn platform() -> String {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    let processor = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    let library = match system {
        "linux" if cfg!(target_env = "musl") => "-musl",
        "linux" => "-gnu",
        "win32" => "-msvc",
        _ => "",
    };
    format!("{system}-{processor}{library}")
}

/// Puts the WebAssembly beside the addon, which it stands in for where none fits: what `cargo xtask wasm` built.
fn module(root: &Path, folder: &Path) -> Result<(), String> {
    let from = root.join("bindings-wasm/pkg/node");
    if !from.join("mailmend_wasm.js").exists() {
        crate::wasm::run()?;
    }
    let to = folder.join("wasm");
    fs::create_dir_all(&to).map_err(|error| format!("{}: {error}", to.display()))?;
    for file in ["mailmend_wasm.js", "mailmend_wasm_bg.wasm"] {
        copy(&from.join(file), &to.join(file))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    // Not over the file that a running program has mapped, but in its place.
    let _ = fs::remove_file(to);
    fs::copy(from, to).map(drop).map_err(|error| format!("{}: {error}", from.display()))
}
