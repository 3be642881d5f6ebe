//! Weights that many threads read and write without a lock: what [`atomic_add`](super::atomic_add)
//! and [`atomic_load_store`](super::atomic_load_store) share.
//!
//! Every access to a weight is atomic and Relaxed. Atomic, so there is no data race and no value that
//! nobody wrote. Relaxed, because a gradient of weights that are a little old, or of a mixture of old
//! and new ones, is still a useful gradient, so nothing has to be ordered. This is Hogwild! (Niu,
//! Recht, Ré and Wright 2011, arXiv 1106.5730).
//!
//! Two things are said to other threads, and they need different orderings:
//!
//! * **stop**: Relaxed. A flag that carries no data along with it. A worker that sees it late takes some
//!   more steps. How many, no ordering bounds: that a store is seen within a reasonable time is a
//!   recommendation of C++20 (`[atomics.order]`), the same for all orderings. The caller gets the final weights
//!   through `join`, which orders everything a worker did before everything the caller does next.
//! * **version**, the number of updates applied: added to with Release, read with Acquire. Whoever
//!   reads version v and then a weight finds what those v updates wrote to it, or what was written after
//!   that: with [`atomic_add`](super::atomic_add), *at least* v updates; with a load and a store, an update
//!   that was announced may have been overwritten by one that was not. It is not a snapshot: some weights
//!   may be newer, and no ordering changes that. Under Relaxed not even this much holds: the mistake
//!   [`relaxed_publish`](crate::mistakes::relaxed_publish).

use super::{Plan, Watch, Worker};
use crate::data::Batches;
use crate::network::Network;
use crate::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use crate::sync::atomic::{AtomicBool, AtomicUsize};
use crate::sync::{AtomicF32, CachePadded, WorkerPanic, named, workers};

/// Weights without a lock, the number of updates they have had, and a flag to stop training.
#[derive(Debug)]
pub struct AtomicWeights {
    weights: Vec<AtomicF32>,
    /// On cache lines of their own: the version is written after each step, and the flag is read
    /// before each.
    version: CachePadded<AtomicUsize>,
    stop: CachePadded<AtomicBool>,
}

impl AtomicWeights {
    /// Shares `weights`, at version 0.
    pub fn new(weights: Vec<f32>) -> Self {
        let share = |(place, weight)| AtomicF32::new(weight).named(("weights", place));
        AtomicWeights {
            weights: weights.into_iter().enumerate().map(share).collect(),
            version: CachePadded::new(named("version", AtomicUsize::new(0))),
            stop: CachePadded::new(named("stop", AtomicBool::new(false))),
        }
    }

    // ANCHOR: version
    /// How many updates have been applied. What they wrote, or something newer, is what is read afterwards.
    pub fn version(&self) -> usize {
        // Acquire: pairs with the Release in `train`.
        self.version.load(Acquire)
    }
    // ANCHOR_END: version

    /// Copies the weights into `copy`, one after the other: each is a value it has had, but not all
    /// of the same moment.
    pub fn copy_into(&self, copy: &mut [f32]) {
        for (copied, weight) in copy.iter_mut().zip(&self.weights) {
            *copied = weight.load(Relaxed);
        }
    }

    /// Asks all workers to stop, which each does once it sees this.
    pub fn stop(&self) {
        self.stop.store(true, Relaxed);
    }

    /// Trains; others may read meanwhile. `change(weight, amount)` adds `amount` to one weight, in the
    /// way that makes the approach. Arguments and errors as for [`Train`](super::Train).
    pub fn train<N: Network>(
        &self,
        network: &N,
        batches: &Batches<'_>,
        plan: &Plan,
        watch: &dyn Watch,
        change: impl Fn(&AtomicF32, f32) + Sync,
    ) -> Result<(), WorkerPanic> {
        let work = |me| {
            let mut worker = Worker::new(me, network, batches, watch)?;
            let mut copy = vec![0.0; network.weights()];
            let mut gradient = vec![0.0; network.weights()];
            for batch in batches.of(me, plan.workers) {
                if self.stop.load(Relaxed) {
                    break;
                }
                // ANCHOR: step
                self.copy_into(&mut copy);
                let loss = worker.gradient(&copy, batch, &mut gradient)?;
                for (weight, slope) in self.weights.iter().zip(&gradient) {
                    change(weight, -plan.rate * slope);
                }
                // Release: pairs with the Acquire in `version`. Several workers add to it, and each
                // addition continues the release sequence of those before, so who reads v has
                // synchronised with all v of them.
                self.version.fetch_add(1, Release);
                // ANCHOR_END: step
                if !worker.goes_on(loss)? {
                    self.stop();
                }
            }
            Ok(())
        };
        let ended = workers(plan.workers, |me| {
            let result = work(me);
            if result.is_err() {
                self.stop();
            }
            result
        });
        ended.into_iter().collect()
    }

    /// The weights, now that nobody shares them.
    pub fn into_inner(self) -> Vec<f32> {
        self.weights.into_iter().map(AtomicF32::into_inner).collect()
    }
}
