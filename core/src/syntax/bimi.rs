//! BIMI assertion records: draft-brand-indicators-for-message-identification.

/// The tags of the record.
pub const TAGS: [&str; 6] = ["v", "l", "a", "avp", "lps", "e"];

/// Whether `text` is an address of the web that BIMI takes: `https`, and a host.
#[must_use]
pub fn is_https(text: &str) -> bool {
    let (scheme, rest) = text.split_at_checked(8).unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    scheme.eq_ignore_ascii_case("https://")
        && host.contains('.')
        && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',')
}

/// ```abnf
/// lps-prefixes     = lps-prefix *( *WSP "," *WSP lps-prefix )
/// ```
/// Whether every prefix of the local parts is letters, digits and hyphens.
#[must_use]
pub fn are_prefixes(text: &str) -> bool {
    let fits =
        |piece: &str| !piece.is_empty() && piece.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    text.split(',').all(|piece| fits(piece.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        assert!(is_https("https://example.com/logo.svg") && !is_https("http://example.com/logo.svg"));
        assert!(are_prefixes("news, billing-team") && !are_prefixes("help_desk"));
    }
}
