//! User and password: what the provider wants, and whether there is a log-in at all.

use alloc::format;
use alloc::string::{String, ToString};

use super::mail::{Item, Mail, Part, plain_word};
use super::security::Found;
use super::sheet::Sheet;
use crate::knowledge::slugs;
use crate::model::{FactKey, Provider, SecretKind, UsernameForm};
use crate::syntax::settings::{Shape, squeeze};
use crate::text::Span;

/// What kind of secret a value is, for people; never what it says.
pub(super) fn shape(sheet: &Sheet<'_>, part: &Part<'_>) -> &'static str {
    let plain = sheet.items.get(part.item).is_some_and(Item::is_plain);
    let text = part.text.trim();
    match () {
        () if !plain || super::hidden::is_reference(text) && !text.is_empty() => "reference",
        () if text.is_empty() => "empty",
        () if is_placeholder(text) => "placeholder",
        () if is_app_password(text) => "app-password",
        () if looks_issued(text) => "key",
        () => "password",
    }
}

/// Sixteen letters, in four groups perhaps.
fn is_app_password(text: &str) -> bool {
    let letters = || text.chars().filter(|letter| !matches!(letter, ' ' | '-' | '\u{a0}'));
    letters().count() == 16 && letters().all(|letter| letter.is_ascii_lowercase())
}

/// A value that stands for another: `your-password`, `xxxx`, `<secret>`.
pub(super) fn is_placeholder(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let words = [
        "password",
        "passwd",
        "passwort",
        "secret",
        "your",
        "example",
        "changeme",
        "change-me",
        "xxx",
        "***",
        "...",
        "app-pass",
        "api-key",
        "apikey",
        "token",
        "placeholder",
        "censored",
        "redacted",
        "<",
        ">",
        "••",
    ];
    let short = lower.chars().count() < 5;
    short || words.iter().any(|word| lower.contains(word))
}

/// Long, with digits and letters in both cases or in one: made by a machine.
fn looks_issued(text: &str) -> bool {
    let digits = text.bytes().any(|byte| byte.is_ascii_digit());
    text.len() >= 24 && digits && !text.contains([' ', '@'])
}

pub(super) fn check(sheet: &mut Sheet<'_>, mail: &Mail<'_>, facts: Option<&'static Provider>, _mode: Found) {
    skipped(sheet, mail);
    blanks(sheet, mail);
    user(sheet, mail, facts);
    secret(sheet, mail, facts);
}

/// A log-in that does not take place, and nobody says so.
fn skipped(sheet: &mut Sheet<'_>, mail: &Mail<'_>) {
    let empty = |part: &&Part<'_>| {
        let item = sheet.items.get(part.item);
        // What a look-up falls back on is not what it finds.
        if item.is_some_and(|item| matches!(item.entry.shape, Shape::Fallback(_))) {
            return false;
        }
        part.text.trim().is_empty() && item.is_some_and(Item::is_plain)
            || item.is_some_and(|item| {
                item.is_plain()
                    && item.entry.shape.quote().is_none()
                    && matches!(item.value, "null" | "None" | "nil" | "false" | "undefined" | "NULL")
            })
    };
    let (user, secret) = (mail.user.as_ref(), mail.secret.as_ref());
    let lost = user.filter(empty).filter(|_| secret.is_some_and(|part| !empty(&part)));
    let lost = lost.or(secret.filter(empty).filter(|_| user.is_some_and(|part| !empty(&part))));
    if let Some(part) = lost {
        let span = sheet.span(part.item);
        sheet.find(slugs::LOG_IN_SKIPPED, span);
    }
    let Some(switch) = sheet.program.login_switch else { return };
    if user.is_none() && secret.is_none() {
        return;
    }
    match sheet.named(mail, switch) {
        Some(item) => {
            let off = sheet
                .items
                .get(item)
                .is_some_and(|item| item.is_plain() && plain_word(&squeeze(item.value)) == "false");
            if off {
                let span = sheet.span(item);
                sheet.find(slugs::LOG_IN_SKIPPED, span);
                sheet.set(item, if sheet.items.get(item).is_some_and(|item| item.code) { "true" } else { "on" });
            }
        }
        None => {
            let Some(part) = user.or(secret) else { return };
            let span = sheet.span(part.item);
            sheet.find(slugs::LOG_IN_SKIPPED, span);
            let value = if sheet.items.get(part.item).is_some_and(|item| item.code) { "true" } else { "on" };
            let anchor = mail.host.as_ref().unwrap_or(part).item;
            sheet.add(anchor, switch, value);
        }
    }
}

/// Blanks around a user or a password, which came along when it was copied.
fn blanks(sheet: &mut Sheet<'_>, mail: &Mail<'_>) {
    for part in [&mail.user, &mail.secret].into_iter().flatten() {
        let quoted = sheet
            .items
            .get(part.item)
            .is_some_and(|item| item.entry.shape.quote().is_some() && item.entry.value == part.span);
        let body = part.span.of(sheet.text);
        let (start, end) = (body.len() - body.trim_start().len(), body.trim_end().len());
        if !quoted || body.trim().is_empty() || (start == 0 && end == body.len()) {
            continue;
        }
        sheet.find(slugs::BLANKS_AROUND_A_VALUE, part.span);
        if start > 0 {
            sheet.replace(Span::new(part.span.start, part.span.start + start), "");
        }
        if end < body.len() {
            sheet.replace(Span::new(part.span.start + end, part.span.end), "");
        }
    }
}

fn user(sheet: &mut Sheet<'_>, mail: &Mail<'_>, facts: Option<&'static Provider>) {
    let plain = |item: usize| sheet.items.get(item).is_some_and(Item::is_plain);
    let Some(part) = mail.user.clone().filter(|part| plain(part.item)) else { return };
    let text = part.text.trim();
    if text.is_empty() || super::hidden::is_reference(text) {
        return;
    }
    let submission = facts.and_then(Provider::submission);
    let always = submission.is_some_and(|facts| facts.forms.iter().all(|form| *form == UsernameForm::Fixed));
    let address = submission.is_some_and(|facts| facts.forms.contains(&UsernameForm::FullAddress));
    if let Some(fixed) = submission.and_then(|facts| facts.fixed_username) {
        // Where it is fixed for some accounts only, an address is still none of them.
        if text != fixed && (always || text.contains('@') && !address) {
            sheet.find(slugs::USER_NAME_IS_FIXED, part.span);
            sheet.fact(FactKey::Suggestion, fixed);
            put(sheet, mail, &part, fixed);
        }
        return;
    }
    // Where the user name is a key, an address is none.
    let is_key = submission.is_some_and(|facts| {
        let key = facts.forms.iter().all(|form| matches!(form, UsernameForm::Key)) && !facts.forms.is_empty();
        key || facts.username_prefix.is_some_and(|prefix| !text.starts_with(prefix))
    });
    if is_key && text.contains('@') {
        sheet.find(slugs::USER_NAME_IS_A_KEY, part.span);
        if let Some(what) = submission.and_then(|facts| facts.username) {
            sheet.fact(FactKey::Suggestion, what);
        }
        return;
    }
    // `DOMAIN\user` is how Windows names accounts.
    if let Some((_, name)) = text.rsplit_once('\\').filter(|(domain, name)| !domain.is_empty() && !name.is_empty()) {
        let name = name.trim_start_matches('\\').to_ascii_lowercase();
        sheet.find(slugs::USER_NAME_OF_WINDOWS, part.span);
        if let Some(domain) = from_domain(mail) {
            let better = format!("{name}@{domain}");
            sheet.fact(FactKey::Suggestion, better.clone());
            put(sheet, mail, &part, &better);
        }
        return;
    }
    let from = mail
        .from
        .as_ref()
        .filter(|part| plain(part.item))
        .map(|from| bare_address(&from.text))
        .filter(|from| from.contains('@'));
    let wants_address = submission
        .is_some_and(|facts| facts.forms.first() == Some(&UsernameForm::FullAddress) && facts.forms.len() == 1);
    let fits_from = facts.is_none()
        && from.as_ref().is_some_and(|from| from.split('@').next().is_some_and(|local| starts_alike(text, local)));
    if text.contains('@') || !(wants_address || fits_from) || (text.len() < 4 && facts.is_none()) {
        return;
    }
    let upper = text.bytes().all(|byte| !byte.is_ascii_lowercase());
    if upper && facts.is_none() {
        return;
    }
    sheet.find(slugs::USER_NAME_IS_NOT_THE_ADDRESS, part.span);
    let better = match &from {
        Some(from) if from.split('@').next().is_some_and(|local| starts_alike(text, local)) => Some(from.clone()),
        Some(from) => from.rsplit_once('@').map(|(_, domain)| format!("{text}@{domain}")),
        None => facts.filter(|facts| facts.id == "mailgun").map(|_| String::from("postmaster@mg.example.com")),
    };
    let better = better.or_else(|| {
        // A mailbox provider's own domain.
        let host = mail.host.as_ref()?.text.to_string();
        let domain = host.split_once('.').map(|(_, domain)| domain.to_string())?;
        crate::knowledge::lists::mail_domain(&domain).map(|_| format!("{text}@{domain}"))
    });
    if let Some(better) = better {
        sheet.fact(FactKey::Suggestion, better.clone());
        put(sheet, mail, &part, &better);
    }
}

fn put(sheet: &mut Sheet<'_>, mail: &Mail<'_>, part: &Part<'_>, text: &str) {
    if mail.url.is_some() {
        let mut encoded = String::new();
        super::manner::encode(&mut encoded, text);
        sheet.replace(part.span, &encoded);
    } else if sheet
        .items
        .get(part.item)
        .is_some_and(|item| matches!(item.entry.shape, Shape::Quoted(_) | Shape::Bare | Shape::Number))
    {
        sheet.replace(part.span, text);
    }
}

/// Whether a user name is the start of an address: `notifier.example` and `notifier`.
fn starts_alike(user: &str, local: &str) -> bool {
    let user = user.to_ascii_lowercase();
    let local = local.to_ascii_lowercase();
    user == local || user.strip_prefix(&local).is_some_and(|rest| rest.starts_with(['.', '-', '_']))
}

fn bare_address(text: &str) -> String {
    let text = text.rsplit_once('<').map_or(text, |(_, rest)| rest);
    text.trim_matches(['<', '>', ' ', '"']).to_string()
}

fn from_domain(mail: &Mail<'_>) -> Option<String> {
    let from = bare_address(&mail.from.as_ref()?.text);
    from.rsplit_once('@').map(|(_, domain)| domain.to_string())
}

fn secret(sheet: &mut Sheet<'_>, mail: &Mail<'_>, facts: Option<&'static Provider>) {
    let Some(part) = mail.secret.clone() else { return };
    if !sheet.items.get(part.item).is_some_and(Item::is_plain) {
        return;
    }
    let Some(submission) = facts.and_then(Provider::submission) else { return };
    let text = part.text.trim();
    let named = marked(text);
    let wrong = submission.wrong_prefixes.iter().any(|prefix| text.starts_with(prefix))
        || (text.starts_with("key-") && submission.secrets.contains(&SecretKind::SmtpKey));
    let derived =
        submission.secrets == [SecretKind::Derived] && text.len() == 40 && !is_placeholder(text) && !text.contains(' ');
    let only_made = !submission.secrets.is_empty()
        && !submission.secrets.contains(&SecretKind::AccountPassword)
        && !submission.secrets.contains(&SecretKind::SmtpKey);
    let own = named.is_some_and(|named| {
        ["account", "login", "master", "mailbox"].iter().any(|word| named.contains(word))
            || facts.is_some_and(|facts| {
                named.starts_with(facts.id)
                    || facts.name.to_ascii_lowercase().starts_with(named.split(' ').next().unwrap_or(" "))
            })
    });
    let smtp_only =
        submission.secrets.contains(&SecretKind::SmtpKey) && !submission.secrets.contains(&SecretKind::AccountPassword);
    let prefix = submission.secret_prefix.is_some_and(|prefix| !text.starts_with(prefix))
        && !is_placeholder(text)
        && !super::hidden::is_reference(text);
    let gmail = submission.secrets.first() == Some(&SecretKind::AppPassword)
        && facts.is_some_and(|facts| facts.id == "gmail")
        && !is_placeholder(text)
        && !super::hidden::is_reference(text)
        && !is_app_password(text);
    let ended = submission.password_end.filter(|end| !end.by_default && mail.user.is_some() && !is_token(sheet, mail));
    if let Some(end) = ended.filter(|_| !super::hidden::is_reference(text) && !text.is_empty()) {
        let span = sheet.span(part.item);
        sheet.find(slugs::PASSWORD_LOG_IN_ENDED, span);
        sheet.fact(FactKey::Seen, format!("{}-{:02}", end.year, end.month));
        return;
    }
    if wrong || derived || prefix || gmail || (own && (only_made || smtp_only)) {
        let span = sheet.span(part.item);
        sheet.find(slugs::WRONG_KIND_OF_SECRET, span);
        // What is certain to be refused makes room for what is wanted.
        if (wrong || own) && mail.url.is_none() {
            let wanted = match submission.secrets.first() {
                Some(SecretKind::AppPassword) => "<app password>",
                Some(SecretKind::ApiKey) => "<API key>",
                _ => "<SMTP password>",
            };
            let wanted = submission.secret_prefix.map_or(wanted.to_string(), |prefix| format!("{prefix}..."));
            sheet.replace(part.span, &wanted);
        }
    }
}

/// Whether the log-in is by a token: an auth type or mechanism of OAuth stands there.
fn is_token(sheet: &Sheet<'_>, mail: &Mail<'_>) -> bool {
    let within = sheet.items.iter().take(mail.items.1).skip(mail.items.0);
    within.into_iter().any(|item| {
        let value = item.value.to_ascii_lowercase();
        value.contains("oauth")
            || value.contains("xoauth2")
            || item.path.contains("oauth")
            || item.path.contains("accesstoken")
    })
}

/// What a placeholder in angle brackets says: `<QQ password>`, `<master_password>`.
fn marked(text: &str) -> Option<String> {
    let inner = text.strip_prefix('<')?.strip_suffix('>')?;
    Some(inner.replace('_', " ").to_ascii_lowercase()).filter(|inner| inner.contains("pass"))
}
