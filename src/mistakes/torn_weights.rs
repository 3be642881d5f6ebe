//! Torn weights: a reader sees half of an update.
//!
//! **Specification:** an update is in all layers that were read, or in none.
//!
//! **What is wrong:** each layer has a lock of its own, and the reader takes them one after the other.
//! Between two layers a worker may apply its update to both. What each lock guards is consistent; the
//! two together are guarded by nothing.
//!
//! **The fix:** one lock for what has to be consistent ([`rwlock`](crate::trainers::rwlock)); or all
//! the locks held at once, taken by everybody in the same order.
//!
//! The trainer is [`mutex_per_layer`](crate::trainers::mutex_per_layer), for which a torn copy is good
//! enough to compute a gradient from. What is wrong here is to take its copy for a snapshot.

use super::{FailureKind, Mistake};
use crate::network::{Network, Tally};
use crate::scenario::{Scenario, batches_of_four};
use crate::sync::{label_thread, workers};
use crate::trainers::mutex_per_layer::LayeredWeights;
use crate::trainers::{Plan, Unwatched};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "torn_weights",
    lesson: "03_mutex",
    kind: FailureKind::WrongOutcome,
    summary: "reads two layers under two locks and takes them for one moment",
    specification: "an update is in all layers that were read, or in none",
    fix: "one lock around what has to be consistent",
    scenario: Scenario::new(
        "torn_weights",
        "1 worker, 1 batch; a reader",
        &["read layers 0 and 0", "read layers 1 and 1"],
        || {
            let network = Tally::new(2);
            let shared = LayeredWeights::new(&[0.0; 2], network.layers());
            let read = workers(2, |me| if me == 0 { train(&network, &shared) } else { read(&shared) });
            format!("read layers {} and {}", read[1][0], read[1][1])
        },
    ),
};

fn train(network: &Tally, shared: &LayeredWeights) -> [f32; 2] {
    let plan = Plan { workers: 1, rate: 1.0 };
    shared.train(network, &batches_of_four(1), &plan, &Unwatched).expect("a tally does not panic");
    [1.0, 1.0]
}

/// Reads what it takes for a snapshot.
pub fn read(shared: &LayeredWeights) -> [f32; 2] {
    label_thread("reader");
    let mut copy = [0.0; 2];
    shared.copy_into(&mut copy);
    copy
}
