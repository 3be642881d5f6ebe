//! Take and clear
//!
//! What for: to empty something is to read it and to write it, so it has to be one step.
//!
//! Workers add their gradients to an atomic sum. Now and then somebody takes what has come together there, and leaves
//! a 0 for what comes next. What is taken and what is left must be all that was ever added. Here it is less at times.
//!
//! Mend `take`.

// exercise: lesson 07_atomics
// exercise: kind code
// exercise: minutes 3
// exercise: hint What becomes of a gradient that is added between the two lines?
// exercise: hint There is an operation that writes a value and returns what was there before, in one step. It has the name of what you do with football cards.
// exercise: hint `swap`. (Or leave in the sum what you have not taken: `fetch_sub` of just what you have read.)
// exercise: after A store is blind: it writes over whatever is there. `swap` writes over it too, but hands it to you.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::*;
use std::thread;

/// Takes what is in the sum, and leaves 0.
fn take(sum: &AtomicU32) -> u32 {
    // yours: take
    sum.swap(0, Relaxed)
    //- let taken = sum.load(Relaxed);
    //- sum.store(0, Relaxed);
    //- taken
    // end
}

/// What is taken while a worker adds its gradient, and what is left afterwards.
fn while_one_adds(start: u32, gradient: u32) -> (u32, u32) {
    let sum = AtomicU32::new(start);
    let taken = thread::scope(|scope| {
        scope.spawn(|| sum.fetch_add(gradient, Relaxed));
        take(&sum)
    });
    (taken, sum.into_inner())
}

// racelab: outcomes (5, 3), (8, 0)
fn a_gradient_of_three() -> (u32, u32) {
    while_one_adds(5, 3)
}

// racelab: outcomes (0, 3), (3, 0)
fn the_first_gradient() -> (u32, u32) {
    while_one_adds(0, 3)
}

// again: threads
// racelab: outcomes (7, 14), (16, 5), (12, 9), (21, 0)
fn while_two_add() -> (u32, u32) {
    let sum = AtomicU32::new(7);
    let taken = thread::scope(|scope| {
        scope.spawn(|| sum.fetch_add(9, Relaxed));
        scope.spawn(|| sum.fetch_add(5, Relaxed));
        take(&sum)
    });
    (taken, sum.into_inner())
}
// end
