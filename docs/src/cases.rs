//! Cases that the project's tests hold: each is an example that is known to be right.

use std::path::Path;

use serde_json::{Value, json};

use crate::facts::{files, read};
use crate::live;

/// A request, and what came back while the site was made.
pub struct Case {
    pub file: String,
    pub name: String,
    pub request: Value,
    pub answer: Value,
}

impl Case {
    fn new(file: &str, name: &str, request: Value) -> Self {
        Self { file: file.into(), name: name.into(), answer: live::ask(&request), request }
    }

    /// Whether the answer holds this code.
    pub fn shows(&self, code: &str) -> bool {
        live::finding(&self.answer, code).is_some()
    }
}

/// Every case of the conformance folder, and every mistake that the tests of settings know.
pub fn all(core: &Path) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    for path in files(&core.join("conformance"), "json")? {
        let file = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let list: Vec<Value> = serde_json::from_str(&read(&path)?).map_err(|error| format!("{file}: {error}"))?;
        for case in list {
            let name = case["name"].as_str().unwrap_or_default().to_string();
            cases.push(Case::new(&file, &name, case["request"].clone()));
        }
    }
    // `=== program | slug | what stands in the correction`, and the settings below.
    for block in read(&core.join("tests/settings/mistakes.txt"))?.split("=== ").skip(1) {
        let (head, text) = block.split_once('\n').unwrap_or_default();
        let mut parts = head.split(" | ");
        let (program, slug) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        cases.push(Case::new(
            "mistakes",
            slug,
            json!({ "call": "settings", "text": text.trim_end(), "stack": program }),
        ));
    }
    Ok(cases)
}
