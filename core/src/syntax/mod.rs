//! The grammars. Parsing never fails: it gives a tree and faults, each fault with its place. No severities, no
//! providers, no advice.

#[cfg(feature = "addresses")]
pub(crate) mod address;
pub mod bimi;
pub mod dkim;
pub mod dmarc;
mod ehlo;
mod enhanced;
#[cfg(feature = "content")]
pub(crate) mod html;
pub mod mtasts;
mod reply;
#[cfg(feature = "settings")]
pub mod settings;
pub mod spf;
pub mod tags;
pub mod tlsrpt;

#[cfg(feature = "addresses")]
pub use address::{Address, Forms, Mailbox, NameFault, address, mailboxes};
pub use ehlo::{Capability, Ehlo, Mechanism, Mechanisms, ehlo};
pub use enhanced::EnhancedCode;
pub use reply::{Fault, FaultKind, Faults, Frame, Line, Lines, Parsed, Reply, ReplyCode, frame, reply};
