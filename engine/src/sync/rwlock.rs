//! A lock that many readers or one writer can have, by the name and contract of `std::sync::RwLock`.
//!
//! Readers have nothing to do with each other: nobody can tell in which order they came, and an explorer that tried
//! all orders of *n* readers would explore *n*! executions where there is one. So there is a *lane* for each thread
//! that may read, a lock of its own, as in a "big-reader lock" (Hsieh and Weihl, "Scalable Reader-Writer Locks for
//! Parallel Systems", IPPS 1992). A reader takes its own lane; a writer takes all of them, one after another,
//! after a lock that keeps writers apart. Whatever a reader and a writer do is ordered one way or the other by the
//! reader's lane, and nothing is ordered that need not be. Once it has all lanes, a writer takes one lock more,
//! `inside`, and gives it back first: whoever finds *that* taken knows that somebody writes now, and is not only
//! about to.
//!
//! How many lanes there are has to be known before anybody writes: as many as the first execution has threads. A
//! thread that only other executions start cannot read; that is reported as too large.
//!
//! A thread that reads already may read again, and gets the lock at once. (`std` does not promise that: a writer
//! that waits in between can make it a deadlock, which the explorer does not show.)

use std::cell::{RefCell, UnsafeCell};
use std::fmt;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ops::{Deref, DerefMut};
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::rc::Rc;

use super::poison::Poison;
use super::{LockResult, TryLockError, TryLockResult};
use crate::cell::{Accesses, Touch};
use crate::execution::Noted;
use crate::graph::{Change, Place};
use crate::run::perform::{self, Locked};
use crate::run::{About, Slot, log, new_family};

/// A value that many threads may read, or one may write.
pub struct RwLock<T: ?Sized> {
    writers: Slot,
    inside: Slot,
    lanes: RefCell<Lanes>,
    /// Whether a thread panicked while it wrote.
    poison: Poison,
    /// Where the lock can be left out (see [`weaken`](crate::weaken)), what it guards is unguarded.
    accesses: Accesses,
    value: UnsafeCell<T>,
}

/// What readers have, in one run.
struct Lanes {
    /// Which `RwLock` they are of, in this run.
    family: u64,
    run: u64,
    lanes: Vec<Rc<Slot>>,
    /// How often each thread reads at once.
    depths: Vec<u32>,
}

// SAFETY: as for `std::sync::RwLock`. And all threads of a program run on one thread of the operating system (an
// assumption of the crate's page), so that also what is beside the value is touched by one at a time.
unsafe impl<T: ?Sized + Send + Sync> Sync for RwLock<T> {}
// SAFETY: the value goes along.
unsafe impl<T: ?Sized + Send> Send for RwLock<T> {}
impl<T: ?Sized> UnwindSafe for RwLock<T> {}
impl<T: ?Sized> RefUnwindSafe for RwLock<T> {}

/// The right to read. Dropping it gives it back.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockReadGuard<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    place: Place,
    locked: Locked,
    /// A guard is dropped by the thread that has it.
    not_send: PhantomData<*const ()>,
}

/// The right to write. Dropping it gives it back.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockWriteGuard<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    place: Place,
    locked: Locked,
    /// Whether the value was lent for writing.
    written: bool,
    /// Whether the thread was panicking already when it locked.
    was_panicking: bool,
    not_send: PhantomData<*const ()>,
}

// SAFETY: a shared guard gives no more than a shared reference to the value.
unsafe impl<T: ?Sized + Sync> Sync for RwLockReadGuard<'_, T> {}
// SAFETY: the same.
unsafe impl<T: ?Sized + Sync> Sync for RwLockWriteGuard<'_, T> {}

impl<T> RwLock<T> {
    /// A new lock that nobody has.
    #[track_caller]
    pub const fn new(value: T) -> RwLock<T> {
        RwLock {
            writers: Slot::new(),
            inside: Slot::new(),
            lanes: RefCell::new(Lanes { family: 0, run: 0, lanes: Vec::new(), depths: Vec::new() }),
            poison: Poison::new(),
            accesses: Accesses::new(),
            value: UnsafeCell::new(value),
        }
    }

    /// The value, for whoever needs the lock no more.
    ///
    /// # Errors
    ///
    /// The value all the same, if a thread panicked while it wrote.
    #[track_caller]
    pub fn into_inner(self) -> LockResult<T> {
        let RwLock { poison, value, .. } = self;
        poison.guard(value.into_inner(), Location::caller())
    }
}

impl<T: ?Sized> RwLock<T> {
    /// One of its locks, as the engine is to know it.
    fn about<'a>(&self, slot: &'a Slot, call: &'static str) -> About<'a> {
        About::new(slot, "RwLock").called(call).of(self.lanes.borrow().family)
    }

    /// The lanes of this run.
    fn lanes(&self, place: Place, reads: bool) -> Vec<Rc<Slot>> {
        let (run, count) = perform::lanes(reads, place);
        let mut all = self.lanes.borrow_mut();
        if all.run != run {
            let lanes = (0..count).map(|_| Rc::new(Slot::at(self.inside.made()))).collect();
            *all = Lanes { family: new_family(), run, lanes, depths: vec![0; count] };
        }
        all.lanes.clone()
    }

    /// All that a writer takes, in that order.
    fn all_of<'a>(&'a self, lanes: &'a [Rc<Slot>]) -> impl Iterator<Item = &'a Slot> {
        [&self.writers].into_iter().chain(lanes.iter().map(|lane| &**lane)).chain([&self.inside])
    }

    /// The current thread's lane, if it does not read already.
    fn begin_to_read(&self, place: Place) -> Option<Rc<Slot>> {
        let lanes = self.lanes(place, true);
        let thread = perform::current_thread();
        let mut all = self.lanes.borrow_mut();
        // In a destructor of an execution that was given up, a thread may have none.
        let depth = all.depths.get_mut(thread)?;
        *depth += 1;
        (*depth == 1).then(|| Rc::clone(&lanes[thread]))
    }

    /// The current thread reads once less. Its lane, if it now reads no more.
    fn end_to_read(&self) -> Option<Rc<Slot>> {
        let thread = perform::current_thread();
        let mut all = self.lanes.borrow_mut();
        let depth = all.depths.get_mut(thread)?;
        *depth -= 1;
        (*depth == 0).then(|| Rc::clone(&all.lanes[thread]))
    }

    /// Waits until nobody writes, and reads.
    ///
    /// # Errors
    ///
    /// The guard all the same, if a thread panicked while it wrote.
    #[track_caller]
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        let place = Location::caller();
        let locked = match self.begin_to_read(place) {
            Some(lane) => perform::lock(self.about(&lane, "read"), Change::Lock, place),
            None => Locked::Taken,
        };
        self.read_guard(locked, place)
    }

    /// Reads if nobody writes.
    ///
    /// # Errors
    ///
    /// If somebody writes; or, with the guard, if a thread panicked while it wrote.
    #[track_caller]
    pub fn try_read(&self) -> TryLockResult<RwLockReadGuard<'_, T>> {
        let place = Location::caller();
        let locked = match self.begin_to_read(place) {
            Some(lane) => {
                let (lane, inside) = (self.about(&lane, "try_read"), self.about(&self.inside, "try_read"));
                perform::try_lock_all(&[lane], inside, place)
            }
            None => Locked::Taken,
        };
        if locked == Locked::Refused {
            self.end_to_read();
            return Err(TryLockError::WouldBlock);
        }
        self.read_guard(locked, place).map_err(TryLockError::Poisoned)
    }

    /// Waits until nobody reads or writes, and writes.
    ///
    /// # Errors
    ///
    /// The guard all the same, if another thread panicked while it wrote.
    #[track_caller]
    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        let place = Location::caller();
        let lanes = self.lanes(place, false);
        let mut locked = Locked::Taken;
        for slot in self.all_of(&lanes) {
            locked = perform::lock(self.about(slot, "write"), Change::Lock, place);
            if locked == Locked::LeftOut {
                break;
            }
        }
        self.write_guard(locked, place)
    }

    /// Writes if nobody reads or writes.
    ///
    /// # Errors
    ///
    /// If somebody reads or writes; or, with the guard, if a thread panicked while it wrote.
    #[track_caller]
    pub fn try_write(&self) -> TryLockResult<RwLockWriteGuard<'_, T>> {
        let place = Location::caller();
        let lanes = self.lanes(place, false);
        let all: Vec<_> = self.all_of(&lanes).map(|slot| self.about(slot, "try_write")).collect();
        match perform::try_lock_all(&all, self.about(&self.inside, "try_write"), place) {
            Locked::Refused => Err(TryLockError::WouldBlock),
            locked => self.write_guard(locked, place).map_err(TryLockError::Poisoned),
        }
    }

    /// What lies behind the lock, for whoever is shown this execution.
    fn note(&self, what: Noted, place: Place) {
        let identity = (std::ptr::from_ref(&self.inside).addr(), self.inside.made());
        // SAFETY: this thread may read; where the explorer left the lock out, another may write between two of its
        // operations, and not now.
        log::note(what, identity, place, || unsafe { log::shown(self.value.get()) });
    }

    fn read_guard(&self, locked: Locked, place: Place) -> LockResult<RwLockReadGuard<'_, T>> {
        self.note(Noted::Finds, place);
        let guard = RwLockReadGuard { lock: self, place, locked, not_send: PhantomData };
        self.poison.guard(guard, place)
    }

    fn write_guard(&self, locked: Locked, place: Place) -> LockResult<RwLockWriteGuard<'_, T>> {
        let was_panicking = perform::poison().1;
        self.note(Noted::Finds, place);
        let guard = RwLockWriteGuard {
            lock: self,
            place,
            locked,
            written: false,
            was_panicking,
            not_send: PhantomData,
        };
        self.poison.guard(guard, place)
    }

    /// Whether a thread panicked while it wrote.
    #[track_caller]
    pub fn is_poisoned(&self) -> bool {
        self.poison.is_set(Location::caller())
    }

    /// Forgets that a thread panicked.
    #[track_caller]
    pub fn clear_poison(&self) {
        self.poison.clear(Location::caller());
    }

    /// The value, for whoever has the lock alone.
    ///
    /// # Errors
    ///
    /// The value all the same, if a thread panicked while it wrote.
    #[track_caller]
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        self.poison.guard(self.value.get_mut(), Location::caller())
    }

    /// Gives back what a writer has. Where it goes on reading it takes its own lane again, which nobody else wants
    /// as long as other writers are kept out.
    fn end_to_write(&self, reads_on: Option<usize>, place: Place) {
        let lanes = self.lanes.borrow().lanes.clone();
        perform::unlock(self.about(&self.inside, "write"), place);
        if let Some(own) = reads_on.and_then(|thread| lanes.get(thread)) {
            perform::unlock(self.about(own, "downgrade"), place);
            perform::lock(self.about(own, "downgrade"), Change::Lock, place);
        }
        for (_, lane) in lanes.iter().enumerate().rev().filter(|(thread, _)| reads_on != Some(*thread)) {
            perform::unlock(self.about(lane, "write"), place);
        }
        perform::unlock(self.about(&self.writers, "write"), place);
    }
}

impl<'a, T: ?Sized> RwLockWriteGuard<'a, T> {
    /// Goes on reading, without anybody writing in between.
    pub fn downgrade(guard: RwLockWriteGuard<'a, T>) -> RwLockReadGuard<'a, T> {
        let guard = ManuallyDrop::new(guard);
        let (lock, place, locked) = (guard.lock, guard.place, guard.locked);
        if locked == Locked::Taken {
            let thread = perform::current_thread();
            if let Some(depth) = lock.lanes.borrow_mut().depths.get_mut(thread) {
                *depth += 1;
            }
            lock.end_to_write(Some(thread), place);
        }
        RwLockReadGuard { lock, place, locked, not_send: PhantomData }
    }
}

impl<T: ?Sized> Deref for RwLockReadGuard<'_, T> {
    type Target = T;
    #[track_caller]
    fn deref(&self) -> &T {
        self.lock.accesses.touch(Touch::Read, self.lock.inside.made(), Location::caller());
        // SAFETY: this thread has the right to read. Where the explorer left the lock out, the line before has
        // ended the execution if a write of another thread's is unordered with this access.
        unsafe { &*self.lock.value.get() }
    }
}

impl<T: ?Sized> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;
    #[track_caller]
    fn deref(&self) -> &T {
        self.lock.accesses.touch(Touch::Read, self.lock.inside.made(), Location::caller());
        // SAFETY: as above.
        unsafe { &*self.lock.value.get() }
    }
}

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        self.written = true;
        self.lock.accesses.touch(Touch::Write, self.lock.inside.made(), Location::caller());
        // SAFETY: this thread alone has the lock; otherwise as above.
        unsafe { &mut *self.lock.value.get() }
    }
}

impl<T: ?Sized> Drop for RwLockReadGuard<'_, T> {
    fn drop(&mut self) {
        if let Some(lane) = self.lock.end_to_read()
            && self.locked == Locked::Taken
        {
            perform::unlock(self.lock.about(&lane, "read"), self.place);
        }
    }
}

impl<T: ?Sized> Drop for RwLockWriteGuard<'_, T> {
    fn drop(&mut self) {
        self.lock.poison.leaves(self.was_panicking, self.place);
        if self.written {
            self.lock.note(Noted::Leaves, self.place);
        }
        if self.locked == Locked::Taken {
            self.lock.end_to_write(None, self.place);
        }
    }
}

impl<T: Default> Default for RwLock<T> {
    #[track_caller]
    fn default() -> RwLock<T> {
        RwLock::new(T::default())
    }
}

impl<T> From<T> for RwLock<T> {
    #[track_caller]
    fn from(value: T) -> RwLock<T> {
        RwLock::new(value)
    }
}

impl<T: ?Sized> fmt::Debug for RwLock<T> {
    /// Says that it is a lock. To look inside would be an operation of the program's.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RwLock").finish_non_exhaustive()
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockReadGuard<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(formatter)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockWriteGuard<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(formatter)
    }
}
