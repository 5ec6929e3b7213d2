//! What stands before a program's own words: the time, the host and the tag of syslog, journald or Docker.

use memchr::memchr_iter;

/// The line before and after its first colon with a space: the header with the tag, and the message. When there is no
/// tag, or none with a colon (RFC 5424), the header ends with the queue id.
pub(super) fn split(line: &str) -> Option<(&str, &str)> {
    let bytes = line.as_bytes();
    let colon = memchr_iter(b':', bytes).find(|place| bytes.get(place + 1) == Some(&b' '))?;
    Some((line.get(..colon)?, line.get(colon + 2..)?.trim_ascii_start()))
}

/// The queue id at the start of a message, and what follows.
pub(super) fn queue_id(message: &str) -> Option<(&str, &str)> {
    let message = message.strip_prefix('\u{feff}').unwrap_or(message);
    let length = message.bytes().take(LONGEST_ID).take_while(u8::is_ascii_alphanumeric).count();
    let (id, rest) = message.split_at_checked(length)?;
    Some((id, rest.strip_prefix(": ")?)).filter(|(id, _)| !id.is_empty())
}

/// Ids are at most this long: Postfix's long ones have about 16 letters.
const LONGEST_ID: usize = 40;

/// The word that a text ends with.
pub(super) fn last_word(text: &str) -> &str {
    let start = text.bytes().rposition(|byte| byte.is_ascii_whitespace()).map_or(0, |place| place + 1);
    let word = text.get(start..).unwrap_or_default();
    word.strip_prefix('\u{feff}').unwrap_or(word)
}

/// Whether a message may begin with a header of its own.
pub(super) fn may_begin(message: &str) -> bool {
    let word = message.split(' ').next().unwrap_or_default();
    is_month(word) || word.starts_with('<') || starts_with_digits(word, 4)
}

/// The time that a header holds, as it is spelled.
///
/// ```abnf
/// time    = month SP *SP day SP clock           ; RFC 3164
///         / date "T" clock zone                 ; RFC 3339
///         / date SP clock [ SP zone ]
///         / "@" 24HEXDIG                        ; TAI64N
///         / 10DIGIT "." 1*DIGIT                 ; seconds since 1970
/// ```
pub(super) fn time(head: &str) -> Option<&str> {
    let mut at = 0;
    for word in head.split(' ').take(MOST_WORDS) {
        let from = head.get(at..)?;
        at += word.len() + 1;
        // The priority of a syslog line stands before the time without a space.
        let inside = word.strip_prefix('<').and_then(|rest| rest.split_once('>')).map_or(word, |(_, rest)| rest);
        let from = from.get(word.len() - inside.len()..)?;
        let words = if is_month(inside) {
            3
        } else if is_date(inside) {
            let clock = from.get(11..).is_some_and(|rest| inside.len() == 10 && starts_with_digits(rest, 2));
            if clock { 2 } else { 1 }
        } else if is_stamp(inside) {
            1
        } else {
            continue;
        };
        return first_words(from, words);
    }
    None
}

/// A header has no more words before its time than this.
const MOST_WORDS: usize = 16;

/// The first so many words of a text; spaces between them may be doubled (`Nov  4`).
fn first_words(text: &str, count: usize) -> Option<&str> {
    let mut end = 0;
    for _ in 0..count {
        let rest = text.get(end..)?;
        let spaces = rest.len() - rest.trim_start_matches(' ').len();
        let word = rest.get(spaces..)?.split(' ').next().filter(|word| !word.is_empty())?;
        end += spaces + word.len();
    }
    text.get(..end)
}

fn is_month(word: &str) -> bool {
    MONTHS.contains(&word)
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Whether a text begins with `2026-11-24`.
pub(super) fn is_date(text: &str) -> bool {
    text.as_bytes().get(..10).is_some_and(|date| {
        date.iter().enumerate().all(|(place, byte)| match place {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
    })
}

/// Whether a word is a TAI64N label, or seconds with a fraction.
fn is_stamp(word: &str) -> bool {
    match word.strip_prefix('@') {
        Some(label) => label.len() == 24 && label.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => word.as_bytes().get(10) == Some(&b'.') && starts_with_digits(word, 10),
    }
}

fn starts_with_digits(text: &str, count: usize) -> bool {
    text.as_bytes().get(..count).is_some_and(|digits| digits.iter().all(u8::is_ascii_digit))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test that cannot go on fails
mod tests {
    use super::*;

    #[test]
    fn times_as_they_are_spelled() {
        let spelled = [
            ("Nov 24 06:05:08 relay postfix/smtp[1]", "Nov 24 06:05:08"),
            ("Nov  4 06:05:08 relay postfix/smtp[1]", "Nov  4 06:05:08"),
            ("<22>Nov  4 06:05:08 relay postfix/smtp[1]", "Nov  4 06:05:08"),
            ("<22>1 2026-11-24T06:05:08.003Z relay postfix/smtp 1 - - 9015DA822DA", "2026-11-24T06:05:08.003Z"),
            ("2026-11-24T06:05:08+0000 relay postfix/smtp[1]", "2026-11-24T06:05:08+0000"),
            ("mail-1  | Nov 24 06:05:08 relay postfix/smtp[1]", "Nov 24 06:05:08"),
            ("2026-11-24 06:05:08.123456 delivery 12", "2026-11-24 06:05:08.123456"),
            ("@400000005fb9c1e82a3b4c5d delivery 12", "@400000005fb9c1e82a3b4c5d"),
            ("1606197735.123456 delivery 12", "1606197735.123456"),
        ];
        for (head, time_of) in spelled {
            assert_eq!(time(head), Some(time_of), "{head}");
        }
        assert_eq!(time("9015DA822DA"), None);
        assert_eq!(time("Nov"), None);
    }

    #[test]
    fn the_tag_ends_the_header() {
        let (head, message) = split("Nov 24 06:05:08 relay postfix/smtp[1]: 9015DA822DA: to=<a@b>").unwrap();
        assert_eq!(last_word(head), "postfix/smtp[1]");
        assert_eq!(queue_id(message), Some(("9015DA822DA", "to=<a@b>")));
        assert_eq!(queue_id("connect from mx.example.com[192.0.2.1]"), None);
        assert_eq!(split("no colon in here"), None);
    }
}
