//! Two steps, each of them atomic
//!
//! What for: an atomic load and an atomic store are two steps, however strong you make them.
//!
//! An `AtomicU32` is a number that several threads may read and write at the same time, without a lock. Each
//! operation takes an ordering, which says what else becomes visible along with it. Somebody wants to count updates
//! that way, has heard that a stronger ordering is safer, and has taken the strongest of all. An update is lost now
//! and then.
//!
//! Mend `count_one`. You need no lock, and no stronger ordering than `Relaxed`.

// exercise: lesson 07_atomics
// exercise: kind code
// exercise: minutes 3
// exercise: fast
// exercise: hint It is the very first lost update again. What comes between the load and the store in the drawing?
// exercise: hint An ordering says what else is seen along with an operation. It does not make one operation of two.
// exercise: hint Atomics have operations that read, change and write in one step; their names begin with `fetch_`.
// exercise: after `fetch_add` is a read-modify-write: one step with any ordering, `Relaxed` included. Nothing can come between what it reads and what it writes.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::*;
use std::thread;

/// Counts an update that has been made.
fn count_one(arrived: &AtomicU32) {
    // yours: count
    arrived.fetch_add(1, Relaxed);
    //- let before = arrived.load(SeqCst);
    //- arrived.store(before + 1, SeqCst);
    // end
}

// racelab: outcomes 42
fn forty_and_two_more() -> u32 {
    let arrived = AtomicU32::new(40);
    thread::scope(|scope| {
        scope.spawn(|| count_one(&arrived));
        scope.spawn(|| count_one(&arrived));
    });
    arrived.into_inner()
}

// racelab: outcomes 1
fn the_first() -> u32 {
    let arrived = AtomicU32::new(0);
    count_one(&arrived);
    arrived.into_inner()
}

// again: rounds
// racelab: outcomes 10
fn seven_and_three_more() -> u32 {
    let arrived = AtomicU32::new(7);
    thread::scope(|scope| {
        scope.spawn(|| count_one(&arrived));
        scope.spawn(|| count_one(&arrived));
        count_one(&arrived);
    });
    arrived.into_inner()
}

// racelab: outcomes 6
fn one_step_among_five() -> u32 {
    let arrived = AtomicU32::new(0);
    thread::scope(|scope| {
        scope.spawn(|| (0..5).for_each(|_| count_one(&arrived)));
        count_one(&arrived);
    });
    arrived.into_inner()
}
// end
