//! Checks on what people publish, type and set: records, addresses, settings, content. One family a file; each rule's
//! page stands with the causes in `knowledge/causes/`.

#[cfg(feature = "addresses")]
mod address;
#[cfg(feature = "content")]
mod content;
#[cfg(feature = "records")]
mod record;
#[cfg(feature = "settings")]
mod settings;

pub use address::{LONGEST_ADDRESS_INPUT, LONGEST_HEADER_INPUT, address, address_in};
#[cfg(feature = "addresses")]
#[allow(unused_imports, reason = "for `settings` and `content`, which may be left out")]
pub(crate) use address::{SenderField, SenderReport, Sending, sender};
#[cfg(feature = "addresses")]
#[cfg(all(feature = "content", feature = "std"))]
pub use content::content_of;
#[cfg(feature = "content")]
pub use content::{ContentRequest, LONGEST_CONTENT, content};
#[cfg(feature = "records")]
pub(crate) use record::kind_by_version;
#[cfg(feature = "records")]
pub use record::{LONGEST_RECORD, RecordRequest, publish, record};
#[cfg(feature = "settings")]
pub use settings::{LONGEST_SETTINGS, SettingsRequest, apply_edits, settings};

use alloc::borrow::Cow;

use smallvec::{SmallVec, smallvec};

use crate::knowledge;
use crate::model::{Confidence, Evidence, Fact, Finding, Recipient, Retry};
use crate::text::Span;

/// A finding of a rule: what is at `span` in `text` breaks the rule whose page stands at `place`.
///
/// What a rule finds is certain, it is for the reader to mend, and no recipient is at fault.
pub(crate) fn found<'t>(place: u16, text: &'t str, span: Span) -> Finding<'t> {
    let cause = knowledge::cause(place);
    let evidence = Evidence { text: Cow::Borrowed(span.of(text)), start: span.start, end: span.end };
    Finding {
        cause,
        confidence: Confidence::Certain,
        retry: Retry::AfterFix,
        recipient: Recipient::Keep,
        evidence: smallvec![evidence],
        steps: cause.fixes,
        stack: None,
        facts: SmallVec::<[Fact<'t>; 0]>::new(),
    }
}
