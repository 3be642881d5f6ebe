//! Early update: a stage changes its weights while a later micro-batch still needs the old ones.
//!
//! **Specification:** all micro-batches of a batch are computed with the same weights.
//!
//! **What is wrong:** a stage has two threads, one that takes micro-batches forward and one that takes their deltas back,
//! so that it need not be idle. The second makes an update as soon as it has a gradient. A micro-batch that has yet
//! to go forward then does so with newer weights than the first one, or it does not, as it happens. The lock is in order: no
//! update is lost and nothing is torn. But the sum is no longer the gradient of the batch at any weights.
//!
//! **The fix:** add up, and update when all micro-batches are back, as in [`pipeline`](crate::trainers::pipeline): here, add
//! `gradient` to a sum in the loop, and the sum to the weight after it. The loop ends when the forward thread has let go of its end of
//! the channel, which it does after its last micro-batch.

use super::{FailureKind, Mistake};
use crate::scenario::Scenario;
use crate::sync::channel::bounded;
use crate::sync::{Mutex, label_thread, named, thread};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "early_update",
    lesson: "13_pipeline",
    kind: FailureKind::WrongOutcome,
    summary: "updates a stage's weights while micro-batches are on their way",
    specification: "all micro-batches of a batch are computed with the same weights",
    fix: "add up the gradients, and update when all micro-batches are back",
    scenario: Scenario::new(
        "early_update",
        "a stage, 1 batch of 2 micro-batches",
        &["forward with weights 1 and 1"],
        || {
            let used = one_batch(2);
            format!("forward with weights {} and {}", used[0], used[1])
        },
    ),
};

/// A stage with one weight takes a batch forward and back, while the stages after it hand back whatever they
/// are given. Returns the weight that each micro-batch went forward with.
pub fn one_batch(micro_batches: usize) -> Vec<f32> {
    let weight = named("weight", Mutex::new(1.0));
    let (forward, deltas) = named("later stages", bounded(micro_batches));
    thread::scope(|scope| {
        let weight = &weight;
        // ANCHOR: backward
        scope.spawn(move || {
            label_thread("backward");
            while let Ok(gradient) = deltas.recv() {
                // Now? The next micro-batch may not have gone forward yet.
                *weight.lock().unwrap() += gradient;
            }
        });
        // ANCHOR_END: backward
        // ANCHOR: forward
        label_thread("forward");
        let mut used = Vec::with_capacity(micro_batches);
        for _ in 0..micro_batches {
            let weight = *weight.lock().unwrap();
            used.push(weight);
            if forward.send(weight).is_err() {
                break;
            }
        }
        // ANCHOR_END: forward
        drop(forward);
        used
    })
}
