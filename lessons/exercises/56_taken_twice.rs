//! Taken twice
//!
//! What for: a test has to say what must not be, where the memory model has nothing against it.
//!
//! A gradient lies in a slot, and two threads may try to take it. It must be applied once. `take`
//! checks whether the slot is FULL, and then marks it as TAKEN: two steps. There is no data race in
//! it, and nothing hangs, so an exploration finds nothing by itself. And the test below does not
//! ask.
//!
//! Rewrite the test so that it fails, and passes once `take` is one step.

// exercise: lesson 11_promise
// exercise: kind scenario
// exercise: minutes 4
// exercise: hint What does "taken twice" look like to those who call `take`? Which two answers must never come together?
// exercise: hint Two threads call `take`. Keep what each of them gets; `join().unwrap()` returns what a thread's closure returned.
// exercise: hint One of the two must get the gradient and the other must not: count the answers that are Some, after both have come to their end.
// exercise: after Data races and deadlocks are found without a question. That something happens twice, or never, is wrong only for you, and so it has to be written down.

use std::sync::atomic::{AtomicU32, Ordering::*};
use std::thread;

const FULL: u32 = 1;
const TAKEN: u32 = 2;

struct Slot {
    state: AtomicU32,
    gradient: u32,
}

impl Slot {
    fn full(gradient: u32) -> Self {
        Slot { state: AtomicU32::new(FULL), gradient }
    }

    /// The gradient, for whoever comes first.
    fn take(&self) -> Option<u32> {
        // given: take
        if self.state.load(Acquire) == FULL {
            self.state.store(TAKEN, Release);
            return Some(self.gradient);
        }
        None
        //+ self.state.compare_exchange(FULL, TAKEN, AcqRel, Acquire).is_ok().then_some(self.gradient)
        // end
    }
}

// yours: test
#[test]
fn one_of_two_gets_it() {
    let slot = Slot::full(7);
    let answers = thread::scope(|scope| {
        let one = scope.spawn(|| slot.take());
        let other = slot.take();
        [one.join().unwrap(), other]
    });
    assert_eq!(answers.iter().flatten().count(), 1);
}
//- #[test]
//- fn two_try_to_take() {
//-     let slot = Slot::full(7);
//-     thread::scope(|scope| {
//-         scope.spawn(|| slot.take());
//-         slot.take();
//-     });
//- }
// end
