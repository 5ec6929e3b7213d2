//! What ordinary messages must not be told, what one fault must, and what holds for any message.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)] // a test that cannot go on fails

use mailmend::model::{ContentReport, Severity};
use mailmend::{ContentRequest, content, content_of};
use proptest::prelude::*;

/// One message of the file: its name, whether it is a mailing, its bytes.
struct Message {
    name: &'static str,
    bulk: bool,
    raw: String,
}

/// The messages of `content/ordinary.txt`, as a mail library would send them.
fn ordinary() -> Vec<Message> {
    let file = include_str!("content/ordinary.txt");
    file.split("=== ")
        .skip(1)
        .map(|section| {
            let (title, rest) = section.split_once('\n').unwrap();
            let (name, bulk) = title.split_once(" | bulk").map_or((title, false), |(name, _)| (name, true));
            let (head, body) = rest.split_once("\n\n").unwrap();
            Message { name, bulk, raw: composed(head, body) }
        })
        .collect()
}

/// A message with the header fields that every library writes.
fn composed(head: &str, body: &str) -> String {
    let mut raw = String::from("Date: Tue, 24 Nov 2026 12:54:32 +0000\nMessage-ID: <20261124.1@mail.example>\n");
    raw.push_str("To: Jane Doe <jane@example.org>\nMIME-Version: 1.0\n");
    for line in head.lines() {
        let (name, value) = line.split_once(": ").unwrap();
        raw.push_str(&format!("{name}: {}\n", encoded(value)));
    }
    let plain = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n";
    match body.split_once("--- html\n") {
        None => raw.push_str(&format!("{plain}{}", wrapped(body))),
        Some((text, html)) => raw.push_str(&format!(
            "Content-Type: multipart/alternative; boundary=\"b1\"\n\n--b1\n{plain}{}\n--b1\n\
             Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{html}\n--b1--\n",
            wrapped(text)
        )),
    }
    raw.replace('\n', "\r\n")
}

/// Lines of at most 76 letters.
fn wrapped(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut column = 0;
        for word in line.split(' ') {
            let length = word.chars().count();
            if column > 0 {
                out.push(if column + length > 76 { '\n' } else { ' ' });
                column = if column + length > 76 { 0 } else { column + 1 };
            }
            out.push_str(word);
            column += length;
        }
        out.push('\n');
    }
    out
}

/// A header value, its words encoded where they are not ASCII (RFC 2047).
fn encoded(value: &str) -> String {
    if value.is_ascii() {
        return value.into();
    }
    let (name, address) =
        value.split_once(" <").map_or((value, String::new()), |(name, rest)| (name, format!(" <{rest}")));
    let letters: Vec<char> = name.chars().collect();
    let words = letters.chunks(5).map(|letters| {
        let text: String = letters.iter().collect::<String>().bytes().map(|byte| format!("={byte:02X}")).collect();
        format!("=?utf-8?q?{text}?=")
    });
    words.collect::<Vec<_>>().join("\n ") + &address
}

fn check(raw: &str, bulk: bool) -> ContentReport {
    content_of(raw.as_bytes(), &ContentRequest::new().bulk(bulk).now(1_800_000_000))
}

fn codes(report: &ContentReport) -> Vec<&'static str> {
    report.findings.iter().map(|finding| finding.cause.code).collect()
}

#[test]
fn ordinary_messages_are_left_alone() {
    let all = ordinary();
    assert!(all.len() >= 60, "{}", all.len());
    let mut told = Vec::new();
    for message in &all {
        let report = check(&message.raw, message.bulk);
        let found = codes(&report);
        if !found.is_empty() {
            told.push((message.name, found));
        }
    }
    assert!(told.is_empty(), "{told:#?}");
}

/// Whether nobody says that it is a mailing, or that it is none: still nothing is held against it.
#[test]
fn ordinary_messages_of_unknown_kind() {
    for message in ordinary() {
        let report = content_of(message.raw.as_bytes(), &ContentRequest::new());
        let worst = report.findings.iter().map(|finding| finding.cause.severity).max();
        assert!(worst.is_none_or(|worst| worst == Severity::Info), "{}: {:?}", message.name, codes(&report));
    }
}

/// A fault: the code it must be told by, the message it is planted into, what stands there, and what stands there then.
type Fault = (&'static str, &'static str, &'static str, &'static str);

const FAULTS: &[Fault] = &[
    ("TEXT001", "invoice", "Date: Tue, 24 Nov 2026 12:54:32 +0000\r\n", ""),
    ("TEXT002", "invoice", "Tue, 24 Nov 2026 12:54:32 +0000", "2026-11-24 12:54"),
    ("TEXT002", "invoice", "Tue, 24 Nov", "Di, 24 Nov"),
    ("TEXT003", "invoice", "From: Example Books <billing@books.example>\r\n", ""),
    ("TEXT004", "invoice", "<billing@books.example>", "<billing@>"),
    ("TEXT004", "invoice", "Example Books <billing@books.example>", "Example Books"),
    ("TEXT005", "invoice", "<billing@books.example>", "<billing@books.example>, Bob <bob@books.example>"),
    ("TEXT006", "invoice", "Message-ID: <20261124.1@mail.example>\r\n", ""),
    ("TEXT007", "invoice", "<20261124.1@mail.example>", "20261124.1"),
    ("TEXT008", "invoice", "MIME-Version", "Subject: Another\r\nMIME-Version"),
    ("TEXT008", "invoice", "MIME-Version", "Date: Tue, 24 Nov 2026 12:54:32 +0000\r\nMIME-Version"),
    ("TEXT009", "invoice", "MIME-Version", "this is no field\r\nMIME-Version"),
    ("TEXT010", "invoice", "Subject: Invoice", "Subject: Rechnung für"),
    (
        "TEXT012",
        "invoice",
        "Invoice 2024-118",
        "Invoice 2024-118 for the books that you have bought from us in the shop last week",
    ),
    ("TEXT013", "invoice", "Invoice 2024-118", "=?utf-8?B?SW52b2lj"),
    ("TEXT014", "invoice", "Subject: Invoice 2024-118", "Subject:"),
    ("TEXT015", "invoice", "To: Jane Doe <jane@example.org>\r\n", ""),
    ("TEXT016", "invoice", "within 30 days.\r\n", "within 30 days.\n"),
    ("TEXT016", "invoice", "within 30", "within\r30"),
    ("TEXT019", "invoice", "within 30", "within\0 30"),
    ("TEXT020", "German order", "Content-Transfer-Encoding: 8bit\r\n", ""),
    ("TEXT021", "German order", "charset=utf-8", "charset=us-ascii"),
    ("TEXT022", "German order", "text/plain; charset=utf-8", "text/plain"),
    ("TEXT023", "invoice", "MIME-Version: 1.0\r\n", ""),
    ("TEXT024", "welcome", "boundary=\"b1\"", "boundary=\"b2\""),
    ("TEXT025", "welcome", "--b1--", ""),
    ("TEXT026", "invoice", "text/plain; charset=utf-8", "text; charset=utf-8"),
    ("TEXT027", "invoice", "8bit\r\n\r\nPlease find", "base64\r\n\r\nUGxlYXNl{}\r\nPlease find"),
    ("TEXT028", "invoice", "8bit\r\n\r\nPlease find", "quoted-printable\r\n\r\n=ZZ Please find"),
    ("TEXT029", "invoice", "Encoding: 8bit", "Encoding: utf-8"),
    (
        "TEXT030",
        "newsletter done right",
        "List-Unsubscribe: <https://teahouse.example/u/abc>, <mailto:unsubscribe@teahouse.example>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
        "",
    ),
    ("TEXT031", "newsletter done right", "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", ""),
    ("TEXT032", "newsletter done right", "<https://teahouse.example/u/abc>, <mailto", "<mailto"),
    (
        "TEXT033",
        "newsletter done right",
        "<https://teahouse.example/u/abc>, <mailto:unsubscribe@teahouse.example>",
        "https://teahouse.example/u/abc",
    ),
    ("TEXT033", "newsletter done right", "One-Click\r\n", "Yes\r\n"),
    ("TEXT035", "charity", "Unsubscribe: https://charity.example/u/1", ""),
    ("TEXT036", "charity", "Charity, P.O. Box 12, London", ""),
    ("TEXT037", "invoice", "MIME-Version", "Precedence: bulk\r\nMIME-Version"),
    ("ADDR134", "invoice", "billing@", "noreply@"),
    ("TEXT039", "invoice", "Please find", "{{ first_name }},"),
    ("TEXT039", "charity", "Thank you.", "Thank you, *|FNAME|*."),
    ("TEXT039", "charity", "Thank you.", "Thank you, %recipient.fname%."),
    ("TEXT040", "invoice", "MIME-Version", "Reply-To: help@desk.example\r\nMIME-Version"),
    ("TEXT041", "invoice", "MIME-Version", "Reply-To: books@gmail.com\r\nMIME-Version"),
    ("ADDR133", "charity", "news@charity.example", "charity@gmail.com"),
    ("TEXT043", "invoice", "Example Books <", "\"service@bank.example\" <"),
    ("TEXT044", "hotel", "Content-Type: text/plain; charset=utf-8", "Content-Type: text/calendar; charset=utf-8"),
    (
        "TEXT045",
        "event ticket",
        "<p>Show this code at the door. Doors open at 19:00, the concert starts at 20:00.</p>",
        "",
    ),
    (
        "TEXT046",
        "hotel",
        "<img src=\"https://hotel.example/room.jpg\" alt=\"Room 12\">",
        "<img src=a><img src=b><img src=c><img src=d><img src=e>",
    ),
    ("TEXT047", "link shows own domain", "https://click.example.com/x", "https://click.mailer.example/x"),
    ("TEXT047", "link shows own domain", "www.example.com/returns", "https://www.bank.com"),
    ("TEXT048", "welcome", "https://notes.example/start", "https://bit.ly/3abcd"),
    ("TEXT049", "welcome", "https://notes.example/start", "http://192.0.2.7/start"),
    ("TEXT050", "welcome", "https://notes.example/start", "https://n\u{43e}tes.example/start"),
    ("TEXT051", "welcome", "https://notes.example/start", "http://notes.example/start"),
    ("TEXT052", "welcome", "<ol>", "<script>alert(1)</script><ol>"),
    ("TEXT052", "welcome", "<ol>", "<ol onclick=\"go()\">"),
    ("TEXT052", "welcome", "https://notes.example/start", "javascript:go()"),
    ("TEXT053", "welcome", "<ol>", "<form action=\"https://notes.example\"></form><ol>"),
    ("TEXT054", "welcome", "<ol>", "<iframe src=\"https://notes.example\"></iframe><ol>"),
    ("TEXT055", "welcome", "<ol>", "<style>@font-face{font-family:x}</style><ol>"),
    ("TEXT056", "welcome", "<ol>", "<div style=\"display:none\">cheap watches and pills</div><ol>"),
    ("TEXT056", "welcome", "<ol>", "<div style=\"color:#fff\">cheap watches and pills</div><ol>"),
    ("TEXT057", "hotel", "https://hotel.example/room.jpg", "data:image/png;base64,iVBORw0KGgo="),
    ("TEXT060", "hotel", "Breakfast is from seven to ten.", "Lorem ipsum dolor sit amet."),
    ("TEXT061", "hotel", "Your room is booked. You can cancel free of charge until 1 December.\r\n", " \r\n"),
    ("TEXT063", "energy", "Your meter reading", "TELL US YOUR METER READING"),
    ("TEXT064", "energy", "Your meter reading", "Your meter reading!!!"),
    ("TEXT065", "energy", "Your meter reading", "FREE! Act now"),
    ("TEXT065", "German order", "Guten Tag, vielen Dank", "Sie haben gewonnen!!! Dank"),
    ("TEXT066", "energy", "Your meter reading", "Re: Your meter reading"),
    ("TEXT067", "one emoji", "They arrive", "They arrive"),
    ("TEXT068", "arrived and authenticated", "h=from:to", "h=to"),
    ("TEXT069", "arrived and authenticated", "bh=abc=", "l=100; bh=abc="),
    ("TEXT070", "arrived and authenticated", "bh=abc=", "x=1700000000; bh=abc="),
    ("TEXT071", "arrived and authenticated", "rsa-sha256", "rsa-sha1"),
    ("TEXT073", "arrived and authenticated", "bh=abc=; ", ""),
    ("TEXT074", "arrived and authenticated", "No, score=-1.2", "Yes, score=7.2"),
    (
        "POL002",
        "forwarded and still authenticated",
        "dkim=pass header.d=shop.example; spf=fail smtp.mailfrom=forwarder.example; dmarc=pass",
        "spf=fail smtp.mailfrom=shop.example; dmarc=none",
    ),
    (
        "POL003",
        "forwarded and still authenticated",
        "dkim=pass header.d=shop.example; spf=fail smtp.mailfrom=forwarder.example; dmarc=pass",
        "dkim=fail header.d=shop.example; spf=pass smtp.mailfrom=shop.example; dmarc=none",
    ),
    (
        "POL004",
        "forwarded and still authenticated",
        "dkim=pass header.d=shop.example; spf=fail smtp.mailfrom=forwarder.example; dmarc=pass",
        "dmarc=fail",
    ),
    (
        "POL005",
        "forwarded and still authenticated",
        "dkim=pass header.d=shop.example; spf=fail smtp.mailfrom=forwarder.example; dmarc=pass",
        "spf=none smtp.mailfrom=shop.example; dkim=none; dmarc=none",
    ),
    (
        "TEXT072",
        "forwarded and still authenticated",
        "dkim=pass header.d=shop.example; spf=fail smtp.mailfrom=forwarder.example; dmarc=pass",
        "dkim=pass header.d=mailer.example; dmarc=none",
    ),
    (
        "TEXT042",
        "forwarded and still authenticated",
        "dkim=pass header.d=shop.example; spf=fail smtp.mailfrom=forwarder.example; dmarc=pass",
        "spf=pass smtp.mailfrom=mailer.example; dmarc=none",
    ),
];

#[test]
fn one_fault_is_found_and_nothing_else() {
    let all = ordinary();
    assert!(FAULTS.len() >= 60);
    let mut wrong = Vec::new();
    for (code, name, before, after) in FAULTS {
        let message = all.iter().find(|message| message.name == *name).unwrap_or_else(|| panic!("{name}"));
        assert!(message.raw.contains(before), "{name} has no {before:?}");
        let mut raw = message.raw.replacen(before, after, 1);
        if *code == "TEXT067" {
            raw = raw.replacen("=F0=9F=8C=B7", "=F0=9F=8C=B7=F0=9F=8C=B7=F0=9F=8C=B7", 1);
        }
        let found = codes(&check(&raw, message.bulk));
        if found != [*code] {
            wrong.push(format!("{code} {name} {after:?}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_that_gmail_does_not_take() {
    let raw = "From: a@b.example\r\nTo: c@d.example\r\nSubject: Tool\r\nDate: Tue, 24 Nov 2026 12:54:32 +0000\r\n\
               Message-ID: <1@b.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\
               Content-Type: text/plain\r\n\r\nHere it is.\r\n--x\r\nContent-Type: application/octet-stream\r\n\
               Content-Disposition: attachment; filename=\"setup.EXE\"\r\nContent-Transfer-Encoding: base64\r\n\r\nTVo=\r\n--x--\r\n";
    assert_eq!(codes(&check(raw, false)), ["TEXT059"]);
    assert_eq!(codes(&check(&raw.replace("setup.EXE", "report.pdf"), false)), [""; 0]);
}

#[test]
fn long_lines_and_long_html() {
    let all = ordinary();
    let invoice = &all.iter().find(|message| message.name == "invoice").unwrap().raw;
    let long = invoice.replace("Please find", &"word ".repeat(300));
    assert_eq!(codes(&check(&long, false)), ["TEXT017"]);
    let longer = invoice.replace("Please find", &"word ".repeat(30));
    assert_eq!(codes(&check(&longer, false)), ["TEXT018"]);
    let html = "<p>word word word</p>\r\n".repeat(6000);
    assert_eq!(codes(&content(&ContentRequest::new().text("words").html(&html))), ["TEXT058"]);
}

#[test]
fn a_subject_with_a_line_break_is_an_injection() {
    let report = content(&ContentRequest::new().from("a@b.example").subject("Hello\r\nBcc: x@y.example").text("hi"));
    assert_eq!(codes(&report), ["TEXT011"]);
    let folded = content(&ContentRequest::new().from("a@b.example").subject("Hello\r\n there").text("hi"));
    assert_eq!(codes(&folded), [""; 0]);
}

#[test]
fn pieces_without_a_head_are_not_told_what_a_library_adds() {
    let report = content(&ContentRequest::new().from("a@b.example").subject("Hello").text("hi"));
    assert_eq!(codes(&report), [""; 0]);
    let headers = [("From", "a@b.example"), ("Subject", "Hello"), ("To", "c@d.example")];
    let report = content(&ContentRequest::new().headers(&headers).text("hi"));
    assert_eq!(codes(&report), ["TEXT001", "TEXT006"]);
}

#[test]
fn the_heaviest_signs_of_filters_are_explained() {
    let head = "From: Shop <service@shop.example>\nSubject: Your order\n\
                X-Spam-Status: Yes, score=9.1 required=5.0 tests=BAYES_99,MISSING_DATE,RDNS_NONE,HTML_MESSAGE autolearn=no";
    let report = check(&composed(head, "Hello\n"), false);
    assert_eq!(codes(&report), ["TEXT074", "TEXT038", "TEXT038", "TEXT038"]);
    let head = "From: Shop <service@shop.example>\nSubject: Your order\n\
                X-Spamd-Result: default: False [6.20 / 15.00]; R_SPF_FAIL(1.00)[-all]; BAYES_SPAM(5.10)[99.99%]; MIME_GOOD(-0.10)[text/plain]";
    let report = check(&composed(head, "Hello\n"), false);
    assert_eq!(codes(&report), ["TEXT038", "TEXT038"]);
    let symbols: Vec<_> = report.findings.iter().map(|finding| finding.evidence[0].text.as_ref()).collect();
    assert_eq!(symbols, ["BAYES_SPAM", "R_SPF_FAIL"]);
}

#[test]
fn secrets_in_links_and_texts_do_not_come_out() {
    let html = "<p>password: hunter2secret</p><a href=\"http://user:hunter2secret@192.0.2.1/?token=hunter2secret\">x</a>\
                <div style='display:none'>password=hunter2secret and more words</div>";
    let report = content(&ContentRequest::new().html(html).bulk(true));
    assert!(!report.findings.is_empty());
    assert!(!serde_json::to_string(&report).unwrap().contains("hunter2secret"));
}

/// Pieces that messages are made of, broken ones included.
fn pieces() -> impl Strategy<Value = String> {
    const PIECES: [&str; 70] = [
        "\r\n",
        "\n",
        "\r",
        "\r\n\r\n",
        " ",
        ":",
        ";",
        "=",
        "From: ",
        "Subject: ",
        "To: ",
        "Date: ",
        "Message-ID: ",
        "Content-Type: ",
        "multipart/mixed; boundary=x",
        "text/html; charset=utf-8",
        "text/plain",
        "--x",
        "--x--",
        "Content-Transfer-Encoding: base64",
        "quoted-printable",
        "=C3=A4",
        "=?utf-8?B?",
        "?=",
        "a@b.example",
        "<",
        ">",
        "\"",
        "(",
        ")",
        "List-Unsubscribe: ",
        "<https://a.example/u>",
        "DKIM-Signature: v=1; a=rsa-sha1; d=a.example",
        "h=from",
        "Authentication-Results: ",
        "spf=fail",
        "dkim=pass header.d=",
        "dmarc=fail",
        "X-Spam-Status: Yes, ",
        "tests=BAYES_99,",
        "X-Spamd-Result: default: True [1.0 / 2.0]; ",
        "R_SPF_FAIL(1.00)[x]; ",
        "FREE!!!",
        "act now",
        "{{name}}",
        "*|X|*",
        "<a href=\"",
        "http://",
        "https://bit.ly/x",
        "</a>",
        "<p>",
        "<div style=\"display:none\">",
        "</div>",
        "<style>",
        "@media",
        "<img src=data:x>",
        "<script>",
        "&nbsp;",
        "&amp;",
        "ä",
        "\u{200c}",
        "🌷",
        "Re: ",
        "password=geheim",
        "!",
        "://",
        "<!--",
        "-->",
        "X-Spam-Report: * 1.2 MISSING_MID",
        "\0",
    ];
    prop_oneof![4 => prop::sample::select(&PIECES[..]).prop_map(String::from), 1 => ".{0,8}".prop_map(|text| text)]
}

fn texts() -> impl Strategy<Value = String> {
    prop::collection::vec(pieces(), 0..60).prop_map(|pieces| pieces.concat())
}

/// Evidence is short, and lies in the part that it names.
fn sound(report: &ContentReport, parts: &[(&str, &str)]) {
    for finding in &report.findings {
        let part = finding.facts.iter().find(|fact| fact.key.as_str() == "part").map(|fact| fact.value.as_ref());
        let text = parts.iter().find(|(name, _)| Some(*name) == part).map(|(_, text)| *text);
        for place in &finding.evidence {
            assert!(place.start <= place.end && place.end - place.start <= 120, "{finding:?}");
            if let Some(text) = text {
                let own = text.get(place.start..place.end);
                assert!(own.is_some_and(|own| own == place.text || place.text.contains("****")), "{finding:?}");
            }
        }
    }
}

proptest! {
    #[test]
    fn evidence_lies_in_its_part(subject in texts(), text in texts(), html in texts(), bulk: Option<bool>) {
        let mut request = ContentRequest::new().subject(&subject).text(&text).html(&html);
        request.bulk = bulk;
        sound(&content(&request), &[("subject", &subject), ("text", &text), ("html", &html)]);
    }

    #[test]
    fn any_raw_message(raw in texts(), bulk: Option<bool>) {
        let mut request = ContentRequest::new();
        request.bulk = bulk;
        let report = content_of(raw.as_bytes(), &request);
        sound(&report, &[("message", &raw)]);
        let mut written = String::new();
        mailmend::wire::write_content(&mut written, &report, None);
        prop_assert_eq!(written, serde_json::to_string(&report).unwrap());
    }

    #[test]
    fn any_bytes(raw in prop::collection::vec(any::<u8>(), 0..400)) {
        sound(&content_of(&raw, &ContentRequest::new()), &[]);
    }
}

/// Much of anything takes no more than its share of time: a quadratic rule would run for minutes.
#[test]
fn much_of_everything_ends_soon() {
    for piece in [
        "<a href=\"x",
        "<a href=x>y",
        "://",
        "http://a.example ",
        "<div style='display:none'>",
        "</b>",
        "<!--",
        "&",
        "{{",
        "*|",
        "free ",
        "FREE! ",
        "act now ",
        "=?a?b?",
        "<p>",
        "<script>",
        "!!! ",
        "(",
        "\"",
        "<",
        ",",
        "* 1.2 A_B ",
        "<font color=white>cheap pills and watches</font> ",
        "password=x ",
        "%",
        "=",
    ] {
        let long = piece.repeat((2 << 20) / piece.len());
        let report = content(&ContentRequest::new().from(&long).subject(&long).text(&long).html(&long).bulk(true));
        assert!(report.cut.is_none());
        let head = format!("From: {long}\r\nX-Spam-Report: {long}\r\nAuthentication-Results: {long}\r\n\r\n{long}");
        assert_eq!(content_of(head.as_bytes(), &ContentRequest::new()).facts.size, head.len());
    }
}
