//! SPF as receivers evaluate it, with look-ups: the include tree, and one message step by step.

mod rows;
mod svg;
mod trace;

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use mailmend::evaluate::spf::{NodeState, SpfQuery, SpfTree, SpfVerdict, check_host, explore, flatten};
use mailmend::model::{Finding, RecordType, Severity, Step};
use mailmend::wire::{write_check_host, write_spf_tree};
use mailmend::{RecordRequest, record_with, spf_tree};

use crate::record::RecordArguments;
use crate::style::{self, BOLD, DIM};
use crate::{Format, dns, input, record};

pub const EXAMPLES: &str = "\
Examples:
  mailmend spf \"v=spf1 include=_spf.google.com -all\"
  mailmend spf --fix record.txt
  mailmend spf --tree example.com
  mailmend spf --tree example.com --svg tree.svg \"v=spf1 mx include:_spf.example.net ~all\"
  mailmend spf --tree example.com --flatten
  mailmend spf --check 192.0.2.10 --from jane@example.com

A record after --tree is explored in place of the published one: to see what a change would cost.

Exit code: 0 no error, 1 the record has errors (with --check: the mail does not pass), 2 the command was misused.";

/// What the command takes.
#[derive(clap::Args)]
pub struct SpfArguments {
    #[command(flatten)]
    record: RecordArguments,
    /// Show everything that the record of this domain includes, what it costs, and what is wrong with it
    #[arg(long, value_name = "DOMAIN", conflicts_with_all = ["fix", "batch", "name", "check"])]
    tree: Option<String>,
    /// With --tree: write a picture of the tree to this file
    #[arg(long, value_name = "FILE", requires = "tree")]
    svg: Option<PathBuf>,
    /// With --tree: print the record with addresses in place of names, and nothing else
    #[arg(long, requires = "tree", conflicts_with = "json")]
    flatten: bool,
    /// Show step by step whether this address may send
    #[arg(long, value_name = "ADDRESS", requires = "from", conflicts_with_all = ["text", "fix", "batch", "name"])]
    check: Option<IpAddr>,
    /// With --check: the sender, as in MAIL FROM; "" for a bounce
    #[arg(long, value_name = "SENDER", requires = "check")]
    from: Option<String>,
    /// With --check: the name that the client gave
    #[arg(long, value_name = "NAME", requires = "check")]
    helo: Option<String>,
    /// Ask this server in place of the system's
    #[arg(long, value_name = "HOST:PORT", conflicts_with = "zone")]
    dns: Option<String>,
    /// Ask nobody: a file with all records, as JSON or as the lines of a zone file
    #[arg(long, value_name = "FILE")]
    zone: Option<PathBuf>,
    /// The same as --format json
    #[arg(long, conflicts_with_all = ["format", "batch", "fix"])]
    json: bool,
}

const SOUND: u8 = 0;
const WRONG: u8 = 1;

/// Checks a record, a tree or a message.
pub fn run(mut arguments: SpfArguments) -> Result<u8, String> {
    if arguments.json {
        arguments.record.format = Format::Json;
    }
    if let Some(domain) = &arguments.tree {
        return tree(&arguments, domain);
    }
    if let Some(ip) = arguments.check {
        return check(&arguments, ip);
    }
    record::run(&arguments.record, Some(RecordType::Spf), mailmend::model::Receivers::default())
}

fn resolver(arguments: &SpfArguments) -> Result<Box<dyn dns::Resolver>, String> {
    dns::resolver(arguments.zone.as_deref(), arguments.dns.as_deref(), false)
}

fn tree(arguments: &SpfArguments, domain: &str) -> Result<u8, String> {
    let given = match arguments.record.text.as_slice() {
        [] => None,
        words => Some(input::text(words)?.trim().to_owned()),
    };
    let resolver = resolver(arguments)?;
    let tree = dns::run(&*resolver, |answers| {
        let tree = explore(domain, given.as_deref(), answers);
        let needs = tree.needs.clone();
        (tree, needs)
    });
    if let Some(file) = &arguments.svg {
        save(file, &svg::picture(&tree))?;
    }
    let own = tree.root().and_then(|root| root.record.as_deref()).unwrap_or_default();
    let findings = findings(own, &tree);
    let is_record = tree.root().is_some_and(|root| root.state == NodeState::Record);
    let wrong = !is_record || findings.iter().any(|finding| finding.cause.severity == Severity::Error);
    if arguments.flatten {
        return Ok(flat(&tree));
    }
    match arguments.record.format {
        Format::Json => {
            let mut json = String::new();
            write_spf_tree(&mut json, &tree, true);
            say!("{json}");
        }
        Format::Text => print(&tree, own, &findings),
    }
    Ok(if wrong { WRONG } else { SOUND })
}

/// What is wrong with the record in itself, and with what it includes; the gravest first.
fn findings<'t>(own: &'t str, tree: &'t SpfTree) -> Vec<Finding<'t>> {
    let mut all = spf_tree(tree);
    if let Some(root) = tree.root().filter(|_| !own.is_empty()) {
        let alone = record_with(&RecordRequest::new(own).kind(RecordType::Spf).name(&root.name)).findings;
        // What the record needs by itself says less than what it needs in all.
        let counted = all.iter().any(|finding| matches!(finding.cause.slug, "too-many-lookups" | "lookups-used-up"));
        all.extend(
            alone
                .into_iter()
                .filter(|finding| !counted || !matches!(finding.cause.slug, "too-many-lookups" | "lookups-at-limit")),
        );
    }
    all.sort_by_key(|finding| std::cmp::Reverse(finding.cause.severity));
    all
}

fn print(tree: &SpfTree, own: &str, findings: &[Finding<'_>]) {
    rows::print(tree);
    for finding in findings {
        say!();
        record::show(own, finding);
    }
    let is_record = tree.root().is_some_and(|root| root.state == NodeState::Record);
    if findings.is_empty() && is_record {
        say!();
        say!("{BOLD}Nothing is wrong with it.{BOLD:#}");
    }
    if tree.cut {
        say!();
        say!("The tree is too large to be followed to its end. Receivers have given up long before.");
    }
}

/// The flattened record on standard output, what speaks against it beside it.
fn flat(tree: &SpfTree) -> u8 {
    let Some(flat) = flatten(tree) else {
        let why = tree.root().map_or("there is no record", |root| rows::state(root.state));
        anstream::eprintln!("mailmend: nothing to flatten: {why}");
        return WRONG;
    };
    say!("{}", flat.record);
    let mut notes = vec![
        "This is a copy. When a service changes its addresses, its mail fails SPF until you make the copy anew: \
         do it often, by a program. Deleting includes that nobody uses any more is safer."
            .to_owned(),
        format!("{} networks, {} of 10 lookups, {} bytes.", flat.networks, flat.lookups, flat.record.len()),
    ];
    if flat.record.len() > SHORT {
        notes.push(
            "That is long: an answer of DNS over 512 bytes is cut at first and asked for again, and some resolvers \
             do not (RFC 7208 section 3.4)."
                .to_owned(),
        );
    }
    if !flat.kept.is_empty() {
        notes.push(format!("Kept as they are: {}", flat.kept.join(" ")));
    }
    if !flat.dropped.is_empty() {
        notes.push(format!("Left out, as there is nothing behind them: {}", flat.dropped.join(" ")));
    }
    if !flat.complete {
        notes.push("Not everything could be looked up; do not publish this.".to_owned());
    }
    for note in notes {
        for line in style::wrapped("", &note) {
            anstream::eprintln!("{DIM}{line}{DIM:#}");
        }
    }
    if flat.complete { SOUND } else { WRONG }
}

/// What fits into an answer of 512 bytes, with the name and what DNS adds.
const SHORT: usize = 450;

fn check(arguments: &SpfArguments, ip: IpAddr) -> Result<u8, String> {
    let resolver = resolver(arguments)?;
    let from = arguments.from.as_deref().unwrap_or_default();
    let helo = arguments.helo.as_deref().unwrap_or_default();
    let query = SpfQuery::new(ip, from, helo);
    let step = dns::run(&*resolver, |answers| match check_host(&query, answers) {
        Step::Needs(needs) => (Step::Needs(needs.clone()), needs),
        step => (step, Vec::new()),
    });
    if matches!(arguments.record.format, Format::Json) {
        let mut json = String::new();
        write_check_host(&mut json, &step);
        say!("{json}");
    } else if let Step::Done(result) = &step {
        trace::print(&query, result);
    }
    let passes = matches!(&step, Step::Done(result) if result.verdict == SpfVerdict::Pass);
    Ok(if passes { SOUND } else { WRONG })
}

fn save(file: &Path, text: &str) -> Result<(), String> {
    std::fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}
