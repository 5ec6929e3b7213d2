//! What is wrong with an SPF record and what it includes, taken together.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use smallvec::SmallVec;

use crate::evaluate::spf::{ExploredTerm, MOST_TERMS, MOST_VOIDS, NodeState, SpfNode, SpfTree, TermFound};
use crate::knowledge::codes;
use crate::model::{Evidence, Fact, FactKey, Finding};
use crate::rules::found;
use crate::text::Order;

/// So many findings at most: a tree can have a hundred broken branches, and the first few say it.
const MOST_FINDINGS: usize = 24;
/// So many terms or names in one finding.
const MOST_LISTED: usize = 10;

/// The findings on a tree of included records, in the order in which a receiver meets them; those on the tree as a
/// whole come first. What is wrong with the domain's own record in itself, [`crate::spf`] tells.
///
/// The evidence stands in the domain's own record: the term to change. The fact `name` says where the trouble is.
///
/// ```
/// use mailmend::evaluate::spf::explore;
/// use mailmend::model::{Answer, Answers, LookupType};
/// let mut answers = Answers::new();
/// answers.insert("old.example.net", LookupType::Txt, Answer::NoName);
/// let tree = explore("example.com", Some("v=spf1 include:old.example.net -all"), &answers);
/// let findings = mailmend::spf_tree(&tree);
/// assert_eq!(findings[0].cause.slug, "include-without-record");
/// assert_eq!(findings[0].evidence[0].text, "include:old.example.net");
/// ```
#[must_use]
pub fn spf_tree(tree: &SpfTree) -> Vec<Finding<'_>> {
    let mut findings = Vec::new();
    let Some(root) = tree.root() else { return findings };
    lookups(root, &mut findings);
    voids(tree, root, &mut findings);
    let mut told: BTreeMap<(u16, &str), ()> = BTreeMap::new();
    for (place, node) in tree.nodes.iter().enumerate() {
        if findings.len() >= MOST_FINDINGS {
            break;
        }
        if let Some(code) = (place > 0).then(|| of_node(tree, place, node)).flatten()
            && told.insert((code, &node.name), ()).is_none()
        {
            let finding = at(tree, place, code);
            findings.push(with(finding, FactKey::Name, node.name.as_str()));
        }
        for term in node.terms.iter().filter(|term| term.reached) {
            if term.found == Some(TermFound::TooManyHosts) && told.insert((codes::SPF052, &node.name), ()).is_none() {
                let finding = at_term(tree, place, term, codes::SPF052);
                findings.push(with(finding, FactKey::Name, node.name.as_str()));
            }
        }
    }
    findings.truncate(MOST_FINDINGS);
    findings
}

/// What is wrong with an included record.
fn of_node(tree: &SpfTree, place: usize, node: &SpfNode) -> Option<u16> {
    Some(match node.state {
        NodeState::NoRecord | NodeState::NoName | NodeState::BadDomain => codes::SPF045,
        NodeState::Invalid { .. } => codes::SPF046,
        NodeState::SeveralRecords => codes::SPF047,
        // A record that includes itself, the checks on the record tell already.
        NodeState::Loop { of: 0 } if node.parent == Some(0) => return None,
        NodeState::Loop { .. } => codes::SPF048,
        NodeState::Timeout | NodeState::ServerFailure => codes::SPF054,
        NodeState::Repeated { of } if is_needless(tree, place, of) => codes::SPF053,
        NodeState::Record if node.networks.has_all_v4() && is_source(tree, node) => codes::SPF049,
        _ => return None,
    })
}

/// Whether a record passes everyone by itself, and not only by another that it includes.
fn is_source(tree: &SpfTree, node: &SpfNode) -> bool {
    let mut children = node.terms.iter().filter_map(|term| tree.nodes.get(term.child?));
    !children.any(|child| child.networks.has_all_v4())
}

/// Whether one of two ways to a record can be deleted: one stands in the domain's own record, and the other does not.
fn is_needless(tree: &SpfTree, place: usize, of: usize) -> bool {
    let own = |place: usize| tree.nodes.get(place).is_some_and(|node| node.parent == Some(0));
    own(place) != own(of)
}

fn lookups<'t>(root: &'t SpfNode, findings: &mut Vec<Finding<'t>>) {
    let code = match root.lookups {
        MOST_TERMS => codes::SPF044,
        more if more > MOST_TERMS => codes::SPF032,
        _ => return,
    };
    let mut costly: Vec<&ExploredTerm> = root.terms.iter().filter(|term| term.lookups > 0).collect();
    costly.order_by_key(|term| core::cmp::Reverse(term.lookups));
    costly.truncate(MOST_LISTED);
    let costs: Vec<String> = costly.iter().map(|term| format!("{} {}", term.text, term.lookups)).collect();
    let mut finding = blank(code, root);
    finding.evidence = costly.iter().map(|term| evidence(term)).collect();
    finding = with(finding, FactKey::Costs, costs.join(", "));
    findings.push(with(finding, FactKey::Lookups, root.lookups.to_string()));
}

fn voids<'t>(tree: &'t SpfTree, root: &'t SpfNode, findings: &mut Vec<Finding<'t>>) {
    let mut terms: Vec<(usize, &ExploredTerm)> = Vec::new();
    for (place, node) in tree.nodes.iter().enumerate() {
        let own = node.terms.iter().filter(|term| term.reached && term.child.is_none());
        terms.extend(own.filter(|term| term.voids > 0).map(|term| (place, term)));
    }
    if terms.is_empty() {
        return;
    }
    let too_many = root.voids > MOST_VOIDS;
    // In somebody else's record, a name too few is no trouble of its own.
    if !too_many {
        terms.retain(|(place, _)| *place == 0);
    }
    let Some(&(place, first)) = terms.first() else { return };
    terms.truncate(MOST_LISTED);
    let code = if too_many { codes::SPF050 } else { codes::SPF051 };
    let mut finding = at_term(tree, place, first, code);
    for (place, term) in terms.iter().skip(1) {
        let more = at_term(tree, *place, term, code).evidence;
        finding.evidence.extend(more.into_iter().filter(|piece| !piece.text.is_empty()));
    }
    finding.evidence.dedup();
    let names: Vec<String> = terms
        .iter()
        .map(|(place, term)| match tree.nodes.get(*place) {
            Some(node) if *place > 0 => format!("{} in {}", term.text, node.name),
            _ => term.text.clone(),
        })
        .collect();
    finding = with(finding, FactKey::Name, names.join(", "));
    findings.push(with(finding, FactKey::Voids, root.voids.to_string()));
}

/// A finding on a node, at the term of the domain's own record that leads there.
fn at(tree: &SpfTree, place: usize, code: u16) -> Finding<'_> {
    let text = tree.root().and_then(|root| root.record.as_deref()).unwrap_or_default();
    let span = tree.top_term(place).map(|term| term.span).unwrap_or_default();
    found(code, text, span)
}

/// A finding on a term: at it, or at the term of the domain's own record that leads there.
fn at_term<'t>(tree: &'t SpfTree, place: usize, term: &ExploredTerm, code: u16) -> Finding<'t> {
    if place > 0 {
        return at(tree, place, code);
    }
    let text = tree.root().and_then(|root| root.record.as_deref()).unwrap_or_default();
    found(code, text, term.span)
}

fn blank(code: u16, root: &SpfNode) -> Finding<'_> {
    let mut finding = found(code, root.record.as_deref().unwrap_or_default(), crate::text::Span::default());
    finding.evidence = SmallVec::new();
    finding
}

fn evidence(term: &ExploredTerm) -> Evidence<'_> {
    Evidence { text: Cow::Borrowed(&term.text), start: term.span.start, end: term.span.end }
}

/// Adds a fact; they are kept in the order of their names.
fn with<'t>(mut finding: Finding<'t>, key: FactKey, value: impl Into<Cow<'t, str>>) -> Finding<'t> {
    finding.facts.push(Fact { key, value: value.into() });
    finding.facts.order_by_key(|fact| fact.key);
    finding
}
