//! The call about settings over the door: the request, and the report as JSON.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::request::BadRequest;
use super::write::{self, Pieces};
use crate::model::{SCHEMA, SettingsReport};
use crate::rules::SettingsRequest;
use crate::syntax::settings::Form;

/// What the call takes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields<'a> {
    #[serde(borrow, default)]
    call: Option<Cow<'a, str>>,
    /// The settings as text.
    #[serde(borrow, default)]
    text: Option<Cow<'a, str>>,
    /// The settings as a JSON object: places count from its start.
    #[serde(borrow, default)]
    settings: Option<&'a RawValue>,
    #[serde(borrow, default)]
    stack: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    form: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
}

/// A request, read.
struct Call<'a> {
    text: Cow<'a, str>,
    stack: Option<Cow<'a, str>>,
    form: Option<Form>,
    id: Option<String>,
}

impl<'a> Call<'a> {
    fn read(json: &'a str) -> Result<Self, (Option<String>, BadRequest)> {
        let fields: Fields<'a> =
            serde_json::from_str(json).map_err(|error| (None, BadRequest { message: error.to_string() }))?;
        let id = fields.id.map(|id| id.get().to_string());
        let bad = |message: String| Err((id.clone(), BadRequest { message }));
        if let Some(call) = fields.call.as_deref().filter(|call| *call != "settings") {
            return bad(format!("there is no call `{call}`: settings"));
        }
        let mut form = match fields.form.as_deref().map(|word| (word, Form::from_word(word))) {
            Some((word, None)) => {
                let mut message = format!("`{word}` is no form:");
                for form in Form::ALL {
                    message.push(' ');
                    message.push_str(form.as_str());
                }
                return bad(message);
            }
            Some((_, form)) => form,
            None => None,
        };
        let text = match (fields.text, fields.settings) {
            (Some(text), None) => text,
            // A text in the place of a map: what a host has read from a file.
            (None, Some(value)) if value.get().starts_with('"') => match serde_json::from_str::<String>(value.get()) {
                Ok(text) => Cow::Owned(text),
                Err(error) => return bad(error.to_string()),
            },
            (None, Some(value)) => {
                form = form.or(Some(Form::Json));
                Cow::Borrowed(value.get())
            }
            (Some(_), Some(_)) => return bad("`text` and `settings` are the same thing: give one of them".into()),
            (None, None) => return bad("missing field `text`".into()),
        };
        Ok(Self { text, stack: fields.stack, form, id })
    }

    /// Reads a line of a batch: an object with `text` or `settings`, or settings as they are.
    fn line(line: &'a str) -> Result<Self, (Option<String>, BadRequest)> {
        if line.trim_start().starts_with('{') {
            match Self::read(line) {
                Ok(call) => return Ok(call),
                Err(problem) if is_request(line) => return Err(problem),
                Err(_) => {}
            }
        }
        Ok(Self { text: line.into(), stack: None, form: None, id: None })
    }

    fn borrow(&self) -> SettingsRequest<'_> {
        SettingsRequest { text: &self.text, stack: self.stack.as_deref(), form: self.form }
    }
}

/// Whether an object is meant as a request, and not as settings.
fn is_request(json: &str) -> bool {
    #[derive(Deserialize)]
    struct Glance<'a> {
        #[serde(borrow, default)]
        call: Option<Cow<'a, str>>,
        #[serde(default)]
        text: Option<serde::de::IgnoredAny>,
        #[serde(default)]
        settings: Option<serde::de::IgnoredAny>,
    }
    serde_json::from_str::<Glance<'_>>(json).is_ok_and(|glance| {
        glance.call.is_some_and(|call| call == "settings") || glance.text.is_some() || glance.settings.is_some()
    })
}

/// Whether the request is for this call.
pub(super) fn is_settings_call(json: &str) -> bool {
    #[derive(Deserialize)]
    struct Named<'a> {
        #[serde(borrow)]
        call: Cow<'a, str>,
    }
    json.contains("\"settings\"") && serde_json::from_str::<Named<'_>>(json).is_ok_and(|named| named.call == "settings")
}

/// Answers a request; appends one JSON object.
pub(super) fn answer(json: &str, out: &mut String) {
    match Call::read(json) {
        Ok(call) => write_settings(out, &crate::settings_with(&call.borrow()), None),
        Err((_, problem)) => write::write_error(out, &problem, None),
    }
}

/// Answers a line of a batch; appends one JSON object.
pub(super) fn answer_line(line: &str, out: &mut String, pieces: &mut Option<Pieces>) {
    match Call::line(line) {
        Ok(call) => write_with(out, &crate::settings_with(&call.borrow()), call.id.as_deref(), pieces),
        Err((id, problem)) => write::write_error(out, &problem, id.as_deref()),
    }
}

/// Appends a report on settings to `out` as JSON; `id` is JSON already, and comes first.
pub fn write_settings(out: &mut String, report: &SettingsReport<'_>, id: Option<&str>) {
    write_with(out, report, id, &mut None);
}

fn write_with(out: &mut String, report: &SettingsReport<'_>, id: Option<&str>, pieces: &mut Option<Pieces>) {
    out.reserve(2048);
    out.push('{');
    write::write_id(out, id);
    out.push_str("\"schema\":");
    write::number(out, SCHEMA as usize);
    out.push_str(",\"kind\":\"settings\",\"form\":");
    write::string(out, report.form);
    out.push_str(",\"stack\":");
    write::optional(out, report.stack);
    out.push_str(",\"provider\":");
    write::optional(out, report.provider);
    out.push_str(",\"settings\":");
    write::list(out, &report.settings, |out, one| {
        out.push_str("{\"host\":");
        write::optional(out, one.host.as_deref());
        out.push_str(",\"port\":");
        match one.port {
            Some(port) => write::number(out, usize::from(port)),
            None => out.push_str("null"),
        }
        out.push_str(",\"security\":");
        write::optional(out, one.security.map(|security| security.as_str()));
        out.push_str(",\"user\":");
        write::optional(out, one.user.as_deref());
        out.push_str(",\"secret\":");
        write::optional(out, one.secret);
        out.push_str(",\"from\":");
        write::optional(out, one.from.as_deref());
        out.push_str(",\"verify\":");
        out.push_str(match one.verify {
            Some(true) => "true",
            Some(false) => "false",
            None => "null",
        });
        out.push('}');
    });
    out.push_str(",\"findings\":[");
    write::findings(out, &report.findings, pieces);
    out.push_str("],\"edits\":");
    write::list(out, &report.edits, |out, edit| {
        out.push_str("{\"start\":");
        write::number(out, edit.start);
        out.push_str(",\"end\":");
        write::number(out, edit.end);
        out.push_str(",\"text\":");
        write::optional(out, edit.text.as_deref());
        out.push('}');
    });
    out.push_str(",\"fixed\":");
    write::optional(out, report.fixed.as_deref());
    out.push_str(",\"changed\":");
    write::list(out, &report.changed, |out, (start, end)| {
        out.push('[');
        write::number(out, *start);
        out.push(',');
        write::number(out, *end);
        out.push(']');
    });
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
        let pieces = &mut Some(Pieces::default());
        for text in [
            "{ host: 'smtp.google.com', port: 587, secure: true, auth: { user: 'a@b.example', pass: 'hunter2-x' } }",
            "MAILER_DSN=smtp://a@b.example:p@ss@mail.b.example:465",
            "EMAIL_USE_TLS = True\nEMAIL_USE_SSL = True\n",
            "nothing of mail",
            "",
        ] {
            let report = crate::settings(text);
            let expected = serde_json::to_string(&report).unwrap();
            let mut written = String::new();
            write_settings(&mut written, &report, None);
            assert_eq!(written, expected, "{text:?}");
            for _ in 0..2 {
                written.clear();
                write_with(&mut written, &report, None, pieces);
                assert_eq!(written, expected, "{text:?}");
            }
        }
    }

    #[test]
    fn a_map_is_settings_in_json() {
        let answer = crate::wire::call(r#"{"call":"settings","settings":{"host":"smtp.gmail.com","port":578}}"#);
        assert!(answer.contains(r#""fixed":"{\"host\":\"smtp.gmail.com\",\"port\":587}""#), "{answer}");
        let answer = crate::wire::call(r#"{"call":"settings","settings":{},"form":"cobol"}"#);
        assert!(answer.starts_with(r#"{"error":{"code":"bad-request","message":"`cobol` is no form: js"#), "{answer}");
    }
}
