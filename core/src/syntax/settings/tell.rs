//! Which form a text is in.

use super::Form;

/// How much of a text is looked at.
const LOOKED_AT: usize = 16 * 1024;

/// The form that `text` is in, going by its marks and by what most of its lines look like. Text that looks like none is
/// labels and values.
#[must_use]
pub fn tell(text: &str) -> Form {
    let text = text.get(..text.floor_char_boundary(LOOKED_AT)).unwrap_or_default();
    let body = text.trim();
    let has = |words: &[&str]| words.iter().any(|word| body.contains(word));
    if is_url(body) {
        return Form::Url;
    }
    if !has(&["<?php", "unserialize("]) && super::serialized::start(body).is_some() {
        return Form::Serialized;
    }
    let laravel = body.contains("env('") && has(&["=>", "->", ";\n"]) && !is_strapi(body);
    if has(&["<?php"])
        || laravel && !has(&["process.env", "module.exports", "export default"])
        || (!body.starts_with('<')
            && has(&[
                "$mail->",
                "define(",
                "wp_mail(",
                "->Host",
                "fromDsn(",
                "$config[",
                "PHPMailer",
                "$CFG->",
                "public $",
            ])
            && !has(&["os.getenv", "os.environ", "process.env"])
            && !has(&["def ", "module.exports", "export default"])
            && !is_strapi(body))
    {
        return Form::Php;
    }
    // `$smtp_host = '…';`
    let variable =
        |line: &str| line.trim_start().starts_with('$') && line.trim_end().ends_with(';') && line.contains('=');
    if body.lines().take(40).filter(|line| variable(line)).take(2).count() == 2 || body.starts_with("return [") {
        return Form::Php;
    }
    if body.starts_with('<') && (has(&["/>", "</"]) || body.ends_with('>')) {
        return Form::Xml;
    }
    if has(&[
        "client.Connect",
        ".ConnectAsync(",
        "new SmtpClient(",
        "using (var",
        "SecureSocketOptions",
        "new MailKit",
        "EnableSsl =",
        "new ImapClient(",
    ]) {
        return Form::CSharp;
    }
    if has(&[
        "smtp.SendMail(",
        "smtp.PlainAuth(",
        "gomail.",
        "mail.NewDialer(",
        "mail.NewClient(",
        "func main(",
        "smtp.Dial",
        "tls.Dial(",
    ]) {
        return Form::Go;
    }
    if has(&[
        "smtplib",
        "import ",
        "os.environ",
        "os.getenv",
        "app.config[",
        "app.config.update",
        "aiosmtplib",
        "ConnectionConfig(",
    ]) && !has(&["require(", "from '", "from \"", ";\n"])
    {
        return Form::Python;
    }
    if has(&["smtp_settings", "delivery_method", "ActionMailer", "Mail.defaults", "Pony.", "ENV[", "ENV.fetch"]) {
        return Form::Ruby;
    }
    if has(&[
        ".put(\"mail.",
        ".setProperty(\"mail.",
        "JavaMailSender",
        "new Properties()",
        "new SimpleEmail",
        "setHostName(",
    ]) {
        return Form::Java;
    }
    if has(&["createTransport", "require(", "process.env.", "module.exports", "export default", "nodemailer"]) {
        return Form::Js;
    }
    // `gitlab_rails['smtp_port'] = 465`
    if body
        .lines()
        .take(40)
        .any(|line| line.split_once("['").is_some_and(|(name, rest)| is_word(name.trim()) && rest.contains("'] = ")))
    {
        return if has(&["True", "False", "None"]) { Form::Python } else { Form::Ruby };
    }
    if body.starts_with('{') || body.starts_with('[') && body.contains('{') {
        return if has(&["'", "//"]) || !has(&["\":", "\" :"]) { Form::Js } else { Form::Json };
    }
    if body.contains("=>") {
        return if has(&["$", "');", "array("])
            || body.contains("'=>")
            || !has(&[":"])
            || body.contains("' =>")
            || body.contains("\" =>")
        {
            Form::Php
        } else {
            Form::Ruby
        };
    }
    by_lines(body)
}

fn is_word(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.".contains(&byte))
}

fn is_strapi(body: &str) -> bool {
    body.contains("providerOptions") || body.contains("provider:")
}

fn is_url(body: &str) -> bool {
    let scheme = body.split_once("://").map_or("", |(scheme, _)| scheme);
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    !scheme.is_empty() && scheme.len() < 30 && scheme.bytes().all(fits) && !body.contains(['\n', ' '])
}

/// What most of the lines are.
fn by_lines(body: &str) -> Form {
    let (mut env, mut spaced, mut quoted, mut dotted, mut yaml, mut conf, mut label) = (0, 0, 0, 0, 0, 0, 0);
    let mut arguments = 0;
    let mut section = false;
    for line in body.lines().map(str::trim).filter(|line| !line.is_empty()).take(400) {
        if line.starts_with('[') && line.ends_with(']') {
            section = true;
            continue;
        }
        if line.starts_with(['#', ';', '/']) {
            continue;
        }
        let line = line.trim_start_matches("- ").trim_start_matches("export ").trim_start_matches(['"', '\'']);
        let name =
            line.find(|letter: char| !(letter.is_alphanumeric() || "_-.".contains(letter))).unwrap_or(line.len());
        let (key, rest) = line.split_at_checked(name).unwrap_or_default();
        let rest = rest.trim_start_matches(['"', '\'']);
        let upper = !key.is_empty()
            && key.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
        let after = rest.trim_start();
        match after.chars().next() {
            // Named arguments of a call: `MAIL_PORT=465,`
            Some('=') if upper && line.trim_end().ends_with(',') && after.len() > 2 => arguments += 1,
            Some('=') if rest.starts_with('=') && !key.contains('.') => env += 1,
            Some('=') if key.contains('.') => dotted += 1,
            Some('=') => {
                spaced += 1;
                let value = after.get(1..).unwrap_or_default().trim_start();
                let code = value.starts_with(['\'', '"', '[', '{'])
                    || matches!(value, "True" | "False" | "None")
                    || value.starts_with("os.")
                    || value.contains('(');
                quoted += u32::from(code || (upper && value.bytes().all(|byte| byte.is_ascii_digit())));
            }
            // Several on a line, as people type them.
            Some(':')
                if !after.contains('{')
                    && after.split(", ").skip(1).any(|rest| {
                        rest.split_once(':')
                            .is_some_and(|(name, _)| !name.contains(['"', '\'', '{', '@']) && name.len() < 30)
                    }) =>
            {
                label += 1
            }
            Some(':') if rest.starts_with(':') && (after.len() == 1 || after.starts_with(": ")) => {
                if upper && after.len() > 1 {
                    env += 1;
                } else {
                    yaml += 1;
                }
            }
            Some(_)
                if rest.starts_with(' ')
                    && !key.is_empty()
                    && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
                    && !line.contains(": ") =>
            {
                conf += 1
            }
            _ if line.contains([':', '=']) || line.contains(" is ") => label += 1,
            _ => {}
        }
    }
    if body.contains("docker run") || body.contains(" -e ") {
        return Form::Env;
    }
    if arguments > 1 && body.contains('(') && arguments >= env {
        return Form::Python;
    }
    let inline = body.contains('{') && !body.contains("{{") && !body.contains("${");
    let quotes = body.contains(['\'', '"']);
    if inline && yaml > 0 && (quotes || yaml >= env) {
        return if body.starts_with('"') && !body.contains('\'') { Form::Json } else { Form::Js };
    }
    if body.starts_with('"') && yaml > 0 && body.contains(',') {
        return Form::Json;
    }
    if (yaml > 0 && body.contains("',")) || body.contains("\",\n") {
        return Form::Js;
    }
    let cf = ["relayhost", "smtp_sasl_", "smtp_tls_", "smtpd_"].iter().any(|word| body.contains(word));
    if cf && spaced + env > 0 {
        return Form::Cf;
    }
    if section {
        return Form::Ini;
    }
    let most = [env, spaced, dotted, yaml, conf, label].into_iter().max().unwrap_or(0);
    match () {
        () if most == 0 => Form::Text,
        () if quoted > 0 && quoted * 2 >= spaced && spaced == most => Form::Python,
        () if dotted == most => Form::Properties,
        () if env == most => Form::Env,
        () if spaced == most => Form::Ini,
        () if conf == most && conf > 1 => Form::Conf,
        () if yaml == most && label == 0 && !looks_typed(body) => Form::Yaml,
        () => Form::Text,
    }
}

/// Whether labels are written as people write them: a capital first, as in `Port: 587, Security: STARTTLS`.
fn looks_typed(body: &str) -> bool {
    let named = |line: &str| line.trim().chars().next().is_some_and(char::is_uppercase);
    let indented = body.lines().any(|line| line.starts_with(' '));
    !indented && body.lines().filter(|line| !line.trim().is_empty()).all(named)
}
