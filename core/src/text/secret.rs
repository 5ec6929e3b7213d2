//! Finds what must never leave: passwords and log-in payloads inside pasted text.
//!
//! The rule is by construction: evidence and facts are made through [`Secrets::mask`], so nothing that is
//! printed later has to remember it. Too much masked is a small loss; too little is a leak.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::Span;
use super::words::Key;

/// What stands in place of a secret.
const MASK: &str = "********";

/// The secrets found in one text, in order.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Secrets {
    spans: Vec<Span>,
}

impl Secrets {
    /// Looks through `text` once: passwords in URLs, values after words such as `password` or `token`, and
    /// what a client sends after `AUTH` or a 334 reply (RFC 4954 section 4).
    #[must_use]
    pub fn find(text: &str) -> Self {
        let mut secrets = Self::default();
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if is_name(byte) {
                let end = at + run(bytes, at, is_name);
                let name = text.get(at..end).unwrap_or_default();
                // A secret is not searched for secrets: that keeps the time linear.
                at = secrets.after_name(text, name, end).unwrap_or(end);
            } else if bytes.get(at..).is_some_and(|rest| rest.starts_with(b"://")) {
                secrets.in_url(bytes, at + 3);
                at += 3;
            } else {
                at += 1;
            }
        }
        secrets
    }

    /// The places of the secrets, in order.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Whether `span` holds any part of a secret.
    #[must_use]
    pub fn touch(&self, span: Span) -> bool {
        self.spans.iter().any(|secret| secret.overlaps(span))
    }

    /// What stands at `span` in `text`, every part of a secret in it replaced.
    #[must_use]
    pub fn mask<'t>(&self, text: &'t str, span: Span) -> Cow<'t, str> {
        if !self.touch(span) {
            return Cow::Borrowed(span.of(text));
        }
        let mut shown = String::new();
        let mut at = span.start;
        for secret in self.spans.iter().filter(|secret| secret.overlaps(span)) {
            if secret.start >= at {
                shown.push_str(text.get(at..secret.start).unwrap_or_default());
                shown.push_str(MASK);
            } else if at == span.start {
                shown.push_str(MASK);
            }
            at = at.max(secret.end);
        }
        shown.push_str(text.get(at..span.end).unwrap_or_default());
        Cow::Owned(shown)
    }

    /// Adds a secret; gives its end.
    fn add(&mut self, start: usize, end: usize) -> Option<usize> {
        if start >= end {
            return None;
        }
        // In order, but for the odd answer to a challenge that is found ahead.
        let span = Span::new(start, end);
        let place = self.spans.iter().rposition(|known| *known <= span).map_or(0, |place| place + 1);
        self.spans.insert(place, span);
        Some(end)
    }

    /// `scheme://user:password@host`: everything between the colon and the last `@` before the path.
    fn in_url(&mut self, bytes: &[u8], start: usize) {
        let end = start + run(bytes, start, |byte| !byte.is_ascii_whitespace() && !b"/<>\"'`".contains(&byte));
        let authority = bytes.get(start..end).unwrap_or_default();
        let Some(at) = authority.iter().rposition(|&byte| byte == b'@') else { return };
        if let Some(colon) = authority.iter().take(at).position(|&byte| byte == b':') {
            self.add(start + colon + 1, start + at);
        }
    }

    /// Looks at what follows a word; gives the end of a secret that does.
    fn after_name(&mut self, text: &str, name: &str, end: usize) -> Option<usize> {
        if name.eq_ignore_ascii_case("auth") || name.eq_ignore_ascii_case("bearer") {
            self.after_auth(text, name, end)
        } else if name == "334" {
            // Its secret stands a line further on: the text in between is searched, too.
            self.after_challenge(text, end);
            None
        } else if is_secret_name(name) {
            self.value(text, end)
        } else if CALLS.iter().any(|call| ends_with(name, call)) {
            self.in_call(text, end)
        } else {
            None
        }
    }

    /// `AUTH PLAIN dGVzdA==`, `Authorization: Bearer …`.
    fn after_auth(&mut self, text: &str, name: &str, end: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        let mut at = end + run(bytes, end, is_blank);
        if at == end {
            return None;
        }
        if name.eq_ignore_ascii_case("auth") {
            let mechanism = run(bytes, at, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
            let named = text.get(at..at + mechanism).unwrap_or_default();
            if !MECHANISMS.iter().any(|known| named.eq_ignore_ascii_case(known)) {
                return None;
            }
            at += mechanism;
            at += run(bytes, at, is_blank);
        }
        let payload = run(bytes, at, is_payload);
        // `AUTH LOGIN PLAIN CRAM-MD5` is a server's list of mechanisms.
        let listed = text.get(at..at + payload).unwrap_or_default();
        let is_list = MECHANISMS.iter().any(|known| listed.eq_ignore_ascii_case(known));
        if is_list { None } else { self.add(at, at + payload) }
    }

    /// The client's answer to a 334: the last word of the next line.
    fn after_challenge(&mut self, text: &str, end: usize) {
        let bytes = text.as_bytes();
        let challenge = bytes.get(end..).unwrap_or_default().iter().take(CHALLENGE);
        let Some(line_end) = challenge.into_iter().position(|&byte| byte == b'\n') else { return };
        let start = end + line_end + 1;
        let length =
            bytes.get(start..).unwrap_or_default().iter().take(LINE).take_while(|&&byte| byte != b'\n').count();
        let line = bytes.get(start..start + length).unwrap_or_default().trim_ascii_end();
        let before = line.iter().rposition(|byte| b" \t\":".contains(byte)).map_or(0, |place| place + 1);
        let answer = line.get(before..).unwrap_or_default();
        let is_reply = line.trim_ascii_start().iter().take(3).all(u8::is_ascii_digit);
        if !is_reply && answer.iter().all(|&byte| is_payload(byte)) {
            self.add(start + before, start + line.len());
        }
    }

    /// `login("user", "…")`, `PlainAuth("", "user", "…", host)`: the quoted arguments behind the first one.
    fn in_call(&mut self, text: &str, end: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        if bytes.get(end) != Some(&b'(') {
            return None;
        }
        let near = bytes.get(end..)?.iter().take(CHALLENGE);
        let line = near.take_while(|&&byte| byte != b'\n').count();
        let arguments = text.get(end..text.floor_char_boundary(end + line))?;
        let mut at = end + arguments.find(',')? + 1;
        let mut last = None;
        while at < end + arguments.len() {
            match bytes.get(at) {
                Some(&quote @ (b'"' | b'\'')) => {
                    let length = run(bytes, at + 1, |byte| byte != quote && byte != b'\\' && byte != b'\n');
                    last = self.add(at + 1, at + 1 + length).or(last);
                    at += length + 2;
                }
                _ => at += 1,
            }
        }
        last
    }

    /// `password = "…"`, `'pass' => '…'`, `SMTP_PASS: …`.
    fn value(&mut self, text: &str, end: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        let mut gap = run(bytes, end, |byte| b" \t\"'`])}>=:,(".contains(&byte));
        // The quote behind the sign opens the value, whatever the value starts with.
        let seen = bytes.get(end..end + gap).unwrap_or_default();
        let sign = seen.iter().position(|byte| b"=:,".contains(byte)).unwrap_or(seen.len());
        if let Some(open) = seen.iter().skip(sign).position(|byte| b"\"'`".contains(byte)) {
            gap = sign + open + 1;
        }
        let between = bytes.get(end..end + gap).unwrap_or_default();
        if !between.iter().any(|byte| b"=:,".contains(byte)) {
            return None;
        }
        let start = end + gap;
        let quote = between.last().copied().filter(|byte| b"\"'`".contains(byte));
        let length = run(bytes, start, |byte| match quote {
            Some(quote) => byte != quote && byte != b'\n',
            None => !byte.is_ascii_whitespace() && !b",;)}]&".contains(&byte),
        });
        self.add(start, start + length)
    }
}

/// A log-in dialogue's lines have 12,288 bytes at most (RFC 4954 section 4), and challenges are short.
const LINE: usize = 12_288;
const CHALLENGE: usize = 512;

/// Whether a word may announce a secret, by its last three letters: most texts need no search at all.
#[inline]
pub(crate) fn announces(word: Key) -> bool {
    const fn ending(letters: &[u8; 3]) -> u64 {
        let [a, b, c] = *letters;
        (a as u64) << 16 | (b as u64) << 8 | c as u64
    }
    const PASS: u64 = ending(b"ass");
    const PASSWD: u64 = ending(b"swd");
    const PWD: u64 = ending(b"pwd");
    const PASSWORD: u64 = ending(b"ord");
    const PASSPHRASE: u64 = ending(b"ase");
    const SECRET: u64 = ending(b"ret");
    const TOKEN: u64 = ending(b"ken");
    const KEY: u64 = ending(b"key");
    const AUTH: u64 = ending(b"uth");
    const BEARER: u64 = ending(b"rer");
    const CHALLENGE: u64 = ending(b"334");
    const LOGIN: u64 = ending(b"gin");
    matches!(
        word.low & 0xFF_FFFF,
        PASS | PASSWD | PWD | PASSWORD | PASSPHRASE | SECRET | TOKEN | KEY | AUTH | BEARER | CHALLENGE | LOGIN
    )
}

/// Names of functions that take a user name and a password, by how they end.
const CALLS: [&str; 5] = ["login", "authenticate", "plainauth", "credential", "credentials"];

const MECHANISMS: [&str; 8] =
    ["PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "XOAUTH2", "OAUTHBEARER", "NTLM", "SCRAM-SHA-256"];

const SECRET_NAMES: [&str; 9] =
    ["pass", "passwd", "password", "pwd", "passphrase", "secret", "token", "apikey", "api_key"];

/// Most words are turned away by their last letter.
fn is_secret_name(name: &str) -> bool {
    let last = name.as_bytes().last().map_or(0, u8::to_ascii_lowercase);
    b"sdetny".contains(&last) && name.len() > 2 && SECRET_NAMES.iter().any(|secret| ends_with(name, secret))
}

fn ends_with(name: &str, ending: &str) -> bool {
    let start = name.len().wrapping_sub(ending.len());
    name.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(ending))
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

fn is_payload(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/=-_.~*".contains(&byte)
}

/// The number of bytes from `at` on that `belongs` takes.
fn run(bytes: &[u8], at: usize, belongs: impl Fn(u8) -> bool) -> usize {
    bytes.get(at..).unwrap_or_default().iter().take_while(|&&byte| belongs(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        Secrets::find(text).mask(text, Span::new(0, text.len())).into_owned()
    }

    #[test]
    fn passwords_in_urls() {
        assert_eq!(masked("smtp://me:hunter2@mail.example.com:587/x"), "smtp://me:********@mail.example.com:587/x");
        assert_eq!(masked("smtps://me%40x.y:p@ss:w@h"), "smtps://me%40x.y:********@h");
        assert_eq!(masked("https://example.com/a:b@c"), "https://example.com/a:b@c");
    }

    #[test]
    fn log_in_payloads() {
        assert_eq!(masked("C: AUTH PLAIN AHVzZXIAcGFzcw=="), "C: AUTH PLAIN ********");
        assert_eq!(masked("334 UGFzc3dvcmQ6\nhunter2=\n535 no"), "334 UGFzc3dvcmQ6\n********\n535 no");
        assert_eq!(masked("250-AUTH LOGIN PLAIN XOAUTH2"), "250-AUTH LOGIN PLAIN XOAUTH2");
    }

    #[test]
    fn values_after_telling_names() {
        assert_eq!(masked("$mail->Password = 'abcd efgh';"), "$mail->Password = '********';");
        assert_eq!(masked("SMTP_PASS=hunter2 x"), "SMTP_PASS=******** x");
        assert_eq!(masked("{\"pass\": \"a\", \"user\": \"b\"}"), "{\"pass\": \"********\", \"user\": \"b\"}");
        assert_eq!(masked("define('SMTP_PASSWORD', 'x');"), "define('SMTP_PASSWORD', '********');");
    }

    #[test]
    fn arguments_of_a_log_in() {
        assert_eq!(masked(r#"s.login("bob@example.org", "hunter2")"#), r#"s.login("bob@example.org", "********")"#);
        assert_eq!(
            masked(r#"smtp.PlainAuth("", "bob", 'hunter2', h)"#),
            r#"smtp.PlainAuth("", "********", '********', h)"#
        );
        assert_eq!(masked("login(user, password)"), "login(user, password)");
    }

    #[test]
    fn a_value_may_start_with_a_sign() {
        assert_eq!(masked("Password: ':0 00a'"), "Password: '********'");
        assert_eq!(masked("{\"pass\": \",=x\"}"), "{\"pass\": \"********\"}");
    }

    #[test]
    fn words_about_passwords_stay() {
        let text = "535 Username and Password not accepted";
        assert_eq!(masked(text), text);
    }

    #[test]
    fn what_stands_between_a_challenge_and_its_answer() {
        let text = "334 smtp://user:hunter2@mail.example.com:587a\nabc";
        assert_eq!(masked(text), "334 smtp://user:********@mail.example.com:587a\n********");
    }

    #[test]
    fn half_a_secret_is_masked_whole() {
        let text = "pass=hunter2";
        assert_eq!(Secrets::find(text).mask(text, Span::new(7, 9)), MASK);
    }
}
