//! One lock around the weights, held only to copy them out and to apply a gradient.
//!
//! The gradient is computed from a private copy with nobody waiting, so workers run side by side; the
//! lock is held for two passes over the weights. Every update arrives, because it is added to whatever
//! the weights are by then. But by then they may have moved on: the gradient is that of weights that
//! are *stale*, by however many updates the others make meanwhile: about `workers - 1` where all are
//! equally quick, and any number where one is held up.
//!
//! Why not write the copy back? That would overwrite what the others did meanwhile: the mistake
//! [`lost_update`](crate::mistakes::lost_update) is this file with that one change.

use super::{Plan, Watch, Worker};
use crate::data::Batches;
use crate::network::{Network, descend};
use crate::sync::{Mutex, WorkerPanic, named, workers};

/// Trains with the weights locked for copying and for applying. See [`Train`](super::Train).
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
        let mut copy = vec![0.0; network.weights()];
        let mut gradient = vec![0.0; network.weights()];
        for batch in batches.of(me, plan.workers) {
            // ANCHOR: step
            copy.copy_from_slice(&shared.lock().unwrap());
            let loss = worker.gradient(&copy, batch, &mut gradient)?;
            descend(&mut shared.lock().unwrap(), &gradient, plan.rate);
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
