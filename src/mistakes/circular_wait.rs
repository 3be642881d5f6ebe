//! Circular wait: two stages wait to send to each other, and neither receives.
//!
//! **Specification:** training ends.
//!
//! **What is wrong:** the last stage takes each micro-batch forward and back at once, to be done with it. The first stage
//! first sends all micro-batches forward. Both channels have room for one. When the first stage has sent a few, the deltas that
//! come back have nowhere to go: it will receive them later. So the last stage waits to send, and does not receive
//! any more; soon the first stage waits to send as well. Each channel is in order. Together they are a circle. It goes well
//! with up to three micro-batches. This hangs, and so it exists in the loom build only.
//!
//! **The fix:** room in one of the channels for all micro-batches, as in [`pipeline`](crate::trainers::pipeline). Or
//! receive whenever one cannot send.

use super::{FailureKind, Mistake};
use crate::scenario::Scenario;
use crate::sync::channel::bounded;
use crate::sync::{label_thread, named, thread};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "circular_wait",
    lesson: "13_pipeline",
    kind: FailureKind::Deadlock,
    summary: "sends round a circle of channels, each of which is full",
    specification: "training ends",
    fix: "room for all micro-batches in one of the channels, or receive when one cannot send",
    scenario: Scenario::new(
        "circular_wait",
        "2 stages, room for 1, 4 micro-batches",
        &["4 micro-batches came back"],
        || format!("{} micro-batches came back", one_batch(4, 1)),
    ),
};

/// Takes a batch through two stages, with so much room in each of the two channels. Returns how many micro-batches
/// came back.
pub fn one_batch(micro_batches: usize, room: usize) -> usize {
    let (forward, arrives) = named("forward", bounded(room));
    let (back, returns) = named("back", bounded(room));
    thread::scope(|scope| {
        // ANCHOR: stages
        scope.spawn(move || {
            label_thread(("stage", 1));
            while let Ok(activations) = arrives.recv() {
                // Forward, the loss, and back at once.
                let deltas: usize = activations;
                if back.send(deltas).is_err() {
                    return;
                }
            }
        });
        label_thread(("stage", 0));
        for micro_batch in 0..micro_batches {
            if forward.send(micro_batch).is_err() {
                break;
            }
        }
        let came_back = (0..micro_batches).filter(|_| returns.recv().is_ok()).count();
        // ANCHOR_END: stages
        drop(forward);
        came_back
    })
}
