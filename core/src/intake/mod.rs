//! What a paste holds beside its words: the reply code, the enhanced status codes, and the facts that it names.
//! It knows no cause and no provider.

#[cfg(feature = "std")]
pub(crate) mod bounce;
mod codes;
mod dialogue;
mod facts;
mod host;
pub mod log;
#[cfg(all(feature = "content", feature = "std"))]
pub(crate) mod message;
mod noise;

pub(crate) use codes::{Codes, drop_repeated};
pub(crate) use dialogue::{Dialogue, Ending};
pub(crate) use facts::{Facts, facts, waiting_time};
pub(crate) use host::bare_host;
pub(crate) use noise::drop_noise;
