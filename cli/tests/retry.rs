//! `mailmend retry`, as people and scripts run it.

#[allow(dead_code)] // other tests use the rest of it
mod common;

use common::mailmend;

#[test]
fn the_wait_that_the_server_named() {
    let said = mailmend(&["retry", "450 4.2.0 Greylisted, try again in 300 seconds", "--jitter", "0"]);
    assert_eq!(said.code, 0, "{}", said.errors);
    assert!(said.out.starts_with("Try again in 5 minutes.\n"), "{}", said.out);
    assert!(said.out.contains("The server named the wait itself."), "{}", said.out);
}

#[test]
fn it_grows_with_the_attempts_up_to_four_hours_more() {
    let most = |attempt: &str| {
        mailmend(&["retry", "RATE006", "--attempt", attempt, "--jitter", "1", "--json"]).json()["seconds"].as_u64()
    };
    assert_eq!([most("1"), most("2"), most("9")], [Some(1_800), Some(2_700), Some(15_300)]);
}

#[test]
fn where_it_is_useless_it_says_so_and_what_to_do() {
    let said = mailmend(&["retry", "535 5.7.8 Username and Password not accepted"]);
    assert_eq!(said.code, 1);
    assert!(said.out.starts_with("Not before something is mended") && said.out.contains("What to do"), "{}", said.out);
    let said = mailmend(&["retry", "550 5.1.1 User unknown"]);
    assert_eq!(said.code, 1);
    assert!(said.out.starts_with("Never: "), "{}", said.out);
}

#[test]
fn a_one_time_code_is_given_up_soon() {
    let said = mailmend(&["retry", "SMTP004", "--give-up", "10m"]);
    assert_eq!(said.code, 1);
    assert!(said.out.starts_with("Give up: ") && said.out.contains("10 minutes"), "{}", said.out);
}

#[test]
fn a_seed_repeats_itself() {
    let drawn = |seed: &str| mailmend(&["retry", "RATE006", "--attempt", "3", "--seed", seed, "--json"]).out;
    assert_eq!(drawn("7"), drawn("7"));
    assert_ne!(drawn("7"), drawn("8"));
}

#[test]
fn misuse_is_said() {
    for wrong in
        [&["retry", "550", "--attempt", "0"][..], &["retry", "550", "--jitter", "2"], &["retry", "550", "--age", "x"]]
    {
        assert_eq!(mailmend(wrong).code, 2, "{wrong:?}");
    }
}
