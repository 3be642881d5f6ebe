//! Plain memory, watched for data races.

use std::fmt;

use super::{Judge, judge};

/// Plain memory.
pub enum UnsafeCell<T> {
    /// The engine's.
    Engine(racelab_engine::cell::UnsafeCell<T>),
    /// loom's.
    Loom(loom::cell::UnsafeCell<T>),
}

impl<T> UnsafeCell<T> {
    /// A cell that holds `value`.
    #[track_caller]
    pub fn new(value: T) -> UnsafeCell<T> {
        match judge() {
            Judge::Engine => UnsafeCell::Engine(racelab_engine::cell::UnsafeCell::new(value)),
            Judge::Loom => UnsafeCell::Loom(loom::cell::UnsafeCell::new(value)),
        }
    }

    /// Reads: the pointer is good for that, for as long as the function runs.
    #[track_caller]
    pub fn with<R>(&self, read: impl FnOnce(*const T) -> R) -> R {
        match self {
            UnsafeCell::Engine(cell) => cell.with(read),
            UnsafeCell::Loom(cell) => cell.with(read),
        }
    }

    /// Reads and writes: the pointer is good for that, for as long as the function runs.
    #[track_caller]
    pub fn with_mut<R>(&self, write: impl FnOnce(*mut T) -> R) -> R {
        match self {
            UnsafeCell::Engine(cell) => cell.with_mut(write),
            UnsafeCell::Loom(cell) => cell.with_mut(write),
        }
    }

    /// The value, now that nobody shares the cell.
    pub fn into_inner(self) -> T {
        match self {
            UnsafeCell::Engine(cell) => cell.into_inner(),
            UnsafeCell::Loom(cell) => cell.into_inner(),
        }
    }
}

impl<T> fmt::Debug for UnsafeCell<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("UnsafeCell").finish_non_exhaustive()
    }
}
