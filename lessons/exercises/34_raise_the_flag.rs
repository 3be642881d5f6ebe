//! Raise the flag
//!
//! What for: whoever sees a flag must also see what it stands for.
//!
//! A trainer writes the weights into plain memory and raises a flag. A reader that sees the flag
//! reads the weights. The flag itself is never torn and never lost. Still this program has a data
//! race, as nothing says that whoever sees the flag sees the weights, too.
//!
//! Two orderings are there to say so. A store with `Release` hands over all that its thread has
//! done before. A load with `Acquire` takes that over, if it reads what such a store has stored.
//! Put them where they belong.

// exercise: lesson 08_publish
// exercise: kind code
// exercise: minutes 3
// exercise: fast
// exercise: hint Relaxed promises something about the flag alone. What else must become visible together with it?
// exercise: hint Which thread has something to hand over, and with which line does it say so? Which line of the other thread learns of it?
// exercise: hint There is one word for the store in `publish` and one for the load in `is_ready`. Each of them does nothing without the other.
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
