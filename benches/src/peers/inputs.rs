//! The inputs, with what is right for them: `benches/peers/data/*.jsonl`. Their README says where they come from.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

/// The rows of a file, or in a tiny run the first few of each kind.
///
/// # Errors
/// When the file cannot be read.
pub fn rows(name: &str, tiny: bool) -> Result<Vec<Value>, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/data").join(name);
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let rows: Result<Vec<Value>, _> = text.lines().map(serde_json::from_str).collect();
    let mut rows = rows.map_err(|error| format!("{name}: {error}"))?;
    if tiny {
        // Some of each kind, wherever in the file it stands.
        let step = (rows.len() / FEW).max(1);
        rows = rows.into_iter().step_by(step).collect();
    }
    Ok(rows)
}

/// About how many rows a tiny run takes.
const FEW: usize = 12;

/// The texts in a field of the rows.
#[must_use]
pub fn texts(rows: &[Value], field: &str) -> Vec<String> {
    rows.iter().map(|row| row[field].as_str().unwrap_or_default().to_owned()).collect()
}

/// Writes the inputs of a contest for those in other processes.
///
/// # Errors
/// When the file cannot be written.
pub fn write(home: &Path, name: &str, texts: &[String]) -> Result<std::path::PathBuf, String> {
    let path = home.join(format!("{name}.json"));
    let text = serde_json::to_string(texts).map_err(|error| error.to_string())?;
    fs::create_dir_all(home).and_then(|()| fs::write(&path, text)).map_err(|error| format!("{name}: {error}"))?;
    Ok(path)
}

/// The words in a list.
#[must_use]
pub fn words(list: &Value) -> BTreeSet<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_lowercase).collect()
}
