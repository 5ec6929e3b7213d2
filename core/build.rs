//! Compiles `knowledge/**.toml` into constant tables. A file with an unknown key, a row without its proof, a
//! code used twice or a host claimed twice does not build.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)] // a build that cannot go on stops

#[path = "src/knowledge/builder.rs"]
mod builder;
#[path = "build/content.rs"]
mod content;
#[path = "build/emit.rs"]
mod emit;
#[path = "build/files.rs"]
mod files;
#[path = "src/knowledge/filter.rs"]
mod filter;
#[path = "src/knowledge/layout.rs"]
mod layout;
#[path = "build/list.rs"]
mod list;
#[path = "build/lists.rs"]
mod lists;
#[path = "build/patterns.rs"]
mod patterns;
#[path = "src/knowledge/slips.rs"]
#[allow(dead_code)]
mod slips;
#[path = "build/stacks.rs"]
mod stacks;
#[path = "build/submission.rs"]
mod submission;
#[path = "src/text/words.rs"]
#[allow(dead_code, missing_docs)]
mod words;
/// Where the builder looks for it.
mod text {
    pub use crate::words::ADDRESS;
}

extern crate alloc;

use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo:rerun-if-changed=knowledge");
    println!("cargo:rerun-if-changed=build");
    for shared in [
        "src/text/words.rs",
        "src/knowledge/builder.rs",
        "src/knowledge/layout.rs",
        "src/knowledge/filter.rs",
        "src/knowledge/slips.rs",
    ] {
        println!("cargo:rerun-if-changed={shared}");
    }
    let knowledge = match files::read(Path::new("knowledge")) {
        Ok(knowledge) => knowledge,
        Err(problems) => {
            for problem in &problems {
                println!("cargo:warning={problem}");
            }
            panic!("the knowledge files have {} problem(s), listed above", problems.len());
        }
    };
    let compiled = patterns::compile(&knowledge);
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let out = Path::new(&out);
    fs::write(out.join("tables.rs"), emit::tables(&knowledge, &compiled)).expect("OUT_DIR can be written");
    fs::write(out.join("lists.rs"), lists::tables(Path::new("knowledge/lists"))).expect("OUT_DIR can be written");
    fs::write(out.join("content.rs"), content::tables(Path::new("knowledge/content"))).expect("OUT_DIR can be written");
    if env::var_os("CARGO_FEATURE_SETTINGS").is_some() {
        fs::write(out.join("stacks.rs"), stacks::tables(Path::new("knowledge/stacks")))
            .expect("OUT_DIR can be written");
    }
    fs::write(out.join("examples.rs"), emit::examples(&knowledge)).expect("OUT_DIR can be written");
}
