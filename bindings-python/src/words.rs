//! The words of an answer as members of Python's enums. A word that this version does not know stays a text.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyString;

/// An enum of the package.
pub struct Words {
    module: &'static str,
    class: &'static str,
    members: PyOnceLock<Py<PyAny>>,
}

impl Words {
    const fn new(module: &'static str, class: &'static str) -> Self {
        Self { module, class, members: PyOnceLock::new() }
    }

    /// The member that is spelt `word`.
    pub fn member<'py>(&self, py: Python<'py>, word: &str) -> PyResult<Bound<'py, PyAny>> {
        let members = self.members.get_or_try_init(py, || {
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
}

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
