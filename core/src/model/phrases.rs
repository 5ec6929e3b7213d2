//! The words of an answer as people say them, for reports in plain text.

use alloc::borrow::Cow;
use alloc::format;

use super::report::Retry;
use super::words::{Confidence, Need, Owner, Recipient, Stage};

impl Owner {
    /// Who that is.
    #[must_use]
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::You => "you",
            Self::Host => "your hosting or your network",
            Self::Provider => "the service you send through",
            Self::Receiver => "the people who run the recipient's mail server",
            Self::Recipient => "the recipient",
            Self::Nobody => "nobody: it will pass",
        }
    }
}

impl Retry {
    /// The answer to "try again?".
    ///
    /// ```
    /// assert_eq!(mailmend::model::Retry::Later(3600).phrase(), "yes, in 60 minutes");
    /// ```
    #[must_use]
    pub fn phrase(self) -> Cow<'static, str> {
        match self {
            Self::Later(seconds) => format!("yes, in {}", time(seconds)).into(),
            Self::AfterFix => "once it is mended, not before".into(),
            Self::Never => "no".into(),
        }
    }
}

impl Recipient {
    /// What to do with the address.
    #[must_use]
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Keep => "keep the address",
            Self::Verify => "check the address before you mail it again",
            Self::Suppress => "stop mailing the address",
        }
    }
}

impl Stage {
    /// When that is.
    #[must_use]
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Connect => "while connecting",
            Self::Helo => "at the greeting",
            Self::StartTls => "while encrypting",
            Self::Auth => "at the log-in",
            Self::Mail => "at the sender",
            Self::Rcpt => "at the recipient",
            Self::Data => "at the message",
        }
    }
}

impl Need {
    /// What to bring.
    #[must_use]
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Transcript => "the debug transcript of the attempt",
            Self::FullText => "the full text of the answer, as the server gave it",
            Self::Domain => "the DNS records of your domain (SPF, DKIM, DMARC)",
            Self::Content => "the message itself: its From, subject, text and links",
        }
    }
}

impl Confidence {
    /// How sure that is.
    #[must_use]
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Possible => "only a guess",
        }
    }
}

/// A time in the unit that reads best.
fn time(seconds: u32) -> alloc::string::String {
    let (number, unit) = match seconds {
        0..120 => (seconds, "second"),
        120..7200 => (seconds / 60, "minute"),
        7200..172_800 => (seconds / 3600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}
