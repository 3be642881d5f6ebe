//! Waits for a thread that explores, and gives it up where it does not come back.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use super::search::Limits;
use crate::scenario::Scenario;

/// How long one execution may go on after somebody wants the exploration ended.
const PATIENCE: Duration = Duration::from_millis(500);

/// Why a thread that explores is left behind.
pub(super) enum GivenUp<L> {
    /// It is lost, and this is known of it.
    Lost(L),
    /// One execution does not end.
    Endless,
    /// Somebody wants it ended, and it does not look up.
    Interrupted,
}

/// What is said where an exploration was given up by wish.
pub(super) const IN_AN_EXECUTION: &str = "interrupted, in an execution that did not end";

/// Waits until the thread has finished: `None`; or gives it up in the execution with this number. `executions` counts
/// those of this thread, after `before` others. Relaxed: a count says nothing about anything else.
pub(super) fn watch<T, L>(
    thread: &JoinHandle<T>,
    (scenario, limits): (&Scenario, &Limits),
    (before, executions): (u64, &AtomicU64),
    lost: impl Fn() -> Option<L>,
) -> Option<(u64, GivenUp<L>)> {
    let (mut last, mut idle, mut wait) = (0, Duration::ZERO, Duration::from_micros(50));
    while !thread.is_finished() {
        std::thread::park_timeout(wait);
        // Most explorations are over within a millisecond, and some take a minute.
        wait = (2 * wait).min(Duration::from_millis(20));
        let number = executions.load(Ordering::Relaxed);
        // Time that this thread has seen pass: a machine that slept meanwhile counts for one wait.
        idle = if number == last { idle + wait } else { Duration::ZERO };
        last = number;
        if let Some(lost) = lost() {
            return Some((number, GivenUp::Lost(lost)));
        }
        if idle > limits.one_execution {
            return Some((number, GivenUp::Endless));
        }
        if idle > PATIENCE && (limits.interrupted)() {
            return Some((number, GivenUp::Interrupted));
        }
        (limits.progress)(scenario, before + number);
    }
    None
}
