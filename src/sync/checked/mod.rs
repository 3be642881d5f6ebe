//! The loom build: the engine's types or loom's, by who [judges](backend::Judge), in wrappers that can record what
//! they do.
//!
//! A wrapper has the interface of the std type it stands for, and a [name](named). It does four things
//! beside what the type inside does, and adds no branch point of its own, so that the same is explored:
//!
//! | file | what the wrapper does |
//! | --- | --- |
//! | [`record`] | notes each operation, while an execution is run again to be shown; `shown` has the values |
//! | [`seen`] | leaves a trail, for whoever waits for an execution that does not end |
//! | [`site`] | weakens an operation, or leaves it out, where that is tried |
//! | [`choice`] | does what the real thing may do and loom never does, where that is tried; the engine does it by itself |
//!
//! Beside the wrappers there is a [`heap`], whose memory is watched: for mistakes that use what has been freed.

mod atomic_core;
mod atomics;
pub mod backend;
mod cell;
mod channels;
pub mod choice;
mod condvar;
pub mod heap;
mod mutex;
mod parking;
pub mod record;
mod rwlock;
mod scope;
pub mod seen;
mod shown;
pub mod site;

use std::any::Any;
use std::panic::Location;

pub use backend::{Arc, spin_loop};
pub use cell::{Guarded, NonAtomic};
pub use condvar::Condvar;
pub use mutex::{Mutex, MutexGuard};
pub use rwlock::{RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::Name;

/// Atomic types, fences and orderings.
pub mod atomic {
    pub use super::atomics::{AtomicBool, AtomicI32, AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, fence};
    pub use std::sync::atomic::Ordering;
}

/// Threads.
pub mod thread {
    pub use super::backend::yield_now;
    pub use super::parking::{Thread, current, park};
    pub use super::scope::{Scope, ScopedJoinHandle, scope};
}

/// Multi-producer, multi-consumer channels with crossbeam's contract: the engine's, and a stand-in for loom.
pub mod channel {
    pub use super::channels::{Receiver, Sender, bounded, unbounded};
    pub use crossbeam::channel::{RecvError, SendError, TryRecvError};
}

/// Something that can be given a name.
pub trait Nameable {
    /// Takes the name.
    fn set_name(&mut self, name: Name);
}

/// Gives `object` a name for the pictures of its executions. What stands behind it is shown there too, by `Debug`; in
/// an object without a name, only numbers and the like are.
pub fn named<T: Nameable>(name: impl Into<Name>, mut object: T) -> T {
    object.set_name(name.into());
    object
}

/// Says that the bits of `atomic` are those of an `f32`.
pub(super) fn shown_as_float(mut atomic: atomic::AtomicU32) -> atomic::AtomicU32 {
    atomic.show_as_float();
    atomic
}

/// Says that the bits of `atomic` are those of two `f32`.
pub(super) fn shown_as_pair(mut atomic: atomic::AtomicU64) -> atomic::AtomicU64 {
    atomic.show_as_pair();
    atomic
}

/// A barrier here blocks at once: with two or three turns of spinning loom never got as far as the
/// blocking half, and a lost wake-up in it passed.
pub(super) fn spins() -> u32 {
    0
}

/// The same of yields.
pub(super) fn yields() -> u32 {
    0
}

/// A visit to a barrier, for the pictures of its execution. `None` where the barrier is left out on trial.
#[track_caller]
pub(super) fn visit_barrier() -> Option<Visit> {
    let (place, name) = (Location::caller(), Name::from("barrier"));
    if site::left_out(place, site::Part::Barrier, name) {
        return None;
    }
    record::event(place, name, || record::Action::Does("arrives"));
    Some(Visit(place))
}

/// A visit to a barrier.
pub(super) struct Visit(record::Place);

impl Visit {
    /// It ended; whether the barrier let the thread pass.
    pub fn ends(self, passed: bool) {
        let what = if passed { "lets pass" } else { "is broken" };
        record::event(self.0, Name::from("barrier"), || record::Action::Does(what));
    }
}

/// Whether whoever explores has given up on this execution: what unwinds from here on must touch nothing that it
/// watches.
pub(crate) fn given_up() -> bool {
    record::failed()
}

/// Which worker each thread is, in the order the threads start: as the exploration wants it now.
pub(super) fn spawn_order(workers: usize) -> impl Iterator<Item = usize> {
    choice::spawn_order(workers).into_iter()
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
