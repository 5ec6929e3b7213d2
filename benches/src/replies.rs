//! The replies that are timed: real ones, always the same.

/// How many replies a pass holds, about.
const WANTED: usize = 200;

/// The lengths that a reply in the set may have, in bytes.
const LENGTHS: std::ops::RangeInclusive<usize> = 64..=399;

/// About 200 real replies: of the examples behind the rows of knowledge, every n-th that is ASCII, has a reply code
/// and is 64 to 399 bytes long. The average is near 120 bytes, that of replies in logs.
#[must_use]
pub fn replies() -> Vec<&'static str> {
    let fit: Vec<&str> = mailmend::examples().iter().map(|example| example.text).filter(|text| is_fit(text)).collect();
    let step = (fit.len() / WANTED).max(1);
    fit.into_iter().step_by(step).take(WANTED).collect()
}

fn is_fit(text: &str) -> bool {
    text.is_ascii() && LENGTHS.contains(&text.len()) && mailmend::reply(text.as_bytes()).tree.code().is_some()
}

/// A reply of many lines, as RFC 5321 section 4.2.1 writes it.
#[must_use]
pub fn many_lines(lines: usize) -> String {
    let mut text = String::new();
    for line in 1..lines {
        text.push_str(&format!("550-5.7.1 line {line}: this message looks like unsolicited mail\r\n"));
    }
    text.push_str("550 5.7.1 see the page on bulk mail\r\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_set_is_about_two_hundred_replies_of_about_120_bytes() {
        let replies = replies();
        assert!((150..=WANTED).contains(&replies.len()), "{}", replies.len());
        let average = replies.iter().map(|text| text.len()).sum::<usize>() / replies.len();
        assert!((100..=140).contains(&average), "{average}");
    }

    #[test]
    fn many_lines_are_one_reply() {
        let text = many_lines(10_000);
        let parsed = mailmend::reply(text.as_bytes());
        assert_eq!(parsed.tree.lines().count(), 10_000);
        assert!(parsed.faults.is_empty());
    }
}
