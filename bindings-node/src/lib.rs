//! mailmend for Node: the one JSON door. `mailmend.js` makes functions of it.

use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;

/// Answers one request: JSON in, JSON out, the same bytes in every language. A wrong request is answered with
/// `{"error":{"code":…,"message":…}}`.
#[napi]
#[must_use]
pub fn call(json: String) -> String {
    mailmend::wire::call(&json)
}

/// Reads a bounce message as it came: bytes, which need not be UTF-8. Gives the report as JSON.
#[napi]
#[must_use]
pub fn bounce(message: Uint8Array) -> String {
    let mut out = String::new();
    mailmend::wire::write_bounce(&mut out, &mailmend::bounce(&message));
    out
}
