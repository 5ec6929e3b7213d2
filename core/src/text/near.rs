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
    const LONGEST: usize = 64;
    let (a, b) = (word.as_bytes(), wanted.as_bytes());
    if a.len() > LONGEST || b.len() > LONGEST || a.len().abs_diff(b.len()) > most {
        return false;
    }
    // The last three rows of the table of distances.
    let mut older = [0_usize; LONGEST + 1];
    let mut last = [0_usize; LONGEST + 1];
    let mut row = [0_usize; LONGEST + 1];
    for (place, cell) in last.iter_mut().enumerate() {
        *cell = place;
    }
    let at = |cells: &[usize; LONGEST + 1], place: usize| cells.get(place).copied().unwrap_or(LONGEST);
    let same = |x: Option<&u8>, y: Option<&u8>| match (x, y) {
        (Some(x), Some(y)) => x.eq_ignore_ascii_case(y),
        _ => false,
    };
    for i in 1..=a.len() {
        row.fill(LONGEST);
        if let Some(first) = row.first_mut() {
            *first = i;
        }
        for j in 1..=b.len() {
            let replaced = at(&last, j - 1) + usize::from(!same(a.get(i - 1), b.get(j - 1)));
            let mut best = replaced.min(at(&last, j) + 1).min(at(&row, j - 1) + 1);
            let swapped = i > 1 && j > 1 && same(a.get(i - 1), b.get(j - 2)) && same(a.get(i - 2), b.get(j - 1));
            if swapped {
                best = best.min(at(&older, j - 2) + 1);
            }
            if let Some(cell) = row.get_mut(j) {
                *cell = best;
            }
        }
        older = last;
        last = row;
    }
    at(&last, b.len()) <= most
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
        assert!(!near(&"x".repeat(100), "x", 200));
    }
}
