//! A function that is called once, by the name and contract of `std::sync::Once`.

use std::fmt;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};

use super::attempts::{Attempts, Turn};

/// Calls a function once, whoever asks for it first, and lets the others wait until that has been done.
pub struct Once(Attempts);

// SAFETY: all threads of a program run on one thread of the operating system (an assumption of the crate's page), and
// no borrow lasts across a switch.
unsafe impl Sync for Once {}
// SAFETY: the same.
unsafe impl Send for Once {}
impl UnwindSafe for Once {}
impl RefUnwindSafe for Once {}

/// What [`Once::call_once_force`] tells its function.
#[derive(Debug)]
pub struct OnceState(bool);

impl OnceState {
    /// Whether a call before this one panicked.
    pub fn is_poisoned(&self) -> bool {
        self.0
    }
}

impl Once {
    /// Nothing has been called yet.
    #[track_caller]
    pub const fn new() -> Once {
        Once(Attempts::new("Once"))
    }

    /// Calls the function if none has been called yet. When this returns, one has been.
    ///
    /// # Panics
    ///
    /// If the function panicked that was called.
    #[track_caller]
    pub fn call_once(&self, work: impl FnOnce()) {
        if let Turn::Yours(mine) = self.0.begin("call_once", Location::caller()) {
            assert!(!mine.is_second(), "Once instance has previously been poisoned");
            work();
            mine.done("call_once");
        }
    }

    /// Calls the function if none has been called yet that did not panic.
    #[track_caller]
    pub fn call_once_force(&self, work: impl FnOnce(&OnceState)) {
        if let Turn::Yours(mine) = self.0.begin("call_once_force", Location::caller()) {
            work(&OnceState(mine.is_second()));
            mine.done("call_once_force");
        }
    }

    /// Whether a function has been called, and has returned. If so, what it did is known.
    #[track_caller]
    pub fn is_completed(&self) -> bool {
        self.0.is_done("is_completed", Location::caller())
    }

    /// Waits until a function has been called.
    ///
    /// # Panics
    ///
    /// If the function panicked that was called.
    #[track_caller]
    pub fn wait(&self) {
        assert!(self.0.wait("wait", Location::caller(), false), "Once instance has previously been poisoned");
    }

    /// Waits until a function has been called that did not panic.
    #[track_caller]
    pub fn wait_force(&self) {
        self.0.wait("wait_force", Location::caller(), true);
    }
}

impl Default for Once {
    #[track_caller]
    fn default() -> Once {
        Once::new()
    }
}

impl fmt::Debug for Once {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Once").finish_non_exhaustive()
    }
}
