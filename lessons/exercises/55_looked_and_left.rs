//! He looked, and nobody was waiting
//!
//! What for: looking who waits and saying that it is done must be one step.
//!
//! Waking a thread is expensive, so the worker does it only if the trainer waits. It looks at the
//! state: WAITING? Then it wakes the trainer. After that it stores DONE. The trainer changes
//! EMPTY to WAITING, and sleeps until the state is DONE. In one execution it sleeps for ever.
//!
//! Mend `keep`. It may still wake only where somebody waits.

// exercise: lesson 11_promise
// exercise: kind code
// exercise: minutes 4
// exercise: hint What does the trainer do between the worker's look and the worker's store?
// exercise: hint Stronger orderings do not help: what was read was the newest there was. It was outdated a moment later.
// exercise: hint There is an operation that stores the new value and tells you what was there before, in one step.
// exercise: after Of the trainer's compare-exchange and the worker's swap, one is first. If the swap is, the exchange fails and nobody sleeps; if the exchange is, the swap finds WAITING. A read-modify-write is for this: to act on what one has found, before anybody else does.

use std::sync::atomic::{AtomicU32, Ordering::*};
use std::thread::{self, Thread};

const EMPTY: u32 = 0;
const WAITING: u32 = 1;
const DONE: u32 = 2;

struct Promise {
    state: AtomicU32,
}

impl Promise {
    /// The worker: keeps the promise.
    fn keep(&self, trainer: &Thread) {
        // yours: keep
        if self.state.swap(DONE, AcqRel) == WAITING {
            trainer.unpark();
        }
        //- if self.state.load(Acquire) == WAITING {
        //-     trainer.unpark();
        //- }
        //- self.state.store(DONE, Release);
        // end
    }

    /// The trainer: waits until it is kept. Returns the state in the end.
    fn wait(&self) -> u32 {
        if self.state.compare_exchange(EMPTY, WAITING, AcqRel, Acquire).is_ok() {
            while self.state.load(Acquire) == WAITING {
                thread::park();
            }
        }
        self.state.load(Relaxed)
    }
}

// racelab: outcomes 2
fn the_state_in_the_end() -> u32 {
    let promise = Promise { state: AtomicU32::new(EMPTY) };
    let trainer = thread::current();
    thread::scope(|scope| {
        scope.spawn(|| promise.keep(&trainer));
        promise.wait()
    })
}
