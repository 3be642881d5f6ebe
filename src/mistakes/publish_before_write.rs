//! Publish before write: the promise says that it is kept, and then keeps it.
//!
//! **Specification:** whoever finds the promise kept finds its value.
//!
//! **What is wrong:** the state says DONE before the value is there. A receiver that comes in between takes what is
//! not there yet, while it is being written. The orderings are as strong as they need to be, and do not help: Release
//! covers what comes *before* it, and the value comes after. This is undefined behaviour, and so it exists in
//! the loom build only.
//!
//! **The fix:** write the value first, as in [`Promise::fulfil`](crate::promise::Promise::fulfil): swap the two statements.

use super::{FailureKind, Mistake};
use crate::scenario::Scenario;
use crate::sync::atomic::AtomicU32;
use crate::sync::atomic::Ordering::{AcqRel, Acquire, Release};
use crate::sync::thread::{Thread, current, park};
use crate::sync::{Guarded, named, workers};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "publish_before_write",
    lesson: "11_promise",
    kind: FailureKind::DataRace,
    summary: "says that the value is there, and then writes it",
    specification: "whoever finds the promise kept finds its value",
    fix: "write the value, and then say so",
    scenario: Scenario::new(
        "publish_before_write",
        "one promises 7, one waits for it",
        &["received Some(7)"],
        || {
            let cell = Cell::new();
            let received = workers(2, |me| if me == 0 { cell.receive() } else { cell.fulfil(7) });
            format!("received {:?}", received[0])
        },
    ),
};

const EMPTY: u32 = 0;
const WAITING: u32 = 1;
const DONE: u32 = 2;

/// A value that is to come, and the thread that waits for it.
#[derive(Debug)]
pub struct Cell {
    state: AtomicU32,
    value: Guarded<Option<u32>>,
    waiter: Guarded<Option<Thread>>,
}

impl Cell {
    /// A cell whose value is to come.
    #[allow(clippy::new_without_default)] // As in the cell that is right.
    pub fn new() -> Self {
        Cell {
            state: named("state", AtomicU32::new(EMPTY)),
            value: named("value", Guarded::new(None)),
            waiter: named("waiter", Guarded::new(None)),
        }
    }

    // ANCHOR: fulfil
    /// Keeps the promise, too late. To be called once.
    pub fn fulfil(&self, value: u32) -> Option<u32> {
        let before = self.state.swap(DONE, AcqRel);
        // SAFETY: none. Whoever has seen DONE may be taking the value now.
        unsafe { self.value.write(|place| *place = Some(value)) };
        if before == WAITING {
            // SAFETY: the receiver wrote the waiter before it said WAITING.
            if let Some(waiter) = unsafe { self.waiter.write(Option::take) } {
                waiter.unpark();
            }
        }
        None
    }
    // ANCHOR_END: fulfil

    /// Waits for the value. To be called once.
    pub fn receive(&self) -> Option<u32> {
        // SAFETY: the promise touches the waiter only where it finds WAITING.
        unsafe { self.waiter.write(|waiter| *waiter = Some(current())) };
        if self.state.compare_exchange(EMPTY, WAITING, Release, Acquire).is_ok() {
            while self.state.load(Acquire) != DONE {
                park();
            }
        }
        // SAFETY: after DONE there ought to be no other access.
        unsafe { self.value.write(Option::take) }
    }
}
