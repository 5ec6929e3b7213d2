//! The answer about a message.

use alloc::string::String;
use alloc::vec::Vec;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use smallvec::SmallVec;

use super::report::{Cut, Finding, SCHEMA};
use super::words::Need;

/// The answer about a message, before it is sent or after it has arrived: everything that can keep it from the inbox,
/// as far as the message itself shows it.
///
/// The fact `part` of a finding says what its evidence counts from: `subject`, `text`, `html`, the name of a header
/// field, or `message` for the message as a whole. Evidence is short: at most 120 bytes of a message are repeated.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ContentReport {
    /// The findings, the gravest first. None at all: nothing speaks against it.
    pub findings: Vec<Finding<'static>>,
    /// What the message consists of.
    pub facts: ContentFacts,
    /// What a deeper answer would need.
    pub needs: SmallVec<[Need; 2]>,
    /// Set when the message was too long to be read whole.
    pub cut: Option<Cut>,
}

/// What a message consists of.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ContentFacts {
    /// The size in bytes; of a message that was not given raw, of its subject and texts.
    pub size: usize,
    /// The bytes of plain text.
    pub text: usize,
    /// The bytes of HTML.
    pub html: usize,
    /// The number of links.
    pub links: usize,
    /// The domains they lead to, each once, at most 32.
    pub hosts: Vec<String>,
    /// The number of images that the HTML shows.
    pub images: usize,
    /// The number of attachments.
    pub attachments: usize,
    /// The parts, at most 64.
    pub parts: Vec<ContentPart>,
}

/// One part of a message.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ContentPart {
    /// Its type, such as `text/html`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its character set, where it names one.
    pub charset: Option<String>,
    /// How it is encoded for the way, where it says so.
    pub encoding: Option<String>,
    /// Its bytes, as they are sent.
    pub size: usize,
}

impl Serialize for ContentReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut report = serializer.serialize_struct("ContentReport", 6)?;
        report.serialize_field("schema", &SCHEMA)?;
        report.serialize_field("kind", "content")?;
        report.serialize_field("findings", &self.findings)?;
        report.serialize_field("facts", &self.facts)?;
        report.serialize_field("needs", self.needs.as_slice())?;
        if let Some(cut) = &self.cut {
            report.serialize_field("cut", cut)?;
        }
        report.end()
    }
}
