//! What receivers do with a domain's DNS, step by step and without I/O.
//!
//! Every evaluation takes the [`Answers`](crate::model::Answers) so far and gives a [`Step`](crate::model::Step): the
//! result, or the look-ups it wants first. It keeps nothing between calls: with the answers added, it is called again.

pub mod spf;
mod zone;

pub use zone::Zone;
