//! The one door to threads, locks, atomics and channels.
//!
//! Everything else in racelab takes its synchronisation from here and does not know which build it
//! is part of:
//!
//! | | std build (`racelab`) | loom build (`racelab-loom`) |
//! | --- | --- | --- |
//! | [`Mutex`], [`RwLock`], [`Condvar`], [`atomic`], [`thread`] | `std`, re-exported | the engine's or loom's, whichever judges, wrapped so that each operation can be recorded |
//! | [`channel`] | crossbeam's, re-exported | the engine's, or for loom a stand-in, with crossbeam's contract: what is explored is our protocol, not crossbeam's insides |
//! | [`Guarded`] | an `UnsafeCell` | the judge's cell, which reports unordered accesses |
//! | [`NonAtomic`] | a relaxed atomic: the same instructions | a [`Guarded`] cell |
//! | [`AtomicF32`], [`AtomicPair`], [`Barrier`], [`workers`], [`caught`] | ours, one source for both builds | the same source |
//!
//! Re-exports cost nothing: the std build runs the very instructions it would without this room.

mod barrier;
#[cfg(loom)]
pub mod checked;
mod float;
#[cfg(not(loom))]
mod native;
mod panic;
mod patience;
mod workers;

#[cfg(loom)]
use checked as build;
#[cfg(not(loom))]
use native as build;

pub use barrier::{Barrier, Broken};
pub(crate) use build::given_up;
#[cfg(loom)]
pub(crate) use build::heap;
pub use build::{
    Arc, Condvar, Guarded, Mutex, MutexGuard, NonAtomic, RwLock, RwLockReadGuard, RwLockWriteGuard, atomic,
    channel, label_thread, named, spin_loop, thread,
};
pub use crossbeam::utils::CachePadded;
pub use float::{AtomicF32, AtomicPair};
pub use panic::{WorkerPanic, caught, panic_message, planned_panic};
pub(crate) use patience::patiently;
pub use workers::workers;

/// Whether this is the loom build, whose threads run only inside an exploration.
pub const CHECKED: bool = cfg!(loom);

/// Whether a source file is one of this room: what stands between a program and who explores it. Goes by the folder of
/// this very file, so that a reader's own `src/sync/` is the reader's.
#[cfg(loom)]
pub(crate) fn is_of_the_kit(file: &str) -> bool {
    let here = file!();
    file.strip_prefix(here.strip_suffix("mod.rs").unwrap_or(here)).is_some()
}

/// What an object is called where an execution is shown: `"weights"`, or `("weights", 3)` for `weights[3]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    base: &'static str,
    index: Option<usize>,
}

impl From<&'static str> for Name {
    fn from(base: &'static str) -> Self {
        Name { base, index: None }
    }
}

impl From<(&'static str, usize)> for Name {
    fn from((base, index): (&'static str, usize)) -> Self {
        Name { base, index: Some(index) }
    }
}

impl Name {
    /// As a thread is called: `worker 3`.
    #[cfg(loom)]
    fn in_words(self) -> String {
        let index = self.index.map_or(String::new(), |index| format!(" {index}"));
        format!("{}{index}", self.base)
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.index {
            None => formatter.write_str(self.base),
            Some(index) => write!(formatter, "{}[{index}]", self.base),
        }
    }
}
