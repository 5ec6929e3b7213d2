//! `mailmend spf` with look-ups: the include tree, its picture, the flattened record, and one message step by step.

#![allow(clippy::expect_used, clippy::unwrap_used)] // a test that cannot go on fails

#[allow(dead_code)] // not every test needs all of it
mod common;

use common::{Files, Said, mailmend};

const ZONE: &str = "\
shop.test.       300 IN TXT \"v=spf1 mx include:news.test \" \"include:gone.test ~all\"
shop.test.       300 IN MX  10 mail.shop.test.
mail.shop.test.  300 IN A   192.0.2.1
news.test.       300 IN TXT \"v=spf1 ip4:198.51.100.0/25 ip4:198.51.100.128/25 -all\"
";

/// Runs `mailmend spf` on that zone.
fn spf(files: &Files, arguments: &[&str]) -> Said {
    let zone = files.write("zone.txt", ZONE).display().to_string();
    mailmend(&[&["spf", "--zone", &zone], arguments].concat())
}

#[test]
fn a_tree_says_what_each_branch_costs() {
    let files = Files::new();
    let said = spf(&files, &["--tree", "shop.test"]);
    assert_eq!(said.code, 1, "{}", said.errors);
    for words in ["3 lookups of 10 allowed", "└─ ~all", "no such name", "256 addresses", "SPF045"] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    let json = spf(&files, &["--tree", "shop.test", "--json"]).json();
    assert_eq!(json["nodes"][0]["lookups"], 3);
    assert_eq!(json["flat"]["record"], "v=spf1 ip4:192.0.2.1 ip4:198.51.100.0/24 ~all");
}

#[test]
fn a_record_that_is_not_published_yet_can_be_tried() {
    let said = spf(&Files::new(), &["--tree", "shop.test", "v=spf1 include:news.test -all"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.errors);
    assert!(said.out.contains("1 lookup of 10 allowed") && said.out.contains("Nothing is wrong"), "{}", said.out);
}

#[test]
fn a_picture_is_written() {
    let files = Files::new();
    let picture = files.path("tree.svg");
    spf(&files, &["--tree", "shop.test", "--svg", &picture.display().to_string()]);
    let drawn = std::fs::read_to_string(picture).unwrap();
    assert!(drawn.starts_with("<svg") && drawn.contains("include:news.test") && drawn.ends_with("</svg>\n"));
}

#[test]
fn a_flattened_record_stands_alone_on_standard_output() {
    let said = spf(&Files::new(), &["--tree", "shop.test", "--flatten"]);
    assert_eq!(said.out, "v=spf1 ip4:192.0.2.1 ip4:198.51.100.0/24 ~all\n");
    assert!(said.errors.contains("This is a copy") && said.errors.contains("include:gone.test"), "{}", said.errors);
}

#[test]
fn a_message_is_checked_step_by_step() {
    let files = Files::new();
    let said = spf(&files, &["--check", "198.51.100.200", "--from", "jane@shop.test"]);
    assert_eq!(said.code, 0, "{}", said.errors);
    assert!(
        said.out.starts_with("pass 198.51.100.200 may send as jane@shop.test\n  include:news.test"),
        "{}",
        said.out
    );
    let said = spf(&files, &["--check", "203.0.113.1", "--from", "jane@shop.test", "--json"]);
    assert_eq!(said.code, 1);
    assert_eq!(said.json()["result"]["problem"]["problem"], "include-without-record");
}
