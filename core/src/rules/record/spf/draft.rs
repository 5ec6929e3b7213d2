//! The corrected record while it is made.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::syntax::spf::{MacroProblem, Name, Spf, Term, VersionForm};
use crate::text::Span;

/// The terms as they will stand.
pub(super) struct Draft {
    lines: Vec<Line>,
    /// Goes behind the last mechanism.
    pub(super) all: Option<String>,
    /// Goes to the very end.
    pub(super) last: Option<usize>,
}

/// One term as it will stand.
pub(super) struct Line {
    pub(super) qualifier: String,
    name: Option<Name>,
    word: String,
    pub(super) value: String,
    original: String,
    /// Whether it differs from what was given.
    pub(super) touched: bool,
    pub(super) dropped: bool,
}

impl Draft {
    pub(super) fn new(spf: &Spf<'_>) -> Self {
        Self { lines: spf.terms.iter().map(Line::new).collect(), all: None, last: None }
    }

    pub(super) fn line(&mut self, place: usize) -> Option<&mut Line> {
        self.lines.get_mut(place)
    }

    pub(super) fn is_dropped(&self, place: usize) -> bool {
        self.lines.get(place).is_none_or(|line| line.dropped)
    }

    /// The record, and where in it the strings of the given one meet.
    pub(super) fn print(&self, spf: &Spf<'_>, joints: &[usize]) -> (String, Vec<usize>) {
        let mut out = String::new();
        let mut meets = Vec::new();
        let mut joints = joints.iter().copied().peekable();
        out.push_str(if spf.version.form == VersionForm::Right { spf.version.text } else { "v=spf1" });
        let is_mechanism = |line: &Line| !line.dropped && !line.name.is_some_and(Name::is_modifier);
        let last_mechanism = self.lines.iter().rposition(is_mechanism);
        let mut all = self.all.as_deref();
        if last_mechanism.is_none()
            && let Some(all) = all.take()
        {
            out.push(' ');
            out.push_str(all);
        }
        for (place, (line, term)) in self.lines.iter().zip(&spf.terms).enumerate() {
            if !line.dropped && self.last != Some(place) {
                out.push(' ');
                let met = joints.peek().is_some_and(|joint| *joint <= term.span.start);
                while joints.peek().is_some_and(|joint| *joint <= term.span.start) {
                    joints.next();
                }
                if met {
                    meets.push(out.len());
                }
                out.push_str(&line.print());
            }
            if last_mechanism == Some(place)
                && let Some(all) = all.take()
            {
                out.push(' ');
                out.push_str(all);
            }
        }
        if let Some(line) = self.last.and_then(|place| self.lines.get(place)).filter(|line| !line.dropped) {
            out.push(' ');
            out.push_str(&line.print());
        }
        (out, meets)
    }
}

impl Line {
    fn new(term: &Term<'_>) -> Self {
        let signs = usize::from(term.qualifier.is_some());
        Self {
            qualifier: term.text.get(..signs).unwrap_or_default().to_string(),
            name: term.name,
            word: term.word.to_string(),
            value: term.value.chars().filter(|letter| !letter.is_whitespace()).collect(),
            original: term.text.to_string(),
            // `include:a,b`: the second name has lost its mechanism.
            touched: term.name.is_some() && term.word.is_empty(),
            dropped: false,
        }
    }

    pub(super) fn rename(&mut self, name: Name) {
        self.name = Some(name);
        self.word.clear();
        self.touched = true;
        if name.is_modifier() {
            self.qualifier.clear();
        }
    }

    pub(super) fn set_value(&mut self, value: &str) {
        self.value = value.to_string();
        self.touched = true;
    }

    pub(super) fn set_qualifier(&mut self, sign: &str) {
        self.qualifier = sign.to_string();
        self.touched = true;
    }

    /// `/024` is `/24`.
    pub(super) fn strip_zeros(&mut self) {
        let mut out = String::new();
        for (place, part) in self.value.split('/').enumerate() {
            if place > 0 {
                out.push('/');
                let short = part.trim_start_matches('0');
                out.push_str(if short.is_empty() && !part.is_empty() { "0" } else { short });
            } else {
                out.push_str(part);
            }
        }
        self.set_value(&out);
    }

    pub(super) fn strip_prefix_length(&mut self) {
        let from = self.value.rfind('}').unwrap_or(0);
        let slash =
            self.value.get(from..).and_then(|rest| rest.find('/')).map_or(self.value.len(), |place| from + place);
        self.value.truncate(slash);
        self.touched = true;
    }

    /// Takes off the prefix lengths that are 0, of the two that `a` and `mx` take as well.
    pub(super) fn strip_zero_lengths(&mut self) {
        let from = self.value.rfind('}').unwrap_or(0);
        let Some((target, lengths)) = self
            .value
            .get(from..)
            .and_then(|rest| rest.find('/'))
            .and_then(|slash| self.value.split_at_checked(from + slash))
        else {
            return;
        };
        let (four, six) = lengths.split_once("//").unwrap_or((lengths, "0"));
        let is_zero = |length: &str| length.trim_matches(['/', '0']).is_empty();
        let mut value = target.to_string();
        if !is_zero(four) {
            value.push_str(four);
        }
        if !is_zero(six) {
            value.push_str("//");
            value.push_str(six);
        }
        self.set_value(&value);
    }

    /// Mends a macro where there is one plain meaning.
    pub(super) fn mend_macro(&mut self, problem: MacroProblem, at: Span) -> bool {
        let at_end = at.end == self.value.len();
        let Some(text) = super::macro_text(problem, at.of(&self.value), at_end) else { return false };
        let (before, after) =
            (self.value.get(..at.start).unwrap_or_default(), self.value.get(at.end..).unwrap_or_default());
        self.value = [before, &text, after].concat();
        self.touched = true;
        true
    }

    pub(super) fn print(&self) -> String {
        if !self.touched {
            return self.original.clone();
        }
        let mut out = self.qualifier.clone();
        match self.name {
            // A name that was right keeps its letters.
            Some(name) if name.as_str().eq_ignore_ascii_case(&self.word) => out.push_str(&self.word),
            Some(name) => out.push_str(name.as_str()),
            None => out.push_str(&self.word),
        }
        if !self.value.is_empty() {
            if !self.value.starts_with('/') {
                out.push(if self.name.is_some_and(Name::is_modifier) { '=' } else { ':' });
            }
            out.push_str(&self.value);
        }
        out
    }
}
