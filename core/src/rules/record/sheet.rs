//! What a check writes on while it reads one record: findings, and whether the record can be mended.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cmp::Reverse;

use smallvec::SmallVec;

use super::tree;
use crate::knowledge::{self, codes};
use crate::model::{Evidence, Fact, FactKey, Finding, RecordTree, Severity};
use crate::rules::found;
use crate::syntax::dkim::holds_private_key;
use crate::text::Order;
use crate::text::{DamageKind, Form, Repaired, Span};

/// So many findings of one code are written at most: a record of 64 KiB can hold twenty thousand slips, and nobody reads
/// more than the first.
const MOST_OF_A_CODE: usize = 16;
/// The places that one finding shows at most.
const MOST_PLACES: usize = 8;
/// Stands for a private key.
const HIDDEN: &str = "********";
/// The longest piece of a text with a private key in it that may be shown.
const HARMLESS: usize = 32;
/// The bytes of a string in DNS (RFC 1035 section 3.3).
const LONGEST_STRING: usize = 255;

/// The findings on one record. Places are those of the repaired text; the sheet leads them back to the given one.
pub(super) struct Sheet<'t, 'r> {
    pub(super) given: &'t str,
    pub(super) repaired: &'r Repaired<'t>,
    findings: Vec<Finding<'t>>,
    /// How often each code was found.
    counts: SmallVec<[(u16, usize); 8]>,
    /// An error is left that no edit mends safely.
    stuck: bool,
    /// Something was mended.
    edited: bool,
    /// The record taken apart, where that is wanted.
    tree: Option<RecordTree<'t>>,
    wants_tree: bool,
}

/// Whether the edit that belongs to a finding was made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Mend {
    /// The corrected record is free of it.
    Done,
    /// A person has to decide.
    Left,
}

/// What a check gives.
pub(super) struct Checked<'t> {
    pub(super) findings: Vec<Finding<'t>>,
    pub(super) tree: Option<RecordTree<'t>>,
    pub(super) stuck: bool,
    pub(super) fixed: Option<String>,
}

impl<'t, 'r> Sheet<'t, 'r> {
    pub(super) fn new(given: &'t str, repaired: &'r Repaired<'t>, wants_tree: bool) -> Self {
        let mut sheet = Self {
            given,
            repaired,
            findings: Vec::new(),
            counts: SmallVec::new(),
            stuck: false,
            edited: false,
            tree: None,
            wants_tree,
        };
        sheet.damage();
        sheet
    }

    /// The repaired text.
    pub(super) fn text(&self) -> &'r str {
        &self.repaired.text
    }

    /// Keeps the tree that `plant` makes, where one is wanted.
    pub(super) fn keep(&mut self, plant: impl FnOnce(&Self) -> RecordTree<'t>) {
        if self.wants_tree {
            self.tree = Some(plant(self));
        }
    }

    /// What stands at `span`, as it was read.
    pub(super) fn piece(&self, span: Span) -> Cow<'t, str> {
        match &self.repaired.text {
            Cow::Borrowed(text) => Cow::Borrowed(span.of(text)),
            Cow::Owned(text) => Cow::Owned(span.of(text).to_string()),
        }
    }

    /// Writes a finding; the record as a whole where there is no place.
    pub(super) fn find(&mut self, place: u16, spans: &[Span], mend: Mend) {
        let cause = knowledge::cause(place);
        self.stuck |= cause.severity == Severity::Error && mend == Mend::Left;
        self.edited |= mend == Mend::Done;
        let repaired = self.repaired;
        self.write(place, spans.iter().map(|span| repaired.origin(*span)));
    }

    /// Whether there is room for one more finding of a code.
    fn counts(&mut self, place: u16) -> bool {
        let known = self.counts.iter().position(|(known, _)| *known == place).unwrap_or_else(|| {
            self.counts.push((place, 0));
            self.counts.len() - 1
        });
        let Some((_, count)) = self.counts.get_mut(known) else { return false };
        *count += 1;
        *count <= MOST_OF_A_CODE
    }

    /// Writes a finding with a fact.
    pub(super) fn find_with(&mut self, place: u16, spans: &[Span], mend: Mend, key: FactKey, value: impl Into<String>) {
        let before = self.findings.len();
        self.find(place, spans, mend);
        if let Some(finding) = self.findings.get_mut(before) {
            finding.facts.push(Fact { key, value: Cow::Owned(value.into()) });
        }
    }

    /// Writes a finding about all of the text, which stands for everything else that was found in it.
    pub(super) fn find_alone(&mut self, place: u16) {
        self.findings.clear();
        self.find(place, &[Span::new(0, self.text().len())], Mend::Left);
    }

    fn write(&mut self, place: u16, spans: impl Iterator<Item = Span>) {
        if !self.counts(place) {
            return;
        }
        let mut finding = found(place, self.given, Span::default());
        finding.evidence.clear();
        for span in spans.take(MOST_PLACES) {
            let text = Cow::Borrowed(span.of(self.given));
            finding.evidence.push(Evidence { text, start: span.start, end: span.end });
        }
        self.findings.push(finding);
    }

    /// One finding for each kind of damage that copying did.
    fn damage(&mut self) {
        let repaired = self.repaired;
        for marks in repaired.damage.chunk_by(|mark, next| mark.kind == next.kind) {
            let Some(first) = marks.first() else { continue };
            self.edited = true;
            self.write(page(first.kind), marks.iter().map(|mark| mark.span));
        }
    }

    /// The findings, the gravest first, and the corrected record: `text`, cut into strings at `joints` where the
    /// given record was.
    pub(super) fn finish(mut self, text: &str, joints: &[usize]) -> Checked<'t> {
        let start = |finding: &Finding<'_>| finding.evidence.first().map_or(0, |evidence| evidence.start);
        self.findings.order_by_key(|finding| (Reverse(finding.cause.severity), start(finding)));
        // Whoever published a private key does not want it in logs and tickets, too.
        let secret = holds_private_key(self.given)
            || (matches!(self.repaired.text, Cow::Owned(_)) && holds_private_key(self.text()));
        if secret {
            let shown = self.findings.iter_mut().flat_map(|finding| &mut finding.evidence).map(|place| &mut place.text);
            shown.for_each(hide);
            if let Some(tree) = &mut self.tree {
                tree::each_text(tree, hide);
            }
        }
        let fixed = (self.edited && !self.stuck && !secret).then(|| match self.repaired.form {
            Form::Strings => strings(text, joints),
            Form::Raw => text.to_string(),
        });
        Checked { findings: self.findings, tree: self.tree, stuck: self.stuck, fixed }
    }
}

fn hide(text: &mut Cow<'_, str>) {
    if text.len() > HARMLESS {
        *text = Cow::Borrowed(HIDDEN);
    }
}

/// `text` as quoted strings of at most 255 bytes; raw where one string holds it.
fn strings(text: &str, joints: &[usize]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut start = 0;
    let mut pieces = 0;
    let mut joints = joints.iter().copied().peekable();
    while start < text.len() {
        while joints.peek().is_some_and(|joint| *joint <= start) {
            joints.next();
        }
        let mut end = joints.peek().copied().unwrap_or(text.len()).min(text.len());
        if end - start > LONGEST_STRING {
            end = text.floor_char_boundary(start + LONGEST_STRING);
            // A blank belongs to the string before it, so that no two terms meet.
            let blank =
                text.get(start..end).and_then(|piece| piece.rfind(' ')).filter(|blank| *blank > LONGEST_STRING / 2);
            if let Some(blank) = blank {
                end = start + blank + 1;
            }
        }
        let Some(piece) = text.get(start..end) else { break };
        if pieces > 0 {
            out.push(' ');
        }
        out.push('"');
        for letter in piece.chars() {
            if matches!(letter, '"' | '\\') {
                out.push('\\');
            }
            out.push(letter);
        }
        out.push('"');
        pieces += 1;
        start = end;
    }
    if pieces == 1 { text.to_string() } else { out }
}

fn page(kind: DamageKind) -> u16 {
    match kind {
        DamageKind::CurlyQuotes => codes::REC001,
        DamageKind::Quotes => codes::REC002,
        DamageKind::Dash => codes::REC003,
        DamageKind::OddSpace => codes::REC004,
        DamageKind::Invisible => codes::REC005,
        DamageKind::ForeignLetters => codes::REC006,
        DamageKind::Html => codes::REC007,
        DamageKind::Markdown => codes::REC008,
        DamageKind::Escapes => codes::REC009,
        DamageKind::ZoneLine => codes::REC010,
        DamageKind::Label => codes::REC011,
        DamageKind::Comment => codes::REC012,
        DamageKind::LeadingSpace => codes::REC013,
        DamageKind::TrailingSpace => codes::REC014,
        DamageKind::LongString => codes::REC015,
        DamageKind::Pem => codes::DKIM027,
    }
}
