//! The answer about settings.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};
use smallvec::SmallVec;

use super::report::{Cut, Finding, SCHEMA};
use super::submission::Security;
use super::words::Need;

/// The answer about settings: what they say, what is wrong with them, and the settings put right, in the form they
/// came in.
///
/// No password stands in it. [`edits`](Self::edits) never hold one either: apply them to your own copy of the text.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SettingsReport<'a> {
    /// The form that the text was read as.
    pub form: &'static str,
    /// The program whose settings these are; none where that cannot be told.
    pub stack: Option<&'static str>,
    /// The provider they are for.
    pub provider: Option<&'static str>,
    /// What the settings say, one for each mailer.
    pub settings: Vec<MailSettings<'a>>,
    /// The findings, the gravest first. None at all: the settings are sound.
    pub findings: Vec<Finding<'a>>,
    /// What to change in the text, in order. They do not overlap.
    pub edits: Vec<Edit>,
    /// The text with the changes made and every secret masked; none where nothing is to be changed.
    pub fixed: Option<String>,
    /// Where `fixed` differs from the text.
    pub changed: Vec<(usize, usize)>,
    /// What a deeper answer would need.
    pub needs: SmallVec<[Need; 2]>,
    /// Set when the input was too long to be read whole.
    pub cut: Option<Cut>,
}

/// What settings say, whatever their form.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct MailSettings<'a> {
    /// The server.
    pub host: Option<Cow<'a, str>>,
    /// The port; the one that the program takes where none is set.
    pub port: Option<u16>,
    /// How the connection is secured; none where that is not to be told.
    pub security: Option<Security>,
    /// The user to log in as.
    pub user: Option<Cow<'a, str>>,
    /// What kind of secret is set; never the secret.
    pub secret: Option<&'static str>,
    /// The sender's address.
    pub from: Option<Cow<'a, str>>,
    /// Whether the server's certificate is checked, where that is set.
    pub verify: Option<bool>,
}

/// A change of the text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Edit {
    /// The first byte that is replaced.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
    /// What takes its place. None: what stands there, percent-encoded (RFC 3986 section 2.1), because it is a secret.
    pub text: Option<String>,
}

impl Serialize for Edit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut edit = serializer.serialize_struct("Edit", 3)?;
        edit.serialize_field("start", &self.start)?;
        edit.serialize_field("end", &self.end)?;
        edit.serialize_field("text", &self.text)?;
        edit.end()
    }
}

impl Serialize for MailSettings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(7))?;
        map.serialize_entry("host", &self.host)?;
        map.serialize_entry("port", &self.port)?;
        map.serialize_entry("security", &self.security)?;
        map.serialize_entry("user", &self.user)?;
        map.serialize_entry("secret", &self.secret)?;
        map.serialize_entry("from", &self.from)?;
        map.serialize_entry("verify", &self.verify)?;
        map.end()
    }
}

impl Serialize for SettingsReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut report = serializer.serialize_struct("SettingsReport", 11)?;
        report.serialize_field("schema", &SCHEMA)?;
        report.serialize_field("kind", "settings")?;
        report.serialize_field("form", &self.form)?;
        report.serialize_field("stack", &self.stack)?;
        report.serialize_field("provider", &self.provider)?;
        report.serialize_field("settings", &self.settings)?;
        report.serialize_field("findings", &self.findings)?;
        report.serialize_field("edits", &self.edits)?;
        report.serialize_field("fixed", &self.fixed)?;
        report.serialize_field("changed", &self.changed)?;
        report.serialize_field("needs", self.needs.as_slice())?;
        if let Some(cut) = &self.cut {
            report.serialize_field("cut", cut)?;
        }
        report.end()
    }
}
