//! The grid that all batches stand on: `every` seconds apart, at most `count` mails each.

use core::cmp::Ordering;

use crate::model::Pace;

/// At most so many mails in any stretch of so many seconds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Window {
    pub(super) seconds: u64,
    pub(super) mails: u64,
}

impl Window {
    /// Compares the rates.
    pub(super) fn slower(&self, other: &Self) -> Ordering {
        let (own, theirs) = (u128::from(self.mails), u128::from(other.mails));
        (own * u128::from(other.seconds)).cmp(&(theirs * u128::from(self.seconds)))
    }

    /// The mails that each batch may have when batches are `every` seconds apart: a stretch of `seconds`, wherever it
    /// begins, touches `seconds / every` of them, rounded up.
    fn batch(&self, every: u64) -> u64 {
        self.mails / self.seconds.div_ceil(every.max(1)).max(1)
    }
}

/// The longest step that is tried.
const LONGEST_STEP: u64 = 3_600;

/// The fastest steady pace that keeps within all windows; of those as fast, the one with the smallest batches.
/// Bounded work: some thousand steps for each window.
pub(super) fn pace(windows: &[Window]) -> Pace {
    let batch = |every: u64| windows.iter().map(|window| window.batch(every)).min().unwrap_or(u64::MAX);
    // With one mail a batch, as far apart as the slowest window asks, it always fits.
    let single = windows.iter().map(|window| window.seconds.div_ceil(window.mails.max(1))).max().unwrap_or(1).max(1);
    let mut best = Pace { every: single, count: batch(single).max(1) };
    for every in 1..=LONGEST_STEP {
        let count = batch(every);
        let (fast, known) = (u128::from(count) * u128::from(best.every), u128::from(best.count) * u128::from(every));
        if fast > known || (fast == known && count > 0 && every < best.every) {
            best = Pace { every, count };
        }
    }
    best
}

/// Seconds until so many mails are out, the last pause included.
pub(super) fn duration(mails: u64, pace: Pace) -> u64 {
    mails.div_ceil(pace.count.max(1)).saturating_mul(pace.every)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(windows: &[(u64, u64)]) -> (u64, u64) {
        let windows: alloc::vec::Vec<_> = windows.iter().map(|&(mails, seconds)| Window { seconds, mails }).collect();
        let pace = pace(&windows);
        (pace.count, pace.every)
    }

    #[test]
    fn the_whole_share_is_used_where_whole_seconds_allow() {
        assert_eq!(of(&[(160, 3600)]), (2, 45));
        assert_eq!(of(&[(400, 86_400)]), (1, 216));
        assert_eq!(of(&[(11, 1)]), (11, 1));
        assert_eq!(of(&[(24, 60), (8_000, 86_400)]), (5, 54), "the day binds");
        assert_eq!(of(&[(1, 2_592_000)]), (1, 2_592_000));
    }

    #[test]
    fn nothing_overflows() {
        assert_eq!(of(&[(u64::MAX, 1)]), (u64::MAX, 1));
        assert_eq!(of(&[(1, u64::MAX)]), (1, u64::MAX));
        assert_eq!(duration(u64::MAX, Pace { every: u64::MAX, count: 1 }), u64::MAX);
    }
}
