//! The classes of the answers that are asked for by the million: `Report`, `Finding` and what they hold. Frozen, made
//! of what Rust holds only when somebody looks. The other answers are classes in `_reports.py`.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString, PyTuple, PyType};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{model, plain, words};

/// What pickle wants to know: the function that restores, and its arguments.
type Reduced<'py> = (Bound<'py, PyAny>, (Bound<'py, PyType>, String));

/// The answer to `explain`: what was read, and the findings, the best first.
#[pyclass(frozen, module = "mailmend")]
pub struct Report {
    pub inner: Arc<model::Report>,
    findings: PyOnceLock<Py<PyTuple>>,
}

impl Report {
    pub fn new(inner: Arc<model::Report>) -> Self {
        Self { inner, findings: PyOnceLock::new() }
    }
}

#[pymethods]
impl Report {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("kind", "findings")
    }

    #[getter]
    fn schema(&self) -> u32 {
        self.inner.schema
    }

    #[getter]
    fn kind<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        words::KIND.member(py, &self.inner.kind)
    }

    #[getter]
    fn provider(&self) -> Option<&str> {
        self.inner.provider.as_deref()
    }

    #[getter]
    fn stage<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        words::STAGE.perhaps(py, self.inner.stage.as_deref())
    }

    #[getter]
    fn findings<'py>(&self, py: Python<'py>) -> PyResult<&Bound<'py, PyTuple>> {
        let all = self.findings.get_or_try_init(py, || {
            let findings = self.inner.findings.iter().map(|finding| Finding { inner: finding.clone() });
            PyTuple::new(py, findings.collect::<Vec<_>>()).map(Bound::unbind)
        })?;
        Ok(all.bind(py))
    }

    /// The best finding: the first.
    #[getter]
    fn best<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.findings(py)?.get_item(0)
    }

    #[getter]
    fn needs<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let needs: PyResult<Vec<_>> = self.inner.needs.iter().map(|need| words::NEED.member(py, need)).collect();
        PyTuple::new(py, needs?)
    }

    #[getter]
    fn cut(&self) -> Option<Cut> {
        self.inner.cut.map(|inner| Cut { inner })
    }

    fn __str__(&self) -> String {
        plain::report(&self.inner)
    }

    fn __repr__(&self) -> String {
        let codes: Vec<String> =
            self.inner.findings.iter().map(|finding| format!("{} {}", finding.code, finding.slug)).collect();
        format!("<Report {}: {}>", self.inner.kind, codes.join(", "))
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| self.inner == other.get().inner)
    }

    fn __hash__(&self) -> u64 {
        let codes = self.inner.findings.iter().map(|finding| hash(finding));
        codes.fold(7, |sum, code| sum.wrapping_mul(31).wrapping_add(code))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Reduced<'py>> {
        reduce(slf.as_any(), &*slf.get().inner)
    }

    fn to_json(&self) -> PyResult<String> {
        json(&*self.inner)
    }

    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        loads(py, &json(&*self.inner)?)
    }
}

/// One cause, with its proof and its cure.
#[pyclass(frozen, module = "mailmend")]
pub struct Finding {
    pub inner: Arc<model::Finding>,
}

#[pymethods]
impl Finding {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("code", "owner")
    }

    #[getter]
    fn code<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        words::CODE.member(py, &self.inner.code)
    }

    #[getter]
    fn slug(&self) -> &str {
        &self.inner.slug
    }

    #[getter]
    fn class_<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        words::CLASS.perhaps(py, self.inner.class.as_deref())
    }

    #[getter]
    fn area<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        words::AREA.member(py, &self.inner.area)
    }

    #[getter]
    fn severity<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        words::SEVERITY.member(py, &self.inner.severity)
    }

    #[getter]
    fn confidence<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        words::CONFIDENCE.member(py, &self.inner.confidence)
    }

    #[getter]
    fn title(&self) -> &str {
        &self.inner.title
    }

    #[getter]
    fn why(&self) -> &str {
        &self.inner.why
    }

    #[getter]
    fn owner<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        words::OWNER.member(py, &self.inner.owner)
    }

    #[getter]
    fn retry<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        words::RETRY.member(py, &self.inner.retry)
    }

    #[getter]
    fn after(&self) -> Option<u32> {
        self.inner.after
    }

    #[getter]
    fn recipient<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        words::RECIPIENT.member(py, &self.inner.recipient)
    }

    #[getter]
    fn evidence<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.inner.evidence.iter().map(|inner| Evidence { inner: inner.clone() }).collect::<Vec<_>>())
    }

    #[getter]
    fn fixes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.inner.fixes.list().into_iter().map(|inner| Fix { inner }).collect::<Vec<_>>())
    }

    #[getter]
    fn facts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let facts = PyDict::new(py);
        for (key, value) in &self.inner.facts.0 {
            facts.set_item(&**key, value)?;
        }
        Ok(facts)
    }

    fn __str__(&self) -> String {
        plain::finding(&self.inner)
    }

    fn __repr__(&self) -> String {
        format!("<Finding {} {}: {}>", self.inner.code, self.inner.slug, self.inner.title)
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| self.inner == other.get().inner)
    }

    fn __hash__(&self) -> u64 {
        hash(&self.inner)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Reduced<'py>> {
        reduce(slf.as_any(), &*slf.get().inner)
    }

    fn to_json(&self) -> PyResult<String> {
        json(&*self.inner)
    }

    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        loads(py, &json(&*self.inner)?)
    }
}

/// What the small classes have in common: they compare, show and pickle as what they hold.
macro_rules! small {
    ($(#[$about:meta])* $name:ident($($field:ident: $type:ty = $get:expr),+ $(,)?)) => {
        $(#[$about])*
        #[pyclass(frozen, module = "mailmend")]
        pub struct $name {
            inner: model::$name,
        }

        #[pymethods]
        impl $name {
            #[classattr]
            fn __match_args__<'py>(py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
                PyTuple::new(py, [$(stringify!($field)),+])
            }

            $(#[getter]
            fn $field<'py>(&self, py: Python<'py>) -> PyResult<$type> {
                let get: fn(&model::$name, Python<'py>) -> PyResult<$type> = $get;
                get(&self.inner, py)
            })+

            fn __repr__(&self) -> PyResult<String> {
                Ok(format!("<{} {}>", stringify!($name), json(&self.inner)?))
            }

            fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
                other.cast::<Self>().is_ok_and(|other| self.inner == other.get().inner)
            }

            fn __hash__(&self) -> PyResult<u64> {
                let mut hasher = DefaultHasher::new();
                json(&self.inner)?.hash(&mut hasher);
                Ok(hasher.finish())
            }

            fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Reduced<'py>> {
                reduce(slf.as_any(), &slf.get().inner)
            }

            fn to_json(&self) -> PyResult<String> {
                json(&self.inner)
            }

            fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                loads(py, &json(&self.inner)?)
            }
        }
    };
}

small! {
    /// A piece of the input.
    Evidence(
        text: Bound<'py, PyString> = |evidence, py| Ok(PyString::new(py, &evidence.text)),
        start: usize = |evidence, _| Ok(evidence.start),
        end: usize = |evidence, _| Ok(evidence.end),
    )
}

small! {
    /// One step of a fix.
    Fix(
        text: Bound<'py, PyString> = |fix, py| Ok(PyString::new(py, &fix.text)),
        link: Option<Bound<'py, PyString>> = |fix, py| Ok(fix.link.as_deref().map(|link| PyString::new(py, link))),
        commands: Bound<'py, PyTuple> = |fix, py| PyTuple::new(py, fix.commands.iter().map(|command| &**command)),
    )
}

small! {
    /// How much of a long input was read.
    Cut(
        read: usize = |cut, _| Ok(cut.read),
        given: usize = |cut, _| Ok(cut.given),
    )
}

small! {
    /// One verdict a standard.
    Valid(
        smtp: bool = |valid, _| Ok(valid.smtp),
        eai: Option<bool> = |valid, _| Ok(valid.eai),
        header: bool = |valid, _| Ok(valid.header),
        form: Option<bool> = |valid, _| Ok(valid.form),
    )
}

small! {
    /// Good to know, never an error.
    AddressFlags(
        role: bool = |flags, _| Ok(flags.role),
        free: bool = |flags, _| Ok(flags.free),
        disposable: bool = |flags, _| Ok(flags.disposable),
        tag: Option<Bound<'py, PyString>> = |flags, py| Ok(text(py, &flags.tag)),
        canonical: Option<Bound<'py, PyString>> = |flags, py| Ok(text(py, &flags.canonical)),
    )
}

small! {
    /// One address of several.
    Listed(
        text: Bound<'py, PyString> = |listed, py| Ok(PyString::new(py, &listed.text)),
        start: usize = |listed, _| Ok(listed.start),
        end: usize = |listed, _| Ok(listed.end),
        display: Option<Bound<'py, PyString>> = |listed, py| Ok(text(py, &listed.display)),
        group: Option<Bound<'py, PyString>> = |listed, py| Ok(text(py, &listed.group)),
        valid: Valid = |listed, _| Ok(Valid { inner: listed.valid }),
        normal: Option<Bound<'py, PyString>> = |listed, py| Ok(text(py, &listed.normal)),
        suggestion: Option<Bound<'py, PyString>> = |listed, py| Ok(text(py, &listed.suggestion)),
        findings: Bound<'py, PyTuple> = |listed, py| PyTuple::new(py, &listed.findings),
    )
}

small! {
    /// The answer to `address`.
    AddressReport(
        schema: u32 = |report, _| Ok(report.schema),
        kind: Bound<'py, PyAny> = |report, py| words::KIND.member(py, &report.kind),
        valid: Valid = |report, _| Ok(Valid { inner: report.valid }),
        normal: Option<Bound<'py, PyString>> = |report, py| Ok(text(py, &report.normal)),
        local: Option<Bound<'py, PyString>> = |report, py| Ok(text(py, &report.local)),
        domain: Option<Bound<'py, PyString>> = |report, py| Ok(text(py, &report.domain)),
        ascii: Option<Bound<'py, PyString>> = |report, py| Ok(text(py, &report.ascii)),
        suggestion: Option<Bound<'py, PyString>> = |report, py| Ok(text(py, &report.suggestion)),
        flags: AddressFlags = |report, _| Ok(AddressFlags { inner: report.flags.clone() }),
        findings: Bound<'py, PyTuple> = |report, py| {
            let findings = report.findings.iter().map(|finding| Finding { inner: finding.clone() });
            PyTuple::new(py, findings.collect::<Vec<_>>())
        },
        addresses: Bound<'py, PyTuple> = |report, py| {
            let listed = report.addresses.iter().map(|listed| Listed { inner: listed.clone() });
            PyTuple::new(py, listed.collect::<Vec<_>>())
        },
        cut: Option<Cut> = |report, _| Ok(report.cut.map(|inner| Cut { inner })),
    )
}

impl AddressReport {
    pub fn new(inner: model::AddressReport) -> Self {
        Self { inner }
    }
}

/// Makes an object of one of these classes from its JSON: what pickle calls.
#[pyfunction]
pub fn _restore<'py>(class: &Bound<'py, PyType>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    let py = class.py();
    Ok(match &*class.name()?.to_cow()? {
        "Report" => Bound::new(py, Report::new(Arc::new(read(text)?)))?.into_any(),
        "Finding" => Bound::new(py, Finding { inner: Arc::new(read(text)?) })?.into_any(),
        "Evidence" => Bound::new(py, Evidence { inner: read(text)? })?.into_any(),
        "Fix" => Bound::new(py, Fix { inner: read(text)? })?.into_any(),
        "Valid" => Bound::new(py, Valid { inner: read(text)? })?.into_any(),
        "AddressFlags" => Bound::new(py, AddressFlags { inner: read(text)? })?.into_any(),
        "AddressReport" => Bound::new(py, AddressReport { inner: read(text)? })?.into_any(),
        "Listed" => Bound::new(py, Listed { inner: read(text)? })?.into_any(),
        "Cut" => Bound::new(py, Cut { inner: read(text)? })?.into_any(),
        other => return Err(PyValueError::new_err(format!("{other} is no class of mailmend"))),
    })
}

fn text<'py>(py: Python<'py>, text: &Option<model::Text>) -> Option<Bound<'py, PyString>> {
    text.as_deref().map(|text| PyString::new(py, text))
}

fn reduce<'py>(object: &Bound<'py, PyAny>, inner: &impl Serialize) -> PyResult<Reduced<'py>> {
    static RESTORE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let restore = RESTORE.import(object.py(), "mailmend._mailmend", "_restore")?.clone();
    Ok((restore, (object.get_type(), json(inner)?)))
}

fn json(inner: &impl Serialize) -> PyResult<String> {
    serde_json::to_string(inner).map_err(|error| PyValueError::new_err(error.to_string()))
}

fn read<T: DeserializeOwned>(text: &str) -> PyResult<T> {
    serde_json::from_str(text).map_err(|error| PyValueError::new_err(error.to_string()))
}

/// JSON as Python's own objects.
pub fn loads<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    static LOADS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    LOADS.import(py, "json", "loads")?.call1((text,))
}

/// Two findings that are equal have the same: the code, and where it was seen.
fn hash(finding: &model::Finding) -> u64 {
    let mut hasher = DefaultHasher::new();
    finding.code.hash(&mut hasher);
    for evidence in &finding.evidence {
        (evidence.start, evidence.end).hash(&mut hasher);
        evidence.text.hash(&mut hasher);
    }
    hasher.finish()
}
