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

/// Stand-in until the real one lands: Postfix's `status=` lines.
#[must_use]
pub fn entry(line: &str) -> Option<Entry<'_>> {
    let place = line.find(" status=")?;
    let rest = line.get(place + 8..)?;
    let (status, said) = rest.split_once(' ')?;
    let outcome = match status {
        "sent" => Outcome::Delivered,
        "deferred" => Outcome::Deferred,
        "bounced" => Outcome::Failed,
        _ => return None,
    };
    let said = said.strip_prefix('(').unwrap_or(said);
    let said = said.strip_suffix(')').unwrap_or(said);
    let said = said.split_once(" said: ").map_or(said, |(_, said)| said);
    let field = |name: &str| {
        let (_, rest) = line.split_once(name)?;
        rest.split([',', '>', '[']).next().map(Cow::Borrowed)
    };
    let id = line.split("]: ").nth(1).and_then(|rest| rest.split(':').next()).map(Cow::Borrowed);
    Some(Entry {
        program: Program::Postfix,
        outcome,
        time: line.get(..15).map(Cow::Borrowed),
        id,
        sender: None,
        recipient: field(" to=<"),
        relay: field(" relay="),
        stage: None,
        said: said.into(),
    })
}
