//! Lost wake-up: the notification comes between the look and the wait, and nobody is there to hear it.
//!
//! **Specification:** training ends.
//!
//! **What is wrong:** the number of complete rounds is an atomic beside the lock, which looks quicker. A worker sees
//! that its round is not complete, and goes to sleep; in between, the last worker completes the round and notifies.
//! A condition variable remembers no notifications. The worker sleeps, and nobody will notify again. Stronger
//! orderings do not help, because nothing is reordered: the look and the wait are two steps, and something comes in
//! between. This hangs, and so it exists in the loom build only.
//!
//! **The fix:** change what is waited for under the lock that the waiter holds from its look to its wait, as in
//! [`bulk_synchronous`](crate::trainers::bulk_synchronous): here, to count and to notify before `drop(round)`, and to look with
//! the lock held.

use super::{FailureKind, Mistake};
use crate::data::Batches;
use crate::network::{Network, descend};
use crate::scenario::{Scenario, tally};
use crate::sync::atomic::AtomicUsize;
use crate::sync::atomic::Ordering::{Acquire, Release};
use crate::sync::{Condvar, Mutex, WorkerPanic, named, workers};
use crate::trainers::{Plan, Watch, Worker};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "lost_wakeup",
    lesson: "10_barrier",
    kind: FailureKind::Deadlock,
    summary: "looks at what it waits for without the lock, and then sleeps",
    specification: "training ends",
    fix: "change and look at the count under the lock that the wait lets go",
    scenario: Scenario::new("lost_wakeup", "2 workers, 1 batch", &["1 of 1 updates arrived"], || {
        tally(train, 2, 1, 1)
    }),
};

/// Trains, and hangs. Arguments and errors as for [`Train`](crate::trainers::Train).
pub fn train<N: Network>(
    network: &N,
    weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    // The weights, and how many parts of a round have been taken off them.
    let shared = named("round", Mutex::new((weights, 0)));
    let complete = named("complete", AtomicUsize::new(0));
    let completed = named("completed", Condvar::new());
    let ended = workers(plan.workers, |me| {
        let mut worker = Worker::new(me, network, batches, watch)?;
        let mut copy = shared.lock().unwrap().0.clone();
        let mut gradient = vec![0.0; network.weights()];
        for (number, part) in batches.parts(me, plan.workers).enumerate() {
            worker.gradient(&copy, part, &mut gradient)?;
            // ANCHOR: meet
            let mut round = shared.lock().unwrap();
            descend(&mut round.0, &gradient, plan.rate);
            round.1 += 1;
            let last = round.1 == (number + 1) * plan.workers;
            drop(round);
            if last {
                complete.store(number + 1, Release);
                completed.notify_all();
            }
            while complete.load(Acquire) == number {
                // Here the round may be completed, and the notification is lost.
                drop(completed.wait(shared.lock().unwrap()).unwrap());
            }
            // ANCHOR_END: meet
            copy.copy_from_slice(&shared.lock().unwrap().0);
        }
        Ok(())
    });
    ended.into_iter().collect::<Result<(), _>>()?;
    Ok(shared.into_inner().unwrap().0)
}
