//! What is wrong between the letters of a name, and with the `@` after it.

use alloc::vec::Vec;

use super::Found;
use super::draft::Draft;
use crate::knowledge::{lists, slugs as page};
use crate::model::AddressMode;
use crate::syntax::address::{LONGEST_ADDRESS, LONGEST_LOCAL, is_mark, nfc};

/// Mends the `@`; gives its place. Without one, only a mail domain at the end can tell where it belongs.
pub(super) fn at_sign(draft: &mut Draft, found: &mut Found<'_>) -> Option<usize> {
    let signs = draft.at_signs();
    let Some(&last) = signs.last() else { return missing(draft, found) };
    if signs.len() == 1 {
        return Some(last);
    }
    // Several in a row are one that was typed twice.
    let in_a_row = signs.windows(2).all(|pair| matches!(pair, [one, other] if one + 1 == *other));
    if let Some(&first) = signs.first().filter(|_| in_a_row) {
        found.error(page::DOUBLE_AT, &[draft.place(first + 1..last + 1)]);
        draft.remove(first + 1..last + 1);
        return Some(first);
    }
    if let [first, second] = signs.as_slice()
        && draft.part(first + 1..*second).eq_ignore_ascii_case(&draft.part(second + 1..draft.len()))
    {
        found.error(page::REPEATED_DOMAIN, &[draft.place(*second..draft.len())]);
        draft.truncate(*second);
        return Some(*first);
    }
    found.hopeless(page::MULTIPLE_AT, &[draft.place(last..last + 1)]);
    Some(last)
}

fn missing(draft: &mut Draft, found: &mut Found<'_>) -> Option<usize> {
    let text = draft.text().to_ascii_lowercase();
    let Some(domain) = lists::mail_domain_at_end(&text) else {
        match found.mode {
            AddressMode::Sender => found.hopeless(page::SENDER_WITHOUT_DOMAIN, &[draft.place(0..draft.len())]),
            _ => found.hopeless(page::MISSING_AT, &[draft.place(draft.len()..draft.len())]),
        }
        return None;
    };
    let start = draft.len() - domain.len();
    let before = start.checked_sub(1).and_then(|at| draft.get(at));
    match before {
        Some('2') if start > 1 => {
            found.error(page::AT_TYPED_AS_2, &[draft.place(start - 1..start)]);
            draft.replace(start - 1..start, "@");
            Some(start - 1)
        }
        Some(letter) if start > 1 && !letter.is_alphanumeric() && !matches!(letter, '.' | '-' | '_' | ' ') => {
            found.error(page::AT_TYPED_AS_OTHER, &[draft.place(start - 1..start)]);
            draft.replace(start - 1..start, "@");
            Some(start - 1)
        }
        Some(letter) if letter.is_alphanumeric() => {
            found.error(page::MISSING_AT, &[draft.place(start..start)]);
            draft.replace(start..start, "@");
            Some(start)
        }
        // The domain of a domain: `mail.gmail.com` may be a name of its own.
        _ => {
            found.hopeless(page::MISSING_AT, &[draft.place(draft.len()..draft.len())]);
            None
        }
    }
}

/// Mends the name before the `@` at `at`; gives the place of the `@` afterwards.
pub(super) fn mend(draft: &mut Draft, mut at: usize, found: &mut Found<'_>) -> usize {
    let end =
        draft.chars().take(at).collect::<Vec<_>>().iter().rposition(|letter| *letter != ' ').map_or(0, |at| at + 1);
    if end < at {
        found.header_form(page::SPACE_BEFORE_AT, &[draft.place(end..at)]);
        draft.remove(end..at);
        at = end;
    }
    if at == 0 {
        found.hopeless(page::EMPTY_LOCAL, &[draft.place(0..0)]);
        return 0;
    }
    at = typographic(draft, at, found);
    if draft
        .chars()
        .take(at)
        .any(|letter| matches!(letter, '"' | '(' | ')' | '\\' | ',' | ' ' | ':' | ';' | '<' | '>' | '[' | ']'))
    {
        at = specials(draft, at, found);
    }
    at = dots(draft, at, found);
    at = letters(draft, at, found);
    if draft.get(0) == Some('+') && at > 1 {
        found.policy_fix(page::PLUS_AS_SPACE, draft.place(0..1), |_| {
            draft.remove(0..1);
            at -= 1;
        });
    }
    if at == 0 {
        found.hopeless(page::EMPTY_LOCAL, &[draft.place(0..0)]);
    } else if draft.part(0..at).len() > LONGEST_LOCAL {
        found.hopeless(page::LOCAL_TOO_LONG, &[draft.place(0..at)]);
    }
    at
}

/// Quotation marks and dashes of word processors.
fn typographic(draft: &mut Draft, at: usize, found: &mut Found<'_>) -> usize {
    let double = |letter: char| matches!(letter, '“' | '”' | '„' | '«' | '»');
    let single = |letter: char| matches!(letter, '’' | '‘' | '‛' | '´' | '′');
    let dash = |letter: char| matches!(letter, '‐'..='―' | '−' | '﹣');
    let marks: Vec<_> =
        draft.runs(0..at, |letter| double(letter) || single(letter)).into_iter().map(|run| draft.place(run)).collect();
    if !marks.is_empty() {
        found.error(page::SMART_QUOTES, &marks);
    }
    for run in draft.runs(0..at, dash) {
        found.error(page::DASH_LOOKALIKE, &[draft.place(run)]);
    }
    let gone = draft.chars().take(at).filter(|letter| double(*letter)).count();
    draft.map(0..at, |_, letter| match letter {
        letter if double(letter) => None,
        letter if single(letter) => Some('\''),
        letter if dash(letter) => Some('-'),
        letter => Some(letter),
    });
    at - gone
}

/// Quotes, comments, and the characters that mean something in headers.
fn specials(draft: &mut Draft, mut at: usize, found: &mut Found<'_>) -> usize {
    at = comments(draft, at, found);
    if let Some(at) = quoted(draft, at, found) {
        return at;
    }
    let mut gone = 0;
    for here in 0..at {
        let place = draft.place(here..here + 1);
        match draft.get(here) {
            Some(' ') => found.error(page::LOCAL_SPACE, &[place]),
            Some(',') => found.error(page::LOCAL_COMMA, &[place]),
            Some('\\') => found.error(page::LOCAL_BACKSLASH, &[place]),
            Some('(') => found.hopeless(page::UNCLOSED_COMMENT, &[place]),
            Some(')' | '<' | '>' | '[' | ']' | ':' | ';') => found.hopeless(page::LOCAL_INVALID_CHAR, &[place]),
            _ => continue,
        }
        gone += usize::from(matches!(draft.get(here), Some(' ' | '\\')));
    }
    draft.map(0..at, |_, letter| match letter {
        ' ' | '\\' => None,
        ',' => Some('.'),
        letter => Some(letter),
    });
    at - gone
}

fn comments(draft: &mut Draft, mut at: usize, found: &mut Found<'_>) -> usize {
    let mut outside = alloc::vec![false; draft.len()];
    draft.walk(|here, _| {
        if let Some(place) = outside.get_mut(here) {
            *place = true;
        }
    });
    let is_comment = |here: usize| outside.get(here) == Some(&false);
    let mut here = at;
    while here > 0 {
        here -= 1;
        if draft.get(here) != Some(')') || !is_comment(here) {
            continue;
        }
        let mut start = here;
        while start > 0
            && is_comment(start - 1)
            && !(draft.get(start) == Some('(') && outside.get(start - 1) != Some(&false))
        {
            start -= 1;
        }
        if draft.get(start) == Some('(') {
            found.header_form(page::COMMENT, &[draft.place(start..here + 1)]);
            // Spaces between the name and the comment go with it.
            draft.remove(start..here + 1);
            at -= here + 1 - start;
            let mut from = start;
            while from > 0 && draft.get(from - 1) == Some(' ') && from == at {
                from -= 1;
            }
            draft.remove(from..start);
            at -= start - from;
            here = from;
        } else {
            here = start;
        }
    }
    at
}

/// Names with quotation marks in them. Nothing when there is none, or none that is more than a slip.
fn quoted(draft: &mut Draft, at: usize, found: &mut Found<'_>) -> Option<usize> {
    let marks: Vec<usize> = (0..at).filter(|here| draft.get(*here) == Some('"') && !is_escaped(draft, *here)).collect();
    let (&first, &last) = (marks.first()?, marks.last()?);
    if first == 0 && last == at - 1 && marks.len() == 2 {
        return Some(whole(draft, at, found));
    }
    let mut at = at;
    let remove_marks = |draft: &mut Draft| {
        draft.map(0..at, |_, letter| (letter != '"').then_some(letter));
        marks.len()
    };
    let paired = marks.len().is_multiple_of(2);
    let words = paired && marks.chunks(2).all(|pair| is_word(draft, at, pair));
    if words {
        let spans: Vec<_> =
            marks.chunks(2).filter_map(|pair| Some(draft.place(*pair.first()?..pair.last()? + 1))).collect();
        found.error(page::OBSOLETE_LOCAL, &spans);
        at -= remove_marks(draft);
    } else if paired && first == 0 {
        found.error(page::TEXT_AFTER_QUOTE, &[draft.place(last + 1..at)]);
        at -= remove_marks(draft);
    } else {
        let rule = if first == 0 { page::UNCLOSED_QUOTE } else { page::QUOTE_INSIDE };
        let spans: Vec<_> = marks.iter().map(|mark| draft.place(*mark..mark + 1)).collect();
        found.error(rule, &spans);
        at -= remove_marks(draft);
    }
    Some(specials_after_quotes(draft, at, found))
}

/// What is left once the quotes are gone may hold what only quotes allow.
fn specials_after_quotes(draft: &mut Draft, at: usize, found: &mut Found<'_>) -> usize {
    let wrong = |letter: char| matches!(letter, ' ' | ',' | ':' | ';' | '<' | '>' | '[' | ']' | '(' | ')' | '\\' | '@');
    for run in draft.runs(0..at, wrong) {
        found.hopeless(page::LOCAL_INVALID_CHAR, &[draft.place(run)]);
    }
    at
}

fn is_escaped(draft: &Draft, at: usize) -> bool {
    let slashes = (0..at).rev().take_while(|here| draft.get(*here) == Some('\\')).count();
    slashes % 2 == 1
}

/// Whether the quotes stand around a whole word between dots.
fn is_word(draft: &Draft, end: usize, pair: &[usize]) -> bool {
    let [start, close] = pair else { return false };
    let before = start.checked_sub(1).is_none_or(|at| draft.get(at) == Some('.'));
    before && (close + 1 == end || draft.get(close + 1) == Some('.'))
}

/// The whole name stands in quotes.
fn whole(draft: &mut Draft, at: usize, found: &mut Found<'_>) -> usize {
    let local = draft.part(0..at);
    if at == 2 {
        found.hopeless(page::EMPTY_QUOTED_LOCAL, &[draft.place(0..2)]);
        return at;
    }
    let plain = crate::syntax::address::unquoted(&local);
    if plain.len() < local.len() {
        found.policy_fix(page::UNNEEDED_QUOTES, draft.place(0..1), |finding| {
            let place = draft.place(at - 1..at);
            finding.and_also(place);
            draft.replace(1..at - 1, &plain);
            draft.remove(0..1);
            let length = plain.chars().count();
            draft.remove(length..length + 1);
        });
        return draft.at_signs().last().copied().unwrap_or(at);
    }
    found.policy(page::QUOTED_LOCAL, draft.place(0..at));
    found.no_suggestion();
    at
}

fn dots(draft: &mut Draft, mut at: usize, found: &mut Found<'_>) -> usize {
    if draft.get(0) == Some('"') {
        return at;
    }
    for run in draft.runs(0..at, |letter| letter == '.').into_iter().rev() {
        if run.start == 0 {
            found.error(page::LOCAL_LEADING_DOT, &[draft.place(run.clone())]);
        } else if run.end == at {
            found.error(page::LOCAL_TRAILING_DOT, &[draft.place(run.clone())]);
        } else if run.len() > 1 {
            found.error(page::LOCAL_DOUBLE_DOT, &[draft.place(run.clone())]);
        } else {
            continue;
        }
        let keep = usize::from(run.start > 0 && run.end < at);
        at -= run.len() - keep;
        draft.remove(run.start + keep..run.end);
    }
    at
}

/// Letters outside ASCII.
fn letters(draft: &mut Draft, mut at: usize, found: &mut Found<'_>) -> usize {
    if draft.chars().take(at).all(|letter| letter.is_ascii()) {
        return at;
    }
    let marks = draft.chars().take(at).take_while(|letter| is_mark(*letter)).count();
    if marks > 0 {
        found.error(page::LOCAL_LEADING_COMBINING, &[draft.place(0..marks)]);
        draft.remove(0..marks);
        at -= marks;
    }
    let local = draft.part(0..at);
    let composed = nfc(&local);
    if composed != local.as_str() && is_better(&local, &composed, draft) {
        found.policy(page::LOCAL_NOT_NFC, draft.place(0..at));
        draft.replace(0..at, &composed);
        at = composed.chars().count();
    }
    if !draft.chars().take(at).all(|letter| letter.is_ascii()) {
        found.policy(page::LOCAL_NON_ASCII, draft.place(0..at));
    }
    at
}

/// Whether the composed name is still one: a few letters are composed into signs, and a few into longer ones.
fn is_better(local: &str, composed: &str, draft: &Draft) -> bool {
    let grown = draft.text().len() - local.len() + composed.len();
    let signs = |text: &str| text.bytes().filter(u8::is_ascii_punctuation).count();
    grown <= LONGEST_ADDRESS && composed.len() <= LONGEST_LOCAL && signs(local) == signs(composed)
}
