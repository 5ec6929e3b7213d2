//! Look-ups on the lists of names: mail domains, endings, throw-away services, roles, special names.

use core::cmp::Ordering;

use super::{filter, slips};

include!(concat!(env!("OUT_DIR"), "/lists.rs"));

/// What is known of a mail domain.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct MailDomain(u8);

impl MailDomain {
    /// Anyone can get a mailbox there.
    pub(crate) const fn is_free(self) -> bool {
        self.0 & 1 != 0
    }

    /// What follows a plus in the name is a tag.
    pub(crate) const fn has_tags(self) -> bool {
        self.0 & 2 != 0
    }

    /// Dots in the name do not count.
    pub(crate) const fn ignores_dots(self) -> bool {
        self.0 & 4 != 0
    }

    /// Slips lead to it.
    const fn is_meant(self) -> bool {
        self.0 & 8 != 0
    }

    /// It asks everybody to refuse mail in its name that others sent.
    pub(crate) const fn is_closed(self) -> bool {
        self.0 & 16 != 0
    }

    /// Whether it is the domain of a mailbox provider, and not only a name that looks like one.
    pub(crate) const fn is_provider(self) -> bool {
        self.0 != 0
    }
}

/// What is known of `domain`, in lower case.
pub(crate) fn mail_domain(domain: &str) -> Option<MailDomain> {
    find(&KNOWN_DOMAINS, domain).map(MailDomain)
}

/// The first mail domain whose name without its ending is `name`: `gmail` gives `gmail.com`.
pub(crate) fn mail_domain_named(name: &str) -> Option<&'static str> {
    MEANT.iter().copied().find(|meant| meant.split_once('.').is_some_and(|(own, _)| own == name))
}

/// The mail domain that `text` ends with, at a place that is not its start.
pub(crate) fn mail_domain_at_end(text: &str) -> Option<&'static str> {
    let ends = |meant: &&str| text.len() > meant.len() && text.ends_with(*meant);
    MEANT.iter().copied().filter(ends).max_by_key(|domain| domain.len())
}

/// The mail domain that `domain` (ASCII, lower case) is a slip of.
pub(crate) fn meant_by(domain: &str) -> Option<&'static str> {
    if domain.len() > 40 {
        return None;
    }
    if let Some((before, _)) = domain.rsplit_once('.').filter(|(before, _)| before.contains('.'))
        && mail_domain(before).is_some_and(MailDomain::is_meant)
        && let Some(meant) = MEANT.iter().copied().find(|meant| *meant == before)
        && slips::cost(domain, meant, is_ending).is_some()
    {
        return Some(meant);
    }
    let letters = filter::letters(domain);
    let length = domain.len() as u32;
    let mut best: Option<(u16, &'static str)> = None;
    // A pass without branches first: hardly any domain is near another.
    let chunks = MEANT_LETTERS.chunks(16).zip(MEANT_LENGTHS.chunks(16)).zip(MEANT.chunks(16));
    for ((own_letters, lengths), domains) in chunks {
        let near = |at: (&u32, &u32)| is_near(*at.0 ^ letters, *at.1, length);
        if !own_letters.iter().zip(lengths).fold(false, |any, at| any | near(at)) {
            continue;
        }
        for (_, meant) in own_letters.iter().zip(lengths).zip(domains).filter(|(at, _)| near(*at)) {
            if let Some(cost) = slips::cost(domain, meant, is_ending)
                && best.is_none_or(|(least, _)| cost < least)
            {
                best = Some((cost, meant));
            }
        }
    }
    best.map(|(_, domain)| domain)
}

/// Whether a name can be a slip, going by its length and the letters that only one of both has: four at most.
#[inline]
const fn is_near(differ: u32, own: u32, length: u32) -> bool {
    let differ = differ & differ.wrapping_sub(1);
    let differ = differ & differ.wrapping_sub(1);
    let differ = differ & differ.wrapping_sub(1);
    let differ = differ & differ.wrapping_sub(1);
    (differ == 0) & (length.wrapping_add(2).wrapping_sub(own) <= 5)
}

/// The ending that one which does not exist is a slip of.
pub(crate) fn ending_meant_by(ending: &str) -> Option<&'static str> {
    slips::ending(ending)
}

/// Whether `name` (lower case) is a top-level domain.
pub(crate) fn is_ending(name: &str) -> bool {
    find(&ENDINGS, name).is_some()
}

/// The number of `word` in a list whose words stand side by side, by their length.
fn find(list: &[(&str, &[u8])], word: &str) -> Option<u8> {
    let (all, numbers) = list.get(word.len()).filter(|_| !word.is_empty())?;
    let (all, word) = (all.as_bytes(), word.as_bytes());
    // Words of one length sort as the numbers that their bytes make, and numbers are compared at once. The halves may
    // overlap: what both hold is the same when the second half is looked at.
    let place = match word.len() {
        1..=3 => search(all, word, |word| Some(word.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))),
        4..=8 => search(all, word, |word| {
            let (start, end) = (word.first_chunk::<4>()?, word.last_chunk::<4>()?);
            Some(u64::from(u32::from_be_bytes(*start)) << 32 | u64::from(u32::from_be_bytes(*end)))
        }),
        9..=16 => search(all, word, |word| {
            let (start, end) = (word.first_chunk::<8>()?, word.last_chunk::<8>()?);
            Some((u64::from_be_bytes(*start), u64::from_be_bytes(*end)))
        }),
        _ => search(all, word, Some),
    };
    place.map(|place| numbers.get(place).copied().unwrap_or(0))
}

/// The place of `word` among words of its length, compared by what `key` makes of them.
#[inline]
fn search<'l, K: Ord>(all: &'l [u8], word: &'l [u8], key: impl Fn(&'l [u8]) -> Option<K>) -> Option<usize> {
    let wanted = key(word)?;
    let (mut low, mut high) = (0, all.len() / word.len());
    while low < high {
        let middle = low.midpoint(high);
        match key(all.get(middle * word.len()..(middle + 1) * word.len())?)?.cmp(&wanted) {
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
            Ordering::Equal => return Some(middle),
        }
    }
    None
}

/// Whether mail to `domain` (lower case) ends up in a mailbox that is thrown away.
pub(crate) fn is_disposable(domain: &str) -> bool {
    let mut rest = domain;
    loop {
        if is_listed(rest) {
            return true;
        }
        match rest.split_once('.') {
            Some((_, parent)) if parent.contains('.') => rest = parent,
            _ => return false,
        }
    }
}

fn is_listed(name: &str) -> bool {
    let (bucket, print) = filter::place(name);
    let (block, at) = (bucket / filter::BLOCK, bucket % filter::BLOCK);
    // How many names each bucket of the block has, in four bits each.
    let counts = COUNTS.get(block).copied().unwrap_or(0);
    let before = sum_of_fours(counts & ((1 << (4 * at)) - 1));
    let start = usize::from(STARTS.get(block).copied().unwrap_or(0)) + before;
    let count = (counts >> (4 * at)) as usize & 15;
    PRINTS.get(start..start + count).is_some_and(|prints| prints.contains(&print))
}

/// The sum of the numbers of four bits each that `fours` is made of: at most 15 times 32.
const fn sum_of_fours(fours: u128) -> usize {
    const EVERY_OTHER: u128 = u128::MAX / 0xff * 0x0f;
    let pairs = (fours & EVERY_OTHER) + (fours >> 4 & EVERY_OTHER);
    // Eight bytes of at most 30 each stay below 256.
    let halves = [pairs as u64, (pairs >> 64) as u64];
    let ones = u64::MAX / 0xff;
    (halves[0].wrapping_mul(ones) >> 56) as usize + (halves[1].wrapping_mul(ones) >> 56) as usize
}

/// An account that belongs to a task.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Role {
    /// Somebody reads it.
    Read,
    /// Nobody does.
    NoReply,
}

/// The role that `local` (lower case) names.
pub(crate) fn role(local: &str) -> Option<Role> {
    find(&ROLES, local).map(|number| if number == 1 { Role::NoReply } else { Role::Read })
}

/// The slug of the rule that the special name `domain` breaks, and how long the special part at its end is.
pub(crate) fn special_use(domain: &str) -> Option<(&'static str, usize)> {
    let last = domain.rsplit('.').next()?;
    // Every special name but `example` and its three domains is an ending.
    let row = |name: &str| {
        let place = find(&SPECIAL_NAMES, name)?;
        SPECIAL_USE.get(usize::from(place)).map(|(special, slug)| (*slug, special.len()))
    };
    row(last).or_else(|| {
        let start = domain.len().checked_sub(last.len() + "example.".len())?;
        let before = start.checked_sub(1).and_then(|at| domain.as_bytes().get(at));
        let name = domain.get(start..).filter(|name| name.starts_with("example."))?;
        if before.is_none_or(|byte| *byte == b'.') { row(name) } else { None }
    })
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used)]
pub(super) mod tests {
    use alloc::vec::Vec;

    use super::*;

    /// Numbers below the one that is asked for, the same ones in every run.
    pub(crate) fn random() -> impl FnMut(usize) -> usize {
        let mut state = 7_u64;
        move |below| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        }
    }

    /// The search one by one: every domain that is near enough is weighed.
    fn meant_by_weighing_all(domain: &str) -> Option<&'static str> {
        let before = domain.rsplit_once('.').map(|(before, _)| before).filter(|before| before.contains('.'));
        let whole = MEANT.iter().copied().find(|meant| Some(*meant) == before);
        let first = whole.filter(|meant| slips::cost(domain, meant, is_ending).is_some());
        let near = |meant: &&&str| {
            is_near(filter::letters(meant) ^ filter::letters(domain), meant.len() as u32, domain.len() as u32)
        };
        let all = MEANT.iter().filter(near);
        let all = all.filter_map(|meant| Some((slips::cost(domain, meant, is_ending)?, *meant)));
        first.or_else(|| all.min_by_key(|(cost, _)| *cost).map(|(_, meant)| meant))
    }

    #[test]
    fn shortcuts_lead_where_weighing_every_domain_does() {
        const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz01.-";
        let mut random = random();
        for meant in MEANT {
            for changes in [1, 1, 1, 2, 2, 2, 3, 3] {
                let mut typed = meant.as_bytes().to_vec();
                for _ in 0..changes {
                    let (at, letter) = (random(typed.len() - 1), LETTERS[random(LETTERS.len())]);
                    match random(4) {
                        0 => typed.swap(at, at + 1),
                        1 => typed.insert(at, letter),
                        2 if typed.len() > 2 => drop(typed.remove(at)),
                        _ => typed[at] = letter,
                    }
                }
                let typed = core::str::from_utf8(&typed).unwrap();
                assert_eq!(meant_by(typed), meant_by_weighing_all(typed), "{typed}");
            }
        }
        for (length, (all, _)) in KNOWN_DOMAINS.iter().enumerate().skip(1) {
            for domain in all.as_bytes().chunks(length) {
                let domain = core::str::from_utf8(domain).unwrap();
                assert_eq!(meant_by(domain), meant_by_weighing_all(domain), "{domain}");
            }
        }
    }

    #[test]
    fn buckets_are_counted_as_one_by_one() {
        let mut random = random();
        for _ in 0..200 {
            let fours: Vec<u128> = (0..32).map(|_| random(16) as u128).collect();
            let packed = fours.iter().rev().fold(0, |packed, four| packed << 4 | four);
            assert_eq!(sum_of_fours(packed) as u128, fours.iter().sum::<u128>());
        }
        assert_eq!(sum_of_fours(u128::MAX), 32 * 15);
    }

    #[test]
    fn names_are_found_and_others_are_not() {
        assert!(mail_domain("gmail.com").unwrap().ignores_dots());
        assert!(mail_domain("gmail").is_none() && mail_domain("").is_none());
        assert!(is_ending("com") && is_ending("museum") && !is_ending("con") && !is_ending(""));
        assert!(is_disposable("mailinator.com") && is_disposable("a.mailinator.com") && !is_disposable("gmail.com"));
        assert_eq!(role("noreply"), Some(Role::NoReply));
        assert_eq!(role("jane"), None);
        assert_eq!(special_use("a.example.com"), Some(("special-use-example", 11)));
        assert_eq!(special_use("myexample.com"), None);
        assert_eq!(special_use("printer.local"), Some(("special-use-local", 5)));
    }

    #[test]
    fn every_word_of_a_list_is_found_and_its_neighbours_are_not() {
        for list in [&KNOWN_DOMAINS[..], &ENDINGS[..], &ROLES[..]] {
            for (length, (all, numbers)) in list.iter().enumerate().skip(1) {
                for (place, word) in all.as_bytes().chunks(length).enumerate() {
                    let number = numbers.get(place).copied().unwrap_or(0);
                    assert_eq!(find(list, core::str::from_utf8(word).unwrap()), Some(number));
                    for at in 0..length {
                        let mut other = word.to_vec();
                        other[at] = b'~';
                        assert_eq!(find(list, core::str::from_utf8(&other).unwrap()), None);
                    }
                }
            }
        }
    }

    #[test]
    fn a_slip_leads_to_what_was_meant_and_a_real_name_nowhere() {
        assert_eq!(meant_by("gmial.com"), Some("gmail.com"));
        assert_eq!(meant_by("hotmail.con"), Some("hotmail.com"));
        assert_eq!(meant_by("yaho.co.in"), Some("yahoo.co.in"));
        assert_eq!(meant_by("harvard.edu"), None);
    }
}
