//! Unguarded weights: two workers change the same memory, and nothing orders them.
//!
//! **Specification:** there is no data race.
//!
//! **What is wrong:** the weights are in a cell that says "trust me" to the compiler
//! ([`Guarded`]), and the workers do not earn that trust. A data race is undefined behaviour: not a lost
//! update, but no meaning at all. Safe Rust cannot get here, and so this exists in the loom build only.
//!
//! **The fix:** a lock around the weights ([`mutex_short`](crate::trainers::mutex_short)), or a cell a
//! worker and a barrier ([`thread_local`](crate::trainers::thread_local)).

use super::{FailureKind, Mistake};
use crate::data::Batches;
use crate::network::{Network, descend};
use crate::scenario::{Scenario, tally};
use crate::sync::{Guarded, WorkerPanic, named, workers};
use crate::trainers::{Plan, Watch, Worker};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "unguarded_weights",
    lesson: "02_lost_update",
    kind: FailureKind::DataRace,
    summary: "changes shared memory with nothing to order the workers",
    specification: "there is no data race",
    fix: "a lock around the weights, or weights of its own for each worker",
    scenario: Scenario::new(
        "unguarded_weights",
        "2 workers, 1 batch each",
        &["2 of 2 updates arrived"],
        || tally(train, 2, 2, 1),
    ),
};

/// Trains, with data races. Arguments and errors as for [`Train`](crate::trainers::Train).
pub fn train<N: Network>(
    network: &N,
    weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    let shared = named("weights", Guarded::new(weights));
    let ended = workers(plan.workers, |me| {
        let mut worker = Worker::new(me, network, batches, watch)?;
        let mut gradient = vec![0.0; network.weights()];
        for batch in batches.of(me, plan.workers) {
            // ANCHOR: step
            // Not SAFE: another worker may be writing.
            let loss = unsafe { shared.read(|weights| worker.gradient(weights, batch, &mut gradient)) }?;
            // Not SAFE: another worker may be reading or writing.
            unsafe { shared.write(|weights| descend(weights, &gradient, plan.rate)) };
            // ANCHOR_END: step
            if !worker.goes_on(loss)? {
                break;
            }
        }
        Ok(())
    });
    ended.into_iter().collect::<Result<(), _>>()?;
    Ok(shared.into_inner())
}
