//! Real bounce messages, the shapes that programs share, and what must hold for any bytes.

#![cfg(feature = "std")]
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)] // a test that cannot go on fails

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use mailmend::bounce;
use mailmend::model::{Action, BounceKind, BounceReport, FactKey, Recipient};
use proptest::prelude::*;

fn message(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bounces").join(name).with_extension("eml");
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Recipient, action and class of each finding.
fn told(report: &BounceReport<'_>) -> Vec<(String, &'static str, &'static str)> {
    let pairs = report.bounce.recipients.iter().zip(&report.findings);
    let told = pairs.map(|(about, finding)| {
        let action = about.action.map_or("", Action::as_str);
        (about.recipient.clone(), action, finding.cause.class.map_or("", |class| class.as_str()))
    });
    told.collect()
}

/// A message about one recipient.
fn one(name: &str, kind: BounceKind, recipient: &str, action: &'static str, class: &'static str) {
    let report = bounce(&message(name));
    assert_eq!((report.bounce.kind, told(&report)), (kind, vec![(recipient.into(), action, class)]), "{name}");
}

#[test]
fn what_programs_send_back() {
    let bounce = BounceKind::Bounce;
    one("exim", bounce, "kijitora@example.or.jp", "failed", "message_malformed");
    one("qmail", bounce, "kijitora@example.org", "failed", "sender_rejected");
    one("own-form", bounce, "xxxx@yyyyyy.net", "failed", "mailbox_full");
    one("domino", bounce, "kijitora@example.jp", "failed", "recipient_unknown");
    one("exchange", bounce, "kijitora@example.jp", "failed", "recipient_unknown");
    one("amazon-notification", bounce, "bounce@simulator.amazonses.com", "failed", "recipient_unknown");
    one("gmail-delay", BounceKind::Delayed, "kijitora@example.jp", "delayed", "mailbox_full");
    one("sendmail", bounce, "sironeko@example.com", "failed", "smtp_auth_required");
}

#[test]
fn charsets_and_line_ends() {
    one("iso-2022-jp", BounceKind::Bounce, "kijitora@example.com", "failed", "recipient_unknown");
    one("cr-only", BounceKind::Bounce, "kijitora@example.jp", "failed", "recipient_unknown");
}

#[test]
fn who_is_only_to_be_asked_is_no_recipient() {
    one("postfix-contact", BounceKind::Bounce, "kijitora@user.example.or.jp", "failed", "recipient_unknown");
}

#[test]
fn a_bounce_within_a_message_that_names_nobody() {
    one("nested", BounceKind::Bounce, "kijitora@neko.example.org", "failed", "recipient_unknown");
}

#[test]
fn each_recipient_has_a_cause_of_its_own() {
    let report = bounce(&message("two-recipients"));
    assert_eq!(
        told(&report),
        [
            ("mikeneko@example.co.jp".into(), "failed", "recipient_unknown"),
            ("sabineko@example.co.jp".into(), "failed", "mailbox_full"),
        ]
    );
    let report = bounce(&message("report-three"));
    let actions: Vec<_> = report.bounce.recipients.iter().map(|about| about.action).collect();
    assert_eq!(actions, [Some(Action::Failed), Some(Action::Delayed), Some(Action::Failed)]);
    assert_ne!(report.findings[1].recipient, Recipient::Suppress, "delivery goes on");
}

#[test]
fn what_is_no_bounce() {
    one("away", BounceKind::AutoReply, "nekonyaan@example.org", "", "auto_reply");
    let report = bounce(&message("arf"));
    assert_eq!(report.bounce.kind, BounceKind::Complaint);
    assert_eq!(report.bounce.feedback_type.as_deref(), Some("abuse"));
    let report = bounce(b"From: Sam <sam@example.com>\nSubject: Lunch\n\nShall we meet?\n");
    assert_eq!((report.bounce.kind, report.findings.len()), (BounceKind::NotBounce, 0));
}

#[test]
fn an_ordinary_message_that_speaks_of_a_bounce() {
    let text = b"From: Sam <sam@example.com>\nSubject: help\n\nMy mail to bob@example.com was not delivered. It says\n\
        > 550 5.1.1 user unknown\n";
    assert_eq!(bounce(text).bounce.kind, BounceKind::NotBounce);
}

#[test]
fn what_stands_there_once() {
    let report = bounce(&message("exim"));
    assert_eq!(report.bounce.subject.as_deref(), Some("Nyaaan"));
    assert!(report.bounce.message_id.is_some_and(|id| id.contains('@') && !id.contains('<')));
}

/// Delivery reports: `delivered`, `relayed` and `expanded` are no failures.
#[test]
fn good_news() {
    for action in ["delivered", "relayed", "expanded (to two)"] {
        let text = format!(
            "Content-Type: multipart/report; boundary=b\n\n--b\n\nDone.\n\n--b\nContent-Type: message/delivery-status\n\n\
             Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; a@example.com\nAction: {action}\nStatus: 2.0.0\n\n--b--\n"
        );
        let report = bounce(text.as_bytes());
        assert_eq!(report.bounce.kind, BounceKind::Delivered);
        assert_eq!(report.findings[0].cause.code, "SMTP009");
        assert_eq!(report.findings[0].recipient, Recipient::Keep);
    }
}

#[test]
fn a_poor_diagnostic_leans_on_the_text() {
    let text = "Content-Type: multipart/report; boundary=b\n\n--b\n\n<a@example.com>: the mailbox is full\n\n--b\n\
        Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@example.com\nAction: failed\n\
        Status: 5.0.0\nDiagnostic-Code: smtp; 550\n\n--b--\n";
    let report = bounce(text.as_bytes());
    assert_eq!(report.findings[0].cause.code, "BOX001");
    let said = report.findings[0].facts.iter().find(|fact| fact.key == FactKey::Diagnostic).unwrap();
    let evidence = &report.findings[0].evidence[0];
    assert_eq!(&said.value[evidence.start..evidence.end], evidence.text);
}

#[test]
fn html_alone() {
    let text = b"From: postmaster@example.org\nSubject: Undeliverable: x\nContent-Type: text/html; charset=utf-8\n\n\
        <table><tr><td>Your message could not be delivered to</td></tr><tr><td>a@example.com</td><td>The mailbox is \
        full &amp; takes no mail.</td></tr></table>";
    assert_eq!(told(&bounce(text)), [("a@example.com".into(), "failed", "mailbox_full")]);
}

#[test]
fn encoded_reports_and_encoded_messages() {
    // The inner message is the same report in base64, as some gateways forward it.
    let inner = message("report-three");
    let text = [
        b"From: me@example.org\nSubject: Fwd\nContent-Type: multipart/mixed; boundary=o\n\n--o\n\nlook\n\n--o\n\
          Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
            .to_vec(),
        base64(&inner),
        b"\n--o--\n".to_vec(),
    ]
    .concat();
    let report = bounce(&text);
    assert_eq!(report.bounce.kind, BounceKind::Bounce);
    assert_eq!(report.bounce.recipients.len(), 3);
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    for (at, three) in bytes.chunks(3).enumerate() {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= three.len() { letter } else { b'=' });
        }
        if at % 19 == 18 {
            out.push(b'\n');
        }
    }
    out
}

#[test]
fn the_wire_spells_the_same() {
    for name in ["exim", "two-recipients", "report-three", "arf", "away", "own-form"] {
        let text = String::from_utf8_lossy(&message(name)).into_owned();
        let report = bounce(text.as_bytes());
        let request = serde_json::json!({ "call": "bounce", "message": text }).to_string();
        assert_eq!(mailmend::wire::call(&request), serde_json::to_string(&report).unwrap(), "{name}");
    }
    let answer = mailmend::wire::call(r#"{"call":"bounce","text":"x"}"#);
    assert!(answer.starts_with(r#"{"error":{"code":"bad-request""#), "{answer}");
}

#[test]
fn a_password_never_leaves() {
    let text = "From: MAILER-DAEMON@example.org\nSubject: failure notice\n\nCould not be delivered to\n\n<a@example.com>:\n\
        smtp://user:s3cr3t@mail.example.com said 550 no such user\n";
    let request = serde_json::json!({ "call": "bounce", "message": text }).to_string();
    let answer = mailmend::wire::call(&request);
    assert!(answer.contains("a@example.com") && !answer.contains("s3cr3t"), "{answer}");
}

/// Pieces that messages are made of, in any order.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let text = |text: &'static str| Just(text.as_bytes().to_vec());
    let piece = prop_oneof![
        text("From: MAILER-DAEMON@example.org\n"),
        text("From x Mon Jan 1 10:00:00 2001\n"),
        text("Subject: failure notice\n"),
        text("Content-Type: multipart/report; boundary=b\n"),
        text("Content-Type: multipart/digest; boundary=\"b\"\n"),
        text("Content-Type: message/delivery-status\n"),
        text("Content-Type: message/feedback-report\n"),
        text("Content-Type: message/rfc822\n"),
        text("Content-Type: text/html; charset=iso-2022-jp\n"),
        text("Content-Transfer-Encoding: base64\n"),
        text("Content-Transfer-Encoding: quoted-printable\n"),
        text("\n--b\n"),
        text("\n--b--\n"),
        text("\n\n"),
        text("\r"),
        text("Final-Recipient: rfc822; a@example.com\n"),
        text("Action: delayed\n"),
        text("Status: 5.1.1\n"),
        text("Diagnostic-Code: smtp; 550 user unknown\n"),
        text("<b@example.com>: 550 5.1.1 no such user\n"),
        text("could not be delivered to c@example.com\n"),
        text("--- original message follows\nReceived: from x\n"),
        text("=?utf-8?q?=C3=A4?= =E4=3D\n"),
        text("{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":[{}]}}"),
        text("<p>&amp;<br>"),
        text("\u{1b}$B$3$N\u{1b}(B"),
        text("用户@例子.中国"),
        proptest::collection::vec(any::<u8>(), 0..12),
    ];
    proptest::collection::vec(piece, 0..32).prop_map(|pieces| pieces.concat())
}

fn check(message: &[u8]) {
    let report = bounce(message);
    if !report.bounce.recipients.is_empty() {
        assert_eq!(report.findings.len(), report.bounce.recipients.len());
    }
    assert_eq!(report.findings.is_empty(), report.bounce.kind == BounceKind::NotBounce);
    for finding in &report.findings {
        let said = finding.facts.iter().find(|fact| fact.key == FactKey::Diagnostic);
        for evidence in &finding.evidence {
            assert!(said.unwrap().value.get(evidence.start..evidence.end).is_some());
        }
    }
}

proptest! {
    #[test]
    fn no_pieces_panic(message in pieces()) {
        check(&message);
    }

    #[test]
    fn no_bytes_panic(message in proptest::collection::vec(any::<u8>(), 0..600)) {
        check(&message);
    }
}

#[test]
fn every_prefix_of_a_real_message() {
    for name in ["sendmail", "two-recipients", "arf", "amazon-notification"] {
        let whole = message(name);
        for end in (0..whole.len()).step_by(7) {
            check(&whole[..end]);
        }
    }
}

/// The quickest of three runs.
fn time(message: &[u8]) -> Duration {
    let run = || {
        let start = Instant::now();
        check(message);
        start.elapsed()
    };
    (0..3).map(|_| run()).min().unwrap()
}

/// Messages that tempt a reader to go back, at two sizes: four times the bytes may not take many times as long.
#[test]
fn time_grows_with_the_length() {
    let head = "From: MAILER-DAEMON@example.org\nSubject: failure notice\n";
    let repeated =
        |start: &str, piece: &str, bytes: usize| format!("{head}{start}{}", piece.repeat(bytes / piece.len()));
    let tempting: [(&str, &str); 14] = [
        ("\n", "<a@example.com>: 550 no such user\n"),
        ("\n", "@"),
        ("\n", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.cd,\""),
        ("\nfailed\n", "original message\nReceived:x\n\n"),
        ("\nfailed\n", "Received: from x\nFrom: MAILER-DAEMON@x.example\nSubject: failure notice\n\nfailed\n\n"),
        ("Content-Type: message/rfc822\n\n", "Content-Type: message/rfc822\n\n"),
        ("Content-Type: multipart/mixed; boundary=b\n\n", "--b\nContent-Type: multipart/mixed; boundary=never\n\nx\n"),
        ("Content-Type: multipart/mixed; boundary=b\n\n", "--b\nContent-Type: multipart/mixed; boundary=b\n\n"),
        ("Content-Type: multipart/digest; boundary=b\n\n", "--b\n\nSubject: x\n\n<a@b.example>: failed 550\n"),
        ("Content-Type: text/plain", "; a*1=b\n "),
        ("Content-Type: text/html\n\n", "<p>failed <b>a@b.example</b> &amp; 550\n"),
        ("Content-Type: message/delivery-status\n\n", "Final-Recipient: rfc822; a@b.example\nAction: failed\n\n"),
        ("Content-Transfer-Encoding: quoted-printable\n\n", "=E4=\n"),
        ("\n{\"notificationType\":", "["),
    ];
    for (start, piece) in tempting {
        let small = time(repeated(start, piece, 1 << 19).as_bytes());
        let large = time(repeated(start, piece, 1 << 21).as_bytes());
        let most = small.max(Duration::from_millis(2)) * 12;
        assert!(large < most, "{piece:?}: {small:?}, then {large:?}");
    }
}

/// Fifteen megabytes and a hundred thousand lines, each with a recipient; none is forgotten.
#[test]
fn a_hundred_thousand_recipients() {
    let mut text =
        String::from("From: MAILER-DAEMON@example.org\nSubject: failure notice\n\nThe following addresses failed:\n\n");
    for number in 0..100_000 {
        let words =
            "the mailbox of this person does not exist here, and never has, as far as anybody can tell today.....";
        text.push_str(&format!("user{number:06}@example.com: 550 5.1.1 user unknown: {words}\n"));
    }
    assert!(text.len() > 14 << 20);
    let report = bounce(text.as_bytes());
    assert_eq!(report.findings.len(), 100_000);
    assert!(report.findings.iter().all(|finding| finding.cause.code == "RCPT001"));
}

/// A message in a message, half a million times: no recursion may run out of stack.
#[test]
fn nesting_has_no_end() {
    let plain = "Content-Type: message/rfc822\n\n".repeat(500_000);
    check(plain.as_bytes());
    let encoded = format!("Content-Transfer-Encoding: base64\nContent-Type: message/rfc822\n\n{plain}");
    check(encoded.as_bytes());
    let parts: String =
        (0..20_000).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n")).collect();
    check(parts.as_bytes());
}
