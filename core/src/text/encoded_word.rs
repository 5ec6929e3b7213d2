//! Encoded words: how a header carries what is not ASCII.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

/// Decodes the encoded words in a piece of a header, for showing.
///
/// ```abnf
/// encoded-word   = "=?" charset "?" encoding "?" encoded-text "?="     ; RFC 2047 section 2
/// ```
/// Blanks between two of them go (section 6.2), and a letter may be parted between them, as many programs do. A word in
/// an alphabet other than UTF-8, ASCII and ISO 8859-1, or one that is broken, stays as it is.
pub(crate) fn encoded_words(text: &str) -> Cow<'_, str> {
    if !text.contains("=?") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut pending: Option<Word> = None;
    while let Some(start) = rest.find("=?") {
        let (before, from) = rest.split_at_checked(start).unwrap_or((rest, ""));
        let blank = before.bytes().all(|byte| byte.is_ascii_whitespace());
        let Some((word, after)) = Word::read(from) else {
            flush(&mut out, pending.take());
            out.push_str(before);
            out.push_str("=?");
            rest = from.get(2..).unwrap_or_default();
            continue;
        };
        match &mut pending {
            Some(last) if blank && last.latin == word.latin => last.bytes.extend(&word.bytes),
            _ => {
                let between = !(pending.is_some() && blank);
                flush(&mut out, pending.take());
                if between {
                    out.push_str(before);
                }
                pending = Some(word);
            }
        }
        rest = after;
    }
    flush(&mut out, pending);
    out.push_str(rest);
    Cow::Owned(out)
}

struct Word {
    latin: bool,
    bytes: Vec<u8>,
}

impl Word {
    /// The word at the start of `text`, and what follows it.
    fn read(text: &str) -> Option<(Self, &str)> {
        let mut parts = text.strip_prefix("=?")?.splitn(3, '?');
        let (charset, encoding, rest) = (parts.next()?, parts.next()?, parts.next()?);
        let (content, after) = rest.split_once("?=")?;
        // RFC 2231 section 5: a language may follow the charset.
        let charset = charset.split('*').next().unwrap_or_default();
        let is = |name: &str| charset.eq_ignore_ascii_case(name);
        let latin = is("iso-8859-1") || is("latin1");
        if !(latin || is("utf-8") || is("utf8") || is("us-ascii")) || content.contains([' ', '?']) {
            return None;
        }
        let bytes = match encoding {
            "Q" | "q" => quoted(content),
            "B" | "b" => base64(content),
            _ => None,
        }?;
        Some((Self { latin, bytes }, after))
    }
}

/// Appends a word. What is no UTF-8 shows as such, and control characters do not reach a terminal.
fn flush(out: &mut String, word: Option<Word>) {
    let Some(Word { latin, bytes }) = word else { return };
    let clean = |letter: char| if letter.is_control() { ' ' } else { letter };
    if latin {
        out.extend(bytes.iter().map(|byte| clean(char::from(*byte))));
    } else {
        out.extend(String::from_utf8_lossy(&bytes).chars().map(clean));
    }
}

/// The `Q` encoding (RFC 2047 section 4.2).
fn quoted(text: &str) -> Option<Vec<u8>> {
    let mut bytes = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'_' => b' ',
            b'=' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                u8::try_from(16 * digit()? + digit()?).ok()?
            }
            other => other,
        });
    }
    Some(out)
}

/// The `B` encoding (RFC 4648 section 4). The padding may be missing.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_decoded_and_what_is_none_stays() {
        assert_eq!(encoded_words("Jane"), "Jane");
        assert_eq!(encoded_words("=?utf-8?Q?J=C3=BCrgen_D=2E?= (x)"), "Jürgen D. (x)");
        assert_eq!(encoded_words("=?UTF-8?B?SsO8cmdlbg==?="), "Jürgen");
        assert_eq!(encoded_words("=?iso-8859-1*de?q?J=FCrgen?="), "Jürgen");
        for broken in ["=?utf-8?Q?J=C?=", "=?utf-8?X?J?=", "=?koi8-r?Q?J?=", "=?utf-8?B?*?=", "a =? b", "=?"] {
            assert_eq!(encoded_words(broken), broken);
        }
    }

    #[test]
    fn words_side_by_side_are_one() {
        // RFC 2047 section 8, and a letter that is parted between two words.
        assert_eq!(encoded_words("=?utf-8?Q?a?= =?utf-8?Q?b?="), "ab");
        assert_eq!(encoded_words("=?utf-8?Q?a?= b"), "a b");
        assert_eq!(encoded_words("=?utf-8?Q?J=C3?=\r\n =?utf-8?Q?=BCrgen?="), "Jürgen");
    }

    #[test]
    fn control_characters_do_not_come_out() {
        assert_eq!(encoded_words("=?utf-8?Q?a=1B=0D=0Ab?="), "a   b");
    }
}
