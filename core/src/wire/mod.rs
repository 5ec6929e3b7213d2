//! The one door through which every binding comes: JSON in, JSON out, the same bytes everywhere.

mod request;
mod write;

pub use request::{BadRequest, BatchLine, ExplainRequest};
#[cfg(feature = "std")]
pub use write::write_bounce;
pub use write::write_report;

use alloc::string::String;

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
    match ExplainRequest::from_json(request) {
        Ok(request) => match request.check() {
            Ok(request) => write_report(&mut out, &crate::explain(&request), None),
            Err(problem) => write::write_error(&mut out, &problem, None),
        },
        Err(problem) => write::write_error(&mut out, &problem, None),
    }
    out
}

/// Answers one line of a batch: raw text, or a JSON object with `text`, hints and an `id` that comes back. Appends
/// one JSON object to `out`, without a line end.
pub fn batch_line(line: &str, out: &mut String) {
    match BatchLine::read(line) {
        Ok(BatchLine { id, request }) => write_report(out, &crate::explain(&request.borrow()), id.as_deref()),
        Err((id, problem)) => write::write_error(out, &problem, id.as_deref()),
    }
}
