//! After you
//!
//! What for: store, then look, in two threads, is the pattern that needs SeqCst.
//!
//! A door without a lock: a worker that wants to change the weight says so, and checks whether the
//! other one wants to. If so, it steps back. So they are never both inside, or so it seems. All
//! stores are Release and all loads are Acquire, and still there is an execution in which each of
//! them sees nobody.
//!
//! Mend `try_enter`. One line more will do, or other orderings.

// exercise: lesson 09_litmus
// exercise: kind code
// exercise: minutes 4
// exercise: hint You know these four lines: each thread stores to its own place and looks at the other's. Which outcome is one too many?
// exercise: hint No Release and no Acquire helps, nor a fence of these kinds: neither load reads from a store. What is wanted is one order on which both threads agree.
// exercise: hint Only SeqCst gives such an order. Either the store and the load both have it, or a fence between the two has it.
// exercise: after If two threads each store and then look at the other's place, somebody has to be first, and only SeqCst has an order of the two stores. SeqCst in one place alone does nothing here: the order is among those operations that have it.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicBool, Ordering::*, fence};
use std::thread;

struct Door {
    wants: [AtomicBool; 2],
    weight: UnsafeCell<u32>,
}

// SAFETY: only those who may enter touch the weight, and they are never two at a time.
unsafe impl Sync for Door {}

impl Door {
    fn try_enter(&self, me: usize) -> bool {
        let other = 1 - me;
        // yours: try_enter
        self.wants[me].store(true, Release);
        fence(SeqCst); // pairs with the other thread's
        !self.wants[other].load(Acquire)
        //- self.wants[me].store(true, Release);
        //- !self.wants[other].load(Acquire)
        // end
    }

    /// Whether the update was made.
    fn update(&self, me: usize) -> bool {
        if self.try_enter(me) {
            unsafe { *self.weight.get() += 1 };
            return true;
        }
        false
    }
}

// racelab: outcomes (true, false), (false, true), (false, false)
fn who_went_in() -> (bool, bool) {
    let wants = [AtomicBool::new(false), AtomicBool::new(false)];
    let door = Door { wants, weight: UnsafeCell::new(0) };
    thread::scope(|scope| {
        let first = scope.spawn(|| door.update(0));
        let second = door.update(1);
        (first.join().unwrap(), second)
    })
}
