//! A mutex that tells what was found behind it and what was left there.

use std::fmt::Debug;
use std::mem::{self, ManuallyDrop};
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::ptr;
use std::sync::LockResult;

use super::record::{self, Action};
use super::{Name, Nameable};

/// `std::sync::Mutex`, explored by loom.
#[derive(Debug)]
pub struct Mutex<T> {
    inner: loom::sync::Mutex<T>,
    name: Name,
}

/// The lock is held as long as this lives.
#[derive(Debug)]
pub struct MutexGuard<'a, T: Debug> {
    /// Taken out only while the guard is handed to a condition variable, and at the end.
    pub(super) inner: Option<Held<loom::sync::MutexGuard<'a, T>>>,
    pub(super) name: Name,
    pub(super) place: &'static Location<'static>,
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
    pub fn new(value: T) -> Self {
        Mutex { inner: loom::sync::Mutex::new(value), name: Name::from("mutex") }
    }

    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        record::event(self.name, || Action::Wants("locks"));
        let inner = self.inner.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        Ok(MutexGuard::new(inner, self.name, Location::caller(), "locks"))
    }

    pub fn into_inner(self) -> LockResult<T> {
        self.inner.into_inner()
    }
}

impl<'a, T: Debug> MutexGuard<'a, T> {
    pub(super) fn new(
        inner: loom::sync::MutexGuard<'a, T>,
        name: Name,
        place: &'static Location<'static>,
        how: &'static str,
    ) -> Self {
        record::event_at(place, name, || Action::Locks(how, shown(&*inner)));
        MutexGuard { inner: Some(Held::new(inner)), name, place, written: false }
    }

    /// Records that the lock is about to be let go.
    pub(super) fn record_unlock(&self) {
        if let Some(inner) = &self.inner {
            record_unlock(self.place, self.name, self.written, &***inner);
        }
    }
}

impl<T: Debug> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.inner.as_ref().expect("a guard in use holds its lock")
    }
}

impl<T: Debug> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.written = true;
        self.inner.as_mut().expect("a guard in use holds its lock")
    }
}

impl<T: Debug> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        self.record_unlock();
    }
}

/// One of loom's guards, let go in the ordinary way unless loom has given up: to let go of a lock then
/// panics while a panic unwinds, which would end the whole program.
#[derive(Debug)]
pub(super) struct Held<G>(ManuallyDrop<G>);

impl<G> Held<G> {
    pub fn new(guard: G) -> Self {
        Held(ManuallyDrop::new(guard))
    }

    /// The guard itself, to be handed on.
    pub fn into_inner(self) -> G {
        // SAFETY: taken once, and `self` is forgotten before its destructor could take it again.
        let guard = unsafe { ptr::read(&*self.0) };
        mem::forget(self);
        guard
    }
}

impl<G> Drop for Held<G> {
    fn drop(&mut self) {
        if !record::failed() {
            // SAFETY: dropped once, here.
            unsafe { ManuallyDrop::drop(&mut self.0) }
        }
    }
}

impl<G> Deref for Held<G> {
    type Target = G;

    fn deref(&self) -> &G {
        &self.0
    }
}

impl<G> DerefMut for Held<G> {
    fn deref_mut(&mut self) -> &mut G {
        &mut self.0
    }
}

/// The value behind a lock as a picture shows it; empty while nobody records.
pub(super) fn shown(value: &impl Debug) -> String {
    if record::is_on() { format!("{value:?}").replace(".0", "") } else { String::new() }
}

/// Records an unlock, with the value left behind if it was written.
pub(super) fn record_unlock(place: &'static Location<'static>, name: Name, written: bool, left: &impl Debug) {
    record::event_at(place, name, || Action::Unlocks(written.then(|| shown(left))));
}
