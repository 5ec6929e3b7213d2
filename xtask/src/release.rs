//! Everything that is published, built and checked, in `target/publish`. It uploads nothing.

use std::env::consts::{ARCH, EXE_SUFFIX, OS};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bindings;
use crate::step::{self, root, script, target};

/// The one version: that of the workspace.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Checks what is to be published, builds it, and writes the bill of materials and the checksums beside it.
pub fn run() -> Result<(), String> {
    versions()?;
    let folder = target().join("publish");
    let _ = fs::remove_dir_all(&folder);
    make(&folder)?;
    crates(&folder)?;
    command(&folder)?;
    wheels(&folder.join("python"))?;
    packs(&folder.join("npm"))?;
    checksums(&folder)
}

/// Every manifest has the workspace's version: that is where a new one is written, and this says where it is missing.
pub fn versions() -> Result<(), String> {
    let places = [
        ("Cargo.toml", format!("path = \"core\", version = \"{VERSION}\"")),
        ("bindings-node/package.json", format!("\"version\": \"{VERSION}\"")),
        ("bindings-wasm/package.json", format!("\"version\": \"{VERSION}\"")),
        ("CHANGELOG.md", format!("## {VERSION}")),
    ];
    for (file, words) in places {
        let path = root().join(file);
        let text = fs::read_to_string(&path).map_err(|error| format!("{file}: {error}"))?;
        if !text.contains(&words) {
            return Err(format!("{file} does not say {words}, which is the version of the workspace"));
        }
    }
    Ok(())
}

/// The crates: licences, advisories, sources, what has changed for those who use them, and what would be uploaded.
fn crates(folder: &Path) -> Result<(), String> {
    tool("cargo-deny")?;
    tool("cargo-cyclonedx")?;
    cargo(&["deny", "check"])?;
    // There is nothing to compare the first release with.
    if let Some(before) = last_tag() {
        tool("cargo-semver-checks")?;
        cargo(&["semver-checks", "--package", "mailmend", "--baseline-rev", &before])?;
    }
    cargo(&["publish", "--workspace", "--dry-run", "--allow-dirty"])?;
    let packages = target().join("package");
    for name in ["mailmend", "mailmend-cli"] {
        let file = format!("{name}-{VERSION}.crate");
        copy(&packages.join(&file), &folder.join(&file))?;
    }
    cargo(&[
        "cyclonedx",
        "--manifest-path",
        "cli/Cargo.toml",
        "--format",
        "json",
        "--override-filename",
        "mailmend.cdx",
    ])?;
    // It writes one beside each manifest; the command's has all that the others stand on.
    let bill = root().join("cli/mailmend.cdx.json");
    copy(&bill, &folder.join(format!("mailmend-{VERSION}.cdx.json")))?;
    for member in ["benches", "bindings-node", "bindings-python", "bindings-wasm", "cli", "core", "xtask"] {
        let _ = fs::remove_file(root().join(member).join("mailmend.cdx.json"));
    }
    Ok(())
}

/// The command for this platform.
fn command(folder: &Path) -> Result<(), String> {
    cargo(&["build", "--locked", "--release", "--package", "mailmend-cli"])?;
    let built = target().join("release").join(format!("mailmend{EXE_SUFFIX}"));
    copy(&built, &folder.join(format!("mailmend-{VERSION}-{OS}-{ARCH}{EXE_SUFFIX}")))
}

/// The wheel, against a GNU C library of 2014 with Zig's linker where that is needed, and the source for the rest.
fn wheels(folder: &Path) -> Result<(), String> {
    make(folder)?;
    let python = bindings::venv()?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "maturin[zig]>=1.16,<2"];
    step::run(&root(), &python, &pip)?;
    let place = folder.to_string_lossy();
    let mut build =
        vec!["-m", "maturin", "build", "--release", "--manifest-path", "bindings-python/Cargo.toml", "--out", &place];
    if cfg!(target_os = "linux") {
        build.extend(["--zig", "--compatibility", "manylinux2014"]);
    }
    step::run(&root(), &python, &build)?;
    step::run(
        &root(),
        &python,
        &["-m", "maturin", "sdist", "--manifest-path", "bindings-python/Cargo.toml", "--out", &place],
    )
}

/// The npm packages: that for browsers, that for Node, and the machine code of this platform.
fn packs(folder: &Path) -> Result<(), String> {
    make(folder)?;
    let place = folder.to_string_lossy();
    let addon = bindings::addon()?;
    for package in ["bindings-node", &addon, "bindings-wasm"] {
        step::run(&root().join(package), script("npm"), &["pack", "--silent", "--pack-destination", &place])?;
    }
    Ok(())
}

/// `SHA256SUMS`, as `sha256sum --check` reads it.
fn checksums(folder: &Path) -> Result<(), String> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();
    let mut sums = String::new();
    for file in files {
        let bytes = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let name = file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        println!("{name}: {} bytes", bytes.len());
        sums.push_str(&format!("{}  {name}\n", hex(&bytes)));
    }
    let path = folder.join("SHA256SUMS");
    fs::write(&path, sums).map_err(|error| format!("{}: {error}", path.display()))
}

fn hex(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() { collect(&path, files)? } else { files.push(path) }
    }
    Ok(())
}

/// The newest tag of a release before this one.
fn last_tag() -> Option<String> {
    let tags =
        Command::new("git").args(["tag", "--list", "v*", "--sort=-v:refname"]).current_dir(root()).output().ok()?;
    let tags = String::from_utf8_lossy(&tags.stdout).into_owned();
    tags.lines().find(|tag| *tag != format!("v{VERSION}")).map(str::to_owned)
}

/// Installs a tool of Cargo's where it is missing.
fn tool(name: &str) -> Result<(), String> {
    let word = name.trim_start_matches("cargo-");
    let there = Command::new("cargo").args([word, "--version"]).output().is_ok_and(|output| output.status.success());
    if there { Ok(()) } else { cargo(&["install", name]) }
}

fn cargo(arguments: &[&str]) -> Result<(), String> {
    step::run(&root(), "cargo", arguments)
}

fn make(folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    fs::copy(from, to).map(drop).map_err(|error| format!("{}: {error}", from.display()))
}
