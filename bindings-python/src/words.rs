//! The words of an answer as members of Python's enums. A word that this version does not know stays a text.

use mailmend::model::{self as core, Cause};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyString;

/// An enum of the package.
pub struct Words {
    module: &'static str,
    class: &'static str,
    by_word: PyOnceLock<Py<PyAny>>,
    in_order: PyOnceLock<Vec<Py<PyAny>>>,
}

impl Words {
    const fn new(module: &'static str, class: &'static str) -> Self {
        Self { module, class, by_word: PyOnceLock::new(), in_order: PyOnceLock::new() }
    }

    /// The member that is spelt `word`.
    pub fn member<'py>(&self, py: Python<'py>, word: &str) -> PyResult<Bound<'py, PyAny>> {
        let members = self.by_word.get_or_try_init(py, || {
            let class = py.import(self.module)?.getattr(self.class)?;
            class.getattr("_value2member_map_").map(Bound::unbind)
        })?;
        let word = PyString::new(py, word);
        Ok(members.bind(py).get_item(&word).unwrap_or_else(|_| word.into_any()))
    }

    /// The same for a word that may be missing.
    pub fn perhaps<'py>(&self, py: Python<'py>, word: Option<&str>) -> PyResult<Option<Bound<'py, PyAny>>> {
        word.map(|word| self.member(py, word)).transpose()
    }

    /// The member at this place: the enums list their words in the order of the model.
    pub fn at<'py>(&self, py: Python<'py>, place: usize) -> PyResult<Bound<'py, PyAny>> {
        let members = self.in_order.get_or_try_init(py, || {
            let class = py.import(self.module)?.getattr(self.class)?;
            class.try_iter()?.map(|member| member.map(Bound::unbind)).collect::<PyResult<Vec<_>>>()
        })?;
        let none = || PyIndexError::new_err(format!("{} has no word {place}", self.class));
        members.get(place).map(|member| member.bind(py).clone()).ok_or_else(none)
    }
}

/// Where a cause stands among all: the catalogue is one list, and every finding's cause stands in it.
pub fn place_of(cause: &'static Cause) -> usize {
    let first = std::ptr::from_ref(mailmend::catalog()).cast::<Cause>();
    (std::ptr::from_ref(cause).addr() - first.addr()) / size_of::<Cause>()
}

/// Where a retry stands among the words.
pub fn place_of_retry(retry: core::Retry) -> usize {
    RETRIES.iter().position(|word| *word == retry.as_str()).unwrap_or_default()
}

/// The words of a retry, in the order of the enum.
pub const RETRIES: [&str; 3] = ["later", "after-fix", "never"];

pub static AREA: Words = Words::new("mailmend._words", "Area");
pub static CLASS: Words = Words::new("mailmend._words", "Class");
pub static CODE: Words = Words::new("mailmend._codes", "Code");
pub static CONFIDENCE: Words = Words::new("mailmend._words", "Confidence");
pub static KIND: Words = Words::new("mailmend._words", "Kind");
pub static NEED: Words = Words::new("mailmend._words", "Need");
pub static OWNER: Words = Words::new("mailmend._words", "Owner");
pub static RECIPIENT: Words = Words::new("mailmend._words", "Recipient");
pub static RETRY: Words = Words::new("mailmend._words", "Retry");
pub static SEVERITY: Words = Words::new("mailmend._words", "Severity");
pub static STAGE: Words = Words::new("mailmend._words", "Stage");
