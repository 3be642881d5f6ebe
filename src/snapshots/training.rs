//! A trainer whose weights are asked for while it trains: one thread, which publishes after each update.
//!
//! What it trains is what [`sequential`](crate::trainers::sequential) trains, bit for bit. So it is no approach of its
//! own, and has no row in `compare`: there the question is how fast several threads train, and here it is how several
//! threads come by the weights of one that trains.

use crate::data::Batches;
use crate::network::{Network, descend};
use crate::sync::WorkerPanic;
use crate::trainers::{Plan, Watch, Worker};

// ANCHOR: train
/// Trains with one thread, and hands the weights to `publish` after each update.
pub fn train<N: Network>(
    network: &N,
    mut weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
    mut publish: impl FnMut(&[f32]),
) -> Result<Vec<f32>, WorkerPanic> {
    let mut worker = Worker::new(0, network, batches, watch)?;
    let mut gradient = vec![0.0; weights.len()];
    for batch in batches.all() {
        let loss = worker.gradient(&weights, batch, &mut gradient)?;
        descend(&mut weights, &gradient, plan.rate);
        publish(&weights);
        if !worker.goes_on(loss)? {
            break;
        }
    }
    Ok(weights)
}
// ANCHOR_END: train
