//! Several ways to do the same, timed side by side in one run.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// One way to do the work.
pub struct Way<'w> {
    /// The letter that the table shows.
    pub letter: char,
    /// What it is.
    pub name: String,
    /// Does it for one text; the number keeps the work from being left out.
    pub work: Box<dyn FnMut(&str) -> usize + 'w>,
}

/// The rounds at most, and the time for all of them.
const ROUNDS: usize = 301;
const BUDGET: Duration = Duration::from_secs(20);

/// The median time a text of each way, in nanoseconds. The ways take turns, so that a busy moment of the machine
/// meets them all.
pub fn side_by_side(ways: &mut [Way<'_>], texts: &[&str]) -> Vec<f64> {
    let mut times = vec![Vec::new(); ways.len()];
    let start = Instant::now();
    for round in 0..ROUNDS {
        for (way, times) in ways.iter_mut().zip(&mut times) {
            let time = pass(way, texts);
            // The first round warms up.
            if round > 0 {
                times.push(time);
            }
        }
        if round >= 5 && start.elapsed() > BUDGET {
            break;
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
