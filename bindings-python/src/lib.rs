//! mailmend for Python. It converts, and knows no mail.

use mailmend::wire::{self, BadRequest, ExplainRequest};
use pyo3::create_exception;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyString;

create_exception!(
    mailmend,
    MailmendError,
    PyValueError,
    "The request itself is wrong: a stack or a stage that does not exist. `code` is the same word in every language."
);

/// Explain why a mail did not arrive.
///
/// Takes what was printed when sending failed; and, if you know them, the `host` that was talked to (a host name, a
/// domain or a provider's short name), the `stack` that sends, and the `stage` that failed. Gives a report, which is
/// never empty. Raises `MailmendError` when a stack or a stage is none that exists.
#[pyfunction]
#[pyo3(signature = (text, *, host=None, stack=None, stage=None))]
fn explain<'py>(
    py: Python<'py>,
    text: &Bound<'py, PyString>,
    host: Option<&str>,
    stack: Option<&str>,
    stage: Option<&str>,
) -> PyResult<Bound<'py, PyAny>> {
    // Texts with half characters are common where mail is read; they are no misuse.
    let text = text.to_string_lossy();
    let answer = py.detach(|| answer(&text, host, stack, stage)).map_err(|problem| error(py, &problem))?;
    static LOADS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    LOADS.import(py, "json", "loads")?.call1((answer,))
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
    module.add_function(wrap_pyfunction!(explain, module)?)?;
    module.add_function(wrap_pyfunction!(call, module)?)
}

/// The report as JSON. Only the hints pass through JSON on their way in: the core checks them, in the words that every
/// language gives.
fn answer(text: &str, host: Option<&str>, stack: Option<&str>, stage: Option<&str>) -> Result<String, BadRequest> {
    let hints = serde_json::json!({ "text": "", "host": host, "stack": stack, "stage": stage }).to_string();
    let request = ExplainRequest::from_json(&hints)?;
    let mut request = request.check()?;
    request.text = text;
    let mut answer = String::new();
    wire::write_report(&mut answer, &mailmend::explain(&request), None);
    Ok(answer)
}

fn error(py: Python<'_>, problem: &BadRequest) -> PyErr {
    let error = MailmendError::new_err(problem.message.clone());
    match error.value(py).setattr("code", BadRequest::CODE) {
        Ok(()) => error,
        Err(other) => other,
    }
}
