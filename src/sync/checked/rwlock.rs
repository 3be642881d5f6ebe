//! A readers-writer lock that tells what was found behind it and what was left there, and that can be
//! left out: made like [`Mutex`](super::Mutex), where it says how.

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

/// `std::sync::RwLock`, explored by loom.
#[derive(Debug)]
pub struct RwLock<T> {
    inner: backend::RwLock,
    accesses: UnsafeCell<()>,
    value: cell::UnsafeCell<T>,
    object: Object,
    shows: Shows<T>,
}

// SAFETY: as for std's lock; besides, all threads of an exploration share one operating-system thread.
unsafe impl<T: Send + Sync> Sync for RwLock<T> {}

/// Others may read, and nobody writes, as long as this lives.
pub struct RwLockReadGuard<'a, T> {
    lock: &'a RwLock<T>,
    held: Option<backend::RwLockReadGuard<'a>>,
    place: Place,
}

/// Nobody else reads or writes as long as this lives.
pub struct RwLockWriteGuard<'a, T> {
    lock: &'a RwLock<T>,
    held: Option<backend::RwLockWriteGuard<'a>>,
    place: Place,
    /// Whether the value was lent for writing.
    written: bool,
}

impl<T: Debug> Nameable for RwLock<T> {
    fn set_name(&mut self, name: Name) {
        self.object.set_name(name);
        self.shows = Shows::as_debug();
    }
}

#[allow(missing_docs)] // As in std, to which the type's page points.
impl<T> RwLock<T> {
    #[track_caller]
    pub fn new(value: T) -> Self {
        let (inner, accesses) = (backend::RwLock::new(), UnsafeCell::new(()));
        let (value, object) = (cell::UnsafeCell::new(value), Object::new("lock"));
        RwLock { inner, accesses, value, object, shows: Shows::plain() }
    }

    #[track_caller]
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        let place = Location::caller();
        record::event(place, self.object, || Action::Wants("read-locks"));
        let left_out = site::left_out(place, Part::ReadLock, self.object.name);
        let held = if left_out { None } else { Some(self.inner.read()) };
        let how = if left_out { "does not read-lock" } else { "read-locks" };
        record::event(place, self.object, || Action::Locks(how, self.shown()));
        Ok(RwLockReadGuard { lock: self, held, place })
    }

    #[track_caller]
    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        let place = Location::caller();
        record::event(place, self.object, || Action::Wants("write-locks"));
        let left_out = site::left_out(place, Part::WriteLock, self.object.name);
        let held = if left_out { None } else { Some(self.inner.write()) };
        let how = if left_out { "does not write-lock" } else { "write-locks" };
        record::event(place, self.object, || Action::Locks(how, self.shown()));
        Ok(RwLockWriteGuard { lock: self, held, place, written: false })
    }

    pub fn into_inner(self) -> LockResult<T> {
        Ok(self.value.into_inner())
    }

    /// The value as a picture shows it, which is no access of the program's.
    fn shown(&self) -> String {
        // SAFETY: as in `Mutex::shown`.
        self.shows.text(unsafe { &*self.value.get() })
    }

    /// The value, for whoever holds the lock.
    fn read_at(&self, place: Place) -> &T {
        record::accessing(place, self.object, false, || self.accesses.with(|_| ()));
        // SAFETY: as in `Mutex`, for readers and one writer.
        unsafe { &*self.value.get() }
    }
}

impl<T> Deref for RwLockReadGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.lock.read_at(self.place)
    }
}

impl<T> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.lock.read_at(self.place)
    }
}

impl<T> DerefMut for RwLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.written = true;
        record::accessing(self.place, self.lock.object, true, || self.lock.accesses.with_mut(|_| ()));
        // SAFETY: as in `Mutex`.
        unsafe { &mut *self.lock.value.get() }
    }
}

impl<T> Drop for RwLockReadGuard<'_, T> {
    fn drop(&mut self) {
        if record::failed() {
            std::mem::forget(self.held.take());
            return;
        }
        record::event(self.place, self.lock.object, || Action::Unlocks(None));
    }
}

impl<T> Drop for RwLockWriteGuard<'_, T> {
    fn drop(&mut self) {
        if record::failed() {
            std::mem::forget(self.held.take());
            return;
        }
        let left = || self.written.then(|| left(self.lock.shown()));
        record::event(self.place, self.lock.object, || Action::Unlocks(left()));
    }
}
