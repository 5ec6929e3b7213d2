//! Who a message says it is from, and where answers go.

use alloc::string::String;
use alloc::vec::Vec;

use super::sheet::{Part, Sheet};
use super::{Mail, are_kin};
use crate::knowledge::{codes, lists};
use crate::model::{Confidence, FactKey};
use crate::syntax;
use crate::text::Span;

/// The addresses of one field that are looked at, at most.
const MOST: usize = 64;

/// One mailbox of a list: the name and the address.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Mailbox {
    pub(super) name: Span,
    pub(super) address: Span,
}

/// ```abnf
/// mailbox-list = (mailbox *("," mailbox))
/// mailbox      = ([display-name] "<" addr-spec ">") / addr-spec     ; RFC 5322 section 3.4
/// ```
/// Quoted strings and comments are skipped; what is left of a group is its mailboxes.
pub(super) fn mailboxes(text: &str) -> Vec<Mailbox> {
    let mut all = Vec::new();
    let bytes = text.as_bytes();
    let (mut start, mut at, mut depth, mut quoted) = (0, 0, 0_usize, false);
    while at <= bytes.len() && all.len() < MOST {
        match bytes.get(at) {
            Some(b'\\') if quoted || depth > 0 => at += 1,
            Some(b'"') if depth == 0 => quoted = !quoted,
            Some(b'(') if !quoted => depth += 1,
            Some(b')') if !quoted => depth = depth.saturating_sub(1),
            None | Some(b',' | b';') if at == bytes.len() || (!quoted && depth == 0) => {
                all.extend(mailbox(text, Span::new(start, at)));
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    all
}

fn mailbox(text: &str, span: Span) -> Option<Mailbox> {
    let own = span.of(text);
    if own.trim().is_empty() {
        return None;
    }
    let found = match (own.rfind('<'), own.rfind('>')) {
        (Some(open), Some(close)) if open < close => {
            let name = trim(text, Span::new(span.start, span.start + open));
            Mailbox { name, address: trim(text, Span::new(span.start + open + 1, span.start + close)) }
        }
        _ => {
            let end = own.find('(').map_or(span.end, |at| span.start + at);
            Mailbox { name: Span::new(span.start, span.start), address: trim(text, Span::new(span.start, end)) }
        }
    };
    Some(found)
}

fn trim(text: &str, span: Span) -> Span {
    let own = span.of(text);
    let start = span.start + own.len() - own.trim_start().len();
    Span::new(start, start + own.trim().len())
}

/// Checks From, Sender and Reply-To.
pub(super) fn check(mail: &Mail<'_>, sheet: &mut Sheet) {
    let Some(from) = mail.field("from") else {
        if mail.whole {
            sheet.find_in(codes::TEXT003, "From");
        }
        return;
    };
    let all = mailboxes(&from.text);
    let whole = Span::new(0, from.text.len());
    let is_wrong = |mailbox: &Mailbox| !syntax::address(mailbox.address.of(&from.text)).is_mailable();
    // A template's name in place of the address is said to be that.
    if from.text.contains("{{") || from.text.contains("*|") {
        return;
    }
    if all.is_empty() || all.iter().any(is_wrong) {
        let wrong = all.iter().filter(|mailbox| is_wrong(mailbox)).map(|mailbox| mailbox.address);
        let spans: Vec<Span> = if all.is_empty() { alloc::vec![whole] } else { wrong.collect() };
        let entry = sheet.find(codes::TEXT004, from, &spans);
        if let Some(mended) = mended(&from.text) {
            entry.fact(FactKey::Suggestion, mended);
        }
        return;
    }
    if all.len() > 1 && mail.field("sender").is_none() {
        let spans: Vec<Span> = all.iter().map(|mailbox| mailbox.address).collect();
        sheet.find(codes::TEXT005, from, &spans);
    }
    let Some(first) = all.first() else { return };
    let address = first.address.of(&from.text);
    let (local, domain) = address.rsplit_once('@').unwrap_or_default();
    let domain = domain.to_ascii_lowercase();
    if lists::role(&local.to_ascii_lowercase()) == Some(lists::Role::NoReply) && mail.field("reply-to").is_none() {
        sheet.find(codes::ADDR134, from, &[first.address]).confidence(Confidence::Possible);
    }
    name(from, first, &domain, sheet);
    reply_to(mail, &domain, sheet);
    free_provider(mail, from, first, &domain, sheet);
}

/// `Jane, Shop <a@b.c>` means one name: quoted, it is one.
fn mended(text: &str) -> Option<String> {
    let (name, rest) = text.rsplit_once('<')?;
    let address = rest.trim_end().strip_suffix('>')?.trim();
    let sound = syntax::address(address).is_mailable() && !name.contains(['"', '<', '>', '@', '\r', '\n']);
    sound.then(|| ["\"", name.trim(), "\" <", address, ">"].concat())
}

/// An address in the name that is not the sender's.
fn name(from: &Part<'_>, mailbox: &Mailbox, domain: &str, sheet: &mut Sheet) {
    let shown = mailbox.name.of(&from.text);
    let Some(at) = shown.find('@') else { return };
    let fits = |letter: char| letter.is_alphanumeric() || "._-+".contains(letter);
    let before = shown.get(..at).unwrap_or_default().chars().rev().take_while(|letter| fits(*letter));
    let start = at - before.map(char::len_utf8).sum::<usize>();
    let rest = shown.get(at + 1..).unwrap_or_default();
    let end = at + 1 + rest.chars().take_while(|letter| fits(*letter)).map(char::len_utf8).sum::<usize>();
    let inner = Span::new(mailbox.name.start + start, mailbox.name.start + end);
    let address = inner.of(&from.text);
    let Some((local, other)) =
        address.rsplit_once('@').filter(|(local, other)| !local.is_empty() && other.contains('.'))
    else {
        return;
    };
    let own = mailbox.address.of(&from.text);
    let same = own.rsplit_once('@').is_some_and(|(own, _)| own.eq_ignore_ascii_case(local)) && are_kin(other, domain);
    if !same && !are_kin(other, domain) {
        sheet.find(codes::TEXT043, from, &[inner]).fact(FactKey::Domain, domain);
    }
}

fn reply_to(mail: &Mail<'_>, domain: &str, sheet: &mut Sheet) {
    let Some(field) = mail.field("reply-to") else { return };
    for mailbox in mailboxes(&field.text) {
        let address = mailbox.address.of(&field.text);
        let Some((_, other)) = address.rsplit_once('@') else { continue };
        let other = other.to_ascii_lowercase();
        if are_kin(&other, domain) {
            continue;
        }
        if is_free(&other) && !is_free(domain) {
            sheet.find(codes::TEXT041, field, &[mailbox.address]).confidence(Confidence::Likely);
        } else if mail.field("list-id").is_none() {
            sheet.find(codes::TEXT040, field, &[mailbox.address]).confidence(Confidence::Possible);
        }
        return;
    }
}

/// A free provider's address that another server signed for, or that goes to many.
fn free_provider(mail: &Mail<'_>, from: &Part<'_>, mailbox: &Mailbox, domain: &str, sheet: &mut Sheet) {
    if !is_free(domain) {
        return;
    }
    let mut signed = mail.fields("dkim-signature").filter_map(|field| super::signature::domain(&field.text)).peekable();
    let has_signature = signed.peek().is_some();
    let by_others = has_signature && !signed.any(|signer| are_kin(&signer, domain));
    if by_others || (mail.bulk == Some(true) && !has_signature) {
        let sure = if by_others { Confidence::Certain } else { Confidence::Likely };
        sheet.find(codes::ADDR133, from, &[mailbox.address]).confidence(sure).fact(FactKey::Domain, domain);
    }
}

fn is_free(domain: &str) -> bool {
    lists::mail_domain(domain).is_some_and(lists::MailDomain::is_free)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(text: &str) -> Vec<&str> {
        mailboxes(text).iter().map(|mailbox| mailbox.address.of(text)).collect()
    }

    #[test]
    fn lists_of_mailboxes() {
        assert_eq!(addresses("Jane <jane@a.example>"), ["jane@a.example"]);
        assert_eq!(
            addresses("\"Doe, Jane\" <jane@a.example>, b@c.example (Bob, the boss)"),
            ["jane@a.example", "b@c.example"]
        );
        assert_eq!(addresses(""), [""; 0]);
        assert_eq!(addresses("\"a"), ["\"a"]);
        assert_eq!(mended("Jane, Shop <a@b.example>").as_deref(), Some("\"Jane, Shop\" <a@b.example>"));
    }
}
