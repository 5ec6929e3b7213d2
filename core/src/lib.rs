//! mailmend tells why e-mail does not arrive, and how to mend it.
//!
//! Give [`explain`] what was printed when sending failed; get the cause, the proof, who has to act, whether to try
//! again, whether to keep the recipient, and the steps that mend it.
//!
//! ```
//! let request = mailmend::Request::new("535 5.7.8 Username and Password not accepted");
//! let report = mailmend::explain(&request);
//! let finding = &report.findings[0];
//! assert_eq!(finding.cause.slug, "wrong-credentials");
//! assert_eq!(report.provider, Some("gmail"));
//! ```
//!
//! # What always holds
//!
//! - Parsing never fails: a parser gives a tree and faults, each fault with its place.
//! - Nothing panics, whatever the bytes, and the time is linear in the input.
//! - No I/O, no clock, no randomness: the same request gives the same bytes on every platform.
//! - A report is never empty; an input that is too long is cut, and the report says so.
//! - A recipient is never suppressed for a fault that is not the recipient's, nor on a guess.
//! - Secrets never leave: evidence and facts are made through [`text::Secrets`].
//! - `no_std` with `alloc`; `unsafe` is forbidden.

#![no_std]

extern crate alloc;

mod diagnose;
mod intake;
mod knowledge;
pub mod model;
mod rules;
pub mod syntax;
pub mod text;
pub mod wire;

pub use diagnose::{LONGEST_INPUT, Request, explain};
pub use intake::log;
pub use rules::{LONGEST_ADDRESS_INPUT, address, address_in};
pub use syntax::{EnhancedCode, reply};
pub use text::Span;

/// Every cause, in the order of the families: the catalogue.
///
/// ```
/// assert!(mailmend::catalog().iter().all(|cause| !cause.fixes.is_empty()));
/// ```
#[must_use]
pub fn catalog() -> &'static [model::Cause] {
    knowledge::causes()
}

/// The cause with this code or slug, whatever its case: its page.
///
/// ```
/// assert_eq!(mailmend::page("auth002"), mailmend::page("app-password-required"));
/// ```
#[must_use]
pub fn page(code: &str) -> Option<&'static model::Cause> {
    knowledge::find_cause(code)
}

/// The providers, relays, gateways, blocklists and servers that have steps of their own, or can be recognised.
#[must_use]
pub fn providers() -> &'static [model::Provider] {
    knowledge::providers()
}

/// The provider that has this short name, host or domain.
///
/// ```
/// assert_eq!(mailmend::provider("smtp.gmail.com").unwrap().id, "gmail");
/// ```
#[must_use]
pub fn provider(name: &str) -> Option<&'static model::Provider> {
    knowledge::find_provider(name).and_then(knowledge::provider)
}

/// The real replies behind the rows of knowledge, each with the cause that it must lead to.
#[cfg(feature = "examples")]
#[must_use]
pub fn examples() -> &'static [model::Example] {
    knowledge::examples()
}
