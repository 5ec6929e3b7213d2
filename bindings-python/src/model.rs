//! The answers as they stand in JSON, word for word: a worker can unpickle what another one, perhaps of another version,
//! has pickled. What the core has just answered is held as it is: see `held`.

use std::borrow::Cow;

use mailmend::model as core;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text of the catalogue, or one that came by pickle.
pub type Text = Cow<'static, str>;

/// The answer to `explain`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Report {
    pub schema: u32,
    pub kind: Text,
    pub provider: Option<Text>,
    pub stage: Option<Text>,
    pub findings: Vec<Finding>,
    pub needs: Vec<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<Cut>,
}

/// How much of a long input was read.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct Cut {
    pub read: usize,
    pub given: usize,
}

/// One cause, with its proof and its cure.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Finding {
    pub code: Text,
    pub slug: Text,
    pub class: Option<Text>,
    pub area: Text,
    pub severity: Text,
    pub confidence: Text,
    pub title: Text,
    pub why: Text,
    pub owner: Text,
    pub retry: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u32>,
    pub recipient: Text,
    pub evidence: Vec<Evidence>,
    pub fixes: Vec<Fix>,
    pub facts: Facts,
}

/// A piece of the input.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Evidence {
    pub text: String,
    pub start: usize,
    pub end: usize,
}

/// One step of a fix.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Fix {
    pub text: Text,
    pub link: Option<Text>,
    pub commands: Vec<Text>,
}

/// The answer to `address`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct AddressReport {
    pub schema: u32,
    pub kind: Text,
    pub valid: Valid,
    pub normal: Option<Text>,
    pub local: Option<Text>,
    pub domain: Option<Text>,
    pub ascii: Option<Text>,
    pub suggestion: Option<Text>,
    pub flags: AddressFlags,
    pub findings: Vec<Finding>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<Listed>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<Cut>,
}

/// One address of several.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Listed {
    pub text: Text,
    pub start: usize,
    pub end: usize,
    pub display: Option<Text>,
    pub group: Option<Text>,
    pub valid: Valid,
    pub normal: Option<Text>,
    pub suggestion: Option<Text>,
    pub findings: Vec<usize>,
}

/// One verdict a standard.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct Valid {
    pub smtp: bool,
    pub eai: Option<bool>,
    pub header: bool,
    pub form: Option<bool>,
}

/// Good to know, never an error.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct AddressFlags {
    pub role: bool,
    pub free: bool,
    pub disposable: bool,
    pub tag: Option<Text>,
    pub canonical: Option<Text>,
}

/// What the text names, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts(pub Vec<(Text, String)>);

impl Serialize for Facts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Facts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> serde::de::Visitor<'de> for InOrder {
            type Value = Facts;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of texts")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Facts, A::Error> {
                let mut facts = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, String>()? {
                    facts.push((key.into(), value));
                }
                Ok(Facts(facts))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

impl From<&core::Evidence<'_>> for Evidence {
    fn from(evidence: &core::Evidence<'_>) -> Self {
        Self { text: evidence.text.to_string(), start: evidence.start, end: evidence.end }
    }
}

impl From<core::Fix> for Fix {
    fn from(fix: core::Fix) -> Self {
        Self {
            text: fix.text.into(),
            link: fix.link.map(Into::into),
            commands: fix.commands.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<core::Valid> for Valid {
    fn from(valid: core::Valid) -> Self {
        Self { smtp: valid.smtp, eai: valid.eai, header: valid.header, form: valid.form }
    }
}

impl From<&core::AddressFlags<'static>> for AddressFlags {
    fn from(flags: &core::AddressFlags<'static>) -> Self {
        Self {
            role: flags.role,
            free: flags.free,
            disposable: flags.disposable,
            tag: flags.tag.clone(),
            canonical: flags.canonical.clone(),
        }
    }
}

impl From<&core::Listed<'static>> for Listed {
    fn from(listed: &core::Listed<'static>) -> Self {
        Self {
            text: listed.text.clone(),
            start: listed.start,
            end: listed.end,
            display: listed.display.clone(),
            group: listed.group.clone(),
            valid: listed.valid.into(),
            normal: listed.normal.clone(),
            suggestion: listed.suggestion.clone(),
            findings: listed.findings.clone(),
        }
    }
}

impl From<core::Cut> for Cut {
    fn from(cut: core::Cut) -> Self {
        Self { read: cut.read, given: cut.given }
    }
}
