//! MTA-STS as senders find it: the record, the policy file, and whether it covers the mail servers. RFC 8461.
//!
//! Bound: three look-ups.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::inquiry::{Found, Inquiry, SoFar, dns_name};
use crate::model::{Answer, Answers, Data, LookupType};
use crate::syntax::mtasts::{LONGEST_AGE, is_id, is_mx_pattern, policy};
use crate::syntax::tags;
use crate::text::Order;

/// What a policy asks of senders (RFC 8461 section 5).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Mode {
    /// Not to deliver to a server that fails.
    Enforce,
    /// To report, and to deliver.
    Testing,
    /// Nothing: as if there were no policy.
    None,
}

impl Mode {
    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enforce => "enforce",
            Self::Testing => "testing",
            Self::None => "none",
        }
    }
}

/// A policy that senders can act on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Policy {
    /// What it asks.
    pub mode: Mode,
    /// The seconds for which it is kept.
    pub max_age: u32,
    /// The names of mail servers it allows, `*` for their first label perhaps.
    pub mx: Vec<String>,
}

impl Policy {
    /// Reads a policy file as a sender does; none where the file cannot be acted on (RFC 8461 section 3.2).
    ///
    /// ```
    /// use mailmend::evaluate::mtasts::Policy;
    /// let policy = Policy::read("version: STSv1\nmode: enforce\nmx: *.example.com\nmax_age: 604800\n").unwrap();
    /// assert!(policy.allows("mx1.example.com") && !policy.allows("example.com") && !policy.allows("a.b.example.com"));
    /// ```
    #[must_use]
    pub fn read(file: &str) -> Option<Self> {
        let lines = policy(file).tree.lines;
        // Only `mx` may be repeated; of the others the first counts.
        let value = |name: &str| lines.iter().find(|line| line.name == name).map(|line| line.value);
        if value("version") != Some("STSv1") {
            return None;
        }
        let mode = value("mode").and_then(|word| {
            [Mode::Enforce, Mode::Testing, Mode::None].into_iter().find(|mode| mode.as_str() == word)
        })?;
        let max_age = value("max_age")?.parse().ok().filter(|age| *age <= LONGEST_AGE)?;
        let named = lines.iter().filter(|line| line.name == "mx" && is_mx_pattern(line.value));
        let mx: Vec<String> = named.map(|line| line.value.to_string()).collect();
        (mode == Mode::None || !mx.is_empty()).then_some(Self { mode, max_age, mx })
    }

    /// Whether a mail server may take mail under this policy: `*` stands for just one label (RFC 8461 section 4.1).
    #[must_use]
    pub fn allows(&self, host: &str) -> bool {
        self.mx.iter().any(|pattern| fits(pattern, host))
    }
}

fn fits(pattern: &str, host: &str) -> bool {
    let bare = |name: &str| name.strip_suffix('.').unwrap_or(name).len();
    let (pattern, host) =
        (pattern.get(..bare(pattern)).unwrap_or_default(), host.get(..bare(host)).unwrap_or_default());
    match pattern.strip_prefix("*.") {
        Some(parent) => {
            host.split_once('.').is_some_and(|(label, rest)| !label.is_empty() && rest.eq_ignore_ascii_case(parent))
        }
        None => host.eq_ignore_ascii_case(pattern),
    }
}

/// What is at the place of the policy file.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum PolicyFile {
    /// It is not looked at: without a record, senders do not.
    NotAsked,
    /// It was not fetched yet.
    Wanted,
    /// There is none, or none that can be fetched: no such host, no certificate that holds, no 200.
    Missing,
    /// The server did not answer.
    Failed,
    /// There is one that senders cannot act on: its text.
    Unusable(String),
    /// The policy.
    Usable(Policy),
}

/// What senders find for a domain.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Discovery {
    /// The record at `_mta-sts.<domain>`: its text. Anything but just one is none (RFC 8461 section 3.1).
    pub record: Found<String>,
    /// Whether senders can act on the record: it has an `id` of letters and digits.
    pub is_usable: bool,
    /// The policy file.
    pub file: PolicyFile,
    /// The mail servers, in order of preference; the domain itself where it names none (RFC 5321 section 5.1), nothing
    /// where it takes no mail. None while they are not known.
    pub servers: Option<Vec<Server>>,
}

/// One mail server.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Server {
    /// Its name.
    pub host: String,
    /// Whether the policy allows it; none without a policy.
    pub allowed: Option<bool>,
}

impl Discovery {
    /// The policy, where there is one that senders act on.
    #[must_use]
    pub fn policy(&self) -> Option<&Policy> {
        match &self.file {
            PolicyFile::Usable(policy) => Some(policy),
            _ => None,
        }
    }
}

/// What a sender finds: it fetches the file where there is a record only.
///
/// ```
/// use mailmend::evaluate::mtasts::discover;
/// use mailmend::model::Answers;
/// assert_eq!(discover("example.com", &Answers::new()).needs.len(), 2);
/// ```
#[must_use]
pub fn discover(domain: &str, answers: &Answers) -> SoFar<Discovery> {
    look(domain, answers, false)
}

/// The same for the owner of the domain: the file is fetched without a record, too, and all at once.
#[must_use]
pub fn inspect(domain: &str, answers: &Answers) -> SoFar<Discovery> {
    look(domain, answers, true)
}

fn look(domain: &str, answers: &Answers, fetch: bool) -> SoFar<Discovery> {
    let mut inquiry = Inquiry::new(answers);
    let Some(domain) = dns_name(domain) else {
        let servers = Some(Vec::new());
        return inquiry.finish(Discovery {
            record: Found::Nothing,
            is_usable: false,
            file: PolicyFile::NotAsked,
            servers,
        });
    };
    let record = inquiry.record(&format!("_mta-sts.{domain}"), "STSv1");
    let is_usable = record.one().is_some_and(|text| has_id(text));
    let file = if is_usable || fetch {
        match inquiry.ask(&format!("mta-sts.{domain}"), LookupType::Policy) {
            None => PolicyFile::Wanted,
            Some(answer) if answer.is_temporary() => PolicyFile::Failed,
            Some(answer) => match answer.records().iter().find_map(Data::text) {
                None => PolicyFile::Missing,
                Some(text) => Policy::read(&text).map_or(PolicyFile::Unusable(text), PolicyFile::Usable),
            },
        }
    } else {
        PolicyFile::NotAsked
    };
    let policy = match &file {
        PolicyFile::Usable(policy) if policy.mode != Mode::None => Some(policy),
        _ => None,
    };
    let servers = inquiry.ask(&domain, LookupType::Mx).and_then(|answer| {
        let server = |host: String| Server { allowed: policy.map(|policy| policy.allows(&host)), host };
        Some(hosts(&domain, answer)?.into_iter().map(server).collect())
    });
    inquiry.finish(Discovery { record, is_usable, file, servers })
}

/// The hosts that take mail for a domain; none where DNS gave no answer.
fn hosts(domain: &str, answer: &Answer) -> Option<Vec<String>> {
    if answer.is_temporary() {
        return None;
    }
    let mut named: Vec<(u16, &str)> = Vec::new();
    for data in answer.records() {
        if let Data::Mx { preference, host } = data {
            named.push((*preference, host.strip_suffix('.').unwrap_or(host)));
        }
    }
    if named.is_empty() {
        return Some(if *answer == Answer::NoName { Vec::new() } else { alloc::vec![domain.to_string()] });
    }
    named.order();
    // An empty name says that the domain takes no mail (RFC 7505).
    Some(named.into_iter().filter(|(_, host)| !host.is_empty()).map(|(_, host)| host.to_string()).collect())
}

fn has_id(text: &str) -> bool {
    let list = tags::parse(text, &[]).tree;
    list.tags.iter().find(|tag| tag.is("id")).is_some_and(|tag| is_id(tag.value))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test that cannot go on fails
mod tests {
    use alloc::vec;

    use super::*;

    const FILE: &str =
        "version: STSv1\r\nmode: enforce\r\nmx: mx1.example.com\r\nmx: *.mail.example\r\nmax_age: 86400\r\n";

    fn zone(record: &[&str], file: Option<&str>, mx: &[(u16, &str)]) -> Answers {
        let mut answers = Answers::new();
        let records = record.iter().map(|text| Data::Txt(vec![(*text).into()])).collect();
        answers.insert("_mta-sts.example.com", LookupType::Txt, Answer::Records(records));
        let file = file.map_or(Answer::NoName, |file| Answer::Records(vec![Data::File(file.into())]));
        answers.insert("mta-sts.example.com", LookupType::Policy, file);
        let mx = mx.iter().map(|(preference, host)| Data::Mx { preference: *preference, host: (*host).into() });
        answers.insert("example.com", LookupType::Mx, Answer::Records(mx.collect()));
        answers
    }

    /// RFC 8461 section 3.1: one record, with an id; anything else is no policy.
    #[test]
    fn one_record_or_none() {
        for (records, fetched) in [
            (&["v=STSv1; id=1;"][..], true),
            (&["v=STSv1; id=1", "something else"], true),
            (&["v=STSv1; id=1", "v=STSv1; id=2"], false),
            (&["v=STSv1; id=a-b"], false),
            (&["v=STSv1"], false),
            (&[], false),
        ] {
            let found = discover("example.com", &zone(records, Some(FILE), &[(1, "mx1.example.com")]));
            assert_eq!(found.result.policy().is_some(), fetched, "{records:?}");
            assert!(found.needs.is_empty());
        }
    }

    /// RFC 8461 section 4.1: the wildcard is one label.
    #[test]
    fn servers_that_the_policy_allows() {
        let servers =
            [(20, "MX1.example.com."), (10, "a.mail.example"), (30, "mail.example"), (40, "b.a.mail.example")];
        let found = discover("example.com", &zone(&["v=STSv1; id=1"], Some(FILE), &servers)).result;
        let allowed: Vec<_> =
            found.servers.unwrap().into_iter().map(|server| (server.host, server.allowed.unwrap())).collect();
        let expected =
            [("a.mail.example", true), ("MX1.example.com", true), ("mail.example", false), ("b.a.mail.example", false)];
        assert_eq!(allowed, expected.map(|(host, allowed)| (host.to_string(), allowed)));
    }

    /// RFC 5321 section 5.1 and RFC 7505: no MX is the domain itself, an empty one is no mail at all.
    #[test]
    fn domains_without_mx() {
        let of = |mx: &[(u16, &str)]| discover("example.com", &zone(&[], None, mx)).result.servers.unwrap();
        assert_eq!(of(&[]).first().map(|server| server.host.clone()).as_deref(), Some("example.com"));
        assert!(of(&[(0, "")]).is_empty());
    }

    /// RFC 8461 section 3.2.
    #[test]
    fn files_that_senders_cannot_act_on() {
        assert!(Policy::read("version: STSv1\nmode: none\nmax_age: 1\n").is_some());
        for file in [
            "",
            "version: STSv2\nmode: none\nmax_age: 1\n",
            "version: STSv1\nmode: enforced\nmx: a.example\nmax_age: 1\n",
            "version: STSv1\nmode: enforce\nmax_age: 1\n",
            "version: STSv1\nmode: enforce\nmx: a.example\n",
            "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 99999999\n",
        ] {
            assert_eq!(Policy::read(file), None, "{file}");
        }
    }

    #[test]
    fn the_owner_asks_at_once() {
        let wanted = inspect("example.com", &Answers::new()).needs;
        assert_eq!(wanted.len(), 3);
        assert!(wanted.iter().any(|lookup| lookup.kind == LookupType::Policy));
    }
}
