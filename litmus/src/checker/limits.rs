//! When a search gives up, or has seen enough.

use std::fmt;
use std::ops::ControlFlow::{self, Break, Continue};

/// When to give up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many executions, finished or under construction, are looked at.
    pub candidates: u64,
}

impl Default for Limits {
    /// Some seconds.
    fn default() -> Self {
        Limits { candidates: 1_000_000 }
    }
}

/// A test has more executions than can be enumerated within the limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// The test's name.
    pub test: String,
    /// What there is too much of.
    pub what: String,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TooLarge { test, what } = self;
        write!(formatter, "{test} is too large to enumerate: {what}; try fewer threads or operations")
    }
}

impl std::error::Error for TooLarge {}

/// Why a search ended early.
pub(super) enum Stop {
    /// Whoever asked has seen enough.
    Enough,
    /// There is too much of something.
    TooLarge(String),
}

/// Whether a search goes on.
pub(super) type Step = ControlFlow<Stop>;

/// How much may still be looked at.
pub(super) struct Budget {
    left: u64,
    limits: Limits,
}

impl Budget {
    /// The whole of it.
    pub fn new(limits: &Limits) -> Self {
        Budget { left: limits.candidates, limits: *limits }
    }

    /// Takes note of one candidate.
    pub fn spend(&mut self) -> Step {
        if self.left == 0 {
            let most = self.limits.candidates;
            return Break(Stop::TooLarge(format!("more than {most} candidate executions")));
        }
        self.left -= 1;
        Continue(())
    }
}
