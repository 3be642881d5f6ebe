//! Relaxed publish: the reader sees the version, but not the weights that it announces.
//!
//! **Specification:** whoever reads version v finds at least v updates in the weights.
//!
//! **What is wrong:** the version is added to and read with Relaxed. Each of the two atomics behaves,
//! but nothing orders one against the other: a reader may see the new version and still load the old
//! weight. On x86 processors it does not happen, on ARM it can, and the compiler may reorder the two
//! anywhere.
//!
//! **The fix:** Release where the version is added to and Acquire where it is read, as in
//! [`atomic`](crate::trainers::atomic). Either alone does nothing: an ordering needs its partner.

use super::{FailureKind, Mistake};
use crate::scenario::Scenario;
use crate::sync::atomic::AtomicUsize;
use crate::sync::atomic::Ordering::Relaxed;
use crate::sync::{AtomicF32, label_thread, named, workers};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "relaxed_publish",
    lesson: "08_publish",
    kind: FailureKind::WrongOutcome,
    summary: "announces new weights with a Relaxed version",
    specification: "whoever reads version v finds at least v updates in the weights",
    fix: "Release where the version is added to, Acquire where it is read",
    scenario: Scenario::new(
        "relaxed_publish",
        "a worker publishes one update; a reader",
        &["version 0, weight 0", "version 0, weight 1", "version 1, weight 1"],
        || {
            let shared = Published::new(0.0);
            let read = workers(2, |me| if me == 0 { shared.publish(1.0) } else { read(&shared) });
            format!("version {}, weight {}", read[1].0, read[1].1)
        },
    ),
};

/// One weight and its version.
#[derive(Debug)]
pub struct Published {
    weight: AtomicF32,
    version: AtomicUsize,
}

impl Published {
    /// A weight at version 0.
    pub fn new(weight: f32) -> Self {
        Published {
            weight: AtomicF32::new(weight).named("weight"),
            version: named("version", AtomicUsize::new(0)),
        }
    }

    // ANCHOR: publish
    /// Stores a new weight and announces it.
    pub fn publish(&self, weight: f32) -> (usize, f32) {
        self.weight.store(weight, Relaxed);
        // One more update: this announces the store above.
        (self.version.fetch_add(1, Relaxed) + 1, weight)
    }
    // ANCHOR_END: publish

    // ANCHOR: read
    /// Reads the version, and then the weight.
    pub fn read(&self) -> (usize, f32) {
        // What has been announced, and then what is there.
        let version = self.version.load(Relaxed);
        (version, self.weight.load(Relaxed))
    }
    // ANCHOR_END: read
}

fn read(shared: &Published) -> (usize, f32) {
    label_thread("reader");
    shared.read()
}
