//! Sorting in little code. The sorts of the standard library are made for millions: each use of one adds four kilobytes to
//! a module for browsers, and there are thirty. What is sorted here are findings and faults.

use alloc::vec::Vec;
use core::cmp::Ordering;

/// Sorts a slice; what is equal keeps its order. The time grows with n log n.
pub(crate) trait Order<T> {
    /// Sorts by what `compare` says.
    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// Sorts by what `key` gives.
    fn order_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.order_by(|one, other| key(one).cmp(&key(other)));
    }

    /// Sorts by the things themselves.
    fn order(&mut self)
    where
        T: Ord,
    {
        self.order_by(T::cmp);
    }
}

impl<T> Order<T> for [T] {
    fn order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let mut places = places(self.len(), &mut |one, other| match (self.get(one), self.get(other)) {
            (Some(one), Some(other)) => compare(one, other) == Ordering::Greater,
            _ => false,
        });
        apply(&mut places, &mut |one, other| self.swap(one, other));
    }
}

/// Which thing belongs at each place: a merge sort of the places, by runs of twice the length each time.
fn places(count: usize, is_after: &mut dyn FnMut(usize, usize) -> bool) -> Vec<usize> {
    let mut from: Vec<usize> = (0..count).collect();
    let mut length = 1;
    while length < count {
        let mut to = Vec::with_capacity(count);
        for pair in from.chunks(length * 2) {
            let (mut left, mut right) = pair.split_at(length.min(pair.len()));
            while let (Some((one, ones)), Some((other, others))) = (left.split_first(), right.split_first()) {
                if is_after(*one, *other) {
                    to.push(*other);
                    right = others;
                } else {
                    to.push(*one);
                    left = ones;
                }
            }
            to.extend_from_slice(left);
            to.extend_from_slice(right);
        }
        from = to;
        length *= 2;
    }
    from
}

/// Moves everything to its place, along the rings that the places form: no more swaps than there are things.
fn apply(places: &mut [usize], swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..places.len() {
        let mut hole = start;
        while let Some(next) = places.get_mut(hole).map(|place| core::mem::replace(place, hole)) {
            if next == start || next == hole {
                break;
            }
            swap(hole, next);
            hole = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Order;
    use alloc::vec::Vec;

    #[test]
    fn any_order_becomes_that_of_the_standard_library() {
        let mut seed = 1_u32;
        for count in 0..70 {
            // Miri is a hundred times slower: one order of each length.
            for _ in 0..if cfg!(miri) { 1 } else { 20 } {
                let things: Vec<(u32, usize)> = (0..count)
                    .map(|place| {
                        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                        (seed >> 27, place)
                    })
                    .collect();
                let (mut ours, mut theirs) = (things.clone(), things);
                // By the first part only: equals must keep their order.
                ours.order_by_key(|thing| thing.0);
                theirs.sort_by_key(|thing| thing.0);
                assert_eq!(ours, theirs);
                ours.order();
                theirs.sort_unstable();
                assert_eq!(ours, theirs);
            }
        }
    }
}
