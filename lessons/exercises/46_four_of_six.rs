//! Four of six
//!
//! What for: naming the accesses that are in the SeqCst pattern, and sparing the others.
//!
//! A worker without a task says that it is asleep, looks once more for a task, and parks. Whoever
//! brings a task stores it, checks whether the worker is asleep, and wakes it. (`park` lets a thread
//! sleep until somebody calls `unpark` for it; an `unpark` that comes too early is kept.) Six
//! accesses are SeqCst, and the protocol works. `naps` and `brought` are for the report.
//!
//! Make each ordering as weak as it can be without losing a wake-up.

// exercise: lesson 09_litmus
// exercise: kind weakest
// exercise: minutes 5
// exercise: hint Which of the atomics does one thread store, and the other look at, to decide something?
// exercise: hint There are two places, `asleep` and `task`. Each thread stores to one and then looks at the other. That is store buffering, and what does it take to forbid it?
// exercise: hint All four accesses in the pattern have to stay. The two counts decide nothing.
// exercise: after If you can name the four accesses, SeqCst is the right word for them, and it says something to the reader. On a counter it would only hide them.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::*};
use std::thread::{self, Thread};

struct Pool {
    task: AtomicU32,
    asleep: AtomicBool,
    naps: AtomicU32,
    brought: AtomicU32,
}

impl Pool {
    fn new() -> Self {
        let (task, asleep) = (AtomicU32::new(0), AtomicBool::new(false));
        Pool { task, asleep, naps: AtomicU32::new(0), brought: AtomicU32::new(0) }
    }

    /// The worker: waits until there is a task.
    fn wait(&self) {
        // yours: wait
        self.asleep.store(true, SeqCst);
        while self.task.load(SeqCst) == 0 {
            thread::park();
            self.naps.fetch_add(1, Relaxed);
        }
        //- self.asleep.store(true, SeqCst);
        //- while self.task.load(SeqCst) == 0 {
        //-     thread::park();
        //-     self.naps.fetch_add(1, SeqCst);
        //- }
        // end
    }

    fn bring(&self, task: u32, worker: &Thread) {
        // yours: bring
        self.brought.fetch_add(1, Relaxed);
        self.task.store(task, SeqCst);
        if self.asleep.load(SeqCst) {
            worker.unpark();
        }
        //- self.brought.fetch_add(1, SeqCst);
        //- self.task.store(task, SeqCst);
        //- if self.asleep.load(SeqCst) {
        //-     worker.unpark();
        //- }
        // end
    }
}

#[test]
fn the_worker_wakes() {
    let (pool, worker) = (Pool::new(), thread::current());
    thread::scope(|scope| {
        scope.spawn(|| pool.bring(7, &worker));
        pool.wait();
        assert_eq!(pool.task.load(Relaxed), 7);
    });
    assert_eq!(pool.brought.into_inner(), 1);
}
