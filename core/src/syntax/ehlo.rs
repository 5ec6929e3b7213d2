//! What a server offers after EHLO: RFC 5321 section 4.1.1.1 and the service extensions.

use super::reply::{Lines, reply};

/// One capability, as a typed value; what is not known is kept as it stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Capability<'a> {
    /// `SIZE`: the largest message in bytes; 0 or nothing for no fixed limit. RFC 1870.
    Size(Option<u64>),
    /// `AUTH`: the log-in mechanisms. RFC 4954; the old `AUTH=` form is read too.
    Auth(Mechanisms<'a>),
    /// `STARTTLS`. RFC 3207.
    StartTls,
    /// `8BITMIME`. RFC 6152.
    EightBitMime,
    /// `SMTPUTF8`. RFC 6531.
    SmtpUtf8,
    /// `PIPELINING`. RFC 2920.
    Pipelining,
    /// `CHUNKING`: BDAT. RFC 3030.
    Chunking,
    /// `BINARYMIME`. RFC 3030.
    BinaryMime,
    /// `DSN`. RFC 3461.
    Dsn,
    /// `ENHANCEDSTATUSCODES`. RFC 2034.
    EnhancedStatusCodes,
    /// `DELIVERBY`: the shortest time in seconds. RFC 2852.
    DeliverBy(Option<u64>),
    /// `FUTURERELEASE`: the longest interval in seconds. RFC 4865.
    FutureRelease(Option<u64>),
    /// `MT-PRIORITY`. RFC 6710.
    MtPriority,
    /// `REQUIRETLS`. RFC 8689.
    RequireTls,
    /// `RRVS`. RFC 7293.
    Rrvs,
    /// `LIMITS`: for instance `RCPTMAX=100`. RFC 9422.
    Limits(&'a str),
    /// `BURL`. RFC 4468.
    Burl,
    /// `ETRN`. RFC 1985.
    Etrn,
    /// `VRFY`. RFC 5321.
    Vrfy,
    /// `EXPN`. RFC 5321.
    Expn,
    /// `HELP`. RFC 5321.
    Help,
    /// Anything else, the keyword and its parameters.
    Other {
        /// The keyword as it stands.
        keyword: &'a str,
        /// Its parameters as they stand.
        parameters: &'a str,
    },
}

/// A log-in mechanism (RFC 4422, and the providers' own).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Mechanism<'a> {
    /// PLAIN. RFC 4616.
    Plain,
    /// LOGIN, never standardised, always there.
    Login,
    /// CRAM-MD5. RFC 2195.
    CramMd5,
    /// DIGEST-MD5. RFC 2831.
    DigestMd5,
    /// SCRAM-SHA-1. RFC 5802.
    ScramSha1,
    /// SCRAM-SHA-256. RFC 7677.
    ScramSha256,
    /// OAUTHBEARER. RFC 7628.
    OAuthBearer,
    /// XOAUTH2, Google's and Microsoft's.
    XOAuth2,
    /// NTLM.
    Ntlm,
    /// GSSAPI. RFC 4752.
    GssApi,
    /// EXTERNAL. RFC 4422.
    External,
    /// Anything else, as it stands.
    Other(&'a str),
}

impl<'a> Mechanism<'a> {
    fn read(word: &'a str) -> Self {
        const KNOWN: [(&str, Mechanism<'static>); 11] = [
            ("PLAIN", Mechanism::Plain),
            ("LOGIN", Mechanism::Login),
            ("CRAM-MD5", Mechanism::CramMd5),
            ("DIGEST-MD5", Mechanism::DigestMd5),
            ("SCRAM-SHA-1", Mechanism::ScramSha1),
            ("SCRAM-SHA-256", Mechanism::ScramSha256),
            ("OAUTHBEARER", Mechanism::OAuthBearer),
            ("XOAUTH2", Mechanism::XOAuth2),
            ("NTLM", Mechanism::Ntlm),
            ("GSSAPI", Mechanism::GssApi),
            ("EXTERNAL", Mechanism::External),
        ];
        let known = KNOWN.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
        known.map_or(Self::Other(word), |(_, mechanism)| *mechanism)
    }
}

/// The mechanisms that one `AUTH` line names.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Mechanisms<'a>(&'a str);

impl<'a> Mechanisms<'a> {
    /// The mechanisms, in order.
    pub fn iter(self) -> impl Iterator<Item = Mechanism<'a>> {
        self.0.split_ascii_whitespace().map(Mechanism::read)
    }
}

/// A server's answer to EHLO, as a view of its bytes.
#[derive(Clone, Debug)]
pub struct Ehlo<'a> {
    /// The name the server gives itself.
    pub domain: &'a str,
    lines: Lines<'a>,
}

impl<'a> Ehlo<'a> {
    /// The capabilities, in order. Lines that are no UTF-8 are passed over.
    pub fn capabilities(&self) -> impl Iterator<Item = Capability<'a>> + use<'a> {
        self.lines.clone().skip(1).filter_map(|line| capability(core::str::from_utf8(line.text).ok()?))
    }

    /// Whether the server offers a log-in with `mechanism`.
    #[must_use]
    pub fn offers(&self, mechanism: Mechanism<'_>) -> bool {
        self.capabilities().any(|capability| match capability {
            Capability::Auth(mechanisms) => mechanisms.iter().any(|offered| offered == mechanism),
            _ => false,
        })
    }
}

/// Reads the reply to EHLO; none when `input` is no 250 reply.
///
/// ```
/// use mailmend::syntax::{Capability, Mechanism, ehlo};
/// let offer = ehlo(b"250-mx.example.com\r\n250-SIZE 35882577\r\n250 AUTH LOGIN XOAUTH2\r\n").unwrap();
/// assert_eq!(offer.domain, "mx.example.com");
/// assert_eq!(offer.capabilities().next(), Some(Capability::Size(Some(35_882_577))));
/// assert!(offer.offers(Mechanism::XOAuth2) && !offer.offers(Mechanism::Plain));
/// ```
/// RFC 5321 section 4.1.1.1.
#[must_use]
pub fn ehlo(input: &[u8]) -> Option<Ehlo<'_>> {
    let tree = reply(input).tree;
    if tree.code()?.number() != 250 {
        return None;
    }
    let lines = tree.lines();
    let first = core::str::from_utf8(lines.clone().next()?.text).ok()?;
    Some(Ehlo { domain: first.split_ascii_whitespace().next().unwrap_or_default(), lines })
}

/// ```abnf
/// ehlo-line    = ehlo-keyword *( SP ehlo-param )
/// ehlo-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")       ; RFC 5321 section 4.1.1.1
/// ```
/// Old servers write `AUTH=LOGIN` for clients that are older still.
fn capability(line: &str) -> Option<Capability<'_>> {
    let line = line.trim();
    let end = line.find([' ', '\t', '=']).unwrap_or(line.len());
    let (keyword, parameters) = line.split_at_checked(end)?;
    let parameters = parameters.trim_start_matches(['=', ' ', '\t']);
    let number = || parameters.split_ascii_whitespace().next().and_then(|number| number.parse().ok());
    let known: [(&str, Capability<'_>); 21] = [
        ("SIZE", Capability::Size(number())),
        ("AUTH", Capability::Auth(Mechanisms(parameters))),
        ("STARTTLS", Capability::StartTls),
        ("8BITMIME", Capability::EightBitMime),
        ("SMTPUTF8", Capability::SmtpUtf8),
        ("PIPELINING", Capability::Pipelining),
        ("CHUNKING", Capability::Chunking),
        ("BINARYMIME", Capability::BinaryMime),
        ("DSN", Capability::Dsn),
        ("ENHANCEDSTATUSCODES", Capability::EnhancedStatusCodes),
        ("DELIVERBY", Capability::DeliverBy(number())),
        ("FUTURERELEASE", Capability::FutureRelease(number())),
        ("MT-PRIORITY", Capability::MtPriority),
        ("REQUIRETLS", Capability::RequireTls),
        ("RRVS", Capability::Rrvs),
        ("LIMITS", Capability::Limits(parameters)),
        ("BURL", Capability::Burl),
        ("ETRN", Capability::Etrn),
        ("VRFY", Capability::Vrfy),
        ("EXPN", Capability::Expn),
        ("HELP", Capability::Help),
    ];
    if keyword.is_empty() {
        return None;
    }
    let found = known.iter().find(|(name, _)| name.eq_ignore_ascii_case(keyword));
    Some(found.map_or(Capability::Other { keyword, parameters }, |(_, capability)| *capability))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn what_is_not_known_is_kept() {
        let offer =
            ehlo(b"250-mx hello\r\n250-XCLIENT NAME ADDR\r\n250-auth=LOGIN plain X-OWN\r\n250 size\r\n").unwrap();
        let found: Vec<_> = offer.capabilities().collect();
        assert_eq!(found.first(), Some(&Capability::Other { keyword: "XCLIENT", parameters: "NAME ADDR" }));
        assert!(offer.offers(Mechanism::Plain) && offer.offers(Mechanism::Other("X-OWN")));
        assert_eq!(found.last(), Some(&Capability::Size(None)));
    }

    #[test]
    fn only_a_250_is_an_offer() {
        assert!(ehlo(b"502 5.5.1 EHLO not implemented\r\n").is_none());
        assert!(ehlo(b"").is_none());
    }
}
