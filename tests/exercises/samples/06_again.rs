//! Also judged with another number
//!
//! What for: to hold that an answer has to fit more than the scenario in the file.
//!
//! Count.

// exercise: lesson 07_atomics
// exercise: kind code
// exercise: minutes 3
// exercise: hint It counts.
// exercise: hint In one step.
// exercise: hint `fetch_add`.
// exercise: after It counts, from whatever number.

use std::sync::atomic::{AtomicU32, Ordering::*};
use std::thread;

fn count(counter: &AtomicU32) {
    // yours: count
    counter.fetch_add(1, Relaxed);
    //- counter.store(counter.load(Relaxed) + 1, Relaxed);
    // end
}

fn both_count(start: u32) -> u32 {
    let counter = AtomicU32::new(start);
    thread::scope(|scope| {
        scope.spawn(|| count(&counter));
        count(&counter);
    });
    counter.into_inner()
}

// racelab: outcomes 3
fn from_one() -> u32 {
    both_count(1)
}

// again: numbers
// racelab: outcomes 9
fn a_from_seven() -> u32 {
    both_count(7)
}
// end
