//! A raw message, taken apart by `mail-parser`: the heads, the texts decoded, what is nested laid side by side.
//!
//! Transfer encodings are undone here, after the structure is known: `mail-parser` would go down into encoded messages
//! by recursion, and decode each attachment that nobody asks for.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::decoders::html::html_to_text;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{ContentType, HeaderName, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use crate::text;

/// One message: the outer one, or one that is nested in it.
#[derive(Debug, Default)]
pub(super) struct Mail {
    head: Vec<(String, String)>,
    pub(super) parts: Vec<Part>,
}

/// A part without parts of its own.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) kind: PartKind,
    pub(super) text: String,
}

/// What a part holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum PartKind {
    /// Text for people; HTML is made text.
    Text,
    /// Text for people that was HTML.
    Html,
    /// `message/delivery-status` (RFC 3464), `message/global-delivery-status` (RFC 6533).
    Status,
    /// `message/feedback-report` (RFC 5965).
    Feedback,
    /// `text/rfc822-headers` and its kin: the head of the message that came back.
    Headers,
    /// Another kind of report: a receipt (RFC 8098).
    Receipt,
}

impl Mail {
    /// The first value of a header field; `name` is lower-case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Every value of a header field.
    pub(super) fn headers<'m>(&'m self, name: &'m str) -> impl Iterator<Item = &'m str> {
        self.head.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether any field was read.
    pub(super) fn has_head(&self) -> bool {
        !self.head.is_empty()
    }

    /// The text for people: plain text, or HTML where there is nothing else.
    pub(super) fn human(&self) -> String {
        let plain = self.joined(PartKind::Text);
        if plain.trim().is_empty() { self.joined(PartKind::Html) } else { plain }
    }

    fn joined(&self, kind: PartKind) -> String {
        let mut all = String::new();
        for part in self.parts.iter().filter(|part| part.kind == kind) {
            if !all.is_empty() {
                all.push_str("\n\n");
            }
            all.push_str(&part.text);
        }
        all
    }

    /// The texts of one kind.
    pub(super) fn texts(&self, kind: PartKind) -> impl Iterator<Item = &str> {
        self.parts.iter().filter(move |part| part.kind == kind).map(|part| part.text.as_str())
    }
}

/// The most bytes that are read: no mail server takes a larger message back.
pub(in crate::intake) const LONGEST: usize = 64 << 20;

/// The most boundaries: for each, the rest of the message may have to be searched.
const MOST_BOUNDARIES: usize = 64;

/// The longest field with parameters.
const LONGEST_FIELD: usize = 2048;

/// How often an encoded message may stand in an encoded message.
const DEEPEST: u32 = 3;

/// The messages in `raw`: the outer one first, then what is nested in it, in order. More than one outer message is a
/// mailbox (RFC 4155); its messages come one list each.
pub(super) fn read(raw: &[u8]) -> Vec<Vec<Mail>> {
    let raw = raw.get(..LONGEST).unwrap_or(raw);
    let decoded;
    let raw = match raw {
        // A message saved as UTF-16: no mail server does, some editors do.
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => {
            decoded = text::decode(raw).text;
            decoded.as_bytes()
        }
        _ => raw.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(raw),
    };
    let lines = line_ends(raw);
    mailbox(&lines).into_iter().map(mails).collect()
}

/// Line ends as LF: some messages have CR only.
fn line_ends(raw: &[u8]) -> Cow<'_, [u8]> {
    if !raw.contains(&b'\r') {
        return Cow::Borrowed(raw);
    }
    let mut out = Vec::with_capacity(raw.len());
    let mut bytes = raw.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\r' if bytes.peek() == Some(&b'\n') => {}
            b'\r' => out.push(b'\n'),
            _ => out.push(byte),
        }
    }
    Cow::Owned(out)
}

/// The messages of a mailbox, or the one message.
fn mailbox(raw: &[u8]) -> Vec<&[u8]> {
    let raw = raw.trim_ascii_start();
    if !raw.starts_with(b"From ") {
        return alloc::vec![raw];
    }
    let mut messages = Vec::new();
    let (mut start, mut at, mut blank) = (0, 0, true);
    while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        let length = rest.iter().position(|&byte| byte == b'\n').map_or(rest.len(), |end| end + 1);
        let line = rest.get(..length).unwrap_or(rest);
        if blank && is_from_line(line) {
            messages.extend(raw.get(start..at).filter(|message| !message.is_empty()));
            start = at + length;
        }
        blank = line == b"\n";
        at += length;
    }
    messages.extend(raw.get(start..).filter(|message| !message.is_empty()));
    messages
}

/// ```abnf
/// from-line = "From " addr SP asctime
/// ```
/// A sentence that begins with `From` has no time of day in it.
fn is_from_line(line: &[u8]) -> bool {
    let time =
        |four: &[u8]| matches!(four, [a, b':', c, d] if a.is_ascii_digit() && c.is_ascii_digit() && d.is_ascii_digit());
    line.starts_with(b"From ") && line.len() < 256 && line.windows(4).any(time)
}

/// One message and all that is nested in it, in order.
pub(super) fn mails(raw: &[u8]) -> Vec<Mail> {
    let mut mails = Vec::new();
    let mut waiting: Vec<(Cow<'_, [u8]>, u32)> = alloc::vec![(Cow::Borrowed(raw), 0)];
    while let Some((raw, depth)) = waiting.pop() {
        let mut encoded = Vec::new();
        take_apart(raw.trim_ascii_start(), &mut mails, &mut encoded);
        if depth < DEEPEST {
            waiting.extend(encoded.into_iter().rev().map(|raw| (Cow::Owned(raw), depth + 1)));
        }
    }
    mails
}

/// Reads one message without decoding it. Nested ones are taken out one after the other, without recursion: a
/// message may hold a hundred thousand others.
fn take_apart(raw: &[u8], mails: &mut Vec<Mail>, encoded: &mut Vec<Vec<u8>>) {
    let raw = bounded(raw);
    let Some(message) = parser().parse(raw) else { return };
    // What stands in an encoded message, read as if it were none, is only taken apart.
    let mut waiting = alloc::vec![(message, true)];
    while let Some((message, counts)) = waiting.pop() {
        let mut mail = Mail::default();
        let mut nested = Vec::new();
        for (place, part) in message.parts.into_iter().enumerate() {
            if place == 0 {
                mail.head = head(&part);
            }
            let transfer = part.headers.iter().rfind(|header| header.name == HeaderName::ContentTransferEncoding);
            let transfer = transfer.and_then(|header| header.value.as_content_type());
            let transfer = Transfer::of(transfer.map_or("", ContentType::ctype));
            let bytes = raw.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default();
            match part.body {
                PartType::Multipart(_) => {}
                PartType::Message(inner) if transfer != Transfer::Plain => {
                    encoded.extend(counts.then(|| transfer.undo(bytes).into_owned()));
                    nested.push((inner, false));
                }
                PartType::Message(inner) => nested.push((inner, counts)),
                _ if !counts => {}
                _ if is_message(&part) && transfer != Transfer::Plain => {
                    encoded.push(transfer.undo(bytes).into_owned());
                }
                _ => mail.parts.extend(leaf(&part, &transfer.undo(bytes))),
            }
        }
        waiting.extend(nested.into_iter().rev());
        if counts {
            mails.push(mail);
        }
    }
}

/// The start of a message up to the line that would cost `mail-parser` more than its length: a boundary too many, for
/// each of which it may search the rest; a structured field too long, whose pieces (RFC 2231) it joins one by one.
pub(in crate::intake) fn bounded(raw: &[u8]) -> &[u8] {
    let mut boundaries = 0;
    let (mut at, mut field) = (0, None);
    for line in raw.split_inclusive(|&byte| byte == b'\n') {
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            field = is_structured(line).then_some(at);
        }
        at += line.len();
        boundaries += count(line, b"boundary");
        let too_long = field.filter(|start| at - start > LONGEST_FIELD);
        if let Some(start) = too_long.or((boundaries > MOST_BOUNDARIES).then(|| at - line.len())) {
            return raw.get(..start).unwrap_or(raw);
        }
    }
    raw
}

/// Whether a line begins a field that is read with its parameters. Blanks in a name do not count for `mail-parser`.
fn is_structured(line: &[u8]) -> bool {
    let name = line.iter().take(200).take_while(|byte| **byte != b':').filter(|byte| !byte.is_ascii_whitespace());
    let is = |wanted: &[u8]| name.clone().map(u8::to_ascii_lowercase).eq(wanted.iter().copied());
    is(b"content-type") || is(b"content-transfer-encoding")
}

/// How often a word stands in a line, whatever its case.
fn count(line: &[u8], word: &[u8]) -> usize {
    line.windows(word.len()).filter(|here| here.eq_ignore_ascii_case(word)).count()
}

/// Fields as text, but for those that tell the structure. The transfer encoding is read as a structured field, which
/// keeps `mail-parser` from undoing it.
fn parser() -> MessageParser {
    MessageParser::new()
        .default_header_raw()
        .header_content_type(HeaderName::ContentType)
        .header_content_type(HeaderName::ContentTransferEncoding)
        .header_text(HeaderName::Subject)
        .header_text(HeaderName::From)
        .header_text(HeaderName::To)
}

/// The header fields of a message that is nested as text: `text/rfc822-headers`, or below a marker in a text.
pub(super) fn head_of(text: &str) -> Mail {
    let text = text.trim_start();
    // Without the blank line that ends it, it would be no head.
    let end = text.find("\n\n").unwrap_or(text.len());
    let whole = [text.get(..end).unwrap_or_default(), "\n\n"].concat();
    let message = parser().parse_headers(whole.as_bytes());
    let head = message.and_then(|message| message.parts.first().map(head)).unwrap_or_default();
    Mail { head, parts: Vec::new() }
}

/// A field's text with its encoded words (RFC 2047) decoded.
pub(in crate::intake) fn decoded(value: &str) -> Cow<'_, str> {
    if !value.contains("=?") {
        return Cow::Borrowed(value);
    }
    let field = ["Subject: ", value, "\n\n"].concat();
    let message = parser().parse_headers(field.as_bytes());
    let subject = message.as_ref().and_then(Message::subject);
    subject.map_or(Cow::Borrowed(value), |subject| Cow::Owned(subject.to_string()))
}

fn head(part: &MessagePart<'_>) -> Vec<(String, String)> {
    let fields = part.headers.iter().filter_map(|header| {
        let value = match &header.value {
            HeaderValue::Text(value) => unfolded(value),
            HeaderValue::ContentType(value) => content_type(value),
            _ => return None,
        };
        Some((header.name.as_str().to_ascii_lowercase(), value))
    });
    fields.collect()
}

/// One line, however it was folded.
pub(in crate::intake) fn unfolded(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for line in value.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

fn content_type(value: &ContentType<'_>) -> String {
    let mut out = value.ctype().to_string();
    if let Some(subtype) = value.subtype() {
        out.push('/');
        out.push_str(subtype);
    }
    for attribute in value.attributes().unwrap_or_default() {
        for piece in ["; ", &attribute.name, "=", &attribute.value] {
            out.push_str(piece);
        }
    }
    out
}

fn is_message(part: &MessagePart<'_>) -> bool {
    part.content_type()
        .is_some_and(|kind| kind.ctype() == "message" && matches!(kind.subtype(), Some("rfc822" | "global")))
}

/// How the bytes of a part were made fit for the way (RFC 2045 section 6).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::intake) enum Transfer {
    Plain,
    Base64,
    QuotedPrintable,
}

impl Transfer {
    pub(in crate::intake) fn of(name: &str) -> Self {
        match name {
            "base64" => Self::Base64,
            "quoted-printable" => Self::QuotedPrintable,
            _ => Self::Plain,
        }
    }

    /// What cannot be decoded is kept as it is: half an answer is better than none.
    pub(in crate::intake) fn undo(self, bytes: &[u8]) -> Cow<'_, [u8]> {
        let undone = match self {
            Self::Plain => None,
            Self::Base64 => base64_decode(bytes.trim_ascii()).or_else(|| base64_decode(base64_lines(bytes))),
            Self::QuotedPrintable => quoted_printable_decode(bytes),
        };
        undone.map_or(Cow::Borrowed(bytes), Cow::Owned)
    }
}

/// The lines that are base64: lists put a text below them, and an encoded message hides where it ends.
fn base64_lines(bytes: &[u8]) -> &[u8] {
    let fits = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let mut end = 0;
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        if !line.trim_ascii().iter().all(fits) {
            break;
        }
        end += line.len();
    }
    bytes.get(..end).unwrap_or_default().trim_ascii()
}

/// A part without parts, when it holds text.
fn leaf(part: &MessagePart<'_>, bytes: &[u8]) -> Option<Part> {
    let plain = ContentType { c_type: "text".into(), c_subtype: None, attributes: None };
    let about = part.content_type().unwrap_or(&plain);
    let kind = match (about.ctype(), about.subtype().unwrap_or("plain")) {
        ("text", "rfc822-headers") | ("message", "rfc822-headers" | "global-headers") => PartKind::Headers,
        ("text", "html") => PartKind::Html,
        ("message", kind) if kind.ends_with("delivery-status") => PartKind::Status,
        ("message", "feedback-report") => PartKind::Feedback,
        ("message", kind) if kind.ends_with("disposition-notification") => PartKind::Receipt,
        // A message without a head of its own is a text.
        ("text" | "message" | "multipart", _) => PartKind::Text,
        _ => return None,
    };
    let text = readable(bytes, about.attribute("charset").unwrap_or_default());
    let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text };
    let text = if kind == PartKind::Html { html_to_text(&in_lines(&text)) } else { text };
    Some(Part { kind, text })
}

/// HTML with a line break behind each block: the words of two cells are not one sentence.
fn in_lines(html: &str) -> String {
    const BLOCKS: [&str; 12] = ["td", "th", "tr", "div", "li", "h1", "h2", "h3", "h4", "pre", "table", "blockquote"];
    let mut out = String::with_capacity(html.len());
    for (place, piece) in html.split("</").enumerate() {
        if place > 0 {
            let end = piece.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(piece.len());
            let tag = piece.get(..end).unwrap_or_default();
            if BLOCKS.iter().any(|block| block.eq_ignore_ascii_case(tag)) {
                out.push_str("<br>");
            }
            out.push_str("</");
        }
        out.push_str(piece);
    }
    out
}

/// Text in the charset that is named; where that is wrong, as UTF-8 or one character a byte.
pub(in crate::intake) fn readable(bytes: &[u8], charset: &str) -> String {
    let decoder = charset_decoder(charset.as_bytes());
    let decoder = match core::str::from_utf8(bytes) {
        Ok(text) if !text.is_ascii() => return text.to_string(),
        // ISO 2022 switches charsets by escape sequences, named or not.
        Ok(text) if decoder.is_none() && text.contains("\u{1b}$") => charset_decoder(b"iso-2022-jp"),
        Ok(text) if !text.contains(['\u{1b}', '\0']) && !charset.to_ascii_lowercase().starts_with("utf-") => {
            return text.to_string();
        }
        _ => decoder,
    };
    decoder.map_or_else(|| text::decode(bytes).text.into_owned(), |decode| decode(bytes))
}
