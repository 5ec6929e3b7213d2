//! KumoMTA's log: one JSON record a line.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;

use super::json::{Object, reply};
use super::pieces::stage;
use super::{Entry, Outcome, Program};

/// Reads a record. Receptions and transfers are no attempts.
pub(super) fn record<'a>(object: &Object<'a>) -> Option<Entry<'a>> {
    let outcome = match &*object.text("type")? {
        "Delivery" => Outcome::Delivered,
        "TransientFailure" => Outcome::Deferred,
        "Bounce" | "OOB" | "Expiration" | "AdminBounce" => Outcome::Failed,
        "Rejection" => Outcome::Rejected,
        "Feedback" => Outcome::Complaint,
        _ => return None,
    };
    let response = object.object("response")?;
    let mut entry = Entry::new(Program::KumoMta, outcome);
    entry.time = object.scalar("timestamp");
    entry.id = object.text("id");
    entry.sender = object.get("sender").and_then(|_| object.text("sender").or(Some(Cow::Borrowed(""))));
    entry.recipient = object.first_text("recipient");
    // The record's own recipient is the mailbox that complaints are sent to.
    if let Some(report) = object.object("feedback_report") {
        entry.recipient = report.first_text("original_rcpt_to");
        entry.sender = report.text("original_mail_from");
    }
    if let Some(peer) = object.object("peer_address") {
        entry.ip = peer.text("addr");
        entry.relay = peer.text("name").or_else(|| entry.ip.clone());
    }
    if outcome != Outcome::Delivered {
        entry.stage = response.text("command").and_then(|command| stage(&command));
    }
    let enhanced = response.object("enhanced_code").and_then(|code| enhanced(&code)).unwrap_or_default();
    let code = response.scalar("code").unwrap_or_default();
    entry.said = reply(&code, &enhanced, response.text("content").unwrap_or_default());
    entry.dsn = (!enhanced.is_empty()).then_some(Cow::Owned(enhanced));
    Some(entry)
}

fn enhanced(code: &Object<'_>) -> Option<String> {
    Some(format!("{}.{}.{}", code.scalar("class")?, code.scalar("subject")?, code.scalar("detail")?))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test that cannot go on fails
mod tests {
    use super::super::entry;
    use super::*;
    use crate::model::Stage;

    #[test]
    fn records() {
        let bounce = r#"{"type":"Bounce","id":"1d98076abbbc11ed940250ebf67f93bd","sender":"alice@sender.example","recipient":"nobody@dest.example","queue":"dest.example","site":"mx.dest.example","size":421,"response":{"code":550,"enhanced_code":{"class":5,"subject":1,"detail":1},"content":"No such user","command":"RCPT TO:<nobody@dest.example>\r\n"},"peer_address":{"name":"mx.dest.example","addr":"192.0.2.1"},"timestamp":1795500308,"created":1795500307,"num_attempts":0,"bounce_classification":"InvalidRecipient"}"#;
        let read = entry(bounce).unwrap();
        assert_eq!((read.program, read.outcome), (Program::KumoMta, Outcome::Failed));
        assert_eq!(
            (read.time.as_deref(), read.id.as_deref()),
            (Some("1795500308"), Some("1d98076abbbc11ed940250ebf67f93bd"))
        );
        assert_eq!(
            (read.sender.as_deref(), read.recipient.as_deref()),
            (Some("alice@sender.example"), Some("nobody@dest.example"))
        );
        assert_eq!((read.relay.as_deref(), read.ip.as_deref()), (Some("mx.dest.example"), Some("192.0.2.1")));
        assert_eq!((read.stage, read.dsn.as_deref()), (Some(Stage::Rcpt), Some("5.1.1")));
        assert_eq!(read.said, "550 5.1.1 No such user");
        let many = r#"{"type":"TransientFailure","recipient":["a@b","c@d"],"sender":"","response":{"code":421,"enhanced_code":null,"content":"later","command":null},"peer_address":null}"#;
        let read = entry(many).unwrap();
        assert_eq!(
            (read.outcome, read.recipient.as_deref(), read.sender.as_deref()),
            (Outcome::Deferred, Some("a@b"), Some(""))
        );
        let feedback = r#"{"type":"Feedback","recipient":"fbl@sender.example","sender":"x@y","response":{"code":0,"content":""},"feedback_report":{"feedback_type":"abuse","original_rcpt_to":["c@d"],"original_mail_from":"a@b"}}"#;
        let read = entry(feedback).unwrap();
        assert_eq!(
            (read.outcome, read.recipient.as_deref(), read.sender.as_deref()),
            (Outcome::Complaint, Some("c@d"), Some("a@b"))
        );
    }

    #[test]
    fn records_about_something_else() {
        assert_eq!(entry(r#"{"type":"Reception","recipient":"a@b","response":{"code":250,"content":""}}"#), None);
        assert_eq!(entry(r#"{"type":"Bounce","recipient":"a@b"}"#), None);
        assert_eq!(entry(r#"{"type":"Bounce","#), None);
    }
}
