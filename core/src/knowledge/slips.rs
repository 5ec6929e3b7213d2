//! How far a typed domain is from one that was meant, as fingers and eyes go. The build uses it too: it keeps those
//! real names that would be mistaken for a slip.
//!
//! A cost is in hundredths of an ordinary error. The name and the ending are weighed apart: `gmail.con` has a clean name
//! and an ending that does not exist; `gmail.fr` has an ending that does, so it is nobody's slip.

/// The longest name that is weighed.
const LONGEST: usize = 24;

/// What it costs to take `typed` for `meant`; nothing when it is no slip of it. Both are lower-case ASCII.
pub fn cost(typed: &str, meant: &str, is_ending: impl Fn(&str) -> bool) -> Option<u16> {
    // All that leaves the name as it is starts with its first letter, and most names differ in that.
    let same_start = typed.bytes().find(is_letter) == meant.bytes().find(is_letter);
    if same_start {
        if typed == meant {
            return None;
        }
        if typed.bytes().filter(is_letter).eq(meant.bytes().filter(is_letter)) {
            return Some(40);
        }
        if let Some(more) = typed.strip_prefix(meant).and_then(|rest| rest.strip_prefix('.')) {
            return (more == "com" || meant.rsplit('.').next() == Some(more)).then_some(50);
        }
    }
    let (name, ending) = at_dot(typed)?;
    let (meant_name, meant_ending) = at_dot(meant)?;
    if same_start {
        if ending == meant_ending && name.strip_prefix(meant_name) == Some(meant_ending) {
            return Some(50);
        }
        if name == meant_name {
            return of_ending_alone(name, ending, meant_ending, is_ending);
        }
    }
    let limit = limit(name.len().min(meant_name.len()), meant_name, meant_ending);
    if is_far(name, meant_name, limit) {
        return None;
    }
    let ending = match ending == meant_ending {
        true => 0,
        false => of_endings(ending, meant_ending, &is_ending)?,
    };
    let name = of_names(name.as_bytes(), meant_name.as_bytes(), limit).or_else(|| moved(name, meant_name))?;
    (name + ending <= limit).then_some(name + ending)
}

/// The cost of the ending, after a name that is right.
fn of_ending_alone(name: &str, ending: &str, meant: &str, is_ending: impl Fn(&str) -> bool) -> Option<u16> {
    if is_new(ending) && is_ending(ending) {
        // Hardly any provider has addresses under the endings that came up in the last years.
        return of_names(ending.as_bytes(), meant.as_bytes(), 135).map(|cost| 35 + cost / 4);
    }
    of_endings(ending, meant, &is_ending).or_else(|| {
        // An ending that does not exist, after a name that is nobody else's.
        let unknown = !is_ending(ending) && !ending.contains('.') && !meant.contains('.');
        (unknown && name.len() >= 5).then_some(110)
    })
}

/// The name before the first dot, and the ending after it. Domains are short: a plain walk finds it first.
fn at_dot(domain: &str) -> Option<(&str, &str)> {
    let dot = domain.bytes().position(|byte| byte == b'.')?;
    Some((domain.get(..dot)?, domain.get(dot + 1..)?))
}

/// Whether two names are further apart than `most`, as seen from afar: a letter that only one of both has costs 30 at
/// least, as the cheapest change takes two of them away.
fn is_far(name: &str, meant: &str, most: u16) -> bool {
    let differ = (letters(name) ^ letters(meant)).count_ones() as u16;
    name.len().abs_diff(meant.len()) > 2 || differ * 30 > most
}

/// A bit for each letter of a name; what shares a bit only looks nearer than it is.
fn letters(name: &str) -> u32 {
    name.bytes().fold(0, |letters, byte| letters | 1 << (byte & 31))
}

/// Whether a byte is more than what parts the words of a name.
const fn is_letter(byte: &u8) -> bool {
    !matches!(*byte, b'.' | b'-')
}

/// Whether an ending is of the new ones, by its length and its name.
fn is_new(ending: &str) -> bool {
    const OLD: [&str; 10] = ["com", "net", "org", "info", "biz", "edu", "gov", "mil", "int", "name"];
    ending.len() > 2 && !ending.contains('.') && !OLD.contains(&ending)
}

/// The most that a slip in a name may cost. Short names have neighbours everywhere, and every name of three letters
/// under `.com` belongs to somebody.
fn limit(shorter: usize, name: &str, ending: &str) -> u16 {
    match name.len() {
        0..=2 => 0,
        _ if shorter <= 3 && (ending == "com" || ending == "net") => 55,
        3 => 66,
        4 => 84,
        5 | 6 => 135,
        7 | 8 => 162,
        _ => 192,
    }
}

/// Endings, label by label: each the same, a known slip, or close to it and no ending of its own.
fn of_endings(typed: &str, meant: &str, is_ending: impl Fn(&str) -> bool) -> Option<u16> {
    let (mut typed, mut meant) = (typed.rsplit('.'), meant.rsplit('.'));
    let mut cost = 0;
    let mut last = true;
    loop {
        match (typed.next(), meant.next()) {
            (None, None) => return Some(cost),
            (Some(one), Some(other)) if one == other => {}
            (Some(one), Some(other)) if KNOWN_SLIPS.contains(&(one, other)) => cost += 35,
            (Some(one), Some(other)) if !(last && is_ending(one)) => {
                cost += 35 + of_names(one.as_bytes(), other.as_bytes(), 160)? / 4;
            }
            _ => return None,
        }
        last = false;
    }
}

/// The ending, among those that most domains have, that an ending which does not exist is a slip of.
pub fn ending(typed: &str) -> Option<&'static str> {
    let near = ENDINGS.iter().filter_map(|meant| Some((of_names(typed.as_bytes(), meant.as_bytes(), 80)?, *meant)));
    near.min_by_key(|(cost, _)| *cost).map(|(_, meant)| meant)
}

const ENDINGS: [&str; 12] = ["com", "net", "org", "info", "edu", "gov", "co.uk", "de", "fr", "it", "nl", "ru"];

/// Endings that exist, or second levels, and that are typed for another all the time.
const KNOWN_SLIPS: [(&str, &str); 9] = [
    ("co", "com"),
    ("cm", "com"),
    ("om", "com"),
    ("cam", "com"),
    ("com", "co"),
    ("ne", "net"),
    ("et", "net"),
    ("mr", "me"),
    ("nt", "net"),
];

/// The same letters with the same first one, in another order: one of them moved by more than a place.
fn moved(typed: &str, meant: &str) -> Option<u16> {
    let same = typed.len() == meant.len() && typed.len() >= 5 && typed.as_bytes().first() == meant.as_bytes().first();
    let count = |text: &str, letter: u8| text.bytes().filter(|other| *other == letter).count();
    (same && meant.bytes().all(|letter| count(typed, letter) == count(meant, letter))).then_some(100)
}

/// The cost of the cheapest way from `meant` to `typed`: letters left out, added, changed, swapped. Nothing above `most`.
fn of_names(typed: &[u8], meant: &[u8], most: u16) -> Option<u16> {
    if typed.len() > LONGEST || meant.len() > LONGEST || typed.len().abs_diff(meant.len()) > 2 {
        return None;
    }
    // Rows of the table of costs: the one before the last, the last, and the one at hand.
    let mut rows = [[u16::MAX / 2; LONGEST + 1]; 3];
    for at in 0..=meant.len() {
        let before = if at == 0 { 0 } else { get(&rows[1], at - 1) + left_out(meant, at - 1) };
        set(&mut rows[1], at, before);
    }
    for (place, &letter) in typed.iter().enumerate() {
        let start = get(&rows[1], 0) + added(typed, meant, place, 0);
        let mut least = start;
        set(&mut rows[2], 0, start);
        for (other, &wanted) in meant.iter().enumerate() {
            let change = get(&rows[1], other) + changed(letter, wanted, place == 0 && other == 0);
            let more = get(&rows[1], other + 1) + added(typed, meant, place, other + 1);
            let less = get(&rows[2], other) + left_out(meant, other);
            let mut best = change.min(more).min(less);
            if place > 0
                && other > 0
                && letter != wanted
                && typed.get(place - 1) == Some(&wanted)
                && meant.get(other - 1) == Some(&letter)
            {
                best = best.min(get(&rows[0], other - 1) + 60);
            }
            least = least.min(best);
            set(&mut rows[2], other + 1, best);
        }
        if least > most {
            return None;
        }
        rows.rotate_left(1);
    }
    let cost = get(&rows[1], meant.len());
    (cost <= most).then_some(cost)
}

/// A slip in the first letter is seen at once, so it happens less.
const FIRST: u16 = 20;

fn get(row: &[u16], at: usize) -> u16 {
    row.get(at).copied().unwrap_or(u16::MAX / 2)
}

fn set(row: &mut [u16], at: usize, cost: u16) {
    if let Some(place) = row.get_mut(at) {
        *place = cost;
    }
}

/// The letter of `meant` at `at` was not typed.
fn left_out(meant: &[u8], at: usize) -> u16 {
    let letter = meant.get(at);
    let doubled = at > 0 && meant.get(at - 1) == letter;
    let first = if at == 0 { FIRST } else { 0 };
    if doubled { 50 } else { 80 + first }
}

/// The letter of `typed` at `place` is one too many; `other` letters of `meant` are spoken for.
fn added(typed: &[u8], meant: &[u8], place: usize, other: usize) -> u16 {
    let Some(&letter) = typed.get(place) else { return 95 };
    let before = place.checked_sub(1).and_then(|at| typed.get(at)).copied();
    let after = typed.get(place + 1).copied().or(meant.get(other).copied());
    let first = if place == 0 { FIRST } else { 0 };
    if before == Some(letter) || after == Some(letter) {
        50 + if before == Some(letter) { 0 } else { first }
    } else if [before, after].into_iter().flatten().any(|near| are_neighbours(near, letter)) {
        75 + first
    } else {
        95 + first
    }
}

fn changed(typed: u8, meant: u8, is_first: bool) -> u16 {
    if typed == meant {
        return 0;
    }
    let cost = if look_alike(typed, meant) {
        60
    } else if are_neighbours(typed, meant) {
        65
    } else if b"aeiouy".contains(&typed) && b"aeiouy".contains(&meant) {
        75
    } else {
        115
    };
    cost + if is_first { FIRST } else { 0 }
}

fn look_alike(one: u8, other: u8) -> bool {
    let pair = |a, b| (one, other) == (a, b) || (one, other) == (b, a);
    pair(b'l', b'i')
        || pair(b'l', b'1')
        || pair(b'i', b'1')
        || pair(b'o', b'0')
        || pair(b'e', b'3')
        || pair(b'i', b'j')
        || pair(b'c', b'k')
        || pair(b's', b'z')
        || pair(b'u', b'v')
        || pair(b'm', b'n')
}

/// Whether two keys touch: QWERTY, each row shifted against the one above.
fn are_neighbours(one: u8, other: u8) -> bool {
    let (Some(one), Some(other)) = (key(one), key(other)) else { return false };
    NEIGHBOURS.get(one).is_some_and(|near| near & (1 << other) != 0)
}

/// The number of a key: letters first, then digits.
const fn key(letter: u8) -> Option<usize> {
    match letter {
        b'a'..=b'z' => Some((letter - b'a') as usize),
        b'0'..=b'9' => Some((letter - b'0') as usize + 26),
        _ => None,
    }
}

/// For each key, the keys that it touches.
#[allow(clippy::indexing_slicing)] // a constant has no iterator; every index is counted up to its end
const NEIGHBOURS: [u64; 36] = {
    /// The rows, and how far each is shifted, in quarters of a key.
    const ROWS: [(&[u8], u32); 4] = [(b"1234567890", 0), (b"qwertyuiop", 2), (b"asdfghjkl", 3), (b"zxcvbnm", 5)];
    let mut near = [0; 36];
    let mut row = 0;
    while row < 4 {
        let mut at = 0;
        while at < ROWS[row].0.len() {
            let mut other = row.saturating_sub(1);
            while other < 4 && other <= row + 1 {
                let mut place = 0;
                while place < ROWS[other].0.len() {
                    let far = (ROWS[row].1 + 4 * at as u32).abs_diff(ROWS[other].1 + 4 * place as u32);
                    let same = row == other && at == place;
                    if let (Some(one), Some(two)) = (key(ROWS[row].0[at]), key(ROWS[other].0[place]))
                        && far <= 5
                        && !same
                    {
                        near[one] |= 1 << two;
                    }
                    place += 1;
                }
                other += 1;
            }
            at += 1;
        }
        row += 1;
    }
    near
};

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    fn is_ending(name: &str) -> bool {
        ["com", "net", "de", "fr", "co", "cm", "ru"].contains(&name)
    }

    #[test]
    fn slips_of_fingers_are_cheap_and_real_endings_are_none() {
        let cost = |typed, meant| cost(typed, meant, is_ending);
        assert_eq!(cost("gmial.com", "gmail.com"), Some(60));
        assert_eq!(cost("gmail.con", "gmail.com").map(|cost| cost < 60), Some(true));
        assert_eq!(cost("gmailcom", "gmail.com"), Some(40));
        assert_eq!(cost("gmail.com.com", "gmail.com"), Some(50));
        assert_eq!(cost("gmail.fr", "gmail.com"), None);
        assert_eq!(cost("gmail.com", "gmail.com"), None);
        assert_eq!(cost("example.com", "gmail.com"), None);
    }

    #[test]
    fn what_is_turned_away_from_afar_is_no_slip_from_near() {
        const LETTERS: &[u8] = b"aeiounmlrstgz01-";
        let mut random = crate::knowledge::lists::tests::random();
        let mut word = || -> Vec<u8> { (0..3 + random(8)).map(|_| LETTERS[random(LETTERS.len())]).collect() };
        for _ in 0..20_000 {
            let (name, meant) = (word(), word());
            let (name, meant) = (core::str::from_utf8(&name).unwrap(), core::str::from_utf8(&meant).unwrap());
            for most in [55, 66, 84, 135, 162, 192] {
                if is_far(name, meant, most) {
                    assert_eq!(of_names(name.as_bytes(), meant.as_bytes(), most), None, "{name} {meant}");
                    assert_eq!(moved(name, meant), None, "{name} {meant}");
                }
            }
        }
    }
}
