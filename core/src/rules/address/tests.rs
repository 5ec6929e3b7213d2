//! What the report says, one mistake after the other.

use alloc::vec::Vec;

use super::*;

fn slugs(text: &str) -> Vec<&'static str> {
    address(text).findings.iter().map(|finding| finding.cause.slug).collect()
}

#[test]
fn an_ordinary_address_is_left_alone() {
    let report = address("jane.doe@company.fr");
    assert!(report.findings.is_empty());
    assert_eq!(report.valid.form, Some(true));
    assert!(matches!(report.normal, Some(Cow::Borrowed("jane.doe@company.fr"))));
    assert_eq!(report.suggestion, None);
}

#[test]
fn what_came_along_when_it_was_copied_goes() {
    let mended = |text| address(text).suggestion.map(Cow::into_owned);
    assert_eq!(mended("\"Doe, Jane\" <jane@company.fr>, bob@company.fr").as_deref(), Some("jane@company.fr"));
    assert_eq!(mended("mailto:jane%40company.fr?subject=Hi").as_deref(), Some("jane@company.fr"));
    assert_eq!(mended("E-mail: jane (at) company [dot] fr.").as_deref(), Some("jane@company.fr"));
    assert_eq!(mended("\u{FEFF}jane＠company。fr\u{A0}").as_deref(), Some("jane@company.fr"));
    assert_eq!(slugs("(jane@company.fr"), ["leading-punctuation"]);
}

#[test]
fn one_mend_brings_the_next_mistake_to_light() {
    // Found by fuzzing: the ending is completed first, and only then the name is near another.
    assert_eq!(address("jane@mial.c").suggestion.as_deref(), Some("jane@mail.com"));
}

#[test]
fn a_bounce_has_seen_everything() {
    let delivered = [
        "jane@firm",
        "jane@intranet.local",
        "postmaster@[192.168.0.1]",
        "\"jane doe\"@firm.fr",
        "jane@gmial.com",
        "jane@firm.unknownending",
        "jane@ab--cd.fr",
        "SRS0=abc=de=firm.fr=jane@relay.fr",
        "prvs=1234567890=jane@firm.fr",
        "jane+caf_=x=firm.fr@gmail.com",
        "bounces+123-abcd-jane=firm.fr@em.relay.fr",
        "msprvs1=18abc=bounces-1@firm.fr",
        "0100018a-0000-000000@eu-west-1.amazonses.com",
        "jürgen@bücher.de",
        "+jane@firm.fr",
        "123@firm.1234",
    ];
    for text in delivered {
        let report = address_in(text, AddressMode::Bounce);
        assert!(report.normal.is_some() && report.suggestion.is_none(), "{text}: {report:?}");
        assert!(report.findings.is_empty(), "{text}: {:?}", report.findings);
    }
    let mended = |text| address_in(text, AddressMode::Bounce).suggestion.map(Cow::into_owned);
    assert_eq!(mended("<jane@firm.fr>").as_deref(), Some("jane@firm.fr"));
    assert_eq!(mended("rfc822;jane@firm.fr").as_deref(), Some("jane@firm.fr"));
}

#[test]
fn a_guess_is_not_made_where_two_things_could_be_meant() {
    for text in
        ["jane@doe@company.fr", "jane(doe@company.fr", "jane:doe@company.fr", "@company.fr", "https://company.fr/jane"]
    {
        let report = address(text);
        assert_eq!(report.suggestion, None, "{text}");
        assert!(!report.findings.is_empty(), "{text}");
    }
}

#[test]
fn modes_ask_for_what_they_need() {
    let of = |text, mode| address_in(text, mode).findings.iter().map(|one| one.cause.slug).collect::<Vec<_>>();
    assert!(of("Jane <jane@company.fr>", AddressMode::Header).is_empty());
    assert_eq!(of("Jane <jane@company.fr>", AddressMode::Signup), ["display-name"]);
    assert!(of("info@mailinator.com", AddressMode::Bounce).is_empty());
    assert_eq!(of("noreply@gmail.com", AddressMode::Sender), ["sender-no-reply-free", "sender-free-provider"]);
    assert_eq!(of("shop@example.com", AddressMode::Sender), ["sender-example"]);
}

#[test]
fn dots_and_tags_of_gmail_are_information() {
    let report = address("Jane.Doe+shop@gmail.com");
    assert_eq!(report.suggestion, None);
    assert_eq!(report.flags.tag.as_deref(), Some("shop"));
    assert_eq!(report.flags.canonical.as_deref(), Some("janedoe@gmail.com"));
    assert_eq!(report.normal.as_deref(), Some("Jane.Doe+shop@gmail.com"));
}

#[cfg(feature = "idna")]
#[test]
fn a_twin_from_another_script_is_named() {
    assert_eq!(address("jane@gmаil.com").suggestion.as_deref(), Some("jane@gmail.com"));
    assert_eq!(slugs("jane@müller.de"), [] as [&str; 0]);
    assert_eq!(slugs("jane@аррӏе.com"), ["whole-script-confusable"]);
}

#[cfg(not(feature = "idna"))]
#[test]
fn without_tables_the_domain_is_not_judged() {
    let report = address("jane@bücher.de");
    assert_eq!((report.valid.eai, report.valid.form), (None, None));
    assert_eq!(slugs("jane@bücher.de"), ["idna-not-checked"]);
}

#[test]
fn a_password_in_a_link_does_not_leave() {
    let report = address("https://me:s3cr3tw0rd@company.fr/");
    assert!(report.findings.iter().flat_map(|one| &one.evidence).all(|proof| !proof.text.contains("s3cr3tw0rd")));
}
