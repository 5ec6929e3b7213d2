//! Checks of the server's certificate that are switched off, old ciphers, and waiting without end.

use super::mail::{Mail, is_code, matches};
use super::server;
use super::sheet::Sheet;
use crate::knowledge::slugs;
use crate::model::{FactKey, Provider};
use crate::syntax::settings::squeeze;

/// The items that keep the certificate from being checked.
fn unverified(sheet: &Sheet<'_>, mail: &Mail<'_>) -> impl Iterator<Item = usize> {
    let program = sheet.program;
    let rows = program.unverified.iter().chain(crate::knowledge::stacks::any().unverified);
    let within = sheet.items.iter().enumerate().take(mail.items.1).skip(mail.items.0);
    let off = within.filter(|(_, item)| {
        let word = squeeze(item.value);
        rows.clone().any(|(key, value)| {
            matches(&item.path, key) && (word == squeeze(value) || (*value == "*" && item.value == "*"))
        })
    });
    off.map(|(place, _)| place).collect::<alloc::vec::Vec<_>>().into_iter()
}

/// Whether the certificate is checked, where something says so.
pub(super) fn verified(sheet: &Sheet<'_>, mail: &Mail<'_>) -> Option<bool> {
    unverified(sheet, mail).next().map(|_| false)
}

pub(super) fn check(sheet: &mut Sheet<'_>, mail: &Mail<'_>, facts: Option<&'static Provider>) {
    let public = facts.is_some() || mail.host.as_ref().is_some_and(|host| !server::is_local(&host.text));
    let places: alloc::vec::Vec<usize> = unverified(sheet, mail).collect();
    for place in places {
        let span = sheet.span(place);
        sheet.find(slugs::CERTIFICATE_NOT_CHECKED, span);
        // The certificate of a public host can be checked; on one's own network, that may need a certificate first.
        if !public {
            continue;
        }
        match sheet.program.verified {
            Some(on) => {
                sheet.set(place, on);
            }
            None if is_code(sheet.form) => {
                let value = sheet.value(place).to_ascii_lowercase();
                let on = match value.as_str() {
                    "false" => "true",
                    "true" => "false",
                    _ => continue,
                };
                sheet.set(place, on);
            }
            None => {
                sheet.remove(place);
            }
        }
    }
    old_ciphers(sheet, mail);
    let waits = sheet.program.endless && is_code(sheet.form) && !mail.timeout && mail.url.is_none();
    if let Some(host) = mail.host.as_ref().filter(|_| waits) {
        sheet.find(slugs::NO_TIME_LIMIT, host.span);
        if let Some(name) = sheet.program.timeout {
            sheet.fact(FactKey::Suggestion, name);
        }
    }
}

/// `ciphers: 'SSLv3'`, which old answers recommend.
fn old_ciphers(sheet: &mut Sheet<'_>, mail: &Mail<'_>) {
    const OLD: [&str; 5] = ["SSLv2", "SSLv3", "TLSv1", "TLSv1.0", "TLSv1.1"];
    for place in mail.items.0..mail.items.1 {
        let Some(item) = sheet.items.get(place) else { continue };
        let named = [
            "ciphers",
            "secureprotocol",
            "minversion",
            "maxversion",
            "sslversion",
            "mail.smtp.ssl.protocols",
            "tlsversion",
        ];
        let old = OLD.iter().any(|old| item.value.trim_end_matches("_method").eq_ignore_ascii_case(old));
        if old && named.iter().any(|name| matches(&item.path, name)) {
            let span = item.entry.whole;
            sheet.find(slugs::OUTDATED_ENCRYPTION, span);
            sheet.remove(place);
        }
    }
}
