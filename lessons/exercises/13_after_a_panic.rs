//! After a panic
//!
//! What for: a lock that somebody panicked with says so, and what to do about it is your decision.
//!
//! Each worker counts its batch, under the lock. One of them has a batch of nonsense, and panics with the guard in
//! its hand. The lock is poisoned from then on: `lock()` returns an `Err`, so that nobody takes half a change for a
//! whole one. Here that stops a worker who has done nothing wrong.
//!
//! A count is never half: it is right before `+= 1` and right after. So the good worker may go on. Mend `count_one`.
//! The first panic, which the verdict names, is meant to be there; what comes of it in `count_one` is for you to mend.

// exercise: lesson 03_mutex
// exercise: kind code
// exercise: minutes 4
// exercise: hint What does `unwrap` do with an `Err`? And what is in this `Err`?
// exercise: hint A `PoisonError` has the guard in it: you hold the lock all the same. It has a method that hands it out.
// exercise: hint `lock().unwrap_or_else(...)`, with a function that makes a guard of the error: `into_inner`.
// exercise: after Poison is a warning, not a wall. `unwrap` is the right answer where a change may be half done, and `into_inner` where what is behind the lock is whole at every moment.

use std::sync::{Mutex, PoisonError};
use std::thread;

/// Counts a batch.
fn count_one(batches: &Mutex<u32>) {
    // yours: count
    let mut batches = batches.lock().unwrap_or_else(PoisonError::into_inner);
    *batches += 1;
    //- let mut batches = batches.lock().unwrap();
    //- *batches += 1;
    // end
}

/// Counts a batch, and panics over it.
fn count_nonsense(batches: &Mutex<u32>) {
    let mut batches = batches.lock().unwrap_or_else(PoisonError::into_inner);
    *batches += 1;
    panic!("a batch of nonsense");
}

// racelab: outcomes 2
fn the_first_one_panics() -> u32 {
    let batches = Mutex::new(0);
    thread::scope(|scope| {
        // Whoever joins a thread is told that it panicked, and may ignore it.
        let _ = scope.spawn(|| count_nonsense(&batches)).join();
        scope.spawn(|| count_one(&batches));
    });
    batches.into_inner().unwrap_or_else(PoisonError::into_inner)
}

// racelab: outcomes 2
fn nobody_panics() -> u32 {
    let batches = Mutex::new(0);
    thread::scope(|scope| {
        scope.spawn(|| count_one(&batches));
        scope.spawn(|| count_one(&batches));
    });
    batches.into_inner().unwrap()
}

// again: numbers
// racelab: outcomes 9
fn from_six() -> u32 {
    let batches = Mutex::new(6);
    thread::scope(|scope| {
        let _ = scope.spawn(|| count_nonsense(&batches)).join();
        scope.spawn(|| count_one(&batches));
        count_one(&batches);
    });
    batches.into_inner().unwrap_or_else(PoisonError::into_inner)
}
// end
