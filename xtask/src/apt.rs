//! Programs that the tests need and Debian's apt has.

use std::process::Command;

use crate::step::{self, root};

/// Installs `packages` where `program` is missing and apt can; tells whether the program is there.
///
/// # Errors
/// When apt fails.
pub fn need(program: &str, packages: &[&str]) -> Result<bool, String> {
    let there = |program| Command::new(program).arg("--version").output().is_ok();
    if there(program) {
        return Ok(true);
    }
    if !there("apt-get") {
        return Ok(false);
    }
    step::run(&root(), "apt-get", &["update"])?;
    // At runlevel 1 no package starts a service of its own: the tests start theirs, on free ports.
    let install =
        ["RUNLEVEL=1", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "--yes", "--no-install-recommends"];
    step::run(&root(), "env", &[&install, packages].concat())?;
    Ok(there(program))
}
