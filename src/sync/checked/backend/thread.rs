//! Threads: started, joined, parked, told apart.

use std::panic::Location;

use loom::thread as of_loom;
use racelab_engine::thread as of_engine;

use super::{Judge, judge};
use crate::sync::checked::record;

/// A thread that can be waited for.
#[derive(Debug)]
pub enum JoinHandle {
    /// The engine's.
    Engine(of_engine::JoinHandle<()>),
    /// loom's.
    Loom(of_loom::JoinHandle<()>),
}

/// A thread.
#[derive(Clone, Debug)]
pub enum Thread {
    /// The engine's.
    Engine(of_engine::Thread),
    /// loom's.
    Loom(of_loom::Thread),
}

/// Which thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThreadId {
    /// The engine's.
    Engine(of_engine::ThreadId),
    /// loom's.
    Loom(of_loom::ThreadId),
}

/// Starts a thread.
#[track_caller]
pub fn spawn(work: impl FnOnce() + Send + 'static) -> JoinHandle {
    match judge() {
        Judge::Engine => JoinHandle::Engine(of_engine::spawn(work)),
        Judge::Loom => JoinHandle::Loom(of_loom::spawn(work)),
    }
}

impl JoinHandle {
    /// Waits for it to end.
    #[track_caller]
    pub fn join(self) -> std::thread::Result<()> {
        match self {
            JoinHandle::Engine(thread) => thread.join(),
            JoinHandle::Loom(thread) => thread.join(),
        }
    }

    /// Which it is.
    pub fn id(&self) -> ThreadId {
        match self {
            JoinHandle::Engine(thread) => ThreadId::Engine(thread.thread().id()),
            JoinHandle::Loom(thread) => ThreadId::Loom(thread.thread().id()),
        }
    }
}

impl Thread {
    /// Lets it go on if it is parked, or parks next.
    #[track_caller]
    pub fn unpark(&self) {
        match self {
            Thread::Engine(thread) => thread.unpark(),
            Thread::Loom(thread) => thread.unpark(),
        }
    }

    /// Which it is.
    pub fn id(&self) -> ThreadId {
        match self {
            Thread::Engine(thread) => ThreadId::Engine(thread.id()),
            Thread::Loom(thread) => ThreadId::Loom(thread.id()),
        }
    }
}

/// The current thread.
pub fn current() -> Thread {
    match judge() {
        Judge::Engine => Thread::Engine(of_engine::current()),
        Judge::Loom => Thread::Loom(of_loom::current()),
    }
}

/// Waits until somebody unparks this thread.
#[track_caller]
pub fn park() {
    match judge() {
        Judge::Engine => of_engine::park(),
        Judge::Loom => of_loom::park(),
    }
}

/// Lets others go on.
#[track_caller]
pub fn yield_now() {
    match judge() {
        Judge::Engine => of_engine::yield_now(),
        Judge::Loom => of_loom::yield_now(),
    }
    record::goes_on(Location::caller());
}

/// Says that a loop waits for another thread.
#[track_caller]
pub fn spin_loop() {
    match judge() {
        Judge::Engine => racelab_engine::hint::spin_loop(),
        Judge::Loom => loom::hint::spin_loop(),
    }
    record::goes_on(Location::caller());
}
