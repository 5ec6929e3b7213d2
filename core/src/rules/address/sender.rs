//! The address that mail is sent from: whether the service takes it from this log-in, and whether receivers will trust it.
//!
//! `settings` and `content` know more than an address: through whom it is sent, who logs in, where answers go. What they
//! do not know stays empty, and what hangs on it is not said.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Found, read};
use crate::knowledge::lists::{self, MailDomain, Role};
use crate::knowledge::{self, SenderRule, codes, slugs as page};
use crate::model::{AddressMode, AddressReport, Finding, Severity};
use crate::syntax::address as parse;
use crate::text::Span;

/// How mail is sent, as far as the caller knows.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sending<'t> {
    /// The sender as it stands in `From`, with or without a name before it.
    pub(crate) from: &'t str,
    /// The envelope sender (`MAIL FROM`, `Return-Path`), where it is set apart; empty for that of a bounce.
    pub(crate) envelope: Option<&'t str>,
    /// The user name of the log-in, which may be no address.
    pub(crate) login: Option<&'t str>,
    /// The host that mail is given to, or the short name of a provider.
    pub(crate) host: Option<&'t str>,
    /// Where answers go.
    pub(crate) reply_to: Option<&'t str>,
    /// Whether the mail goes to many people at once.
    pub(crate) bulk: bool,
}

/// The field that a finding is about. The places of its evidence count from that field's start.
#[cfg_attr(not(feature = "settings"), allow(dead_code, reason = "`settings` asks, and this build has none"))]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum SenderField {
    /// `From`.
    From,
    /// The envelope sender.
    Envelope,
    /// `Reply-To`.
    ReplyTo,
}

/// What is wrong with the sender, and the address to use instead.
#[cfg_attr(not(feature = "settings"), allow(dead_code, reason = "`settings` asks, and this build has none"))]
#[derive(Clone, Debug)]
pub(crate) struct SenderReport<'t> {
    pub(crate) findings: Vec<(SenderField, Finding<'t>)>,
    /// The address to put into `From`, where one can be told; a name before it stays.
    pub(crate) fixed: Option<String>,
    /// Where the address stands in `From`, for the replacement.
    pub(crate) place: Span,
}

/// Checks the sender of mail: each field by itself, then what they are to each other, the log-in and the host.
#[cfg_attr(not(feature = "settings"), allow(dead_code, reason = "`settings` asks, and this build has none"))]
pub(crate) fn sender<'t>(sending: &Sending<'t>) -> SenderReport<'t> {
    let from = read(sending.from, AddressMode::Sender);
    let mut findings: Vec<_> = from.findings.iter().cloned().map(|finding| (SenderField::From, finding)).collect();
    findings.extend(judge(sending, &from).into_iter().map(|finding| (SenderField::From, finding)));
    if let Some(envelope) = sending.envelope.filter(|text| !matches!(text.trim(), "" | "<>")) {
        let own = Sending { from: envelope, envelope: None, ..*sending };
        let report = read(envelope, AddressMode::Sender);
        let mut more = report.findings.clone();
        // What is said of From already is not said twice.
        if report.normal != from.normal {
            more.extend(judge(&own, &report).into_iter().filter(|one| one.cause.place != page::SENDER_NO_REPLY));
            findings.extend(more.into_iter().map(|finding| (SenderField::Envelope, finding)));
        }
    }
    if let Some(reply_to) = sending.reply_to {
        let more = read(reply_to, AddressMode::Header).findings;
        let more = more.into_iter().filter(|finding| finding.cause.severity > Severity::Info);
        findings.extend(more.map(|finding| (SenderField::ReplyTo, finding)));
    }
    SenderReport { fixed: fixed(sending, &from, &findings), findings, place: place(sending.from) }
}

/// What the sender in `sending.from`, read as `report`, is to the log-in, the host and `Reply-To`.
pub(super) fn judge<'t>(sending: &Sending<'t>, report: &AddressReport<'t>) -> Vec<Finding<'t>> {
    let mut found = Found { text: sending.from, mode: AddressMode::Sender, findings: Vec::new(), lost: false };
    let (Some(local), Some(domain)) = (report.local.as_deref(), report.domain.as_deref()) else {
        return found.findings;
    };
    let whole = place(sending.from);
    let at = whole.of(sending.from).rfind('@').map_or(whole.start, |at| whole.start + at);
    let (name, host_name) = (Span::new(whole.start, at), Span::new(whole.end.min(at + 1), whole.end));
    let login = sending.login.and_then(Login::read);
    let is_login = login.as_ref().is_some_and(|login| login.is(local, domain));
    let no_reply = is_no_reply(local) && !is_login;
    let mut foreign = false;
    let unfit = |one: &Finding<'_>| one.cause.severity == Severity::Error;
    if report.cut.is_none() && report.suggestion.is_none() && !report.findings.iter().any(unfit) {
        if let Some(mail) = lists::mail_domain(domain).filter(|mail| mail.is_provider()) {
            foreign = no_reply;
            if no_reply {
                found.listed(page::SENDER_NO_REPLY_FREE, whole, lists::MAIL_DOMAINS_SEEN);
            }
            let elsewhere = is_elsewhere(sending, login.as_ref(), domain);
            if elsewhere != Some(false) {
                found.listed(of_provider(mail, elsewhere, sending.bulk), host_name, lists::MAIL_DOMAINS_SEEN);
            }
        }
        if let Some(login) = login.filter(|_| !is_login && found.findings.is_empty()) {
            of_login(sending, &login, domain, whole, &mut found);
        }
    }
    let answered = sending.reply_to.is_some_and(|reply_to| {
        let reply_to = read(reply_to, AddressMode::Header);
        reply_to.normal.is_some() && !reply_to.local.as_deref().is_some_and(is_no_reply)
    });
    if no_reply && !foreign && !answered {
        found.listed(page::SENDER_NO_REPLY, name, lists::ROLES_SEEN);
    }
    found.findings
}

/// The rule that a sender at a mailbox provider breaks when others send for it.
const fn of_provider(mail: MailDomain, elsewhere: Option<bool>, bulk: bool) -> u16 {
    match elsewhere {
        Some(true) if mail.is_closed() => page::SENDER_REFUSED_ELSEWHERE,
        Some(true) if bulk => page::SENDER_BULK_NOT_OWN,
        _ => page::SENDER_FREE_PROVIDER,
    }
}

/// Whether the host takes this sender from another log-in.
fn of_login(sending: &Sending<'_>, login: &Login<'_>, domain: &str, whole: Span, found: &mut Found<'_>) {
    let Some(host) = sending.host.and_then(knowledge::find_provider) else { return };
    let house = home(domain);
    let same = login.domain == domain || (house.is_some() && house == home(&login.domain));
    let rule = match knowledge::sender_rule(host) {
        Some(SenderRule::LogIn) => page::SENDER_NOT_LOGIN,
        Some(SenderRule::Own) if !same => page::SENDER_OTHER_DOMAIN,
        _ => return,
    };
    found.policy(rule, whole);
    let steps = knowledge::steps(host, knowledge::cause(codes::SEND001));
    if let (Some(finding), Some(steps)) = (found.findings.last_mut(), steps) {
        finding.steps = steps;
    }
}

/// A user name that is an address.
struct Login<'t> {
    text: &'t str,
    local: &'t str,
    domain: String,
}

impl<'t> Login<'t> {
    fn read(text: &'t str) -> Option<Self> {
        let text = text.trim();
        let address = parse(text);
        let domain = address.forms.as_ref().map(|forms| String::from(&*forms.unicode))?;
        address.is_mailable().then(|| Self { text, local: address.local_text(), domain })
    }

    fn is(&self, local: &str, domain: &str) -> bool {
        self.domain == domain && self.local.eq_ignore_ascii_case(local)
    }
}

/// Whether the host is another one than that of the domain's provider. Nothing where that cannot be told.
fn is_elsewhere(sending: &Sending<'_>, login: Option<&Login<'_>>, domain: &str) -> Option<bool> {
    let Some(host) = sending.host.map(str::trim).filter(|host| !host.is_empty()) else {
        return login.map(|login| login.domain != domain);
    };
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let place = knowledge::find_provider(&host);
    if place.is_some() && place == home(domain) {
        return Some(false);
    }
    if host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')) {
        return Some(false);
    }
    // A mailbox provider lets in only those who have a mailbox there; a relay lets in its customers by any address.
    let keeps = matches!(place.and_then(knowledge::sender_rule), Some(SenderRule::LogIn | SenderRule::Own));
    Some(!(keeps && login.is_some_and(|login| login.domain == domain)))
}

/// The provider of a mail domain; that of `yahoo.fr` is found under `yahoo.com`.
fn home(domain: &str) -> Option<u16> {
    lists::mail_domain(domain).filter(|mail| mail.is_provider())?;
    knowledge::find_provider(domain).or_else(|| knowledge::find_provider(&format!("{}.com", domain.split_once('.')?.0)))
}

fn is_no_reply(local: &str) -> bool {
    lists::role(&local.to_ascii_lowercase()) == Some(Role::NoReply)
}

/// The address to send from instead. A guess is made only where the log-in shows a domain of one's own, or is the only
/// address that the host takes.
#[cfg_attr(not(feature = "settings"), allow(dead_code, reason = "`settings` asks, and this build has none"))]
fn fixed(sending: &Sending<'_>, from: &AddressReport<'_>, findings: &[(SenderField, Finding<'_>)]) -> Option<String> {
    if let Some(suggestion) = &from.suggestion {
        return Some(String::from(&**suggestion));
    }
    let of = |pages: &[u16]| {
        findings.iter().any(|(field, one)| *field == SenderField::From && pages.contains(&one.cause.place))
    };
    let login = Login::read(sending.login?)?;
    let rule = sending.host.and_then(knowledge::find_provider).and_then(knowledge::sender_rule);
    if rule == Some(SenderRule::Proved) {
        // There the log-in is the name of an account, even when it looks like an address.
        return None;
    }
    let kept = matches!(rule, Some(SenderRule::LogIn | SenderRule::Own));
    let refused = [page::SENDER_NOT_LOGIN, page::SENDER_OTHER_DOMAIN];
    let unfit = [
        page::SENDER_WITHOUT_DOMAIN,
        page::SENDER_LOCAL_NAME,
        page::SENDER_EXAMPLE,
        page::SENDER_NO_REPLY_FREE,
        page::SENDER_REFUSED_ELSEWHERE,
        page::SENDER_BULK_NOT_OWN,
        page::SENDER_FREE_PROVIDER,
    ];
    if of(&refused) || (kept && of(&unfit)) {
        return Some(String::from(login.text));
    }
    let own = lists::mail_domain(&login.domain).is_none()
        && lists::special_use(&login.domain).is_none()
        && login.domain.contains('.');
    if !of(&unfit) || !own {
        return None;
    }
    // The name of a task can be had at any domain; a person's name only where it exists.
    let text = place(sending.from).of(sending.from);
    let local = text.split('@').next().unwrap_or_default();
    let wished = Cow::Owned(format!("{local}@{}", login.domain));
    let is_task = lists::role(&local.to_ascii_lowercase()).is_some() && parse(&wished).smtp;
    Some(if is_task { wished } else { Cow::Borrowed(login.text) }.into_owned())
}

/// Where the address stands in a field that may have a name before it.
fn place(from: &str) -> Span {
    let inside = from.rfind('<').and_then(|open| {
        let close = from.get(open..)?.find('>')?;
        Some(Span::new(open + 1, open + close))
    });
    inside.unwrap_or_else(|| {
        let start = from.len() - from.trim_start().len();
        Span::new(start, start + from.trim().len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slugs(sending: Sending<'_>) -> Vec<&'static str> {
        sender(&sending).findings.iter().map(|(_, finding)| finding.cause.slug).collect()
    }

    fn sent<'t>(from: &'t str, login: &'t str, host: &'t str) -> Sending<'t> {
        Sending { from, login: Some(login), host: Some(host), ..Sending::default() }
    }

    #[test]
    fn what_is_right_is_left_alone() {
        for (from, login, host) in [
            ("Shop <jane@gmail.com>", "jane@gmail.com", "smtp.gmail.com"),
            ("jane@yahoo.fr", "jane@yahoo.fr", "smtp.mail.yahoo.com"),
            ("jane@outlook.com", "jane@outlook.com", "smtp.office365.com"),
            ("info@firm.fr", "jane@firm.fr", "smtp.office365.com"),
            ("info@firm.fr", "apikey", "smtp.sendgrid.net"),
            ("jane@freenet.de", "jane@freenet.de", "mx.freenet.de"),
            ("jane@mail.ru", "jane@mail.ru", "smtp.mail.ru"),
        ] {
            assert_eq!(slugs(sent(from, login, host)), [] as [&str; 0], "{from} {login} {host}");
        }
    }

    #[test]
    fn a_provider_sends_for_its_own() {
        assert_eq!(slugs(sent("jane@gmail.com", "apikey", "smtp.sendgrid.net")), ["sender-free-provider"]);
        assert_eq!(slugs(sent("jane@yahoo.com", "apikey", "smtp.sendgrid.net")), ["sender-refused-elsewhere"]);
        assert_eq!(slugs(sent("jane@aol.com", "jane@aol.com", "mail.firm.fr")), ["sender-refused-elsewhere"]);
        assert_eq!(slugs(sent("info@firm.fr", "jane@mail.ru", "smtp.mail.ru")), ["sender-not-login"]);
        assert_eq!(slugs(sent("info@firm.fr", "jane@gmail.com", "smtp.gmail.com")), ["sender-other-domain"]);
        let bulk = Sending { bulk: true, ..sent("jane@gmail.com", "apikey", "smtp.sendgrid.net") };
        assert_eq!(slugs(bulk), ["sender-bulk-not-own"]);
    }

    #[test]
    fn the_address_to_use_instead_is_one_that_exists() {
        let fixed = |sending: Sending<'_>| sender(&sending).fixed;
        let own = |from| Sending { from, login: Some("team@firm.fr"), ..Sending::default() };
        assert_eq!(slugs(own("noreply@gmail.com")), ["sender-no-reply-free", "sender-free-provider"]);
        assert_eq!(fixed(own("noreply@gmail.com")).as_deref(), Some("noreply@firm.fr"));
        assert_eq!(fixed(own("Jane <jane@gmail.com>")).as_deref(), Some("team@firm.fr"));
        assert_eq!(fixed(own("Shop <wordpress@localhost>")).as_deref(), Some("team@firm.fr"));
        assert_eq!(fixed(own("noreply")).as_deref(), Some("noreply@firm.fr"));
        assert_eq!(fixed(own("Shop <jane@gmial.com>")).as_deref(), Some("jane@gmail.com"));
        assert_eq!(fixed(sent("jane@gmail.com", "postmaster@mg.firm.fr", "smtp.mailgun.org")), None);
        assert_eq!(fixed(sent("a@b.fr", "jane@qq.com", "smtp.qq.com")).as_deref(), Some("jane@qq.com"));
        assert_eq!(sender(&own("Jane <jane@gmail.com>")).place, Span::new(6, 20));
    }

    #[test]
    fn the_domain_must_be_known_outside() {
        let alone = |from| slugs(Sending { from, ..Sending::default() });
        assert_eq!(alone("wordpress"), ["sender-without-domain"]);
        assert_eq!(alone("wordpress@localhost"), ["sender-local-name"]);
        assert_eq!(alone("root@web1"), ["sender-local-name"]);
        assert_eq!(alone("shop@example.com"), ["sender-example"]);
        assert_eq!(alone("jane@gmial.com"), ["typo-domain"]);
    }

    #[test]
    fn answers_go_somewhere() {
        let with = |reply_to| Sending { from: "noreply@firm.fr", reply_to, ..Sending::default() };
        assert_eq!(slugs(with(None)), ["sender-no-reply"]);
        assert_eq!(slugs(with(Some("no-reply@firm.fr"))), ["sender-no-reply", "no-reply-account"]);
        assert_eq!(slugs(with(Some("Jane <jane@firm.fr>"))), [] as [&str; 0]);
        assert_eq!(slugs(with(Some("jane@gmial.com"))), ["typo-domain"]);
        let envelope =
            Sending { from: "info@firm.fr", envelope: Some("jane@yahoo.com"), ..sent("", "x", "mail.firm.fr") };
        assert_eq!(sender(&envelope).findings.first().map(|one| one.0), Some(SenderField::Envelope));
    }
}
