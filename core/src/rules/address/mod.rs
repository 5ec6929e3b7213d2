//! What is wrong with an address as it was typed, and what was meant.
//!
//! An ordinary address is read once and nothing is copied. Any other goes through a draft: what stands around the address
//! goes first, then the `@`, the name and the domain are mended, each step with its finding. What is left is read again,
//! and is suggested only when it is right.

mod around;
mod domain;
mod draft;
mod known;
mod list;
mod local;
mod scripts;
mod sender;

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::found;
use crate::knowledge::slugs as page;
use crate::model::{AddressFlags, AddressMode, AddressReport, Cut, Evidence, Fact, FactKey, Finding, Severity, Valid};
use crate::syntax::address::{LONGEST_ADDRESS, address as parse, is_mark, nfc, unquoted};
use crate::syntax::{Address, Forms};
use crate::text::{Secrets, Span};
use draft::Draft;
pub use list::LONGEST_HEADER_INPUT;
#[allow(unused_imports, reason = "`settings` and `content` take what they need of it")]
pub(crate) use sender::{SenderField, SenderReport, Sending, sender};

/// The longest input that is read, in bytes; what follows is cut off.
pub const LONGEST_ADDRESS_INPUT: usize = 2048;

/// Checks an address as it is typed into a form.
///
/// ```
/// let report = mailmend::address("john@gmial.com");
/// assert_eq!(report.valid.smtp, true);
/// assert_eq!(report.suggestion.as_deref(), Some("john@gmail.com"));
/// assert_eq!(report.findings[0].cause.slug, "typo-domain");
/// ```
#[must_use]
pub fn address(text: &str) -> AddressReport<'_> {
    address_in(text, AddressMode::Signup)
}

/// Checks an address for what it is used for.
///
/// ```
/// use mailmend::model::AddressMode;
/// let report = mailmend::address_in("Jane Doe <jane@example.org>", AddressMode::Header);
/// assert_eq!(report.normal.as_deref(), Some("jane@example.org"));
/// ```
#[must_use]
pub fn address_in(text: &str, mode: AddressMode) -> AddressReport<'_> {
    if mode == AddressMode::Header {
        return list::header(text);
    }
    let mut report = read(text, mode);
    if report.findings.iter().any(|finding| finding.cause.place == page::ADDRESS_LIST) {
        report.addresses = list::split(cut_to(text, LONGEST_ADDRESS_INPUT).0, mode);
    }
    if mode == AddressMode::Sender {
        let sending = Sending { from: text, ..Sending::default() };
        report.findings.extend(sender::judge(&sending, &report));
    }
    report
}

/// Checks an address by itself. What is suggested is read again, until nothing more is suggested for it: one mend may
/// bring the next mistake to light.
fn read(text: &str, mode: AddressMode) -> AddressReport<'_> {
    const ROUNDS: usize = 4;
    let mut report = once(text, mode);
    for _ in 0..ROUNDS {
        let Some(suggestion) = &report.suggestion else { return report };
        let Some(further) = once(suggestion, mode).suggestion else { return report };
        report.suggestion = Some(Cow::Owned(further.into_owned()));
    }
    report.suggestion = None;
    report
}

fn once(text: &str, mode: AddressMode) -> AddressReport<'_> {
    let (read, cut) = cut_to(text, LONGEST_ADDRESS_INPUT);
    let mut found = Found { text: read, mode, findings: Vec::new(), lost: false };
    let parsed = parse(read);
    let ordinary = parsed.smtp && !parsed.quoted && !parsed.literal && !read.starts_with('+') && !is_www(&parsed);
    let mut report = if ordinary { whole(&parsed, &mut found) } else { mended(&parsed, &mut found) };
    report.findings = found.findings;
    report.cut = cut;
    report
}

/// The first `longest` bytes of a text, and what is said when there were more.
fn cut_to(text: &str, longest: usize) -> (&str, Option<Cut>) {
    let read = text.get(..text.floor_char_boundary(longest)).unwrap_or(text);
    (read, (read.len() < text.len()).then_some(Cut { read: read.len(), given: text.len() }))
}

fn is_www(parsed: &Address<'_>) -> bool {
    parsed.domain_text().get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."))
}

/// Where the findings go.
struct Found<'t> {
    text: &'t str,
    mode: AddressMode,
    findings: Vec<Finding<'t>>,
    /// Whether nothing can be suggested: what was meant cannot be known.
    lost: bool,
}

impl<'t> Found<'t> {
    fn add(&mut self, rule: u16, spans: &[Span]) {
        let Some((first, more)) = spans.split_first() else { return };
        let mut finding = found(rule, self.text, *first);
        for span in more {
            let evidence = Evidence { text: Cow::Borrowed(span.of(self.text)), start: span.start, end: span.end };
            finding.evidence.push(evidence);
        }
        // An address is no place for a password, but a link that was pasted as one may hold it.
        let link = |byte| matches!(byte, b':' | b'=');
        if self.text.bytes().any(link) && (self.text.contains(":/") || self.text.contains('=')) {
            let secrets = Secrets::find(self.text);
            for evidence in &mut finding.evidence {
                evidence.text = secrets.mask(self.text, Span::new(evidence.start, evidence.end));
            }
        }
        self.findings.push(finding);
    }

    /// What no standard allows, and a mend for it.
    fn error(&mut self, rule: u16, spans: &[Span]) {
        self.add(rule, spans);
    }

    /// What a header may have, and nothing else.
    fn header_form(&mut self, rule: u16, spans: &[Span]) {
        if !matches!(self.mode, AddressMode::Header | AddressMode::Sender) {
            self.add(rule, spans);
        }
    }

    /// What can be seen, but not mended.
    fn hopeless(&mut self, rule: u16, spans: &[Span]) {
        self.add(rule, spans);
        self.lost = true;
    }

    /// What is allowed and may still be unwanted. Whatever was delivered once is beyond that.
    fn policy(&mut self, rule: u16, span: Span) {
        if self.mode != AddressMode::Bounce {
            self.add(rule, &[span]);
        }
    }

    /// The same, with the month of the list that tells.
    fn listed(&mut self, rule: u16, span: Span, seen: &'static str) {
        if self.mode != AddressMode::Bounce {
            self.add(rule, &[span]);
            if let Some(finding) = self.findings.last_mut() {
                finding.facts.push(Fact { key: FactKey::Seen, value: Cow::Borrowed(seen) });
            }
        }
    }

    /// The same, with a change that is only made where the finding is.
    fn policy_fix(&mut self, rule: u16, span: Span, fix: impl FnOnce(&mut Self)) {
        if self.mode != AddressMode::Bounce {
            self.add(rule, &[span]);
            fix(self);
        }
    }

    /// Another place of the finding that was added last.
    fn and_also(&mut self, span: Span) {
        if let Some(finding) = self.findings.last_mut() {
            let text = Cow::Borrowed(span.of(self.text));
            finding.evidence.push(Evidence { text, start: span.start, end: span.end });
        }
    }

    fn no_suggestion(&mut self) {
        self.lost = true;
    }
}

/// An address that plain SMTP takes as it stands: the way of nearly all.
fn whole<'t>(parsed: &Address<'t>, found: &mut Found<'t>) -> AddressReport<'t> {
    let forms = parsed.forms.clone();
    let domain = forms.as_ref().map_or(Cow::Borrowed(parsed.domain_text()), |forms| forms.unicode.clone());
    if parsed.eai == Some(false) {
        // An A-label that does not decode.
        return mended(parsed, found);
    }
    let local = parsed.local_text();
    let view = known::View { local, domain: &domain, local_start: 0, domain_start: parsed.domain.start, draft: None };
    let verdict = known::check(&view, found);
    let normal = if domain == parsed.domain_text() {
        Cow::Borrowed(parsed.text)
    } else {
        Cow::Owned(format!("{local}@{domain}"))
    };
    let flags = flags(&verdict, local, &domain);
    let is_other = !found.lost && (verdict.meant.is_some() || verdict.meant_local.is_some());
    let suggestion = is_other.then(|| {
        let local = verdict.meant_local.as_deref().unwrap_or(local);
        Cow::Owned(format!("{local}@{}", verdict.meant.as_deref().unwrap_or(&domain)))
    });
    AddressReport {
        valid: valid(parsed, verdict.fits_form),
        normal: Some(normal),
        local: Some(Cow::Borrowed(local)),
        ascii: forms.map(|forms| forms.ascii),
        domain: Some(domain),
        suggestion,
        flags,
        ..AddressReport::default()
    }
}

fn valid(parsed: &Address<'_>, fits_form: bool) -> Valid {
    let plain = !parsed.quoted && !parsed.literal && !has_invisible(parsed.text);
    let marked = parsed.local_text().chars().next().is_some_and(is_mark);
    let form = if plain && !marked && fits_form { parsed.eai } else { Some(false) };
    Valid { smtp: parsed.smtp, eai: parsed.eai, header: parsed.header, form }
}

fn has_invisible(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(|letter| around::invisible_rule(letter).is_some())
}

fn flags<'t>(verdict: &known::Verdict, local: &str, domain: &str) -> AddressFlags<'t> {
    let mut flags = AddressFlags {
        role: verdict.role,
        free: verdict.free,
        disposable: verdict.disposable,
        ..AddressFlags::default()
    };
    if let Some(mail) = verdict.provider {
        let mut name = Cow::Borrowed(local);
        if mail.has_tags()
            && let Some((before, tag)) = local.split_once('+')
            && !before.is_empty()
        {
            flags.tag = Some(Cow::Owned(String::from(tag)));
            name = Cow::Borrowed(before);
        }
        if mail.ignores_dots() && name.contains('.') {
            name = Cow::Owned(name.replace('.', ""));
        }
        if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            name = Cow::Owned(name.to_ascii_lowercase());
        }
        if name != local {
            flags.canonical = Some(Cow::Owned(format!("{name}@{domain}")));
        }
    }
    flags
}

/// An address that is none yet, or not an ordinary one.
fn mended<'t>(parsed: &Address<'t>, found: &mut Found<'t>) -> AddressReport<'t> {
    let mut draft = Draft::new(found.text);
    let meant = mend(&mut draft, found);
    let text = draft.text();
    let whole = parse(&text);
    let mut verdict = known::Verdict::default();
    let mut suggestion = None;
    let mut flags_of = AddressFlags::default();
    let (mut local, mut domain, mut ascii, mut normal) = (None, None, None, None);
    if meant && (whole.is_mailable() || whole.eai.is_none()) {
        let forms = whole.forms.clone();
        let name = forms.as_ref().map_or(Cow::Borrowed(whole.domain_text()), |forms| forms.unicode.clone());
        let own = whole.local_text();
        if !whole.literal {
            let view = known::View {
                local: own,
                domain: &name,
                local_start: 0,
                domain_start: whole.domain.start,
                draft: Some(&draft),
            };
            verdict = known::check(&view, found);
            flags_of = flags(&verdict, own, &name);
        }
        let right = whole.is_mailable() && text.len() <= LONGEST_ADDRESS;
        if right && !found.lost {
            let changed = draft.is_changed() && text != found.text;
            suggestion = match &verdict.meant {
                Some(domain) => Some(format!("{}@{domain}", verdict.meant_local.as_deref().unwrap_or(own))),
                None if verdict.meant_local.is_some() => {
                    verdict.meant_local.as_ref().map(|own| format!("{own}@{name}"))
                }
                None if changed => Some(normal_form(own, &whole, &name)),
                None => None,
            };
        }
        // The parts are those of the text itself, where it is an address; otherwise those of what was meant.
        local = Some(Cow::Owned(String::from(own)));
        ascii = forms.map(|forms: Forms<'_>| Cow::Owned(forms.ascii.into_owned()));
        domain = Some(Cow::Owned(name.into_owned()));
    }
    let carried = matches!(found.mode, AddressMode::Header | AddressMode::Sender);
    if parsed.is_mailable() {
        let name = parsed.forms.as_ref().map_or(Cow::Borrowed(parsed.domain_text()), |forms| forms.unicode.clone());
        normal = Some(Cow::Owned(normal_form(parsed.local_text(), parsed, &name)));
    } else if carried && whole.is_mailable() && !found.lost {
        normal = Some(Cow::Owned(normal_form(whole.local_text(), &whole, domain.as_deref().unwrap_or_default())));
        // Nothing was mended but the form, which a header may have.
        let unfit = [page::SENDER_LOCAL_NAME, page::SENDER_EXAMPLE];
        let mended =
            |finding: &Finding<'_>| finding.cause.severity == Severity::Error && !unfit.contains(&finding.cause.place);
        if !found.findings.iter().any(mended) && verdict.meant.is_none() {
            suggestion = None;
        }
    }
    let fits = verdict.fits_form && fits_form_as_typed(parsed);
    if suggestion.as_deref() == Some(found.text) {
        suggestion = None;
    }
    AddressReport {
        valid: valid(parsed, fits),
        normal,
        local,
        domain,
        ascii,
        suggestion: suggestion.map(Cow::Owned),
        flags: flags_of,
        ..AddressReport::default()
    }
}

/// Whether the domain fits a form as it was typed: the draft may have mended it.
fn fits_form_as_typed(parsed: &Address<'_>) -> bool {
    parsed.forms.as_ref().is_none_or(|forms| known::fits_form(&forms.unicode, &forms.ascii))
}

/// The form to store.
fn normal_form(local: &str, parsed: &Address<'_>, domain: &str) -> String {
    let local = if parsed.quoted { unquoted(local) } else { Cow::Borrowed(local) };
    let composed = format!("{}@{domain}", nfc(&local));
    // A few letters are composed into signs or into longer letters, and what comes of it is no address.
    if parse(&composed).is_mailable() { composed } else { format!("{local}@{domain}") }
}

/// Turns the draft into an address. Whether there is one.
fn mend(draft: &mut Draft, found: &mut Found<'_>) -> bool {
    if !around::clear(draft, found) {
        return false;
    }
    let Some(at) = local::at_sign(draft, found) else { return false };
    let at = local::mend(draft, at, found);
    domain::mend(draft, at + 1, found);
    if at == 0 || draft.len() <= at + 1 {
        return false;
    }
    let length = draft.text().len();
    let parts_fit = draft.part(0..at).len() <= 64 && draft.part(at + 1..draft.len()).len() <= 253;
    if length > LONGEST_ADDRESS && parts_fit {
        found.hopeless(page::ADDRESS_TOO_LONG, &[draft.place(0..draft.len())]);
    }
    true
}

#[cfg(test)]
mod tests;
