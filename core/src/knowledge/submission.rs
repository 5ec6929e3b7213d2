//! Look-ups on the facts about sending: wrong hosts, ports, slips in names, hosting.

use super::{provider, tables};
use crate::model::{HostingBlock, PortRule, Provider, Recipient, Submission, WrongHost};

/// How one sends through the provider that has this id, host or domain.
#[allow(dead_code)] // settings will ask
pub(crate) fn submission(name: &str) -> Option<&'static Submission> {
    super::find_provider(name).and_then(provider)?.submission()
}

/// Whose sending host a wrong one is taken for, and why it is wrong.
pub(crate) fn wrong_host(host: &str) -> Option<(&'static Provider, &'static WrongHost)> {
    let host = host.trim().trim_end_matches('.');
    if host.len() > 253 {
        return None;
    }
    let host = host.to_ascii_lowercase();
    // A row that begins with `*.` is for all names below.
    let below = |row: &&(&str, u16, u16)| row.0.strip_prefix('*').is_some_and(|end| host.ends_with(end));
    let exact = tables::WRONG_HOSTS.binary_search_by(|row| row.0.cmp(&host)).ok();
    let row = exact.and_then(|at| tables::WRONG_HOSTS.get(at)).or_else(|| tables::WRONG_HOSTS.iter().find(below))?;
    let provider = provider(row.1)?;
    Some((provider, provider.submission()?.wrong_hosts.get(usize::from(row.2))?))
}

/// When a failure that may pass becomes a reason to stop mailing an address.
#[derive(Debug)]
pub(crate) struct SoftStop {
    /// The cause, by its place.
    pub(crate) cause: u16,
    /// How often it has to happen.
    pub(crate) bounces: u32,
    /// Over how many days at least.
    pub(crate) days: u32,
    /// What to do then.
    pub(crate) then: Recipient,
}

/// Every one of them.
pub(crate) fn soft_stops() -> &'static [SoftStop] {
    tables::SOFT_STOPS
}

/// What a port is for, where that is known.
#[allow(dead_code)] // settings will ask
pub(crate) fn port(port: u16) -> Option<&'static PortRule> {
    tables::PORTS.iter().find(|rule| rule.port == port)
}

/// Slips in host names, each with what was meant.
#[allow(dead_code)] // settings will ask
pub(crate) fn host_slips() -> &'static [(&'static str, &'static str)] {
    tables::HOST_SLIPS
}

/// The hosting companies that block ports.
pub(crate) fn hosting() -> &'static [HostingBlock] {
    tables::HOSTING
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::{FromRule, LimitUnit, LimitWindow, PasswordEnd, PortUse, SecretKind, Security, UsernameForm};

    #[test]
    fn gmail_takes_an_app_password_and_no_other() {
        let gmail = submission("smtp.gmail.com").unwrap();
        assert_eq!((gmail.servers[0].port, gmail.servers[0].security), (465, Security::Implicit));
        assert_eq!(gmail.forms, [UsernameForm::FullAddress]);
        assert_eq!(gmail.secrets, [SecretKind::AppPassword, SecretKind::Oauth2]);
        assert_eq!(gmail.from, Some(FromRule::Own));
        let day = |limit: &&crate::model::Limit| {
            (limit.unit, limit.per, limit.account) == (LimitUnit::Messages, LimitWindow::Day, Some("personal account"))
        };
        assert_eq!(gmail.limits.iter().find(day).unwrap().count, 500);
    }

    #[test]
    fn some_user_names_are_the_same_for_everybody() {
        assert_eq!(submission("sendgrid").unwrap().fixed_username, Some("apikey"));
        assert_eq!(submission("sendgrid").unwrap().secret_prefix, Some("SG."));
        assert_eq!(submission("brevo").unwrap().wrong_prefixes, ["xkeysib-"]);
    }

    #[test]
    fn passwords_end() {
        let end = |name| submission(name).unwrap().password_end;
        assert_eq!(end("outlook"), Some(PasswordEnd { year: 2024, month: 9, by_default: false }));
        assert_eq!(end("m365"), Some(PasswordEnd { year: 2026, month: 12, by_default: true }));
        assert_eq!(end("gmail"), None, "app passwords work on");
    }

    #[test]
    fn wrong_hosts_lead_to_the_right_ones() {
        let right = |host| wrong_host(host).map(|(provider, wrong)| (provider.id, wrong.right));
        assert_eq!(right("SMTP.google.com."), Some(("gmail", Some("smtp.gmail.com"))));
        assert_eq!(right("mail.web.de"), Some(("gmx", Some("smtp.web.de"))));
        assert_eq!(right("example-com.mail.protection.outlook.com"), Some(("m365", Some("smtp.office365.com"))));
        assert_eq!(right("smtp.tutanota.com"), Some(("tuta", None)), "there is none");
        assert_eq!(right("smtp.gmail.com"), None);
        assert_eq!(right(""), None);
    }

    #[test]
    fn ports_and_their_slips() {
        assert_eq!(port(465).unwrap().security, Some(Security::Implicit));
        assert_eq!(port(578).unwrap().meant, Some(587));
        assert_eq!(port(993).unwrap().usage, PortUse::Reading);
        assert!(port(8080).is_none());
        assert!(host_slips().contains(&("smpt.", "smtp.")));
        assert!(hosting().iter().any(|block| block.platform.starts_with("DigitalOcean") && block.ports.contains(&587)));
    }

    #[test]
    fn many_providers_are_known() {
        let known = super::super::providers().iter().filter(|provider| provider.submission().is_some()).count();
        assert!(known >= 75, "{known}");
    }

    #[test]
    fn every_fact_is_whole() {
        for provider in super::super::providers() {
            let Some(facts) = provider.submission() else { continue };
            assert!(!facts.forms.is_empty() && !facts.seen.is_empty(), "{}", provider.id);
            for server in facts.servers {
                assert!(facts.at(server.host).any(|other| other == server), "{}", provider.id);
            }
        }
    }
}
