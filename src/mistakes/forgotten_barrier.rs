//! Forgotten barrier: the sum is taken before the others have written their parts.
//!
//! **Specification:** there is no data race.
//!
//! **What is wrong:** each worker writes its own buffer and then reads everybody's, with nothing in
//! between. That each buffer has only one writer does not help: a reader is not ordered after it. This
//! is undefined behaviour, and so it exists in the loom build only.
//!
//! **The fix:** a barrier between writing and reading, as in
//! [`thread_local`](crate::trainers::thread_local). It is not only about time. It makes what was written
//! before it visible after it.

use super::{FailureKind, Mistake};
use crate::data::Batches;
use crate::network::{Network, descend};
use crate::scenario::{Scenario, tally};
use crate::sync::{Guarded, WorkerPanic, named, workers};
use crate::trainers::{Plan, Watch, Worker};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "forgotten_barrier",
    lesson: "05_thread_local",
    kind: FailureKind::DataRace,
    summary: "adds up the workers' gradients without waiting for them",
    specification: "there is no data race",
    fix: "a barrier between writing the parts and reading them",
    scenario: Scenario::new("forgotten_barrier", "2 workers, 1 batch", &["1 of 1 updates arrived"], || {
        tally(train, 2, 1, 1)
    }),
};

/// Trains, with data races. Arguments and errors as for [`Train`](crate::trainers::Train).
pub fn train<N: Network>(
    network: &N,
    weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    let part = |me| named(("parts", me), Guarded::new(vec![0.0; network.weights()]));
    let parts: Vec<_> = (0..plan.workers).map(part).collect();
    let ended = workers(plan.workers, |me| {
        let mut worker = Worker::new(me, network, batches, watch)?;
        let mut weights = weights.clone();
        // ANCHOR: round
        for batch in batches.parts(me, plan.workers) {
            // Not SAFE: another worker may still be reading the last round's.
            let loss = unsafe { parts[me].write(|mine| worker.gradient(&weights, batch, mine)) }?;
            // Here a barrier is missing.
            for part in &parts {
                // Not SAFE: its worker may still be writing it.
                unsafe { part.read(|gradient| descend(&mut weights, gradient, plan.rate)) };
            }
            worker.goes_on(loss)?;
        }
        // ANCHOR_END: round
        Ok(weights)
    });
    Ok(ended.into_iter().collect::<Result<Vec<_>, _>>()?.swap_remove(0))
}
