//! Domain specifications and macros: RFC 7208 section 7.1.

use nom::bytes::complete::{tag, take_while};
use nom::character::complete::{one_of, satisfy};
use nom::combinator::opt;
use nom::sequence::delimited;
use nom::{IResult, Parser};

use crate::text::Span;

/// Why something is no domain name that can be looked up.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum DomainProblem {
    /// Only one label.
    SingleLabel,
    /// `*.example.com`
    Wildcard,
    /// An e-mail address.
    Email,
    /// A web address.
    Url,
    /// The last label can be none: all digits, an underscore, a hyphen at its edge.
    LastLabel,
    /// A label without letters, or with characters that none has.
    Label,
    /// A label over 63 bytes, or a name over 253.
    TooLong,
    /// Letters beyond ASCII.
    Idn,
}

/// What is wrong with a macro.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum MacroProblem {
    /// A `%` that starts nothing.
    Percent,
    /// `%i` for `%{i}`.
    NoBrace,
    /// `%2E`: an escape of URLs.
    UrlEscape,
    /// A letter that is none of SPF's.
    Letter,
    /// A letter that is for explanations only: c, r, t.
    OnlyInExp,
    /// `0` parts.
    Zero,
    /// The brace is not closed, or what is in it is no macro.
    Malformed,
}

/// Either problem.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Problem {
    /// With the name.
    Domain(DomainProblem),
    /// With a macro.
    Macro(MacroProblem),
}

/// ```abnf
/// domain-spec      = macro-string domain-end
/// domain-end       = ( "." toplabel [ "." ] ) / macro-expand
/// toplabel         = ( *alphanum ALPHA *alphanum ) / ( 1*alphanum "-" *( alphanum / "-" ) alphanum )
/// macro-string     = *( macro-expand / macro-literal )
/// macro-expand     = ( "%{" macro-letter transformers *delimiter "}" ) / "%%" / "%_" / "%-"
/// ```
/// Gives the first problem and its place. `in_exp` allows the letters of explanations.
#[must_use]
pub fn domain_spec(text: &str, in_exp: bool) -> Option<(Problem, Span)> {
    let all = Span::new(0, text.len());
    let domain = |problem, span| Some((Problem::Domain(problem), span));
    if text.contains("://") {
        return domain(DomainProblem::Url, all);
    }
    let mut at = 0;
    let mut ends_in_macro = false;
    let mut last_macro_end = 0;
    let mut has_macro = false;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if !rest.starts_with('%') {
            at += rest.find('%').unwrap_or(rest.len());
            ends_in_macro = false;
            continue;
        }
        let length = match macro_expand(rest, in_exp) {
            Ok(length) => length,
            Err((problem, length)) => return Some((Problem::Macro(problem), Span::new(at, at + length))),
        };
        // `%%`, `%_` and `%-` are letters, and end no name.
        ends_in_macro = length > 2;
        has_macro |= length > 2;
        at += length;
        last_macro_end = at;
    }
    if text.contains('@') {
        return domain(DomainProblem::Email, all);
    }
    if !text.is_ascii() {
        return domain(DomainProblem::Idn, all);
    }
    if text.contains('*') {
        return domain(DomainProblem::Wildcard, all);
    }
    let name = text.strip_suffix('.').unwrap_or(text);
    if !has_macro && name.len() > 253 {
        return domain(DomainProblem::TooLong, all);
    }
    literal_labels(text, name, last_macro_end, has_macro, ends_in_macro)
}

fn literal_labels(
    text: &str,
    name: &str,
    macro_end: usize,
    has_macro: bool,
    ends_in_macro: bool,
) -> Option<(Problem, Span)> {
    let all = Span::new(0, text.len());
    let domain = |problem, span| Some((Problem::Domain(problem), span));
    let mut start = 0;
    let mut inside = 0_u32;
    for label in name.split('.') {
        let span = Span::new(start, start + label.len());
        start += label.len() + 1;
        // A dot may stand in the braces of a macro.
        let (opened, closed) = (label.matches("%{").count() as u32, label.matches('}').count() as u32);
        let in_macro = inside > 0 || opened > 0;
        inside = (inside + opened).saturating_sub(closed);
        if in_macro || label.contains('%') {
            continue;
        }
        if label.len() > 63 {
            return domain(DomainProblem::TooLong, span);
        }
        if label.is_empty() && !(has_macro && span.start == macro_end) {
            return domain(DomainProblem::Label, Span::new(span.start, (span.end + 1).min(text.len())));
        }
        if label.bytes().any(|byte| {
            !byte.is_ascii_graphic() || matches!(byte, b':' | b'=' | b'/' | b'(' | b')' | b'"' | b',' | b'\\')
        }) {
            return domain(DomainProblem::Label, span);
        }
    }
    if ends_in_macro && !text.ends_with('.') {
        return None;
    }
    let Some(dot) = name.rfind('.').filter(|dot| *dot + 1 >= macro_end) else {
        return domain(DomainProblem::SingleLabel, all);
    };
    let last = name.get(dot + 1..).unwrap_or_default();
    let bytes = last.as_bytes();
    let good = bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        && !bytes.iter().all(u8::is_ascii_digit)
        && bytes.first() != Some(&b'-')
        && bytes.last() != Some(&b'-');
    if good { None } else { domain(DomainProblem::LastLabel, Span::new(dot + 1, name.len())) }
}

/// The length of the macro at the start.
fn macro_expand(text: &str, in_exp: bool) -> Result<usize, (MacroProblem, usize)> {
    let rest = text.get(1..).unwrap_or_default();
    let Some(next) = rest.chars().next() else { return Err((MacroProblem::Percent, 1)) };
    if matches!(next, '%' | '_' | '-') {
        return Ok(2);
    }
    if next == '{' {
        return braces(text, in_exp);
    }
    let hex = rest.get(..2).is_some_and(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if hex && rest.starts_with(|letter: char| letter.is_ascii_digit()) {
        return Err((MacroProblem::UrlEscape, 3));
    }
    if is_letter(next) && rest.chars().nth(1).is_none_or(|letter| !letter.is_ascii_alphanumeric()) {
        return Err((MacroProblem::NoBrace, 2));
    }
    Err((MacroProblem::Percent, 1))
}

fn braces(text: &str, in_exp: bool) -> Result<usize, (MacroProblem, usize)> {
    let until = text.find('}').map_or(text.len(), |end| end + 1);
    let Ok((rest, (letter, digits, _, _))) = expand(text) else {
        let letter = text.chars().nth(2).unwrap_or(' ');
        let problem = if letter.is_ascii_alphabetic() && !is_letter(letter) {
            MacroProblem::Letter
        } else {
            MacroProblem::Malformed
        };
        return Err((problem, until));
    };
    let length = text.len() - rest.len();
    if !digits.is_empty() && digits.bytes().all(|digit| digit == b'0') {
        return Err((MacroProblem::Zero, length));
    }
    if !in_exp && matches!(letter.to_ascii_lowercase(), 'c' | 'r' | 't') {
        return Err((MacroProblem::OnlyInExp, length));
    }
    Ok(length)
}

fn is_letter(letter: char) -> bool {
    matches!(letter.to_ascii_lowercase(), 's' | 'l' | 'o' | 'd' | 'i' | 'p' | 'h' | 'c' | 'r' | 't' | 'v')
}

#[allow(clippy::type_complexity)] // the parts of one macro, taken apart at once
fn expand(text: &str) -> IResult<&str, (char, &str, Option<char>, &str)> {
    let inside = (
        satisfy(is_letter),
        take_while(|letter: char| letter.is_ascii_digit()),
        opt(one_of("rR")),
        take_while(|letter: char| matches!(letter, '.' | '-' | '+' | ',' | '/' | '_' | '=')),
    );
    delimited(tag("%{"), inside, tag("}")).parse(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for text in [
            "_spf.example.com",
            "example.com.",
            "%{d}",
            "%{i}._spf.%{d2}",
            "%{l1r+-}.%{v}.example.org",
            "a.xn--p1ai",
            "%{ir}.%{l.}.x.com",
        ] {
            assert_eq!(domain_spec(text, false), None, "{text}");
        }
        for (text, problem) in [
            ("localhost", DomainProblem::SingleLabel),
            ("*.example.com", DomainProblem::Wildcard),
            ("user@example.com", DomainProblem::Email),
            ("spf.example._com", DomainProblem::LastLabel),
            ("spf.example.123", DomainProblem::LastLabel),
            ("%{d}.", DomainProblem::SingleLabel),
            ("a..b.com", DomainProblem::Label),
            ("bücher.example", DomainProblem::Idn),
        ] {
            assert_eq!(domain_spec(text, false).map(|found| found.0), Some(Problem::Domain(problem)), "{text}");
        }
        for (text, problem) in [
            ("%{z}.example.com", MacroProblem::Letter),
            ("%{ir.example.com", MacroProblem::Malformed),
            ("%i.example.com", MacroProblem::NoBrace),
            ("%{d0}.example.com", MacroProblem::Zero),
            ("%{c}.example.com", MacroProblem::OnlyInExp),
            ("example.com%", MacroProblem::Percent),
            ("_spf%2Eexample.com", MacroProblem::UrlEscape),
        ] {
            assert_eq!(domain_spec(text, false).map(|found| found.0), Some(Problem::Macro(problem)), "{text}");
        }
    }
}
