//! The tree as rows, for the terminal and for the picture.

use mailmend::evaluate::spf::{ExploredTerm, MOST_TERMS, NodeState, SpfNode, SpfTree, TermFound};
use mailmend::model::Severity;

use crate::style::{self, BOLD, DIM};

/// One row: a term, or a run of networks.
pub struct Row {
    /// For each level above, whether more follows there; last, whether more follows on its own.
    pub more: Vec<bool>,
    /// The term.
    pub label: String,
    /// What it costs; none where it costs nothing ever.
    pub lookups: Option<u32>,
    /// Whom it lets pass, or what is wrong.
    pub note: String,
    /// How much is wrong.
    pub severity: Option<Severity>,
}

/// The rows of everything below the domain's own record.
pub fn rows(tree: &SpfTree) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(root) = tree.root() {
        below(tree, root, &mut Vec::new(), &mut rows);
    }
    rows
}

/// So much stands to the right of the names.
const NOTES: usize = 44;

/// Prints the tree: what each branch costs, and whom it lets pass.
pub fn print(tree: &SpfTree) {
    let Some(root) = tree.root() else { return };
    if root.state != NodeState::Record {
        say!("{BOLD}{}{BOLD:#}: {}", root.name, state(root.state));
        return;
    }
    let color = style::severity(weight(root.lookups).unwrap_or(Severity::Info));
    let lookups = plural(u64::from(root.lookups), "lookup", "lookups");
    say!(
        "{BOLD}{}{BOLD:#}  {color}{lookups} of {MOST_TERMS} allowed{color:#}  {DIM}{}{DIM:#}",
        root.name,
        passes(root.v4, root.v6)
    );
    let rows = rows(tree);
    let columns = |row: &Row| 3 * row.more.len() + textwrap::core::display_width(&row.label);
    let widest = rows.iter().map(columns).max().unwrap_or(0).min(style::width().saturating_sub(NOTES).max(24));
    for row in &rows {
        let lines = branches(&row.more);
        let space = widest.saturating_sub(3 * row.more.len());
        let label = shortened(&row.label, space);
        let pad = " ".repeat(space.saturating_sub(textwrap::core::display_width(&label)));
        let cost = row.lookups.map_or_else(|| "   ".to_owned(), |lookups| format!("{lookups:>3}"));
        match row.severity {
            Some(severity) => {
                let color = style::severity(severity);
                say!("{DIM}{lines}{DIM:#}{color}{label}{color:#}{pad} {cost}  {color}{}{color:#}", row.note);
            }
            None => say!("{DIM}{lines}{DIM:#}{label}{pad} {cost}  {DIM}{}{DIM:#}", row.note),
        }
    }
}

fn branches(more: &[bool]) -> String {
    let (own, above) = more.split_last().unwrap_or((&false, &[]));
    let mut lines: String = above.iter().map(|more| if *more { "│  " } else { "   " }).collect();
    lines.push_str(if *own { "├─ " } else { "└─ " });
    lines
}

/// The middle of a long term is left out.
fn shortened(text: &str, columns: usize) -> String {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= columns || columns < 8 {
        return text.to_owned();
    }
    let half = (columns - 1) / 2;
    let (start, end) = (letters.iter().take(columns - 1 - half), letters.iter().skip(letters.len() - half));
    start.chain(std::iter::once(&'…')).chain(end).collect()
}

fn below(tree: &SpfTree, node: &SpfNode, more: &mut Vec<bool>, rows: &mut Vec<Row>) {
    let mut terms = node.terms.iter().peekable();
    while let Some(first) = terms.next() {
        let mut run = vec![first];
        while is_network(first)
            && let Some(next) = terms.next_if(|next| is_network(next) && next.qualifier == first.qualifier)
        {
            run.push(next);
        }
        more.push(terms.peek().is_some());
        let child = first.child.and_then(|child| tree.nodes.get(child));
        rows.push(if run.len() > 2 { networks(&run, more) } else { row(first, child, more) });
        for second in run.iter().skip(1).filter(|_| run.len() == 2) {
            rows.push(row(second, None, more));
        }
        if let (2, [.., before, _]) = (run.len(), rows.as_mut_slice())
            && let Some(last) = before.more.last_mut()
        {
            *last = true;
        }
        if let Some(child) = child {
            below(tree, child, more, rows);
        }
        more.pop();
    }
}

fn is_network(term: &ExploredTerm) -> bool {
    term.found.is_none() && !term.all
}

fn networks(run: &[&ExploredTerm], more: &[bool]) -> Row {
    let v4 = run.iter().fold(0_u64, |sum, term| sum.saturating_add(term.v4));
    let v6 = run.iter().fold(0_u128, |sum, term| sum.saturating_add(term.v6));
    Row {
        more: more.to_vec(),
        label: format!("{} networks", run.len()),
        lookups: None,
        note: passes(v4, v6),
        severity: None,
    }
}

fn row(term: &ExploredTerm, child: Option<&SpfNode>, more: &[bool]) -> Row {
    let (mut severity, mut note) = match child {
        Some(child) => said(child),
        None => (None, String::new()),
    };
    if child.is_none() {
        (severity, note) = match term.found {
            Some(TermFound::Nothing) => (Some(Severity::Warning), "no such name, or no address".into()),
            Some(TermFound::HostsWithoutAddress) => (Some(Severity::Warning), "a mail server has no address".into()),
            Some(TermFound::TooManyHosts) => (Some(Severity::Error), "more than ten mail servers".into()),
            Some(TermFound::Failure) => (Some(Severity::Warning), "DNS did not answer".into()),
            Some(TermFound::PerMessage) => (None, "depends on the message".into()),
            Some(TermFound::Cut) => (Some(Severity::Warning), "not followed".into()),
            _ if term.all && term.v4 > 0 => (Some(Severity::Error), "everybody passes".into()),
            _ if term.all => (None, String::new()),
            _ => (None, passes(term.v4, term.v6)),
        };
    }
    if !term.reached {
        (severity, note) = (Some(Severity::Warning), "never reached".into());
    }
    let lookups = (term.found.is_some() || term.lookups > 0).then_some(term.lookups);
    if severity.is_none() {
        severity = weight(term.lookups).filter(|severity| *severity == Severity::Error);
    }
    Row { more: more.to_vec(), label: term.text.clone(), lookups, note, severity }
}

/// What is to be said of an included record.
fn said(node: &SpfNode) -> (Option<Severity>, String) {
    match node.state {
        NodeState::Record if node.networks.has_all_v4() => (Some(Severity::Error), "everybody passes".into()),
        NodeState::Record => (None, passes(node.v4, node.v6)),
        NodeState::Repeated { .. } => (Some(Severity::Warning), "again: see above".into()),
        NodeState::PerMessage => (None, "depends on the message".into()),
        NodeState::Waiting | NodeState::Timeout | NodeState::ServerFailure | NodeState::Cut => {
            (Some(Severity::Warning), state(node.state).into())
        }
        _ => (Some(Severity::Error), state(node.state).into()),
    }
}

/// A state in words.
pub const fn state(state: NodeState) -> &'static str {
    match state {
        NodeState::Record => "a record",
        NodeState::Waiting => "not looked up yet",
        NodeState::NoRecord => "no SPF record",
        NodeState::NoName => "no such name",
        NodeState::BadDomain => "no domain name",
        NodeState::SeveralRecords => "more than one SPF record",
        NodeState::Invalid { .. } => "the record is invalid",
        NodeState::Timeout => "DNS did not answer in time",
        NodeState::ServerFailure => "DNS answered with a failure",
        NodeState::Loop { .. } => "a circle: it leads back here",
        NodeState::Repeated { .. } => "again",
        NodeState::PerMessage => "depends on the message",
        _ => "not followed",
    }
}

/// How grave a number of look-ups is.
pub fn weight(lookups: u32) -> Option<Severity> {
    match lookups {
        0..MOST_TERMS => None,
        MOST_TERMS => Some(Severity::Warning),
        _ => Some(Severity::Error),
    }
}

/// Whom something lets pass.
pub fn passes(v4: u64, v6: u128) -> String {
    let addresses = plural(v4, "address", "addresses");
    match (v4, v6) {
        (0, 0) => "nobody passes".into(),
        (0, _) => "IPv6 only".into(),
        (_, 0) => addresses,
        _ => format!("{addresses}, and IPv6"),
    }
}

fn plural(number: u64, one: &str, many: &str) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_long_names_read_well() {
        assert_eq!(passes(1_234_567, 1), "1,234,567 addresses, and IPv6");
        assert_eq!(passes(1, 0), "1 address");
        assert_eq!(shortened("include:a-very-long-name.example.net", 15), "include…ple.net");
    }
}
