//! Builds the automaton over words from the list of patterns: alternations are joined, not written out, so that a
//! row costs what its words cost. Equal states are made once.
//!
//! The build script runs this for programs that have room; where every byte is sent over a network (`compact`), the
//! list is sent, and this runs before the first answer. It is the same code on the same list, so an index that could
//! go wrong, or a number too large, stops the build and is never met later.

#![allow(clippy::indexing_slicing)]

use alloc::vec;
use alloc::vec::Vec;

use super::layout::{FINGERPRINT_BITS, FIRST_WORD, GAP, LAST, MANY, MANY_EDGES, RECOGNISES, Tables};
use crate::text::ADDRESS;

/// The patterns as the build script writes them down.
#[derive(Clone, Copy, Debug)]
pub struct List<'a> {
    /// The tokens: see the constants below.
    pub tokens: &'a [u8],
    /// The fingerprint of every word: the most frequent ones first, then the others in the order in which they
    /// occur first.
    pub fingerprints: &'a [[u8; 3]],
}

/// Opens an alternation.
pub const OPEN: u8 = 0;
/// Closes an alternation.
pub const CLOSE: u8 = 1;
/// Stands between the choices of an alternation.
pub const OR: u8 = 2;
/// A gap: other words may stand here.
pub const SPAN: u8 = 3;
/// An e-mail address.
pub const MAILBOX: u8 = 4;
/// Ends a pattern.
pub const END: u8 = 5;
/// Ends a row.
pub const ROW: u8 = 6;
/// The next word that has not occurred yet.
pub const NEW: u8 = 7;
/// The most frequent word; the next ones follow.
pub const FREQUENT: u8 = 8;
/// From here on, the token is the upper byte of a word's place behind the frequent ones, and a byte follows.
pub const RARE: u8 = 208;

/// The bits of a fingerprint.
const WORD_BITS: u32 = 24;

/// Builds the tables.
///
/// # Panics
/// When the list is not one that the build script wrote, or holds more than the tables can number.
#[must_use]
pub fn build(list: &List<'_>) -> Tables {
    let words = Words::new(list);
    let (graph, starts) = Graph::read(list, &words);
    let mut joiner = Joiner::new(&graph);
    let mut edges = Vec::new();
    starts.iter().for_each(|&start| graph.edges_of(start, &mut edges));
    let root = joiner.join(&mut edges);
    Layout::new(&joiner.states, &root).tables(words, &root)
}

/// The words: their numbers follow the order of their fingerprints.
struct Words {
    /// The number of each word of the list.
    numbers: Vec<u16>,
    buckets: Vec<u16>,
    fingerprints: Vec<u16>,
}

impl Words {
    fn new(list: &List<'_>) -> Self {
        let mut order: Vec<u64> = Vec::with_capacity(list.fingerprints.len());
        for (place, &[a, b, c]) in list.fingerprints.iter().enumerate() {
            order.push(u64::from(u32::from_le_bytes([a, b, c, 0])) << 32 | place as u64);
        }
        sort(&mut order);
        let mut words = Self { numbers: vec![0; order.len()], buckets: Vec::new(), fingerprints: Vec::new() };
        for (number, entry) in order.iter().enumerate() {
            let fingerprint = (entry >> 32) as u32;
            while words.buckets.len() <= (fingerprint >> FINGERPRINT_BITS) as usize {
                words.buckets.push(number as u16);
            }
            words.fingerprints.push((fingerprint & ((1 << FINGERPRINT_BITS) - 1)) as u16);
            words.numbers[*entry as u32 as usize] = number as u16 + FIRST_WORD;
        }
        words.buckets.resize((1 << (WORD_BITS - FINGERPRINT_BITS)) + 1, order.len() as u16);
        words
    }
}

/// The patterns as nodes with edges, before states are joined. Node 0 is nowhere.
struct Graph {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
}

#[derive(Clone, Copy, Default)]
struct Node {
    /// The latest edge that leaves it.
    edge: u32,
    /// The node that is reached without a word.
    skip: u32,
    /// What is recognised here: a row, counted from one, or the node behind a gap.
    output: u32,
}

#[derive(Clone, Copy, Default)]
struct Edge {
    word: u16,
    to: u32,
    /// The edge before it of the same node.
    next: u32,
}

/// On a node's output: it is a node.
const BEHIND_GAP: u32 = 1 << 31;

impl Graph {
    /// The graph, and the first node of each pattern.
    fn read(list: &List<'_>, words: &Words) -> (Self, Vec<u32>) {
        let room = list.tokens.len();
        let mut graph = Self { nodes: Vec::with_capacity(room), edges: Vec::with_capacity(room) };
        graph.nodes.push(Node::default());
        graph.edges.push(Edge::default());
        let mut starts = Vec::new();
        let mut tokens = list.tokens.iter().copied().peekable();
        let mut new = words.numbers[usize::from(RARE - FREQUENT)..].iter();
        let (mut row, mut at, mut open, mut end) = (1, 0, 0, 0);
        while let Some(token) = tokens.next() {
            if at == 0 && token != ROW {
                at = graph.node();
                starts.push(at);
            }
            let word = match token {
                OPEN => {
                    (open, end) = (at, graph.node());
                    if tokens.peek() == Some(&OR) {
                        graph.nodes[open as usize].skip = end;
                    }
                    continue;
                }
                OR => {
                    at = open;
                    if let Some(&(OR | CLOSE)) = tokens.peek() {
                        graph.nodes[open as usize].skip = end;
                    }
                    continue;
                }
                CLOSE => {
                    (at, end) = (end, 0);
                    continue;
                }
                SPAN => {
                    let behind = graph.node();
                    graph.nodes[at as usize].output = BEHIND_GAP | behind;
                    at = behind;
                    continue;
                }
                END => {
                    graph.nodes[at as usize].output = row;
                    at = 0;
                    continue;
                }
                ROW => {
                    row += 1;
                    continue;
                }
                MAILBOX => ADDRESS,
                NEW => new.next().copied().unwrap_or_default(),
                FREQUENT..RARE => words.numbers[usize::from(token - FREQUENT)],
                _ => {
                    let place = usize::from(token - RARE) << 8 | usize::from(tokens.next().unwrap_or_default());
                    words.numbers[place + usize::from(RARE - FREQUENT)]
                }
            };
            let closes = end != 0 && matches!(tokens.peek(), Some(&(OR | CLOSE)));
            let to = if closes { end } else { graph.node() };
            let from = &mut graph.nodes[at as usize];
            graph.edges.push(Edge { word, to, next: from.edge });
            from.edge = graph.edges.len() as u32 - 1;
            at = to;
        }
        (graph, starts)
    }

    fn node(&mut self) -> u32 {
        self.nodes.push(Node::default());
        self.nodes.len() as u32 - 1
    }

    /// Appends the edges of a node and of those reached from it without a word: the word above, the node below.
    fn edges_of(&self, mut node: u32, out: &mut Vec<u64>) {
        while node != 0 {
            let Node { mut edge, skip, .. } = self.nodes[node as usize];
            while edge != 0 {
                let Edge { word, to, next } = self.edges[edge as usize];
                out.push(u64::from(word) << 32 | u64::from(to));
                edge = next;
            }
            node = skip;
        }
    }
}

/// Joins nodes to states, and equal states to one.
struct Joiner<'g> {
    graph: &'g Graph,
    /// The state of a node that stands alone.
    alone: Vec<u16>,
    /// Nodes that stand together, and their states.
    sets: Interner,
    set_states: Vec<u16>,
    /// The states: the number of outputs, the outputs, and then the edges, the word above and the state below.
    states: Interner,
}

impl<'g> Joiner<'g> {
    fn new(graph: &'g Graph) -> Self {
        let room = graph.nodes.len();
        let mut states = Interner::new(room);
        states.intern(&[0]); // the dead end
        Self { graph, alone: vec![0; room], sets: Interner::new(room), set_states: Vec::new(), states }
    }

    /// Joins edges by their word; gives word and state of each.
    fn join(&mut self, edges: &mut Vec<u64>) -> Vec<u32> {
        sort(edges);
        edges.dedup();
        let same_word = edges.chunk_by(|one, other| one >> 32 == other >> 32);
        same_word
            .map(|group| {
                let nodes: Vec<u32> = group.iter().map(|&edge| edge as u32).collect();
                ((group[0] >> 32) as u32) << 16 | u32::from(self.state(&nodes))
            })
            .collect()
    }

    /// The state in which all these nodes are reached.
    fn state(&mut self, nodes: &[u32]) -> u16 {
        if let &[node] = nodes {
            if self.alone[node as usize] == 0 {
                self.alone[node as usize] = self.new_state(nodes);
            }
            return self.alone[node as usize];
        }
        let (place, new) = self.sets.intern(nodes);
        if new {
            // Sets that come up within take the places behind it.
            self.set_states.push(0);
            self.set_states[place] = self.new_state(nodes);
        }
        self.set_states[place]
    }

    fn new_state(&mut self, nodes: &[u32]) -> u16 {
        if let &[node] = nodes
            && let Some(state) = self.plain_state(self.graph.nodes[node as usize])
        {
            return state;
        }
        let (mut content, mut behind, mut edges) = (vec![0], Vec::new(), Vec::new());
        for &start in nodes {
            self.graph.edges_of(start, &mut edges);
            let mut node = start;
            while node != 0 {
                let Node { skip, output, .. } = self.graph.nodes[node as usize];
                if output & BEHIND_GAP != 0 {
                    self.graph.edges_of(output & !BEHIND_GAP, &mut behind);
                } else if output != 0 {
                    let rows = &content[1..];
                    let place = 1 + rows.partition_point(|&row| row < output - 1);
                    if content.get(place) != Some(&(output - 1)) {
                        content.insert(place, output - 1);
                    }
                }
                node = skip;
            }
        }
        // One gap, whatever may follow it: the words behind it are looked at once.
        if !behind.is_empty() {
            let mut tail = vec![0];
            tail.extend(self.join(&mut behind));
            content.push(u32::from(GAP) << 16 | self.states.intern(&tail).0 as u32);
        }
        content[0] = content.len() as u32 - 1;
        content.extend(self.join(&mut edges));
        self.intern(&content)
    }

    /// The state of a node within a phrase, or at its end: most are, and they are made without an allocation.
    fn plain_state(&mut self, node: Node) -> Option<u16> {
        let Edge { word, to, next } = self.graph.edges[node.edge as usize];
        match node {
            Node { skip: 0, edge: 0, output: 1..BEHIND_GAP } => Some(self.intern(&[1, node.output - 1])),
            Node { skip: 0, output: 0, .. } if next == 0 => {
                let edge = u32::from(word) << 16 | u32::from(self.state(&[to]));
                Some(self.intern(&[0, edge]))
            }
            _ => None,
        }
    }

    fn intern(&mut self, content: &[u32]) -> u16 {
        let (state, _) = self.states.intern(content);
        assert!(state <= usize::from(u16::MAX), "more states than can be numbered");
        state as u16
    }
}

/// Sorts by gaps that shrink (Shell, with Ciura's gaps): a tenth of the code of the library's sort, which a browser
/// would have to load, and quick enough for lists that are short or nearly in order.
fn sort(items: &mut [u64]) {
    for gap in [7983, 3548, 1577, 701, 301, 132, 57, 23, 10, 4, 1] {
        for start in gap..items.len() {
            let item = items[start];
            let mut place = start;
            while place >= gap && items[place - gap] > item {
                items[place] = items[place - gap];
                place -= gap;
            }
            items[place] = item;
        }
    }
}

/// Gives equal lists the same number.
struct Interner {
    items: Vec<u32>,
    ends: Vec<usize>,
    slots: Vec<u32>,
}

impl Interner {
    fn new(room: usize) -> Self {
        Self { items: Vec::new(), ends: vec![0], slots: vec![0; 2 * room.next_power_of_two()] }
    }

    fn len(&self) -> usize {
        self.ends.len() - 1
    }

    fn get(&self, number: usize) -> &[u32] {
        &self.items[self.ends[number]..self.ends[number + 1]]
    }

    /// The number of `list`, and whether it is new.
    fn intern(&mut self, list: &[u32]) -> (usize, bool) {
        let hash = list.iter().fold(0_u32, |hash, &item| (hash.rotate_left(5) ^ item).wrapping_mul(0x9E37_79B1));
        let mut slot = (hash ^ hash >> 15) as usize & (self.slots.len() - 1);
        loop {
            match self.slots[slot] as usize {
                0 => break,
                known if self.get(known - 1) == list => return (known - 1, false),
                _ => slot = (slot + 1) & (self.slots.len() - 1),
            }
        }
        self.items.extend_from_slice(list);
        self.ends.push(self.items.len());
        self.slots[slot] = self.len() as u32;
        (self.len() - 1, true)
    }
}

/// States, as they are laid out.
struct Layout<'s> {
    states: &'s Interner,
    /// The states in depth, each behind the one that leads to it first.
    order: Vec<u16>,
    /// The place of each state.
    places: Vec<u16>,
    edge_count: usize,
    /// The place of each state in `gaps`, counted from one.
    gap_of: Vec<u16>,
    gaps: Vec<u16>,
    many: Vec<u16>,
}

/// The outputs and the edges of a state.
fn parts(content: &[u32]) -> (&[u32], &[u32]) {
    content[1..].split_at(content[0] as usize)
}

/// The places that edges take.
fn room(edges: &[u32]) -> usize {
    edges.len() + usize::from(edges.len() >= MANY_EDGES)
}

impl<'s> Layout<'s> {
    fn new(states: &'s Interner, root: &[u32]) -> Self {
        let mut layout = Self {
            states,
            order: walk(states, root),
            places: vec![0; states.len()],
            edge_count: 1, // the first edge is the dead end
            gap_of: vec![0; states.len()],
            gaps: Vec::new(),
            many: Vec::new(),
        };
        let all_edges = |state: &u16| room(parts(states.get(usize::from(*state))).1);
        let mut leaf = 1 + layout.order.iter().map(all_edges).sum::<usize>();
        for &state in &layout.order {
            let room = all_edges(&state);
            let next = if room == 0 { &mut leaf } else { &mut layout.edge_count };
            layout.places[usize::from(state)] = *next as u16;
            *next += room.max(1);
        }
        assert!(leaf <= 1 << 16, "more edges and leaves than can be numbered");
        layout
    }

    fn tables(mut self, words: Words, root: &[u32]) -> Tables {
        let mut edge_words = Vec::with_capacity(self.edge_count);
        let mut edge_targets = Vec::with_capacity(self.edge_count);
        edge_words.push(LAST);
        edge_targets.push(0);
        let (mut leaves, mut recognising, mut recognised) = (Vec::new(), Vec::new(), Vec::new());
        for state in core::mem::take(&mut self.order) {
            let place = self.places[usize::from(state)];
            let (outputs, edges) = parts(self.states.get(usize::from(state)));
            if edges.is_empty() {
                leaves.push(self.code(outputs));
                continue;
            }
            let mut first = if outputs.is_empty() { 0 } else { RECOGNISES };
            if edges.len() >= MANY_EDGES {
                edge_words.push(first);
                edge_targets.push(edges.len() as u16);
                first = 0;
            }
            for edge in edges {
                edge_words.push((edge >> 16) as u16 | core::mem::take(&mut first));
                edge_targets.push(self.places[usize::from(*edge as u16)]);
            }
            if let Some(last) = edge_words.last_mut() {
                *last |= LAST;
            }
            if !outputs.is_empty() {
                recognising.push(place);
                recognised.push(self.code(outputs));
            }
        }
        let mut starts = vec![0; words.numbers.len() + usize::from(FIRST_WORD)];
        for edge in root {
            starts[(edge >> 16) as usize] = self.places[usize::from(*edge as u16)];
        }
        assert!(starts.len() < usize::from(RECOGNISES), "more words than can be numbered");
        assert!(self.gaps.len() < usize::from(GAP), "more gaps than can be numbered");
        Tables {
            buckets: words.buckets.leak(),
            fingerprints: words.fingerprints.leak(),
            root: starts.leak(),
            edge_words: edge_words.leak(),
            edge_targets: edge_targets.leak(),
            leaves: leaves.leak(),
            recognising: recognising.leak(),
            recognised: recognised.leak(),
            many: self.many.leak(),
            gaps: self.gaps.leak(),
        }
    }

    /// One output as it is, several as a place in a list.
    fn code(&mut self, outputs: &[u32]) -> u16 {
        if let &[only] = outputs {
            return self.single(only);
        }
        let codes: Vec<u16> = outputs.iter().map(|&output| self.single(output)).collect();
        let place = self.many.len() as u16;
        self.many.push(codes.len() as u16);
        self.many.extend(codes);
        MANY | place
    }

    fn single(&mut self, output: u32) -> u16 {
        if output >> 16 == 0 {
            return output as u16;
        }
        let state = usize::from(output as u16);
        if self.gap_of[state] == 0 {
            self.gaps.push(self.places[state]);
            self.gap_of[state] = self.gaps.len() as u16;
        }
        GAP | (self.gap_of[state] - 1)
    }
}

/// The states in depth: then most edges lead to what follows.
fn walk(states: &Interner, root: &[u32]) -> Vec<u16> {
    let mut order = Vec::with_capacity(states.len());
    let mut seen = vec![false; states.len()];
    let mut open: Vec<u16> = Vec::new();
    for state in 0..states.len() {
        let (outputs, _) = parts(states.get(state));
        open.extend(outputs.iter().filter(|&output| output >> 16 != 0).map(|&output| output as u16));
    }
    open.extend(root.iter().rev().map(|&edge| edge as u16));
    while let Some(state) = open.pop() {
        if !core::mem::replace(&mut seen[usize::from(state)], true) {
            order.push(state);
            let (_, edges) = parts(states.get(usize::from(state)));
            open.extend(edges.iter().rev().map(|&edge| edge as u16));
        }
    }
    order
}
