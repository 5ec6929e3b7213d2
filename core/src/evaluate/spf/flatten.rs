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
    /// Terms that stay as they are: what is behind them depends on the message, or is not known.
    pub kept: Vec<String>,
    /// Terms that are left out: there is nothing behind them.
    pub dropped: Vec<String>,
    /// Whether every look-up was answered.
    pub complete: bool,
}

/// The record of a tree, flattened; none where the domain has no record that could be.
///
/// Whoever passes by the tree passes by the flattened record and the other way round. What `?` and `~` say of single
/// networks is lost: they are left to `all`.
#[must_use]
pub fn flatten(tree: &SpfTree) -> Option<Flattened> {
    let root = tree.root()?;
    if root.state != NodeState::Record {
        return None;
    }
    let mut draft = Draft {
        tree,
        networks: Networks::default(),
        covered: Networks::default(),
        refusals: Vec::new(),
        kept: Vec::new(),
        dropped: Vec::new(),
        lookups: 0,
        all: None,
    };
    draft.record(root);
    draft.networks.settle();
    // Whom a term that stays lets pass need not be named again.
    draft.covered.settle();
    draft.networks = draft.networks.without(&draft.covered);
    let mut record = String::from("v=spf1");
    let mut push = |term: &str| {
        record.push(' ');
        record.push_str(term);
    };
    draft.refusals.iter().for_each(|term| push(term));
    let list = draft.networks.list();
    let mut text = String::new();
    for network in &list {
        text.clear();
        // A string takes everything.
        write!(text, "{network}").unwrap_or_default();
        push(&text);
    }
    draft.kept.iter().for_each(|term| push(term));
    draft.all.iter().for_each(|term| push(term));
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
    covered: Networks,
    refusals: Vec<String>,
    kept: Vec<String>,
    dropped: Vec<String>,
    lookups: u32,
    all: Option<String>,
}

impl Draft<'_> {
    /// Takes in the terms of a record: the domain's own, or the one that it hands over to.
    fn record(&mut self, node: &SpfNode) {
        // With a term that stays, those that turn away have to stand before it. Without, they are worked in.
        let stays = node.terms.iter().any(|term| term.reached && self.stays(term));
        self.networks.add_all(&node.networks);
        for term in node.terms.iter().filter(|term| term.reached) {
            match term.qualifier {
                _ if term.all => self.all = Some(term.text.clone()),
                None => self.redirect(term),
                Some(SpfSign::Pass) if self.stays(term) => self.keep(term),
                Some(SpfSign::Pass) if term.found == Some(TermFound::Nothing) => self.dropped.push(term.text.clone()),
                Some(SpfSign::Fail) if stays => {
                    self.lookups = self.lookups.saturating_add(term.lookups);
                    self.refusals.push(term.text.clone());
                }
                Some(SpfSign::Pass | SpfSign::Fail) => {}
                Some(_) => self.dropped.push(term.text.clone()),
            }
        }
    }

    fn redirect(&mut self, term: &ExploredTerm) {
        let child = term.child.and_then(|child| self.tree.nodes.get(child));
        match child {
            Some(child) if child.complete && child.state == NodeState::Record => {
                // Its networks are in those of the record already; `all` and what turns away are its own.
                let last = child.terms.iter().rev().find(|term| term.all || term.qualifier.is_none());
                match last {
                    Some(term) if term.all => self.all = Some(term.text.clone()),
                    Some(term) => self.redirect(term),
                    None => {}
                }
            }
            _ => {
                self.lookups = self.lookups.saturating_add(term.lookups);
                self.all = Some(term.text.clone());
            }
        }
    }

    /// Whether what is behind a term cannot be put into networks.
    fn stays(&self, term: &ExploredTerm) -> bool {
        let child = term.child.and_then(|child| self.tree.nodes.get(child));
        match term.found {
            Some(TermFound::Waiting | TermFound::PerMessage | TermFound::Failure | TermFound::Cut) => true,
            _ => child.is_some_and(|child| !child.complete),
        }
    }

    fn keep(&mut self, term: &ExploredTerm) {
        self.lookups = self.lookups.saturating_add(term.lookups);
        self.kept.push(term.text.clone());
        if let Some(child) = term.child.and_then(|child| self.tree.nodes.get(child)) {
            self.covered.add_all(&child.networks);
        }
    }
}
