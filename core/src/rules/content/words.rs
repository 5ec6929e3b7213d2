//! Words and signs that push. Alone they prove nothing: several together are one finding, and a modest one.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use super::Mail;
use super::page::Page;
use super::sheet::Sheet;
use crate::knowledge::codes;
use crate::knowledge::content::{self, Phrase};
use crate::model::{Confidence, FactKey};
use crate::text::Span;

/// The points from which pushy words are worth a remark.
const ENOUGH: u32 = 4;

/// A word, in lower case, and its place.
#[derive(Debug)]
struct Word {
    lower: String,
    span: Span,
}

/// A phrase that was found.
struct Hit {
    phrase: &'static Phrase,
    span: Span,
    points: u32,
}

/// Checks the words of subject and texts.
pub(super) fn check(mail: &Mail<'_>, page: Option<&Page>, sheet: &mut Sheet) {
    let subject = mail.subject();
    let title = subject.as_ref().map_or("", |part| part.text.as_ref());
    let body = page.map_or_else(|| mail.text.as_ref().map_or("", |part| part.text.as_ref()), |page| page.text.as_str());
    let in_subject = hits(title);
    let in_body = hits(body);
    let mut known = BTreeSet::new();
    let mut points = 0;
    for (hit, factor) in in_subject.iter().map(|hit| (hit, 2)).chain(in_body.iter().map(|hit| (hit, 1))) {
        if known.insert(hit.phrase.text) {
            points += hit.points * factor;
        }
    }
    let money = |text: &str| u32::from(["$$", "€€", "££"].iter().any(|sign| text.contains(sign)));
    points += 3 * money(title) + 2 * money(body);
    if points >= ENOUGH && !known.is_empty() {
        let spans = |hits: &[Hit]| hits.iter().map(|hit| hit.span).collect::<Vec<_>>();
        let entry = match (&subject, page, &mail.html, &mail.text) {
            (Some(subject), ..) if !in_subject.is_empty() => sheet.find(codes::TEXT065, subject, &spans(&in_subject)),
            (_, Some(page), Some(html), _) => {
                let spans: Vec<Span> = in_body.iter().map(|hit| page.origin(hit.span)).collect();
                sheet.find(codes::TEXT065, html, &spans)
            }
            (.., Some(text)) => sheet.find(codes::TEXT065, text, &spans(&in_body)),
            _ => return,
        };
        let mut words: Vec<&str> = known.into_iter().collect();
        words.truncate(12);
        entry.confidence(Confidence::Possible).fact(FactKey::Meaning, words.join(", "));
    }
    if let Some(subject) = &subject {
        let whole = Span::new(0, subject.text.len());
        if is_shouted(title) {
            sheet.find(codes::TEXT063, subject, &[whole]).confidence(Confidence::Likely);
        }
        if title.chars().filter(|letter| is_emoji(*letter)).count() >= 3 {
            let spans: Vec<Span> = places(title, is_emoji).collect();
            sheet.find(codes::TEXT067, subject, &spans).confidence(Confidence::Possible);
        }
        if let Some(span) = pretended_reply(mail, title, body, page) {
            sheet.find(codes::TEXT066, subject, &[span]).confidence(Confidence::Likely);
        }
    }
    exclamations(mail, title, body, page, sheet);
}

/// The phrases in `text`, each as often as it stands there.
fn hits(text: &str) -> Vec<Hit> {
    let words = words(text);
    let mut hits = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let longest = content::phrases(&word.lower)
            .iter()
            .filter_map(|phrase| Some((phrase, fits(phrase, &words, at, text)?)))
            .max_by_key(|(_, (length, _))| *length);
        let Some((phrase, (length, points))) = longest else {
            at += 1;
            continue;
        };
        let end = words.get(at + length - 1).map_or(word.span.end, |last| last.span.end);
        hits.push(Hit { phrase, span: Span::new(word.span.start, end), points });
        at += length;
        if hits.len() >= 64 {
            break;
        }
    }
    hits
}

/// How many words a phrase takes at `at`, and its points there; none where it does not stand there, or means something
/// else.
fn fits(phrase: &Phrase, words: &[Word], at: usize, text: &str) -> Option<(usize, u32)> {
    let mut length = 0;
    for wanted in phrase.text.split(' ') {
        let word = words.get(at + length)?;
        if word.lower != wanted {
            return None;
        }
        // A sentence ends between two words: they are no phrase.
        if let Some(before) = length.checked_sub(1).and_then(|before| words.get(at + before)) {
            let gap = Span::new(before.span.end, word.span.start).of(text);
            if gap.contains(['.', '!', '?', ';', ':', '\n'])
                && !gap.contains("\r\n")
                && !gap.trim_matches([' ', '\n']).is_empty()
            {
                return None;
            }
        }
        length += 1;
    }
    let is = |word: Option<&Word>, list: &[&str]| word.is_some_and(|word| list.contains(&word.lower.as_str()));
    if is(at.checked_sub(1).and_then(|before| words.get(before)), phrase.not_after)
        || is(words.get(at + length), phrase.not_before)
    {
        return None;
    }
    let (first, last) = (words.get(at)?, words.get(at + length - 1)?);
    let span = Span::new(first.span.start, last.span.end);
    let capitals = span.of(text).chars().filter(|letter| letter.is_alphabetic()).all(char::is_uppercase);
    let calls = text.get(last.span.end..).is_some_and(|rest| rest.starts_with('!'));
    if phrase.loud && !capitals && !calls {
        return None;
    }
    Some((length, u32::from(phrase.weight) + u32::from(capitals) + u32::from(calls)))
}

/// The words of a text: letters, digits, and hyphens, apostrophes and percent signs that belong to them.
fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    let belongs = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '\'' | '’' | '%' | '_' | '@');
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        match (belongs(letter), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                start = None;
                let word = text.get(from..at).unwrap_or_default();
                let trimmed = word.trim_matches(['-', '\'', '’', '_']);
                let from = from + (word.len() - word.trim_start_matches(['-', '\'', '’', '_']).len());
                if !trimmed.is_empty() {
                    let lower = trimmed.to_lowercase().replace('’', "'");
                    words.push(Word { lower, span: Span::new(from, from + trimmed.len()) });
                }
            }
            _ => {}
        }
    }
    words
}

/// Whether a subject is a sentence in capitals: two words and ten letters of an alphabet that has small ones.
fn is_shouted(title: &str) -> bool {
    let letters = title.chars().filter(|letter| letter.is_alphabetic());
    let capitals = title.chars().filter(|letter| letter.is_uppercase()).count();
    let long = title.split_whitespace().filter(|word| {
        word.chars().filter(|letter| letter.is_uppercase()).count() >= 3
            && !word.contains(|letter: char| letter.is_numeric())
    });
    capitals >= 10 && letters.count() == capitals && long.count() >= 2
}

/// Whether a letter is a picture.
fn is_emoji(letter: char) -> bool {
    matches!(letter, '\u{1F300}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2B50}' | '\u{2B55}')
}

fn places(text: &str, is: impl Fn(char) -> bool) -> impl Iterator<Item = Span> {
    text.char_indices().filter(move |(_, letter)| is(*letter)).map(|(at, letter)| Span::new(at, at + letter.len_utf8()))
}

/// The place of `Re:` in a subject that answers nothing.
fn pretended_reply(mail: &Mail<'_>, title: &str, body: &str, page: Option<&Page>) -> Option<Span> {
    const MARKS: [&str; 11] = ["re", "fwd", "fw", "aw", "wg", "tr", "rv", "sv", "vs", "antw", "res"];
    let (mark, _) = title.split_once(':')?;
    let is_mark = MARKS.iter().any(|known| mark.trim().eq_ignore_ascii_case(known));
    let answers = mail.field("in-reply-to").is_some() || mail.field("references").is_some();
    let known = mail.whole || mail.bulk == Some(true);
    let quotes = page.is_some_and(|page| page.quotes) || is_quoting(body);
    let quotes = quotes || mail.text.as_ref().is_some_and(|part| is_quoting(&part.text));
    (is_mark && known && !answers && !quotes && mail.files.is_empty()).then(|| Span::new(0, mark.len() + 1))
}

/// Whether a text holds another message, as answers and forwarded mail do.
fn is_quoting(text: &str) -> bool {
    text.contains("\n>") || text.starts_with('>') || text.contains("-----") || text.contains("_____")
}

/// Rows of exclamation marks.
fn exclamations(mail: &Mail<'_>, title: &str, body: &str, page: Option<&Page>, sheet: &mut Sheet) {
    let in_subject: Vec<Span> = rows(title).collect();
    let marks = title.matches(['!', '¡']).count();
    if let Some(subject) = mail.subject().filter(|_| !in_subject.is_empty() || marks > 3) {
        let spans = if in_subject.is_empty() { places(title, |letter| letter == '!').collect() } else { in_subject };
        sheet.find(codes::TEXT064, &subject, &spans).confidence(Confidence::Possible);
        return;
    }
    let in_body: Vec<Span> = rows(body).take(64).collect();
    // Friends write a row or two.
    if in_body.len() < 4 {
        return;
    }
    match (page, &mail.html, &mail.text) {
        (Some(page), Some(html), _) => {
            let spans: Vec<Span> = in_body.iter().map(|span| page.origin(*span)).collect();
            sheet.find(codes::TEXT064, html, &spans).confidence(Confidence::Possible);
        }
        (.., Some(text)) => {
            sheet.find(codes::TEXT064, text, &in_body).confidence(Confidence::Possible);
        }
        _ => {}
    }
}

/// The rows of three exclamation marks and more.
fn rows(text: &str) -> impl Iterator<Item = Span> {
    let mut at = 0;
    core::iter::from_fn(move || {
        loop {
            let start = at + text.get(at..)?.find('!')?;
            let length = text.get(start..)?.bytes().take_while(|byte| *byte == b'!').count();
            at = start + length;
            if length >= 3 {
                return Some(Span::new(start, at));
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&'static str> {
        hits(text).iter().map(|hit| hit.phrase.text).collect()
    }

    #[test]
    fn ordinary_uses_are_none() {
        for text in [
            "Feel free to call. FEEL FREE!",
            "Our gluten-free bread, sugar-free cake",
            "free of charge delivery note",
            "The date is guaranteed by Order 5512",
            "Act. Now we wait",
            "The guarantee period is two years",
            "We are not spam, mark it as not spam",
            "freedom, freely, carefree!",
            "The cash register. Bonus points: 5",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn pushing_is() {
        assert_eq!(found("FREE!!! Act now"), ["free", "act now"]);
        assert_eq!(found("Guaranteed! RISK-FREE"), ["guaranteed", "risk-free"]);
        assert_eq!(found("100% free money"), ["100% free"]);
        assert_eq!(found("Gratis! Jetzt zugreifen"), ["gratis", "jetzt zugreifen"]);
        assert_eq!(found("You’ve won"), ["you've won"]);
    }

    #[test]
    fn shouting() {
        assert!(is_shouted("LAST DAYS OF THE SALE") && !is_shouted("INVOICE 2024-11") && !is_shouted("Your NASA IMAX"));
        assert!(!is_shouted("最后一天的特价商品在这里了吧"));
    }
}
