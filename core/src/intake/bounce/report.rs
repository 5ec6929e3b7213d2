//! Delivery reports: the fields of RFC 3464, with those of RFC 3461 that it carries.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::address;
use super::mime::{decoded, unfolded};
use crate::model::{Action, BouncedRecipient, Stage};

/// A report: what is said once, and its recipients.
#[derive(Debug, Default)]
pub(super) struct Fields {
    pub(super) envelope_id: Option<String>,
    pub(super) recipients: Vec<BouncedRecipient>,
}

/// ```abnf
/// delivery-status-content = per-message-fields 1*( CRLF per-recipient-fields )
/// per-recipient-fields    = [ original-recipient-field CRLF ] final-recipient-field CRLF action-field CRLF …
/// ```
/// Real reports lack the blank lines, have more of them, repeat the fields of the message, or stand within a text.
/// So a group begins where a field comes that the group has already; a blank line begins one too, once the group names
/// a recipient.
pub(super) fn read(text: &str) -> Fields {
    let mut fields = Fields::default();
    let mut message = BouncedRecipient::default();
    let mut group = BouncedRecipient::default();
    let mut seen: Vec<Name> = Vec::new();
    let mut comment = None;
    for line in logical_lines(text) {
        let Some((name, value)) = field(&line) else {
            // A blank line, or a sentence.
            if line.is_empty() && seen.contains(&Name::Final) && seen.contains(&Name::Action) {
                close(&mut fields, &mut group, &mut comment, &message);
                seen.clear();
            }
            continue;
        };
        let value = decoded(value.trim()).into_owned();
        match name {
            Name::ReportingMta => message.reporting_mta = host(&value),
            Name::ArrivalDate => message.arrival_date = some(&value),
            Name::EnvelopeId => fields.envelope_id = some(&address::without_xtext(&value)),
            _ => {
                if seen.contains(&name) && matches!(name, Name::Final | Name::Original | Name::Action) {
                    close(&mut fields, &mut group, &mut comment, &message);
                    seen.clear();
                }
                seen.push(name);
                take(&mut group, &mut comment, name, &value);
            }
        }
    }
    close(&mut fields, &mut group, &mut comment, &message);
    fields
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Name {
    ReportingMta,
    ArrivalDate,
    EnvelopeId,
    Final,
    Original,
    Actual,
    Action,
    Status,
    Diagnostic,
    RemoteMta,
    LastAttempt,
    Command,
}

const NAMES: [(&str, Name); 14] = [
    ("reporting-mta", Name::ReportingMta),
    ("arrival-date", Name::ArrivalDate),
    ("original-envelope-id", Name::EnvelopeId),
    ("final-recipient", Name::Final),
    ("original-recipient", Name::Original),
    ("x-actual-recipient", Name::Actual),
    ("action", Name::Action),
    ("status", Name::Status),
    ("diagnostic-code", Name::Diagnostic),
    ("diagnostic", Name::Diagnostic),
    ("remote-mta", Name::RemoteMta),
    ("last-attempt-date", Name::LastAttempt),
    ("x-smtp-command", Name::Command),
    ("smtp-command", Name::Command),
];

fn field(line: &str) -> Option<(Name, &str)> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim();
    let known = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    Some((known.1, value))
}

/// The lines, each with the lines that continue it.
fn logical_lines(text: &str) -> impl Iterator<Item = String> {
    let mut lines = text.lines().peekable();
    core::iter::from_fn(move || {
        let mut line = lines.next()?.trim_end().to_owned();
        // Some programs indent every line: then none continues another.
        while !line.is_empty() && field(line.trim_start()).is_some() {
            let Some(next) = lines.next_if(|next| continues(next)) else { break };
            line.push('\n');
            line.push_str(next.trim());
        }
        let line = line.trim_start();
        Some(if line.contains('\n') { unfolded(line) } else { line.to_string() })
    })
}

fn continues(line: &str) -> bool {
    line.starts_with([' ', '\t']) && !line.trim().is_empty() && field(line.trim()).is_none()
}

fn take(group: &mut BouncedRecipient, comment: &mut Option<String>, name: Name, value: &str) {
    match name {
        Name::Final => group.recipient = address::of_field(value).unwrap_or_default(),
        Name::Original => group.original_recipient = address::of_field(value),
        Name::Action => group.action = action(value),
        Name::Status => {
            group.status = status(value);
            // Some say it in a comment here, and nowhere else.
            *comment = value.split_once('(').map(|(_, comment)| comment.trim_end_matches(')').to_owned());
        }
        Name::Diagnostic if group.diagnostic.is_none() => group.diagnostic = diagnostic(value),
        Name::RemoteMta => group.remote_mta = host(value),
        Name::LastAttempt => group.last_attempt = some(value),
        Name::Command => group.stage = stage(value),
        // Sendmail: the address in the end, where the final one is a local user.
        Name::Actual if !address::is_plain(&group.recipient) => {
            group.recipient = address::of_field(value).filter(|actual| address::is_plain(actual)).unwrap_or_default();
        }
        _ => {}
    }
}

fn close(fields: &mut Fields, group: &mut BouncedRecipient, comment: &mut Option<String>, message: &BouncedRecipient) {
    let mut group = core::mem::take(group);
    group.diagnostic = group.diagnostic.or(comment.take());
    let original = group.original_recipient.as_ref().filter(|original| address::is_plain(original));
    if let (Some(original), false) = (original, address::is_plain(&group.recipient)) {
        group.recipient = original.clone();
    }
    if group.recipient.is_empty() {
        return;
    }
    group.reporting_mta.clone_from(&message.reporting_mta);
    group.arrival_date.clone_from(&message.arrival_date);
    fields.recipients.push(group);
}

fn some(value: &str) -> Option<String> {
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_string())
}

/// ```abnf
/// mta-field = mta-name-type ";" mta-name
/// ```
fn host(value: &str) -> Option<String> {
    let name = value.split_once(';').map_or(value, |(_, name)| name);
    let name = name.split('(').next().unwrap_or_default();
    some(name.trim().trim_matches(['<', '>', '[', ']']))
}

/// The word, whatever stands behind it: `failed (permanent failure)`.
pub(super) fn action(value: &str) -> Option<Action> {
    let end = value.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(value.len());
    let word = value.get(..end).unwrap_or_default().to_ascii_lowercase();
    Action::from_word(&word).or(match word.as_str() {
        "failure" | "fail" | "bounced" | "error" => Some(Action::Failed),
        "deferred" | "delay" => Some(Action::Delayed),
        "deliverable" | "success" => Some(Action::Delivered),
        "expand" => Some(Action::Expanded),
        _ => None,
    })
}

/// The code in front: `5.1.1 (bad destination mailbox address)`.
fn status(value: &str) -> Option<String> {
    let fits = |letter: char| letter.is_ascii_digit() || letter == '.';
    let start = value.find(fits)?;
    let rest = value.get(start..)?;
    let end = rest.find(|letter| !fits(letter)).unwrap_or(rest.len());
    some(rest.get(..end)?.trim_end_matches('.'))
}

/// ```abnf
/// diagnostic-code-field = "Diagnostic-Code" ":" diagnostic-type ";" *text
/// ```
/// The type `smtp` says nothing about the cause; others do: `X-Unix; 127` is how a local program ended.
pub(super) fn diagnostic(value: &str) -> Option<String> {
    let text = match value.split_once(';') {
        Some((kind, text))
            if ["smtp", "esmtp", "lmtp", "x-smtp"].contains(&kind.trim().to_ascii_lowercase().as_str()) =>
        {
            text
        }
        _ => value,
    };
    some(text)
}

/// The step, by the command's name.
pub(super) fn stage(command: &str) -> Option<Stage> {
    let word = command.trim().get(..4)?.to_ascii_uppercase();
    match word.as_str() {
        "CONN" => Some(Stage::Connect),
        "HELO" | "EHLO" | "LHLO" => Some(Stage::Helo),
        "STAR" => Some(Stage::StartTls),
        "AUTH" => Some(Stage::Auth),
        "MAIL" => Some(Stage::Mail),
        "RCPT" => Some(Stage::Rcpt),
        "DATA" | "BDAT" => Some(Stage::Data),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_group_of_a_report() {
        let fields = read(
            "Reporting-MTA: dns; mx.example.org\nOriginal-Envelope-Id: a+2Bb\n\nFinal-Recipient: rfc822; a@example.com\n\
             Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User\n  unknown\n\n\
             Original-Recipient: rfc822;c@example.com\nFinal-Recipient: rfc822; b@example.com\nAction: delayed\n",
        );
        assert_eq!(fields.envelope_id.as_deref(), Some("a+b"));
        let [a, b] = fields.recipients.as_slice() else { panic!("{fields:?}") };
        assert_eq!((a.recipient.as_str(), a.action), ("a@example.com", Some(Action::Failed)));
        assert_eq!(a.diagnostic.as_deref(), Some("550 5.1.1 User unknown"));
        assert_eq!(a.reporting_mta.as_deref(), Some("mx.example.org"));
        assert_eq!((b.recipient.as_str(), b.action), ("b@example.com", Some(Action::Delayed)));
        assert_eq!(b.original_recipient.as_deref(), Some("c@example.com"));
    }

    #[test]
    fn groups_that_no_blank_line_parts() {
        let text = "Final-Recipient: rfc822; a@example.com\nAction: failed\nFinal-Recipient: rfc822; b@example.com\nAction: failed";
        assert_eq!(read(text).recipients.len(), 2);
        let text = "Final-Recipient: rfc822; a@example.com\n\nAction: failed\n\nStatus: 5.1.1";
        let fields = read(text);
        assert_eq!(fields.recipients.len(), 1);
        assert_eq!(fields.recipients[0].action, Some(Action::Failed));
    }

    #[test]
    fn a_local_user_is_known_by_the_original_address() {
        let text = "Final-Recipient: LOCAL; root\nOriginal-Recipient: rfc822; root@example.com\nAction: failed";
        assert_eq!(read(text).recipients[0].recipient, "root@example.com");
    }
}
