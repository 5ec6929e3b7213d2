//! A message before it is sent, or after it has arrived: what in it keeps it from the inbox.
//!
//! One file a family of rules. Weak evidence is said to be weak: by the severity, by the confidence, and in the words.

mod body;
mod bulk;
mod filters;
mod head;
mod links;
#[cfg(feature = "std")]
mod message;
mod page;
mod placeholders;
#[cfg(feature = "std")]
mod raw;
mod sender;
mod sheet;
mod signature;
mod verdicts;
mod words;

#[cfg(feature = "std")]
pub use message::content_of;

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use smallvec::SmallVec;

use crate::model::{ContentFacts, ContentPart, ContentReport, Cut, Need};
use page::Page;
use sender::Mailbox;
use sheet::{Part, Sheet};

/// A text or HTML may be this long, in bytes; what is longer is cut, and the report says so.
pub const LONGEST_CONTENT: usize = 4 << 20;
/// The most header fields that are looked at, and the longest value of one.
const MOST_FIELDS: usize = 1024;
const LONGEST_VALUE: usize = 1 << 16;
/// The most domains that the facts list.
const MOST_HOSTS: usize = 32;

/// A message, as far as it is known.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct ContentRequest<'a> {
    /// The sender, as it stands in From.
    pub from: Option<&'a str>,
    /// The subject.
    pub subject: Option<&'a str>,
    /// The plain text.
    pub text: Option<&'a str>,
    /// The HTML.
    pub html: Option<&'a str>,
    /// Header fields: name and value.
    pub headers: &'a [(&'a str, &'a str)],
    /// Whether it goes to many at once. Unknown: that is guessed where the message shows it.
    pub bulk: Option<bool>,
    /// The time, in seconds since 1970: signatures can have expired.
    pub now: Option<u64>,
}

impl<'a> ContentRequest<'a> {
    /// A request about nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { from: None, subject: None, text: None, html: None, headers: &[], bulk: None, now: None }
    }

    /// Says who it is from.
    #[must_use]
    pub const fn from(mut self, from: &'a str) -> Self {
        self.from = Some(from);
        self
    }

    /// Gives the subject.
    #[must_use]
    pub const fn subject(mut self, subject: &'a str) -> Self {
        self.subject = Some(subject);
        self
    }

    /// Gives the plain text.
    #[must_use]
    pub const fn text(mut self, text: &'a str) -> Self {
        self.text = Some(text);
        self
    }

    /// Gives the HTML.
    #[must_use]
    pub const fn html(mut self, html: &'a str) -> Self {
        self.html = Some(html);
        self
    }

    /// Gives header fields.
    #[must_use]
    pub const fn headers(mut self, headers: &'a [(&'a str, &'a str)]) -> Self {
        self.headers = headers;
        self
    }

    /// Says whether it goes to many at once.
    #[must_use]
    pub const fn bulk(mut self, bulk: bool) -> Self {
        self.bulk = Some(bulk);
        self
    }

    /// Says what time it is.
    #[must_use]
    pub const fn now(mut self, seconds: u64) -> Self {
        self.now = Some(seconds);
        self
    }
}

/// Checks a message that is given in pieces: sender, subject, texts, header fields.
///
/// Of header fields that are not given, a finding says that they are missing only where the fields look like a whole
/// head: mail libraries write Date and Message-ID by themselves.
///
/// ```
/// use mailmend::ContentRequest;
/// let request = ContentRequest::new().from("Shop <shop@example.net>").subject("FREE!!! Act now").text("Hello");
/// let report = mailmend::content(&request);
/// assert!(report.findings.iter().any(|finding| finding.cause.slug == "pushy-words"));
/// ```
#[must_use]
pub fn content(request: &ContentRequest<'_>) -> ContentReport {
    let mut mail = Mail { bulk: request.bulk, now: request.now, ..Mail::default() };
    let mut given = 0;
    let mut read = 0;
    let mut bounded = |text: &str| {
        let end = text.floor_char_boundary(LONGEST_CONTENT);
        given += text.len();
        read += end;
        end
    };
    for (name, value) in request.headers.iter().take(MOST_FIELDS) {
        let value = value.get(..value.floor_char_boundary(LONGEST_VALUE)).unwrap_or_default();
        mail.fields.push(Part::new(name.trim(), value));
    }
    for (name, value) in [("From", request.from), ("Subject", request.subject)] {
        if let Some(value) = value {
            let value = value.get(..value.floor_char_boundary(LONGEST_VALUE)).unwrap_or_default();
            mail.fields.retain(|field| !field.name.eq_ignore_ascii_case(name));
            mail.fields.push(Part::new(name, value));
        }
    }
    // Fields that no caller writes who lets a library do the rest.
    mail.whole = request.headers.iter().any(|(name, _)| {
        ["date", "message-id", "received", "mime-version", "from"]
            .iter()
            .any(|own| name.trim().eq_ignore_ascii_case(own))
    });
    let part = |name: &'static str, text: &'_ str, end: usize| {
        Part::new(name, text.get(..end).unwrap_or_default().to_string())
    };
    mail.text = request.text.map(|text| part("text", text, bounded(text)));
    mail.html = request.html.map(|html| part("html", html, bounded(html)));
    let mut facts = ContentFacts::default();
    for (kind, text) in [("text/plain", &mail.text), ("text/html", &mail.html)] {
        if let Some(part) = text {
            facts.parts.push(ContentPart { kind: kind.into(), size: part.text.len(), ..ContentPart::default() });
        }
    }
    facts.size = request.subject.map_or(0, str::len) + given;
    let mut report = mail.check(Sheet::default(), facts);
    report.cut = (read < given).then_some(Cut { read, given });
    report
}

/// A message, read: what the rules look at.
#[derive(Debug, Default)]
struct Mail<'a> {
    /// The header fields, unfolded where the message was raw.
    fields: Vec<Part<'a>>,
    /// Whether these are all header fields there are.
    whole: bool,
    text: Option<Part<'a>>,
    html: Option<Part<'a>>,
    /// The subject, its encoded words decoded.
    decoded: Option<String>,
    /// The names of the attachments.
    files: Vec<String>,
    bulk: Option<bool>,
    now: Option<u64>,
}

impl Mail<'_> {
    /// The first header field of that name, in any case.
    fn field(&self, name: &str) -> Option<&Part<'_>> {
        self.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name))
    }

    /// Every header field of that name.
    fn fields<'m>(&'m self, name: &'m str) -> impl Iterator<Item = &'m Part<'m>> {
        self.fields.iter().filter(move |field| field.name.eq_ignore_ascii_case(name))
    }

    /// The domain in From, in lower case.
    fn domain(&self) -> Option<String> {
        let from = self.field("from")?;
        let all = sender::mailboxes(&from.text);
        let Mailbox { address, .. } = all.first()?;
        let (_, domain) = address.of(&from.text).rsplit_once('@')?;
        Some(domain.to_ascii_lowercase())
    }

    /// The subject as a reader sees it.
    fn subject(&self) -> Option<Part<'_>> {
        let text = match &self.decoded {
            Some(decoded) => Cow::Borrowed(decoded.as_str()),
            None => Cow::Borrowed(self.field("subject")?.text.as_ref()),
        };
        Some(Part::new("subject", text))
    }

    /// Runs every rule.
    fn check(&self, mut sheet: Sheet, mut facts: ContentFacts) -> ContentReport {
        let page = self.html.as_ref().map(|html| Page::read(&html.text));
        let links = links::all(self, page.as_ref());
        facts.text = self.text.as_ref().map_or(0, |part| part.text.len());
        facts.html = self.html.as_ref().map_or(0, |part| part.text.len());
        facts.links = links.len();
        facts.images = page.as_ref().map_or(0, |page| page.images);
        facts.attachments = self.files.len();
        for link in links.iter().filter(|link| !link.host.is_empty()) {
            if facts.hosts.len() < MOST_HOSTS && !facts.hosts.contains(&link.host) {
                facts.hosts.push(link.host.clone());
            }
        }
        head::check(self, &mut sheet);
        sender::check(self, &mut sheet);
        bulk::check(self, page.as_ref(), &links, &mut sheet);
        body::check(self, page.as_ref(), &mut sheet);
        links::check(self, page.as_ref(), &links, &mut sheet);
        placeholders::check(self, &mut sheet);
        words::check(self, page.as_ref(), &mut sheet);
        signature::check(self, &mut sheet);
        verdicts::check(self, &mut sheet);
        filters::check(self, &mut sheet);
        let mut needs: SmallVec<[Need; 2]> = SmallVec::new();
        if self.domain().is_some() && self.field("authentication-results").is_none() {
            needs.push(Need::Domain);
        }
        if self.text.is_none() && self.html.is_none() {
            needs.push(Need::Content);
        }
        ContentReport { findings: sheet.finish(), facts, needs, cut: None }
    }
}

/// Whether two domains belong together, as far as their names tell: one holds the other, or they end in the same
/// name. Without the list of public suffixes, two short last parts (`co.uk`) count as one ending.
fn are_kin(one: &str, other: &str) -> bool {
    let own = |name: &'_ str| -> usize {
        let mut dots = name.rmatch_indices('.').map(|(at, _)| at);
        let (Some(last), before) = (dots.next(), dots.next()) else { return 0 };
        let ending = name.len() - last - 1;
        let second = last - before.map_or(0, |at| at + 1);
        // `co.uk`, `com.br`, `ac.jp`
        let is_short = ending == 2 && second <= 3;
        let start = if is_short { dots.next().map(|at| at + 1) } else { before.map(|at| at + 1) };
        start.unwrap_or(0)
    };
    let (one, other) = (one.trim_end_matches('.'), other.trim_end_matches('.'));
    let tail = |name: &'_ str| name.get(own(name)..).unwrap_or_default().to_ascii_lowercase();
    let below = |long: &str, short: &str| {
        let start = long.len().checked_sub(short.len() + 1);
        let end = start.and_then(|start| long.get(start..)).and_then(|end| end.strip_prefix('.'));
        short.contains('.') && end.is_some_and(|end| end.eq_ignore_ascii_case(short))
    };
    !one.is_empty() && (tail(one) == tail(other) || below(one, other) || below(other, one))
}

#[cfg(test)]
mod tests {
    use super::are_kin;

    #[test]
    fn domains_of_one_house() {
        assert!(are_kin("mail.example.com", "example.com") && are_kin("a.example.co.uk", "b.example.co.uk"));
        assert!(are_kin("news.shop.de", "SHOP.de") && are_kin("a.bit.ly", "bit.ly"));
        assert!(!are_kin("example.com", "example.net") && !are_kin("a.co.uk", "b.co.uk"));
        assert!(!are_kin("myexample.com", "example.com") && !are_kin("", ""));
    }
}
