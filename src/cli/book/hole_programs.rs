//! The programs of [`holes`](super::holes).

use racelab_loom::sync::atomic::AtomicU32;
use racelab_loom::sync::atomic::Ordering::Relaxed;
use racelab_loom::sync::{Condvar, Mutex, thread, workers};

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

/// A thread says that it is ready; this one tests for that `tests` times with an `if`, and waits if it is not.
pub fn waits_with_if(tests: usize) -> String {
    let (ready, changed) = (Mutex::new(false), Condvar::new());
    thread::scope(|scope| {
        scope.spawn(|| {
            *ready.lock().unwrap() = true;
            changed.notify_all();
        });
        let mut guard = ready.lock().unwrap();
        for _ in 0..tests {
            if !*guard {
                guard = changed.wait(guard).unwrap();
            }
        }
        format!("ready {}", *guard)
    })
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

/// Two threads wait, and one of them is notified: which?
pub fn one_is_woken() -> String {
    /// How many wait, and who was woken, or one of the two below.
    type State = (usize, usize);
    const ONE_MAY_GO: usize = 3;
    const NOT_BOTH_WAITED: usize = 9;
    let (state, changed): (Mutex<State>, _) = (Mutex::new((0, 0)), Condvar::new());
    workers(3, |me| {
        let mut guard = state.lock().unwrap();
        let all_wait = guard.0 == 2;
        if me == 0 && all_wait {
            guard.1 = ONE_MAY_GO;
            changed.notify_one();
        } else if me == 0 || (me == 2 && guard.0 == 0) {
            // Only if both wait, worker 1 first, is there a question.
            guard.1 = NOT_BOTH_WAITED;
            changed.notify_all();
        } else {
            guard.0 += 1;
            guard = changed.wait_while(guard, |state| state.1 == 0).unwrap();
            if guard.1 == ONE_MAY_GO {
                guard.1 = me;
                changed.notify_all();
            }
        }
    });
    match state.into_inner().unwrap().1 {
        NOT_BOTH_WAITED => "not both waited".to_owned(),
        1 => "the one that has waited longer".to_owned(),
        _ => "the other".to_owned(),
    }
}
