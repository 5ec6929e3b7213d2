//! What receivers do with a domain's DNS, step by step and without I/O.
//!
//! Every evaluation takes the [`Answers`](crate::model::Answers) so far and gives a [`Step`](crate::model::Step): the
//! result, or the look-ups it wants first. It keeps nothing between calls: with the answers added, it is called again.
//! Where half an answer is worth having, there is a [`SoFar`] too: what is known by now, and what is still wanted.

pub mod bimi;
pub mod dmarc;
mod inquiry;
pub mod mtasts;
pub mod spf;
pub mod tlsrpt;
mod zone;

pub use inquiry::{Found, SoFar};
pub use zone::Zone;
