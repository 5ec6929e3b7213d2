//! Enhanced mail system status codes: RFC 3463, and the IANA registry that RFC 5248 opened.

use nom::bytes::complete::take_while_m_n;
use nom::combinator::{map_opt, verify};
use nom::sequence::preceded;
use nom::{IResult, Parser};

/// An enhanced status code such as `5.1.1`.
///
/// ```
/// use mailmend::EnhancedCode;
/// let code = EnhancedCode::new(5, 1, 1).unwrap();
/// assert_eq!(code.name(), Some("Bad destination mailbox address"));
/// assert_eq!(EnhancedCode::new(5, 7, 999).unwrap().name(), None); // unknown is a value, not an error
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct EnhancedCode {
    class: u8,
    subject: u16,
    detail: u16,
}

impl EnhancedCode {
    /// The code `class.subject.detail`; none when the class is not 2, 4 or 5 or a number has more than three
    /// digits (RFC 3463 section 2).
    #[must_use]
    pub const fn new(class: u8, subject: u16, detail: u16) -> Option<Self> {
        if matches!(class, 2 | 4 | 5) && subject < 1000 && detail < 1000 {
            Some(Self { class, subject, detail })
        } else {
            None
        }
    }

    /// 2 success, 4 persistent transient failure, 5 permanent failure.
    #[must_use]
    pub const fn class(self) -> u8 {
        self.class
    }

    /// What it is about: 1 address, 2 mailbox, 3 mail system, 4 network, 5 protocol, 6 content, 7 security.
    #[must_use]
    pub const fn subject(self) -> u16 {
        self.subject
    }

    /// What precisely.
    #[must_use]
    pub const fn detail(self) -> u16 {
        self.detail
    }

    /// The registered name; none when the registry does not hold it.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        self.entry().map(|entry| entry.name)
    }

    /// What it means, in a sentence; none when the registry does not hold it.
    #[must_use]
    pub fn meaning(self) -> Option<&'static str> {
        self.entry().map(|entry| entry.meaning)
    }

    fn entry(self) -> Option<&'static Entry> {
        let place = REGISTRY.binary_search_by(|entry| (entry.subject, entry.detail).cmp(&(self.subject, self.detail)));
        place.ok().and_then(|place| REGISTRY.get(place))
    }
}

impl core::fmt::Display for EnhancedCode {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

/// ```abnf
/// status-code = class "." subject "." detail
/// class       = "2" / "4" / "5"
/// subject     = 1*3DIGIT
/// detail      = 1*3DIGIT                        ; RFC 3463 section 2
/// ```
pub(crate) fn enhanced(input: &[u8]) -> IResult<&[u8], EnhancedCode> {
    let class = verify(number::<1>, |class| matches!(class, 2 | 4 | 5));
    let part = || preceded(nom::character::complete::char('.'), number::<3>);
    map_opt((class, part(), part()), |(class, subject, detail)| {
        EnhancedCode::new(u8::try_from(class).ok()?, subject, detail)
    })
    .parse(input)
}

fn number<const MOST: usize>(input: &[u8]) -> IResult<&[u8], u16> {
    let digits = take_while_m_n(1, MOST, |byte: u8| byte.is_ascii_digit());
    digits
        .map(|digits: &[u8]| digits.iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0')))
        .parse(input)
}

struct Entry {
    subject: u16,
    detail: u16,
    name: &'static str,
    meaning: &'static str,
}

/// The registry, sorted; the class does not change a name.
macro_rules! registry {
    ($($subject:literal, $detail:literal, $name:literal: $meaning:literal;)+) => {
        const REGISTRY: &[Entry] =
            &[$(Entry { subject: $subject, detail: $detail, name: $name, meaning: $meaning },)+];
    };
}

registry! {
    0, 0, "Other undefined status": "The server gives no detail.";
    1, 0, "Other address status": "Something about an address in the message is wrong.";
    1, 1, "Bad destination mailbox address": "There is no mailbox with this name.";
    1, 2, "Bad destination system address": "The recipient's domain does not exist or takes no mail.";
    1, 3, "Bad destination mailbox address syntax": "The recipient's address is malformed.";
    1, 4, "Destination mailbox address ambiguous": "The address fits more than one mailbox.";
    1, 5, "Destination address valid": "The recipient's address is fine.";
    1, 6, "Destination mailbox has moved, No forwarding address": "The mailbox is gone and nobody knows where to.";
    1, 7, "Bad sender's mailbox address syntax": "The sender's address is malformed.";
    1, 8, "Bad sender's system address": "The sender's domain does not exist or takes no answers.";
    1, 9, "Message relayed to non-compliant mailer": "The message went on to a server that sends no notices.";
    1, 10, "Recipient address has null MX": "The recipient's domain says that it takes no mail at all (RFC 7505).";
    2, 0, "Other or undefined mailbox status": "Something about the mailbox is wrong.";
    2, 1, "Mailbox disabled, not accepting messages": "The mailbox exists but is switched off.";
    2, 2, "Mailbox full": "The mailbox is over its quota.";
    2, 3, "Message length exceeds administrative limit": "The message is larger than this mailbox takes.";
    2, 4, "Mailing list expansion problem": "The mailing list could not be resolved into its members.";
    3, 0, "Other or undefined mail system status": "Something in the receiving system is wrong.";
    3, 1, "Mail system full": "The receiving system has no room left.";
    3, 2, "System not accepting network messages": "The receiving system takes no mail at the moment.";
    3, 3, "System not capable of selected features": "The receiving system lacks a feature that the message needs.";
    3, 4, "Message too big for system": "The message is larger than the receiving system takes.";
    3, 5, "System incorrectly configured": "The receiving system is set up wrongly.";
    3, 6, "Requested priority was changed": "The message goes on with another priority (RFC 6710).";
    4, 0, "Other or undefined network or routing status": "Something on the way is wrong.";
    4, 1, "No answer from host": "The other server did not answer.";
    4, 2, "Bad connection": "The connection broke.";
    4, 3, "Directory server failure": "A directory or DNS server failed.";
    4, 4, "Unable to route": "No way to the recipient's domain was found.";
    4, 5, "Mail system congestion": "The receiving system has too much to do.";
    4, 6, "Routing loop detected": "The message goes round in circles.";
    4, 7, "Delivery time expired": "The message waited longer than the sender allows.";
    5, 0, "Other or undefined protocol status": "Something in the dialogue is wrong.";
    5, 1, "Invalid command": "A command is unknown or came at the wrong time.";
    5, 2, "Syntax error": "A command could not be read.";
    5, 3, "Too many recipients": "The message has more recipients than the server takes at once.";
    5, 4, "Invalid command arguments": "A command's arguments are out of range or unknown.";
    5, 5, "Wrong protocol version": "The two sides speak different versions of the protocol.";
    5, 6, "Authentication Exchange line is too long": "A log-in line is longer than allowed (RFC 4954).";
    6, 0, "Other or undefined media error": "Something in the content could not be handled.";
    6, 1, "Media not supported": "The content's type is not supported.";
    6, 2, "Conversion required and prohibited": "The content would have to be converted, but must not be.";
    6, 3, "Conversion required but not supported": "The content would have to be converted, which is not possible.";
    6, 4, "Conversion with loss performed": "The content was converted and lost something.";
    6, 5, "Conversion Failed": "The content could not be converted.";
    6, 6, "Message content not available": "The content could not be fetched (RFC 4468).";
    6, 7, "Non-ASCII addresses not permitted for that sender/recipient": "An address with letters outside ASCII is not possible here (RFC 6531).";
    6, 8, "UTF-8 string reply is required, but not permitted by the SMTP client": "The server's answer needs UTF-8, which the client did not allow (RFC 6531).";
    6, 9, "UTF-8 header message cannot be transferred to one or more recipients, so the message must be rejected": "A header in UTF-8 cannot be passed on to a recipient (RFC 6531).";
    6, 10, "Replaced by 6.8": "The server's answer needs UTF-8, which the client did not allow (RFC 6531).";
    7, 0, "Other or undefined security status": "A security rule stopped it.";
    7, 1, "Delivery not authorized, message refused": "The sender or the client is not allowed to do this.";
    7, 2, "Mailing list expansion prohibited": "The sender may not write to this mailing list.";
    7, 3, "Security conversion required but not possible": "The message would have to change its protection, which is not possible.";
    7, 4, "Security features not supported": "A security feature that is needed is missing.";
    7, 5, "Cryptographic failure": "Something encrypted or signed could not be read.";
    7, 6, "Cryptographic algorithm not supported": "An encryption method is not supported.";
    7, 7, "Message integrity failure": "The message was changed on its way.";
    7, 8, "Authentication credentials invalid": "The user name or the password is wrong (RFC 4954).";
    7, 9, "Authentication mechanism is too weak": "The log-in method is not accepted for this account (RFC 4954).";
    7, 10, "Encryption Needed": "The connection must be encrypted first (RFC 5248).";
    7, 11, "Encryption required for requested authentication mechanism": "This log-in method needs an encrypted connection (RFC 4954).";
    7, 12, "A password transition is needed": "The account's password must be set anew first (RFC 4954).";
    7, 13, "User Account Disabled": "The account is switched off (RFC 5248).";
    7, 14, "Trust relationship required": "The two servers would have to trust each other first (RFC 5248).";
    7, 15, "Priority Level is too low": "The message's priority is too low at the moment (RFC 6710).";
    7, 16, "Message is too big for the specified priority": "The message is too large for its priority (RFC 6710).";
    7, 17, "Mailbox owner has changed": "The mailbox belongs to somebody else now (RFC 7293).";
    7, 18, "Domain owner has changed": "The domain belongs to somebody else now (RFC 7293).";
    7, 19, "RRVS test cannot be completed": "Whether the owner changed cannot be told (RFC 7293).";
    7, 20, "No passing DKIM signature found": "The message has no valid DKIM signature (RFC 7372).";
    7, 21, "No acceptable DKIM signature found": "The message's DKIM signatures are not good enough (RFC 7372).";
    7, 22, "No valid author-matched DKIM signature found": "No DKIM signature belongs to the domain in From (RFC 7372).";
    7, 23, "SPF validation failed": "The sending server is not in the sender domain's SPF record (RFC 7372).";
    7, 24, "SPF validation error": "The sender domain's SPF record could not be evaluated (RFC 7372).";
    7, 25, "Reverse DNS validation failed": "The sending server's address has no matching name (RFC 7372).";
    7, 26, "Multiple authentication checks failed": "More than one of SPF, DKIM and DMARC failed (RFC 7372).";
    7, 27, "Sender address has null MX": "The sender's domain says that it takes no mail at all (RFC 7505).";
    7, 28, "Mail flood detected": "Too much mail comes from this sender.";
    7, 29, "ARC validation failure": "The chain of forwarding seals is broken (RFC 8617).";
    7, 30, "REQUIRETLS support required": "The message demands encryption all the way, which is not possible (RFC 8689).";
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn the_registry_is_sorted() {
        assert!(REGISTRY.is_sorted_by_key(|entry| (entry.subject, entry.detail)));
    }

    #[test]
    fn grammar_corners() {
        // RFC 3463 section 2: one to three digits a part, class 2, 4 or 5.
        assert_eq!(enhanced(b"5.7.1 x").unwrap().1.to_string(), "5.7.1");
        assert_eq!(enhanced(b"4.7.500").unwrap().1.detail(), 500);
        assert_eq!(enhanced(b"5.1.10").unwrap().1.detail(), 10);
        for wrong in [&b"3.7.1"[..], b"5.7", b"5..1", b"5.7.", b"55.7.1", b"", b"5"] {
            assert!(enhanced(wrong).is_err(), "{wrong:?}");
        }
    }
}
