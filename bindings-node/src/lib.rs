//! mailmend for Node: the one JSON door. `mailmend.js` makes functions of it.

use napi_derive::napi;

/// Answers one request: JSON in, JSON out, the same bytes in every language. A wrong request is answered with
/// `{"error":{"code":…,"message":…}}`.
#[napi]
#[must_use]
pub fn call(json: String) -> String {
    mailmend::wire::call(&json)
}
