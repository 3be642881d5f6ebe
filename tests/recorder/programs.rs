// Small programs for two threads, compiled twice: against loom as it is, and against our wrappers.
// Each returns its outcome. `pair` runs the first function on a new thread and the second on this one.

use atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
use atomic::{AtomicU32, AtomicUsize, fence};

/// A program's name, and the program.
type Program = (&'static str, fn() -> String);

/// Every program, by name.
pub const PROGRAMS: &[Program] = &[
    ("store buffering, Relaxed", || {
        pair(xy(), |s| store_load(&s.0, &s.1), |s| store_load(&s.1, &s.0))
    }),
    ("store buffering, SeqCst fences", || {
        pair(xy(), |s| fenced_store_load(&s.0, &s.1), |s| fenced_store_load(&s.1, &s.0))
    }),
    ("message passing, Relaxed", || {
        pair(
            xy(),
            |s| {
                s.0.store(1, Relaxed);
                s.1.store(1, Relaxed);
                0
            },
            |s| 10 * s.1.load(Relaxed) + s.0.load(Relaxed),
        )
    }),
    ("message passing, Release and Acquire", || {
        pair(
            xy(),
            |s| {
                s.0.store(1, Relaxed);
                s.1.store(1, Release);
                0
            },
            |s| 10 * s.1.load(Acquire) + s.0.load(Relaxed),
        )
    }),
    ("load buffering, mixed orderings", || {
        pair(xy(), |s| load_store(&s.0, &s.1), |s| load_store(&s.1, &s.0))
    }),
    ("coherence of two reads of two equal stores", || {
        pair(
            xy(),
            |s| {
                s.0.store(1, Relaxed);
                s.0.store(2, Release);
                s.0.store(1, Relaxed);
                0
            },
            |s| 100 * s.0.load(Relaxed) + 10 * s.0.load(Acquire) + s.0.load(Relaxed),
        )
    }),
    ("two stores against two stores", || {
        pair(
            xy(),
            |s| {
                s.0.store(1, Release);
                s.1.store(2, Relaxed);
                s.0.load(Relaxed)
            },
            |s| {
                s.1.store(1, Release);
                s.0.store(2, Relaxed);
                s.1.load(Relaxed)
            },
        )
    }),
    ("additions, mixed orderings", || {
        pair(
            xy(),
            |s| s.0.fetch_add(1, AcqRel) + 10 * s.1.load(Relaxed),
            |s| {
                s.1.store(1, Relaxed);
                s.0.fetch_add(2, Release)
            },
        )
    }),
    ("a load, then a store, of one atomic", || {
        pair(xy(), |s| load_then_store(&s.0), |s| load_then_store(&s.0))
    }),
    ("compare-exchange until it succeeds", || pair(xy(), |s| add(&s.0), |s| add(&s.0))),
    ("swap and a release sequence", || {
        pair(
            xy(),
            |s| {
                s.0.store(1, Relaxed);
                s.1.swap(1, Release)
            },
            |s| {
                s.1.fetch_add(2, Relaxed);
                10 * s.1.load(Acquire) + s.0.load(Relaxed)
            },
        )
    }),
    ("a mutex", || {
        pair(Mutex::new(0), twice, twice)
    }),
    ("a readers-writer lock", || {
        pair(
            RwLock::new(0),
            |lock| {
                let seen = *lock.read().unwrap();
                *lock.write().unwrap() += 1;
                seen
            },
            |lock| {
                *lock.write().unwrap() += 10;
                *lock.read().unwrap()
            },
        )
    }),
    ("a condition variable", || {
        pair(
            (Mutex::new(0), Condvar::new()),
            |(ready, changed)| {
                *ready.lock().unwrap() = 1;
                changed.notify_one();
                0
            },
            |(ready, changed)| {
                let mut ready = ready.lock().unwrap();
                while *ready == 0 {
                    ready = changed.wait(ready).unwrap();
                }
                *ready
            },
        )
    }),
    ("a counter that is handed out", || {
        pair(AtomicUsize::new(0), |n| n.fetch_add(1, Relaxed) as u32, |n| n.fetch_add(1, Relaxed) as u32)
    }),
];

fn xy() -> (AtomicU32, AtomicU32) {
    (AtomicU32::new(0), AtomicU32::new(0))
}

fn store_load(one: &AtomicU32, other: &AtomicU32) -> u32 {
    one.store(1, Relaxed);
    other.load(Relaxed)
}

fn fenced_store_load(one: &AtomicU32, other: &AtomicU32) -> u32 {
    one.store(1, Relaxed);
    fence(SeqCst);
    other.load(Relaxed)
}

fn load_store(one: &AtomicU32, other: &AtomicU32) -> u32 {
    let seen = one.load(Acquire);
    other.store(1, Relaxed);
    seen
}

fn load_then_store(counter: &AtomicU32) -> u32 {
    let seen = counter.load(Relaxed);
    counter.store(seen + 1, Relaxed);
    seen
}

fn add(counter: &AtomicU32) -> u32 {
    let mut seen = counter.load(Relaxed);
    while let Err(found) = counter.compare_exchange_weak(seen, seen + 1, AcqRel, Relaxed) {
        seen = found;
    }
    seen
}

fn twice(counter: &Mutex<u32>) -> u32 {
    *counter.lock().unwrap() += 1;
    let mut counter = counter.lock().unwrap();
    *counter += 1;
    *counter
}
