//! A lock around a value, by the name and contract of `std::sync::Mutex`.

use std::cell::UnsafeCell;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::panic::{RefUnwindSafe, UnwindSafe};
pub use std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};

use super::poison::Poison;
use crate::cell::{Accesses, Touch};
use crate::execution::Noted;
use crate::graph::{Change, Place};
use crate::run::perform::{self, Locked};
use crate::run::{About, Slot, log};

/// A value that one thread at a time may use.
pub struct Mutex<T: ?Sized> {
    slot: Slot,
    /// Whether a thread panicked while it had the lock.
    poison: Poison,
    /// Where the lock can be left out (see [`weaken`](crate::weaken)), what it guards is unguarded.
    accesses: Accesses,
    value: UnsafeCell<T>,
}

// SAFETY: as for `std::sync::Mutex`. The engine hands out the lock to one thread at a time; and all threads of a
// program run on one thread of the operating system (an assumption of the crate's page), so that also what is beside
// the value is touched by one at a time.
unsafe impl<T: ?Sized + Send> Sync for Mutex<T> {}
// SAFETY: the value goes along.
unsafe impl<T: ?Sized + Send> Send for Mutex<T> {}
impl<T: ?Sized> UnwindSafe for Mutex<T> {}
impl<T: ?Sized> RefUnwindSafe for Mutex<T> {}

/// The value of a mutex that its thread has locked. Dropping it unlocks.
#[must_use = "if unused the Mutex will immediately unlock"]
pub struct MutexGuard<'a, T: ?Sized> {
    mutex: &'a Mutex<T>,
    place: Place,
    locked: Locked,
    /// Whether the value was lent for writing.
    written: bool,
    /// Whether the thread was panicking already when it locked.
    was_panicking: bool,
    /// A guard is dropped by the thread that has it.
    not_send: std::marker::PhantomData<*const ()>,
}

// SAFETY: a shared guard gives no more than a shared reference to the value.
unsafe impl<T: ?Sized + Sync> Sync for MutexGuard<'_, T> {}

impl<T> Mutex<T> {
    /// A new mutex, unlocked.
    #[track_caller]
    pub const fn new(value: T) -> Mutex<T> {
        Mutex {
            slot: Slot::new(),
            poison: Poison::new(),
            accesses: Accesses::new(),
            value: UnsafeCell::new(value),
        }
    }

    /// The value, for whoever needs the mutex no more.
    ///
    /// # Errors
    ///
    /// The value all the same, if a thread panicked while it had the lock.
    #[track_caller]
    pub fn into_inner(self) -> LockResult<T> {
        let Mutex { poison, value, .. } = self;
        poison.guard(value.into_inner(), Location::caller())
    }
}

impl<T: ?Sized> Mutex<T> {
    pub(super) fn about(&self) -> About<'_> {
        About::new(&self.slot, "Mutex")
    }

    /// Waits for the lock, and takes it.
    ///
    /// # Errors
    ///
    /// The guard all the same, if a thread panicked while it had the lock.
    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        let place = Location::caller();
        self.guard(perform::lock(self.about(), Change::Lock, place), place)
    }

    /// Takes the lock if it is free.
    ///
    /// # Errors
    ///
    /// If another thread has it; or, with the guard, if a thread panicked while it had the lock.
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        let place = Location::caller();
        match perform::lock(self.about(), Change::TryLock, place) {
            Locked::Refused => Err(TryLockError::WouldBlock),
            locked => self.guard(locked, place).map_err(TryLockError::Poisoned),
        }
    }

    /// Which mutex this is, for whoever is shown this execution.
    fn identity(&self) -> (usize, Place) {
        (std::ptr::from_ref(&self.slot).addr(), self.slot.made())
    }

    pub(super) fn guard(&self, locked: Locked, place: Place) -> LockResult<MutexGuard<'_, T>> {
        // SAFETY: this thread has the lock; where the explorer left it out, another may write between two of its
        // operations, and not now.
        log::note(Noted::Finds, self.identity(), place, || unsafe { log::shown(self.value.get()) });
        let guard = MutexGuard {
            mutex: self,
            place,
            locked,
            written: false,
            was_panicking: perform::poison().1,
            not_send: std::marker::PhantomData,
        };
        self.poison.guard(guard, place)
    }

    /// Whether a thread panicked while it had the lock.
    #[track_caller]
    pub fn is_poisoned(&self) -> bool {
        self.poison.is_set(Location::caller())
    }

    /// Forgets that a thread panicked.
    #[track_caller]
    pub fn clear_poison(&self) {
        self.poison.clear(Location::caller());
    }

    /// The value, for whoever has the mutex alone.
    ///
    /// # Errors
    ///
    /// The value all the same, if a thread panicked while it had the lock.
    #[track_caller]
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        self.poison.guard(self.value.get_mut(), Location::caller())
    }
}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    /// Before the lock is given back: what was written behind it, for whoever is shown this execution.
    pub(super) fn note_what_is_left(&self) {
        if self.written {
            // SAFETY: this thread has the lock; otherwise as in `Mutex::guard`.
            let value = || unsafe { log::shown(self.mutex.value.get()) };
            log::note(Noted::Leaves, self.mutex.identity(), self.place, value);
        }
    }

    /// Takes the guard apart without unlocking.
    pub(super) fn into_parts(self) -> (&'a Mutex<T>, Place, Locked) {
        let parts = (self.mutex, self.place, self.locked);
        std::mem::forget(self);
        parts
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;
    #[track_caller]
    fn deref(&self) -> &T {
        self.mutex.accesses.touch(Touch::Read, self.mutex.slot.made(), Location::caller());
        // SAFETY: this thread has the lock. Where the explorer left the lock out, the line before has
        // ended the execution if another thread's access is unordered with this one.
        unsafe { &*self.mutex.value.get() }
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        self.written = true;
        self.mutex.accesses.touch(Touch::Write, self.mutex.slot.made(), Location::caller());
        // SAFETY: as above.
        unsafe { &mut *self.mutex.value.get() }
    }
}

impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        self.mutex.poison.leaves(self.was_panicking, self.place);
        self.note_what_is_left();
        if self.locked == Locked::Taken {
            perform::unlock(self.mutex.about(), self.place);
        }
    }
}

impl<T: Default> Default for Mutex<T> {
    #[track_caller]
    fn default() -> Mutex<T> {
        Mutex::new(T::default())
    }
}

impl<T> From<T> for Mutex<T> {
    #[track_caller]
    fn from(value: T) -> Mutex<T> {
        Mutex::new(value)
    }
}

impl<T: ?Sized> fmt::Debug for Mutex<T> {
    /// Says that it is a mutex. To look inside would be an operation of the program's.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Mutex").finish_non_exhaustive()
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(formatter)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(formatter)
    }
}
