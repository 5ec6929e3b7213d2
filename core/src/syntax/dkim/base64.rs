//! Base64 as keys are published in it (RFC 4648 section 4), with its slips.

use alloc::string::String;
use alloc::vec::Vec;

use crate::text::Span;

/// What was read.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Base64 {
    /// The bytes, as far as they could be read.
    pub bytes: Vec<u8>,
    /// What is wrong, with its place.
    pub problem: Option<(Base64Problem, Span)>,
    /// Whether a blank stands in it.
    pub has_blanks: bool,
}

/// What can be wrong with it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Base64Problem {
    /// `-` and `_` of the alphabet for URLs.
    UrlAlphabet,
    /// The `=` at the end are missing or too many.
    Padding,
    /// A character that none of the alphabets has, or text after the padding.
    Character,
    /// A number of letters that no bytes give.
    Length,
}

/// Decodes; blanks do not count.
#[must_use]
pub fn decode(text: &str) -> Base64 {
    let mut out = Base64::default();
    let (mut bits, mut held) = (0_u32, 0_u32);
    let (mut letters, mut padding) = (0_usize, 0_usize);
    let mut url = None;
    for (at, letter) in text.char_indices() {
        let span = Span::new(at, at + letter.len_utf8());
        let value = match letter {
            'A'..='Z' => letter as u32 - 'A' as u32,
            'a'..='z' => letter as u32 - 'a' as u32 + 26,
            '0'..='9' => letter as u32 - '0' as u32 + 52,
            '+' => 62,
            '/' => 63,
            '-' | '_' => {
                url = url.or(Some(span));
                if letter == '-' { 62 } else { 63 }
            }
            '=' => {
                padding += 1;
                continue;
            }
            ' ' | '\t' | '\r' | '\n' => {
                out.has_blanks = true;
                continue;
            }
            _ => {
                out.problem = Some((Base64Problem::Character, span));
                return out;
            }
        };
        if padding > 0 {
            out.problem = Some((Base64Problem::Character, span));
            return out;
        }
        letters += 1;
        bits = (bits << 6) | value;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.bytes.push((bits >> held) as u8);
        }
    }
    let all = Span::new(0, text.len());
    out.problem = match letters % 4 {
        1 => Some((Base64Problem::Length, all)),
        _ if url.is_some() => url.map(|span| (Base64Problem::UrlAlphabet, span)),
        rest if padding != (4 - rest) % 4 => Some((Base64Problem::Padding, all)),
        _ => None,
    };
    out
}

/// Encodes, with padding.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for block in bytes.chunks(3) {
        let mut bits = 0_u32;
        for place in 0..3 {
            bits = (bits << 8) | u32::from(block.get(place).copied().unwrap_or(0));
        }
        for place in 0..4 {
            let letter = ALPHABET.get((bits >> (18 - 6 * place)) as usize & 63).copied().unwrap_or(b'=');
            out.push(if place > block.len() { '=' } else { char::from(letter) });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for bytes in [&b""[..], b"f", b"fo", b"foo", b"foob", &[0xff, 0xfe, 0xfd, 0]] {
            let read = decode(&encode(bytes));
            assert_eq!((read.bytes.as_slice(), read.problem), (bytes, None));
        }
        assert_eq!(decode("Zm9v-_").problem.map(|found| found.0), Some(Base64Problem::UrlAlphabet));
        assert_eq!(decode("Zm8").problem.map(|found| found.0), Some(Base64Problem::Padding));
        assert_eq!(decode("Zm9v…").problem.map(|found| found.0), Some(Base64Problem::Character));
        assert_eq!(decode("Zm9vZ").problem.map(|found| found.0), Some(Base64Problem::Length));
    }
}
