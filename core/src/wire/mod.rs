//! The one door through which every binding comes: JSON in, JSON out, the same bytes everywhere.

mod record;
mod request;
mod write;

pub use request::{BadRequest, BatchLine, ExplainRequest};
#[cfg(feature = "std")]
pub use write::write_bounce;
pub use write::{write_record, write_report};

use alloc::string::String;

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
    if record::is_record_call(request) {
        match record::RecordCall::read(request) {
            Ok(call) => write_record(&mut out, &crate::record_with(&call.borrow()), None),
            Err((_, problem)) => write::write_error(&mut out, &problem, None),
        }
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
    /// The lines are records, of this kind perhaps.
    records: Option<Option<RecordType>>,
}

impl Batch {
    /// A batch that has answered nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self { pieces: Some(write::Pieces::default()), records: None }
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
    #[must_use]
    pub fn of_records(kind: Option<RecordType>) -> Self {
        Self { records: Some(kind), ..Self::new() }
    }

    /// Answers one line: raw text, or a JSON object with `text`, hints and an `id` that comes back. An object with
    /// `record`, and a `type` perhaps, is checked as a DNS record. Appends one JSON
    /// object to `out`, without a line end.
    pub fn line(&mut self, line: &str, out: &mut String) {
        if self.records.is_some() || record::is_record_line(line) {
            match record::RecordCall::line(line, self.records.flatten()) {
                Ok(call) => {
                    write::write_record_with(out, &crate::record_with(&call.borrow()), call.id(), &mut self.pieces);
                }
                Err((id, problem)) => write::write_error(out, &problem, id.as_deref()),
            }
            return;
        }
        match BatchLine::read(line) {
            Ok(BatchLine { id, request }) => {
                write::write_with(out, &crate::explain(&request.borrow()), id.as_deref(), &mut self.pieces);
            }
            Err((id, problem)) => write::write_error(out, &problem, id.as_deref()),
        }
    }
}

impl Default for Batch {
    fn default() -> Self {
        Self::new()
    }
}
