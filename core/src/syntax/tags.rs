//! Tag lists, the form that DKIM, DMARC, MTA-STS, TLS-RPT and BIMI records share: RFC 6376 section 3.2.

use alloc::vec::Vec;

use nom::bytes::complete::{take_while, take_while1};
use nom::character::complete::one_of;
use nom::{IResult, Parser};
use smallvec::SmallVec;

use super::Parsed;
use crate::text::Order;
use crate::text::Span;

/// ```abnf
/// tag-list         = tag-spec *( ";" tag-spec ) [ ";" ]
/// tag-spec         = [FWS] tag-name [FWS] "=" [FWS] tag-value [FWS]
/// tag-name         = ALPHA *ALNUMPUNC
/// ```
/// The names of extensions of MTA-STS may hold hyphens and dots, too (RFC 8461 section 3.1). Published lists also part tags by commas, blanks and line breaks, and write colons for `=`. All of that is read,
/// and reported.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Tags<'a> {
    /// The tags, in order.
    pub tags: Vec<Tag<'a>>,
    tail: &'a str,
}

impl<'a> Tags<'a> {
    /// The first tag of that name, in any case.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Tag<'a>> {
        self.tags.iter().find(|tag| tag.name.eq_ignore_ascii_case(name))
    }
}

/// One tag.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Tag<'a> {
    /// Its name, as it stands; empty for text that is no tag.
    pub name: &'a str,
    /// Its value, without blanks around it.
    pub value: &'a str,
    /// Where the name stands.
    pub name_span: Span,
    /// Where the value stands.
    pub value_span: Span,
    /// Where all of it stands.
    pub span: Span,
    gap: &'a str,
    middle: &'a str,
}

impl Tag<'_> {
    /// Whether it has this name, to the letter.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name == name
    }
}

/// Something wrong with a list.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TagFault {
    /// What it is.
    pub kind: TagFaultKind,
    /// Where it is.
    pub span: Span,
}

/// What can be wrong with a list. None of it keeps the rest from being read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum TagFaultKind {
    /// Two semicolons with nothing between them.
    Empty,
    /// Text without a name and a `=`.
    NoTag,
    /// A colon in place of `=`.
    Colon,
    /// A comma in place of a semicolon.
    Comma,
    /// A line break in place of a semicolon.
    LineBreak,
    /// A blank in place of a semicolon.
    Blank,
    /// A blank in place of `=`.
    NoMark,
}

/// Reads a tag list; `known` are the names that tell a missing semicolon from a blank in a value.
///
/// ```
/// use mailmend::syntax::tags::{TagFaultKind, parse};
/// let list = parse("v=DMARC1 p=none;; rua=mailto:a@example.com", &["v", "p", "rua"]);
/// assert_eq!(list.tree.tags.len(), 3);
/// assert_eq!(list.faults[0].kind, TagFaultKind::Blank);
/// assert_eq!(list.faults[1].kind, TagFaultKind::Empty);
/// assert_eq!(list.tree.to_string(), "v=DMARC1 p=none;; rua=mailto:a@example.com");
/// ```
#[must_use]
pub fn parse<'a>(text: &'a str, known: &[&str]) -> Parsed<Tags<'a>, SmallVec<[TagFault; 4]>> {
    let mut reader = Reader { text, known, tags: Vec::new(), faults: SmallVec::new(), end: 0 };
    let mut start = 0;
    for segment in text.split(';') {
        let end = start + segment.len();
        reader.segment(Span::new(start, end), end == text.len());
        start = end + 1;
    }
    let tail = text.get(reader.end..).unwrap_or_default();
    reader.faults.order_by_key(|fault| fault.span.start);
    Parsed { tree: Tags { tags: reader.tags, tail }, faults: reader.faults }
}

impl core::fmt::Display for Tags<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        for tag in &self.tags {
            f.write_str(tag.gap)?;
            f.write_str(tag.name)?;
            f.write_str(tag.middle)?;
            f.write_str(tag.value)?;
        }
        f.write_str(self.tail)
    }
}

struct Reader<'a, 'k> {
    text: &'a str,
    known: &'k [&'k str],
    tags: Vec<Tag<'a>>,
    faults: SmallVec<[TagFault; 4]>,
    /// Where the last tag ends.
    end: usize,
}

impl Reader<'_, '_> {
    fn fault(&mut self, kind: TagFaultKind, span: Span) {
        self.faults.push(TagFault { kind, span });
    }

    /// What stands between two semicolons.
    fn segment(&mut self, span: Span, is_last: bool) {
        let inside = span.of(self.text);
        if inside.trim().is_empty() {
            if !is_last {
                let start = span.start.saturating_sub(1);
                self.fault(TagFaultKind::Empty, Span::new(start, span.end + 1));
            }
            return;
        }
        let mut start = span.start + (inside.len() - inside.trim_start().len());
        let mut at = start;
        while at < span.end {
            let rest = self.text.get(at..span.end).unwrap_or_default();
            let Some(place) = rest.find(is_parting) else { break };
            let parting = rest.get(place..).unwrap_or_default();
            let length = parting.len() - parting.trim_start_matches(is_parting).len();
            let next = at + place + length;
            // In a value such as `t=y : s` the colon parts a list.
            let by_blank = parting.get(..length).is_some_and(|marks| !marks.contains([',', '\n']));
            if self.starts_tag(self.text.get(next..span.end).unwrap_or_default(), by_blank)
                && !self.is_free_text(start, at + place)
            {
                let parting = Span::new(at + place, next);
                let marks = parting.of(self.text);
                let kind = match () {
                    () if marks.contains(',') => TagFaultKind::Comma,
                    () if marks.contains(['\n', '\r']) => TagFaultKind::LineBreak,
                    () => TagFaultKind::Blank,
                };
                self.fault(kind, parting);
                self.tag(Span::new(start, parting.start));
                start = next;
            }
            at = next;
        }
        self.tag(Span::new(start, span.end));
    }

    /// Whether a tag with a known name starts here, and has a value.
    fn starts_tag(&self, text: &str, by_blank: bool) -> bool {
        let Ok((rest, (name, _, mark))) = head(text) else { return false };
        let known = self.known.iter().any(|known| known.eq_ignore_ascii_case(name));
        known && !rest.trim_start().is_empty() && !(mark == ':' && (by_blank || rest.starts_with("//")))
    }

    /// Whether the tag at `start` is `n=`: notes, in which anything may stand.
    fn is_free_text(&self, start: usize, end: usize) -> bool {
        head(self.text.get(start..end).unwrap_or_default()).is_ok_and(|(_, (name, ..))| name == "n")
    }

    fn tag(&mut self, span: Span) {
        let inside = span.of(self.text);
        let start = span.start + (inside.len() - inside.trim_start().len());
        let end = span.start + inside.trim_end().len();
        let span = Span::new(start, end.max(start));
        let trimmed = span.of(self.text);
        let known = |name: &str| self.known.iter().any(|known| known.eq_ignore_ascii_case(name));
        let (name, value_start, fault) = match head(trimmed) {
            Ok((rest, (name, _, '='))) => (name, end - rest.trim_start().len(), None),
            Ok((rest, (name, _, _))) if known(name) => (name, end - rest.trim_start().len(), Some(TagFaultKind::Colon)),
            // `p reject`
            _ => match trimmed.split_once([' ', '\t']) {
                Some((name, rest)) if known(name) && !rest.trim_start().contains([' ', '\t', '\r', '\n']) => {
                    (name, end - rest.trim_start().len(), Some(TagFaultKind::NoMark))
                }
                _ => ("", start, Some(TagFaultKind::NoTag)),
            },
        };
        let name_span = Span::new(start, start + name.len());
        if let Some(kind) = fault {
            self.fault(kind, if kind == TagFaultKind::NoTag { span } else { Span::new(start, value_start) });
        }
        let text = self.text;
        self.tags.push(Tag {
            name: name_span.of(text),
            value: text.get(value_start..span.end).unwrap_or_default(),
            name_span,
            value_span: Span::new(value_start, span.end),
            span,
            gap: text.get(self.end..start).unwrap_or_default(),
            middle: text.get(name_span.end..value_start).unwrap_or_default(),
        });
        self.end = span.end;
    }
}

fn is_parting(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\r' | '\n' | ',')
}

/// A tag's name and the mark after it.
fn head(text: &str) -> IResult<&str, (&str, &str, char)> {
    let name = take_while1(|letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.'));
    (name, take_while(char::is_whitespace), one_of("=:")).parse(text)
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    const KNOWN: [&str; 4] = ["v", "k", "p", "n"];

    #[test]
    fn sound_lists() {
        for text in ["v=DKIM1; k=rsa; p=AA BB", "v = D ;\tp = x ;", "v=a; n=see p=b; p=c", "v=a;x=1", ""] {
            let list = parse(text, &KNOWN);
            assert!(list.faults.is_empty(), "{text}: {:?}", list.faults);
            assert_eq!(list.tree.to_string(), text);
        }
    }

    #[test]
    fn one_fault_each() {
        for (text, kind, tags) in [
            ("v=a, p=b", TagFaultKind::Comma, 2),
            ("v=a\np=b", TagFaultKind::LineBreak, 2),
            ("v=a p=b", TagFaultKind::Blank, 2),
            ("v=a;; p=b", TagFaultKind::Empty, 2),
            ("v=a; p:b", TagFaultKind::Colon, 2),
            ("v=a; p b", TagFaultKind::NoMark, 2),
            ("v=a; -all", TagFaultKind::NoTag, 2),
        ] {
            let list = parse(text, &KNOWN);
            assert_eq!(list.faults.len(), 1, "{text}");
            assert_eq!((list.faults[0].kind, list.tree.tags.len()), (kind, tags), "{text}");
            assert_eq!(list.tree.to_string(), text);
        }
    }
}
