//! The answers as Python holds them: owned, so that they outlive the text; and readable from JSON again, so that a
//! worker can unpickle what another one, perhaps of another version, has pickled.

use std::borrow::Cow;
use std::sync::Arc;

use mailmend::model as core;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text of the catalogue, or one that came by pickle.
pub type Text = Cow<'static, str>;

/// The answer to `explain`.
#[derive(Debug, Deserialize, PartialEq, Serialize)]
pub struct Report {
    pub schema: u32,
    pub kind: Text,
    pub provider: Option<Text>,
    pub stage: Option<Text>,
    pub findings: Vec<Arc<Finding>>,
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
#[derive(Debug, Deserialize, PartialEq, Serialize)]
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
    pub fixes: Fixes,
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

/// The steps: most are never looked at, and stay where they are.
#[derive(Debug)]
pub enum Fixes {
    Catalog(core::Steps, Option<core::Stack>),
    Own(Vec<Fix>),
}

impl Fixes {
    pub fn list(&self) -> Vec<Fix> {
        match self {
            Self::Own(list) => list.clone(),
            Self::Catalog(steps, stack) => {
                let fits = |fix: &core::Fix| fix.stack.is_none() || fix.stack == *stack;
                let own = |fix: core::Fix| Fix {
                    text: fix.text.into(),
                    link: fix.link.map(Into::into),
                    commands: fix.commands.into_iter().map(Into::into).collect(),
                };
                steps.iter().filter(fits).map(own).collect()
            }
        }
    }
}

impl PartialEq for Fixes {
    fn eq(&self, other: &Self) -> bool {
        self.list() == other.list()
    }
}

impl Serialize for Fixes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.list())
    }
}

impl<'de> Deserialize<'de> for Fixes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::Own)
    }
}

/// The answer to `address`.
#[derive(Debug, Deserialize, PartialEq, Serialize)]
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
    pub findings: Vec<Arc<Finding>>,
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
#[derive(Debug, Default, PartialEq)]
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

impl From<core::Report<'_>> for Report {
    fn from(report: core::Report<'_>) -> Self {
        Self {
            schema: core::SCHEMA,
            kind: report.kind.as_str().into(),
            provider: report.provider.map(Into::into),
            stage: report.stage.map(|stage| stage.as_str().into()),
            findings: report.findings.into_iter().map(|finding| Arc::new(finding.into())).collect(),
            needs: report.needs.iter().map(|need| need.as_str().into()).collect(),
            cut: report.cut.map(|cut| Cut { read: cut.read, given: cut.given }),
        }
    }
}

impl From<core::Finding<'_>> for Finding {
    fn from(finding: core::Finding<'_>) -> Self {
        let cause = finding.cause;
        let own = |evidence: core::Evidence<'_>| Evidence {
            text: evidence.text.into_owned(),
            start: evidence.start,
            end: evidence.end,
        };
        let facts = finding.facts.into_iter().map(|fact| (fact.key.as_str().into(), fact.value.into_owned()));
        Self {
            code: cause.code.into(),
            slug: cause.slug.into(),
            class: cause.class.map(|class| class.as_str().into()),
            area: cause.area.as_str().into(),
            severity: cause.severity.as_str().into(),
            confidence: finding.confidence.as_str().into(),
            title: cause.title.into(),
            why: cause.why.into(),
            owner: cause.owner.as_str().into(),
            retry: finding.retry.as_str().into(),
            after: finding.retry.after(),
            recipient: finding.recipient.as_str().into(),
            evidence: finding.evidence.into_iter().map(own).collect(),
            fixes: Fixes::Catalog(finding.steps, finding.stack),
            facts: Facts(facts.collect()),
        }
    }
}

impl From<core::AddressReport<'_>> for AddressReport {
    fn from(report: core::AddressReport<'_>) -> Self {
        let findings = report.findings.into_iter().map(|finding| Arc::new(finding.into()));
        Self {
            schema: core::SCHEMA,
            kind: core::Kind::Address.as_str().into(),
            valid: report.valid.into(),
            normal: own(report.normal),
            local: own(report.local),
            domain: own(report.domain),
            ascii: own(report.ascii),
            suggestion: own(report.suggestion),
            flags: AddressFlags {
                role: report.flags.role,
                free: report.flags.free,
                disposable: report.flags.disposable,
                tag: own(report.flags.tag),
                canonical: own(report.flags.canonical),
            },
            findings: findings.collect(),
            addresses: report.addresses.into_iter().map(Into::into).collect(),
            cut: report.cut.map(|cut| Cut { read: cut.read, given: cut.given }),
        }
    }
}

impl From<core::Listed<'_>> for Listed {
    fn from(listed: core::Listed<'_>) -> Self {
        Self {
            text: listed.text.into_owned().into(),
            start: listed.start,
            end: listed.end,
            display: own(listed.display),
            group: own(listed.group),
            valid: listed.valid.into(),
            normal: own(listed.normal),
            suggestion: own(listed.suggestion),
            findings: listed.findings,
        }
    }
}

impl From<core::Valid> for Valid {
    fn from(valid: core::Valid) -> Self {
        Self { smtp: valid.smtp, eai: valid.eai, header: valid.header, form: valid.form }
    }
}

fn own(text: Option<Cow<'_, str>>) -> Option<Text> {
    text.map(|text| text.into_owned().into())
}
