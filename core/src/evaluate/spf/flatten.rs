//! A record without includes: the addresses themselves.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write;

use serde::Serialize;

use super::explore::{ExploredTerm, NodeState, SpfNode, SpfSign, SpfTree, TermFound};
use super::networks::Networks;

/// The record of a tree with addresses in place of names.
///
/// It is a copy: when a provider adds a server, the copy does not know, and mail from there fails. Whoever publishes it
/// has to make it anew again and again.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Flattened {
    /// The record. It is longer than one string of DNS (255 bytes) more often than not.
    pub record: String,
    /// How many networks it names.
    pub networks: usize,
    /// The terms that look something up in it, those of records that it still includes as well.
    pub lookups: u32,
    /// Terms that stay as they are: what is behind them depends on the message, or is not known, or they do not pass.
    pub kept: Vec<String>,
    /// Terms that are left out: there is nothing behind them.
    pub dropped: Vec<String>,
    /// Whether every look-up was answered.
    pub complete: bool,
}

/// The record of a tree, flattened; none where the domain has no record that could be.
///
/// Whoever passes by the tree passes by the flattened record, and the other way round. Terms with another qualifier
/// than `+` stay as they are.
#[must_use]
pub fn flatten(tree: &SpfTree) -> Option<Flattened> {
    let root = tree.root()?;
    if root.state != NodeState::Record {
        return None;
    }
    let mut draft = Draft {
        tree,
        networks: root.networks.clone(),
        covered: Networks::default(),
        kept: Vec::new(),
        dropped: Vec::new(),
        lookups: 0,
        end: None,
    };
    draft.record(root);
    // Whom a term that stays lets pass need not be named again.
    draft.covered.settle();
    draft.networks = draft.networks.without(&draft.covered);
    let mut record = String::from("v=spf1");
    let mut push = |term: &str| {
        record.push(' ');
        record.push_str(term);
    };
    let list = draft.networks.list();
    let mut text = String::new();
    for network in &list {
        text.clear();
        // A string takes everything.
        write!(text, "{network}").unwrap_or_default();
        push(&text);
    }
    draft.kept.iter().for_each(|term| push(term));
    draft.end.iter().for_each(|term| push(term));
    Some(Flattened {
        record,
        networks: list.len(),
        lookups: draft.lookups,
        kept: draft.kept,
        dropped: draft.dropped,
        complete: tree.needs.is_empty() && !tree.cut,
    })
}

struct Draft<'t> {
    tree: &'t SpfTree,
    networks: Networks,
    /// Whom the terms that stay let pass.
    covered: Networks,
    kept: Vec<String>,
    dropped: Vec<String>,
    lookups: u32,
    /// What stands at the end: `all`, or `redirect=`.
    end: Option<String>,
}

impl Draft<'_> {
    /// Takes in the terms of a record: the domain's own, or the one that it hands over to. Who passes by a network
    /// passes whatever stands before it, as the first match was reckoned in: so the networks come first.
    fn record(&mut self, node: &SpfNode) {
        for term in &node.terms {
            match term.qualifier {
                _ if term.all => self.end = self.end.take().or_else(|| Some(term.text.clone())),
                _ if !term.reached => {}
                None => self.redirect(term),
                _ if matches!(term.found, Some(TermFound::Nothing | TermFound::Broken)) => {
                    self.dropped.push(term.text.clone())
                }
                Some(SpfSign::Pass) if !self.stays(term) => {}
                Some(sign) => self.keep(term, sign),
            }
        }
    }

    fn redirect(&mut self, term: &ExploredTerm) {
        match self.child(term) {
            Some(child) if child.complete && child.state == NodeState::Record => {
                let child = child.clone();
                self.record(&child);
            }
            _ => {
                self.lookups = self.lookups.saturating_add(term.lookups);
                self.end = Some(term.text.clone());
            }
        }
    }

    fn child(&self, term: &ExploredTerm) -> Option<&SpfNode> {
        term.child.and_then(|child| self.tree.nodes.get(child))
    }

    /// Whether what is behind a term cannot be put into networks.
    fn stays(&self, term: &ExploredTerm) -> bool {
        match term.found {
            Some(TermFound::Waiting | TermFound::PerMessage | TermFound::Failure | TermFound::Cut) => true,
            _ => self.child(term).is_some_and(|child| !child.complete),
        }
    }

    fn keep(&mut self, term: &ExploredTerm, sign: SpfSign) {
        self.lookups = self.lookups.saturating_add(term.lookups);
        self.kept.push(term.text.clone());
        if sign == SpfSign::Pass
            && let Some(child) = term.child.and_then(|child| self.tree.nodes.get(child))
        {
            self.covered.add_all(&child.networks);
        }
    }
}
