//! How fast a log is read: the lines of a usual Postfix log, most of them about something else, and the attempts alone.
//!
//! Run with `cargo bench -p mailmend-benches --bench log`. Criterion prints the rate as MiB/s.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use mailmend::log::entry;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    read(&mut criterion);
    criterion.final_summary();
}

fn read(criterion: &mut Criterion) {
    let postfix = postfix(1_000);
    let is_attempt = |line: &&String| entry(line).is_some();
    let attempts: Vec<String> = postfix.iter().filter(is_attempt).cloned().collect();
    let others: Vec<String> = postfix.iter().filter(|line| !is_attempt(line)).cloned().collect();
    let inputs = [
        ("Postfix, a usual log", &postfix),
        ("Postfix, lines about something else", &others),
        ("Postfix, attempts", &attempts),
        ("Exim, a usual log", &exim(1_000)),
        ("SES, bounces", &ses(1_000)),
    ];
    let mut group = criterion.benchmark_group("log");
    for (name, lines) in inputs {
        group.throughput(Throughput::Bytes(lines.iter().map(|line| line.len() as u64 + 1).sum()));
        group.bench_function(name, |bencher| {
            bencher.iter(|| lines.iter().filter(|line| black_box(entry(black_box(line))).is_some()).count());
        });
    }
    group.finish();
}

/// What a relay writes of so many messages: each comes in, is queued, goes out, is removed; one in ten bounces, one in
/// ten waits, and some clients are turned away.
fn postfix(messages: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for number in 0..messages {
        let (id, pid) = (format!("{:011X}", 0x0901_5DA8_22DA_usize + number * 7919), 13_000 + number % 97);
        let mut write = |program: &str, text: String| {
            lines.push(format!(
                "Nov 24 06:{:02}:{:02} relay postfix/{program}[{pid}]: {text}",
                number / 60 % 60,
                number % 60
            ));
        };
        let to = format!("to=<user{number}@dest.example>, relay=mx.dest.example[192.0.2.1]:25, delay=0.13");
        let ending = match number % 10 {
            3 => {
                "dsn=5.1.1, status=bounced (host mx.dest.example[192.0.2.1] said: 550 5.1.1 <nobody@dest.example>: \
                  Recipient address rejected: User unknown in local recipient table (in reply to RCPT TO command))"
            }
            7 => {
                "dsn=4.2.0, status=deferred (host mx.dest.example[192.0.2.1] said: 450 4.2.0 <nobody@dest.example>: \
                  Recipient address rejected: Greylisted (in reply to RCPT TO command))"
            }
            _ => "dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 4XyZ1234567)",
        };
        write("smtpd", "connect from shop.sender.example[192.0.2.10]".into());
        write("smtpd", format!("{id}: client=shop.sender.example[192.0.2.10], sasl_method=PLAIN, sasl_username=shop"));
        write("cleanup", format!("{id}: message-id=<20261124060508.{number}@sender.example>"));
        write("qmgr", format!("{id}: from=<alice@sender.example>, size=41{number}, nrcpt=1 (queue active)"));
        write(
            "smtpd",
            "disconnect from shop.sender.example[192.0.2.10] ehlo=2 starttls=1 auth=1 mail=1 rcpt=1 data=1 \
            quit=1 commands=8"
                .into(),
        );
        write(
            "smtp",
            "Untrusted TLS connection established to mx.dest.example[192.0.2.1]:25: TLSv1.3 with cipher \
            TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS (2048 bits)"
                .into(),
        );
        write("smtp", format!("{id}: {to}, delays=0/0.12/0/0.01, {ending}"));
        if number % 20 == 0 {
            write(
                "smtpd",
                "NOQUEUE: reject: RCPT from unknown[192.0.2.99]: 554 5.7.1 <x@y.example>: Relay access \
                denied; from=<spam@y.example> to=<x@y.example> proto=ESMTP helo=<y>"
                    .into(),
            );
        }
        write("qmgr", format!("{id}: removed"));
    }
    lines
}

fn exim(messages: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for number in 0..messages {
        let head = format!("2026-11-24 06:07:{:02} 1xVjgp-{:06}-2B", number % 60, number);
        let fields = "R=dnslookup T=remote_smtp H=mx.dest.example [192.0.2.1]";
        lines.push(format!(
            "{head} <= alice@sender.example H=(shop) [192.0.2.10] P=esmtpsa X=TLS1.3:X:256 A=login:a S=399"
        ));
        lines.push(if number % 10 == 3 {
            format!(
                "{head} ** user{number}@dest.example {fields}: SMTP error from remote mail server after RCPT \
                TO:<user{number}@dest.example>: 550 5.1.1 User unknown DT=0s"
            )
        } else {
            format!(
                "{head} => user{number}@dest.example {fields} X=TLS1.3:X:256 CV=yes C=\"250 2.0.0 Ok: queued\" DT=0s"
            )
        });
        lines.push(format!("{head} Completed"));
    }
    lines
}

fn ses(messages: usize) -> Vec<String> {
    let bounce = |number| {
        format!(
            r#"{{"notificationType":"Bounce","bounce":{{"bounceType":"Permanent","bounceSubType":"General","bouncedRecipients":[{{"emailAddress":"user{number}@dest.example","action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}}],"timestamp":"2026-11-24T06:05:08.000Z","feedbackId":"0100017f"}},"mail":{{"timestamp":"2026-11-24T06:05:07.000Z","source":"alice@sender.example","messageId":"00000137860315fd","destination":["user{number}@dest.example"]}}}}"#
        )
    };
    (0..messages).map(bounce).collect()
}
