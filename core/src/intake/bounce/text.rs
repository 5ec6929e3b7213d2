//! Bounces in free text: whom they name, and what they say about each.
//!
//! Every program has its own form; what they share is read here. A recipient stands at the start of a line, behind a
//! label such as `Recipient:`, in a command of the dialogue, or in a sentence; what was said stands behind the address,
//! in the paragraph below, or in another line that names the address again.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::address;
use super::phrases;
use crate::model::Action;

/// What a text says about one address.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) address: String,
    pub(super) place: Place,
    /// Whether it is somebody to ask.
    pub(super) contact: bool,
    pub(super) action: Option<Action>,
    /// What stands behind the address and in the paragraph.
    pub(super) paragraph: String,
    /// Other lines that name the address.
    pub(super) mentions: String,
    /// All up to the next recipient.
    pub(super) block: String,
}

/// Where an address stands, the surest sign of a recipient last.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Place {
    /// Behind a label that names somebody else: `From:`, `contact`.
    #[default]
    Aside,
    /// Somewhere.
    Anywhere,
    /// Behind a word such as `to`, in a sentence.
    Sentence,
    /// In a reply: `550 5.1.1 <a@example.com>... User unknown`.
    Reply,
    /// Behind a label, or in the command `RCPT TO`.
    Label,
    /// At the start of a line.
    Start,
}

/// Every address in `text`, each once, in order, with what is said about it.
pub(super) fn read(text: &str) -> Vec<Told> {
    let mut reader = Reader::default();
    for line in text.lines() {
        reader.line(line);
    }
    reader.told
}

#[derive(Default)]
struct Reader {
    told: Vec<Told>,
    known: BTreeMap<String, usize>,
    /// The recipient that the lines are about.
    current: Option<usize>,
    /// Whether the paragraph of that recipient goes on.
    open: bool,
    /// Whether that recipient began a line.
    listed: bool,
    /// What the heading above says of the addresses below.
    action: Option<Action>,
    /// The entries that the line before named: a reply is often wrapped behind the address.
    named: Option<usize>,
    /// The line before.
    before: String,
}

impl Reader {
    fn line(&mut self, line: &str) {
        let line = line.trim();
        if line.is_empty() {
            let said = self.current.and_then(|at| self.told.get(at)).is_some_and(|told| has_words(&told.paragraph));
            self.open &= !said;
            self.named = None;
            return;
        }
        if let Some(action) = phrases::heading(line) {
            self.action = Some(action);
        }
        self.addresses(line);
        self.before.clear();
        self.before
            .push_str(line.get(line.ceil_char_boundary(line.len().saturating_sub(AROUND))..).unwrap_or_default());
    }

    fn addresses(&mut self, line: &str) {
        let bare = line.trim_start_matches(is_bullet);
        let mut start = None;
        let mut mentioned = None;
        for span in address::all(bare) {
            let found = span.of(bare);
            let before =
                bare.get(bare.ceil_char_boundary(span.start.saturating_sub(AROUND))..span.start).unwrap_or_default();
            let after = bare.get(span.end..).unwrap_or_default();
            let place = place(before, after.get(..after.floor_char_boundary(AROUND)).unwrap_or(after));
            let at = self.entry(found, place);
            let lead = if before.trim().is_empty() { self.before.as_str() } else { before };
            if let (true, Some(told)) = (phrases::is_contact(lead), self.told.get_mut(at)) {
                told.contact = true;
            }
            if place == Place::Start && start.is_none() {
                start = Some((at, after));
            } else if mentioned.is_none() {
                mentioned = Some(at);
                // What stands below a label is about it, unless a list has begun.
                if place == Place::Label && !self.listed && self.current != Some(at) {
                    (self.current, self.open) = (Some(at), true);
                }
            }
        }
        if let Some((at, after)) = start {
            self.listed = true;
            let same = self.current == Some(at);
            if !same {
                (self.current, self.open) = (Some(at), true);
            }
            let action = self.action;
            if let Some(told) = self.told.get_mut(at) {
                told.action = told.action.or(action);
            }
            let whole = same && self.open;
            self.say(if whole { line } else { behind(after) });
            self.named = None;
            return;
        }
        self.say(line);
        // A line with a code of its own says something new, unless it answers the command above.
        let goes_on = !begins_with_code(line);
        let named = mentioned.or(self.named.take().filter(|_| goes_on));
        if let Some(told) = named.filter(|at| self.current != Some(*at)).and_then(|at| self.told.get_mut(at)) {
            append(&mut told.mentions, line);
        }
        self.named = mentioned;
    }

    fn entry(&mut self, found: &str, place: Place) -> usize {
        let key = found.to_lowercase();
        let at = *self.known.entry(key).or_insert(self.told.len());
        if at == self.told.len() {
            self.told.push(Told { address: found.to_string(), place, ..Told::default() });
        } else if let Some(told) = self.told.get_mut(at) {
            told.place = told.place.max(place);
        }
        at
    }

    fn say(&mut self, text: &str) {
        let Some(told) = self.current.and_then(|at| self.told.get_mut(at)) else { return };
        append(&mut told.block, text);
        if self.open {
            append(&mut told.paragraph, text);
        }
    }
}

/// How many bytes around an address tell what it is: the time stays linear in a line of addresses.
const AROUND: usize = 200;

fn append(to: &mut String, line: &str) {
    if line.is_empty() {
        return;
    }
    if !to.is_empty() {
        to.push('\n');
    }
    to.push_str(line);
}

/// Whether a line begins as a reply does: `550 `, `550-`.
fn begins_with_code(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.iter().take(3).filter(|byte| byte.is_ascii_digit()).count() == 3 && matches!(bytes.get(3), Some(b' ' | b'-'))
}

fn has_words(text: &str) -> bool {
    text.chars().filter(|letter| letter.is_alphanumeric()).take(3).count() == 3
}

/// What programs put before an address in a list.
fn is_bullet(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(letter, '<' | '>' | '"' | '\'' | '*' | '-' | '•' | '·' | '–' | '|' | '[' | '=' | '「')
}

/// What stands behind an address that begins a line, without the address spelt once more.
fn behind(after: &str) -> &str {
    let after = after.trim_start_matches(is_closing);
    let again =
        after.strip_prefix("<mailto:").or_else(|| after.strip_prefix('<')).or_else(|| after.strip_prefix("(mailto:"));
    match again.and_then(|again| again.split_once(['>', ')'])) {
        Some((inner, rest)) if address::first(inner).is_some() => rest.trim_start_matches(is_closing),
        _ => after,
    }
}

fn is_closing(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '>' | '"' | '\'' | ':' | ',' | ';' | ']' | '」')
}

fn place(before: &str, after: &str) -> Place {
    let before = before.trim_end_matches(['<', '"', '\'', '(', '[', ' ', '\t', '「', '*']);
    if before.is_empty() {
        // A word that goes on at once belongs to a sentence.
        let closed = after.trim_start_matches(['>', '"', '\'', ')', ']', '」']);
        return if closed.starts_with(char::is_alphanumeric) { Place::Anywhere } else { Place::Start };
    }
    let lower = before.to_lowercase();
    let lower = lower.trim_end_matches("mailto:").trim_end();
    if lower.ends_with("rcpt to:") || lower.ends_with("rcpt to") {
        return Place::Label;
    }
    if let Some(label) = lower.strip_suffix([':', ';', '=', '：']) {
        // `Final-Recipient: rfc822; a@example.com` has two.
        let label = label.trim_end_matches("rfc822").trim_end_matches([';', ':', ' ', '\t']);
        return match phrases::label(label) {
            Some(true) => Place::Label,
            Some(false) => Place::Aside,
            None => Place::Anywhere,
        };
    }
    if phrases::is_aside(lower) {
        return Place::Aside;
    }
    // A name before an address in brackets that ends the line: `Jane Doe <jane@example.com>:`.
    let ends = after.starts_with('>') && after.trim_matches(is_closing).is_empty();
    if ends && !lower.contains(':') && lower.split_whitespace().count() <= 3 && !phrases::leads_to(lower) {
        return Place::Start;
    }
    let digits = lower.trim_start_matches(|letter: char| !letter.is_ascii_digit() && "<>#( ".contains(letter));
    if digits.chars().all(|letter| letter.is_ascii_digit() || ".-# ".contains(letter)) {
        return Place::Reply;
    }
    if phrases::leads_to(lower) { Place::Sentence } else { Place::Anywhere }
}

/// The text before the message that came back, and that message, when it stands in the text.
pub(super) fn split(text: &str) -> (&str, Option<&str>) {
    let mut at = 0;
    let mut marker = None;
    let mut waiting = 0;
    for line in text.split_inclusive('\n') {
        let begins = at;
        at += line.len();
        let bare = line.trim_start_matches(['>', ' ']).trim_end();
        if bare.is_empty() {
            continue;
        }
        let head = is_head(bare);
        if let Some(start) = marker {
            if head {
                return (text.get(..start).unwrap_or(text), text.get(begins..));
            }
            waiting -= 1;
            if waiting == 0 {
                marker = None;
            }
        }
        if is_first_of_head(line) {
            return (text.get(..begins).unwrap_or(text), text.get(begins..));
        }
        if phrases::announces_original(bare) {
            marker = Some(begins);
            waiting = 3;
        }
    }
    (text, None)
}

/// A header field that nobody writes by hand stands at the top of a message.
fn is_first_of_head(line: &str) -> bool {
    let starts = |name: &str| line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    ["received: from ", "received: by ", "received: (qmail", "received:from ", "return-path: <", "dkim-signature: "]
        .iter()
        .any(|name| starts(name))
}

fn is_head(line: &str) -> bool {
    let Some((name, _)) = line.split_once(':') else { return false };
    let known = [
        "received",
        "return-path",
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "mime-version",
        "dkim-signature",
        "content-type",
        "sender",
        "reply-to",
        "delivered-to",
        "authentication-results",
        "arc-seal",
        "user-agent",
    ];
    name.starts_with("X-") && !name.contains(' ') || known.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The server that a text names as the other side: `host mx.example.com[192.0.2.1] said`.
pub(super) fn remote_host(text: &str) -> Option<&str> {
    let lower_start = ["host ", "host: ", "talking to ", "server "];
    let (_, rest) = lower_start.iter().find_map(|lead| text.split_once(lead))?;
    let end =
        rest.find(|letter: char| !letter.is_ascii_alphanumeric() && !matches!(letter, '.' | '-')).unwrap_or(rest.len());
    let host = rest.get(..end)?.trim_end_matches(['.', '-']);
    host.contains('.').then_some(host)
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used)]
mod tests {
    use super::*;

    fn recipients(text: &str) -> Vec<(String, String)> {
        let told = read(text);
        let best = told.iter().map(|told| told.place).max().unwrap();
        let best = told.into_iter().filter(|told| told.place == best);
        best.map(|told| (told.address, told.paragraph)).collect()
    }

    #[test]
    fn a_line_a_recipient() {
        let text =
            "These failed:\n\n<a@example.com>:\nRemote host said: 550 no\n\n<b@example.com>: 552 full\n  of mail\n";
        assert_eq!(
            recipients(text),
            [
                ("a@example.com".into(), "Remote host said: 550 no".into()),
                ("b@example.com".into(), "552 full\nof mail".into())
            ]
        );
    }

    #[test]
    fn the_reason_is_in_the_next_paragraph() {
        let text = "Delivery to the following recipient failed:\n\n    a@example.com\n\nTechnical details:\n550 no such user\n\nBye";
        assert_eq!(recipients(text), [("a@example.com".into(), "Technical details:\n550 no such user".into())]);
    }

    #[test]
    fn labels_and_commands() {
        assert_eq!(recipients("From: b@example.com\nRCPT TO: a@example.com\n")[0].0, "a@example.com");
        assert_eq!(recipients("Sent <<< RCPT TO:<a@example.com>\nReceived >>> 550 no")[0].0, "a@example.com");
        assert_eq!(recipients("An error delivering your mail to <a@example.com>.\n")[0].0, "a@example.com");
    }

    #[test]
    fn where_the_original_begins() {
        let text = "The original message was received at noon\nfrom a\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <x@example.com>\nSubject: y\n";
        let (human, original) = split(text);
        assert!(human.ends_with("from a\n\n"), "{human:?}");
        assert!(original.unwrap().starts_with("Return-Path"));
        assert_eq!(split("It quotes no original message.\nNothing.").1, None);
    }
}
