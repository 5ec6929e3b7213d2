//! Writes the responses of the conformance cases anew.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::step::root;

/// Answers every request in `core/conformance/` and writes the files again.
pub fn run() -> Result<(), String> {
    for path in files()? {
        let mut cases = cases(&path)?;
        let mut changed = 0;
        for case in &mut cases {
            let answer = mailmend::wire::call(&case["request"].to_string());
            let answer: Value = serde_json::from_str(&answer).map_err(|error| error.to_string())?;
            if case["response"] != answer {
                changed += 1;
                case["response"] = answer;
            }
        }
        let written = serde_json::to_string_pretty(&cases).map_err(|error| error.to_string())?;
        fs::write(&path, written + "\n").map_err(|error| error.to_string())?;
        println!("{}: {} cases, {changed} changed", path.display(), cases.len());
    }
    Ok(())
}

/// The files of cases: those of the folder, and those of what fuzzing found.
pub fn files() -> Result<Vec<PathBuf>, String> {
    let folder = root().join("core/conformance");
    let mut files = Vec::new();
    for folder in [folder.clone(), folder.join("regressions")] {
        let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        files.extend(entries.flatten().map(|entry| entry.path()));
    }
    files.retain(|path| path.extension().is_some_and(|end| end == "json"));
    files.sort();
    Ok(files)
}

/// The cases of a file.
pub fn cases(path: &Path) -> Result<Vec<Value>, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}
