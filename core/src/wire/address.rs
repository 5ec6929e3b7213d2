//! `address` over the door: the request, and the report as JSON.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::request::{BadRequest, Named};
use super::write::{self, Pieces};
use crate::model::{AddressMode, AddressReport, Listed, SCHEMA, Valid};

/// What `address` takes, as JSON.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AddressRequest<'a> {
    #[serde(borrow, default)]
    call: Option<Cow<'a, str>>,
    #[serde(borrow)]
    text: Cow<'a, str>,
    #[serde(borrow, default)]
    mode: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
}

/// Whether a request is one for `address`.
pub(super) fn is_one(json: &str) -> bool {
    json.contains("\"address\"")
        && serde_json::from_str::<Named<'_>>(json).is_ok_and(|named| named.call.as_deref() == Some("address"))
}

/// Whether a line of a batch is an object that asks for `address`.
pub(super) fn is_line(line: &str) -> bool {
    line.trim_start().starts_with('{') && is_one(line)
}

/// Answers a line of a batch, an object or an address as it is; appends one JSON object.
pub(super) fn answer_line(line: &str, mode: AddressMode, out: &mut String, pieces: &mut Option<Pieces>) {
    // An object without a text is read as an address: what is wrong with it, the report says.
    if line.trim_start().starts_with('{') && line.contains("\"text\"") {
        answer(line, mode, out, pieces);
    } else {
        write_with(out, &crate::address_in(line, mode), None, pieces);
    }
}

/// Answers a request; appends one JSON object.
pub(super) fn answer(json: &str, mode: AddressMode, out: &mut String, pieces: &mut Option<Pieces>) {
    let request: AddressRequest<'_> = match serde_json::from_str(json) {
        Ok(request) => request,
        Err(error) => return write::write_error(out, &BadRequest { message: error.to_string() }, None),
    };
    let AddressRequest { call, text, mode: named, id } = request;
    let id = id.map(RawValue::get);
    if let Some(call) = call.filter(|call| call != "address") {
        return write::write_error(
            out,
            &BadRequest { message: format!("there is no call `{call}` here: address") },
            id,
        );
    }
    let mode = match named.as_deref().map(|word| (word, AddressMode::from_word(word))) {
        None => mode,
        Some((_, Some(mode))) => mode,
        Some((word, None)) => {
            let all: String = AddressMode::ALL.iter().map(|mode| format!(" {mode}")).collect();
            return write::write_error(out, &BadRequest { message: format!("`{word}` is no mode:{all}") }, id);
        }
    };
    write_with(out, &crate::address_in(&text, mode), id, pieces);
}

/// Appends `report` to `out` as JSON; `id` is JSON already, and comes first.
pub fn write_address(out: &mut String, report: &AddressReport<'_>, id: Option<&str>) {
    write_with(out, report, id, &mut None);
}

/// Appends `report`; what `pieces` hold already is copied.
fn write_with(out: &mut String, report: &AddressReport<'_>, id: Option<&str>, pieces: &mut Option<Pieces>) {
    out.push('{');
    write::write_id(out, id);
    out.push_str("\"schema\":");
    write::number(out, SCHEMA as usize);
    out.push_str(",\"kind\":\"address\"");
    verdicts(out, &report.valid);
    for (name, text) in [
        ("normal", &report.normal),
        ("local", &report.local),
        ("domain", &report.domain),
        ("ascii", &report.ascii),
        ("suggestion", &report.suggestion),
    ] {
        field(out, name);
        write::optional(out, text.as_deref());
    }
    out.push_str(",\"flags\":{");
    let flags = &report.flags;
    for (name, flag) in [("role", flags.role), ("free", flags.free), ("disposable", flags.disposable)] {
        field(out, name);
        out.push_str(word(flag));
    }
    for (name, text) in [("tag", &flags.tag), ("canonical", &flags.canonical)] {
        field(out, name);
        write::optional(out, text.as_deref());
    }
    out.push_str("},\"findings\":[");
    write::findings(out, &report.findings, pieces);
    out.push(']');
    if !report.addresses.is_empty() {
        out.push_str(",\"addresses\":");
        write::list(out, &report.addresses, listed);
    }
    write::cut(out, report.cut);
    out.push('}');
}

/// Appends `valid`, a comma before it.
fn verdicts(out: &mut String, valid: &Valid) {
    out.push_str(",\"valid\":{");
    for (name, verdict) in
        [("smtp", Some(valid.smtp)), ("eai", valid.eai), ("header", Some(valid.header)), ("form", valid.form)]
    {
        field(out, name);
        out.push_str(verdict.map_or("null", word));
    }
    out.push('}');
}

/// Appends one address of several.
fn listed(out: &mut String, one: &Listed<'_>) {
    out.push_str("{\"text\":");
    write::string(out, &one.text);
    for (name, place) in [("start", one.start), ("end", one.end)] {
        field(out, name);
        write::number(out, place);
    }
    for (name, text) in [("display", &one.display), ("group", &one.group)] {
        field(out, name);
        write::optional(out, text.as_deref());
    }
    verdicts(out, &one.valid);
    for (name, text) in [("normal", &one.normal), ("suggestion", &one.suggestion)] {
        field(out, name);
        write::optional(out, text.as_deref());
    }
    field(out, "findings");
    write::list(out, &one.findings, |out, place| write::number(out, *place));
    out.push('}');
}

/// The name of a field, with a comma before it where one belongs.
fn field(out: &mut String, name: &str) {
    if !out.ends_with('{') {
        out.push(',');
    }
    out.push('"');
    out.push_str(name);
    out.push_str("\":");
}

const fn word(flag: bool) -> &'static str {
    if flag { "true" } else { "false" }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn written_as_serde_writes() {
        for text in [
            "",
            "jane@gmail.com",
            "Jane+shop@gmial.com",
            "info@bücher.example",
            "a\u{200B}b@c.d",
            "x@mailinator.com",
            "J \"D\" <a@b.fr>, c..@d.fr",
        ] {
            for report in [crate::address(text), crate::address_in(text, AddressMode::Header)] {
                let mut written = String::new();
                write_address(&mut written, &report, None);
                assert_eq!(written, serde_json::to_string(&report).unwrap(), "{text}");
            }
        }
    }

    #[test]
    fn misuse_is_an_error() {
        let answer = crate::wire::call(r#"{"call":"address","text":"a@b.c","mode":"x"}"#);
        assert!(answer.contains("`x` is no mode: signup header bounce sender"), "{answer}");
        let answer = crate::wire::call(r#"{"call":"address"}"#);
        assert!(answer.contains("bad-request"), "{answer}");
    }
}
