//! The last one out
//!
//! What for: what a read-modify-write returns is yours alone; what you load afterwards is anybody's.
//!
//! When a worker has finished, it counts itself out. The last one of them is to save the network: exactly one,
//! whoever it is. `finish` says whether the caller was the last. In some executions two workers are told so.
//!
//! Mend `finish`.

// exercise: lesson 07_atomics
// exercise: kind code
// exercise: minutes 4
// exercise: hint Two workers both find 0. What has each of them done by then?
// exercise: hint `fetch_sub` returns what was there before it subtracted. Can two workers be given the same number by it?
// exercise: hint The last one is the one whose `fetch_sub` found 1. No second look is needed.
// exercise: after Each `fetch_sub` is one step, so each gets a number of its own. A load afterwards is another step, with time in between: check then act, once more.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::*;
use std::thread;

/// Counts a worker out, and says whether it was the last.
fn finish(at_work: &AtomicU32) -> bool {
    // yours: finish
    at_work.fetch_sub(1, Relaxed) == 1
    //- at_work.fetch_sub(1, Relaxed);
    //- at_work.load(Relaxed) == 0
    // end
}

fn two_workers_of(all: u32) -> (bool, bool) {
    let at_work = AtomicU32::new(all);
    thread::scope(|scope| {
        let one = scope.spawn(|| finish(&at_work));
        let other = scope.spawn(|| finish(&at_work));
        (one.join().unwrap(), other.join().unwrap())
    })
}

// racelab: outcomes (true, false), (false, true)
fn both_finish() -> (bool, bool) {
    two_workers_of(2)
}

// racelab: outcomes (false, false)
fn one_is_still_at_work() -> (bool, bool) {
    two_workers_of(3)
}

// again: numbers
// racelab: outcomes [1, 0, 0], [0, 1, 0], [0, 0, 1]
fn three_of_three() -> [u32; 3] {
    let at_work = AtomicU32::new(3);
    let out = || u32::from(finish(&at_work));
    thread::scope(|scope| {
        let (one, other) = (scope.spawn(out), scope.spawn(out));
        [out(), one.join().unwrap(), other.join().unwrap()]
    })
}

// racelab: outcomes Some(40)
fn forty_one_by_one() -> Option<u32> {
    let at_work = AtomicU32::new(40);
    (1..=40).find(|_| finish(&at_work))
}
// end
