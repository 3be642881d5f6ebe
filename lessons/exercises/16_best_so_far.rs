//! The best loss so far
//!
//! What for: look first as a reader if you like, but decide as a writer.
//!
//! Each worker computes a loss, and the lowest one is kept. Few losses are the lowest so far. So a worker looks first
//! with a read guard, which many can have at a time, and takes the write guard only if it has to. It is a good idea,
//! and it keeps the wrong loss now and then.
//!
//! Mend `keep`. The quick look may stay: it spares most workers the write lock.

// exercise: lesson 04_rwlock
// exercise: kind code
// exercise: minutes 4
// exercise: fast
// exercise: hint In the drawing a worker writes over a loss that is better than its own. What had it read, and when?
// exercise: hint To keep the read guard while you ask for the write guard does not help: the writer waits until all readers have gone, and you are one.
// exercise: hint Let go of the read guard, take the write guard, and compare once more with what is there by then.
// exercise: after The first look saves most workers the write lock, and decides nothing any more. A worker that it turns away has lost nothing, since the best loss only ever falls.

use std::sync::RwLock;
use std::thread;

/// Keeps the loss if it is the lowest so far.
fn keep(best: &RwLock<u32>, loss: u32) {
    // yours: keep
    if loss < *best.read().unwrap() {
        let mut best = best.write().unwrap();
        if loss < *best {
            *best = loss;
        }
    }
    //- if loss < *best.read().unwrap() {
    //-     *best.write().unwrap() = loss;
    //- }
    // end
}

fn after_two_losses(start: u32, one: u32, other: u32) -> u32 {
    let best = RwLock::new(start);
    thread::scope(|scope| {
        scope.spawn(|| keep(&best, one));
        scope.spawn(|| keep(&best, other));
    });
    best.into_inner().unwrap()
}

// racelab: outcomes 1
fn both_are_better() -> u32 {
    after_two_losses(9, 2, 1)
}

// racelab: outcomes 3
fn one_is_better() -> u32 {
    after_two_losses(5, 3, 7)
}

// again: numbers
// racelab: outcomes 2
fn three_losses() -> u32 {
    let best = RwLock::new(6);
    thread::scope(|scope| {
        scope.spawn(|| keep(&best, 4));
        scope.spawn(|| keep(&best, 3));
        keep(&best, 2);
    });
    best.into_inner().unwrap()
}

// racelab: outcomes 1
fn none_is_better() -> u32 {
    after_two_losses(1, 8, 1)
}

// racelab: outcomes 1
fn one_loss_among_five() -> u32 {
    let best = RwLock::new(9);
    thread::scope(|scope| {
        scope.spawn(|| (2..=6).rev().for_each(|loss| keep(&best, loss)));
        keep(&best, 1);
    });
    best.into_inner().unwrap()
}
// end
