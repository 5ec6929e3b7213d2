//! TLS-RPT records: RFC 8460 section 3.

/// The tags of the record.
pub const TAGS: [&str; 2] = ["v", "rua"];

/// ```abnf
/// tlsrpt-uri       = URI      ; mailto: or https:, "," "!" and ";" percent-encoded
/// ```
/// Whether `text` is a place that reports can be sent to.
#[must_use]
pub fn is_report_uri(text: &str) -> bool {
    let after = |scheme: &str| {
        let (start, rest) = text.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    };
    let clean = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'!');
    if let Some(address) = after("mailto:") {
        return clean
            && address
                .split_once('@')
                .is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.') && !domain.contains('@'));
    }
    after("https://").is_some_and(|rest| clean && rest.split('/').next().is_some_and(|host| !host.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::is_report_uri;

    #[test]
    fn places() {
        assert!(
            is_report_uri("mailto:b=c@example.com") && is_report_uri("https://reporting.example.com/v1/tlsrpt?id=1")
        );
        for text in ["", "noscheme", "tls@example.com", "mailto:x@x.example other", "http://a.example", "mailto:x"] {
            assert!(!is_report_uri(text), "{text}");
        }
    }
}
