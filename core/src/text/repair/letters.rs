//! Damage to single characters: what word processors, web pages and other keyboards put in place of ASCII.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Damage, DamageKind, Marks, Piece};
use crate::text::Span;

/// The longest HTML tag or entity that is looked for.
const LONGEST_MARKUP: usize = 64;

/// Undoes entities and tags. `<` and `>` that come of entities stood around an address, and go.
pub(super) fn html(pieces: &mut Vec<Piece>, marks: &mut Marks) {
    if !pieces.iter().any(|piece| matches!(piece.letter, '&' | '<')) {
        return;
    }
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        let found = match piece.letter {
            '&' => entity(pieces.get(at..).unwrap_or_default()),
            '<' => tag(pieces.get(at..).unwrap_or_default()),
            _ => None,
        };
        let Some((length, letter)) = found else {
            out.push(*piece);
            at += 1;
            continue;
        };
        let end = pieces.get(at + length - 1).map_or(piece.end, |last| last.end);
        marks.push(Damage { kind: DamageKind::Html, span: Span::new(piece.start as usize, end as usize) });
        if let Some(letter) = letter {
            out.push(Piece { letter, start: piece.start, end, joint: piece.joint });
        }
        at += length;
    }
    *pieces = out;
}

/// The length of the entity at the start, and what it stands for.
fn entity(pieces: &[Piece]) -> Option<(usize, Option<char>)> {
    let length = 1 + pieces.iter().take(12).position(|piece| piece.letter == ';')?;
    let name: String = pieces.get(1..length - 1)?.iter().map(|piece| piece.letter).collect();
    let letter = match name.as_str() {
        "lt" | "gt" => None,
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        "ndash" | "mdash" | "minus" => Some('-'),
        "ldquo" | "rdquo" | "lsquo" | "rsquo" | "zwnj" | "zwj" | "shy" => None,
        numeric => {
            let number = numeric.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            Some(char::from_u32(code)?).filter(|letter| !matches!(letter, '<' | '>'))
        }
    };
    Some((length, letter))
}

/// The length of the tag at the start; a tag stands for a blank, as a line break does.
fn tag(pieces: &[Piece]) -> Option<(usize, Option<char>)> {
    const NAMES: [&str; 14] =
        ["br", "p", "div", "span", "b", "i", "code", "pre", "a", "em", "strong", "td", "tr", "wbr"];
    let length = 1 + pieces.iter().take(LONGEST_MARKUP).position(|piece| piece.letter == '>')?;
    let inside: String = pieces.get(1..length - 1)?.iter().map(|piece| piece.letter.to_ascii_lowercase()).collect();
    let name = inside.trim_start_matches('/').split([' ', '/']).next()?;
    let breaks = matches!(name, "br" | "p" | "div" | "td" | "tr");
    NAMES.contains(&name).then_some((length, breaks.then_some(' ')))
}

/// Characters that stand for others, one by one.
pub(super) fn plain(pieces: &mut Vec<Piece>, marks: &mut Marks) {
    pieces.retain_mut(|piece| {
        let (kind, letter) = match piece.letter {
            letter if letter.is_ascii() => return true,
            '“' | '”' | '„' | '‟' | '«' | '»' | '‘' | '’' | '‚' | '‛' | '′' | '″' | '＂' | '＇' => {
                (DamageKind::CurlyQuotes, None)
            }
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => {
                (DamageKind::Dash, Some('-'))
            }
            '\u{a0}'
            | '\u{1680}'
            | '\u{2000}'..='\u{200a}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{202f}'
            | '\u{205f}'
            | '\u{3000}' => (DamageKind::OddSpace, Some(' ')),
            '\u{ad}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' => (DamageKind::Invisible, None),
            '。' | '．' => (DamageKind::ForeignLetters, Some('.')),
            '、' => (DamageKind::ForeignLetters, Some(',')),
            wide @ '\u{ff01}'..='\u{ff5e}' => (DamageKind::ForeignLetters, char::from_u32(u32::from(wide) - 0xfee0)),
            _ => return true,
        };
        marks.push(Damage { kind, span: piece.span() });
        if let Some(letter) = letter {
            piece.letter = letter;
        }
        letter.is_some()
    });
}

/// `[a@example.com](mailto:a@example.com)` is `a@example.com`.
pub(super) fn markdown(pieces: &mut Vec<Piece>, marks: &mut Marks) {
    let mut from = 0;
    while let Some(open) = pieces.iter().skip(from).position(|piece| piece.letter == '[').map(|place| from + place) {
        from = open + 1;
        let Some(close) = position(pieces, open, ']') else { continue };
        if pieces.get(close + 1).is_none_or(|piece| piece.letter != '(') {
            // No bracket before that one opens a link, either.
            from = close;
            continue;
        }
        let Some(end) = position(pieces, close, ')') else { continue };
        if pieces.get(open..=end).unwrap_or_default().iter().any(Piece::is_blank) {
            continue;
        }
        if let (Some(first), Some(last)) = (pieces.get(open), pieces.get(end)) {
            let span = Span::new(first.start as usize, last.end as usize);
            marks.push(Damage { kind: DamageKind::Markdown, span });
        }
        pieces.drain(close..=end);
        pieces.remove(open);
        from = close;
        if marks.len() > MOST_LINKS {
            return;
        }
    }
}

/// Each link that is undone moves the rest of the text: so many, and the time stays linear.
const MOST_LINKS: usize = 32;

/// The longest half of a link, in characters.
const LONGEST_HALF: usize = 256;

/// Where `letter` comes next, within what a link may hold.
fn position(pieces: &[Piece], from: usize, letter: char) -> Option<usize> {
    Some(from + pieces.get(from..)?.iter().take(LONGEST_HALF).position(|piece| piece.letter == letter)?)
}

/// Cyrillic and Greek letters in a word that is Latin otherwise, or that a `=` follows. Names in those scripts stay.
pub(super) fn lookalikes(pieces: &mut [Piece], marks: &mut Marks) {
    if pieces.iter().all(|piece| piece.letter.is_ascii()) {
        return;
    }
    let mut at = 0;
    while at < pieces.len() {
        let rest = pieces.get(at..).unwrap_or_default();
        let length = rest.iter().take_while(|piece| piece.letter.is_alphanumeric()).count();
        if length == 0 {
            at += 1;
            continue;
        }
        let word = rest.get(..length).unwrap_or_default();
        let foreign = || word.iter().filter(|piece| !piece.letter.is_ascii());
        let named = rest.get(length).is_some_and(|piece| piece.letter == '=');
        let mixed = word.iter().any(|piece| piece.letter.is_ascii_alphabetic());
        if foreign().next().is_some() && (named || mixed) && foreign().all(|piece| latin(piece.letter).is_some()) {
            for piece in pieces.iter_mut().skip(at).take(length) {
                if let Some(letter) = latin(piece.letter) {
                    marks.push(Damage { kind: DamageKind::ForeignLetters, span: piece.span() });
                    piece.letter = letter;
                }
            }
        }
        at += length;
    }
}

/// The Latin letter that looks the same.
fn latin(letter: char) -> Option<char> {
    Some(match letter {
        'а' | 'α' => 'a',
        'е' => 'e',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'с' => 'c',
        'у' => 'y',
        'х' => 'x',
        'і' | 'ι' => 'i',
        'ј' => 'j',
        'ѕ' => 's',
        'ԁ' => 'd',
        'ν' => 'v',
        'к' | 'κ' => 'k',
        'т' | 'τ' => 't',
        'м' => 'm',
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'Е' | 'Ε' => 'E',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Н' => 'H',
        'О' | 'Ο' => 'O',
        'Р' | 'Ρ' => 'P',
        'С' => 'C',
        'Т' | 'Τ' => 'T',
        'Х' | 'Χ' => 'X',
        'Ѕ' => 'S',
        'І' | 'Ι' => 'I',
        _ => return None,
    })
}

/// Takes out `-----BEGIN …-----` and `-----END …-----`.
pub(super) fn pem(pieces: &mut Vec<Piece>, marks: &mut Marks) {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        let length = if piece.letter == '-' { armour(pieces.get(at..).unwrap_or_default()) } else { None };
        let Some(length) = length else {
            out.push(*piece);
            at += 1;
            continue;
        };
        let end = pieces.get(at + length - 1).map_or(piece.end, |last| last.end);
        marks.push(Damage { kind: DamageKind::Pem, span: Span::new(piece.start as usize, end as usize) });
        at += length;
    }
    *pieces = out;
}

fn armour(pieces: &[Piece]) -> Option<usize> {
    let dashes = pieces.iter().take(7).take_while(|piece| piece.letter == '-').count();
    if !(4..=6).contains(&dashes) {
        return None;
    }
    let words = pieces.get(dashes..)?;
    let length = words.iter().take(LONGEST_MARKUP).position(|piece| piece.letter == '-')?;
    let name: String = words.get(..length)?.iter().map(|piece| piece.letter).collect();
    if !name.starts_with("BEGIN ") && !name.starts_with("END ") {
        return None;
    }
    let closing = words.get(length..)?.iter().take(dashes).take_while(|piece| piece.letter == '-').count();
    Some(dashes + length + closing)
}
