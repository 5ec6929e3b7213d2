//! An answer as the core gave it, or as JSON told it. Only a look at an attribute makes anything of it for Python.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use mailmend::model as core;
use pyo3::PyResult;
use pyo3::exceptions::PyValueError;
use pyo3::pybacked::PyBackedStr;
use self_cell::self_cell;
use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};

use crate::model;

/// A text that lives as long as the answer that points into it.
pub enum Text {
    /// Python's own, borrowed.
    Python(PyBackedStr),
    Own(String),
}

impl Text {
    pub fn as_str(&self) -> &str {
        match self {
            Self::Python(text) => text,
            Self::Own(text) => text,
        }
    }
}

type CoreReport<'a> = core::Report<'a>;
type CoreAddress<'a> = core::AddressReport<'a>;

self_cell! {
    /// A report and the text that it points into: nothing is copied until somebody looks.
    pub struct LiveReport {
        owner: Text,
        #[covariant]
        dependent: CoreReport,
    }
}

self_cell! {
    /// The same for an address.
    pub struct LiveAddress {
        owner: Text,
        #[covariant]
        dependent: CoreAddress,
    }
}

macro_rules! is_its_answer {
    ($($name:ident is $answer:ident)+) => {$(
        impl $name {
            pub fn get(&self) -> &core::$answer<'_> {
                self.borrow_dependent()
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.get() == other.get()
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.get().serialize(serializer)
            }
        }
    )+};
}

is_its_answer! { LiveReport is Report LiveAddress is AddressReport }

/// One of both.
pub enum Held<L, R> {
    /// Just answered.
    Live(L),
    /// Read from JSON: it may hold words that this version does not know.
    Read(R),
}

pub type Report = Held<LiveReport, model::Report>;
pub type AddressReport = Held<LiveAddress, model::AddressReport>;
pub type Finding<'a> = Held<&'a core::Finding<'a>, &'a model::Finding>;

impl<L: PartialEq + Serialize, R: Clone + DeserializeOwned + PartialEq + Serialize> Held<L, R> {
    pub fn json(&self) -> PyResult<String> {
        match self {
            Self::Live(live) => json(live),
            Self::Read(read) => json(read),
        }
    }

    /// The same as JSON tells it.
    pub fn as_read(&self) -> PyResult<Cow<'_, R>> {
        Ok(match self {
            Self::Live(live) => Cow::Owned(read(&json(live)?)?),
            Self::Read(read) => Cow::Borrowed(read),
        })
    }
}

impl<L: PartialEq + Serialize, R: PartialEq + Serialize> PartialEq for Held<L, R> {
    fn eq(&self, other: &Self) -> bool {
        let told = |live: &L, read: &R| json(live).ok() == json(read).ok();
        match (self, other) {
            (Self::Live(one), Self::Live(other)) => one == other,
            (Self::Read(one), Self::Read(other)) => one == other,
            (Self::Live(live), Self::Read(read)) | (Self::Read(read), Self::Live(live)) => told(live, read),
        }
    }
}

impl Finding<'_> {
    /// The same as JSON tells it.
    pub fn told(&self) -> PyResult<Cow<'_, model::Finding>> {
        Ok(match self {
            Self::Live(live) => Cow::Owned(read(&json(live)?)?),
            Self::Read(read) => Cow::Borrowed(*read),
        })
    }

    /// Two findings that are equal have the same: the code, and where it was seen.
    pub fn hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        let mut add = |text: &str, start: usize, end: usize| (text, start, end).hash(&mut hasher);
        match self {
            Self::Live(finding) => {
                add(finding.cause.code, 0, 0);
                finding.evidence.iter().for_each(|place| add(&place.text, place.start, place.end));
            }
            Self::Read(finding) => {
                add(&finding.code, 0, 0);
                finding.evidence.iter().for_each(|place| add(&place.text, place.start, place.end));
            }
        }
        hasher.finish()
    }
}

/// Where a finding stands: in its report, or by itself.
pub enum Home {
    Report(Arc<Report>, usize),
    Address(Arc<AddressReport>, usize),
    Alone(Box<model::Finding>),
}

impl Home {
    pub fn finding(&self) -> Finding<'_> {
        match self {
            Self::Report(report, place) => match &**report {
                Held::Live(live) => Held::Live(&live.get().findings[*place]),
                Held::Read(read) => Held::Read(&read.findings[*place]),
            },
            Self::Address(report, place) => match &**report {
                Held::Live(live) => Held::Live(&live.get().findings[*place]),
                Held::Read(read) => Held::Read(&read.findings[*place]),
            },
            Self::Alone(finding) => Held::Read(finding),
        }
    }
}

impl Report {
    /// Where each finding stands.
    pub fn homes(self: &Arc<Self>) -> impl Iterator<Item = Home> + '_ {
        let count = match &**self {
            Self::Live(live) => live.get().findings.len(),
            Self::Read(read) => read.findings.len(),
        };
        (0..count).map(|place| Home::Report(Arc::clone(self), place))
    }
}

impl AddressReport {
    /// Where each finding stands.
    pub fn homes(self: &Arc<Self>) -> impl Iterator<Item = Home> + '_ {
        let count = match &**self {
            Self::Live(live) => live.get().findings.len(),
            Self::Read(read) => read.findings.len(),
        };
        (0..count).map(|place| Home::Address(Arc::clone(self), place))
    }
}

/// As JSON.
pub fn json(value: &impl Serialize) -> PyResult<String> {
    serde_json::to_string(value).map_err(|error| PyValueError::new_err(error.to_string()))
}

/// From JSON.
pub fn read<T: DeserializeOwned>(text: &str) -> PyResult<T> {
    serde_json::from_str(text).map_err(|error| PyValueError::new_err(error.to_string()))
}
