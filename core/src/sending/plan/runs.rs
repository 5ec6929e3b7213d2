//! From the grid to runs: which batch when, of which class.

use alloc::vec::Vec;

use crate::model::{Pace, Run};

const DAY: u64 = 86_400;

/// Lays the mails of the classes, in order, on the grid. `ramp` has the mails of the first days; where the grid has no
/// place for as many on a day, it is set to what was planned. Gives the runs and the seconds until the last pause ends.
pub(super) fn schedule(counts: &[u64], pace: Pace, ramp: &mut [u64], start: u64) -> (Vec<Run>, u64) {
    let mut left = Classes { counts: counts.to_vec(), at: 0 };
    let mut runs = Vec::new();
    // The place of the grid that is free, counted from the start.
    let mut place = 0_u64;
    let slots = (DAY / pace.every.max(1)).max(1);
    for mails in &mut *ramp {
        if left.is_empty() {
            *mails = 0;
            continue;
        }
        // Spread over the day: small batches at all places, or single mails at some.
        let (batches, count) = if *mails >= slots { (slots, *mails / slots) } else { (*mails, 1) };
        let count = count.min(pace.count);
        let stride = (slots / batches.max(1)).max(1);
        *mails = left.take(&mut runs, Line { place, stride, count, batches }, pace, start);
        place = place.saturating_add(slots);
    }
    let last = left.sum();
    let batches = last.div_ceil(pace.count.max(1));
    left.take(&mut runs, Line { place, stride: 1, count: pace.count, batches }, pace, start);
    let ended = runs.iter().map(|run: &Run| run.last()).max().unwrap_or(start);
    let duration = ended.saturating_sub(start).saturating_add(pace.every);
    (runs, duration)
}

/// A row of places on the grid.
#[derive(Clone, Copy)]
struct Line {
    place: u64,
    stride: u64,
    /// Mails in a batch.
    count: u64,
    batches: u64,
}

/// What is left of each class.
struct Classes {
    counts: Vec<u64>,
    at: usize,
}

impl Classes {
    fn sum(&self) -> u64 {
        self.counts.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    fn is_empty(&self) -> bool {
        self.sum() == 0
    }

    /// Fills the places of a line; gives the mails that were taken. A batch that one class does not fill is shared with
    /// the next one. At most three runs for a class and line.
    fn take(&mut self, runs: &mut Vec<Run>, mut line: Line, pace: Pace, start: u64) -> u64 {
        let mut taken = 0_u64;
        // What is free in the batch at the first place.
        let mut free = line.count;
        while line.batches > 0 && line.count > 0 {
            let Some(left) = self.counts.get_mut(self.at) else { break };
            if *left == 0 {
                self.at += 1;
                continue;
            }
            let whole = if free == line.count { (*left / line.count).min(line.batches) } else { 0 };
            let (count, times) = if whole > 0 { (line.count, whole) } else { ((*left).min(free), 1) };
            let every = pace.every.saturating_mul(line.stride);
            let at = start.saturating_add(line.place.saturating_mul(pace.every));
            runs.push(Run { class: self.at, start: at, every, count, times });
            let mails = count.saturating_mul(times);
            *left -= mails.min(*left);
            taken = taken.saturating_add(mails);
            free = if whole > 0 { 0 } else { free - count };
            if free == 0 {
                line.place = line.place.saturating_add(line.stride.saturating_mul(times));
                line.batches -= times;
                free = line.count;
            }
        }
        taken
    }
}
