//! Zone-file lines, quoted strings, escapes, labels of form fields, comments.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Damage, DamageKind, Form, Marks, Piece};
use crate::text::Span;

/// Words of a line that may stand in front of a record: name, time to live, class, type, label. No zone has more.
const MOST_WORDS: usize = 7;
/// The bytes that one string of a TXT record holds (RFC 1035 section 3.3).
pub(super) const LONGEST_STRING: usize = 255;

/// Takes off what stands in front of the record, when all of it is name, time to live, class, type or label. Gives
/// whether a type stood there and quoted strings follow: a zone-file line.
pub(super) fn label(pieces: &mut Vec<Piece>, marks: &mut Marks) -> bool {
    let mut at = 0;
    let mut has_type = false;
    let mut needs_type = false;
    for _ in 0..=MOST_WORDS {
        let rest = pieces.get(at..).unwrap_or_default();
        let length = rest.iter().take_while(|piece| !piece.is_blank()).count();
        let word: String = rest.iter().take(length.min(256)).map(|piece| piece.letter.to_ascii_lowercase()).collect();
        if is_record_start(&word, rest) {
            if needs_type && !has_type {
                return false;
            }
            return take_off(pieces, at, has_type, marks);
        }
        // The name of a line may have one label, when a type follows.
        let is_name = at == 0 && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        needs_type |= is_name && !is_label(&word);
        if length == 0 || !(is_name || is_label(&word)) {
            return false;
        }
        has_type |= matches!(word.as_str(), "txt" | "spf");
        at += length;
        at += pieces.get(at..).unwrap_or_default().iter().take_while(|piece| piece.is_blank()).count();
    }
    false
}

fn take_off(pieces: &mut Vec<Piece>, at: usize, has_type: bool, marks: &mut Marks) -> bool {
    let (Some(first), Some(last)) = (pieces.first(), at.checked_sub(1).and_then(|last| pieces.get(last))) else {
        return false;
    };
    let quoted = pieces.get(at).is_some_and(|piece| matches!(piece.letter, '"' | '('));
    let zone_line = has_type && quoted;
    let kind = if zone_line { DamageKind::ZoneLine } else { DamageKind::Label };
    let span = Span::new(first.start as usize, last.end as usize);
    let blanks = pieces.get(..at).unwrap_or_default().iter().rev().take_while(|piece| piece.is_blank()).count();
    let end = pieces.get(at.saturating_sub(blanks + 1)).map_or(span.end, |piece| piece.end as usize);
    marks.push(Damage { kind, span: Span::new(span.start, end) });
    pieces.drain(..at);
    zone_line || quoted
}

fn is_record_start(word: &str, rest: &[Piece]) -> bool {
    let quoted = word.starts_with(['"', '(']);
    let versioned = ["v=", "v:", "version:", "version="].iter().any(|start| word.starts_with(start));
    let spaced =
        word == "v" && rest.iter().skip(1).find(|piece| !piece.is_blank()).is_some_and(|piece| piece.letter == '=');
    quoted || versioned || spaced || word.starts_with("k=rsa") || word.starts_with("p=mi") || word.starts_with("spf2.0")
}

fn is_label(word: &str) -> bool {
    if matches!(word, "in" | "txt" | "spf" | "@" | "text" | "=" | "type" | "descriptive") {
        return true;
    }
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        return true;
    }
    if let Some(label) = word.strip_suffix(':') {
        return !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    }
    let name = word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'*'));
    name && word.contains(['.', '_'])
}

/// Undoes quoting. `labelled` says that name or type stood in front: then quotes are no damage of their own.
pub(super) fn quotes(pieces: &mut Vec<Piece>, labelled: bool, marks: &mut Marks) -> Form {
    if pieces.first().is_some_and(|piece| matches!(piece.letter, '"' | '('))
        && let Some(strings) = read_strings(pieces)
    {
        return join(pieces, strings, labelled, marks);
    }
    stray_quotes(pieces, marks);
    escapes(pieces, marks);
    Form::Raw
}

/// One quoted string: where its quotes stand, and what is between them.
struct Quoted {
    open: Span,
    close: Span,
    inside: Vec<Piece>,
    escapes: Vec<Span>,
}

/// The strings, when the text is nothing but strings, with parentheses and a comment perhaps.
fn read_strings(pieces: &[Piece]) -> Option<Vec<Quoted>> {
    let mut strings: Vec<Quoted> = Vec::new();
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        match piece.letter {
            ' ' | '\t' | '\r' | '\n' | '(' | ')' => at += 1,
            ';' if !strings.is_empty() => break,
            '"' => {
                let (string, next) = read_string(pieces, at)?;
                strings.push(string);
                at = next;
            }
            _ => return None,
        }
    }
    (!strings.is_empty()).then_some(strings)
}

fn read_string(pieces: &[Piece], open: usize) -> Option<(Quoted, usize)> {
    let mut string =
        Quoted { open: pieces.get(open)?.span(), close: Span::default(), inside: Vec::new(), escapes: Vec::new() };
    let mut at = open + 1;
    loop {
        let piece = pieces.get(at)?;
        match piece.letter {
            '"' => {
                string.close = piece.span();
                return Some((string, at + 1));
            }
            '\\' => {
                let (length, letter) = escaped(pieces.get(at + 1..)?)?;
                let end = pieces.get(at + length)?.end;
                string.escapes.push(Span::new(piece.start as usize, end as usize));
                string.inside.push(Piece { letter, start: piece.start, end, joint: false });
                at += 1 + length;
            }
            _ => {
                string.inside.push(*piece);
                at += 1;
            }
        }
    }
}

/// What follows a backslash in a quoted string: three digits, or the character itself (RFC 1035 section 5.1).
fn escaped(pieces: &[Piece]) -> Option<(usize, char)> {
    let first = pieces.first()?.letter;
    let digits: String = pieces.iter().take(3).map(|piece| piece.letter).collect();
    if digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let code: u8 = digits.parse().ok()?;
        return Some((3, char::from(code)));
    }
    Some((1, first))
}

fn join(pieces: &mut Vec<Piece>, strings: Vec<Quoted>, labelled: bool, marks: &mut Marks) -> Form {
    let several = strings.len() > 1;
    let mut long = false;
    pieces.clear();
    for (place, string) in strings.into_iter().enumerate() {
        let bytes: usize = string.inside.iter().map(|piece| piece.letter.len_utf8()).sum();
        if bytes > LONGEST_STRING && !labelled {
            long = true;
            marks.push(Damage { kind: DamageKind::LongString, span: Span::new(string.open.start, string.close.end) });
        } else if !several && !labelled {
            // One that was an entity has been told of.
            let plain = [string.open, string.close].into_iter().filter(|quote| quote.len() == 1);
            marks.extend(plain.map(|span| Damage { kind: DamageKind::Quotes, span }));
        }
        let start = pieces.len();
        pieces.extend(string.inside);
        if place > 0
            && let Some(piece) = pieces.get_mut(start)
        {
            piece.joint = true;
        }
    }
    if (several || long) && !labelled { Form::Strings } else { Form::Raw }
}

/// Quotes that belong to no string of a zone file: `v=DMARC1; p="none"`, or a piece that was cut at a joint.
fn stray_quotes(pieces: &mut Vec<Piece>, marks: &mut Marks) {
    if !pieces.iter().any(|piece| matches!(piece.letter, '"' | '\'' | '`')) {
        return;
    }
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        let before = at.checked_sub(1).and_then(|before| pieces.get(before));
        let after = pieces.get(at + 1);
        let at_edge = before.is_none_or(|piece| piece.is_blank() || matches!(piece.letter, '=' | ';'))
            || after.is_none_or(|piece| piece.is_blank() || piece.letter == ';');
        let length = match piece.letter {
            // `" "` joins two strings: the blanks between them are no part of the text.
            '"' => {
                let rest = pieces.get(at + 1..).unwrap_or_default();
                let blanks = rest.iter().take_while(|piece| piece.is_blank()).count();
                let joins = rest.get(blanks).is_some_and(|piece| piece.letter == '"');
                if joins { blanks + 2 } else { 1 }
            }
            '\'' | '`' if at_edge => 1,
            _ => 0,
        };
        if length == 0 {
            out.push(*piece);
            at += 1;
            continue;
        }
        let end = pieces.get(at + length - 1).map_or(piece.end, |last| last.end);
        marks.push(Damage { kind: DamageKind::Quotes, span: Span::new(piece.start as usize, end as usize) });
        at += length;
    }
    *pieces = out;
}

/// Takes out backslashes. One in front of a digit stands for a slash (`192.0.2.0\24`).
fn escapes(pieces: &mut Vec<Piece>, marks: &mut Marks) {
    let digit_after: Vec<bool> =
        pieces.iter().skip(1).map(|piece| piece.letter.is_ascii_digit()).chain(core::iter::once(false)).collect();
    let mut digits = digit_after.into_iter();
    pieces.retain_mut(|piece| {
        let digit_after = digits.next().unwrap_or(false);
        if piece.letter != '\\' {
            return true;
        }
        marks.push(Damage { kind: DamageKind::Escapes, span: piece.span() });
        piece.letter = '/';
        digit_after
    });
}

/// Takes off ` # a comment`.
pub(super) fn comment(pieces: &mut Vec<Piece>, marks: &mut Marks) {
    let Some(hash) =
        pieces.windows(2).position(|pair| matches!(pair, [before, hash] if before.is_blank() && hash.letter == '#'))
    else {
        return;
    };
    if let (Some(first), Some(last)) = (pieces.get(hash + 1), pieces.last()) {
        let span = Span::new(first.start as usize, last.end as usize);
        marks.push(Damage { kind: DamageKind::Comment, span });
    }
    let kept = pieces.iter().take(hash + 1).rposition(|piece| !piece.is_blank()).map_or(0, |last| last + 1);
    pieces.truncate(kept);
}
