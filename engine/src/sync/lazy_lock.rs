//! A value that is made when it is first used, by the name and contract of `std::sync::LazyLock`.
//!
//! As a `static` it begins anew in each execution, so the function that makes the value may be called more than once: it is an `Fn`,
//! where `std` takes an `FnOnce`.

use std::fmt;
use std::ops::Deref;

use super::OnceLock;

/// A value that is made when it is first used.
pub struct LazyLock<T, F = fn() -> T> {
    value: OnceLock<T>,
    make: F,
}

impl<T, F: Fn() -> T> LazyLock<T, F> {
    /// The value that the function makes.
    #[track_caller]
    pub const fn new(make: F) -> LazyLock<T, F> {
        LazyLock { value: OnceLock::called("LazyLock"), make }
    }

    /// The value, which is made now if it has not been.
    ///
    /// # Panics
    ///
    /// If making it does.
    #[track_caller]
    pub fn force(this: &LazyLock<T, F>) -> &T {
        this.value.get_or_init(&this.make)
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
