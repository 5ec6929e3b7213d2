//! What is the same for every tag list: its marks, its version, tags that stand there twice or are misspelt.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use smallvec::SmallVec;

use super::sheet::{Mend, Sheet};
use super::tree;
use crate::knowledge::codes;
use crate::model::FactKey;
use crate::syntax::tags::{Tag, TagFault, TagFaultKind, Tags, parse};
use crate::text::Order;
use crate::text::{Span, near};

/// What a kind of record asks of its list.
pub(super) struct Shape {
    /// The value of `v`, to the letter.
    pub(super) version: &'static str,
    /// Whether the version may be left out.
    pub(super) optional: bool,
    /// The tags that exist.
    pub(super) known: &'static [&'static str],
    /// Other words for a tag.
    pub(super) slips: &'static [(&'static str, &'static str)],
    /// The page for text that is no tag.
    pub(super) stray: u16,
    /// The page for names in capitals.
    pub(super) capitals: u16,
    /// Tags whose slips are looked for: those that are long enough, in records that know few others.
    pub(super) guesses: &'static [&'static str],
    /// Whether the grammar allows no blanks around `=` and no empty tags, and receivers go by it.
    pub(super) strict: bool,
    /// Tags that may be repeated.
    pub(super) repeats: &'static [&'static str],
}

/// The corrected list while it is made: one line for each tag of the tree.
pub(super) struct List<'r> {
    pub(super) tags: Tags<'r>,
    pub(super) lines: Vec<Line>,
    joints: SmallVec<[usize; 2]>,
}

/// One tag as it will stand.
pub(super) struct Line {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) dropped: bool,
    /// The first tags come first, whatever their place was.
    rank: u8,
}

/// Reads the list and writes what is wrong with it as a list.
pub(super) fn open<'r>(sheet: &mut Sheet<'_, 'r>, shape: &Shape) -> List<'r> {
    open_without(sheet, shape, &[])
}

/// The same; text that is no tag is left out without a finding where it stands at one of `told`.
pub(super) fn open_without<'r>(sheet: &mut Sheet<'_, 'r>, shape: &Shape, told: &[Span]) -> List<'r> {
    let text = sheet.text();
    let parsed = parse(text, shape.known);
    sheet.keep(|sheet| tree::tags(sheet, &parsed.tree));
    let lines = parsed.tree.tags.iter().map(|tag| Line {
        name: tag.name.to_string(),
        value: squeeze(tag.value),
        dropped: false,
        rank: 1,
    });
    let mut list =
        List { lines: lines.collect(), tags: parsed.tree, joints: sheet.repaired.joints.iter().copied().collect() };
    for (tag, line) in list.tags.tags.iter().zip(&mut list.lines) {
        line.dropped = told.binary_search(&tag.span).is_ok();
    }
    let wrong_marks = marks(sheet, shape, &list.tags.tags, &parsed.faults);
    version(sheet, &mut list, shape, wrong_marks);
    strays(sheet, &mut list, shape);
    names(sheet, &mut list, shape);
    twice(sheet, &mut list, shape);
    list
}

/// Blanks in a row become one.
fn squeeze(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for word in value.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Gives whether the marks between tags are wrong.
fn marks(sheet: &mut Sheet<'_, '_>, shape: &Shape, tags: &[Tag<'_>], faults: &[TagFault]) -> bool {
    let text = sheet.text();
    let spans = |wanted: &[TagFaultKind]| -> SmallVec<[Span; 8]> {
        faults.iter().filter(|fault| wanted.contains(&fault.kind)).map(|fault| fault.span).collect()
    };
    let wrong = spans(&[
        TagFaultKind::Colon,
        TagFaultKind::Comma,
        TagFaultKind::LineBreak,
        TagFaultKind::Blank,
        TagFaultKind::NoMark,
    ]);
    if !wrong.is_empty() {
        sheet.find(codes::REC021, &wrong, Mend::Done);
    }
    let empty = spans(&[TagFaultKind::Empty]);
    if !empty.is_empty() {
        sheet.find(if shape.strict { codes::REC031 } else { codes::REC022 }, &empty, Mend::Done);
    }
    let around = |tag: &Tag<'_>| Span::new(tag.name_span.end, tag.value_span.start);
    let spaced: SmallVec<[Span; 8]> = tags
        .iter()
        .filter(|tag| !tag.name.is_empty() && !tag.value.is_empty())
        .map(around)
        .filter(|mark| shape.strict && mark.len() > 1 && mark.of(text).contains('='))
        .collect();
    if !spaced.is_empty() {
        sheet.find(codes::REC032, &spaced, Mend::Done);
    }
    let by_breaks = faults.iter().any(|fault| fault.kind == TagFaultKind::LineBreak);
    if !by_breaks {
        let breaks: SmallVec<[Span; 8]> =
            text.match_indices('\n').take(8).map(|(at, _)| Span::new(at, at + 1)).collect();
        if !breaks.is_empty() {
            sheet.find(codes::REC016, &breaks, Mend::Done);
        }
    }
    !wrong.is_empty()
}

fn version(sheet: &mut Sheet<'_, '_>, list: &mut List<'_>, shape: &Shape, wrong_marks: bool) {
    let place = list.tags.tags.iter().position(|tag| tag.name.eq_ignore_ascii_case("v"));
    let Some(place) = place else {
        // `DMARC1; p=none`
        let first = list.tags.tags.first().filter(|tag| tag.name.is_empty() && is_version(tag.value, shape.version));
        let span = first.map(|tag| tag.span);
        if let (Some(span), Some(line)) = (span, list.lines.first_mut()) {
            set_version(line, shape);
            sheet.find_with(codes::REC026, &[span], Mend::Done, FactKey::Suggestion, ["v=", shape.version].concat());
        } else if !shape.optional {
            let line = Line { name: "v".into(), value: shape.version.into(), dropped: false, rank: 0 };
            list.lines.push(line);
            sheet.find_with(codes::REC026, &[], Mend::Done, FactKey::Suggestion, ["v=", shape.version].concat());
        }
        return;
    };
    let Some((tag, line)) = list.tags.tags.get(place).zip(list.lines.get_mut(place)) else { return };
    line.rank = 0;
    if tag.value != shape.version {
        set_version(line, shape);
        // `v=DMARC1: p=none`: the mark is wrong, not the version.
        if wrong_marks && tag.value.trim_end_matches([':', '.']) == shape.version {
            return;
        }
        sheet.find_with(codes::REC026, &[tag.span], Mend::Done, FactKey::Suggestion, ["v=", shape.version].concat());
    }
    if place > 0 {
        sheet.find(codes::REC027, &[tag.span], Mend::Done);
    }
}

/// Whether `text` is meant as the version.
fn is_version(text: &str, version: &str) -> bool {
    near(text.trim_start_matches("v-").trim_start_matches('='), version, 2)
}

fn set_version(line: &mut Line, shape: &Shape) {
    line.name = "v".into();
    line.value = shape.version.into();
    line.rank = 0;
}

/// Text that is no tag goes, but for the version.
fn strays(sheet: &mut Sheet<'_, '_>, list: &mut List<'_>, shape: &Shape) {
    for (tag, line) in list.tags.tags.iter().zip(&mut list.lines) {
        if tag.name.is_empty() && line.name.is_empty() && !line.dropped {
            line.dropped = true;
            sheet.find(shape.stray, &[tag.span], Mend::Done);
        }
    }
}

/// Names in capitals, and slips of names.
fn names(sheet: &mut Sheet<'_, '_>, list: &mut List<'_>, shape: &Shape) {
    let mut capitals: SmallVec<[Span; 8]> = SmallVec::new();
    let is_there = |known: &&str| list.tags.find(known).is_some();
    let missing: SmallVec<[&str; 16]> = shape.known.iter().copied().filter(|known| !is_there(known)).collect();
    for (tag, line) in list.tags.tags.iter().zip(&mut list.lines) {
        if tag.name.is_empty() || shape.known.contains(&tag.name) {
            continue;
        }
        if let Some(known) = shape.known.iter().find(|known| known.eq_ignore_ascii_case(tag.name)) {
            line.name = (*known).to_string();
            capitals.push(Span::new(tag.span.start, tag.value_span.start));
            continue;
        }
        let word = shape.slips.iter().find(|(slip, _)| slip.eq_ignore_ascii_case(tag.name)).map(|(_, known)| *known);
        let slip = |known: &&&str| tag.name.len() >= 3 && near(tag.name, known, 1);
        let meant = word.or_else(|| shape.guesses.iter().find(slip).copied()).filter(|known| missing.contains(known));
        if let Some(known) = meant {
            line.name = known.to_string();
            sheet.find_with(codes::REC029, &[tag.name_span], Mend::Done, FactKey::Suggestion, known);
        }
    }
    if !capitals.is_empty() {
        sheet.find(shape.capitals, &capitals, Mend::Done);
    }
}

fn twice(sheet: &mut Sheet<'_, '_>, list: &mut List<'_>, shape: &Shape) {
    for known in shape.known.iter().filter(|known| !shape.repeats.contains(known)) {
        let mut first: Option<usize> = None;
        for place in 0..list.lines.len() {
            let Some(line) = list.lines.get(place).filter(|line| line.name == *known && !line.dropped) else {
                continue;
            };
            let Some(before) = first else {
                first = Some(place);
                continue;
            };
            let same = list.lines.get(before).is_some_and(|other| other.value == line.value);
            let span = list.tags.tags.get(place).map(|tag| tag.span);
            // Which of two values is meant, only the owner knows.
            sheet.find(codes::REC025, span.as_slice(), if same { Mend::Done } else { Mend::Left });
            if let Some(line) = list.lines.get_mut(place).filter(|_| same) {
                line.dropped = true;
            }
        }
    }
}

impl<'r> List<'r> {
    /// The place of the tag that is, or was meant as, `name`.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.lines.iter().position(|line| line.name == name && !line.dropped)
    }

    /// The tag as it was read, and the line as it will stand.
    pub(super) fn tag(&mut self, name: &str) -> Option<(Tag<'r>, &mut Line)> {
        let place = self.place(name)?;
        let tag = *self.tags.tags.get(place)?;
        Some((tag, self.lines.get_mut(place)?))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    /// The value of a tag as it will stand.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.place(name).and_then(|place| self.lines.get(place)).map(|line| line.value.as_str())
    }

    /// Adds a tag behind the version.
    pub(super) fn add_first(&mut self, name: &str, value: &str) {
        let line = Line { name: name.into(), value: value.into(), dropped: false, rank: 0 };
        self.lines.push(line);
    }

    /// Adds a tag at the end.
    pub(super) fn add_last(&mut self, name: &str, value: &str) {
        self.lines.push(Line { name: name.into(), value: value.into(), dropped: false, rank: 2 });
    }

    /// The record, and where in it the strings of the given one meet.
    pub(super) fn print(&self) -> (String, Vec<usize>) {
        let mut order: Vec<usize> = (0..self.lines.len()).collect();
        order.order_by_key(|place| self.lines.get(*place).map_or((3, false), |line| (line.rank, line.name != "v")));
        let mut out = String::new();
        let mut meets = Vec::new();
        let mut joints = self.joints.iter().copied().peekable();
        for place in order {
            let Some(line) = self.lines.get(place).filter(|line| !line.dropped) else { continue };
            if !out.is_empty() {
                out.push_str("; ");
            }
            let start = self.tags.tags.get(place).map_or(0, |tag| tag.span.start);
            let met = joints.peek().is_some_and(|joint| *joint <= start);
            while joints.peek().is_some_and(|joint| *joint <= start) {
                joints.next();
            }
            if met && !out.is_empty() {
                meets.push(out.len());
            }
            out.push_str(&line.name);
            out.push('=');
            out.push_str(&line.value);
        }
        (out, meets)
    }
}

/// Parts between semicolons that belong to the value of a tag before them: `rua=mailto:a; mailto:b`. `tag` is how that
/// tag's name starts; `belongs` knows such a part.
pub(super) fn parted(text: &str, tag: &str, belongs: impl Fn(&str) -> bool) -> SmallVec<[Span; 4]> {
    let mut spans = SmallVec::new();
    let mut start = 0;
    let mut seen = false;
    for segment in text.split(';') {
        let inside = segment.trim();
        let at = start + (segment.len() - segment.trim_start().len());
        start += segment.len() + 1;
        if seen && belongs(inside) {
            spans.push(Span::new(at, at + inside.len()));
        }
        seen |= inside.get(..tag.len()).is_some_and(|name| name.eq_ignore_ascii_case(tag));
    }
    spans
}
