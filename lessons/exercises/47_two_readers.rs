//! Two readers who disagree
//!
//! What for: there is no one order of all stores that everybody sees.
//!
//! Two workers each store a weight of their own. Two readers read both weights, in opposite order.
//! All is Release and Acquire. The scenario returns what each reader would swear to: `first` is
//! true if the one reader saw the left weight stored while the right one was not, and `second` if
//! the other reader saw the right one stored while the left one was not.
//!
//! Write down every pair that is possible, and none that is not.

// exercise: lesson 09_litmus
// exercise: kind prediction
// exercise: minutes 4
// exercise: hint Three of the four are easy: each reader may come before everything, after everything, or in the middle. Which is the hard one?
// exercise: hint If both are true, one reader holds that the left store came first, and the other that the right one did. Which of the rules that you know forbids it?
// exercise: hint Each Acquire load orders its reader after *one* of the stores. The two stores are by different threads, and nothing orders the one before the other.
// exercise: after It is called IRIW. What a reader learns comes through pairs, and two stores without a pair between them have no order that all must see. SeqCst on all six accesses would make one.

use std::sync::atomic::{AtomicBool, Ordering::*};
use std::thread;

// yours: possible
const POSSIBLE: &[(bool, bool)] = &[(false, false), (false, true), (true, false), (true, true)];
//- const POSSIBLE: &[(bool, bool)] = &[(false, false)];
// end

/// Whether one is stored while another one is not, in this order of looking.
fn one_without_other(one: &AtomicBool, other: &AtomicBool) -> bool {
    one.load(Acquire) && !other.load(Acquire)
}

// racelab: scenario
fn what_the_readers_swear() -> (bool, bool) {
    let (left, right) = (AtomicBool::new(false), AtomicBool::new(false));
    thread::scope(|scope| {
        scope.spawn(|| left.store(true, Release));
        scope.spawn(|| right.store(true, Release));
        let first = scope.spawn(|| one_without_other(&left, &right));
        let second = one_without_other(&right, &left);
        (first.join().unwrap(), second)
    })
}
