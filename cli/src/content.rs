//! Messages for people: what keeps them from the inbox, the gravest first.

use std::fs;
use std::io::{self, IsTerminal, Read};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use mailmend::model::{ContentReport, Fact, FactKey, Finding, Severity};
use mailmend::wire::write_content;
use mailmend::{ContentRequest, content_of};

use crate::report::steps;
use crate::style::{self, BOLD, COMMAND, DIM};

/// What `mailmend content` takes.
#[derive(clap::Args)]
pub struct Content {
    /// Messages as files (.eml), or - for standard input
    #[arg(value_name = "FILE|-")]
    files: Vec<PathBuf>,
    /// It goes to many at once: a newsletter, an offer
    #[arg(long, conflicts_with = "personal")]
    bulk: bool,
    /// It goes to one person: an answer, an invoice
    #[arg(long)]
    personal: bool,
    /// Print JSON, one report a line
    #[arg(long)]
    json: bool,
}

const FINE: u8 = 0;
const SOMETHING: u8 = 1;

/// Checks each message.
pub fn run(arguments: &Content) -> Result<u8, String> {
    let mut code = FINE;
    let mut request = ContentRequest::new();
    request.bulk = match (arguments.bulk, arguments.personal) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    };
    request.now = SystemTime::now().duration_since(UNIX_EPOCH).ok().map(|time| time.as_secs());
    let standard_input = [PathBuf::from("-")];
    let files = if arguments.files.is_empty() {
        if io::stdin().is_terminal() {
            return Err("nothing to read: give a file, or - for standard input (see --help)".into());
        }
        &standard_input[..]
    } else {
        &arguments.files
    };
    for (place, file) in files.iter().enumerate() {
        let name = file.display().to_string();
        let bytes = match name.as_str() {
            "-" => {
                let mut bytes = Vec::new();
                io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
            }
            _ => fs::read(file),
        };
        let bytes = bytes.map_err(|error| format!("{name}: {error}"))?;
        let report = content_of(&bytes, &request);
        if report.findings.iter().any(|finding| finding.cause.severity > Severity::Info) {
            code = SOMETHING;
        }
        if arguments.json {
            let mut json = String::new();
            write_content(&mut json, &report, None);
            say!("{json}");
            continue;
        }
        if files.len() > 1 {
            if place > 0 {
                say!();
            }
            say!("{BOLD}{name}{BOLD:#}");
        }
        print(&report);
    }
    Ok(code)
}

/// Prints one report: a summary, then each finding.
fn print(report: &ContentReport) {
    let count =
        |severity: Severity| report.findings.iter().filter(|finding| finding.cause.severity == severity).count();
    let words: Vec<String> =
        [(Severity::Error, "to mend"), (Severity::Warning, "to look at"), (Severity::Info, "to know")]
            .into_iter()
            .filter(|(severity, _)| count(*severity) > 0)
            .map(|(severity, words)| {
                let color = style::severity(severity);
                format!("{color}{} {words}{color:#}", count(severity))
            })
            .collect();
    match words.is_empty() {
        true => say!("{BOLD}Nothing in this message speaks against it.{BOLD:#}"),
        false => say!("{}", words.join(", ")),
    }
    say!("{DIM}{}{DIM:#}", facts(report));
    for finding in &report.findings {
        say!();
        show(finding);
    }
    if let Some(cut) = report.cut {
        say!();
        say!("Only {} of {} bytes were read.", cut.read, cut.given);
    }
    if report.needs.iter().any(|need| need.as_str() == "domain") {
        say!();
        style::paragraph(
            "",
            "Whether SPF, DKIM and DMARC are right decides more than words do, and this message does not show it: send it to yourself and check what arrives, or check the records of the sender's domain.",
        );
    }
}

fn facts(report: &ContentReport) -> String {
    let facts = &report.facts;
    let mut all = vec![size(facts.size)];
    for (name, bytes) in [("text", facts.text), ("HTML", facts.html)] {
        if bytes > 0 {
            all.push(format!("{name} {}", size(bytes)));
        }
    }
    for (number, one, many) in [
        (facts.links, "link", "links"),
        (facts.images, "image", "images"),
        (facts.attachments, "attachment", "attachments"),
    ] {
        if number > 0 {
            all.push(format!("{number} {}", if number == 1 { one } else { many }));
        }
    }
    all.join(" · ")
}

fn size(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KB", bytes.div_ceil(1024)),
        _ => format!("{:.1} MB", bytes as f64 / 1_048_576.0),
    }
}

fn show(finding: &Finding<'_>) {
    let cause = finding.cause;
    let color = style::severity(cause.severity);
    let fact = |key: FactKey| finding.facts.iter().find(|fact| fact.key == key).map(|fact| fact.value.as_ref());
    if let Some(symbol) = fact(FactKey::Symbol) {
        // A filter's sign: its meaning says more than the general title.
        let score = fact(FactKey::Score).map(|score| format!(" {score} points")).unwrap_or_default();
        say!("{color}{symbol}{score}{color:#} {DIM}{}{DIM:#}", cause.code);
        style::paragraph("  ", fact(FactKey::Meaning).unwrap_or(cause.why));
        style::paragraph("  - ", fact(FactKey::Advice).unwrap_or_default());
        return;
    }
    say!("{color}{}: {}{color:#} {DIM}{}{DIM:#}", cause.severity, cause.title, cause.code);
    let part = fact(FactKey::Part).unwrap_or("message");
    for evidence in finding.evidence.iter().take(3) {
        let text: String = evidence.text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        if !text.trim().is_empty() {
            style::paragraph(&format!("  {part}: "), text.trim());
        }
    }
    style::paragraph("  ", cause.why);
    for Fact { key, value } in finding.facts.iter().filter(|fact| fact.key != FactKey::Part) {
        match key {
            FactKey::Suggestion => {
                for line in value.lines() {
                    say!("    {COMMAND}{line}{COMMAND:#}");
                }
            }
            _ => style::paragraph(&format!("  {}: ", name(*key)), value),
        }
    }
    steps(finding.fixes());
}

/// A fact's name for people.
const fn name(key: FactKey) -> &'static str {
    match key {
        FactKey::Aligned => "same domain as From",
        FactKey::Meaning => "found",
        FactKey::Result => "the receiver's verdict",
        FactKey::Selector => "key",
        FactKey::Score => "points",
        FactKey::Threshold => "spam from",
        _ => key.as_str(),
    }
}
