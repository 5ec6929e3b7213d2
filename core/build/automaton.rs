//! The automaton over words, laid out in flat tables.
//!
//! A state is known by the place of its first edge; its edges follow each other, sorted by word, and the last one is
//! marked. In front of many edges stands their number, as an edge without a word. States without edges are numbered behind all edges. Kept apart, words, targets and outputs compress well.

use std::fmt::Write;

use crate::patterns::{Compiled, FIRST_WORD, Output, State};

/// On an edge: it is the last one of its state.
const LAST: u16 = 0x8000;
/// On the first edge of a state: something is recognised there.
const RECOGNISES: u16 = 0x4000;
/// An output: several, listed elsewhere.
const MANY: u16 = 0x8000;
/// An output: a gap.
const GAP: u16 = 0x4000;

/// Writes the tables.
pub fn tables(out: &mut String, compiled: &Compiled) {
    let states = &compiled.states;
    let order = walk(states);
    let edge_count: usize = 1 + order.iter().map(|&state| room(&states[state])).sum::<usize>();
    let (mut edge, mut leaf) = (1, edge_count);
    let mut number = vec![0_u16; states.len()];
    for &state in &order {
        let next = if states[state].edges.is_empty() { &mut leaf } else { &mut edge };
        number[state] = u16::try_from(*next).expect("fewer than 65,536 edges and leaves");
        *next += room(&states[state]).max(1);
    }
    // The first edge is the dead end.
    let (mut words, mut targets) = (vec![LAST], vec![0]);
    let (mut leaves, mut recognising, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let mut outputs = Outputs { many: Vec::new(), gaps: Vec::new(), number: &number };
    for &state in &order {
        let State { edges, outputs: own } = &states[state];
        if edges.is_empty() {
            leaves.push(outputs.code(own));
            continue;
        }
        let mut first = if own.is_empty() { 0 } else { RECOGNISES };
        if edges.len() >= MANY_EDGES {
            words.push(first);
            targets.push(edges.len() as u16);
            first = 0;
        }
        for (place, (word, target)) in edges.iter().enumerate() {
            assert!(*word < RECOGNISES, "fewer than 16,384 words");
            let last = if place + 1 == edges.len() { LAST } else { 0 };
            words.push(word | last | std::mem::take(&mut first));
            targets.push(number[usize::from(*target)]);
        }
        if !own.is_empty() {
            recognising.push(number[state]);
            values.push(outputs.code(own));
        }
    }
    let mut root = vec![0_u16; compiled.vocabulary.len() + usize::from(FIRST_WORD)];
    for (word, state) in &states[1].edges {
        root[usize::from(*word)] = number[usize::from(*state)];
    }
    let Outputs { many, gaps, .. } = outputs;
    assert!(compiled.rows.len() < usize::from(GAP) && gaps.len() < usize::from(GAP));
    let all = [
        ("EDGE_WORDS", words),
        ("EDGE_TARGETS", targets),
        ("LEAVES", leaves),
        ("RECOGNISING", recognising),
        ("RECOGNISED", values),
        ("MANY", many),
        ("GAPS", gaps),
        ("ROOT", root),
    ];
    for (name, numbers) in all {
        writeln!(out, "pub(crate) static {name}: [u16; {}] = {numbers:?};", numbers.len()).expect("a string");
    }
}

/// The places that the edges of a state take.
fn room(state: &State) -> usize {
    state.edges.len() + usize::from(state.edges.len() >= MANY_EDGES)
}

/// From so many on, halving is quicker than going through.
const MANY_EDGES: usize = 10;

/// The states in depth, each behind the one that leads to it first: then most edges lead to what follows.
fn walk(states: &[State]) -> Vec<usize> {
    let mut order = Vec::new();
    let mut seen = vec![false; states.len()];
    let mut open: Vec<usize> = states[1].edges.iter().rev().map(|edge| usize::from(edge.1)).collect();
    let gaps = states.iter().flat_map(|state| &state.outputs).filter_map(|output| match output {
        Output::Gap(tail) => Some(usize::from(*tail)),
        Output::Row(_) => None,
    });
    open.splice(0..0, gaps);
    while let Some(state) = open.pop() {
        if !std::mem::replace(&mut seen[state], true) {
            order.push(state);
            open.extend(states[state].edges.iter().rev().map(|edge| usize::from(edge.1)));
        }
    }
    order
}

struct Outputs<'n> {
    many: Vec<u16>,
    gaps: Vec<u16>,
    number: &'n [u16],
}

impl Outputs<'_> {
    /// One output as it is, several as a place in a list: their number, then each.
    fn code(&mut self, outputs: &[Output]) -> u16 {
        let codes: Vec<u16> = outputs.iter().map(|output| self.single(*output)).collect();
        match codes.as_slice() {
            [only] => *only,
            _ => {
                let place = self.many.len() as u16;
                self.many.push(codes.len() as u16);
                self.many.extend(codes);
                MANY | place
            }
        }
    }

    fn single(&mut self, output: Output) -> u16 {
        let tail = match output {
            Output::Row(row) => return row,
            Output::Gap(tail) => self.number[usize::from(tail)],
        };
        let place = self.gaps.iter().position(|&known| known == tail).unwrap_or_else(|| {
            self.gaps.push(tail);
            self.gaps.len() - 1
        });
        GAP | place as u16
    }
}
