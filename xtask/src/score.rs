//! Scores `explain` on labelled replies: whether the first finding's class is right, and the two errors about
//! suppressing recipients.

use std::collections::BTreeMap;
use std::fs;

use mailmend::model::{Class, Recipient};
use mailmend::{Request, explain};
use serde_json::Value;

/// The classes whose recipients are to be suppressed.
pub const DEAD: [&str; 8] = [
    "recipient_unknown",
    "recipient_disabled",
    "recipient_moved",
    "bad_recipient_syntax",
    "suppressed",
    "domain_not_found",
    "domain_no_mail",
    "complaint",
];

/// How often something was right.
#[derive(Default)]
pub struct Count {
    /// The times it was.
    pub right: u32,
    /// The times it was asked.
    pub all: u32,
}

impl Count {
    /// Counts one.
    pub fn add(&mut self, right: bool) {
        self.right += u32::from(right);
        self.all += 1;
    }

    /// The share that was right.
    pub fn percent(&self) -> f64 {
        100.0 * f64::from(self.right) / f64::from(self.all.max(1))
    }
}

/// Scores the rows of `file`; with `misses`, prints each row that is answered wrongly.
pub fn run(file: &str, misses: bool) -> Result<(), String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    let mut total = Count::default();
    let mut strict = Count::default();
    let mut causes: BTreeMap<String, Count> = BTreeMap::new();
    let (mut wrongly, mut alive) = (0_u32, 0_u32);
    let (mut missed, mut dead) = (0_u32, 0_u32);
    for line in text.lines() {
        let row: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let accept: Vec<&str> = row["accept"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let Some(first) = accept.first() else { continue };
        let reply = row["text"].as_str().or(row["pasted"].as_str()).unwrap_or_default();
        let report = explain(&Request::new(reply));
        let finding = &report.findings[0];
        let class = finding.cause.class.map_or("none", Class::as_str);
        let right = accept.contains(&class);
        let proof = finding.evidence.first().map_or("", |evidence| &evidence.text);
        let about = || {
            format!(
                "{} [{}] by `{proof}` not {accept:?}: {}",
                finding.cause.code,
                finding.confidence,
                reply.replace('\n', "⏎")
            )
        };
        total.add(right);
        if accept.len() == 1 {
            strict.add(right);
        }
        causes.entry((*first).to_string()).or_default().add(right);
        if misses && !right {
            println!("MISS {}", about());
        }
        let suppressed = finding.recipient == Recipient::Suppress;
        if DEAD.contains(first) {
            dead += 1;
            missed += u32::from(!suppressed);
            if misses && !suppressed {
                println!("KEPT {}", about());
            }
        } else if !accept.iter().any(|class| DEAD.contains(class)) {
            alive += 1;
            wrongly += u32::from(suppressed);
            if misses && suppressed {
                println!("SUPPRESSED {}", about());
            }
        } else {
            // Both answers can be defended.
        }
    }
    println!("| cause | right | rows |\n|---|---|---|");
    for (cause, count) in &causes {
        println!("| {cause} | {:.1} % | {} |", count.percent(), count.all);
    }
    let rate = |part: u32, whole: u32| 100.0 * f64::from(part) / f64::from(whole.max(1));
    println!();
    println!("first finding right:      {:.1} % of {}", total.percent(), total.all);
    println!("rows with one class only: {:.1} % of {}", strict.percent(), strict.all);
    println!("wrongly suppressed:       {:.1} % of {alive}", rate(wrongly, alive));
    println!("dead ones missed:         {:.1} % of {dead}", rate(missed, dead));
    Ok(())
}
