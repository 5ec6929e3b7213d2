//! What is asked of DNS, and what was answered. No I/O: whoever calls looks it up, in their own way.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::{Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

/// What a look-up is for: a type of DNS record, or the one file of mail that is fetched over HTTPS.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[non_exhaustive]
pub enum LookupType {
    /// IPv4 addresses (RFC 1035).
    A,
    /// IPv6 addresses (RFC 3596).
    Aaaa,
    /// Where a name is an alias to; asked for only where an alias itself is the question.
    Cname,
    /// The hosts that take mail (RFC 1035, RFC 7505).
    Mx,
    /// The servers of a zone.
    Ns,
    /// The names of an address; the name that is asked for ends in `in-addr.arpa` or `ip6.arpa`.
    Ptr,
    /// The type that SPF had before RFC 7208 gave it up (99); only to tell those who still use it.
    Spf,
    /// Texts, each as the list of its strings.
    Txt,
    /// The file `/.well-known/mta-sts.txt` of the host that is named, fetched over HTTPS (RFC 8461 section 3.3).
    #[serde(rename = "MTA-STS-POLICY")]
    Policy,
}

impl LookupType {
    /// Every type.
    pub const ALL: [Self; 9] =
        [Self::A, Self::Aaaa, Self::Cname, Self::Mx, Self::Ns, Self::Ptr, Self::Spf, Self::Txt, Self::Policy];

    /// The type as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::Aaaa => "AAAA",
            Self::Cname => "CNAME",
            Self::Mx => "MX",
            Self::Ns => "NS",
            Self::Ptr => "PTR",
            Self::Spf => "SPF",
            Self::Txt => "TXT",
            Self::Policy => "MTA-STS-POLICY",
        }
    }

    /// The type that is written `word`, in any case.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(word))
    }
}

/// A look-up that is still wanted.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Lookup {
    /// The name: in small letters, without the dot at the end.
    pub name: String,
    /// What is asked of it.
    #[serde(rename = "type")]
    pub kind: LookupType,
}

impl Lookup {
    /// A look-up of `name`, however it is spelt.
    ///
    /// ```
    /// use mailmend::model::{Lookup, LookupType};
    /// assert_eq!(Lookup::new("Example.COM.", LookupType::Mx).name, "example.com");
    /// ```
    #[must_use]
    pub fn new(name: &str, kind: LookupType) -> Self {
        Self { name: normal(name), kind }
    }
}

/// What DNS answered: records, or one of the four ways to have none. RFC 7208 section 4.4 tells them apart, and so does
/// everything that is built on it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Answer {
    /// Records of the type that was asked for, aliases followed.
    Records(Vec<Data>),
    /// The name exists and has none of that type.
    NoData,
    /// The name does not exist (NXDOMAIN).
    NoName,
    /// No server answered in time.
    Timeout,
    /// A server answered that it could not tell (SERVFAIL, REFUSED and the like).
    ServerFailure,
}

impl Answer {
    /// The answers without records, and how each is written.
    pub const STATUSES: [(&'static str, Self); 4] = [
        ("nodata", Self::NoData),
        ("nxdomain", Self::NoName),
        ("timeout", Self::Timeout),
        ("servfail", Self::ServerFailure),
    ];

    /// The records; none in any other answer.
    #[must_use]
    pub fn records(&self) -> &[Data] {
        match self {
            Self::Records(records) => records,
            _ => &[],
        }
    }

    /// Whether asking again may give something else.
    #[must_use]
    pub const fn is_temporary(&self) -> bool {
        matches!(self, Self::Timeout | Self::ServerFailure)
    }

    /// Whether there is nothing: a void look-up in the sense of RFC 7208 section 4.6.4.
    #[must_use]
    pub fn is_void(&self) -> bool {
        match self {
            Self::Records(records) => records.is_empty(),
            Self::NoData | Self::NoName => true,
            Self::Timeout | Self::ServerFailure => false,
        }
    }
}

/// The data of one record.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Data {
    /// The address of an A record.
    A(Ipv4Addr),
    /// The address of an AAAA record.
    Aaaa(Ipv6Addr),
    /// An MX record.
    Mx {
        /// The lower, the earlier it is tried.
        preference: u16,
        /// The host; empty where the domain takes no mail (RFC 7505).
        host: String,
    },
    /// The name that a CNAME, NS or PTR record leads to.
    Name(String),
    /// The strings of a TXT record, or one of type SPF. They are joined without a blank (RFC 7208 section 3.3).
    Txt(Vec<String>),
    /// The text of a policy file.
    File(String),
}

impl Data {
    /// The text of a TXT record, its strings joined; of a policy file, the text.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Txt(strings) => Some(strings.concat()),
            Self::File(text) => Some(text.clone()),
            _ => None,
        }
    }
}

/// The answers so far.
///
/// ```
/// use mailmend::model::{Answer, Answers, Data, LookupType};
/// let mut answers = Answers::new();
/// answers.insert("Example.com.", LookupType::Txt, Answer::Records(vec![Data::Txt(vec!["v=spf1 -all".into()])]));
/// assert_eq!(answers.get("example.com", LookupType::Txt).unwrap().records().len(), 1);
/// assert!(answers.get("example.com", LookupType::Mx).is_none());
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Answers {
    names: BTreeMap<String, Vec<(LookupType, Answer)>>,
}

impl Answers {
    /// No answer yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps the answer to a look-up of `name`, however it is spelt; an earlier one is replaced.
    pub fn insert(&mut self, name: &str, kind: LookupType, answer: Answer) {
        let kept = self.names.entry(normal(name)).or_default();
        match kept.iter_mut().find(|(other, _)| *other == kind) {
            Some((_, old)) => *old = answer,
            None => kept.push((kind, answer)),
        }
    }

    /// The answer to a look-up; none when it was not asked yet.
    #[must_use]
    pub fn get(&self, name: &str, kind: LookupType) -> Option<&Answer> {
        let is_normal = !name.ends_with('.') && !name.bytes().any(|byte| byte.is_ascii_uppercase());
        let kept = if is_normal { self.names.get(name) } else { self.names.get(&normal(name)) }?;
        kept.iter().find(|(other, _)| *other == kind).map(|(_, answer)| answer)
    }

    /// Every answer, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, LookupType, &Answer)> {
        self.names.iter().flat_map(|(name, kept)| kept.iter().map(move |(kind, answer)| (name.as_str(), *kind, answer)))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.values().map(Vec::len).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

/// Where an evaluation stands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Step<T> {
    /// It has come to its end.
    Done(T),
    /// It wants these look-ups first: look them up, add the answers to the others, and call again.
    Needs(Vec<Lookup>),
}

/// A name as it is kept: in small letters, without the dot at the end.
fn normal(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}
