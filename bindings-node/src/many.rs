//! Many texts at once, on Node's thread pool or here.

use napi::bindgen_prelude::{AsyncTask, Uint8Array};
use napi::{Env, Result, Task};
use napi_derive::napi;

/// Appends the report on a text, packed where it can be.
pub(crate) fn explain(text: &str, out: &mut String) {
    let report = mailmend::explain(&mailmend::Request::new(text));
    if !mailmend::wire::pack_report(out, &report) {
        mailmend::wire::write_report(out, &report, None);
    }
}

/// Appends the report on an address, packed where it can be.
pub(crate) fn address(text: &str, out: &mut String) {
    let report = mailmend::address(text);
    if !mailmend::wire::pack_address(out, &report) {
        mailmend::wire::write_address(out, &report, None);
    }
}

/// What is done to each text: given by its name, `explain` or `address`.
fn named(call: &str) -> fn(&str, &mut String) {
    if call == "address" { address } else { explain }
}

fn each<'t>(texts: impl Iterator<Item = &'t str>, answer: fn(&str, &mut String)) -> Vec<String> {
    let one = |text| {
        let mut out = String::new();
        answer(text, &mut out);
        out
    };
    texts.map(one).collect()
}

/// The lines of a text, each without its end: LF or CRLF. Nothing follows the last end.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
}

/// Texts that wait for their answers.
pub struct Many {
    texts: Texts,
    answer: fn(&str, &mut String),
}

enum Texts {
    List(Vec<String>),
    Lines(Vec<u8>),
}

impl Task for Many {
    type Output = Vec<String>;
    type JsValue = Vec<String>;

    fn compute(&mut self) -> Result<Vec<String>> {
        Ok(match &self.texts {
            Texts::List(texts) => each(texts.iter().map(String::as_str), self.answer),
            Texts::Lines(bytes) => each(lines(&String::from_utf8_lossy(bytes)), self.answer),
        })
    }

    fn resolve(&mut self, _: Env, reports: Vec<String>) -> Result<Vec<String>> {
        Ok(reports)
    }
}

/// Answers a list of texts on the thread pool.
#[napi]
#[must_use]
pub fn many(call: String, texts: Vec<String>) -> AsyncTask<Many> {
    AsyncTask::new(Many { texts: Texts::List(texts), answer: named(&call) })
}

/// Answers the lines of a text on the thread pool: bytes, which need not be UTF-8.
#[napi]
#[must_use]
pub fn many_lines(call: String, text: Uint8Array) -> AsyncTask<Many> {
    AsyncTask::new(Many { texts: Texts::Lines(text.to_vec()), answer: named(&call) })
}
