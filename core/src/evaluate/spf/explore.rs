//! Every branch of a record: what it includes, what that costs, whom it lets send.

use alloc::borrow::{Cow, ToOwned};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::{IpAddr, Ipv4Addr};

use serde::Serialize;

use super::expand::{self, Scope};
use super::networks::Networks;
use super::{MOST_HOSTS, SpfQuery, can_be_asked, is_domain, only_record, plain};
use crate::model::{Answer, Answers, Data, Lookup, LookupType};
use crate::syntax::spf::{
    DomainSpec, InvalidKind, Macro, Mechanism, Piece, Pieces, Prefixes, Qualifier, Record, is_record, strict,
};
use crate::text::Span;

/// A tree has at most so many records; a receiver has given up long before.
pub const MOST_NODES: usize = 128;
/// And so many look-ups.
pub const MOST_LOOKUPS: usize = 400;
/// Includes are followed so deep.
const MOST_DEPTH: usize = 20;
/// So many directives of a record that turn addresses away are weighed against those that follow; there are hardly any
/// in the world, and each costs a walk over all that was passed before.
const MOST_REFUSALS: usize = 32;

/// A record with everything it includes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SpfTree {
    /// The records: first the domain's own, then those that it leads to, each before what it includes.
    pub nodes: Vec<SpfNode>,
    /// Look-ups that are still wanted. Until there are none, the rest is what is known so far.
    pub needs: Vec<Lookup>,
    /// Set when not all of it was followed: it is too large.
    pub cut: bool,
}

/// One record of the tree.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SpfNode {
    /// The name of the domain.
    pub name: String,
    /// The record that leads here, by its place; none for the domain's own.
    pub parent: Option<usize>,
    /// The term of that record, by its place.
    pub via: Option<usize>,
    /// What was found.
    #[serde(flatten)]
    pub state: NodeState,
    /// The record, where there is one.
    pub record: Option<String>,
    /// Its terms that mean something, in order.
    pub terms: Vec<ExploredTerm>,
    /// The terms that look something up when nothing matches, those of included records as well.
    pub lookups: u32,
    /// The look-ups among them that find nothing.
    pub voids: u32,
    /// IPv4 addresses that pass.
    pub v4: u64,
    /// IPv6 addresses that pass; in JSON a string, as few languages have such numbers.
    #[serde(serialize_with = "as_text")]
    pub v6: u128,
    /// Whether all of it is known: no look-up is missing, and nothing depends on the message.
    pub complete: bool,
    /// The addresses that pass.
    #[serde(skip)]
    pub networks: Networks,
}

/// What was found at a name.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
#[non_exhaustive]
pub enum NodeState {
    /// A record.
    Record,
    /// Nothing yet: its look-up is among those that are wanted.
    Waiting,
    /// No SPF record.
    NoRecord,
    /// No such name.
    NoName,
    /// No name that could be asked for.
    BadDomain,
    /// More than one record.
    SeveralRecords,
    /// A record that is invalid.
    Invalid {
        /// What is wrong.
        problem: InvalidKind,
        /// Where.
        #[serde(flatten)]
        span: Span,
    },
    /// DNS did not answer in time.
    Timeout,
    /// DNS could not tell.
    ServerFailure,
    /// The record at this place in the tree again, within itself.
    Loop {
        /// The place.
        of: usize,
    },
    /// The same record as at this place, where it is shown. It counts again.
    Repeated {
        /// The place.
        of: usize,
    },
    /// The name depends on the message.
    PerMessage,
    /// Not followed: the tree is too large.
    Cut,
}

/// A term, with what it costs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ExploredTerm {
    /// The term.
    pub text: String,
    /// Where it stands in the record.
    #[serde(flatten)]
    pub span: Span,
    /// What it gives; none for `redirect=`.
    pub qualifier: Option<SpfSign>,
    /// Terms that look something up: this one, and those of what it includes.
    pub lookups: u32,
    /// The look-ups among them that find nothing.
    pub voids: u32,
    /// The record that it leads to, by its place in the tree.
    pub child: Option<usize>,
    /// What is behind it; none for `all` and for networks.
    pub found: Option<TermFound>,
    /// IPv4 addresses that pass by it.
    pub v4: u64,
    /// IPv6 addresses that pass by it.
    #[serde(serialize_with = "as_text")]
    pub v6: u128,
    /// Whether evaluation can come here: nothing before it matches everyone.
    pub reached: bool,
    /// Whether it is the end: `all`.
    pub all: bool,
}

/// A qualifier, as it is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub enum SpfSign {
    /// pass
    #[serde(rename = "+")]
    Pass,
    /// fail
    #[serde(rename = "-")]
    Fail,
    /// softfail
    #[serde(rename = "~")]
    SoftFail,
    /// neutral
    #[serde(rename = "?")]
    Neutral,
}

/// What is behind a term that looks something up.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TermFound {
    /// What it needs.
    Something,
    /// Look-ups that are wanted.
    Waiting,
    /// No such name, or no address at it.
    Nothing,
    /// Hosts, of which some have no address.
    HostsWithoutAddress,
    /// An `mx` with more than ten hosts.
    TooManyHosts,
    /// What no receiver can evaluate: the whole record fails.
    Broken,
    /// DNS failed.
    Failure,
    /// It depends on the message.
    PerMessage,
    /// Not followed: the tree is too large.
    Cut,
}

impl SpfTree {
    /// The domain's own record.
    #[must_use]
    pub fn root(&self) -> Option<&SpfNode> {
        self.nodes.first()
    }

    /// The term of the domain's own record that leads to a node; none for the root.
    #[must_use]
    pub fn top_term(&self, node: usize) -> Option<&ExploredTerm> {
        let mut node = self.nodes.get(node)?;
        // Parents stand before their children.
        while let Some(parent) = node.parent.filter(|parent| *parent > 0) {
            node = self.nodes.get(parent)?;
        }
        self.nodes.first()?.terms.get(node.via?)
    }

    /// The names that lead to a node, the domain's own first.
    #[must_use]
    pub fn path(&self, node: usize) -> Vec<&str> {
        let mut names = Vec::new();
        let mut next = Some(node);
        while let Some(node) = next.and_then(|place| self.nodes.get(place)) {
            names.push(node.name.as_str());
            next = node.parent;
        }
        names.reverse();
        names
    }
}

/// Explores the record of a domain: the tree as far as the answers go, and the look-ups that would carry it further.
/// `record` takes the place of the published one: what somebody is about to publish.
///
/// The tree has at most [`MOST_NODES`] records and wants at most [`MOST_LOOKUPS`] look-ups; a record that is included
/// twice is followed once. The work is n log n in the length of the records.
///
/// ```
/// use mailmend::evaluate::spf::explore;
/// use mailmend::model::Answers;
/// let tree = explore("example.com", Some("v=spf1 mx include:_spf.example.net -all"), &Answers::new());
/// assert_eq!(tree.nodes[0].lookups, 2);
/// assert_eq!(tree.needs.len(), 2);
/// ```
#[must_use]
pub fn explore(domain: &str, record: Option<&str>, answers: &Answers) -> SpfTree {
    let mut explorer = Explorer {
        answers,
        nodes: Vec::new(),
        needs: BTreeSet::new(),
        asked: BTreeSet::new(),
        seen: BTreeMap::new(),
        path: Vec::new(),
        cut: false,
    };
    explorer.node(Cow::Owned(plain(domain)), None, record);
    SpfTree { nodes: explorer.nodes, needs: explorer.needs.into_iter().collect(), cut: explorer.cut }
}

struct Explorer<'a> {
    answers: &'a Answers,
    nodes: Vec<SpfNode>,
    needs: BTreeSet<Lookup>,
    /// What was asked, answered or not: there is an end to it.
    asked: BTreeSet<Lookup>,
    /// The records that were followed.
    seen: BTreeMap<String, usize>,
    /// Those that are being followed.
    path: Vec<usize>,
    cut: bool,
}

/// What a term brings to its record.
struct Brought {
    found: Option<TermFound>,
    child: Option<usize>,
    voids: u32,
    networks: Networks,
    complete: bool,
}

impl Brought {
    fn new(found: TermFound) -> Self {
        let complete =
            !matches!(found, TermFound::Waiting | TermFound::PerMessage | TermFound::Failure | TermFound::Cut);
        Self { found: Some(found), child: None, voids: 0, networks: Networks::default(), complete }
    }
}

impl<'a> Explorer<'a> {
    /// Adds the node of a name, and those below it; gives its place.
    fn node(&mut self, name: Cow<'_, str>, from: Option<(usize, usize)>, record: Option<&str>) -> usize {
        let place = self.nodes.len();
        let mut node = SpfNode {
            name: plain(&name),
            parent: from.map(|(parent, _)| parent),
            via: from.map(|(_, term)| term),
            state: NodeState::Waiting,
            record: None,
            terms: Vec::new(),
            lookups: 0,
            voids: 0,
            v4: 0,
            v6: 0,
            complete: false,
            networks: Networks::default(),
        };
        if let Some(&of) = self.seen.get(&node.name) {
            if self.path.contains(&of) {
                (node.state, node.complete) = (NodeState::Loop { of }, true);
            } else if let Some(first) = self.nodes.get(of) {
                node.state = NodeState::Repeated { of };
                (node.lookups, node.voids, node.v4, node.v6) = (first.lookups, first.voids, first.v4, first.v6);
                node.complete = first.complete;
            }
            self.nodes.push(node);
            return place;
        }
        let text = match record {
            Some(record) => Ok(Cow::Borrowed(record)),
            None if !is_domain(&node.name) => Err(NodeState::BadDomain),
            None => self.published(&node.name),
        };
        self.seen.insert(node.name.clone(), place);
        let text = match text {
            Ok(text) if is_record(&text) => text,
            Ok(_) => {
                (node.state, node.complete) = (NodeState::NoRecord, true);
                self.nodes.push(node);
                return place;
            }
            Err(state) => {
                node.state = state;
                let waits = [NodeState::Waiting, NodeState::Timeout, NodeState::ServerFailure, NodeState::Cut];
                node.complete = !waits.contains(&state);
                self.nodes.push(node);
                return place;
            }
        };
        node.record = Some(text.to_string());
        let parsed = match strict(&text) {
            Ok(parsed) => parsed,
            Err(invalid) => {
                node.state = NodeState::Invalid { problem: invalid.kind, span: invalid.span };
                node.complete = true;
                self.nodes.push(node);
                return place;
            }
        };
        node.state = NodeState::Record;
        self.nodes.push(node);
        self.path.push(place);
        self.record(place, &name, &parsed);
        self.path.pop();
        place
    }

    fn published(&mut self, name: &str) -> Result<Cow<'a, str>, NodeState> {
        match self.ask(name, LookupType::Txt) {
            None => Err(if self.cut { NodeState::Cut } else { NodeState::Waiting }),
            Some(Answer::NoName) => Err(NodeState::NoName),
            Some(Answer::Timeout) => Err(NodeState::Timeout),
            Some(Answer::ServerFailure) => Err(NodeState::ServerFailure),
            Some(answer) => match only_record(answer) {
                Ok(Some(record)) => Ok(record),
                Ok(None) => Err(NodeState::NoRecord),
                Err(_) => Err(NodeState::SeveralRecords),
            },
        }
    }

    fn record(&mut self, place: usize, domain: &str, record: &Record<'_>) {
        let mut sum = Sum { complete: true, ..Sum::default() };
        let mut terms: Vec<ExploredTerm> = Vec::new();
        let mut reached = true;
        for directive in &record.directives {
            let mechanism = &directive.mechanism;
            let brought = if reached { self.mechanism(place, terms.len(), domain, mechanism) } else { None };
            let sign = sign(directive.qualifier);
            let mut term = ExploredTerm {
                text: directive.text.to_owned(),
                span: directive.span,
                qualifier: Some(sign),
                lookups: u32::from(reached && mechanism.looks_up()),
                voids: 0,
                child: None,
                found: None,
                v4: 0,
                v6: 0,
                reached,
                all: matches!(mechanism, Mechanism::All),
            };
            if let Some(brought) = brought {
                self.weigh(&mut term, &brought);
                let passes_all = sign == SpfSign::Pass && brought.networks.has_all_v4();
                reached = !(term.all || (passes_all && term.child.is_some()));
                sum.add(sign, brought);
            }
            terms.push(term);
        }
        if let Some(redirect) = &record.redirect {
            let has_all = record.directives.iter().any(|directive| directive.mechanism == Mechanism::All);
            let reached = reached && !has_all;
            let mut term = ExploredTerm {
                text: redirect.text.to_owned(),
                span: redirect.span,
                qualifier: None,
                lookups: u32::from(reached),
                voids: 0,
                child: None,
                found: None,
                v4: 0,
                v6: 0,
                reached,
                all: false,
            };
            if reached {
                let brought = self.included(place, terms.len(), domain, redirect.domain);
                self.weigh(&mut term, &brought);
                sum.add(SpfSign::Pass, brought);
            }
            terms.push(term);
        }
        let Some(node) = self.nodes.get_mut(place) else { return };
        node.lookups = terms.iter().fold(0, |sum: u32, term| sum.saturating_add(term.lookups));
        node.voids = terms.iter().fold(0, |sum: u32, term| sum.saturating_add(term.voids));
        node.terms = terms;
        node.complete = sum.complete;
        node.networks = sum.passed();
        (node.v4, node.v6) = (node.networks.count_v4(), node.networks.count_v6());
    }

    /// Puts down what a term brings.
    fn weigh(&self, term: &mut ExploredTerm, brought: &Brought) {
        let child = brought.child.and_then(|child| self.nodes.get(child));
        term.lookups = term.lookups.saturating_add(child.map_or(0, |child| child.lookups));
        term.voids = brought.voids.saturating_add(child.map_or(0, |child| child.voids));
        (term.child, term.found) = (brought.child, brought.found);
        if matches!(term.qualifier, Some(SpfSign::Pass) | None) {
            (term.v4, term.v6) = (brought.networks.count_v4(), brought.networks.count_v6());
        }
    }

    fn mechanism(&mut self, place: usize, term: usize, domain: &str, mechanism: &Mechanism<'_>) -> Option<Brought> {
        let known = |networks| Brought { found: None, child: None, voids: 0, networks, complete: true };
        let network = |address, length| {
            let mut networks = Networks::default();
            networks.add(address, length);
            Some(known(networks))
        };
        Some(match mechanism {
            Mechanism::All => known(Networks::everything()),
            Mechanism::Ip4(address, length) => return network(IpAddr::V4(*address), *length),
            Mechanism::Ip6(address, length) => return network(IpAddr::V6(*address), *length),
            Mechanism::Include(spec) => self.included(place, term, domain, *spec),
            Mechanism::Ptr(_) => Brought::new(TermFound::PerMessage),
            Mechanism::A(spec, prefixes) => match fixed_or_own(*spec, domain) {
                Some(name) => self.hosts(&[&name], *prefixes),
                None => Brought::new(TermFound::PerMessage),
            },
            Mechanism::Mx(spec, prefixes) => match fixed_or_own(*spec, domain) {
                Some(name) => self.mail_hosts(&name, *prefixes),
                None => Brought::new(TermFound::PerMessage),
            },
            Mechanism::Exists(spec) => match fixed(*spec, domain) {
                Some(name) => match self.ask(&name, LookupType::A) {
                    None => Brought::new(TermFound::Waiting),
                    Some(answer) if answer.is_temporary() => Brought::new(TermFound::Failure),
                    Some(answer) if answer.is_void() => Brought { voids: 1, ..Brought::new(TermFound::Nothing) },
                    Some(_) => known(Networks::everything()),
                },
                None => Brought::new(TermFound::PerMessage),
            },
        })
    }

    fn included(&mut self, place: usize, term: usize, domain: &str, spec: DomainSpec<'_>) -> Brought {
        if self.nodes.len() >= MOST_NODES || self.path.len() > MOST_DEPTH {
            self.cut = true;
            return Brought::new(TermFound::Cut);
        }
        // A node for each: that of a name nobody can tell says so.
        let child = match fixed(spec, domain) {
            Some(name) => self.node(name, Some((place, term)), None),
            None => {
                let child = self.nodes.len();
                self.node_per_message(spec.text, place, term);
                child
            }
        };
        let mut brought = Brought::new(TermFound::Something);
        brought.child = Some(child);
        let Some(node) = self.nodes.get(child) else { return brought };
        brought.found = Some(match node.state {
            NodeState::Waiting => TermFound::Waiting,
            NodeState::PerMessage => TermFound::PerMessage,
            NodeState::Cut => TermFound::Cut,
            NodeState::Timeout | NodeState::ServerFailure => TermFound::Failure,
            NodeState::NoRecord | NodeState::NoName | NodeState::BadDomain => TermFound::Nothing,
            NodeState::SeveralRecords | NodeState::Invalid { .. } | NodeState::Loop { .. } => TermFound::Broken,
            NodeState::Record | NodeState::Repeated { .. } => TermFound::Something,
        });
        brought.complete = node.complete;
        let shown = match node.state {
            NodeState::Repeated { of } => self.nodes.get(of).unwrap_or(node),
            _ => node,
        };
        brought.networks = shown.networks.clone();
        brought
    }

    fn node_per_message(&mut self, text: &str, parent: usize, via: usize) {
        self.nodes.push(SpfNode {
            name: text.to_owned(),
            parent: Some(parent),
            via: Some(via),
            state: NodeState::PerMessage,
            record: None,
            terms: Vec::new(),
            lookups: 0,
            voids: 0,
            v4: 0,
            v6: 0,
            complete: false,
            networks: Networks::default(),
        });
    }

    fn mail_hosts(&mut self, name: &str, prefixes: Prefixes) -> Brought {
        let answer = match self.ask(name, LookupType::Mx) {
            None => return Brought::new(TermFound::Waiting),
            Some(answer) if answer.is_temporary() => return Brought::new(TermFound::Failure),
            Some(answer) if answer.is_void() => return Brought { voids: 1, ..Brought::new(TermFound::Nothing) },
            Some(answer) => answer,
        };
        let hosts = answer.records().iter().filter_map(|data| match data {
            Data::Mx { host, .. } => Some(host.as_str()),
            _ => None,
        });
        let hosts: Vec<&str> = hosts.take(MOST_HOSTS + 1).collect();
        if hosts.len() > MOST_HOSTS {
            return Brought::new(TermFound::TooManyHosts);
        }
        self.hosts(&hosts, prefixes)
    }

    /// The addresses of hosts, of both families.
    fn hosts(&mut self, hosts: &[&str], prefixes: Prefixes) -> Brought {
        let mut brought = Brought::new(TermFound::Something);
        let mut counted = 0;
        for host in hosts.iter().filter(|host| can_be_asked(host)) {
            counted += 1;
            let mut void = true;
            for kind in [LookupType::A, LookupType::Aaaa] {
                match self.ask(host, kind) {
                    None => (brought.found, brought.complete, void) = (Some(TermFound::Waiting), false, false),
                    Some(answer) if answer.is_temporary() => {
                        (brought.found, brought.complete, void) = (Some(TermFound::Failure), false, false);
                    }
                    Some(answer) => void &= answer.is_void(),
                }
                for data in self.answers.get(host, kind).map(Answer::records).unwrap_or_default() {
                    match data {
                        Data::A(address) => brought.networks.add(IpAddr::V4(*address), prefixes.v4),
                        Data::Aaaa(address) => brought.networks.add(IpAddr::V6(*address), prefixes.v6),
                        _ => {}
                    }
                }
            }
            brought.voids += u32::from(void);
        }
        if brought.voids > 0 && brought.found == Some(TermFound::Something) {
            let found = if brought.voids == counted { TermFound::Nothing } else { TermFound::HostsWithoutAddress };
            brought.found = Some(found);
        }
        brought.networks.settle();
        brought
    }

    /// An answer; without one, it is wanted.
    fn ask(&mut self, name: &str, kind: LookupType) -> Option<&'a Answer> {
        let lookup = Lookup::new(name, kind);
        if self.asked.len() >= MOST_LOOKUPS && !self.asked.contains(&lookup) {
            self.cut = true;
            return None;
        }
        let answer = self.answers.get(name, kind);
        if answer.is_none() {
            self.needs.insert(lookup.clone());
        }
        self.asked.insert(lookup);
        answer
    }
}

/// The addresses that a record lets pass, and those that it has decided on: the first match counts.
#[derive(Default)]
struct Sum {
    passed: Networks,
    decided: Networks,
    /// Directives that turn away, so far.
    refusals: usize,
    complete: bool,
}

impl Sum {
    fn add(&mut self, sign: SpfSign, brought: Brought) {
        self.complete &= brought.complete;
        let mut networks = brought.networks;
        if sign == SpfSign::Pass {
            if self.refusals > 0 {
                self.decided.settle();
                networks.settle();
                networks = networks.without(&self.decided);
            }
            self.passed.add_all(&networks);
        } else if self.refusals < MOST_REFUSALS && !networks.is_empty() {
            self.refusals += 1;
            // What passed before, passes.
            self.passed.settle();
            networks.settle();
            self.decided.add_all(&networks.without(&self.passed));
        }
    }

    fn passed(mut self) -> Networks {
        self.passed.settle();
        self.passed
    }
}

fn fixed_or_own<'t>(spec: Option<DomainSpec<'t>>, own: &'t str) -> Option<Cow<'t, str>> {
    match spec {
        Some(spec) => fixed(spec, own),
        None => Some(Cow::Borrowed(own)),
    }
}

/// The name that a term means; none when that depends on the message.
fn fixed<'t>(spec: DomainSpec<'t>, domain: &str) -> Option<Cow<'t, str>> {
    if !spec.has_macro {
        return Some(Cow::Borrowed(spec.text));
    }
    let depends = |piece| matches!(piece, Ok(Piece::Macro(Macro { letter, .. })) if letter != b'd');
    if Pieces::new(spec.text).any(depends) {
        return None;
    }
    let query = SpfQuery::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), "", domain);
    Some(Cow::Owned(expand::name(spec.text, &Scope { query: &query, domain, validated: "" })))
}

const fn sign(qualifier: Qualifier) -> SpfSign {
    match qualifier {
        Qualifier::Pass => SpfSign::Pass,
        Qualifier::Fail => SpfSign::Fail,
        Qualifier::SoftFail => SpfSign::SoftFail,
        Qualifier::Neutral => SpfSign::Neutral,
    }
}

fn as_text<S: serde::Serializer>(number: &u128, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(number)
}
