//! One shard locked: a lock has a part for each worker, and the writer locks only its own.
//!
//! **Specification:** there is no data race.
//!
//! **What is wrong:** a reader locks its part, as it should. The trainer has a part as well, and locks that: it looks like
//! care, as everybody locks something before touching the weights. But two threads that lock two different mutexes exclude
//! each other no more than if there were none. This is undefined behaviour, and so it exists in the loom build only.
//!
//! **The fix:** the writer locks all parts, as [`ShardedLock`](crate::sharing::lock::ShardedLock) does. Then it shares one with
//! every reader.

use super::{FailureKind, Mistake};
use crate::scenario::Scenario;
use crate::sync::{CachePadded, Guarded, Mutex, label_thread, named, workers};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "one_shard_locked",
    lesson: "18_false_sharing",
    kind: FailureKind::DataRace,
    summary: "locks one part of a sharded lock to write, while a reader locks another",
    specification: "there is no data race",
    fix: "let the writer lock all parts: then it shares one with every reader",
    scenario: Scenario::new(
        "one_shard_locked",
        "a trainer updates; a reader",
        &["read 0 and 0", "read 1 and 1"],
        || {
            let lock = Sharded::new(2);
            let read = workers(2, |me| {
                if me == 0 {
                    label_thread("trainer");
                    lock.write(me, [1, 1]);
                    return [0, 0];
                }
                label_thread("reader");
                lock.read(me)
            });
            format!("read {} and {}", read[1][0], read[1][1])
        },
    ),
};

/// Two weights, and a lock for each worker.
#[derive(Debug)]
pub struct Sharded {
    parts: Vec<CachePadded<Mutex<()>>>,
    weights: Guarded<[u32; 2]>,
}

impl Sharded {
    /// Weights of 0.
    pub fn new(workers: usize) -> Self {
        let part = |worker| CachePadded::new(named(("parts", worker), Mutex::new(())));
        Sharded { parts: (0..workers).map(part).collect(), weights: named("weights", Guarded::new([0, 0])) }
    }

    // ANCHOR: lock
    /// Copies the weights.
    pub fn read(&self, me: usize) -> [u32; 2] {
        let _part = self.parts[me].lock().unwrap();
        // SAFETY: none. Whoever writes has a part, but not this one.
        unsafe { self.weights.read(|&weights| weights) }
    }

    /// Overwrites the weights.
    pub fn write(&self, me: usize, new: [u32; 2]) {
        let _part = self.parts[me].lock().unwrap();
        // SAFETY: none. Whoever reads has a part, but not this one.
        unsafe { self.weights.write(|weights| *weights = new) }
    }
    // ANCHOR_END: lock
}
