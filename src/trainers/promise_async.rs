//! The same as [`promise`](super::promise), in `async` functions.
//!
//! `receive()` has become `.await`, and each thread runs its function by [`block_on`]. That is all: the cells are the
//! same, and so is the order in which things happen, down to the last bit of the weights. An `await` is a place where a
//! function may stop until it is woken. Here the thread stops with it, because it has nothing else to do; an executor
//! with many tasks would take up another one.

use std::task::Waker;

use super::promise::{Owed, Owing, Parcel, deal, turns};
use super::{Plan, Watch, Worker};
use crate::data::{Batch, Batches};
use crate::network::{Network, descend};
use crate::promise::block_on;
use crate::sync::{WorkerPanic, label_thread, thread};

/// Trains with the calling thread as the trainer and `plan.workers` threads beside it. See [`Train`](super::Train).
pub fn train<N: Network>(
    network: &N,
    weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    let mut turns = turns::<Waker>(batches.len());
    let (owing, owed) = deal(&mut turns, plan.workers);
    thread::scope(|scope| {
        let mut workers = Vec::with_capacity(plan.workers);
        for (me, mine) in owed.into_iter().enumerate() {
            workers.push(scope.spawn(move || {
                label_thread(("worker", me));
                let worker = Worker::new(me, network, batches, watch)?;
                block_on(work(worker, batches.of(me, plan.workers).zip(mine)))
            }));
        }
        label_thread("trainer");
        let weights = block_on(apply(weights, plan, owing));
        for worker in workers {
            worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        }
        Ok(weights)
    })
}

/// The trainer's side: a gradient after the other, and a job for each.
async fn apply(mut weights: Vec<f32>, plan: &Plan, (jobs, answers): Owing<'_, Waker>) -> Vec<f32> {
    let mut jobs = jobs.into_iter();
    jobs.by_ref().take(plan.workers).for_each(|job| job.fulfil(Parcel::new(&weights)));
    for answer in answers {
        let Ok(mut parcel) = answer.await else { break };
        descend(&mut weights, &parcel.gradient, plan.rate);
        if let Some(job) = jobs.next() {
            parcel.weights.copy_from_slice(&weights);
            job.fulfil(parcel);
        }
    }
    weights
}

// ANCHOR: work
/// A worker's side: a job, a gradient, and so on.
async fn work<'a, N: Network>(
    mut worker: Worker<'_, N>,
    turns: impl Iterator<Item = (Batch<'a>, Owed<'a, Waker>)>,
) -> Result<(), WorkerPanic> {
    for (batch, (job, answer)) in turns {
        let Ok(mut parcel) = job.await else { break };
        let loss = worker.gradient(&parcel.weights, batch, &mut parcel.gradient)?;
        answer.fulfil(parcel);
        if !worker.goes_on(loss)? {
            break;
        }
    }
    Ok(())
}
// ANCHOR_END: work
