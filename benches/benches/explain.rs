//! How long it takes to explain a reply, beside the usual ways to search for the same patterns.
//!
//! Run with `cargo bench -p mailmend-benches --bench explain`. The table at the end is what the README shows; with
//! `-- --table` it is all there is. Slow ways stand only there. The first thing timed is the first call in a fresh
//! process.

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
        if let [a, b, c, ..] = times[..] {
            println!("\nexplain takes {:.2} times (b); (c) takes {:.0} times explain", a / b, c / a);
        }
    }
}

/// The ways, each ready to search.
fn ways() -> Vec<Way<'static>> {
    let rows = rows();
    let automaton = automaton(&strings(&rows, MOST_VARIANTS));
    let mut json = String::new();
    let way = |letter, name: &str, slow, work| Way { letter, name: name.to_owned(), slow, work };
    let mut ways = vec![
        way('a', "`mailmend::explain`", false, Box::new(explain)),
        way(
            'b',
            "one Aho-Corasick pass (DFA), every pattern found",
            false,
            Box::new(move |text| {
                automaton.find_overlapping_iter(text).map(|found| found.pattern().as_usize()).fold(0, usize::max)
            }),
        ),
    ];
    let expressions: Vec<String> = rows.iter().map(|row| expression(row)).collect();
    let small = regex_set(&expressions, None);
    let large = regex_set(&expressions, Some(LARGE_CACHE));
    let new = large.clone();
    ways.push(way('c', "`RegexSet`, its cache as it comes", true, Box::new(move |text| found(&small, text))));
    ways.push(way(
        'd',
        "`mailmend::explain` and JSON",
        false,
        Box::new(move |text| {
            json.clear();
            mailmend::wire::write_report(&mut json, &mailmend::explain(&Request::new(text)), None);
            json.len()
        }),
    ));
    ways.push(way('e', "`RegexSet`, cache of 1 GB, the texts are new", true, new_texts(new)));
    let seen = "`RegexSet`, cache of 1 GB, the texts were seen before";
    ways.push(way('f', seen, true, Box::new(move |text| found(&large, text))));
    ways
}

fn found(set: &RegexSet, text: &str) -> usize {
    set.matches(text.as_bytes()).iter().count()
}

/// A set forgets what it has seen when it is cloned: once a pass.
fn new_texts(set: RegexSet) -> Box<dyn FnMut(&str) -> usize> {
    let texts = replies().len();
    let mut fresh = set.clone();
    let mut seen = 0;
    Box::new(move |text| {
        if seen == texts {
            fresh = set.clone();
            seen = 0;
        }
        seen += 1;
        found(&fresh, text)
    })
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

/// The bytes of a cache that holds every state that the replies lead to.
const LARGE_CACHE: usize = 1 << 30;

/// All rows as one set. It works out the states of its automaton as texts need them, and keeps them in a cache.
fn regex_set(expressions: &[String], cache: Option<usize>) -> RegexSet {
    let start = Instant::now();
    let mut builder = RegexSetBuilder::new(expressions);
    builder.unicode(false).case_insensitive(true).size_limit(1 << 30);
    if let Some(cache) = cache {
        builder.dfa_size_limit(cache);
    }
    let set = builder.build().expect("the expressions fit one set");
    println!("(c) {} expressions in one set; built in {:.1} s", set.len(), start.elapsed().as_secs_f64());
    set
}

fn with_criterion(criterion: &mut Criterion, ways: &mut [Way<'_>], replies: &[&str]) {
    let mut group = criterion.benchmark_group("explain");
    group.throughput(Throughput::Elements(replies.len() as u64));
    group.sample_size(20);
    for way in ways.iter_mut().filter(|way| !way.slow) {
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
