//! Poisoning: who asks for it without the lock may find it or not, as it is an atomic beside the lock.

mod outcomes;

use std::sync::PoisonError;

use outcomes::{failure, is_race, outcomes};
use racelab_engine::cell::UnsafeCell;
use racelab_engine::sync::{Mutex, RwLock};
use racelab_engine::thread::{self, yield_now};
use racelab_engine::{Failure, explore};

/// Panics while it has the lock.
fn panics(lock: &Mutex<u32>) {
    let _guard = lock.lock();
    panic!("on purpose");
}

fn panics_writing(lock: &RwLock<u32>) {
    let _guard = lock.write();
    panic!("on purpose");
}

#[test]
fn who_has_asked_whether_a_mutex_is_poisoned_may_find_that_it_is_when_it_locks() {
    let seen = outcomes(|| {
        let lock = Mutex::new(0);
        thread::scope(|scope| {
            let other = scope.spawn(|| panics(&lock));
            let found = if lock.is_poisoned() { None } else { Some(lock.lock().is_ok()) };
            assert!(other.join().is_err());
            found
        })
    });
    assert_eq!(seen, [None, Some(false), Some(true)]);
    let Failure::Panic(panic) = failure(|| {
        let lock = Mutex::new(0);
        thread::scope(|scope| {
            let other = scope.spawn(|| panics(&lock));
            if !lock.is_poisoned() {
                *lock.lock().unwrap() += 1;
            }
            let _ = other.join();
        });
    }) else {
        panic!("another failure")
    };
    // The main thread's `unwrap` has panicked, or nobody would have been told of this one, which is the reason.
    assert_eq!(panic.message, "on purpose");
}

#[test]
fn who_has_asked_whether_a_read_write_lock_is_poisoned_may_find_that_it_is_when_it_locks() {
    let seen = outcomes(|| {
        let lock = RwLock::new(0);
        thread::scope(|scope| {
            let other = scope.spawn(|| panics_writing(&lock));
            let found = (lock.is_poisoned(), lock.read().is_ok());
            assert!(other.join().is_err());
            (found, lock.is_poisoned(), lock.write().is_ok())
        })
    });
    let after = [(false, false), (false, true), (true, false)];
    assert_eq!(seen, after.map(|found| (found, true, false)));
}

#[test]
fn a_poison_flag_is_lowered_before_or_after_another_locks() {
    let seen = outcomes(|| {
        let lock = Mutex::new(0);
        thread::scope(|scope| {
            assert!(scope.spawn(|| panics(&lock)).join().is_err());
            scope.spawn(|| lock.clear_poison());
            lock.lock().is_ok()
        })
    });
    assert_eq!(seen, [false, true]);
}

#[test]
fn a_poison_flag_is_lowered_before_or_after_it_is_raised() {
    let seen = outcomes(|| {
        let lock = Mutex::new(0);
        let before = thread::scope(|scope| {
            let other = scope.spawn(|| panics(&lock));
            lock.clear_poison();
            let before = lock.is_poisoned();
            assert!(other.join().is_err());
            before
        });
        (before, lock.is_poisoned(), lock.lock().is_ok())
    });
    assert_eq!(seen, [(false, false, true), (false, true, false), (true, true, false)]);
}

#[test]
fn to_find_a_mutex_poisoned_orders_nothing() {
    struct Data(UnsafeCell<u32>);
    // SAFETY: accesses are watched, and an execution ends at a race.
    unsafe impl Sync for Data {}
    let found = failure(|| {
        let (lock, data) = (Mutex::new(0), Data(UnsafeCell::new(0)));
        let (lock, data) = (&lock, &data);
        thread::scope(|scope| {
            let other = scope.spawn(move || {
                let _guard = lock.lock();
                data.0.with_mut(|data| unsafe { *data = 1 });
                panic!("on purpose");
            });
            if lock.is_poisoned() {
                data.0.with(|data| unsafe { *data });
            }
            let _ = other.join();
        });
    });
    assert!(is_race(&found), "{found}");
}

#[test]
fn a_loop_may_wait_until_a_lock_is_poisoned() {
    let seen = outcomes(|| {
        let lock = Mutex::new(0);
        thread::scope(|scope| {
            let other = scope.spawn(|| panics(&lock));
            while !lock.is_poisoned() {
                yield_now();
            }
            let _ = other.join();
        });
        thread::scope(|scope| {
            scope.spawn(|| lock.clear_poison());
            while lock.lock().is_err() {
                yield_now();
            }
        });
        lock.is_poisoned()
    });
    assert_eq!(seen, [false]);
}

#[test]
fn who_has_a_lock_alone_is_told_of_the_poison() {
    let seen = outcomes(|| {
        let mut lock = Mutex::new(3);
        let before = lock.get_mut().is_ok();
        thread::scope(|scope| assert!(scope.spawn(|| panics(&lock)).join().is_err()));
        let then = lock.get_mut().is_err();
        lock.clear_poison();
        let cleared = lock.get_mut().is_ok();
        thread::scope(|scope| assert!(scope.spawn(|| panics(&lock)).join().is_err()));
        (before, then, cleared, lock.into_inner().map_err(PoisonError::into_inner))
    });
    assert_eq!(seen, [(true, true, true, Err(3))]);
}

#[test]
fn a_static_is_not_poisoned_in_the_next_execution() {
    static LOCK: Mutex<u32> = Mutex::new(0);
    let (mut poisoned, mut executions) = (0, 0);
    explore(
        || {
            let found = LOCK.is_poisoned() || LOCK.lock().is_err();
            let _ = thread::spawn(|| panics(&LOCK)).join();
            found
        },
        |execution| {
            executions += 1;
            poisoned += u32::from(*execution.ending.outcome().unwrap());
            std::ops::ControlFlow::Continue(())
        },
    );
    assert_eq!((executions, poisoned), (1, 0));
}
