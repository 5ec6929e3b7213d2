//! Writes the responses of the conformance cases anew.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// Answers every request in `core/conformance/*.json` and writes the file again.
pub fn run() -> Result<(), String> {
    let folder = Path::new("core/conformance");
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for path in
        entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "json"))
    {
        let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
        let mut cases: Vec<Value> =
            serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
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
