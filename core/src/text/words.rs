//! Text cut into words, the way patterns and replies are compared.
//!
//! A word is a run of letters and digits, lower-cased, its accents dropped. Everything else (punctuation,
//! quotes, line breaks) is only a boundary, so that `User-Unknown`, `user  unknown` and
//! `<x@y.z>... User unknown` hold the same two words. An e-mail address is one word, whatever it holds:
//! nobody is told that a mailbox is full because it is called `mailbox.full@example.com`. Scripts that are
//! written without spaces give one word a character.
//!
//! The build script reads the patterns with this very file. It knows nothing of mail beyond the `@`.

/// What kind of word it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum WordKind {
    /// Letters, or letters and digits.
    Plain,
    /// Digits only.
    Number,
    /// An e-mail address.
    Address,
}

/// One word of a text.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// Where it starts, in bytes.
    pub start: u32,
    /// Where it ends, in bytes.
    pub end: u32,
    /// Its number in the vocabulary, as the caller's look-up gave it.
    pub id: u16,
    /// What kind of word it is.
    pub kind: WordKind,
}

/// The letters of a word, packed: exact up to sixteen bytes, a digest beyond.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Key {
    /// The bytes before the last eight.
    pub high: u64,
    /// The last eight bytes.
    pub low: u64,
}

impl Key {
    /// The key of a word of ASCII letters and digits; each upper-case letter is one bit away from its lower case.
    #[inline]
    fn of(letters: &[u8]) -> Self {
        let pack = |letters: &[u8]| letters.iter().fold(0, |packed, &byte| packed << 8 | u64::from(byte | 0x20));
        match letters.len().checked_sub(8).map(|rest| letters.split_at(rest)) {
            None => Self { high: 0, low: pack(letters) },
            Some((first, last)) if first.len() <= 8 => Self { high: pack(first), low: pack(last) },
            Some(_) => letters.iter().fold(Self::default(), |mut key, &byte| {
                key.push(byte | 0x20);
                key
            }),
        }
    }

    #[inline]
    fn push(&mut self, byte: u8) {
        self.high = self.high.rotate_left(8) ^ (self.low >> 56);
        self.low = (self.low << 8) | u64::from(byte);
    }

    /// A well-mixed number, for look-up tables.
    #[inline]
    #[must_use]
    pub const fn hash(self) -> u64 {
        let mixed = (self.low ^ self.high.wrapping_mul(0xD6E8_FEB8_6659_FD93)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9)
    }

    /// Twenty-four bits that tell the words of a vocabulary apart, once the right odd `seed` is found for it.
    #[inline]
    #[must_use]
    pub const fn fingerprint(self, seed: u64) -> u32 {
        (self.hash().wrapping_mul(seed) >> 40) as u32
    }
}

/// Where the words go.
pub trait Sink {
    /// Takes one word.
    fn push(&mut self, word: Word);
    /// Takes back every word that starts at `start` or later.
    fn take_back(&mut self, start: u32);
}

/// The vocabulary number of an e-mail address.
pub const ADDRESS: u16 = 2;

/// Cuts `text` into words and hands each to `sink`; `id_of` numbers them. One pass, linear in the text.
pub fn cut<S: Sink>(text: &str, id_of: impl Fn(Key) -> u16, sink: &mut S) {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut floor = 0; // where the last address ended: nothing before it is taken back
    while let Some(&byte) = bytes.get(at) {
        match class(byte) {
            BREAK => at += 1,
            ESCAPE => match escape(text, at) {
                (Some(letter), _) if !matches!(fold(letter), Fold::Break) => at = word(text, at, &id_of, sink),
                (_, length) => at += length,
            },
            AT => {
                let start = local_part_start(text, floor, at);
                let end = domain_end(text, at + 1);
                if start < at && end > at + 1 {
                    sink.take_back(start as u32);
                    sink.push(Word { start: start as u32, end: end as u32, id: ADDRESS, kind: WordKind::Address });
                    floor = end;
                    at = end;
                } else {
                    at += 1;
                    floor = at;
                }
            }
            _ => at = word(text, at, &id_of, sink),
        }
    }
}

/// Reads the word that starts at `start`; gives the place after it.
#[inline]
fn word<S: Sink>(text: &str, start: usize, id_of: &impl Fn(Key) -> u16, sink: &mut S) -> usize {
    let bytes = text.as_bytes().get(start..).unwrap_or_default();
    let length = bytes.iter().take_while(|&&byte| class(byte) > ESCAPE).count();
    let next = bytes.get(length).map_or(BREAK, |&byte| class(byte));
    if length > 0 && (next == BREAK || next == AT) {
        let letters = bytes.get(..length).unwrap_or_default();
        let only_digits = letters.iter().all(u8::is_ascii_digit);
        sink.push(word_of(start, start + length, id_of(Key::of(letters)), only_digits));
        return start + length;
    }
    odd_word(text, start, id_of, sink)
}

/// The same for a word with letters outside ASCII, or with escapes.
fn odd_word<S: Sink>(text: &str, start: usize, id_of: &impl Fn(Key) -> u16, sink: &mut S) -> usize {
    let bytes = text.as_bytes();
    let mut key = Key::default();
    let mut at = start;
    let mut only_digits = true;
    while let Some(&byte) = bytes.get(at) {
        match class(byte) {
            BREAK | AT => break,
            kind @ (WIDE | ESCAPE) => {
                let (letter, length) = match kind {
                    WIDE => text
                        .get(at..)
                        .and_then(|rest| rest.chars().next())
                        .map_or((None, 1), |c| (Some(c), c.len_utf8())),
                    _ => escape(text, at),
                };
                let Some(letter) = letter else { break };
                let next = at + length;
                match fold(letter) {
                    Fold::Break => {
                        if key == Key::default() {
                            return next;
                        }
                        break;
                    }
                    Fold::Nothing => at = next,
                    Fold::Alone => {
                        if key != Key::default() {
                            break;
                        }
                        push_char(&mut key, letter);
                        sink.push(word_of(at, next, id_of(key), false));
                        return next;
                    }
                    Fold::Letter(folded) => {
                        only_digits = false;
                        push_char(&mut key, folded);
                        at = next;
                    }
                }
            }
            folded => {
                only_digits &= folded.is_ascii_digit();
                key.push(folded);
                at += 1;
            }
        }
    }
    if key != Key::default() {
        sink.push(word_of(start, at, id_of(key), only_digits));
    }
    at.max(start + 1)
}

#[inline]
fn word_of(start: usize, end: usize, id: u16, number: bool) -> Word {
    let kind = if number { WordKind::Number } else { WordKind::Plain };
    Word { start: start as u32, end: end as u32, id, kind }
}

fn push_char(key: &mut Key, letter: char) {
    let mut buffer = [0; 4];
    for byte in letter.encode_utf8(&mut buffer).bytes() {
        key.push(byte);
    }
}

fn local_part_start(text: &str, floor: usize, at: usize) -> usize {
    let before = text.get(floor..at).unwrap_or_default();
    let local = before.chars().rev().take_while(|&letter| in_address(letter) || "!#$%&*+=^{}~".contains(letter));
    at - local.map(char::len_utf8).sum::<usize>()
}

fn domain_end(text: &str, at: usize) -> usize {
    let after = text.get(at..).unwrap_or_default();
    at + after.chars().take_while(|&letter| in_address(letter)).map(char::len_utf8).sum::<usize>()
}

/// Letters of an address. Scripts without spaces are left out: there the next letter may belong to the sentence.
fn in_address(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || ".-_".contains(letter) || ('\u{A1}'..'\u{2000}').contains(&letter)
}

/// What a backslash starts, and its length: `\n`, `\r` and `\t` are boundaries, `\u00e9` is a letter (RFC 8259
/// section 7): people paste what a program printed of a string.
fn escape(text: &str, at: usize) -> (Option<char>, usize) {
    let rest = text.as_bytes().get(at + 1..).unwrap_or_default();
    match rest {
        [b'n' | b'r' | b't', ..] => (None, 2),
        [b'u', digits @ ..] => {
            let digits = digits.first_chunk::<4>().and_then(|digits| core::str::from_utf8(digits).ok());
            match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
                Some(number) => (char::from_u32(number), 6),
                None => (None, 1),
            }
        }
        _ => (None, 1),
    }
}

const BREAK: u8 = 0;
const AT: u8 = 1;
const WIDE: u8 = 2;
const ESCAPE: u8 = 3;

/// For each byte: a boundary, an `@`, the start of a longer character, or the folded letter.
const CLASS: [u8; 256] = {
    let mut table = [BREAK; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        #[allow(clippy::indexing_slicing)] // evaluated at compile time
        {
            table[byte] = match b {
                b'a'..=b'z' | b'0'..=b'9' => b,
                b'A'..=b'Z' => b + 32,
                b'@' => AT,
                b'\\' => ESCAPE,
                0x80.. => WIDE,
                _ => BREAK,
            };
        }
        byte += 1;
    }
    table
};

#[inline]
fn class(byte: u8) -> u8 {
    CLASS.get(usize::from(byte)).copied().unwrap_or(BREAK)
}

enum Fold {
    /// A boundary.
    Break,
    /// Invisible: the word goes on.
    Nothing,
    /// A word of its own.
    Alone,
    /// A letter, as it is compared.
    Letter(char),
}

/// How a character outside ASCII is compared.
fn fold(letter: char) -> Fold {
    match letter {
        '\u{AD}' | '\u{300}'..='\u{36F}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => Fold::Nothing,
        '\u{C0}'..='\u{17F}' => {
            let place = letter as usize - 0xC0;
            match LATIN.as_bytes().get(place) {
                Some(&base) if base != b' ' => Fold::Letter(char::from(base)),
                _ => Fold::Break,
            }
        }
        '\u{FF01}'..='\u{FF5E}' => {
            let narrow = char::from_u32(letter as u32 - 0xFEE0).unwrap_or(' ');
            match class(narrow as u8) {
                BREAK | AT | WIDE | ESCAPE => Fold::Break,
                folded => Fold::Letter(char::from(folded)),
            }
        }
        '\u{2E80}'..='\u{D7FF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF65}'..='\u{FFDC}' | '\u{20000}'.. => {
            if letter.is_alphanumeric() { Fold::Alone } else { Fold::Break }
        }
        _ if letter.is_alphanumeric() => Fold::Letter(letter.to_lowercase().next().unwrap_or(letter)),
        _ => Fold::Break,
    }
}

/// The plain letter below each accented one, U+00C0 to U+017F; a blank is a boundary.
const LATIN: &str = concat!(
    "aaaaaaaceeeeiiiidnooooo ouuuuyts",
    "aaaaaaaceeeeiiiidnooooo ouuuuyty",
    "aaaaaaccccccccddddeeeeeeeeeegggg",
    "gggghhhhiiiiiiiiiiiijjkkklllllll",
    "lllnnnnnnnnnoooooooorrrrrrssssss",
    "ssttttttuuuuuuuuuuuuwwyyyzzzzzzs",
);

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use alloc::string::String;
    use alloc::vec::Vec;

    impl Sink for Vec<Word> {
        fn push(&mut self, word: Word) {
            Vec::push(self, word);
        }
        fn take_back(&mut self, start: u32) {
            while self.last().is_some_and(|word| word.start >= start) {
                self.pop();
            }
        }
    }

    fn cut_up(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        cut(text, |_| 0, &mut words);
        words.iter().map(|word| String::from(&text[word.start as usize..word.end as usize])).collect()
    }

    fn keys(text: &str) -> Vec<Key> {
        let keys = core::cell::RefCell::new(Vec::new());
        let mut words = Vec::<Word>::new();
        cut(
            text,
            |key| {
                keys.borrow_mut().push(key);
                0
            },
            &mut words,
        );
        keys.into_inner()
    }

    #[test]
    fn punctuation_and_case_do_not_count() {
        assert_eq!(cut_up("<x@y.z>... User-unknown (#5.1.1)"), ["x@y.z", "User", "unknown", "5", "1", "1"]);
        assert_eq!(keys("USER Unknown"), keys("user\r\n\tunknown!"));
    }

    #[test]
    fn accents_and_invisible_marks_do_not_count() {
        assert_eq!(keys("Empfänger"), keys("empfanger"));
        assert_eq!(keys("boîte PLEINE"), keys("boi\u{302}te pleine"));
        assert_eq!(keys("us\u{200B}er"), keys("user"));
        assert_eq!(keys("Łódź żółw"), keys("lodz zolw"));
        assert_eq!(keys("Пользователь"), keys("пользователь"));
        assert_eq!(keys("ＵＳＥＲ"), keys("user"));
    }

    #[test]
    fn scripts_without_spaces_give_a_word_a_character() {
        assert_eq!(cut_up("用户不存在 user宛先"), ["用", "户", "不", "存", "在", "user", "宛", "先"]);
    }

    #[test]
    fn what_a_program_printed_of_a_string() {
        assert_eq!(cut_up(r"Ok\r\n550 \\n no\tuser C:\dir"), ["Ok", "550", "no", "user", "C", "dir"]);
        assert_eq!(keys(r"bo\u00eete pleine \u003ca\u003e \u00E9"), keys("boîte pleine <a> é"));
        assert_eq!(cut_up(r"\ud83d\u"), ["u"]);
    }

    #[test]
    fn an_address_is_one_word() {
        assert_eq!(cut_up("to=<mailbox.full+spam@b-c.example>, ok"), ["to", "mailbox.full+spam@b-c.example", "ok"]);
        assert_eq!(cut_up("a@b@c @ d@ @e"), ["a@b", "c", "d", "e"]);
        assert_eq!(cut_up("宛先tanaka@example.jpの満"), ["宛", "先", "tanaka@example.jp", "の", "満"]);
        assert_eq!(LATIN.len(), 0x180 - 0xC0);
    }

    #[test]
    fn words_differ_when_their_letters_do() {
        let long = "recipientnotfoundbysmtpaddresslookup";
        assert_ne!(keys(long), keys(&long[1..]));
        assert_eq!(keys(long), keys(&long.to_uppercase()));
    }
}
