//! What a parameter server writes down beside the weights.

use super::{Delivered, Rule};

/// The books of a parameter server: how many updates there were, and who made how many. From these it knows how
/// stale a gradient is, and who is ahead of whom.
///
/// There is no lock in here, no thread and no clock. The trainer and the simulation keep the same books, the one
/// behind a lock and the other by itself, and so both apply the same rules to the same facts.
#[derive(Clone, Debug)]
pub struct Ledger {
    rule: Rule,
    /// How many updates the weights have had: their version.
    version: usize,
    /// How many steps each worker has made; `None` once it has left.
    steps: Vec<Option<usize>>,
    /// The sum of the stalenesses of all gradients.
    staleness: usize,
    stalest: usize,
    furthest: usize,
}

/// What the books say in the end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// How many updates there were.
    pub updates: usize,
    /// How stale the gradients were: the mean. 0 where there were none.
    pub staleness: f64,
    /// How stale the stalest was.
    pub stalest: usize,
    /// How many steps a worker was ahead of the slowest when it began another: the most.
    pub furthest: usize,
}

impl Ledger {
    /// The books before the first step of so many workers.
    pub fn new(rule: Rule, workers: usize) -> Self {
        Ledger { rule, version: 0, steps: vec![Some(0); workers], staleness: 0, stalest: 0, furthest: 0 }
    }

    /// The version of the weights.
    pub fn version(&self) -> usize {
        self.version
    }

    // ANCHOR: ledger
    /// Whether `worker` may begin its next step.
    pub fn admits(&self, worker: usize) -> bool {
        self.rule.admits(self.ahead(worker))
    }

    /// `worker` begins a step, with a copy of the weights as they are now: their version.
    pub fn begin(&mut self, worker: usize) -> usize {
        self.furthest = self.furthest.max(self.ahead(worker));
        self.version
    }

    /// `worker` delivers a gradient of the weights of `version`: by how much it counts.
    pub fn deliver(&mut self, worker: usize, version: usize) -> f32 {
        let staleness = self.version - version;
        let steps = self.steps[worker].unwrap_or(0) + 1;
        self.steps[worker] = Some(steps);
        self.version += 1;
        self.staleness += staleness;
        self.stalest = self.stalest.max(staleness);
        self.rule.share(Delivered { staleness, steps, slowest: self.slowest() })
    }

    /// `worker` makes no further step, and nobody is to wait for it.
    pub fn leave(&mut self, worker: usize) {
        self.steps[worker] = None;
    }
    // ANCHOR_END: ledger

    /// How many steps the slowest has made of those workers that have not left.
    fn slowest(&self) -> usize {
        self.steps.iter().flatten().copied().min().unwrap_or(0)
    }

    /// How many steps `worker` is ahead of the slowest.
    fn ahead(&self, worker: usize) -> usize {
        self.steps[worker].unwrap_or(0).saturating_sub(self.slowest())
    }

    /// What the books say.
    pub fn summary(&self) -> Summary {
        Summary {
            updates: self.version,
            staleness: self.staleness as f64 / self.version.max(1) as f64,
            stalest: self.stalest,
            furthest: self.furthest,
        }
    }
}
