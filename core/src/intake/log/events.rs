//! Events and notifications of mail services: Amazon SES, SendGrid, Postmark, Mailgun.

use super::json::{Object, reply};
use super::pieces::diagnostic;
use super::{Entry, Outcome, Program};

/// Reads an event. Opens, clicks and what is only on its way are no attempts.
pub(super) fn event<'a>(object: &Object<'a>) -> Option<Entry<'a>> {
    if let Some(kind) = object.text("eventType").or_else(|| object.text("notificationType")) {
        return ses(object, &kind);
    }
    if let Some(kind) = object.text("RecordType") {
        return postmark(object, &kind);
    }
    if let Some(inner) = object.object("event-data") {
        return mailgun(&inner, &inner.text("event")?);
    }
    let kind = object.text("event")?;
    if object.get("email").is_some() { sendgrid(object, &kind) } else { mailgun(object, &kind) }
}

/// Amazon SES: notifications (`notificationType`) and events (`eventType`) differ in this key only. A bounce comes
/// when SES gives up, also one it calls transient.
fn ses<'a>(object: &Object<'a>, kind: &str) -> Option<Entry<'a>> {
    let (outcome, part, people) = match kind {
        "Bounce" => (Outcome::Failed, "bounce", "bouncedRecipients"),
        "Complaint" => (Outcome::Complaint, "complaint", "complainedRecipients"),
        "Delivery" => (Outcome::Delivered, "delivery", "recipients"),
        "DeliveryDelay" => (Outcome::Deferred, "deliveryDelay", "delayedRecipients"),
        "Reject" => (Outcome::Rejected, "reject", ""),
        "Rendering Failure" => (Outcome::Failed, "failure", ""),
        _ => return None,
    };
    let mail = object.object("mail")?;
    let part = object.object(part)?;
    let person = part.first_object(people);
    let of_person = |key| person.as_ref().and_then(|person| person.text(key));
    let mut entry = Entry::new(Program::Ses, outcome);
    entry.time = part.text("timestamp").or_else(|| mail.text("timestamp"));
    entry.id = mail.text("messageId");
    entry.sender = mail.text("source");
    let named = of_person("emailAddress").or_else(|| part.first_text(people));
    entry.recipient = named.or_else(|| mail.first_text("destination"));
    entry.ip = part.text("remoteMtaIp");
    entry.relay = entry.ip.clone();
    entry.dsn = of_person("status");
    let said = of_person("diagnosticCode").map(diagnostic);
    let said = said.or_else(|| ["smtpResponse", "reason", "errorMessage"].iter().find_map(|key| part.text(key)));
    entry.said = said.or_else(|| entry.dsn.clone()).unwrap_or_default();
    Some(entry)
}

/// SendGrid's event webhook. `blocked` bounces are given up too, but the address stays good: the words tell.
fn sendgrid<'a>(object: &Object<'a>, kind: &str) -> Option<Entry<'a>> {
    let outcome = match kind {
        "delivered" => Outcome::Delivered,
        "deferred" => Outcome::Deferred,
        "bounce" | "blocked" | "dropped" => Outcome::Failed,
        "spamreport" => Outcome::Complaint,
        _ => return None,
    };
    let mut entry = Entry::new(Program::SendGrid, outcome);
    entry.time = object.scalar("timestamp");
    entry.id = object.text("sg_message_id").or_else(|| object.text("smtp-id"));
    entry.recipient = object.text("email");
    entry.dsn = object.text("status");
    entry.said = object.text("response").or_else(|| object.text("reason")).unwrap_or_default();
    Some(entry)
}

/// Postmark's webhooks.
fn postmark<'a>(object: &Object<'a>, kind: &str) -> Option<Entry<'a>> {
    let outcome = match (kind, object.text("Type").as_deref()) {
        ("Delivery", _) => Outcome::Delivered,
        ("SpamComplaint", _) => Outcome::Complaint,
        // What came back is no failure to deliver.
        ("Bounce", Some("Subscribe" | "Unsubscribe" | "AutoResponder")) => return None,
        ("Bounce", Some("SpamComplaint")) => Outcome::Complaint,
        ("Bounce", Some("Transient")) => Outcome::Deferred,
        ("Bounce", _) => Outcome::Failed,
        _ => return None,
    };
    let mut entry = Entry::new(Program::Postmark, outcome);
    entry.time = object.text("BouncedAt").or_else(|| object.text("DeliveredAt"));
    entry.id = object.text("MessageID");
    entry.sender = object.text("From");
    entry.recipient = object.text("Email").or_else(|| object.text("Recipient"));
    let said = object.text("Details").map(diagnostic);
    entry.said = said.or_else(|| object.text("Description")).unwrap_or_default();
    Some(entry)
}

/// Mailgun's events, as the API and its webhooks (`event-data`) give them.
fn mailgun<'a>(object: &Object<'a>, kind: &str) -> Option<Entry<'a>> {
    let outcome = match (kind, object.text("severity").as_deref()) {
        ("delivered", _) => Outcome::Delivered,
        ("failed", Some("temporary")) => Outcome::Deferred,
        ("failed", _) => Outcome::Failed,
        ("rejected", _) => Outcome::Rejected,
        ("complained", _) => Outcome::Complaint,
        _ => return None,
    };
    let mut entry = Entry::new(Program::Mailgun, outcome);
    entry.time = object.scalar("timestamp");
    let headers = object.object("message").and_then(|message| message.object("headers"));
    entry.id = headers.and_then(|headers| headers.text("message-id")).or_else(|| object.text("id"));
    entry.sender = object.object("envelope").and_then(|envelope| envelope.text("sender"));
    entry.recipient = object.text("recipient");
    if let Some(status) = object.object("delivery-status") {
        entry.relay = status.text("mx-host");
        entry.dsn = status.text("enhanced-code");
        let words = status.text("message").or_else(|| status.text("description")).unwrap_or_default();
        entry.said = reply(&status.scalar("code").unwrap_or_default(), entry.dsn.as_deref().unwrap_or_default(), words);
    }
    if entry.said.is_empty() {
        let reject = object.object("reject").and_then(|reject| reject.text("reason"));
        entry.said = reject.or_else(|| object.text("reason")).unwrap_or_default();
    }
    Some(entry)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test that cannot go on fails
mod tests {
    use super::super::entry;
    use super::*;

    const SES: &str = r#"{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"General","bouncedRecipients":[{"emailAddress":"nobody@dest.example","action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}],"timestamp":"2026-11-24T06:05:08.000Z","feedbackId":"0","remoteMtaIp":"192.0.2.1","reportingMTA":"dsn; a.example"},"mail":{"timestamp":"2026-11-24T06:05:07.000Z","source":"alice@sender.example","messageId":"00000137860315fd","destination":["nobody@dest.example"]}}"#;

    #[test]
    fn ses_bounces_however_they_are_wrapped() {
        let escaped = SES.replace('"', "\\\"");
        let wrapped = [
            SES.into(),
            alloc::format!(r#"{{"Type":"Notification","MessageId":"x","Message":"{escaped}"}}"#),
            alloc::format!(r#"{{"version":"0","detail-type":"Email Bounced","source":"aws.ses","detail":{SES}}}"#),
            SES.replace("notificationType", "eventType"),
        ];
        for line in &wrapped {
            let read = entry(line).unwrap();
            assert_eq!((read.program, read.outcome), (Program::Ses, Outcome::Failed));
            assert_eq!(read.time.as_deref(), Some("2026-11-24T06:05:08.000Z"));
            assert_eq!(read.id.as_deref(), Some("00000137860315fd"));
            assert_eq!(
                (read.sender.as_deref(), read.recipient.as_deref()),
                (Some("alice@sender.example"), Some("nobody@dest.example"))
            );
            assert_eq!((read.dsn.as_deref(), read.ip.as_deref()), (Some("5.1.1"), Some("192.0.2.1")));
            assert_eq!(read.said, "550 5.1.1 user unknown");
        }
    }

    #[test]
    fn other_ses_events() {
        let mail = r#""mail":{"source":"a@b","messageId":"m","destination":["c@d"],"timestamp":"t"}"#;
        let read = |event: &str| entry(&alloc::format!("{{{event},{mail}}}")).map(Entry::into_owned);
        let sent =
            read(r#""eventType":"Delivery","delivery":{"recipients":["e@f"],"smtpResponse":"250 2.0.0 OK"}"#).unwrap();
        assert_eq!(
            (sent.outcome, sent.recipient.as_deref(), &*sent.said),
            (Outcome::Delivered, Some("e@f"), "250 2.0.0 OK")
        );
        let late = read(r#""eventType":"DeliveryDelay","deliveryDelay":{"delayType":"MailboxFull","delayedRecipients":[{"emailAddress":"e@f","status":"4.2.2"}]}"#).unwrap();
        assert_eq!((late.outcome, &*late.said), (Outcome::Deferred, "4.2.2"));
        let spam =
            read(r#""eventType":"Complaint","complaint":{"complainedRecipients":[{"emailAddress":"e@f"}]}"#).unwrap();
        assert_eq!((spam.outcome, spam.recipient.as_deref()), (Outcome::Complaint, Some("e@f")));
        let reject = read(r#""eventType":"Reject","reject":{"reason":"Bad content"}"#).unwrap();
        assert_eq!(
            (reject.outcome, reject.recipient.as_deref(), &*reject.said),
            (Outcome::Rejected, Some("c@d"), "Bad content")
        );
        assert_eq!(read(r#""eventType":"Open","open":{"ipAddress":"192.0.2.1"}"#), None);
    }

    #[test]
    fn sendgrid_arrays_and_their_lines() {
        let open = r#"{"email":"x@y","event":"open","timestamp":1}"#;
        let bounce = r#"{"email":"c@d","timestamp":1795500308,"event":"bounce","sg_message_id":"m","reason":"550 5.1.1 no","status":"5.1.1","type":"bounce"}"#;
        for line in [
            bounce.into(),
            alloc::format!("[{bounce},"),
            alloc::format!("{bounce},"),
            alloc::format!("{bounce}]"),
            alloc::format!(",{bounce}"),
            alloc::format!("[{open}, {bounce}]"),
            alloc::format!("[{bounce},{{\"email\":\"cut@in.the.mid"),
        ] {
            let read = entry(&line).unwrap();
            assert_eq!((read.program, read.outcome), (Program::SendGrid, Outcome::Failed));
            assert_eq!((read.recipient.as_deref(), read.time.as_deref()), (Some("c@d"), Some("1795500308")));
            assert_eq!((read.id.as_deref(), &*read.said), (Some("m"), "550 5.1.1 no"));
        }
        assert_eq!(entry(open), None);
        assert_eq!(entry(&alloc::format!("[{open},{open}]")), None);
        assert_eq!(entry(r#"{"email":"c@d","event":"spamreport"}"#).unwrap().outcome, Outcome::Complaint);
    }

    #[test]
    fn postmark_webhooks() {
        let bounce = r#"{"RecordType":"Bounce","MessageID":"m","Type":"HardBounce","TypeCode":1,"Name":"Hard bounce","Details":"smtp;550 5.1.1 The email account does not exist","Description":"The server was unable to deliver your message","Email":"c@d","From":"a@b","BouncedAt":"2026-11-24T06:05:08Z"}"#;
        let read = entry(bounce).unwrap();
        assert_eq!((read.program, read.outcome), (Program::Postmark, Outcome::Failed));
        assert_eq!((read.sender.as_deref(), read.recipient.as_deref()), (Some("a@b"), Some("c@d")));
        assert_eq!(read.said, "550 5.1.1 The email account does not exist");
        assert_eq!(entry(&bounce.replace("HardBounce", "Transient")).unwrap().outcome, Outcome::Deferred);
        assert_eq!(entry(&bounce.replace("HardBounce", "AutoResponder")), None);
        let spam = r#"{"RecordType":"SpamComplaint","Type":"SpamComplaint","Email":"c@d","BouncedAt":"t"}"#;
        assert_eq!(entry(spam).unwrap().outcome, Outcome::Complaint);
        assert_eq!(entry(r#"{"RecordType":"Open","Recipient":"c@d"}"#), None);
    }

    #[test]
    fn mailgun_events() {
        let event = r#"{"event":"failed","severity":"permanent","reason":"bounce","id":"i","timestamp":1795500308.12,"recipient":"c@d","envelope":{"sender":"a@b","targets":"c@d"},"message":{"headers":{"message-id":"m@b"}},"delivery-status":{"code":550,"message":"5.1.1 No such mailbox","description":"","mx-host":"mx.d","attempt-no":1}}"#;
        for line in [event.into(), alloc::format!(r#"{{"signature":{{"token":"x"}},"event-data":{event}}}"#)] {
            let read = entry(&line).unwrap();
            assert_eq!((read.program, read.outcome), (Program::Mailgun, Outcome::Failed));
            assert_eq!((read.sender.as_deref(), read.recipient.as_deref()), (Some("a@b"), Some("c@d")));
            assert_eq!((read.relay.as_deref(), read.id.as_deref()), (Some("mx.d"), Some("m@b")));
            assert_eq!((read.time.as_deref(), &*read.said), (Some("1795500308.12"), "550 5.1.1 No such mailbox"));
        }
        assert_eq!(entry(&event.replace("permanent", "temporary")).unwrap().outcome, Outcome::Deferred);
        assert_eq!(entry(&event.replace("failed", "accepted")), None);
        let suppressed = r#"{"event":"failed","severity":"permanent","reason":"suppress-bounce","recipient":"c@d","delivery-status":{"code":605,"message":"","description":"Not delivering to previously bounced address"}}"#;
        assert_eq!(entry(suppressed).unwrap().said, "Not delivering to previously bounced address");
    }
}
