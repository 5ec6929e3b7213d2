//! KumoMTA's log records.

use serde_json::Value;

use super::json::{at, joined, text};
use super::{Entry, Outcome, Program};

pub(super) fn entry(object: &Value) -> Option<Entry<'static>> {
    let response = object.get("response")?;
    let outcome = match object.get("type")?.as_str()? {
        "Delivery" => Outcome::Delivered,
        "TransientFailure" => Outcome::Deferred,
        "Bounce" | "AdminBounce" | "Expiration" | "OOB" => Outcome::Failed,
        "Rejection" => Outcome::Rejected,
        "Feedback" => Outcome::Complaint,
        _ => return None,
    };
    let mut entry = Entry::new(Program::KumoMta, outcome);
    let code = text(response, &["code"]).filter(|code| code != "0");
    let enhanced = at(response, &["enhanced_code"]).filter(|code| code.is_object()).and_then(|code| {
        let part = |name| text(code, &[name]);
        Some(alloc::format!("{}.{}.{}", part("class")?, part("subject")?, part("detail")?).into())
    });
    entry.said = joined(&[code, enhanced, text(response, &["content"])]);
    entry.stage = super::stage_of(&entry.said);
    entry.time = text(object, &["timestamp"]);
    entry.id = text(object, &["id"]);
    entry.sender = text(object, &["sender"]);
    entry.recipient = text(object, &["recipient"]);
    entry.relay = text(object, &["peer_address", "name"]);
    Some(entry)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::{Outcome, entry};

    #[test]
    fn a_bounce() {
        let entry = entry(r#"{"type":"Bounce","id":"d7ef","sender":"a@b.example","recipient":"c@d.example","timestamp":1764000000,"response":{"code":550,"enhanced_code":{"class":5,"subject":1,"detail":1},"content":"no such user","command":"RCPT TO"},"peer_address":{"name":"mx.d.example.","addr":"192.0.2.1"}}"#).unwrap();
        assert_eq!((entry.outcome, &*entry.said), (Outcome::Failed, "550 5.1.1 no such user"));
        assert_eq!(entry.relay.as_deref(), Some("mx.d.example."));
    }
}
