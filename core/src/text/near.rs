//! How near two words are, for "did you mean".

/// Whether `word` becomes `wanted` by at most `most` slips: a letter added, left out, replaced, or swapped with its
/// neighbour. Case does not count; words of more than 64 bytes are never near.
///
/// ```
/// assert!(mailmend::text::near("inlcude", "include", 1));
/// assert!(!mailmend::text::near("exclude", "include", 1));
/// ```
#[must_use]
pub fn near(word: &str, wanted: &str, most: usize) -> bool {
    let (mut a, mut b) = (word.as_bytes(), wanted.as_bytes());
    if a.len() > LONGEST || b.len() > LONGEST || a.len().abs_diff(b.len()) > most {
        return false;
    }
    // What is the same at both ends costs nothing.
    while let (Some((x, rest_a)), Some((y, rest_b))) = (a.split_first(), b.split_first())
        && x.eq_ignore_ascii_case(y)
    {
        (a, b) = (rest_a, rest_b);
    }
    while let (Some((x, rest_a)), Some((y, rest_b))) = (a.split_last(), b.split_last())
        && x.eq_ignore_ascii_case(y)
    {
        (a, b) = (rest_a, rest_b);
    }
    a.len().max(b.len()) <= most || distance_within(a, b, most)
}

/// Words of more bytes are never near.
const LONGEST: usize = 64;

/// A row of the table of distances.
type Row = [u8; LONGEST + 1];

/// Whether the distance of Damerau and Levenshtein, neighbours swapped once, is `most` or less.
fn distance_within(a: &[u8], b: &[u8], most: usize) -> bool {
    // The last three rows of the table.
    let mut older: Row = [0; LONGEST + 1];
    let mut last: Row = [0; LONGEST + 1];
    let mut row: Row = [0; LONGEST + 1];
    for (place, cell) in last.iter_mut().enumerate().take(b.len() + 1) {
        *cell = place as u8;
    }
    let at = |cells: &Row, place: usize| cells.get(place).copied().unwrap_or(LONGEST as u8);
    let same = |x: Option<&u8>, y: Option<&u8>| match (x, y) {
        (Some(x), Some(y)) => x.eq_ignore_ascii_case(y),
        _ => false,
    };
    // Cells further from the diagonal than `most` are beyond it.
    let beyond = (most + 1).min(LONGEST) as u8;
    let mut least_before = 0;
    for i in 1..=a.len() {
        let (low, high) = (i.saturating_sub(most).max(1), (i + most).min(b.len()));
        let mut least = if low == 1 { i as u8 } else { beyond };
        let mut set = |place: usize, value| {
            if let Some(cell) = row.get_mut(place) {
                *cell = value;
            }
        };
        set(low - 1, least);
        set(high + 1, beyond);
        let mut left = least;
        for j in low..=high {
            let replaced = at(&last, j - 1) + u8::from(!same(a.get(i - 1), b.get(j - 1)));
            let mut best = replaced.min(at(&last, j) + 1).min(left + 1);
            let swapped = i > 1 && j > 1 && same(a.get(i - 1), b.get(j - 2)) && same(a.get(i - 2), b.get(j - 1));
            if swapped {
                best = best.min(at(&older, j - 2) + 1);
            }
            set(j, best);
            left = best;
            least = least.min(best);
        }
        // A swap reaches back two rows, nothing further.
        if usize::from(least.min(least_before)) > most {
            return false;
        }
        least_before = least;
        older = last;
        last = row;
    }
    usize::from(at(&last, b.len())) <= most
}

#[cfg(test)]
mod tests {
    use super::near;

    #[test]
    fn slips() {
        for (word, wanted) in
            [("al", "all"), ("alll", "all"), ("lal", "all"), ("exist", "exists"), ("REDIRCT", "redirect")]
        {
            assert!(near(word, wanted, 1), "{word}");
        }
        assert!(!near("mx", "ptr", 1));
        for (word, wanted, distance) in [
            ("abcdef", "bcdefa", 2),
            ("ab", "ba", 1),
            ("abcd", "badc", 2),
            ("xabcdey", "zabcdew", 2),
            ("abc", "", 3),
            ("kitten", "sitting", 3),
        ] {
            for most in 0..5 {
                assert_eq!(near(word, wanted, most), distance <= most, "{word} {wanted} {most}");
                assert_eq!(near(wanted, word, most), distance <= most, "{wanted} {word} {most}");
            }
        }
        assert!(!near(&"x".repeat(100), "x", 200));
    }
}
