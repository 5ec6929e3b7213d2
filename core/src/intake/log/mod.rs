//! Log lines of mail servers and events of mail services: who mailed whom, how it ended, and the words that tell
//! why. One file a program.

mod csv;
mod events;
mod exim;
mod haraka;
mod json;
mod kumomta;
mod opensmtpd;
mod postfix;
mod qmail;
mod sendmail;
mod syslog;

pub use qmail::start as qmail_start;

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

impl<'a> Entry<'a> {
    fn new(program: Program, outcome: Outcome) -> Self {
        Self {
            program,
            outcome,
            time: None,
            id: None,
            sender: None,
            recipient: None,
            relay: None,
            stage: None,
            said: Cow::Borrowed(""),
        }
    }

    /// What was said, and the step that it was said at when its own words tell.
    fn said(mut self, said: &'a str) -> Self {
        if self.outcome != Outcome::Delivered {
            self.stage = self.stage.or_else(|| stage_of(said));
        }
        self.said = Cow::Borrowed(said);
        self
    }
}

/// Reads one line of a log, or one event. None when it is about something else than a delivery attempt: most lines are,
/// and a look at a few bytes turns them away.
///
/// ```
/// use mailmend::log::{Outcome, entry};
/// let line = "Nov 24 06:05:08 mx postfix/smtp[13630]: 97CE2A822E9: to=<bob@example.net>, relay=mx.example.net[192.0.2.1]:25, \
///             delay=0.17, delays=0/0.16/0/0, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.1] said: \
///             550 5.1.1 no such user (in reply to RCPT TO command))";
/// let entry = entry(line).unwrap();
/// assert_eq!(entry.outcome, Outcome::Failed);
/// assert_eq!(entry.recipient.as_deref(), Some("bob@example.net"));
/// assert!(entry.said.starts_with("host mx.example.net"));
/// ```
#[must_use]
pub fn entry(line: &str) -> Option<Entry<'_>> {
    let line = line.trim_end();
    match line.trim_start().as_bytes().first()? {
        b'{' | b'[' => json::entry(line.trim()),
        _ => postfix::entry(line)
            .or_else(|| exim::entry(line))
            .or_else(|| sendmail::entry(line))
            .or_else(|| opensmtpd::entry(line))
            .or_else(|| qmail::entry(line))
            .or_else(|| haraka::entry(line))
            .or_else(|| csv::entry(line)),
    }
}

/// The step that a line names in words: Postfix's "in reply to", Exim's "after".
fn stage_of(said: &str) -> Option<Stage> {
    const STEPS: [(&str, Stage); 20] = [
        ("in reply to RCPT TO", Stage::Rcpt),
        ("in reply to MAIL FROM", Stage::Mail),
        ("in reply to end of DATA", Stage::Data),
        ("in reply to DATA", Stage::Data),
        ("in reply to EHLO", Stage::Helo),
        ("in reply to HELO", Stage::Helo),
        ("in reply to AUTH", Stage::Auth),
        ("in reply to STARTTLS", Stage::StartTls),
        ("while sending RCPT TO", Stage::Rcpt),
        ("while sending MAIL FROM", Stage::Mail),
        ("while sending end of data", Stage::Data),
        ("while performing the EHLO", Stage::Helo),
        ("while performing the HELO", Stage::Helo),
        ("while receiving the initial server greeting", Stage::Connect),
        ("after RCPT TO", Stage::Rcpt),
        ("after MAIL FROM", Stage::Mail),
        ("after end of data", Stage::Data),
        ("after pipelined end of data", Stage::Data),
        ("after EHLO", Stage::Helo),
        ("after initial connection", Stage::Connect),
    ];
    STEPS.iter().find(|(words, _)| said.contains(words)).map(|(_, stage)| *stage)
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

impl Program {
    /// The name in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Postfix => "postfix",
            Self::Exim => "exim",
            Self::Sendmail => "sendmail",
            Self::Qmail => "qmail",
            Self::OpenSmtpd => "opensmtpd",
            Self::Exchange => "exchange",
            Self::PowerMta => "powermta",
            Self::KumoMta => "kumomta",
            Self::Haraka => "haraka",
            Self::Ses => "ses",
            Self::SendGrid => "sendgrid",
            Self::Postmark => "postmark",
            Self::Mailgun => "mailgun",
        }
    }
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

impl Outcome {
    /// The word in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Deferred => "deferred",
            Self::Failed => "failed",
            Self::Rejected => "rejected",
            Self::Complaint => "complaint",
        }
    }
}
