//! A domain for people: its records, the verdict of large receivers, and what to do, the gravest first.

use std::io::{self, BufRead};
use std::net::IpAddr;
use std::path::PathBuf;

use mailmend::model::{DomainReport, FactKey, Finding, RuleStatus, Severity};
use mailmend::wire::write_domain;
use mailmend::{DomainRequest, domain};

use crate::dns::{self, Resolver};
use crate::record::Form;
use crate::style::{self, BOLD, COMMAND, DIM};
use crate::{Format, intake};

/// What the command takes.
#[derive(clap::Args)]
pub struct DomainArguments {
    /// The domain, such as example.com
    name: Option<String>,
    /// A DKIM selector to look at (s= in the DKIM-Signature header of a message); may be given more than once
    #[arg(long, value_name = "SELECTOR")]
    selector: Vec<String>,
    /// An address that sends mail: its reverse name is looked at; may be given more than once
    #[arg(long, value_name = "ADDRESS")]
    ip: Vec<IpAddr>,
    /// Leave out findings below: info warning error
    #[arg(long, value_parser = level, default_value = "info")]
    level: Severity,
    /// Ask this server in place of the system's
    #[arg(long, value_name = "HOST:PORT", conflicts_with = "zone")]
    dns: Option<String>,
    /// Ask nobody: a file with all records, as JSON or as the lines of a zone file
    #[arg(long, value_name = "FILE")]
    zone: Option<PathBuf>,
    /// Do not fetch the policy file of MTA-STS
    #[arg(long)]
    no_policy: bool,
    /// How to print the answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// How to print corrected records
    #[arg(long, value_enum, default_value_t)]
    form: Form,
    /// One domain a line; one JSON report a line, in the same order
    #[arg(long, value_name = "FILE|-", conflicts_with_all = ["name", "format", "json", "form"])]
    batch: Option<PathBuf>,
}

fn level(word: &str) -> Result<Severity, String> {
    Severity::from_word(word).ok_or_else(|| "one of info warning error".into())
}

const SOUND: u8 = 0;
const WRONG: u8 = 1;

/// Checks a domain, or a file of them.
pub fn run(arguments: &DomainArguments) -> Result<u8, String> {
    let resolver = dns::resolver(arguments.zone.as_deref(), arguments.dns.as_deref(), !arguments.no_policy)?;
    if let Some(file) = &arguments.batch {
        return batch(arguments, &*resolver, file).map(|()| SOUND);
    }
    let Some(name) = &arguments.name else {
        return Err("nothing to look at: give a domain (see --help)".into());
    };
    let report = check(arguments, &*resolver, name);
    if arguments.json || matches!(arguments.format, Format::Json) {
        let mut json = String::new();
        write_domain(&mut json, &report, None);
        say!("{json}");
    } else {
        print(&report, arguments.form);
    }
    let wrong = report.findings.iter().any(|finding| finding.cause.severity == Severity::Error);
    Ok(if wrong { WRONG } else { SOUND })
}

fn check(arguments: &DomainArguments, resolver: &dyn Resolver, name: &str) -> DomainReport {
    let mut request = DomainRequest::new(name);
    request.selectors.clone_from(&arguments.selector);
    request.ips.clone_from(&arguments.ip);
    request.level = arguments.level;
    dns::run(resolver, |answers| {
        let report = domain(&request, answers);
        let needs = report.needs.clone();
        (report, needs)
    })
}

fn batch(arguments: &DomainArguments, resolver: &dyn Resolver, file: &std::path::Path) -> Result<(), String> {
    let problem = |error: io::Error| format!("{}: {error}", intake::name(file));
    let input: Box<dyn BufRead> = if file.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        Box::new(io::BufReader::new(std::fs::File::open(file).map_err(problem)?))
    };
    for line in input.lines() {
        let line = line.map_err(problem)?;
        let name = line.trim();
        if !name.is_empty() {
            let mut json = String::new();
            write_domain(&mut json, &check(arguments, resolver, name), None);
            say!("{json}");
        }
    }
    Ok(())
}

fn print(report: &DomainReport, form: Form) {
    say!("{BOLD}{}{BOLD:#}", report.domain);
    say!();
    if report.records.is_empty() {
        say!("No mail records were found.");
    }
    for record in &report.records {
        let kind = record.record.as_str();
        let label = format!("{kind:<8} {}", record.name);
        let codes = record.codes.join(" ");
        let codes = if codes.is_empty() { "sound".to_owned() } else { codes };
        say!("{label}  {DIM}{codes}{DIM:#}");
        say!("  {}", shortened(&record.text, style::width().saturating_sub(4)));
    }
    tree(report);
    verdict(report);
    for finding in &report.findings {
        say!();
        show(finding);
    }
    for record in report.records.iter().filter(|record| record.fixed.is_some()) {
        let Some(publish) = &record.publish else { continue };
        say!();
        let name = publish.name.as_deref().unwrap_or(&record.name);
        say!("{BOLD}Corrected {} record for {name}{BOLD:#}", record.record.as_str());
        for line in form.of(publish) {
            say!("{COMMAND}{line}{COMMAND:#}");
        }
    }
    if !report.needs.is_empty() {
        say!();
        say!("{} look-ups were left undone: the answer is not complete.", report.needs.len());
    }
}

fn tree(report: &DomainReport) {
    if let Some(spf) = report.spf.as_ref().filter(|spf| !spf.includes.is_empty()) {
        say!();
        say!("{BOLD}What SPF leads to: {} of 10 look-ups, {} find nothing{BOLD:#}", spf.lookups, spf.voids);
        for include in &spf.includes {
            let blanks = "  ".repeat(usize::from(include.depth));
            let note = if include.read { "" } else { ", no record that can be read, or shown above" };
            say!("{blanks}{} {DIM}{} look-ups{note}{DIM:#}", include.name, include.lookups);
        }
    }
    if let Some(dmarc) = &report.dmarc {
        let policy = dmarc.policy.unwrap_or("not known");
        say!();
        say!("{BOLD}DMARC policy in force: {policy}{BOLD:#} {DIM}by the record of {}{DIM:#}", dmarc.domain);
        if dmarc.applied.is_some_and(|applied| applied != policy) {
            say!("  while it is tested (t=y), applied as {}", dmarc.applied.unwrap_or_default());
        }
    }
}

fn verdict(report: &DomainReport) {
    if report.verdict.is_empty() {
        return;
    }
    say!();
    say!("{BOLD}What large receivers ask of those who send much{BOLD:#}");
    let mut hints: Vec<&str> = Vec::new();
    for group in &report.verdict {
        say!("{} {DIM}since {}, {}{DIM:#}", group.name, group.since, group.source);
        for rule in &group.rules {
            let word = match rule.status {
                RuleStatus::Met => "met",
                RuleStatus::NotMet => "not met",
                RuleStatus::Unseen => "not in DNS",
                _ => "unknown",
            };
            let color = style::severity(match rule.status {
                RuleStatus::Met => Severity::Info,
                RuleStatus::NotMet => Severity::Error,
                _ => Severity::Warning,
            });
            say!("  {color}{word:<11}{color:#} {}", rule.text);
            hints.extend(rule.how.filter(|how| !hints.contains(how)));
        }
    }
    if !hints.is_empty() {
        say!("How to see what DNS does not show:");
        hints.iter().for_each(|how| style::paragraph("  - ", how));
    }
}

fn show(finding: &Finding<'_>) {
    let cause = finding.cause;
    let color = style::severity(cause.severity);
    say!("{color}{}: {}{color:#} {DIM}{}{DIM:#}", cause.severity, cause.title, cause.code);
    for place in finding.evidence.iter().filter(|place| !place.text.is_empty()) {
        style::paragraph("  in the record: ", &shortened(&place.text, 120));
    }
    for fact in &finding.facts {
        let name = match fact.key {
            FactKey::Suggestion => "write",
            FactKey::Name => "name",
            key => key.as_str(),
        };
        style::paragraph(&format!("  {name}: "), &fact.value);
    }
    style::paragraph("  ", cause.why);
    for fix in finding.fixes() {
        style::paragraph("  - ", fix.text);
        for command in fix.commands {
            say!("    {COMMAND}$ {command}{COMMAND:#}");
        }
    }
}

/// A text on one line, cut to a width; what a terminal would act on is shown as a dot.
fn shortened(text: &str, width: usize) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if textwrap::core::display_width(&out) + 1 >= width {
            out.push('…');
            break;
        }
        out.push(if letter.is_control() { '·' } else { letter });
    }
    out
}
