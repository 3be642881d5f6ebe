//! Two programs so small that all their executions can be drawn.

use crate::scenario::Scenario;
use crate::sync::atomic::AtomicU32;
use crate::sync::atomic::Ordering::Relaxed;
use crate::sync::{Mutex, label_thread, named, workers};

/// Two workers; each copies a weight under the lock and puts back a greater one, under the lock again.
pub const TWO_WORKERS: Scenario =
    Scenario::new("two_workers", "each reads a weight and writes it back", &["weight 1", "weight 2"], || {
        // ANCHOR: two_workers
        let weight = named("weight", Mutex::new(0));
        workers(2, |_| {
            let copy = *weight.lock().unwrap();
            *weight.lock().unwrap() = copy + 1;
        });
        // ANCHOR_END: two_workers
        format!("weight {}", weight.into_inner().unwrap())
    });

/// A worker stores a weight and then says so; a reader looks once.
pub const A_MESSAGE: Scenario =
    Scenario::new("a_message", "a worker stores twice, a reader loads twice", &READINGS, || {
        // ANCHOR: a_message
        let (weight, ready) = (named("weight", AtomicU32::new(0)), named("ready", AtomicU32::new(0)));
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
        // ANCHOR_END: a_message
        format!("ready {}, weight {}", read[1].0, read[1].1)
    });

/// With nothing but Relaxed, the reader can find any of these.
const READINGS: [&str; 4] =
    ["ready 0, weight 0", "ready 0, weight 1", "ready 1, weight 0", "ready 1, weight 1"];
