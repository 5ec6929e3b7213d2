//! Cuts a record into its version and its terms, also where blanks are missing, too many, or no blanks at all.

use alloc::vec::Vec;

use smallvec::SmallVec;

use super::network::is_address;
use super::{Name, Qualifier, SpfFault, SpfFaultKind, Version, VersionForm};
use crate::text::{Span, near};

/// A piece of the record that becomes a term.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// All of it, the blanks inside included.
    pub(super) span: Span,
    /// Where the blank stands that should not be there, or that stands for a colon.
    pub(super) blank: Option<Span>,
    /// Whether a comma or a semicolon stands before it: it may carry on the list of the term before.
    pub(super) listed: bool,
    /// Where what stands before it begins.
    pub(super) gap: usize,
}

type Faults = SmallVec<[SpfFault; 4]>;

/// The version, the tokens, and what stands after the last one.
pub(super) fn tokens<'a>(text: &'a str, joints: &[usize], faults: &mut Faults) -> (Version<'a>, Vec<Token>, &'a str) {
    let (version, mut at) = version(text);
    let mut tokens: Vec<Token> = Vec::new();
    let mut gap = version.span.end;
    // `include:a.example, b.example`: the mark ends a word, and the list goes on.
    let mut after_mark = false;
    let touches = version.form == VersionForm::Right && text.get(at..).is_some_and(starts_term);
    if touches {
        let end = text.get(at..).and_then(|rest| rest.find(is_blank)).map_or(text.len(), |length| at + length);
        fault(faults, SpfFaultKind::Glued, Span::new(0, end));
    }
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let blanks = rest.len() - rest.trim_start_matches(is_blank).len();
        if blanks > 0 {
            let between = rest.get(..blanks).unwrap_or_default();
            if let Some(place) = between.find(|letter| letter != ' ') {
                fault(faults, SpfFaultKind::Blank, Span::new(at + place, at + place + 1));
            }
            at += blanks;
            continue;
        }
        let end = at + rest.find(is_blank).unwrap_or(rest.len());
        let first = tokens.len();
        word(text, Span::new(at, end), joints, faults, &mut tokens);
        for token in tokens.iter_mut().skip(first) {
            token.gap = gap;
            gap = token.span.end;
        }
        if let Some(token) = tokens.get_mut(first) {
            token.listed |= after_mark;
        }
        after_mark = text.get(..end).is_some_and(|before| before.ends_with([',', ';']));
        at = end;
    }
    let tokens = merge(text, tokens, faults);
    let end = tokens.last().map_or(version.span.end, |token| token.span.end);
    (version, tokens, text.get(end..).unwrap_or_default())
}

fn is_blank(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\r' | '\n')
}

fn fault(faults: &mut Faults, kind: SpfFaultKind, span: Span) {
    faults.push(SpfFault { kind, span, term: None });
}

/// The version, and where the terms start.
fn version(text: &str) -> (Version<'_>, usize) {
    let found =
        |end: usize, form| (Version { text: text.get(..end).unwrap_or_default(), span: Span::new(0, end), form }, end);
    let end = text.find(is_blank).unwrap_or(text.len());
    let word = text.get(..end).unwrap_or_default();
    let start = word.get(..6).unwrap_or_default();
    if start.eq_ignore_ascii_case("v=spf1") {
        let rest = word.get(6..).unwrap_or_default();
        // `v=spf1,` and `v=spf1include:…`; but `v=spf10` is another version.
        if rest.is_empty() || rest.starts_with([',', ';']) || starts_term(rest) {
            return found(6, VersionForm::Right);
        }
        // `v=spf1:mx` and `v=spf1.mx`: the mark is no part of the term.
        let marked = rest.strip_prefix([':', '.', '/', '|']).is_some_and(|rest| rest.is_empty() || starts_term(rest));
        return found(if marked { 7 } else { end }, VersionForm::Wrong);
    }
    if word.len() >= 4 && word.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("spf2")) {
        return found(end, VersionForm::SenderId);
    }
    // `v = spf1`, `v= spf1`, `v =spf1`
    let squeezed = text.char_indices().filter(|(_, letter)| !is_blank(*letter)).take(6);
    let mut last = 0;
    let is_version = squeezed.zip("v=spf1".chars()).filter(|((place, letter), wanted)| {
        last = *place + letter.len_utf8();
        letter.eq_ignore_ascii_case(wanted)
    });
    if is_version.count() == 6 && text.get(last..).unwrap_or_default().chars().next().is_none_or(is_blank) {
        return found(last, VersionForm::Wrong);
    }
    let bare = word.trim_end_matches([',', ';']);
    // `version=spf1`, `v=v=spf1`
    if bare.rsplit(['=', ':']).next().is_some_and(|version| version.eq_ignore_ascii_case("spf1")) {
        return found(bare.len(), VersionForm::Wrong);
    }
    let versioned =
        bare.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("v=") || start.eq_ignore_ascii_case("v:"));
    if versioned || near(bare, "v=spf1", 2) || near(bare, "spf1", 1) {
        return found(bare.len(), VersionForm::Wrong);
    }
    found(0, VersionForm::Missing)
}

/// Whether a term with a known name starts here, in full: the name and its mark, or `all`.
fn starts_term(text: &str) -> bool {
    let bare = text.trim_start_matches(['+', '-', '~', '?']);
    let longest = bare.bytes().take(LONGEST_NAME + 1).take_while(u8::is_ascii_alphanumeric).count();
    if longest > LONGEST_NAME {
        return false;
    }
    let end = longest;
    let (name, rest) = bare.split_at_checked(end).unwrap_or_default();
    match Name::from_word(name) {
        Some(Name::All) => rest.is_empty() || rest.starts_with(is_blank),
        Some(Name::A | Name::Mx | Name::Ptr) if rest.is_empty() || rest.starts_with(is_blank) => true,
        Some(_) => rest.starts_with([':', '=']),
        None => false,
    }
}

/// `redirect`, `includes`: no name is longer.
const LONGEST_NAME: usize = 8;

/// Cuts a word at commas and semicolons, at joints, and where two terms are glued.
fn word(text: &str, span: Span, joints: &[usize], faults: &mut Faults, tokens: &mut Vec<Token>) {
    let bytes = text.as_bytes();
    let mut start = span.start;
    let mut listed = false;
    let mut depth = 0_u32;
    let mut at = span.start;
    let first = tokens.len();
    let mut joint = joints.partition_point(|joint| *joint <= span.start);
    while at < span.end {
        match bytes.get(at) {
            Some(b'{') if at > 0 && bytes.get(at - 1) == Some(&b'%') => depth += 1,
            Some(b'}') => depth = depth.saturating_sub(1),
            Some(b',' | b';')
                if (depth == 0 || !has_brace(text, at, span.end)) && parts(Span::new(start, at).of(text)) =>
            {
                depth = 0;
                fault(faults, SpfFaultKind::ListMark, Span::new(at, at + 1));
                glued(text, Span::new(start, at), listed, faults, tokens);
                start = at + 1;
                listed = tokens.len() > first;
            }
            _ => {}
        }
        if joints.get(joint) == Some(&at) {
            joint += 1;
            let is_sign =
                text.get(start..at).is_some_and(|before| before.ends_with(|sign| Qualifier::from_char(sign).is_some()));
            if at > start && !is_sign && starts_term(text.get(at..span.end).unwrap_or_default()) {
                fault(faults, SpfFaultKind::Glued, Span::new(start, span.end));
                glued(text, Span::new(start, at), listed, faults, tokens);
                (start, listed) = (at, false);
            }
        }
        at += 1;
    }
    glued(text, Span::new(start, span.end), listed, faults, tokens);
}

/// Whether a comma or a semicolon behind `before` parts two terms. Behind a bare name it stands for the colon
/// (`include;a.example`), and in the value of a modifier that nobody knows it may stand (RFC 7208 section 7.1).
fn parts(before: &str) -> bool {
    let head = before.get(..before.floor_char_boundary(LONGEST_MODIFIER)).unwrap_or_default();
    let word = head.trim_start_matches(|sign| Qualifier::from_char(sign).is_some());
    let needs_value = |name: Name| !name.stands_alone() && !name.is_modifier();
    if head.len() == before.len() && Name::from_word(word).is_some_and(needs_value) {
        return false;
    }
    let Some((name, _)) = word.split_once('=') else { return true };
    let is_name = name.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    !is_name || Name::ALL.iter().any(|known| near(name, known.as_str(), 1 + known.as_str().len() / 6))
}

/// The name of a modifier is looked for in so many bytes.
const LONGEST_MODIFIER: usize = 32;

/// Whether a brace closes within the longest macro that can be.
fn has_brace(text: &str, at: usize, end: usize) -> bool {
    text.as_bytes().get(at..end.min(at + 16)).unwrap_or_default().contains(&b'}')
}

/// Cuts `ip4:192.0.2.1~all`, `mx-all` and `include:a.exampleinclude:b.example`.
fn glued(text: &str, span: Span, listed: bool, faults: &mut Faults, tokens: &mut Vec<Token>) {
    let mut push = |span: Span| {
        if !span.is_empty() {
            tokens.push(Token { span, blank: None, listed, gap: span.start });
        }
    };
    let word = span.of(text);
    let mut starts: SmallVec<[usize; 4]> = SmallVec::new();
    for (place, letter) in word.char_indices().skip(1) {
        let rest = word.get(place..).unwrap_or_default();
        let before = word.get(..place).unwrap_or_default();
        let known = match letter {
            '+' | '-' | '~' | '?' => {
                (is_all(rest) || begins_inside(rest.get(1..).unwrap_or_default()))
                    && before.ends_with(|letter: char| letter.is_ascii_alphanumeric() || letter == '.')
            }
            'i' | 'I' | 'e' | 'E' | 'r' | 'R' => {
                begins_inside(rest) && !before.ends_with(|letter| Qualifier::from_char(letter).is_some())
            }
            _ => false,
        };
        if known {
            starts.push(place);
        }
    }
    let mut last = 0;
    let mut cut = false;
    for place in starts {
        let piece = word.get(last..place).unwrap_or_default();
        // `include:include:x`: the outer name says nothing.
        let is_name_only = piece.ends_with([':', '=']) && Name::from_word(piece.trim_end_matches([':', '='])).is_some();
        cut = true;
        if !is_name_only {
            push(Span::new(span.start + last, span.start + place));
        }
        last = place;
    }
    if cut {
        fault(faults, SpfFaultKind::Glued, span);
    }
    push(Span::new(span.start + last, span.end));
}

fn is_all(text: &str) -> bool {
    let name = text.get(1..).unwrap_or_default();
    name.eq_ignore_ascii_case("all")
}

fn begins_inside(text: &str) -> bool {
    const MARKED: [&str; 5] = ["include:", "ip4:", "ip6:", "exists:", "redirect="];
    MARKED.iter().any(|name| text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)))
}

/// Joins what a blank tore apart: `include: x`, `a mail.example.com`, `ip4:192.0.2.0 /24`.
fn merge(text: &str, tokens: Vec<Token>, faults: &mut Faults) -> Vec<Token> {
    let mut merged: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let apart = merged
            .last()
            .filter(|last| last.blank.is_none() && !token.listed && belongs(last.span.of(text), token.span.of(text)));
        let blank = apart.map(|last| Span::new(last.span.end, token.span.start)).filter(|blank| !blank.is_empty());
        match (merged.last_mut(), blank) {
            (Some(last), Some(blank)) => {
                last.span.end = token.span.end;
                last.blank = Some(blank);
                faults.push(SpfFault { kind: SpfFaultKind::Spaced, span: last.span, term: None });
            }
            _ => merged.push(token),
        }
    }
    merged
}

fn belongs(last: &str, next: &str) -> bool {
    let bare = last.trim_start_matches(['+', '-', '~', '?']);
    // `- all`
    if bare.is_empty() && last.len() == 1 {
        return starts_term(next) && !next.starts_with(['+', '-', '~', '?']);
    }
    if next.starts_with('/') && next.len() > 1 && next.bytes().all(|byte| byte == b'/' || byte.is_ascii_digit()) {
        return !bare.contains('/') && bare.contains(':');
    }
    // `ip4:192.0.2.0/ 24`
    if bare.ends_with('/') && next.bytes().all(|byte| byte.is_ascii_digit()) {
        return true;
    }
    let (name, has_mark) = match bare.strip_suffix([':', '=']) {
        Some(name) => (name, true),
        None => (bare, false),
    };
    let Some(name) = Name::from_word(name).filter(|name| *name != Name::All) else { return false };
    if starts_term(next) || next.starts_with(['+', '-', '~', '?']) {
        return false;
    }
    // `include :a.example`
    if !has_mark && next.starts_with(if name.is_modifier() { '=' } else { ':' }) && next.len() > 1 {
        return true;
    }
    let is_name = next.contains(['.', '%']) && !next.contains([':', '=', '@']);
    match name {
        Name::Ip4 | Name::Ip6 => is_address(next),
        _ => is_name || (has_mark && !next.contains(['=', '@'])),
    }
}
