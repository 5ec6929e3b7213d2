//! Programs that the tests need and Debian's apt has.

use std::process::Command;

use crate::step::{self, root};

/// Installs `packages` where `program` is missing and apt can; tells whether the program is there.
///
/// # Errors
/// When apt fails.
pub fn need(program: &str, packages: &[&str]) -> Result<bool, String> {
    Ok(there(program) || (install(packages)? && there(program)))
}

/// Installs `packages`; false where there is no apt to do it.
///
/// # Errors
/// When apt fails.
pub fn install(packages: &[&str]) -> Result<bool, String> {
    if !there("apt-get") {
        return Ok(false);
    }
    // At runlevel 1 no package starts a service of its own: the tests start theirs, on free ports.
    let quietly = ["RUNLEVEL=1", "DEBIAN_FRONTEND=noninteractive"];
    let apt = ["apt-get", "install", "--yes", "--no-install-recommends"];
    step::run(&root(), "apt-get", &["update"])?;
    step::run(&root(), "env", &[&quietly[..], &apt, packages].concat())?;
    Ok(true)
}

/// Whether a program can be started.
pub fn there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}
