//! Any text as a log: each line gives an entry or none, an entry's parts come from the line, and what was said can be
//! explained.
#![no_main]

use std::borrow::Cow;

use libfuzzer_sys::fuzz_target;
use mailmend::{Request, explain, log, text};

fuzz_target!(|input: &[u8]| {
    let decoded = text::decode(input).text;
    for line in decoded.lines() {
        let _ = log::qmail_start(line);
        let Some(entry) = log::entry(line) else { continue };
        for part in [&entry.time, &entry.id, &entry.sender, &entry.recipient, &entry.relay].into_iter().flatten() {
            if let Cow::Borrowed(part) = part {
                assert!(line.contains(part), "{part:?} does not stand in {line:?}");
            }
        }
        assert_eq!(log::entry(line), Some(entry.clone()), "the same line, the same entry");
        let mut request = Request::new(&entry.said);
        request.stage = entry.stage;
        assert!(!explain(&request).findings.is_empty());
    }
});
