//! The receiver as a thread has it: it parks until the promise is kept.
//!
//! Anything can be promised: nobody but its receiver ever looks at it, so nothing is asked of its type.

use super::{Dropped, Receiver, Waiter};
use crate::sync::thread::{Thread, current, park};

impl Waiter for Thread {
    fn wake(self) {
        self.unpark();
    }
}

// ANCHOR: receive
impl<T> Receiver<'_, T, Thread> {
    /// Waits for the value.
    pub fn receive(self) -> Result<T, Dropped> {
        if !self.leave(current()) {
            // In a loop: `park` may return for no reason, and an `unpark` may be left over from an earlier promise.
            while !self.is_done() {
                park();
            }
        }
        // SAFETY: the promise is gone, as one of the two has said.
        unsafe { self.take() }
    }
}
// ANCHOR_END: receive
