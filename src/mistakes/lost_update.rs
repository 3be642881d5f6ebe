//! Lost update: every access holds the lock, and updates still get lost.
//!
//! **Specification:** every weight update arrives.
//!
//! **What is wrong:** a worker copies the weights out under the lock, takes its step on the copy, and
//! writes the *copy* back under the lock. Whatever another worker applied in between is overwritten.
//! This is safe Rust and there is no data race; it is a race condition. Two critical sections are two
//! steps, however well each of them is guarded.
//!
//! **The fix:** take the step on the shared weights instead of the copy, in one critical section, as
//! [`mutex_short`](crate::trainers::mutex_short) does.
//!
//! Plain shared mutation is not even an option. rustc refuses it:
#![doc = concat!("```compile_fail,E0499\n", include_str!("../../lessons/refused.rs"), "```")]
//! Nor is it one behind an `Arc`, which shares ownership and guards nothing:
#![doc = concat!("```compile_fail,E0596\n", include_str!("../../lessons/refused_arc.rs"), "```")]

use super::{FailureKind, Mistake};
use crate::data::Batches;
use crate::network::{Network, descend};
use crate::scenario::{Scenario, tally};
use crate::sync::{Mutex, WorkerPanic, named, workers};
use crate::trainers::{Plan, Watch, Worker};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "lost_update",
    lesson: "02_lost_update",
    kind: FailureKind::WrongOutcome,
    summary: "copies the weights, steps, and writes the copy back over what others did",
    specification: "every weight update arrives",
    fix: "apply the step to the shared weights, in one critical section",
    scenario: Scenario::new("lost_update", "2 workers, 1 batch each", &["2 of 2 updates arrived"], || {
        tally(train, 2, 2, 1)
    }),
};

/// Trains, and loses updates. Arguments and errors as for [`Train`](crate::trainers::Train).
pub fn train<N: Network>(
    network: &N,
    weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    // ANCHOR: workers
    let shared = named("weights", Mutex::new(weights));
    let ended = workers(plan.workers, |me| {
        let mut worker = Worker::new(me, network, batches, watch)?;
        let mut copy = vec![0.0; network.weights()];
        let mut gradient = vec![0.0; network.weights()];
        for batch in batches.of(me, plan.workers) {
            copy.copy_from_slice(&shared.lock().unwrap());
            let loss = worker.gradient(&copy, batch, &mut gradient)?;
            descend(&mut copy, &gradient, plan.rate);
            shared.lock().unwrap().copy_from_slice(&copy);
            if !worker.goes_on(loss)? {
                break;
            }
        }
        Ok(())
    });
    // ANCHOR_END: workers
    ended.into_iter().collect::<Result<(), _>>()?;
    Ok(shared.into_inner().unwrap())
}
