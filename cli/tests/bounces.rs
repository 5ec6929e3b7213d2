//! `mailmend bounces`, as people run it.

mod common;

use std::path::Path;

use common::{Files, check_html, mailmend, mailmend_on};

/// A bounce as Postfix writes it.
fn bounce(to: &str, action: &str, status: &str, said: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx1.example.com (Mail Delivery System)\n\
         Subject: Undelivered Mail Returned to Sender\n\
         Date: Sat, 1 Aug 2026 10:04:01 +0000\n\
         To: shop@example.com\n\
         MIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status;\n\tboundary=\"AAA/mx1\"\n\n\
         This is a MIME-encapsulated message.\n\n\
         --AAA/mx1\nContent-Type: text/plain\n\n\
         This is the mail system at host mx1.example.com.\n\n<{to}>: {said}\n\n\
         --AAA/mx1\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; mx1.example.com\nArrival-Date: Sat, 1 Aug 2026 09:04:01 +0000\n\n\
         Final-Recipient: rfc822; {to}\nAction: {action}\nStatus: {status}\n\
         Remote-MTA: dns; mx.example.net\nDiagnostic-Code: smtp; {said}\n\n\
         --AAA/mx1\nContent-Type: message/rfc822\n\n\
         Message-ID: <{to}-1@example.com>\nSubject: Your order\n\nFrom here on it is ours.\n\n\
         --AAA/mx1--\n"
    )
}

fn unknown() -> String {
    bounce("nobody@example.net", "failed", "5.1.1", "550 5.1.1 User unknown")
}

fn full() -> String {
    bounce("full@example.org", "delayed", "4.2.2", "452 4.2.2 The recipient's mailbox is over quota")
}

const LETTER: &str = "From: friend@example.net\nSubject: Hello\nDate: Sat, 1 Aug 2026 10:04:01 +0000\n\nHow are you?\n";

/// Messages as an mbox file.
fn mbox(messages: &[&str]) -> String {
    messages.iter().map(|message| format!("From MAILER-DAEMON Sat Aug  1 10:04:01 2026\n{message}\n")).collect()
}

fn summary(path: &Path) -> (i32, serde_json::Value, String) {
    let said = mailmend(&["bounces".as_ref(), path.as_os_str(), "--format=json".as_ref()]);
    (said.code, said.json(), said.errors)
}

#[test]
fn an_mbox_with_two_bounces_and_a_letter() {
    let files = Files::new();
    let (code, summary, errors) = summary(&files.write("bounces.mbox", mbox(&[&unknown(), LETTER, &full()])));
    assert_eq!((code, errors.as_str()), (0, ""));
    assert_eq!((&summary["read"], &summary["other_messages"]), (&3.into(), &1.into()));
    assert_eq!((&summary["outcomes"]["failed"], &summary["outcomes"]["deferred"]), (&1.into(), &1.into()));
    assert_eq!(summary["suppress_count"], 1);
    assert_eq!(summary["suppress"][0]["address"], "nobody@example.net");
    assert_eq!(summary["causes"].as_array().unwrap().len(), 2);
    assert!(summary["bounce_rate"].is_null(), "nobody told how many were sent");
    assert!(summary["hours"][0]["hour"].as_str().unwrap().starts_with("2026-08-01"));
}

#[test]
fn the_rate_is_told_when_the_number_sent_is() {
    let said = mailmend_on(&["bounces", "-", "--sent=10"], mbox(&[&unknown(), &full()]).as_bytes());
    assert_eq!(said.code, 0);
    assert!(said.out.contains("10.00 %") && said.out.contains("above the 5 % line"), "{}", said.out);
}

#[test]
fn maildir_and_folders_of_messages() {
    let files = Files::new();
    files.write("Maildir/new/1.a.host", unknown());
    files.write("Maildir/cur/2.b.host:2,S", full());
    files.write("Maildir/tmp/3.c.host", "half");
    files.write("Maildir/dovecot-uidlist", "3 V1");
    files.write("Maildir/.Junk/cur/4.d.host", LETTER);
    let (code, summary_of, errors) = summary(&files.path("Maildir"));
    assert_eq!((code, errors.as_str()), (0, ""));
    assert_eq!((&summary_of["read"], &summary_of["outcomes"]["failed"]), (&3.into(), &1.into()));

    files.write("folder/a.eml", unknown());
    files.write("folder/deep/b.eml", full());
    files.write("folder/deep/notes.bin", b"\x7fELF\0\0\0");
    let (code, summary_of, errors) = summary(&files.path("folder"));
    assert_eq!(code, 0);
    assert!(errors.contains("notes.bin") && errors.contains("binary"), "{errors}");
    assert_eq!((&summary_of["outcomes"]["failed"], &summary_of["outcomes"]["deferred"]), (&1.into(), &1.into()));

    let (code, summary_of, _) = summary(&files.path("folder/a.eml"));
    assert_eq!((code, &summary_of["outcomes"]["failed"]), (0, &1.into()));
}

#[test]
fn a_batch_gives_one_report_a_message_in_order() {
    let messages: Vec<String> = (0..300)
        .map(|number| bounce(&format!("u{number}@example.net"), "failed", "5.1.1", "550 5.1.1 User unknown"))
        .collect();
    let messages: Vec<&str> = messages.iter().map(String::as_str).collect();
    let said = mailmend_on(&["bounces", "-", "--batch"], mbox(&messages).as_bytes());
    let lines = said.lines();
    assert_eq!((said.code, lines.len()), (0, 300));
    for (place, line) in lines.iter().enumerate() {
        assert_eq!(line["message"], place + 1);
        assert_eq!(line["report"]["findings"][0]["facts"]["recipient"], format!("u{place}@example.net"));
    }
}

#[test]
fn a_cut_mailbox_names_the_message_and_is_read_all_the_same() {
    let files = Files::new();
    let whole = mbox(&[&unknown(), &full()]);
    let cut = files.write("bounces.mbox", &whole[..whole.len() - 60]);
    let (code, summary_of, errors) = summary(&cut);
    assert_eq!(code, 0);
    assert!(errors.contains("bounces.mbox, message 2: it breaks off"), "{errors}");
    assert_eq!((&summary_of["outcomes"]["failed"], &summary_of["outcomes"]["deferred"]), (&1.into(), &1.into()));

    // Its start is gone: what is left of the first message is no message.
    let start = files.write("tail.mbox", format!("the rest of a line\n{}", &whole[unknown().len() - 200..]));
    let (code, summary_of, errors) = summary(&start);
    assert_eq!(code, 0);
    assert!(errors.contains("tail.mbox, message 1: no e-mail"), "{errors}");
    assert_eq!(summary_of["outcomes"]["deferred"], 1);
    assert_eq!(summary_of["skipped"][0]["count"], 1);
}

#[test]
fn nothing_recognised_and_misuse_have_their_exit_codes() {
    let files = Files::new();
    for (name, bytes) in
        [("photo.jpg", b"\xFF\xD8\xFF\0\0".as_slice()), ("empty", b""), ("letter.eml", LETTER.as_bytes())]
    {
        let said = mailmend(&["bounces".as_ref(), files.write(name, bytes).as_os_str()]);
        assert_eq!(said.code, 1, "{name}");
        assert!(said.errors.contains(name), "{name}: {}", said.errors);
    }
    assert_eq!(mailmend(&["bounces", "no-such-folder"]).code, 2);
    assert_eq!(mailmend(&["bounces"]).code, 2);
}

#[test]
fn the_page_is_sound() {
    let evil = bounce("x@example.net", "failed", "5.1.1", "550 5.1.1 User unknown <script>alert(1)</script>");
    let page = mailmend_on(&["bounces", "-", "--format=html"], mbox(&[&evil, &unknown()]).as_bytes()).out;
    let (_, text) = check_html(&page);
    assert!(text.contains("nobody@example.net"));
    assert!(page.contains("&lt;script&gt;"), "the reply is shown");
}
