//! Places, words, encodings and secrets: what every layer above reads text with.
//!
//! Nothing in here knows what a reply or a record is.

mod decode;
#[cfg(feature = "addresses")]
mod encoded_word;
mod near;
mod order;
mod punycode;
mod repair;
mod secret;
mod span;
pub(crate) mod words;
mod zone;

pub use decode::{Decoded, Encoding, decode};
#[cfg(feature = "addresses")]
pub(crate) use encoded_word::encoded_words;
pub use near::near;
pub(crate) use order::Order;
pub use punycode::to_ascii;
pub use repair::{Damage, DamageKind, Form, Repaired, repair};
pub use secret::Secrets;
pub(crate) use secret::announces;
pub use span::Span;
#[cfg(any(test, feature = "compact"))]
pub(crate) use words::ADDRESS;
pub(crate) use words::{Word, WordKind};
pub use zone::{strings, zone_line};

use smallvec::SmallVec;

/// The words of a text; most replies fit without an allocation.
pub(crate) type WordList = SmallVec<[Word; 64]>;

impl words::Sink for WordList {
    #[inline]
    fn push(&mut self, word: Word) {
        SmallVec::push(self, word);
    }

    fn take_back(&mut self, start: u32) {
        while self.last().is_some_and(|word| word.start >= start) {
            self.pop();
        }
    }
}
