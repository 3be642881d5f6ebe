//! Side by side
//!
//! What for: a test shows a race only if two threads are at it at the same time.
//!
//! The slot below hands a loss from one thread to another, and its `take` is wrong: it looks at the
//! flag with a Relaxed load. There is a test, and the test passes. It would pass with any ordering.
//!
//! Rewrite the test so that it shows the mistake. It has to pass once `take` is mended (with an
//! Acquire).

// exercise: lesson 08_publish
// exercise: kind scenario
// exercise: minutes 4
// exercise: hint How many threads does the test have? How many does a race need?
// exercise: hint `thread::scope(|scope| { ... })` lets a thread borrow the slot: `scope.spawn(|| slot.put(7));` starts one. Who should take, and when?
// exercise: hint Take in one thread while the other puts, with no join between the two. What `take` returns may be None, and then there is nothing to be asserted.
// exercise: after Joining orders everything, so a test that joins before it looks can't see what is missing. Let the threads run side by side, and let the assertion hold for whoever comes first.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicBool, Ordering::*};
use std::thread;

struct Slot {
    loss: UnsafeCell<u32>,
    full: AtomicBool,
}

// SAFETY: that is the question.
unsafe impl Sync for Slot {}

impl Slot {
    fn new() -> Self {
        Slot { loss: UnsafeCell::new(0), full: AtomicBool::new(false) }
    }

    /// Called once.
    fn put(&self, loss: u32) {
        unsafe { *self.loss.get() = loss };
        self.full.store(true, Release);
    }

    fn take(&self) -> Option<u32> {
        // given: look
        let full = self.full.load(Relaxed);
        //+ let full = self.full.load(Acquire);
        // end
        if full { Some(unsafe { *self.loss.get() }) } else { None }
    }
}

// yours: test
#[test]
fn what_is_put_can_be_taken() {
    let slot = Slot::new();
    thread::scope(|scope| {
        scope.spawn(|| slot.put(7));
        if let Some(loss) = slot.take() {
            assert_eq!(loss, 7);
        }
    });
}
//- #[test]
//- fn what_is_put_can_be_taken() {
//-     let slot = Slot::new();
//-     slot.put(7);
//-     assert_eq!(slot.take(), Some(7));
//- }
// end
