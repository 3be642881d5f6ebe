//! No lock; a weight is loaded and then stored, and an update that comes in between gets lost.
//!
//! This is Hogwild as it is practised. Both steps are atomic, the two together are not: if two workers
//! load the same value, the second to store overwrites what the first did. There is no data race, so
//! nothing is undefined; it is a race condition, and whether it is wrong depends on what was promised.
//! This approach promises that training gets there, not that every update arrives. Where every update
//! must arrive, the same function is the mistake
//! [`load_then_store`](crate::mistakes::load_then_store).
//!
//! Why is it quicker than [`atomic_add`](super::atomic_add)? A Relaxed load and a Relaxed store are plain
//! instructions on every common processor; a compare-exchange has to own the cache line while it works.
//! Why is it slower than plain memory? Compilers do not turn atomic accesses into vector instructions.

use super::atomic::AtomicWeights;
use super::{Plan, Watch};
use crate::data::Batches;
use crate::network::Network;
use crate::sync::WorkerPanic;
use crate::sync::atomic::Ordering::Relaxed;

/// Trains with a load and a store a weight. See [`Train`](super::Train).
pub fn train<N: Network>(
    network: &N,
    weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    let shared = AtomicWeights::new(weights);
    // ANCHOR: change
    shared.train(network, batches, plan, watch, |weight, amount| {
        weight.store(weight.load(Relaxed) + amount, Relaxed);
    })?;
    // ANCHOR_END: change
    Ok(shared.into_inner())
}
