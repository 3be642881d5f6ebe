//! Which values?
//!
//! What for: to know what can happen before you look.
//!
//! Two stores race. What can be read?

// exercise: lesson 07_atomics
// exercise: kind prediction
// exercise: minutes 2
// exercise: hint Somebody comes last.
// exercise: hint Nobody reads the first value.
// exercise: hint One of two.
// exercise: after Each of the two can come last.

use std::sync::atomic::{AtomicU8, Ordering::*};
use std::thread;

// racelab: scenario
fn the_last() -> (u8, u8) {
    let value = AtomicU8::new(0);
    thread::scope(|scope| {
        scope.spawn(|| value.store(1, Relaxed));
        scope.spawn(|| value.store(2, Relaxed));
    });
    (value.load(Relaxed), 9)
}

// yours: possible
const POSSIBLE: &[(u8, u8)] = &[(1, 9), (2, 9)];
//- const POSSIBLE: &[(u8, u8)] = &[];
// end
