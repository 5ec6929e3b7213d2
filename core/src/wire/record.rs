//! The calls about records over the door: the requests, and the report as JSON.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::request::BadRequest;
use super::write::{self, Pieces};
use crate::evaluate::Zone;
use crate::model::{Field, Publish, Receivers, RecordReport, RecordTree, RecordType, SCHEMA, SpfTerm};
use crate::rules::RecordRequest;

/// The names of the calls, and the kind of record each is for.
const CALLS: [(&str, Option<RecordType>); 8] = [
    ("record", None),
    ("spf", Some(RecordType::Spf)),
    ("dkim", Some(RecordType::Dkim)),
    ("dmarc", Some(RecordType::Dmarc)),
    ("mtasts", Some(RecordType::MtaSts)),
    ("mtasts-policy", Some(RecordType::MtaStsPolicy)),
    ("tlsrpt", Some(RecordType::TlsRpt)),
    ("bimi", Some(RecordType::Bimi)),
];

/// What a call about a record takes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields<'a> {
    #[serde(borrow, default)]
    call: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    text: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    record: Option<Strings<'a>>,
    #[serde(borrow, default, rename = "type")]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    receivers: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    /// The other records of the zone, where they are known: what they mean for this one is told, too.
    #[serde(default)]
    zone: Option<Value>,
}

/// A record as one text, or as the strings that DNS gives.
#[derive(Deserialize)]
#[serde(untagged)]
enum Strings<'a> {
    #[serde(borrow)]
    One(Cow<'a, str>),
    Many(Vec<String>),
}

/// Answers a request; appends one JSON object.
pub(super) fn answer(json: &str, out: &mut String) {
    match RecordCall::read(json) {
        Ok(call) => write_record(out, &call.report(), None),
        Err((_, problem)) => write::write_error(out, &problem, None),
    }
}

/// Answers a line of a batch; appends one JSON object.
pub(super) fn answer_line(line: &str, kind: Option<RecordType>, out: &mut String, pieces: &mut Option<Pieces>) {
    match RecordCall::line(line, kind) {
        Ok(call) => write_with(out, &call.report(), call.id.as_deref(), pieces),
        Err((id, problem)) => write::write_error(out, &problem, id.as_deref()),
    }
}

/// Appends a report on a record to `out` as JSON; `id` is JSON already, and comes first.
pub fn write_record(out: &mut String, report: &RecordReport<'_>, id: Option<&str>) {
    write_with(out, report, id, &mut None);
}

/// Appends `report`; what `pieces` hold already is copied.
fn write_with(out: &mut String, report: &RecordReport<'_>, id: Option<&str>, pieces: &mut Option<Pieces>) {
    out.reserve(1024);
    out.push('{');
    write::write_id(out, id);
    out.push_str("\"schema\":");
    write::number(out, SCHEMA as usize);
    out.push_str(",\"kind\":\"record\",\"record\":");
    write::optional(out, report.record.map(|record| record.as_str()));
    out.push_str(",\"findings\":[");
    write::findings(out, &report.findings, pieces);
    out.push_str("],\"fixed\":");
    write::optional(out, report.fixed.as_deref());
    if let Some(publish) = &report.publish {
        out.push_str(",\"publish\":");
        write_publish(out, publish);
    }
    out.push_str(",\"tree\":");
    match &report.tree {
        Some(tree) => write_tree(out, tree),
        None => out.push_str("null"),
    }
    write::needs(out, &report.needs);
    write::cut(out, report.cut);
    out.push('}');
}

/// Appends the forms of a record.
pub(super) fn write_publish(out: &mut String, publish: &Publish) {
    out.push_str("{\"name\":");
    write::optional(out, publish.name.as_deref());
    out.push_str(",\"raw\":");
    write::string(out, &publish.raw);
    out.push_str(",\"strings\":");
    write::list(out, &publish.strings, |out, string| write::string(out, string));
    out.push_str(",\"zone\":");
    write::string(out, &publish.zone);
    out.push('}');
}

fn write_tree(out: &mut String, tree: &RecordTree<'_>) {
    match tree {
        RecordTree::Terms(terms) => {
            out.push_str("{\"terms\":");
            write::list(out, terms, term);
        }
        RecordTree::Tags(fields) => {
            out.push_str("{\"tags\":");
            write::list(out, fields, field);
        }
        RecordTree::Lines(fields) => {
            out.push_str("{\"lines\":");
            write::list(out, fields, field);
        }
    }
    out.push('}');
}

fn term(out: &mut String, term: &SpfTerm<'_>) {
    out.push_str("{\"text\":");
    write::string(out, &term.text);
    place(out, term.start, term.end);
    out.push_str(",\"qualifier\":");
    write::optional(out, term.qualifier);
    out.push_str(",\"name\":");
    write::string(out, &term.name);
    out.push_str(",\"value\":");
    write::optional(out, term.value.as_deref());
    for (name, length) in [(",\"prefix4\":", term.prefix4), (",\"prefix6\":", term.prefix6)] {
        out.push_str(name);
        match length {
            Some(length) => write::number(out, usize::from(length)),
            None => out.push_str("null"),
        }
    }
    out.push('}');
}

fn field(out: &mut String, field: &Field<'_>) {
    out.push_str("{\"name\":");
    write::string(out, &field.name);
    out.push_str(",\"value\":");
    write::string(out, &field.value);
    place(out, field.start, field.end);
    out.push('}');
}

fn place(out: &mut String, start: usize, end: usize) {
    out.push_str(",\"start\":");
    write::number(out, start);
    out.push_str(",\"end\":");
    write::number(out, end);
}

/// A request about a record, read.
struct RecordCall<'a> {
    text: Cow<'a, str>,
    name: Option<Cow<'a, str>>,
    kind: Option<RecordType>,
    zone: Option<Zone>,
    receivers: Receivers,
    id: Option<String>,
}

impl<'a> RecordCall<'a> {
    /// Reads a request; its `id` comes back with the error.
    fn read(json: &'a str) -> Result<Self, (Option<String>, BadRequest)> {
        let fields: Fields<'a> =
            serde_json::from_str(json).map_err(|error| (None, BadRequest { message: error.to_string() }))?;
        let id = fields.id.map(|id| id.get().to_string());
        let bad = |message: String| Err((id.clone(), BadRequest { message }));
        let call = fields.call.as_deref().unwrap_or("record");
        let Some((_, by_call)) = CALLS.iter().find(|(name, _)| *name == call) else {
            return bad(format!("there is no call `{call}`: record spf dkim dmarc mtasts mtasts-policy tlsrpt bimi"));
        };
        let by_type = match fields.kind.as_deref().map(|word| (word, RecordType::from_word(word))) {
            Some((word, None)) => {
                return bad(format!("`{word}` is no type: spf dkim dmarc mta-sts mta-sts-policy tls-rpt bimi"));
            }
            Some((_, kind)) => kind,
            None => None,
        };
        let receivers = match super::dmarc::receivers(fields.receivers.as_deref()) {
            Ok(receivers) => receivers,
            Err(problem) => return Err((id, problem)),
        };
        let text = match (fields.text, fields.record) {
            (Some(text), None) | (None, Some(Strings::One(text))) => text,
            // The strings of one record are joined without a blank (RFC 7208 section 3.3). Quoted, so that the
            // places where they meet are not lost.
            (None, Some(Strings::Many(strings))) => Cow::Owned(quoted(&strings)),
            (Some(_), Some(_)) => return bad("`text` and `record` are the same thing: give one of them".into()),
            (None, None) => return bad("missing field `text`".into()),
        };
        let zone = match fields.zone.filter(|zone| !zone.is_null()).map(|zone| super::zone::read(&zone)) {
            Some(Err(problem)) => return Err((id, problem)),
            Some(Ok(zone)) => Some(zone),
            None => None,
        };
        Ok(Self { text, name: fields.name, kind: by_call.or(by_type), zone, receivers, id })
    }

    /// Reads a line of a batch: an object, or a record as it is.
    fn line(line: &'a str, kind: Option<RecordType>) -> Result<Self, (Option<String>, BadRequest)> {
        if !line.trim_start().starts_with('{') {
            return Ok(Self {
                text: line.into(),
                name: None,
                kind,
                zone: None,
                receivers: Receivers::default(),
                id: None,
            });
        }
        let mut call = Self::read(line)?;
        call.kind = call.kind.or(kind);
        Ok(call)
    }

    fn report(&self) -> RecordReport<'_> {
        let request =
            RecordRequest { text: &self.text, kind: self.kind, name: self.name.as_deref(), receivers: self.receivers };
        match &self.zone {
            Some(zone) => crate::diagnose::record_among(&request, zone),
            None => crate::record_with(&request),
        }
    }
}

/// One string as it is; several as a zone file writes them.
fn quoted(strings: &[String]) -> String {
    if let [one] = strings {
        return one.clone();
    }
    let mut out = String::new();
    for string in strings {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push('"');
        for letter in string.chars() {
            if matches!(letter, '"' | '\\') {
                out.push('\\');
            }
            out.push(letter);
        }
        out.push('"');
    }
    out
}

/// What tells a request about a record from one to explain a text.
#[derive(Deserialize)]
struct Glance<'a> {
    #[serde(borrow, default)]
    call: Option<Cow<'a, str>>,
    #[serde(default)]
    record: Option<serde::de::IgnoredAny>,
}

/// Whether the request names a call about records.
pub(super) fn is_record_call(json: &str) -> bool {
    // Most requests are for `explain`, and are read once.
    if !json.contains("\"call\"") || json.contains("\"explain\"") {
        return false;
    }
    let glance: Option<Glance<'_>> = serde_json::from_str(json).ok();
    glance.and_then(|glance| glance.call).is_some_and(|call| CALLS.iter().any(|(name, _)| *name == call))
}

/// Whether a line of a batch is an object with a record, or with a call about one.
pub(super) fn is_record_line(line: &str) -> bool {
    if !line.trim_start().starts_with('{') || !(line.contains("\"record\"") || line.contains("\"call\"")) {
        return false;
    }
    let glance: Option<Glance<'_>> = serde_json::from_str(line).ok();
    glance.is_some_and(|glance| {
        glance.record.is_some() || glance.call.is_some_and(|call| CALLS.iter().any(|(name, _)| *name == call))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn written_as_serde_writes() {
        let pieces = &mut Some(Pieces::default());
        for text in ["v=spf1 mx -all", "“v=spf1 ip4:10.0.0.1 mx=b +all”", "\"v=DMARC1; p=no\tne\"", "", "nothing"]
            .into_iter()
            .chain([
                "v=spf1 a/24//64 mx/24 ip6:2001:db8::/32 foo=bar ip4:x/y all:\"",
                "version: STSv1\r\nmode: none\n\n?",
            ])
        {
            let report = crate::record(text);
            let expected = serde_json::to_string(&report).unwrap();
            let mut written = String::new();
            write_record(&mut written, &report, None);
            assert_eq!(written, expected, "{text:?}");
            // The second time, the pieces are there already.
            for _ in 0..2 {
                written.clear();
                write_with(&mut written, &report, None, pieces);
                assert_eq!(written, expected, "{text:?}");
            }
        }
    }
}
