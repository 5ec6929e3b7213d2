//! mailmend for Node: the one JSON door, and quicker ways for what is asked a million times. `mailmend.js` makes
//! functions of it.

#[cfg(feature = "cli")]
mod command;
mod many;
mod text;

use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;

use text::Text;

/// Answers one request: JSON in, JSON out, the same bytes in every language. A wrong request is answered with
/// `{"error":{"code":…,"message":…}}`.
#[napi]
#[must_use]
pub fn call(json: String) -> String {
    mailmend::wire::call(&json)
}

/// Explains a text about which nothing else is known. Gives the report packed (`core/src/wire/packed.rs`), or as JSON
/// where it cannot be.
#[napi]
#[must_use]
pub fn explain(text: Text) -> String {
    let mut out = String::new();
    many::explain(text.as_str(), &mut out);
    out
}

/// Checks an address as it is typed into a form. Gives the report packed, or as JSON where it cannot be.
#[napi]
#[must_use]
pub fn address(text: Text) -> String {
    let mut out = String::new();
    many::address(text.as_str(), &mut out);
    out
}

/// Reads a bounce message as it came: bytes, which need not be UTF-8. Gives the report as JSON.
#[napi]
#[must_use]
pub fn bounce(message: Uint8Array) -> String {
    let mut out = String::new();
    mailmend::wire::write_bounce(&mut out, &mailmend::bounce(&message));
    out
}
