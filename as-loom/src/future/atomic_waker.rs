//! A place for the waker of the task that waits.

use std::task::Waker;

use racelab_engine::sync::{Mutex, MutexGuard};
use racelab_engine::thread;

/// Holds the waker of one task, that others wake: in place of an `AtomicWaker` of `futures` or `tokio`.
#[derive(Debug, Default)]
pub struct AtomicWaker(Mutex<Option<Waker>>);

impl AtomicWaker {
    /// Without a waker.
    #[track_caller]
    pub fn new() -> AtomicWaker {
        AtomicWaker(Mutex::new(None))
    }

    /// Has this waker woken from now on. If somebody wakes at the same time, it is woken at once.
    #[track_caller]
    pub fn register(&self, waker: Waker) {
        match self.0.try_lock() {
            Ok(mut inside) => *inside = Some(waker),
            Err(_) => {
                waker.wake();
                thread::yield_now();
            }
        }
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
        self.0.lock().map_or_else(|poisoned| take(poisoned.into_inner()), take)
    }
}

fn take(mut inside: MutexGuard<'_, Option<Waker>>) -> Option<Waker> {
    inside.take()
}
