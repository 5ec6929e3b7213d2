//! Macros, taken apart: RFC 7208 section 7.1, to the letter.

/// A piece of a macro string.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Piece<'a> {
    /// Text that stands for itself.
    Literal(&'a str),
    /// `%_`: a space.
    Space,
    /// `%-`: a space as URLs write it.
    UrlSpace,
    /// `%%`: a percent sign.
    Percent,
    /// `%{…}`
    Macro(Macro<'a>),
}

/// What stands in the braces.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Macro<'a> {
    /// The letter, small.
    pub letter: u8,
    /// It was written large: the value is escaped as in URLs.
    pub escape: bool,
    /// How many parts are kept, from the right; all of them when none is written.
    pub keep: Option<usize>,
    /// The parts are turned round.
    pub reverse: bool,
    /// Where the value is parted; at dots when none is written.
    pub delimiters: &'a str,
}

/// The pieces of a macro string, one after the other; at the first that is none, how many bytes stand before it.
///
/// ```abnf
/// macro-string     = *( macro-expand / macro-literal )
/// macro-expand     = ( "%{" macro-letter transformers *delimiter "}" ) / "%%" / "%_" / "%-"
/// macro-literal    = %x21-24 / %x26-7E
/// macro-letter     = "s" / "l" / "o" / "d" / "i" / "p" / "h" / "c" / "r" / "t" / "v"
/// transformers     = *DIGIT [ "r" ]                   ; a number of 0 is an error, section 7.3
/// delimiter        = "." / "-" / "+" / "," / "/" / "_" / "="
/// ```
/// What letters may stand in a literal is for the caller to check.
#[derive(Clone, Debug)]
pub struct Pieces<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Pieces<'a> {
    /// The pieces of `text`.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Result<Piece<'a>, usize>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let length = rest.bytes().position(|byte| byte == b'%').unwrap_or(rest.len());
        if length > 0 {
            self.at += length;
            return rest.get(..length).map(|literal| Ok(Piece::Literal(literal)));
        }
        let found = match rest.as_bytes().get(1) {
            Some(b'%') => Some((Piece::Percent, 2)),
            Some(b'_') => Some((Piece::Space, 2)),
            Some(b'-') => Some((Piece::UrlSpace, 2)),
            Some(b'{') => braces(rest),
            _ => None,
        };
        let wrong = self.at;
        // After a mistake, there is nothing more.
        self.at = found.map_or(self.text.len(), |(_, length)| self.at + length);
        Some(found.map(|(piece, _)| piece).ok_or(wrong))
    }
}

fn braces(text: &str) -> Option<(Piece<'_>, usize)> {
    let end = text.find('}')?;
    let inside = text.get(2..end)?;
    let (letter, rest) = inside.split_at_checked(1)?;
    let letter = letter.bytes().next()?;
    if !b"slodiphcrtv".contains(&letter.to_ascii_lowercase()) {
        return None;
    }
    let after = rest.trim_start_matches(|digit: char| digit.is_ascii_digit());
    let digits = rest.get(..rest.len() - after.len())?;
    let keep = match digits {
        "" => None,
        // A number that no name has so many parts for keeps all of them.
        _ => Some(digits.parse::<usize>().unwrap_or(usize::MAX)).filter(|keep| *keep > 0).map(Some)?,
    };
    let delimiters = after.strip_prefix(['r', 'R']).unwrap_or(after);
    if !delimiters.bytes().all(|byte| b".-+,/_=".contains(&byte)) {
        return None;
    }
    let piece = Macro {
        letter: letter.to_ascii_lowercase(),
        escape: letter.is_ascii_uppercase(),
        keep,
        reverse: delimiters.len() < after.len(),
        delimiters,
    };
    Some((Piece::Macro(piece), end + 1))
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn a_macro_is_taken_apart() {
        let pieces: Vec<_> = Pieces::new("%{L2r+-}.x%_").collect();
        let parts = Macro { letter: b'l', escape: true, keep: Some(2), reverse: true, delimiters: "+-" };
        assert_eq!(pieces, [Ok(Piece::Macro(parts)), Ok(Piece::Literal(".x")), Ok(Piece::Space)]);
    }

    #[test]
    fn what_is_no_macro_ends_the_pieces() {
        for text in ["a%", "a%x", "a%{", "a%{z}", "a%{d0}", "a%{d!}", "a%{}", "a%{dr1}", "a% b"] {
            assert_eq!(Pieces::new(text).last(), Some(Err(1)), "{text}");
        }
    }
}
