//! Seen once, seen for good
//!
//! What for: what even Relaxed promises, and where it stops.
//!
//! A trainer asks its workers to stop, and then counts the workers that it has asked. A worker
//! looks at the flag, at the flag again, and then at the count. Everything is Relaxed.
//!
//! Which (flag, flag again, count) can the worker get? Write down all that are possible.

// exercise: lesson 09_litmus
// exercise: kind prediction
// exercise: minutes 4
// exercise: hint Start with the two looks at the flag. Can the second find an older value than the first did?
// exercise: hint There is one list of values for each atomic, in the order in which they were stored, and no thread walks it backwards. The flag and the count are two lists.
// exercise: hint Between the two lists, Relaxed promises nothing: each of the three flag pairs goes with both counts.
// exercise: after For one atomic, Relaxed is enough: once seen, it stays seen. This is coherence. Between two atomics Relaxed makes no order at all; it takes a pair of Release and Acquire.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::*};
use std::thread;

// yours: possible
const POSSIBLE: &[(bool, bool, u32)] = &[
    (false, false, 0),
    (false, false, 1),
    (false, true, 0),
    (false, true, 1),
    (true, true, 0),
    (true, true, 1),
];
//- const POSSIBLE: &[(bool, bool, u32)] = &[
//-     (false, false, 0),
//-     (true, true, 1),
//- ];
// end

// racelab: scenario
fn flag_flag_count() -> (bool, bool, u32) {
    let (stop, asked) = (AtomicBool::new(false), AtomicU32::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            stop.store(true, Relaxed);
            asked.store(1, Relaxed);
        });
        (stop.load(Relaxed), stop.load(Relaxed), asked.load(Relaxed))
    })
}
