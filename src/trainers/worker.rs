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
    pace: Pace<'a>,
    network: &'a N,
    scratch: N::Scratch,
}

impl<N: Network> fmt::Debug for Worker<'_, N> {
    /// What there is to see in the picture of an execution.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "worker {}", self.pace.number)
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
        Ok(Worker { pace: Pace::new(number, watch)?, network, scratch })
    }

    /// Overwrites `gradient` with that of `batch` at `weights`; returns the loss.
    pub fn gradient(
        &mut self,
        weights: &[f32],
        batch: Batch<'_>,
        gradient: &mut [f32],
    ) -> Result<f32, WorkerPanic> {
        self.pace.compute(|| self.network.gradient(weights, batch, gradient, &mut self.scratch))
    }

    /// Reports a step with its loss to the watch; whether training is to go on.
    pub fn goes_on(&self, loss: f32) -> Result<bool, WorkerPanic> {
        self.pace.goes_on(loss)
    }
}

/// A worker's number and who watches it: what one has that computes no gradient by itself, but a part of one.
pub(crate) struct Pace<'a> {
    number: usize,
    watch: &'a dyn Watch,
    /// See [`Watch::slowness`].
    slowness: u32,
}

impl<'a> Pace<'a> {
    /// The worker with this number.
    pub fn new(number: usize, watch: &'a dyn Watch) -> Result<Self, WorkerPanic> {
        Ok(Pace { number, watch, slowness: caught(number, || watch.slowness(number))? })
    }

    /// Computes; takes longer than that if the worker is slowed on purpose.
    pub fn compute<R>(&self, compute: impl FnOnce() -> R) -> Result<R, WorkerPanic> {
        let start = (self.slowness > 1).then(Instant::now);
        let result = caught(self.number, compute)?;
        if let Some(start) = start {
            // Asleep, as one who waits for a machine far away, and so in nobody's way. A sleep takes some tens of
            // microseconds at least, whatever is asked for.
            sleep(start.elapsed() * (self.slowness - 1));
        }
        Ok(result)
    }

    /// See [`Worker::goes_on`].
    pub fn goes_on(&self, loss: f32) -> Result<bool, WorkerPanic> {
        caught(self.number, || self.watch.step(self.number, loss).is_continue())
    }
}
