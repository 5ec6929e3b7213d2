//! A text on its way to what was meant: each letter remembers where it stood.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use crate::text::Span;

/// A letter, and the bytes of the input that it stands for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter {
    pub(super) letter: char,
    place: Span,
}

/// The text, mended so far.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    letters: Vec<Letter>,
    /// The end of the input, for what stands behind the last letter.
    end: usize,
    changed: bool,
}

impl Draft {
    pub(super) fn new(text: &str) -> Self {
        let letters = text.char_indices().map(|(at, letter)| {
            let place = Span::new(at, at + letter.len_utf8());
            Letter { letter, place }
        });
        Self { letters: letters.collect(), end: text.len(), changed: false }
    }

    pub(super) fn len(&self) -> usize {
        self.letters.len()
    }

    pub(super) fn is_changed(&self) -> bool {
        self.changed
    }

    pub(super) fn get(&self, at: usize) -> Option<char> {
        self.letters.get(at).map(|one| one.letter)
    }

    pub(super) fn chars(&self) -> impl DoubleEndedIterator<Item = char> + ExactSizeIterator + '_ {
        self.letters.iter().map(|one| one.letter)
    }

    pub(super) fn text(&self) -> String {
        self.chars().collect()
    }

    pub(super) fn part(&self, range: Range<usize>) -> String {
        self.letters.get(range).unwrap_or_default().iter().map(|one| one.letter).collect()
    }

    /// Where `range` stood in the input; for an empty one, where it would stand.
    pub(super) fn place(&self, range: Range<usize>) -> Span {
        let start = self.letters.get(range.start).map_or(self.end, |one| one.place.start);
        match self.letters.get(range).and_then(|letters| Some((letters.first()?, letters.last()?))) {
            Some((first, last)) => Span::new(first.place.start, last.place.end),
            None => Span::new(start, start),
        }
    }

    /// Where the bytes `span` of the draft's text stood in the input.
    pub(super) fn place_of_bytes(&self, span: Span) -> Span {
        let mut at = 0;
        let mut letter_at = |offset: usize, letters: &[Letter]| {
            let mut count = 0;
            for one in letters {
                if at >= offset {
                    break;
                }
                at += one.letter.len_utf8();
                count += 1;
            }
            count
        };
        let start = letter_at(span.start, &self.letters);
        let length = letter_at(span.end, self.letters.get(start..).unwrap_or_default());
        self.place(start..start + length)
    }

    pub(super) fn remove(&mut self, range: Range<usize>) {
        if range.start < range.end && range.end <= self.letters.len() {
            self.letters.drain(range);
            self.changed = true;
        }
    }

    pub(super) fn truncate(&mut self, length: usize) {
        self.changed |= length < self.letters.len();
        self.letters.truncate(length);
    }

    /// Puts `text` in place of `range`; it stands for what stood there.
    pub(super) fn replace(&mut self, range: Range<usize>, text: &str) {
        if range.start > range.end || range.end > self.letters.len() {
            return;
        }
        let place = self.place(range.clone());
        self.letters.splice(range, text.chars().map(|letter| Letter { letter, place }));
        self.changed = true;
    }

    /// Changes each letter in `range` that `change` has something else for; nothing leaves a letter out.
    pub(super) fn map(&mut self, range: Range<usize>, mut change: impl FnMut(usize, char) -> Option<char>) {
        let mut at = 0;
        let mut changed = false;
        self.letters.retain_mut(|one| {
            let here = at;
            at += 1;
            if !range.contains(&here) {
                return true;
            }
            match change(here, one.letter) {
                Some(letter) => {
                    changed |= letter != one.letter;
                    one.letter = letter;
                    true
                }
                None => {
                    changed = true;
                    false
                }
            }
        });
        self.changed |= changed;
    }

    /// The runs of letters in `range` that `is` holds for.
    pub(super) fn runs(&self, range: Range<usize>, is: impl Fn(char) -> bool) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for at in range {
            if !self.get(at).is_some_and(&is) {
                continue;
            }
            match runs.last_mut().filter(|run| run.end == at) {
                Some(run) => run.end = at + 1,
                None => runs.push(at..at + 1),
            }
        }
        runs
    }

    /// Where `word` starts at or after `from`, whatever its case.
    pub(super) fn find(&self, word: &str, from: usize) -> Option<usize> {
        let length = word.chars().count();
        let end = (self.len() + 1).checked_sub(length)?;
        (from..end).find(|at| self.stands_at(word, *at))
    }

    /// Whether `word` stands at `at`, whatever its case.
    pub(super) fn stands_at(&self, word: &str, at: usize) -> bool {
        let mut own = self.letters.get(at..).unwrap_or_default().iter();
        word.chars().all(|letter| own.next().is_some_and(|one| one.letter.eq_ignore_ascii_case(&letter)))
    }

    /// The `@` signs that stand neither between quotes nor in comments. A quote or bracket that nothing closes is none.
    pub(super) fn at_signs(&self) -> Vec<usize> {
        let mut signs = Vec::new();
        self.walk(|at, letter| {
            if letter == '@' {
                signs.push(at);
            }
        });
        signs
    }

    /// Visits the letters that stand neither between quotes nor in comments.
    pub(super) fn walk(&self, mut visit: impl FnMut(usize, char)) {
        let last_quote = self.chars().rposition(|letter| letter == '"').unwrap_or(0);
        let last_bracket = self.chars().rposition(|letter| letter == ')').unwrap_or(0);
        let (mut quoted, mut depth, mut escaped) = (false, 0_usize, false);
        for (at, letter) in self.chars().enumerate() {
            if escaped {
                escaped = false;
                continue;
            }
            match letter {
                '\\' if quoted || depth > 0 => escaped = true,
                '"' if quoted => quoted = false,
                '"' if depth == 0 && at < last_quote => quoted = true,
                '(' if !quoted && at < last_bracket => depth += 1,
                ')' if !quoted && depth > 0 => depth -= 1,
                _ if !quoted && depth == 0 => visit(at, letter),
                _ => {}
            }
        }
    }
}
