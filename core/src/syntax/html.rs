//! HTML as mail carries it: tags, texts and comments, in one pass, whatever is wrong with it.
//!
//! It is no parser of documents: it builds no tree. The crates that do need `std`, or more than all of the rest.

use alloc::borrow::Cow;
use alloc::string::String;

use smallvec::SmallVec;

use crate::text::Span;

/// The attributes of one tag that are kept; no mail has more.
const MOST_ATTRIBUTES: usize = 64;

/// ```abnf
/// document = *( comment / tag / raw / text )
/// comment  = "<!--" *CHAR "-->" / "<!" *CHAR ">" / "<?" *CHAR ">"
/// tag      = "<" ["/"] name *( WSP attribute ) ["/"] ">"
/// raw      = what stands in script, style and title, up to the tag that closes it
/// ```
/// What is not closed goes to the end of the text. A `<` before anything but a letter, `/`, `!` or `?` is text.
#[derive(Clone, Debug)]
pub(crate) struct Tokens<'t> {
    text: &'t str,
    at: usize,
    /// The element whose raw text comes next.
    raw: Option<&'static str>,
}

/// A piece of HTML.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Token {
    /// Text, its entities as they are written.
    Text(Span),
    /// What stands in `script`, `style` or `title`.
    Raw(Span),
    /// A tag that opens an element.
    Open(Tag),
    /// The name of a tag that closes one.
    Close(Span),
    /// A comment, a doctype, a processing instruction; with its marks.
    Comment(Span),
}

/// A tag that opens an element.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Tag {
    /// All of it.
    pub(crate) span: Span,
    /// Its name.
    pub(crate) name: Span,
    /// Its attributes: name and value.
    pub(crate) attributes: SmallVec<[(Span, Span); 4]>,
    /// Whether it ends in `/>`.
    pub(crate) closed: bool,
}

impl Tag {
    /// The place of the value of the attribute `name` (lower case).
    pub(crate) fn value(&self, text: &str, name: &str) -> Option<Span> {
        self.attributes.iter().find(|(own, _)| own.of(text).eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    /// Whether its name is `name`, in any case.
    pub(crate) fn is(&self, text: &str, name: &str) -> bool {
        self.name.of(text).eq_ignore_ascii_case(name)
    }
}

/// Reads `text` piece by piece. Linear: no byte is looked at more than a few times.
pub(crate) fn tokens(text: &str) -> Tokens<'_> {
    Tokens { text, at: 0, raw: None }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let start = self.at;
        let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
        if let Some(name) = self.raw.take() {
            let end = start + raw_end(rest, name);
            self.at = end;
            if end > start {
                return Some(Token::Raw(Span::new(start, end)));
            }
            return self.next();
        }
        if !starts_markup(rest) {
            let more = rest.get(1..).unwrap_or_default().match_indices('<');
            let length = more.map(|(at, _)| at + 1).find(|at| rest.get(*at..).is_some_and(starts_markup));
            self.at = start + length.unwrap_or(rest.len());
            return Some(Token::Text(Span::new(start, self.at)));
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            let length = match rest.strip_prefix("<!--") {
                Some(inner) => inner.find("-->").map(|end| end + 7),
                None => rest.find('>').map(|end| end + 1),
            };
            self.at = start + length.unwrap_or(rest.len());
            return Some(Token::Comment(Span::new(start, self.at)));
        }
        Some(self.tag(start))
    }
}

impl Tokens<'_> {
    fn tag(&mut self, start: usize) -> Token {
        let bytes = self.text.as_bytes();
        let closes = bytes.get(start + 1) == Some(&b'/');
        let name_start = start + 1 + usize::from(closes);
        let name_end = name_start + run(bytes, name_start, |byte| !is_blank(byte) && !b"/>".contains(&byte));
        let mut tag = Tag { name: Span::new(name_start, name_end), ..Tag::default() };
        let mut at = name_end;
        loop {
            at += run(bytes, at, |byte| is_blank(byte) || byte == b'/');
            match bytes.get(at) {
                None => break,
                Some(b'>') => {
                    tag.closed = bytes.get(at - 1) == Some(&b'/');
                    at += 1;
                    break;
                }
                Some(_) => at = attribute(bytes, at, &mut tag),
            }
        }
        self.at = at;
        tag.span = Span::new(start, at);
        if closes {
            return Token::Close(tag.name);
        }
        const RAW: [&str; 3] = ["script", "style", "title"];
        self.raw = RAW.into_iter().find(|name| tag.is(self.text, name));
        Token::Open(tag)
    }
}

/// Reads one attribute; gives the place behind it, which is further on.
fn attribute(bytes: &[u8], start: usize, tag: &mut Tag) -> usize {
    // A `=` may begin a name.
    let name_end = start + 1 + run(bytes, start + 1, |byte| !is_blank(byte) && !b"=/>".contains(&byte));
    let mut at = name_end + run(bytes, name_end, is_blank);
    let mut value = Span::new(name_end, name_end);
    if bytes.get(at) == Some(&b'=') {
        at += 1;
        at += run(bytes, at, is_blank);
        match bytes.get(at) {
            Some(&quote @ (b'"' | b'\'')) => {
                let length = run(bytes, at + 1, |byte| byte != quote);
                value = Span::new(at + 1, at + 1 + length);
                at = (value.end + 1).min(bytes.len());
            }
            _ => {
                let length = run(bytes, at, |byte| !is_blank(byte) && byte != b'>');
                value = Span::new(at, at + length);
                at = value.end;
            }
        }
    } else {
        at = name_end;
    }
    if tag.attributes.len() < MOST_ATTRIBUTES {
        tag.attributes.push((Span::new(start, name_end), value));
    }
    at
}

fn starts_markup(text: &str) -> bool {
    match text.as_bytes() {
        [b'<', b'!' | b'?', ..] => true,
        [b'<', letter, ..] if letter.is_ascii_alphabetic() => true,
        [b'<', b'/', letter, ..] => letter.is_ascii_alphabetic(),
        _ => false,
    }
}

/// Where `</name` begins; the end where it does not.
fn raw_end(text: &str, name: &str) -> usize {
    let closes = |at: &usize| {
        let end = at + 2 + name.len();
        text.get(at + 2..end).is_some_and(|own| own.eq_ignore_ascii_case(name))
    };
    text.match_indices("</").map(|(at, _)| at).find(closes).unwrap_or(text.len())
}

fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace()
}

/// The number of bytes from `at` on that `belongs` takes.
fn run(bytes: &[u8], at: usize, belongs: impl Fn(u8) -> bool) -> usize {
    bytes.get(at..).unwrap_or_default().iter().take_while(|&&byte| belongs(byte)).count()
}

/// The entity at the start of `text`, which is an ampersand: the letter, and how long it is written. The names that
/// mail uses for plain letters and blanks; others stay as they are.
pub(crate) fn entity(text: &str) -> Option<(char, usize)> {
    let length = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = text.get(1..length)?;
    let letter = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" | "rsquo" | "lsquo" => '\'',
        "nbsp" | "ensp" | "emsp" => ' ',
        "zwnj" => '\u{200c}',
        "zwj" => '\u{200d}',
        "shy" => '\u{ad}',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        "eacute" => 'é',
        "egrave" => 'è',
        "agrave" => 'à',
        "aacute" => 'á',
        "iacute" => 'í',
        "oacute" => 'ó',
        "uacute" => 'ú',
        "ntilde" => 'ñ',
        "ccedil" => 'ç',
        "atilde" => 'ã',
        "otilde" => 'õ',
        "ecirc" => 'ê',
        "euro" => '€',
        "pound" => '£',
        "copy" => '©',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "middot" => '·',
        "bull" => '•',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|letter| *letter != '\0')?
        }
    };
    Some((letter, length + 1))
}

/// A value of an attribute, its entities decoded.
pub(crate) fn decoded(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let (letter, length) = entity(from).unwrap_or(('&', 1));
        out.push(letter);
        rest = from.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    fn shapes(text: &str) -> Vec<String> {
        let shape = |token| match token {
            Token::Text(span) => ["text ", span.of(text)].concat(),
            Token::Raw(span) => ["raw ", span.of(text)].concat(),
            Token::Open(tag) => {
                let mut all = ["open ", tag.name.of(text)].concat();
                for (name, value) in tag.attributes {
                    for piece in [" ", name.of(text), "=", value.of(text)] {
                        all.push_str(piece);
                    }
                }
                all
            }
            Token::Close(name) => ["close ", name.of(text)].concat(),
            Token::Comment(_) => "comment".into(),
        };
        tokens(text).map(shape).collect()
    }

    #[test]
    fn what_mail_holds() {
        assert_eq!(
            shapes("<!DOCTYPE html><P class=a href='b>c' x>1 < 2<br/></p><!-- <a> -->"),
            ["comment", "open P class=a href=b>c x=", "text 1 < 2", "open br", "close p", "comment"]
        );
        assert_eq!(shapes("<style>a<b</STYLE>x"), ["open style", "raw a<b", "close STYLE", "text x"]);
        assert_eq!(shapes("<script></script>"), ["open script", "close script"]);
    }

    #[test]
    fn what_is_not_closed() {
        assert_eq!(shapes("a<a href=\"x"), ["text a", "open a href=x"]);
        assert_eq!(shapes("<!-- a"), ["comment"]);
        assert_eq!(shapes("<script>a"), ["open script", "raw a"]);
        assert_eq!(shapes("<"), ["text <"]);
        assert_eq!(shapes("</"), ["text </"]);
    }

    #[test]
    fn entities() {
        assert_eq!(decoded("a?b=1&amp;c=&#50;&#x33;&nope;&"), "a?b=1&c=23&nope;&");
        assert_eq!(entity("&nbsp;x"), Some((' ', 6)));
    }
}
