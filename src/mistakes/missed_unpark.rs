//! Missed unpark: whether somebody waits is looked at first, and then the promise is kept.
//!
//! **Specification:** whoever waits for a promise that is kept is woken.
//!
//! **What is wrong:** the promise checks whether a thread waits, and then says DONE: two steps, where one swap would
//! do. In between, the receiver comes: it is not done, so it leaves word that it waits, and parks. The promise does not know, writes
//! DONE over WAITING, and wakes nobody. Stronger orderings do not help, SeqCst included: nothing is out of order. This
//! hangs, and so it exists in the loom build only.
//!
//! **The fix:** one step that writes DONE and tells what was there, as in [`one_shot`](crate::promise::one_shot): `let
//! before = self.state.swap(DONE, AcqRel);`.

use super::{FailureKind, Mistake};
use crate::scenario::Scenario;
use crate::sync::atomic::AtomicU32;
use crate::sync::atomic::Ordering::{Acquire, Release};
use crate::sync::thread::{Thread, current, park};
use crate::sync::{Guarded, named, workers};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "missed_unpark",
    lesson: "11_promise",
    kind: FailureKind::Deadlock,
    summary: "checks whether somebody waits, and then says that it is done",
    specification: "whoever waits for a promise that is kept is woken",
    fix: "say it and learn who waits in one step: `let before = self.state.swap(DONE, AcqRel)`",
    scenario: Scenario::new("missed_unpark", "one keeps a promise, one waits for it", &["woken"], || {
        let cell = Cell::new();
        workers(2, |me| if me == 0 { cell.wait() } else { cell.done() });
        "woken".to_owned()
    }),
};

const EMPTY: u32 = 0;
const WAITING: u32 = 1;
const DONE: u32 = 2;

/// A promise without a value, and the thread that waits for it.
#[derive(Debug)]
pub struct Cell {
    state: AtomicU32,
    waiter: Guarded<Option<Thread>>,
}

impl Cell {
    /// A promise to be kept.
    #[allow(clippy::new_without_default)] // As in the cell that is right.
    pub fn new() -> Self {
        Cell { state: named("state", AtomicU32::new(EMPTY)), waiter: named("waiter", Guarded::new(None)) }
    }

    // ANCHOR: done
    /// Keeps the promise. To be called once.
    pub fn done(&self) {
        let before = self.state.load(Acquire);
        // Here the other may come, and park.
        self.state.store(DONE, Release);
        if before == WAITING {
            // SAFETY: the receiver wrote the waiter before it said WAITING.
            if let Some(waiter) = unsafe { self.waiter.write(Option::take) } {
                waiter.unpark();
            }
        }
    }
    // ANCHOR_END: done

    /// Waits until the promise is kept. To be called once.
    pub fn wait(&self) {
        // SAFETY: the promise touches the waiter only where it finds WAITING.
        unsafe { self.waiter.write(|waiter| *waiter = Some(current())) };
        if self.state.compare_exchange(EMPTY, WAITING, Release, Acquire).is_ok() {
            while self.state.load(Acquire) != DONE {
                park();
            }
        }
    }
}
