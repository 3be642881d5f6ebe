//! What the wrappers wrap: the engine's types or loom's, chosen when an object is made.
//!
//! One compilation holds both. Which of them explores is said before an exploration begins ([`choose`]), and holds
//! for the thread of the system that runs it. All threads of a scenario run on that one.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `atomic` | atomics of 64 bits, and fences |
//! | `cell` | plain memory, watched for data races |
//! | `lock` | a mutex, a readers-writer lock and a condition variable, that guard nothing themselves |
//! | `thread` | threads: started, joined, parked, told apart |
//! | `shared` | a pointer with a count |
//!
//! An object of one must not meet an exploration by the other: whoever makes objects outside a scenario, in a
//! static say, has made them for nobody. Where that would happen, [`stranger`] says so.

mod atomic;
mod cell;
mod lock;
mod shared;
mod thread;

use std::cell::Cell;

pub use atomic::{AtomicU64, Update, fence};
pub use cell::UnsafeCell;
pub use lock::{Condvar, Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};
pub use shared::Arc;
pub use thread::{JoinHandle, Thread, ThreadId, current, park, spawn, spin_loop, yield_now};

/// The event of the engine's graph that the current thread did last, if what it does now belongs there.
pub fn here() -> Option<racelab_engine::graph::EventId> {
    match judge() {
        Judge::Engine => racelab_engine::here(),
        Judge::Loom => None,
    }
}

/// Who explores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Judge {
    /// The kit's own engine, which goes by RC11.
    Engine,
    /// loom.
    #[default]
    Loom,
}

thread_local! {
    static JUDGE: Cell<Judge> = const { Cell::new(Judge::Loom) };
}

/// Who explores on this thread of the system from now on.
pub fn choose(judge: Judge) {
    JUDGE.set(judge);
}

/// Who explores.
pub fn judge() -> Judge {
    JUDGE.get()
}

/// Two objects that are used together, one made for the engine and the other for loom.
fn stranger() -> ! {
    panic!("an object that was made for one exploration is used in another: make it within the scenario")
}
