//! Several ways to do the same, timed side by side in one run.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// One way to do the work.
pub struct Way<'w> {
    /// The letter that the table shows.
    pub letter: char,
    /// What it is.
    pub name: String,
    /// Whether a pass over the texts takes seconds: criterion, which wants many passes, does without it.
    pub slow: bool,
    /// Does it for one text; the number keeps the work from being left out.
    pub work: Box<dyn FnMut(&str) -> usize + 'w>,
}

/// The rounds, and the time after which a way is asked no more.
const ROUNDS: usize = 201;
const BUDGET: Duration = Duration::from_secs(30);

/// The median time a text of each way, in nanoseconds. The ways take turns, so that a busy moment of the machine
/// meets them all; in its turn each goes over the texts twice, and the second time counts, when its tables are in
/// the processor's caches again. A slow way goes over them once.
pub fn side_by_side(ways: &mut [Way<'_>], texts: &[&str]) -> Vec<f64> {
    let mut times = vec![Vec::new(); ways.len()];
    let mut spent = vec![Duration::ZERO; ways.len()];
    for _ in 0..ROUNDS {
        for ((way, times), spent) in ways.iter_mut().zip(&mut times).zip(&mut spent) {
            if *spent > BUDGET {
                continue;
            }
            let start = Instant::now();
            if !way.slow {
                pass(way, texts);
            }
            times.push(pass(way, texts));
            *spent += start.elapsed();
        }
    }
    times.iter_mut().map(|times| median(times)).collect()
}

fn pass(way: &mut Way<'_>, texts: &[&str]) -> f64 {
    let start = Instant::now();
    for text in texts {
        black_box((way.work)(black_box(text)));
    }
    start.elapsed().as_nanos() as f64 / texts.len() as f64
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Prints each way with its time and how it compares with the first.
pub fn print_table(ways: &[Way<'_>], times: &[f64]) {
    let first = times.first().copied().unwrap_or(1.0);
    println!("| way | ns a reply (median) | times (a) |");
    println!("|---|---:|---:|");
    for (way, time) in ways.iter().zip(times) {
        println!("| ({}) {} | {time:.0} | {:.2} |", way.letter, way.name, time / first);
    }
}
