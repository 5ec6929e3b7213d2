//! Holds the order of the layers (ARCHITECTURE.md): a module imports only from below, siblings never from each other.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)] // a test that cannot go on fails

use std::fs;
use std::path::Path;

/// Each module and its rank.
const LAYERS: [(&str, u32); 10] = [
    ("text", 0),
    ("syntax", 1),
    ("model", 1),
    ("knowledge", 2),
    ("intake", 2),
    ("evaluate", 3),
    ("rules", 3),
    ("sending", 3),
    ("diagnose", 4),
    ("wire", 5),
];

fn rank(module: &str) -> Option<u32> {
    LAYERS.iter().find(|(name, _)| *name == module).map(|(_, rank)| *rank)
}

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The modules of this crate that a source names.
fn imports(source: &str) -> impl Iterator<Item = &str> {
    // Unit tests may look anywhere.
    let source = source.split("#[cfg(test)]\n").next().unwrap_or_default();
    let lines = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| line.split("crate::").skip(1)).map(|rest| {
        let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}

#[test]
fn no_module_imports_upwards_or_sideways() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut checked = 0;
    for (module, own) in LAYERS {
        let folder = root.join(module);
        if !folder.is_dir() {
            continue;
        }
        let mut files = Vec::new();
        sources(&folder, &mut files);
        for (path, source) in &files {
            for import in imports(source).filter(|import| *import != module) {
                if let Some(other) = rank(import) {
                    assert!(other < own, "{path}: {module} (rank {own}) imports {import} (rank {other})");
                }
            }
            checked += 1;
        }
    }
    assert!(checked > 15, "the sources were not found");
}

#[test]
fn no_module_stands_outside_the_order() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(name == "lib" || rank(&name).is_some(), "{name} has no place in the layers");
    }
}
