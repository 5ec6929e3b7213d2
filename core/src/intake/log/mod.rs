//! Log lines of mail servers and events of mail services: who mailed whom, how it ended, and the words that tell
//! why. One file a program.

use alloc::borrow::Cow;

use crate::model::Stage;

/// One delivery attempt, as a line of a log tells it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Entry<'a> {
    /// The program that wrote the line.
    pub program: Program,
    /// How the attempt ended.
    pub outcome: Outcome,
    /// When, as the line spells it.
    pub time: Option<Cow<'a, str>>,
    /// The queue id or message id by which lines about one message are joined.
    pub id: Option<Cow<'a, str>>,
    /// The envelope sender.
    pub sender: Option<Cow<'a, str>>,
    /// The recipient.
    pub recipient: Option<Cow<'a, str>>,
    /// The host that the mail was given to, or that gave it.
    pub relay: Option<Cow<'a, str>>,
    /// The step that failed, when the line names it.
    pub stage: Option<Stage>,
    /// What was said: the reply or the error, for [`explain`](crate::explain) to read. Empty when nothing was.
    pub said: Cow<'a, str>,
}

/// The program that wrote a line.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Program {
    /// Postfix.
    Postfix,
    /// Exim: main log and reject log, cPanel's too.
    Exim,
    /// Sendmail.
    Sendmail,
    /// qmail and its kin.
    Qmail,
    /// OpenSMTPD.
    OpenSmtpd,
    /// Exchange message tracking.
    Exchange,
    /// PowerMTA's accounting file.
    PowerMta,
    /// KumoMTA's JSON log.
    KumoMta,
    /// Haraka.
    Haraka,
    /// Amazon SES events.
    Ses,
    /// SendGrid events.
    SendGrid,
    /// Postmark webhooks.
    Postmark,
    /// Mailgun events.
    Mailgun,
}

/// How a delivery attempt ended.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Outcome {
    /// The next server took it.
    Delivered,
    /// It will be tried again.
    Deferred,
    /// It was given up: a bounce.
    Failed,
    /// The server refused to take it from a client.
    Rejected,
    /// A complaint: the recipient marked it as spam.
    Complaint,
}
