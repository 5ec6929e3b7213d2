//! `mailmend settings`, as people run it.

#[allow(dead_code)] // other tests use the rest of it
mod common;

use common::{Files, mailmend};

const WRONG: &str =
    "# the shop\nMAIL_MAILER=smtp\nMAIL_HOST=mail.example.org\nMAIL_PORT=578\nMAIL_PASSWORD=Gh7wLp29Rt\n";

#[test]
fn what_is_printed_has_no_password_and_marks_what_is_changed() {
    let file = Files::new();
    let path = file.write(".env", WRONG);
    let path = path.to_str().expect("a path in UTF-8");
    for arguments in [&["settings", path][..], &["settings", path, "--fix"], &["settings", path, "--json"]] {
        let said = mailmend(arguments);
        assert!(!said.out.contains("Gh7wLp29Rt") && !said.errors.contains("Gh7wLp29Rt"), "{arguments:?}");
        assert!(said.out.contains("MAIL_PORT=587") && said.out.contains("MAIL_PASSWORD=********"), "{}", said.out);
    }
    assert!(mailmend(&["settings", path]).out.contains("> MAIL_PORT=587"));
}

#[test]
fn the_file_keeps_its_password_and_its_comments() {
    let file = Files::new();
    let path = file.write(".env", WRONG);
    let said = mailmend(&["settings", path.to_str().expect("a path in UTF-8"), "--fix", "--in-place"]);
    assert_eq!(said.code, 0, "{}", said.errors);
    assert!(!said.out.contains("Gh7wLp29Rt") && !said.errors.contains("Gh7wLp29Rt"));
    assert_eq!(std::fs::read_to_string(path).expect("the file"), WRONG.replace("578", "587"));
}

#[test]
fn an_unknown_form_is_read_as_far_as_it_goes_and_the_known_ones_are_named() {
    let said = mailmend(&["settings", "Server is smtp.gmial.com\nPort is 587"]);
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(said.out.contains("Known forms: js json php") && said.out.contains("smtp.gmail.com"), "{}", said.out);
}
