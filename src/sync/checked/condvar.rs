//! A condition variable.

use std::fmt::Debug;
use std::panic::Location;
use std::sync::LockResult;

use super::mutex::MutexGuard;
use super::record::{self, Action};
use super::{Name, Nameable};

/// `std::sync::Condvar`, explored by loom. It never wakes a thread without a reason, which the real
/// one may.
#[derive(Debug)]
pub struct Condvar {
    inner: loom::sync::Condvar,
    name: Name,
}

impl Nameable for Condvar {
    fn set_name(&mut self, name: Name) {
        self.name = name;
    }
}

#[allow(missing_docs, clippy::new_without_default)] // As in std, to which the type's page points.
impl Condvar {
    pub fn new() -> Self {
        Condvar { inner: loom::sync::Condvar::new(), name: Name::from("condition") }
    }

    #[track_caller]
    pub fn wait<'a, T: Debug>(&self, mut guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        let (lock, place) = (guard.name, Location::caller());
        guard.record_unlock();
        record::event(self.name, || Action::Does("waits".to_owned()));
        record::blocked();
        let inner = guard.inner.take().expect("a guard in use holds its lock").into_inner();
        let inner = self.inner.wait(inner).unwrap_or_else(|poisoned| poisoned.into_inner());
        record::event(self.name, || Action::Got("wakes at"));
        Ok(MutexGuard::new(inner, lock, place, "locks"))
    }

    #[track_caller]
    pub fn notify_one(&self) {
        record::event(self.name, || Action::Does("notifies one".to_owned()));
        self.inner.notify_one();
    }

    #[track_caller]
    pub fn notify_all(&self) {
        record::event(self.name, || Action::Does("notifies all".to_owned()));
        self.inner.notify_all();
    }
}
