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
//! - `no_std` with `alloc`, but for the feature `std`, which adds `bounce`; `unsafe` is forbidden.

#![no_std]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod diagnose;
#[cfg(feature = "records")]
pub mod evaluate;
mod intake;
mod knowledge;
pub mod model;
#[cfg(any(feature = "addresses", feature = "records", feature = "settings"))]
mod rules;
#[cfg(feature = "settings")]
mod sending;
pub mod syntax;
pub mod text;
pub mod wire;

#[cfg(feature = "std")]
pub use diagnose::bounce;
#[cfg(feature = "records")]
pub use diagnose::{
    DmarcReport, DomainRequest, MOST_LOOKUPS, dmarc_policy, domain, domain_policies, record_among, spf_tree,
};
pub use diagnose::{LONGEST_INPUT, Request, explain};
pub use intake::log;
#[cfg(all(feature = "content", feature = "std"))]
pub use rules::content_of;
#[cfg(feature = "content")]
pub use rules::{ContentRequest, LONGEST_CONTENT, content};
#[cfg(feature = "addresses")]
pub use rules::{LONGEST_ADDRESS_INPUT, LONGEST_HEADER_INPUT, address, address_in};
#[cfg(feature = "records")]
pub use rules::{LONGEST_RECORD, RecordRequest, publish, record as record_with};
#[cfg(feature = "settings")]
pub use rules::{LONGEST_SETTINGS, SettingsRequest, apply_edits, settings as settings_with};
#[cfg(feature = "settings")]
pub use sending::{
    Cap, HealthRequest, PlanError, PlanRequest, RetryFrom, RetryRequest, SuppressEvent, health, plan, retry, suppress,
};
pub use syntax::{EnhancedCode, reply};
pub use text::Span;

/// Checks a DNS record of mail, and tells which it is: SPF, DKIM, DMARC, MTA-STS (or its policy file), TLS-RPT, BIMI.
///
/// ```
/// let report = mailmend::record("“v=spf1 ip4:192.0.2.1;  -al”");
/// assert_eq!(report.record, Some(mailmend::model::RecordType::Spf));
/// assert_eq!(report.fixed.as_deref(), Some("v=spf1 ip4:192.0.2.1 -all"));
/// assert!(report.findings.iter().any(|finding| finding.cause.slug == "curly-quotes-in-record"));
/// ```
#[cfg(feature = "records")]
#[must_use]
pub fn record(text: &str) -> model::RecordReport<'_> {
    rules::record(&RecordRequest::new(text))
}

/// Checks settings in any form: what they say, what is wrong with them, and the settings put right in that form.
///
/// ```
/// let report = mailmend::settings("SMTP_HOST=smtp.gmail.com\nSMTP_PORT=578\n");
/// assert_eq!(report.findings[0].cause.slug, "wrong-port");
/// assert_eq!(report.fixed.as_deref(), Some("SMTP_HOST=smtp.gmail.com\nSMTP_PORT=587\n"));
/// ```
#[cfg(feature = "settings")]
#[must_use]
pub fn settings(text: &str) -> model::SettingsReport<'_> {
    rules::settings(&SettingsRequest::new(text))
}

#[cfg(feature = "records")]
macro_rules! record_of_kind {
    ($($(#[$about:meta])* $name:ident = $kind:ident,)+) => {$(
        $(#[$about])*
        #[must_use]
        pub fn $name(text: &str) -> model::RecordReport<'_> {
            rules::record(&RecordRequest::new(text).kind(model::RecordType::$kind))
        }
    )+};
}

#[cfg(feature = "records")]
record_of_kind! {
    /// Checks an SPF record (RFC 7208).
    spf = Spf,
    /// Checks a DKIM key record (RFC 6376).
    dkim = Dkim,
    /// Checks a DMARC record (RFC 9989).
    dmarc = Dmarc,
    /// Checks an MTA-STS record (RFC 8461 section 3.1).
    mtasts = MtaSts,
    /// Checks an MTA-STS policy file (RFC 8461 section 3.2).
    mtasts_policy = MtaStsPolicy,
    /// Checks a TLS-RPT record (RFC 8460).
    tlsrpt = TlsRpt,
    /// Checks a BIMI record.
    bimi = Bimi,
}

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

/// Whose sending host a wrong one is taken for, and why it is wrong.
///
/// ```
/// let (provider, wrong) = mailmend::wrong_host("smtp.google.com").unwrap();
/// assert_eq!((provider.id, wrong.right), ("gmail", Some("smtp.gmail.com")));
/// ```
#[cfg(feature = "settings")]
#[must_use]
pub fn wrong_host(host: &str) -> Option<(&'static model::Provider, &'static model::WrongHost)> {
    knowledge::wrong_host(host)
}

/// The hosting companies that block ports to the outside.
#[cfg(feature = "settings")]
#[must_use]
pub fn hosting_blocks() -> &'static [model::HostingBlock] {
    knowledge::hosting()
}

/// The real replies behind the rows of knowledge, each with the cause that it must lead to.
#[cfg(feature = "examples")]
#[must_use]
pub fn examples() -> &'static [model::Example] {
    knowledge::examples()
}

/// The examples on the pages of rules: a text that fails, and how it is right.
///
/// ```
/// let example = mailmend::rule_examples().iter().find(|example| example.code == "SPF026").unwrap();
/// assert!(mailmend::record(example.fails).findings.iter().any(|finding| finding.cause.code == "SPF026"));
/// ```
#[cfg(feature = "examples")]
#[must_use]
pub fn rule_examples() -> &'static [model::RuleExample] {
    knowledge::rule_examples()
}
