//! Can both have come first?
//!
//! What for: a store of your own may still be under way while you look at somebody else's.
//!
//! Two workers each say that they have started, and then see whether the other has. All stores are
//! Release and all loads are Acquire. The scenario returns what each of the two saw.
//!
//! Write down every pair that is possible, and none that is not. (false, true): the first saw
//! nothing, and the second saw the first.

// exercise: lesson 09_litmus
// exercise: kind prediction
// exercise: minutes 3
// exercise: fast
// exercise: hint Run the four lines in some orders, in your head, on one processor. Which pairs do you get that way?
// exercise: hint An Acquire load takes over from the store that it reads from. If it reads the initial value, what does it take over?
// exercise: hint There is one pair that no order of the four lines gives. Is there a rule that forbids it? (Processors keep a store back for a moment, and go on.)
// exercise: after This is store buffering, and x86 processors show it. Release and Acquire are about what was before a store that somebody has read. They are silent about stores that were not read.

use std::sync::atomic::{AtomicBool, Ordering::*};
use std::thread;

// yours: possible
const POSSIBLE: &[(bool, bool)] = &[(false, false), (false, true), (true, false), (true, true)];
//- const POSSIBLE: &[(bool, bool)] = &[(true, true)];
// end

fn start(mine: &AtomicBool, other: &AtomicBool) -> bool {
    mine.store(true, Release);
    other.load(Acquire)
}

// racelab: scenario
fn what_each_saw() -> (bool, bool) {
    let (one, other) = (AtomicBool::new(false), AtomicBool::new(false));
    thread::scope(|scope| {
        let first = scope.spawn(|| start(&one, &other));
        let second = start(&other, &one);
        (first.join().unwrap(), second)
    })
}
