//! The hosts around a domain: its mail servers, itself as an alias, and the names of addresses that send.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::Write;
use core::net::IpAddr;

use super::Notes;
use super::asked::{Asked, target, texts};
use crate::knowledge::codes;
use crate::model::{Answer, Data, FactKey, LookupType};

/// So many mail servers are looked at.
pub(super) const MOST_SERVERS: usize = 10;
/// So many sending addresses are looked at, and so many names of each.
pub(super) const MOST_ADDRESSES: usize = 8;
pub(super) const MOST_REVERSE_NAMES: usize = 3;

/// What the MX records of a domain say.
#[derive(Clone, Debug, Default)]
pub(super) struct Servers {
    /// The hosts.
    pub(super) hosts: Vec<String>,
    /// The domain says that it takes no mail (RFC 7505).
    pub(super) takes_none: bool,
    /// There is neither an MX record nor an address.
    pub(super) nowhere: bool,
}

/// Looks at the MX records.
pub(super) fn servers(asked: &mut Asked<'_>, notes: &mut Notes, domain: &str) -> Servers {
    let mut servers = Servers::default();
    let Some(answer) = asked.get(domain, LookupType::Mx) else { return servers };
    let hosts = answer.records().iter().filter_map(|data| match data {
        Data::Mx { host, .. } => Some(host.trim_end_matches('.').to_ascii_lowercase()),
        _ => None,
    });
    let (null, hosts): (Vec<_>, Vec<_>) = hosts.partition(String::is_empty);
    if answer.is_void() {
        // Without MX, the address of the domain itself takes the mail (RFC 5321 section 5.1).
        servers.nowhere = exists(asked, domain) == Some(false);
        if servers.nowhere {
            notes.find(codes::DNS011, &about(domain, LookupType::Mx));
        }
    }
    servers.takes_none = !null.is_empty() && hosts.is_empty();
    if !null.is_empty() && !hosts.is_empty() {
        notes.find(codes::DNS010, &about(domain, LookupType::Mx));
    }
    for host in hosts.iter().take(MOST_SERVERS) {
        let mut facts = about(domain, LookupType::Mx).to_vec();
        facts.push((FactKey::Target, host.clone()));
        if is_address(host) {
            notes.find(codes::DNS007, &facts);
        } else if exists(asked, host) == Some(false) {
            notes.find(codes::DNS008, &facts);
        } else if let Some(alias) = asked.probe(host, LookupType::Cname).and_then(target) {
            facts.push((FactKey::Suggestion, alias.to_string()));
            notes.find(codes::DNS006, &facts);
        }
    }
    servers.hosts = hosts;
    servers
}

/// Looks whether the domain itself is an alias.
pub(super) fn alias(asked: &mut Asked<'_>, notes: &mut Notes, domain: &str) {
    let Some(to) = asked.probe(domain, LookupType::Cname).and_then(target) else { return };
    if beside(asked, domain).is_none() {
        let mut facts = about(domain, LookupType::Cname).to_vec();
        facts.push((FactKey::Target, to.to_string()));
        notes.find(codes::DNS016, &facts);
    }
}

/// Where the name is an alias to, if it has texts of its own beside that. A resolver follows aliases, so the texts count
/// as its own only when the target is known to have others.
pub(super) fn beside<'a>(asked: &mut Asked<'a>, name: &str) -> Option<&'a str> {
    let to = asked.alias(name)?;
    let own = texts(asked.peek(name, LookupType::Txt)?);
    if own.is_empty() {
        return None;
    }
    let answer = asked.probe(to, LookupType::Txt)?;
    (!answer.is_temporary() && texts(answer) != own).then_some(to)
}

/// Looks whether an address that sends has a name that leads back to it. None where DNS has not told yet.
pub(super) fn reverse(asked: &mut Asked<'_>, notes: &mut Notes, ip: IpAddr) -> Option<bool> {
    let name = arpa(ip);
    let facts = [(FactKey::Ip, ip.to_string()), (FactKey::Name, name.clone()), (FactKey::Type, "PTR".into())];
    let answer = asked.get(&name, LookupType::Ptr)?;
    if answer.is_temporary() {
        return None;
    }
    let names = answer.records().iter().filter_map(|data| match data {
        Data::Name(name) => Some(name.trim_end_matches('.')),
        _ => None,
    });
    let names: Vec<&str> = names.take(MOST_REVERSE_NAMES).collect();
    if names.is_empty() {
        notes.find(codes::DNS014, &facts);
        return Some(false);
    }
    let kind = if ip.is_ipv4() { LookupType::A } else { LookupType::Aaaa };
    let mut is_open = false;
    for name in &names {
        let Some(answer) = asked.get(name, kind) else {
            is_open = true;
            continue;
        };
        is_open |= answer.is_temporary();
        let leads_back = |data: &Data| match (data, ip) {
            (Data::A(other), IpAddr::V4(ip)) => *other == ip,
            (Data::Aaaa(other), IpAddr::V6(ip)) => *other == ip,
            _ => false,
        };
        if answer.records().iter().any(leads_back) {
            return Some(true);
        }
    }
    if is_open {
        return None;
    }
    let mut facts = facts.to_vec();
    facts.push((FactKey::Target, names.join(" ")));
    notes.find(codes::DNS015, &facts);
    Some(false)
}

/// Whether a host has an address. None where DNS has not told.
fn exists(asked: &mut Asked<'_>, host: &str) -> Option<bool> {
    let four = asked.get(host, LookupType::A);
    let six = asked.get(host, LookupType::Aaaa);
    let has = |answer: Option<&Answer>| answer.is_some_and(|answer| !answer.records().is_empty());
    if has(four) || has(six) {
        return Some(true);
    }
    (four?.is_void() && six?.is_void()).then_some(false)
}

pub(super) fn about(name: &str, kind: LookupType) -> [(FactKey, String); 2] {
    [(FactKey::Name, name.to_string()), (FactKey::Type, kind.as_str().to_string())]
}

/// Whether what should be a host is an address: no name ends in a label of digits (RFC 3696 section 2).
fn is_address(host: &str) -> bool {
    let bare = host.trim_matches(['[', ']']);
    bare.parse::<IpAddr>().is_ok() || bare.split('.').all(|label| label.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The name under which DNS keeps the names of an address (RFC 1035 section 3.5, RFC 3596 section 2.5).
fn arpa(ip: IpAddr) -> String {
    let mut out = String::new();
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, c, d] = ip.octets();
            out = format!("{d}.{c}.{b}.{a}.in-addr.arpa");
        }
        IpAddr::V6(ip) => {
            for byte in ip.octets().iter().rev() {
                // Writing to a string does not fail.
                let _ = write!(out, "{:x}.{:x}.", byte & 15, byte >> 4);
            }
            out.push_str("ip6.arpa");
        }
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn reverse_names() {
        assert_eq!(arpa("192.0.2.1".parse().unwrap()), "1.2.0.192.in-addr.arpa");
        let six = arpa("2001:db8::1".parse().unwrap());
        assert!(six.starts_with("1.0.0.0.") && six.ends_with(".8.b.d.0.1.0.0.2.ip6.arpa"), "{six}");
    }
}
