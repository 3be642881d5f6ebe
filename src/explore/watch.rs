//! Waits for a thread that explores, and gives it up where it does not come back.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::failure::INTERRUPTED;
use super::search::Limits;
use super::story::file;
use crate::scenario::Scenario;
use crate::sync::checked::seen::{Seen, Trail};

/// How long an exploration may go on after somebody wants it ended, or its time is over.
const PATIENCE: Duration = Duration::from_millis(400);

/// What a thread that explores shares with the one that waits for it. Relaxed everywhere: none of this says anything
/// about anything else.
#[derive(Default)]
pub(super) struct Watched {
    /// Its executions so far.
    pub executions: AtomicU64,
    /// Set where it is to end soon.
    pub is_to_end: AtomicBool,
    /// Where it is.
    pub trail: Arc<Trail>,
}

/// Why a thread that explores is left behind.
pub(super) enum GivenUp<L> {
    /// It is lost, and this is known of it.
    Lost(L),
    /// One execution does not end.
    Endless,
    /// It is to end, and does not look up; what is said of that.
    Stopped(&'static str),
}

/// What is said where an exploration is given up in the middle of an execution.
fn in_an_execution(why: &'static str) -> &'static str {
    match why {
        INTERRUPTED => "interrupted, in an execution that did not end",
        _ => "limit on time, in an execution that did not end",
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let thread = &self.thread;
        match self.place {
            Some(place) => {
                write!(formatter, "{thread}, at {}:{}, its last operation", file(place), place.line())
            }
            None => write!(formatter, "{thread}, before its first operation"),
        }
    }
}

/// Waits until the thread has finished: `None`; or gives it up in the execution with this number. There were `before`
/// other executions, of other threads.
pub(super) fn watch<T, L>(
    thread: &JoinHandle<T>,
    (scenario, limits): (&Scenario, &Limits),
    (before, watched): (u64, &Watched),
    lost: impl Fn() -> Option<L>,
) -> Option<(u64, GivenUp<L>)> {
    let (mut last, mut idle, mut wait) = (0, Duration::ZERO, Duration::from_micros(50));
    let mut over: Option<Instant> = None;
    while !thread.is_finished() {
        std::thread::park_timeout(wait);
        // Most explorations are over within a millisecond, and some take a minute.
        wait = (2 * wait).min(Duration::from_millis(20));
        let number = watched.executions.load(Ordering::Relaxed);
        // Time that this thread has seen pass: a machine that slept meanwhile counts for one wait.
        idle = if number == last { idle + wait } else { Duration::ZERO };
        last = number;
        if let Some(lost) = lost() {
            return Some((number, GivenUp::Lost(lost)));
        }
        if idle > limits.one_execution {
            return Some((number, GivenUp::Endless));
        }
        if let Some(why) = limits.reason_to_end() {
            watched.is_to_end.store(true, Ordering::Relaxed);
            let over = over.get_or_insert_with(Instant::now);
            if idle.max(over.elapsed()) > PATIENCE {
                return Some((number, GivenUp::Stopped(in_an_execution(why))));
            }
        }
        (limits.progress)(scenario, before + number);
    }
    None
}
