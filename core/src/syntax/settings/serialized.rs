//! PHP's `serialize`, in which WordPress keeps the options of its plugins.
//!
//! ```abnf
//! value  = "s:" 1*DIGIT ":" DQUOTE *OCTET DQUOTE ";" / "i:" number ";" / "d:" number ";" / "b:" ("0" / "1") ";" / "N;"
//!        / "a:" 1*DIGIT ":{" *( value value ) "}"
//! ```
//!
//! The length of a string is in bytes. Real ones are edited by hand and then it is wrong: the string then ends at the next
//! `";`.

use alloc::vec::Vec;

use super::{Argument, Entry, Group, Reading, Shape};
use crate::text::Span;

/// Arrays deeper than this are not told apart any more.
const DEEPEST: usize = 64;

/// Where the first array starts; WordPress's own tables hold more around it.
pub(super) fn start(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(bytes, b":{").take(64).find_map(|colon| {
        let digits = bytes.get(..colon)?.iter().rev().take_while(|byte| byte.is_ascii_digit()).take(7).count();
        let start = colon.checked_sub(digits + 2)?;
        let array = digits > 0 && bytes.get(start..start + 2)? == b"a:";
        let filled = bytes.get(colon + 2..colon + 4).is_some_and(|next| next == b"s:" || next == b"i:");
        (array && filled).then_some(start)
    })
}

pub(super) fn read(text: &str) -> Reading {
    let mut out = Reading::default();
    // What is open: its group, and the key that waits for its value.
    let mut open: Vec<(Option<usize>, Option<Piece>)> = Vec::new();
    let mut at = start(text).unwrap_or(text.len());
    while let Some(piece) = piece(text, at) {
        at = piece.whole.end;
        match piece.kind {
            Kind::End => {
                open.pop();
                if open.is_empty() {
                    break;
                }
            }
            Kind::Array => {
                let (parent, key) = open.last_mut().map_or((None, None), |(group, key)| (*group, key.take()));
                let mut group = parent;
                if let Some(key) = key {
                    out.groups.push(Group { name: key.value, parent });
                    group = Some(out.groups.len() - 1);
                }
                if open.len() >= DEEPEST {
                    break;
                }
                open.push((group, None));
            }
            Kind::Text | Kind::Number | Kind::Word => {
                let Some((group, key)) = open.last_mut() else { break };
                match key.take() {
                    None => *key = Some(piece),
                    Some(key) => out.entries.push(entry(key, piece, *group)),
                }
            }
        }
    }
    out
}

fn entry(key: Piece, piece: Piece, group: Option<usize>) -> Entry {
    let shape = match piece.kind {
        Kind::Text => Shape::Quoted(b'"'),
        Kind::Number => Shape::Number,
        _ => Shape::Bare,
    };
    Entry {
        key: key.value,
        chain: Span::new(key.whole.start, key.value.start),
        argument: Argument::No,
        value: piece.value,
        outer: piece.value,
        shape,
        whole: Span::new(key.whole.start, piece.whole.end),
        group,
        listed: false,
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Number,
    /// A switch, or nothing.
    Word,
    Array,
    End,
}

#[derive(Clone, Copy)]
struct Piece {
    kind: Kind,
    value: Span,
    whole: Span,
}

/// The piece at `at`; nothing where there is none.
fn piece(text: &str, at: usize) -> Option<Piece> {
    let rest = text.get(at..)?;
    let one = |kind: Kind, value: Span, end: usize| Some(Piece { kind, value, whole: Span::new(at, end) });
    if rest.starts_with('}') {
        return one(Kind::End, Span::new(at, at), at + 1);
    }
    if rest.starts_with("N;") {
        return one(Kind::Word, Span::new(at + 1, at + 1), at + 2);
    }
    let (mark, rest) = rest.split_at_checked(2)?;
    let value = at + 2;
    let digits = rest.bytes().take(8).take_while(u8::is_ascii_digit).count();
    match mark {
        "a:" if rest.get(digits..)?.starts_with(":{") => one(Kind::Array, Span::new(value, value), value + digits + 2),
        "s:" => {
            rest.get(digits..)?.starts_with(":\"").then_some(())?;
            let start = value + digits + 2;
            let length: usize = rest.get(..digits)?.parse().ok()?;
            let told =
                start.checked_add(length).filter(|end| text.get(*end..).is_some_and(|rest| rest.starts_with("\";")));
            let end = told.or_else(|| text.get(start..)?.find("\";").map(|end| start + end))?;
            one(Kind::Text, Span::new(start, end), end + 2)
        }
        "i:" | "d:" | "b:" => {
            let end = value + rest.bytes().take(40).position(|byte| byte == b';')?;
            one(if mark == "b:" { Kind::Word } else { Kind::Number }, Span::new(value, end), end + 1)
        }
        _ => None,
    }
}

/// Where the length of the string `value` stands.
#[must_use]
pub fn length_of(text: &str, value: Span) -> Option<Span> {
    let before = text.get(..value.start)?.strip_suffix(":\"")?;
    let digits = before.bytes().rev().take(8).take_while(u8::is_ascii_digit).count();
    (digits > 0 && before.get(..before.len() - digits)?.ends_with("s:"))
        .then(|| Span::new(before.len() - digits, before.len()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::{Form, tests::seen};
    use super::*;

    #[test]
    fn arrays_within_arrays() {
        let text = r#"a:2:{s:4:"mail";a:1:{s:6:"mailer";s:4:"smtp";}s:4:"smtp";a:3:{s:4:"port";i:587;s:4:"auth";b:1;s:4:"pass";s:3:"a"b";}}"#;
        assert_eq!(
            seen(text, Form::Serialized),
            ["mail.mailer = smtp", "smtp.port = 587", "smtp.auth = 1", "smtp.pass = a\"b"]
        );
    }

    #[test]
    fn a_wrong_length_ends_at_the_next_quote() {
        let text = r#"a:1:{s:4:"host";s:99:"a.example";}"#;
        assert_eq!(seen(text, Form::Serialized), ["host = a.example"]);
        let value = read(text).entries.first().unwrap().value;
        assert_eq!(length_of(text, value).unwrap().of(text), "99");
    }

    #[test]
    fn half_of_one_is_read_as_far_as_it_goes() {
        assert_eq!(seen(r#"x | a:1:{s:4:"host";s:1:"a";s:4:"po"#, Form::Serialized), ["host = a"]);
        assert!(seen("a:1:{", Form::Serialized).is_empty());
    }
}
