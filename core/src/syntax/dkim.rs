//! DKIM key records: RFC 6376 section 3.6.1 with RFC 8301 and RFC 8463, and what the key in them is.

mod base64;
mod der;
mod private;

pub use base64::{Base64, Base64Problem, decode, encode};
pub use der::{KeyShape, inspect};
pub use private::holds_private_key;

/// The tags of a key record. `g` was removed with RFC 6376.
pub const TAGS: [&str; 8] = ["v", "g", "h", "k", "n", "p", "s", "t"];
