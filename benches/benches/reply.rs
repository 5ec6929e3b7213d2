//! How long it takes to read a reply: one line, several, joined by a log, ten thousand.
//!
//! Run with `cargo bench -p mailmend-benches --bench reply`.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use mailmend_benches::replies::{many_lines, replies};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    read(&mut criterion);
    criterion.final_summary();
}

fn read(criterion: &mut Criterion) {
    let many = many_lines(10_000);
    let inputs: [(&str, &[u8]); 4] = [
        ("single line", b"550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown\r\n"),
        (
            "three lines",
            b"550-5.1.1 The email account that you tried to reach does not exist. Please try\r\n\
              550-5.1.1 double-checking the recipient's email address for typos or\r\n\
              550 5.1.1 unnecessary spaces. For more information, go to example.com/help\r\n",
        ),
        (
            "three lines, joined",
            b"host mx.example.com[192.0.2.1] said: 550-5.1.1 The email account that you tried to reach does not \
              exist. Please try 550-5.1.1 double-checking the recipient's email address for typos or \
              550 5.1.1 unnecessary spaces. (in reply to RCPT TO command)",
        ),
        ("10,000 lines", many.as_bytes()),
    ];
    let mut group = criterion.benchmark_group("reply");
    for (name, input) in inputs {
        group.throughput(Throughput::Bytes(input.len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| mailmend::reply(black_box(input))));
    }
    let real = replies();
    group.throughput(Throughput::Bytes(real.iter().map(|text| text.len() as u64).sum()));
    group.bench_function("the real replies, one pass", |bencher| {
        bencher.iter(|| {
            for text in &real {
                black_box(mailmend::reply(black_box(text.as_bytes())));
            }
        });
    });
    group.finish();
}
