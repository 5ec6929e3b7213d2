//! How long it takes to check an address, beside the crate `email_address`.
//!
//! Run with `cargo bench -p mailmend-benches --bench address`.

use std::hint::black_box;
use std::str::FromStr;

use criterion::{Criterion, Throughput};
use email_address::EmailAddress;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    validity(&mut criterion);
    findings(&mut criterion);
    criterion.final_summary();
}

/// The same question to both: can this be mailed?
fn validity(criterion: &mut Criterion) {
    let inputs = [
        ("short", "jane@gmail.com"),
        ("ordinary", "jane.doe+shop@mail.example-company.com"),
        ("quoted", "\"jane doe\"@example.com"),
        ("wrong", "jane..doe@example.com"),
    ];
    for (name, input) in inputs {
        let mut group = criterion.benchmark_group(format!("validity, {name}"));
        group.throughput(Throughput::Bytes(input.len() as u64));
        group.bench_function("mailmend", |bencher| {
            bencher.iter(|| mailmend::syntax::address(black_box(input)).is_mailable());
        });
        group.bench_function("email_address", |bencher| {
            bencher.iter(|| EmailAddress::is_valid(black_box(input)));
        });
        group.bench_function("email_address, parsed", |bencher| {
            bencher.iter(|| EmailAddress::from_str(black_box(input)).is_ok());
        });
        group.finish();
    }
}

/// Everything: verdicts, findings, suggestion, flags.
fn findings(criterion: &mut Criterion) {
    let inputs = [
        ("at a provider", "jane@gmail.com"),
        ("at a company", "jane.doe@example-company.com"),
        ("a slip", "jane@gmial.com"),
        ("a role", "info@company.fr"),
        ("copied from a header", "Jane Doe <jane@company.fr>"),
        ("international", "jürgen@bücher.de"),
    ];
    let mut group = criterion.benchmark_group("findings");
    for (name, input) in inputs {
        group.throughput(Throughput::Bytes(input.len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| mailmend::address(black_box(input))));
    }
    group.finish();
}
