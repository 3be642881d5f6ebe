//! A readers-writer lock that tells what was found behind it and what was left there.

use std::fmt::Debug;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::sync::LockResult;

use super::mutex::{Held, record_unlock, shown};
use super::record::{self, Action};
use super::{Name, Nameable};

/// `std::sync::RwLock`, explored by loom.
#[derive(Debug)]
pub struct RwLock<T> {
    inner: loom::sync::RwLock<T>,
    name: Name,
}

/// Others may read, and nobody writes, as long as this lives.
pub struct RwLockReadGuard<'a, T: Debug> {
    inner: Held<loom::sync::RwLockReadGuard<'a, T>>,
    name: Name,
    place: &'static Location<'static>,
}

/// Nobody else reads or writes as long as this lives.
pub struct RwLockWriteGuard<'a, T: Debug> {
    inner: Held<loom::sync::RwLockWriteGuard<'a, T>>,
    name: Name,
    place: &'static Location<'static>,
    /// Whether the value was lent for writing.
    written: bool,
}

impl<T> Nameable for RwLock<T> {
    fn set_name(&mut self, name: Name) {
        self.name = name;
    }
}

#[allow(missing_docs)] // As in std, to which the type's page points.
impl<T: Debug> RwLock<T> {
    pub fn new(value: T) -> Self {
        RwLock { inner: loom::sync::RwLock::new(value), name: Name::from("lock") }
    }

    #[track_caller]
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        let (name, place) = (self.name, Location::caller());
        record::event(name, || Action::Wants("read-locks"));
        let inner = self.inner.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        record::event(name, || Action::Locks("read-locks", shown(&*inner)));
        Ok(RwLockReadGuard { inner: Held::new(inner), name, place })
    }

    #[track_caller]
    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        let (name, place) = (self.name, Location::caller());
        record::event(name, || Action::Wants("write-locks"));
        let inner = self.inner.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        record::event(name, || Action::Locks("write-locks", shown(&*inner)));
        Ok(RwLockWriteGuard { inner: Held::new(inner), name, place, written: false })
    }

    pub fn into_inner(self) -> LockResult<T> {
        self.inner.into_inner()
    }
}

impl<T: Debug> Deref for RwLockReadGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T: Debug> Drop for RwLockReadGuard<'_, T> {
    fn drop(&mut self) {
        record::event_at(self.place, self.name, || Action::Unlocks(None));
    }
}

impl<T: Debug> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T: Debug> DerefMut for RwLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.written = true;
        &mut self.inner
    }
}

impl<T: Debug> Drop for RwLockWriteGuard<'_, T> {
    fn drop(&mut self) {
        record_unlock(self.place, self.name, self.written, &**self.inner);
    }
}
