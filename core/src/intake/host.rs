//! The host that a failed name lookup was for.

use crate::text::Span;

/// What programs print before the name that they looked up.
const BEFORE: [&str; 9] = [
    "ENOTFOUND ",
    "EAI_AGAIN ",
    "getaddrinfo for ",
    "UnknownHostException: ",
    "Unknown SMTP host: ",
    "resolve host: ",
    "resolve host ",
    "lookup ",
    "hostname: '",
];

/// The name that was looked up, when it is a single word: no server on the internet has such a name.
pub(crate) fn bare_host(text: &str) -> Option<Span> {
    BEFORE.iter().find_map(|before| {
        let start = text.find(before)? + before.len();
        let rest = text.get(start..)?;
        let quote = rest.len() - rest.trim_start_matches(['"', '\'']).len();
        let name = rest.get(quote..)?;
        let length = name.bytes().take_while(|&byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte)).count();
        let name = name.get(..length)?.trim_end_matches([':', '.']);
        // `lookup` is a word of sentences, too: a name with a hyphen, an underscore or digits, or one that is quoted or
        // followed by an error, is no other word.
        let ends = rest.get(quote + name.len()..).is_some_and(|end| !end.starts_with(' ') || *before != "lookup ");
        let bare = !name.is_empty() && !name.contains(['.', ':']) && !name.eq_ignore_ascii_case("localhost");
        (bare && ends).then(|| Span::new(start + quote, start + quote + name.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_is_no_host() {
        let of = |text: &'static str| bare_host(text).map(|span| span.of(text));
        assert_eq!(of("[Error: getaddrinfo ENOTFOUND a_user a_user:465]"), Some("a_user"));
        assert_eq!(of("dial tcp: lookup smtp-relay: no such host"), Some("smtp-relay"));
        assert_eq!(of("php_network_getaddresses: getaddrinfo for mailhog failed"), Some("mailhog"));
        assert_eq!(of("getaddrinfo ENOTFOUND smtp.gmial.com"), None);
        assert_eq!(of("getaddrinfo ENOTFOUND localhost"), None);
        assert_eq!(of("DNS lookup failed for the domain"), None);
        assert_eq!(of("ENOTFOUND "), None);
    }
}
