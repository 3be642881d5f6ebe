//! A readers-writer lock: workers copy the weights out together and apply a gradient alone.
//!
//! The training is that of [`mutex_short`](super::mutex_short): private copies, gradients of stale
//! weights, no update lost. The gain is that readers do not wait for one another; it shows where
//! copying is a large part of a step or where many only read. [`SharedWeights`] can be read by anybody
//! while training goes on, for an evaluation, say: what it reads are the weights of one moment, whole.
//!
//! Why not hold the read lock while computing? Then a writer waits for every gradient in progress: all
//! compute together, and then all wait for the slowest of them. Why not turn the read lock into the write lock? There is no such
//! thing: a thread that asks for the write lock while it holds a read lock waits for itself
//! (the mistake `relock_read_write`).

use super::{Plan, Watch, Worker};
use crate::data::Batches;
use crate::network::{Network, descend};
use crate::sync::{RwLock, WorkerPanic, named, workers};

/// Weights that can be trained and read at the same time.
#[derive(Debug)]
pub struct SharedWeights(RwLock<Vec<f32>>);

impl SharedWeights {
    /// Shares `weights`.
    pub fn new(weights: Vec<f32>) -> Self {
        SharedWeights(named("weights", RwLock::new(weights)))
    }

    /// Copies the weights of this moment into `copy`, which is as long as they are. Any number of
    /// threads may do so at once.
    // ANCHOR: copy
    pub fn copy_into(&self, copy: &mut [f32]) {
        copy.copy_from_slice(&self.0.read().unwrap());
    }
    // ANCHOR_END: copy

    /// Trains; others may read meanwhile. Arguments and errors as for [`Train`](super::Train).
    pub fn train<N: Network>(
        &self,
        network: &N,
        batches: &Batches<'_>,
        plan: &Plan,
        watch: &dyn Watch,
    ) -> Result<(), WorkerPanic> {
        let ended = workers(plan.workers, |me| {
            let mut worker = Worker::new(me, network, batches, watch)?;
            let mut copy = vec![0.0; network.weights()];
            let mut gradient = vec![0.0; network.weights()];
            for batch in batches.of(me, plan.workers) {
                // ANCHOR: step
                self.copy_into(&mut copy);
                let loss = worker.gradient(&copy, batch, &mut gradient)?;
                descend(&mut self.0.write().unwrap(), &gradient, plan.rate);
                // ANCHOR_END: step
                if !worker.goes_on(loss)? {
                    break;
                }
            }
            Ok(())
        });
        ended.into_iter().collect()
    }

    /// The weights, now that nobody shares them.
    pub fn into_inner(self) -> Vec<f32> {
        self.0.into_inner().unwrap()
    }
}

/// Trains with a readers-writer lock. See [`Train`](super::Train).
pub fn train<N: Network>(
    network: &N,
    weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    let shared = SharedWeights::new(weights);
    shared.train(network, batches, plan, watch)?;
    Ok(shared.into_inner())
}
