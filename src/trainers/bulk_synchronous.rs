//! All workers compute, all meet, one of them makes the update for all: then the next round begins.
//!
//! This is bulk-synchronous parallelism (Valiant 1990), the oldest way to train on many processors and still that of
//! most large machines. A batch is cut into a part for each worker. Whoever is through with its part hands its
//! gradient in, and the last to come adds the parts up, makes one update of the one set of weights, and wakes the
//! others. The parts are added in the order of the workers' numbers, whoever came first, so the same seed and number
//! of workers give the same weights, bit for bit.
//!
//! The meeting is made of the two things that every operating system has for waiting. A `Mutex` guards *what is true*:
//! who has come, which round is complete. A `Condvar` is where threads sleep until it may have become true. The condition
//! variable remembers nothing: a notification that comes while nobody sleeps is gone. So there are three rules, and
//! each has its mistake:
//!
//! * what is waited for is changed and looked at under the lock (`lost_wakeup`);
//! * whoever wakes looks again, in a loop ([`if_for_while`](crate::mistakes::if_for_while));
//! * everybody who is counted on comes, or says that it does not (`one_worker_short`).
//!
//! Compare [`thread_local`](mod@super::thread_local), which is the same training but for how sums are rounded: there every worker has
//! weights of its own, spins and yields at the barrier before it sleeps, and needs `unsafe`. Here a thread that waits takes no time from
//! others, so it does not matter if there are more workers than cores; but to wake it takes longer than to compute a
//! small gradient.
//!
//! Why is the gradient swapped in, and not copied? A swap hands a buffer over by three machine words, under the lock or
//! not. The weights are copied, because all read them at once and only one buffer can be swapped with one other.

use std::fmt;
use std::mem::swap;

use super::{Plan, Watch, Worker};
use crate::data::Batches;
use crate::network::{Network, descend};
use crate::sync::{Condvar, Mutex, WorkerPanic, named, workers};

// ANCHOR: round
/// What the lock guards: the weights, and how far this round has got.
struct Round {
    weights: Vec<f32>,
    /// The gradient of each worker's part of the batch.
    parts: Vec<Vec<f32>>,
    /// How many parts of this round have been handed in.
    arrived: usize,
    /// How many rounds are complete.
    complete: usize,
    /// Somebody has left: no further round will be complete, and nobody is to wait for one.
    over: bool,
}
// ANCHOR_END: round

impl Round {
    // ANCHOR: update
    /// Makes one update of all parts, which are of one batch and so add up to its gradient; ends the round.
    fn update(&mut self, rate: f32) {
        let (sum, others) = self.parts.split_first_mut().expect("at least one worker");
        for part in others {
            sum.iter_mut().zip(part).for_each(|(sum, part)| *sum += *part);
        }
        descend(&mut self.weights, sum, rate);
        self.arrived = 0;
        self.complete += 1;
    }
    // ANCHOR_END: update
}

impl fmt::Debug for Round {
    /// What there is to see in the picture of an execution.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Round { weights, arrived, complete, .. } = self;
        write!(formatter, "{complete} complete, {arrived} arrived, weights {weights:?}")
    }
}

/// Trains in rounds: one update for all. See [`Train`](super::Train).
pub fn train<N: Network>(
    network: &N,
    weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    let parts = vec![vec![0.0; weights.len()]; plan.workers];
    let round = Round { weights: weights.clone(), parts, arrived: 0, complete: 0, over: false };
    let shared = named("round", Mutex::new(round));
    let completed = named("completed", Condvar::new());

    let train = |me: usize| -> Result<(), WorkerPanic> {
        let mut worker = Worker::new(me, network, batches, watch)?;
        let mut copy = weights.clone();
        let mut gradient = vec![0.0; weights.len()];
        for (number, part) in batches.parts(me, plan.workers).enumerate() {
            let loss = worker.gradient(&copy, part, &mut gradient)?;
            // ANCHOR: meet
            let mut round = shared.lock().unwrap();
            swap(&mut round.parts[me], &mut gradient);
            round.arrived += 1;
            if round.arrived == plan.workers {
                round.update(plan.rate);
                completed.notify_all();
            } else {
                let waits = |round: &mut Round| round.complete == number && !round.over;
                round = completed.wait_while(round, waits).unwrap();
            }
            // A round that was completed counts, even if somebody has left since.
            if round.complete == number {
                return Ok(());
            }
            copy.copy_from_slice(&round.weights);
            drop(round);
            // ANCHOR_END: meet
            if !worker.goes_on(loss)? {
                break;
            }
        }
        Ok(())
    };
    let ended = workers(plan.workers, |me| {
        let result = train(me);
        // ANCHOR: leave
        // Whatever the reason: whoever leaves says so, and nobody waits for it.
        shared.lock().unwrap().over = true;
        completed.notify_all();
        // ANCHOR_END: leave
        result
    });
    ended.into_iter().collect::<Result<(), _>>()?;
    Ok(shared.into_inner().unwrap().weights)
}
