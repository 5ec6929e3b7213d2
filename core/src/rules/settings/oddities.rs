//! What belongs to one program or one kind of code: settings that are ignored, undone, or missing altogether.

use alloc::format;
use alloc::string::ToString;

use super::is_one_of;
use super::mail::{Mail, matches, plain_word};
use super::sheet::Sheet;
use crate::knowledge::slugs;
use crate::model::FactKey;
use crate::syntax::settings::{Argument, Form, squeeze};
use crate::text::Span;

pub(super) fn check(sheet: &mut Sheet<'_>, mail: &Mail<'_>, hint: Option<&str>) {
    transport(sheet, mail);
    service_and_host(sheet, mail);
    credentials_cleared(sheet, mail);
    reading_client(sheet, mail);
    ignored_switch(sheet, mail, hint);
    container(sheet, mail, hint);
    nothing_set(sheet, mail);
    put_together(sheet);
    port_in_log_in(sheet, mail);
    not_by_smtp(sheet, mail);
    relay_host(sheet, mail);
}

/// Go's `PlainAuth` compares its last argument with the server's name: a port in it makes the log-in fail.
fn port_in_log_in(sheet: &mut Sheet<'_>, mail: &Mail<'_>) {
    for place in mail.items.0..mail.items.1 {
        let Some(item) = sheet.items.get(place).filter(|item| item.is_plain() && matches(&item.path, "plainauth.3"))
        else {
            continue;
        };
        let (value, span) = (item.value, item.entry.value);
        if let Some((name, port)) =
            value.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()))
        {
            sheet.find(slugs::MORE_THAN_A_NAME_IN_HOST, span);
            let start = span.start + name.len();
            sheet.replace(Span::new(start, start + 1 + port.len()), "");
        }
    }
}

/// PHPMailer with a server and without `isSMTP()`: mail goes to the local mailer.
fn not_by_smtp(sheet: &mut Sheet<'_>, mail: &Mail<'_>) {
    let text = sheet.text;
    let lower = || text.get(..text.floor_char_boundary(16 * 1024)).unwrap_or_default().to_ascii_lowercase();
    let Some(host) = mail.host.as_ref().filter(|_| sheet.program.id == "phpmailer" && text.contains("new PHPMailer"))
    else {
        return;
    };
    let lower = lower();
    if lower.contains("issmtp(") || lower.contains("mailer = 'smtp'") || lower.contains("mailer = \"smtp\"") {
        return;
    }
    let Some(entry) = sheet.items.get(host.item).map(|item| item.entry) else { return };
    sheet.find(slugs::LOCAL_MAILER_MISSING, entry.whole);
    let object = text.get(entry.whole.start..entry.key.start).unwrap_or_default().to_string();
    let before = text.get(..entry.whole.start).unwrap_or_default();
    let line = before.get(before.rfind('\n').map_or(0, |end| end + 1)..).unwrap_or_default();
    let glue = if line.trim().is_empty() && before.contains('\n') { format!("\n{line}") } else { " ".to_string() };
    if object.ends_with("->") {
        sheet.insert(entry.whole.start, format!("{object}isSMTP();{glue}"));
    }
}

/// Postfix looks for the MX of a relay host that has no brackets; and refuses plain log-ins unless it is told not to.
fn relay_host(sheet: &mut Sheet<'_>, mail: &Mail<'_>) {
    if sheet.program.id != "postfix" {
        return;
    }
    if let Some(host) = mail
        .host
        .as_ref()
        .filter(|host| sheet.items.get(host.item).is_some_and(|item| matches(&item.path, "relayhost")))
    {
        let value = sheet.value(host.item);
        let submission = mail.port.as_ref().is_some_and(|port| matches!(port.text.as_ref(), "465" | "587" | "2525"));
        if submission && !value.starts_with('[') && !value.is_empty() {
            sheet.find(slugs::RELAY_HOST_WITHOUT_BRACKETS, host.span);
            sheet.insert(host.span.start, "[".to_string());
            sheet.insert(host.span.end, "]".to_string());
        }
    }
    let Some(auth) = sheet.named(mail, "smtp_sasl_auth_enable") else { return };
    let on = plain_word(&squeeze(sheet.value(auth))) == "true";
    if on
        && sheet.named(mail, "smtp_sasl_security_options").is_none()
        && sheet.named(mail, "smtp_sasl_tls_security_options").is_none()
    {
        let span = sheet.span(auth);
        sheet.find(slugs::PLAIN_LOG_IN_SWITCHED_OFF, span);
        sheet.add(auth, "smtp_sasl_security_options", "noanonymous");
    }
}

/// A transport, driver, mailer or scheme that does not exist.
fn transport(sheet: &mut Sheet<'_>, mail: &Mail<'_>) {
    if let Some(url) = &mail.url {
        let scheme = url.scheme.of(sheet.text);
        let bridge = !scheme.contains('+') && !BRIDGES.contains(&scheme.to_ascii_lowercase().as_str());
        if bridge && sheet.program.strict_url {
            sheet.find(slugs::UNKNOWN_TRANSPORT, url.scheme);
            sheet.replace(url.scheme, &format!("{scheme}+smtp"));
        }
        return;
    }
    let Some((key, words)) = sheet.program.transport else { return };
    let Some(place) = sheet.named(mail, key) else { return };
    let Some(item) = sheet.items.get(place).filter(|item| item.is_plain() && !super::hidden::is_reference(item.value))
    else {
        return;
    };
    let value = squeeze(item.value);
    let known = words.iter().any(|word| squeeze(word) == value);
    let service = crate::knowledge::find_provider(&value).is_some()
        || matches!(value.as_str(), "tls" | "ssl" | "email" | "mail" | "gmail" | "smtps");
    let close = words.iter().find(|word| {
        let word = squeeze(word);
        crate::text::near(&value, &word, 1) || (value.len() > 10 && word.starts_with(&value))
    });
    if known || value.is_empty() || !(service || close.is_some()) {
        return;
    }
    let span = item.entry.whole;
    let right = if service { "smtp" } else { close.copied().unwrap_or("smtp") };
    sheet.find(slugs::UNKNOWN_TRANSPORT, span);
    sheet.fact(FactKey::Suggestion, right);
    sheet.set(place, right);
}

/// Schemes that are transports without more.
const BRIDGES: [&str; 16] = [
    "smtp",
    "smtps",
    "sendmail",
    "native",
    "null",
    "failover",
    "roundrobin",
    "ses",
    "mailgun",
    "mailjet",
    "postmark",
    "sendgrid",
    "mandrill",
    "brevo",
    "resend",
    "mailersend",
];

/// A provider's name and a host: one of them is not looked at.
fn service_and_host(sheet: &mut Sheet<'_>, mail: &Mail<'_>) {
    let (Some(service), Some(host)) = (&mail.service, &mail.host) else { return };
    let named = crate::knowledge::find_provider(&service.text.to_ascii_lowercase());
    let hosted = crate::knowledge::find_provider(host.text.trim());
    let spans = [sheet.span(service.item), host.span];
    // A known service brings host, port and security of its own, whatever else is set.
    if named.is_some() && named == hosted {
        let elsewhere = sheet.items.get(host.item).map(|item| item.entry.group)
            != sheet.items.get(service.item).map(|item| item.entry.group);
        if !elsewhere {
            return;
        }
    }
    sheet.find_at(slugs::SERVICE_AND_HOST, &spans);
    let same = sheet.items.get(host.item).map(|item| item.entry.group)
        == sheet.items.get(service.item).map(|item| item.entry.group);
    if same {
        sheet.remove(service.item);
    }
}

/// .NET clears the credentials when `UseDefaultCredentials` is set after them.
fn credentials_cleared(sheet: &mut Sheet<'_>, mail: &Mail<'_>) {
    let (Some(flag), Some(login)) = (sheet.named(mail, "UseDefaultCredentials"), sheet.named(mail, "Credentials"))
    else {
        return;
    };
    let (Some(one), Some(other)) = (sheet.items.get(flag), sheet.items.get(login)) else { return };
    if one.entry.whole.start < other.entry.whole.start || !one.code {
        return;
    }
    let (flag_span, start, value) = (one.entry.whole, other.entry.whole.start, one.value);
    let mark = if other.entry.listed { ", " } else { " " };
    let written = format!("{}{mark}", flag_span.of(sheet.text));
    if plain_word(&squeeze(value)) == "true" {
        return;
    }
    sheet.find(slugs::CREDENTIALS_CLEARED, flag_span);
    sheet.remove(flag);
    sheet.insert(start, written);
}

/// A client for reading mail, pointed at a port for sending.
fn reading_client(sheet: &mut Sheet<'_>, mail: &Mail<'_>) {
    let port = mail.port.as_ref().and_then(|port| port.text.parse::<u16>().ok());
    if !port.is_some_and(|port| matches!(port, 25 | 465 | 587 | 2525)) {
        return;
    }
    let clients = ["ImapClient()", "Pop3Client()", "IMAP4()", "IMAP4_SSL()", "POP3()", "POP3_SSL()"];
    let found =
        sheet.items.iter().position(|item| item.entry.argument == Argument::Callee && is_one_of(&item.path, &clients));
    let Some(place) = found else { return };
    let Some(entry) = sheet.items.get(place).map(|item| item.entry) else { return };
    sheet.find(slugs::CLIENT_FOR_READING, entry.key);
    if sheet.form == Form::CSharp {
        sheet.replace(entry.key, "SmtpClient");
    }
}

/// `MAIL_ENCRYPTION=null` does not switch encryption off: the mailer upgrades wherever that is offered.
fn ignored_switch(sheet: &mut Sheet<'_>, mail: &Mail<'_>, hint: Option<&str>) {
    if sheet.program.id != "laravel" {
        return;
    }
    let Some(place) = sheet.named(mail, "MAIL_ENCRYPTION").or_else(|| sheet.named(mail, "MAIL_SCHEME")) else { return };
    let Some(item) = sheet.items.get(place) else { return };
    if !matches!(squeeze(item.value).as_str(), "null" | "none" | "" | "false") {
        return;
    }
    let span = item.entry.whole;
    sheet.find(slugs::ENCRYPTION_OFF_IS_IGNORED, span);
    // From Laravel 11 on the setting is another.
    let version = hint.and_then(|hint| {
        hint.split(|letter: char| !letter.is_ascii_digit()).find_map(|digits| digits.parse::<u32>().ok())
    });
    if version.is_some_and(|version| version >= 11) {
        sheet.rename(place, "MAIL_SCHEME");
        sheet.set(place, "smtp");
    }
}

/// `localhost` within a container is the container; a test inbox needs the network of its container.
fn container(sheet: &mut Sheet<'_>, mail: &Mail<'_>, hint: Option<&str>) {
    let Some(host) = mail.host.clone() else { return };
    let name = host.text.trim().to_ascii_lowercase();
    let catchers = ["mailhog", "mailpit", "maildev", "mailcatcher", "smtp4dev", "mailtrap", "inbucket", "greenmail"];
    let docker = hint.is_some_and(|hint| {
        let hint = hint.to_ascii_lowercase();
        hint.contains("docker") || hint.contains("laradock") || hint.contains("container") || hint.contains("sail")
    });
    let text = sheet.text;
    let composed = ["services:", "docker run", "environment:", "image:"].iter().any(|mark| text.contains(mark));
    let loop_back = matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1");
    if catchers.contains(&name.as_str()) && mail.url.is_none() {
        sheet.find(slugs::TEST_INBOX_AS_HOST, host.span);
        if docker {
            sheet.replace(host.span, "host.docker.internal");
        }
    } else if loop_back && (docker || composed) && mail.url.is_none() {
        sheet.find(slugs::LOCALHOST_IN_A_CONTAINER, host.span);
        sheet.replace(host.span, "host.docker.internal");
    }
}

/// Mail is chosen to go by SMTP, or by the program's own way, and no server is named.
fn nothing_set(sheet: &mut Sheet<'_>, mail: &Mail<'_>) {
    if mail.host.is_some() || mail.service.is_some() || mail.url.is_some() || mail.port.is_some() || mail.user.is_some()
    {
        return;
    }
    let end = sheet.text.trim_end().len();
    if let Some(place) =
        sheet.items.iter().position(|item| item.entry.argument == Argument::Callee && item.path == "wpmail()")
    {
        let span = sheet.span(place);
        sheet.find(slugs::LOCAL_MAILER_MISSING, span);
        let quote = "'";
        let code = format!(
            "\nadd_action( {quote}phpmailer_init{quote}, function ( $m ) {{ $m->isSMTP(); $m->Host = {quote}smtp.example.com{quote}; $m->SMTPAuth = true; $m->Port = 587; $m->SMTPSecure = {quote}tls{quote}; $m->Username = SMTP_USER; $m->Password = SMTP_PASS; $m->From = {quote}noreply@example.com{quote}; }} );"
        );
        sheet.insert(end, code);
        return;
    }
    let by_smtp = sheet.items.iter().find(|item| {
        matches(&item.path, "deliverymethod")
            && squeeze(item.value) == "smtp"
            && item.code
            && item.entry.argument == Argument::No
    });
    let Some(span) = by_smtp.map(|item| item.entry.whole) else { return };
    sheet.find(slugs::SETTING_MISSING, span);
    let head = sheet.text.get(..span.end).unwrap_or_default().lines().next_back().unwrap_or_default().to_string();
    let indent: alloc::string::String = head.chars().take_while(|letter| letter.is_whitespace()).collect();
    if head.contains("action_mailer") {
        sheet.insert(
            span.end,
            format!("\n{indent}config.action_mailer.smtp_settings = {{ address: 'smtp.example.com', port: 587, user_name: ENV['SMTP_USER'], password: ENV['SMTP_PASS'], authentication: :plain, enable_starttls: true }}"),
        );
    }
}

/// A URL that PHP puts together: the user and the password are to be encoded.
fn put_together(sheet: &mut Sheet<'_>) {
    if sheet.form != Form::Php {
        return;
    }
    for place in 0..sheet.items.len().min(256) {
        let Some(item) = sheet.items.get(place).filter(|item| !item.is_plain()) else { continue };
        let outer = item.entry.outer;
        let body = outer.of(sheet.text);
        let (Some(start), Some(end)) = (body.find("://'."), body.rfind(".'@")) else { continue };
        if end < start || body.contains("urlencode(") {
            continue;
        }
        let from = outer.start + start + 5;
        let parts = Span::new(from, outer.start + end);
        sheet.find(slugs::URL_NOT_ENCODED, parts);
        // `$user.':'.'password'`
        let Some(mark) = parts.of(sheet.text).find(".':'.") else { continue };
        for span in [Span::new(parts.start, parts.start + mark), Span::new(parts.start + mark + 5, parts.end)] {
            sheet.insert(span.start, "urlencode(".into());
            sheet.insert(span.end, ")".into());
        }
        if body.ends_with(":465'") && body.starts_with("'smtp:") {
            sheet.insert(outer.start + 5, "s".into());
        }
    }
}
