//! Scores `bounce` on labelled messages: whether each recipient is found, and whether the cause is right.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use mailmend::bounce;
use mailmend::model::{Action, BounceKind, Class, Recipient};
use serde_json::Value;

use crate::score::{Count, DEAD};

/// Scores the messages that the rows of `file` name, which lie in `messages/` beside it; with `misses`, prints each
/// recipient that is missed or answered wrongly.
pub fn run(file: &str, misses: bool) -> Result<(), String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    let folder = Path::new(file).parent().unwrap_or(Path::new(".")).join("messages");
    let mut kinds: BTreeMap<String, Count> = BTreeMap::new();
    let [mut found, mut action, mut status, mut cause, mut told, mut kept] = <[Count; 6]>::default();
    let mut extra = 0_u32;
    for line in text.lines() {
        let row: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let name = row["file"].as_str().unwrap_or_default();
        let message = fs::read(folder.join(name)).map_err(|error| format!("{name}: {error}"))?;
        let report = bounce(&message);
        let wanted = row["recipients"].as_array().map_or(&[][..], Vec::as_slice);
        let complain = |what: &str| {
            if misses {
                println!("{what} {name}");
            }
        };

        let is_bounce = matches!(report.bounce.kind, BounceKind::Bounce | BounceKind::Delayed);
        // What names nobody, or was delivered, is no bounce to everybody.
        if let (Some(expected), false) = (row["is_bounce"].as_bool(), wanted.is_empty()) {
            let agrees = expected == is_bounce || report.bounce.kind == BounceKind::Delivered;
            told.add(agrees);
            if !agrees {
                complain(&format!("KIND {}", report.bounce.kind));
            }
        }
        let address = |want: &Value| want["recipient"].as_str().unwrap_or_default().to_lowercase();
        for about in &report.bounce.recipients {
            if !wanted.is_empty() && !wanted.iter().any(|want| address(want) == about.recipient.to_lowercase()) {
                extra += 1;
                complain(&format!("EXTRA {}", about.recipient));
            }
        }
        for want in wanted {
            let place =
                report.bounce.recipients.iter().position(|about| about.recipient.to_lowercase() == address(want));
            let kind = row["kind"].as_str().unwrap_or_default();
            found.add(place.is_some());
            kinds.entry(kind.to_string()).or_default().add(place.is_some());
            if place.is_none() {
                complain(&format!("MISSED {} (kind {})", address(want), report.bounce.kind));
            }
            // The cause counts even where the recipient was not found: half an answer is one.
            let Some(finding) = report.findings.get(place.unwrap_or(0)) else {
                cause.add(false);
                continue;
            };
            let about = report.bounce.recipients.get(place.unwrap_or(0));
            if let Some(expected) = want["action"].as_str() {
                let right = about.and_then(|about| about.action).map(Action::as_str) == Some(expected);
                action.add(right);
                if !right {
                    complain(&format!("ACTION not {expected}"));
                }
            }
            if let (Some(expected), Some(false)) = (want["status"].as_str(), want["status_is_synthetic"].as_bool()) {
                status.add(about.and_then(|about| about.status.as_deref()) == Some(expected));
            }
            let accept: Vec<&str> = want["accept"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let class = finding.cause.class.map_or("none", Class::as_str);
            let right = accept.contains(&class);
            cause.add(right);
            if !right {
                let said = finding.facts.iter().find(|fact| fact.key.as_str() == "diagnostic");
                let said = said.map_or("", |fact| &fact.value).replace('\n', "⏎");
                complain(&format!("CAUSE {class} not {accept:?}: {}", said.chars().take(400).collect::<String>()));
            }
            if !accept.iter().any(|class| DEAD.contains(class)) {
                let suppressed = finding.recipient == Recipient::Suppress;
                kept.add(!suppressed);
                if suppressed {
                    complain(&format!("SUPPRESSED {class} not {accept:?}"));
                }
            }
        }
    }
    println!("| kind | recipients found | of |\n|---|---|---|");
    for (kind, count) in &kinds {
        println!("| {kind} | {:.1} % | {} |", count.percent(), count.all);
    }
    println!();
    println!("recipients found:     {:.1} % of {}", found.percent(), found.all);
    println!("extra recipients:     {extra}");
    println!("action right:         {:.1} % of {}", action.percent(), action.all);
    println!("status right:         {:.1} % of {}", status.percent(), status.all);
    println!("cause right:          {:.1} % of {}", cause.percent(), cause.all);
    println!("bounce or not, right: {:.1} % of {}", told.percent(), told.all);
    println!("wrongly suppressed:   {:.1} % of {}", 100.0 - kept.percent(), kept.all);
    Ok(())
}
