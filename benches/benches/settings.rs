//! How long it takes to check settings: beside merely parsing the same JSON, and for texts of growing length.
//!
//! Run with `cargo bench -p mailmend-benches --bench settings`.

use std::hint::black_box;

use criterion::{Criterion, Throughput};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let inputs = [
        (
            "nodemailer",
            "nodemailer.createTransport({ host: 'smtp.gmail.com', port: 587, secure: true, auth: { user: 'a@gmail.com', pass: 'x' } })",
        ),
        (
            "env",
            "MAIL_MAILER=smtp\nMAIL_HOST=mail.example.org\nMAIL_PORT=465\nMAIL_USERNAME=a@example.org\nMAIL_PASSWORD=x\nMAIL_ENCRYPTION=tls\n",
        ),
        ("url", "smtp://a@example.org:x@mail.example.org:465"),
        ("json", JSON),
    ];
    let mut group = criterion.benchmark_group("settings");
    for (name, input) in inputs {
        group.throughput(Throughput::Bytes(input.len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| mailmend::settings(black_box(input))));
    }
    group.bench_function("json, parsed by serde_json only", |bencher| {
        bencher.iter(|| serde_json::from_str::<serde_json::Value>(black_box(JSON)));
    });
    group.finish();
    let mut group = criterion.benchmark_group("settings, growing");
    for lines in [100, 1_000, 4_000] {
        // The rest of an application's settings, and its mail at the end.
        let other: String = (0..lines).map(|place| format!("FEATURE_{place}=enabled\n")).collect();
        let text = other + "MAIL_HOST=mail.example.org\nMAIL_PORT=465\nMAIL_ENCRYPTION=tls\n";
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(format!("{lines} lines"), |bencher| bencher.iter(|| mailmend::settings(black_box(&text))));
    }
    group.finish();
    criterion.final_summary();
}

const JSON: &str = r#"{"mail":{"from_email":"shop@example.org","from_name":"Shop","mailer":"smtp"},"smtp":{"autotls":true,"auth":true,"host":"mail.example.org","encryption":"ssl","port":465,"user":"shop@example.org","pass":"x9Kq2z"}}"#;
