//! The record taken apart, as the report shows it.

use alloc::borrow::Cow;

use super::sheet::Sheet;
use crate::model::{Field, RecordTree, SpfTerm};
use crate::syntax::mtasts::Policy;
use crate::syntax::spf::{Name, Spf, Term, prefix};
use crate::syntax::tags::Tags;
use crate::text::Span;

pub(super) fn spf<'t>(sheet: &Sheet<'t, '_>, spf: &Spf<'_>) -> RecordTree<'t> {
    RecordTree::Terms(spf.terms.iter().map(|one| term(sheet, one)).collect())
}

fn term<'t>(sheet: &Sheet<'t, '_>, term: &Term<'_>) -> SpfTerm<'t> {
    let place = sheet.repaired.origin(term.span);
    let start = term.span.start + usize::from(term.qualifier.is_some());
    let word = || sheet.piece(Span::new(start, start + term.word.len()));
    let (value, prefix4, prefix6) = lengths(term);
    let value = Span::new(term.value_span.start, term.value_span.start + value.len());
    // An unknown word with `=` is a modifier.
    let is_modifier = term.name.map_or(term.separator == Some('='), Name::is_modifier);
    SpfTerm {
        text: sheet.piece(term.span),
        start: place.start,
        end: place.end,
        qualifier: (!is_modifier).then(|| term.qualifier.map_or("+", |qualifier| qualifier.as_str())),
        name: term.name.map_or_else(word, |name| Cow::Borrowed(name.as_str())),
        value: (!value.is_empty()).then(|| sheet.piece(value)),
        prefix4,
        prefix6,
    }
}

/// The value without its prefix lengths, and those. Lengths that cannot be are part of the value.
fn lengths<'s>(term: &Term<'s>) -> (&'s str, Option<u8>, Option<u8>) {
    let whole = (term.value, None, None);
    let from = term.value.rfind('}').unwrap_or(0);
    let slash = term.value.get(from..).and_then(|rest| rest.find('/')).map(|place| from + place);
    let Some((target, lengths)) = slash.and_then(|slash| term.value.split_at_checked(slash)) else { return whole };
    let target = target.trim_end();
    let length = |digits: &str, most| prefix(digits, most).map(|(length, _)| length);
    match (term.name, lengths.strip_prefix('/')) {
        (Some(Name::Ip4), Some(digits)) => length(digits, 32).map_or(whole, |length| (target, Some(length), None)),
        (Some(Name::Ip6), Some(digits)) => length(digits, 128).map_or(whole, |length| (target, None, Some(length))),
        (Some(Name::A | Name::Mx), _) => {
            let (four, six) = lengths.split_once("//").unwrap_or((lengths, ""));
            let four = four.strip_prefix('/').unwrap_or(four);
            let read = |digits: &str, most| if digits.is_empty() { Some(None) } else { length(digits, most).map(Some) };
            match (read(four, 32), read(six, 128)) {
                (Some(four), Some(six)) => (target, four, six),
                _ => whole,
            }
        }
        _ => whole,
    }
}

pub(super) fn tags<'t>(sheet: &Sheet<'t, '_>, list: &Tags<'_>) -> RecordTree<'t> {
    RecordTree::Tags(list.tags.iter().map(|tag| field(sheet, tag.name_span, tag.value_span, tag.span)).collect())
}

pub(super) fn lines<'t>(sheet: &Sheet<'t, '_>, policy: &Policy<'_>) -> RecordTree<'t> {
    let lines = policy.lines.iter().filter(|line| !line.name.is_empty() || !line.value.is_empty());
    let name = |start: usize, name: &str| Span::new(start, start + name.len());
    RecordTree::Lines(
        lines.map(|line| field(sheet, name(line.span.start, line.name), line.value_span, line.span)).collect(),
    )
}

fn field<'t>(sheet: &Sheet<'t, '_>, name: Span, value: Span, span: Span) -> Field<'t> {
    let place = sheet.repaired.origin(span);
    Field { name: sheet.piece(name), value: sheet.piece(value), start: place.start, end: place.end }
}

/// Goes over every text that the tree shows.
pub(super) fn each_text<'t>(tree: &mut RecordTree<'t>, mut change: impl FnMut(&mut Cow<'t, str>)) {
    match tree {
        RecordTree::Terms(terms) => {
            for SpfTerm { text, name, value, .. } in terms {
                [text, name].into_iter().chain(value).for_each(&mut change);
            }
        }
        RecordTree::Tags(fields) | RecordTree::Lines(fields) => {
            fields.iter_mut().flat_map(|field| [&mut field.name, &mut field.value]).for_each(change);
        }
    }
}
