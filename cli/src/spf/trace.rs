//! An evaluation, step by step.

use mailmend::evaluate::spf::{
    MOST_TERMS, MOST_VOIDS, SpfProblem, SpfProblemKind, SpfQuery, SpfResult, SpfVerdict, TraceOutcome, TraceStep,
};
use mailmend::model::Severity;

use crate::style::{self, BOLD, DIM};

/// Prints the result, and how it came about.
pub fn print(query: &SpfQuery<'_>, result: &SpfResult) {
    let color = style::severity(match result.verdict {
        SpfVerdict::Pass => Severity::Info,
        SpfVerdict::Fail | SpfVerdict::PermError => Severity::Error,
        _ => Severity::Warning,
    });
    let sender = format!("{}@{}", query.local_part, query.sender_domain);
    say!("{color}{}{color:#} {}", result.verdict.as_str(), meaning(result.verdict, &query.ip.to_string(), &sender));
    if let Some(matched) = &result.matched {
        say!("  {} in the record of {}", matched.term, matched.domain);
    }
    if let Some(problem) = &result.problem {
        style::paragraph("  ", &trouble(problem));
    }
    if let Some(explanation) = &result.explanation {
        style::paragraph("  the domain says: ", explanation);
    }
    say!();
    let mut steps = result.trace.iter().peekable();
    while let Some(step) = steps.next() {
        let mut skipped = 0;
        while is_quiet(step) && steps.next_if(|next| is_quiet(next) && next.depth == step.depth).is_some() {
            skipped += 1;
        }
        show(step, skipped);
    }
    say!();
    say!("{DIM}{} of {MOST_TERMS} lookups used; {} of {MOST_VOIDS} found nothing{DIM:#}", result.terms, result.voids);
}

/// Networks that do not match are shown together.
fn is_quiet(step: &TraceStep) -> bool {
    step.outcome == TraceOutcome::NoMatch && step.asked.is_none()
}

fn show(step: &TraceStep, skipped: usize) {
    let indent = "  ".repeat(step.depth as usize + usize::from(step.term.is_some()));
    let term = match (&step.term, skipped) {
        (Some(_), 1..) => format!("{} networks", skipped + 1),
        (Some(term), 0) => term.clone(),
        (None, _) => step.domain.clone(),
    };
    match &step.outcome {
        TraceOutcome::Record(record) => style::paragraph(&format!("{indent}{term}: "), record),
        TraceOutcome::Match(verdict) => say!("{indent}{BOLD}{term}: yes, {}{BOLD:#}", verdict.as_str()),
        TraceOutcome::NoMatch => say!("{indent}{DIM}{term}: no{DIM:#}"),
        TraceOutcome::Redirect => say!("{indent}{term}: goes on there"),
        TraceOutcome::End(verdict) => {
            say!("{indent}{BOLD}{term}: the end, nothing matched: {}{BOLD:#}", verdict.as_str())
        }
        TraceOutcome::Problem(kind) => say!("{indent}{BOLD}{term}: {}{BOLD:#}", problem(*kind)),
        _ => say!("{indent}{term}"),
    }
}

fn meaning(verdict: SpfVerdict, ip: &str, sender: &str) -> String {
    match verdict {
        SpfVerdict::Pass => format!("{ip} may send as {sender}"),
        SpfVerdict::Fail => format!("{ip} may not send as {sender}"),
        SpfVerdict::SoftFail => format!("{ip} probably may not send as {sender}"),
        SpfVerdict::Neutral => format!("the domain does not say whether {ip} may send as {sender}"),
        SpfVerdict::None => format!("there is no SPF record for {sender}"),
        SpfVerdict::TempError => "DNS did not answer; receivers try again or take the mail without SPF".into(),
        SpfVerdict::PermError => "the record cannot be evaluated; for receivers, SPF has not passed".into(),
    }
}

fn trouble(found: &SpfProblem) -> String {
    match &found.term {
        Some(term) => format!("{} at {term} in the record of {}", problem(found.kind), found.domain),
        None => format!("{}: {}", found.domain, problem(found.kind)),
    }
}

/// A problem in words.
const fn problem(kind: SpfProblemKind) -> &'static str {
    match kind {
        SpfProblemKind::BadDomain => "no domain name",
        SpfProblemKind::NoRecord => "no SPF record",
        SpfProblemKind::NoDomain => "no such domain",
        SpfProblemKind::SeveralRecords => "more than one SPF record",
        SpfProblemKind::Invalid(_) => "a mistake that makes the record invalid",
        SpfProblemKind::IncludeWithoutRecord => "the included name has no SPF record",
        SpfProblemKind::RedirectWithoutRecord => "the name of redirect= has no SPF record",
        SpfProblemKind::TooManyTerms => "more than ten lookups",
        SpfProblemKind::TooManyVoids => "more than two lookups that find nothing",
        SpfProblemKind::TooManyHosts => "more than ten mail servers",
        SpfProblemKind::Timeout => "DNS did not answer in time",
        SpfProblemKind::ServerFailure => "DNS answered with a failure",
        _ => "it cannot be evaluated",
    }
}
