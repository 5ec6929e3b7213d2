//! How well settings are checked, on real misconfigurations with their corrections (JSON Lines).

use std::collections::BTreeMap;
use std::fs;

use mailmend::model::{MailSettings, Security, SettingsReport, Severity};
use mailmend::{SettingsRequest, apply_edits, settings_with};
use serde_json::Value;

/// Scores a file. A row with a `mistake` must have it named and put right; one without is sound. `blind`: the program is
/// not told.
///
/// # Errors
/// When the file cannot be read.
pub fn run(file: &str, misses: bool, blind: bool) -> Result<(), String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    let rows: Vec<Value> =
        text.lines().map(serde_json::from_str).collect::<Result<_, _>>().map_err(|error| format!("{file}: {error}"))?;
    let mut score = Score { misses, blind, ..Score::default() };
    for row in &rows {
        if row["mistake"].is_string() { score.mistake(row) } else { score.sound(row) }
    }
    for (name, (good, all)) in &score.counts {
        let percent = 100.0 * *good as f64 / (*all).max(1) as f64;
        println!("{name:<42} {good:>4} of {all:<4} {percent:>6.1} %");
    }
    Ok(())
}

/// What a condition of the data is called here.
const NAMES: [(&str, &[&str]); 24] = [
    ("tls.wrong_version", &["implicit-tls-on-starttls-port", "host-not-for-sending", "unknown-word-for-encryption"]),
    ("connect.greeting_timeout", &["no-tls-on-implicit-port", "program-without-implicit-tls"]),
    ("connect.closed_early", &["no-tls-on-implicit-port", "program-without-implicit-tls"]),
    ("connect.read_timeout", &["no-tls-on-implicit-port", "program-without-implicit-tls"]),
    (
        "connect.timeout",
        &[
            "host-not-for-sending",
            "mistyped-host",
            "wrong-port",
            "program-without-implicit-tls",
            "port-25-for-sending",
            "no-tls-on-implicit-port",
        ],
    ),
    ("config.invalid_host", &["more-than-a-name-in-host", "host-is-not-a-host-name", "mistyped-host"]),
    ("config.invalid_port", &["wrong-port", "client-for-reading"]),
    ("config.tls_conflict", &["two-kinds-of-encryption", "text-where-a-switch-belongs"]),
    ("config.bad_dsn", &["url-not-encoded"]),
    ("config.unknown_transport", &["unknown-transport", "encryption-off-is-ignored"]),
    ("config.local_mailer", &["local-mailer-missing"]),
    ("auth.missing_credentials", &["unknown-setting-name", "log-in-skipped"]),
    ("auth.required", &["log-in-skipped", "credentials-cleared", "unknown-setting-name", "user-name-of-windows"]),
    (
        "auth.bad_credentials",
        &[
            "user-name-is-fixed",
            "wrong-kind-of-secret",
            "user-name-is-not-the-address",
            "value-needs-quotes",
            "password-log-in-ended",
        ],
    ),
    ("auth.app_password_required", &["wrong-kind-of-secret"]),
    ("auth.tls_required_first", &["log-in-without-tls-refused", "log-in-not-encrypted"]),
    ("tls.required", &["log-in-not-encrypted", "unknown-setting-name"]),
    ("tls.cert_name_mismatch", &["localhost-with-tls", "host-not-for-sending"]),
    ("tls.cert_untrusted", &["encryption-off-is-ignored", "certificate-not-checked"]),
    ("tls.no_shared_cipher", &["outdated-encryption"]),
    ("dns.not_found", &["test-inbox-as-host", "mistyped-host", "host-not-for-sending", "more-than-a-name-in-host"]),
    ("connect.refused", &["localhost-in-a-container", "setting-missing", "unknown-setting-name", "wrong-port"]),
    (
        "sender.not_allowed",
        &[
            "sender-free-provider",
            "sender-no-reply-free",
            "sender-refused-elsewhere",
            "sender-not-login",
            "sender-other-domain",
        ],
    ),
    ("sender.unverified", &["sender-not-set", "sender-other-domain", "sender-not-login"]),
];

#[derive(Default)]
struct Score {
    misses: bool,
    blind: bool,
    counts: BTreeMap<&'static str, (usize, usize)>,
}

fn check<'a>(row: &'a Value, text: &'a str, blind: bool) -> SettingsReport<'a> {
    let mut request = SettingsRequest::new(text);
    request.stack = row["stack"].as_str().filter(|_| !blind);
    settings_with(&request)
}

fn errors(report: &SettingsReport<'_>) -> bool {
    report.findings.iter().any(|finding| finding.cause.severity == Severity::Error)
}

/// Whether two say the same, but for which of the two sound pairs of port and encryption they chose.
fn same(ours: &MailSettings<'_>, theirs: &MailSettings<'_>) -> bool {
    let pair = |one: &MailSettings<'_>| match (one.port, one.security) {
        (Some(465), Some(Security::Implicit)) | (Some(587), Some(Security::StartTls)) => (Some(0), None),
        (port, security) => (port, security),
    };
    let text = |one: &Option<std::borrow::Cow<'_, str>>| one.as_deref().map(|text| text.trim().to_lowercase());
    let placeholder = |one: &Option<std::borrow::Cow<'_, str>>| one.as_deref().is_none_or(|text| text.contains('<'));
    let alike = |one: &Option<_>, other: &Option<_>| placeholder(one) || placeholder(other) || text(one) == text(other);
    alike(&ours.user, &theirs.user)
        && alike(&ours.host, &theirs.host)
        && (pair(ours) == pair(theirs) || ours.port.is_none() && theirs.port.is_none())
}

impl Score {
    fn count(&mut self, name: &'static str, good: bool, row: &Value, report: &SettingsReport<'_>) {
        let (right, all) = self.counts.entry(name).or_default();
        *right += usize::from(good);
        *all += 1;
        if good || !self.misses {
            return;
        }
        let found: Vec<_> =
            report.findings.iter().map(|finding| format!("{} {}", finding.cause.code, finding.cause.slug)).collect();
        println!(
            "\n{name}: {} [{}] read as {} for {:?}",
            row["id"].as_str().unwrap_or("-"),
            row["stack"].as_str().unwrap_or("-"),
            report.form,
            report.stack
        );
        println!("{}", row["config"].as_str().unwrap_or_default());
        println!(
            "  mistake {} ({})",
            row["mistake"].as_str().unwrap_or("none"),
            row["condition"].as_str().unwrap_or("-")
        );
        println!("  found   {}", found.join(", "));
        println!("  wanted  {}", row["corrected"].as_str().unwrap_or("-"));
        println!("  fixed   {}", report.fixed.as_deref().unwrap_or("null"));
    }

    fn mistake(&mut self, row: &Value) {
        let config = row["config"].as_str().unwrap_or_default();
        let report = check(row, config, self.blind);
        let condition = row["condition"].as_str().unwrap_or_default();
        let names = NAMES
            .iter()
            .find(|(name, _)| *name == condition)
            .map_or(&["curly-quotes-in-settings"][..], |(_, names)| *names);
        let named = report.findings.iter().any(|finding| names.contains(&finding.cause.slug));
        self.count("1 mistake named", named, row, &report);
        let theirs = row["corrected"].as_str().unwrap_or_default();
        let ours = apply_edits(config, &report.edits);
        let (mine, right) = (check(row, &ours, self.blind), check(row, theirs, self.blind));
        let alike = match (mine.settings.first(), right.settings.first()) {
            (Some(mine), Some(right)) => same(mine, right),
            (None, None) => true,
            _ => false,
        };
        self.count("2 corrected right", alike && report.fixed.is_some(), row, &report);
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        self.counts.entry("3 (corrected to the letter)").or_default().1 += 1;
        if squeezed(&ours) == squeezed(theirs) {
            self.counts.entry("3 (corrected to the letter)").or_default().0 += 1;
        }
        self.count("4 no error left by the correction", !errors(&mine), row, &mine);
        self.count("5 no error on their correction", !errors(&right), row, &right);
    }

    fn sound(&mut self, row: &Value) {
        let config = row["config"].as_str().unwrap_or_default();
        let report = check(row, config, self.blind);
        self.count("6 no error on sound settings", !errors(&report), row, &report);
        self.count("7 sound settings stay", report.edits.is_empty(), row, &report);
    }
}
