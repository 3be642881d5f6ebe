//! Unfenced sleep: a worker goes to sleep while a task is added, and neither sees what the other has said.
//!
//! **Specification:** no worker sleeps while a task waits.
//!
//! **What is wrong:** the order of the steps is right. The worker says that it sleeps, and looks once more for a task. The other
//! adds the task, and checks whether somebody sleeps. But a store followed by a load of *something else* may take effect
//! the other way round, at any ordering short of SeqCst, and on x86 as well: a processor keeps its stores back for a
//! while, and loads meanwhile. So both may look before either's word is out. This hangs, and so it exists in the loom build only.
//!
//! **The fix:** `fence(SeqCst);` between the two steps, on both sides, as in [`sleep`](crate::pool::sleep).

use super::{FailureKind, Mistake};
use crate::scenario::Scenario;
use crate::sync::atomic::AtomicBool;
use crate::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use crate::sync::thread::{Thread, current, park};
use crate::sync::{named, workers};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "unfenced_sleep",
    lesson: "12_pool",
    kind: FailureKind::Deadlock,
    summary: "says that it sleeps, and looks for a task, with Release and Acquire",
    specification: "no worker sleeps while a task waits",
    fix: "put `fence(SeqCst)` between saying and looking, in `add` and in `next`",
    scenario: Scenario::new("unfenced_sleep", "one adds a task, one goes to sleep", &["woken"], || {
        let pool = Pool::new(current());
        workers(2, |me| if me == 0 { pool.next() } else { pool.add() });
        "woken".to_owned()
    }),
};

/// A pool with one worker, and room for one task.
#[derive(Debug)]
pub struct Pool {
    task: AtomicBool,
    asleep: AtomicBool,
    worker: Thread,
}

impl Pool {
    /// A pool without a task.
    pub fn new(worker: Thread) -> Self {
        let task = named("task", AtomicBool::new(false));
        Pool { task, asleep: named("asleep", AtomicBool::new(false)), worker }
    }

    // ANCHOR: protocol
    /// Adds a task, and wakes the worker if it sleeps.
    pub fn add(&self) {
        // Release: pairs with the Acquire loads in `next`, for what the task is about.
        self.task.store(true, Release);
        if self.asleep.load(Acquire) {
            self.worker.unpark();
        }
    }

    /// The worker waits for the task.
    pub fn next(&self) {
        while !self.task.load(Acquire) {
            // Release: pairs with the Acquire load in `add`.
            self.asleep.store(true, Release);
            if !self.task.load(Acquire) {
                park();
            }
            self.asleep.store(false, Relaxed);
        }
    }
    // ANCHOR_END: protocol
}
