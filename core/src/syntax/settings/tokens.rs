//! One tokenizer for literals as C-like languages write them: JavaScript, PHP, Python, Ruby, Go, C#, Java, JSON.

use alloc::vec::Vec;

use crate::text::Span;

/// A piece of code.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// The whole of it, quotes included.
    pub(super) span: Span,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    /// A name, with the `$` or `@` in front.
    Word,
    /// A name with a colon in front, as in Ruby.
    Symbol,
    Number,
    /// Text in these quotes; `wide` is the width of the quotes, `prefix` of the letters before.
    Text {
        quote: u8,
        wide: u8,
        prefix: u8,
    },
    Open(u8),
    Close(u8),
    Comma,
    Semicolon,
    Line,
    /// `:`
    Colon,
    /// `=`, `:=`
    Equals,
    /// `=>`
    Arrow,
    /// `.`, `->`, `::`, `?.`
    Member,
    /// Any other mark.
    Mark,
}

impl Token {
    /// Text without its quotes; any other token as it is.
    pub(super) fn inner(self, text: &str) -> Span {
        let Kind::Text { quote, wide, prefix } = self.kind else { return self.span };
        let start = self.span.start + usize::from(prefix) + usize::from(wide);
        let end = self.span.end;
        let closed = end >= start + usize::from(wide)
            && text
                .as_bytes()
                .get(end - usize::from(wide)..end)
                .is_some_and(|tail| tail.iter().all(|byte| *byte == quote));
        Span::new(start.min(end), if closed { end - usize::from(wide) } else { end })
    }
}

/// Cuts `text`, comments left out. One pass: each byte is looked at a bounded number of times.
pub(super) fn tokens(text: &str, hash_comments: bool, slash_comments: bool) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied().unwrap_or(0);
        let before = at.checked_sub(1).and_then(|place| bytes.get(place)).copied().unwrap_or(b'\n');
        let start = at;
        let kind = match byte {
            b'\n' => one(&mut at, Kind::Line),
            _ if byte.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            b'#' if hash_comments && !is_name(before) && next != b'{' => {
                at += line(bytes, at);
                continue;
            }
            b'/' if slash_comments && next == b'/' => {
                at += line(bytes, at);
                continue;
            }
            b'/' if next == b'*' => {
                let rest = bytes.get(at + 2..).unwrap_or_default();
                let end = memchr::memmem::find(rest, b"*/").map_or(bytes.len(), |end| at + 4 + end);
                at = end;
                continue;
            }
            b'"' | b'\'' | b'`' => string(bytes, &mut at, byte, 0),
            b'@' | b'f' | b'r' | b'b' | b'u' | b'$' if matches!(next, b'"' | b'\'') && !is_name(before) => {
                at += 1;
                string(bytes, &mut at, next, 1)
            }
            b'0'..=b'9' => {
                at += bytes
                    .get(at..)
                    .unwrap_or_default()
                    .iter()
                    .take_while(|byte| is_name(**byte) || **byte == b'.')
                    .count();
                Kind::Number
            }
            b':' if next == b':' => two(&mut at, Kind::Member),
            b':' if next == b'=' => two(&mut at, Kind::Equals),
            b':' if is_letter(next) && matches!(before, b' ' | b'{' | b'(' | b',' | b'\t' | b'\n' | b'[') => {
                at += 1;
                at += name(bytes, at);
                Kind::Symbol
            }
            b':' => one(&mut at, Kind::Colon),
            b'=' if next == b'>' => two(&mut at, Kind::Arrow),
            b'=' if next == b'=' => {
                at += bytes.get(at..).unwrap_or_default().iter().take_while(|byte| **byte == b'=').count();
                Kind::Mark
            }
            b'=' if matches!(before, b'!' | b'<' | b'>') => one(&mut at, Kind::Mark),
            b'=' => one(&mut at, Kind::Equals),
            b'-' if next == b'>' => two(&mut at, Kind::Member),
            b'?' if next == b'.' => two(&mut at, Kind::Member),
            b'|' | b'?' | b'&' if next == byte => two(&mut at, Kind::Mark),
            b'.' => one(&mut at, Kind::Member),
            b',' => one(&mut at, Kind::Comma),
            b';' => one(&mut at, Kind::Semicolon),
            b'{' | b'[' | b'(' => one(&mut at, Kind::Open(byte)),
            b'}' | b']' | b')' => one(&mut at, Kind::Close(byte)),
            _ if is_letter(byte) || byte == b'$' || byte == b'@' => {
                at += 1;
                at += name(bytes, at);
                Kind::Word
            }
            _ => one(&mut at, Kind::Mark),
        };
        out.push(Token { kind, span: Span::new(start, at) });
    }
    out
}

fn one(at: &mut usize, kind: Kind) -> Kind {
    *at += 1;
    kind
}

fn two(at: &mut usize, kind: Kind) -> Kind {
    *at += 2;
    kind
}

/// Text from the quote at `at` on. What is not closed ends with its line, but for quotes that may hold lines.
fn string(bytes: &[u8], at: &mut usize, quote: u8, prefix: u8) -> Kind {
    let triple = bytes.get(*at..*at + 3).is_some_and(|three| three.iter().all(|byte| *byte == quote));
    let wide: u8 = if triple { 3 } else { 1 };
    let many = triple || quote == b'`';
    *at += usize::from(wide);
    while let Some(&byte) = bytes.get(*at) {
        if byte == b'\\' {
            *at = (*at + 2).min(bytes.len());
            // Not into the middle of a letter.
            while bytes.get(*at).is_some_and(|byte| byte & 0xC0 == 0x80) {
                *at += 1;
            }
            continue;
        }
        if byte == b'\n' && !many {
            break;
        }
        let ends = byte == quote
            && (!triple || bytes.get(*at..*at + 3).is_some_and(|three| three.iter().all(|byte| *byte == quote)));
        if ends {
            *at += usize::from(wide);
            break;
        }
        *at += 1;
    }
    Kind::Text { quote, wide, prefix }
}

fn line(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    memchr::memchr(b'\n', rest).unwrap_or(rest.len())
}

fn name(bytes: &[u8], at: usize) -> usize {
    bytes.get(at..).unwrap_or_default().iter().take_while(|byte| is_name(**byte)).count()
}

const fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

const fn is_name(byte: u8) -> bool {
    is_letter(byte) || byte.is_ascii_digit()
}
