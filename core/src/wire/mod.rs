//! The one door through which every binding comes: JSON in, JSON out, the same bytes everywhere.

mod address;
mod request;
mod write;

pub use address::write_address;
pub use request::{BadRequest, BatchLine, ExplainRequest};
pub use write::write_report;

use alloc::string::String;

use crate::model::AddressMode;

/// Answers one request. Takes a JSON object with the name of the call and its arguments, gives the report, or
/// `{"error":{"code":…,"message":…}}` when the request itself is wrong.
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
    if address::is_one(request) {
        address::answer(request, AddressMode::Signup, &mut out, &mut None);
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
    /// Set when lines are addresses, and what those are for.
    addresses: Option<AddressMode>,
}

impl Batch {
    /// A batch that has answered nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self { pieces: Some(write::Pieces::default()), addresses: None }
    }

    /// A batch whose lines are addresses, or JSON objects with an address as `text`.
    ///
    /// ```
    /// let mut batch = mailmend::wire::Batch::of_addresses(mailmend::model::AddressMode::Signup);
    /// let mut out = String::new();
    /// batch.line("jane@gmial.com", &mut out);
    /// assert!(out.contains(r#""suggestion":"jane@gmail.com""#));
    /// ```
    #[must_use]
    pub fn of_addresses(mode: AddressMode) -> Self {
        Self { addresses: Some(mode), ..Self::new() }
    }

    /// Answers one line: raw text, or a JSON object with `text`, hints and an `id` that comes back. Appends one JSON
    /// object to `out`, without a line end.
    pub fn line(&mut self, line: &str, out: &mut String) {
        let object = line.trim_start().starts_with('{');
        match self.addresses {
            Some(mode) if object && line.contains("\"text\"") => {
                return address::answer(line, mode, out, &mut self.pieces);
            }
            Some(mode) => return address::write_with(out, &crate::address_in(line, mode), None, &mut self.pieces),
            None if object && address::is_one(line) => {
                return address::answer(line, AddressMode::Signup, out, &mut self.pieces);
            }
            None => {}
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
