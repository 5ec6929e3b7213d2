//! mailmend for JavaScript, as WebAssembly. It converts, and knows no mail.

use js_sys::{Error, JSON, JsString, Object, Reflect};
use mailmend::wire::{self, BadRequest, ExplainRequest};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("../report.d.ts");

#[wasm_bindgen]
extern "C" {
    /// The text to explain. JavaScript may hand over anything; what is no string is refused.
    #[wasm_bindgen(typescript_type = "string")]
    pub type Text;

    /// What the caller knows: `Hints` in `report.d.ts`.
    #[wasm_bindgen(typescript_type = "Hints")]
    pub type Hints;

    /// The answer: `Report` in `report.d.ts`.
    #[wasm_bindgen(typescript_type = "Report")]
    pub type Report;
}

/// Explains why a mail did not arrive. Takes what was printed when sending failed, and what you know about it; gives
/// a report, which is never empty.
///
/// # Errors
/// Throws an `Error` with the code `bad-request` when `text` is no string or a hint is none that exists.
#[wasm_bindgen]
pub fn explain(text: &Text, hints: Option<Hints>) -> Result<Report, Error> {
    let given = text.as_string();
    let frame = frame(text, given.is_some(), hints)?;
    let request = ExplainRequest::from_json(&frame).map_err(|problem| error(&problem))?;
    let mut request = request.check().map_err(|problem| error(&problem))?;
    request.text = given.as_deref().unwrap_or_default();
    let mut answer = String::new();
    wire::write_report(&mut answer, &mailmend::explain(&request), None);
    Ok(JSON::parse(&answer)?.unchecked_into())
}

/// Answers one request: JSON in, JSON out, the same bytes in every language. Never throws: a wrong request is
/// answered with `{"error":{"code":…,"message":…}}`.
#[wasm_bindgen]
#[must_use]
pub fn call(json: &str) -> String {
    wire::call(json)
}

/// The request as JSON, without its text: that need not be escaped to be read again. What is no string stays in, so
/// that the core refuses it, in the words that every language gives.
fn frame(text: &JsValue, is_string: bool, hints: Option<Hints>) -> Result<String, Error> {
    let hints = match hints.map(JsValue::from) {
        None if is_string => return Ok(r#"{"text":""}"#.into()),
        None => Object::new().into(),
        Some(hints) if !hints.is_object() => return Ok(stringify(&hints)?),
        Some(hints) => hints,
    };
    let frame = Object::assign(&Object::new(), hints.unchecked_ref());
    let text = if is_string { &JsValue::from_str("") } else { text };
    Reflect::set(&frame, &"call".into(), &"explain".into())?;
    Reflect::set(&frame, &"text".into(), text)?;
    Ok(stringify(&frame)?)
}

/// `value` as JSON; nothing for a function and the like, which JSON leaves out.
fn stringify(value: &JsValue) -> Result<String, JsValue> {
    Ok(JSON::stringify(value)?.as_string().unwrap_or_default())
}

fn error(problem: &BadRequest) -> Error {
    let error = Error::new(&problem.message);
    // Setting a property of a fresh object cannot fail.
    let _ = Reflect::set(&error, &JsString::from("code"), &JsString::from(BadRequest::CODE));
    error
}
