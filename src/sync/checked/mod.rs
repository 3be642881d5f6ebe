//! The loom build: loom's types in wrappers that can record what they do.
//!
//! A wrapper has the interface of the std type it stands for, a [name](named) and, while an execution
//! is being recorded, writes each operation to the [`record`]. It adds no branch point of its own:
//! what loom explores is the same with and without recording.

mod atomics;
mod cell;
mod channels;
mod condvar;
mod mutex;
pub mod record;
mod rwlock;
mod scope;

use std::any::Any;

pub use cell::Guarded;
pub use condvar::Condvar;
pub use loom::hint::spin_loop;
pub use mutex::{Mutex, MutexGuard};
pub use rwlock::{RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::Name;

/// Atomic types, fences and orderings.
pub mod atomic {
    pub use super::atomics::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, fence};
    pub use loom::sync::atomic::Ordering;
}

/// Threads.
pub mod thread {
    pub use super::scope::{Scope, ScopedJoinHandle, scope};
    pub use loom::thread::yield_now;
}

/// Multi-producer, multi-consumer channels: a stand-in with crossbeam's contract.
pub mod channel {
    pub use super::channels::{Receiver, Sender, bounded, unbounded};
    pub use crossbeam::channel::{RecvError, SendError};
}

/// Something that can be given a name.
pub trait Nameable {
    /// Takes the name.
    fn set_name(&mut self, name: Name);
}

/// Gives `object` a name for the pictures of its executions.
pub fn named<T: Nameable>(name: impl Into<Name>, mut object: T) -> T {
    object.set_name(name.into());
    object
}

/// Says that the bits of `atomic` are those of an `f32`.
pub(super) fn shown_as_float(mut atomic: atomic::AtomicU32) -> atomic::AtomicU32 {
    atomic.show_as_float();
    atomic
}

/// A barrier here blocks at once: with two or three turns of spinning loom never got as far as the
/// blocking half, and a lost wake-up in it passed.
pub(super) const SPINS: u32 = 0;

/// Which worker each thread is, in the order the threads start: as the exploration wants it now.
pub(super) fn spawn_order(workers: usize) -> impl Iterator<Item = usize> {
    record::spawn_order(workers).into_iter()
}

/// Says what the current thread is called in the pictures of its execution: `"server"`, or
/// `("worker", 1)`.
pub fn label_thread(name: impl Into<Name>) {
    record::label(name.into());
}

/// Whether a panic is a worker's own, rather than loom's report.
pub(super) fn is_workers_own(panic: &(dyn Any + Send)) -> bool {
    panic.is::<super::panic::Planned>()
}
