// Programs for two threads, compiled twice: against loom as it is, and against our wrappers. Each at two sizes: loom takes a
// good part of a second for the small one; the large one is for the engine, which is done with the small one before
// its clock has moved. `pair` runs the function on both threads.

use atomic::AtomicU32;
use atomic::Ordering::{AcqRel, Relaxed};

/// A program's name, the program, and the same with more operations.
type Program = (&'static str, fn() -> String, fn() -> String);

pub const PROGRAMS: &[Program] = &[
    ("4 additions each; for the engine 8", additions::<4>, additions::<8>),
    ("a load and a store each, of 2 atomics; for the engine of 3", loads_and_stores::<2>, loads_and_stores::<3>),
    ("5 locked sections each; for the engine 8", sections::<5>, sections::<8>),
];

fn additions<const EACH: usize>() -> String {
    pair(AtomicU32::new(0), |counter| (0..EACH).map(|_| counter.fetch_add(1, AcqRel)).sum())
}

fn loads_and_stores<const ATOMICS: usize>() -> String {
    pair([(); ATOMICS].map(|()| AtomicU32::new(0)), |counters| {
        for counter in counters {
            counter.store(counter.load(Relaxed) + 1, Relaxed);
        }
        counters[0].load(Relaxed)
    })
}

fn sections<const EACH: usize>() -> String {
    pair(Mutex::new(0), |counter| {
        (0..EACH)
            .map(|_| {
                let mut counter = counter.lock().unwrap();
                *counter += 1;
                *counter
            })
            .sum()
    })
}
