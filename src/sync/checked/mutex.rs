//! A mutex that tells what was found behind it and what was left there, and that can be left out.
//!
//! Each look at the value through a guard, and each change, is told to a cell of loom's beside loom's
//! mutex. With the lock in place those accesses are always ordered. With the lock left out, two that
//! nothing orders are a data race, as they would be in a program without it; and a lock that guards
//! nothing, or only readers, can be left out without one.

use std::cell;
use std::fmt::Debug;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::sync::LockResult;

use super::backend::{self, UnsafeCell};
use super::record::{self, Action, Object, Place};
use super::shown::{Shows, left};
use super::site::{self, Part};
use super::{Name, Nameable};

/// `std::sync::Mutex`, explored by loom.
#[derive(Debug)]
pub struct Mutex<T> {
    pub(super) inner: backend::Mutex<()>,
    accesses: UnsafeCell<()>,
    value: cell::UnsafeCell<T>,
    object: Object,
    shows: Shows<T>,
}

// SAFETY: as for std's mutex; besides, all threads of an exploration share one operating-system thread.
unsafe impl<T: Send> Sync for Mutex<T> {}

/// The lock is held as long as this lives.
#[derive(Debug)]
pub struct MutexGuard<'a, T> {
    pub(super) lock: &'a Mutex<T>,
    /// None while the guard is with a condition variable, and where the lock is left out.
    pub(super) held: Option<backend::MutexGuard<'a, ()>>,
    place: Place,
    /// Whether the value was lent for writing.
    written: bool,
}

impl<T: Debug> Nameable for Mutex<T> {
    fn set_name(&mut self, name: Name) {
        self.object.set_name(name);
        self.shows = Shows::as_debug();
    }
}

#[allow(missing_docs)] // As in std, to which the type's page points.
impl<T> Mutex<T> {
    #[track_caller]
    pub fn new(value: T) -> Self {
        let (inner, accesses) = (backend::Mutex::new(()), UnsafeCell::new(()));
        let (value, object) = (cell::UnsafeCell::new(value), Object::new("mutex"));
        Mutex { inner, accesses, value, object, shows: Shows::plain() }
    }

    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        let place = Location::caller();
        record::event(place, self.object, || Action::Wants("locks"));
        let left_out = site::left_out(place, Part::Lock, self.object.name);
        let held = if left_out { None } else { Some(self.inner.lock()) };
        Ok(self.guard(held, place))
    }

    /// A guard of the lock, which is held or left out.
    pub(super) fn guard<'a>(
        &'a self,
        held: Option<backend::MutexGuard<'a, ()>>,
        place: Place,
    ) -> MutexGuard<'a, T> {
        let how = if held.is_some() { "locks" } else { "does not lock" };
        record::event(place, self.object, || Action::Locks(how, self.shown()));
        MutexGuard { lock: self, held, place, written: false }
    }

    pub fn into_inner(self) -> LockResult<T> {
        Ok(self.value.into_inner())
    }

    /// The value as a picture shows it, which is no access of the program's.
    fn shown(&self) -> String {
        // SAFETY: read at once, with no operation of loom's in between, on the only operating-system
        // thread that there is; nobody else runs meanwhile.
        self.shows.text(unsafe { &*self.value.get() })
    }
}

impl<T> MutexGuard<'_, T> {
    /// Records that the lock is about to be let go.
    pub(super) fn unlocks(&self) {
        let left = || self.written.then(|| left(self.lock.shown()));
        record::event(self.place, self.lock.object, || Action::Unlocks(left()));
    }
}

impl<T> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        record::accessing(self.place, self.lock.object, false, || self.lock.accesses.with(|_| ()));
        // SAFETY: this guard holds the lock, so no other guard lends the value. Where the lock is left out
        // on trial, loom has just ended the exploration if another thread's access is not ordered before
        // this one.
        unsafe { &*self.lock.value.get() }
    }
}

impl<T> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.written = true;
        record::accessing(self.place, self.lock.object, true, || self.lock.accesses.with_mut(|_| ()));
        // SAFETY: as for `deref`; the borrow of the guard keeps others of the same thread out.
        unsafe { &mut *self.lock.value.get() }
    }
}

impl<T> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        if record::failed() {
            // To let go of a lock now would panic while a panic unwinds, and end the whole program.
            std::mem::forget(self.held.take());
        } else {
            self.unlocks();
        }
    }
}
