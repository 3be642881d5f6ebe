//! The last batch lost: a worker fills its batch, and leaves when the queue is closed before the batch is full.
//!
//! **Specification:** each image that was asked about is answered.
//!
//! **What is wrong:** the error of `recv` says that nothing more will come. It does not say that nothing is left to do:
//! the worker still holds what it received before. Where one worker gets both images, all is well; where two workers
//! get one each, both leave with an image in hand. Nothing is wrong in any single operation, no message is lost by the
//! channel, and a test with one worker and an even number of images passes.
//!
//! **The fix:** answer what is there, as [`work`](crate::inference::work) does.

use super::{FailureKind, Mistake};
use crate::inference::scenarios::ask;
use crate::scenario::Scenario;
use crate::sync::channel::Receiver;

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "last_batch_lost",
    lesson: "16_convolution",
    kind: FailureKind::WrongOutcome,
    summary: "leaves when the queue is closed, with a batch in hand that is not full",
    specification: "each image that was asked about is answered",
    fix: "answer what was received before the queue was closed",
    scenario: Scenario::new(
        "last_batch_lost",
        "2 workers, 2 images, batches of 2",
        &["2 of 2 answered"],
        || ask(2, 2, answer),
    )
    .bounded(1),
};

/// Answers in batches of two, and returns what it has answered.
pub fn answer(queue: &Receiver<u32>) -> Vec<u32> {
    let (mut batch, mut answered) = (Vec::new(), Vec::new());
    // ANCHOR: fill
    loop {
        while batch.len() < 2 {
            match queue.recv() {
                Ok(next) => batch.push(next),
                Err(_) => return answered,
            }
        }
        answered.append(&mut batch);
    }
    // ANCHOR_END: fill
}
