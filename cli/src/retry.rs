//! `mailmend retry`: when to send a mail again, or why not.

use std::hash::{BuildHasher, RandomState};

use mailmend::model::{Cause, RetryAnswer};
use mailmend::{Request, RetryFrom, RetryRequest, explain, wire};

use crate::report::steps;
use crate::style::{self, BOLD, DIM};
use crate::{Format, input};

/// What `retry` takes.
#[derive(clap::Args)]
pub struct Retry {
    /// What the server said, or a code such as RATE006; a file that holds the text, or - for standard input
    text: Vec<String>,
    /// How often the mail was tried, the first time included
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    attempt: u32,
    /// How long ago it was tried first: seconds, or 90s 15m 6h 2d
    #[arg(long, value_name = "TIME", default_value = "0", value_parser = seconds)]
    age: u64,
    /// The age at which the mail is given up; minutes for a one-time code
    #[arg(long, value_name = "TIME", default_value = "5d", value_parser = seconds)]
    give_up: u64,
    /// Chance from 0 (the earliest moment) to 1 (the latest); drawn where left out
    #[arg(long, value_name = "0..1", value_parser = chance, conflicts_with = "seed")]
    jitter: Option<f64>,
    /// A number to draw the chance by: the same seed and attempt give the same delay
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// With a code: the reply code that came with it; some causes pass by themselves only behind a 4xx
    #[arg(long, value_name = "CODE")]
    reply: Option<u16>,
    /// The server that was talked to: a host, a domain, or a name such as gmail
    #[arg(long)]
    host: Option<String>,
    /// How to print the answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

const AGAIN: u8 = 0;
const NOT_AGAIN: u8 = 1;

fn seconds(word: &str) -> Result<u64, String> {
    let units = [('s', 1), ('m', 60), ('h', 3_600), ('d', 86_400)];
    let unit = units.iter().find(|(letter, _)| word.ends_with(*letter));
    let digits = unit.map_or(word, |(letter, _)| word.trim_end_matches(*letter));
    let count = digits.parse::<u64>().ok().and_then(|count| count.checked_mul(unit.map_or(1, |(_, times)| *times)));
    count.ok_or_else(|| "write seconds, or a number and one of s m h d: 90s, 15m, 6h, 2d".into())
}

fn chance(word: &str) -> Result<f64, String> {
    word.parse().ok().filter(|chance| (0.0..=1.0).contains(chance)).ok_or_else(|| "a number from 0 to 1".into())
}

/// Says when to try again, and prints.
pub fn run(arguments: &Retry) -> Result<u8, String> {
    let mut request = RetryRequest::new(arguments.attempt, arguments.age).give_up(arguments.give_up);
    request.jitter = arguments.jitter.unwrap_or_else(|| drawn(arguments.seed, arguments.attempt));
    let code = match arguments.text.as_slice() {
        [word] => RetryFrom::code(word, arguments.reply),
        _ => None,
    };
    let text = if code.is_some() { String::new() } else { input::text(&arguments.text)? };
    let mut asked = Request::new(&text);
    asked.host = arguments.host.as_deref();
    let report = explain(&asked);
    let finding = report.findings.first().filter(|_| code.is_none());
    let Some(failed) = code.or_else(|| finding.map(Into::into)) else { return Err("there is nothing to judge".into()) };
    let answer = mailmend::retry(failed, &request);
    if arguments.json || matches!(arguments.format, Format::Json) {
        say!("{}", wire::retry_json(&failed, &answer));
    } else {
        print(failed.cause, &answer, &request);
        if answer == RetryAnswer::AfterFix {
            say!();
            say!("{BOLD}What to do{BOLD:#}");
            match finding {
                Some(finding) => steps(finding.fixes()),
                None => say!("See mailmend page {}", failed.cause.code),
            }
        }
    }
    Ok(if matches!(answer, RetryAnswer::Wait { .. }) { AGAIN } else { NOT_AGAIN })
}

/// Chance: by the seed, or else by what the system has of it.
fn drawn(seed: Option<u64>, attempt: u32) -> f64 {
    let mixed = match seed {
        // The finaliser of SplitMix64: neighbouring seeds come out far apart.
        Some(seed) => {
            let mut bits = seed.wrapping_add(u64::from(attempt).wrapping_mul(0x9e37_79b9_7f4a_7c15));
            bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            bits ^ (bits >> 31)
        }
        None => RandomState::new().hash_one(attempt),
    };
    (mixed >> 11) as f64 / (1_u64 << 53) as f64
}

fn print(cause: &Cause, answer: &RetryAnswer, request: &RetryRequest) {
    let given_up = length(request.give_up);
    match *answer {
        RetryAnswer::Wait { seconds, least, most, named, last } => {
            say!("{BOLD}Try again in {}.{BOLD:#}", length(seconds));
            if least < most {
                let range = format!(
                    "Drawn between {} and {}, so that mails that failed together do not come back together.",
                    length(least),
                    length(most)
                );
                style::paragraph("", &range);
            }
            if named {
                style::paragraph("", "The server named the wait itself.");
            }
            if last {
                style::paragraph(
                    "",
                    &format!("That is the last try: the mail is given up {given_up} after the first."),
                );
            }
        }
        RetryAnswer::AfterFix => {
            say!("{BOLD}Not before something is mended: trying again ends the same way.{BOLD:#}");
        }
        RetryAnswer::Never => say!("{BOLD}Never: this mail will not be taken, however often it is tried.{BOLD:#}"),
        RetryAnswer::GiveUp { .. } => {
            say!("{BOLD}Give up: the next useful try would come later than {given_up} after the first.{BOLD:#}");
        }
        _ => {}
    }
    say!("{} {DIM}{} {}{DIM:#}", cause.title, cause.code, cause.slug);
}

/// A length of time in its two largest units.
fn length(seconds: u64) -> String {
    let units = [("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)];
    let mut rest = seconds;
    let mut words = Vec::new();
    for (name, size) in units {
        let count = rest / size;
        rest %= size;
        if count > 0 {
            words.push(format!("{count} {name}{}", if count == 1 { "" } else { "s" }));
        }
        if words.len() == 2 || (!words.is_empty() && count == 0) {
            break;
        }
    }
    if words.is_empty() { String::from("no time") } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_and_read() {
        assert_eq!(["90", "90s", "15m", "5d"].map(|word| seconds(word).ok()), [90, 90, 900, 432_000].map(Some));
        assert!(seconds("soon").is_err() && seconds("99999999999999999d").is_err());
        assert_eq!([300, 3_661, 86_461, 0].map(length), ["5 minutes", "1 hour 1 minute", "1 day", "no time"]);
    }

    #[test]
    fn a_seed_gives_the_same_chance_and_its_neighbour_another() {
        let one = drawn(Some(7), 2);
        assert!((0.0..1.0).contains(&one) && (one - drawn(Some(7), 2)).abs() < f64::EPSILON);
        assert!((one - drawn(Some(8), 2)).abs() > 1e-6 && (one - drawn(Some(7), 3)).abs() > 1e-6);
    }
}
