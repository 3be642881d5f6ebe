//! A value that is made when it is first used, by the name and contract of `std::sync::LazyLock`.
//!
//! As a `static` it begins anew in each execution, so the function that makes the value may be called more than
//! once: it is an `Fn`, where `std` takes an `FnOnce`.

use std::fmt;
use std::mem;
use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::OnceLock;
use crate::run::perform;

/// A value that is made when it is first used.
pub struct LazyLock<T, F = fn() -> T> {
    value: OnceLock<T>,
    make: F,
    /// In which run making it panicked. Only touched by the thread whose turn it is to make it.
    poisoned: AtomicU64,
}

/// Remembers a panic, unless it is taken back.
struct Poisons<'a>(&'a AtomicU64);

impl Drop for Poisons<'_> {
    fn drop(&mut self) {
        if let (run, true) = perform::poison() {
            self.0.store(run, Relaxed);
        }
    }
}

impl<T, F: Fn() -> T> LazyLock<T, F> {
    /// The value that the function makes.
    #[track_caller]
    pub const fn new(make: F) -> LazyLock<T, F> {
        LazyLock { value: OnceLock::called("LazyLock"), make, poisoned: AtomicU64::new(u64::MAX) }
    }

    /// The value, which is made now if it has not been.
    ///
    /// # Panics
    ///
    /// If making it does, or has done so before.
    #[track_caller]
    pub fn force(this: &LazyLock<T, F>) -> &T {
        this.value.get_or_init(|| {
            let is_poisoned = this.poisoned.load(Relaxed) == perform::poison().0;
            assert!(!is_poisoned, "LazyLock instance has previously been poisoned");
            let poisons = Poisons(&this.poisoned);
            let value = (this.make)();
            mem::forget(poisons);
            value
        })
    }
}

impl<T, F: Fn() -> T> Deref for LazyLock<T, F> {
    type Target = T;
    #[track_caller]
    fn deref(&self) -> &T {
        LazyLock::force(self)
    }
}

impl<T: Default> Default for LazyLock<T> {
    #[track_caller]
    fn default() -> LazyLock<T> {
        LazyLock::new(T::default)
    }
}

impl<T, F> fmt::Debug for LazyLock<T, F> {
    /// Says what it is. To look inside would be an operation of the program's.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("LazyLock").finish_non_exhaustive()
    }
}
