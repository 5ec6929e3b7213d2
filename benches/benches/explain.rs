//! How long it takes to explain a reply, beside the usual ways to search for the same patterns.
//!
//! Run with `cargo bench -p mailmend-benches --bench explain`. The table at the end is what the README shows; with
//! `-- --table` it is all there is. The first thing timed is the first call in a fresh process.

use std::env;
use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use criterion::{Criterion, Throughput};
use mailmend::Request;
use mailmend_benches::patterns::{expression, rows, strings};
use mailmend_benches::replies::replies;
use mailmend_benches::timing::{Way, print_table, side_by_side};
use regex::bytes::{RegexSet, RegexSetBuilder};

/// The most variants of a row that are written out as strings.
const MOST_VARIANTS: usize = 64;

fn main() {
    let has = |wanted: &str| env::args().any(|argument| argument == wanted);
    if has(FIRST_CALL) {
        return first_call();
    }
    if has("--list") {
        return;
    }
    first_calls();
    let replies = replies();
    let bytes: usize = replies.iter().map(|text| text.len()).sum();
    println!("{} replies of {} bytes on average", replies.len(), bytes / replies.len().max(1));
    let mut ways = ways();
    if !has("--table") {
        let mut criterion = Criterion::default().configure_from_args();
        with_criterion(&mut criterion, &mut ways, &replies);
        criterion.final_summary();
    }
    if !has("--test") {
        let times = side_by_side(&mut ways, &replies);
        println!();
        print_table(&ways, &times);
        if let [a, b, c, _] = times[..] {
            println!("\nexplain takes {:.2} times (b); (c) takes {:.0} times explain", a / b, c / a);
        }
    }
}

/// The four ways, each ready to search.
fn ways() -> Vec<Way<'static>> {
    let rows = rows();
    let automaton = automaton(&strings(&rows, MOST_VARIANTS));
    let sets = regex_sets(&rows);
    let count = sets.len();
    let mut json = String::new();
    vec![
        Way { letter: 'a', name: "`mailmend::explain`".into(), work: Box::new(explain) },
        Way {
            letter: 'b',
            name: "one Aho-Corasick pass (DFA), every pattern found".into(),
            work: Box::new(move |text| {
                automaton.find_overlapping_iter(text).map(|found| found.pattern().as_usize()).fold(0, usize::max)
            }),
        },
        Way {
            letter: 'c',
            name: if count == 1 { "`regex::bytes::RegexSet`".into() } else { format!("{count} `regex::bytes::RegexSet`s") },
            work: Box::new(move |text| sets.iter().map(|set| set.matches(text.as_bytes()).iter().count()).sum()),
        },
        Way {
            letter: 'd',
            name: "`mailmend::explain` and JSON".into(),
            work: Box::new(move |text| {
                json.clear();
                mailmend::wire::write_report(&mut json, &mailmend::explain(&Request::new(text)), None);
                json.len()
            }),
        },
    ]
}

fn explain(text: &str) -> usize {
    black_box(mailmend::explain(&Request::new(text))).findings.len()
}

fn automaton(strings: &[String]) -> AhoCorasick {
    let start = Instant::now();
    let automaton = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .ascii_case_insensitive(true)
        .build(strings)
        .expect("the strings fit an automaton");
    println!(
        "(b) {} strings, at most {MOST_VARIANTS} variants a row; built in {:.1} s; {} MB",
        strings.len(),
        start.elapsed().as_secs_f64(),
        automaton.memory_usage() / 1_000_000
    );
    automaton
}

/// One set of all rows; where that is too large, as few sets as do.
fn regex_sets(rows: &[String]) -> Vec<RegexSet> {
    let start = Instant::now();
    let expressions: Vec<String> = rows.iter().map(|row| expression(row)).collect();
    let mut parts: usize = std::env::var("PARTS").unwrap().parse().unwrap();
    let sets = loop {
        let size = expressions.len().div_ceil(parts);
        let sets: Result<Vec<_>, _> = expressions.chunks(size.max(1)).map(regex_set).collect();
        match sets {
            Ok(sets) => break sets,
            Err(problem) if parts > 64 => panic!("{problem}"),
            Err(_) => parts *= 2,
        }
    };
    println!(
        "(c) {} expressions in {} set(s); built in {:.1} s",
        expressions.len(),
        sets.len(),
        start.elapsed().as_secs_f64()
    );
    sets
}

fn regex_set(expressions: &[String]) -> Result<RegexSet, regex::Error> {
    RegexSetBuilder::new(expressions)
        .unicode(false)
        .case_insensitive(true)
        .size_limit(1 << 30)
        .dfa_size_limit(std::env::var("DFA").unwrap().parse().unwrap())
        .build()
}

fn with_criterion(criterion: &mut Criterion, ways: &mut [Way<'_>], replies: &[&str]) {
    let mut group = criterion.benchmark_group("explain");
    group.throughput(Throughput::Elements(replies.len() as u64));
    group.sample_size(20);
    for way in ways {
        let name = format!("({}) {}", way.letter, way.name.replace('`', ""));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                for text in replies {
                    black_box((way.work)(black_box(text)));
                }
            });
        });
    }
    group.finish();
}

/// The argument of a process that only makes its first call.
const FIRST_CALL: &str = "--first-call";
/// How many fresh processes are asked.
const PROCESSES: usize = 21;

/// Prints the nanoseconds of the first call in this process.
fn first_call() {
    let text = "550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown in local recipient table";
    let start = Instant::now();
    black_box(explain(black_box(text)));
    println!("{}", start.elapsed().as_nanos());
}

/// There is no start-up: tables are constants. Asks fresh processes for the time of their first call.
fn first_calls() {
    let Ok(program) = env::current_exe() else { return };
    let ask = || {
        let output = Command::new(&program).arg(FIRST_CALL).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse::<u64>().ok()
    };
    let mut times: Vec<u64> = (0..PROCESSES).filter_map(|_| ask()).collect();
    times.sort_unstable();
    if let (Some(median), Some(worst)) = (times.get(times.len() / 2), times.last()) {
        println!(
            "first call in a fresh process: {} µs (median of {}; worst {} µs)",
            median / 1_000,
            times.len(),
            worst / 1_000
        );
    }
}
