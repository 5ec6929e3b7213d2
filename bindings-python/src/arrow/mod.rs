//! The Arrow C data interface, as far as a column of texts in and a table out need it
//! (<https://arrow.apache.org/docs/format/CDataInterface.html>), in the capsules that Python libraries hand it on in.
//! The crate `arrow` was measured: it takes 5.6 minutes to compile and makes the module 12 MB.
//!
//! Nothing is copied on the way in. What comes is trusted as far as the interface asks it of the producer: that the
//! pointers and lengths are true. What the buffers say (offsets, places in a dictionary, UTF-8) is checked.

#![allow(unsafe_code, reason = "the interface is made of C structs and callbacks; there is no unsafe code elsewhere")]

mod layout;
mod table;
mod texts;

use std::ffi::CStr;
use std::sync::Arc;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

use layout::{Array, Releasable, Schema, Stream};
pub use table::{Batch, Bits, Buffer, Column, Head, Kind, Table, Words};
use texts::Form;
pub use texts::{Reader, Texts};

const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";
const STREAM: &CStr = c"arrow_array_stream";

/// A column of texts that comes in pieces.
pub struct Source {
    form: Form,
    from: From,
}

enum From {
    One(Option<Array>),
    Many(Stream),
}

impl Source {
    /// The column that an object of another library is; none where it does not know the interface.
    pub fn of(object: &Bound<'_, PyAny>) -> PyResult<Option<Self>> {
        let py = object.py();
        let (array, stream) = (intern!(py, "__arrow_c_array__"), intern!(py, "__arrow_c_stream__"));
        if object.hasattr(array)? {
            let pair = object.call_method0(array)?.cast_into::<PyTuple>()?;
            let schema = take::<Schema>(&pair.get_item(0)?, SCHEMA)?;
            let form = Form::of(&schema).map_err(PyTypeError::new_err)?;
            let array = take::<Array>(&pair.get_item(1)?, ARRAY)?;
            return Ok(Some(Self { form, from: From::One(Some(array)) }));
        }
        if object.hasattr(stream)? {
            let mut stream = take::<Stream>(&object.call_method0(stream)?, STREAM)?;
            let schema = stream.schema().map_err(PyValueError::new_err)?;
            let form = Form::of(&schema).map_err(PyTypeError::new_err)?;
            return Ok(Some(Self { form, from: From::Many(stream) }));
        }
        Ok(None)
    }

    /// The next piece; none when there are no more. Others may run meanwhile: a producer in Python takes its lock itself.
    pub fn next(&mut self) -> Result<Option<Texts>, String> {
        let array = match &mut self.from {
            From::One(array) => array.take(),
            From::Many(stream) => stream.next()?,
        };
        Ok(array.map(|array| Texts::new(array, self.form.clone())))
    }
}

/// Takes over what a capsule holds; what is left behind there frees nothing.
fn take<T: Releasable>(capsule: &Bound<'_, PyAny>, name: &'static CStr) -> PyResult<T> {
    let capsule = capsule.cast::<PyCapsule>()?;
    let held = capsule.pointer_checked(Some(name))?.cast::<T>();
    // SAFETY: a capsule of this name holds such a struct, as the interface for capsules asks; while we are here nobody
    // else touches it, and taking it over is what the interface asks of a consumer.
    let taken = unsafe { held.replace(T::EMPTY) };
    if taken.is_released() {
        return Err(PyValueError::new_err(format!("the {} was taken before", name.to_string_lossy())));
    }
    Ok(taken)
}

/// The schema of a table, as a capsule.
pub fn schema_capsule<'py>(py: Python<'py>, table: &Table) -> PyResult<Bound<'py, PyCapsule>> {
    PyCapsule::new_with_value(py, table.schema(), SCHEMA)
}

/// A table of one batch, as two capsules.
pub fn array_capsules<'py>(py: Python<'py>, table: &Table) -> PyResult<(Bound<'py, PyCapsule>, Bound<'py, PyCapsule>)> {
    let [batch] = &*table.batches else {
        let message = format!("this table came in {} pieces: ask for __arrow_c_stream__", table.batches.len());
        return Err(PyValueError::new_err(message));
    };
    Ok((schema_capsule(py, table)?, PyCapsule::new_with_value(py, table.array(batch), ARRAY)?))
}

/// A table, as a capsule.
pub fn stream_capsule<'py>(py: Python<'py>, table: &Arc<Table>) -> PyResult<Bound<'py, PyCapsule>> {
    PyCapsule::new_with_value(py, table.stream(), STREAM)
}
