//! What stands before the message of a syslog line: the time, the host, the program (RFC 3164, RFC 5424), and what
//! journald and Docker put before that.

/// The time at the start of a line, as it is spelt: `Nov 24 06:05:08`, `2026-11-24T06:05:08.123+00:00`,
/// `2026-11-24 06:05:08`, `<22>1 2026-…`.
pub(super) fn time(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = match line.strip_prefix('<') {
        // The priority and, in RFC 5424, the version.
        Some(rest) => rest.split_once('>')?.1.trim_start_matches("1 "),
        None => line,
    };
    let bytes = line.as_bytes();
    match bytes {
        [b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'-', ..] => {
            let end = line.find([' ', '\t', ',']).unwrap_or(line.len());
            let date = line.get(..end)?;
            // A date and its time may stand apart.
            let rest = line.get(end..)?;
            let clock = rest.get(1..9).filter(|clock| is_clock(clock) && !date.contains('T') && rest.starts_with(' '));
            if clock.is_some() { line.get(..end + 9) } else { Some(date) }
        }
        [b'A'..=b'Z', b'a'..=b'z', b'a'..=b'z', b' ', ..] => {
            line.get(..15).filter(|time| time.get(7..).is_some_and(is_clock_end))
        }
        [b'@', ..] => line.split(' ').next(),
        _ => None,
    }
}

fn is_clock(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 8
        && bytes
            .iter()
            .enumerate()
            .all(|(place, byte)| if place == 2 || place == 5 { *byte == b':' } else { byte.is_ascii_digit() })
}

/// ` 06:05:08` behind the day.
fn is_clock_end(text: &str) -> bool {
    text.trim_start().get(..8).is_some_and(is_clock)
}

/// The value of `key=value` in a line, up to a comma and a blank, or a blank.
pub(super) fn field<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let mut rest = line;
    loop {
        let place = rest.find(key)?;
        let apart =
            rest.get(..place).is_some_and(|before| before.is_empty() || before.ends_with([' ', ',', '(', '\t']));
        rest = rest.get(place + key.len()..)?;
        if apart {
            let end = rest.find([',', ' ']).unwrap_or(rest.len());
            return rest.get(..end);
        }
    }
}

/// An address in angle brackets at the start: it may hold blanks and commas between quotes.
pub(super) fn bracketed<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let start = line.find(key)? + key.len();
    let rest = line.get(start..)?;
    let end = end_of_address(rest);
    rest.get(..end)
}

fn end_of_address(rest: &str) -> usize {
    let mut quoted = false;
    let mut escaped = false;
    for (place, byte) in rest.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b'>' if !quoted => return place,
            _ => {}
        }
    }
    rest.find('>').unwrap_or(rest.len())
}

/// Nothing in place of an empty text.
pub(super) fn filled(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(time("Nov 24 06:05:08 mx postfix/smtp[1]: x"), Some("Nov 24 06:05:08"));
        assert_eq!(time("Nov  4 06:05:08 mx x"), Some("Nov  4 06:05:08"));
        assert_eq!(time("2026-11-24T06:05:08.12+00:00 mx x"), Some("2026-11-24T06:05:08.12+00:00"));
        assert_eq!(time("2026-11-24 06:07:40 1xVjgp-0 => x"), Some("2026-11-24 06:07:40"));
        assert_eq!(time("<22>1 2026-11-24T06:05:08Z mx x"), Some("2026-11-24T06:05:08Z"));
        assert_eq!(time("@400000005f delivery 1: x"), Some("@400000005f"));
        assert_eq!(time("postfix/smtp[1]: x"), None);
        assert_eq!(time("é"), None);
    }

    #[test]
    fn fields_and_addresses() {
        assert_eq!(field("orig_to=<a>, to=<b>, relay=c, x", "to="), Some("<b>"));
        assert_eq!(field("a dsn=5.1.1, x", "dsn="), Some("5.1.1"));
        assert_eq!(field("nodsn=5", "dsn="), None);
        assert_eq!(bracketed("to=<\"a> b\"@c.example>, x", "to=<"), Some("\"a> b\"@c.example"));
        assert_eq!(bracketed("to=<a@b", "to=<"), Some("a@b"));
        assert_eq!(bracketed("to=<\"a@b>, x", "to=<"), Some("\"a@b"));
    }
}
