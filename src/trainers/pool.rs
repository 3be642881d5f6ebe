//! Each batch is a job for a [pool](crate::pool): as many tasks as there are workers, for whoever is free.
//!
//! A task computes the gradient of a part of the batch. The parts are cut as for [`bulk_synchronous`](super::bulk_synchronous)
//! and added up in their order, so the same seed and number of workers give the same weights, bit for bit. What is not
//! laid down is *who* computes a part. If another program needs a core for a while, the workers that have theirs
//! run all the tasks; nobody is waited for because a part is his.
//!
//! So what a task needs is kept in two ways: the gradient belongs to the part, and the scratch memory to the worker.
//!
//! Why not start a thread for each part? That is [`spawn_per_batch`](super::spawn_per_batch), and the whole difference
//! between the two is what a pool is for.

use std::fmt;

use super::{Plan, Watch, Worker};
use crate::data::Batches;
use crate::network::{Network, descend};
use crate::pool::with_pool;
use crate::sync::{CachePadded, Guarded, WorkerPanic, named};

/// What there is of each part of a batch.
struct Part {
    gradient: Vec<f32>,
    /// Whether whoever computed it wants to go on.
    goes_on: bool,
}

impl fmt::Debug for Part {
    /// The gradient is what there is to see in the picture of an execution.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.gradient.fmt(formatter)
    }
}

/// Trains with a pool. See [`Train`](super::Train).
pub fn train<N: Network>(
    network: &N,
    mut weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    let count = plan.workers;
    let new = |me| {
        Ok(CachePadded::new(named(("worker", me), Guarded::new(Worker::new(me, network, batches, watch)?))))
    };
    let workers = (0..count).map(new).collect::<Result<Vec<_>, WorkerPanic>>()?;
    let part = |_| Part { gradient: vec![0.0; network.weights()], goes_on: true };
    let parts: Vec<_> =
        (0..count).map(|me| CachePadded::new(named(("parts", me), Guarded::new(part(me))))).collect();

    with_pool(count, |pool| {
        // ANCHOR: job
        for batch in 0..batches.len() {
            pool.run(count as u32, &|me, task| {
                let Some(batch) = batches.part(batch, task, count) else { return Ok(()) };
                let compute = |worker: &mut Worker<'_, N>, part: &mut Part| {
                    let loss = worker.gradient(&weights, batch, &mut part.gradient)?;
                    part.goes_on = worker.goes_on(loss)?;
                    Ok(())
                };
                // SAFETY: a worker runs one task at a time, and a task is run once.
                unsafe { workers[me].write(|worker| parts[task].write(|part| compute(worker, part))) }
            })?;
            let mut all_go_on = true;
            for part in &parts {
                // SAFETY: all tasks of the job have ended, and the next job has not begun.
                unsafe {
                    part.read(|part| {
                        descend(&mut weights, &part.gradient, plan.rate);
                        all_go_on &= part.goes_on;
                    });
                }
            }
            if !all_go_on {
                break;
            }
        }
        // ANCHOR_END: job
        Ok(weights)
    })
}
