//! One run was drawn
//!
//! What for: a run that was drawn is read like any other counterexample, and says where to mend.
//!
//! Workers add what they have found to a total, and then count themselves as done. Whoever finds that all are done
//! reads the total. That looked right for weeks, with two workers and with eight. Then one run in some thousand
//! failed, and its seed was written down. racelab shows you such a run, with two workers.
//!
//! A load reads what is old there. But one *other* line has to change so that it can't: in which line is an ordering
//! too weak? Write its number into `LINE`.

// exercise: lesson 19_random_schedules
// exercise: kind reading
// exercise: minutes 4
// exercise: hint Whoever counts to two has loaded `done` with Acquire. What does that want of the stores that it reads from?
// exercise: hint An Acquire makes a pair with a Release. Which line should be the other half?
// exercise: hint Both workers count themselves in the same line, and hand nothing on with it.
// exercise: after The load of the total is where it shows, and the fetch_add of `done` is where it is wrong: it has to be Release. One load then makes a pair with both workers, as a read-modify-write continues the release sequence of the one before. A seed brings the run back, and reading it is still up to you.

use std::sync::atomic::{AtomicU32, Ordering::*};
use std::thread;

fn work(total: &AtomicU32, done: &AtomicU32) {
    total.fetch_add(2, Relaxed);
    done.fetch_add(1, Relaxed); // exercise: here
}

fn look(total: &AtomicU32, done: &AtomicU32) -> Option<u32> {
    let all_done = done.load(Acquire) == 2;
    all_done.then(|| total.load(Relaxed))
}

// racelab: outcomes None, Some(4)
fn two_work_and_one_looks() -> Option<u32> {
    let (total, done) = (AtomicU32::new(0), AtomicU32::new(0));
    thread::scope(|scope| {
        scope.spawn(|| work(&total, &done));
        scope.spawn(|| work(&total, &done));
        look(&total, &done)
    })
}

// yours: line
const LINE: u32 = 18;
//- const LINE: u32 = 0;
// end
