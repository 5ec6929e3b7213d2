//! The types of every language, written from the one JSON Schema; and the word lists in the schema, from the model.

mod python;
mod typescript;

use std::fs;
use std::path::PathBuf;

use mailmend::model;
use serde_json::{Value, json};

use crate::step::root;

const SCHEMA: &str = "core/schema/mailmend.schema.json";

/// Writes the schema's word lists and the type files anew.
pub fn run() -> Result<(), String> {
    for (path, text) in files()? {
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}

/// Fails when a file is not what [`run`] would write.
pub fn check() -> Result<(), String> {
    for (path, text) in files()? {
        if fs::read_to_string(&path).unwrap_or_default() != text {
            return Err(format!("{} is out of date: run `cargo xtask types`, and read the difference", path.display()));
        }
    }
    Ok(())
}

/// Every file that is made here, and what stands in it.
fn files() -> Result<Vec<(PathBuf, String)>, String> {
    let path = root().join(SCHEMA);
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut schema: Value = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    fill_words(&mut schema)?;
    let written = serde_json::to_string_pretty(&schema).map_err(|error| error.to_string())? + "\n";
    let package = root().join("bindings-python/python/mailmend");
    let typescript = typescript::write(&schema)?;
    Ok(vec![
        (path, written),
        (root().join("bindings-node/report.d.ts"), typescript.clone()),
        (root().join("bindings-wasm/report.d.ts"), typescript),
        (package.join("_words.py"), python::words(&schema)?),
        (package.join("_codes.py"), python::codes()),
        (package.join("_reports.py"), python::reports(&schema)?),
        (package.join("_mailmend.pyi"), python::stub(&schema)?),
    ])
}

/// Puts the words of the model into the definitions that list them.
fn fill_words(schema: &mut Value) -> Result<(), String> {
    macro_rules! words {
        ($($name:ident)+) => {
            vec![$((stringify!($name), model::$name::ALL.iter().map(|word| word.as_str()).collect::<Vec<_>>())),+]
        };
    }
    let mut lists = words!(
        AddressMode Area Band BounceKind Class Confidence FactKey Kind LimitUnit LimitWindow Need Owner Recipient
        RecordType Security Severity Stack Stage SuppressReason
    );
    lists.push(("Retry", vec!["later", "after-fix", "never"]));
    let defs = schema.get_mut("$defs").ok_or("the schema has no $defs")?;
    for (name, words) in lists {
        let def = defs.get_mut(name).ok_or_else(|| format!("the schema does not define {name}"))?;
        def["enum"] = json!(words);
    }
    // A list that nobody fills would be empty for ever.
    match defs.as_object().into_iter().flatten().find(|(_, def)| def["enum"].as_array().is_some_and(Vec::is_empty)) {
        Some((name, _)) => Err(format!("{name} has no words: name it in xtask/src/types")),
        None => Ok(()),
    }
}

/// The definition's name that `schema` refers to.
fn reference(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/"))
}
