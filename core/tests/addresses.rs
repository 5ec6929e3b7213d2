//! What must hold for every address.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)] // a test that cannot go on fails

use mailmend::model::AddressMode;
use mailmend::{address, address_in};
use proptest::prelude::*;

/// Pieces that addresses and their mistakes are made of.
fn pieces() -> impl Strategy<Value = String> {
    let words = [
        "jane",
        "@",
        "@",
        ".",
        "gmail.com",
        "gmial.con",
        "example",
        ".com",
        " ",
        "\"",
        "(",
        ")",
        "<",
        ">",
        "[",
        "]",
        "192.0.2.1",
        "IPv6:",
        "::1",
        "mailto:",
        "<a href=\"mailto:",
        "%C3%BC",
        "Team:",
        "Jane",
        "=?utf-8?Q?J=C3=BC?=",
        "（",
        "»",
        "?subject=x",
        ",",
        ";",
        "\r\n",
        "\u{200B}",
        "\u{FEFF}",
        "ü",
        "u\u{308}",
        "bücher",
        "。",
        "＠",
        "xn--",
        "xn--bcher-kva",
        "-",
        "_",
        "+tag",
        "’",
        "–",
        "\\",
        "а",
        "\u{37E}",
        "\u{FB2C}",
        "☃",
        "א",
        "\u{301}",
        "&#64;",
        "%40",
        "(at)",
        "[dot]",
        "info",
        "123",
        "/path",
        ":25",
        "\0",
        "www.",
        "“",
        "”",
    ];
    let word = (0..words.len()).prop_map(move |at| words[at].to_string());
    let piece = prop_oneof![8 => word, 1 => "[ -~]{0,5}", 1 => "\\PC{0,3}"];
    proptest::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat())
}

fn is_mailable(text: &str, mode: AddressMode) -> bool {
    let valid = address_in(text, mode).valid;
    valid.smtp || valid.eai == Some(true)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn every_address_that_is_printed_is_one(text in pieces(), mode in 0..AddressMode::ALL.len()) {
        let mode = AddressMode::ALL[mode];
        let report = address_in(&text, mode);
        let listed = report.addresses.iter().flat_map(|listed| [&listed.normal, &listed.suggestion]);
        for printed in listed.chain([&report.normal, &report.suggestion]).flatten() {
            prop_assert!(is_mailable(printed, mode), "{:?} from {:?}", printed, text);
        }
        if let Some(normal) = &report.normal {
            let again = address_in(normal, mode);
            prop_assert_eq!(again.normal.as_ref(), Some(normal), "from {:?}", text);
        }
    }

    #[test]
    fn what_is_suggested_is_suggested_no_further(text in pieces(), mode in 0..AddressMode::ALL.len()) {
        let mode = AddressMode::ALL[mode];
        let report = address_in(&text, mode);
        let listed = report.addresses.iter().map(|listed| &listed.suggestion);
        for suggestion in listed.chain([&report.suggestion]).flatten() {
            let again = address_in(suggestion, mode);
            prop_assert_eq!(again.suggestion, None, "{:?} from {:?}", suggestion, text);
        }
    }

    #[test]
    fn places_lie_in_the_text(text in pieces(), mode in 0..AddressMode::ALL.len()) {
        let report = address_in(&text, AddressMode::ALL[mode]);
        for listed in &report.addresses {
            prop_assert_eq!(text.get(listed.start..listed.end), Some(&*listed.text), "{:?}", text);
        }
        for evidence in report.findings.iter().flat_map(|finding| &finding.evidence) {
            prop_assert_eq!(text.get(evidence.start..evidence.end), Some(&*evidence.text), "{:?}", text);
        }
    }

    #[test]
    fn what_cannot_be_mailed_has_an_error(text in pieces()) {
        let report = address(&text);
        let mailable = report.valid.smtp || report.valid.eai == Some(true);
        prop_assert!(mailable || !report.findings.is_empty(), "{:?} is nothing, and nothing is said", text);
    }

    #[test]
    fn any_text_is_taken(text in "\\PC{0,200}") {
        let _ = address(&text);
    }
}

#[test]
fn the_time_is_linear() {
    // Each would take minutes if a step looked at all the rest again.
    for piece in ["(", "\"", "&", "@", ".", "\u{200B}", "<", "\r\n ", "\\", "-", "a.", "(a)", "[dot]", "é", "xn--"] {
        let long = piece.repeat(200_000 / piece.len());
        let report = address(&long);
        assert!(report.cut.is_some(), "{piece}");
        let _ = address(&format!("a@{long}"));
        let _ = address_in(&format!("a@b.fr,{long}"), AddressMode::Header);
        let _ = mailmend::syntax::address(&long);
    }
}
