//! The last one turns off the light
//!
//! What for: how `Arc` knows that it may free, which is a Release by everybody and an Acquire by
//! one.
//!
//! Workers share a snapshot of the weights. Each reads it and lets it go, and the last one to let
//! go frees it. The count of owners is always right: just one of them finds that it was the last.
//! But freeing is writing, and a colleague may have been reading a moment ago.
//!
//! Choose orderings for `let_go` (or add a fence in `last_one`), so that whoever frees does it
//! after all reads by the others.

// exercise: lesson 08_publish
// exercise: kind code
// exercise: minutes 5
// exercise: hint Who has something to tell here, and to whom? Those who let go first, or the one who lets go last?
// exercise: hint Everybody tells "I have finished reading", so the subtraction gives something away. The last one has to take over what all the others gave.
// exercise: hint Release alone is half of it. The other half is an Acquire in the same operation, or, as in `Arc`, a fence that only the last one pays for.
// exercise: after Each subtraction continues the release sequence of those before it, so by reading the last value the last owner synchronises with all of them. Increasing such a count can be Relaxed: who clones already has it.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicUsize, Ordering::*, fence};
use std::thread;

struct Snapshot {
    owners: AtomicUsize,
    weight: UnsafeCell<u32>,
}

// SAFETY: owners only read; the last one writes, after all the others have let go.
unsafe impl Sync for Snapshot {}

impl Snapshot {
    fn read(&self) -> u32 {
        unsafe { *self.weight.get() }
    }

    /// One owner less. Returns how many there were.
    fn let_go(&self) -> usize {
        // yours: let_go
        // Release: pairs with the fence of whoever comes last.
        self.owners.fetch_sub(1, Release)
        //- self.owners.fetch_sub(1, Relaxed)
        // end
    }

    /// Called by whoever was the last, before it frees.
    fn last_one(&self) {
        // yours: last_one
        fence(Acquire); // pairs with the Releases of the others
        // end
    }

    /// Stands for freeing: it writes to the memory.
    fn free(&self) {
        unsafe { *self.weight.get() = 0 };
    }

    fn use_and_drop(&self) -> u32 {
        let weight = self.read();
        if self.let_go() == 1 {
            self.last_one();
            self.free();
        }
        weight
    }
}

// racelab: outcomes (7, 7, 0)
fn two_owners() -> (u32, u32, u32) {
    let snapshot = Snapshot { owners: AtomicUsize::new(2), weight: UnsafeCell::new(7) };
    let (one, other) = thread::scope(|scope| {
        let one = scope.spawn(|| snapshot.use_and_drop());
        (snapshot.use_and_drop(), one.join().unwrap())
    });
    (one, other, snapshot.weight.into_inner())
}

// again: threads
// racelab: outcomes ([9, 9, 9], 0)
fn three_owners() -> ([u32; 3], u32) {
    let snapshot = Snapshot { owners: AtomicUsize::new(3), weight: UnsafeCell::new(9) };
    let read = thread::scope(|scope| {
        let one = scope.spawn(|| snapshot.use_and_drop());
        let other = scope.spawn(|| snapshot.use_and_drop());
        [snapshot.use_and_drop(), one.join().unwrap(), other.join().unwrap()]
    });
    (read, snapshot.weight.into_inner())
}
// end
