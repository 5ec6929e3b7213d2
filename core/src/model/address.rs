//! The answer to `address`.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::report::{Cut, Finding, SCHEMA};
use super::words::Kind;

/// What an address is in each standard, what is wrong with it, and what was meant.
///
/// In a list of several addresses, the fields of one are empty, and `addresses` holds those of each.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct AddressReport<'a> {
    /// The verdicts on the text as it was given.
    pub valid: Valid,
    /// The form to store: domain in lower case and U-labels, name in normal form C, needless quotes gone. Nothing when
    /// no mail could be sent to the address.
    pub normal: Option<Cow<'a, str>>,
    /// The name before the `@`, as it stands.
    pub local: Option<Cow<'a, str>>,
    /// The domain in lower case and U-labels, or the address in brackets.
    pub domain: Option<Cow<'a, str>>,
    /// The domain in A-labels, as DNS carries it.
    pub ascii: Option<Cow<'a, str>>,
    /// The whole address that was meant, where that is another. It is valid itself.
    pub suggestion: Option<Cow<'a, str>>,
    /// What is known of such addresses.
    pub flags: AddressFlags<'a>,
    /// What is wrong, in the order of the text's checks.
    pub findings: Vec<Finding<'a>>,
    /// Every address of a header, and the split of a list that was given where one address belongs.
    pub addresses: Vec<Listed<'a>>,
    /// Set when the input was too long to be read whole.
    pub cut: Option<Cut>,
}

/// One address of several.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Listed<'a> {
    /// The address as it stands, without the name.
    pub text: Cow<'a, str>,
    /// Where it starts in the whole text, in UTF-8 bytes.
    pub start: usize,
    /// Where it ends in the whole text, in UTF-8 bytes.
    pub end: usize,
    /// The name beside it, decoded (RFC 2047), for showing.
    pub display: Option<Cow<'a, str>>,
    /// The name of the group that it belongs to (RFC 5322 section 3.4).
    pub group: Option<Cow<'a, str>>,
    /// The verdicts on the address as it stands.
    pub valid: Valid,
    /// The form to store.
    pub normal: Option<Cow<'a, str>>,
    /// The address that was meant, where that is another.
    pub suggestion: Option<Cow<'a, str>>,
    /// Which of the report's findings are about it. Empty in a split, where each address wants a check of its own.
    pub findings: Vec<usize>,
}

/// One verdict a standard.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Valid {
    /// Plain SMTP can carry it (RFC 5321 Mailbox).
    pub smtp: bool,
    /// SMTP with SMTPUTF8 can carry it (RFC 6531). Nothing when that hangs on IDNA and this build has none.
    pub eai: Option<bool>,
    /// A header can carry it (RFC 5322 addr-spec, without obsolete forms).
    pub header: bool,
    /// A sign-up form should take it. Nothing when that hangs on IDNA and this build has none.
    pub form: Option<bool>,
}

/// Good to know, never an error. Each comes from a list whose month stands with the finding (`facts.seen`).
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct AddressFlags<'a> {
    /// The name is that of a task: RFC 2142, and practice.
    pub role: bool,
    /// Anyone can get a mailbox at this domain.
    pub free: bool,
    /// The domain is one of throw-away mailboxes.
    pub disposable: bool,
    /// The tag after the plus.
    pub tag: Option<Cow<'a, str>>,
    /// The form that is the same for all spellings of one mailbox, where the provider's rules are known: to compare, not
    /// to mail.
    pub canonical: Option<Cow<'a, str>>,
}

impl AddressReport<'_> {
    /// The same report, on its own: it borrows nothing, and outlives the text.
    #[must_use]
    pub fn into_owned<'b>(self) -> AddressReport<'b> {
        AddressReport {
            valid: self.valid,
            normal: owned(self.normal),
            local: owned(self.local),
            domain: owned(self.domain),
            ascii: owned(self.ascii),
            suggestion: owned(self.suggestion),
            flags: AddressFlags {
                role: self.flags.role,
                free: self.flags.free,
                disposable: self.flags.disposable,
                tag: owned(self.flags.tag),
                canonical: owned(self.flags.canonical),
            },
            findings: self.findings.into_iter().map(Finding::into_owned).collect(),
            addresses: self.addresses.into_iter().map(Listed::into_owned).collect(),
            cut: self.cut,
        }
    }
}

impl Listed<'_> {
    fn into_owned<'b>(self) -> Listed<'b> {
        Listed {
            text: Cow::Owned(self.text.into_owned()),
            start: self.start,
            end: self.end,
            display: owned(self.display),
            group: owned(self.group),
            valid: self.valid,
            normal: owned(self.normal),
            suggestion: owned(self.suggestion),
            findings: self.findings,
        }
    }
}

fn owned<'b>(text: Option<Cow<'_, str>>) -> Option<Cow<'b, str>> {
    text.map(|text| Cow::Owned(text.into_owned()))
}

impl Serialize for AddressReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut report = serializer.serialize_struct("AddressReport", 12)?;
        report.serialize_field("schema", &SCHEMA)?;
        report.serialize_field("kind", &Kind::Address)?;
        report.serialize_field("valid", &self.valid)?;
        report.serialize_field("normal", &self.normal)?;
        report.serialize_field("local", &self.local)?;
        report.serialize_field("domain", &self.domain)?;
        report.serialize_field("ascii", &self.ascii)?;
        report.serialize_field("suggestion", &self.suggestion)?;
        report.serialize_field("flags", &self.flags)?;
        report.serialize_field("findings", &self.findings)?;
        if !self.addresses.is_empty() {
            report.serialize_field("addresses", &self.addresses)?;
        }
        if let Some(cut) = &self.cut {
            report.serialize_field("cut", cut)?;
        }
        report.end()
    }
}
