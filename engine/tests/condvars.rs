//! Condition variables: lost wake-ups, early wake-ups, whoever is notified, and time-outs.

mod outcomes;

use std::collections::BTreeMap;
use std::ops::ControlFlow::Continue;
use std::time::Duration;

use outcomes::{Plain, failure, is_deadlock, is_race};
use racelab_engine::sync::atomic::AtomicU32;
use racelab_engine::sync::atomic::Ordering::Relaxed;
use racelab_engine::sync::{Condvar, Mutex};
use racelab_engine::weaken::Treatment;
use racelab_engine::{Ending, Explorer, Failure, thread};

/// How often each outcome came, deadlocks among them, and the number of runs that came to nothing.
fn all(whims: u32, program: impl Fn() -> String) -> (BTreeMap<String, u32>, u64) {
    let mut endings = BTreeMap::new();
    let report = Explorer::new().whims(whims).explore(program, |execution| {
        let ending = match execution.ending {
            Ending::Outcome(outcome) => outcome,
            Ending::Failure(Failure::Deadlock(_)) => "deadlock".to_owned(),
            Ending::Failure(other) => panic!("{other}"),
        };
        *endings.entry(ending).or_insert(0) += 1;
        Continue(())
    });
    assert!(report.is_exhaustive());
    (endings, report.counts.blocked)
}

fn endings(whims: u32, program: impl Fn() -> String) -> Vec<String> {
    all(whims, program).0.into_keys().collect()
}

/// Waits for a flag, testing it so many times: in place of a loop.
fn tested(times: usize) -> impl Fn() -> String {
    move || {
        let (ready, changed) = (Mutex::new(false), Condvar::new());
        thread::scope(|scope| {
            let waits = scope.spawn(|| {
                let mut guard = ready.lock().unwrap();
                for _ in 0..times {
                    if !*guard {
                        guard = changed.wait(guard).unwrap();
                    }
                }
                format!("ready {}", *guard)
            });
            *ready.lock().unwrap() = true;
            changed.notify_one();
            waits.join().unwrap()
        })
    }
}

#[test]
fn an_if_where_a_while_belongs_is_found_with_one_early_wake_up() {
    assert_eq!(endings(0, tested(1)), ["ready true"]);
    assert_eq!(endings(1, tested(1)), ["ready false", "ready true"]);
}

#[test]
fn a_test_that_is_made_twice_is_found_with_two() {
    assert_eq!(endings(1, tested(2)), ["ready true"]);
    assert_eq!(endings(2, tested(2)), ["ready false", "ready true"]);
}

#[test]
fn a_loop_bears_as_many_as_there_are() {
    let waits = || {
        let (ready, changed) = (Mutex::new(false), Condvar::new());
        thread::scope(|scope| {
            let waits = scope.spawn(|| {
                let guard = ready.lock().unwrap();
                let guard = changed.wait_while(guard, |ready| !*ready).unwrap();
                format!("ready {}", *guard)
            });
            *ready.lock().unwrap() = true;
            changed.notify_one();
            waits.join().unwrap()
        })
    };
    for whims in 0..4 {
        assert_eq!(all(whims, waits).0.keys().collect::<Vec<_>>(), ["ready true"]);
    }
    assert_eq!(all(0, waits).1, 0, "waiting costs no runs");
}

#[test]
fn a_notification_that_comes_before_the_wait_is_lost() {
    let seen = endings(0, || {
        let (mutex, changed) = (Mutex::new(()), Condvar::new());
        thread::scope(|scope| {
            scope.spawn(|| drop(changed.wait(mutex.lock().unwrap())));
            changed.notify_one();
        });
        "woken".to_owned()
    });
    assert_eq!(seen, ["deadlock", "woken"]);
}

#[test]
fn two_who_wait_and_one_notification_are_a_deadlock() {
    let waiting = |notify: fn(&Condvar)| {
        move || {
            let (ready, changed) = (Mutex::new(false), Condvar::new());
            thread::scope(|scope| {
                for _ in 0..2 {
                    scope.spawn(|| drop(changed.wait_while(ready.lock().unwrap(), |ready| !*ready)));
                }
                *ready.lock().unwrap() = true;
                notify(&changed);
            });
            "woken".to_owned()
        }
    };
    assert_eq!(endings(0, waiting(Condvar::notify_one)), ["deadlock", "woken"]);
    assert_eq!(endings(0, waiting(Condvar::notify_all)), ["woken"]);
}

#[test]
fn whoever_waits_may_be_notified_not_only_who_waits_longest() {
    let seen = endings(0, || {
        let (state, changed) = (Mutex::new((0, String::new())), Condvar::new());
        thread::scope(|scope| {
            for me in ["a", "b"] {
                let (state, changed) = (&state, &changed);
                scope.spawn(move || {
                    let mut guard = state.lock().unwrap();
                    guard.0 += 1;
                    guard.1 += me;
                    let mut guard = changed.wait(guard).unwrap();
                    guard.1 += me;
                });
            }
            for _ in 0..2 {
                // Only once both wait.
                if state.lock().unwrap().0 == 2 {
                    changed.notify_one();
                }
            }
        });
        state.into_inner().unwrap().1
    });
    assert_eq!(seen, ["abab", "abba", "baab", "baba", "deadlock"]);
}

#[test]
fn a_wait_with_a_time_limit_may_time_out_and_may_be_notified() {
    let seen = endings(1, || {
        let (ready, changed) = (Mutex::new(false), Condvar::new());
        thread::scope(|scope| {
            let waits = scope.spawn(|| {
                let guard = ready.lock().unwrap();
                let limit = Duration::from_secs(1);
                let (guard, result) = changed.wait_timeout_while(guard, limit, |ready| !*ready).unwrap();
                format!("ready {} timed out {}", *guard, result.timed_out())
            });
            *ready.lock().unwrap() = true;
            changed.notify_one();
            waits.join().unwrap()
        })
    });
    // Once time has run out it looks again: where the condition is met by then, it has not timed out.
    assert_eq!(seen, ["ready false timed out true", "ready true timed out false"]);
}

#[test]
fn who_may_time_out_is_in_no_deadlock() {
    let seen = endings(1, || {
        let (mutex, never) = (Mutex::new(()), Condvar::new());
        let (_guard, result) = never.wait_timeout(mutex.lock().unwrap(), Duration::ZERO).unwrap();
        format!("timed out {}", result.timed_out())
    });
    assert_eq!(seen, ["timed out false", "timed out true"]);
}

#[test]
fn those_who_notify_learn_nothing_of_each_other() {
    let program = |notify: fn(&Condvar)| {
        move || {
            let (changed, flag, data) = (Condvar::new(), AtomicU32::new(0), Plain::new(0));
            thread::scope(|scope| {
                scope.spawn(|| {
                    data.set(1);
                    notify(&changed);
                    flag.store(1, Relaxed);
                });
                if flag.load(Relaxed) == 1 {
                    notify(&changed);
                    data.get();
                }
            });
        }
    };
    assert!(is_race(&failure(program(Condvar::notify_one))));
    assert!(is_race(&failure(program(Condvar::notify_all))));
}

#[test]
fn the_list_of_those_who_wait_is_in_order_where_all_the_programs_locks_are_left_out() {
    let program = || {
        let (mutex, changed) = (Mutex::new(()), Condvar::new());
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| drop(changed.wait(mutex.lock().unwrap())));
            }
            changed.notify_one();
            changed.notify_one();
        });
    };
    let explorer = Explorer::new().whims(0).weaken(|_| Treatment::LeftOut);
    let all = outcomes::all(&explorer, program);
    assert!(all.failures.iter().all(is_deadlock), "{:?}", all.failures);
    // Both wait before both notifications, in two orders, and either is notified first; or each waits before its own.
    assert_eq!(all.outcomes.into_values().collect::<Vec<_>>(), [6]);
}
