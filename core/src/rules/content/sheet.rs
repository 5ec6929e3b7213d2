//! What the rules on content write on: findings, each about one part of a message.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cell::OnceCell;
use core::cmp::Reverse;

use crate::model::{Confidence, Evidence, Fact, FactKey, Finding};
use crate::rules::found;
use crate::text::Order;
use crate::text::{Secrets, Span};

/// The bytes of a message that one piece of evidence repeats at most.
pub(super) const LONGEST_EVIDENCE: usize = 120;
/// The places that one finding shows at most.
const MOST_PLACES: usize = 8;

/// One text of a message: what the places of evidence count from.
#[derive(Debug)]
pub(super) struct Part<'a> {
    /// `subject`, `text`, `html`, the name of a header field, `message`.
    pub(super) name: &'a str,
    pub(super) text: Cow<'a, str>,
    secrets: OnceCell<Secrets>,
}

impl<'a> Part<'a> {
    pub(super) fn new(name: &'a str, text: impl Into<Cow<'a, str>>) -> Self {
        Self { name, text: text.into(), secrets: OnceCell::new() }
    }

    /// Evidence of what stands at `span`: cut where it is long, secrets masked.
    fn evidence(&self, span: Span) -> Evidence<'static> {
        let longest = self.text.floor_char_boundary(span.start.saturating_add(LONGEST_EVIDENCE));
        let span = Span::new(span.start, span.end.min(longest).max(span.start));
        let secrets = self.secrets.get_or_init(|| Secrets::find(&self.text));
        let text = secrets.mask(&self.text, span).into_owned();
        Evidence { text: Cow::Owned(text), start: span.start, end: span.end }
    }
}

/// The findings on one message.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    findings: Vec<Finding<'static>>,
}

impl Sheet {
    /// Writes a finding about `part`; about all of it where there is no place.
    pub(super) fn find(&mut self, place: u16, part: &Part<'_>, spans: &[Span]) -> Entry<'_> {
        let shown = spans.iter().take(MOST_PLACES).map(|span| part.evidence(*span)).collect::<Vec<_>>();
        let mut entry = self.write(place, part.name, shown);
        if spans.len() > MOST_PLACES {
            entry = entry.fact(FactKey::Count, spans.len().to_string());
        }
        entry
    }

    /// Writes a finding about a part that has no text to show.
    pub(super) fn find_in(&mut self, place: u16, part: &str) -> Entry<'_> {
        self.write(place, part, Vec::new())
    }

    /// Writes a finding with evidence that was made elsewhere: of bytes that are no text.
    pub(super) fn write(&mut self, place: u16, part: &str, evidence: Vec<Evidence<'static>>) -> Entry<'_> {
        let mut finding = found(place, "", Span::default());
        finding.evidence = evidence.into_iter().collect();
        self.findings.push(finding);
        Entry(self.findings.last_mut()).fact(FactKey::Part, part)
    }

    /// The findings, the gravest first, the surest first among equals.
    pub(super) fn finish(mut self) -> Vec<Finding<'static>> {
        self.findings.order_by_key(|finding| (Reverse(finding.cause.severity), Reverse(finding.confidence)));
        self.findings
    }
}

/// The finding that was written last.
pub(super) struct Entry<'s>(Option<&'s mut Finding<'static>>);

impl Entry<'_> {
    /// Adds a fact. The facts of one finding stand in the order of their names.
    pub(super) fn fact(self, key: FactKey, value: impl Into<String>) -> Self {
        let mut entry = self;
        if let Some(finding) = &mut entry.0 {
            let at = finding.facts.partition_point(|fact| fact.key < key);
            finding.facts.insert(at, Fact { key, value: Cow::Owned(value.into()) });
        }
        entry
    }

    /// Says how sure it is, where it is not certain.
    pub(super) fn confidence(self, confidence: Confidence) -> Self {
        let mut entry = self;
        if let Some(finding) = &mut entry.0 {
            finding.confidence = confidence;
        }
        entry
    }
}
