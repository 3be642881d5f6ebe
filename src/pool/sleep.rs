//! Sleep: a worker that has nothing to do sleeps, and is woken where there is a task.
//!
//! A worker must not fall asleep beside a task. It finds nothing, and is about to sleep; meanwhile another worker adds a
//! task, finds that nobody sleeps, and wakes nobody. So here too each first says what it does, and then looks at what
//! the other has said:
//!
//! | who goes to sleep | who has added a task |
//! | --- | --- |
//! | says that it sleeps | adds it |
//! | SeqCst fence | SeqCst fence |
//! | looks once more for a task | checks whether somebody sleeps |
//!
//! At least one of them sees what the other has done. With Release and Acquire in place of the fences neither may: the
//! mistake `unfenced_sleep`.
//!
//! Why not a lock and a condition variable? That would be simpler, and right. But whoever adds a task would take the lock
//! each time, also where nobody sleeps, which is the usual case while there is work. Here that costs a fence and a load for
//! each worker.

use std::fmt;
use std::ops::Range;

use crate::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};
use crate::sync::atomic::{AtomicBool, fence};
use crate::sync::thread::{Thread, current, park};
use crate::sync::{CachePadded, Guarded, named};

/// Who sleeps.
#[derive(Debug)]
pub struct Sleep(Vec<CachePadded<Sleeper>>);

/// A worker that may sleep.
#[derive(Debug)]
struct Sleeper {
    /// It sleeps, or is about to. Whoever sets this back owes it an `unpark`.
    asleep: AtomicBool,
    /// Whom to unpark.
    thread: Guarded<Whom>,
}

/// A thread, once it has said that it is the one.
struct Whom(Option<Thread>);

impl fmt::Debug for Whom {
    /// What there is to see in the picture of an execution.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_some() { "a thread" } else { "nobody" })
    }
}

impl Whom {
    fn unpark(&self) {
        if let Some(thread) = &self.0 {
            thread.unpark();
        }
    }
}

impl Sleep {
    /// For so many workers, all awake.
    pub fn new(workers: usize) -> Self {
        let sleeper = |me| Sleeper {
            asleep: named(("asleep", me), AtomicBool::new(false)),
            thread: named(("thread", me), Guarded::new(Whom(None))),
        };
        Sleep((0..workers).map(|me| CachePadded::new(sleeper(me))).collect())
    }

    /// Says that the calling thread is this worker: once, and before it sleeps.
    pub fn is_me(&self, me: usize) {
        // SAFETY: the others read it only after this worker has said that it sleeps.
        unsafe { self.0[me].thread.write(|thread| thread.0 = Some(current())) };
    }

    // ANCHOR: sleep
    /// Sleeps until somebody wakes this worker, unless there is `something` to do.
    pub fn sleep(&self, me: usize, something: impl Fn() -> bool) {
        let asleep = &self.0[me].asleep;
        // Release: pairs with the Acquire of the swap in `wake`, for the thread.
        // Kept though weaker would do: a worker has tried to steal by now, and the fence in there makes a release of
        // this store. Whoever sleeps without that needs it.
        asleep.store(true, Release);
        // SeqCst: pairs with the fence in `wake`.
        fence(SeqCst);
        if something() {
            return asleep.store(false, Relaxed);
        }
        // In a loop: `park` may return for no reason, and an `unpark` may be left over.
        while asleep.load(Relaxed) {
            park();
        }
    }
    // ANCHOR_END: sleep

    // ANCHOR: wake
    /// Wakes one of these workers, if one of them sleeps. For whoever has just given them something to do.
    pub fn wake(&self, workers: Range<usize>) {
        // SeqCst: pairs with the fence in `sleep`.
        fence(SeqCst);
        for Sleeper { asleep, thread } in self.0[workers].iter().map(|sleeper| &**sleeper) {
            // First a load, which is cheap where nobody sleeps. Acquire: pairs with the Release in `sleep`.
            if asleep.load(Relaxed) && asleep.swap(false, Acquire) {
                // SAFETY: written once, before this worker said for the first time that it sleeps.
                return unsafe { thread.read(Whom::unpark) };
            }
        }
    }
    // ANCHOR_END: wake
}
