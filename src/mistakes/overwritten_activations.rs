//! Overwritten activations: the next micro-batch is written over what the backward pass of this one has yet to read.
//!
//! **Specification:** there is no data race.
//!
//! **What is wrong:** to save sending, two stages share one buffer. The first stage writes activations into it, and says so.
//! The second reads them, says that it has, and the first writes those of the next micro-batch. But the second stage
//! needs them once more: the gradient of a layer is made of the inputs that it had on the way forward. Nothing orders
//! that second reading and the writing. This is undefined behaviour, and so it exists in the loom build only.
//!
//! **The fix:** say so after the *last* use: here, move the line that sends down, to the end of the loop. Then one buffer is enough, and the two stages
//! take turns, which is no pipeline. So: a buffer for each micro-batch on its way, which moves to whoever
//! needs it, as in [`pipeline`](crate::trainers::pipeline). What has been moved cannot be overwritten.

use super::{FailureKind, Mistake};
use crate::scenario::{Scenario, weights_in_words};
use crate::sync::channel::bounded;
use crate::sync::{Guarded, label_thread, named, thread};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "overwritten_activations",
    lesson: "13_pipeline",
    kind: FailureKind::DataRace,
    summary: "writes the next activations over those that the backward pass needs",
    specification: "there is no data race",
    fix: "give a buffer back after its last use, or one that moves to each micro-batch",
    scenario: Scenario::new(
        "overwritten_activations",
        "2 stages, 2 micro-batches, 1 buffer",
        &["weights 6"],
        || weights_in_words(&[one_batch(2)]),
    ),
};

/// Takes a batch through two stages, the second of which has one weight. The activation of micro-batch m is m + 2, and
/// that is its gradient too. Returns the weight after the update.
pub fn one_batch(micro_batches: usize) -> f32 {
    let activations = named("activations", Guarded::new(0.0));
    let (ready, is_ready) = named("ready", bounded(1));
    let (taken, is_taken) = named("taken", bounded(1));
    thread::scope(|scope| {
        let activations = &activations;
        // ANCHOR: first
        scope.spawn(move || {
            label_thread(("stage", 0));
            for micro_batch in 0..micro_batches {
                // Not SAFE: the other stage may still be reading.
                unsafe { activations.write(|place| *place = micro_batch as f32 + 2.0) };
                if ready.send(()).is_err() || is_taken.recv().is_err() {
                    return;
                }
            }
        });
        // ANCHOR_END: first
        // ANCHOR: second
        label_thread(("stage", 1));
        let (mut weight, mut gradient) = (1.0, 0.0);
        while is_ready.recv().is_ok() {
            // SAFETY: written before the message, and not again before the answer to it.
            let output = unsafe { activations.read(|input| input * weight) };
            // Taken, but not done with.
            let _ = taken.send(());
            let delta = if output > 0.0 { 1.0 } else { 0.0 };
            // Not SAFE: the other stage may be writing those of the next micro-batch.
            gradient += unsafe { activations.read(|input| input * delta) };
        }
        weight += gradient;
        // ANCHOR_END: second
        weight
    })
}
