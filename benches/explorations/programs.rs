// Programs for two threads, compiled twice: against loom as it is, and against our wrappers. Large enough
// that an exploration takes a good part of a second. `pair` runs the function on both threads.

use atomic::AtomicU32;
use atomic::Ordering::{AcqRel, Relaxed};

/// A program's name, and the program.
type Program = (&'static str, fn() -> String);

pub const PROGRAMS: &[Program] = &[
    ("4 additions each", || {
        pair(AtomicU32::new(0), |counter| (0..4).map(|_| counter.fetch_add(1, AcqRel)).sum())
    }),
    ("2 loads and 2 stores each, 2 atomics", || {
        pair([AtomicU32::new(0), AtomicU32::new(0)], |counters| {
            for counter in counters {
                counter.store(counter.load(Relaxed) + 1, Relaxed);
            }
            counters[0].load(Relaxed)
        })
    }),
    ("5 locked sections each", || {
        pair(Mutex::new(0), |counter| {
            (0..5)
                .map(|_| {
                    let mut counter = counter.lock().unwrap();
                    *counter += 1;
                    *counter
                })
                .sum()
        })
    }),
];
