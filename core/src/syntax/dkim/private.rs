//! Private keys in a text, whole or damaged: they are never shown again.

use super::base64::decode;
use super::der::starts_private;

/// The letters of a run of Base64 that are looked at: a version stands within the first eighteen bytes.
const HEAD: usize = 24;

/// Whether a private key, or the start of one, stands anywhere in `text`: the armour of one, or Base64 of what PKCS#1,
/// PKCS#8, SEC 1 or OpenSSH put first. Linear in the text.
///
/// ```
/// use mailmend::syntax::dkim::holds_private_key;
/// assert!(holds_private_key("p=MC4CAQAwBQYDK2VwBCIEIDUkcm5k"));
/// assert!(!holds_private_key("p=MCowBQYDK2VwAyEAnBYj8NOOKOlZTy7zGn7JCSkcT9sFp3fczS6Tan9AYBE="));
/// ```
#[must_use]
pub fn holds_private_key(text: &str) -> bool {
    if text.contains("PRIVATE KEY") || text.contains("b3BlbnNzaC1rZXktdjE") {
        return true;
    }
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
    // A sequence (0x30) starts with this letter.
    let starts = text.match_indices('M').map(|(at, _)| at);
    let mut starts = starts
        .filter(|at| !at.checked_sub(1).and_then(|at| text.as_bytes().get(at)).is_some_and(|byte| is_letter(*byte)));
    starts.any(|at| {
        let rest = text.get(at..).unwrap_or_default();
        let end = rest.char_indices().nth(2 * HEAD).map_or(rest.len(), |(end, _)| end);
        let head = rest.get(..end).unwrap_or_default();
        starts_private(&decode(head).bytes)
    })
}

#[cfg(test)]
mod tests {
    use super::holds_private_key;

    #[test]
    fn whatever_stands_around() {
        for text in [
            "v=DKIM1; k=rsa; p=MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj",
            "MIIEowIBAAKCAQEA",
            "p=MHcCAQEEIK",
            "p=MII EvQIB\nADANBgkqhkiG9w0BAQ",
            "p=MIIEvQIBADANBgkqhkiG…",
            "-----BEGIN ENCRYPTED PRIVATE KEY-----",
        ] {
            assert!(holds_private_key(text), "{text}");
        }
        for text in ["", "M", "v=spf1 mx -all", "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA", "p=MIIBCgKCAQEAs8+JESG"]
        {
            assert!(!holds_private_key(text), "{text}");
        }
    }
}
