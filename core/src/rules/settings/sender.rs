//! The From address: whether this log-in may send as it.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};

use super::mail::{Item, Mail, Part};
use super::sheet::Sheet;
use crate::knowledge::slugs;
use crate::model::{FactKey, Provider, Stack};
use crate::rules::{SenderField, Sending, sender};
use crate::text::Span;

/// What is told of a sender here: that it cannot be sent from. That it is an example, or asks for no answer, is nothing
/// that settings are wrong for.
const TOLD: [u16; 7] = [
    slugs::SENDER_FREE_PROVIDER,
    slugs::SENDER_NO_REPLY_FREE,
    slugs::SENDER_REFUSED_ELSEWHERE,
    slugs::SENDER_BULK_NOT_OWN,
    slugs::SENDER_NOT_LOGIN,
    slugs::SENDER_OTHER_DOMAIN,
    slugs::TYPO_DOMAIN,
];

pub(super) fn check(sheet: &mut Sheet<'_>, mail: &Mail<'_>, facts: Option<&'static Provider>) {
    needed(sheet, mail);
    let plain = |part: &&Part<'_>| sheet.items.get(part.item).is_some_and(Item::is_plain);
    let Some(from) = mail.from.as_ref().filter(plain) else { return };
    let (text, span) = (sheet.text, from.span);
    let written = span.of(text);
    if !written.contains('@') || super::hidden::touches(&sheet.secrets, span) {
        return;
    }
    let login = mail.user.as_ref().filter(plain).map(|user| user.span.of(text)).filter(|user| !user.contains('%'));
    let sending = Sending { from: written, login, host: facts.map(|facts| facts.id), ..Sending::default() };
    if login.is_none() && facts.is_none() {
        return;
    }
    let report = sender(&sending);
    let mut found = false;
    for (_, mut finding) in report.findings.into_iter().filter(|(field, _)| *field == SenderField::From) {
        if !TOLD.contains(&finding.cause.place) {
            continue;
        }
        for place in &mut finding.evidence {
            place.start += span.start;
            place.end += span.start;
        }
        finding.stack = sheet.program.advice.and_then(Stack::from_word);
        found = true;
        sheet.findings.push(finding);
    }
    if let Some(fixed) = report.fixed.filter(|_| found) {
        sheet.fact(FactKey::Suggestion, fixed.clone());
        let place = Span::new(span.start + report.place.start, span.start + report.place.end);
        if mail.url.is_none() {
            sheet.replace(place, &fixed);
        }
    }
}

/// Settings without which the program sends from an address of its own.
fn needed(sheet: &mut Sheet<'_>, mail: &Mail<'_>) {
    let Some(host) = &mail.host else { return };
    for name in sheet.program.needs {
        if sheet.named(mail, name).is_some() {
            continue;
        }
        sheet.find(slugs::SENDER_NOT_SET, host.span);
        let own = sheet.items.iter().find(|item| super::mail::matches(&item.path, "smtpdomain")).map(|item| item.value);
        let domain = |user: &Cow<'_, str>| user.rsplit_once('@').map(|(_, domain)| domain.to_string());
        let domain = own.map(ToString::to_string).or_else(|| mail.user.as_ref().and_then(|user| domain(&user.text)));
        let domain = domain.unwrap_or_else(|| String::from("example.com"));
        sheet.add(host.item, name, &format!("Support <support@{domain}>"));
    }
}
