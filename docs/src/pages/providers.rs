//! A page for every provider, server and program that has facts or words of its own; and tables over all of them.

use mailmend::model::{Cause, FromRule, Limit, LimitUnit, LimitWindow, Security, Submission};
use maud::{Markup, html};

use super::codes::reply;
use crate::facts::{Facts, Origin};
use crate::site::{Page, Site, heading};
use crate::{live, sources, words};

pub fn add(site: &mut Site, facts: &Facts) {
    for origin in &facts.origins {
        site.add(page(origin, site.can_try));
    }
    site.add(list(facts));
    site.add(limits(facts));
}

fn page(origin: &Origin, can_try: bool) -> Page {
    let provider = mailmend::providers().iter().find(|provider| provider.id == origin.id);
    let submission = provider.and_then(|provider| provider.submission());
    let is_provider = origin.folder == "providers";
    let mut causes: Vec<&Cause> = Vec::new();
    for cause in mailmend::catalog() {
        let has_steps = provider.is_some_and(|provider| provider.steps(cause).is_some());
        if has_steps || origin.pattern.iter().any(|pattern| pattern.cause == cause.code) {
            causes.push(cause);
        }
    }
    let file = format!("{}/{}.toml", origin.folder, origin.id);
    let body = html! {
        p class="kicker" {
            span class="badge info" { (words::provider_kind(origin.kind.as_deref())) }
            code { (origin.id) }
            @if let Some(page) = &origin.status_page { a href=(page) rel="noopener noreferrer" { "Status page" } }
        }
        @if let Some(submission) = submission { (sending(origin, submission)) }
        @else if let Some(login) = &origin.login {
            @if let Some(password) = &login.password { p class="lead" { (capital(password)) "." } }
        }
        @if let Some(submission) = submission { (all_limits(submission)) (wrong_hosts(submission)) }
        @if !origin.mx.is_empty() || !origin.domains.is_empty() {
            (heading(2, "receiving", "Receiving"))
            dl class="facts" {
                @if !origin.domains.is_empty() { dt { "Addresses at" } dd { (names(&origin.domains)) } }
                @if !origin.mx.is_empty() { dt { "Mail comes in at" } dd { (names(&origin.mx)) } }
            }
        }
        @if !causes.is_empty() {
            (heading(2, "causes", if is_provider { "What goes wrong here" } else { "What it says, and what it means" }))
            @for cause in causes {
                (cause_here(cause, provider, &file, can_try))
            }
        }
        @if !origin.source.is_empty() {
            (heading(2, "sources", "Sources"))
            p { (sources::linked(&origin.source)) @if !origin.seen.is_empty() { ". Last seen in " (words::month(&origin.seen)) "." } }
        }
    };
    let title = if submission.is_some_and(|submission| !submission.servers.is_empty()) {
        format!("{}: SMTP settings, limits and errors", origin.name)
    } else {
        format!("{}: errors, what they mean and how to fix them", origin.name)
    };
    let about = submission.and_then(|submission| submission.servers.first()).map_or_else(
        || format!("What {} says when mail is refused, what it means, and the steps that mend it.", origin.name),
        |server| format!(
            "Send mail through {}: {} port {}, the user name and password it takes, its limits, and the steps for each of its errors.",
            origin.name, server.host, server.port
        ),
    );
    Page::new(format!("providers/{}.html", origin.id), "Provider", &origin.name, body)
        .title(title)
        .about(about)
        .above("/providers.html", "Providers")
}

fn cause_here(
    cause: &'static Cause,
    provider: Option<&'static mailmend::model::Provider>,
    file: &str,
    can_try: bool,
) -> Markup {
    let said: Vec<_> =
        mailmend::examples().iter().filter(|example| example.code == cause.code && example.file == file).collect();
    let steps = provider.and_then(|provider| provider.steps(cause));
    html! {
        details class="own" id=(cause.code) {
            summary { (cause.title) " " code { (cause.code) } }
            p { (cause.why) " " a href=(format!("/codes/{}.html", cause.code)) { "The page of this code" } }
            @if let Some(steps) = steps { (live::steps(steps)) }
            @for example in said { (reply(cause.code, example, false, can_try)) }
        }
    }
}

fn sending(origin: &Origin, submission: &Submission) -> Markup {
    let login = origin.login.as_ref();
    html! {
        (heading(2, "sending", "Sending through it"))
        @if submission.servers.is_empty() {
            p { "It offers no SMTP." }
        } @else {
            div class="wide" { table {
                tr { th { "Server" } th { "Port" } th { "Encryption" } }
                @for server in submission.servers {
                    tr { td { code { (server.host) } } td { (server.port) } td { (security(server.security)) } }
                }
            } }
        }
        dl class="facts" {
            @if let Some(user) = login.and_then(|login| login.username.as_deref()) { dt { "User name" } dd { (capital(user)) } }
            @if let Some(secret) = login.and_then(|login| login.password.as_deref()) { dt { "Password" } dd { (capital(secret)) } }
            @if let Some(from) = submission.from { dt { "From address" } dd { (sender(from)) } }
            @if let Some(end) = submission.password_end {
                dt { "Passwords" }
                dd { (if end.by_default { "Off by default since " } else { "Refused since " }) (words::month(&format!("{}-{:02}", end.year, end.month))) }
            }
            @if !submission.oauth_scopes.is_empty() { dt { "OAuth 2.0 scope" } dd { @for scope in submission.oauth_scopes { code { (scope) } " " } } }
        }
        p class="soft" { (sources::source(submission.source, submission.seen)) }
    }
}

fn all_limits(submission: &Submission) -> Markup {
    html! {
        @if !submission.limits.is_empty() {
            (heading(2, "limits", "Limits"))
            div class="wide" { table {
                tr { th { "What" } th { "Account" } th { "Source" } }
                @for limit in submission.limits { tr {
                    td { (limit_words(limit)) }
                    td { (limit.account.unwrap_or("all")) }
                    td { (sources::source(limit.source, limit.seen)) @if !limit.confirmed { br; span class="badge warning" { "Not confirmed by the provider" } } }
                } }
            } }
        }
    }
}

fn wrong_hosts(submission: &Submission) -> Markup {
    html! {
        @if !submission.wrong_hosts.is_empty() {
            (heading(2, "wrong-hosts", "Hosts that are mistaken for it"))
            div class="wide" { table {
                tr { th { "Host" } th { "Why not" } th { "Meant" } }
                @for wrong in submission.wrong_hosts { tr {
                    td { code { (wrong.host) } } td { (wrong.why) } td { @if let Some(right) = wrong.right { code { (right) } } }
                } }
            } }
        }
    }
}

/// A limit in words: `500 messages a day`.
fn limit_words(limit: &Limit) -> String {
    let unit = match limit.unit {
        LimitUnit::Messages => "messages",
        LimitUnit::Recipients => "recipients",
        LimitUnit::Connections => "connections",
        _ => "MB",
    };
    let per = match limit.per {
        LimitWindow::Second => "a second",
        LimitWindow::Minute => "a minute",
        LimitWindow::Hour => "an hour",
        LimitWindow::Day => "a day",
        LimitWindow::Month => "a month",
        LimitWindow::Message => "in a message",
        LimitWindow::Connection => "over a connection",
        _ => "at a time",
    };
    let note = limit.note.map(|note| format!(" ({note})")).unwrap_or_default();
    format!("{} {unit} {per}{note}", words::number(limit.count))
}

fn security(security: Security) -> &'static str {
    match security {
        Security::Implicit => "TLS from the start (SSL/TLS)",
        Security::StartTls => "STARTTLS",
        _ => "None",
    }
}

fn sender(from: FromRule) -> &'static str {
    match from {
        FromRule::LogIn => "The address that logs in, and no other",
        FromRule::Own => "The address that logs in, and those the account has rights for",
        FromRule::Authorised => "Addresses and domains that were confirmed there",
        _ => "Any",
    }
}

fn names(names: &[String]) -> Markup {
    html! { @for (place, name) in names.iter().enumerate() { @if place > 0 { ", " } code { (name) } } }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn list(facts: &Facts) -> Page {
    const KINDS: [(&str, &str); 6] = [
        ("mailbox", "Mailbox providers"),
        ("relay", "Services that send"),
        ("host", "Hosting companies"),
        ("gateway", "Gateways and filters"),
        ("blocklist", "Blocklists"),
        ("catcher", "Mail catchers for developers"),
    ];
    let of = |kind: Option<&str>, folder: &str| -> Vec<&Origin> {
        let mut all: Vec<&Origin> = facts
            .origins
            .iter()
            .filter(|origin| origin.folder == folder && (kind.is_none() || origin.kind.as_deref() == kind))
            .collect();
        all.sort_by_key(|origin| origin.name.to_lowercase());
        all
    };
    let group = |id: &str, name: &str, all: Vec<&Origin>| {
        html! {
            (heading(2, id, name))
            ul class="columns" { @for origin in all { li { a href=(format!("/providers/{}.html", origin.id)) { (origin.name) } } } }
        }
    };
    let body = html! {
        p class="lead" { "Servers and ports, the user name and password that each takes, limits with their source, and what each says when it refuses mail. " a href="/limits.html" { "All servers and limits in one table." } }
        @for (kind, name) in KINDS { (group(kind, name, of(Some(kind), "providers"))) }
        (group("servers", "Mail servers", of(None, "servers")))
        (group("clients", "Programs and libraries that send", of(None, "clients")))
    };
    Page::new("providers.html", "List", "Providers and servers", body)
        .title("SMTP providers and mail servers: settings, limits, errors")
        .about("SMTP servers, ports, log-in and limits of mailbox providers and mail services, with sources; and what each says when it refuses mail.")
}

/// One table of all servers and limits.
fn limits(facts: &Facts) -> Page {
    let mut all: Vec<_> =
        mailmend::providers().iter().filter_map(|provider| Some((provider, provider.submission()?))).collect();
    all.sort_by_key(|(provider, _)| provider.name.to_lowercase());
    let body = html! {
        p class="lead" { "Where to send through each provider, and how much. Every figure has its source and month on the provider’s own page." }
        (heading(2, "servers", "Servers and ports"))
        div class="wide" { table {
            tr { th { "Provider" } th { "Server" } th { "Ports" } th { "User name" } }
            @for (provider, submission) in &all {
                @let mut hosts: Vec<&str> = submission.servers.iter().map(|server| server.host).collect();
                @let _ = hosts.dedup();
                @for (place, host) in hosts.iter().enumerate() { tr {
                    td { @if place == 0 { a href=(format!("/providers/{}.html", provider.id)) { (provider.name) } } }
                    td { code { (host) } }
                    td { @for (place, server) in submission.servers.iter().filter(|server| server.host == *host).enumerate() {
                        @if place > 0 { ", " } (server.port) " " span class="soft" { (match server.security { Security::Implicit => "TLS", Security::StartTls => "STARTTLS", _ => "plain" }) }
                    } }
                    td { @if place == 0 { (facts.origin(provider.id).and_then(|origin| origin.login.as_ref()?.username.clone()).unwrap_or_default()) } }
                } }
            }
        } }
        (heading(2, "limits", "Sending limits"))
        div class="wide" { table {
            tr { th { "Provider" } th { "Limit" } th { "Account" } th { "Seen" } }
            @for (provider, submission) in &all { @for (place, limit) in submission.limits.iter().enumerate() { tr {
                td { @if place == 0 { a href=(format!("/providers/{}.html#limits", provider.id)) { (provider.name) } } }
                td { (limit_words(limit)) }
                td { (limit.account.unwrap_or("all")) }
                td { (words::month(limit.seen)) @if !limit.confirmed { ", not confirmed" } }
            } } }
        } }
        (heading(2, "closed-ports", "Hosting that closes ports"))
        div class="wide" { table {
            tr { th { "Where" } th { "Ports" } th { "For whom, and what works" } th { "Seen" } }
            @for block in mailmend::hosting_blocks() { tr {
                td { (block.platform) }
                td { (block.ports.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")) }
                td { (block.rule) }
                td { (sources::source(block.source, block.seen)) @if !block.confirmed { br; span class="badge warning" { "Not confirmed" } } }
            } }
        } }
    };
    Page::new("limits.html", "List", "SMTP servers and sending limits", body)
        .title("SMTP servers, ports and sending limits of mail providers")
        .about("SMTP host, port, encryption and sending limits of mailbox providers and mail services in one table, with sources; and hosting that closes port 25, 465 or 587.")
        .above("/providers.html", "Providers")
}
