//! A raw message for the rules on content: its header fields, its parts with their bytes as they were sent, and where
//! each stands. The structure is told by `mail-parser`, with the precautions of `bounce::mime`.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use mail_parser::{ContentType, HeaderName, MessageParser, MessagePart, MimeHeaders, PartType};

use super::bounce::mime::{self, Transfer};
use crate::text::{self, Span};

/// A message, taken apart.
#[derive(Debug, Default)]
pub(crate) struct Message {
    /// Where the header ends: the blank line, or the end.
    pub(crate) head: Span,
    /// The header fields, in order.
    pub(crate) fields: Vec<Field>,
    /// The lines of the header that are no fields.
    pub(crate) strays: Vec<Span>,
    /// The parts, the outermost first.
    pub(crate) parts: Vec<RawPart>,
    /// The bytes that were read.
    pub(crate) read: usize,
}

/// A header field.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// Its value, unfolded.
    pub(crate) value: String,
    /// Where all of it stands.
    pub(crate) span: Span,
}

/// One part.
#[derive(Debug, Default)]
pub(crate) struct RawPart {
    /// Its type, such as `text/plain`; empty where it does not say.
    pub(crate) kind: String,
    /// Content-Type, as it is written.
    pub(crate) written: Option<String>,
    pub(crate) charset: Option<String>,
    /// Content-Transfer-Encoding, in lower case.
    pub(crate) encoding: Option<String>,
    pub(crate) boundary: Option<String>,
    /// The name of a file.
    pub(crate) file: Option<String>,
    pub(crate) is_attachment: bool,
    /// Whether it holds other parts, or another message.
    pub(crate) holds_parts: bool,
    pub(crate) is_flowed: bool,
    /// Where its bytes stand, as they were sent.
    pub(crate) body: Span,
}

impl RawPart {
    /// Its bytes, the transfer encoding undone.
    pub(crate) fn decoded(&self, raw: &[u8]) -> Vec<u8> {
        let bytes = raw.get(self.body.range()).unwrap_or_default();
        Transfer::of(self.encoding.as_deref().unwrap_or_default()).undo(bytes).into_owned()
    }

    /// Its text.
    pub(crate) fn text(&self, raw: &[u8]) -> String {
        mime::readable(&self.decoded(raw), self.charset.as_deref().unwrap_or_default())
    }
}

/// Takes a message apart: at most the first 64 MB, and less where more would take longer than its length.
pub(crate) fn read(raw: &[u8]) -> Message {
    let whole = raw.get(..mime::LONGEST).unwrap_or(raw);
    let bounded = mime::bounded(whole);
    let mut message = Message { read: bounded.len(), ..Message::default() };
    head(whole, &mut message);
    let start = message.head.start;
    let Some(parsed) = parser().parse(bounded.get(start..).unwrap_or_default()) else { return message };
    for part in &parsed.parts {
        let inner = raw_part(part, bounded, start);
        message.parts.push(inner);
    }
    message
}

/// A field's value with its encoded words decoded.
pub(crate) fn decoded(value: &str) -> String {
    mime::decoded(value).into_owned()
}

fn parser() -> MessageParser {
    MessageParser::new()
        .default_header_raw()
        .header_content_type(HeaderName::ContentType)
        .header_content_type(HeaderName::ContentTransferEncoding)
        .header_content_type(HeaderName::ContentDisposition)
}

fn raw_part(part: &MessagePart<'_>, raw: &[u8], start: usize) -> RawPart {
    let mut out = RawPart {
        body: Span::new(start + part.offset_body as usize, start + part.offset_end as usize),
        holds_parts: matches!(part.body, PartType::Multipart(_) | PartType::Message(_)),
        ..RawPart::default()
    };
    if let Some(about) = part.content_type() {
        out.kind = about.ctype().to_ascii_lowercase();
        if let Some(subtype) = about.subtype() {
            out.kind.push('/');
            out.kind.push_str(&subtype.to_ascii_lowercase());
        }
        let attribute = |name| about.attribute(name).map(ToString::to_string);
        out.charset = attribute("charset");
        out.boundary = attribute("boundary");
        out.file = attribute("name");
        out.is_flowed = about.attribute("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed"));
    }
    for header in &part.headers {
        let value = || header.value.as_content_type().map(|value| value.ctype().to_ascii_lowercase());
        match header.name {
            HeaderName::ContentType => {
                let span = start + header.offset_start as usize..start + header.offset_end as usize;
                let written = raw.get(span).unwrap_or_default();
                out.written = Some(mime::unfolded(&text::decode(written).text));
            }
            HeaderName::ContentTransferEncoding => out.encoding = value(),
            HeaderName::ContentDisposition => {
                out.is_attachment = value().as_deref() == Some("attachment");
                let about = header.value.as_content_type();
                let name = about.and_then(|about: &ContentType<'_>| about.attribute("filename"));
                out.file = name.map(ToString::to_string).or(out.file);
            }
            _ => {}
        }
    }
    out
}

/// Reads the header line by line: what is no field must not be lost.
///
/// ```abnf
/// field   = name ":" value *( line-end WSP value )     ; RFC 5322 section 2.2
/// name    = 1*( %d33-57 / %d59-126 )
/// ```
fn head(raw: &[u8], message: &mut Message) {
    let mut at = if raw.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    at += raw.get(at..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    message.head.start = at;
    let mut field: Option<Span> = None;
    while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        let length = rest.iter().position(|&byte| byte == b'\n').map_or(rest.len(), |end| end + 1);
        let line = rest.get(..length).unwrap_or(rest);
        let own = line.trim_ascii_end();
        if own.is_empty() {
            break;
        }
        let is_folded = matches!(line.first(), Some(b' ' | b'\t'));
        // The line that a mailbox has above each message (RFC 4155).
        let is_mailbox = own.starts_with(b"From ") || own.starts_with(b">From ");
        if is_folded && field.is_some() {
            if let Some(field) = &mut field {
                field.end = at + length;
            }
        } else if is_mailbox && at == message.head.start {
            message.head.start = at + length;
        } else {
            finish(raw, field.take(), message);
            match is_field(own) {
                true => field = Some(Span::new(at, at + length)),
                false => message.strays.push(Span::new(at, at + own.len())),
            }
        }
        at += length;
    }
    finish(raw, field, message);
    message.head.end = at;
}

fn is_field(line: &[u8]) -> bool {
    let name = line.iter().position(|&byte| byte == b':').and_then(|colon| line.get(..colon)).unwrap_or_default();
    let name = name.trim_ascii_end();
    !name.is_empty() && name.iter().all(|byte| (33..=126).contains(byte))
}

fn finish(raw: &[u8], span: Option<Span>, message: &mut Message) {
    const MOST: usize = 1024;
    const LONGEST: usize = 1 << 16;
    let Some(span) = span.filter(|_| message.fields.len() < MOST) else { return };
    let bytes = raw.get(span.start..span.end.min(span.start + LONGEST)).unwrap_or_default();
    let text = text::decode(bytes).text;
    let Some((name, value)) = text.split_once(':') else { return };
    message.fields.push(Field { name: name.trim().to_string(), value: mime::unfolded(value), span });
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_parts() {
        let raw = b"Subject: a\r\n b\r\nnonsense\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nh=C3=A4\r\n--x\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment; filename=\"b.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nYQ==\r\n--x--\r\n";
        let message = read(raw);
        assert_eq!(message.fields[0].value, "a b");
        assert_eq!(message.strays.len(), 1);
        assert_eq!(message.parts[0].boundary.as_deref(), Some("x"));
        assert_eq!(message.parts[1].text(raw).trim_end(), "hä");
        assert_eq!(message.parts[2].file.as_deref(), Some("b.pdf"));
        assert!(message.parts[2].is_attachment && message.parts[2].encoding.as_deref() == Some("base64"));
    }
}
