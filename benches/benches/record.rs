//! How long it takes to read a record and say everything that is wrong with it, beside the crate `mail-auth`, which
//! only reads.
//!
//! Run with `cargo bench -p mailmend-benches --features peers --bench record`.

use std::fs;
use std::path::Path;

use mail_auth::common::parse::TxtRecordParser;
use mail_auth::common::verify::DomainKey;
use mail_auth::dmarc::Dmarc;
use mail_auth::spf::Spf;
use mailmend::model::RecordReport;
use mailmend_benches::timing::{Way, print_table, side_by_side};

const SPF: [&str; 8] = [
    "v=spf1 -all",
    "v=spf1 include:_spf.google.com ~all",
    "v=spf1 mx include:spf.protection.outlook.com -all",
    "v=spf1 a mx ip4:192.0.2.0/24 ip6:2001:db8::/32 include:_spf.google.com ~all",
    "v=spf1 include:_spf.google.com include:servers.mcsv.net include:amazonses.com include:mail.zendesk.com ~all",
    "v=spf1 include:%{ir}.%{v}.%{d}.spf.has.pphosted.com ~all",
    "v=spf1 redirect=_spf.example.com",
    "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 ip4:192.0.2.64/26 ip4:198.51.100.0/24 ip4:203.0.113.7 ip4:203.0.113.9 mx a:mail.example.com include:sendgrid.net -all",
];

const DMARC: [&str; 6] = [
    "v=DMARC1; p=none; rua=mailto:dmarc@example.com",
    "v=DMARC1; p=reject; rua=mailto:dmarc@example.com",
    "v=DMARC1;p=quarantine;sp=reject;rua=mailto:dmarc@example.com",
    "v=DMARC1; p=reject; adkim=s; aspf=s; rua=mailto:a@example.com,mailto:b@example.net",
    "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com; ruf=mailto:forensic@example.com; fo=1",
    "v=DMARC1; p=none; np=reject; rua=mailto:reports@dmarc.example.com",
];

fn main() {
    let keys = keys();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    compare("SPF", &SPF, mailmend::spf, |text| Spf::parse(text.as_bytes()).is_ok());
    compare("DKIM", &keys, mailmend::dkim, |text| DomainKey::parse(text.as_bytes()).is_ok());
    compare("DMARC", &DMARC, mailmend::dmarc, |text| Dmarc::parse(text.as_bytes()).is_ok());
}

/// Keys of 1024 and 2048 bits, and an Ed25519 key.
fn keys() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/tests/records/keys.json");
    let text = fs::read_to_string(path).unwrap_or_default();
    let key = |name: &str| {
        let (_, rest) = text.split_once(&format!("\"{name}\": \"")).unwrap_or_default();
        rest.split('"').next().unwrap_or_default().to_owned()
    };
    vec![
        format!("v=DKIM1; k=rsa; p={}", key("RSA2048")),
        format!("v=DKIM1; k=rsa; t=s; p={}", key("RSA1024")),
        format!("v=DKIM1;k=ed25519;p={}", key("ED")),
    ]
}

fn compare(name: &str, texts: &[&str], ours: fn(&str) -> RecordReport<'_>, theirs: impl Fn(&str) -> bool) {
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    println!("\n{name}: {} records of {} bytes on average\n", texts.len(), bytes / texts.len());
    assert!(texts.iter().all(|text| theirs(text)), "mail-auth does not read one of these");
    let mut ways = [
        Way {
            letter: 'a',
            name: "`mail-auth` reads".into(),
            slow: false,
            work: Box::new(|text| usize::from(theirs(text))),
        },
        Way {
            letter: 'b',
            name: "`mailmend` reads, checks, and gives the tree".into(),
            slow: false,
            work: Box::new(|text| ours(text).findings.len()),
        },
        Way {
            letter: 'c',
            name: "and writes it as JSON".into(),
            slow: false,
            work: Box::new(|text| {
                let mut json = String::new();
                mailmend::wire::write_record(&mut json, &ours(text), None);
                json.len()
            }),
        },
    ];
    let times = side_by_side(&mut ways, texts);
    print_table(&ways, &times);
}
