//! A lock that costs no more than it must
//!
//! What for: knowing which half of a lock is the Acquire, and which the Release.
//!
//! This spin lock guards a weight. Whoever swaps `true` into `locked` and gets `false` back has the
//! lock, and whoever stores `false` gives it back. It works as it is. But AcqRel, for an operation that
//! both loads and stores, is Acquire and Release at once, and SeqCst is more than that. Whoever
//! reads this code will wonder what it is all for.
//!
//! Make the two orderings as weak as they can be without going wrong.

// exercise: lesson 08_publish
// exercise: kind weakest
// exercise: minutes 4
// exercise: hint Imagine two threads, one after the other. What does the first do with the lock last, and what does the second do with it first?
// exercise: hint These two operations hand the weight over. What a thread did under the lock must be there for whoever locks next, and for nobody else.
// exercise: hint The swap both loads and stores. Does its storing half tell anybody anything that he needs?
// exercise: after To lock is to acquire, and to unlock is to release: that is where the two words come from. Storing `true` announces nothing, so the swap needs no Release half.

use std::cell::UnsafeCell;
use std::hint::spin_loop;
use std::sync::atomic::{AtomicBool, Ordering::*};
use std::thread;

struct Lock {
    locked: AtomicBool,
    weight: UnsafeCell<u32>,
}

// SAFETY: the weight is used only by whoever holds the lock.
unsafe impl Sync for Lock {}

impl Lock {
    fn lock(&self) {
        // yours: lock
        // Acquire: pairs with the Release of whoever held the lock before.
        while self.locked.swap(true, Acquire) {
            spin_loop();
        }
        //- while self.locked.swap(true, AcqRel) {
        //-     spin_loop();
        //- }
        // end
    }

    fn unlock(&self) {
        // yours: unlock
        // Release: pairs with the Acquire of whoever locks next.
        self.locked.store(false, Release);
        //- self.locked.store(false, SeqCst);
        // end
    }

    fn train(&self) {
        self.lock();
        unsafe { *self.weight.get() += 1 };
        self.unlock();
    }
}

#[test]
fn two_workers_make_two_updates() {
    let lock = Lock { locked: AtomicBool::new(false), weight: UnsafeCell::new(0) };
    thread::scope(|scope| {
        scope.spawn(|| lock.train());
        lock.train();
    });
    assert_eq!(lock.weight.into_inner(), 2);
}
