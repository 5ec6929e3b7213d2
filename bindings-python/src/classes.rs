//! The classes of the answers that are asked for by the million: `Report`, `Finding` and what they hold. Frozen, made
//! of what Rust holds only when somebody looks. The other answers are classes in `_reports.py`.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString, PyTuple, PyType};

use crate::held::{self, Held, Home, json, read};
use crate::words::{place_of, place_of_retry};
use crate::{model, plain, words};

/// What pickle wants to know: the function that restores, and its arguments.
type Reduced<'py> = (Bound<'py, PyAny>, (Bound<'py, PyType>, String));

/// The answer to `explain`: what was read, and the findings, the best first.
#[pyclass(frozen, module = "mailmend")]
pub struct Report {
    inner: Arc<held::Report>,
    findings: PyOnceLock<Py<PyTuple>>,
}

impl Report {
    pub fn new(inner: held::Report) -> Self {
        Self { inner: Arc::new(inner), findings: PyOnceLock::new() }
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
        match &*self.inner {
            Held::Live(_) => mailmend::model::SCHEMA,
            Held::Read(read) => read.schema,
        }
    }

    #[getter]
    fn kind<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match &*self.inner {
            Held::Live(live) => words::KIND.at(py, live.kind as usize),
            Held::Read(read) => words::KIND.member(py, &read.kind),
        }
    }

    #[getter]
    fn provider(&self) -> Option<&str> {
        match &*self.inner {
            Held::Live(live) => live.provider,
            Held::Read(read) => read.provider.as_deref(),
        }
    }

    #[getter]
    fn stage<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        match &*self.inner {
            Held::Live(live) => live.stage.map(|stage| words::STAGE.at(py, stage as usize)).transpose(),
            Held::Read(read) => words::STAGE.perhaps(py, read.stage.as_deref()),
        }
    }

    #[getter]
    fn findings<'py>(&self, py: Python<'py>) -> PyResult<&Bound<'py, PyTuple>> {
        let all = self.findings.get_or_try_init(py, || tuple(py, self.inner.homes()))?;
        Ok(all.bind(py))
    }

    /// The best finding: the first.
    #[getter]
    fn best<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.findings(py)?.get_item(0)
    }

    #[getter]
    fn needs<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let needs: PyResult<Vec<_>> = match &*self.inner {
            Held::Live(live) => live.needs.iter().map(|need| words::NEED.at(py, *need as usize)).collect(),
            Held::Read(read) => read.needs.iter().map(|need| words::NEED.member(py, need)).collect(),
        };
        PyTuple::new(py, needs?)
    }

    #[getter]
    fn cut(&self) -> Option<Cut> {
        let cut = match &*self.inner {
            Held::Live(live) => live.cut.map(model::Cut::from),
            Held::Read(read) => read.cut,
        };
        cut.map(|inner| Cut { inner })
    }

    fn __str__(&self) -> PyResult<String> {
        Ok(plain::report(&*self.inner.as_read()?))
    }

    fn __repr__(&self) -> String {
        let codes: Vec<String> = self.inner.homes().map(|home| code_and_slug(&home.finding())).collect();
        let kind = match &*self.inner {
            Held::Live(live) => live.kind.as_str(),
            Held::Read(read) => &read.kind,
        };
        format!("<Report {kind}: {}>", codes.join(", "))
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| self.inner == other.get().inner)
    }

    fn __hash__(&self) -> u64 {
        hash_of(self.inner.homes())
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Reduced<'py>> {
        reduce(slf.as_any(), slf.get().inner.json()?)
    }

    fn to_json(&self) -> PyResult<String> {
        self.inner.json()
    }

    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        loads(py, &self.inner.json()?)
    }
}

/// One cause, with its proof and its cure.
#[pyclass(frozen, module = "mailmend")]
pub struct Finding {
    home: Home,
}

/// An attribute that is a word of an enum: of the cause, or of the finding.
macro_rules! word {
    ($self:ident, $py:ident, $words:ident, $field:ident, |$live:ident| $place:expr) => {
        match $self.home.finding() {
            Held::Live($live) => words::$words.at($py, $place),
            Held::Read(read) => words::$words.member($py, &read.$field),
        }
    };
}

#[pymethods]
impl Finding {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("code", "owner")
    }

    #[getter]
    fn code<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        word!(self, py, CODE, code, |live| place_of(live.cause))
    }

    #[getter]
    fn slug(&self) -> &str {
        match self.home.finding() {
            Held::Live(live) => live.cause.slug,
            Held::Read(read) => &read.slug,
        }
    }

    #[getter]
    fn class_<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self.home.finding() {
            Held::Live(live) => live.cause.class.map(|class| words::CLASS.at(py, class as usize)).transpose(),
            Held::Read(read) => words::CLASS.perhaps(py, read.class.as_deref()),
        }
    }

    #[getter]
    fn area<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        word!(self, py, AREA, area, |live| live.cause.area as usize)
    }

    #[getter]
    fn severity<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        word!(self, py, SEVERITY, severity, |live| live.cause.severity as usize)
    }

    #[getter]
    fn confidence<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        word!(self, py, CONFIDENCE, confidence, |live| live.confidence as usize)
    }

    #[getter]
    fn title(&self) -> &str {
        match self.home.finding() {
            Held::Live(live) => live.cause.title,
            Held::Read(read) => &read.title,
        }
    }

    #[getter]
    fn why(&self) -> &str {
        match self.home.finding() {
            Held::Live(live) => live.cause.why,
            Held::Read(read) => &read.why,
        }
    }

    #[getter]
    fn owner<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        word!(self, py, OWNER, owner, |live| live.cause.owner as usize)
    }

    #[getter]
    fn retry<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        word!(self, py, RETRY, retry, |live| place_of_retry(live.retry))
    }

    #[getter]
    fn after(&self) -> Option<u32> {
        match self.home.finding() {
            Held::Live(live) => live.retry.after(),
            Held::Read(read) => read.after,
        }
    }

    #[getter]
    fn recipient<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        word!(self, py, RECIPIENT, recipient, |live| live.recipient as usize)
    }

    #[getter]
    fn evidence<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let evidence: Vec<_> = match self.home.finding() {
            Held::Live(live) => live.evidence.iter().map(|place| Evidence { inner: place.into() }).collect(),
            Held::Read(read) => read.evidence.iter().map(|place| Evidence { inner: place.clone() }).collect(),
        };
        PyTuple::new(py, evidence)
    }

    #[getter]
    fn fixes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let fixes: Vec<_> = match self.home.finding() {
            Held::Live(live) => live.fixes().map(|fix| Fix { inner: fix.into() }).collect(),
            Held::Read(read) => read.fixes.iter().map(|fix| Fix { inner: fix.clone() }).collect(),
        };
        PyTuple::new(py, fixes)
    }

    #[getter]
    fn facts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let facts = PyDict::new(py);
        match self.home.finding() {
            Held::Live(live) => {
                live.facts.iter().try_for_each(|fact| facts.set_item(fact.key.as_str(), &*fact.value))?;
            }
            Held::Read(read) => read.facts.0.iter().try_for_each(|(key, value)| facts.set_item(&**key, value))?,
        }
        Ok(facts)
    }

    fn __str__(&self) -> PyResult<String> {
        Ok(plain::finding(&*self.home.finding().told()?))
    }

    fn __repr__(&self) -> String {
        format!("<Finding {}: {}>", code_and_slug(&self.home.finding()), self.title())
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| self.home.finding() == other.get().home.finding())
    }

    fn __hash__(&self) -> u64 {
        self.home.finding().hash()
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Reduced<'py>> {
        reduce(slf.as_any(), slf.get().to_json()?)
    }

    fn to_json(&self) -> PyResult<String> {
        match self.home.finding() {
            Held::Live(live) => json(live),
            Held::Read(read) => json(read),
        }
    }

    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        loads(py, &self.to_json()?)
    }
}

/// The findings of a report.
fn tuple(py: Python<'_>, homes: impl Iterator<Item = Home>) -> PyResult<Py<PyTuple>> {
    PyTuple::new(py, homes.map(|home| Finding { home }).collect::<Vec<_>>()).map(Bound::unbind)
}

fn code_and_slug(finding: &held::Finding<'_>) -> String {
    match finding {
        Held::Live(live) => format!("{} {}", live.cause.code, live.cause.slug),
        Held::Read(read) => format!("{} {}", read.code, read.slug),
    }
}

fn hash_of(homes: impl Iterator<Item = Home>) -> u64 {
    homes.fold(7, |sum, home| sum.wrapping_mul(31).wrapping_add(home.finding().hash()))
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
                reduce(slf.as_any(), json(&slf.get().inner)?)
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

/// The answer to `address`.
#[pyclass(frozen, module = "mailmend")]
pub struct AddressReport {
    inner: Arc<held::AddressReport>,
    findings: PyOnceLock<Py<PyTuple>>,
}

impl AddressReport {
    pub fn new(inner: held::AddressReport) -> Self {
        Self { inner: Arc::new(inner), findings: PyOnceLock::new() }
    }
}

/// An attribute that is a text, or nothing.
macro_rules! text {
    ($self:ident, $field:ident) => {
        match &*$self.inner {
            Held::Live(live) => live.$field.as_deref(),
            Held::Read(read) => read.$field.as_deref(),
        }
    };
}

#[pymethods]
impl AddressReport {
    #[classattr]
    fn __match_args__<'py>(py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let names =
            ["schema", "kind", "valid", "normal", "local", "domain", "ascii", "suggestion", "flags", "findings"];
        PyTuple::new(py, names.into_iter().chain(["addresses", "cut"]).collect::<Vec<_>>())
    }

    #[getter]
    fn schema(&self) -> u32 {
        match &*self.inner {
            Held::Live(_) => mailmend::model::SCHEMA,
            Held::Read(read) => read.schema,
        }
    }

    #[getter]
    fn kind<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match &*self.inner {
            Held::Live(_) => words::KIND.at(py, mailmend::model::Kind::Address as usize),
            Held::Read(read) => words::KIND.member(py, &read.kind),
        }
    }

    #[getter]
    fn valid(&self) -> Valid {
        let inner = match &*self.inner {
            Held::Live(live) => live.valid.into(),
            Held::Read(read) => read.valid,
        };
        Valid { inner }
    }

    #[getter]
    fn normal(&self) -> Option<&str> {
        text!(self, normal)
    }

    #[getter]
    fn local(&self) -> Option<&str> {
        text!(self, local)
    }

    #[getter]
    fn domain(&self) -> Option<&str> {
        text!(self, domain)
    }

    #[getter]
    fn ascii(&self) -> Option<&str> {
        text!(self, ascii)
    }

    #[getter]
    fn suggestion(&self) -> Option<&str> {
        text!(self, suggestion)
    }

    #[getter]
    fn flags(&self) -> AddressFlags {
        let inner = match &*self.inner {
            Held::Live(live) => (&live.flags).into(),
            Held::Read(read) => read.flags.clone(),
        };
        AddressFlags { inner }
    }

    #[getter]
    fn findings<'py>(&self, py: Python<'py>) -> PyResult<&Bound<'py, PyTuple>> {
        let all = self.findings.get_or_try_init(py, || tuple(py, self.inner.homes()))?;
        Ok(all.bind(py))
    }

    #[getter]
    fn addresses<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let listed: Vec<_> = match &*self.inner {
            Held::Live(live) => live.addresses.iter().map(|listed| Listed { inner: listed.into() }).collect(),
            Held::Read(read) => read.addresses.iter().map(|listed| Listed { inner: listed.clone() }).collect(),
        };
        PyTuple::new(py, listed)
    }

    #[getter]
    fn cut(&self) -> Option<Cut> {
        let cut = match &*self.inner {
            Held::Live(live) => live.cut.map(model::Cut::from),
            Held::Read(read) => read.cut,
        };
        cut.map(|inner| Cut { inner })
    }

    fn __repr__(&self) -> PyResult<String> {
        Ok(format!("<AddressReport {}>", self.inner.json()?))
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| self.inner == other.get().inner)
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.normal(), self.local(), self.domain(), hash_of(self.inner.homes())).hash(&mut hasher);
        hasher.finish()
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Reduced<'py>> {
        reduce(slf.as_any(), slf.get().inner.json()?)
    }

    fn to_json(&self) -> PyResult<String> {
        self.inner.json()
    }

    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        loads(py, &self.inner.json()?)
    }
}

/// Makes an object of one of these classes from its JSON: what pickle calls.
#[pyfunction]
pub fn _restore<'py>(class: &Bound<'py, PyType>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    let py = class.py();
    Ok(match &*class.name()?.to_cow()? {
        "Report" => Bound::new(py, Report::new(Held::Read(read(text)?)))?.into_any(),
        "Finding" => Bound::new(py, Finding { home: Home::Alone(Box::new(read(text)?)) })?.into_any(),
        "Evidence" => Bound::new(py, Evidence { inner: read(text)? })?.into_any(),
        "Fix" => Bound::new(py, Fix { inner: read(text)? })?.into_any(),
        "Valid" => Bound::new(py, Valid { inner: read(text)? })?.into_any(),
        "AddressFlags" => Bound::new(py, AddressFlags { inner: read(text)? })?.into_any(),
        "AddressReport" => Bound::new(py, AddressReport::new(Held::Read(read(text)?)))?.into_any(),
        "Listed" => Bound::new(py, Listed { inner: read(text)? })?.into_any(),
        "Cut" => Bound::new(py, Cut { inner: read(text)? })?.into_any(),
        other => return Err(PyValueError::new_err(format!("{other} is no class of mailmend"))),
    })
}

fn text<'py>(py: Python<'py>, text: &Option<model::Text>) -> Option<Bound<'py, PyString>> {
    text.as_deref().map(|text| PyString::new(py, text))
}

fn reduce<'py>(object: &Bound<'py, PyAny>, json: String) -> PyResult<Reduced<'py>> {
    static RESTORE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let restore = RESTORE.import(object.py(), "mailmend._mailmend", "_restore")?.clone();
    Ok((restore, (object.get_type(), json)))
}

/// JSON as Python's own objects.
pub fn loads<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    static LOADS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    LOADS.import(py, "json", "loads")?.call1((text,))
}
