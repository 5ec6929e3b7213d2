//! The command: what `npx mailmend` runs.

use std::ffi::OsString;

use napi_derive::napi;

/// Runs the command with these arguments, its own name first: reads standard input, prints, and gives the exit code.
#[napi]
#[must_use]
pub fn command(arguments: Vec<String>) -> u8 {
    mailmend_cli::main_from(arguments.into_iter().map(OsString::from))
}
