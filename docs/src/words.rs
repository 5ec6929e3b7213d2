//! The fixed words of an answer, as sentences for people.

use mailmend::model::{Cause, Owner, Recipient, RetryRule, Severity, Stack};

pub fn owner(owner: Owner) -> &'static str {
    match owner {
        Owner::You => "You: settings, log-in or DNS",
        Owner::Host => "Your hosting company or network",
        Owner::Provider => "The service you send through",
        Owner::Receiver => "The receiving side",
        Owner::Recipient => "The recipient",
        _ => "Nobody: it will pass",
    }
}

pub fn retry(rule: RetryRule) -> String {
    match rule {
        RetryRule::Later(after) => format!("Yes, after {}", duration(after)),
        RetryRule::ByCode(after) => {
            format!(
                "After a code that begins with 4: in {}. After one that begins with 5: once it is mended",
                duration(after)
            )
        }
        RetryRule::AfterFix => "Once it is mended, not before".into(),
        RetryRule::Never => "No: the answer would be the same".into(),
    }
}

pub fn recipient(recipient: Recipient) -> &'static str {
    match recipient {
        Recipient::Suppress => "Stop mailing it",
        Recipient::Verify => "Check it before the next mail",
        _ => "Keep it: it is not at fault",
    }
}

pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
        _ => "Remark",
    }
}

pub fn stack(stack: Stack) -> &'static str {
    match stack {
        Stack::Wordpress => "WordPress",
        Stack::Php => "PHP",
        Stack::Laravel => "Laravel",
        Stack::Django => "Django",
        Stack::Python => "Python",
        Stack::Nodemailer => "Nodemailer",
        _ => "Other software",
    }
}

/// What a family of codes is about, in two or three words.
pub fn family(code: &str) -> &'static str {
    match code {
        "CONN" => "Connection",
        "DNS" => "DNS and domains",
        "TLS" => "Encryption",
        "AUTH" => "Log-in",
        "RELAY" => "Relaying",
        "SEND" => "Sender and account",
        "RCPT" => "Recipient",
        "BOX" => "Mailbox",
        "RATE" => "Rate and volume",
        "REP" => "Reputation and blocklists",
        "SPAM" => "Spam and malware filters",
        "BODY" => "Message size and form",
        "POL" => "Policy and authentication of mail",
        "SMTP" => "The SMTP talk and the server",
        "QUEUE" => "Queue",
        "ADDR" => "E-mail addresses",
        "SPF" => "SPF records",
        "DKIM" => "DKIM keys",
        "DMARC" => "DMARC records",
        "STS" => "MTA-STS",
        "TLSRPT" => "TLS-RPT",
        "BIMI" => "BIMI",
        "REC" => "Records of any kind",
        "CONF" => "Mail settings",
        "TEXT" => "What a message says",
        "PLAN" => "Plans and rates",
        _ => "Other",
    }
}

pub fn provider_kind(kind: Option<&str>) -> &'static str {
    match kind {
        Some("mailbox") => "Mailbox provider",
        Some("relay") => "Service that sends",
        Some("gateway") => "Gateway and filter",
        Some("blocklist") => "Blocklist",
        Some("host") => "Hosting company",
        Some("catcher") => "Mail catcher for developers",
        _ => "Program",
    }
}

/// The letters of a code.
pub fn family_of(cause: &Cause) -> &'static str {
    cause.code.trim_end_matches(|letter: char| letter.is_ascii_digit())
}

/// So many seconds, in words.
pub fn duration(seconds: u32) -> String {
    let (count, unit) = match seconds {
        0..90 => (seconds, "second"),
        90..5_400 => (seconds / 60, "minute"),
        5_400..172_800 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// A month as people write it: `2026-08` is August 2026.
pub fn month(seen: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let parts = seen.split_once('-');
    let name = parts.and_then(|(_, month)| MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?));
    match (parts, name) {
        (Some((year, _)), Some(name)) => format!("{name} {year}"),
        _ => seen.to_string(),
    }
}

/// A number with a mark at the thousands.
pub fn number(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
