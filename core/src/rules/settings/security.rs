//! Port and encryption: whether they fit each other, and what is offered.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::mail::{Item, Mail, Set, plain_word, switches};
use super::server;
use super::sheet::Sheet;
use crate::knowledge::stacks::{Mode, Switch};
use crate::knowledge::{self, slugs};
use crate::model::{FactKey, PortUse, Provider, Security};
use crate::syntax::settings::{Form, Shape, squeeze};
use crate::text::Order;
use crate::text::{Span, near};

/// What the switches of a mailer come to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// None: it is worked out when the program runs.
    pub(super) mode: Option<Mode>,
    /// Whether a switch says so, and not the program's own way.
    pub(super) set: bool,
    /// Where.
    pub(super) span: Option<Span>,
}

/// Reads the switches; finds those that contradict each other, and those that hold what they cannot.
pub(super) fn mode(sheet: &mut Sheet<'_>, mail: &Mail<'_>) -> Found {
    if let Some(url) = &mail.url {
        let scheme = url.scheme.of(sheet.text).to_ascii_lowercase();
        let implicit = scheme.ends_with("smtps") || option(sheet, mail, "secure").is_some_and(|value| value == "true");
        let plain = scheme.contains('+') || !scheme.starts_with("smtp");
        let by_port = sheet.program.infers && sheet.program.strict_url && port(mail) == Some(465);
        let mode = match (implicit, plain) {
            (true, _) => Mode::Implicit,
            (_, true) => Mode::Fits,
            _ if by_port => Mode::Implicit,
            _ => Mode::Auto,
        };
        return Found { mode: Some(mode), set: true, span: Some(url.scheme) };
    }
    let mut sets = switches(&sheet.items, mail, sheet.program);
    for set in &mut sets {
        if let Some(meant) = text_for_switch(sheet, set.item, set.switch) {
            set.mode = Some(meant);
        }
        unknown_word(sheet, set);
    }
    let with = |wanted: &[Mode]| -> Option<Set> {
        sets.iter().copied().find(|set| set.mode.is_some_and(|mode| wanted.contains(&mode)))
    };
    let place = |set: Set| Some(sheet.span(set.item));
    if let (Some(one), Some(other)) = (with(&[Mode::Implicit]), with(&[Mode::StartTls])) {
        if sheet.program.exclusive {
            return both(sheet, mail, one, other);
        }
        // The switch that knowledge names first has the last word.
        let rank = |set: Set| sheet.program.switches.iter().position(|switch| core::ptr::eq(switch, set.switch));
        let (mode, set) = if rank(one) <= rank(other) { (Mode::Implicit, one) } else { (Mode::StartTls, other) };
        return Found { mode: Some(mode), set: true, span: place(set) };
    }
    // In PHP, what stands before the host has the last word.
    let scheme = mail.host.as_ref().map_or("", |host| host.text.split_once("://").map_or("", |(scheme, _)| scheme));
    let by_host = match scheme {
        "ssl" | "smtps" => Some(Mode::Implicit),
        "tls" => Some(Mode::StartTls),
        _ => None,
    };
    let by_host = by_host.map(|mode| {
        let span = mail.host.as_ref().map(|host| host.span);
        Found { mode: Some(mode), set: false, span }
    });
    if let Some(found) = by_host.filter(|_| sheet.form == Form::Php) {
        return found;
    }
    for wanted in [Mode::Implicit, Mode::StartTls, Mode::Auto, Mode::Ssl, Mode::Tls, Mode::Fits, Mode::Plain] {
        if let Some(set) = with(&[wanted]) {
            return Found { mode: Some(wanted), set: true, span: place(set) };
        }
    }
    if let Some(found) = by_host {
        return found;
    }
    if sets.iter().any(|set| set.mode.is_none()) {
        return Found { mode: None, set: true, span: None };
    }
    // A switch that is off, null or empty is a switch: what follows from the port does so only without one.
    let off =
        sets.iter().any(|set| set.mode == Some(Mode::Silent) && !set.switch.words.is_empty() && set.switch.strict);
    let infers =
        sheet.program.infers && !off && port(mail).is_some_and(|port| security(port) == Some(Security::Implicit));
    let mode = if infers { Mode::Implicit } else { sheet.program.default };
    Found { mode: Some(mode), set: false, span: None }
}

fn option<'t>(sheet: &Sheet<'t>, mail: &Mail<'_>, name: &str) -> Option<&'t str> {
    let options = &mail.url.as_ref()?.options;
    options.iter().find(|(own, _)| own.of(sheet.text).eq_ignore_ascii_case(name)).map(|(_, value)| value.of(sheet.text))
}

/// Two switches of which only one may be on: the one that fits the port stays.
fn both(sheet: &mut Sheet<'_>, mail: &Mail<'_>, implicit: Set, starttls: Set) -> Found {
    let spans = [sheet.span(implicit.item), sheet.span(starttls.item)];
    sheet.find_at(slugs::TWO_KINDS_OF_ENCRYPTION, &spans);
    let wants_implicit = port(mail).and_then(security) == Some(Security::Implicit);
    let (kept, other) = if wants_implicit { (implicit, starttls) } else { (starttls, implicit) };
    let code = sheet.items.get(other.item).is_some_and(|item| item.code && item.is_plain());
    if code {
        sheet.remove(other.item);
    } else {
        sheet.set(other.item, "false");
    }
    let mode = if wants_implicit { Mode::Implicit } else { Mode::StartTls };
    Found { mode: Some(mode), set: true, span: Some(sheet.span(kept.item)) }
}

/// `secure: "false"`: text is true, whatever it says. And what comes from the environment is text. Gives what was meant,
/// which is what the switch says once it is put right.
fn text_for_switch(sheet: &mut Sheet<'_>, place: usize, switch: &Switch) -> Option<Mode> {
    let item = sheet.items.get(place).filter(|item| switch.strict && item.code)?;
    let (entry, value) = (item.entry, item.value);
    match entry.shape {
        Shape::Quoted(_) => {
            let word = plain_word(&squeeze(value));
            if !matches!(word.as_str(), "true" | "false") {
                return None;
            }
            sheet.find(slugs::TEXT_WHERE_A_SWITCH_BELONGS, entry.whole);
            sheet.set_word(place, &word);
            switch.words.iter().find(|(own, _)| *own == word).map(|(_, mode)| *mode)
        }
        Shape::Code if is_raw_environment(value) => {
            sheet.find(slugs::TEXT_WHERE_A_SWITCH_BELONGS, entry.whole);
            let compare = if sheet.form == Form::Python { " == 'True'" } else { " === 'true'" };
            sheet.insert(entry.outer.end, compare.into());
            None
        }
        _ => None,
    }
}

/// Whether code takes a value from the environment as it is: it is not compared, cast or looked up in a list.
fn is_raw_environment(code: &str) -> bool {
    let environment = ["os.environ", "os.getenv", "process.env."].iter().any(|start| code.starts_with(start));
    let worked = ["==", "!=", "bool", " in ", "json", "int(", "lower", "strtobool", "?", "||", "&&", " or ", " and "];
    environment && !worked.iter().any(|mark| code.contains(mark))
}

/// A word that the switch does not take.
fn unknown_word(sheet: &mut Sheet<'_>, set: &Set) {
    let Some(item) = sheet.items.get(set.item).filter(|item| item.is_plain() && !set.switch.valid.is_empty()) else {
        return;
    };
    let word = squeeze(item.value);
    let valid = set.switch.valid;
    let off = matches!(plain_word(&word).as_str(), "false");
    if off || valid.iter().any(|known| squeeze(known) == word) || super::hidden::is_reference(item.value) {
        return;
    }
    // A constant of the program says it, too.
    if item.entry.shape == Shape::Bare && item.code {
        return;
    }
    let span = item.entry.whole;
    let meant = set.mode.filter(|mode| *mode != Mode::Silent);
    sheet.find(slugs::UNKNOWN_WORD_FOR_ENCRYPTION, span);
    let right = valid.iter().find(|known| {
        let own = set.switch.words.iter().find(|(word, _)| word == *known || squeeze(word) == squeeze(known));
        meant.is_some() && own.map(|(_, mode)| *mode) == meant
    });
    if let Some(right) = right {
        sheet.set(set.item, right);
        sheet.fact(FactKey::Suggestion, *right);
    }
}

/// The port of a mailer, where it is a number.
pub(super) fn port(mail: &Mail<'_>) -> Option<u16> {
    mail.port.as_ref()?.text.trim().parse().ok()
}

/// How connections to a port are encrypted.
fn security(port: u16) -> Option<Security> {
    knowledge::port(port)?.security
}

/// Checks the port, and whether the encryption fits it.
pub(super) fn check(
    sheet: &mut Sheet<'_>,
    mail: &Mail<'_>,
    facts: Option<&'static Provider>,
    host: Option<&str>,
    found: Found,
) {
    let Some(part) = mail.port.clone() else {
        return without_port(sheet, mail, facts, found);
    };
    let plain = mail.appended || sheet.items.get(part.item).is_some_and(Item::is_plain);
    if !plain || super::hidden::is_reference(&part.text) {
        return;
    }
    let local = mail.host.as_ref().is_some_and(|host| {
        sheet.items.get(host.item).is_some_and(Item::is_plain)
            && !super::hidden::is_reference(&host.text)
            && server::is_local(&host.text)
    });
    let offered = offered(facts, host.or(mail.host.as_ref().map(|host| host.text.as_ref())));
    let wants = match found.mode {
        Some(Mode::Implicit) => Some(Security::Implicit),
        Some(Mode::StartTls) => Some(Security::StartTls),
        _ => None,
    };
    let Some(port) = port(mail) else {
        let meant = nearest(&part.text);
        sheet.find(slugs::WRONG_PORT, part.span);
        if let Some(meant) = meant {
            change(sheet, &part, meant);
        }
        return;
    };
    let rule = knowledge::port(port);
    let usage = rule.map(|rule| rule.usage);
    let here = offered.iter().find(|(own, _)| *own == port).map(|(_, security)| *security);
    let mut right = port;
    if local && usage != Some(PortUse::Slip) && usage != Some(PortUse::Reading) {
        // What runs on one's own machine has ports of its own.
        return local_tls(sheet, mail, port, found);
    }
    if here.is_none() {
        let slip = rule.and_then(|rule| rule.meant).or_else(|| nearest(&part.text).filter(|_| rule.is_none()));
        let reading = usage == Some(PortUse::Reading);
        // That a provider offers 587 is not always written down; that it does not offer 465 is told, where it is so.
        let missing = !offered.is_empty() && !matches!(port, 25 | 587);
        // Ports that a few services have made up for themselves: at any other host it is a slip.
        let own = matches!(port, 2465 | 2587) && offered.is_empty();
        let named = mail.host.as_ref().is_some_and(|host| {
            sheet.items.get(host.item).is_some_and(Item::is_plain) && !super::hidden::is_reference(&host.text)
        });
        let missing = missing || own && named && facts.is_none();
        if reading || slip.is_some() || missing || port == 0 {
            right = slip
                .filter(|slip| offered.is_empty() || offered.iter().any(|(own, _)| own == slip))
                .unwrap_or_else(|| {
                    let fits = offered.iter().find(|(_, security)| wants == Some(*security));
                    let other = offered.iter().find(|(own, _)| *own == 587).or(offered.first());
                    let by_mode = if wants == Some(Security::Implicit) { 465 } else { 587 };
                    fits.or(other).map_or(by_mode, |(own, _)| *own)
                });
            sheet.find(slugs::WRONG_PORT, part.span);
            sheet.fact(FactKey::Suggestion, format!("{right}"));
            change(sheet, &part, right);
        }
    }
    let is = offered.iter().find(|(own, _)| *own == right).map(|(_, security)| *security).or_else(|| security(right));
    let Some(is) = is else { return };
    let span = found.span.unwrap_or(part.span);
    match (is, found.mode) {
        (_, None | Some(Mode::Fits | Mode::Tls | Mode::Silent)) => {
            if right == 25 {
                relay(sheet, mail, &part, facts, found, &offered);
            }
        }
        (Security::Implicit, Some(Mode::Implicit | Mode::Ssl)) if !sheet.program.cannot_implicit => {}
        (Security::Implicit, Some(_)) => without_implicit(sheet, mail, &part, right, found, &offered, span),
        (_, Some(Mode::Implicit | Mode::Ssl)) => implicit_here(sheet, mail, &part, right, found, &offered, span),
        (Security::StartTls, Some(mode)) => unencrypted(sheet, mail, &part, right, mode, facts, found, &offered),
        (Security::None, Some(_)) => {}
    }
}

/// The ports that a provider offers at a host.
fn offered(facts: Option<&'static Provider>, host: Option<&str>) -> Vec<(u16, Security)> {
    let Some(submission) = facts.and_then(Provider::submission) else { return Vec::new() };
    let host = host.unwrap_or_default();
    let at: Vec<_> = submission.at(host).map(|server| (server.port, server.security)).collect();
    let named = !at.is_empty() || host.is_empty();
    if named && at.is_empty() {
        submission.servers.iter().map(|server| (server.port, server.security)).collect()
    } else {
        at
    }
}

fn change(sheet: &mut Sheet<'_>, part: &super::mail::Part<'_>, port: u16) {
    let text = format!("{port}");
    let whole = sheet.items.get(part.item).is_some_and(|item| item.entry.value == part.span);
    if whole {
        sheet.set(part.item, &text);
    } else {
        sheet.replace(part.span, &text);
    }
}

/// The port that a mistyped one was meant to be: its digits in another order, one twice, one missing.
fn nearest(text: &str) -> Option<u16> {
    let digits: alloc::string::String = text.chars().filter(char::is_ascii_digit).collect();
    let sorted = |text: &str| {
        let mut bytes = text.as_bytes().to_vec();
        bytes.order();
        bytes
    };
    [("587", 587), ("465", 465), ("2525", 2525)].into_iter().find_map(|(right, port)| {
        let swapped = digits.len() == right.len() && sorted(&digits) == sorted(right);
        let mut doubled: Vec<u8> = digits.as_bytes().to_vec();
        doubled.dedup();
        let doubled = digits.len() == right.len() + 1 && (doubled == right.as_bytes() || digits.starts_with(right));
        let short = digits.len() + 1 == right.len() && right.len() == 3 && near(&digits, right, 1);
        let lettered = digits == right && digits.len() < text.trim().len();
        (swapped || doubled || short || lettered).then_some(port)
    })
}

/// TLS from the first byte where STARTTLS is spoken.
fn implicit_here(
    sheet: &mut Sheet<'_>,
    mail: &Mail<'_>,
    part: &super::mail::Part<'_>,
    port: u16,
    found: Found,
    offered: &[(u16, Security)],
    span: Span,
) {
    sheet.find_at(
        slugs::IMPLICIT_TLS_ON_STARTTLS_PORT,
        &if span == part.span { Vec::from([span]) } else { Vec::from([part.span, span]) },
    );
    let other = offered.iter().find(|(_, security)| *security == Security::Implicit).map(|(own, _)| *own);
    let can = offered.is_empty() || other.is_some();
    let prefers = sheet.program.prefer == "implicit" && can && port != 25;
    if let Some(url) = &mail.url {
        let scheme = url.scheme.of(sheet.text);
        if prefers {
            change(sheet, part, other.unwrap_or(465));
        } else if let Some(start) = scheme.strip_suffix(['s', 'S']) {
            sheet.replace(url.scheme, start);
        }
        return;
    }
    if prefers {
        return change(sheet, part, other.unwrap_or(465));
    }
    // The scheme before the host is the switch.
    if let Some(host) = mail.host.as_ref().filter(|host| !found.set && host.text.starts_with("ssl://")) {
        sheet.replace(Span::new(host.span.start, host.span.start + 3), "tls");
        return;
    }
    let rules = if port == 25 && !sheet.program.auto.is_empty() { sheet.program.auto } else { sheet.program.starttls };
    if !sheet.write(mail, rules) && !switch_to(sheet, mail, &[Mode::StartTls, Mode::Auto, Mode::Tls]) {
        // No way to write it: the port follows.
        if can && found.mode == Some(Mode::Implicit) {
            change(sheet, part, other.unwrap_or(465));
        }
    }
}

/// Sets a switch that stands there to a word with one of these meanings.
fn switch_to(sheet: &mut Sheet<'_>, mail: &Mail<'_>, wanted: &[Mode]) -> bool {
    let mut sets = switches(&sheet.items, mail, sheet.program);
    // The one that decides, before those that say nothing.
    sets.order_by_key(|set| set.mode.is_none_or(|mode| mode == Mode::Silent));
    for set in sets {
        for mode in wanted {
            let word = set.switch.words.iter().find(|(_, own)| own == mode).map(|(word, _)| *word);
            if let Some(word) = word.filter(|word| *word != "any")
                && sheet.set(set.item, word)
            {
                return true;
            }
        }
    }
    false
}

/// A port that speaks TLS from the first byte, and a program that does not.
fn without_implicit(
    sheet: &mut Sheet<'_>,
    mail: &Mail<'_>,
    part: &super::mail::Part<'_>,
    _port: u16,
    found: Found,
    offered: &[(u16, Security)],
    span: Span,
) {
    if sheet.program.cannot_implicit {
        sheet.find(slugs::PROGRAM_WITHOUT_IMPLICIT_TLS, part.span);
        let other = offered
            .iter()
            .find(|(own, security)| *security == Security::StartTls && *own != 25)
            .map_or(587, |(own, _)| *own);
        change(sheet, part, other);
        if found.mode != Some(Mode::StartTls) {
            sheet.write(mail, sheet.program.starttls);
        }
        return;
    }
    sheet.find_at(
        slugs::NO_TLS_ON_IMPLICIT_PORT,
        &if span == part.span { Vec::from([span]) } else { Vec::from([part.span, span]) },
    );
    if let Some(url) = &mail.url {
        let scheme = url.scheme.of(sheet.text);
        sheet.replace(url.scheme, &format!("{scheme}s"));
        return;
    }
    if let Some(host) = mail.host.as_ref().filter(|host| !found.set && host.text.starts_with("tls://")) {
        sheet.replace(Span::new(host.span.start, host.span.start + 3), "ssl");
        return;
    }
    if !sheet.write(mail, sheet.program.implicit) && !switch_to(sheet, mail, &[Mode::Implicit, Mode::Ssl]) {
        let other = offered.iter().find(|(_, security)| *security == Security::StartTls).map(|(own, _)| *own);
        if let Some(other) = other.or(Some(587).filter(|_| found.set)) {
            change(sheet, part, other);
        }
    }
}

/// No encryption is asked for where a log-in wants it.
#[allow(clippy::too_many_arguments)] // each is a fact of its own
fn unencrypted(
    sheet: &mut Sheet<'_>,
    mail: &Mail<'_>,
    part: &super::mail::Part<'_>,
    port: u16,
    mode: Mode,
    facts: Option<&'static Provider>,
    found: Found,
    offered: &[(u16, Security)],
) {
    if port == 25 {
        return relay(sheet, mail, part, facts, found, offered);
    }
    let logs_in = mail.user.is_some() || mail.secret.is_some() || facts.is_some();
    if mode == Mode::Plain && logs_in {
        let spans = found.span.map_or(Vec::from([part.span]), |span| Vec::from([part.span, span]));
        sheet.find_at(slugs::LOG_IN_NOT_ENCRYPTED, &spans);
        if !sheet.write(mail, sheet.program.starttls) {
            switch_to(sheet, mail, &[Mode::StartTls, Mode::Auto]);
        }
    }
}

/// Port 25, which is for mail from server to server.
fn relay(
    sheet: &mut Sheet<'_>,
    mail: &Mail<'_>,
    part: &super::mail::Part<'_>,
    facts: Option<&'static Provider>,
    found: Found,
    offered: &[(u16, Security)],
) {
    let logs_in = mail.user.is_some() || mail.secret.is_some();
    if logs_in && !sheet.program.plain_login && mail.secret.is_none() {
        // A name without a password, for a relay that asks for none: the program tries to log in, and refuses.
        sheet.find(slugs::LOG_IN_WITHOUT_TLS_REFUSED, mail.user.as_ref().map_or(part.span, |user| user.span));
        if let Some(user) = &mail.user {
            sheet.remove(user.item);
        }
        return;
    }
    if !logs_in && facts.is_none() {
        return;
    }
    let submission = offered.iter().find(|(own, _)| *own != 25);
    sheet.find(slugs::PORT_25_FOR_SENDING, part.span);
    let unsaid = !found.set || matches!(found.mode, Some(Mode::Plain));
    let implicit = offered.iter().find(|(own, security)| *own == 465 && *security == Security::Implicit);
    if unsaid
        && implicit.is_some()
        && !sheet.program.cannot_implicit
        && !sheet.program.implicit.is_empty()
        && sheet.program.prefer != "starttls"
    {
        change(sheet, part, 465);
        sheet.write(mail, sheet.program.implicit);
    } else if offered.is_empty() || submission.is_some() {
        change(sheet, part, 587);
        if found.mode != Some(Mode::StartTls) {
            sheet.write(mail, sheet.program.starttls);
        }
    }
    if unsaid && (logs_in || facts.is_some()) {
        sheet.find(slugs::LOG_IN_NOT_ENCRYPTED, part.span);
    }
}

/// TLS to one's own machine: the certificate is for another name.
fn local_tls(sheet: &mut Sheet<'_>, mail: &Mail<'_>, port: u16, found: Found) {
    let catcher = knowledge::port(port).is_some_and(|rule| rule.usage == PortUse::Catcher);
    let Some(host) = &mail.host else { return };
    let fallback = sheet.items.get(host.item).is_some_and(|item| matches!(item.entry.shape, Shape::Fallback(_)));
    if !matches!(port, 25 | 465 | 587) || fallback {
        return;
    }
    let loop_back = matches!(host.text.as_ref(), "localhost" | "127.0.0.1" | "::1");
    if !catcher && loop_back && found.set && matches!(found.mode, Some(Mode::StartTls | Mode::Implicit)) {
        sheet.find(slugs::LOCALHOST_WITH_TLS, host.span);
        let domain = |part: &Option<super::mail::Part<'_>>| {
            part.as_ref()
                .and_then(|part| part.text.rsplit_once('@').map(|(_, domain)| domain.trim_end_matches('>').to_string()))
        };
        let domain = domain(&mail.user).or(domain(&mail.from)).unwrap_or_else(|| "example.com".to_string());
        sheet.replace(host.span, &format!("mail.{domain}"));
        if let Some(part) = mail.port.as_ref().filter(|_| port == 25) {
            change(sheet, part, 587);
        }
    }
}

/// Without a port, the program's own is taken.
fn without_port(sheet: &mut Sheet<'_>, mail: &Mail<'_>, facts: Option<&'static Provider>, found: Found) {
    let port = sheet.program.port;
    if let Some(host) = mail.host.as_ref().filter(|host| {
        let plain = sheet.items.get(host.item).is_some_and(Item::is_plain);
        sheet.program.needs_port
            && plain
            && mail.url.is_none()
            && !host.text.is_empty()
            && !super::hidden::is_reference(&host.text)
    }) {
        sheet.find(slugs::SETTING_MISSING, host.span);
        let local = server::is_local(&host.text) && facts.is_none();
        sheet.insert(host.span.end, format!(":{}", if local { 25 } else { 587 }));
        return;
    }
    let Some(span) = found.span.filter(|_| mail.host.is_some() && found.set && port != 0) else { return };
    if found.mode == Some(Mode::Implicit) && mail.url.is_none() && port == 25 && sheet.program.strict_url {
        sheet.find(slugs::IMPLICIT_TLS_ON_STARTTLS_PORT, span);
    }
}
