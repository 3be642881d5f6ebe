//! Raise the flag
//!
//! What for: whoever sees a flag must see what it stands for.
//!
//! The number is written before the flag is raised, and yet this is a data race. Change the two orderings.

// exercise: lesson 08_publish
// exercise: kind code
// exercise: minutes 3
// exercise: fast
// exercise: hint Where does the reader learn that the number is there?
// exercise: hint A store and a load make a pair.
// exercise: hint Release belongs to the store.
// exercise: after A pair of Release and Acquire hands over what was written before.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicBool, Ordering::*};
use std::thread;

struct Flag {
    number: UnsafeCell<u32>,
    ready: AtomicBool,
}

// SAFETY: the number is written before `ready`, and read only by those who have seen `ready`.
unsafe impl Sync for Flag {}

impl Flag {
    fn raise(&self, number: u32) {
        unsafe { *self.number.get() = number };
        // yours: raise
        // Release: pairs with the Acquire in `is_up`.
        self.ready.store(true, Release);
        //- self.ready.store(true, Relaxed);
        // end
    }

    fn is_up(&self) -> bool {
        // yours: is_up
        // Acquire: pairs with the Release in `raise`.
        self.ready.load(Acquire)
        //- self.ready.load(Relaxed)
        // end
    }
}

// racelab: outcomes None, Some(7)
fn what_is_seen() -> Option<u32> {
    let flag = Flag { number: UnsafeCell::new(0), ready: AtomicBool::new(false) };
    thread::scope(|scope| {
        scope.spawn(|| flag.raise(7));
        if flag.is_up() { Some(unsafe { *flag.number.get() }) } else { None }
    })
}
