//! Any line to read as one of a log: every slice that an entry holds lies in the line, an entry does not depend on the
//! line end, and an entry that owns its texts is the same entry.
#![no_main]

use std::borrow::Cow;

use libfuzzer_sys::fuzz_target;
use mailmend::log::{Entry, entry};
use mailmend::text;

fuzz_target!(|input: &[u8]| {
    let decoded = text::decode(input).text;
    check(&decoded);
    for line in decoded.lines() {
        check(line);
    }
});

fn check(line: &str) {
    let read = entry(line);
    assert_eq!(read, entry(&format!("{line}\r\n")), "the line end is no part of the line");
    let Some(read) = read else { return };
    let whole = line.as_bytes().as_ptr_range();
    for text in texts(&read) {
        if let Cow::Borrowed(text) = text {
            let part = text.as_bytes().as_ptr_range();
            assert!(text.is_empty() || (whole.start <= part.start && part.end <= whole.end), "{text:?} of {line:?}");
        }
    }
    for text in [&read.time, &read.id, &read.recipient, &read.relay, &read.ip] {
        assert!(text.as_ref().is_none_or(|text| !text.is_empty()), "an empty text in {read:?}");
    }
    assert_eq!(read, read.clone().into_owned());
}

/// Every text of an entry.
fn texts<'e, 'a>(entry: &'e Entry<'a>) -> impl Iterator<Item = &'e Cow<'a, str>> {
    let some = [&entry.time, &entry.id, &entry.sender, &entry.recipient, &entry.relay, &entry.ip, &entry.dsn];
    some.into_iter().flatten().chain([&entry.said])
}
