//! How long it takes to check settings.
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
    ];
    let mut group = criterion.benchmark_group("settings");
    for (name, input) in inputs {
        group.throughput(Throughput::Bytes(input.len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| mailmend::settings(black_box(input))));
    }
    group.finish();
    criterion.final_summary();
}
