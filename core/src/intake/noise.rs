//! What stands in a paste and proves nothing: stack frames with their lines of source code, the headers of a bounce
//! message, and the mail that it returns. The words in there are somebody's, but not about the failure.

use smallvec::SmallVec;

use crate::text::{Span, WordList};

/// Stretches of a text, in order.
pub(crate) type Stretches = SmallVec<[Span; 8]>;

/// Takes out the words that prove nothing. Gives whether there were any such stretches.
pub(crate) fn drop_noise(text: &str, words: &mut WordList) -> bool {
    let noise = find(text);
    if noise.is_empty() {
        return false;
    }
    let mut stretches = noise.iter().copied().peekable();
    words.retain(|word| {
        let (start, end) = (word.start as usize, word.end as usize);
        while stretches.peek().is_some_and(|stretch| stretch.end <= start) {
            stretches.next();
        }
        stretches.peek().is_none_or(|stretch| end <= stretch.start)
    });
    true
}

/// Where the noise stands.
fn find(text: &str) -> Stretches {
    let mut noise = Stretches::new();
    // Most pastes are one line.
    if !text.contains('\n') && !text.contains("\\n") {
        return noise;
    }
    let report = is_report(text);
    let mut code_follows = false;
    let mut part = if report && starts_with_fields(text) { Part::Headers } else { Part::Body };
    let mut start = 0;
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let (length, whole) = line(rest);
        let said = rest.get(..length).unwrap_or_default();
        let shown = said.trim();
        part = if report { part.after(shown) } else { part };
        let is_frame = is_frame(shown);
        // Python prints the source line, and marks in it, below each frame.
        let is_code = code_follows && said.starts_with("    ");
        code_follows = is_code || (is_frame && shown.starts_with("File "));
        if is_frame || is_code || part != Part::Body {
            match noise.last_mut() {
                Some(last) if last.end == start => last.end = start + whole,
                _ => noise.push(Span::new(start, start + whole)),
            }
        }
        start += whole;
    }
    noise
}

/// The length of the first line, without and with its end: a line feed, or one that JSON or a language has escaped.
fn line(rest: &str) -> (usize, usize) {
    let bytes = rest.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (b'\n', _) => return (at, at + 1),
            (b'\\', Some(b'n')) => return (at, at + 2),
            (b'\\', Some(b'\\')) => at += 2,
            _ => at += 1,
        }
    }
    (at, at)
}

/// Whether a line is a frame of a stack trace.
fn is_frame(line: &str) -> bool {
    let numbered = |rest: &str| rest.bytes().next().is_some_and(|byte| byte.is_ascii_digit()) && rest.contains(' ');
    // Python
    (line.starts_with("File ") && line.contains(", line "))
        // JavaScript, Java, .NET
        || (line.starts_with("at ") && (line.contains('(') || line.contains(" in ") || line.contains(".js:") || line.contains("node:")))
        // PHP
        || (line.strip_prefix('#').is_some_and(numbered) && (line.contains("): ") || line.contains("{main}")))
        // Ruby
        || (line.starts_with("from ") && line.contains(".rb:"))
}

/// Where in a bounce message a line stands.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Part {
    Headers,
    Body,
    Returned,
}

impl Part {
    fn after(self, line: &str) -> Self {
        let is = |start: &str| line.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
        match self {
            Self::Headers if line.is_empty() => Self::Body,
            Self::Body
                if is("Content-Type: message/rfc822")
                    || is("Content-Type: text/rfc822-headers")
                    || is("Content-Type: message/global") && !is("Content-Type: message/global-delivery-status") =>
            {
                Self::Returned
            }
            part => part,
        }
    }
}

/// Whether the text is a bounce message with its fields (RFC 3464), or Exim's.
fn is_report(text: &str) -> bool {
    ["multipart/report", "X-Failed-Recipients:", "Diagnostic-Code:", "Final-Recipient:"]
        .iter()
        .any(|mark| text.contains(mark))
}

/// Whether a text starts with header fields (RFC 5322 section 2.2).
fn starts_with_fields(text: &str) -> bool {
    let mut fields = 0;
    for line in text.lines().take(40) {
        let name = line.split(':').next().unwrap_or_default();
        let is_field = name.len() < line.len() && !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
        if is_field {
            fields += 1;
        } else if !line.starts_with([' ', '\t']) && !line.starts_with("From ") {
            break;
        }
    }
    fields >= 4
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::text::words::cut;
    use alloc::string::String;

    /// What is left of a text.
    fn left(text: &str) -> String {
        let mut words = WordList::new();
        cut(text, |_| 0, &mut words);
        drop_noise(text, &mut words);
        let mut left = String::new();
        for word in &words {
            left.push_str(&text[word.start as usize..word.end as usize]);
            left.push(' ');
        }
        left
    }

    #[test]
    fn python_frames_and_their_code() {
        let trace = "Traceback:\n  File \"a.py\", line 3, in f\n    s.login(\"u\", \"wrong password\")\n    ^^^^^\nsmtplib.X: no";
        assert_eq!(left(trace), "Traceback smtplib X no ");
        // The same, in JSON.
        let json = r#"{"trace": "Traceback:\n  File \"a.py\", line 3, in f\n    s.login()\nsmtplib.X: no"}"#;
        assert_eq!(left(json), "trace Traceback smtplib X no ");
    }

    #[test]
    fn frames_of_other_languages() {
        assert_eq!(
            left("Error: refused\n    at Socket.emit (node:events:524:28)\n    at f (/a/b.js:1:2) {\n  code: 1"),
            "Error refused code 1 "
        );
        assert_eq!(left("#0 /a/PHPMailer.php(1664): smtpSend()\n#1 {main}\nno route"), "no route ");
        assert_eq!(left("at 5 o'clock\nit was refused"), "at 5 o clock it was refused ");
    }

    #[test]
    fn a_bounce_without_its_headers_and_the_returned_mail() {
        let bounce = "From: a\nTo: b\nSubject: c\nAuto-Submitted: auto-replied\n\nwas refused\n\nDiagnostic-Code: smtp; 550 no\n\nContent-Type: message/rfc822\n\nSubject: mailbox full\n";
        assert_eq!(left(bounce), "was refused Diagnostic Code smtp 550 no ");
    }
}
