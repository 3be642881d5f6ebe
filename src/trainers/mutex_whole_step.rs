//! One lock around the weights, held for the whole step.
//!
//! The lock makes a step indivisible: a worker reads the newest weights, and nobody changes them
//! before its gradient is applied. So this trains exactly as one thread does, on the same batches in
//! some order. It also runs like one thread: the gradient is nearly all of the work, and only one
//! worker at a time computes one. Two workers are even a little slower than one, since a worker that
//! waited has the other's weights to fetch from the other's cache.
//!
//! Why not drop the lock while computing? That is [`mutex_short`](super::mutex_short), and another
//! kind of training.

use super::{Plan, Watch, Worker};
use crate::data::Batches;
use crate::network::{Network, descend};
use crate::sync::{Mutex, WorkerPanic, named, workers};

/// Trains with the weights locked for each whole step. See [`Train`](super::Train).
pub fn train<N: Network>(
    network: &N,
    weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    let shared = named("weights", Mutex::new(weights));
    let ended = workers(plan.workers, |me| {
        let mut worker = Worker::new(me, network, batches, watch)?;
        let mut gradient = vec![0.0; network.weights()];
        for batch in batches.of(me, plan.workers) {
            // ANCHOR: step
            let loss = {
                // unwrap: a lock is poisoned when somebody panics while holding it, and a panic in
                // the network is caught inside `gradient`, before it can reach this guard.
                let mut weights = shared.lock().unwrap();
                let loss = worker.gradient(&weights, batch, &mut gradient)?;
                descend(&mut weights, &gradient, plan.rate);
                loss
            };
            // ANCHOR_END: step
            if !worker.goes_on(loss)? {
                break;
            }
        }
        Ok(())
    });
    ended.into_iter().collect::<Result<(), _>>()?;
    Ok(shared.into_inner().unwrap())
}
