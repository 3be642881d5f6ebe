//! The std build: std and crossbeam as they are.

use std::cell::UnsafeCell;

pub use std::hint::spin_loop;
pub use std::sync::{Arc, Condvar, Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::Name;

/// Atomic types, fences and orderings.
pub mod atomic {
    pub use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence};
}

/// Threads.
pub mod thread {
    pub use std::thread::{Scope, ScopedJoinHandle, Thread, current, park, scope, yield_now};
}

/// Multi-producer, multi-consumer channels.
pub mod channel {
    pub use crossbeam::channel::{Receiver, RecvError, SendError, Sender, TryRecvError, bounded, unbounded};
}

/// Gives `object` a name for the pictures of its executions. In this build it does nothing at all.
#[inline(always)]
pub fn named<T>(_name: impl Into<Name>, object: T) -> T {
    object
}

/// Says what the current thread is called in the pictures of its execution: `"server"`, or
/// `("worker", 1)`. In this build it does nothing at all.
#[inline(always)]
pub fn label_thread(_name: impl Into<Name>) {}

/// Says that the bits of `atomic` are those of an `f32`. In this build nobody asks.
pub(super) fn shown_as_float(atomic: atomic::AtomicU32) -> atomic::AtomicU32 {
    atomic
}

/// Says that the bits of `atomic` are those of two `f32`. In this build nobody asks.
pub(super) fn shown_as_pair(atomic: atomic::AtomicU64) -> atomic::AtomicU64 {
    atomic
}

/// How often a thread looks before it yields, and then before it blocks: see [`patiently`](super::patiently). A turn of
/// the first takes some nanoseconds to some tens of them, depending on the processor, and one of the second some hundreds
/// where nobody else wants the core. Measured: with four times as many of the first, two workers on one core are a fifth
/// slower; ten times as many of the second change nothing.
pub(super) fn spins() -> u32 {
    64
}

/// The second of the two.
pub(super) fn yields() -> u32 {
    100
}

/// A visit to a barrier, for the pictures of its execution. `None` for one that is left out on trial:
/// never, in this build.
#[inline(always)]
pub(super) fn visit_barrier() -> Option<Visit> {
    Some(Visit)
}

/// A visit to a barrier.
pub(super) struct Visit;

impl Visit {
    /// It ended; whether the barrier let the thread pass.
    #[inline(always)]
    pub fn ends(self, _passed: bool) {}
}

/// Whether whoever explores has given up on this execution: nobody does, in this build.
#[inline(always)]
pub(crate) fn given_up() -> bool {
    false
}

/// Which worker each thread is, in the order the threads start: the calling thread first.
pub(super) fn spawn_order(workers: usize) -> impl Iterator<Item = usize> {
    0..workers
}

/// Whether a panic is a worker's own, rather than the report of whoever watches the threads.
pub(super) fn is_workers_own(_panic: &(dyn std::any::Any + Send)) -> bool {
    true
}

/// Data that no lock guards: that accesses are ordered is the caller's business.
///
/// This is an [`UnsafeCell`] that may be shared. In the loom build an access that is not ordered
/// after a conflicting one by another thread ends the exploration as a data race.
#[derive(Debug, Default)]
pub struct Guarded<T>(UnsafeCell<T>);

// SAFETY: whoever calls `read` or `write` promises that conflicting accesses are ordered; under that
// promise the cell hands a `T` from thread to thread (Send) and lends it to several at once (Sync).
unsafe impl<T: Send + Sync> Sync for Guarded<T> {}

impl<T> Guarded<T> {
    /// A cell that holds `value`.
    pub fn new(value: T) -> Self {
        Guarded(UnsafeCell::new(value))
    }

    /// Lends the value to `use_it` for reading.
    ///
    /// # Safety
    /// Every [`write`](Guarded::write) by another thread happens before this call or after it ends.
    #[inline]
    pub unsafe fn read<R>(&self, use_it: impl FnOnce(&T) -> R) -> R {
        // SAFETY: no write overlaps, as the caller promises.
        use_it(unsafe { &*self.0.get() })
    }

    /// Lends the value to `use_it` for writing.
    ///
    /// # Safety
    /// Every other access happens before this call or after it ends, one from within `use_it` included.
    #[inline]
    pub unsafe fn write<R>(&self, use_it: impl FnOnce(&mut T) -> R) -> R {
        // SAFETY: no other access overlaps, as the caller promises.
        use_it(unsafe { &mut *self.0.get() })
    }

    /// The value, now that nobody shares the cell.
    pub fn into_inner(self) -> T {
        self.0.into_inner()
    }
}

/// A variable of a litmus test that is not atomic.
///
/// On real threads it is accessed as a relaxed atomic all the same: the instructions are those of a plain
/// variable, and if the test has a data race after all, nothing is undefined. (What a compiler may make of
/// plain accesses is therefore not seen.) In the loom build it is a [`Guarded`] cell, so that a data race
/// ends the exploration.
#[derive(Debug)]
pub struct NonAtomic(atomic::AtomicU64);

impl NonAtomic {
    /// A variable that holds `value`.
    pub fn new(value: u64) -> Self {
        NonAtomic(atomic::AtomicU64::new(value))
    }

    /// Its value.
    #[inline]
    pub fn read(&self) -> u64 {
        self.0.load(atomic::Ordering::Relaxed)
    }

    /// Overwrites it.
    #[inline]
    pub fn write(&self, value: u64) {
        self.0.store(value, atomic::Ordering::Relaxed);
    }
}
