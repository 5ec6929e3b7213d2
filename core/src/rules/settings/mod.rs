//! Settings in any form: read, checked, put right in the form they came in.

mod certificate;
mod hidden;
mod login;
mod mail;
mod manner;
mod oddities;
mod security;
mod sender;
mod server;
mod sheet;

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use crate::knowledge::stacks::{self, Mode, Program};
use crate::knowledge::{self, slugs};
use crate::model::{Cut, Edit, MailSettings, Need, Security, SettingsReport};
use crate::syntax::settings::{Form, read, squeeze, tell};
use crate::text::Span;
use mail::Mail;
use sheet::Sheet;

/// Settings may be this long, in bytes; what is longer is cut, and the report says so.
pub const LONGEST_SETTINGS: usize = 1 << 17;

/// What is to be checked.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SettingsRequest<'a> {
    /// The settings, as they stand in a file or were pasted.
    pub text: &'a str,
    /// The program they are for, where that is known: `nodemailer`, `Laravel 11`.
    pub stack: Option<&'a str>,
    /// The form they are in; none: that is told from the text.
    pub form: Option<Form>,
}

impl<'a> SettingsRequest<'a> {
    /// A request for `text` alone.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self { text, stack: None, form: None }
    }

    /// Says what program the settings are for.
    #[must_use]
    pub const fn stack(mut self, stack: &'a str) -> Self {
        self.stack = Some(stack);
        self
    }

    /// Says what form the settings are in.
    #[must_use]
    pub const fn form(mut self, form: Form) -> Self {
        self.form = Some(form);
        self
    }
}

/// Checks settings: what they say, what is wrong with them, and the settings put right, in the form they came in.
///
/// Only what is wrong is changed; all else stays, to the byte. No secret stands in the report.
///
/// ```
/// use mailmend::{SettingsRequest, settings_with};
/// let text = "{ host: 'smtp.gmail.com', port: 587, secure: true, auth: { user: 'a@gmail.com', pass: 'x y' } }";
/// let report = settings_with(&SettingsRequest::new(text).stack("nodemailer"));
/// assert_eq!(report.findings[0].cause.slug, "implicit-tls-on-starttls-port");
/// assert!(report.fixed.unwrap().contains("port: 465, secure: true"));
/// ```
#[must_use]
pub fn settings<'a>(request: &SettingsRequest<'a>) -> SettingsReport<'a> {
    let given = request.text;
    let text = given.get(..given.floor_char_boundary(LONGEST_SETTINGS)).unwrap_or_default();
    let form = request.form.unwrap_or_else(|| tell(text));
    let mut reading = read(text, form);
    if form == Form::Url {
        reading.entries = alloc::vec![whole(text)];
    }
    let program = program(text, &reading, form, request.stack);
    let items = mail::items(text, &reading, form, program);
    let mut sheet = Sheet::new(text, form, program, reading, items);
    let mut mails = mail::mailers(text, &sheet.items, form, program);
    let mut canonical = Vec::new();
    let mut provider = None;
    manner::check(&mut sheet, &mails);
    for mail in &mut mails {
        let facts = server::facts(mail);
        let mode = security::mode(&mut sheet, mail);
        oddities::check(&mut sheet, mail, request.stack);
        let right = server::host(&mut sheet, mail, facts);
        let facts = right.and_then(knowledge::find_provider).and_then(knowledge::provider).or(facts);
        login::check(&mut sheet, mail, facts, mode);
        security::check(&mut sheet, mail, facts, right, mode);
        sender::check(&mut sheet, mail, facts);
        certificate::check(&mut sheet, mail, facts);
        provider = provider.or(facts.map(|facts| facts.id));
        canonical.push(said(&sheet, mail, mode));
    }
    let empty = canonical.iter().all(|one| *one == MailSettings::default()) && sheet.findings.is_empty();
    if empty {
        sheet.find(slugs::NO_MAIL_SETTINGS_FOUND, Span::default());
    }
    let mut report = SettingsReport {
        form: form.as_str(),
        stack: Some(program.id).filter(|id| *id != "any"),
        provider,
        settings: if empty { Vec::new() } else { canonical },
        findings: Vec::new(),
        edits: Vec::new(),
        fixed: None,
        changed: Vec::new(),
        needs: smallvec::SmallVec::new(),
        cut: None,
    };
    let (findings, edits, secrets) = sheet.finish();
    report.findings = findings;
    if text.len() < given.len() {
        report.cut = Some(Cut { read: text.len(), given: given.len() });
    } else if !edits.is_empty() {
        let (fixed, changed) = fixed(text, &edits, &secrets);
        report.fixed = Some(fixed);
        report.changed = changed;
        report.edits = edits;
    }
    if report.findings.iter().any(|finding| finding.cause.area == crate::model::Area::Sender) {
        report.needs.push(Need::Domain);
    }
    report
}

/// A text that is one URL, as an entry.
fn whole(text: &str) -> crate::syntax::settings::Entry {
    use crate::syntax::settings::{Argument, Entry, Shape};
    let start = text.len() - text.trim_start().len();
    let span = Span::new(start, start + text.trim().len());
    let key = Span::new(start, start);
    Entry {
        key,
        chain: key,
        argument: Argument::No,
        value: span,
        outer: span,
        shape: Shape::Bare,
        whole: span,
        group: None,
        listed: false,
    }
}

/// The program whose settings these are: of those that are named, or else of all, the one whose marks are found most.
fn program(text: &str, reading: &crate::syntax::settings::Reading, form: Form, hint: Option<&str>) -> &'static Program {
    let paths: Vec<String> =
        reading.entries.iter().take(MOST_MARKS).map(|entry| reading.squeezed(text, entry)).collect();
    let head = text.get(..text.floor_char_boundary(HEAD)).unwrap_or_default();
    let weight = |mark: &&str| match mark.strip_prefix('~') {
        Some(word) => 2 * usize::from(head.contains(word)),
        None => {
            let found = paths.iter().any(|path| mail::matches(path, mark));
            usize::from(found) * if mark.contains(['.', '(']) { 2 } else { 1 }
        }
    };
    let score = |program: &Program| -> usize {
        let reads = program.misnamed_forms.is_empty() || program.misnamed_forms.contains(&form.as_str());
        let wrong = program
            .misnamed
            .iter()
            .filter(|(wrong, _)| reads && wrong.len() > 7 && paths.iter().any(|path| mail::matches(path, wrong)));
        program.marks.iter().chain(program.shared).map(weight).sum::<usize>() + wrong.count()
    };
    let fits = |program: &Program| program.forms.contains(&form.as_str());
    let named = hint.into_iter().flat_map(stacks::named);
    // The best score first; then the longest name, for it says more; then the first in the hint.
    let best = named.max_by_key(|(place, program)| {
        (fits(program), score(program), program.id.len().min(4), core::cmp::Reverse(*place))
    });
    if let Some((_, program)) = best {
        return program;
    }
    // One short name proves little, and of names that many programs share it takes several: more where every program
    // names its own variables.
    let variables = matches!(form, Form::Env | Form::Yaml | Form::Ini | Form::Json);
    let proof = |program: &Program, score: usize| {
        let telling = |mark: &&str| mark.len() >= 9 && weight(mark) > 0;
        let own: usize = program.marks.iter().map(weight).sum();
        own > 1 || program.marks.iter().any(telling) || score >= if variables { 4 } else { 2 }
    };
    let mut best: (usize, Option<&'static Program>) = (0, None);
    for program in stacks::programs().iter().filter(|program| fits(program)) {
        let score = score(program);
        if score > best.0 && proof(program, score) && !is_foreign(program, score, &paths, mail::is_code(form)) {
            best = (score, Some(program));
        }
    }
    if let Some(program) = best.1 {
        return program;
    }
    // A mail URL in YAML is Symfony's, whose transports have any name; other programs say in the name what it is.
    let dsn = form == Form::Yaml
        && reading.entries.iter().zip(&paths).any(|(entry, path)| {
            let value = entry.value.of(text);
            let named = ["url", "uri", "smtp", "mail", "address"].iter().any(|word| path.contains(word));
            !named && value.contains('@') && (value.starts_with("smtp://") || value.starts_with("smtps://"))
        });
    if let Some(symfony) = stacks::programs().iter().find(|program| dsn && program.id == "symfony") {
        return symfony;
    }
    // An object with a host and a port is Nodemailer's, more often than not.
    let object = form == Form::Js && paths.iter().any(|path| mail::matches(path, "host"));
    stacks::programs().iter().find(|program| object && program.id == "nodemailer").unwrap_or_else(stacks::any)
}

/// Whether a program is not the one, whatever its names say: a switch for encryption stands there that it does not have, and
/// none of its own; or a port of its own, where the program wants it behind the host.
fn is_foreign(program: &Program, score: usize, paths: &[String], code: bool) -> bool {
    let has = |path: &String, program: &Program| {
        program.switches.iter().flat_map(|switch| switch.keys).any(|key| mail::matches(path, key))
    };
    let wrong = |path: &String| program.misnamed.iter().any(|(wrong, _)| mail::matches(path, wrong));
    let other = paths.iter().any(|path| has(path, stacks::any()) && !has(path, program) && !wrong(path));
    let own = paths.iter().any(|path| has(path, program));
    let port = program.needs_port && !code && paths.iter().any(|path| path.ends_with("port"));
    port || score < SURE && other && !own
}

/// A program with such a score is not doubted.
const SURE: usize = 5;

/// So many entries, and so much of a text, tell whose settings they are.
const MOST_MARKS: usize = 256;
const HEAD: usize = 16 * 1024;

/// What a mailer's settings say; no secret.
fn said<'t>(sheet: &Sheet<'t>, mail: &Mail<'t>, mode: security::Found) -> MailSettings<'t> {
    let shown = |part: &Option<mail::Part<'t>>| {
        let part = part.as_ref().filter(|part| sheet.items.get(part.item).is_some_and(mail::Item::is_plain))?;
        if hidden::touches(&sheet.secrets, part.span) {
            return Some(Cow::Owned(hidden::mask(sheet.text, &sheet.secrets, part.span)));
        }
        Some(part.text.clone())
    };
    let port = mail.port.as_ref().and_then(|part| part.text.trim().parse().ok());
    let security = match mode.mode {
        Some(Mode::Implicit) => Some(Security::Implicit),
        Some(Mode::StartTls | Mode::Auto) => Some(Security::StartTls),
        Some(Mode::Plain) => Some(Security::None),
        _ => None,
    };
    MailSettings {
        host: shown(&mail.host),
        port,
        security,
        user: shown(&mail.user),
        secret: mail.secret.as_ref().map(|part| login::shape(sheet, part)),
        from: shown(&mail.from),
        verify: certificate::verified(sheet, mail),
    }
}

/// The text with the edits made and every secret masked, and where it differs.
fn fixed(text: &str, edits: &[Edit], secrets: &[Span]) -> (String, Vec<(usize, usize)>) {
    let mut out = String::with_capacity(text.len() + 64);
    let mut changed = Vec::new();
    let mut at = 0;
    for edit in edits {
        hidden::push(&mut out, text, secrets, Span::new(at, edit.start));
        let start = out.len();
        out.push_str(edit.text.as_deref().unwrap_or(hidden::MASK));
        changed.push((start, out.len()));
        at = edit.end;
    }
    hidden::push(&mut out, text, secrets, Span::new(at, text.len()));
    (out, changed)
}

/// Makes the changes of a report in the text that it is about: what `fixed` shows, secrets and all. The result holds the
/// secrets of `text`; write it back where the text came from, and nowhere else.
///
/// ```
/// let text = "MAIL_URL=smtp://me:x@mail.example.com:465";
/// let report = mailmend::settings(text);
/// assert_eq!(mailmend::apply_edits(text, &report.edits), "MAIL_URL=smtps://me:x@mail.example.com:465");
/// ```
#[must_use]
pub fn apply_edits(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for edit in edits {
        out.push_str(text.get(at..edit.start).unwrap_or_default());
        match &edit.text {
            Some(written) => out.push_str(written),
            None => manner::encode(&mut out, text.get(edit.start..edit.end).unwrap_or_default()),
        }
        at = edit.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// Whether a name, squeezed, is one of a list of such.
fn is_one_of(path: &str, names: &[&str]) -> bool {
    names.iter().any(|name| mail::matches(path, &squeeze(name)))
}
