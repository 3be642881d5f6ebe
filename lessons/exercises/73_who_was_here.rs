//! Who was here?
//!
//! What for: a version that is read before, and added to after, tells whether somebody else was there in between.
//!
//! Two workers add to a row by a load and a store, and one addition may be lost. That is allowed. But it is to be counted:
//! each row has a version, which goes up by one with each step. A step that finds another version at the end than at the
//! beginning has collided. Now and then an addition is lost and nobody has counted it.
//!
//! Mend `step`, so that no loss goes uncounted. (To count a collision where nothing was lost is no harm.) The row keeps
//! its load and its store.

// exercise: lesson 17_word2vec
// exercise: kind code
// exercise: minutes 5
// exercise: hint When is the version looked at, and when the row? What if the other worker comes between the two?
// exercise: hint Look at the version first. Then whoever comes in between is counted. But what does a new version say of the row?
// exercise: hint A worker that finds version 1 has to find the row as it was left then. Which two orderings pass that on?
// exercise: after With Relaxed a worker may see the new version and the old row: it loses the other's addition, and takes the other for its predecessor. This is message passing, with the version as the flag.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
use std::thread;

/// A row, and how often it was changed.
struct Row {
    weight: AtomicU32,
    version: AtomicU32,
}

/// Adds 1 to the row; whether somebody else was there meanwhile.
fn step(row: &Row) -> bool {
    // yours: step
    // Acquire: pairs with the Release below.
    let seen = row.version.load(Acquire);
    let weight = row.weight.load(Relaxed);
    row.weight.store(weight + 1, Relaxed);
    // Release: pairs with the Acquire above.
    row.version.fetch_add(1, Release) != seen
    //- let weight = row.weight.load(Relaxed);
    //- let seen = row.version.load(Relaxed);
    //- row.weight.store(weight + 1, Relaxed);
    //- row.version.fetch_add(1, Relaxed) != seen
    // end
}

// racelab: outcomes (1, 1), (2, 0), (2, 1)
fn weight_and_collisions() -> (u32, u32) {
    let row = Row { weight: AtomicU32::new(0), version: AtomicU32::new(0) };
    let collisions = thread::scope(|scope| {
        let other = scope.spawn(|| step(&row));
        let mine = step(&row);
        u32::from(mine) + u32::from(other.join().unwrap())
    });
    (row.weight.into_inner(), collisions)
}

// again: numbers
// racelab: outcomes (5, 1), (6, 0), (6, 1)
fn from_four() -> (u32, u32) {
    let row = Row { weight: AtomicU32::new(4), version: AtomicU32::new(9) };
    let collisions = thread::scope(|scope| {
        let other = scope.spawn(|| step(&row));
        let mine = step(&row);
        u32::from(mine) + u32::from(other.join().unwrap())
    });
    (row.weight.into_inner(), collisions)
}
// end
