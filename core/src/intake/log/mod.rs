//! Log lines of mail servers and events of mail services: who mailed whom, how it ended, and the words that tell
//! why. One file a program.
//!
//! Most lines of a log are not about an attempt (connects, queue managers, TLS chatter), and a log has millions of
//! them: each is turned away after a look at the place where its program would say so, without a search of the rest.

mod csv;
mod events;
mod exchange;
mod exim;
mod haraka;
mod header;
mod json;
mod kumomta;
mod opensmtpd;
mod pieces;
mod postfix;
mod powermta;
mod qmail;
mod sendmail;

use alloc::borrow::Cow;

use crate::model::Stage;

/// What a line of a log or an event tells about a delivery attempt; none when it is about something else.
///
/// ```
/// use mailmend::log::{Outcome, entry};
///
/// let line = "Nov 24 06:05:08 relay postfix/smtp[1]: 9015DA822DA: to=<nobody@example.com>, \
///     relay=mx.example.com[192.0.2.1]:25, delay=0.1, delays=0/0.1/0/0, dsn=5.1.1, status=bounced \
///     (host mx.example.com[192.0.2.1] said: 550 5.1.1 User unknown (in reply to RCPT TO command))";
/// let bounce = entry(line).unwrap();
/// assert_eq!(bounce.outcome, Outcome::Failed);
/// assert_eq!(bounce.recipient.as_deref(), Some("nobody@example.com"));
/// assert_eq!(mailmend::explain(&mailmend::Request::new(&bounce.said)).findings[0].cause.code, "RCPT001");
///
/// assert!(entry("Nov 24 06:05:08 relay postfix/qmgr[1]: 9015DA822DA: removed").is_none());
/// ```
///
/// A line is what stands between two line ends, with whatever a collector put before it (syslog of RFC 3164 and RFC
/// 5424, journald, `docker compose`) or around it (Docker's and journald's JSON). An event of a mail service is one
/// JSON object; of an array, the first attempt is given.
#[must_use]
pub fn entry(line: &str) -> Option<Entry<'_>> {
    let line = line.strip_prefix('\u{feff}').unwrap_or(line).trim_ascii();
    let entry = match line.as_bytes().first()? {
        b'{' | b',' => json::entry(line),
        b'[' => json::entry(line).or_else(|| text(line, 0)),
        b'#' => None,
        _ => text(line, 0),
    };
    entry.map(Entry::without_blanks)
}

/// The entry of a line that is no JSON. `depth` counts the headers taken off so far: a program's own line may stand
/// inside a collector's.
fn text(line: &str, depth: u8) -> Option<Entry<'_>> {
    if line.starts_with("to=") {
        return queued("", line);
    }
    let whole = powermta::row(line).or_else(|| exchange::row(line)).or_else(|| exim::line(line));
    if let Some(entry) = whole.or_else(|| haraka::line(line)) {
        return Some(entry);
    }
    let (head, message) = header::split(line)?;
    let mut entry = tagged(head, message)
        .or_else(|| (depth < DEEPEST && header::may_begin(message)).then(|| text(message, depth + 1)).flatten())?;
    if entry.time.is_none() {
        entry.time = header::time(head).map(Cow::Borrowed);
    }
    Some(entry)
}

/// How many headers may stand before a program's own line: Docker's in journald's in syslog's.
const DEEPEST: u8 = 3;

/// The entry of a message behind a header; the queue id stands in the message, or ends the header.
fn tagged<'a>(head: &'a str, message: &'a str) -> Option<Entry<'a>> {
    if let Some(entry) = qmail::delivery(head, message) {
        return Some(entry);
    }
    if starts_queued(message) {
        return queued(header::last_word(head), message);
    }
    match header::queue_id(message) {
        Some((id, rest)) if starts_queued(rest) => queued(id, rest),
        Some(("relay" | "delivery", _)) | None => {
            opensmtpd::message(message).or_else(|| exim::line(message)).or_else(|| haraka::message(message))
        }
        Some(_) => None,
    }
}

/// Whether what follows a queue id may be an attempt: by its first letters.
fn starts_queued(rest: &str) -> bool {
    let begins = |start: &str| rest.starts_with(start);
    match rest.as_bytes().first() {
        Some(b't') => begins("to="),
        Some(b'f') => begins("from=<"),
        Some(b'r') => begins("reject: ") || begins("ruleset="),
        Some(b'm') => begins("milter-reject: "),
        Some(b'p') => begins("proxy-reject: "),
        Some(b'M') => begins("Milter: "),
        Some(b'<') => true,
        _ => false,
    }
}

/// The lines of Postfix and Sendmail: a queue id, then what happened.
fn queued<'a>(id: &'a str, rest: &'a str) -> Option<Entry<'a>> {
    let mut entry = postfix::message(rest).or_else(|| sendmail::message(rest))?;
    entry.id = (!id.is_empty() && id != "NOQUEUE").then_some(Cow::Borrowed(id));
    Some(entry)
}

/// One delivery attempt, as a line of a log tells it.
///
/// Every text is a slice of the line, unless the line spells it in a way that no reader wants: JSON escapes, quotes of
/// CSV, qmail's underscores.
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
    /// The envelope sender. Empty for bounces, which have none; absent when the line does not tell.
    pub sender: Option<Cow<'a, str>>,
    /// The recipient; the first, when the line is about several.
    pub recipient: Option<Cow<'a, str>>,
    /// The host that the mail was given to, or that gave it: its name, or its address when no name is known.
    pub relay: Option<Cow<'a, str>>,
    /// The IP address of that host.
    pub ip: Option<Cow<'a, str>>,
    /// The enhanced status code that the program noted beside the words.
    pub dsn: Option<Cow<'a, str>>,
    /// The step that failed, when the line names it.
    pub stage: Option<Stage>,
    /// What was said: the reply or the error, for [`explain`](crate::explain) to read. Empty when nothing was.
    pub said: Cow<'a, str>,
}

impl<'a> Entry<'a> {
    /// An entry that tells nothing but how it ended.
    const fn new(program: Program, outcome: Outcome) -> Self {
        Self {
            program,
            outcome,
            time: None,
            id: None,
            sender: None,
            recipient: None,
            relay: None,
            ip: None,
            dsn: None,
            stage: None,
            said: Cow::Borrowed(""),
        }
    }

    /// A field that the line leaves blank is not told. The sender alone may be empty.
    fn without_blanks(mut self) -> Self {
        for field in [&mut self.time, &mut self.id, &mut self.recipient, &mut self.relay, &mut self.ip, &mut self.dsn] {
            field.take_if(|text| text.is_empty());
        }
        self
    }

    /// The same entry, without the line.
    #[must_use]
    pub fn into_owned(self) -> Entry<'static> {
        let own = |text: Option<Cow<'a, str>>| text.map(|text| Cow::Owned(text.into_owned()));
        Entry {
            program: self.program,
            outcome: self.outcome,
            time: own(self.time),
            id: own(self.id),
            sender: own(self.sender),
            recipient: own(self.recipient),
            relay: own(self.relay),
            ip: own(self.ip),
            dsn: own(self.dsn),
            stage: self.stage,
            said: Cow::Owned(self.said.into_owned()),
        }
    }
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

impl Program {
    /// Its short name: `postfix`.
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

impl Outcome {
    /// Its name: `delivered`.
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
