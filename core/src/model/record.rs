//! The answer about a record.

use alloc::string::String;
use alloc::vec::Vec;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use smallvec::SmallVec;

use super::domain::Publish;
use super::report::{Cut, Finding, SCHEMA};
use super::words::{Need, RecordType};

/// The answer about a record: everything that is wrong with it in one pass, and the record as it should be.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RecordReport<'a> {
    /// What kind of record it is; none where that cannot be told.
    pub record: Option<RecordType>,
    /// The findings, the gravest first. None at all: the record is sound.
    pub findings: Vec<Finding<'a>>,
    /// The corrected record. None where nothing is to be corrected, and where no edit is safe: as long as one error
    /// is left that a person has to decide on, there is no corrected record.
    pub fixed: Option<String>,
    /// The corrected record in the forms in which it is entered; none for a policy file.
    pub publish: Option<Publish>,
    /// What a deeper answer would need.
    pub needs: SmallVec<[Need; 2]>,
    /// Set when the input was too long to be read whole.
    pub cut: Option<Cut>,
}

impl<'a> RecordReport<'a> {
    /// A report that has found nothing.
    #[must_use]
    pub fn new(record: Option<RecordType>) -> Self {
        Self { record, findings: Vec::new(), fixed: None, publish: None, needs: SmallVec::new(), cut: None }
    }
}

impl Serialize for RecordReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut report = serializer.serialize_struct("RecordReport", 8)?;
        report.serialize_field("schema", &SCHEMA)?;
        report.serialize_field("kind", "record")?;
        report.serialize_field("record", &self.record)?;
        report.serialize_field("findings", &self.findings)?;
        report.serialize_field("fixed", &self.fixed)?;
        if let Some(publish) = &self.publish {
            report.serialize_field("publish", publish)?;
        }
        report.serialize_field("needs", self.needs.as_slice())?;
        if let Some(cut) = &self.cut {
            report.serialize_field("cut", cut)?;
        }
        report.end()
    }
}
