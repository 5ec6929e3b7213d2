//! Sets up what the tests need and runs them all.

use std::time::Instant;

use crate::step;

/// Every test, on a machine that has Rust, Node, Python and, for the rest, Debian's apt.
pub fn run() -> Result<(), String> {
    let steps: [(&str, Step); 11] = [
        ("formatting", || cargo(&["fmt", "--all", "--check"])),
        ("lints", || cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])),
        ("documentation", || documentation()),
        ("tests", || cargo(&["test", "--workspace", "--exclude", "mailmend-python", "--exclude", "mailmend-node"])),
        ("knowledge examples", || crate::knowledge::run("")),
        ("no I/O: embedded and browser targets", || {
            let targets = ["thumbv7em-none-eabihf", "wasm32-unknown-unknown"];
            // The toolchain file names them, but not every machine goes by it.
            step::run(&step::root(), "rustup", &["target", "add", targets[0], targets[1]])?;
            for target in targets {
                cargo(&["build", "--package", "mailmend", "--target", target])?;
            }
            cargo(&["check", "--manifest-path", "fuzz/Cargo.toml"])
        }),
        ("embedded", crate::embedded::run),
        ("WASM", crate::wasm::run),
        ("WordPress", crate::wordpress::run),
        ("Python and Node", crate::bindings::run),
        ("documentation site", crate::docs::check),
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
    cargo(&["rustdoc", "--package", "mailmend", "--lib", "--features", "std", "--", "-D", "warnings"])
}

fn cargo(arguments: &[&str]) -> Result<(), String> {
    step::run(&step::root(), "cargo", arguments)
}
