//! Addresses as bounces spell them: in brackets, after a type, in the middle of a sentence.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::text::Span;

/// The longest local part and the longest domain that are looked at: more than RFC 5321 allows, so that the time stays
/// linear in a line of at signs.
const LONGEST_LOCAL: usize = 320;
const LONGEST_DOMAIN: usize = 255;

/// Every address in `line`, in order.
pub(super) fn all(line: &str) -> impl Iterator<Item = Span> {
    let mut from = 0;
    line.match_indices('@').filter_map(move |(at, _)| {
        let span = around(line, at, from);
        from = span.map_or(at + 1, |span| span.end);
        span
    })
}

/// The first address in `text`.
pub(super) fn first(text: &str) -> Option<&str> {
    all(text).next().map(|span| span.of(text))
}

/// Whether `text` is an address and nothing else: no local user, no program that `user@host` stands in, no route.
pub(super) fn is_plain(text: &str) -> bool {
    first(text) == Some(text)
}

/// The address around the at sign at `at`; it does not reach before `from`.
fn around(line: &str, at: usize, from: usize) -> Option<Span> {
    let before = line.get(from..at)?;
    // `smtp://user:password@host` names nobody.
    if before.rsplit(char::is_whitespace).next().is_some_and(|word| word.contains("://")) {
        return None;
    }
    let local = if before.ends_with('"') { quoted(before) } else { tail(before, is_local) };
    let after = line.get(at + 1..)?;
    let domain = match after.strip_prefix('[') {
        Some(literal) => literal.find(']').filter(|end| *end < 64).map_or(0, |end| end + 2),
        None => head(after, is_domain),
    };
    let name = after.get(..domain)?.trim_end_matches(['.', '-']);
    let whole = name.starts_with('[') || (name.contains('.') && !name.starts_with('.') && !name.contains(".."));
    (local > 0 && whole).then(|| Span::new(at - local, at + 1 + name.len()))
}

/// The bytes of a quoted local part at the end of `before`, its quotes included.
fn quoted(before: &str) -> usize {
    let bytes = before.as_bytes();
    let inner = bytes.iter().rev().skip(1).take(LONGEST_LOCAL).position(|&byte| byte == b'"');
    inner.map_or(0, |length| length + 2).min(bytes.len())
}

fn tail(text: &str, fits: fn(char) -> bool) -> usize {
    let mut length = 0;
    let mut ascii = false;
    for letter in text.chars().rev().take_while(|letter| fits(*letter)) {
        // A sentence without spaces ends where the script changes.
        if ascii && is_dense(letter) {
            break;
        }
        ascii = letter.is_ascii_alphanumeric();
        length += letter.len_utf8();
        if length > LONGEST_LOCAL {
            return 0;
        }
    }
    let local = text.get(text.len() - length..).unwrap_or_default();
    // A dash or a dot before it belongs to the sentence, as in `--a@example.com`.
    local.trim_start_matches(['.', '\'', '/', '|', '=', '`']).len()
}

fn head(text: &str, fits: fn(char) -> bool) -> usize {
    let mut length = 0;
    let mut ascii = false;
    for letter in text.chars().take_while(|letter| fits(*letter)) {
        if ascii && is_dense(letter) {
            break;
        }
        ascii = letter.is_ascii_alphanumeric();
        length += letter.len_utf8();
        if length > LONGEST_DOMAIN {
            return 0;
        }
    }
    length
}

fn is_local(letter: char) -> bool {
    letter.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(letter) || !letter.is_ascii() && is_word(letter)
}

fn is_domain(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '.' | '_')
}

/// Scripts that are written without spaces.
fn is_dense(letter: char) -> bool {
    matches!(letter, '\u{0E00}'..='\u{0E7F}' | '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}')
}

/// Letters that are none by Unicode's table, but stand in addresses (RFC 6531): emoji, say. Punctuation of other
/// scripts ends an address.
fn is_word(letter: char) -> bool {
    !letter.is_whitespace()
        && !matches!(letter, '\u{2000}'..='\u{206F}' | '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF65}' | '«' | '»')
}

/// ```abnf
/// recipient-field = [ address-type ";" ] generic-address       ; RFC 3464 section 2.1.2, RFC 3461 section 4.2
/// ```
/// What has no at sign is kept as it is: a local user, a pipe, an X.400 address.
pub(super) fn of_field(value: &str) -> Option<String> {
    let value = match value.split_once(';') {
        Some((kind, rest)) if !kind.contains('@') => rest,
        _ => value,
    };
    let value = without_xtext(value.trim());
    let address = first(&value).map(ToOwned::to_owned);
    let bare = || value.trim_matches(['<', '>', ' ', '"']).trim();
    address.or_else(|| Some(bare().to_owned())).filter(|address| !address.is_empty())
}

/// Undoes `+2B` for `+` and its like (RFC 3461 section 4), when the value can be nothing else.
pub(super) fn without_xtext(value: &str) -> String {
    let mut out = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [byte, after @ ..] = rest {
        rest = after;
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'A'..=b'F' => Some(byte - b'A' + 10),
            _ => None,
        };
        if let (b'+', [high, low, beyond @ ..]) = (byte, after) {
            // Only what xtext must encode: `me+2024@example.com` is an address as it stands.
            let code = digit(*high).zip(digit(*low)).map(|(high, low)| high * 16 + low);
            if let Some(code) =
                code.filter(|code| matches!(code, b'+' | b'=') || (*code == b'@' && !value.contains('@')))
            {
                out.push(code);
                rest = beyond;
                continue;
            }
        }
        out.push(*byte);
    }
    String::from_utf8(out).unwrap_or_else(|_| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> Vec<&str> {
        all(line).map(|span| span.of(line)).collect()
    }

    #[test]
    fn where_an_address_ends() {
        assert_eq!(found("<a.b@example.com>: host mx[192.0.2.1] said"), ["a.b@example.com"]);
        assert_eq!(found("could not deliver to a+b@sub.example.com."), ["a+b@sub.example.com"]);
        assert_eq!(found("\"a b\"@example.com, c@[192.0.2.1]"), ["\"a b\"@example.com", "c@[192.0.2.1]"]);
        assert_eq!(found("x@y and @ and a@.b"), Vec::<&str>::new());
        assert_eq!(found("用户@例子.中国。"), ["用户@例子.中国"]);
        assert_eq!(found("给a@example.com您好"), ["a@example.com"]);
        assert_eq!(found("smtp://user:secret@example.com"), Vec::<&str>::new());
        assert_eq!(found("a@example.com<mailto:a@example.com>"), ["a@example.com", "a@example.com"]);
    }

    #[test]
    fn fields() {
        assert_eq!(of_field("rfc822; <a@example.com>").as_deref(), Some("a@example.com"));
        assert_eq!(of_field("rfc822;a+2Bb@example.com").as_deref(), Some("a+b@example.com"));
        assert_eq!(of_field("LOCAL; root").as_deref(), Some("root"));
        assert_eq!(of_field("a+2024@example.com").as_deref(), Some("a+2024@example.com"));
        assert_eq!(of_field(" ; "), None);
    }
}
