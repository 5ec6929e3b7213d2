//! The answer about a record.

use alloc::borrow::Cow;
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
    /// The record taken apart, as it was read: damage of copying undone, mistakes kept. None where the text is no record
    /// of that kind at all.
    pub tree: Option<RecordTree<'a>>,
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
        Self { record, findings: Vec::new(), tree: None, fixed: None, publish: None, needs: SmallVec::new(), cut: None }
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
        report.serialize_field("tree", &self.tree)?;
        report.serialize_field("needs", self.needs.as_slice())?;
        if let Some(cut) = &self.cut {
            report.serialize_field("cut", cut)?;
        }
        report.end()
    }
}

/// A record taken apart. Places are those of the text that was given; the texts are as they were read, so that the two
/// differ where copying had done damage. A private key is not shown again.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum RecordTree<'a> {
    /// The terms of an SPF record, without its version.
    Terms(Vec<SpfTerm<'a>>),
    /// The tags of a list, the version among them.
    Tags(Vec<Field<'a>>),
    /// The lines of a policy file that hold anything.
    Lines(Vec<Field<'a>>),
}

/// A term of an SPF record.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SpfTerm<'a> {
    /// All of it.
    pub text: Cow<'a, str>,
    /// Where it starts.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// `+`, `-`, `~` or `?`: what it gives when it matches. None for a modifier.
    pub qualifier: Option<&'static str>,
    /// The mechanism or modifier that it means, slips mended; the word as it stands where it means none.
    pub name: Cow<'a, str>,
    /// The domain, the address, or whatever else stands behind the name, without prefix lengths. None for nothing.
    pub value: Option<Cow<'a, str>>,
    /// The prefix length for IPv4 that is written there.
    pub prefix4: Option<u8>,
    /// The prefix length for IPv6 that is written there.
    pub prefix6: Option<u8>,
}

/// A tag, or a line of a policy file.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Field<'a> {
    /// Its name; empty for text that is no tag and no field.
    pub name: Cow<'a, str>,
    /// Its value, without blanks around it.
    pub value: Cow<'a, str>,
    /// Where it starts.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}
