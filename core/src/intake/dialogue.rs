//! Transcripts: who said what, at which stage, and which reply tells.
//!
//! Programs mark the two sides in a dozen ways (`SERVER -> CLIENT:`, `<-`, `S:`, `reply: b'…'`, nothing at all), and
//! some mark them the other way round. What is said decides: a reply starts with its code, a command with its verb.
//! RFC 5321 sections 3 and 4.2, RFC 4954 and RFC 3207 give the order of a session.

use smallvec::SmallVec;

use crate::model::Stage;
use crate::text::Span;

/// A session, as its transcript tells it.
#[derive(Debug)]
pub(crate) struct Dialogue {
    /// How it ended.
    pub(crate) ending: Ending,
    /// The lines that prove it: the reply that refused, or what was said last.
    pub(crate) proof: Span,
    /// The step it came to.
    pub(crate) stage: Option<Stage>,
    /// What the program itself said, between or after the commands.
    pub(crate) notes: Notes,
    /// The recipient that the reply is about.
    pub(crate) recipient: Option<Span>,
    /// Whether the refusal is for good: a 5xx reply.
    pub(crate) for_good: bool,
}

/// Lines of the program itself.
pub(crate) type Notes = SmallVec<[Span; 8]>;

/// More of its lines than this add nothing.
const MOST_NOTES: usize = 64;

/// How a session ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Ending {
    /// The server refused a command.
    Refused,
    /// The server took the mail.
    Accepted,
    /// The server's name or address was tried, and no connection followed.
    NotConnected,
    /// There is a connection, and no greeting.
    NoGreeting,
    /// What greeted is no mail server.
    NotSmtp,
    /// A command has no answer.
    Silent,
    /// The server offers no log-in; `true` when it offers STARTTLS, which was not used.
    NoLogin(bool),
    /// The server takes tokens only.
    TokensOnly,
    /// The server offers no STARTTLS, and the program went no further.
    NoStartTls,
    /// The server was ready for TLS, and nothing followed.
    TlsBroken,
    /// The session goes on where the text ends.
    Open,
}

/// The commands, in the order of a session.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Verb {
    Connect,
    Hello,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    End,
    Other,
    Quit,
}

impl Verb {
    fn stage(self) -> Option<Stage> {
        match self {
            Self::Connect => Some(Stage::Connect),
            Self::Hello => Some(Stage::Helo),
            Self::StartTls => Some(Stage::StartTls),
            Self::Auth => Some(Stage::Auth),
            Self::Mail => Some(Stage::Mail),
            Self::Rcpt => Some(Stage::Rcpt),
            Self::Data | Self::End => Some(Stage::Data),
            Self::Other | Self::Quit => None,
        }
    }

    /// The verb that a line starts with.
    fn read(line: &str) -> Option<Self> {
        let (word, verb, takes_more) = *VERBS.iter().find(|(word, ..)| starts_with(line, word))?;
        let rest = line.get(word.len()..).unwrap_or_default();
        let first = rest.bytes().next();
        let apart = word.ends_with(':') || matches!(first, None | Some(b' ' | b'\\' | b'\'' | b'"' | b'\t' | b'<'));
        // `Data transfer failed` is a sentence.
        let alone = takes_more || rest.trim_start().is_empty() || matches!(first, Some(b'\\' | b'\'' | b'"' | b'<'));
        (apart && alone).then_some(verb)
    }
}

/// How commands start, and whether more follows.
static VERBS: [(&str, Verb, bool); 12] = [
    ("EHLO", Verb::Hello, true),
    ("HELO", Verb::Hello, true),
    ("LHLO", Verb::Hello, true),
    ("STARTTLS", Verb::StartTls, false),
    ("AUTH", Verb::Auth, true),
    ("MAIL FROM:", Verb::Mail, true),
    ("RCPT TO:", Verb::Rcpt, true),
    ("DATA", Verb::Data, false),
    ("BDAT", Verb::End, true),
    ("QUIT", Verb::Quit, false),
    ("RSET", Verb::Other, false),
    ("NOOP", Verb::Other, false),
];

fn starts_with(line: &str, word: &str) -> bool {
    line.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// A side of the session.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Side {
    Server,
    Client,
}

/// What one line says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Line {
    /// A line of a reply; `last` when none follows it (RFC 5321 section 4.2.1).
    Reply { code: u16, last: bool },
    /// A command.
    Command(Verb),
    /// Something that the server said before any code.
    Strange,
    /// The rest of what the client sends: log-in payloads, headers, the mail.
    Payload,
    /// A single full stop: the mail ends.
    Stop,
    /// A connection is tried.
    Trying,
    /// A connection stands.
    Connected,
    /// What another line says once more.
    Repeated,
    /// The program's own words, or anything else.
    Other,
}

/// A reply and the command that it answers.
#[derive(Clone, Copy)]
struct Reply {
    code: u16,
    span: Span,
    verb: Verb,
    /// The recipient of that command.
    recipient: Option<Span>,
}

/// What a session holds, gathered line by line.
#[derive(Default)]
struct Session {
    /// The commands, each with its recipient, and how many of them have their answer.
    waiting: SmallVec<[(Verb, Option<Span>); 8]>,
    answered: usize,
    replies: SmallVec<[Reply; 16]>,
    notes: Notes,
    open_reply: Option<Span>,
    last_command: Option<(Verb, Span)>,
    strange: Option<Span>,
    trying: Option<Span>,
    connected: Option<Span>,
    commands: u32,
    marked: u32,
    /// The mail itself is being sent.
    in_mail: bool,
    /// The client said goodbye.
    leaving: bool,
    offer: Option<Offer>,
}

/// What the latest answer to EHLO offers.
#[derive(Clone, Copy, Default)]
struct Offer {
    span: Span,
    login: bool,
    password: bool,
    start_tls: bool,
}

impl Dialogue {
    /// Reads a transcript; none when the text is something else.
    pub(crate) fn read(text: &str) -> Option<Self> {
        if !text.contains('\n') && !text.starts_with("connect: to") && !text.starts_with("=== Trying") {
            return None;
        }
        let mut session = Session::default();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            session.take(text, start, line.trim_end());
            start += line.len();
        }
        session.end(text)
    }
}

impl Session {
    fn take(&mut self, text: &str, start: usize, line: &str) {
        let (side, skipped) = marker(line);
        let content = line.get(skipped..).unwrap_or_default();
        let whole = Span::new(start, start + line.len());
        let said = unquoted(content);
        let from = start + line.len() - said.len();
        let shown = said.trim_end_matches(['\'', '"']).trim_end_matches(r"\r\n");
        let span = Span::new(from, from + shown.len());
        self.marked += u32::from(side.is_some());
        let nothing_said = self.replies.is_empty() && self.open_reply.is_none();
        match classify(said, side, nothing_said) {
            // A line of the mail may look like a reply.
            Line::Reply { .. } if self.in_mail && side == Some(Side::Client) => {}
            Line::Reply { code, last } => self.reply(text, code, last, span),
            Line::Command(verb) if !self.in_mail || verb == Verb::Quit => self.command(text, verb, span),
            Line::Stop => self.in_mail = false,
            Line::Strange => self.strange = self.strange.or(Some(span)),
            Line::Trying => self.trying = Some(whole),
            Line::Connected => self.connected = Some(whole),
            Line::Payload | Line::Repeated => {}
            Line::Command(_) | Line::Other => self.note(line, whole),
        }
    }

    fn note(&mut self, line: &str, span: Span) {
        // Between DATA and the answer to the mail stands the mail; and every session closes when it is over.
        let skip = line.is_empty() || (self.in_mail && !complains(line)) || (self.leaving && contains(line, "clos"));
        if !skip && self.notes.len() < MOST_NOTES {
            self.notes.push(span);
        }
    }

    fn command(&mut self, text: &str, verb: Verb, span: Span) {
        let recipient = if verb == Verb::Rcpt { address(text, span) } else { None };
        self.commands += 1;
        self.waiting.push((verb, recipient));
        self.last_command = Some((verb, span));
        self.leaving = verb == Verb::Quit;
    }

    fn reply(&mut self, text: &str, code: u16, last: bool, span: Span) {
        let whole = self.open_reply.map_or(span, |open| Span::new(open.start, span.end));
        if !last {
            self.open_reply = Some(whole);
            return;
        }
        self.open_reply = None;
        let first = self.replies.is_empty() && self.commands == 0;
        let (verb, recipient) = match self.waiting.get(self.answered) {
            _ if first => (Verb::Connect, None),
            Some(&waiting) => waiting,
            None => (self.last_command.map_or(Verb::Connect, |(verb, _)| verb), None),
        };
        // A challenge is half an answer (RFC 4954 section 4).
        if code != 334 && self.answered < self.waiting.len() && !first {
            self.answered += 1;
        }
        self.in_mail = code == 354;
        if self.in_mail {
            self.waiting.push((Verb::End, None));
            self.last_command = Some((Verb::End, whole));
        }
        if verb == Verb::Hello && code == 250 {
            self.offer = Some(Offer::read(text, whole));
        }
        if self.replies.len() < MOST_REPLIES {
            self.replies.push(Reply { code, span: whole, verb, recipient });
        }
    }

    /// The reply that tells: the first refusal that nothing later makes good.
    fn refusal(&self) -> Option<&Reply> {
        let mut telling: Option<&Reply> = None;
        for (place, reply) in self.replies.iter().enumerate() {
            if reply.code < 400 || matches!(reply.verb, Verb::Quit | Verb::Other) {
                continue;
            }
            let after = self.replies.get(place + 1..).unwrap_or_default();
            // One recipient is refused, and the mail goes on to the others.
            let made_good = reply.verb != Verb::Rcpt
                && after.iter().any(|later| {
                    later.code < 334 && later.verb >= reply.verb && !matches!(later.verb, Verb::Quit | Verb::Other)
                });
            // Of several ways to log in, the last one tells.
            let instead = telling.is_none_or(|known| known.verb == Verb::Auth && reply.verb == Verb::Auth);
            if !made_good && instead {
                telling = Some(reply);
            }
        }
        telling
    }

    fn end(self, text: &str) -> Option<Dialogue> {
        // Some people mark quotations so, too.
        let known = |span: Span| {
            ["HTTP/", "SSH-", "* OK", "+OK"].iter().any(|start| unquoted(span.of(text)).starts_with(start))
        };
        let is_tried = self.commands > 0 || self.trying.is_some() || self.connected.is_some();
        let spoke = !self.replies.is_empty() || self.strange.is_some_and(|strange| is_tried || known(strange));
        // Bounces list the commands below the reply: without marks, some reply must answer one, or greet.
        let talks = self.marked > 0
            || self.answered > 0
            || self.replies.first().is_none_or(|greeting| greeting.code == 220)
            || self.connected.is_some();
        let is_session = (self.commands > 0 && talks && (spoke || self.marked > 0))
            || (spoke && self.marked > 1)
            || (self.trying.is_some() && self.replies.is_empty());
        if !is_session {
            return None;
        }
        if let Some(&Reply { code, span, verb, recipient }) = self.refusal() {
            let (stage, notes) = (verb.stage(), self.notes);
            return Some(Dialogue {
                ending: Ending::Refused,
                proof: span,
                stage,
                notes,
                recipient,
                for_good: code >= 500,
            });
        }
        let (ending, proof, verb) = self.without_refusal();
        Some(Dialogue { ending, proof, stage: verb.stage(), notes: self.notes, recipient: None, for_good: false })
    }

    fn without_refusal(&self) -> (Ending, Span, Verb) {
        let Some(reply) = self.replies.last() else {
            return match (self.strange, self.last_command, self.connected, self.trying) {
                (Some(strange), ..) => (Ending::NotSmtp, strange, Verb::Connect),
                (_, Some((verb, span)), ..) if verb != Verb::Quit => (Ending::Silent, span, verb),
                (_, _, Some(connected), _) => (Ending::NoGreeting, connected, Verb::Connect),
                (.., trying) => (Ending::NotConnected, trying.unwrap_or_default(), Verb::Connect),
            };
        };
        let mail = self.replies.iter().find(|reply| reply.verb == Verb::End && reply.code < 300);
        if let Some(mail) = mail {
            return (Ending::Accepted, mail.span, Verb::End);
        }
        let verbs = || self.replies.iter().map(|reply| reply.verb).filter(|&verb| verb < Verb::Other);
        let (reached, last_verb) = (verbs().max(), verbs().next_back());
        let reached = reached.unwrap_or(Verb::Connect);
        let unanswered = self.waiting.get(self.answered..).unwrap_or_default();
        let silent = unanswered.iter().find(|(verb, _)| !matches!(verb, Verb::Quit | Verb::Other));
        if let (Some((verb, _)), Some((_, span))) = (silent, self.last_command) {
            return (Ending::Silent, span, *verb);
        }
        match self.offer {
            Some(offer) if reached == Verb::Hello && !offer.login => {
                (Ending::NoLogin(offer.start_tls), offer.span, Verb::Auth)
            }
            Some(offer) if reached == Verb::Hello && !offer.password => (Ending::TokensOnly, offer.span, Verb::Auth),
            Some(offer) if reached == Verb::Hello && !offer.start_tls => {
                (Ending::NoStartTls, offer.span, Verb::StartTls)
            }
            _ if last_verb == Some(Verb::StartTls) => (Ending::TlsBroken, reply.span, Verb::StartTls),
            _ => (Ending::Open, reply.span, reached),
        }
    }
}

/// More replies than this are a load test.
const MOST_REPLIES: usize = 4096;

impl Offer {
    fn read(text: &str, span: Span) -> Self {
        let mut offer = Self { span, ..Self::default() };
        for line in span.of(text).lines() {
            let (_, skipped) = marker(line);
            let words = unquoted(line.get(skipped..).unwrap_or_default()).get(4..).unwrap_or_default();
            offer.start_tls |= starts_with(words, "STARTTLS");
            if starts_with(words, "AUTH ") || starts_with(words, "AUTH=") {
                let offered = words.get(5..).unwrap_or_default();
                let mut mechanisms = offered.split([' ', '\\', '\'', '"']).filter(|word| !word.is_empty());
                offer.login = true;
                offer.password |= mechanisms.any(|mechanism| {
                    !["XOAUTH2", "OAUTHBEARER", "XOAUTH", "n", "r"]
                        .iter()
                        .any(|known| known.eq_ignore_ascii_case(mechanism))
                });
            }
        }
        offer
    }
}

/// The address between angle brackets.
fn address(text: &str, span: Span) -> Option<Span> {
    let line = span.of(text);
    let open = line.find('<')? + 1;
    let close = line.get(open..)?.find('>')? + open;
    line.get(open..close)?.contains('@').then(|| Span::new(span.start + open, span.start + close))
}

/// Whether a line within a mail is more likely the program's complaint.
fn complains(line: &str) -> bool {
    let start = line.trim_start();
    ["***", "===", "<**", "* ", "!!", "curl:", "[error]", "[warn]", "Traceback"]
        .iter()
        .any(|mark| start.starts_with(mark))
        || ["error", "timed out", "timeout", "connection", "failed"].iter().any(|word| contains(line, word))
}

fn contains(line: &str, word: &str) -> bool {
    line.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}

fn classify(said: &str, side: Option<Side>, nothing_said: bool) -> Line {
    if let Some((code, last)) = reply_line(said) {
        return Line::Reply { code, last };
    }
    if said.starts_with("retcode (") {
        return Line::Repeated;
    }
    if let Some(verb) = Verb::read(said) {
        return Line::Command(verb);
    }
    match side {
        Some(Side::Client) if said.trim_end_matches(['\\', 'r', 'n', '\'', '"']) == "." => Line::Stop,
        // `send: b'…\r\n.\r\n'`: the whole mail in one line.
        Some(Side::Client) if ends_with_stop(said) => Line::Stop,
        Some(Side::Client) => Line::Payload,
        Some(Side::Server) if nothing_said && !said.is_empty() => Line::Strange,
        Some(Side::Server) => Line::Other,
        None if said == "." => Line::Stop,
        None if said.starts_with("data: (") || said.starts_with("connect: b") => Line::Repeated,
        None if contains(said, "trying ")
            && said.len() < 80
            && said
                .trim_start_matches(['*', '=', ' '])
                .get(..6)
                .is_some_and(|word| word.eq_ignore_ascii_case("trying")) =>
        {
            Line::Trying
        }
        None if said.starts_with("connect: to (") => Line::Trying,
        None if said.trim_start_matches(['*', '=', ' ']).starts_with("Connected to ") => Line::Connected,
        None => Line::Other,
    }
}

/// Whether a quoted line holds a whole mail, its full stop included.
fn ends_with_stop(said: &str) -> bool {
    let end = said.trim_end_matches(['\'', '"']);
    end.ends_with(r"\r\n.\r\n") || end.ends_with(r"\n.\n")
}

/// The code at the start of a reply line, and whether the line is its last one.
fn reply_line(said: &str) -> Option<(u16, bool)> {
    let bytes = said.as_bytes();
    let code = match bytes {
        [a @ b'2'..=b'5', b @ b'0'..=b'9', c @ b'0'..=b'9', ..] => {
            u16::from(a - b'0') * 100 + u16::from(b - b'0') * 10 + u16::from(c - b'0')
        }
        _ => return None,
    };
    match bytes.get(3) {
        Some(b'-') => Some((code, false)),
        None | Some(b' ' | b'\\' | b'\'' | b'"' | b'\t' | b'\r') => Some((code, true)),
        _ => None,
    }
}

/// What stands within the quotes that some languages print around it.
fn unquoted(content: &str) -> &str {
    let content = content.trim_start();
    content
        .strip_prefix("b'")
        .or_else(|| content.strip_prefix("b\""))
        .unwrap_or_else(|| content.trim_start_matches(['\'', '"']))
}

/// Marks that stand anywhere near the start of a line.
static LONG_MARKS: [(&str, Side); 14] = [
    ("Sent <<< ", Side::Client),
    ("Received >>> ", Side::Server),
    ("SERVER -> CLIENT:", Side::Server),
    ("CLIENT -> SERVER:", Side::Client),
    ("SERVER -&gt; CLIENT:", Side::Server),
    ("CLIENT -&gt; SERVER:", Side::Client),
    ("SMTP -> FROM SERVER:", Side::Server),
    ("SMTP<< ", Side::Server),
    ("SMTP>> ", Side::Client),
    ("<<< ", Side::Server),
    (">>> ", Side::Client),
    ("[debug] server ", Side::Server),
    ("[debug] client ", Side::Client),
    ("[debug] message ", Side::Client),
];

/// Marks at the start of a line, behind a time.
static SHORT_MARKS: [(&str, Side); 22] = [
    // Ruby marks the sides the other way round.
    ("-> \"", Side::Server),
    ("<- \"", Side::Client),
    ("<-- ", Side::Server),
    ("--> ", Side::Client),
    ("<- ", Side::Server),
    ("-> ", Side::Client),
    ("<~ ", Side::Server),
    ("~> ", Side::Client),
    ("<< ", Side::Server),
    (">> ", Side::Client),
    ("< ", Side::Server),
    ("> ", Side::Client),
    ("&lt; ", Side::Server),
    ("&gt; ", Side::Client),
    ("S: ", Side::Server),
    ("C: ", Side::Client),
    ("S:", Side::Server),
    ("C:", Side::Client),
    ("server: ", Side::Server),
    ("client: ", Side::Client),
    ("reply: ", Side::Server),
    ("send: ", Side::Client),
];

/// The side that a line's mark names, and the length of all that stands before what is said.
fn marker(line: &str) -> (Option<Side>, usize) {
    let head = line.get(..line.floor_char_boundary(96)).unwrap_or_default();
    for &(mark, side) in &LONG_MARKS {
        if let Some(place) = head.find(mark) {
            return (Some(side), place + mark.len());
        }
    }
    let mut at = 0;
    loop {
        let rest = line.get(at..).unwrap_or_default();
        let trimmed = rest.trim_start();
        at += rest.len() - trimmed.len();
        if reply_line(trimmed).is_some() {
            return (None, at);
        }
        // swaks marks what went wrong so, a reply or its own words.
        if let Some(said) = trimmed.strip_prefix("<** ").or_else(|| trimmed.strip_prefix("<~* ")) {
            return (reply_line(said).map(|_| Side::Server), at + 4);
        }
        if let Some(&(mark, side)) = SHORT_MARKS.iter().find(|(mark, _)| trimmed.starts_with(mark)) {
            return (Some(side), at + mark.len());
        }
        let token = trimmed.split([' ', '\t']).next().unwrap_or_default();
        if !is_time(token) {
            return (None, at);
        }
        at += token.len();
    }
}

/// Whether a word is a time, a date, a level or something in brackets, as logs put it before a line.
fn is_time(token: &str) -> bool {
    let inner = token.trim_matches(['[', ']', '(', ')']);
    let of_time = |byte: u8| byte.is_ascii_digit() || b"-:.,/+TZ".contains(&byte);
    let parts = inner.bytes().filter(|byte| b":-/".contains(byte)).count();
    let level = ["DEBUG", "TRACE", "INFO", "WARN", "ERROR"].iter().any(|level| token.eq_ignore_ascii_case(level));
    if level || (token.starts_with('[') && token.ends_with(']')) {
        return true;
    }
    !inner.is_empty()
        && inner.bytes().all(of_time)
        && inner.bytes().any(|byte| byte.is_ascii_digit())
        && (parts >= 2 || inner.len() < token.len())
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;
    use alloc::string::{String, ToString};

    fn read(text: &str) -> (Ending, Option<Stage>, String) {
        let dialogue = Dialogue::read(text).expect("a session");
        (dialogue.ending, dialogue.stage, dialogue.proof.of(text).to_string())
    }

    /// The same session, as programs print it.
    #[test]
    fn every_way_to_mark_the_sides() {
        let ways = [
            ("SERVER -> CLIENT: ", "CLIENT -> SERVER: "),
            ("2026-11-24 04:31:27\t2\tSERVER -&gt; CLIENT: ", "2026-11-24 04:31:27\t1\tCLIENT -&gt; SERVER: "),
            ("<-  ", " -> "),
            ("< ", "> "),
            ("<< ", ">> "),
            ("S: ", "C: "),
            ("[2026-11-24 04:02:35] DEBUG [x7] S: ", "[2026-11-24 04:02:35] DEBUG [x7] C: "),
            ("Net::SMTP=GLOB(0x55)<<< ", "Net::SMTP=GLOB(0x55)>>> "),
            ("-> \"", "<- \""), // Ruby
            ("reply: b'", "send: '"),
            ("", ""), // telnet
        ];
        for (server, client) in ways {
            let text = alloc::format!(
                "{server}220 mx ESMTP\n{client}EHLO me\n{server}250-mx\n{server}250 AUTH PLAIN\n{client}MAIL FROM:<a@b.example>\n\
                 {server}250 2.1.0 Ok\n{client}RCPT TO:<c@d.example>\n{server}550 5.1.1 no such user\n{client}QUIT\n{server}221 Bye\n"
            );
            let (ending, stage, proof) = read(&text);
            assert_eq!((ending, stage), (Ending::Refused, Some(Stage::Rcpt)), "{text}");
            assert_eq!(proof.trim_end_matches('"'), "550 5.1.1 no such user");
            let recipient = Dialogue::read(&text).and_then(|dialogue| dialogue.recipient).expect("a recipient");
            assert_eq!(recipient.of(&text), "c@d.example");
        }
    }

    #[test]
    fn commands_sent_at_once_have_their_own_replies() {
        let text =
            "C: MAIL FROM:<a@b.example>\nC: RCPT TO:<c@d.example>\nC: DATA\nS: 250 Ok\nS: 452 4.2.2 full\nS: 503 no\n";
        assert_eq!(read(text), (Ending::Refused, Some(Stage::Rcpt), "452 4.2.2 full".into()));
    }

    #[test]
    fn what_is_made_good_does_not_tell() {
        let text = "> EHLO a\n< 502 what?\n> HELO a\n< 250 mx\n> AUTH CRAM-MD5\n< 504 no\n> AUTH LOGIN\n< 535 5.7.8 bad\n> QUIT\n";
        assert_eq!(read(text), (Ending::Refused, Some(Stage::Auth), "535 5.7.8 bad".into()));
    }

    #[test]
    fn lines_of_the_mail_are_no_replies_and_no_notes() {
        let text =
            "> DATA\n< 354 go\n> 550 user unknown\nQUIT\nconnection\n> .\n< 250 2.0.0 queued\n> QUIT\n< 221 Bye\n";
        let dialogue = Dialogue::read(text).expect("a session");
        assert_eq!(dialogue.ending, Ending::Accepted);
    }

    #[test]
    fn how_sessions_end_without_a_refusal() {
        let start = "S: 220 mx\nC: EHLO a\n";
        let of = |rest: &str| read(&(start.to_string() + rest)).0;
        assert_eq!(of(""), Ending::Silent);
        assert_eq!(of("S: 250-mx\nS: 250 SIZE\n"), Ending::NoLogin(false));
        assert_eq!(of("S: 250-mx\nS: 250-STARTTLS\nS: 250 SIZE\nC: QUIT\n"), Ending::NoLogin(true));
        assert_eq!(of("S: 250-mx\nS: 250 AUTH XOAUTH2 OAUTHBEARER\n"), Ending::TokensOnly);
        assert_eq!(of("S: 250-mx\nS: 250 AUTH PLAIN\n"), Ending::NoStartTls);
        assert_eq!(of("S: 250-STARTTLS\nS: 250 AUTH PLAIN\nC: STARTTLS\nS: 220 go\n"), Ending::TlsBroken);
        assert_eq!(of("S: 250 mx\nC: DATA\nS: 354 go\nC: x\nC: .\n"), Ending::Silent);
        assert_eq!(read("* Connected to mx port 25\n< SSH-2.0-OpenSSH\n> QUIT").0, Ending::NotSmtp);
        assert_eq!(read("=== Trying mx:25...\n=== Connected to mx.\n").0, Ending::NoGreeting);
        assert_eq!(read("connect: to ('mx', 25) None").0, Ending::NotConnected);
    }

    #[test]
    fn other_texts_are_no_sessions() {
        for text in [
            "550 5.1.1 user unknown",
            "550-5.1.1 The account\n550 5.1.1 does not exist",
            "host mx said: 550 no (in reply to RCPT TO command)\nstatus=bounced",
            "Data transfer failed\nQuit the program",
            "> I wrote that\n> mail is broken\n< and he answered",
            "Error message below:\n550 - no such user here\n\n  MAIL FROM: a@b.example\n  RCPT TO: c@d.example\n",
            "",
        ] {
            assert!(Dialogue::read(text).is_none(), "{text}");
        }
    }
}
