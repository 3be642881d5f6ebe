//! Wrong lock: everybody locks, but not the same lock.
//!
//! **Specification:** there is no data race.
//!
//! **What is wrong:** the lock is made by each worker for itself, one line too far in, so two workers
//! hold two locks at the same time. A lock keeps out only those who ask for the same one, and it knows
//! nothing of the data that it is meant to guard. Half of the students who could see such a bug could
//! not remove it (Strömbäck, Mannila, Asplund and Kamkar, ICER 2019).
//!
//! **The fix:** one lock, made where the weights are made. Better still, put the weights *into* the
//! lock, as Rust's `Mutex<Vec<f32>>` does: then there is no way to them but through the right one.

use super::{FailureKind, Mistake};
use crate::data::Batches;
use crate::network::{Network, descend};
use crate::scenario::{Scenario, tally};
use crate::sync::{Guarded, Mutex, WorkerPanic, named, workers};
use crate::trainers::{Plan, Watch, Worker};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "wrong_lock",
    lesson: "03_mutex",
    kind: FailureKind::DataRace,
    summary: "locks, but each worker takes a lock of its own",
    specification: "there is no data race",
    fix: "one lock for all workers, with the weights inside it",
    scenario: Scenario::new("wrong_lock", "2 workers, 1 batch each", &["2 of 2 updates arrived"], || {
        tally(train, 2, 2, 1)
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
    // ANCHOR: workers
    let shared = named("weights", Guarded::new(weights));
    let ended = workers(plan.workers, |me| {
        // One line up from here, outside the closure, it would be one lock for all.
        let lock = named(("lock", me), Mutex::new(()));
        let mut worker = Worker::new(me, network, batches, watch)?;
        let mut gradient = vec![0.0; network.weights()];
        for batch in batches.of(me, plan.workers) {
            let locked = lock.lock().unwrap();
            // Not SAFE, in either line: nobody else can hold this lock, so it orders nothing.
            let loss = unsafe { shared.read(|weights| worker.gradient(weights, batch, &mut gradient)) }?;
            unsafe { shared.write(|weights| descend(weights, &gradient, plan.rate)) };
            drop(locked);
            // ANCHOR_END: workers
            if !worker.goes_on(loss)? {
                break;
            }
        }
        Ok(())
    });
    ended.into_iter().collect::<Result<(), _>>()?;
    Ok(shared.into_inner())
}
