//! What the lines of several programs have in common: addresses in angle brackets, hosts with their addresses, names
//! of SMTP commands.

use alloc::borrow::{Cow, ToOwned};
use core::net::IpAddr;

use memchr::memchr_iter;

use super::Entry;
use crate::model::Stage;

/// What stands in the angle brackets that a text begins with, and what follows them.
///
/// ```abnf
/// angle  = "<" ( [ quoted-string ] *( %x00-FF ) ) ">"
/// ```
/// An address may hold `>` itself, quoted (`<"a>b"@example.com>`) or, in the log of a program that does not quote, bare.
/// The bracket that ends it is followed by something that ends a field.
pub(super) fn angle(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('<')?;
    let quoted = quoted(inside);
    let rest = inside.as_bytes().get(quoted..)?;
    let ends = || memchr_iter(b'>', rest).take_while(|end| *end < LONGEST_ADDRESS);
    let last = |end: &usize| matches!(rest.get(end + 1), None | Some(b' ' | b',' | b';' | b':' | b')' | b'.'));
    let end = quoted + ends().find(last).or_else(|| ends().next())?;
    Some((inside.get(..end)?, inside.get(end + 1..)?))
}

/// Longer than any address (RFC 5321 section 4.5.3.1 has 256), with room for SRS and VERP.
const LONGEST_ADDRESS: usize = 1024;

/// The length of the quoted string that a text begins with, its quotes included; 0 when there is none.
pub(super) fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (place, byte) in text.bytes().enumerate() {
        match byte {
            b'"' if place == 0 => {}
            _ if place == 0 => return 0,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return place + 1,
            _ => {}
        }
    }
    0
}

/// An address without what some programs put around it; none when nothing is left.
pub(super) fn address(text: &str) -> Option<&str> {
    let text = text.trim_ascii();
    let bare = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(text);
    (!bare.is_empty() && bare != "-").then_some(bare)
}

/// The value of `key` in a text of `key=value` or `key="value"` words.
pub(super) fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let mut at = 0;
    loop {
        let from = at + text.get(at..)?.find(key)?;
        let before = from.checked_sub(1).and_then(|place| text.as_bytes().get(place));
        let rest = text.get(from + key.len()..)?;
        if matches!(before, None | Some(b' ' | b',')) && rest.starts_with('=') {
            return Some(word(rest.get(1..)?).0);
        }
        at = from + key.len();
    }
}

/// The first word of a text, and what follows. A quoted word, or one in angle brackets, may hold spaces; it comes
/// without the quotes or the brackets.
pub(super) fn word(text: &str) -> (&str, &str) {
    if let Some(pair) = angle(text) {
        return pair;
    }
    let length = quoted(text);
    if length > 0 {
        return (text.get(1..length - 1).unwrap_or_default(), text.get(length..).unwrap_or_default());
    }
    let end = text.find(' ').unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    (word.trim_end_matches(','), rest)
}

impl<'a> Entry<'a> {
    /// Takes the name and the IP address of a host as programs write them: `name[ip]:port`, `name. [ip]`,
    /// `(helo) [ip]`, `[ip]`, `name (ip)`, `ip (name)`, and either alone.
    pub(super) fn with_peer(mut self, host: &'a str) -> Self {
        let host = host.trim_ascii();
        let open = host.rfind(['[', '(']).filter(|place| *place > 0 || host.starts_with('['));
        let (before, inside) = match open {
            Some(open) => {
                let (before, rest) = host.split_at_checked(open).unwrap_or((host, ""));
                let rest = rest.get(1..).unwrap_or_default();
                (before.trim_ascii_end(), rest.split([']', ')']).next().unwrap_or_default())
            }
            None => (host, ""),
        };
        let known = |name: &&str| !name.is_empty() && !matches!(*name, "unknown" | "none" | "-" | "localhost.");
        let (ip, name) = match (bare_ip(inside), bare_ip(before)) {
            (Some(ip), _) => (Some(ip), before),
            (None, Some(ip)) => (Some(ip), inside),
            (None, None) => (None, before),
        };
        let name = name.trim_matches(|letter| matches!(letter, '(' | ')')).trim_end_matches('.');
        let name = Some(name).filter(known);
        self.ip = ip.map(Cow::Borrowed);
        self.relay = name.or(ip).map(Cow::Borrowed);
        self
    }
}

/// The IP address that a text is, without what mail puts before one.
fn bare_ip(text: &str) -> Option<&str> {
    let text = text.trim_matches(|letter| matches!(letter, '[' | ']'));
    let ip = text.get(..5).filter(|start| start.eq_ignore_ascii_case("IPv6:")).and(text.get(5..)).unwrap_or(text);
    ip.parse::<IpAddr>().is_ok().then_some(ip)
}

/// The stage that a command, or the words a program has for it, belongs to.
pub(super) fn stage(command: &str) -> Option<Stage> {
    let command = command.trim_ascii_start();
    let command = starts(command, "pipelined ").unwrap_or(command);
    COMMANDS.iter().find(|(name, _)| starts(command, name).is_some()).map(|(_, stage)| *stage)
}

/// The names, the longer ones first.
const COMMANDS: [(&str, Stage); 18] = [
    ("end of data", Stage::Data),
    ("end-of-message", Stage::Data),
    ("end-of-data", Stage::Data),
    ("data", Stage::Data),
    ("bdat", Stage::Data),
    ("sending data block", Stage::Data),
    ("message body", Stage::Data),
    ("rcpt", Stage::Rcpt),
    ("mail", Stage::Mail),
    ("ehlo", Stage::Helo),
    ("helo", Stage::Helo),
    ("lhlo", Stage::Helo),
    ("the ehlo handshake", Stage::Helo),
    ("auth", Stage::Auth),
    ("starttls", Stage::StartTls),
    ("initial connection", Stage::Connect),
    ("connect", Stage::Connect),
    ("the initial server greeting", Stage::Connect),
];

/// What follows `start`, whatever its case.
pub(super) fn starts<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(start.len())?;
    head.eq_ignore_ascii_case(start).then_some(rest)
}

/// A reply without the kind of server that said it: `smtp; 550 …` (RFC 3464 section 2.3.6).
pub(super) fn diagnostic(text: Cow<'_, str>) -> Cow<'_, str> {
    let bare = |text: &str| starts(text, "smtp;").map(|rest| text.len() - rest.trim_ascii_start().len());
    match (bare(&text), text) {
        (Some(skip), Cow::Borrowed(text)) => Cow::Borrowed(text.get(skip..).unwrap_or_default()),
        (Some(skip), Cow::Owned(text)) => Cow::Owned(text.get(skip..).unwrap_or_default().to_owned()),
        (None, text) => text,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Outcome, Program};
    use super::*;

    #[test]
    fn addresses_with_brackets_and_spaces_inside() {
        assert_eq!(angle("<a@b>, relay"), Some(("a@b", ", relay")));
        assert_eq!(angle("<>, relay"), Some(("", ", relay")));
        assert_eq!(angle("<\"a>, b\"@c>, relay"), Some(("\"a>, b\"@c", ", relay")));
        assert_eq!(angle("<\"a\\\">\"@c>"), Some(("\"a\\\">\"@c", "")));
        assert_eq!(angle("<a>b@c>, relay"), Some(("a>b@c", ", relay")));
        assert_eq!(angle("<cut@in.the.mid"), None);
        assert_eq!(angle("a@b"), None);
    }

    #[test]
    fn hosts() {
        let peer = |text| {
            let entry = Entry::new(Program::Postfix, Outcome::Failed).with_peer(text);
            (entry.relay.map(Cow::into_owned), entry.ip.map(Cow::into_owned))
        };
        let both = |name: &str, ip: &str| (Some(name.to_owned()), Some(ip.to_owned()));
        assert_eq!(peer("mx.example.com[192.0.2.1]:25"), both("mx.example.com", "192.0.2.1"));
        assert_eq!(peer("mx.example.com. [192.0.2.1]"), both("mx.example.com", "192.0.2.1"));
        assert_eq!(peer("mx.example.com[2001:db8::1]:25"), both("mx.example.com", "2001:db8::1"));
        assert_eq!(peer("mx.example.com [IPv6:2001:db8::1]"), both("mx.example.com", "2001:db8::1"));
        assert_eq!(peer("unknown[192.0.2.1]"), both("192.0.2.1", "192.0.2.1"));
        assert_eq!(peer("[192.0.2.1]"), both("192.0.2.1", "192.0.2.1"));
        assert_eq!(peer("(shop) [192.0.2.1]"), both("shop", "192.0.2.1"));
        assert_eq!(peer("192.0.2.1 (mx.example.com)"), both("mx.example.com", "192.0.2.1"));
        assert_eq!(peer("mx.example.com (192.0.2.1)"), both("mx.example.com", "192.0.2.1"));
        assert_eq!(peer("mail[private/dovecot-lmtp]"), (Some("mail".to_owned()), None));
        assert_eq!(peer("none"), (None, None));
        assert_eq!(peer(""), (None, None));
    }

    #[test]
    fn values_of_words() {
        let text = "mta delivery evpid=1f from=<a b@c> to=<d@e> source=\"192.0.2.1\" stat=\"550 no\"";
        assert_eq!(value(text, "from"), Some("a b@c"));
        assert_eq!(value(text, "source"), Some("192.0.2.1"));
        assert_eq!(value(text, "stat"), Some("550 no"));
        assert_eq!(value(text, "evpid"), Some("1f"));
        assert_eq!(value(text, "rom"), None);
    }

    #[test]
    fn stages_of_commands() {
        assert_eq!(stage("RCPT TO:<a@b>"), Some(Stage::Rcpt));
        assert_eq!(stage("pipelined MAIL FROM:<a@b>"), Some(Stage::Mail));
        assert_eq!(stage("end of DATA command"), Some(Stage::Data));
        assert_eq!(stage("final RSET"), None);
        assert_eq!(stage(""), None);
    }
}
