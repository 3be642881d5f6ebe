//! A mutex, a readers-writer lock and a condition variable. They guard nothing themselves: the values lie in the
//! wrappers, which tell the explorer of each access, so that a lock can be left out on trial.

use std::sync::PoisonError;

use loom::sync as of_loom;
use racelab_engine::sync as of_engine;

use super::{Judge, judge, stranger};

/// A mutex.
#[derive(Debug)]
pub enum Mutex<T> {
    /// The engine's.
    Engine(of_engine::Mutex<T>),
    /// loom's.
    Loom(of_loom::Mutex<T>),
}

/// The lock is held as long as this lives.
#[derive(Debug)]
pub enum MutexGuard<'a, T> {
    /// The engine's.
    Engine(of_engine::MutexGuard<'a, T>),
    /// loom's.
    Loom(of_loom::MutexGuard<'a, T>),
}

impl<T> Mutex<T> {
    /// An open lock.
    #[track_caller]
    pub fn new(value: T) -> Mutex<T> {
        match judge() {
            Judge::Engine => Mutex::Engine(of_engine::Mutex::new(value)),
            Judge::Loom => Mutex::Loom(of_loom::Mutex::new(value)),
        }
    }

    /// Takes the lock. Poison is of no interest here.
    #[track_caller]
    pub fn lock(&self) -> MutexGuard<'_, T> {
        match self {
            Mutex::Engine(lock) => MutexGuard::Engine(lock.lock().unwrap_or_else(PoisonError::into_inner)),
            Mutex::Loom(lock) => MutexGuard::Loom(lock.lock().unwrap_or_else(PoisonError::into_inner)),
        }
    }
}

impl<T> std::ops::Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            MutexGuard::Engine(guard) => guard,
            MutexGuard::Loom(guard) => guard,
        }
    }
}

impl<T> std::ops::DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        match self {
            MutexGuard::Engine(guard) => guard,
            MutexGuard::Loom(guard) => guard,
        }
    }
}

/// A readers-writer lock.
#[derive(Debug)]
pub enum RwLock {
    /// The engine's.
    Engine(of_engine::RwLock<()>),
    /// loom's.
    Loom(of_loom::RwLock<()>),
}

/// Others may read, and nobody writes, as long as this lives.
#[allow(dead_code)] // It is dropped, and that is all.
pub enum RwLockReadGuard<'a> {
    /// The engine's.
    Engine(of_engine::RwLockReadGuard<'a, ()>),
    /// loom's.
    Loom(of_loom::RwLockReadGuard<'a, ()>),
}

/// Nobody else reads or writes as long as this lives.
#[allow(dead_code)] // It is dropped, and that is all.
pub enum RwLockWriteGuard<'a> {
    /// The engine's.
    Engine(of_engine::RwLockWriteGuard<'a, ()>),
    /// loom's.
    Loom(of_loom::RwLockWriteGuard<'a, ()>),
}

#[allow(clippy::new_without_default)] // It depends on who explores.
impl RwLock {
    /// An open lock.
    #[track_caller]
    pub fn new() -> RwLock {
        match judge() {
            Judge::Engine => RwLock::Engine(of_engine::RwLock::new(())),
            Judge::Loom => RwLock::Loom(of_loom::RwLock::new(())),
        }
    }

    /// Takes the lock for reading.
    #[track_caller]
    pub fn read(&self) -> RwLockReadGuard<'_> {
        match self {
            RwLock::Engine(lock) => {
                RwLockReadGuard::Engine(lock.read().unwrap_or_else(PoisonError::into_inner))
            }
            RwLock::Loom(lock) => RwLockReadGuard::Loom(lock.read().unwrap_or_else(PoisonError::into_inner)),
        }
    }

    /// Takes the lock for writing.
    #[track_caller]
    pub fn write(&self) -> RwLockWriteGuard<'_> {
        match self {
            RwLock::Engine(lock) => {
                RwLockWriteGuard::Engine(lock.write().unwrap_or_else(PoisonError::into_inner))
            }
            RwLock::Loom(lock) => {
                RwLockWriteGuard::Loom(lock.write().unwrap_or_else(PoisonError::into_inner))
            }
        }
    }
}

/// A condition variable.
#[derive(Debug)]
pub enum Condvar {
    /// The engine's, which picks any waiting thread and may wake one early.
    Engine(of_engine::Condvar),
    /// loom's, which does neither.
    Loom(of_loom::Condvar),
}

#[allow(clippy::new_without_default)] // It depends on who explores.
impl Condvar {
    /// Nobody waits yet.
    #[track_caller]
    pub fn new() -> Condvar {
        match judge() {
            Judge::Engine => Condvar::Engine(of_engine::Condvar::new()),
            Judge::Loom => Condvar::Loom(of_loom::Condvar::new()),
        }
    }

    /// Lets the lock go, waits, and takes it again.
    #[track_caller]
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        match (self, guard) {
            (Condvar::Engine(condition), MutexGuard::Engine(guard)) => {
                MutexGuard::Engine(condition.wait(guard).unwrap_or_else(PoisonError::into_inner))
            }
            (Condvar::Loom(condition), MutexGuard::Loom(guard)) => {
                MutexGuard::Loom(condition.wait(guard).unwrap_or_else(PoisonError::into_inner))
            }
            _ => stranger(),
        }
    }

    /// Wakes one.
    #[track_caller]
    pub fn notify_one(&self) {
        match self {
            Condvar::Engine(condition) => condition.notify_one(),
            Condvar::Loom(condition) => condition.notify_one(),
        }
    }

    /// Wakes all.
    #[track_caller]
    pub fn notify_all(&self) {
        match self {
            Condvar::Engine(condition) => condition.notify_all(),
            Condvar::Loom(condition) => condition.notify_all(),
        }
    }
}
