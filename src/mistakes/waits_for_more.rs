//! Waits for more: a worker answers full batches only, and whoever asks waits for the answer before asking again.
//!
//! **Specification:** each image that was asked about is answered, and all come to their end.
//!
//! **What is wrong:** the worker waits for a second image, and the asker for the answer about the first. Each holds what
//! the other needs. There is no lock anywhere in it: a deadlock needs only two that wait for each other. It hangs, and so
//! it exists in the loom build only.
//!
//! **The fix:** take what is waiting and no more, as [`work`](crate::inference::work) does; or wait for the rest of a
//! batch with a time-out.

use super::{FailureKind, Mistake};
use crate::scenario::Scenario;
use crate::sync::channel::unbounded;
use crate::sync::{label_thread, named, thread};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "waits_for_more",
    lesson: "16_convolution",
    kind: FailureKind::Deadlock,
    summary: "waits until a batch is full, and nobody asks again before there is an answer",
    specification: "each image that was asked about is answered",
    fix: "answer what is waiting, and never wait for a batch to be full",
    scenario: Scenario::new(
        "waits_for_more",
        "1 worker, batches of 2; 2 images, one after the other",
        &["2 answered"],
        ask_and_wait,
    ),
};

/// Asks about two images, the second one after the answer to the first.
pub fn ask_and_wait() -> String {
    let answered = thread::scope(|scope| {
        let (ask, queue) = named("queue", unbounded());
        let (answer, answers) = named("answers", unbounded());
        scope.spawn(move || {
            label_thread("worker");
            // ANCHOR: fill
            let mut batch: Vec<u32> = Vec::new();
            while let Ok(next) = queue.recv() {
                batch.push(next);
                if batch.len() == 2 {
                    for image in batch.drain(..) {
                        // An error means that nobody wants the answer any more.
                        let _ = answer.send(image);
                    }
                }
            }
            // ANCHOR_END: fill
        });
        label_thread("asker");
        let asked = (0..2_u32).map(|image| ask.send(image).is_ok() && answers.recv().is_ok());
        asked.filter(|&answered| answered).count()
    });
    format!("{answered} answered")
}
