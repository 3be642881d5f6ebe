//! A lock for each layer, taken one after the other, in order.
//!
//! While one worker applies its gradient to the second layer, another may already copy the first. In
//! return a copy can be *torn*: its first layer from before an update and its second from after it.
//! For training that is one more kind of staleness. For a reader who needs the weights of one moment
//! it is a mistake, and [`torn_weights`](crate::mistakes::torn_weights) shows it.
//!
//! Why not hold all the locks of an update at once? Then copies are whole again, but two workers that
//! take the locks in different orders wait for each other for ever
//! (the mistake `lock_order`). A thread that never holds two locks cannot be part
//! of a deadlock.

use std::ops::Range;

use super::{Plan, Watch, Worker};
use crate::data::Batches;
use crate::network::{Network, descend};
use crate::sync::{Mutex, WorkerPanic, named, workers};

/// Weights with a lock for each layer, which can be trained and read at the same time.
#[derive(Debug)]
pub struct LayeredWeights {
    ranges: Vec<Range<usize>>,
    layers: Vec<Mutex<Vec<f32>>>,
}

impl LayeredWeights {
    /// Shares `weights`, of which each of the `ranges` is a layer; the ranges follow one another and
    /// cover all weights.
    pub fn new(weights: &[f32], ranges: Vec<Range<usize>>) -> Self {
        let share = |(layer, range): (usize, &Range<usize>)| {
            named(("layers", layer), Mutex::new(weights[range.clone()].to_vec()))
        };
        LayeredWeights { layers: ranges.iter().enumerate().map(share).collect(), ranges }
    }

    /// Copies the weights into `copy`, layer after layer. Each layer is whole; all together may be
    /// torn.
    // ANCHOR: copy
    pub fn copy_into(&self, copy: &mut [f32]) {
        for (layer, range) in self.layers.iter().zip(&self.ranges) {
            copy[range.clone()].copy_from_slice(&layer.lock().unwrap());
        }
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
                self.copy_into(&mut copy);
                let loss = worker.gradient(&copy, batch, &mut gradient)?;
                for (layer, range) in self.layers.iter().zip(&self.ranges) {
                    descend(&mut layer.lock().unwrap(), &gradient[range.clone()], plan.rate);
                }
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
        self.layers.into_iter().flat_map(|layer| layer.into_inner().unwrap()).collect()
    }
}

/// Trains with a lock a layer. See [`Train`](super::Train).
pub fn train<N: Network>(
    network: &N,
    weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    let shared = LayeredWeights::new(&weights, network.layers());
    shared.train(network, batches, plan, watch)?;
    Ok(shared.into_inner())
}
