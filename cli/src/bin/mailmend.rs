//! The program `mailmend`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(mailmend_cli::main_from(std::env::args_os()))
}
