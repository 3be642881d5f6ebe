//! Unlocked bound: a worker checks without the lock whether it is too far ahead, and then sleeps.
//!
//! **Specification:** training ends.
//!
//! **What is wrong:** the workers' steps are counted in atomics, and a worker looks at them without the lock. That is
//! no danger to the bound: a worker's own count changes only by itself, and the others' only grow, so whoever was
//! near enough to the slowest still is. What grows in between can only help. But it is a danger to the sleep: the
//! slowest makes its step between the look and the wait, and its notification is heard by nobody. The worker waits
//! for somebody who has caught up long ago. This hangs, and so it exists in the loom build only.
//!
//! **The fix:** look under the lock that the wait lets go, and count under it, as in
//! [`parameter_server`](crate::trainers::parameter_server).

use super::{FailureKind, Mistake};
use crate::scenario::Scenario;
use crate::sync::atomic::AtomicUsize;
use crate::sync::atomic::Ordering::{Acquire, Release};
use crate::sync::{Condvar, Mutex, named, workers};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "unlocked_bound",
    lesson: "14_staleness",
    kind: FailureKind::Deadlock,
    summary: "checks without the lock whether it is too far ahead, and then sleeps",
    specification: "training ends",
    fix: "count and look under the lock that the wait lets go",
    scenario: Scenario::new(
        "unlocked_bound",
        "worker 0 makes 2 steps, worker 1 makes 1; bound 0",
        &["3 updates arrived"],
        || {
            let server = Server::new(2, 0);
            workers(2, |me| {
                for _ in me..2 {
                    server.wait_for_the_slowest(me);
                    server.deliver(me);
                }
                server.leave(me);
            });
            format!("{} updates arrived", server.into_inner())
        },
    ),
};

/// The steps of a worker that has left: more than anybody makes.
const GONE: usize = 1_000_000;

/// A weight, to which every update adds 1, and how many steps each worker has made.
#[derive(Debug)]
pub struct Server {
    bound: usize,
    weight: Mutex<f32>,
    steps: Vec<AtomicUsize>,
    caught_up: Condvar,
}

impl Server {
    /// A server for so many workers, none of which may be more than `bound` steps ahead of the slowest.
    pub fn new(workers: usize, bound: usize) -> Self {
        Server {
            bound,
            weight: named("weight", Mutex::new(0.0)),
            steps: (0..workers).map(|me| named(("steps", me), AtomicUsize::new(0))).collect(),
            caught_up: named("caught up", Condvar::new()),
        }
    }

    // ANCHOR: wait
    /// Waits while this worker is too far ahead.
    pub fn wait_for_the_slowest(&self, me: usize) {
        // Acquire: pairs with the Release in `deliver` and `leave`.
        let steps = |worker: usize| self.steps[worker].load(Acquire);
        let slowest = || (0..self.steps.len()).map(steps).min().unwrap_or(0);
        while steps(me) > slowest() + self.bound {
            // Here the slowest may make its step, and the notification is lost.
            drop(self.caught_up.wait(self.weight.lock().unwrap()).unwrap());
        }
    }
    // ANCHOR_END: wait

    /// Makes an update, and counts the step.
    pub fn deliver(&self, me: usize) {
        *self.weight.lock().unwrap() += 1.0;
        // Release: pairs with the Acquire of who looks.
        self.steps[me].fetch_add(1, Release);
        self.caught_up.notify_all();
    }

    /// Says that nobody is to wait for this worker.
    pub fn leave(&self, me: usize) {
        // Release: pairs with the Acquire of who looks.
        self.steps[me].store(GONE, Release);
        self.caught_up.notify_all();
    }

    /// The weight.
    pub fn into_inner(self) -> f32 {
        self.weight.into_inner().unwrap()
    }
}
