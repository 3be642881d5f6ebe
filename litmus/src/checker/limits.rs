//! When a search gives up, or has seen enough.
//!
//! The limit is one of work and not of time, so that the same question has the same answer on every machine,
//! however busy. What a unit of it is, stands at [`Limits::UNITS_A_SECOND`]: looking at an execution costs a unit for each
//! of its events, and more where the order of `SeqCst` operations is looked at. Whoever would rather wait says how long,
//! and then it is the clock that ends the search ([`Limits::of_time`]).

use std::cell::Cell;
use std::fmt;
use std::ops::ControlFlow::{self, Break, Continue};
use std::time::{Duration, Instant};

/// When to give up.
///
/// What is asked with one and the same `Limits` is paid for together: whoever asks several models passes the
/// same to all of them.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How much work is left.
    work: Cell<u64>,
    /// When it is too late, where that was said.
    until: Option<Instant>,
    /// Whether somebody wants the answer no more; asked at every step.
    interrupted: fn() -> bool,
}

/// What there is too much of where a search was ended by its [`Limits`].
pub const OUT_OF_TIME: &str = "more executions than there is time for";

/// So much work is done between two looks at the clock: a small part of a millisecond.
const BETWEEN_LOOKS: u64 = 1 << 12;

impl Default for Limits {
    /// [A second's](Limits::UNITS_A_SECOND) work; nobody interrupts. Four threads that do two `fetch_add`s each on
    /// one counter are well within it (2,520 orders); twelve `fetch_add`s, three by each of four threads
    /// (369,600), are beyond it.
    fn default() -> Self {
        Limits::of_work(Limits::UNITS_A_SECOND)
    }
}

impl Limits {
    /// How much work an ordinary processor does in a second, roughly: a unit takes it 50 to 100 ns.
    pub const UNITS_A_SECOND: u64 = 12_000_000;

    /// So much work; nobody interrupts.
    pub fn of_work(work: u64) -> Self {
        Limits { work: Cell::new(work), until: None, interrupted: || false }
    }

    /// So much time from now on, however much work that is; nobody interrupts.
    pub fn of_time(time: Duration) -> Self {
        // Where the clock does not go so far, there is no limit.
        Limits { until: Instant::now().checked_add(time), ..Limits::of_work(u64::MAX) }
    }

    /// The same, ended early once this says so.
    #[must_use]
    pub fn interrupted_by(self, interrupted: fn() -> bool) -> Self {
        Limits { interrupted, ..self }
    }

    /// The same with one part in so many of the work, or of the time, that is left.
    #[must_use]
    pub fn shared_by(self, many: usize) -> Self {
        let many = many.max(1);
        let until = self.until.map(|until| {
            let now = Instant::now();
            now + until.saturating_duration_since(now) / u32::try_from(many).unwrap_or(u32::MAX)
        });
        Limits { work: Cell::new(self.left() / many as u64), until, ..self }
    }

    /// The same with no more than so much work; where the clock is the limit, with all of the time.
    #[must_use]
    pub fn at_most(&self, work: u64) -> Self {
        let work = if self.until.is_some() { self.work.get() } else { self.work.get().min(work) };
        Limits { work: Cell::new(work), ..self.clone() }
    }

    /// How much work is left; nothing where it is too late.
    pub fn left(&self) -> u64 {
        if self.is_late() { 0 } else { self.work.get() }
    }

    /// How much time is left, where the clock is the limit.
    pub fn time_left(&self) -> Option<Duration> {
        self.until.map(|until| until.saturating_duration_since(Instant::now()))
    }

    /// Whether somebody wants the answer no more.
    pub fn interrupted(&self) -> fn() -> bool {
        self.interrupted
    }

    /// Takes so much work away that was done elsewhere, or as much as is left.
    pub fn pay(&self, work: u64) {
        self.work.set(self.work.get().saturating_sub(work));
    }

    fn is_late(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() >= until)
    }

    /// Takes note of some work that is about to be done.
    pub(crate) fn spend(&self, work: u64) -> Step {
        if (self.interrupted)() {
            return Break(Stop::Interrupted);
        }
        let before = self.work.get();
        let after = before.checked_sub(work);
        let looks = after.is_some_and(|after| before / BETWEEN_LOOKS != after / BETWEEN_LOOKS);
        match after.filter(|_| !(looks && self.is_late())) {
            Some(left) => {
                self.work.set(left);
                Continue(())
            }
            None => {
                self.work.set(0);
                Break(Stop::TooLarge(OUT_OF_TIME.to_owned()))
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
