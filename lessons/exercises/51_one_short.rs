//! One short
//!
//! What for: a barrier counts threads, and not work.
//!
//! Two workers train in rounds: each takes its own image of the batch, adds its gradient, and meets
//! the other at the barrier. It has run for weeks. Today the last batch has a single image, and the
//! training hangs, as the counterexample shows.
//!
//! Which line makes a worker stay away from a meeting at which it is expected? Write its number
//! into LINE.

// exercise: lesson 10_barrier
// exercise: kind reading
// exercise: minutes 3
// exercise: hint The counterexample ends with a worker that waits. Where does it wait, and for whom?
// exercise: hint The other one does not come to the second meeting. It has no image in that batch. What does its loop do then?
// exercise: hint The barrier is right, and the batch is a fair batch. Look for the line that goes past `wait`.
// exercise: after Whoever belongs to the meeting comes to it, with or without work. There are other ways to be one short: a worker that returns early, and one that panics.

use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering::*};
use std::thread;

const BATCHES: [&[u32]; 2] = [&[3, 4], &[5]];

fn work(me: usize, sum: &AtomicU32, meeting: &Barrier) {
    for batch in BATCHES {
        let Some(image) = batch.get(me) else {
            continue; // exercise: here
        };
        sum.fetch_add(*image, Relaxed);
        meeting.wait();
    }
}

#[test]
fn two_workers_train() {
    let (sum, meeting) = (AtomicU32::new(0), Barrier::new(2));
    thread::scope(|scope| {
        scope.spawn(|| work(1, &sum, &meeting));
        work(0, &sum, &meeting);
    });
    assert_eq!(sum.into_inner(), 12);
}

// yours: line
const LINE: u32 = 22;
//- const LINE: u32 = 0;
// end
