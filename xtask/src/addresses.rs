//! How right the answers about addresses are, on the suites in a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use mailmend::model::AddressMode;
use serde_json::Value;

/// Prints how right the answers to the rows are; `true` lists what differs.
type Score = fn(&[Value], bool);

/// Scores every suite of `folder` that is there; `misses` lists what differs.
pub fn run(folder: &str, misses: bool) -> Result<(), String> {
    let folder = Path::new(folder);
    let mut read = 0;
    let suites: [(&str, Score); 6] = [
        ("matrix", matrix),
        ("error_kinds", error_kinds),
        ("typos", typos),
        ("nontypos", nontypos),
        ("eai", eai),
        ("isemail", isemail),
    ];
    let mut files: Vec<_> = fs::read_dir(folder)
        .map_err(|error| format!("{}: {error}", folder.display()))?
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.sort();
    for path in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let suite = if name.starts_with("typos_contested") {
            Some(contested as Score)
        } else {
            suites.iter().find(|(start, _)| name.starts_with(start)).map(|(_, score)| *score)
        };
        let Some(score) = suite.filter(|_| name.ends_with(".jsonl")) else { continue };
        let text = fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?;
        let rows: Result<Vec<Value>, _> = text.lines().map(serde_json::from_str).collect();
        print!("{name}: ");
        score(&rows.map_err(|error| format!("{name}: {error}"))?, misses);
        read += 1;
    }
    if read == 0 { Err(format!("{}: no suites of addresses there", folder.display())) } else { Ok(()) }
}

fn text<'v>(row: &'v Value, field: &str) -> &'v str {
    row[field].as_str().unwrap_or_default()
}

fn percent(part: usize, whole: usize) -> String {
    format!("{part}/{whole} = {:.2} %", 100.0 * part as f64 / whole.max(1) as f64)
}

fn matrix(rows: &[Value], misses: bool) {
    let mut right = 0;
    let mut each = BTreeMap::new();
    for row in rows {
        let valid = mailmend::address(text(row, "address")).valid;
        let ours = [Some(valid.smtp), valid.eai, Some(valid.header), valid.form];
        let mut all = true;
        for (field, ours) in ["rfc5321", "rfc6531", "rfc5322", "form"].into_iter().zip(ours) {
            let same = ours == row[field].as_bool();
            *each.entry(field).or_insert(0) += usize::from(same);
            if !same && misses {
                println!(
                    "\n  {:?}: {field} is {}, we say {ours:?} ({})",
                    text(row, "address"),
                    row[field],
                    text(row, "reason")
                );
            }
            all &= same;
        }
        right += usize::from(all);
    }
    println!("all four verdicts {}, each {each:?}", percent(right, rows.len()));
}

fn error_kinds(rows: &[Value], misses: bool) {
    let (mut kinds, mut spans, mut fixes, mut all, mut unfit) = (0, 0, 0, 0, 0);
    for row in rows {
        let slug = text(row, "verdict").replace('_', "-");
        let mode = if slug.starts_with("sender-") { AddressMode::Sender } else { AddressMode::Signup };
        let report = mailmend::address_in(text(row, "address"), mode);
        let wanted: Vec<(u64, u64)> = row["span_bytes"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|span| (span[0].as_u64().unwrap_or(0), span[1].as_u64().unwrap_or(0)))
            .collect();
        let of_kind: Vec<_> = report.findings.iter().filter(|finding| finding.cause.slug == slug).collect();
        let span = of_kind.iter().any(|finding| {
            finding.evidence.iter().map(|evidence| (evidence.start as u64, evidence.end as u64)).collect::<Vec<_>>()
                == wanted
        });
        let normal = report.normal.as_deref().filter(|normal| *normal != text(row, "address"));
        let fixed = row["fixed"].as_str();
        let fix = fixed == report.suggestion.as_deref().or(normal);
        kinds += usize::from(!of_kind.is_empty());
        spans += usize::from(span);
        fixes += usize::from(fix);
        all += usize::from(span && fix);
        if let Some(suggestion) = &report.suggestion {
            let valid = mailmend::address(suggestion).valid;
            unfit += usize::from(!valid.smtp && valid.eai != Some(true));
        }
        if misses && !(span && fix) {
            let ours: Vec<_> = report
                .findings
                .iter()
                .map(|finding| {
                    (finding.cause.slug, finding.evidence.iter().map(|one| (one.start, one.end)).collect::<Vec<_>>())
                })
                .collect();
            println!(
                "\n  {:?}: {slug} {wanted:?} {fixed:?}\n    we say {ours:?} {:?}",
                text(row, "address"),
                report.suggestion
            );
        }
    }
    let whole = rows.len();
    println!(
        "kind {}, span {}, fix {}, all three {}; suggestions that are none: {unfit}",
        percent(kinds, whole),
        percent(spans, whole),
        percent(fixes, whole),
        percent(all, whole)
    );
}

fn suggestion(domain: &str) -> Option<String> {
    let typed = format!("jane.doe@{domain}");
    let report = mailmend::address(&typed);
    report.suggestion.and_then(|whole| whole.strip_prefix("jane.doe@").map(str::to_string))
}

fn typos(rows: &[Value], misses: bool) {
    let (mut found, mut right) = (0, 0);
    for row in rows {
        let ours = suggestion(text(row, "typed"));
        found += usize::from(ours.is_some());
        right += usize::from(ours.as_deref() == Some(text(row, "intended")));
        if misses && ours.as_deref() != Some(text(row, "intended")) {
            println!("\n  {} > {}: {ours:?}", text(row, "typed"), text(row, "intended"));
        }
    }
    println!("found {}, of those right {}", percent(right, rows.len()), percent(right, found));
}

fn nontypos(rows: &[Value], misses: bool) {
    let mut wrong = 0;
    for row in rows {
        let ours = suggestion(text(row, "domain"));
        wrong += usize::from(ours.is_some());
        if let Some(ours) = ours.filter(|_| misses) {
            println!("\n  {}: {ours} ({})", text(row, "domain"), text(row, "why"));
        }
    }
    println!("false suggestions {}", percent(wrong, rows.len()));
}

fn contested(rows: &[Value], misses: bool) {
    let mut wrong = 0;
    for row in rows {
        let ours = suggestion(text(row, "typed"));
        wrong += usize::from(ours.is_some());
        if let Some(ours) = ours.filter(|_| misses) {
            println!("\n  {} ({}): {ours}", text(row, "typed"), text(row, "intended"));
        }
    }
    println!("suggestions where both readings are real {}", percent(wrong, rows.len()));
}

fn eai(rows: &[Value], misses: bool) {
    let (mut right, mut labels, mut with_labels) = (0, 0, 0);
    for row in rows {
        let report = mailmend::address(text(row, "address"));
        let same = (report.valid.eai == Some(true)) == (text(row, "verdict") == "valid");
        right += usize::from(same);
        if let Some(wanted) = row["idna2008_uts46"].as_str().filter(|_| text(row, "verdict") == "valid") {
            with_labels += 1;
            labels += usize::from(report.ascii.as_deref() == Some(wanted));
        }
        if misses && !same {
            println!(
                "\n  {:?}: {}, we say {:?} ({})",
                text(row, "address"),
                row["verdict"],
                report.valid.eai,
                text(row, "notes")
            );
        }
    }
    println!("verdict {}, A-labels {}", percent(right, rows.len()), percent(labels, with_labels));
}

/// What its suite calls an error must not pass as mailable, and what it calls valid must.
fn isemail(rows: &[Value], misses: bool) {
    let mut right = 0;
    for row in rows {
        let valid = mailmend::address(text(row, "address")).valid;
        let mailable = valid.smtp || valid.eai == Some(true);
        let same = match text(row, "category") {
            "ISEMAIL_ERR" => !valid.header && !mailable,
            "ISEMAIL_RFC5322" | "ISEMAIL_DEPREC" | "ISEMAIL_CFWS" => !mailable,
            _ => mailable,
        };
        right += usize::from(same);
        if misses && !same {
            println!("\n  {:?}: {}, we say {valid:?}", text(row, "address"), text(row, "verdict"));
        }
    }
    println!("agreement {}", percent(right, rows.len()));
}
