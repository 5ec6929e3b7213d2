//! What must hold for every input.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)] // a test that cannot go on fails

use mailmend::model::{Confidence, Recipient};
use mailmend::syntax::{Frame, frame};
use mailmend::{Request, explain, reply};
use proptest::prelude::*;

/// Pieces that replies are made of, in any order: random letters alone hardly ever look like one.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("550".to_string()),
        Just("5.1.1 ".to_string()),
        Just("421-".to_string()),
        Just("4.7.0".to_string()),
        Just("\r\n".to_string()),
        Just("user unknown ".to_string()),
        Just("<a@example.com>".to_string()),
        Just("mailbox full".to_string()),
        Just("password=".to_string()),
        Just("用户不存在".to_string()),
        Just("[192.0.2.1]".to_string()),
        Just("SERVER -> CLIENT: 250-AUTH ".to_string()),
        Just("> AUTH PLAIN ".to_string()),
        Just("  File \"a\", line 1\n    ".to_string()),
        Just("354 \n.\n".to_string()),
        Just("\\r\\n\\u00e9".to_string()),
        Just("Diagnostic-Code:".to_string()),
        "[ -~]{0,12}",
        "\\PC{0,6}",
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn the_same_request_gives_the_same_answer(text in pieces()) {
        let request = serde_json::json!({ "call": "explain", "text": text }).to_string();
        prop_assert_eq!(mailmend::wire::call(&request), mailmend::wire::call(&request));
    }

    #[test]
    fn spans_fit_and_nothing_is_suppressed_on_a_guess(text in pieces()) {
        let report = explain(&Request::new(&text));
        prop_assert!(!report.findings.is_empty());
        for finding in &report.findings {
            for evidence in &finding.evidence {
                prop_assert!(text.get(evidence.start..evidence.end).is_some());
            }
            let guess = finding.confidence == Confidence::Possible;
            prop_assert!(!(guess && finding.recipient == Recipient::Suppress));
        }
    }

    #[test]
    fn a_secret_never_leaves(text in pieces(), at in 0_usize..400) {
        let at = text.floor_char_boundary(at.min(text.len()));
        let planted = format!("{} smtp://me:s3cr3tw0rd@mail.example.com {}", &text[..at], &text[at..]);
        let request = serde_json::json!({ "call": "explain", "text": planted }).to_string();
        prop_assert!(!mailmend::wire::call(&request).contains("s3cr3tw0rd"));
    }

    #[test]
    fn lines_tile_the_reply(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let parsed = reply(&bytes);
        let mut end = None;
        for line in parsed.tree.lines() {
            prop_assert!(end.is_none_or(|end| end == line.span.start));
            prop_assert!(line.span.end > line.span.start);
            end = Some(line.span.end);
        }
        prop_assert!(end.is_none_or(|end| end == bytes.len()));
    }

    #[test]
    fn a_socket_is_never_told_too_much(texts in proptest::collection::vec("[ -~]{0,20}", 1..5)) {
        let last = texts.len() - 1;
        let whole: String = texts
            .iter()
            .enumerate()
            .map(|(place, text)| format!("250{}{text}\r\n", if place == last { ' ' } else { '-' }))
            .collect();
        prop_assert_eq!(frame(whole.as_bytes()), Frame::Complete { length: whole.len() });
        for at in 0..whole.len() {
            match frame(&whole.as_bytes()[..at]) {
                Frame::Partial { at_least } => prop_assert!(at + at_least.get() <= whole.len()),
                other => prop_assert!(false, "{other:?} at {at}"),
            }
        }
    }
}

/// The inputs that tempt a matcher to go back, at full length: a quadratic one would not end here.
#[test]
fn inputs_that_tempt_a_matcher() {
    let tempting = [
        "user ",
        "550-",
        "550 5.1.1 ",
        "a@",
        "@",
        "334 ",
        "pass=",
        "://",
        "auth plain ",
        "the email account that you ",
        "\u{FFFD}",
        "用户",
        "[",
        "5.",
        "1.1.1.1",
        "in 5 ",
        "\n",
        "\r",
        "\0",
        "mailbox * ",
        "=\"",
    ];
    for piece in tempting {
        let text = piece.repeat(mailmend::LONGEST_INPUT / piece.len());
        let report = explain(&Request::new(&text));
        assert!(!report.findings.is_empty());
        let end = reply(text.as_bytes()).tree.lines().last().map(|line| line.span.end);
        assert_eq!(end, Some(text.len()), "{piece:?}");
    }
}

#[test]
fn bad_inputs_get_a_clear_answer() {
    let code = |text: &str| explain(&Request::new(text)).findings[0].cause.code;
    assert_eq!(code(""), "SMTP012");
    assert_eq!(code(" \r\n\t"), "SMTP012");
    assert_eq!(code("\r"), "SMTP012");
    assert_eq!(code("\0\0\0\0"), "SMTP013");
    let long = "x".repeat(10 << 20);
    let report = explain(&Request::new(&long));
    assert_eq!(report.findings[0].cause.code, "SMTP013");
    assert_eq!(report.cut.unwrap().given, 10 << 20);
    let lines = "550-5.1.1 no such user\r\n".repeat(10_000);
    assert_eq!(code(&lines), "RCPT001");
    let utf16: Vec<u8> = "550 5.1.1 user unknown".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(code(&mailmend::text::decode(&utf16).text), "RCPT001");
}

/// Sessions hold passwords; nothing that was sent in them as one comes back.
#[test]
fn no_session_gives_its_password_away() {
    let text = include_str!("../conformance/transcripts.json");
    let cases: Vec<serde_json::Value> = serde_json::from_str(text).unwrap();
    let secrets = ["wrong-password", "d3JvbmctcGFzc3dvcmQ", "3cm9uZy1wYXNzd29yZ", "AGFubmEAaHVudGVyMg"];
    let mut held = 0;
    for case in &cases {
        let request = case["request"]["text"].as_str().unwrap();
        let answer = mailmend::wire::call(&case["request"].to_string());
        for secret in secrets {
            held += usize::from(request.contains(secret));
            assert!(!answer.contains(secret), "{}: {secret}", case["name"]);
        }
    }
    assert!(held >= 3, "the cases hold no passwords any more");
}
