//! The tables, between two marks in `benches/README.md`. The rest of that page is written by people.

use super::contests::PROGRAMME;
use super::{Contest, Entry};

/// Where the part begins that is written by the command.
pub const BEGIN: &str = "<!-- cargo xtask peers writes from here … -->";
/// Where it ends.
pub const END: &str = "<!-- … to here -->";

/// What stands in place of a figure that was not measured.
pub const NOT_RUN: &str = "not run: ";

/// The page with the tables of these contests in place of the former ones.
///
/// # Errors
/// When the page has no marks.
pub fn with(page: &str, contests: &[Contest], machine: &str) -> Result<String, String> {
    let (before, rest) = page.split_once(BEGIN).ok_or("the page does not say where the tables begin")?;
    let (_, after) = rest.split_once(END).ok_or("the page does not say where the tables end")?;
    Ok(format!("{before}{BEGIN}\n{}\n{END}{after}", tables(contests, machine).trim_end()))
}

fn tables(contests: &[Contest], machine: &str) -> String {
    let mut text = format!("\n{machine}\n\n![How many times mailmend's time each peer takes](peers/chart.svg)\n");
    for contest in contests {
        text.push_str(&format!("\n### {}\n\n{}\n\n", contest.name, wrapped(&contest.about)));
        let quality: String = contest.columns.iter().map(|column| format!(" {column} |")).collect();
        let unit = contest.unit;
        text.push_str(&format!(
            "| | version | a {unit}: median | quickest | times mailmend | turns × inputs |{quality}\n"
        ));
        text.push_str(&format!("|---|---|---:|---:|---:|---:|{}\n", "---:|".repeat(contest.columns.len())));
        for entry in &contest.entries {
            text.push_str(&row(contest, entry));
        }
    }
    text
}

fn row(contest: &Contest, entry: &Entry) -> String {
    let name = format!("| {} ({}) |", entry.who, entry.language);
    match &entry.outcome {
        Err(reason) => {
            // A cell for each column, so that the table stays one.
            format!("{name} | {NOT_RUN}{reason} | | | |{}\n", " |".repeat(contest.columns.len()))
        }
        Ok(measured) => {
            let ratio = contest.ours().map_or("–".into(), |ours| times(measured.median / ours));
            let quality: String = (0..contest.columns.len())
                .map(|column| format!(" {} |", measured.quality.get(column).map_or("–", |cell| cell)))
                .collect();
            format!(
                "{name} {} | {} | {} | {ratio} | {} × {} |{quality}\n",
                measured.version,
                duration(measured.median),
                duration(measured.best),
                measured.turns,
                measured.inputs
            )
        }
    }
}

/// A number of nanoseconds as people read it: three figures.
fn duration(nanoseconds: f64) -> String {
    match nanoseconds {
        ns if ns < 1e3 => format!("{ns:.0} ns"),
        ns if ns < 1e6 => format!("{} µs", figures(ns / 1e3)),
        ns if ns < 1e9 => format!("{} ms", figures(ns / 1e6)),
        ns => format!("{} s", figures(ns / 1e9)),
    }
}

fn times(ratio: f64) -> String {
    match ratio {
        ratio if ratio < 10.0 => format!("{ratio:.2}"),
        ratio if ratio < 100.0 => format!("{ratio:.1}"),
        ratio => format!("{ratio:.0}"),
    }
}

fn figures(number: f64) -> String {
    match number {
        number if number < 10.0 => format!("{number:.2}"),
        number if number < 100.0 => format!("{number:.1}"),
        number => format!("{number:.0}"),
    }
}

/// Lines of about 120 letters.
fn wrapped(text: &str) -> String {
    let mut lines = String::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        let letters = word.chars().count();
        match width {
            0 => {}
            _ if width + 1 + letters > 120 => {
                lines.push('\n');
                width = 0;
            }
            _ => {
                lines.push(' ');
                width += 1;
            }
        }
        lines.push_str(word);
        width += letters;
    }
    lines
}

/// Who takes part in a contest by the programme, and has neither a figure nor a reason on the page.
#[must_use]
pub fn missing(page: &str) -> Vec<String> {
    let part = page.split_once(BEGIN).and_then(|(_, rest)| rest.split_once(END)).map_or("", |(part, _)| part);
    let mut missing = Vec::new();
    for (contest, peers) in PROGRAMME {
        let own = part.split("\n### ").find(|own| own.lines().next() == Some(contest)).unwrap_or_default();
        for peer in peers {
            let row = own.lines().find(|line| line.starts_with(&format!("| {peer} (")));
            let is_told = row.is_some_and(|row| {
                let cells: Vec<&str> = row.split('|').map(str::trim).collect();
                let figure = cells.get(5).is_some_and(|ratio| ratio.parse::<f64>().is_ok());
                let reason = cells.get(3).and_then(|cell| cell.strip_prefix(NOT_RUN.trim()));
                figure || reason.is_some_and(|reason| !reason.trim().is_empty())
            });
            if !is_told {
                missing.push(format!("{contest}: {peer}"));
            }
        }
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::super::Measured;
    use super::*;

    fn contest(outcome: Result<Measured, String>) -> Contest {
        let own = Measured {
            version: "1".into(),
            median: 500.0,
            best: 400.0,
            turns: 3,
            inputs: 7,
            quality: vec!["99.0 % (99 of 100)".into()],
        };
        let entry = |who: &str, outcome| Entry { who: who.into(), language: "Rust", outcome };
        Contest {
            name: "DKIM keys",
            about: "About.".into(),
            unit: "record",
            columns: vec!["right".into()],
            entries: vec![entry("mailmend", Ok(own)), entry("mail-auth", outcome)],
        }
    }

    fn page(outcome: Result<Measured, String>) -> String {
        with(&format!("Before\n{BEGIN}\nold\n{END}\nAfter\n"), &[contest(outcome)], "Here.").expect("a page")
    }

    #[test]
    fn what_people_wrote_stays() {
        let page = page(Err("why".into()));
        assert!(page.starts_with("Before\n") && page.ends_with("After\n"), "{page}");
        assert!(!page.contains("old"), "{page}");
        assert!(with("no marks", &[], "").is_err());
    }

    #[test]
    fn a_row_has_a_figure_or_a_reason() {
        let peer =
            Measured { version: "2".into(), median: 2_600.0, best: 2e6, turns: 3, inputs: 7, quality: Vec::new() };
        assert!(page(Ok(peer)).contains("| mail-auth (Rust) | 2 | 2.60 µs | 2.00 ms | 5.20 | 3 × 7 | – |\n"));
        assert!(page(Err("why".into())).contains("| mail-auth (Rust) | | not run: why | | | | |\n"));
    }

    #[test]
    fn whoever_is_missing_is_named() {
        let told = missing(&page(Err("why".into())));
        assert!(told.contains(&"Addresses: validator.js".to_owned()), "{told:?}");
        assert!(told.contains(&"DKIM keys: mailauth".to_owned()), "{told:?}");
        assert!(!told.contains(&"DKIM keys: mail-auth".to_owned()), "{told:?}");
        // No reason is no reason.
        assert!(missing(&page(Err(String::new()))).contains(&"DKIM keys: mail-auth".to_owned()));
        // A figure in another contest is none in this one.
        assert!(told.contains(&"SPF records: mail-auth".to_owned()), "{told:?}");
    }
}
