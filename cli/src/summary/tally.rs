//! Counts by name in bounded memory.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

/// Something that is counted, and can be added up.
pub trait Count: Default {
    /// Adds another count.
    fn merge(&mut self, other: &Self);

    /// How much it matters to keep it.
    fn weight(&self) -> u64;
}

/// Counts by key. Past the limit the lighter half of the keys is let go: what they counted stands in `rest`.
pub struct Tally<K, C> {
    counts: HashMap<K, C>,
    /// What the keys that were let go had counted.
    pub rest: C,
    most: usize,
}

impl<K: Eq + Hash, C: Count> Tally<K, C> {
    /// Holds at most so many keys.
    pub fn new(most: usize) -> Self {
        Self { counts: HashMap::new(), rest: C::default(), most }
    }

    /// The count of a key; `own` makes the key when it is new.
    pub fn at<Q: Eq + Hash + ?Sized>(&mut self, key: &Q, own: impl FnOnce() -> K) -> &mut C
    where
        K: Borrow<Q>,
    {
        if !self.counts.contains_key(key) {
            self.make_room();
            self.counts.insert(own(), C::default());
        }
        self.counts.get_mut(key).unwrap_or(&mut self.rest)
    }

    /// Adds what another one counted.
    pub fn merge(&mut self, other: Self) {
        self.rest.merge(&other.rest);
        for (key, count) in other.counts {
            if self.counts.len() >= self.most && !self.counts.contains_key(&key) {
                self.make_room();
            }
            self.counts.entry(key).or_default().merge(&count);
        }
    }

    /// Every key with its count, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &C)> {
        self.counts.iter()
    }

    fn make_room(&mut self) {
        if self.counts.len() < self.most {
            return;
        }
        let mut weights: Vec<u64> = self.counts.values().map(C::weight).collect();
        let middle = weights.len() / 2;
        let (_, median, _) = weights.select_nth_unstable(middle);
        let (median, rest) = (*median, &mut self.rest);
        // Many may weigh the same: of those in the middle, none is better than another.
        self.counts.retain(|_, count| {
            let keeps = count.weight() > median;
            if !keeps {
                rest.merge(count);
            }
            keeps
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Count for u64 {
        fn merge(&mut self, other: &Self) {
            *self += other;
        }

        fn weight(&self) -> u64 {
            *self
        }
    }

    #[test]
    fn the_heavy_ones_stay_and_nothing_is_lost() {
        let mut tally: Tally<String, u64> = Tally::new(100);
        for number in 0..10_000_u64 {
            *tally.at("heavy", || "heavy".into()) += 1;
            *tally.at(number.to_string().as_str(), || number.to_string()) += 1;
        }
        let kept: u64 = tally.iter().map(|(_, count)| count).sum();
        assert!(tally.iter().count() <= 100);
        assert!(tally.iter().any(|(key, count)| key == "heavy" && *count == 10_000));
        assert_eq!(kept + tally.rest, 20_000);
    }
}
