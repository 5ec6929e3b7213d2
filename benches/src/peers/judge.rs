//! How often the answers are right.

use std::fmt;

use serde_json::Value;

use super::{classes, inputs};

/// How many of how many.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Share {
    right: usize,
    all: usize,
}

impl Share {
    fn add(&mut self, right: bool) {
        self.right += usize::from(right);
        self.all += 1;
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.all {
            0 => f.write_str("–"),
            _ => write!(f, "{:.1} % ({} of {})", 100.0 * self.right as f64 / self.all as f64, self.right, self.all),
        }
    }
}

fn cells(shares: &[Share]) -> Vec<String> {
    shares.iter().map(Share::to_string).collect()
}

/// Whether what `who` said is one of the right causes.
fn is_right(who: &str, said: &str, accept: &Value) -> bool {
    let accept = inputs::words(accept);
    let own = [said];
    let may_mean = match who.split(',').next().unwrap_or_default() {
        "Sisimai" => classes::sisimai(said),
        "ZoneMTA" => classes::zone_mta(said),
        _ => &own[..],
    };
    may_mean.iter().any(|class| accept.contains(*class))
}

/// Replies: the right cause in all, in those that come from Sisimai's own data, and in the others.
#[must_use]
pub fn replies(who: &str, rows: &[Value], answers: &[Value]) -> Vec<String> {
    let [mut all, mut sisimai, mut others] = <[Share; 3]>::default();
    for (row, answer) in rows.iter().zip(answers) {
        let right = is_right(who, answer.as_str().unwrap_or_default(), &row["accept"]);
        all.add(right);
        let own = row["source"].as_str().is_some_and(|source| source.contains("sisimai"));
        if own { &mut sisimai } else { &mut others }.add(right);
    }
    cells(&[all, sisimai, others])
}

/// Bounce messages: exactly the right recipients, in each of the two sets, and the right cause in Sisimai's.
#[must_use]
pub fn bounces(who: &str, rows: &[Value], answers: &[Value]) -> Vec<String> {
    let [mut sisimai, mut flufl, mut cause] = <[Share; 3]>::default();
    for (row, answer) in rows.iter().zip(answers) {
        let found = inputs::words(&answer["recipients"]) == inputs::words(&row["recipients"]);
        if row["set"] == "Sisimai" { &mut sisimai } else { &mut flufl }.add(found);
        if let (Some(reason), "Sisimai") = (answer["reason"].as_str(), row["set"].as_str().unwrap_or_default()) {
            cause.add(is_right(who, reason, &row["accept"]));
        }
    }
    cells(&[sisimai, flufl, cause])
}

/// Records: wrong ones that are called wrong, and sound ones that are called sound.
#[must_use]
pub fn records(rows: &[Value], answers: &[Value]) -> Vec<String> {
    let [mut wrong, mut sound] = <[Share; 2]>::default();
    for (row, answer) in rows.iter().zip(answers) {
        let refused = answer == &Value::Bool(true);
        if row["expected"] == "error" { wrong.add(refused) } else { sound.add(!refused) }
    }
    cells(&[wrong, sound])
}

/// The verdicts on an address, in the order of their columns.
pub const VERDICTS: [&str; 4] = ["form", "rfc5321", "rfc6531", "rfc5322"];

/// Addresses: agreement with each of the four verdicts. Most answer one question only: their one answer is held
/// against all four, and which of them is theirs shows by itself.
#[must_use]
pub fn addresses(rows: &[Value], answers: &[Value]) -> Vec<String> {
    let mut shares = [Share::default(); VERDICTS.len()];
    for (row, answer) in rows.iter().zip(answers) {
        for (share, verdict) in shares.iter_mut().zip(VERDICTS) {
            share.add(answer.get(verdict).unwrap_or(answer) == &row[verdict]);
        }
    }
    cells(&shares)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_coarse_word_counts_for_every_cause_that_it_may_mean() {
        let rows = [
            json!({ "accept": ["ip_blocklisted"], "source": "hand" }),
            json!({ "accept": ["mailbox_full"], "source": "sisimai" }),
        ];
        let said = [json!("blocked"), json!("blocked")];
        assert_eq!(replies("Sisimai", &rows, &said), ["50.0 % (1 of 2)", "0.0 % (0 of 1)", "100.0 % (1 of 1)"]);
        let exact = [json!("ip_blocklisted"), json!("mailbox_full")];
        assert_eq!(replies("mailmend", &rows, &exact)[0], "100.0 % (2 of 2)");
        // The same word is no answer in another system.
        assert_eq!(replies("mailmend", &rows, &said)[0], "0.0 % (0 of 2)");
    }

    #[test]
    fn one_recipient_too_many_is_not_right() {
        let row = json!({ "set": "flufl.bounce", "recipients": ["Jane@example.com"], "accept": [] });
        let judge = |found: &[&str]| {
            bounces("mailmend", std::slice::from_ref(&row), &[json!({ "recipients": found })])[1].clone()
        };
        assert_eq!(judge(&["jane@example.com"]), "100.0 % (1 of 1)");
        assert_eq!(judge(&["jane@example.com", "joe@example.com"]), "0.0 % (0 of 1)");
        assert_eq!(judge(&[]), "0.0 % (0 of 1)");
    }

    #[test]
    fn refusing_everything_is_right_half_the_time() {
        let rows = [json!({ "expected": "error" }), json!({ "expected": "ok" })];
        let refused = [json!(true), json!(true)];
        assert_eq!(records(&rows, &refused), ["100.0 % (1 of 1)", "0.0 % (0 of 1)"]);
    }

    #[test]
    fn one_answer_is_held_against_all_verdicts() {
        let rows = [json!({ "form": false, "rfc5321": true, "rfc6531": true, "rfc5322": true })];
        assert_eq!(addresses(&rows, &[json!(true)])[..2], ["0.0 % (0 of 1)", "100.0 % (1 of 1)"]);
        let four = [json!({ "form": false, "rfc5321": true, "rfc6531": true, "rfc5322": false })];
        assert_eq!(addresses(&rows, &four)[0], "100.0 % (1 of 1)");
        assert_eq!(addresses(&rows, &four)[3], "0.0 % (0 of 1)");
    }
}
