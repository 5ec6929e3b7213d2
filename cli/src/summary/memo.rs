//! Remembers what texts lead to. Logs say the same thing thousands of times, but for addresses and ids.

use std::collections::HashMap;

use mailmend::model::{Cause, Recipient, Stage};
use mailmend::{Request, explain};

/// What a summary needs of a report.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Verdict {
    /// The cause.
    pub cause: &'static Cause,
    /// The provider whose steps fit.
    pub provider: Option<&'static str>,
    /// What to do with the recipient's address.
    pub recipient: Recipient,
}

impl Verdict {
    /// Reads a text.
    pub fn of(said: &str, stage: Option<Stage>, host: Option<&str>) -> Option<Self> {
        let mut request = Request::new(said);
        (request.stage, request.host) = (stage, host);
        let report = explain(&request);
        let finding = report.findings.first()?;
        Some(Self { cause: finding.cause, provider: report.provider, recipient: finding.recipient })
    }
}

/// The verdicts on the texts of late.
pub struct Memo {
    known: HashMap<Key, Option<Verdict>>,
    hosts: HashMap<String, Option<&'static str>>,
    most: usize,
    /// The text at hand, blotted.
    blotted: String,
}

type Key = (Box<str>, Option<Stage>, Option<&'static str>);

/// The most verdicts that are kept: with texts of some hundred bytes, a few megabytes.
pub const MOST: usize = 8192;

/// A longer text is not worth the memory.
const LONGEST: usize = 2048;

impl Memo {
    /// Keeps at most so many verdicts; 0 keeps none.
    pub fn new(most: usize) -> Self {
        Self { known: HashMap::new(), hosts: HashMap::new(), most, blotted: String::new() }
    }

    /// What a text leads to, said by `host`.
    pub fn verdict(&mut self, said: &str, stage: Option<Stage>, host: Option<&str>) -> Option<Verdict> {
        if self.most == 0 || said.len() > LONGEST {
            return Verdict::of(said, stage, host);
        }
        // Of a host only its provider counts.
        let provider = host.and_then(|host| self.provider(host));
        self.blotted.clear();
        blot(said, &mut self.blotted);
        let key = (self.blotted.as_str().into(), stage, provider);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let verdict = Verdict::of(said, stage, host);
        if self.known.len() >= self.most {
            self.known.clear();
        }
        self.known.insert(key, verdict);
        verdict
    }

    fn provider(&mut self, host: &str) -> Option<&'static str> {
        if let Some(known) = self.hosts.get(host) {
            return *known;
        }
        let provider = mailmend::provider(host).map(|provider| provider.id);
        if self.hosts.len() >= self.most {
            self.hosts.clear();
        }
        self.hosts.insert(host.into(), provider);
        provider
    }
}

/// Writes `said` with a blot in place of what differs from mail to mail and means nothing: addresses, IP addresses,
/// ids, long numbers. Short numbers stay, for codes are made of them, and so do words such as `OFR001`.
fn blot(said: &str, out: &mut String) {
    let bytes = said.as_bytes();
    let mut clean = 0;
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        while bytes.get(at).is_some_and(u8::is_ascii_alphanumeric) {
            at += 1;
        }
        if at == start {
            // An address goes up to the `@` and beyond: its start has been copied, and is taken back.
            if bytes.get(at) == Some(&b'@') {
                let begin = at - run_back(bytes.get(clean..at).unwrap_or_default());
                let end = at + 1 + run(bytes.get(at + 1..).unwrap_or_default());
                if begin < at && end > at + 1 {
                    out.push_str(said.get(clean..begin).unwrap_or_default());
                    out.push_str("a@b");
                    (clean, at) = (end, end);
                    continue;
                }
            }
            at += 1;
            continue;
        }
        let blot = match bytes.get(start..at) {
            Some(word) if is_id(word) => "0a0a0a0a0a",
            Some(word) if word.len() >= LONG_NUMBER && word.iter().all(u8::is_ascii_digit) => "0000000000",
            _ => match quad(bytes, start) {
                Some(end) => {
                    at = end;
                    "9.9.9.9"
                }
                None => continue,
            },
        };
        // What an `@` follows is the local part of an address.
        if bytes.get(at) == Some(&b'@') {
            continue;
        }
        out.push_str(said.get(clean..start).unwrap_or_default());
        out.push_str(blot);
        clean = at;
    }
    out.push_str(said.get(clean..).unwrap_or_default());
}

/// Numbers that mean something are shorter: errors of systems have five digits, rules of filters and pages of help up to
/// nine. From ten on it is a time or an id.
const LONG_NUMBER: usize = 10;

/// Whether a word is an id of a message or a session: letters and digits take turns, and a quarter of it are digits. In
/// `TSS04` and `DoesNotSupportTls12Or13` they do not.
fn is_id(word: &[u8]) -> bool {
    let digits = word.iter().filter(|byte| byte.is_ascii_digit()).count();
    let turns =
        word.windows(2).filter(|pair| matches!(pair, [a, b] if a.is_ascii_digit() != b.is_ascii_digit())).count();
    (10..=64).contains(&word.len()) && turns >= 3 && 4 * digits >= word.len()
}

/// The end of the four numbers that start here, joined by dots. This machine's own addresses say something: they are
/// left as they are.
fn quad(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    for part in 0..4 {
        let digits = bytes.get(at..)?.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
        if !(1..=3).contains(&digits) {
            return None;
        }
        at += digits;
        if part < 3 {
            if bytes.get(at) != Some(&b'.') {
                return None;
            }
            at += 1;
        }
    }
    let before = start.checked_sub(1).and_then(|place| bytes.get(place));
    let joined = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b".-_@".contains(byte));
    let is_own = bytes.get(start..).is_some_and(|rest| rest.starts_with(b"127.") || rest.starts_with(b"0."));
    let ends = !joined(bytes.get(at)) || (bytes.get(at) == Some(&b'.') && !joined(bytes.get(at + 1)));
    (!joined(before) && ends && !is_own).then_some(at)
}

fn in_address(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b".-_".contains(byte)
}

fn run(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| in_address(byte)).count()
}

fn run_back(bytes: &[u8]) -> usize {
    bytes.iter().rev().take_while(|byte| in_address(byte) || b"!#$%&*+=^{}~".contains(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blotted(said: &str) -> String {
        let mut out = String::new();
        blot(said, &mut out);
        out
    }

    #[test]
    fn ids_go_and_codes_stay() {
        assert_eq!(
            blotted("550-5.1.1 <x.y+z=q@example.com> from 192.0.2.1. d9443c01a7336-1234567890 gsmtp"),
            "550-5.1.1 <a@b> from 9.9.9.9. 0a0a0a0a0a-0000000000 gsmtp"
        );
        for said in [
            "550 5.7.1 (OFR001) error 10060",
            "535 no=1001256 AS(201806281)",
            "421 4.7.0 [TSS04] x",
            "Empfänger@ @ü",
            "1.2.3.4.5",
            "",
        ] {
            assert_eq!(blotted(said), said);
        }
    }

    /// The promise that makes it safe: a text and the same text blotted lead to the same.
    #[test]
    fn a_blotted_text_leads_to_the_same() {
        let mut shortened = 0;
        for example in mailmend::examples() {
            let blotted = blotted(example.text);
            shortened += usize::from(blotted != example.text);
            assert_eq!(
                Verdict::of(&blotted, None, None),
                Verdict::of(example.text, None, None),
                "{}\n{blotted}",
                example.text
            );
        }
        assert!(shortened > 100, "only {shortened} examples were blotted at all");
    }

    #[test]
    fn verdicts_are_the_same_with_and_without() {
        let mut memo = Memo::new(50);
        for round in 0..2 {
            for (place, example) in mailmend::examples().iter().enumerate() {
                let host = Some(["gmail-smtp-in.l.google.com", "mx.example.net"][place % 2]);
                let plain = Verdict::of(example.text, None, host);
                assert_eq!(memo.verdict(example.text, None, host), plain, "round {round}: {}", example.text);
                assert_eq!(memo.verdict(example.text, None, host), plain, "from memory: {}", example.text);
            }
        }
        assert!(memo.known.len() <= 50);
    }
}
