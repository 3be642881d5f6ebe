//! Threads: parking, names, ends, panics, and values of their own.

mod outcomes;

use std::cell::{Cell, RefCell};
use std::ops::ControlFlow::Continue;
use std::sync::Arc;
use std::time::Duration;

use outcomes::{Plain, all, failure, is_deadlock, is_race, outcomes};
use racelab_engine::sync::Mutex;
use racelab_engine::sync::atomic::AtomicU32;
use racelab_engine::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use racelab_engine::{Explorer, Failure, Trail, WaitsFor, choose, explore, thread};

#[test]
fn a_token_that_comes_before_the_park_is_kept() {
    let program = || {
        let flag = AtomicU32::new(0);
        let main = thread::current();
        thread::scope(|scope| {
            scope.spawn(|| {
                flag.store(1, Relaxed);
                main.unpark();
            });
            thread::park();
            flag.load(Relaxed)
        })
    };
    // Without early returns, what happened before the unpark is known.
    assert_eq!(all(&Explorer::new().whims(0), program).outcomes.into_keys().collect::<Vec<_>>(), [1]);
    // With one, that is not sure: `park` belongs into a loop.
    assert_eq!(outcomes(program), [0, 1]);
}

#[test]
fn two_tokens_are_one() {
    let program = || {
        let main = thread::current();
        thread::scope(|scope| {
            scope.spawn(|| {
                main.unpark();
                main.unpark();
            });
            thread::park();
            thread::park();
        });
    };
    let all = all(&Explorer::new().whims(0), program);
    // Either both come before the first park, and the second waits for ever, or one comes in between.
    assert_eq!((all.outcomes.len(), all.failures.len(), all.graphs), (1, 1, 1));
    let Failure::Deadlock(deadlock) = &all.failures[0] else { panic!("{:?}", all.failures) };
    assert_eq!(deadlock.threads[0].waits_for, WaitsFor::Unpark);
}

#[test]
fn a_missing_unpark_is_a_deadlock() {
    assert!(is_deadlock(&failure(thread::park)));
}

#[test]
fn all_unparks_before_a_park_are_known_after_it() {
    let program = || {
        let data = [Plain::new(0), Plain::new(0)];
        let main = thread::current();
        let seen = AtomicU32::new(0);
        thread::scope(|scope| {
            for mine in &data {
                let (main, seen) = (&main, &seen);
                scope.spawn(move || {
                    mine.set(1);
                    main.unpark();
                    seen.fetch_add(1, Relaxed);
                });
            }
            // Both have unparked, which Relaxed tells nothing of; the park does.
            while seen.load(Relaxed) != 2 {
                racelab_engine::hint::spin_loop();
            }
            thread::park();
            data[0].get() + data[1].get()
        })
    };
    let all = all(&Explorer::new().whims(0), program);
    assert_eq!(all.failures, []);
    assert_eq!(all.outcomes.into_keys().collect::<Vec<_>>(), [2]);
}

#[test]
fn an_unpark_without_a_park_tells_nothing() {
    let guarded = |parks: bool| {
        move || {
            let (data, flag) = (Plain::new(0), AtomicU32::new(0));
            let main = thread::current();
            thread::scope(|scope| {
                scope.spawn(|| {
                    data.set(7);
                    flag.store(1, Relaxed);
                    main.unpark();
                });
                if parks {
                    thread::park();
                }
                if flag.load(Relaxed) == 1 { data.get() } else { 7 }
            })
        }
    };
    assert!(is_race(&failure(guarded(false))));
    let all = all(&Explorer::new().whims(0), guarded(true));
    assert_eq!((all.failures, all.outcomes.into_keys().collect::<Vec<_>>()), (vec![], vec![7]));
}

#[test]
fn a_flag_and_a_park_in_a_loop_are_right() {
    let program = || {
        let (data, flag) = (Plain::new(0), AtomicU32::new(0));
        let main = thread::current();
        thread::scope(|scope| {
            scope.spawn(|| {
                data.set(7);
                flag.store(1, Release);
                main.unpark();
            });
            while flag.load(Acquire) == 0 {
                thread::park();
            }
            data.get()
        })
    };
    for whims in 0..4 {
        let all = all(&Explorer::new().whims(whims), program);
        assert_eq!((all.failures, all.outcomes.into_keys().collect::<Vec<_>>()), (vec![], vec![7]));
    }
}

/// `park` and `unpark` made of an atomic of the program's own, as `std` makes them.
struct Token(AtomicU32);

impl Token {
    fn unpark(&self) {
        self.0.swap(1, Release);
    }

    fn park(&self) {
        while self.0.compare_exchange(1, 0, Acquire, Relaxed).is_err() {
            racelab_engine::hint::spin_loop();
        }
    }
}

#[test]
fn parking_equals_a_token_of_the_programs_own() {
    // The main thread parks so often; others unpark it and store, in the order that the bits of a number say.
    let program = |own: bool, parks: u32, shapes: [u32; 2]| {
        move || {
            let (x, token) = (AtomicU32::new(0), Token(AtomicU32::new(0)));
            let main = thread::current();
            thread::scope(|scope| {
                for (number, shape) in shapes.into_iter().enumerate() {
                    let (x, token, main) = (&x, &token, &main);
                    scope.spawn(move || {
                        for step in 0..3 {
                            match (shape >> step & 1, own) {
                                (0, _) => x.store(10 * number as u32 + step + 1, Relaxed),
                                (_, true) => token.unpark(),
                                (_, false) => main.unpark(),
                            }
                        }
                    });
                }
                let mut seen = Vec::new();
                for _ in 0..parks {
                    if own {
                        token.park()
                    } else {
                        thread::park()
                    }
                    seen.push(x.load(Relaxed));
                }
                seen
            })
        }
    };
    let mut deadlocks = 0;
    for parks in 1..3 {
        for shapes in (0..64).map(|both| [both / 8, both % 8]) {
            let explorer = Explorer::new().whims(0);
            let [ours, theirs] = [false, true].map(|own| all(&explorer, program(own, parks, shapes)));
            assert_eq!(ours.outcomes, theirs.outcomes, "{parks} {shapes:?}");
            assert_eq!(ours.failures.is_empty(), theirs.failures.is_empty(), "{parks} {shapes:?}");
            deadlocks += u32::from(!ours.failures.is_empty());
        }
    }
    assert!(deadlocks > 20, "{deadlocks}");
}

#[test]
fn to_sleep_orders_nothing_and_a_loop_that_sleeps_is_a_waiting_loop() {
    let seen = outcomes(|| {
        let x = AtomicU32::new(0);
        thread::scope(|scope| {
            scope.spawn(|| x.store(1, Relaxed));
            thread::sleep(Duration::from_secs(1));
            let early = x.load(Relaxed);
            while x.load(Relaxed) == 0 {
                thread::sleep(Duration::from_secs(1));
            }
            early
        })
    });
    assert_eq!(seen, [0, 1]);
}

#[test]
fn who_may_time_out_is_in_no_deadlock() {
    assert_eq!(outcomes(|| thread::park_timeout(Duration::ZERO)), [()]);
}

#[test]
fn threads_have_names_and_numbers() {
    let seen = outcomes(|| {
        let builder = thread::Builder::new().name("child".to_owned());
        let child =
            builder.spawn(|| (thread::current().name().map(str::to_owned), thread::current().id())).unwrap();
        let known = child.thread().clone();
        let (name, id) = child.join().unwrap();
        assert_eq!((known.name(), known.id()), (Some("child"), id));
        assert_ne!(id, thread::current().id());
        assert_eq!(thread::spawn(|| thread::current().name().map(str::to_owned)).join().unwrap(), None);
        let scoped = thread::scope(|scope| {
            let builder = thread::Builder::new().name("scoped".to_owned()).stack_size(1 << 16);
            builder
                .spawn_scoped(scope, || thread::current().name().map(str::to_owned))
                .unwrap()
                .join()
                .unwrap()
        });
        (name.unwrap(), scoped.unwrap(), thread::current().name().map(str::to_owned).unwrap())
    });
    assert_eq!(seen, [("child".to_owned(), "scoped".to_owned(), "main".to_owned())]);
}

#[test]
fn is_finished_may_say_no_at_any_time_and_yes_only_after_the_end() {
    let seen = outcomes(|| {
        let x = AtomicU32::new(0);
        thread::scope(|scope| {
            let child = scope.spawn(|| x.store(1, Relaxed));
            (child.is_finished(), x.load(Relaxed))
        })
    });
    // It tells nothing of what the thread did.
    assert_eq!(seen, [(false, 0), (false, 1), (true, 0), (true, 1)]);
    let program = || {
        let data = Plain::new(0);
        thread::scope(|scope| {
            let child = scope.spawn(|| data.set(1));
            if child.is_finished() { data.get() } else { 1 }
        })
    };
    assert!(is_race(&failure(program)));
}

#[test]
fn a_loop_until_a_thread_is_finished_ends() {
    let seen = outcomes(|| {
        let child = thread::spawn(|| 7);
        while !child.is_finished() {
            thread::yield_now();
        }
        child.join().unwrap()
    });
    assert_eq!(seen, [7]);
}

#[test]
fn a_scoped_threads_panic_comes_back_as_err() {
    let seen = outcomes(|| {
        thread::scope(|scope| {
            let child = scope.spawn(|| -> u32 { panic!("on purpose") });
            let error = child.join().unwrap_err();
            *error.downcast_ref::<&str>().unwrap()
        })
    });
    assert_eq!(seen, ["on purpose"]);
}

#[test]
fn a_panic_goes_on_being_explored() {
    let seen = outcomes(|| {
        let x = AtomicU32::new(0);
        thread::scope(|scope| {
            let child = scope.spawn(|| {
                x.store(1, Relaxed);
                if x.load(Relaxed) == 2 {
                    panic!("on purpose");
                }
            });
            x.store(2, Relaxed);
            child.join().is_err()
        })
    });
    assert_eq!(seen, [false, true]);
}

racelab_engine::thread_local! {
    static COUNT: Cell<u32> = const { Cell::new(1) };
    static NAMES: RefCell<Vec<&'static str>> = RefCell::new(vec!["first"]);
}

#[test]
fn each_thread_has_a_thread_local_of_its_own_and_each_execution_new_ones() {
    let seen = outcomes(|| {
        COUNT.set(COUNT.get() + 1);
        NAMES.with_borrow_mut(|names| names.push("main"));
        let x = AtomicU32::new(0);
        let theirs = thread::scope(|scope| {
            x.store(1, Relaxed);
            scope
                .spawn(|| {
                    x.load(Relaxed);
                    COUNT.set(COUNT.get() + 10);
                    (COUNT.get(), NAMES.with_borrow(Vec::len))
                })
                .join()
                .unwrap()
        });
        (COUNT.get(), NAMES.take().len(), theirs)
    });
    assert_eq!(seen, [(2, 2, (11, 1))]);
}

/// Says when it is dropped, by an operation that others notice.
struct Last(&'static Mutex<u32>);

impl Drop for Last {
    fn drop(&mut self) {
        *self.0.lock().unwrap() += 1;
        assert!(LAST.try_with(|_| ()).is_err());
    }
}

static DROPPED: Mutex<u32> = Mutex::new(0);

racelab_engine::thread_local! {
    static LAST: Last = Last(&DROPPED);
}

#[test]
fn a_thread_local_is_dropped_before_its_thread_is_joined() {
    let seen = outcomes(|| {
        *DROPPED.lock().unwrap() = 0;
        thread::spawn(|| LAST.with(|_| ())).join().unwrap();
        LAST.with(|_| ());
        *DROPPED.lock().unwrap()
    });
    assert_eq!(seen, [1]);
}

#[test]
fn thread_locals_of_an_execution_that_fails_are_dropped_and_all_is_well() {
    for _ in 0..2 {
        let found = failure(|| {
            LAST.with(|_| ());
            let x = AtomicU32::new(0);
            thread::scope(|scope| {
                scope.spawn(|| {
                    LAST.with(|_| ());
                    x.store(1, Relaxed);
                    thread::park();
                });
                assert_eq!(x.load(Relaxed), 0, "on purpose");
                thread::park();
            });
        });
        assert!(matches!(found, Failure::Deadlock(_) | Failure::Panic(_)), "{found}");
    }
}

#[test]
fn a_thread_that_never_began_may_own_what_it_drops() {
    struct Owned<'a>(&'a Mutex<u32>);
    impl Drop for Owned<'_> {
        fn drop(&mut self) {
            *self.0.lock().unwrap() += 1;
        }
    }
    let mut panics = 0;
    let program = || {
        let mutex = Mutex::new(0);
        thread::scope(|scope| {
            let owned = Owned(&mutex);
            scope.spawn(move || drop(owned));
            panic!("on purpose");
        });
    };
    explore(program, |execution| {
        panics += u32::from(matches!(execution.ending.failure(), Some(Failure::Panic(_))));
        Continue(())
    });
    assert!(panics > 0);
}

#[test]
fn a_trail_ends_at_the_last_operation_of_the_thread_whose_turn_it_is() {
    let trail = Arc::new(Trail::default());
    let program = || {
        let flag = AtomicU32::new(0);
        let first = trail.end();
        let seen = thread::scope(|scope| {
            let waits = scope.spawn(|| {
                flag.load(Relaxed);
                trail.end()
            });
            flag.store(1, Relaxed);
            let here = trail.end();
            [here, waits.join().unwrap()]
        });
        let [first, here, there] =
            [first, seen[0], seen[1]].map(|(thread, place)| (thread, place.map(std::panic::Location::line)));
        assert_eq!((here.0, there.0), (0, 1));
        // In whichever order the two had their turns.
        (first, here.1.unwrap() - there.1.unwrap())
    };
    let shown = all(&Explorer::new().trail(&trail), program);
    assert_eq!(
        (shown.outcomes.into_keys().collect::<Vec<_>>(), shown.failures),
        (vec![((0, None), 3)], vec![])
    );
}

#[test]
fn a_scope_waits_for_its_threads_whoever_else_has_by_then() {
    let program = || {
        let x = &AtomicU32::new(0);
        let seen = thread::scope(|scope| {
            let first = scope.spawn(|| {});
            scope.spawn(move || {
                x.store(1, Release);
                first.join().unwrap();
            });
            x.load(Acquire)
        });
        (seen, choose(2))
    };
    assert_eq!(outcomes(program), [(0, 0), (0, 1), (1, 0), (1, 1)]);
}

#[test]
fn a_scope_has_no_panic_of_a_thread_that_another_of_its_threads_has_waited_for() {
    let program = || {
        let x = &AtomicU32::new(0);
        let panicked = thread::try_scope(|scope| {
            let first = scope.spawn(|| panic!("on purpose"));
            scope.spawn(move || {
                x.store(1, Relaxed);
                assert!(first.join().is_err());
            });
            x.load(Relaxed)
        });
        (panicked, choose(2))
    };
    assert_eq!(outcomes(program), [(Ok(0), 0), (Ok(0), 1), (Ok(1), 0), (Ok(1), 1)]);
}

#[test]
fn to_wait_for_other_threads_than_in_an_earlier_run_is_not_deterministic() {
    let runs = Cell::new(0);
    let program = || {
        runs.set(runs.get() + 1);
        let mut threads = [(); 2].map(|()| thread::spawn(|| {}));
        if runs.get() % 2 == 0 {
            threads.reverse();
        }
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        choose(2)
    };
    let mut told = None;
    explore(program, |execution| {
        told = execution.ending.failure().cloned();
        Continue(())
    });
    let Some(Failure::NotDeterministic(differs)) = told else { panic!("{told:?}") };
    // It is told where the thread waits for another, not later, as having come to its end too early.
    assert!(differs.now.is_some_and(|now| now.starts_with("join at ")));
}
