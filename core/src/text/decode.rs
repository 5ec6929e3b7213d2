//! Bytes to text, without losing any: replies are not always UTF-8.

use alloc::borrow::Cow;
use alloc::string::String;

/// How bytes were read as text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8, or ASCII.
    Utf8,
    /// UTF-16, little endian.
    Utf16Le,
    /// UTF-16, big endian.
    Utf16Be,
    /// One byte a character (ISO 8859-1): what is left when the bytes are no valid UTF-8.
    Latin1,
}

/// Text, and the encoding it was read with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Decoded<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// How the bytes were read.
    pub encoding: Encoding,
}

/// Reads `bytes` as text. Never fails: UTF-8 when it is valid, UTF-16 when a byte order mark or the pattern of
/// NUL bytes shows it, otherwise one character a byte, so that nothing is lost.
///
/// ```
/// use mailmend::text::{decode, Encoding};
/// assert_eq!(decode(b"550 Empf\xE4nger unbekannt").text, "550 Empfänger unbekannt");
/// assert_eq!(decode(b"\xFF\xFE5\x005\x000\x00").encoding, Encoding::Utf16Le);
/// ```
#[must_use]
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    let (encoding, skip) = sniff(bytes);
    let rest = bytes.get(skip..).unwrap_or_default();
    match encoding {
        Encoding::Utf16Le => Decoded { text: Cow::Owned(utf16(rest, u16::from_le_bytes)), encoding },
        Encoding::Utf16Be => Decoded { text: Cow::Owned(utf16(rest, u16::from_be_bytes)), encoding },
        _ => match core::str::from_utf8(rest) {
            Ok(text) => Decoded { text: Cow::Borrowed(text), encoding: Encoding::Utf8 },
            Err(_) => {
                let text = bytes.iter().map(|&byte| char::from(byte)).collect();
                Decoded { text: Cow::Owned(text), encoding: Encoding::Latin1 }
            }
        },
    }
}

/// The encoding that the first bytes show, and the length of a byte order mark.
fn sniff(bytes: &[u8]) -> (Encoding, usize) {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
        [0xFF, 0xFE, ..] => (Encoding::Utf16Le, 2),
        [0xFE, 0xFF, ..] => (Encoding::Utf16Be, 2),
        // Without a mark: ASCII text in UTF-16 has a NUL at every other place.
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => (Encoding::Utf16Le, 0),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => (Encoding::Utf16Be, 0),
        _ => (Encoding::Utf8, 0),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks(2).map(|pair| match pair {
        [a, b] => unit([*a, *b]),
        _ => 0xFFFD, // a half unit at the end: shown, not dropped
    });
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_without_a_mark_is_seen() {
        assert_eq!(decode(b"5\x005\x000\x00 \x00").text, "550 ");
        assert_eq!(decode(b"\x005\x005\x000").text, "550");
    }

    #[test]
    fn half_a_unit_at_the_end_is_shown() {
        assert_eq!(decode(b"\xFF\xFE5\x00\x35").text, "5\u{FFFD}");
    }

    #[test]
    fn bytes_that_are_no_utf8_keep_their_number() {
        let decoded = decode(b"550 \xD3\xC3\xBB\xA7");
        assert_eq!(decoded.encoding, Encoding::Latin1);
        assert_eq!(decoded.text.chars().count(), 8);
    }

    #[test]
    fn a_byte_order_mark_is_no_text() {
        assert_eq!(decode(b"\xEF\xBB\xBF550 x").text, "550 x");
    }
}
