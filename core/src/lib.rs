//! mailmend tells why e-mail does not arrive, and how to mend it.
#![no_std]

extern crate alloc;

mod diagnose;
mod intake;
mod knowledge;
pub mod model;
pub mod syntax;
pub mod text;

pub use diagnose::{LONGEST_INPUT, Request, explain};
pub use syntax::{EnhancedCode, reply};
pub use text::Span;

#[cfg(feature = "examples")]
/// Every real reply behind a knowledge row.
pub fn examples() -> &'static [model::Example] {
    knowledge::examples()
}
