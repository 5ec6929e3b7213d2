//! Pairs and calls in code: one pass over the tokens, with a stack of what is open.

use alloc::vec::Vec;

use super::tokens::{Kind, Token, tokens};
use super::{Argument, Entry, Form, Group, Reading, Shape};
use crate::text::Order;
use crate::text::Span;

/// Brackets deeper than this are not told apart any more.
const DEEPEST: usize = 64;

pub(super) fn read(text: &str, form: Form) -> Reading {
    let hash = matches!(form, Form::Php | Form::Python | Form::Ruby);
    let tokens = tokens(text, hash, !matches!(form, Form::Python | Form::Ruby));
    let blocks = form == Form::Python;
    let mut reader = Reader { text, tokens: &tokens, blocks, out: Reading::default(), open: Vec::new() };
    reader.open.push(Frame::new(b'\n', None));
    for at in 0..tokens.len() {
        reader.step(at);
    }
    while !reader.open.is_empty() {
        reader.finish(tokens.len());
        reader.open.pop();
    }
    reader.out.entries.order_by_key(|entry| (entry.whole.start, entry.value.start));
    reader.out
}

struct Reader<'t> {
    text: &'t str,
    tokens: &'t [Token],
    /// A colon at the end of a line opens a block, as in Python.
    blocks: bool,
    out: Reading,
    open: Vec<Frame>,
}

/// A bracket that is open, and how far what stands in it was read.
#[derive(Debug)]
struct Frame {
    bracket: u8,
    group: Option<usize>,
    /// The token where the pair, argument or statement at hand starts.
    start: Option<usize>,
    /// Its key: the first and the last token of it.
    key: Option<(usize, usize)>,
    /// The sign between key and value.
    sign: Kind,
    /// The first token of the value, and the one after the last.
    value: Option<(usize, usize)>,
    /// The value is a bracket with entries of its own.
    nested: bool,
    /// What is called, when these are its arguments.
    callee: Option<usize>,
    argument: u16,
    /// The first argument, for calls that take a name and a value.
    named: Option<usize>,
}

impl Frame {
    const fn new(bracket: u8, group: Option<usize>) -> Self {
        Self {
            bracket,
            group,
            start: None,
            key: None,
            sign: Kind::Line,
            value: None,
            nested: false,
            callee: None,
            argument: 0,
            named: None,
        }
    }
}

/// Calls that set what their first argument names.
const SETTERS: [&str; 10] = [
    "define",
    "put",
    "set",
    "setProperty",
    "setting",
    "setdefault",
    "putenv",
    "update_option",
    "UseSetting",
    "setConfig",
];

/// Calls and names that look a value up.
const LOOK_UPS: [&str; 7] = ["env", "environ", "getenv", "config", "fetch", "get", "GetEnvironmentVariable"];

impl Reader<'_> {
    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.span.of(self.text))
    }

    fn span(&self, first: usize, last: usize) -> Span {
        let start = self.tokens.get(first).map_or(self.text.len(), |token| token.span.start);
        let end = self.tokens.get(last).map_or(self.text.len(), |token| token.span.end);
        Span::new(start, end.max(start))
    }

    fn step(&mut self, at: usize) {
        let Some(kind) = self.kind(at) else { return };
        match kind {
            Kind::Open(bracket) => self.enter(at, bracket),
            Kind::Close(bracket) => self.leave(at, bracket),
            Kind::Comma => self.finish_with(at, true),
            Kind::Semicolon => self.finish_with(at, false),
            Kind::Line if self.ends_here(at) => self.finish_with(at, false),
            Kind::Line => {}
            Kind::Colon | Kind::Equals | Kind::Arrow => self.sign(at, kind),
            _ => self.take(at),
        }
    }

    /// Whether the end of a line ends what stands before it.
    fn ends_here(&self, at: usize) -> bool {
        let Some(frame) = self.open.last() else { return false };
        if !matches!(frame.bracket, b'\n' | b'{') || frame.start.is_none() {
            return false;
        }
        let goes_on = |kind: Option<Kind>| matches!(kind, Some(Kind::Mark | Kind::Member));
        let before = at.checked_sub(1).and_then(|place| self.kind(place));
        if goes_on(before) || matches!(before, Some(Kind::Equals | Kind::Arrow | Kind::Colon)) {
            // `auth:` at the end of a line has its value on the next one, in Python with blocks it has none.
            return false;
        }
        !goes_on(self.kind(at + 1)) && !matches!(self.kind(at + 1), Some(Kind::Open(b'{')))
    }

    fn take(&mut self, at: usize) {
        let Some(frame) = self.open.last_mut() else { return };
        frame.start.get_or_insert(at);
        if frame.key.is_some() {
            let first = frame.value.map_or(at, |(first, _)| first);
            frame.value = Some((first, at + 1));
        }
    }

    /// `:`, `=`, `=>`: what stands before is a key, or it is part of a value.
    fn sign(&mut self, at: usize, kind: Kind) {
        let opens = self.blocks && kind == Kind::Colon && self.open.len() == 1;
        if opens && matches!(self.kind(at + 1), None | Some(Kind::Line)) {
            // `class Config:`, `else:` are no settings; what was read so far was.
            if let Some(frame) = self.open.last_mut() {
                (frame.start, frame.key, frame.value) = (None, None, None);
            }
            return;
        }
        let chain = self.chain_before(at);
        let Some(frame) = self.open.last_mut() else { return };
        match (frame.key, frame.value) {
            (None, _) if frame.start.is_some() => {
                if let Some((first, last)) = chain {
                    frame.key = Some((first, last));
                    frame.sign = kind;
                    frame.value = None;
                    frame.nested = false;
                } else {
                    // `${a}[b] = c`: no name.
                    frame.key = None;
                }
            }
            // `const options: Options = {`
            (Some(_), Some(_)) if frame.sign == Kind::Colon && kind == Kind::Equals => {
                frame.sign = kind;
                frame.value = None;
            }
            (Some(_), Some(_)) => self.take(at),
            _ => {}
        }
    }

    /// The name that ends before the token at `at`: `$mail->Host`, `config['host']`, `"host"`, `:port`.
    fn chain_before(&self, at: usize) -> Option<(usize, usize)> {
        let start = self.open.last()?.start?;
        let last = at.checked_sub(1)?;
        let mut place = last;
        // `config['host']`
        if self.kind(last) == Some(Kind::Close(b']')) {
            place = last.checked_sub(1)?;
            matches!(self.kind(place), Some(Kind::Text { .. })).then_some(())?;
            (self.kind(place.checked_sub(1)?) == Some(Kind::Open(b'['))).then_some(())?;
            return Some((start, place));
        }
        // `with SMTP(…) as server:` names nothing.
        let calls = (start..place.min(start + 16)).any(|at| matches!(self.kind(at), Some(Kind::Open(b'('))));
        if calls {
            return None;
        }
        matches!(self.kind(place), Some(Kind::Word | Kind::Text { .. } | Kind::Symbol | Kind::Number))
            .then_some((start, place))
    }

    fn enter(&mut self, at: usize, bracket: u8) {
        let previous = at.checked_sub(1).filter(|place| matches!(self.kind(*place), Some(Kind::Word)));
        let touches = previous.filter(|place| {
            let end = self.tokens.get(*place).map_or(0, |token| token.span.end);
            self.tokens.get(at).is_some_and(|token| token.span.start == end)
        });
        // `array(…)` in PHP and `dict(…)` in Python are brackets with a name.
        let literal = touches.filter(|place| bracket == b'(' && is_literal_call(self.word(*place)));
        let called = touches.filter(|_| bracket == b'(' && literal.is_none());
        self.take(at);
        let Some(frame) = self.open.last() else { return };
        let first = frame.value.is_some_and(|(first, _)| first == literal.unwrap_or(at));
        // A group's name: the key that it is the value of, or what is called with it.
        let name = match (frame.key, called) {
            (Some((_, last)), _) if first => Some(last),
            (_, Some(callee)) => Some(callee),
            // `gomail.Dialer{Host: …}`, `new SmtpClient(…) { … }`
            _ if bracket == b'{' => touches.or(previous.filter(|_| frame.key.is_none() || frame.value.is_some())),
            _ => None,
        };
        let parent = frame.group;
        let group = match name {
            Some(name) => {
                let span = self.tokens.get(name).map_or(Span::default(), |token| token.inner(self.text));
                let span = self.trimmed(span);
                self.out.groups.push(Group { name: span, parent });
                Some(self.out.groups.len() - 1)
            }
            None => parent,
        };
        // Calls are seen, whatever they are called with; and brackets beyond the deepest share one frame.
        if let Some(callee) = called {
            self.call(callee, at);
        }
        let mut inner = Frame::new(bracket, group);
        inner.callee = called;
        if self.open.len() < DEEPEST {
            self.open.push(inner);
        }
    }

    /// A symbol or a variable without its mark.
    fn trimmed(&self, span: Span) -> Span {
        let text = span.of(self.text);
        let marks = text.len() - text.trim_start_matches([':', '$', '@']).len();
        Span::new(span.start + marks, span.end)
    }

    fn call(&mut self, callee: usize, at: usize) {
        let name = self.span(callee, callee);
        let frame = self.open.last();
        let start = frame.and_then(|frame| frame.start).unwrap_or(callee);
        let entry = Entry {
            key: name,
            chain: Span::new(self.span(start, start).start, name.start),
            argument: Argument::Callee,
            value: name,
            outer: name,
            shape: Shape::Bare,
            whole: Span::new(name.start, self.span(at, at).end),
            group: frame.and_then(|frame| frame.group),
            listed: false,
        };
        self.out.entries.push(entry);
    }

    fn leave(&mut self, at: usize, bracket: u8) {
        let wanted = match bracket {
            b'}' => b'{',
            b']' => b'[',
            _ => b'(',
        };
        let Some(place) = self.open.iter().rposition(|frame| frame.bracket == wanted).filter(|place| *place > 0) else {
            return;
        };
        while self.open.len() > place {
            self.finish(at);
            let frame = self.open.pop();
            let had = frame.is_some_and(|frame| frame.callee.is_none());
            let first = self.open.last().and_then(|outer| outer.value).map_or(at, |(first, _)| first);
            let pairs = wanted != b'(' || is_literal_call(self.word(first));
            if let Some(outer) = self.open.last_mut().filter(|outer| outer.key.is_some())
                && let Some((first, _)) = outer.value
            {
                outer.value = Some((first, at + 1));
                outer.nested |= had && first < at && pairs;
            }
        }
    }

    fn finish_with(&mut self, at: usize, listed: bool) {
        self.end(at, listed, !listed && self.kind(at) == Some(Kind::Semicolon));
        if let Some(frame) = self.open.last_mut().filter(|_| listed) {
            frame.argument = frame.argument.saturating_add(1);
        }
    }

    fn finish(&mut self, at: usize) {
        let listed = self.open.last().is_some_and(|frame| frame.bracket != b'\n');
        self.end(at, listed, false);
    }

    /// What was read up to the token at `at` is done.
    fn end(&mut self, at: usize, listed: bool, mark: bool) {
        let Some(frame) = self.open.last_mut() else { return };
        let (start, key, value, nested) = (frame.start.take(), frame.key.take(), frame.value.take(), frame.nested);
        let (group, callee, argument, named) = (frame.group, frame.callee, frame.argument, frame.named);
        frame.nested = false;
        let Some(start) = start else { return };
        let mut last = at.saturating_sub(1);
        while last > start && self.kind(last) == Some(Kind::Line) {
            last -= 1;
        }
        let whole = Span::new(self.span(start, start).start, self.span(last, if mark { at } else { last }).end);
        let mut entry = Entry {
            key: Span::default(),
            chain: Span::default(),
            argument: Argument::No,
            value: Span::default(),
            outer: Span::default(),
            shape: Shape::Code,
            whole,
            group,
            listed,
        };
        match (key, value) {
            (Some((first, name)), Some((from, until))) => {
                if nested
                    && (matches!(self.kind(from), Some(Kind::Open(b'{' | b'['))) || is_literal_call(self.word(from)))
                {
                    return;
                }
                let key = self.tokens.get(name).map_or(Span::default(), |token| token.inner(self.text));
                entry.key = self.trimmed(key);
                entry.chain = Span::new(self.span(first, first).start, entry.key.start);
                let mut until = until;
                while until > from + 1 && self.kind(until - 1) == Some(Kind::Line) {
                    until -= 1;
                }
                self.literal(&mut entry, from, until);
            }
            (None, _) => {
                // A statement of a name and a symbol, as `delivery_method :smtp`.
                let pair = last == start + 1
                    && self.kind(start) == Some(Kind::Word)
                    && matches!(self.kind(last), Some(Kind::Symbol));
                let member = last > start + 1
                    && self.kind(last) == Some(Kind::Symbol)
                    && self.kind(last - 1) == Some(Kind::Word)
                    && callee.is_none();
                if pair || member {
                    entry.key = self.span(last - 1, last - 1);
                    entry.chain = Span::new(whole.start, entry.key.start);
                    self.literal(&mut entry, last, last + 1);
                } else if let Some(callee) = callee {
                    let name = self.word(callee);
                    let setter = SETTERS.iter().any(|known| name.eq_ignore_ascii_case(known));
                    if setter && argument == 0 && matches!(self.kind(start), Some(Kind::Text { .. } | Kind::Word)) {
                        if let Some(frame) = self.open.last_mut() {
                            frame.named = Some(last);
                        }
                        return;
                    }
                    match named.filter(|_| argument == 1) {
                        Some(named) => {
                            entry.key = self.tokens.get(named).map_or(Span::default(), |token| token.inner(self.text));
                            let first = self.statement_start(callee);
                            entry.chain = Span::new(first, entry.key.start);
                            entry.group = self.open.iter().rev().nth(1).and_then(|frame| frame.group);
                            // Up to the bracket and the mark behind it.
                            let mut end = at;
                            if self.kind(at + 1) == Some(Kind::Semicolon) {
                                end = at + 1;
                            }
                            entry.whole = Span::new(first, self.span(end, end).end.max(whole.end));
                            entry.listed = false;
                        }
                        // What a look-up is asked for is no setting.
                        None if LOOK_UPS.iter().any(|known| name.eq_ignore_ascii_case(known)) => return,
                        None if matches!(self.kind(start), Some(Kind::Open(b'{' | b'['))) => return,
                        None => {
                            entry.key = self.span(callee, callee);
                            entry.argument = Argument::At(argument);
                            entry.group = self.open.iter().rev().nth(1).and_then(|frame| frame.group);
                        }
                    }
                    self.literal(&mut entry, start, last + 1);
                } else {
                    return;
                }
            }
            _ => return,
        }
        self.out.entries.push(entry);
    }

    /// Where the statement starts that a call stands in.
    fn statement_start(&self, callee: usize) -> usize {
        let outer = self.open.iter().rev().nth(1).and_then(|frame| frame.start).unwrap_or(callee);
        self.span(outer, outer).start
    }

    fn is_plain(&self, token: &Token) -> bool {
        matches!(token.kind, Kind::Text { .. } | Kind::Number)
            || (token.kind == Kind::Word && is_constant(token.span.of(self.text)))
    }

    /// The value that the tokens from `from` up to `until` are.
    fn literal(&self, entry: &mut Entry, from: usize, until: usize) {
        let set = |entry: &mut Entry, token: &Token, fallback: bool| {
            entry.outer = token.span;
            entry.value = token.inner(self.text);
            entry.shape = match token.kind {
                Kind::Text { quote, .. } if fallback => Shape::Fallback(quote),
                Kind::Text { quote, .. } => Shape::Quoted(quote),
                _ if fallback => Shape::Fallback(0),
                Kind::Number => Shape::Number,
                _ => Shape::Bare,
            };
        };
        let first = self.tokens.get(from);
        if let (Some(token), true) = (first, until == from + 1) {
            match token.kind {
                Kind::Text { .. } | Kind::Number => return set(entry, token, false),
                Kind::Word if is_constant(token.span.of(self.text)) => return set(entry, token, false),
                Kind::Symbol => {
                    set(entry, token, false);
                    entry.value = Span::new(token.span.start + 1, token.span.end);
                    entry.outer = token.span;
                    return;
                }
                _ => {}
            }
        }
        entry.outer = self.span(from, until.saturating_sub(1));
        entry.value = entry.outer;
        entry.shape = Shape::Code;
        // `env('X', 'fallback')`, `process.env.X || 'fallback'`: looked at from behind, a few tokens only.
        let looked_up = (from..until.min(from + 6)).any(|at| {
            let word = self.word(at);
            LOOK_UPS.iter().any(|name| word.eq_ignore_ascii_case(name))
        });
        if !looked_up {
            return;
        }
        // `config('X', default=587, cast=int)`
        let named = (from..until.min(from + 32)).find(|at| {
            matches!(self.word(*at), "default" | "default_value" | "fallback")
                && matches!(self.kind(at + 1), Some(Kind::Equals | Kind::Colon))
                && matches!(self.kind(at + 3), Some(Kind::Comma | Kind::Close(_) | Kind::Line))
        });
        if let Some(token) = named.and_then(|at| self.tokens.get(at + 2)).filter(|token| self.is_plain(token)) {
            return set(entry, token, true);
        }
        let mut at = until;
        for _ in 0..4 {
            at = match at.checked_sub(1).filter(|at| *at > from) {
                Some(at) => at,
                None => return,
            };
            let Some(token) = self.tokens.get(at) else { return };
            let parts = matches!(self.kind(at - 1), Some(Kind::Comma))
                || (self.kind(at - 1) == Some(Kind::Mark) && matches!(self.word(at - 1), "||" | "??"))
                || self.word(at - 1) == "or";
            let plain = self.is_plain(token);
            if plain && parts {
                return set(entry, token, true);
            }
            if plain || !matches!(token.kind, Kind::Close(_)) {
                return;
            }
        }
    }
}

/// Whether a call only writes down pairs: `array(…)` in PHP, `dict(…)` in Python.
fn is_literal_call(word: &str) -> bool {
    matches!(word, "array" | "Array" | "dict")
}

fn is_constant(word: &str) -> bool {
    ["true", "false", "null", "nil", "none", "undefined", "yes", "no", "on", "off"]
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known))
}
