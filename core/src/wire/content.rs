//! `content` over the door: the request, and the report as JSON.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::request::{BadRequest, Named};
use super::write::{self, Pieces};
use crate::model::{ContentReport, SCHEMA};
use crate::rules::ContentRequest;

/// What `content` takes, as JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields<'a> {
    #[serde(borrow, default, rename = "call")]
    _call: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    from: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    subject: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    text: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    html: Option<Cow<'a, str>>,
    #[serde(default)]
    headers: Headers,
    #[serde(borrow, default)]
    message: Option<Cow<'a, str>>,
    #[serde(default)]
    bulk: Option<bool>,
    #[serde(default)]
    now: Option<u64>,
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
}

/// Header fields: an object, or a list of pairs, where a name may stand twice.
#[derive(Debug, Default)]
struct Headers(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Headers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Headers;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of names and values, or a list of [name, value]")
            }

            fn visit_unit<E>(self) -> Result<Headers, E> {
                Ok(Headers::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Headers, A::Error> {
                let mut all = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    all.push(pair);
                }
                Ok(Headers(all))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Headers, A::Error> {
                let mut all = Vec::new();
                while let Some(pair) = list.next_element()? {
                    all.push(pair);
                }
                Ok(Headers(all))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// Whether a request is one for `content`.
pub(super) fn is_one(json: &str) -> bool {
    json.contains("\"content\"")
        && serde_json::from_str::<Named<'_>>(json).is_ok_and(|named| named.call.as_deref() == Some("content"))
}

/// Answers a request; appends one JSON object.
pub(super) fn answer(json: &str, out: &mut String, pieces: &mut Option<Pieces>) {
    let fields: Fields<'_> = match serde_json::from_str(json) {
        Ok(fields) => fields,
        Err(error) => return write::write_error(out, &BadRequest { message: error.to_string() }, None),
    };
    let id = fields.id.map(RawValue::get);
    match check(&fields) {
        Ok(report) => write_with(out, &report, id, pieces),
        Err(problem) => write::write_error(out, &problem, id),
    }
}

fn check(fields: &Fields<'_>) -> Result<ContentReport, BadRequest> {
    let headers: Vec<(&str, &str)> =
        fields.headers.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let mut request = ContentRequest::new().headers(&headers);
    request.bulk = fields.bulk;
    request.now = fields.now;
    if let Some(message) = &fields.message {
        let pieces = [&fields.from, &fields.subject, &fields.text, &fields.html];
        if pieces.iter().any(|piece| piece.is_some()) || !headers.is_empty() {
            let message = "`message` is the whole message: leave out `from`, `subject`, `text`, `html` and `headers`";
            return Err(BadRequest { message: message.into() });
        }
        return raw(message, &request);
    }
    request.from = fields.from.as_deref();
    request.subject = fields.subject.as_deref();
    request.text = fields.text.as_deref();
    request.html = fields.html.as_deref();
    if request.from.is_none()
        && request.subject.is_none()
        && request.text.is_none()
        && request.html.is_none()
        && headers.is_empty()
    {
        let message = format!("a request has `message`, or some of {}", "`from`, `subject`, `text`, `html`, `headers`");
        return Err(BadRequest { message });
    }
    Ok(crate::content(&request))
}

#[cfg(feature = "std")]
fn raw(message: &str, request: &ContentRequest<'_>) -> Result<ContentReport, BadRequest> {
    Ok(crate::content_of(message.as_bytes(), request))
}

#[cfg(not(feature = "std"))]
fn raw(_: &str, _: &ContentRequest<'_>) -> Result<ContentReport, BadRequest> {
    let message = "this build reads no raw messages: give `from`, `subject`, `text`, `html` and `headers`";
    Err(BadRequest { message: message.into() })
}

/// Appends a report on a message to `out` as JSON; `id` is JSON already, and comes first.
pub fn write_content(out: &mut String, report: &ContentReport, id: Option<&str>) {
    write_with(out, report, id, &mut None);
}

/// Appends `report`; what `pieces` hold already is copied.
fn write_with(out: &mut String, report: &ContentReport, id: Option<&str>, pieces: &mut Option<Pieces>) {
    out.reserve(4096);
    out.push('{');
    write::write_id(out, id);
    out.push_str("\"schema\":");
    write::number(out, SCHEMA as usize);
    out.push_str(",\"kind\":\"content\",\"findings\":[");
    write::findings(out, &report.findings, pieces);
    out.push_str("],\"facts\":");
    // Small, and not on the way of logs: no second spelling of its shape.
    out.push_str(&serde_json::to_string(&report.facts).unwrap_or_else(|_| "null".into()));
    write::needs(out, &report.needs);
    write::cut(out, report.cut);
    out.push('}');
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn written_as_serde_writes() {
        let html = "<a href=\"http://192.0.2.1/\">www.example.com</a> <img src=x>";
        for request in [
            ContentRequest::new(),
            ContentRequest::new().from("a@b.example").subject("FREE!!! Act now").text("hi").html(html).bulk(true),
        ] {
            let report = crate::content(&request);
            let mut written = String::new();
            write_content(&mut written, &report, None);
            assert_eq!(written, serde_json::to_string(&report).unwrap());
        }
    }

    #[test]
    fn headers_as_an_object_and_as_a_list() {
        let one = crate::wire::call(r#"{"call":"content","headers":{"List-Unsubscribe":"<mailto:u@a.example>"}}"#);
        let list = crate::wire::call(r#"{"call":"content","headers":[["List-Unsubscribe","<mailto:u@a.example>"]]}"#);
        assert_eq!(one, list);
        assert!(one.contains("TEXT032"), "{one}");
    }

    #[test]
    fn misuse_is_an_error() {
        for json in [
            r#"{"call":"content"}"#,
            r#"{"call":"content","message":"a","text":"b"}"#,
            r#"{"call":"content","text":"b","colour":"c"}"#,
            r#"{"call":"content","text":"b","headers":[["a"]]}"#,
        ] {
            assert!(crate::wire::call(json).contains("bad-request"), "{json}");
        }
    }
}
