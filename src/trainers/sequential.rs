//! One thread: the baseline that every other approach is measured against, and the oracle for what
//! it computes.
//!
//! There is nothing to synchronise, so the result is a function of the arguments alone: the same seed
//! gives the same weights, bit for bit. Every other trainer gives these very weights when it has one
//! worker, and the tests hold it to that.

use super::{Plan, Watch, Worker};
use crate::data::Batches;
use crate::network::{Network, descend};
use crate::sync::WorkerPanic;

/// Trains with one thread, whatever number of workers `plan` asks for. See [`Train`](super::Train).
pub fn train<N: Network>(
    network: &N,
    mut weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    let mut worker = Worker::new(0, network, batches, watch)?;
    let mut gradient = vec![0.0; weights.len()];
    // ANCHOR: training
    for batch in batches.all() {
        let loss = worker.gradient(&weights, batch, &mut gradient)?;
        descend(&mut weights, &gradient, plan.rate);
        if !worker.goes_on(loss)? {
            break;
        }
    }
    // ANCHOR_END: training
    Ok(weights)
}
