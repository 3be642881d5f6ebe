//! A lock for each worker
//!
//! What for: a lock keeps out those who ask for the same lock, and nobody else.
//!
//! Two workers add their gradients to one weight. So that they need not wait for each other, somebody has given each
//! of them a lock of its own. They do not wait now. The weight is in an `UnsafeCell`, where the compiler does not
//! look after it. Only the lock does, and racelab reports a data race: two threads at the same memory, one of them
//! writing, and nothing that says who comes first.
//!
//! Mend the line that takes the lock.

// exercise: lesson 03_mutex
// exercise: kind code
// exercise: minutes 3
// exercise: hint Look at the drawing: which lock does the one worker take, and which the other?
// exercise: hint Ask of each lock: what does it guard? There is one weight.
// exercise: hint All who touch one thing have to take one lock. It does not matter which of the two, if it is the same for both workers.
// exercise: after Locks belong to what they guard, and not to those who come for it. In safe Rust you write that down: with the weight inside, as in `Mutex<f32>`, there is no way to it but through the right lock.

use std::cell::UnsafeCell;
use std::sync::Mutex;
use std::thread;

struct Shared {
    locks: [Mutex<()>; 2],
    weight: UnsafeCell<u32>,
}

// SAFETY: sound as long as whoever touches the weight holds the same lock. That is your part.
unsafe impl Sync for Shared {}

impl Shared {
    /// Adds the gradient of worker `me`.
    fn step(&self, me: usize) {
        let gradient = [10, 20][me];
        // yours: lock
        let _guard = self.locks[0].lock().unwrap();
        //- let _guard = self.locks[me].lock().unwrap();
        // end
        unsafe { *self.weight.get() += gradient }
    }
}

// racelab: outcomes 30
fn both_gradients() -> u32 {
    let (lock_0, lock_1) = (Mutex::new(()), Mutex::new(()));
    let shared = Shared { locks: [lock_0, lock_1], weight: UnsafeCell::new(0) };
    thread::scope(|scope| {
        scope.spawn(|| shared.step(0));
        scope.spawn(|| shared.step(1));
    });
    shared.weight.into_inner()
}

// again: threads
// racelab: outcomes 50
fn three_steps() -> u32 {
    let (lock_0, lock_1) = (Mutex::new(()), Mutex::new(()));
    let shared = Shared { locks: [lock_0, lock_1], weight: UnsafeCell::new(0) };
    thread::scope(|scope| {
        scope.spawn(|| shared.step(1));
        scope.spawn(|| shared.step(1));
        shared.step(0);
    });
    shared.weight.into_inner()
}
// end
