//! The one door through which every binding comes: JSON in, JSON out, the same bytes everywhere.

#[cfg(feature = "addresses")]
mod address;
#[cfg(feature = "content")]
mod content;
#[cfg(feature = "records")]
mod dmarc;
#[cfg(feature = "records")]
mod dns;
#[cfg(feature = "records")]
mod domain;
mod packed;
mod pages;
#[cfg(feature = "records")]
mod record;
mod request;
#[cfg(feature = "settings")]
mod sending;
#[cfg(feature = "settings")]
mod settings;
#[cfg(feature = "records")]
mod spf;
mod write;
#[cfg(feature = "records")]
mod zone;

#[cfg(feature = "addresses")]
pub use address::write_address;
#[cfg(feature = "content")]
pub use content::write_content;
#[cfg(feature = "records")]
pub use dmarc::write_dmarc;
#[cfg(feature = "records")]
pub use domain::write_domain;
#[cfg(feature = "addresses")]
pub use packed::pack_address;
pub use packed::pack_report;
#[cfg(feature = "records")]
pub use record::write_record;
pub use request::{BadRequest, BatchLine, ExplainRequest};
#[cfg(feature = "settings")]
pub use sending::{health_json, plan_json, retry_json, suppress_json};
#[cfg(feature = "settings")]
pub use settings::write_settings;
#[cfg(feature = "records")]
pub use spf::{write_check_host, write_spf_tree};
#[cfg(feature = "std")]
pub use write::write_bounce;
pub use write::write_report;
#[cfg(feature = "records")]
pub use zone::read as read_zone;

use alloc::string::String;

#[cfg(feature = "addresses")]
use crate::model::AddressMode;
#[cfg(feature = "records")]
use crate::model::RecordType;

/// Answers one request. Takes a JSON object with the name of the call and its arguments, gives the report, or
/// `{"error":{"code":…,"message":…}}` when the request itself is wrong.
///
/// With the feature `std`, `{"call":"bounce","message":…}` reads a bounce message.
///
/// ```
/// let answer = mailmend::wire::call(r#"{"call":"explain","text":"550 5.1.1 user unknown"}"#);
/// assert!(answer.starts_with(r#"{"schema":1,"kind":"smtp-reply""#));
/// let answer = mailmend::wire::call(r#"{"call":"explain"}"#);
/// assert!(answer.starts_with(r#"{"error":{"code":"bad-request""#));
/// ```
#[must_use]
pub fn call(request: &str) -> String {
    let mut out = String::new();
    #[cfg(feature = "std")]
    if request::is_bounce(request) {
        match request::BounceRequest::from_json(request) {
            Ok(request) => write_bounce(&mut out, &crate::bounce(request.message.as_bytes())),
            Err(problem) => write::write_error(&mut out, &problem, None),
        }
        return out;
    }
    #[cfg(feature = "content")]
    if content::is_one(request) {
        content::answer(request, &mut out, &mut None);
        return out;
    }
    #[cfg(feature = "addresses")]
    if address::is_one(request) {
        address::answer(request, AddressMode::Signup, &mut out, &mut None);
        return out;
    }
    #[cfg(feature = "records")]
    if domain::is_one(request) {
        domain::answer(request, &mut out);
        return out;
    }
    #[cfg(feature = "records")]
    if dmarc::is_one(request) {
        dmarc::answer(request, &mut out);
        return out;
    }
    #[cfg(feature = "records")]
    if spf::is_one(request) {
        spf::answer(request, &mut out);
        return out;
    }
    #[cfg(feature = "records")]
    if record::is_record_call(request) {
        record::answer(request, &mut out);
        return out;
    }
    #[cfg(feature = "settings")]
    if settings::is_settings_call(request) {
        settings::answer(request, &mut out);
        return out;
    }
    #[cfg(feature = "settings")]
    if sending::answer(request, &mut out) {
        return out;
    }
    if pages::answer(request, &mut out) {
        return out;
    }
    match ExplainRequest::from_json(request) {
        Ok(request) => match request.check() {
            Ok(request) => write_report(&mut out, &crate::explain(&request), None),
            Err(problem) => write::write_error(&mut out, &problem, None),
        },
        Err(problem) => write::write_error(&mut out, &problem, None),
    }
    out
}

/// Answers lines one after the other. What repeats from report to report is kept as it was written: some 2 MB at most.
///
/// ```
/// let mut batch = mailmend::wire::Batch::new();
/// let mut out = String::new();
/// batch.line("550 5.1.1 user unknown", &mut out);
/// assert!(out.contains("RCPT001"));
/// ```
#[derive(Debug)]
pub struct Batch {
    pieces: Option<write::Pieces>,
    lines: Lines,
}

/// What the lines of a batch are, where they do not say so themselves.
#[derive(Debug)]
enum Lines {
    /// Texts to explain.
    Texts,
    /// Records, of this kind perhaps.
    #[cfg(feature = "records")]
    Records(Option<RecordType>),
    /// Settings.
    #[cfg(feature = "settings")]
    Settings,
    /// Addresses, for this.
    #[cfg(feature = "addresses")]
    Addresses(AddressMode),
}

impl Batch {
    /// A batch that has answered nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::of(Lines::Texts)
    }

    /// A batch whose lines are DNS records: raw, or JSON objects with `record` (a string, or the list of its strings),
    /// and `type`, `name` and `id` perhaps.
    ///
    /// ```
    /// let mut batch = mailmend::wire::Batch::of_records(None);
    /// let mut out = String::new();
    /// batch.line("v=spf1 mx +all", &mut out);
    /// assert!(out.contains("SPF026"));
    /// ```
    #[cfg(feature = "records")]
    #[must_use]
    pub fn of_records(kind: Option<RecordType>) -> Self {
        Self::of(Lines::Records(kind))
    }

    /// A batch whose lines are addresses, or JSON objects with an address as `text`.
    ///
    /// ```
    /// let mut batch = mailmend::wire::Batch::of_addresses(mailmend::model::AddressMode::Signup);
    /// let mut out = String::new();
    /// batch.line("jane@gmial.com", &mut out);
    /// assert!(out.contains(r#""suggestion":"jane@gmail.com""#));
    /// ```
    #[cfg(feature = "addresses")]
    #[must_use]
    pub fn of_addresses(mode: AddressMode) -> Self {
        Self::of(Lines::Addresses(mode))
    }

    /// A batch whose lines are settings: raw, or JSON objects with `text` or `settings`, and `stack`, `form` and `id`
    /// perhaps.
    ///
    /// ```
    /// let mut batch = mailmend::wire::Batch::of_settings();
    /// let mut out = String::new();
    /// batch.line("smtp://me:x@smtp.gmail.com:578", &mut out);
    /// assert!(out.contains("CONF003") && !out.contains("me:x"));
    /// ```
    #[cfg(feature = "settings")]
    #[must_use]
    pub fn of_settings() -> Self {
        Self::of(Lines::Settings)
    }

    fn of(lines: Lines) -> Self {
        Self { pieces: Some(write::Pieces::default()), lines }
    }

    /// Answers one line: raw text, or a JSON object with `text`, hints and an `id` that comes back. An object with
    /// `record`, and a `type` perhaps, is checked as a DNS record; one with the call `address` as an address. Appends one
    /// JSON object to `out`, without a line end.
    pub fn line(&mut self, line: &str, out: &mut String) {
        let pieces = &mut self.pieces;
        match self.lines {
            #[cfg(feature = "records")]
            Lines::Records(kind) => record::answer_line(line, kind, out, pieces),
            #[cfg(feature = "records")]
            Lines::Texts if record::is_record_line(line) => record::answer_line(line, None, out, pieces),
            #[cfg(feature = "settings")]
            Lines::Settings => settings::answer_line(line, out, pieces),
            #[cfg(feature = "settings")]
            Lines::Texts if settings::is_settings_call(line) => settings::answer_line(line, out, pieces),
            #[cfg(feature = "addresses")]
            Lines::Addresses(mode) => address::answer_line(line, mode, out, pieces),
            #[cfg(feature = "content")]
            Lines::Texts if line.trim_start().starts_with('{') && content::is_one(line) => {
                content::answer(line, out, pieces);
            }
            #[cfg(feature = "addresses")]
            Lines::Texts if address::is_line(line) => address::answer(line, AddressMode::Signup, out, pieces),
            Lines::Texts => match BatchLine::read(line) {
                Ok(BatchLine { id, request }) => {
                    write::write_with(out, &crate::explain(&request.borrow()), id.as_deref(), pieces);
                }
                Err((id, problem)) => write::write_error(out, &problem, id.as_deref()),
            },
        }
    }
}

impl Default for Batch {
    fn default() -> Self {
        Self::new()
    }
}
