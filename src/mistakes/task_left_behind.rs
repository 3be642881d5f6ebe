//! A task left behind: the pool ends, and its worker leaves, with a task in the queue.
//!
//! **Specification:** every task that was added is run.
//!
//! **What is wrong:** a worker that wakes looks first whether the pool is over, and leaves. That a task was added before
//! that, it does not see. If the worker is quick, it has taken the task by then, and all is well, so the tests pass. Nobody
//! gets an error: whoever added the task has long gone on.
//!
//! **The fix:** the queue first: leave the `if` out. `pop` gives `None` only where the queue is empty, and the worker wakes
//! for an empty queue only where the pool is over.

use std::fmt;

use super::{FailureKind, Mistake};
use crate::scenario::{Scenario, arrived};
use crate::sync::{Condvar, Mutex, label_thread, named, thread};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "task_left_behind",
    lesson: "12_pool",
    kind: FailureKind::WrongOutcome,
    summary: "checks first whether the pool is over, and then for a task",
    specification: "every task that was added is run",
    fix: "look for a task first, and leave only where there is none",
    scenario: Scenario::new(
        "task_left_behind",
        "1 worker; a task is added, and the pool ends",
        &["1 of 1 updates arrived"],
        || arrived(&[run(&[1.0])], 1),
    ),
};

/// Updates that are to be made, and whether there will be no more.
struct Queue {
    tasks: Vec<f32>,
    over: bool,
}

impl fmt::Debug for Queue {
    /// What there is to see in the picture of an execution.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}{}", self.tasks, if self.over { ", over" } else { "" })
    }
}

/// A pool with one worker makes these updates of a weight; the weight.
pub fn run(updates: &[f32]) -> f32 {
    let queue = named("queue", Mutex::new(Queue { tasks: Vec::new(), over: false }));
    let changed = named("changed", Condvar::new());
    // ANCHOR: next
    let next = || {
        let idle = |queue: &mut Queue| queue.tasks.is_empty() && !queue.over;
        let mut queue = changed.wait_while(queue.lock().unwrap(), idle).unwrap();
        if queue.over {
            return None;
        }
        queue.tasks.pop()
    };
    // ANCHOR_END: next
    thread::scope(|scope| {
        let worker = scope.spawn(move || {
            label_thread("worker");
            std::iter::from_fn(next).fold(0.0, |weight, update| weight + update)
        });
        label_thread("caller");
        for &update in updates {
            queue.lock().unwrap().tasks.push(update);
            changed.notify_one();
        }
        queue.lock().unwrap().over = true;
        changed.notify_one();
        worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
