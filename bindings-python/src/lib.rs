//! mailmend for Python. It converts, and knows no mail.

mod classes;
mod model;
mod plain;
mod words;

use std::sync::Arc;

use mailmend::wire::{self, BadRequest, ExplainRequest};
use pyo3::create_exception;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use classes::{AddressReport, Report};
use mailmend::model::AddressMode;

create_exception!(
    mailmend,
    MailmendError,
    PyValueError,
    "The request itself is wrong: a stack or a stage that does not exist. `code` is the same word in every language."
);

/// From this many bytes on, a text is read with the other threads running.
const LONG: usize = 4096;

/// Explain a text: see `mailmend.explain`, which takes exceptions, too.
#[pyfunction]
#[pyo3(signature = (text, *, host=None, stack=None, stage=None))]
fn explain_text(
    py: Python<'_>,
    text: &Bound<'_, PyString>,
    host: Option<&str>,
    stack: Option<&str>,
    stage: Option<&str>,
) -> PyResult<Report> {
    // Texts with half characters are common where mail is read; they are no misuse.
    let text = text.to_string_lossy();
    // Letting the others run costs more than a short text takes.
    let report = match text.len() {
        0..LONG => explained(&text, host, stack, stage),
        _ => py.detach(|| explained(&text, host, stack, stage)),
    };
    let report = report.map_err(|problem| error(py, &problem))?;
    Ok(Report::new(Arc::new(report)))
}

/// Check an address: see `mailmend.address`.
#[pyfunction]
#[pyo3(signature = (text, mode=None))]
fn address_text(py: Python<'_>, text: &Bound<'_, PyString>, mode: Option<&str>) -> PyResult<AddressReport> {
    let mode = match mode.map(|word| (word, AddressMode::from_word(word))) {
        None => AddressMode::Signup,
        Some((_, Some(mode))) => mode,
        // The core has the words for what is no mode.
        Some((word, None)) => {
            let asked = serde_json::json!({ "call": "address", "text": "", "mode": word }).to_string();
            return Err(told(py, &wire::call(&asked)));
        }
    };
    let text = text.to_string_lossy();
    Ok(AddressReport::new(mailmend::address_in(&text, mode).into()))
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
    module.add_class::<classes::Finding>()?;
    module.add_class::<classes::Evidence>()?;
    module.add_class::<classes::Fix>()?;
    module.add_class::<classes::Cut>()?;
    module.add_class::<AddressReport>()?;
    module.add_class::<classes::AddressFlags>()?;
    module.add_class::<classes::Listed>()?;
    module.add_class::<classes::Valid>()?;
    module.add_function(wrap_pyfunction!(classes::_restore, module)?)?;
    module.add_function(wrap_pyfunction!(explain_text, module)?)?;
    module.add_function(wrap_pyfunction!(address_text, module)?)?;
    module.add_function(wrap_pyfunction!(call, module)?)
}

/// The report. Only the hints pass through JSON on their way in: the core checks them, in the words that every
/// language gives.
fn explained(
    text: &str,
    host: Option<&str>,
    stack: Option<&str>,
    stage: Option<&str>,
) -> Result<model::Report, BadRequest> {
    if host.is_none() && stack.is_none() && stage.is_none() {
        return Ok(mailmend::explain(&mailmend::Request::new(text)).into());
    }
    let hints = serde_json::json!({ "text": "", "host": host, "stack": stack, "stage": stage }).to_string();
    let request = ExplainRequest::from_json(&hints)?;
    let mut request = request.check()?;
    request.text = text;
    Ok(mailmend::explain(&request).into())
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
