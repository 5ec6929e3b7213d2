//! A text as DNS holds it: in strings of at most 255 bytes, and as a line of a zone file.

use alloc::string::String;

/// The bytes of a string in DNS (RFC 1035 section 3.3).
const LONGEST_STRING: usize = 255;
/// How long others may keep the record, in seconds.
const LIFETIME: &str = "3600";

/// The strings of a text, each at most 255 bytes. A string ends behind a blank where that does not shorten it by half,
/// so that no two words meet when somebody joins the strings with care and somebody else without.
///
/// ```
/// let strings: Vec<&str> = mailmend::text::strings("v=spf1 -all").collect();
/// assert_eq!(strings, ["v=spf1 -all"]);
/// ```
pub fn strings(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    let mut is_first = true;
    core::iter::from_fn(move || {
        if rest.is_empty() && !is_first {
            return None;
        }
        is_first = false;
        let mut end = rest.len();
        if end > LONGEST_STRING {
            end = rest.floor_char_boundary(LONGEST_STRING);
            let blank = rest.get(..end).and_then(|piece| piece.rfind(' '));
            if let Some(blank) = blank.filter(|blank| *blank > LONGEST_STRING / 2) {
                end = blank + 1;
            }
        }
        let (string, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(string)
    })
}

/// The line of a zone file that gives `name` a TXT record with this text (RFC 1035 section 5.1).
///
/// ```
/// let line = mailmend::text::zone_line("_dmarc.example.com", "v=DMARC1; p=none");
/// assert_eq!(line, "_dmarc.example.com. 3600 IN TXT \"v=DMARC1; p=none\"");
/// ```
#[must_use]
pub fn zone_line(name: &str, text: &str) -> String {
    let mut out = String::with_capacity(name.len() + text.len() + 24);
    out.push_str(name);
    // `@` is the zone itself; names without a dot count from it.
    if name.contains('.') && !name.ends_with('.') && !is_relative(name) {
        out.push('.');
    }
    out.push(' ');
    out.push_str(LIFETIME);
    out.push_str(" IN TXT");
    for string in strings(text) {
        out.push_str(" \"");
        for byte in string.bytes() {
            match byte {
                b'"' | b'\\' => {
                    out.push('\\');
                    out.push(char::from(byte));
                }
                b' '..=b'~' => out.push(char::from(byte)),
                _ => {
                    out.push('\\');
                    for digit in [byte / 100, byte / 10 % 10, byte % 10] {
                        out.push(char::from(b'0' + digit));
                    }
                }
            }
        }
        out.push('"');
    }
    out
}

/// Whether a name is only the part in front of a zone: all its labels start with an underscore, or its last one does.
fn is_relative(name: &str) -> bool {
    name.rsplit('.').next().is_some_and(|label| label.starts_with('_'))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use alloc::format;
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn long_texts_become_several_strings() {
        let key = format!("v=DKIM1; k=rsa; p={}", "A".repeat(600));
        let parts: Vec<&str> = strings(&key).collect();
        assert_eq!(parts.concat(), key);
        assert!(parts.len() == 3 && parts.iter().all(|part| part.len() <= LONGEST_STRING));
    }

    #[test]
    fn a_string_ends_behind_a_blank() {
        let spf = format!("v=spf1 {}-all", "include:spf.example.net ".repeat(20));
        let parts: Vec<&str> = strings(&spf).collect();
        assert!(parts.iter().rev().skip(1).all(|part| part.ends_with(' ')), "{parts:?}");
        assert_eq!(parts.concat(), spf);
    }

    /// RFC 1035 section 5.1: quotes and backslashes are escaped, what is no text is written as its number.
    #[test]
    fn a_line_escapes() {
        assert_eq!(zone_line("a.test", "a\"b\\c;é"), "a.test. 3600 IN TXT \"a\\\"b\\\\c;\\195\\169\"");
        assert_eq!(zone_line("@", ""), "@ 3600 IN TXT \"\"");
        assert_eq!(zone_line("_smtp._tls", "v"), "_smtp._tls 3600 IN TXT \"v\"");
    }
}
