//! Walks: ways through a graph from its start to an ending.

use std::collections::BTreeSet;

use super::graph::{Graph, Step};

impl Graph {
    /// How many walks there are from the start to an ending for which `wanted` is true. A program of a
    /// few steps a thread has no cycles, so there is an end to them.
    pub fn walks(&self, wanted: impl Fn(&str) -> bool) -> u64 {
        let mut walks: Vec<Option<u64>> = vec![None; self.states.len()];
        self.walks_from(0, &wanted, &mut walks)
    }

    fn walks_from(&self, state: usize, wanted: &impl Fn(&str) -> bool, known: &mut [Option<u64>]) -> u64 {
        if let Some(walks) = known[state] {
            return walks;
        }
        let walks = match &self.states[state].ending {
            Some(ending) => u64::from(wanted(ending)),
            None => self.states[state].steps.iter().map(|step| self.walks_from(step.to, wanted, known)).sum(),
        };
        known[state] = Some(walks);
        walks
    }

    /// The simplest walk to a wanted ending, as the number of the choice made in each state: that with the
    /// fewest reads of something other than the newest, and among those the one with the fewest switches
    /// between threads. `None` where no walk ends so.
    pub fn simplest_walk(&self, wanted: impl Fn(&str) -> bool) -> Option<Vec<usize>> {
        // Dijkstra's algorithm over (state, thread that stepped last). The cost comes first, so that the
        // first in the set is the cheapest, and equal costs have one order, the same every time.
        type Reached = ((usize, usize, usize), usize, Option<usize>, Vec<usize>);
        let mut open: BTreeSet<Reached> = BTreeSet::from([((0, 0, 0), 0, None, Vec::new())]);
        let mut done = BTreeSet::new();
        while let Some(((older, switches, length), state, last, walk)) = open.pop_first() {
            if self.states[state].ending.as_deref().is_some_and(&wanted) {
                return Some(walk);
            }
            if !done.insert((state, last)) {
                continue;
            }
            for (choice, step) in self.states[state].steps.iter().enumerate() {
                let switched = last.is_some_and(|last| last != step.thread);
                let cost = (older + usize::from(step.older), switches + usize::from(switched), length + 1);
                let longer = walk.iter().copied().chain([choice]).collect();
                open.insert((cost, step.to, Some(step.thread), longer));
            }
        }
        None
    }

    /// The steps of a walk, each with the state that it is taken in.
    pub fn steps_of<'a>(&'a self, walk: &'a [usize]) -> impl Iterator<Item = (usize, &'a Step)> {
        walk.iter().scan(0, |state, &choice| {
            let here = *state;
            let step = &self.states[here].steps[choice];
            *state = step.to;
            Some((here, step))
        })
    }
}
