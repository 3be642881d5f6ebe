//! Waker after check: the future looks, finds nothing, leaves its waker, and does not look again.
//!
//! **Specification:** a future whose promise is kept is polled again.
//!
//! **What is wrong:** between the look and the store comes the promise. It finds no waker, and wakes nobody; then the waker
//! is left for somebody who has come and gone. The executor has been told that the value is to come, and parks, for
//! ever. This is the lost wake-up of lesson 10 once more, and a test that polls by itself never shows it: it
//! takes an executor that waits to be woken. It hangs, and so it exists in the loom build only.
//!
//! **The fix:** leave the waker first and look afterwards, in one step, as in [`one_shot`](crate::promise::one_shot):
//! `self.0.state.compare_exchange(EMPTY, WAITING, Release, Acquire)`, which fails where the promise was quicker.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::{FailureKind, Mistake};
use crate::promise::block_on;
use crate::scenario::Scenario;
use crate::sync::atomic::AtomicU32;
use crate::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use crate::sync::{Guarded, named, workers};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "waker_after_check",
    lesson: "11_promise",
    kind: FailureKind::Deadlock,
    summary: "checks whether it is done, and then leaves its waker",
    specification: "a future whose promise is kept is polled again",
    fix: "leave the waker, and then exchange EMPTY for WAITING: where that fails, it is done",
    scenario: Scenario::new("waker_after_check", "one keeps a promise, one awaits it", &["woken"], || {
        let cell = Cell::new();
        workers(2, |me| if me == 0 { block_on(Done(&cell)) } else { cell.done() });
        "woken".to_owned()
    }),
};

const EMPTY: u32 = 0;
const WAITING: u32 = 1;
const DONE: u32 = 2;

/// A promise without a value, and the waker of the task that awaits it.
#[derive(Debug)]
pub struct Cell {
    state: AtomicU32,
    waiter: Guarded<Left>,
}

/// The waker, if one was left.
struct Left(Option<Waker>);

impl std::fmt::Debug for Left {
    /// What there is to see in the picture of an execution.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(if self.0.is_some() { "somebody" } else { "nobody" })
    }
}

impl Cell {
    /// A promise to be kept.
    #[allow(clippy::new_without_default)] // As in the cell that is right.
    pub fn new() -> Self {
        Cell {
            state: named("state", AtomicU32::new(EMPTY)),
            waiter: named("waiter", Guarded::new(Left(None))),
        }
    }

    /// Keeps the promise. To be called once.
    pub fn done(&self) {
        // Acquire: pairs with the Release in `poll`, for the waker. Release: pairs with its Acquire.
        if self.state.swap(DONE, AcqRel) == WAITING {
            // SAFETY: the future left the waker before it said WAITING.
            if let Some(waker) = unsafe { self.waiter.write(|left| left.0.take()) } {
                waker.wake();
            }
        }
    }
}

/// Ready once the promise is kept.
#[derive(Debug)]
pub struct Done<'a>(&'a Cell);

// ANCHOR: poll
impl Future for Done<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        // Looks, and takes back the waker that was left last time.
        if self.0.state.compare_exchange(WAITING, EMPTY, Relaxed, Acquire) == Err(DONE) {
            return Poll::Ready(());
        }
        // Here the promise may be kept, and nobody is woken.
        let waker = context.waker().clone();
        // SAFETY: `done` touches the waker only where it finds WAITING.
        unsafe { self.0.waiter.write(|left| left.0 = Some(waker)) };
        self.0.state.store(WAITING, Release);
        Poll::Pending
    }
}
// ANCHOR_END: poll
