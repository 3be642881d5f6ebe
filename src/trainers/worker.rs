//! What every worker has, whatever the approach: a number, scratch memory, and somebody watching.

use std::fmt;
use std::thread::sleep;
use std::time::Instant;

use crate::data::{Batch, Batches};
use crate::network::Network;
use crate::sync::{WorkerPanic, caught};

use super::Watch;

/// One worker's side of a trainer: everything that has nothing to do with the other workers.
pub(crate) struct Worker<'a, N: Network> {
    number: usize,
    network: &'a N,
    watch: &'a dyn Watch,
    scratch: N::Scratch,
    /// See [`Watch::slowness`].
    slowness: u32,
}

impl<N: Network> fmt::Debug for Worker<'_, N> {
    /// What there is to see in the picture of an execution.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "worker {}", self.number)
    }
}

impl<'a, N: Network> Worker<'a, N> {
    /// A worker with scratch memory for any of the batches. All its allocation is done here.
    pub fn new(
        number: usize,
        network: &'a N,
        batches: &Batches<'_>,
        watch: &'a dyn Watch,
    ) -> Result<Self, WorkerPanic> {
        let scratch = caught(number, || network.scratch(batches.largest()))?;
        let slowness = caught(number, || watch.slowness(number))?;
        Ok(Worker { number, network, watch, scratch, slowness })
    }

    /// Overwrites `gradient` with that of `batch` at `weights`; returns the loss.
    pub fn gradient(
        &mut self,
        weights: &[f32],
        batch: Batch<'_>,
        gradient: &mut [f32],
    ) -> Result<f32, WorkerPanic> {
        let start = (self.slowness > 1).then(Instant::now);
        let loss =
            caught(self.number, || self.network.gradient(weights, batch, gradient, &mut self.scratch))?;
        if let Some(start) = start {
            // Asleep, as one who waits for a machine far away, and so in nobody's way. A sleep takes some tens of
            // microseconds at least, whatever is asked for.
            sleep(start.elapsed() * (self.slowness - 1));
        }
        Ok(loss)
    }

    /// Reports a step with its loss to the watch; whether training is to go on.
    pub fn goes_on(&self, loss: f32) -> Result<bool, WorkerPanic> {
        caught(self.number, || self.watch.step(self.number, loss).is_continue())
    }
}
