//! The project's own chores: `cargo xtask`.

mod addresses;
mod apt;
mod bindings;
mod bounces;
mod conformance;
mod coverage;
mod docs;
mod embedded;
mod fuzz;
mod knowledge;
mod peers;
mod postfix_log;
mod records;
mod release;
mod score;
mod settings;
mod speed;
mod step;
mod test;
mod types;
mod wasm;
mod wordpress;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <task>

  test                    set up everything the tests need, and run them all
  knowledge [FILTER]      every example of the knowledge files must lead to its cause, first
  score FILE [--misses]   how often the first finding is right on labelled replies (JSON Lines)
  bounces FILE [--misses] how often recipients and causes are right on labelled bounce messages (JSON Lines)
  postfix-log SIZE OUT    write a Postfix log of that size (64MB, 1GB), like a real one, to measure with
  log-speed FILE          `mailmend logs` and `pflogsumm` on the same log: times, memory, and how many times faster
  peers [--tiny]          measure mailmend beside other programs, and write the tables of benches/README.md anew;
                          --tiny: a few inputs, what is installed, and nothing is written
  settings FILE [--misses] [--blind] how well settings are checked and put right, on labelled ones (JSON Lines)
  records FILE [--misses] how well records are checked and corrected, on labelled ones (JSON Lines)
  addresses FOLDER [--misses]
                          how right the verdicts, findings and suggestions on addresses are (JSON Lines)
  conformance             write the responses of core/conformance anew: read the difference before you commit it
  coverage                how many lines of core its tests run, and which they do not; at least 95 %
  fuzz --minutes N        every fuzz target in turn; what is found is made small and kept
  release                 build and check everything that is published, in target/publish; uploads nothing
  types                   write the word lists of the JSON Schema, and the types of every language, anew
  wasm                    build, shrink, measure and test the browser module
  wordpress               try the WordPress plugin of examples/ in a real WordPress; wants what `wasm` has built
  pot                     write the template for its translators anew
  bindings                build and test the Python and Node packages
  docs [--base URL]       make the site in target/site: codes, providers, calls, errors, guides
  embedded                run the example for a small device on an emulated one
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["addresses", folder, options @ ..] => addresses::run(folder, options.contains(&"--misses")),
        ["score", file, options @ ..] => score::run(file, options.contains(&"--misses")),
        ["bounces", file, options @ ..] => bounces::run(file, options.contains(&"--misses")),
        ["settings", file, options @ ..] => {
            settings::run(file, options.contains(&"--misses"), options.contains(&"--blind"))
        }
        ["records", file, options @ ..] => records::run(file, options.contains(&"--misses")),
        ["knowledge", filter @ ..] => knowledge::run(filter.first().copied().unwrap_or("")),
        ["docs", options @ ..] => docs::run(options),
        ["bindings"] => bindings::run(),
        ["postfix-log", size, file] => postfix_log::run(size, file),
        ["log-speed", file] => speed::run(file),
        ["embedded"] => embedded::run(),
        ["peers"] => peers::run(false),
        ["peers", "--tiny"] => peers::run(true),
        ["fuzz", "--minutes", minutes] => match minutes.parse() {
            Ok(minutes) => fuzz::run(minutes),
            Err(_) => Err(format!("`{minutes}` is no number of minutes")),
        },
        ["release"] => release::run(),
        ["coverage"] => coverage::run(),
        ["conformance"] => conformance::run(),
        ["test"] => test::run(),
        ["types"] => types::run(),
        ["wasm"] => wasm::run(),
        ["wordpress"] => wordpress::run(),
        ["pot"] => wordpress::template(&[]),
        _ => Err(HELP.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}
