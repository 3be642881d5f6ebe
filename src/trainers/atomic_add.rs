//! No lock; each addition to a weight is one atomic step, so no update gets lost.
//!
//! This is Hogwild as its paper assumes it. Rust has no atomic addition of floats, and x86-64 no instruction
//! for it (graphics processors do, and the newest Arm ones may), so the addition is a compare-exchange that
//! tries again until nobody interfered ([`AtomicF32::add`](crate::sync::AtomicF32::add)), for each of the
//! thousands of weights. That is its price: a locked instruction a weight, where a lock around all weights costs
//! one an update and leaves the additions to vector instructions. It pays where an update touches few of many.
//!
//! Why is Relaxed enough? Atomicity does not depend on the ordering: a read-modify-write always acts on the value
//! that precedes its own in that weight's modification order. What an ordering adds is what else becomes visible,
//! and a gradient needs nothing else.

use super::atomic::AtomicWeights;
use super::{Plan, Watch};
use crate::data::Batches;
use crate::network::Network;
use crate::sync::WorkerPanic;
use crate::sync::atomic::Ordering::Relaxed;

/// Trains with an atomic addition a weight. See [`Train`](super::Train).
pub fn train<N: Network>(
    network: &N,
    weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    let shared = AtomicWeights::new(weights);
    // ANCHOR: change
    shared.train(network, batches, plan, watch, |weight, amount| weight.add(amount, Relaxed))?;
    // ANCHOR_END: change
    Ok(shared.into_inner())
}
