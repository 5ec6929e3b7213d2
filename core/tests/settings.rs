//! What must hold of every answer about settings, and what is told of known settings: sound ones, and mistakes.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)] // a test that cannot go on fails

use std::fmt::Write;

use mailmend::model::{SettingsReport, Severity};
use mailmend::syntax::settings::Form;
use mailmend::{SettingsRequest, apply_edits, settings_with};
use proptest::prelude::*;

const SOUND: &str = include_str!("settings/sound.txt");
const FIRST_SIGHT: &str = include_str!("settings/first_sight.txt");
const MISTAKES: &str = include_str!("settings/mistakes.txt");

/// The cases of a file: the words after `===`, and the settings below.
fn cases(file: &str) -> Vec<(Vec<&str>, &str)> {
    let cases = file.strip_prefix("=== ").unwrap().split("\n=== ").map(|case| {
        let (head, body) = case.split_once('\n').unwrap();
        (head.split('|').map(str::trim).collect(), body.strip_suffix('\n').unwrap_or(body))
    });
    cases.collect()
}

fn json(request: &SettingsRequest<'_>) -> String {
    let mut out = String::new();
    mailmend::wire::write_settings(&mut out, &settings_with(request), None);
    out
}

#[test]
fn sound_settings_have_no_error_and_stay() {
    let mut problems = String::new();
    for (head, text) in cases(SOUND) {
        for request in [SettingsRequest::new(text).stack(head[0]), SettingsRequest::new(text)] {
            let report = settings_with(&request);
            let wrong = report.findings.iter().filter(|finding| finding.cause.severity == Severity::Error);
            for finding in wrong {
                writeln!(problems, "{} (as {:?}): {}\n{text}\n", head[0], report.stack, finding.cause.slug).unwrap();
            }
            if apply_edits(text, &report.edits) != text {
                writeln!(problems, "{} (as {:?}) becomes\n{}\n", head[0], report.stack, report.fixed.unwrap()).unwrap();
            }
        }
    }
    assert!(problems.is_empty(), "{problems}");
}

#[test]
fn mistakes_are_named_and_mended() {
    let mut problems = String::new();
    for (head, text) in cases(MISTAKES) {
        let report = settings_with(&SettingsRequest::new(text).stack(head[0]));
        let found: Vec<_> = report.findings.iter().map(|finding| finding.cause.slug).collect();
        if !found.contains(&head[1]) {
            writeln!(problems, "{}: {} is not among {found:?} (form {})\n{text}\n", head[0], head[1], report.form)
                .unwrap();
            continue;
        }
        let fixed = apply_edits(text, &report.edits);
        if !fixed.contains(head[2]) {
            writeln!(problems, "{}, {}: no {:?} in\n{fixed}\n", head[0], head[1], head[2]).unwrap();
            continue;
        }
        // What an edit can mend is mended at once.
        let again = settings_with(&SettingsRequest::new(&fixed).stack(head[0]));
        if !head[2].is_empty() && again.findings.iter().any(|finding| finding.cause.slug == head[1]) {
            writeln!(problems, "{}, {}: is found again in\n{fixed}\n", head[0], head[1]).unwrap();
        }
        // And no other mistake is made.
        for made in made(&found, &again) {
            writeln!(problems, "{}, {}: becomes {made} in\n{fixed}\n", head[0], head[1]).unwrap();
        }
    }
    assert!(problems.is_empty(), "{problems}");
}

/// The errors that were not there before.
fn made(before: &[&str], after: &SettingsReport<'_>) -> Vec<&'static str> {
    let errors = after.findings.iter().filter(|finding| finding.cause.severity == Severity::Error);
    errors.map(|finding| finding.cause.slug).filter(|slug| !before.contains(slug)).collect()
}

/// As somebody pastes them: nothing says which program they are for.
#[test]
fn mistakes_are_named_and_mended_at_first_sight() {
    let mut problems = String::new();
    for (head, text) in cases(FIRST_SIGHT) {
        let report = settings_with(&SettingsRequest::new(text));
        let found: Vec<_> = report.findings.iter().map(|finding| finding.cause.slug).collect();
        let named = head[1].split(',').find(|slug| found.contains(slug));
        let fixed = apply_edits(text, &report.edits);
        let again = settings_with(&SettingsRequest::new(&fixed));
        let left = again.findings.iter().any(|finding| !head[2].is_empty() && Some(finding.cause.slug) == named);
        let made = made(&found, &again);
        if named.is_none() || !fixed.contains(head[2]) || left || !made.is_empty() {
            writeln!(problems, "{head:?} as {} for {:?}: {found:?}\n{fixed}\n", report.form, report.stack).unwrap();
        }
    }
    assert!(problems.is_empty(), "{problems}");
}

/// Every place that holds a password in the files above: `x9Kq2z` and `q8Zk1v` stand for one.
#[test]
fn a_password_is_in_no_answer() {
    let secret = "Gh7wLp29Rt";
    let mut problems = String::new();
    for (head, text) in cases(SOUND).into_iter().chain(cases(MISTAKES)).chain(cases(FIRST_SIGHT)) {
        for marker in ["x9Kq2z", "q8Zk1v", "dbsecret"] {
            let planted = text.replace(marker, secret);
            for request in [SettingsRequest::new(&planted).stack(head[0]), SettingsRequest::new(&planted)] {
                if json(&request).contains(secret) {
                    writeln!(problems, "{}\n{planted}\n{}\n", head[0], json(&request)).unwrap();
                }
            }
        }
    }
    assert!(problems.is_empty(), "{problems}");
}

fn pieces() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "SMTP_HOST=",
        "host: ",
        "port: ",
        "587",
        "465",
        "secure: true",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "'",
        "\"",
        ",",
        ";",
        "\n",
        " ",
        "  ",
        "=",
        "=>",
        "->",
        ":",
        "smtp://",
        "@",
        "%",
        "#",
        "$",
        "auth",
        "pass: ",
        "user",
        "mail",
        "smpt",
        "“",
        "’",
        "<",
        "/>",
        "</a>",
        "define(",
        "$mail->Host",
        "password",
        "EMAIL_USE_TLS = True",
        "EMAIL_USE_SSL = True",
        "é",
        "\\",
        "//",
        "rejectUnauthorized: false",
        "smtplib.SMTP_SSL(",
        "Connect(",
        "- ",
        "[smtp]",
        "relayhost = ",
        "\r\n",
        "\t",
        "ü",
        "😀",
    ]);
    prop::collection::vec(prop_oneof![4 => fixed.prop_map(String::from), 1 => ".{0,6}"], 0..40)
        .prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn places_lie_inside_and_edits_do_not_overlap(text in pieces(), form in 0..Form::ALL.len() + 1) {
        let mut request = SettingsRequest::new(&text);
        request.form = Form::ALL.get(form).copied();
        let report = settings_with(&request);
        for place in report.findings.iter().flat_map(|finding| &finding.evidence) {
            prop_assert!(text.get(place.start..place.end).is_some());
        }
        let mut end = 0;
        for edit in &report.edits {
            prop_assert!(edit.start >= end && edit.end >= edit.start && text.get(edit.start..edit.end).is_some());
            end = edit.end;
        }
        let fixed = report.fixed.unwrap_or_default();
        for (start, end) in report.changed {
            prop_assert!(fixed.get(start..end).is_some());
        }
    }

    /// A planted password, in every form that has a place for one.
    #[test]
    fn no_planted_password_comes_out(secret in "[A-Za-z0-9@:/#%&+!;$ ]{3}[A-Za-z0-9]{8}[A-Za-z0-9@:/#%&+!;$]{2}", case in 0..FORMS.len()) {
        // Words of the answers themselves prove nothing; eight letters and digits in a row do.
        // Without quotes, what stands behind ` #` is a comment.
        let quoted = !FORMS[case].contains("AuthPass=SECRET");
        let secret = if quoted { secret } else { secret.replace([' ', '#'], "_") };
        let text = FORMS[case].replace("SECRET", &secret);
        for request in [SettingsRequest::new(&text), SettingsRequest::new(&text).stack("nodemailer"), SettingsRequest::new(&text).stack("symfony")] {
            let answer = json(&request);
            let core: String = secret.chars().skip(3).take(8).collect();
            prop_assert!(!answer.contains(&core), "{text}\n{answer}");
        }
    }
}

/// A log-in in each form.
const FORMS: [&str; 38] = [
    "{ host: 'mail.example.org', port: 587, secure: true, auth: { user: 'a@example.org', pass: 'SECRET' } }",
    "{\"host\":\"mail.example.org\",\"port\":578,\"auth\":{\"user\":\"a\",\"pass\":\"SECRET\"}}",
    "$mail->Host = 'smpt.example.org';\n$mail->Username = 'a';\n$mail->Password = 'SECRET';\n$mail->Port = 465;",
    "define('SMTP_HOST', 'mail.example.org');\ndefine('SMTP_PASS', 'SECRET');",
    "'smtp' => ['host' => 'mail.example.org', 'password' => env('MAIL_PASSWORD', 'SECRET'), 'port' => 587],",
    "MAIL_HOST=mail.example.org\nMAIL_PORT=578\nMAIL_USERNAME=a@example.org\nMAIL_PASSWORD='SECRET'\n",
    "services:\n  app:\n    environment:\n      - SMTP_PASSWORD='SECRET'\n      - SMTP_PORT=578\n",
    "docker run -e SMTP_HOST=mail.example.org -e SMTP_PASSWORD='SECRET' -e SMTP_PORT=578 app",
    "[smtp]\nhost = mail.example.org:587\nuser = a\npassword = \"\"\"SECRET\"\"\"\nskip_verify = true\n",
    "spring:\n  mail:\n    host: mail.example.org\n    port: 465\n    password: \"SECRET\"\n",
    "EMAIL_HOST = 'mail.example.org'\nEMAIL_PORT = 465\nEMAIL_USE_TLS = True\nEMAIL_HOST_PASSWORD = 'SECRET'\n",
    "import smtplib\ns = smtplib.SMTP('mail.example.org', 465)\ns.login('a@example.org', 'SECRET')\n",
    "config.action_mailer.smtp_settings = { address: 'mail.example.org', port: 465, user_name: 'a', password: 'SECRET' }",
    "d := gomail.NewDialer(\"mail.example.org\", 578, \"a@example.org\", \"SECRET\")",
    "auth := smtp.PlainAuth(\"\", \"a\", \"SECRET\", \"mail.example.org\")\nsmtp.SendMail(\"mail.example.org:465\", auth, f, t, m)",
    "client.Connect(\"mail.example.org\", 587, true);\nclient.Authenticate(\"a\", \"SECRET\");",
    "var c = new SmtpClient(\"mail.example.org\", 465) { Credentials = new NetworkCredential(\"a\", \"SECRET\"), UseDefaultCredentials = false };",
    "<network host=\"mail.example.org\" port=\"465\" userName=\"a\" password=\"SECRET\" enableSsl=\"true\"/>",
    "<add key=\"SmtpHost\" value=\"smpt.example.org\"/><add key=\"SmtpPassword\" value=\"SECRET\"/>",
    "account default\nhost mail.example.org\nport 465\ntls on\nuser a\npassword \"SECRET\"\n",
    "mailer.setSmtpPort(465);\nmailer.setAuthenticator(new DefaultAuthenticator(\"a\", \"SECRET\"));\nmailer.setHostName(\"mail.example.org\");",
    "client, err := mail.NewClient(\"mail.example.org\", mail.WithPort(578), mail.WithUsername(\"a\"), mail.WithPassword(\"SECRET\"))",
    "const password = 'SECRET';\nconst t = nodemailer.createTransport({ host: 'smpt.example.org', port: 465, auth: { user: 'a', pass: password } });",
    "a:1:{s:4:\"smtp\";a:4:{s:4:\"host\";s:16:\"mail.example.org\";s:4:\"port\";i:465;s:10:\"encryption\";s:3:\"tls\";s:4:\"pass\";s:13:\"SECRET\";}}",
    "a:1:{s:8:\"password\";s:3:\"SECRET\";}",
    "$o = array( 'smtp' => array( 'host' => 'smpt.example.org', 'port' => 465, 'encryption' => 'tls', 'pass' => 'SECRET' ) );",
    "{\"connections\":{\"x\":{\"provider_settings\":{\"host\":\"mail.example.org\",\"port\":\"465\",\"encryption\":\"tls\",\"password\":\"SECRET\"}}}}",
    "class Config:\n    API_TOKEN = 'SECRET'\n    MAIL_SERVER = 'mail.example.org'\n    MAIL_PORT = 465\n    MAIL_USE_TLS = True\n",
    "class Config:\n    MAIL_PASSWORD = 'SECRET'\n    MAIL_PORT = 578\n",
    "EMAIL_HOST_PASSWORD = config('EMAIL_HOST_PASSWORD', default='SECRET')\nEMAIL_PORT = 465\nEMAIL_USE_TLS = True\n",
    "app = Celery('x', broker='redis://:SECRET@localhost/0')\nEMAIL_HOST = 'mail.example.org'\nEMAIL_PORT = 465\nEMAIL_HOST_PASSWORD = 'SECRET'\n",
    "spring.mail.host=mail.example.org\nspring.mail.port=465\nspring.mail.password=SECRET\n",
    "{\"ConnectionStrings\":{\"Default\":\"Server=db;Password=SECRET;\"},\"SmtpSettings\":{\"Server\":\"smpt.example.org\",\"Port\":578,\"Password\":\"SECRET\"}}",
    "relayhost = [mail.example.org]:465\nsmtp_sasl_password_maps = static:me@example.org:SECRET\nsmtp_tls_security_level = encrypt\n",
    "mailhub=mail.example.org:465\nAuthUser=a@example.org\nAuthPass=SECRET\nUseSTARTTLS=YES\n",
    "props.put(\"mail.smtp.host\", \"smpt.example.org\");\nprops.put(\"mail.smtp.password\", \"SECRET\");",
    "MAIL_MAILER=smtp\nMAIL_URL=\"smtp://me:SECRET@mail.example.org:465\"\n",
    "HOST: mail.example.org, Port: 578, User: a@example.org, Password: 'SECRET'",
];

#[test]
fn a_password_in_a_url_is_in_no_answer() {
    for secret in
        ["Gh7wLp29Rt", "Gh7w@Lp29Rt", "Gh7w/Lp29Rt", "Gh7w?Lp29Rt", "Gh7w#Lp29Rt", "Gh7w:Lp29Rt", "Gh7w%Lp29Rt"]
    {
        for text in [
            format!("smtp://a@example.org:{secret}@mail.example.org:465"),
            format!("MAILER_DSN=smtp://a@example.org:{secret}@mail.example.org:465?verify_peer=0"),
            format!("MAIL_URL='smtps://a:{secret}@smpt.example.org:587'"),
            format!("createTransport(\"smtp://a:{secret}@mail.example.org:578\")"),
            format!("DATABASE_URL=postgres://app:{secret}@db.example.org/app\nSMTP_PORT=578\n"),
            format!("Transport::fromDsn('smtp://'.$user.':'.'{secret}'.'@mail.example.org:465')"),
        ] {
            let answer = json(&SettingsRequest::new(&text));
            assert!(!answer.contains("Lp29Rt"), "{text}\n{answer}");
        }
    }
}

#[test]
fn comments_and_the_rest_stay_to_the_byte() {
    let text = "# mail of the shop\r\nMAIL_MAILER=smtp\r\nMAIL_HOST=mail.example.org   # ours\r\nMAIL_PORT=578 # TLS\r\n\r\nAPP_NAME='x'\r\n";
    let report = settings_with(&SettingsRequest::new(text).stack("laravel"));
    assert_eq!(report.fixed.as_deref(), Some(text.replace("578", "587").as_str()));
    assert_eq!(report.edits.len(), 1);
}

#[test]
fn a_long_text_is_cut_and_says_so() {
    let text = "SMTP_HOST=mail.example.org\n".repeat(20_000);
    let report = settings_with(&SettingsRequest::new(&text));
    assert!(report.cut.is_some() && report.edits.is_empty());
}
