//! MTA-STS: the record and the policy file of RFC 8461.

use alloc::vec::Vec;

use nom::bytes::complete::take_while1;
use nom::character::complete::{one_of, space0};
use nom::{IResult, Parser};
use smallvec::SmallVec;

use super::Parsed;
use crate::text::Span;

/// The tags of the record, and those of the policy file that are found there by mistake.
pub const TAGS: [&str; 6] = ["v", "id", "mode", "mx", "max_age", "version"];

/// The fields of a policy file.
pub const FIELDS: [&str; 4] = ["version", "mode", "mx", "max_age"];

/// The largest `max_age`, about a year (RFC 8461 section 3.2).
pub const LONGEST_AGE: u32 = 31_557_600;

/// A policy file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Policy<'a> {
    /// Its lines, in order.
    pub lines: Vec<PolicyLine<'a>>,
}

/// ```abnf
/// sts-policy-version = %s"version" ":" *WSP %s"STSv1"    ; and so on: no blank before the colon, names in small letters
/// ```
/// Published files also write `=`, or a blank, in place of the colon. That is read, and reported.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PolicyLine<'a> {
    /// The name before the colon; empty for a line that has none.
    pub name: &'a str,
    /// The value, without blanks around it.
    pub value: &'a str,
    /// Where the value stands.
    pub value_span: Span,
    /// Where the line stands, its end not included.
    pub span: Span,
    text: &'a str,
    end: &'a str,
}

/// Something wrong with a policy file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PolicyFault {
    /// What it is.
    pub kind: PolicyFaultKind,
    /// Where it is.
    pub span: Span,
}

/// What can be wrong with the lines of a policy file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum PolicyFaultKind {
    /// `=`, or a blank, in place of the colon, or a blank before it.
    Mark,
    /// A line that is no name and value, or has no value.
    NoField,
}

/// Reads a policy file.
///
/// ```
/// let policy = mailmend::syntax::mtasts::policy("version: STSv1\nmode=testing\n");
/// assert_eq!(policy.tree.lines[1].value, "testing");
/// assert_eq!(policy.faults.len(), 1);
/// assert_eq!(policy.tree.to_string(), "version: STSv1\nmode=testing\n");
/// ```
#[must_use]
pub fn policy(text: &str) -> Parsed<Policy<'_>, SmallVec<[PolicyFault; 4]>> {
    let mut lines = Vec::new();
    let mut faults = SmallVec::new();
    let mut start = 0;
    for whole in text.split_inclusive('\n') {
        let line = whole.trim_end_matches(['\r', '\n']);
        let span = Span::new(start, start + line.len());
        let end = whole.get(line.len()..).unwrap_or_default();
        start += whole.len();
        let (name, value) = match field(line) {
            Ok((rest, (name, blank, mark, _))) => {
                if mark == '=' || !blank.is_empty() {
                    faults.push(PolicyFault { kind: PolicyFaultKind::Mark, span });
                }
                (name, rest)
            }
            Err(_) => match line.split_once([' ', '\t']) {
                // `mode enforce`
                Some((name, rest)) if FIELDS.contains(&name) && !rest.trim().is_empty() => {
                    faults.push(PolicyFault { kind: PolicyFaultKind::Mark, span });
                    (name, rest.trim_start())
                }
                _ => ("", line),
            },
        };
        let value_start = span.end - value.len();
        let value = value.trim_end();
        let value_span = Span::new(value_start, value_start + value.len());
        if !line.trim().is_empty() && (name.is_empty() || value.is_empty()) {
            faults.push(PolicyFault { kind: PolicyFaultKind::NoField, span });
        }
        lines.push(PolicyLine { name, value, value_span, span, text: line, end });
    }
    Parsed { tree: Policy { lines }, faults }
}

fn field(line: &str) -> IResult<&str, (&str, &str, char, &str)> {
    let name = take_while1(|letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.'));
    let (rest, found) = (name, space0, one_of(":="), space0).parse(line)?;
    if found.0.starts_with(|letter: char| !letter.is_ascii_alphanumeric()) {
        return Err(nom::Err::Error(nom::error::Error::new(line, nom::error::ErrorKind::Alpha)));
    }
    Ok((rest, found))
}

impl core::fmt::Display for Policy<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        for line in &self.lines {
            f.write_str(line.text)?;
            f.write_str(line.end)?;
        }
        Ok(())
    }
}

/// ```abnf
/// sts-policy-mx-value = ["*."] Domain
/// ```
/// Whether `text` can stand after `mx:`: a host name, `*` for its first label perhaps. An address is none: no certificate
/// is checked against it.
#[must_use]
pub fn is_mx_pattern(text: &str) -> bool {
    let name = text.strip_prefix("*.").unwrap_or(text);
    let label = |label: &str| {
        let bytes = label.as_bytes();
        !bytes.is_empty()
            && bytes.len() <= 63
            && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            && bytes.first() != Some(&b'-')
            && bytes.last() != Some(&b'-')
    };
    name.len() <= 253 && name.split('.').all(label) && name.parse::<core::net::Ipv4Addr>().is_err()
}

/// ```abnf
/// sts-id           = 1*32( ALPHA / DIGIT )
/// ```
#[must_use]
pub fn is_id(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_and_ids() {
        for text in ["mail.example.com", "*.example.com", "localhost"] {
            assert!(is_mx_pattern(text), "{text}");
        }
        for text in ["", "**.example", "mail.*.example.com", "test.example-", "møx.example", "*", "192.0.2.1"] {
            assert!(!is_mx_pattern(text), "{text}");
        }
        assert!(is_id("20160831085700Z") && !is_id("") && !is_id("test-1") && !is_id(&"1".repeat(33)));
    }
}
