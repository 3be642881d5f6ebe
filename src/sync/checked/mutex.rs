//! A mutex that tells what was found behind it and what was left there, and that can be left out.
//!
//! The value lies in a cell of loom's beside loom's mutex, and each lock and unlock counts as an access
//! to it. With the lock in place those are always ordered. With the lock left out, two holders that
//! nothing orders are a data race, as they would be in a program without it.

use std::fmt::Debug;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::sync::{LockResult, PoisonError};

use loom::cell::UnsafeCell;

use super::record::{self, Action, Place};
use super::site::{self, Part};
use super::{Name, Nameable};

/// `std::sync::Mutex`, explored by loom.
#[derive(Debug)]
pub struct Mutex<T> {
    pub(super) inner: loom::sync::Mutex<()>,
    value: UnsafeCell<T>,
    name: Name,
}

// SAFETY: as for std's mutex; besides, all threads of an exploration share one operating-system thread.
unsafe impl<T: Send> Sync for Mutex<T> {}

/// The lock is held as long as this lives.
#[derive(Debug)]
pub struct MutexGuard<'a, T: Debug> {
    pub(super) lock: &'a Mutex<T>,
    /// None while the guard is with a condition variable, and where the lock is left out.
    pub(super) held: Option<loom::sync::MutexGuard<'a, ()>>,
    place: Place,
    /// Whether the value was lent for writing.
    written: bool,
}

impl<T> Nameable for Mutex<T> {
    fn set_name(&mut self, name: Name) {
        self.name = name;
    }
}

#[allow(missing_docs)] // As in std, to which the type's page points.
impl<T: Debug> Mutex<T> {
    #[track_caller]
    pub fn new(value: T) -> Self {
        Mutex { inner: loom::sync::Mutex::new(()), value: UnsafeCell::new(value), name: Name::from("mutex") }
    }

    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        let place = Location::caller();
        record::event(place, self.name, || Action::Wants("locks"));
        let left_out = site::left_out(place, Part::Lock, self.name);
        let held = (!left_out).then(|| self.inner.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(self.guard(held, place))
    }

    /// A guard of the lock, which is held or left out.
    pub(super) fn guard<'a>(
        &'a self,
        held: Option<loom::sync::MutexGuard<'a, ()>>,
        place: Place,
    ) -> MutexGuard<'a, T> {
        record::event(place, self.name, || Action::Locks("locks", shown(self.access())));
        self.value.with_mut(|_| ());
        MutexGuard { lock: self, held, place, written: false }
    }

    pub fn into_inner(self) -> LockResult<T> {
        Ok(self.value.into_inner())
    }

    /// The value, for whoever holds the lock.
    fn access(&self) -> &T {
        // SAFETY: the caller holds the lock, or leaves it out and is on the only operating-system thread
        // there is, which passes from one loom thread to another only inside loom's operations.
        unsafe { self.value.with(|value| &*value) }
    }
}

impl<T: Debug> MutexGuard<'_, T> {
    /// Records that the lock is about to be let go.
    pub(super) fn unlocks(&self) {
        let left = || self.written.then(|| shown(self.lock.access()));
        record::event(self.place, self.lock.name, || Action::Unlocks(left()));
        self.lock.value.with_mut(|_| ());
    }
}

impl<T: Debug> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.lock.access()
    }
}

impl<T: Debug> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.written = true;
        // SAFETY: as for `access`; the borrow of the guard keeps others of the same thread out.
        unsafe { self.lock.value.with_mut(|value| &mut *value) }
    }
}

impl<T: Debug> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        if record::failed() {
            // To let go of a lock now would panic while a panic unwinds, and end the whole program.
            std::mem::forget(self.held.take());
        } else {
            self.unlocks();
        }
    }
}

/// A value as a picture shows it.
pub(super) fn shown(value: &impl Debug) -> String {
    format!("{value:?}").replace(".0", "")
}
