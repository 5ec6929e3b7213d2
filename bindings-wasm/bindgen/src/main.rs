//! Writes the JavaScript around the WebAssembly module: `mailmend-bindgen MODULE FOLDER`.
//!
//! Takes the module that Cargo built; gives FOLDER/node (for Node, CommonJS), FOLDER/web (for browsers, ES modules) and
//! FOLDER/bundler (for programs that can import a module of WebAssembly).
//! It stands in for the wasm-bindgen command, whose version could differ from that of the crate.

use std::error::Error;
use std::path::Path;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(module), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("mailmend-bindgen MODULE FOLDER".into());
    };
    let folder = Path::new(&folder);
    write(Bindgen::new().nodejs(true)?, &module, &folder.join("node"))?;
    write(Bindgen::new().bundler(true)?, &module, &folder.join("bundler"))?;
    write(Bindgen::new().web(true)?, &module, &folder.join("web"))
}

fn write(target: &mut Bindgen, module: impl AsRef<Path>, folder: &Path) -> Result<(), Box<dyn Error>> {
    target
        .input_path(module)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)?;
    Ok(())
}
