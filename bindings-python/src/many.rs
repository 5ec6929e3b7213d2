//! Many at once: lists in, lists out; columns in, tables out. Others may run meanwhile.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use mailmend::model::AddressMode;
use pyo3::exceptions::{PyAttributeError, PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyList, PyMapping, PyString};

use crate::arrow::{self, Source, Table};
use crate::classes::{AddressReport, Report};
use crate::columns::{Addresses, MOST_REMEMBERED, Replies};
use crate::held::{self, Held, LiveAddress, LiveReport};
use crate::{Hints, Text, checked, mode_of};

/// So many of a list are read before signals are looked at.
const AT_ONCE: usize = 4096;

/// Explain many replies at once: the same reports as `explain` gives for each.
///
/// Takes a list (or anything that can be iterated) of texts, and gives a list of reports; what is equal shares one. Or
/// a column of texts of Arrow, Polars, pandas, DuckDB or Spark (whatever has `__arrow_c_array__` or
/// `__arrow_c_stream__`), and gives `Columns`: a row a text, with what the best finding says; nulls stay nulls. The
/// hints hold for all of them. Other threads run meanwhile.
///
/// >>> [report.best.owner for report in explain_many(["552 5.2.2 Mailbox full", "421 Too busy"])]
/// [<Owner.RECIPIENT: 'recipient'>, <Owner.NOBODY: 'nobody'>]
#[pyfunction]
#[pyo3(signature = (texts, *, host=None, stack=None, stage=None))]
pub fn explain_many<'py>(
    texts: &Bound<'py, PyAny>,
    host: Option<&Bound<'py, PyString>>,
    stack: Option<&Bound<'py, PyString>>,
    stage: Option<&Bound<'py, PyString>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = texts.py();
    let hints = Hints::new(host, stack, stage)?;
    if let Some(source) = Source::of(texts)? {
        let mut replies = Replies::new(&hints);
        return table(py, source, Replies::heads(), |texts| replies.batch(texts));
    }
    let reports = PyList::empty(py);
    let mut known = Known::default();
    each_part(texts, |texts| {
        let told: Vec<Told> = py.detach(|| texts.into_iter().map(|text| known.tell(text, &hints)).collect());
        for told in told {
            match told {
                Told::New(report) => known.made.push(Py::new(py, Report::new(Held::Live(report)))?),
                Told::Again(place) => {
                    reports.append(&known.made[place])?;
                    continue;
                }
            }
            reports.append(known.made.last())?;
        }
        Ok(())
    })?;
    Ok(reports.into_any())
}

/// Check many addresses at once: the same reports as `address` gives for each.
///
/// Takes a list (or anything that can be iterated) of texts and gives a list of reports; or a column of texts, as
/// `explain_many` does, and gives `Columns`. `mode` holds for all of them.
///
/// >>> [report.valid.form for report in address_many(["jane@example.org", "jane@example"])]
/// [True, False]
#[pyfunction]
#[pyo3(signature = (texts, *, mode=None))]
pub fn address_many<'py>(
    texts: &Bound<'py, PyAny>,
    mode: Option<&Bound<'py, PyString>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = texts.py();
    let mode: AddressMode = mode_of(mode)?;
    if let Some(source) = Source::of(texts)? {
        return table(py, source, Addresses::heads(), |texts| Addresses::batch(texts, mode));
    }
    let reports = PyList::empty(py);
    each_part(texts, |texts| {
        let told: Vec<LiveAddress> = py.detach(|| texts.into_iter().map(|text| checked(text, mode)).collect());
        told.into_iter().try_for_each(|report| reports.append(Bound::new(py, AddressReport::new(Held::Live(report)))?))
    })?;
    Ok(reports.into_any())
}

/// Reads a list part by part.
fn each_part<'py>(
    texts: &Bound<'py, PyAny>,
    mut read: impl FnMut(Vec<held::Text>) -> PyResult<()>,
) -> PyResult<()> {
    if texts.is_instance_of::<PyString>() || Text::of(texts)?.is_some() || texts.cast::<PyMapping>().is_ok() {
        let kind = texts.get_type().qualname()?;
        return Err(PyTypeError::new_err(format!("many texts are a list or a column of them, not {kind}")));
    }
    let (mut items, mut place) = (texts.try_iter()?, 0);
    loop {
        let part: Vec<Bound<'py, PyAny>> = items.by_ref().take(AT_ONCE).collect::<PyResult<_>>()?;
        let texts: Vec<held::Text> = part
            .iter()
            .enumerate()
            .map(|(at, item)| match Text::of(item)? {
                Some(text) => Ok(text.hold()),
                None => {
                    let kind = item.get_type().qualname()?;
                    Err(PyTypeError::new_err(format!("number {} of the list is no text, but {kind}", place + at)))
                }
            })
            .collect::<PyResult<_>>()?;
        read(texts)?;
        place += part.len();
        if part.len() < AT_ONCE {
            return Ok(());
        }
        items.py().check_signals()?;
    }
}

/// A report that is made, or the place of the one that was.
enum Told {
    New(LiveReport),
    Again(usize),
}

/// Reports that were made in this call. Logs repeat themselves.
#[derive(Default)]
struct Known {
    places: HashMap<String, usize>,
    bytes: usize,
    count: usize,
    made: Vec<Py<Report>>,
}

impl Known {
    fn tell(&mut self, held: held::Text, hints: &Hints) -> Told {
        let text = held.as_str();
        if let Some(place) = self.places.get(text) {
            return Told::Again(*place);
        }
        // Enough is remembered for any log; what is long hardly comes twice.
        if self.bytes + text.len() > MOST_REMEMBERED {
            self.places.clear();
            self.bytes = 0;
        }
        self.bytes += text.len();
        self.places.insert(text.into(), self.count);
        self.count += 1;
        Told::New(hints.explain(held))
    }
}

/// Reads a column piece by piece into a table.
fn table<'py>(
    py: Python<'py>,
    mut source: Source,
    heads: Vec<arrow::Head>,
    mut read: impl FnMut(&arrow::Reader<'_>) -> arrow::Batch + Send,
) -> PyResult<Bound<'py, PyAny>> {
    let mut batches = Vec::new();
    loop {
        let batch = py.detach(|| {
            let Some(texts) = source.next()? else { return Ok(None) };
            Ok(Some(read(&texts.reader()?)))
        });
        match batch.map_err(|problem: String| PyValueError::new_err(problem))? {
            Some(batch) => batches.push(batch),
            None if batches.is_empty() => batches.push(read(&arrow::Reader::EMPTY)),
            None => break,
        }
        py.check_signals()?;
    }
    Ok(Bound::new(py, Columns { table: Arc::new(Table { heads, batches }) })?.into_any())
}

/// A table that any library with Arrow reads without a copy: `pyarrow.table(columns)`, `polars.DataFrame(columns)`.
#[pyclass(frozen, module = "mailmend")]
pub struct Columns {
    table: Arc<Table>,
}

#[pymethods]
impl Columns {
    /// The names of the columns.
    #[getter]
    fn names(&self) -> Vec<Cow<'static, str>> {
        self.table.heads.iter().map(|(name, _)| name.to_string_lossy()).collect()
    }

    fn __len__(&self) -> usize {
        self.table.rows()
    }

    fn __repr__(&self) -> String {
        format!("<Columns {}: {} rows>", self.names().join(", "), self.table.rows())
    }

    /// For Arrow: what the columns are.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        arrow::schema_capsule(py, &self.table)
    }

    /// `__arrow_c_array__` is there only for a table in one piece: whoever finds it asks for nothing else.
    fn __getattr__<'py>(slf: &Bound<'py, Self>, name: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyAny>> {
        match name.to_string_lossy().as_ref() {
            "__arrow_c_array__" if slf.get().table.batches.len() == 1 => slf.getattr(intern!(slf.py(), "_one_piece")),
            other => Err(PyAttributeError::new_err(format!("Columns has no attribute {other}"))),
        }
    }

    /// For Arrow: the table, where it is in one piece.
    #[pyo3(signature = (requested_schema=None, **_more))]
    fn _one_piece<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
        _more: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<(Bound<'py, PyCapsule>, Bound<'py, PyCapsule>)> {
        // Another schema may be asked for, and need not be given.
        let _ = requested_schema;
        arrow::array_capsules(py, &self.table)
    }

    /// For Arrow: the table, in the pieces that the column came in.
    #[pyo3(signature = (requested_schema=None, **_more))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
        _more: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        arrow::stream_capsule(py, &self.table)
    }
}
