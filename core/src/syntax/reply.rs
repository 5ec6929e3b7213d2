//! SMTP replies: RFC 5321 section 4.2, and the ways in which logs, bounces and servers bend it.

use core::num::NonZeroUsize;

use nom::bytes::complete::take_while;
use nom::character::complete::one_of;
use nom::combinator::{opt, recognize};
use nom::sequence::terminated;
use nom::{IResult, Parser};

use super::enhanced::{EnhancedCode, enhanced};
use crate::text::Span;

/// What was read, and what was wrong with it.
#[derive(Clone, Debug)]
pub struct Parsed<T, F = Faults> {
    /// The tree. There is always one.
    pub tree: T,
    /// The faults, in the order of the text.
    pub faults: F,
}

/// A three-digit reply code (RFC 5321 section 4.2.1).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ReplyCode(u16);

impl ReplyCode {
    /// The code `number`; none outside 200 to 599.
    #[must_use]
    pub const fn new(number: u16) -> Option<Self> {
        if number >= 200 && number <= 599 { Some(Self(number)) } else { None }
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }

    /// The first digit: 2 done, 3 go on, 4 not now, 5 no.
    #[must_use]
    pub const fn class(self) -> u8 {
        (self.0 / 100) as u8
    }

    /// What the standard says of it, in a few words; none for a code that no standard has.
    #[must_use]
    pub const fn meaning(self) -> Option<&'static str> {
        Some(match self.0 {
            211 => "system status",
            214 => "help",
            220 => "ready",
            221 => "closing the connection",
            235 => "logged in",
            250 => "done",
            251 => "user not local, will forward",
            252 => "cannot verify the user, will try",
            334 => "log-in goes on",
            354 => "send the message",
            421 => "service not available, closing the connection",
            432 => "a password transition is needed",
            450 => "mailbox not available at the moment",
            451 => "local error",
            452 => "not enough storage",
            453 => "no mail for you",
            454 => "temporary log-in or TLS failure",
            455 => "parameters cannot be met at the moment",
            500 => "command not understood",
            501 => "error in the parameters",
            502 => "command not implemented",
            503 => "commands out of order",
            504 => "parameter not implemented",
            521 => "this host takes no mail",
            523 => "encryption needed",
            530 => "log-in or encryption needed",
            534 => "log-in mechanism too weak",
            535 => "log-in refused",
            538 => "encryption needed for this log-in",
            541 => "refused by the recipient's system",
            550 => "mailbox not available, or refused",
            551 => "user not local",
            552 => "over the storage allowance",
            553 => "mailbox name not allowed",
            554 => "transaction failed",
            555 => "parameters not understood",
            556 => "domain takes no mail",
            _ => return None,
        })
    }
}

impl core::fmt::Display for ReplyCode {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A reply, as a view of the bytes it was read from: nothing is copied.
#[derive(Clone, Copy, Debug)]
pub struct Reply<'a> {
    input: &'a [u8],
    start: usize,
    code: Option<ReplyCode>,
    enhanced: Option<EnhancedCode>,
    complete: bool,
}

impl<'a> Reply<'a> {
    /// The reply code; none when there is none.
    #[must_use]
    pub const fn code(&self) -> Option<ReplyCode> {
        self.code
    }

    /// The enhanced status code of the first line that has one.
    #[must_use]
    pub const fn enhanced(&self) -> Option<EnhancedCode> {
        self.enhanced
    }

    /// Whether the last line is there: the one without a hyphen after its code.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.complete
    }

    /// The lines, in order.
    #[must_use]
    pub const fn lines(&self) -> Lines<'a> {
        Lines { input: self.input, at: self.start, code: self.code }
    }
}

/// One line of a reply.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Line<'a> {
    /// Its code; none on a line that only carries text on.
    pub code: Option<ReplyCode>,
    /// Whether a hyphen follows the code: more lines are to come.
    pub more: bool,
    /// Its enhanced status code.
    pub enhanced: Option<EnhancedCode>,
    /// Its words, without codes and line end. Any bytes.
    pub text: &'a [u8],
    /// Where the line stands, its end included.
    pub span: Span,
    ending: Ending,
    joined: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Ending {
    CrLf,
    Lf,
    Cr,
    None,
}

/// The lines of a reply. See [`Reply::lines`].
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    input: &'a [u8],
    at: usize,
    code: Option<ReplyCode>,
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let rest = self.input.get(self.at..).filter(|rest| !rest.is_empty())?;
        let indent = rest.iter().take_while(|&&byte| byte == b' ' || byte == b'\t').count();
        let (head, (code, more)) = line_head(rest.get(indent..).unwrap_or_default())
            .map_or((rest, (None, false)), |(head, (code, more))| (head, (Some(code), more)));
        let (body, status) = opt(status).parse(head).unwrap_or((head, None));
        let expected = if more { code.or(self.code) } else { None };
        let (length, ending, next) = text(body, expected);
        let text = body.get(..length).unwrap_or_default();
        let joined = ending == Ending::None && next < body.len();
        let text = if joined { text.trim_ascii_end() } else { text };
        let after = body.get(next..).unwrap_or_default();
        let start = self.at;
        self.at = self.input.len() - after.len();
        Some(Line { code, more, enhanced: status, text, span: Span::new(start, self.at), ending, joined })
    }
}

/// ```abnf
/// Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF
/// Reply-code = %x32-35 %x30-35 %x30-39         ; RFC 5321 section 4.2
/// ```
/// Servers use 6 to 9 as the second digit too, so any two digits are read.
fn line_head(input: &[u8]) -> IResult<&[u8], (ReplyCode, bool)> {
    let (rest, code) = code(input)?;
    match rest.first() {
        Some(b'-') => Ok((rest.get(1..).unwrap_or_default(), (code, true))),
        Some(b' ' | b'\t') => Ok((rest.get(1..).unwrap_or_default(), (code, false))),
        Some(b':' | b'#' | b',' | b'\r' | b'\n') | None => Ok((rest, (code, false))),
        Some(_) => Err(nom::Err::Error(nom::error::make_error(rest, nom::error::ErrorKind::Char))),
    }
}

fn code(input: &[u8]) -> IResult<&[u8], ReplyCode> {
    let digit = || one_of(&b"0123456789"[..]);
    let (rest, digits) = recognize((one_of(&b"2345"[..]), digit(), digit())).parse(input)?;
    let number = digits.iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0'));
    match ReplyCode::new(number) {
        Some(code) => Ok((rest, code)),
        None => Err(nom::Err::Error(nom::error::make_error(input, nom::error::ErrorKind::Digit))),
    }
}

/// The enhanced status code at the start of a line's text (RFC 2034 section 4), and the blank after it.
fn status(input: &[u8]) -> IResult<&[u8], EnhancedCode> {
    let blanks = || take_while(|byte| byte == b' ');
    let (rest, (_, code, _)) = (blanks(), enhanced, blanks()).parse(input)?;
    match rest.first() {
        Some(byte) if byte.is_ascii_digit() || *byte == b'.' => {
            Err(nom::Err::Error(nom::error::make_error(input, nom::error::ErrorKind::Digit)))
        }
        _ => Ok((rest, code)),
    }
}

/// The length of the text of a line, how it ends, and where the next line starts. Logs join `550-a` and `550 b`
/// with a blank: the code that is `expected` starts a new line then.
fn text(input: &[u8], expected: Option<ReplyCode>) -> (usize, Ending, usize) {
    let mut at = 0;
    while let Some(&byte) = input.get(at) {
        match byte {
            b'\r' if input.get(at + 1) == Some(&b'\n') => return (at, Ending::CrLf, at + 2),
            b'\r' => return (at, Ending::Cr, at + 1),
            b'\n' => return (at, Ending::Lf, at + 1),
            b' ' if expected.is_some() => {
                let next = input.get(at + 1..).unwrap_or_default();
                let found = terminated(code, one_of(&b"- "[..])).parse(next);
                if found.is_ok_and(|(_, found)| Some(found) == expected) {
                    return (at, Ending::None, at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    (at, Ending::None, at)
}

/// Reads a reply out of `input`: single and multi-line, `-` and blank forms, CRLF, bare LF and lines that a log
/// joined, text before the code, truncated input, any bytes. Never fails, and allocates nothing.
///
/// ```
/// let reply = mailmend::reply(b"550-5.1.1 No such\r\n550 5.1.1 user\r\n");
/// assert_eq!(reply.tree.code().unwrap().number(), 550);
/// assert_eq!(reply.tree.enhanced().unwrap().to_string(), "5.1.1");
/// assert_eq!(reply.tree.lines().count(), 2);
/// assert!(reply.faults.is_empty());
/// ```
/// RFC 5321 section 4.2, RFC 2034 section 4.
#[must_use]
pub fn reply(input: &[u8]) -> Parsed<Reply<'_>> {
    let mut faults = Faults::default();
    let start = start_of_reply(input, &mut faults);
    let mut tree = Reply { input, start, code: None, enhanced: None, complete: false };
    for line in tree.lines() {
        look_at(line, &mut tree, &mut faults);
        tree.code = tree.code.or(line.code);
        tree.enhanced = tree.enhanced.or(line.enhanced);
        tree.complete |= line.code.is_some() && !line.more;
    }
    if tree.code.is_some() && !tree.complete {
        faults.add(FaultKind::LastLineMissing, Span::new(input.len(), input.len()));
    }
    if let (Some(code), Some(status)) = (tree.code, tree.enhanced)
        && code.class() != status.class()
    {
        faults.add(FaultKind::ClassesDiffer, Span::new(start, (start + 3).min(input.len())));
    }
    Parsed { tree, faults }
}

/// The place of the first code, and what stands before it.
fn start_of_reply(input: &[u8], faults: &mut Faults) -> usize {
    let mut at = 0;
    let mut boundary = true;
    while let Some(&byte) = input.get(at) {
        if boundary && line_head(input.get(at..).unwrap_or_default()).is_ok() {
            let before = input.get(..at).unwrap_or_default();
            if !before.iter().all(u8::is_ascii_whitespace) {
                faults.add(FaultKind::TextBeforeCode, Span::new(0, at));
            }
            return at;
        }
        boundary = byte.is_ascii_whitespace() || b"'\"([:>;,=".contains(&byte);
        at += 1;
    }
    faults.add(FaultKind::NoCode, Span::new(0, input.len()));
    0
}

fn look_at(line: Line<'_>, tree: &mut Reply<'_>, faults: &mut Faults) {
    let span = line.span;
    match (line.code, tree.code) {
        (Some(found), Some(first)) if found != first => faults.add(FaultKind::CodesDiffer, span),
        (None, Some(_)) if !line.text.trim_ascii().is_empty() => faults.add(FaultKind::LineWithoutCode, span),
        _ => {}
    }
    if tree.complete && line.code.is_some() {
        faults.add(FaultKind::TextAfterLastLine, span);
    }
    match (line.enhanced, tree.enhanced) {
        (Some(found), Some(first)) if found != first => faults.add(FaultKind::EnhancedCodesDiffer, span),
        _ => {}
    }
    match line.ending {
        Ending::Lf => faults.add(FaultKind::BareLineFeed, Span::new(span.end - 1, span.end)),
        Ending::Cr => faults.add(FaultKind::BareCarriageReturn, Span::new(span.end - 1, span.end)),
        Ending::None if line.joined => faults.add(FaultKind::LinesJoined, span),
        Ending::None => faults.add(FaultKind::LineEndMissing, Span::new(span.end, span.end)),
        Ending::CrLf => {}
    }
    if core::str::from_utf8(line.text).is_err() {
        faults.add(FaultKind::NotUtf8, span);
    }
    if line.text.contains(&0) {
        faults.add(FaultKind::NulByte, span);
    }
    if span.len() > 512 && line.ending == Ending::CrLf {
        faults.add(FaultKind::LineTooLong, span);
    }
}

/// A way in which a reply departs from the standard, and where.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Fault {
    /// What it is.
    pub kind: FaultKind,
    /// Where it is.
    pub span: Span,
}

/// What can be wrong with a reply. None of it keeps the rest from being read.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum FaultKind {
    /// There is no reply code at all.
    #[default]
    NoCode,
    /// Other text stands before the code, as in logs and bounces.
    TextBeforeCode,
    /// The lines of one reply have different codes (RFC 5321 section 4.2.1 wants the same).
    CodesDiffer,
    /// The lines have different enhanced status codes.
    EnhancedCodesDiffer,
    /// The code and the enhanced status code disagree about success, for now, or for good (RFC 3463 section 2).
    ClassesDiffer,
    /// A line carries text on without a code.
    LineWithoutCode,
    /// More lines follow the last one.
    TextAfterLastLine,
    /// Every line ends with a hyphen after its code: the reply was cut.
    LastLineMissing,
    /// The lines were joined by blanks.
    LinesJoined,
    /// The input ends without a line end.
    LineEndMissing,
    /// LF without CR.
    BareLineFeed,
    /// CR without LF.
    BareCarriageReturn,
    /// More than 512 bytes (RFC 5321 section 4.5.3.1.5).
    LineTooLong,
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// A NUL byte.
    NulByte,
}

/// The first faults, held without an allocation; the others are counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Faults {
    list: [Option<Fault>; Self::HELD],
    count: usize,
}

impl Faults {
    /// How many are held.
    pub const HELD: usize = 16;

    /// The faults that are held, in order.
    pub fn iter(&self) -> impl Iterator<Item = Fault> + '_ {
        self.list.iter().flatten().copied()
    }

    /// How many there are, those that are only counted included.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether a fault of this kind is held.
    #[must_use]
    pub fn contains(&self, kind: FaultKind) -> bool {
        self.iter().any(|fault| fault.kind == kind)
    }

    fn add(&mut self, kind: FaultKind, span: Span) {
        if let Some(free) = self.list.get_mut(self.count) {
            *free = Some(Fault { kind, span });
        }
        self.count = self.count.saturating_add(1);
    }
}

/// How far a client that reads a socket has come. See [`frame`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Frame {
    /// A whole reply: its length in bytes, the rest belongs to the next.
    Complete {
        /// The length in bytes.
        length: usize,
    },
    /// Read on: a whole reply has at least so many bytes more.
    Partial {
        /// The smallest number of bytes that can complete it.
        at_least: NonZeroUsize,
    },
    /// No reply: what starts here is no line of one.
    Malformed {
        /// Where.
        at: usize,
    },
}

/// The longest line that [`frame`] waits for. The standard allows 512 bytes; servers exceed it.
const LONGEST_LINE: usize = 65_536;

/// Tells whether `buffer`, as read from a socket so far, holds a whole reply, and how many more bytes are needed
/// at least when it does not.
///
/// ```
/// use mailmend::syntax::{Frame, frame};
/// assert_eq!(frame(b"250-mx.example\r\n250 SIZE\r\n354"), Frame::Complete { length: 26 });
/// let Frame::Partial { at_least } = frame(b"250-mx.example\r") else { panic!() };
/// assert_eq!(at_least.get(), 5); // the LF, and "250" with its LF
/// ```
#[must_use]
pub fn frame(buffer: &[u8]) -> Frame {
    let mut at = 0;
    loop {
        let rest = buffer.get(at..).unwrap_or_default();
        let line = rest.iter().take(LONGEST_LINE).position(|&byte| byte == b'\n');
        let digits = rest.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
        let first_ok = rest.first().is_none_or(|byte| (b'2'..=b'5').contains(byte));
        if !first_ok || digits < rest.len().min(3) || (line.is_none() && rest.len() >= LONGEST_LINE) {
            return Frame::Malformed { at };
        }
        let more = match rest.get(3) {
            Some(b'-') => true,
            Some(b' ' | b'\t' | b'\r' | b'\n') | None => false,
            Some(_) => return Frame::Malformed { at },
        };
        match line {
            Some(end) if more => at += end + 1,
            Some(end) => return Frame::Complete { length: at + end + 1 },
            None => {
                // A bare LF ends a line, too; a last line is three digits and one.
                let needed = 3 - digits + 1 + if more { 4 } else { 0 };
                return NonZeroUsize::new(needed)
                    .map_or(Frame::Malformed { at }, |at_least| Frame::Partial { at_least });
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    fn kinds(input: &[u8]) -> Vec<FaultKind> {
        reply(input).faults.iter().map(|fault| fault.kind).collect()
    }

    fn texts(input: &[u8]) -> Vec<&[u8]> {
        reply(input).tree.lines().map(|line| line.text).collect()
    }

    #[test]
    fn a_code_alone_is_a_reply() {
        // RFC 5321 section 4.2: clients must take a code without text.
        assert_eq!(reply(b"250\r\n").tree.code().unwrap().number(), 250);
        assert!(kinds(b"250\r\n").is_empty());
        assert_eq!(kinds(b"550"), [FaultKind::LineEndMissing]);
    }

    #[test]
    fn lines_that_a_log_joined() {
        let input = b"550-5.1.1 No such 550-5.1.1 mailbox 550 5.1.1 here\r\n";
        assert_eq!(texts(input), [&b"No such"[..], b"mailbox", b"here"]);
        assert_eq!(kinds(input), [FaultKind::LinesJoined; 2]);
    }

    #[test]
    fn numbers_in_the_text_are_no_lines() {
        assert_eq!(texts(b"550-more than 550 mails\r\n550 x\r\n").len(), 3);
        assert_eq!(texts(b"550 more than 550 mails\r\n").len(), 1);
    }

    #[test]
    fn text_before_the_code() {
        let parsed = reply(b"<a@b.c>: host mx.b.c[192.0.2.1] said: 550 5.1.1 unknown");
        assert_eq!(parsed.tree.code().unwrap().number(), 550);
        assert!(parsed.faults.contains(FaultKind::TextBeforeCode));
        assert_eq!(kinds(b"hello"), [FaultKind::NoCode, FaultKind::LineEndMissing]);
    }

    #[test]
    fn a_code_and_its_text_on_different_lines() {
        let parsed = reply(b"550\n5.1.1 <a@b.c>: unknown\n");
        assert_eq!(parsed.tree.enhanced().unwrap().to_string(), "5.1.1");
        assert!(parsed.faults.contains(FaultKind::LineWithoutCode));
    }

    #[test]
    fn codes_that_contradict() {
        assert!(kinds(b"550-a\r\n451 b\r\n").contains(&FaultKind::CodesDiffer));
        assert!(kinds(b"550 4.2.2 full\r\n").contains(&FaultKind::ClassesDiffer));
        assert!(kinds(b"550-5.1.1 a\r\n550 5.2.1 b\r\n").contains(&FaultKind::EnhancedCodesDiffer));
    }

    #[test]
    fn endings() {
        assert_eq!(kinds(b"250 a\n"), [FaultKind::BareLineFeed]);
        assert_eq!(kinds(b"250 a\r"), [FaultKind::BareCarriageReturn]);
        assert_eq!(kinds(b"250-a\r\n"), [FaultKind::LastLineMissing]);
        assert!(kinds(b"550 \xE4\r\n").contains(&FaultKind::NotUtf8));
    }

    #[test]
    fn numbers_that_only_look_like_status_codes() {
        // RFC 2034 section 4: the status code is followed by a blank; an address is not one.
        assert_eq!(reply(b"550 5.7.1.2 listed\r\n").tree.enhanced(), None);
        assert_eq!(reply(b"220 4.94.2 ready").tree.enhanced().unwrap().to_string(), "4.94.2");
        assert_eq!(reply(b"600 x").tree.code(), None);
        assert_eq!(reply(b"5500 x").tree.code(), None);
    }

    #[test]
    fn many_faults_are_counted() {
        let input = b"250-a\n".repeat(1000);
        let parsed = reply(&input);
        assert_eq!(parsed.faults.iter().count(), Faults::HELD);
        assert_eq!(parsed.faults.len(), 1001);
    }

    #[test]
    fn a_socket_is_told_how_much_is_missing() {
        let missing = |buffer: &[u8]| match frame(buffer) {
            Frame::Partial { at_least } => at_least.get(),
            other => panic!("{other:?}"),
        };
        assert_eq!(missing(b""), 4);
        assert_eq!(missing(b"25"), 2);
        assert_eq!(missing(b"250"), 1);
        assert_eq!(missing(b"250-"), 5);
        assert_eq!(missing(b"250 ok\r"), 1);
        assert_eq!(frame(b"250 ok\r\n"), Frame::Complete { length: 8 });
        assert_eq!(frame(b"HTTP/1.1 400"), Frame::Malformed { at: 0 });
        assert_eq!(frame(b"250-a\r\nxyz"), Frame::Malformed { at: 7 });
    }

    use alloc::string::ToString;
}
