//! A record in the forms in which it is entered.

use alloc::string::{String, ToString};

use crate::model::{Publish, RecordType};
use crate::text::{repair, strings, zone_line};

/// The three forms of a record: one text, strings of at most 255 bytes, and a line of a zone file. Where the name is
/// not known, the line has the name that counts from the zone, such as `_dmarc`; the selector of a key is then to be
/// filled in.
///
/// ```
/// use mailmend::model::RecordType;
/// let publish = mailmend::publish(RecordType::Dmarc, None, "v=DMARC1; p=none");
/// assert_eq!(publish.zone, "_dmarc 3600 IN TXT \"v=DMARC1; p=none\"");
/// ```
#[must_use]
pub fn publish(kind: RecordType, name: Option<&str>, record: &str) -> Publish {
    let raw = repair(record).text.trim_end_matches(['\r', '\n']).to_string();
    let standard = match kind {
        RecordType::Spf | RecordType::MtaStsPolicy => "@",
        RecordType::Dkim => "selector._domainkey",
        RecordType::Dmarc => "_dmarc",
        RecordType::MtaSts => "_mta-sts",
        RecordType::TlsRpt => "_smtp._tls",
        RecordType::Bimi => "default._bimi",
    };
    let name = name.map(|name| name.trim_end_matches('.').to_string()).filter(|name| !name.is_empty());
    let zone = zone_line(name.as_deref().unwrap_or(standard), &raw);
    let strings = strings(&raw).map(String::from).collect();
    Publish::new(name, raw, strings, zone)
}
