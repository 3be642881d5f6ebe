//! Programs about waiting: condition variables and parking.

use std::mem;

use racelab_loom::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use racelab_loom::sync::atomic::{AtomicBool, AtomicU32};
use racelab_loom::sync::{Condvar, Mutex, thread, workers};

use super::memory::flag_and_data;

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

/// A thread stores and notifies; another has waited, and looks.
pub fn notified() -> String {
    /// Who waits.
    #[derive(PartialEq)]
    enum Waiter {
        Nobody,
        Waits,
        IsTooLate,
    }
    let (data, waiter, changed) = (AtomicU32::new(0), Mutex::new(Waiter::Nobody), Condvar::new());
    let seen = workers(2, |me| {
        if me == 0 {
            let found = mem::replace(&mut *waiter.lock().unwrap(), Waiter::IsTooLate);
            if found == Waiter::Waits {
                data.store(1, Relaxed);
                changed.notify_one();
            }
            return String::new();
        }
        let mut guard = waiter.lock().unwrap();
        if *guard == Waiter::IsTooLate {
            return "did not wait".to_owned();
        }
        *guard = Waiter::Waits;
        drop(changed.wait(guard).unwrap());
        format!("waited, and read {}", data.load(Relaxed))
    });
    seen[1].clone()
}

/// A thread says that it is ready and unparks another, which tests for that with an `if`. (The one that is unparked is
/// not the one that joins: loom takes no unpark of a thread that waits for others to end.)
pub fn parks_with_if() -> String {
    let (ready, sleeper) = (AtomicBool::new(false), Mutex::new(None::<thread::Thread>));
    let seen = workers(2, |me| {
        if me == 0 {
            // Release: pairs with the Acquire loads below.
            ready.store(true, Release);
            let sleeper = sleeper.lock().unwrap().take();
            if let Some(sleeper) = sleeper {
                sleeper.unpark();
            }
            return true;
        }
        *sleeper.lock().unwrap() = Some(thread::current());
        if !ready.load(Acquire) {
            thread::park();
        }
        ready.load(Acquire)
    });
    format!("ready {}", seen[1])
}

/// Data, an unpark and a flag; the thread that is unparked does not park.
pub fn unparked_without_a_park() -> String {
    let (data, flag, reader) = (AtomicU32::new(0), AtomicU32::new(0), Mutex::new(None::<thread::Thread>));
    let seen = workers(2, |me| {
        if me == 0 {
            let reader = reader.lock().unwrap().take();
            let reader = reader?;
            data.store(1, Relaxed);
            reader.unpark();
            flag.store(1, Relaxed);
            return Some(String::new());
        }
        *reader.lock().unwrap() = Some(thread::current());
        let seen = flag.load(Relaxed);
        Some(flag_and_data(seen, data.load(Relaxed)))
    });
    match &seen[..] {
        [Some(_), Some(read)] => read.clone(),
        _ => "comes too late".to_owned(),
    }
}
