//! An answer as the core gave it, or as JSON told it. Only a look at an attribute makes anything of it for Python.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use mailmend::model as core;
use pyo3::PyResult;
use pyo3::exceptions::PyValueError;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::model;

/// One of both.
#[derive(Debug)]
pub enum Held<L, R> {
    /// Just answered.
    Live(L),
    /// Read from JSON: it may hold words that this version does not know.
    Read(R),
}

pub type Report = Held<core::Report<'static>, model::Report>;
pub type AddressReport = Held<core::AddressReport<'static>, model::AddressReport>;
pub type Finding<'a> = Held<&'a core::Finding<'static>, &'a model::Finding>;

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
#[derive(Debug)]
pub enum Home {
    Report(Arc<Report>, usize),
    Address(Arc<AddressReport>, usize),
    Alone(Box<model::Finding>),
}

impl Home {
    pub fn finding(&self) -> Finding<'_> {
        match self {
            Self::Report(report, place) => match &**report {
                Held::Live(live) => Held::Live(&live.findings[*place]),
                Held::Read(read) => Held::Read(&read.findings[*place]),
            },
            Self::Address(report, place) => match &**report {
                Held::Live(live) => Held::Live(&live.findings[*place]),
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
            Self::Live(live) => live.findings.len(),
            Self::Read(read) => read.findings.len(),
        };
        (0..count).map(|place| Home::Report(Arc::clone(self), place))
    }
}

impl AddressReport {
    /// Where each finding stands.
    pub fn homes(self: &Arc<Self>) -> impl Iterator<Item = Home> + '_ {
        let count = match &**self {
            Self::Live(live) => live.findings.len(),
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
