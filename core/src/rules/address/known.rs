//! What is known of names and domains: endings, special names, slips, providers, roles.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};

use super::draft::Draft;
use super::{Found, scripts};
use crate::knowledge::lists::{self, MailDomain, Role};
use crate::knowledge::slugs as page;
use crate::model::AddressMode;
use crate::syntax::address::{has_hyphens_3_4, ipv4, labels};
use crate::text::Span;

/// An address that SMTP takes, and where its parts stood in the input.
pub(super) struct View<'v> {
    pub(super) local: &'v str,
    /// In lower case and U-labels.
    pub(super) domain: &'v str,
    pub(super) local_start: usize,
    pub(super) domain_start: usize,
    /// Set when the address was mended: places are found through it.
    pub(super) draft: Option<&'v Draft>,
}

impl View<'_> {
    /// Where a part of the domain stood. Mapping may have changed its length, so ends count from the end.
    fn in_domain(&self, start: usize, length: usize, found: &Found<'_>) -> Span {
        let whole = self.whole_domain(found);
        let behind = self.domain.len().saturating_sub(start + length);
        let same = whole.len() == self.domain.len();
        match self.draft {
            None if same => Span::new(whole.start + start, whole.start + start + length),
            _ => {
                let end = self.domain_start + self.domain.len() - behind;
                self.place(Span::new(end.saturating_sub(length), end)).unwrap_or(whole)
            }
        }
    }

    fn whole_domain(&self, found: &Found<'_>) -> Span {
        match self.draft {
            None => Span::new(self.domain_start, found.text.len()),
            Some(draft) => {
                let at = draft.at_signs().last().map_or(0, |at| at + 1);
                draft.place(at..draft.len())
            }
        }
    }

    fn in_local(&self, start: usize, length: usize) -> Span {
        let span = Span::new(self.local_start + start, self.local_start + start + length);
        self.place(span).unwrap_or(span)
    }

    fn whole_address(&self, found: &Found<'_>) -> Span {
        let local = self.in_local(0, self.local.len());
        Span::new(local.start, self.whole_domain(found).end)
    }

    fn place(&self, span: Span) -> Option<Span> {
        self.draft.map(|draft| draft.place_of_bytes(span))
    }
}

/// What is known of an address.
#[derive(Default)]
pub(super) struct Verdict {
    pub(super) fits_form: bool,
    pub(super) role: bool,
    pub(super) free: bool,
    pub(super) disposable: bool,
    pub(super) provider: Option<MailDomain>,
    /// The domain that was meant, where it is another.
    pub(super) meant: Option<Cow<'static, str>>,
    /// The name that was meant, where it is another.
    pub(super) meant_local: Option<String>,
}

/// Whether a sign-up form should take the domain, given in both forms.
pub(super) fn fits_form(domain: &str, ascii: &str) -> bool {
    fits_form_unless(lists::special_use(domain), domain, ascii)
}

/// The same, where it is known whether the domain is a special one.
fn fits_form_unless(special: Option<(&str, usize)>, domain: &str, ascii: &str) -> bool {
    let Some((_, last)) = domain.rsplit_once('.') else { return false };
    let reserved = |label: &str| label.get(2..4) == Some("--") && !label.starts_with("xn--");
    let reserved = has_two_hyphens(ascii) && ascii.split('.').any(reserved);
    let special = matches!(special, Some((slug, _)) if slug != "special-use-example");
    let number = last.bytes().all(|byte| byte.is_ascii_digit());
    last.len() > 1 && !number && !special && !reserved
}

/// Hardly any domain has two hyphens in a row.
fn has_two_hyphens(domain: &str) -> bool {
    domain.as_bytes().windows(2).any(|two| two == b"--")
}

/// Finds what is known of the address.
pub(super) fn check(view: &View<'_>, found: &mut Found<'_>) -> Verdict {
    let domain = view.domain;
    let known = lists::mail_domain(domain);
    // No mail domain is a special one.
    let special = if known.is_none() { lists::special_use(domain) } else { None };
    let mut verdict = Verdict { fits_form: fits_form_unless(special, domain, domain), ..Verdict::default() };
    verdict.provider = known.filter(|mail| mail.is_provider());
    verdict.free = known.is_some_and(MailDomain::is_free);
    if known.is_none() {
        verdict.meant = of_domain(view, special, found);
        if verdict.meant.is_none() && lists::is_disposable(domain) {
            verdict.disposable = true;
            found.listed(page::DISPOSABLE_DOMAIN, view.whole_domain(found), lists::DISPOSABLE_SEEN);
        }
        of_spelling(view, found);
    }
    if found.mode == AddressMode::Bounce {
        verdict.meant = None;
    }
    of_name(view, &mut verdict, found);
    if verdict.free && found.mode != AddressMode::Sender {
        found.listed(page::FREE_PROVIDER, view.whole_domain(found), lists::MAIL_DOMAINS_SEEN);
    }
    verdict
}

/// What is wrong with a domain that is no known one; gives the one that was meant.
fn of_domain(view: &View<'_>, special: Option<(&str, usize)>, found: &mut Found<'_>) -> Option<Cow<'static, str>> {
    let domain = view.domain;
    if let Some((slug, length)) = special {
        let sender = found.mode == AddressMode::Sender;
        let rule = match slug {
            "special-use-example" if sender => page::SENDER_EXAMPLE,
            _ if sender => page::SENDER_LOCAL_NAME,
            _ => special_page(slug),
        };
        let place = view.in_domain(domain.len() - length, length, found);
        if !domain.contains('.') && !sender {
            found.policy(page::SINGLE_LABEL_DOMAIN, view.whole_domain(found));
        }
        let arpa = slug == "special-use-arpa";
        found.listed(rule, if arpa { view.whole_domain(found) } else { place }, lists::SPECIAL_USE_SEEN);
        return None;
    }
    let Some((before, last)) = domain.rsplit_once('.') else { return single_label(view, found) };
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        if ipv4(domain).is_some() {
            found.policy(page::BARE_IP, view.whole_domain(found));
            return Some(Cow::Owned(format!("[{domain}]")));
        }
        found.policy(page::NUMERIC_TLD, view.in_domain(before.len() + 1, last.len(), found));
        found.no_suggestion();
        return None;
    }
    let place = view.in_domain(before.len() + 1, last.len(), found);
    let imitated = scripts::imitated(domain);
    if let Some(twin) = imitated.as_deref().filter(|twin| lists::mail_domain(twin).is_some_and(MailDomain::is_provider))
    {
        found.policy(page::CONFUSABLE_PROVIDER, view.whole_domain(found));
        return Some(Cow::Owned(twin.to_string()));
    }
    if last.is_ascii()
        && let Some(meant) = domain.is_ascii().then(|| lists::meant_by(domain)).flatten()
    {
        slip(view, meant, found);
        return Some(Cow::Borrowed(meant));
    }
    if last.len() == 1 {
        found.policy(page::SHORT_TLD, place);
        return complete(before, last);
    }
    if let Some((name, again)) = before.rsplit_once('.').filter(|(_, again)| *again == last && last.len() > 2)
        && lists::is_ending(again)
    {
        found.policy(page::DOUBLED_TLD, view.in_domain(before.len(), last.len() + 1, found));
        return Some(Cow::Owned(format!("{name}.{last}")));
    }
    let is_known = match last.is_ascii() {
        true => lists::is_ending(last),
        false => crate::syntax::address::forms(last).is_none_or(|forms| lists::is_ending(&forms.ascii)),
    };
    if !is_known {
        if is_file_ending(last) {
            found.policy(page::FILE_NAME, view.whole_domain(found));
            return None;
        }
        found.listed(page::UNKNOWN_TLD, place, lists::TLDS_SEEN);
        let meant = lists::ending_meant_by(last)?;
        return Some(Cow::Owned(format!("{before}.{meant}")));
    }
    spoofed(view, imitated, found)
}

fn special_page(slug: &str) -> u16 {
    match slug {
        "special-use-alt" => page::SPECIAL_USE_ALT,
        "special-use-arpa" => page::SPECIAL_USE_ARPA,
        "special-use-internal" => page::SPECIAL_USE_INTERNAL,
        "special-use-invalid" => page::SPECIAL_USE_INVALID,
        "special-use-local" => page::SPECIAL_USE_LOCAL,
        "special-use-localhost" => page::SPECIAL_USE_LOCALHOST,
        "special-use-onion" => page::SPECIAL_USE_ONION,
        "special-use-test" => page::SPECIAL_USE_TEST,
        _ => page::SPECIAL_USE_EXAMPLE,
    }
}

fn single_label(view: &View<'_>, found: &mut Found<'_>) -> Option<Cow<'static, str>> {
    let whole = view.whole_domain(found);
    if let Some(meant) = lists::mail_domain_named(view.domain) {
        found.policy(page::SINGLE_LABEL_DOMAIN, whole);
        return Some(Cow::Borrowed(meant));
    }
    if let Some(meant) = lists::meant_by(view.domain) {
        found.policy(page::MISSING_DOT, whole);
        return Some(Cow::Borrowed(meant));
    }
    let sender = found.mode == AddressMode::Sender;
    found.policy(if sender { page::SENDER_LOCAL_NAME } else { page::SINGLE_LABEL_DOMAIN }, whole);
    found.no_suggestion();
    None
}

/// Says what kind of slip it was.
fn slip(view: &View<'_>, meant: &str, found: &mut Found<'_>) {
    let domain = view.domain;
    let (name, ending) = domain.split_once('.').unwrap_or((domain, ""));
    let (meant_name, _) = meant.split_once('.').unwrap_or((meant, ""));
    if domain.strip_prefix(meant).is_some_and(|rest| rest.starts_with('.')) {
        let start = meant.len();
        found.policy(page::DOUBLED_TLD, view.in_domain(start, domain.len() - start, found));
    } else if name == meant_name {
        let rule = if ending.len() == 1 { page::SHORT_TLD } else { page::TYPO_TLD };
        found.listed(rule, view.in_domain(name.len() + 1, ending.len(), found), lists::MAIL_DOMAINS_SEEN);
    } else {
        found.listed(page::TYPO_DOMAIN, view.whole_domain(found), lists::MAIL_DOMAINS_SEEN);
    }
}

/// The ending that starts with the one letter that is there.
fn complete(before: &str, last: &str) -> Option<Cow<'static, str>> {
    let ending = match last {
        "c" => "com",
        "n" => "net",
        "o" => "org",
        _ => return None,
    };
    Some(Cow::Owned(format!("{before}.{ending}")))
}

fn is_file_ending(ending: &str) -> bool {
    const FILES: [&str; 16] = [
        "bmp", "css", "csv", "doc", "docx", "gif", "htm", "html", "ico", "jpeg", "jpg", "js", "pdf", "png", "svg",
        "webp",
    ];
    FILES.contains(&ending)
}

/// Letters of one script that stand for those of another.
fn spoofed(view: &View<'_>, imitated: Option<String>, found: &mut Found<'_>) -> Option<Cow<'static, str>> {
    if view.domain.is_ascii() {
        return None;
    }
    for (span, label) in labels(view.domain) {
        if scripts::is_mixed(label) {
            found.policy(page::MIXED_SCRIPT, view.in_domain(span.start, span.len(), found));
            return imitated.map(Cow::Owned);
        }
    }
    let foreign = labels(view.domain).any(|(_, label)| !label.is_ascii() && scripts::is_foreign(label));
    // Accents make words of their own; letters of another script make a disguise.
    if foreign && imitated.is_some() {
        found.policy(page::WHOLE_SCRIPT_CONFUSABLE, view.whole_domain(found));
        found.no_suggestion();
    }
    None
}

/// How the domain is spelt.
fn of_spelling(view: &View<'_>, found: &mut Found<'_>) {
    let domain = view.domain;
    let may_have = has_two_hyphens(domain);
    for (span, label) in labels(domain).take_while(|_| may_have) {
        if has_hyphens_3_4(label) && !label.starts_with("xn--") {
            found.policy(page::HYPHENS_3_4, view.in_domain(span.start, span.len(), found));
            found.no_suggestion();
        }
    }
    if !domain.is_ascii() {
        let place = view.whole_domain(found);
        let typed = place.of(found.text);
        if typed != domain && !typed.is_ascii() {
            let differs = labels(typed).zip(labels(domain)).filter(|((_, one), (_, other))| one != other);
            let spans: alloc::vec::Vec<Span> =
                differs.map(|((span, _), _)| Span::new(place.start + span.start, place.start + span.end)).collect();
            if found.mode != AddressMode::Bounce {
                found.add(page::IDNA_MAPPED, &spans);
            }
        }
    }
}

/// What the name before the `@` tells.
fn of_name(view: &View<'_>, verdict: &mut Verdict, found: &mut Found<'_>) {
    let local = view.local;
    let mut buffer = [0_u8; 24];
    let upper = local.bytes().any(|byte| byte.is_ascii_uppercase());
    let short = local.len() <= buffer.len() && local.is_ascii();
    let lower = match upper {
        _ if !short => None,
        false => Some(local),
        true => buffer.get_mut(..local.len()).and_then(|own| {
            own.copy_from_slice(local.as_bytes());
            own.make_ascii_lowercase();
            core::str::from_utf8(own).ok()
        }),
    };
    let lower = lower.unwrap_or_default();
    if is_placeholder(lower, view.domain) {
        found.policy(page::PLACEHOLDER, view.whole_address(found));
    } else if let Some(role) = lists::role(lower) {
        verdict.role = true;
        if found.mode != AddressMode::Sender {
            let rule = if role == Role::NoReply { page::NO_REPLY_ACCOUNT } else { page::ROLE_ACCOUNT };
            found.listed(rule, view.in_local(0, local.len()), lists::ROLES_SEEN);
        }
    }
    let Some(provider) = verdict.provider.filter(|_| found.mode != AddressMode::Sender) else { return };
    if provider.has_tags()
        && let Some(plus) = local.find('+').filter(|at| *at > 0)
    {
        found.policy(page::SUBADDRESS, view.in_local(plus, local.len() - plus));
    }
    if upper {
        found.policy(page::UPPER_CASE_LOCAL, view.in_local(0, local.len()));
    }
    if provider.ignores_dots() && found.mode == AddressMode::Signup {
        verdict.meant_local = of_gmail(view, found);
    }
}

/// Gmail's own rule for names: 6 to 30 letters and digits, and dots that do not count.
fn of_gmail(view: &View<'_>, found: &mut Found<'_>) -> Option<String> {
    let name = view.local.split('+').next().unwrap_or_default();
    let wrong = name.char_indices().find(|(_, letter)| !letter.is_ascii_alphanumeric() && *letter != '.');
    let length = name.chars().filter(|letter| *letter != '.').count();
    if let Some((at, letter)) = wrong {
        found.policy(page::PROVIDER_LOCAL_RULE, view.in_local(at, letter.len_utf8()));
        // An underscore is the commonest of them: most often a dot was meant.
        let rest = name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_'));
        let meant = name.replace('_', ".");
        // A dot stands between two signs (RFC 5321 section 4.1.2).
        let is_name = rest && meant.split('.').all(|part| !part.is_empty());
        return is_name.then(|| meant + view.local.get(name.len()..).unwrap_or_default());
    }
    if !(6..=30).contains(&length) && name.len() == view.local.len() {
        found.policy(page::PROVIDER_LOCAL_RULE, view.in_local(0, name.len()));
    }
    None
}

fn is_placeholder(local: &str, domain: &str) -> bool {
    match local {
        "test" | "asdf" | "abc" | "a" | "email" | "none" | "example" => {
            domain.split_once('.').is_some_and(|(own, _)| own == local)
        }
        "user" => domain == "domain.com",
        "name" => domain == "domain.com" || domain == "email.com",
        "your" => domain == "email.com",
        "you" => domain == "yourdomain.com",
        _ => false,
    }
}
