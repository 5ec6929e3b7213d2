//! mailmend for JavaScript, as WebAssembly: two doors, and nothing that knows mail. The functions with names stand in
//! `lib/calls.js`: a conversion costs less there than in the module.

use wasm_bindgen::prelude::wasm_bindgen;

/// Answers one request: JSON in, JSON out, the same bytes in every language. Never throws: a wrong request is
/// answered with `{"error":{"code":…,"message":…}}`.
#[wasm_bindgen]
#[must_use]
pub fn call(json: &str) -> String {
    mailmend::wire::call(json)
}

/// Reads a bounce message as it came: bytes, for not every message is UTF-8. Gives the answer of the call `bounce`.
#[cfg(feature = "bounce")]
#[wasm_bindgen]
#[must_use]
pub fn bounce(message: &[u8]) -> String {
    let mut answer = String::new();
    mailmend::wire::write_bounce(&mut answer, &mailmend::bounce(message));
    answer
}
