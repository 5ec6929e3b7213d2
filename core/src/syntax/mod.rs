//! The grammars. Parsing never fails: it gives a tree and faults, each fault with its place. No severities, no
//! providers, no advice.

pub(crate) mod address;
mod ehlo;
mod enhanced;
mod reply;

pub use address::{Address, Forms, NameFault, address};
pub use ehlo::{Capability, Ehlo, Mechanism, Mechanisms, ehlo};
pub use enhanced::EnhancedCode;
pub use reply::{Fault, FaultKind, Faults, Frame, Line, Lines, Parsed, Reply, ReplyCode, frame, reply};
