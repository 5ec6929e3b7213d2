//! How well records are checked, on labelled ones (JSON Lines): mistakes, sound records, and verdicts of others.

use std::collections::BTreeMap;
use std::fs;

use mailmend::model::{RecordReport, RecordType, Severity};
use mailmend::{RecordRequest, record_among, record_with};
use serde_json::Value;

/// Scores a file.
///
/// # Errors
/// When the file cannot be read.
pub fn run(file: &str, misses: bool) -> Result<(), String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    let rows: Vec<Value> =
        text.lines().map(serde_json::from_str).collect::<Result<_, _>>().map_err(|error| format!("{file}: {error}"))?;
    let mut score = Score { misses, ..Score::default() };
    for row in &rows {
        if row.get("problem").is_some() {
            score.mistake(row);
        } else if row.get("observed").is_some() || row["expected"] == "no error" {
            score.control(row);
        } else {
            score.verdict(row);
        }
    }
    for (name, (good, all)) in &score.counts {
        let percent = 100.0 * *good as f64 / (*all).max(1) as f64;
        println!("{name:<34} {good:>4} of {all:<4} {percent:>6.1} %");
    }
    Ok(())
}

#[derive(Default)]
struct Score {
    misses: bool,
    counts: BTreeMap<&'static str, (usize, usize)>,
}

fn check<'a>(row: &'a Value, text: &'a str) -> RecordReport<'a> {
    let mut request = RecordRequest::new(text);
    request.kind = row["type"].as_str().and_then(RecordType::from_word);
    request.name = row["name"].as_str();
    match row.get("zone").map(mailmend::wire::read_zone) {
        Some(Ok(zone)) => record_among(&request, &zone),
        Some(Err(problem)) => panic!("{}: {}", row["id"], problem.message),
        None => record_with(&request),
    }
}

fn worst(report: &RecordReport<'_>) -> Option<Severity> {
    report.findings.iter().map(|finding| finding.cause.severity).max()
}

/// Strings joined, blanks in a row as one, no semicolon at the end.
fn normal(record: &str) -> String {
    let joined = if record.starts_with('"') {
        record.split('"').skip(1).step_by(2).collect::<String>()
    } else {
        record.to_owned()
    };
    let words = joined.split_whitespace().collect::<Vec<_>>().join(" ");
    words.replace("; ", ";").replace(" ;", ";").trim_end_matches(';').to_owned()
}

impl Score {
    fn count(&mut self, name: &'static str, good: bool, row: &Value, report: &RecordReport<'_>) {
        let (right, all) = self.counts.entry(name).or_default();
        *right += usize::from(good);
        *all += 1;
        if !good && self.misses {
            let found: Vec<String> = report
                .findings
                .iter()
                .map(|finding| {
                    let places: Vec<_> = finding.evidence.iter().map(|place| (place.start, place.end)).collect();
                    format!("{} {} {places:?}", finding.cause.code, finding.cause.severity)
                })
                .collect();
            let short = |text: &str| text.chars().take(220).collect::<String>();
            println!(
                "{name}: {}\n  {}",
                row["id"].as_str().unwrap_or_default(),
                short(row["record"].as_str().unwrap_or_default())
            );
            println!("  found {}", found.join(", "));
            println!("  wanted {} {} {}", row["severity"], row["span"], short(&row["expected_fix_record"].to_string()));
            println!("  fixed  {}", report.fixed.as_deref().map_or("null".into(), short));
        }
    }

    fn mistake(&mut self, row: &Value) {
        let record = row["record"].as_str().unwrap_or_default();
        let report = check(row, record);
        let wanted = row["severity"].as_str().and_then(Severity::from_word);
        if row.get("zone").is_some() {
            self.count("of these, seen in the zone", worst(&report) == wanted, row, &report);
        }
        let bar = if wanted == Some(Severity::Error) { "detection: error" } else { "detection: warning, info" };
        self.count(bar, worst(&report) == wanted, row, &report);
        if let (Some(start), Some(end)) = (row["span"][0].as_u64(), row["span"][1].as_u64()) {
            let overlaps =
                |place: &mailmend::model::Evidence<'_>| (place.start as u64) < end && start < place.end as u64;
            let same = |finding: &&mailmend::model::Finding<'_>| Some(finding.cause.severity) == wanted;
            let good = report.findings.iter().filter(same).flat_map(|finding| &finding.evidence).any(overlaps);
            self.count("span overlaps", good, row, &report);
        }
        match row["expected_fix_record"].as_str() {
            Some(fix) => {
                let ours = report.fixed.as_deref().unwrap_or(record);
                self.count("correction equal", normal(ours) == normal(fix), row, &report);
            }
            None => self.count("no correction where none is safe", report.fixed.is_none(), row, &report),
        }
        // What the zone holds beside the record is not mended by its text.
        if let Some(fixed) = report.fixed.as_ref().filter(|_| row.get("zone").is_none()) {
            let again = check(row, fixed);
            self.count(
                "correction settles",
                again.fixed.is_none() && worst(&again) != Some(Severity::Error),
                row,
                &report,
            );
        }
        let grave = report.findings.iter().filter(|finding| Some(finding.cause.severity) >= wanted).count();
        self.count("one cause, one finding", grave <= 1, row, &report);
    }

    fn control(&mut self, row: &Value) {
        let report = check(row, row["record"].as_str().unwrap_or_default());
        self.count("no error on sound records", worst(&report) != Some(Severity::Error), row, &report);
    }

    fn verdict(&mut self, row: &Value) {
        let report = check(row, row["record"].as_str().unwrap_or_default());
        let is_error = worst(&report) == Some(Severity::Error);
        match row["expected"].as_str() {
            Some("ok" | "revoked") => self.count("verdict ok", !is_error, row, &report),
            Some("error") => self.count("verdict error", is_error, row, &report),
            _ => {}
        }
    }
}
