//! When a search gives up, or has seen enough.
//!
//! The limit is one of work and not of time, so that the same question has the same answer on every machine,
//! however busy. A unit of work is somewhat less than 100 ns: looking at an execution costs a unit for each of its
//! events, and more where the order of `SeqCst` operations is looked at.

use std::cell::Cell;
use std::fmt;
use std::ops::ControlFlow::{self, Break, Continue};

/// When to give up.
///
/// What is asked with one and the same `Limits` is paid for together: whoever asks several models passes the
/// same to all of them.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How much work is left.
    work: Cell<u64>,
    /// Whether somebody wants the answer no more; asked at every step.
    interrupted: fn() -> bool,
}

/// The work of [`Limits::default`].
const DEFAULT_WORK: u64 = 12_000_000;

impl Default for Limits {
    /// About a second of an ordinary processor; nobody interrupts. Four threads that do two `fetch_add`s each on
    /// one counter are well within it (2,520 orders); twelve `fetch_add`s, three by each of four threads
    /// (369,600), are beyond it.
    fn default() -> Self {
        Limits::of_work(DEFAULT_WORK)
    }
}

impl Limits {
    /// So much work; nobody interrupts.
    pub fn of_work(work: u64) -> Self {
        Limits { work: Cell::new(work), interrupted: || false }
    }

    /// The same, ended early once this says so.
    #[must_use]
    pub fn interrupted_by(self, interrupted: fn() -> bool) -> Self {
        Limits { interrupted, ..self }
    }

    /// The same with one part of the work in so many.
    #[must_use]
    pub fn shared_by(self, many: usize) -> Self {
        Limits { work: Cell::new(self.left() / many.max(1) as u64), ..self }
    }

    /// How much work is left.
    pub fn left(&self) -> u64 {
        self.work.get()
    }

    /// Takes note of some work that is about to be done.
    pub(crate) fn spend(&self, work: u64) -> Step {
        if (self.interrupted)() {
            return Break(Stop::Interrupted);
        }
        match self.work.get().checked_sub(work) {
            Some(left) => {
                self.work.set(left);
                Continue(())
            }
            None => {
                self.work.set(0);
                Break(Stop::TooLarge("more executions than there is time for".to_owned()))
            }
        }
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfinished {
    /// The test has more executions than can be enumerated within the limits.
    TooLarge {
        /// The test's name.
        test: String,
        /// What there is too much of.
        what: String,
    },
    /// Somebody wanted the answer no more.
    Interrupted {
        /// The test's name.
        test: String,
    },
}

impl fmt::Display for Unfinished {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unfinished::TooLarge { test, what } => {
                write!(formatter, "{test} is too large to enumerate: {what}; try fewer threads or operations")
            }
            Unfinished::Interrupted { test } => write!(formatter, "{test}: interrupted"),
        }
    }
}

impl std::error::Error for Unfinished {}

/// Why a search ended early.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Whoever asked has seen enough.
    Enough,
    /// There is too much of something.
    TooLarge(String),
    /// Somebody wants no more of it.
    Interrupted,
}

/// Whether a search goes on.
pub(crate) type Step = ControlFlow<Stop>;

/// What a search that ended so says of a test.
pub(crate) fn ended(step: Step, test: &str) -> Result<(), Unfinished> {
    match step {
        Break(Stop::TooLarge(what)) => Err(Unfinished::TooLarge { test: test.to_owned(), what }),
        Break(Stop::Interrupted) => Err(Unfinished::Interrupted { test: test.to_owned() }),
        Break(Stop::Enough) | Continue(()) => Ok(()),
    }
}
