//! Requests as JSON.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};

use serde::Deserialize;
use serde_json::error::Category;
use serde_json::value::RawValue;

use crate::diagnose::Request;
use crate::model::{Stack, Stage};

/// The name of a call alone, whatever else is in the request.
#[derive(Deserialize)]
pub(super) struct Named<'a> {
    #[serde(borrow, default)]
    pub(super) call: Option<Cow<'a, str>>,
}

/// A request that is wrong for this reason.
pub(super) fn bad(message: impl Into<String>) -> BadRequest {
    BadRequest { message: message.into() }
}

/// A request that cannot be answered: the API was misused.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BadRequest {
    /// What is wrong with it.
    pub message: String,
}

impl BadRequest {
    /// The code that every language gives with it.
    pub const CODE: &'static str = "bad-request";
}

impl core::fmt::Display for BadRequest {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.message)
    }
}

impl core::error::Error for BadRequest {}

/// What `explain` takes, as JSON.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExplainRequest<'a> {
    /// The name of the call.
    #[serde(borrow, default)]
    call: Option<Cow<'a, str>>,
    #[serde(borrow)]
    text: Cow<'a, str>,
    #[serde(borrow, default)]
    host: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    stack: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    stage: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
}

impl<'a> ExplainRequest<'a> {
    /// Reads a request.
    ///
    /// # Errors
    /// When `json` is no JSON object of this shape.
    pub fn from_json(json: &'a str) -> Result<Self, BadRequest> {
        serde_json::from_str(json).map_err(|error| {
            let message = match error.classify() {
                Category::Data => {
                    "a request has `text`, and may have `call`, `host`, `stack`, `stage` and `id`; all but `id` are strings"
                }
                _ => "the request is no JSON",
            };
            BadRequest { message: message.into() }
        })
    }

    /// Checks the names in it.
    ///
    /// # Errors
    /// When the call, the stack or the stage is none that exists.
    pub fn check(&'a self) -> Result<Request<'a>, BadRequest> {
        if let Some(call) = self.call.as_deref().filter(|call| *call != "explain") {
            return Err(BadRequest { message: format!("there is no call `{call}`: explain") });
        }
        let mut request = Request::new(&self.text);
        request.host = self.host.as_deref();
        request.stack = named("stack", self.stack.as_deref(), Stack::from_word, Stack::ALL)?;
        request.stage = named("stage", self.stage.as_deref(), Stage::from_word, Stage::ALL)?;
        Ok(request)
    }
}

/// What `bounce` takes, as JSON.
#[cfg(feature = "std")]
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BounceRequest<'a> {
    #[serde(borrow, rename = "call")]
    _call: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) message: Cow<'a, str>,
}

#[cfg(feature = "std")]
impl<'a> BounceRequest<'a> {
    pub(super) fn from_json(json: &'a str) -> Result<Self, BadRequest> {
        serde_json::from_str(json).map_err(|error| BadRequest { message: error.to_string() })
    }
}

/// Whether a request is for `bounce`: the other call has no such word as the name of its call.
#[cfg(feature = "std")]
pub(super) fn is_bounce(json: &str) -> bool {
    #[derive(Deserialize)]
    struct Call<'a> {
        #[serde(borrow)]
        call: Cow<'a, str>,
    }
    json.contains("\"bounce\"") && serde_json::from_str::<Call<'_>>(json).is_ok_and(|call| call.call == "bounce")
}

/// One line of a batch, read.
#[derive(Debug)]
pub struct BatchLine<'a> {
    pub(super) id: Option<Cow<'a, str>>,
    pub(super) request: LineRequest<'a>,
}

/// The request of a line: it owns what JSON had escaped.
#[derive(Debug)]
pub(super) struct LineRequest<'a> {
    text: Cow<'a, str>,
    host: Option<Cow<'a, str>>,
    stack: Option<Stack>,
    stage: Option<Stage>,
}

impl LineRequest<'_> {
    pub(super) fn borrow(&self) -> Request<'_> {
        let mut request = Request::new(&self.text);
        request.host = self.host.as_deref();
        request.stack = self.stack;
        request.stage = self.stage;
        request
    }
}

impl<'a> BatchLine<'a> {
    /// Reads a line: a JSON object when it starts with a brace and is one, raw text otherwise.
    pub(super) fn read(line: &'a str) -> Result<Self, (Option<String>, BadRequest)> {
        let raw = || {
            let request = LineRequest { text: line.into(), host: None, stack: None, stage: None };
            Ok(Self { id: None, request })
        };
        if !line.trim_start().starts_with('{') {
            return raw();
        }
        let parsed = match ExplainRequest::from_json(line) {
            Ok(parsed) => parsed,
            // Not every text in braces is meant as a request; one with a `text` is.
            Err(_) if !line.contains("\"text\"") => return raw(),
            Err(problem) => return Err((None, problem)),
        };
        let id = parsed.id.map(|id| id.get().to_string());
        let (stack, stage) = match parsed.check() {
            Ok(checked) => (checked.stack, checked.stage),
            Err(problem) => return Err((id, problem)),
        };
        let ExplainRequest { text, host, .. } = parsed;
        let request = LineRequest { text, host, stack, stage };
        Ok(Self { id: id.map(Cow::Owned), request })
    }
}

fn named<T: Copy + core::fmt::Display>(
    field: &str,
    word: Option<&str>,
    find: fn(&str) -> Option<T>,
    all: &[T],
) -> Result<Option<T>, BadRequest> {
    let Some(word) = word else { return Ok(None) };
    if let Some(value) = find(word) {
        return Ok(Some(value));
    }
    let mut message = format!("`{word}` is no {field}:");
    for value in all {
        message.push(' ');
        message.push_str(&value.to_string());
    }
    Err(BadRequest { message })
}
