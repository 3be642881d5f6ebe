//! Lock order: two workers wait for each other, for ever.
//!
//! **Specification:** training ends.
//!
//! **What is wrong:** to apply an update to all layers at once, a worker holds every layer's lock. The
//! first worker takes them from the first layer on, the others from the last: each may get one lock
//! and wait for the one that another holds. It is enough that it *can* happen; most runs end well. This
//! would hang, and so it exists in the loom build only.
//!
//! **The fix:** one order for everybody. Or never hold two locks at once, as
//! [`mutex_per_layer`](crate::trainers::mutex_per_layer) does, if torn copies are good enough.

use std::ops::Range;

use super::{FailureKind, Mistake};
use crate::data::Batches;
use crate::network::{Network, descend};
use crate::scenario::{Scenario, tally};
use crate::sync::{Mutex, WorkerPanic, named, workers};
use crate::trainers::{Plan, Watch, Worker};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "lock_order",
    lesson: "03_mutex",
    kind: FailureKind::Deadlock,
    summary: "holds several locks, taken in different orders",
    specification: "training ends",
    fix: "take locks in one order everywhere, or hold one at a time",
    scenario: Scenario::new(
        "lock_order",
        "2 workers, 1 batch each, 2 layers",
        &["2 and 2 of 2 updates arrived"],
        || tally(train, 2, 2, 2),
    ),
};

/// Trains, or hangs. Arguments and errors as for [`Train`](crate::trainers::Train).
pub fn train<N: Network>(
    network: &N,
    weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    let ranges = network.layers();
    let lock = |(layer, range): (usize, &Range<usize>)| {
        named(("layers", layer), Mutex::new(weights[range.clone()].to_vec()))
    };
    let layers: Vec<_> = ranges.iter().enumerate().map(lock).collect();
    let ended = workers(plan.workers, |me| {
        let mut worker = Worker::new(me, network, batches, watch)?;
        let mut copy = vec![0.0; network.weights()];
        let mut gradient = vec![0.0; network.weights()];
        // ANCHOR: order
        let mut order: Vec<_> = (0..layers.len()).collect();
        if me > 0 {
            order.reverse();
        }
        for batch in batches.of(me, plan.workers) {
            for (layer, range) in layers.iter().zip(&ranges) {
                copy[range.clone()].copy_from_slice(&layer.lock().unwrap());
            }
            let loss = worker.gradient(&copy, batch, &mut gradient)?;
            let mut held: Vec<_> =
                order.iter().map(|&layer| (layer, layers[layer].lock().unwrap())).collect();
            for (layer, weights) in &mut held {
                descend(weights, &gradient[ranges[*layer].clone()], plan.rate);
            }
            drop(held);
            // ANCHOR_END: order
            if !worker.goes_on(loss)? {
                break;
            }
        }
        Ok(())
    });
    ended.into_iter().collect::<Result<(), _>>()?;
    Ok(layers.into_iter().flat_map(|layer| layer.into_inner().unwrap()).collect())
}
