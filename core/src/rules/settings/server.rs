//! The host: what must not stand in it, slips, and hosts that do not take mail from customers.

use alloc::format;
use alloc::string::{String, ToString};

use super::mail::{Item, Mail, Part};
use super::sheet::Sheet;
use crate::knowledge::{self, slugs};
use crate::model::{FactKey, Provider};
use crate::syntax::settings::Form;
use crate::text::{Span, near};

/// The provider that a mailer is for: by its host, by the name of the service, by its secret.
pub(super) fn facts(mail: &Mail<'_>) -> Option<&'static Provider> {
    let by_name = |name: &str| knowledge::find_provider(name).and_then(knowledge::provider);
    let host = mail.host.as_ref().map(|host| bare(&host.text));
    if let Some(host) = host.filter(|host| !host.is_empty()) {
        return by_name(host).or_else(|| knowledge::wrong_host(host).map(|(provider, _)| provider));
    }
    let service = mail.service.as_ref().map(|service| service.text.to_ascii_lowercase());
    if let Some(service) = service {
        return by_name(&service);
    }
    let secret = mail.secret.as_ref()?.text.as_ref();
    let fits = |provider: &&Provider| {
        provider
            .submission()
            .and_then(|facts| facts.secret_prefix)
            .is_some_and(|prefix| prefix.len() >= 3 && secret.starts_with(prefix))
    };
    knowledge::providers().iter().find(fits)
}

/// A host without what people write around it.
fn bare(text: &str) -> &str {
    let text = text.trim();
    let text = text.split_once("://").map_or(text, |(_, rest)| rest);
    let text = text.get(..text.find(['/', ',', ';', ' ']).unwrap_or(text.len())).unwrap_or_default();
    text.trim_matches(['[', ']', '.', '"', '\'']).trim()
}

/// Whether a host is on this machine or this network.
pub(super) fn is_local(host: &str) -> bool {
    let host = host.trim().trim_matches(['[', ']']);
    let address = !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    host == "localhost"
        || host == "::1"
        || !host.contains('.')
        || (address && PRIVATE.iter().any(|start| host.starts_with(start)))
        || ["local", "lan", "internal", "localdomain", "test", "home", "arpa"]
            .iter()
            .any(|end| host.rsplit('.').next() == Some(end))
}

/// Networks that are nobody's (RFC 1918, RFC 1122), as far as their first numbers tell.
const PRIVATE: [&str; 6] = ["127.", "10.", "192.168.", "172.16.", "172.17.", "172.18."];

/// Checks the host; gives the right one where that is known.
pub(super) fn host<'k>(sheet: &mut Sheet<'_>, mail: &Mail<'_>, facts: Option<&'static Provider>) -> Option<&'k str> {
    let part = mail.host.clone()?;
    let plain = sheet.items.get(part.item).is_some_and(Item::is_plain);
    if !plain || super::hidden::is_reference(&part.text) || part.text.contains("${") || part.text.contains("{{") {
        return None;
    }
    if mail.url.is_some() && (part.text == "default" || part.text.contains('%')) {
        return None;
    }
    let name = bare(&part.text);
    let lower = name.to_ascii_lowercase();
    // The host of a service's web API has a name of its own.
    let path = sheet.items.get(part.item).map_or("", |item| item.path.as_str());
    let api = lower.starts_with("api.") && !path.contains("smtp");
    let right = meant(&lower).filter(|_| !api);
    let mut written: Option<String> = None;
    let extra = extra(sheet, mail, &part, name);
    if let Some((slip, known)) = &right {
        let cause = if *slip { slugs::MISTYPED_HOST } else { slugs::HOST_NOT_FOR_SENDING };
        sheet.find(cause, part.span);
        if let Some(known) = known {
            sheet.fact(FactKey::Suggestion, known.clone());
            written = Some(known.clone());
        }
    } else if is_no_name(name) && !extra {
        no_name(sheet, mail, &part, name);
        return None;
    }
    if extra {
        sheet.find(slugs::MORE_THAN_A_NAME_IN_HOST, part.span);
        written.get_or_insert_with(|| name.to_string());
    }
    if let Some(written) = &written {
        write(sheet, mail, &part, written, facts);
    }
    let known = right.and_then(|(_, known)| known)?;
    knowledge::find_provider(&known)
        .and_then(knowledge::provider)?
        .submission()?
        .servers
        .iter()
        .map(|server| server.host)
        .find(|host| *host == known)
}

/// What a host was meant to be: whether it is a slip, and the right one.
fn meant(host: &str) -> Option<(bool, Option<String>)> {
    let known = |host: &str| {
        let facts = knowledge::find_provider(host).and_then(knowledge::provider).and_then(Provider::submission);
        facts.is_some_and(|facts| facts.at(host).next().is_some())
    };
    if known(host) {
        return None;
    }
    if let Some((_, wrong)) = knowledge::wrong_host(host) {
        return Some((wrong.right.is_some_and(|right| near(host, right, 2)), wrong.right.map(ToString::to_string)));
    }
    for (slip, right) in knowledge::host_slips() {
        if let Some(rest) = host.strip_prefix(slip)
            && slip.ends_with('.')
        {
            return Some((true, Some(format!("{right}{rest}"))));
        }
    }
    let (first, domain) = host.split_once('.')?;
    if !domain.contains('.') && host.len() < 8 {
        return None;
    }
    let servers = || {
        let facts = knowledge::providers().iter().filter_map(Provider::submission);
        facts.flat_map(|facts| facts.servers).map(|server| server.host)
    };
    // A commas for a dot, a letter too many: one slip away from a host that many send through.
    if host.len() >= 11
        && knowledge::find_provider(host).is_none()
        && let Some(right) = servers().find(|right| right.len() >= 11 && near(host, right, 1))
    {
        return Some((true, Some(right.to_string())));
    }
    let right = knowledge::lists::meant_by(domain)?;
    let server =
        servers().find(|server| server.strip_prefix(first).and_then(|rest| rest.strip_prefix('.')) == Some(right));
    server.map(|server| (true, Some(server.to_string())))
}

/// Whether more stands in the field than a name: a scheme, a port, a path, blanks, a mark at the end.
fn extra(sheet: &Sheet<'_>, mail: &Mail<'_>, part: &Part<'_>, name: &str) -> bool {
    let text = part.text.as_ref();
    if name.is_empty() || name == text.trim_matches(['[', ']']) && text == text.trim() && !port_in(sheet, mail) {
        return false;
    }
    // PHP's streams take a scheme.
    let stream = matches!(text.split_once("://"), Some(("ssl" | "tls" | "tcp", rest)) if rest == name);
    if stream && matches!(sheet.form, Form::Php) {
        return false;
    }
    // Several hosts, one after the other, are PHPMailer's way.
    if text.contains(';') && sheet.form == Form::Php && !text.ends_with(';') {
        return false;
    }
    mail.url.is_none()
}

/// Whether the port stands with the host where the program wants it apart.
fn port_in(sheet: &Sheet<'_>, mail: &Mail<'_>) -> bool {
    mail.joined
        && mail.url.is_none()
        && !sheet.program.joined
        && !matches!(sheet.form, Form::Text | Form::Cf | Form::Php)
}

fn write(sheet: &mut Sheet<'_>, mail: &Mail<'_>, part: &Part<'_>, name: &str, _facts: Option<&'static Provider>) {
    let Some(entry) = sheet.items.get(part.item).map(|item| item.entry) else { return };
    if port_in(sheet, mail) {
        sheet.replace(entry.value, name);
        let port = mail.port.as_ref().map(|port| port.text.to_string());
        let key = entry.key.of(sheet.text);
        let named =
            sheet.program.named(knowledge::stacks::Role::Port).map_or_else(|| key_for_port(key), ToString::to_string);
        if let Some(port) = port {
            sheet.add(part.item, &named, &port);
        }
        return;
    }
    sheet.replace(part.span, name);
}

/// The name of the port beside a host of this name: `SMTP_HOST` and `SMTP_PORT`.
fn key_for_port(host: &str) -> String {
    for (word, port) in [
        ("HOST", "PORT"),
        ("Host", "Port"),
        ("host", "port"),
        ("SERVER", "PORT"),
        ("Server", "Port"),
        ("server", "port"),
    ] {
        if let Some(start) = host.strip_suffix(word) {
            return format!("{start}{port}");
        }
    }
    String::from("port")
}

/// A number, an address or nothing where a name belongs.
fn is_no_name(name: &str) -> bool {
    name.is_empty() || name.contains('@') || (name.bytes().all(|byte| byte.is_ascii_digit()))
}

fn no_name(sheet: &mut Sheet<'_>, mail: &Mail<'_>, part: &Part<'_>, name: &str) {
    if name.is_empty() && mail.url.is_none() {
        sheet.find(slugs::SETTING_MISSING, sheet.span(part.item));
        return;
    }
    sheet.find(slugs::HOST_IS_NOT_A_HOST_NAME, part.span);
    let (Some(url), Some(user)) = (&mail.url, &mail.user) else { return };
    let (Some(password), Some((_, domain))) = (url.password, user.text.rsplit_once('@')) else { return };
    // What stands behind the `@` is the rest of the password; the host was left out.
    let secret = Span::new(password.start, part.span.end);
    let place = sheet.secrets.iter().position(|known| *known == password);
    if let Some(known) = place.and_then(|place| sheet.secrets.get_mut(place)) {
        *known = secret;
    }
    sheet.encode(secret);
    let host = format!("@smtp.{domain}");
    sheet.insert(secret.end, host);
}
