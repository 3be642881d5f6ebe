//! Raise the flag
//!
//! What for: whoever sees a flag must also see what it stands for.
//!
//! A trainer writes the weights into plain memory and raises a flag. A reader that sees the flag
//! reads the weights. The flag itself is never torn and never lost, and yet this program has a data
//! race: nothing says that who sees the flag also sees the weights.
//!
//! Change the two orderings so that it does. The two lines need no other change.

// exercise: lesson 08_publish
// exercise: kind code
// exercise: minutes 3
// exercise: fast
// exercise: hint A flag is about what was written before it. Which of the two threads knows about "before"?
// exercise: hint The store has to give away what its thread has done, and the load has to receive it. One without the other does nothing.
// exercise: hint A store that gives away is a Release. Its partner, the load, has the ordering that "takes over".
// exercise: after Release and Acquire are a pair: the write happens before the Release store, the store before the Acquire load that reads from it, and that load before the read. When you see one of the two words in code, look for the other.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicBool, Ordering::*};
use std::thread;

struct Published {
    weights: UnsafeCell<[u32; 2]>,
    ready: AtomicBool,
}

// SAFETY: the weights are written once, before `ready`, and read only by those who have seen `ready`.
unsafe impl Sync for Published {}

impl Published {
    fn publish(&self, weights: [u32; 2]) {
        unsafe { *self.weights.get() = weights };
        // yours: publish
        // Release: pairs with the Acquire in `is_ready`.
        self.ready.store(true, Release);
        //- self.ready.store(true, Relaxed);
        // end
    }

    fn is_ready(&self) -> bool {
        // yours: ready
        // Acquire: pairs with the Release in `publish`.
        self.ready.load(Acquire)
        //- self.ready.load(Relaxed)
        // end
    }

    fn read(&self) -> Option<[u32; 2]> {
        if self.is_ready() { Some(unsafe { *self.weights.get() }) } else { None }
    }
}

// racelab: outcomes None, Some([3, 4])
fn what_a_reader_finds() -> Option<[u32; 2]> {
    let published = Published { weights: UnsafeCell::new([0, 0]), ready: AtomicBool::new(false) };
    thread::scope(|scope| {
        scope.spawn(|| published.publish([3, 4]));
        published.read()
    })
}
