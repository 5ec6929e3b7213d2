//! URLs that hold a whole log-in: `smtp://user:password@host:port?option=value`.

use alloc::vec::Vec;

use crate::text::Span;

/// A URL as it was meant, whatever is unescaped in it.
///
/// ```abnf
/// URI       = scheme "://" [ userinfo "@" ] host [ ":" port ] [ "/" path ] [ "?" query ]   ; RFC 3986 section 3
/// userinfo  = *( unreserved / pct-encoded / sub-delims / ":" )
/// ```
///
/// Real ones hold `@`, `/`, `?` and `#` in the password. The last `@` that a host follows ends the user and the password.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Url {
    /// Before `://`.
    pub scheme: Span,
    /// The user, as it stands there.
    pub user: Option<Span>,
    /// The password, as it stands there.
    pub password: Option<Span>,
    /// The host; empty where there is none.
    pub host: Span,
    /// The port.
    pub port: Option<Span>,
    /// The options: name and value.
    pub options: Vec<(Span, Span)>,
    /// The whole.
    pub whole: Span,
}

/// Reads the URL at `span`; nothing when there is no scheme of letters, digits, `+`, `-` and `.` (RFC 3986 section 3.1).
#[must_use]
pub fn read(text: &str, span: Span) -> Option<Url> {
    let body = span.of(text);
    let (scheme, rest) = body.split_once("://")?;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    if scheme.is_empty() || scheme.len() > 40 || !scheme.bytes().all(fits) {
        return None;
    }
    let start = span.start + scheme.len() + 3;
    let mut url = Url { scheme: Span::new(span.start, span.start + scheme.len()), whole: span, ..Url::default() };
    let at = end_of_login(rest);
    let mut host = start;
    if let Some(at) = at {
        host = start + at + 1;
        let login = rest.get(..at).unwrap_or_default();
        // The first colon ends the user (RFC 3986 section 3.2.1).
        match login.find(':') {
            Some(colon) => {
                url.user = Some(Span::new(start, start + colon));
                url.password = Some(Span::new(start + colon + 1, start + at));
            }
            None => url.user = Some(Span::new(start, start + at)),
        }
    }
    let tail = text.get(host..span.end).unwrap_or_default();
    let length = if tail.starts_with('[') {
        tail.find(']').map_or(tail.len(), |end| end + 1)
    } else {
        tail.find([':', '/', '?', '#']).unwrap_or(tail.len())
    };
    url.host = Span::new(host, host + length);
    let mut place = host + length;
    let after = |place: usize| text.get(place..span.end).unwrap_or_default();
    if after(place).starts_with(':') {
        let digits = after(place + 1).find(['/', '?', '#']).unwrap_or(after(place + 1).len());
        url.port = Some(Span::new(place + 1, place + 1 + digits));
        place += 1 + digits;
    }
    if let Some(query) = after(place).find('?') {
        let mut begin = place + query + 1;
        for pair in after(begin).split('&') {
            let end = begin + pair.len();
            let sign = pair.find('=').unwrap_or(pair.len());
            let value = Span::new((begin + sign + 1).min(end), end);
            url.options.push((Span::new(begin, begin + sign), value));
            begin = end + 1;
        }
    }
    Some(url)
}

/// The place of the `@` that ends the user and the password.
fn end_of_login(rest: &str) -> Option<usize> {
    let query = rest.find('?').filter(|place| {
        // A question mark of the query: a name and `=` follow, and a host stands before it.
        let name = rest.get(place + 1..).unwrap_or_default();
        let length = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(byte)).count();
        let named = length > 0 && name.as_bytes().get(length) == Some(&b'=');
        named && rest.get(..*place).is_some_and(|before| before.contains('@'))
    });
    let end = query.unwrap_or(rest.len());
    rest.get(..end)?.rfind('@').or_else(|| rest.rfind('@'))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn parts(text: &str) -> [&str; 5] {
        let url = read(text, Span::new(0, text.len())).unwrap();
        let of = |span: Option<Span>| span.map_or("-", |span| span.of(text));
        [url.scheme.of(text), of(url.user), of(url.password), url.host.of(text), of(url.port)]
    }

    #[test]
    fn what_was_meant() {
        assert_eq!(parts("smtp://a%40b:c@h.example:465"), ["smtp", "a%40b", "c", "h.example", "465"]);
        assert_eq!(
            parts("smtp://u@d.org:B,U?G4@m.d.org:587?encryption=tls"),
            ["smtp", "u@d.org", "B,U?G4", "m.d.org", "587"]
        );
        assert_eq!(parts("ses+smtp://K:a/b+c@default?region=eu-west-1"), ["ses+smtp", "K", "a/b+c", "default", "-"]);
        assert_eq!(parts("smtps://h.example"), ["smtps", "-", "-", "h.example", "-"]);
        assert_eq!(parts("smtp://[::1]:25"), ["smtp", "-", "-", "[::1]", "25"]);
    }
}
