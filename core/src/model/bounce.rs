//! What a bounce message tells: what kind of message it is, whom it is about, and what was said.

use alloc::string::String;
use alloc::vec::Vec;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use smallvec::SmallVec;

use super::report::{Finding, SCHEMA};
use super::words::{Action, BounceKind, Need, Stage};

/// The answer to `bounce`: one finding a recipient, in the order of the message.
///
/// There is no finding only when the message is none of these kinds: [`BounceKind::NotBounce`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BounceReport<'a> {
    /// What the message is, and whom it is about. `findings[n]` is about `bounce.recipients[n]`; a bounce that names
    /// nobody has one finding and no recipient.
    pub bounce: Bounce,
    /// The findings. The places of their evidence count from the start of the fact `diagnostic`.
    pub findings: Vec<Finding<'a>>,
    /// What a deeper answer would need.
    pub needs: SmallVec<[Need; 2]>,
}

/// A bounce message, taken apart. What stands there once for all recipients is here.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Bounce {
    /// What kind of message it is.
    pub kind: BounceKind,
    /// The recipients, in order, each once.
    pub recipients: Vec<BouncedRecipient>,
    /// The Message-ID of the message that came back, without angle brackets.
    pub message_id: Option<String>,
    /// The subject of the message that came back.
    pub subject: Option<String>,
    /// The envelope id that the sender had given (RFC 3461 section 4.4).
    pub envelope_id: Option<String>,
    /// The kind of a feedback report (RFC 5965 section 7.3), for instance `abuse`.
    pub feedback_type: Option<String>,
    /// What the message says to a person, when it names no recipient.
    pub said: String,
}

/// One recipient, and what became of the message to that address.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct BouncedRecipient {
    /// The address that the message was for in the end.
    pub recipient: String,
    /// The address that the sender had written, when it is told.
    pub original_recipient: Option<String>,
    /// What the server did.
    pub action: Option<Action>,
    /// The enhanced status code, as spelt.
    pub status: Option<String>,
    /// What the remote server or the program said.
    pub diagnostic: Option<String>,
    /// The server that refused.
    pub remote_mta: Option<String>,
    /// The server that tells of it.
    pub reporting_mta: Option<String>,
    /// When it came in, as spelt.
    pub arrival_date: Option<String>,
    /// When it was last tried, as spelt.
    pub last_attempt: Option<String>,
    /// The step of the dialogue that failed, when the message tells.
    pub stage: Option<Stage>,
    /// The text about this recipient for people, for a diagnostic that tells little: the closest first.
    pub near: Vec<String>,
}

impl Serialize for BounceReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut report = serializer.serialize_struct("BounceReport", 5)?;
        report.serialize_field("schema", &SCHEMA)?;
        report.serialize_field("kind", &self.bounce.kind)?;
        report.serialize_field("bounce", &self.bounce)?;
        report.serialize_field("findings", &self.findings)?;
        report.serialize_field("needs", self.needs.as_slice())?;
        report.end()
    }
}

/// Only what stands there once: the rest is in the facts of the findings.
impl Serialize for Bounce {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut bounce = serializer.serialize_struct("Bounce", 4)?;
        bounce.serialize_field("message-id", &self.message_id)?;
        bounce.serialize_field("subject", &self.subject)?;
        bounce.serialize_field("envelope-id", &self.envelope_id)?;
        bounce.serialize_field("feedback-type", &self.feedback_type)?;
        bounce.end()
    }
}
