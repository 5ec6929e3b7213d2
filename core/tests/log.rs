//! What must hold for every line of a log.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)] // a test that cannot go on fails

use std::borrow::Cow;
use std::collections::HashSet;

use mailmend::log::{Entry, Program, entry};
use proptest::prelude::*;

/// One line of each program, whole.
const LINES: [&str; 16] = [
    "Nov 24 06:05:08 relay postfix/smtp[1]: 9015DA822DA: to=<a@b.example>, orig_to=<\"c > d\"@b.example>, relay=mx.b.example[2001:db8::1]:25, delay=0.1, delays=0/0/0/0, dsn=5.1.1, status=bounced (host mx.b.example[2001:db8::1] said: 550 5.1.1 <a@b.example>: User unknown (in reply to RCPT TO command))",
    "<22>1 2026-11-24T06:05:08Z relay postfix/smtpd 1 - - NOQUEUE: reject: RCPT from unknown[192.0.2.9]: 554 5.7.1 <c@d.example>: Relay access denied; from=<> to=<c@d.example> proto=ESMTP helo=<x>",
    "{\"log\":\"Nov 24 06:05:08 relay postfix/qmgr[1]: 9F0C9: from=\\u003ca@b.example\\u003e, status=expired, returned to sender\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-24T06:05:08Z\"}",
    "2026-11-24 06:07:39 +0100 [12] 1xVjgp-00046S-2B ** a@b.example <c@d.example> F=<e@f.example> R=all T=rsmtp H=mx.b.example [192.0.2.1]:25 DN=\"CN=x y\": SMTP error from remote mail server after RCPT TO:<a@b.example>: 550 no DT=0s",
    "2026-11-24 06:07:39 H=(shop) [192.0.2.9] F=<a@b.example> rejected RCPT <c@d.example>: relay not permitted",
    "Nov 24 06:05:08 relay sendmail[2]: 0AO658nq012345: to=<a@b.example>,<c@d.example>, ctladdr=<e@f.example> (1/1), delay=00:00:01, mailer=esmtp, relay=mx.b.example. [192.0.2.1], dsn=5.1.1, stat=User unknown",
    "Nov 24 06:05:08 relay sendmail[2]: 0AO658nq012345: ruleset=check_rcpt, arg1=<c@d.example>, relay=mx [192.0.2.9], reject=550 5.7.1 Relaying denied",
    "@400000005fb9c1e82a3b4c5d delivery 12: failure: 192.0.2.1_does_not_like_recipient./Remote_host_said:_550_no/",
    "Nov 24 06:05:08 relay smtpd[1]: 7b2a9c0d1e2f3a4b mta delivery evpid=aabbccdd11223344 from=<a@b.example> to=<c@d.example> rcpt=<-> source=\"192.0.2.10\" relay=\"192.0.2.1 (mx.d.example)\" delay=1s result=\"PermFail\" stat=\"550 5.1.1 no\"",
    "2026-11-24T06:05:08.123Z,,,,EX01,\"a, \"\"b\"\"\",,ROUTING,FAIL,1,<x@b.example>,a@b.example;c@d.example,[{LED=550 5.1.1 not found};{MSG=};{FQDN=mx.b.example};{IP=192.0.2.1}],421,1,,,Hello,e@f.example,<>,",
    "b,2026-11-24 06:05:08+0000,2026-11-24 06:05:07+0000,e@f.example,a@b.example,,failed,5.1.1 (bad destination mailbox address),\"smtp;550 5.1.1 no, sorry\",mx.b.example (192.0.2.1),bad-mailbox",
    "{\"type\":\"Bounce\",\"id\":\"1d98\",\"sender\":\"e@f.example\",\"recipient\":[\"a@b.example\"],\"response\":{\"code\":550,\"enhanced_code\":{\"class\":5,\"subject\":1,\"detail\":1},\"content\":\"no\",\"command\":\"RCPT TO\"},\"peer_address\":{\"name\":\"mx\",\"addr\":\"192.0.2.1\"},\"timestamp\":1}",
    "2026-11-24T06:05:08.123Z [NOTICE] [E1B2C3D4-0000] [outbound] delivered file=1 domain=b host=mx.b.example ip=192.0.2.1 port=25 response=\"2.0.0 Ok\" delay=0.1",
    "{\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\",\"bouncedRecipients\":[{\"emailAddress\":\"a@b.example\",\"status\":\"5.1.1\",\"diagnosticCode\":\"smtp; 550 no\"}],\"timestamp\":\"t\"},\"mail\":{\"source\":\"e@f.example\",\"messageId\":\"m\"}}",
    "[{\"email\":\"a@b.example\",\"timestamp\":1,\"event\":\"bounce\",\"sg_message_id\":\"m\",\"reason\":\"550 no\",\"status\":\"5.1.1\"},",
    "{\"RecordType\":\"Bounce\",\"MessageID\":\"m\",\"Type\":\"HardBounce\",\"Details\":\"smtp;550 no\",\"Email\":\"a@b.example\",\"From\":\"e@f.example\",\"BouncedAt\":\"t\"}",
];

/// Reads a line, and checks that every slice lies in it, and that no text is there without letters.
fn read(line: &str) -> Option<Entry<'_>> {
    let read = entry(line)?;
    let whole = line.as_bytes().as_ptr_range();
    let some = [&read.time, &read.id, &read.sender, &read.recipient, &read.relay, &read.ip, &read.dsn];
    for text in some.into_iter().flatten().chain([&read.said]) {
        if let Cow::Borrowed(text) = text {
            let part = text.as_bytes().as_ptr_range();
            assert!(text.is_empty() || (whole.start <= part.start && part.end <= whole.end), "{text:?} of {line:?}");
        }
    }
    for text in [&read.time, &read.id, &read.recipient, &read.relay, &read.ip, &read.dsn] {
        assert!(text.as_ref().is_none_or(|text| !text.is_empty()), "an empty text in {read:?}");
    }
    assert_eq!(read, read.clone().into_owned());
    Some(read)
}

/// Pieces of lines of all programs, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let cut = |line: &'static str| line.split_inclusive([' ', ',', ':', '=']).map(str::to_string).collect::<Vec<_>>();
    let all: Vec<String> = LINES.iter().flat_map(|line| cut(line)).collect();
    let piece = prop_oneof![6 => proptest::sample::select(all), 1 => "[ -~]{0,6}", 1 => "\\PC{0,3}"];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_line(line in pieces()) {
        read(&line);
    }

    #[test]
    fn a_line_with_one_change(which in 0..LINES.len(), at in 0_usize..600, piece in "[\"<>=,:;\\[\\](){} /\\\\]|\\PC") {
        let line = LINES[which];
        let at = line.floor_char_boundary(at % line.len());
        read(&format!("{}{piece}{}", &line[..at], &line[at..]));
        read(&format!("{}{piece}{}", &line[..at], line[at..].get(1..).unwrap_or_default()));
    }
}

#[test]
fn every_line_is_read_and_every_start_of_it_is_safe() {
    let mut programs = HashSet::new();
    for line in LINES {
        let whole = read(line).unwrap_or_else(|| panic!("{line}"));
        programs.insert(whole.program);
        for end in 0..line.len() {
            if let Some(cut) = read(&line[..end]) {
                // A word cut short may still be a word, but never one of another kind of ending.
                assert_eq!((cut.program, cut.outcome), (whole.program, whole.outcome), "{}", &line[..end]);
            }
        }
    }
    assert!(programs.len() >= 11, "{programs:?}");
    assert_eq!(Program::OpenSmtpd.as_str(), "opensmtpd");
}

/// Lines that tempt a reader to look again at what it has seen: a quadratic one would sit here for many minutes.
#[test]
fn long_lines_take_linear_time() {
    let starts = [
        "",
        "Nov 24 06:05:08 relay postfix/smtp[1]: 9F0C9: to=<",
        "Nov 24 06:05:08 relay postfix/smtp[1]: 9F0C9: to=<a@b>, ",
        "Nov 24 06:05:08 relay postfix/smtpd[1]: NOQUEUE: reject: RCPT from x: ",
        "2026-11-24 06:07:39 1xVjgp-00046S-2B == a@b ",
        "2026-11-24 06:07:39 1xVjgp-00046S-2B ** a@b: ",
        "2026-11-24 06:07:39 H=x ",
        "Nov 24 06:05:08 relay smtpd[1]: 7b2a9c0d1e2f3a4b mta delivery ",
        "2026-11-24T06:05:08.123Z,,,,EX01,,,ROUTING,FAIL,1,<x@b>,",
        "b,2026-11-24 06:05:08+0000,",
        "[INFO] [x] [outbound] delivered ",
    ];
    let repeated = [
        "<",
        ">",
        "\"",
        "\\\"",
        "a=<",
        "H=",
        "H=[",
        "(",
        "[",
        "]",
        ", ",
        ": ",
        "a=b, ",
        "A=\"",
        "{",
        "{\"log\":",
        "[{},",
        "{\"detail\":",
        " DT=0s",
        "; from=<",
        ">,<",
        "to=<a> ",
        "Nov 24 06:05:08 x: ",
        "host ",
        " rejected ",
        "_",
        "@",
        "H= ",
        "F=< ",
        "A=\" ",
        "[ ",
        "( ",
        "x=y ",
        "to=<a ",
    ];
    for start in starts {
        for piece in repeated {
            read(&format!("{start}{}", piece.repeat((1 << 20) / piece.len())));
        }
    }
}
