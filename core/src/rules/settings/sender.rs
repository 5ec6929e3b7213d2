//! The From address: whether this log-in may send as it.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};

use super::mail::{Item, Mail};
use super::sheet::Sheet;
use crate::knowledge::{self, slugs};
use crate::model::{FactKey, FromRule, Provider};
use crate::text::Span;

/// The address in a value, and where it stands: `Shop <shop@example.com>`.
fn address<'t>(text: &'t str, span: Span) -> Option<(&'t str, Span)> {
    let body = span.of(text);
    let (start, end) = match (body.rfind('<'), body.rfind('>')) {
        (Some(start), Some(end)) if start < end => (start + 1, end),
        _ => (0, body.len()),
    };
    let found = body.get(start..end)?;
    let trimmed = found.trim();
    let begin = span.start + start + (found.len() - found.trim_start().len());
    (trimmed.matches('@').count() == 1 && !trimmed.contains(' '))
        .then(|| (trimmed, Span::new(begin, begin + trimmed.len())))
}

fn domain(address: &str) -> String {
    address.rsplit_once('@').map_or(String::new(), |(_, domain)| domain.trim_end_matches('.').to_ascii_lowercase())
}

pub(super) fn check(sheet: &mut Sheet<'_>, mail: &Mail<'_>, facts: Option<&'static Provider>) {
    needed(sheet, mail);
    let plain = |item: usize| sheet.items.get(item).is_some_and(Item::is_plain);
    let Some(from) = mail.from.as_ref().filter(|part| plain(part.item)) else { return };
    let Some((from, span)) = address(sheet.text, from.span) else { return };
    let user =
        mail.user.as_ref().filter(|part| plain(part.item)).map(|user| user.text.clone()).unwrap_or(Cow::Borrowed(""));
    let (theirs, own) = (domain(from), domain(&user));
    let is_free = knowledge::lists::mail_domain(&theirs).is_some_and(knowledge::MailDomain::is_free);
    let provider_of =
        |domain: &str| knowledge::find_provider(domain).and_then(knowledge::provider).map(|provider| provider.id);
    let free_host = provider_of(&theirs);
    if is_free && free_host != facts.map(|facts| facts.id) && (facts.is_some() || !own.is_empty()) && theirs != own {
        sheet.find(slugs::FROM_AT_A_FREE_PROVIDER, span);
        let local = from.rsplit_once('@').map_or("", |(local, _)| local);
        if !own.is_empty() && !knowledge::lists::mail_domain(&own).is_some_and(knowledge::MailDomain::is_free) {
            let better = format!("{local}@{own}");
            sheet.fact(FactKey::Suggestion, better.clone());
            sheet.replace(span, &better);
        }
        return;
    }
    let rule = facts.and_then(Provider::submission).and_then(|facts| facts.from);
    if !own.is_empty() && own != theirs && rule == Some(FromRule::Own) {
        sheet.find(slugs::FROM_DIFFERS_FROM_LOG_IN, span);
        sheet.fact(FactKey::Suggestion, user.to_string());
    }
}

/// Settings without which the program sends from an address of its own.
fn needed(sheet: &mut Sheet<'_>, mail: &Mail<'_>) {
    if mail.host.is_none() {
        return;
    }
    for name in sheet.program.needs {
        if sheet.named(mail, name).is_some() {
            continue;
        }
        let span = mail.host.as_ref().map_or(Span::default(), |host| host.span);
        sheet.find(slugs::SENDER_NOT_SET, span);
        let own = sheet.items.iter().find(|item| super::mail::matches(&item.path, "smtpdomain")).map(|item| item.value);
        let user = mail.user.as_ref().map(|user| domain(&user.text)).filter(|domain| !domain.is_empty());
        let domain = own.map(ToString::to_string).or(user).unwrap_or_else(|| "example.com".into());
        if let Some(host) = &mail.host {
            sheet.add(host.item, name, &format!("Support <support@{domain}>"));
        }
    }
}
