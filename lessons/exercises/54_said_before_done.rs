//! Said before it was done
//!
//! What for: a Release covers what comes before it, so the order of the lines is part of the
//! promise.
//!
//! A worker owes the trainer a gradient. It keeps its promise by three steps: it says that the
//! gradient is there, it writes the gradient, and it wakes the trainer. All three are needed, and
//! the orderings are right. The order is not. (`park` lets a thread sleep until somebody calls
//! `unpark` for it. An `unpark` that comes too early is kept, and a `park` may also end for no
//! reason.)
//!
//! Put the three lines of `fulfil` into the right order.

// exercise: lesson 11_promise
// exercise: kind code
// exercise: minutes 3
// exercise: fast
// exercise: hint What may the trainer do as soon as it sees that `kept` is true? Has the worker done its part by then?
// exercise: hint A Release store hands over what stands above it. What has to stand above it?
// exercise: hint And the wake-up? The trainer looks at `kept` again when it wakes. If that is not true yet, it goes back to sleep, and nobody will wake it a second time.
// exercise: after Write, say so, wake up: an announcement comes after what it announces, and the wake-up comes last, since whoever wakes will look at once.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicBool, Ordering::*};
use std::thread::{self, Thread};

struct Promise {
    gradient: UnsafeCell<u32>,
    kept: AtomicBool,
}

// SAFETY: the gradient is written once, before `kept`, and read only by those who have seen `kept`.
unsafe impl Sync for Promise {}

impl Promise {
    fn write(&self, gradient: u32) {
        unsafe { *self.gradient.get() = gradient };
    }

    fn fulfil(&self, gradient: u32, trainer: &Thread) {
        // yours: fulfil
        self.write(gradient);
        self.kept.store(true, Release); // pairs with the Acquire in `receive`
        trainer.unpark();
        //- self.kept.store(true, Release);
        //- self.write(gradient);
        //- trainer.unpark();
        // end
    }

    fn receive(&self) -> u32 {
        while !self.kept.load(Acquire) {
            thread::park();
        }
        unsafe { *self.gradient.get() }
    }
}

// racelab: outcomes 7
fn what_the_trainer_gets() -> u32 {
    let promise = Promise { gradient: UnsafeCell::new(0), kept: AtomicBool::new(false) };
    let trainer = thread::current();
    thread::scope(|scope| {
        scope.spawn(|| promise.fulfil(7, &trainer));
        promise.receive()
    })
}
