//! Facts about sending through a provider: servers, log-in, limits, wrong hosts; ports, slips and hosting.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Deserialize;

use crate::emit::camel;
use crate::files::{File, Knowledge, Source, is_month};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    pub host: String,
    pub port: u16,
    pub security: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// For people; `form` says it for programs.
    username: Option<String>,
    /// For people; `accepts` says it for programs.
    password: Option<String>,
    form: Vec<String>,
    /// The user name that is the same for everybody.
    fixed: Option<String>,
    accepts: Vec<String>,
    #[serde(default)]
    oauth_scopes: Vec<String>,
    /// Whom it sends for: the log-in alone, the account's own addresses, domains that were proved, anybody.
    pub from: Option<String>,
    /// The month from which passwords are refused.
    password_ended: Option<String>,
    /// The month from which passwords are refused until an administrator allows them.
    password_off_by_default: Option<String>,
    /// How every user name begins.
    username_prefix: Option<String>,
    /// How every right secret begins.
    secret_prefix: Option<String>,
    /// How secrets begin that the same provider gives out for something else.
    #[serde(default)]
    wrong_prefix: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    unit: String,
    per: String,
    count: u64,
    account: Option<String>,
    note: Option<String>,
    #[serde(default = "yes")]
    confirmed: bool,
    source: String,
    seen: String,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrongHost {
    host: String,
    why: String,
    /// Where it is not the provider's first server.
    right: Option<String>,
}

/// `submission.toml`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct General {
    port: Vec<Port>,
    slip: Vec<Slip>,
    hosting: Vec<Hosting>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Port {
    port: u16,
    #[serde(rename = "use")]
    usage: String,
    security: Option<String>,
    meant: Option<u16>,
    about: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Slip {
    wrong: String,
    right: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hosting {
    platform: String,
    blocks: Vec<u16>,
    rule: String,
    source: String,
    seen: String,
    #[serde(default = "yes")]
    confirmed: bool,
}

/// `suppression.toml`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SoftFile {
    pub soft: Vec<Soft>,
}

/// When a failure that may pass becomes a stop.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Soft {
    cause: String,
    bounces: u32,
    days: u32,
    then: String,
    /// For whoever changes the figures.
    #[serde(rename = "why")]
    _why: String,
    source: String,
    seen: String,
}

/// What is wrong with the facts of one file.
pub fn check(file: &File, wrong: &mut impl FnMut(String)) {
    for submission in &file.submission {
        if !is_security(&submission.security) || submission.port == 0 {
            wrong(format!("{}: security is starttls, implicit or none", submission.host));
        }
    }
    for limit in &file.limit {
        if limit.source.is_empty() || !is_seen(&limit.seen, limit.confirmed) || limit.count == 0 {
            wrong("a limit without figure, source or month".into());
        }
        let fits = match limit.per.as_str() {
            "second" | "minute" | "hour" | "day" | "month" => matches!(limit.unit.as_str(), "messages" | "recipients"),
            "message" => matches!(limit.unit.as_str(), "recipients" | "megabytes"),
            "connection" => limit.unit == "messages",
            "once" => limit.unit == "connections",
            _ => false,
        };
        if !fits {
            wrong(format!("a limit of {} per {}", limit.unit, limit.per));
        }
    }
    let servers: Vec<&str> = file.submission.iter().map(|server| server.host.as_str()).collect();
    for host in &file.wrong_host {
        if file.hosts.contains(&host.host) {
            wrong(format!("{} is both right and wrong", host.host));
        }
        if host.right.as_ref().is_some_and(|right| !servers.contains(&right.as_str())) {
            wrong(format!("{}: the right host is none of the provider's", host.host));
        }
    }
    let Some(login) = &file.login else {
        if !servers.is_empty() {
            wrong("servers without a log-in".into());
        }
        return;
    };
    let forms = ["full-address", "local-part", "fixed", "key", "issued", "any", "none"];
    let secrets = ["account-password", "app-password", "api-key", "smtp-key", "derived", "oauth2", "none"];
    for (words, known) in [(&login.form, &forms[..]), (&login.accepts, &secrets[..])] {
        for word in words.iter().filter(|word| !known.contains(&word.as_str())) {
            wrong(format!("log-in: `{word}` is none of {known:?}"));
        }
    }
    if login.form.is_empty() || login.fixed.is_some() != login.form.iter().any(|form| form == "fixed") {
        wrong("log-in: a user name has a form, and a fixed one is named".into());
    }
    if login.from.as_ref().is_some_and(|from| !matches!(from.as_str(), "log-in" | "own" | "authorised" | "any")) {
        wrong("log-in: the sender is log-in, own, authorised or any".into());
    }
    let months = [&login.password_ended, &login.password_off_by_default];
    if months.iter().any(|month| month.as_ref().is_some_and(|month| !is_month(month))) {
        wrong("log-in: a month is written 2026-12".into());
    }
}

/// What is wrong with the facts that belong to no provider, and with claims that clash.
pub fn check_all(knowledge: &Knowledge, problems: &mut Vec<String>) {
    let mut claimed = BTreeMap::new();
    for source in &knowledge.sources {
        for wrong in &source.content.wrong_host {
            if let Some(other) = claimed.insert(&wrong.host, &source.file) {
                problems.push(format!("{}: the wrong host {} stands in {other} already", source.file, wrong.host));
            }
        }
    }
    for soft in &knowledge.soft {
        let owner = knowledge.causes.iter().find(|cause| cause.code == soft.cause).map(|cause| cause.owner.as_str());
        if owner != Some("recipient") {
            problems.push(format!("suppression.toml: {} is not the recipient's", soft.cause));
        }
        let sourced = !soft.source.is_empty() && is_month(&soft.seen);
        if !sourced || soft.bounces < 2 || soft.days == 0 || !matches!(soft.then.as_str(), "verify" | "suppress") {
            problems.push(format!("suppression.toml: {}: figures, source and month", soft.cause));
        }
    }
    let general = &knowledge.submission;
    for port in &general.port {
        let slip = port.usage == "slip";
        let known = matches!(port.usage.as_str(), "submission" | "alternative" | "relay" | "reading" | "catcher");
        if !(known || slip) || slip != port.meant.is_some() || port.security.as_ref().is_some_and(|s| !is_security(s)) {
            problems.push(format!("submission.toml: port {}", port.port));
        }
    }
    for hosting in &general.hosting {
        if hosting.blocks.is_empty() || hosting.source.is_empty() || !is_seen(&hosting.seen, hosting.confirmed) {
            problems.push(format!("submission.toml: {}: ports, source and month", hosting.platform));
        }
    }
}

fn is_security(word: &str) -> bool {
    matches!(word, "starttls" | "implicit" | "none")
}

/// A month; what could not be confirmed may name its year only.
fn is_seen(text: &str, confirmed: bool) -> bool {
    is_month(text) || !confirmed && text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The name of the facts of a provider's file, where it has any.
pub fn name_of(source: &Source) -> Option<String> {
    source.content.login.as_ref()?;
    Some(format!("FACTS_{}", source.content.id.replace('-', "_").to_uppercase()))
}

/// The facts as Rust source.
pub fn tables(out: &mut String, knowledge: &Knowledge) {
    for source in &knowledge.sources {
        if let (Some(name), Some(login)) = (name_of(source), &source.content.login) {
            facts(out, &name, &source.content, login);
        }
    }
    let mut wrong: Vec<(String, &str, usize)> = Vec::new();
    let listed = knowledge.sources.iter().filter(|source| source.in_provider_table());
    for (place, source) in listed.enumerate() {
        let hosts = source.content.wrong_host.iter().enumerate();
        wrong.extend(hosts.map(|(at, host)| (place.to_string(), host.host.as_str(), at)));
    }
    wrong.sort_by_key(|(_, host, _)| *host);
    writeln!(out, "pub(crate) static WRONG_HOSTS: &[(&str, u16, u16)] = &[").unwrap();
    for (place, host, at) in wrong {
        writeln!(out, "({host:?}, {place}, {at}),").unwrap();
    }
    writeln!(out, "];").unwrap();
    writeln!(out, "pub(crate) static SOFT_STOPS: &[SoftStop] = &[").unwrap();
    for Soft { cause, bounces, days, then, .. } in &knowledge.soft {
        let then = camel(then);
        writeln!(
            out,
            "SoftStop {{ cause: codes::{cause}, bounces: {bounces}, days: {days}, then: Recipient::{then} }},"
        )
        .unwrap();
    }
    writeln!(out, "];").unwrap();
    general(out, &knowledge.submission);
}

fn facts(out: &mut String, name: &str, file: &File, login: &Login) {
    let words = |kind: &str, words: &[String]| {
        words.iter().map(|word| format!("{kind}::{}", camel(word))).collect::<Vec<_>>().join(", ")
    };
    let month = |month: &str| (month[..4].to_string(), month[5..].trim_start_matches('0').to_string());
    let ended = match (&login.password_ended, &login.password_off_by_default) {
        (Some(ended), _) => {
            let (year, month) = month(ended);
            format!("Some(PasswordEnd {{ year: {year}, month: {month}, by_default: false }})")
        }
        (None, Some(ends)) => {
            let (year, month) = month(ends);
            format!("Some(PasswordEnd {{ year: {year}, month: {month}, by_default: true }})")
        }
        (None, None) => "None".into(),
    };
    let from = login.from.as_deref().map_or("None".into(), |from| format!("Some(FromRule::{})", camel(from)));
    writeln!(out, "static {name}: Submission = Submission {{ servers: &[").unwrap();
    for server in &file.submission {
        let Submission { host, port, security } = server;
        writeln!(out, "Server {{ host: {host:?}, port: {port}, security: Security::{} }},", camel(security)).unwrap();
    }
    let Login { username, password, fixed, oauth_scopes, username_prefix, secret_prefix, wrong_prefix, .. } = login;
    writeln!(
        out,
        "], forms: &[{}], fixed_username: {fixed:?}, username: {username:?}, secrets: &[{}], secret: {password:?}, \
         oauth_scopes: &{oauth_scopes:?}, from: {from}, password_end: {ended}, username_prefix: {username_prefix:?}, \
         secret_prefix: {secret_prefix:?}, wrong_prefixes: &{wrong_prefix:?}, status_page: {:?}, source: {:?}, seen: {:?}, \
         limits: &[",
        words("UsernameForm", &login.form),
        words("SecretKind", &login.accepts),
        file.status_page,
        file.source,
        file.seen,
    )
    .unwrap();
    for limit in &file.limit {
        let Limit { unit, per, count, account, note, confirmed, source, seen } = limit;
        writeln!(
            out,
            "Limit {{ unit: LimitUnit::{}, per: LimitWindow::{}, count: {count}, account: {account:?}, note: {note:?}, \
             confirmed: {confirmed}, source: {source:?}, seen: {seen:?} }},",
            camel(unit),
            camel(per),
        )
        .unwrap();
    }
    writeln!(out, "], wrong_hosts: &[").unwrap();
    let first = file.submission.first().map(|server| &server.host);
    for WrongHost { host, why, right } in &file.wrong_host {
        let right = right.as_ref().or(first);
        writeln!(out, "WrongHost {{ host: {host:?}, why: {why:?}, right: {right:?} }},").unwrap();
    }
    writeln!(out, "] }};").unwrap();
}

fn general(out: &mut String, general: &General) {
    writeln!(out, "pub(crate) static PORTS: &[PortRule] = &[").unwrap();
    for Port { port, usage, security, meant, about } in &general.port {
        let security = security.as_deref().map_or("None".into(), |word| format!("Some(Security::{})", camel(word)));
        writeln!(
            out,
            "PortRule {{ port: {port}, usage: PortUse::{}, security: {security}, meant: {meant:?}, about: {about:?} }},",
            camel(usage)
        )
        .unwrap();
    }
    writeln!(out, "];\npub(crate) static HOST_SLIPS: &[(&str, &str)] = &[").unwrap();
    for Slip { wrong, right } in &general.slip {
        writeln!(out, "({wrong:?}, {right:?}),").unwrap();
    }
    writeln!(out, "];\npub(crate) static HOSTING: &[HostingBlock] = &[").unwrap();
    for Hosting { platform, blocks, rule, source, seen, confirmed } in &general.hosting {
        writeln!(
            out,
            "HostingBlock {{ platform: {platform:?}, ports: &{blocks:?}, rule: {rule:?}, source: {source:?}, \
             seen: {seen:?}, confirmed: {confirmed} }},"
        )
        .unwrap();
    }
    writeln!(out, "];").unwrap();
}
