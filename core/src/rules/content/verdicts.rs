//! What the receiver found about SPF, DKIM and DMARC, as it wrote it into the header of a message that has arrived.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::sheet::{Part, Sheet};
use super::{Mail, are_kin};
use crate::knowledge::codes;
use crate::model::{Confidence, FactKey};
use crate::text::Span;

/// The results of one header field that are looked at, at most.
const MOST: usize = 64;

/// One result.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Verdict {
    /// `spf`, `dkim`, `dmarc`.
    method: String,
    /// `pass`, `fail`, `none`.
    result: String,
    /// The domain that it is about, in lower case.
    domain: String,
    /// The name of the key.
    selector: String,
    /// Where it stands.
    span: Span,
}

impl Verdict {
    fn is(&self, results: &[&str]) -> bool {
        results.contains(&self.result.as_str())
    }
}

/// The verdicts of the server that is trusted most: the one that wrote the topmost field.
#[derive(Default)]
struct Verdicts<'m> {
    all: Vec<(&'m Part<'m>, Verdict)>,
}

impl<'m> Verdicts<'m> {
    fn of(&self, method: &str) -> impl Iterator<Item = &(&'m Part<'m>, Verdict)> {
        self.all.iter().filter(move |(_, verdict)| verdict.method == method)
    }

    fn passes(&self, method: &str) -> bool {
        self.of(method).any(|(_, verdict)| verdict.is(&["pass"]))
    }
}

/// Points from what the receiver found to the causes that say what to do.
pub(super) fn check(mail: &Mail<'_>, sheet: &mut Sheet) {
    let from = mail.domain().unwrap_or_default();
    let verdicts = read(mail);
    if verdicts.all.is_empty() || verdicts.passes("dmarc") {
        return;
    }
    let failed = |result: &Verdict| result.is(&["fail", "softfail", "permerror", "hardfail"]);
    let aligned = |verdict: &Verdict| are_kin(&verdict.domain, &from);
    let mut write = |place: u16, (field, verdict): &(&Part<'_>, Verdict)| {
        let mut entry = sheet.find(place, field, &[verdict.span]).fact(FactKey::Result, verdict.result.clone());
        if !verdict.domain.is_empty() {
            entry = entry.fact(FactKey::Domain, verdict.domain.clone());
        }
        if !verdict.selector.is_empty() {
            entry = entry.fact(FactKey::Selector, verdict.selector.clone());
        }
        if !verdict.domain.is_empty() && !from.is_empty() && verdict.method != "dmarc" {
            entry = entry.fact(FactKey::Aligned, if aligned(verdict) { "yes" } else { "no" });
        }
        if !verdict.is(&["fail", "hardfail", "permerror", "none"]) {
            entry.confidence(Confidence::Likely);
        }
    };
    let dmarc_failed = verdicts.of("dmarc").find(|(_, verdict)| failed(verdict));
    if let Some(verdict) = dmarc_failed {
        write(codes::POL004, verdict);
    }
    let spf = verdicts.of("spf").next();
    // Signatures of others may fail: lists and forwarders break them. The sender's own counts first.
    let bad = || verdicts.of("dkim").filter(|(_, verdict)| failed(verdict) || verdict.is(&["neutral", "policy"]));
    let dkim_passes = verdicts.of("dkim").any(|(_, verdict)| verdict.is(&["pass"]) && aligned(verdict));
    if let Some(verdict) = bad().find(|(_, verdict)| aligned(verdict)).or_else(|| bad().next())
        && !dkim_passes
    {
        write(codes::POL003, verdict);
    }
    let spf_passes = spf.is_some_and(|(_, verdict)| verdict.is(&["pass"]));
    match spf {
        Some(verdict) if failed(&verdict.1) && !dkim_passes => write(codes::POL002, verdict),
        Some(verdict) if verdict.1.is(&["none", "neutral"]) && !verdicts.passes("dkim") && bad().next().is_none() => {
            write(codes::POL005, verdict);
        }
        Some(verdict)
            if spf_passes
                && !dkim_passes
                && !verdict.1.domain.is_empty()
                && !from.is_empty()
                && !aligned(&verdict.1) =>
        {
            write(codes::TEXT042, verdict);
        }
        _ => {}
    }
    // Signed, soundly, by somebody else: the signature itself may not be in the paste.
    let foreign = verdicts.of("dkim").find(|(_, verdict)| verdict.is(&["pass"]) && !verdict.domain.is_empty());
    if let Some(verdict) =
        foreign.filter(|_| !dkim_passes && !from.is_empty() && mail.field("dkim-signature").is_none())
    {
        write(codes::TEXT072, verdict);
    }
}

/// The verdicts in the header: RFC 8601, and Received-SPF (RFC 7208 section 9.1) where nothing else tells of SPF.
fn read<'m>(mail: &'m Mail<'m>) -> Verdicts<'m> {
    let mut verdicts = Verdicts::default();
    let mut server = None;
    for name in ["authentication-results", "arc-authentication-results"] {
        for field in mail.fields(name).take(MOST) {
            let (own, all) = results(&field.text);
            if *server.get_or_insert_with(|| own.clone()) != own {
                continue;
            }
            for verdict in all {
                // A later field of the same server tells only what the first did not.
                let known = verdicts.of(&verdict.method).any(|(other, _)| !core::ptr::eq(*other, field));
                if !known {
                    verdicts.all.push((field, verdict));
                }
            }
        }
        if !verdicts.all.is_empty() {
            break;
        }
    }
    if verdicts.of("spf").next().is_none()
        && let Some(field) = mail.field("received-spf")
    {
        let length = field.text.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(field.text.len());
        let result = field.text.get(..length).unwrap_or_default().to_ascii_lowercase();
        let sender = ["envelope-from=", "domain of ", "sender="].iter().find_map(|key| field.text.split_once(key));
        let word = sender.map_or("", |(_, rest)| rest.split([' ', ';', ')', ',']).next().unwrap_or_default());
        let verdict = Verdict {
            method: "spf".into(),
            result,
            domain: domain_of(word),
            selector: String::new(),
            span: Span::new(0, length),
        };
        verdicts.all.push((field, verdict));
    }
    verdicts
}

/// ```abnf
/// authres-payload = [CFWS] authserv-id *( [CFWS] ";" resinfo )      ; RFC 8601 section 2.2
/// resinfo         = method "=" result [reason] *( ptype "." property "=" pvalue )
/// ```
/// Microsoft writes no authserv-id: then the first part is a result already.
fn results(value: &str) -> (String, Vec<Verdict>) {
    let mut server = String::new();
    let mut all = Vec::new();
    for (place, (span, piece)) in pieces(value).into_iter().enumerate() {
        let words: Vec<&str> = piece.split_whitespace().collect();
        let Some((method, result)) = words.first().and_then(|word| word.split_once('=')) else {
            if place == 0 {
                server = words.first().map(|word| word.to_ascii_lowercase()).unwrap_or_default();
            }
            continue;
        };
        let method = method.split('/').next().unwrap_or_default().to_ascii_lowercase();
        if !["spf", "dkim", "dmarc"].contains(&method.as_str()) || all.len() >= MOST {
            continue;
        }
        let property = |keys: &[&str]| {
            let found = words.iter().skip(1).filter_map(|word| word.split_once('='));
            let mut found = found.filter(|(key, _)| keys.iter().any(|own| own.eq_ignore_ascii_case(key)));
            found.next().map(|(_, value)| value.trim_matches(['"', '<', '>']).to_string()).unwrap_or_default()
        };
        let domain = match method.as_str() {
            "spf" => property(&["smtp.mailfrom", "smtp.helo", "smtp.mail"]),
            "dkim" => property(&["header.d", "header.i"]),
            _ => property(&["header.from"]),
        };
        let selector = property(&["header.s"]);
        all.push(Verdict { method, result: result.to_ascii_lowercase(), domain: domain_of(&domain), selector, span });
    }
    (server, all)
}

/// The pieces between semicolons, each with its place, comments taken out of the text.
fn pieces(value: &str) -> Vec<(Span, String)> {
    let mut pieces = Vec::new();
    let (mut piece, mut start, mut depth, mut quoted) = (String::new(), 0, 0_usize, false);
    let mut close = |piece: &mut String, start: usize, end: usize| {
        let own = value.get(start..end).unwrap_or_default();
        let first = start + own.len() - own.trim_start().len();
        let span = Span::new(first, first + own.trim().len());
        pieces.push((span, core::mem::take(piece)));
    };
    for (at, letter) in value.char_indices() {
        match letter {
            '"' if depth == 0 => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            ';' if !quoted && depth == 0 => {
                close(&mut piece, start, at);
                start = at + 1;
            }
            _ if depth == 0 => piece.push(if letter.is_whitespace() { ' ' } else { letter }),
            _ => {}
        }
    }
    close(&mut piece, start, value.len());
    pieces
}

/// The domain of an address, or the domain itself.
fn domain_of(word: &str) -> String {
    word.rsplit('@').next().unwrap_or_default().trim_matches(['"', '<', '>', '.']).to_ascii_lowercase()
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn what_gmail_writes() {
        let value = "mx.google.com; dkim=pass header.i=@mail.example.net header.s=s1 header.b=abc; \
                     spf=softfail (google.com: domain of transitioning a@b.example does not designate 192.0.2.1; x) \
                     smtp.mailfrom=a@b.example; dmarc=fail (p=NONE sp=NONE dis=NONE) header.from=shop.example";
        let (server, all) = results(value);
        assert_eq!(server, "mx.google.com");
        let short: Vec<_> = all.iter().map(|v| (v.method.as_str(), v.result.as_str(), v.domain.as_str())).collect();
        assert_eq!(
            short,
            [("dkim", "pass", "mail.example.net"), ("spf", "softfail", "b.example"), ("dmarc", "fail", "shop.example")]
        );
        assert_eq!(all[0].selector, "s1");
        assert!(all[2].span.of(value).starts_with("dmarc=fail"));
    }

    #[test]
    fn what_microsoft_writes() {
        let (server, all) = results(
            "spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=a.example; dkim=none (message not signed)\r\n header.d=none;dmarc=fail action=quarantine header.from=a.example;compauth=fail reason=000",
        );
        assert_eq!(server, "");
        assert_eq!(all.iter().map(|verdict| verdict.result.as_str()).collect::<Vec<_>>(), ["fail", "none", "fail"]);
    }
}
