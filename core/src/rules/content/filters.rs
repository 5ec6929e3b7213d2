//! What spam filters wrote into the header: SpamAssassin, and those that write as it does; rspamd.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Mail;
use super::sheet::{Part, Sheet};
use crate::knowledge::{codes, content};
use crate::model::{Confidence, FactKey};
use crate::text::Order;
use crate::text::Span;

/// The signs that are read, and those that are shown.
const MOST_READ: usize = 512;
const MOST_SHOWN: usize = 8;

/// A sign, and the points it got: in hundredths, so that they can be compared.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Sign {
    name: Span,
    points: Option<i32>,
}

/// What one header field says.
#[derive(Debug, Default)]
struct Reading {
    spam: bool,
    score: Option<String>,
    threshold: Option<String>,
    signs: Vec<Sign>,
}

/// Explains the verdicts of filters.
pub(super) fn check(mail: &Mail<'_>, sheet: &mut Sheet) {
    let report = mail.field("x-spam-report");
    if let Some(field) = mail.field("x-spam-status") {
        let mut reading = status(&field.text);
        let scores = report.map(|report| table(&report.text)).unwrap_or_default();
        match report {
            // The report has the points, too.
            Some(report) if !scores.is_empty() => {
                verdict(field, &reading, sheet);
                reading.signs = scores;
                signs(report, "spamassassin", &reading, sheet);
            }
            _ => {
                verdict(field, &reading, sheet);
                signs(field, "spamassassin", &reading, sheet);
            }
        }
    } else if let Some(report) = report {
        let reading = Reading { signs: table(&report.text), ..Reading::default() };
        signs(report, "spamassassin", &reading, sheet);
    }
    if let Some(field) = mail.field("x-spamd-result") {
        let reading = rspamd(&field.text);
        verdict(field, &reading, sheet);
        signs(field, "rspamd", &reading, sheet);
    }
    let flagged = mail.field("x-spam-flag").filter(|flag| flag.text.trim().eq_ignore_ascii_case("yes"));
    if let Some(flag) =
        flagged.filter(|_| mail.field("x-spam-status").is_none() && mail.field("x-spamd-result").is_none())
    {
        sheet.find(codes::TEXT074, flag, &[Span::new(0, flag.text.len())]);
    }
}

fn verdict(field: &Part<'_>, reading: &Reading, sheet: &mut Sheet) {
    if !reading.spam {
        return;
    }
    let end = field.text.find([';', '\n']).unwrap_or(field.text.len()).min(field.text.floor_char_boundary(60));
    let mut entry = sheet.find(codes::TEXT074, field, &[Span::new(0, end)]);
    for (key, value) in [(FactKey::Score, &reading.score), (FactKey::Threshold, &reading.threshold)] {
        if let Some(value) = value {
            entry = entry.fact(key, value.clone());
        }
    }
}

/// One finding for each of the heaviest signs that are known.
fn signs(field: &Part<'_>, program: &str, reading: &Reading, sheet: &mut Sheet) {
    let mut known: Vec<(&Sign, &content::Symbol)> = reading
        .signs
        .iter()
        // Where nothing was found to be spam, signs of a fraction of a point are noise.
        .filter(|sign| sign.points.map_or(reading.spam, |points| points >= if reading.spam { 10 } else { 50 }))
        .filter_map(|sign| Some((sign, content::symbol(program, sign.name.of(&field.text))?)))
        .collect();
    known.order_by_key(|(sign, _)| core::cmp::Reverse(sign.points));
    for (sign, symbol) in known.into_iter().take(MOST_SHOWN) {
        let entry = sheet.find(codes::TEXT038, field, &[sign.name]);
        let mut entry = entry
            .fact(FactKey::Symbol, sign.name.of(&field.text))
            .fact(FactKey::Meaning, symbol.means)
            .fact(FactKey::Advice, symbol.advice);
        if let Some(points) = sign.points {
            entry = entry.fact(FactKey::Score, shown(points));
        }
        if !reading.spam {
            entry.confidence(Confidence::Likely);
        }
    }
}

/// `Yes, score=7.2 required=5.0 tests=A,B autolearn=no`, and amavis' `tests=[A=1.2, B=0.1]`.
fn status(value: &str) -> Reading {
    let mut reading = Reading { spam: super::page::starts_with(value, "yes"), ..Reading::default() };
    let after = |key: &str| {
        let (_, rest) = value.split_once(key)?;
        let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.' && letter != '-');
        Some(rest.get(..end.unwrap_or(rest.len()))?.to_string()).filter(|number| !number.is_empty())
    };
    reading.score = after("score=").or_else(|| after("hits="));
    reading.threshold = after("required=");
    let Some(start) = value.find("tests=").map(|at| at + "tests=".len()) else { return reading };
    let list = value.get(start..).unwrap_or_default();
    let end = match list.strip_prefix('[') {
        Some(inner) => inner.find(']').map_or(list.len(), |end| end + 1),
        // The list is folded behind a comma; a blank elsewhere ends it.
        None => list_end(list),
    };
    let mut at = start;
    for piece in list.get(..end).unwrap_or_default().split(',').take(MOST_READ) {
        let name_start = at + piece.len() - piece.trim_start_matches([' ', '\t', '\r', '\n', '[']).len();
        let name = piece.trim_matches([' ', '\t', '\r', '\n', '[', ']']);
        let (name, points) = name.split_once('=').map_or((name, None), |(name, points)| (name, hundredths(points)));
        if is_symbol(name) {
            reading.signs.push(Sign { name: Span::new(name_start, name_start + name.len()), points });
        }
        at += piece.len() + 1;
    }
    reading
}

fn list_end(list: &str) -> usize {
    let mut after_comma = true;
    for (at, letter) in list.char_indices() {
        match letter {
            ',' => after_comma = true,
            ' ' | '\t' | '\r' | '\n' if after_comma => {}
            ' ' | '\t' | '\r' | '\n' => return at,
            _ => after_comma = false,
        }
    }
    list.len()
}

/// The table of X-Spam-Report: `*  1.2 MISSING_MID Missing Message-Id: header`, folded or not.
fn table(value: &str) -> Vec<Sign> {
    let mut signs = Vec::new();
    let mut at = 0;
    for piece in value.split('*').take(MOST_READ) {
        let mut words = piece.split_whitespace();
        if let (Some(points), Some(name)) = (words.next().and_then(hundredths), words.next())
            && is_symbol(name)
            && let Some(start) = piece.find(name)
        {
            signs.push(Sign { name: Span::new(at + start, at + start + name.len()), points: Some(points) });
        }
        at += piece.len() + 1;
    }
    signs
}

/// `default: True [15.20 / 15.00]; R_SPF_FAIL(1.00)[-all]; MISSING_MID(2.50)[]`
fn rspamd(value: &str) -> Reading {
    let mut reading = Reading::default();
    let head = value.split(';').next().unwrap_or_default();
    let rule = head.split_once(':').map_or(head, |(_, rest)| rest).trim_start();
    reading.spam = super::page::starts_with(rule, "true");
    if let Some((score, rest)) = head.split_once('[').and_then(|(_, rest)| rest.split_once('/')) {
        reading.score = Some(score.trim().into());
        reading.threshold = rest.split(']').next().map(|number| number.trim().into());
    }
    let mut at = head.len() + 1;
    for piece in value.get(at..).unwrap_or_default().split(';').take(MOST_READ) {
        let start = at + piece.len() - piece.trim_start().len();
        if let Some((name, rest)) = piece.trim().split_once('(')
            && is_symbol(name)
        {
            let points = rest.split(')').next().and_then(hundredths);
            reading.signs.push(Sign { name: Span::new(start, start + name.len()), points });
        }
        at += piece.len() + 1;
    }
    reading
}

fn is_symbol(name: &str) -> bool {
    (3..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// A number with up to two places, in hundredths.
fn hundredths(text: &str) -> Option<i32> {
    let text = text.trim();
    let (minus, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + part.len() == 0 || whole.len() > 6 || !digits(whole) || !digits(part) {
        return None;
    }
    let mut number = if whole.is_empty() { 0 } else { whole.parse::<i32>().ok()? * 100 };
    for (digit, value) in part.bytes().zip([10, 1]) {
        number += i32::from(digit - b'0') * value;
    }
    Some(if minus { -number } else { number })
}

fn shown(points: i32) -> String {
    let sign = if points < 0 { "-" } else { "" };
    let points = points.unsigned_abs();
    let part = points % 100;
    let mut out = [sign, &(points / 100).to_string(), if part < 10 { ".0" } else { "." }].concat();
    out.push_str(&part.to_string());
    out
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn spamassassin_and_amavis() {
        let value = "Yes, score=7.2 required=5.0 tests=BAYES_50,MISSING_MID,\r\n\tRDNS_NONE autolearn=no version=4.0.1";
        let reading = status(value);
        assert!(reading.spam && reading.score.as_deref() == Some("7.2"));
        assert_eq!(
            reading.signs.iter().map(|sign| sign.name.of(value)).collect::<Vec<_>>(),
            ["BAYES_50", "MISSING_MID", "RDNS_NONE"]
        );
        let value =
            "No, score=0.3 tagged_above=-999 required=6.2 tests=[DKIM_SIGNED=0.1, MISSING_DATE=1.36] autolearn=ham";
        let reading = status(value);
        assert_eq!(reading.signs[1].points, Some(136));
        assert_eq!(reading.signs[1].name.of(value), "MISSING_DATE");
    }

    #[test]
    fn reports_with_points() {
        let value = "* 1.2 MISSING_MID Missing Message-Id: header *  -0.1 DKIM_VALID Message has at least one";
        let signs = table(value);
        assert_eq!(signs[0].name.of(value), "MISSING_MID");
        assert_eq!((signs[0].points, signs[1].points), (Some(120), Some(-10)));
    }

    #[test]
    fn rspamd_results() {
        let value = "default: True [15.20 / 15.00]; R_SPF_FAIL(1.00)[-all:c]; MISSING_MID(2.50)[]";
        let reading = rspamd(value);
        assert!(reading.spam && reading.threshold.as_deref() == Some("15.00"));
        assert_eq!(reading.signs[1].name.of(value), "MISSING_MID");
        assert_eq!(shown(reading.signs[1].points.unwrap_or(0)), "2.50");
    }
}
