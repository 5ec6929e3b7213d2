//! Finds the reply code and the enhanced status codes in a text, wherever a log or a bounce put them.

use smallvec::SmallVec;

use crate::syntax::{EnhancedCode, ReplyCode};
use crate::text::{Span, Word, WordKind, WordList};

/// The codes in a text.
#[derive(Debug, Default)]
pub(crate) struct Codes {
    /// The reply code, and where it stands.
    pub(crate) reply: Option<(ReplyCode, Span)>,
    /// The enhanced status codes, each once, in order, and where each stands first.
    pub(crate) enhanced: SmallVec<[(EnhancedCode, Span); 2]>,
}

/// More different status codes than this say nothing any more.
const MOST_ENHANCED: usize = 6;

impl Codes {
    /// Looks at the numbers among `words`.
    pub(crate) fn find(text: &str, words: &WordList) -> Self {
        let bytes = text.as_bytes();
        let mut codes = Self::default();
        let mut best = 0;
        let mut rest = words.as_slice();
        while let [word, after @ ..] = rest {
            if word.kind == WordKind::Number {
                match word.end - word.start {
                    1 => codes.enhanced_at(bytes, word, after),
                    3 => codes.reply_at(bytes, word, after, &mut best),
                    _ => {}
                }
            }
            rest = after;
        }
        codes
    }

    /// The first enhanced status code.
    pub(crate) fn first_enhanced(&self) -> Option<EnhancedCode> {
        self.enhanced.first().map(|(code, _)| *code)
    }

    /// The first digit that says whether it is for now (4) or for good (5).
    pub(crate) fn class(&self) -> Option<u8> {
        let reply = self.reply.map(|(code, _)| code.class());
        reply.or_else(|| self.first_enhanced().map(EnhancedCode::class))
    }

    fn enhanced_at(&mut self, bytes: &[u8], word: &Word, after: &[Word]) {
        let [subject, detail, ..] = after else { return };
        let Some(code) = enhanced_of(bytes, word, subject, detail) else { return };
        if self.enhanced.len() < MOST_ENHANCED && !self.enhanced.iter().any(|(known, _)| *known == code) {
            self.enhanced.push((code, Span::new(word.start as usize, detail.end as usize)));
        }
    }

    /// A number of three digits is a reply code when it stands where one does; the most telling place wins.
    fn reply_at(&mut self, bytes: &[u8], word: &Word, after: &[Word], best: &mut u32) {
        let (start, end) = (word.start as usize, word.end as usize);
        let Some(code) = number(bytes, word).and_then(ReplyCode::new) else { return };
        if *best >= SURE || !is_apart(bytes, start, end) {
            return;
        }
        let status_follows = match after {
            [class, subject, detail, ..] if class.start as usize <= end + 3 => {
                enhanced_of(bytes, class, subject, detail).is_some_and(|status| status.class() == code.class())
            }
            _ => false,
        };
        let place = place_of(bytes, start);
        // 465 and 587 in the middle of a sentence are ports.
        let may_be_port = matches!(code.number(), 465 | 587) && place < 3;
        let failure = u32::from(code.class() >= 4);
        let telling = place + 4 * u32::from(status_follows) + failure;
        if telling > *best && !may_be_port && (place > 0 || status_follows) {
            *best = telling;
            self.reply = Some((code, Span::new(start, end)));
        }
    }
}

/// Nothing later can stand in a better place.
const SURE: u32 = 7;

/// How much the place before a number speaks for a reply code.
fn place_of(bytes: &[u8], start: usize) -> u32 {
    let before = bytes.get(..start).unwrap_or_default();
    let line = before.iter().rev().take(80).take_while(|&&byte| byte != b'\n' && byte != b'\r');
    if line.clone().all(|byte| b" \t#<>-".contains(byte)) {
        return 3;
    }
    match before.iter().rev().find(|byte| !matches!(byte, b' ' | b'\t')) {
        Some(b':' | b';' | b'[' | b'(' | b'\'' | b'"' | b'>' | b'-' | b'#' | b'=' | b',') => 2,
        Some(_) => 1,
        None => 3,
    }
}

/// Whether the number is not a part of something longer: an address, a version, a port, a time.
fn is_apart(bytes: &[u8], start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).and_then(|place| bytes.get(place)).copied().unwrap_or(b' ');
    let after = bytes.get(end).copied().unwrap_or(b' ');
    let second = bytes.get(end + 1).copied().unwrap_or(b' ');
    let opens = !matches!(before, b'.' | b'_' | b'/' | b'@' | b'+' | b'%' | b'&');
    // A port stands right behind the colon of a host.
    let port = before == b':' && {
        let host = start.checked_sub(2).and_then(|place| bytes.get(place)).copied().unwrap_or(b' ');
        host.is_ascii_alphanumeric() || host == b']'
    };
    let closes = match after {
        b' ' | b'\t' | b'\r' | b'\n' | b'-' | b':' | b')' | b']' | b'\'' | b'"' | b'<' => true,
        b',' | b';' | b'.' => !second.is_ascii_digit(),
        _ => false,
    };
    opens && !port && closes
}

/// Three numbers joined by dots, and by nothing else, that can be a status code.
fn enhanced_of(bytes: &[u8], class: &Word, subject: &Word, detail: &Word) -> Option<EnhancedCode> {
    let dotted = |a: &Word, b: &Word| b.start == a.end + 1 && bytes.get(a.end as usize) == Some(&b'.');
    if !dotted(class, subject) || !dotted(subject, detail) {
        return None;
    }
    let before = (class.start as usize).checked_sub(1).and_then(|place| bytes.get(place));
    let after = bytes.get(detail.end as usize);
    let second = bytes.get(detail.end as usize + 1);
    let longer = before == Some(&b'.') || (after == Some(&b'.') && second.is_some_and(u8::is_ascii_digit));
    let class = u8::try_from(number(bytes, class)?).ok()?;
    let (subject, detail) = (number(bytes, subject)?, number(bytes, detail)?);
    // RFC 3463 knows the subjects 0 to 7; beyond, it is a version number.
    if longer || subject > 7 { None } else { EnhancedCode::new(class, subject, detail) }
}

fn number(bytes: &[u8], word: &Word) -> Option<u16> {
    let digits = bytes.get(word.start as usize..word.end as usize)?;
    if word.kind != WordKind::Number || digits.len() > 3 {
        return None;
    }
    Some(digits.iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0')))
}

/// Takes out of `words` the reply code wherever a line of the reply repeats it, with the status code behind it:
/// what is left reads as one sentence.
pub(crate) fn drop_repeated(text: &str, codes: &Codes, words: &mut WordList) {
    let Some((reply, _)) = codes.reply else { return };
    let bytes = text.as_bytes();
    let mut kept = 0;
    let mut at = 0;
    while let Some(word) = words.get(at).copied() {
        let repeats = word.kind == WordKind::Number
            && word.end - word.start == 3
            && number(bytes, &word) == Some(reply.number())
            && is_apart(bytes, word.start as usize, word.end as usize);
        if repeats {
            at += 1;
            let status = match words.get(at..at + 3) {
                Some([class, subject, detail]) if class.start <= word.end + 3 => {
                    enhanced_of(bytes, class, subject, detail)
                }
                _ => None,
            };
            at += if status.is_some() { 3 } else { 0 };
            continue;
        }
        if let Some(slot) = words.get_mut(kept) {
            *slot = word;
        }
        kept += 1;
        at += 1;
    }
    words.truncate(kept);
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::text::words::cut;
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;

    fn codes(text: &str) -> (Option<u16>, Vec<String>) {
        let mut words = WordList::new();
        cut(text, |_| 0, &mut words);
        let codes = Codes::find(text, &words);
        let enhanced = codes.enhanced.iter().map(|(code, _)| code.to_string()).collect();
        (codes.reply.map(|(code, _)| code.number()), enhanced)
    }

    #[test]
    fn where_a_code_stands() {
        assert_eq!(codes("550 5.1.1 x"), (Some(550), ["5.1.1".into()].into()));
        assert_eq!(codes("host a[1.2.3.4] said: 450 x").0, Some(450));
        assert_eq!(codes("Error 535").0, Some(535));
        assert_eq!(codes("(#5.1.1)"), (None, ["5.1.1".into()].into()));
        assert_eq!(codes("250 ok\n550 no").0, Some(550));
    }

    #[test]
    fn what_is_no_code() {
        assert_eq!(codes("connect ECONNREFUSED 127.0.0.1:587"), (None, [].into()));
        assert_eq!(codes("port 587 timed out"), (None, [].into()));
        assert_eq!(codes("smtp.example.com:465"), (None, [].into()));
        assert_eq!(codes("from 5.1.1.1 and 2.5.4.8"), (None, [].into()));
        assert_eq!(codes("Exim 4.94.2"), (None, [].into()));
    }

    #[test]
    fn repeated_codes_leave_one_sentence() {
        let text = "550-5.1.1 try 550-5.1.1 again 550 5.1.1 later 550";
        let mut words = WordList::new();
        cut(text, |_| 0, &mut words);
        let codes = Codes::find(text, &words);
        drop_repeated(text, &codes, &mut words);
        let left: Vec<_> = words.iter().map(|word| text.get(word.start as usize..word.end as usize).unwrap()).collect();
        assert_eq!(left, ["try", "again", "later"]);
    }
}
