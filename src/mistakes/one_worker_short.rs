//! One worker short: the others wait for somebody who has nothing to do and does not come.
//!
//! **Specification:** training ends.
//!
//! **What is wrong:** the last batch of an epoch may have fewer images than there are workers, and then a worker's part
//! is empty. It skips the round, since it has nothing to add. But it is counted on: the others wait until all have
//! come, and so for ever. It works on every data set that can be divided evenly. This hangs, and so it exists
//! in the loom build only.
//!
//! **The fix:** come all the same, and hand in an empty part, whose gradient is 0, as in
//! [`bulk_synchronous`](crate::trainers::bulk_synchronous): leave the `if` out. Who leaves for good has to say so.

use std::sync::LazyLock;

use super::{FailureKind, Mistake};
use crate::data::{Batches, Dataset};
use crate::network::{Network, Tally, descend};
use crate::scenario::{Scenario, arrived};
use crate::sync::{Condvar, Mutex, WorkerPanic, named, workers};
use crate::trainers::{Plan, Unwatched, Watch, Worker};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "one_worker_short",
    lesson: "10_barrier",
    kind: FailureKind::Deadlock,
    summary: "skips the round in which it has nothing to do",
    specification: "training ends",
    fix: "come to every round, with an empty part if need be",
    scenario: Scenario::new(
        "one_worker_short",
        "2 workers, 1 batch of 1 image",
        &["1 of 1 updates arrived"],
        || {
            static ONE: LazyLock<Dataset> = LazyLock::new(|| Dataset::new(1, 1, 1, vec![0.0], vec![0]));
            let (batches, plan) = (Batches::new(&ONE, 4, 1, 0), Plan { workers: 2, rate: 1.0 });
            let trained = train(&Tally::new(1), vec![0.0], &batches, &plan, &Unwatched);
            arrived(&trained.expect("a tally does not panic"), 1)
        },
    ),
};

/// Trains, and may hang. Arguments and errors as for [`Train`](crate::trainers::Train).
pub fn train<N: Network>(
    network: &N,
    weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    // The weights, and how many parts have been taken off them, in all rounds together.
    let shared = named("round", Mutex::new((weights, 0)));
    let completed = named("completed", Condvar::new());
    let ended = workers(plan.workers, |me| {
        let mut worker = Worker::new(me, network, batches, watch)?;
        let mut copy = shared.lock().unwrap().0.clone();
        let mut gradient = vec![0.0; network.weights()];
        // ANCHOR: round
        for (number, part) in batches.parts(me, plan.workers).enumerate() {
            // Nothing to do, so nothing to wait for?
            if part.is_empty() {
                continue;
            }
            worker.gradient(&copy, part, &mut gradient)?;
            let mut round = shared.lock().unwrap();
            descend(&mut round.0, &gradient, plan.rate);
            round.1 += 1;
            completed.notify_all();
            let all = (number + 1) * plan.workers;
            round = completed.wait_while(round, |round| round.1 < all).unwrap();
            copy.copy_from_slice(&round.0);
        }
        // ANCHOR_END: round
        Ok(())
    });
    ended.into_iter().collect::<Result<(), _>>()?;
    Ok(shared.into_inner().unwrap().0)
}
