//! In a circle
//!
//! What for: bounded channels in a circle can be full all round.
//!
//! Two stages of a network run on two threads. The first sends four micro-batches forward and then
//! receives four gradients; the second answers each micro-batch with a gradient. Both channels have
//! room for one. So the first cannot send any more, because the second cannot, because the first
//! receives nothing.
//!
//! Change `first_stage` so that it still sends all four and receives all four.

// exercise: lesson 13_pipeline
// exercise: kind code
// exercise: minutes 4
// exercise: fast
// exercise: hint Count where micro-batches and gradients may be: one in each channel, one in the hands of the second stage. What happens to the fourth?
// exercise: hint Larger channels only move the number at which it happens. What could the first stage do before it sends another one?
// exercise: hint Receive a gradient for each micro-batch that is sent, at once or one or two later. Then there is always somebody who takes.
// exercise: after Every circle of bounded channels needs a rule that limits what is under way to what the circle can hold. GPipe and its kin have one: so many micro-batches in flight, and then first a gradient back.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

const MICRO_BATCHES: [u32; 4] = [1, 2, 3, 4];

/// Sends the micro-batches, and returns the sum of the gradients.
fn first_stage(forward: SyncSender<u32>, backward: Receiver<u32>) -> u32 {
    // yours: first_stage
    let mut sum = 0;
    for micro_batch in MICRO_BATCHES {
        forward.send(micro_batch).unwrap();
        sum += backward.recv().unwrap();
    }
    sum
    //- for micro_batch in MICRO_BATCHES {
    //-     forward.send(micro_batch).unwrap();
    //- }
    //- let mut sum = 0;
    //- for _ in MICRO_BATCHES {
    //-     sum += backward.recv().unwrap();
    //- }
    //- sum
    // end
}

/// Answers each micro-batch, and returns how many there were.
fn second_stage(forward: Receiver<u32>, backward: SyncSender<u32>) -> usize {
    let mut seen = 0;
    for micro_batch in forward {
        backward.send(10 * micro_batch).unwrap();
        seen += 1;
    }
    seen
}

// racelab: outcomes (100, 4)
fn sum_and_number_of_gradients() -> (u32, usize) {
    let (forward, to_second) = sync_channel(1);
    let (backward, to_first) = sync_channel(1);
    thread::scope(|scope| {
        let second = scope.spawn(|| second_stage(to_second, backward));
        (first_stage(forward, to_first), second.join().unwrap())
    })
}
