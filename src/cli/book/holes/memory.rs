//! Programs about memory: loads, stores, read-modify-writes, and what orders them.

use racelab_loom::sync::atomic::AtomicU32;
use racelab_loom::sync::atomic::Ordering::Relaxed;
use racelab_loom::sync::{Guarded, Mutex, RwLock, thread, workers};

/// A reader, which starts before a thread that loads and then stores.
pub fn reader_first() -> String {
    let x = AtomicU32::new(0);
    let read = workers(2, |me| {
        let seen = x.load(Relaxed);
        if me == 1 {
            x.store(seen + 2, Relaxed);
        }
        seen
    });
    format!("read {}", read[0])
}

/// Eight stores, and a reader that has seen what was stored after them.
pub fn eighth_store_back() -> String {
    let (x, y) = (AtomicU32::new(0), AtomicU32::new(0));
    let read = workers(2, |me| {
        if me == 0 {
            (1..=8).for_each(|value| x.store(value, Relaxed));
            y.store(1, Relaxed);
            return String::new();
        }
        match (y.load(Relaxed), x.load(Relaxed)) {
            (0, _) => "has not seen it".to_owned(),
            (_, seen @ 0..=1) => format!("reads {seen}"),
            _ => "reads 2 or newer".to_owned(),
        }
    });
    read[1].clone()
}

/// Two loads with a yield between them, beside one store.
pub fn with_a_yield() -> String {
    let x = AtomicU32::new(0);
    let read = workers(2, |me| {
        if me == 0 {
            x.store(1, Relaxed);
            return String::new();
        }
        let before = x.load(Relaxed);
        thread::yield_now();
        format!("{before}, then {}", x.load(Relaxed))
    });
    read[1].clone()
}

/// Additions by a compare-exchange that is tried once more if it fails, and then no more.
pub fn tried_twice(threads: usize, additions: usize) -> String {
    let counter = AtomicU32::new(0);
    workers(threads, |_| {
        for _ in 0..additions {
            let seen = counter.load(Relaxed);
            if let Err(found) = counter.compare_exchange(seen, seen + 1, Relaxed, Relaxed) {
                let _ = counter.compare_exchange(found, found + 1, Relaxed, Relaxed);
            }
        }
    });
    format!("{} of {}", counter.into_inner(), threads * additions)
}

/// A sum of floats, in whatever order the workers come.
pub fn sum(amounts: [f32; 3]) -> String {
    let sum = Mutex::new(0.0);
    workers(3, |me| *sum.lock().unwrap() += amounts[me]);
    format!("{}", sum.into_inner().unwrap())
}

/// An update of an atomic that nobody who explores knows of.
pub fn out_of_sight() -> String {
    let counter = std::sync::atomic::AtomicU32::new(0);
    workers(2, |_| counter.store(counter.load(Relaxed) + 1, Relaxed));
    counter.into_inner().to_string()
}

/// Three stores, two of them by one thread: what does the other read, and what is left?
pub fn three_stores() -> String {
    let x = AtomicU32::new(0);
    let read = workers(2, |me| {
        if me == 0 {
            (1..=2).for_each(|value| x.store(value, Relaxed));
            return 0;
        }
        x.store(3, Relaxed);
        x.load(Relaxed)
    });
    format!("{} is read, {} is left", read[1], x.load(Relaxed))
}

/// A store under a read guard, and then a flag; whoever has seen the flag looks under a read guard.
pub fn flag_after_a_read_guard() -> String {
    let (x, flag, lock) = (AtomicU32::new(0), AtomicU32::new(0), RwLock::new(()));
    let read = workers(2, |me| {
        if me == 0 {
            let guard = lock.read().unwrap();
            x.store(1, Relaxed);
            drop(guard);
            flag.store(1, Relaxed);
            return String::new();
        }
        let seen = flag.load(Relaxed);
        let _guard = lock.read().unwrap();
        flag_and_data(seen, x.load(Relaxed))
    });
    read[1].clone()
}

/// What was read of a flag and of what was stored before it.
pub fn flag_and_data(flag: u32, data: u32) -> String {
    format!("flag {flag}, data {data}")
}

/// Two threads write to the same place, each under a read guard.
pub fn written_under_read_guards() -> String {
    let (data, lock) = (Guarded::new(0), RwLock::new(()));
    workers(2, |_| {
        let _guard = lock.read().unwrap();
        // SAFETY: none, and that is what this is about: the other may be writing too.
        unsafe { data.write(|data| *data += 1) };
    });
    data.into_inner().to_string()
}

/// More threads than loom has room for.
pub fn six_threads() -> String {
    let counter = AtomicU32::new(0);
    workers(6, |_| counter.fetch_add(1, Relaxed));
    format!("{} of 6", counter.into_inner())
}
