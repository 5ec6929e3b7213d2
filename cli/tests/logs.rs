//! `mailmend logs`, as people run it.

mod common;

use std::io::Write;

use common::{Files, check_html, mailmend, mailmend_on};

/// One line of Postfix about `to`.
fn postfix(time: &str, id: &str, to: &str, status: &str, said: &str) -> String {
    let domain = to.rsplit('@').next().unwrap_or_default();
    let said = if status == "sent" { said.to_string() } else { format!("host mx.{domain}[192.0.2.1] said: {said}") };
    format!(
        "{time} mx1 postfix/smtp[7]: {id}: to=<{to}>, relay=mx.{domain}[192.0.2.1]:25, delay=1, delays=0/0/0/1, \
         dsn=2.0.0, status={status} ({said})\n"
    )
}

const UNKNOWN: &str = "550 5.1.1 User unknown (in reply to RCPT TO command)";
const BUSY: &str = "421 4.7.0 Too many connections, try again later (in reply to RCPT TO command)";
const LISTED: &str = "554 5.7.1 Service unavailable; Client host [192.0.2.9] blocked using zen.spamhaus.org \
                      (in reply to RCPT TO command)";

/// A hundred mails: 3 to nobody, 2 from a listed server, one that is tried three times and arrives, the rest fine.
fn log() -> String {
    let mut log = String::from("Aug  1 09:59:59 mx1 postfix/qmgr[1]: AA0: from=<shop@example.com>, size=7, nrcpt=1\n");
    for number in 0..94 {
        let to = format!("user{number}@example.net");
        log += &postfix("Aug  1 10:00:00", &format!("A{number}A"), &to, "sent", "250 2.0.0 Ok");
    }
    for number in 0..3 {
        let to = format!("Nobody{number}@example.net");
        log += &postfix("Aug  1 11:00:00", &format!("B{number}B"), &to, "bounced", UNKNOWN);
    }
    for number in 0..2 {
        log += &postfix("Aug  2 12:00:00", &format!("C{number}C"), "x@example.org", "bounced", LISTED);
    }
    for minute in 0..3 {
        log += &postfix(&format!("Aug  2 12:0{minute}:00"), "D1D", "slow@example.org", "deferred", BUSY);
    }
    log + &postfix("Aug  2 12:09:00", "D1D", "slow@example.org", "sent", "250 2.0.0 Ok")
}

#[test]
fn a_log_is_summed_up() {
    let files = Files::new();
    let said = mailmend(&["logs".as_ref(), files.write("mail.log", log()).as_os_str(), "--format=json".as_ref()]);
    assert_eq!((said.code, said.errors.as_str()), (0, ""));
    let summary = said.json();
    assert_eq!(summary["outcomes"]["delivered"], 95);
    assert_eq!(summary["outcomes"]["failed"], 5);
    assert_eq!(summary["outcomes"]["deferred"], 3);
    assert_eq!(summary["bounce_rate"]["percent"], 5.0);
    // 5 % is the line; above it one has to act.
    assert_eq!(summary["bounce_rate"]["level"], "warn");
    let suppressed: Vec<_> = summary["suppress"].as_array().unwrap().iter().map(|row| &row["address"]).collect();
    assert_eq!(suppressed, ["nobody0@example.net", "nobody1@example.net", "nobody2@example.net"]);
    let causes = summary["causes"].as_array().unwrap();
    assert_eq!((&causes[0]["code"], &causes[0]["messages"]), (&"RCPT001".into(), &3.into()));
    let busy = causes.iter().find(|row| row["deferred"] == 3).unwrap();
    assert_eq!(busy["messages"], 1, "one message that is tried three times is one");
    let first = &summary["fix_first"][0];
    assert_eq!((&first["code"], &first["messages"]), (&"REP001".into(), &2.into()), "a dead address is nothing to fix");
    assert!(!first["steps"].as_array().unwrap().is_empty());
    let worst = &summary["worst_hours"][0];
    assert_eq!((&worst["hour"], &worst["failed"]), (&"Aug 2 12:00".into(), &2.into()));
    assert_eq!(summary["domains"][0]["domain"], "example.org", "the one with most trouble");
}

#[test]
fn packed_files_several_files_and_standard_input_come_to_the_same() {
    let (files, log) = (Files::new(), log());
    let half = log.len() / 2 + log[log.len() / 2..].find('\n').unwrap() + 1;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(&log.as_bytes()[..half]).unwrap();
    let older = files.write("mail.log.1.gz", packed.finish().unwrap());
    let newer = files.write("mail.log", &log[half..]);
    let whole = mailmend_on(&["logs", "-", "--format=csv", "--batch"], b"");
    assert_eq!(whole.code, 2, "a batch has no format");
    let whole = mailmend_on(&["logs", "-"], log.as_bytes()).out;
    let parts = mailmend(&["logs".as_ref(), older.as_os_str(), newer.as_os_str()]).out;
    let rest = |text: &str| text.split_once('\n').map(|(_, rest)| rest.to_string());
    assert_eq!(rest(&whole), rest(&parts), "but for the names in the first line");
    assert!(whole.contains("5.00 %") && whole.contains("nobody1@example.net"), "{whole}");
}

#[test]
fn exim_lines_are_read() {
    let log = "\
2026-08-01 10:00:00 1sZabc-00000000001-AAAA <= shop@example.com H=web [192.0.2.7] P=esmtpsa S=700
2026-08-01 10:00:01 1sZabc-00000000001-AAAA => user@example.net R=dnslookup T=remote_smtp H=mx.example.net [192.0.2.1] C=\"250 OK\"
2026-08-01 10:00:02 1sZabd-00000000002-BBBB ** nobody@example.org R=dnslookup T=remote_smtp H=mx.example.org [192.0.2.2]: SMTP error from remote mail server after RCPT TO:<nobody@example.org>: 550 5.1.1 User unknown
2026-08-01 10:00:03 1sZabc-00000000001-AAAA Completed
";
    let summary = mailmend_on(&["logs", "-", "--format=json"], log.as_bytes()).json();
    assert_eq!((&summary["outcomes"]["delivered"], &summary["outcomes"]["failed"]), (&1.into(), &1.into()));
    assert_eq!(summary["suppress"][0]["address"], "nobody@example.org");
    assert_eq!(summary["worst_hours"][0]["hour"], "2026-08-01 10:00");
}

#[test]
fn a_batch_gives_one_report_a_line_in_order() {
    let mut log = String::new();
    for number in 0..20_000 {
        log +=
            &postfix("Aug  1 10:00:00", &format!("A{number}A"), &format!("u{number}@example.net"), "bounced", UNKNOWN);
    }
    let said = mailmend_on(&["logs", "-", "--batch"], log.as_bytes());
    assert_eq!(said.code, 0);
    let lines = said.lines();
    assert_eq!(lines.len(), 20_000);
    for (place, line) in lines.iter().enumerate() {
        assert_eq!(line["entry"]["recipient"], format!("u{place}@example.net"));
        assert_eq!(line["entry"]["line"], place + 1);
        assert_eq!(line["report"]["findings"][0]["code"], "RCPT001");
    }
}

#[test]
fn mail_that_passes_a_filter_counts_once() {
    let to_filter = postfix("Aug  1 10:00:00", "F1F", "user@example.net", "sent", "250 2.0.0 Ok")
        .replace("relay=mx.example.net[192.0.2.1]:25", "relay=127.0.0.1[127.0.0.1]:10024");
    let summary = mailmend_on(&["logs", "-", "--format=json"], (to_filter + &log()).as_bytes()).json();
    assert_eq!((&summary["passed_on"], &summary["outcomes"]["delivered"]), (&1.into(), &95.into()));
}

#[test]
fn what_is_broken_is_named_and_the_rest_is_read() {
    let files = Files::new();
    let broken = format!(
        "{}to whom it may concern\n\0\u{1}\0\n{}",
        &log(),
        postfix("Aug  3 10:00:00", "E1E", "late@example.net", "bounced", UNKNOWN)
    );
    let path = files.write("mail.log", &broken);
    let said = mailmend(&["logs".as_ref(), path.as_os_str(), "--format=json".as_ref()]);
    let line = log().lines().count() + 1;
    assert!(said.errors.contains(&format!("mail.log, line {line}: no line of a log")), "{}", said.errors);
    assert!(said.errors.contains(&format!("mail.log, line {}: binary", line + 1)), "{}", said.errors);
    assert_eq!(said.code, 0);
    let summary = said.json();
    assert_eq!(summary["outcomes"]["failed"], 6, "what stands behind is read");
    assert_eq!(summary["skipped"].as_array().unwrap().iter().map(|row| row["count"].as_u64().unwrap()).sum::<u64>(), 2);

    // Bytes of another encoding are no fault.
    let mut latin = log().into_bytes();
    latin.extend(b"Aug  3 10:00:00 mx1 postfix/smtp[7]: E2E: to=<a@example.net>, relay=mx.example.net[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.1] said: 550 5.1.1 Empf\xE4nger unbekannt)\n");
    let summary = mailmend_on(&["logs", "-", "--format=json"], &latin).json();
    assert_eq!(summary["outcomes"]["failed"], 6);
}

#[test]
fn a_packed_file_that_is_cut_is_read_as_far_as_it_goes() {
    let files = Files::new();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(log().repeat(20).as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let cut = files.write("mail.log.gz", &packed[..packed.len() - 20]);
    let whole = files.write("mail.log", log());
    let said = mailmend(&["logs".as_ref(), cut.as_os_str(), whole.as_os_str(), "--format=json".as_ref()]);
    assert_eq!(said.code, 0);
    assert!(said.errors.contains("mail.log.gz, line "), "{}", said.errors);
    assert!(said.json()["outcomes"]["failed"].as_u64().unwrap() > 5, "the other file is read too");
}

#[test]
fn nothing_recognised_and_misuse_have_their_exit_codes() {
    let files = Files::new();
    let binary: Vec<u8> = (0..200_000_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for (name, bytes) in
        [("photo.jpg", binary), ("letter.txt", b"Dear all,\nno log.\n".to_vec()), ("empty", Vec::new())]
    {
        let said = mailmend(&["logs".as_ref(), files.write(name, bytes).as_os_str()]);
        assert_eq!(said.code, 1, "{name}");
        assert!(said.errors.contains(name), "{name}: {}", said.errors);
    }
    for arguments in [vec!["logs"], vec!["logs", "no-such-file.log"], vec!["logs", "-", "--format=xml"]] {
        assert_eq!(mailmend(&arguments).code, 2, "{arguments:?}");
    }
}

#[test]
fn a_log_without_years_goes_over_new_year() {
    let log = postfix("Jan  1 00:30:00", "B1B", "b@example.net", "bounced", UNKNOWN)
        + &postfix("Dec 31 23:30:00", "A1A", "a@example.net", "bounced", UNKNOWN);
    let summary = mailmend_on(&["logs", "-", "--format=json"], log.as_bytes()).json();
    let hours: Vec<_> = summary["hours"].as_array().unwrap().iter().map(|row| row["hour"].as_str().unwrap()).collect();
    assert_eq!(hours, ["Dec 31 23:00", "Jan 1 00:00"]);
    let page = mailmend_on(&["logs", "-", "--format=html"], log.as_bytes()).out;
    assert_eq!(page.matches("<rect").count(), 2, "two bars, and no year of empty ones between them");
}

#[test]
fn the_log_is_not_written_over() {
    let files = Files::new();
    let path = files.write("mail.log", log());
    for format in ["--format=json", "--batch"] {
        let said = mailmend(&["logs".as_ref(), path.as_os_str(), format.as_ref(), "-o".as_ref(), path.as_os_str()]);
        assert_eq!((said.code, said.out.as_str()), (2, ""));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), log());
    }
}

#[test]
fn a_line_without_end_costs_no_memory_and_does_not_hide_the_rest() {
    let mut log = vec![b'x'; 12 << 20];
    log.push(b'\n');
    log.extend(postfix("Aug  1 10:00:00", "A1A", "nobody@example.net", "bounced", UNKNOWN).bytes());
    let said = mailmend_on(&["logs", "-", "--format=json"], &log);
    assert_eq!(said.json()["outcomes"]["failed"], 1);
    assert!(said.errors.contains("line 1: too long"), "{}", said.errors);
}

#[test]
fn the_page_is_sound_and_whatever_a_log_holds_is_only_text() {
    let evil =
        "550 5.1.1 User unknown <script>alert(1)</script> & <img src=x onerror=alert(2)> user secret.name@example.net";
    let mut log = log();
    log += &postfix("Aug  1 10:00:00", "E1E", "<b>x@exa<script>mple.com", "bounced", evil);
    log += &postfix("Aug  1 10:00:00", "E2E", "x@exa\"onload=\"mple.com", "deferred", evil);
    let page = mailmend_on(&["logs", "-", "--format=html"], log.as_bytes()).out;
    let (names, text) = check_html(&page);
    assert!(names.iter().any(|name| name == "svg") && names.iter().any(|name| name == "h1"));
    assert!(text.contains("nobody1@example.net"), "the list is there");
    assert!(text.contains("5.9"), "the bounce rate is there");

    let page = mailmend_on(&["logs", "-", "--format=html", "--no-addresses"], log.as_bytes()).out;
    let (_, text) = check_html(&page);
    for name in ["nobody", "slow@", "secret.name", "user9"] {
        assert!(!text.contains(name), "{name} is left out");
    }
    assert!(text.contains("What to fix first"));
}

#[test]
fn the_page_shows_the_reply_escaped() {
    let said = "550 5.1.1 User unknown <script>alert(1)</script>";
    let log = postfix("Aug  1 10:00:00", "E1E", "x@example.com", "bounced", said);
    let page = mailmend_on(&["logs", "-", "--format=html"], log.as_bytes()).out;
    assert!(page.contains("&lt;script&gt;alert(1)"), "shown, escaped");
    check_html(&page);
}

#[test]
fn csv_is_one_table_and_no_cell_is_a_formula() {
    let mut log = log();
    log += &postfix("Aug  1 10:00:00", "E1E", "=cmd|x@example.net", "bounced", UNKNOWN);
    let files = Files::new();
    let (from, to) = (files.write("mail.log", log), files.path("summary.csv"));
    let said =
        mailmend(&["logs".as_ref(), from.as_os_str(), "--format=csv".as_ref(), "--output".as_ref(), to.as_os_str()]);
    assert_eq!((said.code, said.out.as_str()), (0, ""));
    let mut table = csv::Reader::from_path(to).unwrap();
    let rows: Vec<_> = table.records().map(|row| row.expect("every row has the same columns")).collect();
    let of = |section: &str| rows.iter().filter(|row| &row[0] == section).count();
    assert_eq!((of("suppress"), of("hour"), of("domain"), of("total")), (4, 3, 2, 1));
    assert!(rows.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '-', '@'])));
}
