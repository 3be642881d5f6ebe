//! Two programs so small that all their executions can be drawn.

use crate::scenario::Scenario;
use crate::sync::atomic::AtomicU32;
use crate::sync::atomic::Ordering::Relaxed;
use crate::sync::{Mutex, label_thread, named, workers};

/// Two workers; each copies a weight under the lock and puts back a greater one, under the lock again.
pub static TWO_WORKERS: Scenario = Scenario::new(
    "two_workers",
    "each reads a weight and writes it back",
    &["weight 1", "weight 2"],
    two_workers,
);

/// A worker stores a weight and then says so; a reader looks once at both.
pub static A_MESSAGE: Scenario = Scenario::new(
    "a_message",
    "a worker stores twice, a reader loads twice",
    &["ready 0, weight 0", "ready 0, weight 1", "ready 1, weight 0", "ready 1, weight 1"],
    a_message,
);

// ANCHOR: two_workers
fn two_workers() -> String {
    let weight = named("weight", Mutex::new(0));
    workers(2, |_| {
        let copy = *weight.lock().unwrap();
        *weight.lock().unwrap() = copy + 1;
    });
    format!("weight {}", weight.into_inner().unwrap())
}
// ANCHOR_END: two_workers

// ANCHOR: a_message
fn a_message() -> String {
    let weight = named("weight", AtomicU32::new(0));
    let ready = named("ready", AtomicU32::new(0));
    let read = workers(2, |me| {
        if me == 0 {
            weight.store(1, Relaxed);
            ready.store(1, Relaxed);
            (0, 0)
        } else {
            label_thread("reader");
            (ready.load(Relaxed), weight.load(Relaxed))
        }
    });
    format!("ready {}, weight {}", read[1].0, read[1].1)
}
// ANCHOR_END: a_message
