//! Any text through the one JSON door: the answer is JSON, a batch says the same twice, and a password in what a request
//! asks about never comes out.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailmend::model::AddressMode;
use mailmend::wire::{Batch, call};
use serde_json::Value;

/// The password that must not come out.
const SECRET: &str = "SECRETSECRET";
/// A URL that holds it, as a line of its own.
const URL: &str = "\nsmtp://user:SECRETSECRET@mail.example.com:587\n";

fuzz_target!(|request: &str| {
    let answer = read(&call(request));
    assert!(answer.is_object(), "{answer}");
    assert_eq!(call(request), call(request), "the same request, the same bytes");
    let batches =
        [Batch::new(), Batch::of_records(None), Batch::of_settings(), Batch::of_addresses(AddressMode::Signup)];
    for mut batch in batches {
        for line in request.lines() {
            assert_eq!(
                line_of(&mut batch, line),
                line_of(&mut batch, line),
                "what is kept between lines shows in none"
            );
        }
    }
    if request.contains(SECRET) {
        return;
    }
    let Ok(Value::Object(mut fields)) = serde_json::from_str(request) else { return };
    if fields.get("call").is_some_and(|call| !PASTED.contains(&call.as_str().unwrap_or_default())) {
        return;
    }
    // What is pasted. The names of things (`id`, `host`) are the caller's own words.
    for (key, value) in &mut fields {
        if let (true, Value::String(text)) = (matches!(&**key, "text" | "message" | "html"), value) {
            text.push_str(URL);
        }
    }
    let planted = Value::Object(fields).to_string();
    let answer = call(&planted);
    read(&answer);
    assert!(!answer.contains(SECRET), "leaked from {planted}: {answer}");
});

/// The calls into which people paste what holds passwords. Records are public: of what stands in one, only a private key
/// is a secret, which is what the target `dkim` is about.
const PASTED: [&str; 7] = ["explain", "bounce", "content", "settings", "address", "retry", "suppress"];

fn line_of(batch: &mut Batch, line: &str) -> String {
    let mut out = String::new();
    batch.line(line, &mut out);
    assert!(read(&out).is_object(), "{out}");
    out
}

fn read(answer: &str) -> Value {
    serde_json::from_str(answer).unwrap_or_else(|error| panic!("{error}: {answer}"))
}
