//! A count and an announcement
//!
//! What for: an ordering is needed where a value stands for something else, and nowhere else.
//!
//! A worker adds up the losses in plain memory. Two atomics go with it: `images` is a figure for
//! the progress bar, and `done` tells whoever sees it that the loss may be read. Somebody was not
//! sure and made everything SeqCst, the strongest ordering that there is. That works as it is.
//!
//! Make each of the four orderings as weak as it can be without going wrong.

// exercise: lesson 08_publish
// exercise: kind weakest
// exercise: minutes 4
// exercise: hint For each of the two atomics, ask: does anybody read *other* memory because of what is found there?
// exercise: hint The progress bar shows `images` and that is all. A number that stands for nothing but itself needs no ordering.
// exercise: hint `done` does stand for something: the loss that was written before. It is the one that needs a pair, with the halves on the store and on the load.
// exercise: after SeqCst "to be safe" hides which line carries the message. With Relaxed on the count and a pair on the flag, the code says it by itself: only here is something handed over.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::*};
use std::thread;

struct Epoch {
    loss: UnsafeCell<u32>,
    images: AtomicU32,
    done: AtomicBool,
}

// SAFETY: one worker writes the loss, before `done`; it is read only by those who have seen `done`.
unsafe impl Sync for Epoch {}

impl Epoch {
    fn count(&self) {
        // yours: count
        self.images.fetch_add(1, Relaxed);
        //- self.images.fetch_add(1, SeqCst);
        // end
    }

    fn finish(&self, loss: u32) {
        unsafe { *self.loss.get() = loss };
        // yours: finish
        // Release: pairs with the Acquire in `is_done`.
        self.done.store(true, Release);
        //- self.done.store(true, SeqCst);
        // end
    }

    fn progress(&self) -> u32 {
        // yours: progress
        self.images.load(Relaxed)
        //- self.images.load(SeqCst)
        // end
    }

    fn is_done(&self) -> bool {
        // yours: done
        // Acquire: pairs with the Release in `finish`.
        self.done.load(Acquire)
        //- self.done.load(SeqCst)
        // end
    }

    fn loss(&self) -> Option<u32> {
        if self.is_done() { Some(unsafe { *self.loss.get() }) } else { None }
    }
}

// racelab: outcomes (0, None), (1, None), (0, Some(5)), (1, Some(5))
fn progress_and_loss() -> (u32, Option<u32>) {
    let epoch = Epoch { loss: UnsafeCell::new(0), images: AtomicU32::new(0), done: AtomicBool::new(false) };
    thread::scope(|scope| {
        scope.spawn(|| {
            epoch.count();
            epoch.finish(5);
        });
        (epoch.progress(), epoch.loss())
    })
}
