//! mailmend for Python. It converts, and knows no mail.

#![deny(unsafe_code)]

mod arrow;
mod classes;
mod columns;
mod held;
mod many;
mod model;
mod plain;
mod words;

use std::borrow::Cow;

use mailmend::Request;
use mailmend::model::{self as core, AddressMode};
use mailmend::wire::{self, BadRequest, ExplainRequest};
use pyo3::create_exception;
use pyo3::exceptions::{PyBaseException, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyByteArray, PyBytes, PyMemoryView, PyString};

use classes::{AddressReport, Finding, Report};
use held::Held;

create_exception!(
    mailmend,
    MailmendError,
    PyValueError,
    "The request itself is wrong: a stack or a stage that does not exist. `code` is the same word in every language."
);

/// From this many bytes on, a text is read with the other threads running.
const LONG: usize = 4096;

/// Explain why a mail did not arrive.
///
/// Takes what was printed when sending failed, or the exception itself, with all that led to it; and, if you know
/// them, the `host` that was talked to (a host name, a domain or a provider's short name), the `stack` that sends, and
/// the `stage` that failed. Gives a report, which is never empty. Raises `MailmendError` when a stack or a stage is
/// none that exists.
///
/// >>> explain("535 5.7.8 Username and Password not accepted").best.code
/// <Code.WRONG_CREDENTIALS: 'AUTH001'>
#[pyfunction]
#[pyo3(signature = (what, *, host=None, stack=None, stage=None))]
fn explain<'py>(
    what: &Bound<'py, PyAny>,
    host: Option<&Bound<'py, PyString>>,
    stack: Option<&Bound<'py, PyString>>,
    stage: Option<&Bound<'py, PyString>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = what.py();
    let Some(text) = Text::of(what)? else {
        if !what.is_instance_of::<PyBaseException>() {
            let kind = what.get_type().qualname()?;
            return Err(PyTypeError::new_err(format!("explain takes a text or an exception, not {kind}")));
        }
        static EXCEPTIONS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let explain = EXCEPTIONS.import(py, "mailmend._exceptions", "explain_exception")?;
        return explain.call1((what, host, stack, stage));
    };
    let text = text.read()?;
    let hints = Hints::new(host, stack, stage)?;
    // Letting the others run costs more than a short text takes.
    let report = match text.len() {
        0..LONG => hints.explain(&text),
        _ => py.detach(|| hints.explain(&text)),
    };
    Ok(Bound::new(py, Report::new(Held::Live(report)))?.into_any())
}

/// Check one address as typed: what is wrong, where, and what was meant.
///
/// `mode` is what it is for: "signup" (the default), "header", "bounce" or "sender".
///
/// >>> address("john@gmial.com").suggestion
/// 'john@gmail.com'
#[pyfunction]
#[pyo3(signature = (text, *, mode=None))]
fn address(text: &Bound<'_, PyString>, mode: Option<&Bound<'_, PyString>>) -> PyResult<AddressReport> {
    let mode = mode_of(mode)?;
    let text = lossy(text)?;
    Ok(AddressReport::new(Held::Live(mailmend::address_in(&text, mode).into_owned())))
}

/// Answer one request: JSON in, JSON out, the same bytes in every language.
///
/// Never raises for what the JSON says: a wrong request is answered with `{"error":{"code":…,"message":…}}`.
#[pyfunction]
fn call(py: Python<'_>, json: &Bound<'_, PyString>) -> String {
    let json = json.to_string_lossy();
    py.detach(|| wire::call(&json))
}

/// The compiled part of the package `mailmend`.
#[pymodule(gil_used = false)]
fn _mailmend(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("MailmendError", module.py().get_type::<MailmendError>())?;
    module.add_class::<Report>()?;
    module.add_class::<Finding>()?;
    module.add_class::<classes::Evidence>()?;
    module.add_class::<classes::Fix>()?;
    module.add_class::<classes::Cut>()?;
    module.add_class::<AddressReport>()?;
    module.add_class::<classes::AddressFlags>()?;
    module.add_class::<classes::Listed>()?;
    module.add_class::<classes::Valid>()?;
    module.add_function(wrap_pyfunction!(classes::_restore, module)?)?;
    module.add_class::<many::Columns>()?;
    module.add_function(wrap_pyfunction!(explain, module)?)?;
    module.add_function(wrap_pyfunction!(many::explain_many, module)?)?;
    module.add_function(wrap_pyfunction!(address, module)?)?;
    module.add_function(wrap_pyfunction!(many::address_many, module)?)?;
    module.add_function(wrap_pyfunction!(call, module)?)
}

/// A text as it is given: its UTF-8 is borrowed from Python where that can be done.
enum Text<'a, 'py> {
    Str(&'a Bound<'py, PyString>),
    Bytes(Bound<'py, PyBytes>),
}

impl<'a, 'py> Text<'a, 'py> {
    /// The text that an object is; none where it is something else.
    fn of(what: &'a Bound<'py, PyAny>) -> PyResult<Option<Self>> {
        if let Ok(text) = what.cast::<PyString>() {
            return Ok(Some(Self::Str(text)));
        }
        if let Ok(bytes) = what.cast::<PyBytes>() {
            return Ok(Some(Self::Bytes(bytes.clone())));
        }
        if what.is_instance_of::<PyByteArray>() || what.is_instance_of::<PyMemoryView>() {
            let bytes = what.py().get_type::<PyBytes>().call1((what,))?;
            return Ok(Some(Self::Bytes(bytes.cast_into()?)));
        }
        Ok(None)
    }

    fn read(&self) -> PyResult<Cow<'_, str>> {
        match self {
            Self::Str(text) => lossy(text),
            Self::Bytes(bytes) => Ok(String::from_utf8_lossy(bytes.as_bytes())),
        }
    }
}

/// A text with its half characters replaced. They are common where mail is read, and no misuse.
fn lossy<'a>(text: &'a Bound<'_, PyString>) -> PyResult<Cow<'a, str>> {
    Ok(text.to_cow().unwrap_or_else(|_| text.to_string_lossy()))
}

/// What the caller knows beside the text.
#[derive(Default)]
struct Hints {
    host: Option<String>,
    stack: Option<core::Stack>,
    stage: Option<core::Stage>,
}

impl Hints {
    /// They pass through JSON on their way in: the core checks them, in the words that every language gives.
    fn new(
        host: Option<&Bound<'_, PyString>>,
        stack: Option<&Bound<'_, PyString>>,
        stage: Option<&Bound<'_, PyString>>,
    ) -> PyResult<Self> {
        let Some(any) = host.or(stack).or(stage) else { return Ok(Self::default()) };
        let text = |hint: Option<&Bound<'_, PyString>>| hint.map(|hint| hint.to_string_lossy().into_owned());
        let (host, stack, stage) = (text(host), text(stack), text(stage));
        let asked = serde_json::json!({ "text": "", "host": host, "stack": stack, "stage": stage }).to_string();
        let checked = |request: ExplainRequest<'_>| request.check().map(|request| (request.stack, request.stage));
        match ExplainRequest::from_json(&asked).and_then(checked) {
            Ok((stack, stage)) => Ok(Self { host, stack, stage }),
            Err(problem) => Err(error(any.py(), &problem)),
        }
    }

    fn request<'a>(&'a self, text: &'a str) -> Request<'a> {
        let mut request = Request::new(text);
        (request.host, request.stack, request.stage) = (self.host.as_deref(), self.stack, self.stage);
        request
    }

    fn explain(&self, text: &str) -> core::Report<'static> {
        mailmend::explain(&self.request(text)).into_owned()
    }
}

fn mode_of(mode: Option<&Bound<'_, PyString>>) -> PyResult<AddressMode> {
    let Some(mode) = mode else { return Ok(AddressMode::Signup) };
    let word = mode.to_string_lossy();
    AddressMode::from_word(&word).ok_or_else(|| {
        // The core has the words for what is no mode.
        let asked = serde_json::json!({ "call": "address", "text": "", "mode": word }).to_string();
        told(mode.py(), &wire::call(&asked))
    })
}

/// The error that an answer holds.
fn told(py: Python<'_>, answer: &str) -> PyErr {
    let answer: serde_json::Value = serde_json::from_str(answer).unwrap_or_default();
    let message = answer.pointer("/error/message").and_then(serde_json::Value::as_str).unwrap_or("bad request");
    error(py, &BadRequest { message: message.into() })
}

fn error(py: Python<'_>, problem: &BadRequest) -> PyErr {
    let error = MailmendError::new_err(problem.message.clone());
    match error.value(py).setattr("code", BadRequest::CODE) {
        Ok(()) => error,
        Err(other) => other,
    }
}
