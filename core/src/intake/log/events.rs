//! Events of mail services: Amazon SES, SendGrid, Postmark, Mailgun, as they post them.

use serde_json::Value;

use super::json::{at, joined, text};
use super::{Entry, Outcome, Program};

pub(super) fn entry(object: &Value) -> Option<Entry<'static>> {
    // SNS wraps the event of SES as a text.
    if let Some(message) = object.get("Message").and_then(Value::as_str).filter(|text| text.starts_with('{')) {
        return ses(&serde_json::from_str(message).ok()?);
    }
    ses(object).or_else(|| sendgrid(object)).or_else(|| postmark(object)).or_else(|| mailgun(object))
}

/// `notificationType` of feedback notifications, `eventType` of event publishing.
fn ses(object: &Value) -> Option<Entry<'static>> {
    object.get("mail")?;
    let kind = object.get("notificationType").or_else(|| object.get("eventType"))?.as_str()?;
    let (outcome, part) = match kind {
        "Delivery" => (Outcome::Delivered, "delivery"),
        "DeliveryDelay" => (Outcome::Deferred, "deliveryDelay"),
        "Bounce" if text(object, &["bounce", "bounceType"]).as_deref() == Some("Transient") => {
            (Outcome::Deferred, "bounce")
        }
        "Bounce" => (Outcome::Failed, "bounce"),
        "Reject" => (Outcome::Failed, "reject"),
        "Complaint" => (Outcome::Complaint, "complaint"),
        _ => return None,
    };
    let list = match part {
        "bounce" => "bouncedRecipients",
        "deliveryDelay" => "delayedRecipients",
        "complaint" => "complainedRecipients",
        _ => "recipients",
    };
    let mut entry = Entry::new(Program::Ses, outcome);
    let diagnostic = text(object, &[part, list, "diagnosticCode"]);
    let status = if diagnostic.is_none() { text(object, &[part, list, "status"]) } else { None };
    entry.said = joined(&[status, diagnostic, text(object, &[part, "reason"])]);
    entry.time = text(object, &[part, "timestamp"]).or_else(|| text(object, &["mail", "timestamp"]));
    entry.id = text(object, &["mail", "messageId"]);
    entry.sender = text(object, &["mail", "source"]);
    let recipient = text(object, &[part, list, "emailAddress"]).or_else(|| text(object, &[part, list]));
    entry.recipient = recipient.or_else(|| text(object, &["mail", "destination"]));
    entry.relay = text(object, &[part, "reportingMTA"]);
    Some(entry)
}

fn sendgrid(object: &Value) -> Option<Entry<'static>> {
    object.get("sg_event_id").or_else(|| object.get("sg_message_id"))?;
    let outcome = match object.get("event")?.as_str()? {
        "delivered" => Outcome::Delivered,
        "deferred" => Outcome::Deferred,
        "bounce" | "dropped" => Outcome::Failed,
        "spamreport" => Outcome::Complaint,
        _ => return None,
    };
    let mut entry = Entry::new(Program::SendGrid, outcome);
    entry.said = joined(&[text(object, &["reason"]).or_else(|| text(object, &["response"]))]);
    entry.time = text(object, &["timestamp"]);
    entry.id = text(object, &["sg_message_id"]);
    entry.recipient = text(object, &["email"]);
    Some(entry)
}

fn postmark(object: &Value) -> Option<Entry<'static>> {
    let outcome = match object.get("RecordType")?.as_str()? {
        "Delivery" => Outcome::Delivered,
        "SpamComplaint" => Outcome::Complaint,
        "Bounce" => match text(object, &["Type"]).as_deref() {
            Some("Transient" | "SoftBounce" | "DnsError" | "SMTPApiError") => Outcome::Deferred,
            Some("SpamNotification" | "SpamComplaint") => Outcome::Complaint,
            _ => Outcome::Failed,
        },
        _ => return None,
    };
    let mut entry = Entry::new(Program::Postmark, outcome);
    entry.said = joined(&[text(object, &["Details"]).or_else(|| text(object, &["Description"]))]);
    entry.time = text(object, &["BouncedAt"]).or_else(|| text(object, &["DeliveredAt"]));
    entry.id = text(object, &["MessageID"]);
    entry.sender = text(object, &["From"]);
    entry.recipient = text(object, &["Email"]).or_else(|| text(object, &["Recipient"]));
    Some(entry)
}

/// `event-data` of webhooks, or the bare event of the Events API.
fn mailgun(object: &Value) -> Option<Entry<'static>> {
    let event = object.get("event-data").unwrap_or(object);
    let outcome = match event.get("event")?.as_str()? {
        "delivered" => Outcome::Delivered,
        "failed" | "rejected" if text(event, &["severity"]).as_deref() == Some("temporary") => Outcome::Deferred,
        "failed" | "rejected" => Outcome::Failed,
        "complained" => Outcome::Complaint,
        _ => return None,
    };
    at(event, &["message"]).or_else(|| at(event, &["recipient"]))?;
    let mut entry = Entry::new(Program::Mailgun, outcome);
    let status = at(event, &["delivery-status"]).unwrap_or(event);
    let code = text(status, &["code"]).filter(|code| code != "0");
    let message =
        text(status, &["message"]).or_else(|| text(status, &["description"])).or_else(|| text(event, &["reason"]));
    let code = code.filter(|code| message.as_deref().is_none_or(|message| !message.starts_with(&**code)));
    entry.said = joined(&[code, message]);
    entry.time = text(event, &["timestamp"]);
    entry.id = text(event, &["message", "headers", "message-id"]);
    entry.sender = text(event, &["envelope", "sender"]);
    entry.recipient = text(event, &["recipient"]);
    entry.relay = text(status, &["mx-host"]);
    Some(entry)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::{Outcome, Program, entry};

    #[test]
    fn each_service_is_known_by_its_fields() {
        let rows = [
            (
                r#"{"notificationType":"Bounce","mail":{"messageId":"m","source":"a@b.example"},"bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":"c@d.example","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}],"timestamp":"2026-11-24T06:05:08.000Z"}}"#,
                Program::Ses,
                Outcome::Failed,
                "smtp; 550 5.1.1 user unknown",
            ),
            (
                r#"[{"email":"c@d.example","timestamp":1764000000,"event":"deferred","sg_event_id":"x","response":"450 4.7.1 try later"}]"#,
                Program::SendGrid,
                Outcome::Deferred,
                "450 4.7.1 try later",
            ),
            (
                r#"{"RecordType":"Bounce","Type":"HardBounce","MessageID":"m","Email":"c@d.example","Details":"smtp;550 5.1.1 no user","BouncedAt":"2026-11-24T06:05:08Z"}"#,
                Program::Postmark,
                Outcome::Failed,
                "smtp;550 5.1.1 no user",
            ),
            (
                r#"{"event-data":{"event":"failed","severity":"permanent","recipient":"c@d.example","delivery-status":{"code":550,"message":"5.1.1 no user"},"message":{"headers":{"message-id":"m"}}}}"#,
                Program::Mailgun,
                Outcome::Failed,
                "550 5.1.1 no user",
            ),
        ];
        for (line, program, outcome, said) in rows {
            let entry = entry(line).unwrap();
            assert_eq!((entry.program, entry.outcome, &*entry.said), (program, outcome, said));
            assert_eq!(entry.recipient.as_deref(), Some("c@d.example"));
        }
    }

    #[test]
    fn wrapped_by_sns_and_other_json() {
        let line = r#"{"Type":"Notification","Message":"{\"eventType\":\"Complaint\",\"mail\":{\"messageId\":\"m\"},\"complaint\":{\"complainedRecipients\":[{\"emailAddress\":\"c@d.example\"}]}}"}"#;
        assert_eq!(entry(line).unwrap().outcome, Outcome::Complaint);
        for other in ["{}", "[]", "{\"event\":\"open\",\"sg_event_id\":\"x\"}", "{\"event\":\"failed\"}", "{broken"] {
            assert!(entry(other).is_none(), "{other}");
        }
    }
}
