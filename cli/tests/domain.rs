//! `mailmend domain` against real DNS on loopback: a server that answers, one that answers garbage, and none at all.

#![allow(clippy::expect_used, clippy::unwrap_used)] // a test that cannot go on fails

#[allow(dead_code)] // not every test needs all of it
mod common;

use std::net::UdpSocket;
use std::thread;
use std::time::{Duration, Instant};

use common::{Files, mailmend};
use hickory_resolver::proto::op::{Message, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::{MX, TXT};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};

/// What a server does with a question.
type Reply = fn(&[u8]) -> Option<Vec<u8>>;

/// Starts a server on loopback; gives its address. It ends with the test.
fn serve(reply: Reply) -> String {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap().to_string();
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok((length, from)) = socket.recv_from(&mut buffer) {
            if let Some(answer) = reply(&buffer[..length]) {
                let _ = socket.send_to(&answer, from);
            }
        }
    });
    address
}

/// A small zone: example.test, and nothing else.
fn zone(question: &[u8]) -> Option<Vec<u8>> {
    let question = Message::from_vec(question).ok()?;
    let query = question.queries.first()?.clone();
    let mut answer = Message::response(question.metadata.id, OpCode::Query);
    answer.add_query(query.clone());
    let name = query.name().to_ascii().to_ascii_lowercase();
    let text = |text: &str| RData::TXT(TXT::new(vec![text.to_owned()]));
    let data = match (name.as_str(), query.query_type()) {
        ("example.test.", RecordType::TXT) => vec![text("v=spf1 mx -all"), text("v=spf1 ip4:192.0.2.1 ~all")],
        ("example.test.", RecordType::MX) => {
            vec![RData::MX(MX::new(10, Name::from_ascii("mx.example.test.").unwrap()))]
        }
        ("mx.example.test.", RecordType::A) => vec![RData::A("192.0.2.1".parse().unwrap())],
        ("_dmarc.example.test.", RecordType::TXT) => {
            answer.metadata.response_code = ResponseCode::ServFail;
            vec![]
        }
        ("example.test." | "mx.example.test.", _) => vec![],
        _ => {
            answer.metadata.response_code = ResponseCode::NXDomain;
            vec![]
        }
    };
    for one in data {
        answer.add_answer(Record::from_rdata(query.name().clone(), 60, one));
    }
    answer.to_vec().ok()
}

fn codes(json: &serde_json::Value) -> Vec<String> {
    let findings = json["findings"].as_array().unwrap().iter();
    findings.map(|finding| finding["slug"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_server_that_answers() {
    let server = serve(zone);
    let said = mailmend(&["domain", "example.test", "--dns", &server, "--no-policy", "--json"]);
    let json = said.json();
    let found = codes(&json);
    assert!(found.contains(&"several-records".to_owned()), "{found:?}");
    // SERVFAIL is not taken for a missing record.
    assert!(found.contains(&"no-answer-from-dns".to_owned()), "{found:?}");
    assert!(!found.contains(&"no-dmarc-record".to_owned()), "{found:?}");
    assert_eq!(json["records"][0]["fixed"], "v=spf1 mx ip4:192.0.2.1 -all");
    assert_eq!(json["needs"].as_array().unwrap().len(), 0);
    assert_eq!(said.code, 1);
}

#[test]
fn a_server_that_knows_nothing() {
    let server = serve(zone);
    let said = mailmend(&["domain", "example.invalid", "--dns", &server, "--no-policy", "--json"]);
    assert_eq!(codes(&said.json()), ["domain-not-found"]);
}

#[test]
fn a_server_that_answers_garbage() {
    let server = serve(|question| {
        let mut answer = question.get(..2)?.to_vec();
        answer.extend([0x81, 0x80, 0xff, 0xff, 0xff, 0xff, 0xc0, 0x0c, 0xc0, 0x0c, 0xde, 0xad]);
        Some(answer)
    });
    let before = Instant::now();
    let said = mailmend(&["domain", "example.test", "--dns", &server, "--no-policy", "--json"]);
    let found = codes(&said.json());
    assert!(found.iter().all(|slug| slug == "no-answer-from-dns"), "{found:?}");
    assert!(before.elapsed() < Duration::from_secs(120), "{:?}", before.elapsed());
}

#[test]
fn a_server_that_never_answers() {
    let server = serve(|_| None);
    let before = Instant::now();
    let said = mailmend(&["domain", "example.test", "--dns", &server, "--no-policy", "--json"]);
    let found = codes(&said.json());
    assert!(!found.is_empty() && found.iter().all(|slug| slug == "no-answer-from-dns"), "{found:?}");
    assert!(before.elapsed() < Duration::from_secs(120), "{:?}", before.elapsed());
}

const ZONE: &str = "\
example.com. 3600 IN TXT \"v=spf1 include:_spf.example.net ~all\"
example.com. 3600 IN MX 10 mx.example.com.
mx.example.com. 3600 IN A 192.0.2.1
_spf.example.net. 3600 IN TXT \"v=spf1 ip4:192.0.2.0/24 -all\"
dmarc.example.com. 3600 IN TXT \"v=DMARC1; p=none; rua=mailto:d@example.com\"
";

#[test]
fn a_zone_at_hand() {
    let files = Files::new();
    let file = files.write("example.zone", ZONE);
    let file = file.to_str().unwrap();
    let said = mailmend(&["domain", "example.com", "--zone", file]);
    assert_eq!(said.code, 1, "{}", said.errors);
    for wanted in ["underscore is missing", "_spf.example.net", "1 of 10 look-ups", "Gmail", "not in DNS"] {
        assert!(said.out.contains(wanted), "{wanted}: {}", said.out);
    }
    let zone_form = mailmend(&["domain", "example.com", "--zone", file, "--form", "zone"]);
    let line = "_dmarc.example.com. 3600 IN TXT \"v=DMARC1; p=none; rua=mailto:d@example.com\"";
    assert!(zone_form.out.contains(line), "{}", zone_form.out);
}

#[test]
fn many_domains() {
    let files = Files::new();
    let zone = files.write("example.zone", ZONE);
    let list = files.write("domains.txt", "example.com\n\nexample.net\n");
    let said = mailmend(&["domain", "--zone", zone.to_str().unwrap(), "--batch", list.to_str().unwrap()]);
    let lines = said.lines();
    assert_eq!(
        lines.iter().map(|line| line["domain"].as_str().unwrap()).collect::<Vec<_>>(),
        ["example.com", "example.net"]
    );
    assert_eq!(said.code, 0);
}

#[test]
fn a_record_in_three_forms() {
    let record = "v=DMARC1; p=none; rua=d@example.com";
    let form = |form| mailmend(&["dmarc", "--fix", "--form", form, "--name", "_dmarc.example.com", record]).out;
    assert_eq!(form("raw"), "v=DMARC1; p=none; rua=mailto:d@example.com\n");
    assert_eq!(form("strings"), form("raw"));
    assert_eq!(form("zone"), "_dmarc.example.com. 3600 IN TXT \"v=DMARC1; p=none; rua=mailto:d@example.com\"\n");
}

#[test]
fn misuse() {
    assert_eq!(mailmend(&["domain"]).code, 2);
    assert_eq!(mailmend(&["domain", "example.com", "--dns", "not a server"]).code, 2);
    assert_eq!(mailmend(&["domain", "example.com", "--zone", "/nowhere/at/all"]).code, 2);
}
