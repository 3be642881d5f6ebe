//! A place for the waker of the task that waits.

use std::task::Waker;

use racelab_engine::sync::{Mutex, MutexGuard, PoisonError};

/// Holds the waker of one task, that others wake: in place of an `AtomicWaker` of `futures` or `tokio`.
#[derive(Debug, Default)]
pub struct AtomicWaker(Mutex<Option<Waker>>);

impl AtomicWaker {
    /// Without a waker.
    #[track_caller]
    pub fn new() -> AtomicWaker {
        AtomicWaker(Mutex::new(None))
    }

    /// Has this waker woken from now on.
    ///
    /// (loom, as the real ones, wakes it at once where somebody wakes at the same time. Here it waits until that is done:
    /// then whoever woke has done so before this, and what it did is known.)
    #[track_caller]
    pub fn register(&self, waker: Waker) {
        let before = self.inside().replace(waker);
        drop(before);
    }

    #[track_caller]
    fn inside(&self) -> MutexGuard<'_, Option<Waker>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same, with a clone of the waker.
    #[track_caller]
    pub fn register_by_ref(&self, waker: &Waker) {
        self.register(waker.clone());
    }

    /// Wakes who registered last, if nobody has yet.
    #[track_caller]
    pub fn wake(&self) {
        if let Some(waker) = self.take_waker() {
            waker.wake();
        }
    }

    /// The waker that was registered last, if nobody has taken it yet.
    #[track_caller]
    pub fn take_waker(&self) -> Option<Waker> {
        self.inside().take()
    }
}
