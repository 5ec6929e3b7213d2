//! Whether a message without a report is a bounce, an automatic answer, or an ordinary one.

use alloc::string::String;

use super::address;
use super::mime::{Mail, decoded};
use super::phrases;
use crate::model::BounceKind;

/// The kind of a message by its head and its text.
pub(super) fn of(mail: &Mail, human: &str) -> BounceKind {
    let subject = subject(mail);
    if may_bounce(mail, human) {
        let delayed = phrases::tells_of_delay(&subject) || phrases::tells_of_delay(human);
        return if delayed { BounceKind::Delayed } else { BounceKind::Bounce };
    }
    // What a mail program sends for its user who pressed "unsubscribe" (RFC 2369).
    let submitted = mail.header("auto-submitted").is_some() || mail.header("x-apple-unsubscribe").is_some();
    if submitted && subject.trim().eq_ignore_ascii_case("unsubscribe") {
        return BounceKind::Complaint;
    }
    if is_auto(mail, &subject, human) { BounceKind::AutoReply } else { BounceKind::NotBounce }
}

/// Whether a mail system wrote it to tell that something did not arrive.
pub(super) fn may_bounce(mail: &Mail, human: &str) -> bool {
    if mail.header("x-failed-recipients").is_some() {
        return true;
    }
    let subject = subject(mail);
    let by_subject = phrases::is_bounce_subject(&subject);
    let top = human.get(..human.floor_char_boundary(phrases::LONGEST)).unwrap_or(human);
    let code = super::status_in(top).is_some_and(|status| status.starts_with(['4', '5']));
    let by_text = code || phrases::tells_of_failure(human);
    if phrases::is_auto_subject(&subject) && !is_daemon(mail) {
        return false;
    }
    let report = mail.header("content-type").is_some_and(|kind| kind.contains("delivery-status"));
    let nobody = mail.header("return-path").is_some_and(|path| path.trim() == "<>");
    let automatic = is_daemon(mail) || report || nobody;
    (automatic && (by_subject || by_text)) || (by_subject && by_text)
}

fn subject(mail: &Mail) -> String {
    mail.header("subject").map(|subject| decoded(subject).into_owned()).unwrap_or_default()
}

/// Whether a mail system is the author: by the address, or by the name.
fn is_daemon(mail: &Mail) -> bool {
    let Some(from) = mail.header("from") else { return mail.has_head() };
    let lower = decoded(from).to_lowercase();
    let local = address::first(&lower).and_then(|from| from.split('@').next()).unwrap_or(lower.as_str());
    let local_is = [
        "mailer-daemon",
        "mailerdaemon",
        "postmaster",
        "post_master",
        "mail-daemon",
        "mmdf",
        "mdaemon",
        "bounce",
        "bounces",
    ];
    let local_ends = ["-admin", "-owner", "-request", "-bounces", "-daemon"];
    let named = [
        "mailer-daemon",
        "mailer daemon",
        "mail delivery",
        "mail deliver",
        "delivery subsystem",
        "postmaster",
        "mail administrator",
        "system administrator",
        "<>",
    ];
    local_is.iter().any(|name| local.contains(name))
        || local_ends.iter().any(|end| local.ends_with(end))
        || named.iter().any(|name| lower.contains(name))
}

/// An automatic answer: RFC 3834, the fields that predate it, or the words people use.
fn is_auto(mail: &Mail, subject: &str, human: &str) -> bool {
    let value = |name| mail.header(name).unwrap_or_default().trim().to_lowercase();
    let submitted = value("auto-submitted");
    let fields = [
        "x-autoreply",
        "x-autorespond",
        "x-autoresponder",
        "x-auto-reply",
        "x-mail-autoreply",
        "x-vacation",
        "x-autoreply-from",
    ];
    let precedence = value("precedence");
    submitted.starts_with("auto-replied")
        || submitted.contains("vacation")
        || fields.iter().any(|name| mail.header(name).is_some())
        || matches!(precedence.as_str(), "auto_reply" | "auto-reply" | "vacation")
        || value("x-precedence") == "auto_reply"
        || phrases::is_auto_subject(subject)
        || (is_answer(mail, subject)
            && (submitted.starts_with("auto") || precedence == "bulk" || precedence == "junk")
            && phrases::is_auto_text(human))
        || phrases::is_certainly_auto(human)
}

/// Whether it answers another message.
fn is_answer(mail: &Mail, subject: &str) -> bool {
    mail.header("in-reply-to").is_some()
        || mail.header("references").is_some()
        || subject.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("re:"))
}
