//! A raw message: taken apart, then checked like one that is given in pieces, and as what it is on the way.

use alloc::string::{String, ToString};

use super::sheet::{Part, Sheet};
use super::{ContentRequest, LONGEST_CONTENT, Mail, raw};
use crate::intake::message;
use crate::model::{ContentFacts, ContentPart, ContentReport, Cut};

/// The parts that the facts list, at most.
const MOST_PARTS: usize = 64;

/// Checks a raw message, as it is sent or as it arrived: header and texts as [`content`](crate::content) does, and the
/// bytes themselves. Of `request`, only `bulk` and `now` count. Linear in the length; at most 64 MB are read, and a
/// report on less than all says so in `cut`.
///
/// Places whose fact `part` is `message` count bytes of `message`.
///
/// ```
/// let raw = b"From: Jane <jane@example.org>\r\nSubject: Hello\r\n\r\nHi!\r\n";
/// let report = mailmend::content_of(raw, &mailmend::ContentRequest::new());
/// assert!(report.findings.iter().any(|finding| finding.cause.slug == "message-id-missing"));
/// ```
#[must_use]
pub fn content_of(message: &[u8], request: &ContentRequest<'_>) -> ContentReport {
    let read = message::read(message);
    let mut mail = Mail { whole: true, bulk: request.bulk, now: request.now, ..Mail::default() };
    mail.fields = read.fields.iter().map(|field| Part::new(&field.name, field.value.as_str())).collect();
    let subject = mail.field("subject").map(|subject| message::decoded(&subject.text));
    mail.decoded = subject;
    let mut facts = ContentFacts { size: message.len(), ..ContentFacts::default() };
    let mut sheet = Sheet::default();
    let (mut given, mut taken) = (message.len(), read.read.max(message.len().min(read.read)));
    for part in &read.parts {
        if facts.parts.len() < MOST_PARTS {
            facts.parts.push(ContentPart {
                kind: if part.kind.is_empty() { "text/plain".into() } else { part.kind.clone() },
                charset: part.charset.clone(),
                encoding: part.encoding.clone(),
                size: part.body.len(),
            });
        }
        if part.holds_parts {
            continue;
        }
        let is_text = part.kind.is_empty() || part.kind == "text/plain";
        let slot = match part.kind.as_str() {
            _ if part.is_attachment => None,
            "text/html" => Some(("html", &mut mail.html)),
            _ if is_text => Some(("text", &mut mail.text)),
            _ => None,
        };
        match slot {
            Some((name, slot)) if slot.is_none() => {
                let mut text: String = part.text(message);
                if text.len() > LONGEST_CONTENT {
                    given += text.len();
                    text.truncate(text.floor_char_boundary(LONGEST_CONTENT));
                    taken += text.len();
                }
                *slot = Some(Part::new(name, text));
            }
            Some(_) if part.file.is_none() => {}
            _ => mail.files.push(part.file.as_deref().unwrap_or_default().to_string()),
        }
    }
    raw::check(message, &read, &mut sheet);
    let mut report = mail.check(sheet, facts);
    report.cut = (taken < given).then_some(Cut { read: taken, given });
    report
}
