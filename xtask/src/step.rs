//! Runs the programs that a task is made of.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Where Cargo puts what it builds: `target`, or what the environment says.
pub fn target() -> PathBuf {
    root().join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// Runs `program` in `folder` and shows what it prints; fails when it fails.
pub fn run<A: AsRef<OsStr>>(folder: &Path, program: impl AsRef<OsStr>, arguments: &[A]) -> Result<(), String> {
    let program = program.as_ref();
    let words: Vec<_> = arguments.iter().map(|argument| argument.as_ref().to_string_lossy()).collect();
    let shown = format!("{} {}", program.to_string_lossy(), words.join(" "));
    eprintln!("> {shown}");
    let status = Command::new(program).args(arguments).current_dir(folder).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{shown}: {status}")),
        Err(error) => Err(format!("{shown}: {error}")),
    }
}

/// The name of a program that comes as a script: Windows has it with an ending.
pub fn script(name: &str) -> String {
    if cfg!(windows) { format!("{name}.cmd") } else { name.into() }
}
