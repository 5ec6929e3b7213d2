//! The two forms of a domain name: A-labels for the wire, U-labels for people. UTS-46 maps, IDNA2008 judges.

use alloc::borrow::Cow;

use super::domain::is_name;
use super::{LONGEST_DOMAIN, LONGEST_LABEL};
use crate::text::Span;

/// A domain name in lower case, in both forms.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Forms<'a> {
    /// With A-labels (`xn--…`), as DNS and SMTP carry it.
    pub ascii: Cow<'a, str>,
    /// With U-labels, as people read it.
    pub unicode: Cow<'a, str>,
}

/// Why a name is none.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum NameFault {
    /// A character that no domain has.
    Disallowed,
    /// A part starts with a combining mark.
    LeadingMark,
    /// A joiner, a middle dot or such a character, where the script does not use it.
    Context,
    /// Left-to-right and right-to-left letters in one part.
    Bidi,
    /// An A-label that does not decode to a proper U-label.
    Punycode,
    /// Hyphens at the third and fourth place of an internationalised part.
    Hyphens,
    /// A part is empty, or a hyphen stands at its edge.
    Shape,
    /// A part is longer than 63 octets.
    LabelTooLong,
    /// The name is longer than 253 octets.
    DomainTooLong,
    /// It is not ASCII, and this build knows no IDNA.
    NotChecked,
}

/// The labels of a name with their places. Full-width and ideographic dots part labels too (UTS-46 section 2.3).
pub(crate) fn labels(domain: &str) -> impl Iterator<Item = (Span, &str)> {
    let mut at = 0;
    domain.split_inclusive(is_dot).map(move |piece| {
        let label = piece.trim_end_matches(is_dot);
        let span = Span::new(at, at + label.len());
        at += piece.len();
        (span, label)
    })
}

fn is_dot(letter: char) -> bool {
    matches!(letter, '.' | '。' | '．' | '｡')
}

/// Both forms of `domain`, when it is a name.
pub(super) fn forms(domain: &str) -> Result<Forms<'_>, NameFault> {
    if domain.is_ascii() && !has_a_label(domain) {
        return match is_name(domain.as_bytes()) {
            true => Ok(Forms { ascii: lower(domain), unicode: lower(domain) }),
            false => Err(NameFault::Shape),
        };
    }
    if domain.len() > 4 * LONGEST_DOMAIN {
        return Err(NameFault::DomainTooLong);
    }
    international(domain)
}

/// The forms of a name that is known to be a plain one: they are the same.
#[inline]
pub(super) fn plain(domain: &str) -> Option<Forms<'_>> {
    Some(Forms { ascii: lower(domain), unicode: lower(domain) })
}

fn lower(domain: &str) -> Cow<'_, str> {
    match domain.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(domain.to_ascii_lowercase()),
        false => Cow::Borrowed(domain),
    }
}

/// Whether the third and the fourth character are hyphens (RFC 5891 section 4.2.3.1): kept for A-labels and their like.
pub(crate) fn has_hyphens_3_4(label: &str) -> bool {
    let mut letters = label.chars().skip(2);
    letters.next() == Some('-') && letters.next() == Some('-')
}

/// Whether a label says that it is an A-label.
pub(super) fn has_a_label(domain: &str) -> bool {
    // No branch a byte: hardly any domain has a second hyphen.
    domain.as_bytes().windows(4).any(|four| four.eq_ignore_ascii_case(b"xn--")) && domain.split('.').any(is_a_label)
}

fn is_a_label(label: &str) -> bool {
    label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("xn--"))
}

/// What is wrong with `domain`, and where.
pub(super) fn fault(domain: &str) -> Option<(NameFault, Span)> {
    let whole = Span::new(0, domain.len());
    let fault = match forms(domain) {
        Ok(forms) if forms.ascii.len() > LONGEST_DOMAIN => return Some((NameFault::DomainTooLong, whole)),
        Ok(_) => return None,
        Err(NameFault::NotChecked) => return Some((NameFault::NotChecked, whole)),
        Err(fault) => fault,
    };
    if let Some((span, _)) = labels(domain).find(|(_, label)| label.is_ascii() && label.len() > LONGEST_LABEL) {
        return Some((NameFault::LabelTooLong, span));
    }
    if domain.is_ascii() && !has_a_label(domain) {
        let fault = if domain.len() > LONGEST_DOMAIN { NameFault::DomainTooLong } else { NameFault::Shape };
        return Some((fault, whole));
    }
    let found = labels(domain).find_map(|(span, label)| {
        let (fault, inner) = fault_in(label)?;
        Some((fault, Span::new(span.start + inner.start, span.start + inner.end)))
    });
    Some(found.unwrap_or((fault, whole)))
}

#[cfg(not(feature = "idna"))]
fn international(_: &str) -> Result<Forms<'_>, NameFault> {
    Err(NameFault::NotChecked)
}

#[cfg(not(feature = "idna"))]
fn fault_in(_: &str) -> Option<(NameFault, Span)> {
    None
}

#[cfg(feature = "idna")]
use with_tables::{fault_in, international};
#[cfg(feature = "idna")]
pub(crate) use with_tables::{is_mark, nfc};

#[cfg(feature = "idna")]
mod with_tables {
    use alloc::borrow::Cow;

    use icu_normalizer::ComposingNormalizerBorrowed;
    use icu_properties::CodePointMapData;
    use icu_properties::props::GeneralCategory as Category;
    use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

    use super::{Forms, LONGEST_DOMAIN, LONGEST_LABEL, NameFault, has_hyphens_3_4, is_a_label};
    use crate::text::Span;

    /// UTS-46 maps (case, width, NFC) and checks; IDNA2008 leaves out symbols and has rules for a few characters.
    pub(super) fn international(domain: &str) -> Result<Forms<'_>, NameFault> {
        let mapper = Uts46::new();
        let ascii = mapper
            .to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::Allow, DnsLength::Ignore)
            .map_err(|_| NameFault::Disallowed)?;
        if ascii.len() > LONGEST_DOMAIN {
            return Err(NameFault::DomainTooLong);
        }
        let (unicode, done) = mapper.to_unicode(ascii.as_bytes(), AsciiDenyList::STD3, Hyphens::Allow);
        done.map_err(|_| NameFault::Punycode)?;
        for label in ascii.split('.') {
            if label.is_empty() || label.starts_with('-') || label.ends_with('-') {
                return Err(NameFault::Shape);
            }
            if label.len() > LONGEST_LABEL {
                return Err(NameFault::LabelTooLong);
            }
            if !domain.is_ascii() && label.get(2..4) == Some("--") && !is_a_label(label) {
                return Err(NameFault::Hyphens);
            }
        }
        for label in unicode.split('.').filter(|label| !label.is_ascii()) {
            if has_hyphens_3_4(label) {
                return Err(NameFault::Hyphens);
            }
            if label.starts_with('-') || label.ends_with('-') {
                return Err(NameFault::Shape);
            }
            if let Some((fault, _)) = label_fault(label) {
                return Err(fault);
            }
        }
        let unicode = Cow::Owned(unicode.into_owned());
        Ok(Forms { ascii: Cow::Owned(ascii.into_owned()), unicode })
    }

    /// What is wrong with one label, and where.
    pub(super) fn fault_in(label: &str) -> Option<(NameFault, Span)> {
        let whole = Span::new(0, label.len());
        if is_a_label(label) {
            return international(label).is_err().then_some((NameFault::Punycode, whole));
        }
        if label.is_ascii() {
            let shape = label.is_empty() || label.starts_with('-') || label.ends_with('-');
            return shape.then_some((NameFault::Shape, whole));
        }
        let fault = international(label).err()?;
        if let Some(first) = label.chars().next().filter(|first| is_mark(*first)) {
            return Some((NameFault::LeadingMark, Span::new(0, first.len_utf8())));
        }
        if matches!(fault, NameFault::LabelTooLong | NameFault::Hyphens | NameFault::Shape | NameFault::DomainTooLong) {
            return Some((fault, whole));
        }
        if let Some(found) = label_fault(label) {
            return Some(found);
        }
        let alone = |(at, letter): (usize, char)| {
            let mut buffer = [0; 4];
            let text: &str = letter.encode_utf8(&mut buffer);
            let joiner = matches!(letter, '\u{200C}' | '\u{200D}');
            let fault = if joiner { NameFault::Context } else { NameFault::Disallowed };
            let wrong = joiner || (!is_mark(letter) && !is_right_to_left(letter) && international(text).is_err());
            wrong.then_some((fault, Span::new(at, at + letter.len_utf8())))
        };
        let found = label.char_indices().filter(|(_, letter)| !letter.is_ascii()).find_map(alone);
        found
            .or_else(|| label.chars().any(is_right_to_left).then_some((NameFault::Bidi, whole)))
            .or(Some((fault, whole)))
    }

    /// The scripts that are written from right to left.
    fn is_right_to_left(letter: char) -> bool {
        matches!(letter, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
            | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
    }

    /// RFC 5892: which letters a U-label may have, and the rules for those that hang on their neighbours.
    fn label_fault(label: &str) -> Option<(NameFault, Span)> {
        let mut before = None;
        let mut rest = label.char_indices().peekable();
        while let Some((at, letter)) = rest.next() {
            let after = rest.peek().map(|(_, letter)| *letter);
            let place = Span::new(at, at + letter.len_utf8());
            if !is_allowed(letter) {
                return Some((NameFault::Disallowed, place));
            }
            if !fits(label, before, letter, after) {
                return Some((NameFault::Context, place));
            }
            before = Some(letter);
        }
        None
    }

    /// RFC 5892 section 2. Whatever UTS-46 maps away has gone by now.
    fn is_allowed(letter: char) -> bool {
        if letter.is_ascii() {
            return letter.is_ascii_alphanumeric() || letter == '-';
        }
        match letter {
            // Section 2.6, exceptions.
            '\u{DF}' | '\u{3C2}' | '\u{6FD}' | '\u{6FE}' | '\u{F0B}' | '\u{3007}' => true,
            '\u{B7}' | '\u{375}' | '\u{5F3}' | '\u{5F4}' | '\u{30FB}' | '\u{200C}' | '\u{200D}' => true,
            '\u{640}' | '\u{7FA}' | '\u{302E}' | '\u{302F}' | '\u{3031}'..='\u{3035}' | '\u{303B}' => false,
            // Section 2.9, old Hangul Jamo.
            '\u{1100}'..='\u{11FF}' | '\u{A960}'..='\u{A97F}' | '\u{D7B0}'..='\u{D7FF}' => false,
            _ => matches!(
                CodePointMapData::<Category>::new().get(letter),
                Category::LowercaseLetter
                    | Category::UppercaseLetter
                    | Category::OtherLetter
                    | Category::ModifierLetter
                    | Category::NonspacingMark
                    | Category::SpacingMark
                    | Category::DecimalNumber
            ),
        }
    }

    /// RFC 5892 appendix A, the rules that UTS-46 does not check.
    fn fits(label: &str, before: Option<char>, letter: char, after: Option<char>) -> bool {
        match letter {
            '\u{B7}' => before == Some('l') && after == Some('l'),
            '\u{375}' => after.is_some_and(|after| matches!(after, '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}')),
            '\u{5F3}' | '\u{5F4}' => before.is_some_and(|before| matches!(before, '\u{590}'..='\u{5FF}')),
            '\u{30FB}' => label.chars().any(|other| {
                other != letter
                    && matches!(other, '\u{3005}' | '\u{3007}' | '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}'
                        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
            }),
            '\u{660}'..='\u{669}' => !label.contains(|other| matches!(other, '\u{6F0}'..='\u{6F9}')),
            '\u{6F0}'..='\u{6F9}' => !label.contains(|other| matches!(other, '\u{660}'..='\u{669}')),
            _ => true,
        }
    }

    /// The text in Unicode normal form C.
    pub(crate) fn nfc(text: &str) -> Cow<'_, str> {
        const COMPOSER: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfc();
        if text.is_ascii() { Cow::Borrowed(text) } else { COMPOSER.normalize(text) }
    }

    /// Whether a letter is a combining mark.
    pub(crate) fn is_mark(letter: char) -> bool {
        matches!(
            CodePointMapData::<Category>::new().get(letter),
            Category::NonspacingMark | Category::SpacingMark | Category::EnclosingMark
        )
    }
}
