//! Builds the WebAssembly package, as small as it gets, and tests it in Node.

use std::fs;
use std::path::Path;

use crate::step::{self, root, script, target};

/// The packages that the tool writes: one for Node, one for browsers.
const PACKAGES: [&str; 2] = ["node", "web"];

const MODULE: &str = "mailmend_wasm_bg.wasm";

/// Writes `bindings-wasm/pkg`, prints the sizes of the modules, runs the tests. Fails when a test does, or when a
/// module is over the budget that `bindings-wasm/size.mjs` names.
pub fn run() -> Result<(), String> {
    let root = root();
    let folder = root.join("bindings-wasm");
    build(&root, &folder)?;
    step::run(&folder, script("npm"), &["ci", "--ignore-scripts", "--no-audit", "--no-fund"])?;
    for package in PACKAGES {
        optimise(&folder, package)?;
    }
    // The package as a whole is CommonJS, for Node; bundlers have to be told that this part is not.
    let about = folder.join("pkg/web/package.json");
    fs::write(&about, "{\"type\":\"module\"}\n").map_err(|error| format!("{}: {error}", about.display()))?;
    // Both are run, so that a module that is too large is tested all the same.
    let tests = step::run(&folder, "node", &["--test", "test/"]);
    let sizes = step::run(&folder, script("npm"), &["run", "--silent", "size"]);
    tests.and(sizes)
}

fn build(root: &Path, folder: &Path) -> Result<(), String> {
    let goal = "wasm32-unknown-unknown";
    step::run(
        root,
        "cargo",
        &["build", "--locked", "--profile", "wasm", "--target", goal, "--package", "mailmend-wasm"],
    )?;
    let module = target().join(goal).join("wasm").join("mailmend_wasm.wasm");
    let tools = target().join("bindgen");
    let tools = tools.to_string_lossy();
    // Its folder is its own, for the workspace's lock and flags are none of its business.
    step::run(&folder.join("bindgen"), "cargo", &["build", "--locked", "--release", "--target-dir", &tools])?;
    let tool = target().join("bindgen/release/mailmend-bindgen").with_extension(std::env::consts::EXE_EXTENSION);
    step::run(folder, tool, &[module.as_os_str(), "pkg".as_ref()])
}

/// Has `wasm-opt` shrink the module. Debian's own `wasm-opt` breaks it without a word: this one comes from npm.
fn optimise(folder: &Path, package: &str) -> Result<(), String> {
    let module = format!("pkg/{package}/{MODULE}");
    // Packing the memory cuts the tables at every few zeros: less to store, but more to send once it is compressed.
    let arguments = ["exec", "--", "wasm-opt", "-Oz", "--skip-pass=memory-packing", &module, "-o", &module];
    step::run(folder, script("npm"), &arguments)
}
