//! Data that no lock guards, watched by loom.

use std::fmt::Debug;
use std::panic::Location;

use super::backend::UnsafeCell;
use super::record::{self, Action, Object};
use super::shown::Shows;
use super::{Name, Nameable};

/// Data that no lock guards: that accesses are ordered is the caller's business, and loom checks it.
#[derive(Debug)]
pub struct Guarded<T> {
    inner: UnsafeCell<T>,
    object: Object,
    shows: Shows<T>,
}

// SAFETY: as in the std build; besides, all threads of an exploration share one operating-system thread.
unsafe impl<T: Send + Sync> Sync for Guarded<T> {}

impl<T: Debug> Nameable for Guarded<T> {
    fn set_name(&mut self, name: Name) {
        self.object.set_name(name);
        self.shows = Shows::as_debug();
    }
}

impl<T> Guarded<T> {
    /// A cell that holds `value`.
    #[track_caller]
    pub fn new(value: T) -> Self {
        Guarded { inner: UnsafeCell::new(value), object: Object::new("cell"), shows: Shows::plain() }
    }

    /// Lends the value to `use_it` for reading.
    ///
    /// # Safety
    /// As in the std build. loom ends the exploration where the promise is broken.
    #[track_caller]
    pub unsafe fn read<R>(&self, use_it: impl FnOnce(&T) -> R) -> R {
        // Recorded first: an access that races is the last thing its execution shows.
        record::event(Location::caller(), self.object, || Action::Accesses(false, None));
        let event = record::last_event();
        self.inner.with(|value| {
            // SAFETY: loom panics before it hands out the pointer if a write is not ordered before this.
            let value = unsafe { &*value };
            record::accessed(event, || self.shows.text(value));
            use_it(value)
        })
    }

    /// Lends the value to `use_it` for writing.
    ///
    /// # Safety
    /// As in the std build. loom ends the exploration where the promise is broken.
    #[track_caller]
    pub unsafe fn write<R>(&self, use_it: impl FnOnce(&mut T) -> R) -> R {
        record::event(Location::caller(), self.object, || Action::Accesses(true, None));
        let event = record::last_event();
        self.inner.with_mut(|value| {
            // SAFETY: loom panics before it hands out the pointer if an access is not ordered before this.
            let value = unsafe { &mut *value };
            let result = use_it(value);
            record::accessed(event, || self.shows.text(value));
            result
        })
    }

    /// The value, now that nobody shares the cell.
    pub fn into_inner(self) -> T {
        self.inner.into_inner()
    }
}

/// A variable of a litmus test that is not atomic: a [`Guarded`] cell, accessed by whoever likes, since a
/// data race ends the exploration.
#[derive(Debug)]
pub struct NonAtomic(Guarded<u64>);

impl Nameable for NonAtomic {
    fn set_name(&mut self, name: Name) {
        self.0.set_name(name);
    }
}

impl NonAtomic {
    /// A variable that holds `value`.
    #[track_caller]
    pub fn new(value: u64) -> Self {
        NonAtomic(Guarded::new(value))
    }

    /// Its value.
    #[track_caller]
    pub fn read(&self) -> u64 {
        // SAFETY: loom panics before it hands out the value if a write is not ordered before this.
        unsafe { self.0.read(|value| *value) }
    }

    /// Overwrites it.
    #[track_caller]
    pub fn write(&self, value: u64) {
        // SAFETY: loom panics before it hands out the value if an access is not ordered before this.
        unsafe { self.0.write(|place| *place = value) }
    }
}
