//! Feedback reports (RFC 5965): somebody marked a mail as spam, or it did not pass authentication (RFC 6591).

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::address;
use super::mime::Mail;
use crate::model::BouncedRecipient;

/// A feedback report: its kind, and whom it is about.
#[derive(Debug, Default)]
pub(super) struct Feedback {
    pub(super) kind: Option<String>,
    pub(super) envelope_id: Option<String>,
    pub(super) recipients: Vec<BouncedRecipient>,
}

/// ```abnf
/// feedback-report = *( field CRLF )     ; Feedback-Type, Original-Rcpt-To (any number), Source-IP, Reporting-MTA …
/// ```
pub(super) fn read(text: &str) -> Feedback {
    let mut feedback = Feedback::default();
    let mut about = BouncedRecipient::default();
    let mut addresses = Vec::new();
    for line in text.lines() {
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "feedback-type" => feedback.kind = Some(value.to_ascii_lowercase()),
            "original-envelope-id" => feedback.envelope_id = Some(value.to_string()),
            "original-rcpt-to" | "removal-recipient" => addresses.extend(address::of_field(value)),
            "arrival-date" | "received-date" => about.arrival_date = Some(value.to_string()),
            "reporting-mta" => about.reporting_mta = value.rsplit(';').next().map(|name| name.trim().to_string()),
            _ => {}
        }
    }
    addresses.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
    feedback.recipients =
        addresses.into_iter().map(|recipient| BouncedRecipient { recipient, ..about.clone() }).collect();
    feedback
}

/// Whom a complaint is about, when the report hides it: the address that the mail itself was for.
pub(super) fn recipient_of(mail: &Mail) -> Option<String> {
    let fields = ["x-hmxmroriginalrecipient", "to", "x-original-to", "delivered-to"];
    fields.into_iter().find_map(|name| address::first(mail.header(name)?)).map(ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_complaint() {
        let feedback =
            read("Feedback-Type: Abuse\nUser-Agent: x\nOriginal-Rcpt-To: <a@example.com>\nArrival-Date: today");
        assert_eq!(feedback.kind.as_deref(), Some("abuse"));
        assert_eq!(feedback.recipients.first().map(|about| about.recipient.as_str()), Some("a@example.com"));
    }
}
