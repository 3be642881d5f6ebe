//! What is done about a gradient that comes late, or about a worker that runs ahead: four rules.

use std::fmt;

/// What a parameter server does about stale gradients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Nothing: every gradient counts in full, however old the weights are that it is of.
    Plain,
    /// The rate is divided by the gradient's staleness; a gradient that is not stale counts in full. Zhang, Gupta,
    /// Lian and Liu, *Staleness-aware Async-SGD for Distributed Deep Learning*, arXiv 1511.05950.
    Aware,
    /// A worker begins a step only if it is at most so many steps ahead of the slowest. Ho and others 2013, *More
    /// Effective Distributed ML via a Stale Synchronous Parallel Parameter Server*.
    Bounded(usize),
    /// The quicker a worker, the smaller its rate: in proportion to how long its steps take, so that all workers
    /// together move the weights by equal shares. Mahran, Maranjyan and Richtárik, *Rescaled Asynchronous SGD*, arXiv
    /// 2605.13434. The slowest worker has the whole rate here. The server needs no clock for that: who is quick has
    /// delivered more.
    Paced,
}

impl Rule {
    /// All four, in the order of the lesson.
    pub const ALL: [Rule; 4] = [Rule::Plain, Rule::Aware, Rule::Bounded(super::BOUND), Rule::Paced];

    // ANCHOR: rule
    /// By how much a gradient counts: its share of the learning rate.
    pub fn share(self, gradient: Delivered) -> f32 {
        match self {
            Rule::Plain | Rule::Bounded(_) => 1.0,
            Rule::Aware => 1.0 / gradient.staleness.max(1) as f32,
            Rule::Paced => gradient.slowest.max(1) as f32 / gradient.steps as f32,
        }
    }

    /// Whether a worker may begin a step that is so many steps ahead of the slowest.
    pub fn admits(self, ahead: usize) -> bool {
        match self {
            Rule::Bounded(bound) => ahead <= bound,
            Rule::Plain | Rule::Aware | Rule::Paced => true,
        }
    }
    // ANCHOR_END: rule
}

/// What a server knows of a gradient that has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// How many updates were made since its weights were copied.
    pub staleness: usize,
    /// How many steps its worker has made, with this one.
    pub steps: usize,
    /// How many steps the slowest worker has made: no more than these.
    pub slowest: usize,
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Rule::Plain => "plain",
            Rule::Aware => "staleness-aware",
            Rule::Bounded(_) => "bounded",
            Rule::Paced => "by speed",
        })
    }
}
