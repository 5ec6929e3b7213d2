//! Notices of mail services: Amazon SES tells of bounces by JSON, which its topics also send as mail.

use alloc::borrow::ToOwned;
use alloc::string::String;

use serde_json::Value;

use super::report;
use crate::model::{Action, Bounce, BounceKind, BouncedRecipient};

/// Reads a text that is such a notice. Whether it was one.
///
/// The notice is an object with `notificationType` (or `eventType`); in a mail it is a string within another object,
/// and text may follow.
pub(super) fn read(text: &str, bounce: &mut Bounce) -> bool {
    if !text.trim_start().starts_with('{') || !text.contains("otificationType") && !text.contains("eventType") {
        return false;
    }
    let Some(outer) = first_value(text) else { return false };
    let inner = outer.get("Message").and_then(Value::as_str).and_then(first_value);
    let notice = inner.unwrap_or(outer);
    let word = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
    let kind = word(&notice, "notificationType").or_else(|| word(&notice, "eventType")).unwrap_or_default();
    let (kind, name, list, action) = match kind.as_str() {
        "Bounce" => (BounceKind::Bounce, "bounce", "bouncedRecipients", Some(Action::Failed)),
        "Complaint" => (BounceKind::Complaint, "complaint", "complainedRecipients", None),
        "Delivery" => (BounceKind::Delivered, "delivery", "recipients", Some(Action::Delivered)),
        "DeliveryDelay" => (BounceKind::Delayed, "deliveryDelay", "delayedRecipients", Some(Action::Delayed)),
        _ => return false,
    };
    let Some(event) = notice.get(name) else { return false };
    bounce.kind = kind;
    bounce.feedback_type = word(event, "complaintFeedbackType");
    let mail = notice.get("mail");
    let header = mail.and_then(|mail| mail.get("commonHeaders"));
    bounce.message_id =
        header.and_then(|header| word(header, "messageId")).map(|id| super::bare_id(&id)).or(bounce.message_id.take());
    bounce.subject = header.and_then(|header| word(header, "subject")).or(bounce.subject.take());
    for recipient in event.get(list).and_then(Value::as_array).into_iter().flatten() {
        let address = recipient.as_str().map(ToOwned::to_owned).or_else(|| word(recipient, "emailAddress"));
        let diagnostic = word(recipient, "diagnosticCode").or_else(|| word(event, "smtpResponse"));
        bounce.recipients.push(BouncedRecipient {
            recipient: address.unwrap_or_default(),
            action: word(recipient, "action").as_deref().and_then(report::action).or(action),
            status: word(recipient, "status"),
            diagnostic: diagnostic.map(|text| report::diagnostic(&text).unwrap_or(text)).or_else(|| sub_type(event)),
            remote_mta: word(event, "remoteMtaIp"),
            reporting_mta: word(event, "reportingMTA").map(|name| name.trim_start_matches("dsn; ").to_owned()),
            last_attempt: word(event, "timestamp"),
            ..BouncedRecipient::default()
        });
    }
    true
}

/// What Amazon says where no server said anything: `Permanent`, `Suppressed`.
fn sub_type(event: &Value) -> Option<String> {
    let kind = event.get("bounceType")?.as_str()?;
    let sub = event.get("bounceSubType")?.as_str()?;
    Some([kind, sub].join(" "))
}

/// The JSON value at the start of a text. Sendmail breaks a long line with an exclamation mark.
fn first_value(text: &str) -> Option<Value> {
    let joined;
    let text = if text.contains("!\n ") {
        joined = text.replace("!\n ", "");
        joined.as_str()
    } else {
        text
    };
    serde_json::Deserializer::from_str(text).into_iter::<Value>().next()?.ok()
}
