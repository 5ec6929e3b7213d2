//! Sets up what the tests need and runs them all.

use std::process::{Command, Stdio};
use std::time::Instant;

/// Every test, on a machine that has Rust, Node, Python and, for the rest, Debian's apt.
pub fn run() -> Result<(), String> {
    let steps: [(&str, Step); 8] = [
        ("formatting", || cargo(&["fmt", "--all", "--check"])),
        ("lints", || cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])),
        ("documentation", || documentation()),
        ("tests", || cargo(&["test", "--workspace", "--exclude", "mailmend-python", "--exclude", "mailmend-node"])),
        ("knowledge examples", || crate::knowledge::run("")),
        ("no I/O: embedded and browser targets", || {
            for target in ["thumbv7em-none-eabihf", "wasm32-unknown-unknown"] {
                cargo(&["check", "--package", "mailmend", "--target", target])?;
            }
            cargo(&["check", "--manifest-path", "fuzz/Cargo.toml"])
        }),
        ("WASM", crate::wasm::run),
        ("Python and Node", crate::bindings::run),
    ];
    for (name, step) in steps {
        println!("\n== {name}");
        let start = Instant::now();
        step().map_err(|problem| format!("{name}: {problem}"))?;
        println!("== {name}: {} s", start.elapsed().as_secs());
    }
    println!("\nAll tests passed.");
    Ok(())
}

type Step = fn() -> Result<(), String>;

fn documentation() -> Result<(), String> {
    let mut command = Command::new("cargo");
    command.args(["doc", "--package", "mailmend", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings");
    run_command(command)
}

fn cargo(arguments: &[&str]) -> Result<(), String> {
    let mut command = Command::new("cargo");
    command.args(arguments);
    run_command(command)
}

/// Runs a command; its output goes to the terminal.
pub fn run_command(mut command: Command) -> Result<(), String> {
    command.stdin(Stdio::null());
    let shown = format!("{command:?}");
    let status = command.status().map_err(|error| format!("{shown}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{shown} failed: {status}")) }
}
