//! Builds the WebAssembly package, as small as it gets, and tests it in Node and in a browser.

use std::fs;
use std::path::Path;

use mailmend::model::{Cause, RetryRule};
use serde_json::{Value, json};

use crate::apt;
use crate::step::{self, root, script, target};

/// The builds, and the features of each: all of them; what explains and nothing else.
const BUILDS: [(&str, &str); 2] = [("full", "full"), ("slim", "")];

/// Writes `bindings-wasm/pkg` and the page, prints the sizes of the modules, runs the tests. Fails when a test does, or
/// when a module is over the budget that `bindings-wasm/size.mjs` names.
pub fn run() -> Result<(), String> {
    let root = root();
    let folder = root.join("bindings-wasm");
    step::run(&folder, script("npm"), &["ci", "--ignore-scripts", "--no-audit", "--no-fund"])?;
    for (name, features) in BUILDS {
        build(&root, &folder, name, features)?;
    }
    catalog(&folder.join("pkg/raw/catalog.json"))?;
    step::run(&folder, "node", &["build.mjs"])?;
    step::run(&folder, "node", &["www/build.mjs"])?;
    step::run(&folder, script("npm"), &["run", "--silent", "types"])?;
    // Without it, the tests that want a browser are skipped, and say so.
    if !apt::there("google-chrome") {
        apt::need("chromium", &["chromium"])?;
    }
    // Both are run, so that a module that is too large is tested all the same.
    let tests = step::run(&folder, "node", &["--test", "--test-concurrency=1", "test/"]);
    let sizes = step::run(&folder, script("npm"), &["run", "--silent", "size"]);
    tests.and(sizes)
}

/// One module, and the JavaScript around it, in `pkg/raw`.
fn build(root: &Path, folder: &Path, name: &str, features: &str) -> Result<(), String> {
    let goal = "wasm32-unknown-unknown";
    let package = ["build", "--locked", "--profile", "wasm", "--target", goal, "--package", "mailmend-wasm"];
    step::run(root, "cargo", &[&package[..], &["--no-default-features", "--features", features]].concat())?;
    let module = target().join(goal).join("wasm").join("mailmend_wasm.wasm");
    let tools = target().join("bindgen");
    // Its folder is its own, for the workspace's lock and flags are none of its business.
    let arguments = ["build", "--locked", "--release", "--target-dir", &tools.to_string_lossy()].map(str::to_owned);
    step::run(&folder.join("bindgen"), "cargo", &arguments)?;
    let tool = target().join("bindgen/release/mailmend-bindgen").with_extension(std::env::consts::EXE_EXTENSION);
    let out = folder.join("pkg/raw").join(name);
    fs::create_dir_all(&out).map_err(|error| format!("{}: {error}", out.display()))?;
    step::run(folder, tool, &[module.as_os_str(), out.as_os_str()])
}

/// Every code, for the page that lists them.
fn catalog(path: &Path) -> Result<(), String> {
    let page = |cause: &Cause| {
        let retry = match cause.retry {
            RetryRule::Later(_) => "later",
            RetryRule::ByCode(_) => "by-code",
            RetryRule::AfterFix => "after-fix",
            RetryRule::Never => "never",
        };
        json!({
            "code": cause.code, "slug": cause.slug, "title": cause.title, "why": cause.why, "owner": cause.owner,
            "retry": retry, "recipient": cause.recipient, "fixes": cause.fixes,
        })
    };
    let pages: Vec<_> = mailmend::catalog().iter().map(page).collect();
    fs::write(path, Value::from(pages).to_string()).map_err(|error| format!("{}: {error}", path.display()))
}
