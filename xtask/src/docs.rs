//! Makes the site of the documentation, and runs the code that stands on it.

use std::env::consts::EXE_EXTENSION;
use std::path::PathBuf;

use crate::step::{self, root, target};

/// Makes the site in `target/site`, with the browser page in it where `cargo xtask wasm` has made that; `--base URL` says
/// where it will be published. Fails on a dead link, a code without a page, or a command on a page that fails.
pub fn run(options: &[&str]) -> Result<(), String> {
    let page = page();
    let made = make(page.exists().then_some(page).as_ref(), options)?;
    println!("{}", made.join("index.html").display());
    Ok(())
}

/// Makes the site whole; then Python and Node run the code of its pages, and Chromium looks at it. Comes after the steps
/// that make the packages.
pub fn check() -> Result<(), String> {
    let (root, page) = (root(), page());
    if !page.exists() {
        return Err(format!("{}: `cargo xtask wasm` makes it", page.display()));
    }
    let site = make(Some(&page), &[])?;
    let python = target().join(if cfg!(windows) { "venv/Scripts/python.exe" } else { "venv/bin/python" });
    let snippets = snippets();
    step::run(&root, python, &["docs/test/snippets.py".as_ref(), snippets.as_os_str()])?;
    step::run(&root, "node", &["docs/test/snippets.cjs".as_ref(), snippets.as_os_str()])?;
    step::run(&root, "node", &["docs/test/site.mjs".as_ref(), site.as_os_str()])
}

/// The page on which texts are tried.
fn page() -> PathBuf {
    root().join("bindings-wasm/pkg/www/index.html")
}

/// Where the code of the pages is written.
fn snippets() -> PathBuf {
    target().join("site-snippets.json")
}

fn make(page: Option<&PathBuf>, options: &[&str]) -> Result<PathBuf, String> {
    // With the same features as the tests, so that nothing is built twice.
    let build = ["build", "--workspace", "--exclude", "mailmend-python", "--exclude", "mailmend-node", "--bins"];
    step::run(&root(), "cargo", &build)?;
    let (bin, site) = (target().join("debug"), target().join("site"));
    let mut arguments: Vec<String> = Vec::new();
    let mut give = |name: &str, value: &PathBuf| arguments.extend([name.into(), value.to_string_lossy().into_owned()]);
    give("--bin", &bin);
    give("--out", &site);
    give("--snippets", &snippets());
    if let Some(page) = page {
        give("--page", page);
    }
    arguments.extend(options.iter().map(ToString::to_string));
    step::run(&root(), bin.join("mailmend-docs").with_extension(EXE_EXTENSION), &arguments)?;
    Ok(site)
}
