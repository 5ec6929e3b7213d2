//! Any bytes as a reply: every place lies inside the input, nothing is lost, and `frame` agrees with `reply`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailmend::syntax::{FaultKind, Frame, Parsed, Reply, frame};

fuzz_target!(|input: &[u8]| {
    let parsed = mailmend::reply(input);
    faults_lie_inside(&parsed, input);
    lines_tile_the_rest(&parsed, input);
    a_frame_is_a_reply(input);
    what_came_so_far_never_says_more(input);
});

fn faults_lie_inside(parsed: &Parsed<Reply<'_>>, input: &[u8]) {
    for fault in parsed.faults.iter() {
        assert!(input.get(fault.span.range()).is_some(), "{fault:?} lies outside of {} bytes", input.len());
    }
    assert!(parsed.faults.iter().count() <= parsed.faults.len());
    assert_eq!(parsed.faults.contains(FaultKind::NoCode), parsed.tree.code().is_none());
}

/// Each line starts where the one before ended, the last ends with the input, and each holds its own text.
fn lines_tile_the_rest(parsed: &Parsed<Reply<'_>>, input: &[u8]) {
    let before = parsed.faults.iter().find(|fault| fault.kind == FaultKind::TextBeforeCode).map(|fault| fault.span.end);
    let mut at = None;
    for line in parsed.tree.lines() {
        let start = at.unwrap_or(line.span.start);
        if at.is_none() {
            let skipped = &input[..start];
            assert!(before == Some(start) || skipped.iter().all(u8::is_ascii_whitespace));
        }
        assert_eq!(line.span.start, start, "lines have no gap between them");
        assert!(line.span.end > start, "a line is never empty");
        let whole = &input[line.span.range()];
        let (outer, inner) = (whole.as_ptr_range(), line.text.as_ptr_range());
        assert!(line.text.is_empty() || (outer.start <= inner.start && inner.end <= outer.end));
        assert!(!line.text.contains(&b'\n') && !line.text.contains(&b'\r'));
        at = Some(line.span.end);
    }
    match at {
        Some(end) => assert_eq!(end, input.len(), "the last line ends with the input"),
        None => assert!(input.is_empty()),
    }
}

/// What `frame` calls a whole reply is one for `reply` too.
fn a_frame_is_a_reply(input: &[u8]) {
    match frame(input) {
        Frame::Complete { length } => {
            let whole = &input[..length];
            assert_eq!(whole.last(), Some(&b'\n'));
            assert_eq!(frame(whole), Frame::Complete { length });
            let parsed = mailmend::reply(whole);
            assert!(parsed.tree.is_complete());
            let code = parsed.tree.code().map(|code| code.to_string().into_bytes());
            assert_eq!(code.as_deref(), whole.get(..3));
            assert!(!parsed.faults.contains(FaultKind::TextBeforeCode));
            assert!(!parsed.faults.contains(FaultKind::LastLineMissing));
        }
        Frame::Malformed { at } => assert!(at <= input.len()),
        Frame::Partial { .. } => {}
    }
}

/// A client reads a socket piece by piece. No piece may make it stop early or give up, and it never has to wait for
/// more bytes than come.
fn what_came_so_far_never_says_more(input: &[u8]) {
    let whole = frame(input);
    for cut in cuts(input) {
        match (frame(&input[..cut]), whole) {
            (Frame::Complete { length }, whole) => {
                assert!(length <= cut);
                assert_eq!(whole, Frame::Complete { length });
            }
            (malformed @ Frame::Malformed { .. }, whole) => assert_eq!(malformed, whole),
            (Frame::Partial { at_least }, Frame::Complete { length }) => {
                assert!(cut + at_least.get() <= length, "{at_least} more after {cut}, but the reply has {length}");
            }
            (Frame::Partial { .. }, _) => {}
        }
    }
}

/// The places to cut at: all of the first ones, and those around line ends, so that long inputs stay quick.
fn cuts(input: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let near = |place: &usize| *place < 64 || input[place.saturating_sub(2)..*place].contains(&b'\n');
    (0..input.len()).filter(near).take(512)
}
