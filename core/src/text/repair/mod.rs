//! Undoes what copying does to a line of settings: typographic quotes and dashes, odd spaces, HTML, escapes, quoting.
//!
//! What comes out is the text as it was meant, where each of its bytes came from, and each kind of damage with its
//! places. One cause is one kind of damage, however often it left its mark.

mod letters;
mod strings;

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use smallvec::SmallVec;

use super::Span;
use crate::text::Order;

/// What copying did.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum DamageKind {
    /// Typographic quotation marks.
    CurlyQuotes,
    /// Quotation marks, apostrophes or backticks that became part of the text.
    Quotes,
    /// A typographic dash in place of a hyphen.
    Dash,
    /// A no-break space or another space that is none.
    OddSpace,
    /// Characters that cannot be seen: zero-width spaces, a byte order mark.
    Invisible,
    /// Full-width letters, or letters of another script that look like Latin ones.
    ForeignLetters,
    /// HTML tags or entities.
    Html,
    /// A link of Markdown.
    Markdown,
    /// Backslashes in front of other characters.
    Escapes,
    /// A whole line of a zone file: name, class, type, quotes.
    ZoneLine,
    /// The name, the type or the label of a form field in front of the text.
    Label,
    /// A comment after the text.
    Comment,
    /// Blanks in front of the text.
    LeadingSpace,
    /// Blanks after the text.
    TrailingSpace,
    /// One of the quoted strings is longer than the 255 bytes that DNS allows (RFC 1035 section 3.3).
    LongString,
    /// The armour lines of a PEM file.
    Pem,
}

/// One mark that the damage left.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Damage {
    /// What it is.
    pub kind: DamageKind,
    /// Where it is in the text that was given.
    pub span: Span,
}

/// How the text was written.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Form {
    /// As it stands in DNS.
    #[default]
    Raw,
    /// As quoted strings, the way zone files write them.
    Strings,
}

/// A text with the damage undone.
#[derive(Clone, Debug)]
pub struct Repaired<'t> {
    /// The text as it was meant.
    pub text: Cow<'t, str>,
    /// The damage, sorted by kind, then by place.
    pub damage: SmallVec<[Damage; 2]>,
    /// How it was written.
    pub form: Form,
    /// Where in the repaired text the second string starts, and each after it.
    pub joints: SmallVec<[usize; 2]>,
    /// For each byte of the repaired text, the piece of the given text that it stands for. Empty: nothing has moved.
    origins: Vec<(u32, u32)>,
    given: usize,
}

impl Repaired<'_> {
    /// Where in the given text what stands at `span` of the repaired text came from.
    #[must_use]
    pub fn origin(&self, span: Span) -> Span {
        if self.origins.is_empty() {
            return span;
        }
        let end_of_all = (self.given as u32, self.given as u32);
        let first = self.origins.get(span.start).copied().unwrap_or(end_of_all);
        if span.is_empty() {
            return Span::new(first.0 as usize, first.0 as usize);
        }
        let last = self.origins.get(span.end - 1).copied().unwrap_or(end_of_all);
        Span::new(first.0 as usize, (last.1 as usize).max(first.0 as usize))
    }
}

/// One character, and the piece of the given text that it stands for.
#[derive(Clone, Copy, Debug)]
struct Piece {
    letter: char,
    start: u32,
    end: u32,
    /// Whether a new string starts here.
    joint: bool,
}

impl Piece {
    fn span(&self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }

    fn is_blank(&self) -> bool {
        matches!(self.letter, ' ' | '\t' | '\r' | '\n')
    }
}

type Marks = Vec<Damage>;

/// Undoes the damage.
///
/// ```
/// use mailmend::text::{DamageKind, repair};
/// let repaired = repair("“v=spf1 –all”");
/// assert_eq!(repaired.text, "v=spf1 -all");
/// assert_eq!(repaired.damage[0].kind, DamageKind::CurlyQuotes);
/// ```
#[must_use]
pub fn repair(text: &str) -> Repaired<'_> {
    if is_clean(text) {
        return Repaired {
            text: Cow::Borrowed(text),
            damage: SmallVec::new(),
            form: Form::Raw,
            joints: SmallVec::new(),
            origins: Vec::new(),
            given: text.len(),
        };
    }
    let mut pieces: Vec<Piece> = Vec::with_capacity(text.len());
    for (at, letter) in text.char_indices() {
        let end = at + letter.len_utf8();
        pieces.push(Piece { letter, start: at as u32, end: end as u32, joint: false });
    }
    let mut marks = Marks::new();
    letters::html(&mut pieces, &mut marks);
    letters::plain(&mut pieces, &mut marks);
    letters::markdown(&mut pieces, &mut marks);
    letters::lookalikes(&mut pieces, &mut marks);
    trim(&mut pieces, &mut marks);
    let labelled = strings::label(&mut pieces, &mut marks);
    let form = strings::quotes(&mut pieces, labelled, &mut marks);
    letters::pem(&mut pieces, &mut marks);
    strings::comment(&mut pieces, &mut marks);
    finish(text, &pieces, marks, form)
}

/// Whether nothing in `text` can be damage: most records, and all that come from DNS.
fn is_clean(text: &str) -> bool {
    let bytes = text.as_bytes();
    let starts = matches!(bytes, [b'v' | b'V', b'=', ..]);
    let ends = bytes.last().is_some_and(|byte| *byte != b' ');
    starts && ends && bytes.iter().all(|byte| matches!(byte, b' ' | 0x21..=0x7e)) && !text.contains("-----") && {
        !bytes.iter().any(|byte| matches!(byte, b'"' | b'\'' | b'`' | b'\\' | b'&' | b'<' | b'[' | b'#'))
    }
}

/// Takes the blanks off both ends.
fn trim(pieces: &mut Vec<Piece>, marks: &mut Marks) {
    let lead = pieces.iter().take_while(|piece| piece.is_blank()).count();
    if lead == pieces.len() {
        pieces.clear();
        return;
    }
    if let (Some(first), Some(last)) = (pieces.first(), lead.checked_sub(1).and_then(|last| pieces.get(last))) {
        let span = Span::new(first.span().start, last.span().end);
        // An odd space at the front is damage already.
        if !marks.iter().any(|mark| mark.span.overlaps(span)) {
            marks.push(Damage { kind: DamageKind::LeadingSpace, span });
        }
    }
    pieces.drain(..lead);
    let tail = pieces.iter().rev().take_while(|piece| piece.is_blank()).count();
    let kept = pieces.len() - tail;
    if let (Some(first), Some(last)) = (pieces.get(kept), pieces.last()) {
        // A line end after the text is how files end.
        let only_line_end = pieces.iter().skip(kept).all(|piece| matches!(piece.letter, '\r' | '\n'));
        let span = Span::new(first.span().start, last.span().end);
        if !only_line_end && !marks.iter().any(|mark| mark.span.overlaps(span)) {
            marks.push(Damage { kind: DamageKind::TrailingSpace, span });
        }
    }
    pieces.truncate(kept);
}

fn finish<'t>(given: &'t str, pieces: &[Piece], mut marks: Marks, form: Form) -> Repaired<'t> {
    let mut text = String::with_capacity(pieces.len());
    let mut origins = Vec::with_capacity(pieces.len());
    let mut joints = SmallVec::new();
    for piece in pieces {
        if piece.joint {
            joints.push(text.len());
        }
        text.push(piece.letter);
        origins.resize(text.len(), (piece.start, piece.end));
    }
    marks.order_by_key(|mark| (mark.kind, mark.span.start, mark.span.end));
    let mut damage: SmallVec<[Damage; 2]> = SmallVec::new();
    damage.extend(marks);
    Repaired { text: Cow::Owned(text), damage, form, joints, origins, given: given.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<DamageKind> {
        let mut kinds: Vec<_> = repair(text).damage.iter().map(|damage| damage.kind).collect();
        kinds.dedup();
        kinds
    }

    #[test]
    fn each_kind_once() {
        use DamageKind::*;
        for (given, wanted, kind) in [
            ("“v=spf1 mx”", "v=spf1 mx", CurlyQuotes),
            ("'v=spf1 mx'", "v=spf1 mx", Quotes),
            ("\"v=spf1 mx\"", "v=spf1 mx", Quotes),
            ("v=spf1 –all", "v=spf1 -all", Dash),
            ("v=spf1\u{a0}mx", "v=spf1 mx", OddSpace),
            ("\u{feff}v=spf1 mx", "v=spf1 mx", Invisible),
            ("ｖ＝spf1 mx", "v=spf1 mx", ForeignLetters),
            ("v=DMARC1; р=none", "v=DMARC1; p=none", ForeignLetters),
            ("v=a;<br>p=b", "v=a; p=b", Html),
            ("v=a; r=&lt;b@c&gt;", "v=a; r=b@c", Html),
            ("r=mailto:[a@b](mailto:a@b)", "r=mailto:a@b", Markdown),
            ("v=DMARC1\\; p=none", "v=DMARC1; p=none", Escapes),
            ("_dmarc IN TXT ( \"v=a\" \"b\" ) ; why", "v=ab", ZoneLine),
            ("TXT v=spf1 mx", "v=spf1 mx", Label),
            ("v=spf1 mx # mine", "v=spf1 mx", Comment),
            (" v=spf1 mx", "v=spf1 mx", LeadingSpace),
            ("v=spf1 mx ", "v=spf1 mx", TrailingSpace),
            ("p=-----BEGIN PUBLIC KEY-----AA-----END PUBLIC KEY-----", "p=AA", Pem),
        ] {
            assert_eq!(repair(given).text, wanted, "{given}");
            assert_eq!(kinds(given), [kind], "{given}");
        }
    }

    #[test]
    fn sound_texts_stay() {
        for text in ["v=spf1 mx -all", "v=DMARC1; p=none; rua=mailto:почта@пример.рф", "\"v=spf1 mx \" \"-all\""]
        {
            assert!(repair(text).damage.is_empty(), "{text}");
        }
        assert_eq!(repair("\"v=spf1 mx \" \"-all\"").joints.as_slice(), [10]);
    }

    #[test]
    fn places_lead_back() {
        let given = "“v=spf1 –all”";
        let repaired = repair(given);
        let at = repaired.text.find("-all").unwrap_or_default();
        assert_eq!(repaired.origin(Span::new(at, at + 4)).of(given), "–all");
    }
}
