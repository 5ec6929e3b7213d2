//! What must hold for every record, and what some records must give.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)] // a test that cannot go on fails

#[path = "records/meaning.rs"]
mod meaning;

use mailmend::model::{RecordTree, RecordType, Severity};
use mailmend::syntax::{mtasts, spf, tags};
use mailmend::{RecordRequest, record, record_with};
use proptest::prelude::*;

/// Pieces that records are made of, slips included.
fn pieces() -> impl Strategy<Value = String> {
    const PIECES: [&str; 64] = [
        "v=spf1",
        "V=SPF1",
        "v=spf2",
        " ",
        "  ",
        "\t",
        "\n",
        "\r\n",
        ",",
        ";",
        "; ",
        "=",
        ":",
        "/",
        "/24",
        "//64",
        "/0",
        "-all",
        "~all",
        "+all",
        "all",
        "a",
        "mx",
        "ptr",
        "include:",
        "ip4:",
        "ip6:",
        "exists:",
        "redirect=",
        "exp=",
        "192.0.2.1",
        "10.0.0.1",
        "2001:db8::1",
        "::/0",
        "_spf.google.com",
        "example.com",
        "bücher.example",
        "%{i}",
        "%{",
        "%",
        "}",
        "v=DMARC1",
        "p=none",
        "p=reject",
        "sp=none",
        "rua=mailto:",
        "d@example.com",
        "!10m",
        "pct=50",
        "t=y",
        "v=DKIM1",
        "k=rsa",
        "p=MIIBIjANBgkq",
        "k=ed25519",
        "\"",
        "“",
        "\\",
        "&lt;",
        "<br>",
        "[a](b)",
        "TXT ",
        "\u{200b}",
        "v=STSv1",
        "id=1",
    ];
    let piece = prop_oneof![
        8 => proptest::sample::select(&PIECES[..]).prop_map(str::to_owned),
        1 => "[ -~]{0,10}",
        1 => "\\PC{0,4}",
    ];
    proptest::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

fn kinds() -> impl Iterator<Item = Option<RecordType>> {
    RecordType::ALL.iter().copied().map(Some).chain([None])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn places_lie_inside(text in pieces()) {
        for kind in kinds() {
            let mut request = RecordRequest::new(&text);
            request.kind = kind;
            for place in record_with(&request).findings.iter().flat_map(|finding| &finding.evidence) {
                prop_assert!(text.get(place.start..place.end).is_some(), "{:?}: {:?}", text, place);
            }
        }
    }

    #[test]
    fn trees_print_what_they_read(text in pieces()) {
        prop_assert_eq!(spf::parse(&text).tree.to_string(), text.clone());
        prop_assert_eq!(tags::parse(&text, &["v", "p", "k", "rua"]).tree.to_string(), text.clone());
        prop_assert_eq!(mtasts::policy(&text).tree.to_string(), text.clone());
    }

    #[test]
    fn a_correction_is_final_and_has_no_error(text in pieces()) {
        for kind in kinds() {
            let mut request = RecordRequest::new(&text);
            request.kind = kind;
            let report = record_with(&request);
            let Some(fixed) = report.fixed else { continue };
            let mut again = RecordRequest::new(&fixed);
            again.kind = report.record;
            let again = record_with(&again);
            if let Some(said) = meaning::meaning(&record_with(&request)) {
                prop_assert_eq!(Some(said), meaning::meaning(&again), "{:?} became {:?}", text, fixed);
            }
            prop_assert_eq!(&again.fixed, &None, "{:?} became {:?}", text, fixed);
            let errors: Vec<_> = again.findings.iter().filter(|finding| finding.cause.severity == Severity::Error).map(|finding| finding.cause.code).collect();
            prop_assert!(errors.is_empty(), "{:?} became {:?}: {:?}", text, fixed, errors);
        }
    }
}

fn codes(text: &str) -> Vec<&'static str> {
    record(text).findings.iter().map(|finding| finding.cause.code).collect()
}

#[test]
fn kinds_are_told_apart() {
    for (text, kind) in [
        ("v=spf1 -all", RecordType::Spf),
        ("include:_spf.example.com ~all", RecordType::Spf),
        ("v=DKIM1; p=", RecordType::Dkim),
        ("k=rsa; p=MIIB", RecordType::Dkim),
        ("v=DMARC1; p=none", RecordType::Dmarc),
        ("_dmarc.example.com. IN TXT \"v=DMARC1; p=none\"", RecordType::Dmarc),
        ("v=STSv1; id=1", RecordType::MtaSts),
        ("version: STSv1\nmode: none\nmax_age: 86400\n", RecordType::MtaStsPolicy),
        ("v=TLSRPTv1; rua=mailto:a@example.com", RecordType::TlsRpt),
        ("v=BIMI1; l=; a=;", RecordType::Bimi),
    ] {
        assert_eq!(record(text).record, Some(kind), "{text}");
    }
    assert_eq!(codes("good morning"), ["REC019"]);
    assert_eq!(codes(""), ["REC017"]);
    assert_eq!(mailmend::dmarc("v=spf1 -all").findings[0].cause.code, "REC018");
}

#[test]
fn one_slip_is_one_finding() {
    assert_eq!(codes("“v=spf1 include:_spf.example.com ~all”"), ["REC001"]);
    assert_eq!(codes("v=DMARC1\\; p=none\\; rua=mailto:a@example.com\\;"), ["REC009"]);
    assert_eq!(codes("v=spf1, ip4:192.0.2.1, -all"), ["SPF008"]);
    assert_eq!(codes("v:DMARC1; p:none; rua:mailto:a@example.com"), ["REC021"]);
}

#[test]
fn one_bad_term_hides_no_other() {
    let found = codes("v=spf1 ip4:300.0.0.1 include=_spf.example.com ptr +all");
    for code in ["SPF012", "SPF006", "SPF031", "SPF026"] {
        assert!(found.contains(&code), "{code}: {found:?}");
    }
    // What a person must decide is left: there is no corrected record that is only half right.
    assert_eq!(record("v=spf1 ip4:300.0.0.1 include=_spf.example.com -all").fixed, None);
}

#[test]
fn the_whole_internet_in_pieces() {
    for text in
        ["v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all", "v=spf1 ip4:0.0.0.0/2 ip4:64.0.0.0/2 ip4:128.0.0.0/1 -all"]
    {
        let report = record(text);
        assert_eq!(report.findings[0].cause.code, "SPF028", "{text}");
        assert_eq!(report.fixed.as_deref(), Some("v=spf1 -all"), "{text}");
    }
    assert!(!codes("v=spf1 ip4:0.0.0.0/1 -ip4:128.0.0.0/1 -all").contains(&"SPF028"));
}

#[test]
fn a_private_key_is_named_and_not_repeated() {
    // PKCS#8: version 0, then the algorithm.
    let report = mailmend::dkim("v=DKIM1; p=MB8CAQAwDQYJKoZIhvcNAQEBBQAECzAJAgEAAgEPAgED");
    assert_eq!(report.findings[0].cause.code, "DKIM005");
    assert_eq!(report.fixed, None);
    assert!(!serde_json::to_string(&report).unwrap().contains("MB8CAQAwDQYJ"));
}

#[test]
fn a_record_is_taken_apart() {
    let text = "“v=spf1 a:mail.example.com/24//64 inlcude:_spf.example.com ip6:2001:db8::/32 x=%{i} ~all”";
    let Some(RecordTree::Terms(terms)) = record(text).tree else { panic!("no terms") };
    let said: Vec<_> = terms.iter().map(|term| (term.qualifier, &*term.name, term.value.as_deref())).collect();
    assert_eq!(
        said,
        [
            (Some("+"), "a", Some("mail.example.com")),
            (Some("+"), "include", Some("_spf.example.com")),
            (Some("+"), "ip6", Some("2001:db8::")),
            (None, "x", Some("%{i}")),
            (Some("~"), "all", None),
        ]
    );
    assert_eq!((terms[0].prefix4, terms[0].prefix6, terms[2].prefix6), (Some(24), Some(64), Some(32)));
    assert!(terms.iter().all(|term| text[term.start..term.end] == *term.text), "{terms:?}");
    // Where copying had done damage, the place is that of the given text, and the text is as it was read.
    let text = "v=DMARC1\\; p=no\u{200b}ne";
    let Some(RecordTree::Tags(tags)) = record(text).tree else { panic!("no tags") };
    assert_eq!((&*tags[1].value, &text[tags[1].start..tags[1].end]), ("none", "p=no\u{200b}ne"));
    // Policy files give their lines; what is no record of its kind gives none.
    let Some(RecordTree::Lines(lines)) = mailmend::mtasts_policy("version: STSv1\n\nmode=none\n").tree else {
        panic!("no lines")
    };
    assert_eq!(
        lines.iter().map(|line| (&*line.name, &*line.value)).collect::<Vec<_>>(),
        [("version", "STSv1"), ("mode", "none")]
    );
    assert_eq!(mailmend::dmarc("v=spf1 -all").tree, None);
}

#[test]
fn a_damaged_private_key_is_not_repeated_either() {
    for key in ["MB8CAQAwDQYJKoZIhvcNAQEBBQAECzAJAgEAAgEPAgED", "MB8CAQAwDQYJKoZIhvcNAQE*BBQAECzAJAgEAAgEPAgED"] {
        for text in
            [format!("v=DKIM1; p={key}"), format!("v=DKIM1; x={key}"), format!("p=-----BEGIN PRIVATE KEY-----{key}")]
        {
            let report = mailmend::dkim(&text);
            assert_eq!(report.fixed, None, "{text}");
            let json = serde_json::to_string(&report).unwrap();
            assert!(!json.contains(&key[12..]) && !json.contains("BBQAECzAJAgEAAgEPAgED"), "{json}");
        }
    }
}

#[test]
fn strings_stay_strings() {
    let long =
        format!("\"v=spf1 {} -all\"", (1..20).map(|n| format!("ip4:203.0.113.{n} ")).collect::<String>().trim_end());
    let report = record(&long);
    assert_eq!(report.findings[0].cause.code, "REC015");
    let fixed = report.fixed.unwrap();
    assert!(fixed.split('"').skip(1).step_by(2).all(|string| string.len() <= 255), "{fixed}");
    assert_eq!(record(&fixed).findings.len(), 0, "{fixed}");
}

/// What tempts a reader to go back, in every kind of record: eight times the text may take sixteen times as long, and
/// what a busy machine adds. A quadratic reader would need sixty-four times.
#[test]
fn time_grows_with_the_text_only() {
    const PIECES: [&str; 52] = [
        "include:",
        "include:a.example ",
        "include:spf.sendinblue.com ",
        "include:_spf.gogle.com ",
        "%{",
        "%{i}",
        "ip4:1.2.3.4,",
        "exp= ",
        "v=DMARC1;",
        "v=spf1 ",
        "\"\" ",
        "\"",
        "\" ",
        "[a](b)",
        "[",
        "[ ",
        "[a]",
        "](",
        "k= ",
        "mx ",
        "mx, ",
        "ptr ",
        "+",
        "-",
        "- ",
        "-----",
        "-----BEGIN ",
        "&lt;",
        "&",
        "<br>",
        "<",
        "\\",
        ";",
        ";;",
        "; ",
        ",",
        "=",
        ":",
        "a@b;",
        "policy=1;",
        "p=1;",
        " p=1",
        "mailto:a@b,",
        "rua=a;b@c;",
        "x=1,",
        "mode: x\n",
        "mx: a,b\n",
        "\n",
        "MII",
        "{",
        "#",
        "“–",
    ];
    let time = |text: &str| {
        let start = std::time::Instant::now();
        for kind in kinds() {
            let mut request = RecordRequest::new(text);
            request.kind = kind;
            let findings = record_with(&request).findings.len();
            assert!(findings < 600, "{findings} findings");
        }
        start.elapsed()
    };
    for start in ["v=spf1 ", "v=DMARC1; rua=mailto", "n="] {
        for piece in PIECES {
            let text = |length: usize| format!("{start}{}", piece.repeat(length / piece.len()));
            let (short, long) = (text(8_000), text(64_000));
            // Again, where the machine may have been busy.
            let is_linear = |_| {
                let limit = time(&short) * 24 + std::time::Duration::from_millis(20);
                time(&long) < limit
            };
            assert!((0..5).any(is_linear), "{start:?} and much of {piece:?}");
        }
    }
}

#[test]
fn batch_lines() {
    let mut batch = mailmend::wire::Batch::of_records(None);
    let mut out = String::new();
    batch.line(r#"{"id":7,"type":"spf","record":["v=spf1 include:a.example.net","mx -all"]}"#, &mut out);
    assert!(out.starts_with(r#"{"id":7,"schema":1,"kind":"record","record":"spf""#), "{out}");
    assert!(out.contains("SPF009"), "{out}");
    out.clear();
    batch.line(r#"{"id":"x","type":"mx","record":""}"#, &mut out);
    assert!(out.starts_with(r#"{"id":"x","error":{"code":"bad-request""#), "{out}");
    out.clear();
    mailmend::wire::Batch::new().line(r#"{"record":"v=spf1 +all"}"#, &mut out);
    assert!(out.contains("SPF026"), "{out}");
}
