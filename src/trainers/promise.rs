//! Each batch is a promise: whoever has it owes its gradient, and the trainer waits for one gradient after the other.
//!
//! For each batch there are two cells. In one the trainer owes the worker a job, which is the weights to start from; in
//! the other the worker owes the trainer the gradient. A `Parcel` with room for both goes to and fro, and nobody copies
//! what is in it. The trainer knows which gradient comes next, and waits for that one, though others may be
//! ready. So it takes them in the order of the batches, and the same seed gives the same weights, bit for bit. With
//! a [`channel`](super::channel) it is first come, first served, and no run is like another.
//!
//! With n workers the job of batch b goes out when gradient b - n has been applied, to the worker that computed it. Meanwhile
//! the others are at work: a gradient is stale by exactly n - 1 updates.
//!
//! A worker that leaves, for whatever reason, drops what it owes. The trainer learns of it by an error where it
//! would have waited, stops, and drops what *it* owes; so the other workers learn of it as well. Nobody has to be
//! told: to forget a promise is to break it. (Unless by `std::mem::forget`.)
//!
//! Why not a channel with room for one message? It could be used again, and has to be ready for that: for a second
//! message before the first is taken, for senders that are cloned. A promise is for once, and an atomic with three values is enough.
//! The price is a cell for each batch, and they are made before training begins.

use std::fmt;

use super::{Plan, Watch, Worker};
use crate::data::{Batch, Batches};
use crate::network::{Network, descend};
use crate::promise::{OneShot, Promise, Receiver, Waiter};
use crate::sync::thread::{self, Thread};
use crate::sync::{WorkerPanic, label_thread};

/// What goes to and fro between the trainer and a worker.
pub(super) struct Parcel {
    /// Where to compute the gradient.
    pub weights: Vec<f32>,
    pub gradient: Vec<f32>,
}

/// The two promises of a batch.
pub(super) struct Turn<W> {
    job: OneShot<Box<Parcel>, W>,
    answer: OneShot<Box<Parcel>, W>,
}

/// What a worker has of each of its batches: it is owed a job, and owes an answer.
pub(super) type Owed<'a, W> = (Receiver<'a, Box<Parcel>, W>, Promise<'a, Box<Parcel>, W>);

/// What the trainer has of each batch: it owes the jobs, and is owed the answers.
pub(super) type Owing<'a, W> = (Vec<Promise<'a, Box<Parcel>, W>>, Vec<Receiver<'a, Box<Parcel>, W>>);

impl fmt::Debug for Parcel {
    /// What there is to see in the picture of an execution.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "weights {:?}, gradient {:?}", self.weights, self.gradient)
    }
}

impl Parcel {
    /// A parcel with the weights that training begins with.
    pub fn new(weights: &[f32]) -> Box<Self> {
        Box::new(Parcel { weights: weights.to_vec(), gradient: vec![0.0; weights.len()] })
    }
}

/// The promises of so many batches.
pub(super) fn turns<W: Waiter>(batches: usize) -> Vec<Turn<W>> {
    (0..batches).map(|_| Turn { job: OneShot::new(), answer: OneShot::new() }).collect()
}

/// Deals the halves of all promises: to the trainer, and to the workers in turn.
pub(super) fn deal<W: Waiter>(
    turns: &mut [Turn<W>],
    workers: usize,
) -> (Owing<'_, W>, Vec<Vec<Owed<'_, W>>>) {
    let each = turns.len().div_ceil(workers);
    let mut owed: Vec<_> = (0..workers).map(|_| Vec::with_capacity(each)).collect();
    let (mut jobs, mut answers) = (Vec::with_capacity(turns.len()), Vec::with_capacity(turns.len()));
    for (number, Turn { job, answer }) in turns.iter_mut().enumerate() {
        let ((give_job, get_job), (give_answer, get_answer)) = (job.split(), answer.split());
        jobs.push(give_job);
        answers.push(get_answer);
        owed[number % workers].push((get_job, give_answer));
    }
    ((jobs, answers), owed)
}

/// Trains with the calling thread as the trainer and `plan.workers` threads beside it. See [`Train`](super::Train).
pub fn train<N: Network>(
    network: &N,
    mut weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    let mut turns = turns::<Thread>(batches.len());
    let ((jobs, answers), owed) = deal(&mut turns, plan.workers);
    thread::scope(|scope| {
        let mut workers = Vec::with_capacity(plan.workers);
        for (me, mine) in owed.into_iter().enumerate() {
            workers.push(scope.spawn(move || {
                label_thread(("worker", me));
                work(Worker::new(me, network, batches, watch)?, batches.of(me, plan.workers).zip(mine))
            }));
        }
        label_thread("trainer");
        // ANCHOR: trainer
        let mut jobs = jobs.into_iter();
        jobs.by_ref().take(plan.workers).for_each(|job| job.fulfil(Parcel::new(&weights)));
        for answer in answers {
            // An error means that the worker has left, and so that training is over.
            let Ok(mut parcel) = answer.receive() else { break };
            descend(&mut weights, &parcel.gradient, plan.rate);
            // The next job is that of the same worker: the others have theirs.
            if let Some(job) = jobs.next() {
                parcel.weights.copy_from_slice(&weights);
                job.fulfil(parcel);
            }
        }
        // Whoever still waits for a job learns that there is none.
        drop(jobs);
        // ANCHOR_END: trainer
        for worker in workers {
            worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        }
        Ok(weights)
    })
}

// ANCHOR: work
/// A worker's side: a job, a gradient, and so on.
fn work<'a, N: Network>(
    mut worker: Worker<'_, N>,
    turns: impl Iterator<Item = (Batch<'a>, Owed<'a, Thread>)>,
) -> Result<(), WorkerPanic> {
    for (batch, (job, answer)) in turns {
        // An error means that the trainer has left.
        let Ok(mut parcel) = job.receive() else { break };
        // Where this panics, `answer` is dropped, and with it all that this worker owes.
        let loss = worker.gradient(&parcel.weights, batch, &mut parcel.gradient)?;
        answer.fulfil(parcel);
        if !worker.goes_on(loss)? {
            break;
        }
    }
    Ok(())
}
// ANCHOR_END: work
