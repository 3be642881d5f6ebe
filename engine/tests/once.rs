//! What is done once, and a barrier.

mod outcomes;

use std::ops::ControlFlow::Continue;

use outcomes::{Plain, all, failure, is_deadlock, is_race, outcomes};
use racelab_engine::sync::atomic::AtomicU32;
use racelab_engine::sync::atomic::Ordering::Relaxed;
use racelab_engine::sync::{Barrier, LazyLock, Mutex, Once, OnceLock};
use racelab_engine::{Explorer, Failure, choose, explore, thread};

#[test]
fn what_is_done_once_is_known_to_all_who_asked_for_it() {
    let program = |threads: u32| {
        move || {
            let (once, data, calls) = (Once::new(), Plain::new(0), AtomicU32::new(0));
            thread::scope(|scope| {
                for number in 0..threads {
                    let (once, data, calls) = (&once, &data, &calls);
                    scope.spawn(move || {
                        once.call_once(|| {
                            data.set(number + 1);
                            calls.fetch_add(1, Relaxed);
                        });
                        assert!(data.get() > 0);
                    });
                }
            });
            (data.get(), calls.load(Relaxed))
        }
    };
    for threads in 1..5 {
        let all = all(&Explorer::new(), program(threads));
        // Whichever comes first.
        let expected: Vec<_> = (1..=threads).map(|first| (first, 1)).collect();
        assert_eq!(all.outcomes.into_keys().collect::<Vec<_>>(), expected);
        assert_eq!((all.failures, all.graphs, all.blocked), (vec![], threads as usize, 0));
    }
}

#[test]
fn a_once_that_panicked_is_poisoned_and_can_be_forced() {
    let seen = outcomes(|| {
        let once = Once::new();
        thread::scope(|scope| {
            let first = scope.spawn(|| once.call_once(|| panic!("on purpose"))).join().is_err();
            let second = scope.spawn(|| once.call_once(|| ())).join().is_err();
            let before = once.is_completed();
            let mut poisoned = false;
            once.call_once_force(|state| poisoned = state.is_poisoned());
            once.call_once(|| unreachable!());
            once.wait();
            (first, second, before, poisoned, once.is_completed())
        })
    });
    assert_eq!(seen, [(true, true, false, true, true)]);
}

#[test]
fn is_completed_tells_what_was_done_if_it_says_yes() {
    let seen = outcomes(|| {
        let (once, data) = (Once::new(), Plain::new(0));
        thread::scope(|scope| {
            scope.spawn(|| once.call_once(|| data.set(1)));
            if once.is_completed() { data.get() } else { 2 }
        })
    });
    assert_eq!(seen, [1, 2]);
}

#[test]
fn a_once_that_calls_itself_is_a_deadlock() {
    let found = failure(|| {
        let once = Once::new();
        once.call_once(|| once.call_once(|| ()));
    });
    assert!(is_deadlock(&found), "{found}");
}

#[test]
fn a_once_lock_has_one_value_whoever_writes_it() {
    let seen = outcomes(|| {
        let lock = OnceLock::new();
        thread::scope(|scope| {
            let one = scope.spawn(|| lock.set("one".to_owned()).is_ok());
            let other = scope.spawn(|| lock.get_or_init(|| "other".to_owned()).clone());
            let early = lock.get().cloned();
            let (one, other) = (one.join().unwrap(), other.join().unwrap());
            assert_eq!(lock.get(), Some(&other));
            assert!(early.is_none() || early.as_ref() == Some(&other));
            (one, other, early.is_some())
        })
    });
    let all = [
        (false, "other".to_owned(), false),
        (false, "other".to_owned(), true),
        (true, "one".to_owned(), false),
        (true, "one".to_owned(), true),
    ];
    assert_eq!(seen, all);
}

#[test]
fn a_once_lock_whose_value_panicked_is_made_by_the_next() {
    let seen = outcomes(|| {
        let mut lock = OnceLock::new();
        thread::scope(|scope| {
            let fails = scope.spawn(|| *lock.get_or_init(|| panic!("on purpose")));
            let makes = scope.spawn(|| *lock.get_or_init(|| 7));
            (fails.join().is_err(), makes.join().unwrap())
        });
        *lock.get_mut().unwrap() += 1;
        let first = lock.take();
        assert_eq!(lock.get(), None);
        lock.set(1).unwrap();
        (first, lock.into_inner())
    });
    assert_eq!(seen, [(Some(8), Some(1))]);
}

static LAZY: LazyLock<Mutex<Vec<u32>>> = LazyLock::new(|| Mutex::new(vec![1]));

#[test]
fn a_static_is_made_anew_in_each_execution() {
    let seen = outcomes(|| {
        thread::scope(|scope| {
            scope.spawn(|| LAZY.lock().unwrap().push(2));
            LAZY.lock().unwrap().push(3);
        });
        LAZY.lock().unwrap().clone()
    });
    assert_eq!(seen, [[1, 2, 3], [1, 3, 2]]);
}

#[test]
fn all_that_came_before_a_barrier_is_known_after_it() {
    let program = || {
        let (barrier, data) = (Barrier::new(3), [(); 3].map(|()| Plain::new(0)));
        let leaders = AtomicU32::new(0);
        thread::scope(|scope| {
            for number in 0..3 {
                let (barrier, data, leaders) = (&barrier, &data, &leaders);
                scope.spawn(move || {
                    data[number].set(1);
                    if barrier.wait().is_leader() {
                        leaders.fetch_add(1, Relaxed);
                    }
                    assert_eq!(data.iter().map(Plain::get).sum::<u32>(), 3);
                });
            }
        });
        leaders.load(Relaxed)
    };
    let all = all(&Explorer::new(), program);
    // Whoever comes last.
    assert_eq!((all.failures, all.graphs, all.blocked), (vec![], 3, 3));
    assert_eq!(all.outcomes.into_keys().collect::<Vec<_>>(), [1]);
}

#[test]
fn a_barrier_begins_again_and_tells_nothing_of_what_comes_after_it() {
    let rounds = |waits: usize| {
        move || {
            let (barrier, data) = (Barrier::new(2), Plain::new(0));
            thread::scope(|scope| {
                scope.spawn(|| {
                    barrier.wait();
                    data.set(1);
                    (1..waits).for_each(|_| _ = barrier.wait());
                });
                (0..waits).for_each(|_| _ = barrier.wait());
                data.get()
            })
        }
    };
    assert!(is_race(&failure(rounds(1))));
    assert_eq!(outcomes(rounds(2)), [1]);
}

#[test]
fn one_thread_short_at_a_barrier_is_a_deadlock() {
    let found = failure(|| {
        let barrier = Barrier::new(3);
        thread::scope(|scope| {
            scope.spawn(|| barrier.wait());
            barrier.wait();
        });
    });
    let Failure::Deadlock(deadlock) = &found else { panic!("{found}") };
    assert_eq!(deadlock.threads.len(), 2);
}

#[test]
fn the_value_of_an_earlier_execution_stays_for_who_has_a_reference_to_it() {
    static LOCK: OnceLock<String> = OnceLock::new();
    let mut seen = Vec::new();
    explore(
        || {
            let chosen = choose(2);
            LOCK.get_or_init(|| chosen.to_string())
        },
        |execution| {
            seen.extend(execution.ending.outcome().copied());
            Continue(())
        },
    );
    assert_eq!(seen, ["0", "1"]);
}

#[test]
fn a_lazy_value_whose_making_has_panicked_panics_ever_after() {
    let program = || {
        let made = AtomicU32::new(0);
        let value = LazyLock::new(|| {
            made.fetch_add(1, Relaxed);
            panic!("nothing to be had")
        });
        let ask = || thread::scope(|scope| scope.spawn(|| *value).join().map(|(): ()| ()).is_err());
        (ask(), ask(), made.load(Relaxed))
    };
    assert_eq!(outcomes(program), [(true, true, 1)]);
}
