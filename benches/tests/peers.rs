//! The comparison with other programs: the page is complete, and the runner works. How quick anything is, no test asks.

#![allow(clippy::expect_used, clippy::unwrap_used)] // a test that cannot go on fails

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use mailmend_benches::peers::page::{self, NOT_RUN};

#[test]
fn every_peer_has_a_figure_or_a_reason_in_the_readme() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let missing = page::missing(&fs::read_to_string(readme).unwrap());
    assert!(missing.is_empty(), "run `cargo xtask peers`: {missing:?}");
}

/// Where `cargo xtask peers` installs, so that what is there takes part; the programs that come with the inputs
/// (`benches/peers/*.mjs`, `*.py`, `*.pl`) are run in any case.
fn home() -> PathBuf {
    let target = Path::new(env!("CARGO_BIN_EXE_peers")).ancestors().nth(2).unwrap().to_owned();
    target.join("peers")
}

#[test]
fn the_runner_works_on_a_few_inputs_with_what_is_installed() {
    // Others may run it at the same time: what it writes stands in a folder of its own.
    let own = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("peers");
    fs::create_dir_all(&own).unwrap();
    #[cfg(unix)]
    for part in ["node", "venv"] {
        let _ = fs::remove_file(own.join(part));
        if home().join(part).exists() {
            std::os::unix::fs::symlink(home().join(part), own.join(part)).unwrap();
        }
    }
    let output = Command::new(env!("CARGO_BIN_EXE_peers")).arg("--tiny").arg("--home").arg(&own).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(page::missing(&text).is_empty(), "{:?}: {text}", page::missing(&text));
    // A peer may be missing; one that is there has to answer.
    let reasons = ["is not installed", "built without the feature", "there is no log"];
    for line in text.lines().filter(|line| line.contains(NOT_RUN)) {
        assert!(reasons.iter().any(|reason| line.contains(reason)), "{line}");
    }
    let ours: Vec<&str> = text.lines().filter(|line| line.starts_with("| mailmend")).collect();
    assert!(ours.iter().all(|line| !line.contains(NOT_RUN) || line.contains("there is no log")), "{ours:?}");
    // The answers are judged, and not all wrong.
    let replies = ours.first().unwrap().split('|').nth(7).unwrap().trim();
    assert!(replies.split(' ').next().unwrap().parse::<f64>().unwrap() > 50.0, "{replies}");
}
