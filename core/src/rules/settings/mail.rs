//! What entries mean: which is the host, which the port; and what belongs to one mailer.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use crate::knowledge::stacks::{Mode, Program, Role, Switch};
use crate::syntax::settings::url::{self, Url};
use crate::syntax::settings::{Argument, Entry, Form, Reading, Shape, squeeze};
use crate::text::Span;

/// An entry with what it means.
#[derive(Clone, Debug)]
pub(super) struct Item<'t> {
    pub(super) entry: Entry,
    /// Its names, squeezed.
    pub(super) path: String,
    /// What its value says.
    pub(super) value: &'t str,
    pub(super) role: Option<Role>,
    /// It stands in code, where text has quotes and words have none.
    pub(super) code: bool,
}

impl Item<'_> {
    /// Whether the value is written down, and not worked out when the program runs.
    pub(super) const fn is_plain(&self) -> bool {
        !matches!(self.entry.shape, Shape::Code)
    }
}

/// A setting of a mailer: where it stands, and what it says.
#[derive(Clone, Debug)]
pub(super) struct Part<'t> {
    pub(super) span: Span,
    pub(super) text: Cow<'t, str>,
    /// The entry it is the value of.
    pub(super) item: usize,
}

/// The settings of one mailer.
#[derive(Clone, Debug, Default)]
pub(super) struct Mail<'t> {
    pub(super) host: Option<Part<'t>>,
    pub(super) port: Option<Part<'t>>,
    pub(super) user: Option<Part<'t>>,
    pub(super) secret: Option<Part<'t>>,
    pub(super) from: Option<Part<'t>>,
    pub(super) service: Option<Part<'t>>,
    pub(super) timeout: bool,
    /// The port stands in the value of the host.
    pub(super) joined: bool,
    /// The port is the end of a text that code puts together: `host + ":465"`.
    pub(super) appended: bool,
    /// It is a URL.
    pub(super) url: Option<Url>,
    /// The items from here up to there.
    pub(super) items: (usize, usize),
    /// The items that hold for every mailer of the text.
    pub(super) defaults: (usize, usize),
}

impl Mail<'_> {
    /// The places of its items, its own first.
    pub(super) fn places(&self) -> impl Iterator<Item = usize> + use<> {
        (self.items.0..self.items.1).chain(self.defaults.0..self.defaults.1.min(self.items.0))
    }
}

/// Gives every entry its meaning.
pub(super) fn items<'t>(text: &'t str, reading: &Reading, form: Form, program: &Program) -> Vec<Item<'t>> {
    let code = is_code(form);
    let mut items: Vec<Item<'t>> = reading
        .entries
        .iter()
        .map(|entry| {
            let names = reading.path(text, entry);
            let path = squeeze(&names);
            let role = role(&names, &path, entry, form, program, true);
            // `server = smtplib.SMTP(…)` is an object that sends, and no host.
            let object = entry.shape == Shape::Code && is_object(entry.value.of(text));
            let role = role.filter(|role| !(object && *role == Role::Host));
            Item { entry: *entry, path, value: entry.value.of(text), role, code }
        })
        .collect();
    // A snippet that names nothing of mail is taken to be about mail: that is what was asked.
    if !items.iter().any(|item| matches!(item.role, Some(Role::Host | Role::Port | Role::User | Role::Secret))) {
        for item in &mut items {
            let names = reading.path(text, &item.entry);
            item.role = item.role.or_else(|| role(&names, &item.path, &item.entry, form, program, false));
        }
    }
    items
}

/// Whether code makes a client: the first call in it is one of SMTP's.
fn is_object(code: &str) -> bool {
    let name = code.split('(').next().unwrap_or_default().to_ascii_lowercase();
    code.contains('(') && ["smtp", "smtp_ssl", "smtpclient"].iter().any(|end| name.ends_with(end))
}

/// Whether `path` is, or ends with, the name `pattern`; after `*`, whether its last name ends so.
pub(super) fn matches(path: &str, pattern: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some(end) => path.ends_with(end),
        None => path == pattern || path.strip_suffix(pattern).is_some_and(|rest| rest.ends_with('.')),
    }
}

fn role(names: &str, path: &str, entry: &Entry, form: Form, program: &Program, strict: bool) -> Option<Role> {
    if let Some((_, role)) = program.arguments.iter().find(|(name, _)| matches(path, name)) {
        return Some(*role);
    }
    if entry.argument != Argument::No {
        return None;
    }
    if let Some((role, _)) = program.names.iter().find(|(_, name)| matches(path, &squeeze(name))) {
        return Some(*role);
    }
    if program.switches.iter().any(|switch| switch.keys.iter().any(|key| matches(path, key))) {
        return None;
    }
    let words = words(names);
    let (role, used) = ending(&words, form)?;
    let rest = words.get(..words.len() - used).unwrap_or_default();
    let is = |list: &[&str], word: &String| list.contains(&word.as_str());
    // The name that a certificate is to be for: `tls: { servername: … }`, `tls.Config{ServerName: …}`.
    let in_tls = form == Form::Go || rest.iter().any(|word| word.contains("tls") || word.contains("ssl"));
    if in_tls && path.ends_with("servername") {
        return None;
    }
    if rest.iter().any(|word| is(&FOREIGN, word)) {
        return None;
    }
    let mail = |word: &String| MAIL.iter().any(|known| word.contains(known));
    let own = words.iter().any(mail);
    let neutral = rest.iter().all(|word| is(&NEUTRAL, word));
    let nested = !matches!(form, Form::Env | Form::Properties);
    let alone = matches!(form, Form::Conf | Form::Text | Form::Ini | Form::Xml | Form::Cf | Form::Url);
    (own || (neutral && nested) || alone || !strict).then_some(role)
}

/// The words of a path, in lower case: `SMTP_HOST`, `smtpHost` and `smtp.host` are the same two.
fn words(names: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    for letter in names.chars() {
        let starts = letter.is_uppercase() && (before.is_lowercase() || before.is_ascii_digit());
        if (starts || !letter.is_alphanumeric()) && !word.is_empty() {
            out.push(core::mem::take(&mut word));
        }
        if letter.is_alphanumeric() {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}

/// The role that a name's last words give it, and how many they are.
fn ending(words: &[String], form: Form) -> Option<(Role, usize)> {
    for used in (1..=words.len().min(3)).rev() {
        let tail: String = words.get(words.len() - used..)?.concat();
        let found = ENDINGS.iter().find(|(_, names)| names.contains(&tail.as_str()));
        if let Some((role, _)) = found {
            return Some((*role, used));
        }
    }
    let last = words.last()?.as_str();
    let smtp = words.iter().any(|word| word.contains("smtp"));
    let from = words.iter().any(|word| matches!(word.as_str(), "from" | "sender"));
    match last {
        "address" | "addr" if from => Some((Role::From, 2)),
        "address" | "addr" if smtp || form == Form::Ruby => Some((Role::Host, 1)),
        "email" if words.iter().any(|word| word == "auth") => Some((Role::User, 1)),
        "email" | "mail" if from => Some((Role::From, 1)),
        _ if last.ends_with("timeout") => Some((Role::Timeout, 1)),
        _ if last.ends_with("port") && last.contains("smtp") => Some((Role::Port, 1)),
        _ => None,
    }
}

const ENDINGS: [(Role, &[&str]); 6] = [
    (Role::Timeout, &["timeout", "connectiontimeout", "sockettimeout", "opentimeout", "readtimeout"]),
    (
        Role::Host,
        &[
            "host",
            "hostname",
            "server",
            "servername",
            "smtpserver",
            "smtphost",
            "mailhost",
            "mailserver",
            "smarthost",
            "relayhost",
            "mailhub",
            "serverhost",
            "outgoingserver",
            "outgoingmailserver",
            "relay",
            "smtpaddr",
            "smtpaddress",
            "serveraddress",
            "hostaddress",
            "smtprelay",
            "smtphostname",
            "mailsmtphost",
            "smtpservername",
        ],
    ),
    (
        Role::Port,
        &["port", "portnumber", "smtpport", "serverport", "mailport", "outgoingport", "mailsmtpport", "hostport"],
    ),
    (
        Role::Secret,
        &[
            "pass",
            "password",
            "passwd",
            "pwd",
            "passphrase",
            "smtppass",
            "smtppassword",
            "authpass",
            "authpassword",
            "userpassword",
            "hostpassword",
            "apppassword",
            "mailsmtppassword",
        ],
    ),
    (
        Role::User,
        &[
            "user",
            "username",
            "userid",
            "login",
            "loginname",
            "smtpuser",
            "authuser",
            "authusername",
            "smtplogin",
            "smtpusername",
            "hostuser",
            "accountname",
            "useremail",
            "loginid",
            "loginuser",
            "mailsmtpname",
        ],
    ),
    (
        Role::From,
        &[
            "from",
            "fromaddress",
            "fromemail",
            "mailfrom",
            "sender",
            "senderemail",
            "senderaddress",
            "defaultsender",
            "defaultfromemail",
            "fromaddr",
            "emailfrom",
            "smtpfrom",
            "defaultfrom",
            "fromemailaddress",
            "sendermail",
            "frommail",
            "sentfrom",
            "mailsender",
            "adminemail",
        ],
    ),
];

/// Words of other services: their host and port are none of ours.
const FOREIGN: [&str; 44] = [
    "db",
    "database",
    "redis",
    "mysql",
    "postgres",
    "postgresql",
    "pg",
    "mongo",
    "mongodb",
    "imap",
    "pop",
    "pop3",
    "ftp",
    "sftp",
    "cache",
    "queue",
    "broker",
    "rabbitmq",
    "amqp",
    "kafka",
    "proxy",
    "ldap",
    "elasticsearch",
    "session",
    "s3",
    "api",
    "web",
    "nginx",
    "ssh",
    "memcached",
    "pusher",
    "vite",
    "mqtt",
    "influx",
    "minio",
    "oauth",
    "github",
    "jwt",
    "sentry",
    "datasource",
    "incoming",
    "caldav",
    "http",
    "https",
];

/// Words that say nothing about the service.
const NEUTRAL: [&str; 26] = [
    "options",
    "config",
    "settings",
    "auth",
    "default",
    "defaults",
    "provider",
    "production",
    "development",
    "client",
    "dialer",
    "network",
    "new",
    "my",
    "the",
    "opts",
    "params",
    "connection",
    "data",
    "env",
    "environment",
    "args",
    "test",
    "outgoing",
    "services",
    "app",
];

/// Words of mail, wherever they stand in a word.
const MAIL: [&str; 16] = [
    "mail",
    "smtp",
    "transport",
    "ses",
    "sendgrid",
    "postmark",
    "brevo",
    "notify",
    "relay",
    "phpmailer",
    "postfix",
    "message",
    "sender",
    "sparkpost",
    "resend",
    "mandrill",
];

/// Parts the items among mailers: a new one starts where a host or a port comes again.
pub(super) fn mailers<'t>(text: &'t str, items: &[Item<'t>], form: Form, program: &Program) -> Vec<Mail<'t>> {
    let mut all: Vec<Mail<'t>> = Vec::new();
    let mut one = Mail::default();
    let mut start = 0;
    let mut defaults = None;
    for (place, item) in items.iter().enumerate() {
        if let Some(url) = mail_url(text, item) {
            if all.len() < MOST_MAILERS {
                all.push(of_url(text, url, place));
            }
            continue;
        }
        // msmtp: an account goes on up to the next one; what stands before the first is for all.
        if form == Form::Conf && item.path == "account" {
            if defaults.is_none() {
                defaults = Some((start, place));
            } else if all.len() < MOST_MAILERS {
                one.items = (start, place);
                all.push(core::mem::take(&mut one));
            }
            start = place;
        }
        let Some(role) = item.role else {
            if program.service.is_some_and(|service| matches(&item.path, service)) && item.is_plain() {
                one.service.get_or_insert(part(item, place));
            }
            continue;
        };
        let known = match role {
            Role::Host => &one.host,
            Role::Port => &one.port,
            _ => &None,
        };
        let again = known.as_ref().and_then(|part| items.get(part.item)).is_some_and(|other| {
            let lines = matches!(form, Form::Env | Form::Ini | Form::Properties | Form::Yaml | Form::Conf | Form::Cf);
            other.path != item.path || !lines
        });
        if again && all.len() < MOST_MAILERS {
            one.items = (start, place);
            start = place;
            all.push(core::mem::take(&mut one));
        }
        let slot = match role {
            Role::Host => &mut one.host,
            Role::Port => &mut one.port,
            Role::User => &mut one.user,
            Role::Secret => &mut one.secret,
            Role::From => &mut one.from,
            Role::Timeout => {
                one.timeout = true;
                continue;
            }
            Role::Security => continue,
        };
        slot.get_or_insert(part(item, place));
    }
    one.items = (start, items.len());
    all.push(one);
    for mail in &mut all {
        split_port(text, mail, items);
        mail.defaults = defaults.unwrap_or_default();
    }
    // Without a host or a port there is nothing of a mailer.
    let only = all.len() == 1;
    all.retain(|mail| {
        only || mail.host.is_some()
            || mail.port.is_some()
            || mail.user.is_some()
            || mail.secret.is_some()
            || mail.from.is_some()
    });
    all
}

/// More mailers than this are read as one.
const MOST_MAILERS: usize = 32;

fn part<'t>(item: &Item<'t>, place: usize) -> Part<'t> {
    Part { span: item.entry.value, text: Cow::Borrowed(item.value), item: place }
}

/// `host:port` in one value: the port stands there.
fn split_port<'t>(text: &'t str, mail: &mut Mail<'t>, items: &[Item<'t>]) {
    let (Some(host), None) = (&mail.host, &mail.url) else { return };
    if items.get(host.item).is_none_or(|item| !item.is_plain()) {
        if let Some(port) = appended_port(text, host.span).filter(|_| mail.port.is_none()) {
            mail.port = Some(Part { span: port, text: Cow::Borrowed(port.of(text)), item: host.item });
            mail.joined = true;
            mail.appended = true;
        }
        return;
    }
    let value = host.span.of(text);
    let bare = value.split_once("://").map_or(value, |(_, rest)| rest);
    let Some((before, digits)) = bare.rsplit_once(':') else { return };
    let is_port = !digits.is_empty() && digits.len() <= 5 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_port || (before.contains(':') && !before.ends_with(']')) || mail.port.is_some() {
        return;
    }
    let (start, end) = (host.span.start + (value.len() - bare.len()), host.span.end);
    let port = Span::new(end - digits.len(), end);
    let item = host.item;
    let mut name = Span::new(start, start + before.len());
    if before.starts_with('[') && before.ends_with(']') {
        name = Span::new(name.start + 1, name.end - 1);
    }
    if bare.len() != value.len() {
        // The scheme in front is for the rules to see.
        name.start = host.span.start;
    }
    mail.host = Some(Part { span: name, text: Cow::Borrowed(name.of(text)), item });
    mail.port = Some(Part { span: port, text: Cow::Borrowed(port.of(text)), item });
    mail.joined = true;
}

/// The port in `host + ":465"`.
fn appended_port(text: &str, span: Span) -> Option<Span> {
    let body = span.of(text);
    let (before, quoted) = body.rsplit_once('+')?;
    let quoted = quoted.trim_start();
    let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
    let digits = inner.strip_prefix(':')?;
    let fits = (1..=5).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    (fits && !before.trim().is_empty()).then(|| Span::new(span.end - 1 - digits.len(), span.end - 1))
}

/// The URL of a mailer in a value: `smtp://…`, `smtps://…`, and Symfony's `gmail+smtp://…`.
pub(super) fn mail_url(text: &str, item: &Item<'_>) -> Option<Url> {
    if item.entry.shape == Shape::Code || item.role == Some(Role::Host) && !item.value.contains('@') {
        return None;
    }
    let (scheme, rest) = item.value.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let kind = scheme.rsplit('+').next().unwrap_or_default();
    let smtp = matches!(kind, "smtp" | "smtps");
    // A transport of its own name: the user or `default` gives it away.
    let transport = !WEB.contains(&kind) && rest.ends_with("default") || rest.contains("@default");
    (smtp || transport).then(|| url::read(text, item.entry.value)).flatten()
}

const WEB: [&str; 12] =
    ["http", "https", "ftp", "imap", "imaps", "redis", "mysql", "postgres", "postgresql", "amqp", "amqps", "mongodb"];

fn of_url(text: &str, url: Url, item: usize) -> Mail<'_> {
    let part = |span: Span| Part { span, text: Cow::Borrowed(span.of(text)), item };
    let decoded = |span: Span| Part { span, text: decode(span.of(text)), item };
    let from = url
        .options
        .iter()
        .find(|(name, _)| matches!(name.of(text), "from" | "sender"))
        .map(|(_, value)| decoded(*value));
    Mail {
        host: Some(part(url.host)).filter(|part| !part.text.is_empty()),
        port: url.port.map(part),
        user: url.user.map(decoded),
        secret: url.password.map(part),
        from,
        items: (item, item + 1),
        url: Some(url),
        ..Mail::default()
    }
}

/// Percent-encoding undone (RFC 3986 section 2.1), where it gives text.
fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digits = bytes.get(at + 1..at + 3).and_then(|digits| core::str::from_utf8(digits).ok());
        match digits.filter(|_| byte == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(value) => {
                out.push(value);
                at += 3;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// What a switch was set to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Set {
    pub(super) item: usize,
    pub(super) switch: &'static Switch,
    /// None: it is worked out when the program runs, or a word that is not known.
    pub(super) mode: Option<Mode>,
}

/// The switches among the items of a mailer.
pub(super) fn switches(items: &[Item<'_>], mail: &Mail<'_>, program: &'static Program) -> Vec<Set> {
    let mut out: Vec<Set> = Vec::new();
    for (place, item) in mail.places().filter_map(|place| Some((place, items.get(place)?))) {
        for switch in program.switches {
            if !switch.keys.iter().any(|key| matches(&item.path, key)) {
                continue;
            }
            // What an account says itself is not said for it.
            let said = out.iter().any(|set| core::ptr::eq(set.switch, switch));
            if said && place < mail.items.0 {
                break;
            }
            // `MailKit.Security.SecureSocketOptions.Auto` is `SecureSocketOptions.Auto`.
            let says = |own: &str, word: &str| own == word || own.contains('.') && matches(word, own);
            let mode =
                |word: &str| switch.words.iter().find(|(own, _)| says(&squeeze(own), word)).map(|(_, mode)| *mode);
            let mode = mode("any").or_else(|| mode(&word(item, switch)));
            out.push(Set { item: place, switch, mode });
            break;
        }
    }
    out
}

/// What a value says, squeezed; all that mean yes are `true`, all that mean no are `false`.
pub(super) fn word(item: &Item<'_>, switch: &Switch) -> String {
    let value = squeeze(item.value);
    if switch.strict && matches!(item.entry.shape, Shape::Quoted(_)) && item.code {
        // Text is true, whatever it says.
        return String::from(if item.value.is_empty() { "false" } else { "true" });
    }
    if switch.words.iter().any(|(own, _)| squeeze(own) == value) {
        return value;
    }
    plain_word(&value)
}

/// `yes`, `on`, `1` are `true`; `no`, `off`, `0`, `null` and nothing are `false`.
pub(super) fn plain_word(value: &str) -> String {
    String::from(match value {
        "true" | "yes" | "on" | "1" | "y" | "enabled" | "enable" | "always" | "required" => "true",
        "false" | "no" | "off" | "0" | "n" | "disabled" | "null" | "nil" | "none" | "undefined" | "" => "false",
        other => other,
    })
}

/// Whether a form is code.
pub(super) const fn is_code(form: Form) -> bool {
    use Form::{CSharp, Go, Java, Js, Json, Php, Python, Ruby};
    matches!(form, CSharp | Go | Java | Js | Json | Php | Python | Ruby)
}
