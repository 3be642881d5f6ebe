//! How executions end, and that after any ending the next exploration is as if nothing had been.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::ControlFlow::{Break, Continue};
use std::sync::Arc;

use racelab_engine::cell::UnsafeCell;
use racelab_engine::hint::spin_loop;
use racelab_engine::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};
use racelab_engine::sync::atomic::{AtomicPtr, AtomicU32, AtomicUsize};
use racelab_engine::sync::{Condvar, Mutex};
use racelab_engine::weaken::Treatment;
use racelab_engine::{Counts, Ending, Explorer, Failure, Report, Stop, WaitsFor, choose, explore, thread};

/// All outcomes with how often each came, and the first failure.
fn all<T: Ord>(explorer: &Explorer, program: impl Fn() -> T) -> (BTreeMap<T, u32>, Option<Failure>, Report) {
    let (mut outcomes, mut failure) = (BTreeMap::new(), None);
    let report = explorer.explore(program, |execution| {
        match execution.ending {
            Ending::Outcome(outcome) => *outcomes.entry(outcome).or_insert(0) += 1,
            Ending::Failure(other) => drop(failure.get_or_insert(other)),
        }
        Continue(())
    });
    (outcomes, failure, report)
}

fn outcomes<T: Ord>(program: impl Fn() -> T) -> Vec<T> {
    let (outcomes, failure, report) = all(&Explorer::new(), program);
    assert_eq!(failure, None);
    assert!(report.is_exhaustive());
    outcomes.into_keys().collect()
}

fn failure<T: Ord>(program: impl Fn() -> T) -> Failure {
    let failure = all(&Explorer::new(), program).1.expect("it fails");
    // And then all is well again.
    store_buffering();
    failure
}

fn store_buffering() {
    let seen = outcomes(|| {
        let (x, y) = (AtomicU32::new(0), AtomicU32::new(0));
        thread::scope(|scope| {
            let one = scope.spawn(|| {
                x.store(1, Relaxed);
                y.load(Relaxed)
            });
            y.store(1, Relaxed);
            (x.load(Relaxed), one.join().unwrap())
        })
    });
    assert_eq!(seen, [(0, 0), (0, 1), (1, 0), (1, 1)]);
}

struct Shared<T>(UnsafeCell<T>);
// SAFETY: accesses are watched, and an execution ends at a race.
unsafe impl<T: Send> Sync for Shared<T> {}

#[test]
fn a_data_race_names_both_places() {
    let Failure::DataRace(race) = failure(|| {
        let (data, flag) = (Shared(UnsafeCell::new(0)), AtomicU32::new(0));
        let (data, flag) = (&data, &flag);
        thread::scope(|scope| {
            scope.spawn(move || {
                data.0.with_mut(|value| unsafe { *value = 1 });
                flag.store(1, Release);
            });
            if flag.load(Relaxed) == 1 {
                data.0.with(|value| unsafe { *value });
            }
        });
    }) else {
        panic!("another failure")
    };
    assert!(race.first.writes != race.second.writes);
    assert!(race.first.place.line() != race.second.place.line());
    assert!(race.first.place.file().ends_with("endings.rs"));
}

#[test]
fn acquire_and_release_make_it_none() {
    let seen = outcomes(|| {
        let (data, flag) = (Shared(UnsafeCell::new(0)), AtomicU32::new(0));
        let (data, flag) = (&data, &flag);
        thread::scope(|scope| {
            scope.spawn(move || {
                data.0.with_mut(|value| unsafe { *value = 7 });
                flag.store(1, Release);
            });
            while flag.load(Acquire) == 0 {
                spin_loop();
            }
            data.0.with(|value| unsafe { *value })
        })
    });
    assert_eq!(seen, [7]);
}

#[test]
fn an_access_lasts_as_long_as_its_closure() {
    let found = failure(|| {
        let (data, flag) = (Shared(UnsafeCell::new(0)), AtomicU32::new(0));
        let (data, flag) = (&data, &flag);
        thread::scope(|scope| {
            scope.spawn(move || {
                data.0.with_mut(|value| {
                    flag.store(1, Release);
                    unsafe { *value = 7 }
                });
            });
            if flag.load(Acquire) == 1 {
                data.0.with(|value| unsafe { *value });
            }
        });
    });
    assert!(matches!(found, Failure::DataRace(_)), "{found}");
}

#[test]
fn a_deadlock_tells_who_waits_for_what_and_who_has_it() {
    let Failure::Deadlock(deadlock) = failure(|| {
        let (one, other) = (Mutex::new(0), Mutex::new(0));
        thread::scope(|scope| {
            scope.spawn(|| {
                let _one = one.lock().unwrap();
                let _other = other.lock().unwrap();
            });
            let _other = other.lock().unwrap();
            let _one = one.lock().unwrap();
        });
    }) else {
        panic!("another failure")
    };
    assert_eq!(deadlock.threads.len(), 2);
    for blocked in &deadlock.threads {
        let WaitsFor::Lock { lock, holder: Some((holder, since)) } = blocked.waits_for else { panic!() };
        assert_eq!(lock.sort, "Mutex");
        assert_eq!(holder, 1 - blocked.thread);
        assert!(since.line() > lock.made.unwrap().line());
    }
}

#[test]
fn a_loop_that_waits_for_ever_is_told_as_a_livelock() {
    let Failure::Livelock(deadlock) = failure(|| {
        let flag = AtomicU32::new(5);
        while flag.load(Acquire) != 2 {
            spin_loop();
        }
    }) else {
        panic!("another failure")
    };
    let WaitsFor::Loop { looked_at } = &deadlock.threads[0].waits_for else { panic!() };
    assert_eq!(looked_at[0].found, 5);
}

#[test]
fn a_panic_of_the_main_thread_has_its_message_and_place() {
    let Failure::Panic(panic) = failure(|| {
        let x = AtomicU32::new(0);
        thread::scope(|scope| {
            scope.spawn(|| x.store(1, Relaxed));
            let owned = vec![1; 100];
            assert_eq!(x.load(Relaxed), 0, "x was seen by {}", owned.len());
        });
    }) else {
        panic!("another failure")
    };
    assert_eq!(panic.thread, 0);
    assert!(panic.message.contains("x was seen by 100"), "{}", panic.message);
    assert!(panic.place.contains("endings.rs"), "{}", panic.place);
}

#[test]
fn a_threads_panic_comes_back_to_who_joins_it() {
    let seen = outcomes(|| {
        let x = Arc::new(AtomicU32::new(0));
        let theirs = Arc::clone(&x);
        let child = thread::spawn(move || assert_eq!(theirs.load(Relaxed), 0, "seen"));
        x.store(1, Relaxed);
        child.join().is_ok()
    });
    assert_eq!(seen, [false, true]);
}

#[test]
fn a_panic_that_nobody_is_told_of_is_a_failure_with_its_own_message() {
    let Failure::Panic(panic) = failure(|| {
        thread::scope(|scope| {
            scope.spawn(|| panic!("the first one"));
        });
    }) else {
        panic!("another failure")
    };
    assert_eq!((panic.thread, panic.message.as_str()), (1, "the first one"));
    let Failure::Panic(panic) = failure(|| drop(thread::spawn(|| panic!("alone")))) else {
        panic!("another failure")
    };
    assert_eq!(panic.message, "alone");
}

#[test]
fn of_a_panic_and_what_comes_of_it_the_first_is_told() {
    let Failure::Panic(panic) = failure(|| {
        let list = Mutex::new(Vec::<u32>::new());
        thread::scope(|scope| {
            scope.spawn(|| list.lock().unwrap().push(1));
            let mut mine = list.lock().unwrap();
            mine.pop().expect("there is one");
        });
    }) else {
        panic!("another failure")
    };
    assert_eq!((panic.thread, panic.message.as_str()), (0, "there is one"));
    assert!(panic.place.contains("endings.rs"), "{}", panic.place);
}

/// Which thread's panic is told, with what it said, and that of which it had been told before.
fn told(program: impl Fn()) -> (usize, String, Option<String>) {
    let Failure::Panic(panic) = failure(program) else { panic!("another failure") };
    (panic.thread, panic.message, panic.after.map(|before| before.message))
}

#[test]
fn who_handles_a_panic_and_panics_later_is_told_with_his_own() {
    let own = told(|| {
        let handled = thread::spawn(|| -> u32 { panic!("the child's") }).join().is_err();
        assert!(!handled, "the main thread's");
    });
    assert_eq!(own, (0, "the main thread's".to_owned(), Some("the child's".to_owned())));
    // So it is in a thread that is joined in its turn, and whose panic is passed on.
    let passed_on = told(|| {
        let parent = thread::spawn(|| -> u32 {
            let _ = thread::spawn(|| -> u32 { panic!("the child's") }).join();
            panic!("the parent's")
        });
        parent.join().unwrap();
    });
    assert_eq!(passed_on, (1, "the parent's".to_owned(), Some("the child's".to_owned())));
    // What a scope passes on is a panic that nobody was given, not one that somebody was.
    let in_a_scope = told(|| {
        thread::scope(|scope| {
            let _ = scope.spawn(|| -> u32 { panic!("handled") }).join();
            scope.spawn(|| -> u32 { panic!("left") });
        });
    });
    assert_eq!(in_a_scope, (2, "left".to_owned(), None));
}

#[test]
fn a_panic_that_is_passed_on_is_told_where_it_began() {
    let child = || thread::spawn(|| -> u32 { panic!("the child's") });
    let expected = (1, "the child's".to_owned(), None);
    assert_eq!(told(|| _ = child().join().unwrap()), expected);
    assert_eq!(told(|| _ = child().join().expect("the child is well")), expected);
    let pass_on = || child().join().unwrap_or_else(|payload| std::panic::resume_unwind(payload));
    assert_eq!(told(|| _ = pass_on()), expected);
    // Of two, that which is passed on.
    let second = told(|| {
        let _ = child().join();
        thread::spawn(|| -> u32 { panic!("another") }).join().unwrap();
    });
    assert_eq!(second, (2, "another".to_owned(), None));
}

#[test]
fn a_program_that_handles_each_panic_has_its_outcomes() {
    let seen = outcomes(|| {
        let x = AtomicU32::new(0);
        thread::scope(|scope| {
            let child = scope.spawn(|| assert_eq!(x.swap(1, Relaxed), 0));
            let first = x.swap(2, Relaxed) == 0;
            (first, child.join().is_err())
        })
    });
    assert_eq!(seen, [(false, false), (true, true)]);
}

#[test]
fn a_deadlock_tells_of_a_panic_before_it() {
    let found = failure(|| {
        let (lock, bell) = (Mutex::new(()), Condvar::new());
        thread::scope(|scope| {
            scope.spawn(|| drop(bell.wait_while(lock.lock().unwrap(), |_| true)));
            assert_eq!(1 + 1, 3, "this is the reason");
        });
    });
    let Failure::Deadlock(deadlock) = &found else { panic!("{found}") };
    let panic = deadlock.panic.as_ref().expect("there was one");
    assert!(panic.thread == 0 && panic.message.contains("this is the reason"), "{found}");
    assert!(found.to_string().contains("before that, thread 0 panicked at"), "{found}");
}

#[test]
fn a_panic_poisons_the_mutex_that_its_thread_had() {
    let seen = outcomes(|| {
        let mutex = Arc::new(Mutex::new(1));
        let theirs = Arc::clone(&mutex);
        let child = thread::spawn(move || {
            let _guard = theirs.lock().unwrap();
            panic!("with the lock");
        });
        let before = mutex.lock().is_ok();
        assert!(child.join().is_err());
        (before, mutex.lock().is_ok(), mutex.is_poisoned())
    });
    assert_eq!(seen, [(false, false, true), (true, false, true)]);
}

/// A lock of the reader's own, whose guard uses an atomic when it is dropped.
struct Own(AtomicU32);
struct OwnGuard<'a>(&'a Own);
impl Own {
    fn lock(&self) -> OwnGuard<'_> {
        while self.0.swap(1, Acquire) == 1 {
            spin_loop();
        }
        OwnGuard(self)
    }
}
impl Drop for OwnGuard<'_> {
    fn drop(&mut self) {
        assert_eq!(self.0.0.swap(0, Release), 1, "it was locked");
        let _again = self.0.0.load(SeqCst);
    }
}

#[test]
fn destructors_of_an_execution_that_fails_may_use_atomics() {
    let found = failure(|| {
        let (lock, x) = (Own(AtomicU32::new(0)), AtomicU32::new(0));
        thread::scope(|scope| {
            scope.spawn(|| {
                let _guard = lock.lock();
                x.store(1, Relaxed);
            });
            let _guard = lock.lock();
            assert_eq!(x.load(Relaxed), 0);
        });
    });
    assert!(matches!(found, Failure::Panic(_)), "{found}");
}

/// A reference count of the reader's own, and how often it has reached nought.
struct Counted(Arc<(AtomicU32, std::sync::atomic::AtomicU32)>);
impl Clone for Counted {
    fn clone(&self) -> Counted {
        self.0.0.fetch_add(1, Relaxed);
        Counted(Arc::clone(&self.0))
    }
}
impl Drop for Counted {
    fn drop(&mut self) {
        if self.0.0.fetch_sub(1, Release) == 1 {
            self.0.1.fetch_add(1, Relaxed);
        }
    }
}

#[test]
fn a_count_reaches_nought_once_also_where_the_execution_is_given_up() {
    let counts = std::cell::RefCell::new(Vec::new());
    let found = all(&Explorer::new(), || {
        let shared = Counted(Arc::new((AtomicU32::new(1), Default::default())));
        counts.borrow_mut().push(Arc::clone(&shared.0));
        let mutex = Mutex::new(());
        thread::scope(|scope| {
            for _ in 0..2 {
                let (shared, mutex) = (shared.clone(), &mutex);
                scope.spawn(move || {
                    let _shared = shared;
                    let _once = mutex.lock();
                    let _twice = mutex.lock();
                });
            }
        });
    });
    assert!(matches!(found.1, Some(Failure::Deadlock(_))));
    assert!(counts.take().iter().all(|count| count.1.load(Relaxed) == 1));
}

#[test]
fn a_program_that_does_something_else_each_time_is_told() {
    let calls = std::cell::Cell::new(0);
    let found = failure(|| {
        calls.set(calls.get() + 1);
        let (x, y) = (AtomicU32::new(0), AtomicU32::new(0));
        thread::scope(|scope| {
            scope.spawn(|| x.store(1, Relaxed));
            if calls.get() % 2 == 0 {
                x.load(Relaxed)
            } else {
                y.fetch_add(1, Relaxed)
            };
            x.load(Relaxed)
        })
    });
    assert!(matches!(found, Failure::NotDeterministic(_)), "{found}");
    let calls = std::cell::Cell::new(0);
    let found = failure(|| {
        calls.set(calls.get() + 1);
        let x = AtomicU32::new(0);
        thread::scope(|scope| {
            scope.spawn(|| x.store(1, Relaxed));
            x.store(calls.get(), Relaxed);
            x.load(Relaxed)
        })
    });
    assert!(matches!(found, Failure::NotDeterministic(_)), "{found}");
}

#[test]
fn a_loop_that_does_not_say_that_it_waits_is_too_large_and_its_line_named() {
    let found = failure(|| {
        let flag = AtomicU32::new(0);
        while flag.load(Acquire) == 0 {}
    });
    let Failure::TooLarge(large) = &found else { panic!("{found}") };
    assert_eq!(large.events, 10_000);
    assert!(found.to_string().contains("spin_loop"));
}

#[test]
fn a_loop_of_swaps_that_does_not_say_that_it_waits_is_told_before_it_is_large() {
    let found = failure(|| {
        let lock = AtomicU32::new(0);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while lock.swap(1, Acquire) == 1 {}
                    lock.store(0, Release);
                });
            }
        });
    });
    let Failure::TooLarge(large) = &found else { panic!("{found}") };
    assert!(large.is_loop && large.events < 1_100, "{found}");
    let words = found.to_string();
    assert!(words.contains("spin_loop()") && words.contains("endings.rs"), "{words}");
}

#[test]
fn thirty_two_threads_fit_and_one_more_is_too_large() {
    let threads = |count: usize| {
        move || {
            let x = AtomicU32::new(0);
            thread::scope(|scope| (0..count).for_each(|_| drop(scope.spawn(|| ()))));
            x.load(Relaxed)
        }
    };
    assert_eq!(outcomes(threads(31)), [0]);
    assert!(matches!(failure(threads(32)), Failure::TooLarge(_)));
}

#[test]
fn four_thousand_operations_of_a_thread_fit() {
    let seen = outcomes(|| {
        let x = AtomicU32::new(0);
        for _ in 0..4_000 {
            x.fetch_add(1, Relaxed);
        }
        x.load(Relaxed)
    });
    assert_eq!(seen, [4_000]);
}

static COUNTER: AtomicU32 = AtomicU32::new(3);

#[test]
fn a_static_begins_anew_in_each_execution() {
    let seen = outcomes(|| {
        thread::scope(|scope| {
            scope.spawn(|| COUNTER.fetch_add(1, Relaxed));
            COUNTER.fetch_add(1, Relaxed);
        });
        COUNTER.load(Relaxed)
    });
    assert_eq!(seen, [5]);
}

#[test]
fn an_atomic_may_move_and_another_may_come_to_lie_where_it_was() {
    let seen = outcomes(|| {
        let mut moved = Vec::new();
        for number in 0..5 {
            let atomic = AtomicU32::new(number);
            atomic.fetch_add(10, Relaxed);
            moved.push(Box::new(atomic));
        }
        let mut last = moved.pop().unwrap();
        *last.get_mut() += 100;
        last.fetch_add(1000, Relaxed);
        let mut values: Vec<_> = moved.iter().map(|atomic| atomic.load(Relaxed)).collect();
        values.push(last.into_inner());
        values
    });
    assert_eq!(seen, [[10, 11, 12, 13, 1114]]);
}

#[test]
fn pointers_may_be_others_in_each_run() {
    let seen = outcomes(|| {
        let head = AtomicPtr::new(std::ptr::null_mut::<u32>());
        thread::scope(|scope| {
            for number in [1, 2] {
                let head = &head;
                scope.spawn(move || {
                    let new = Box::into_raw(Box::new(number));
                    if head.compare_exchange(std::ptr::null_mut(), new, Release, Relaxed).is_err() {
                        // SAFETY: nobody else has it.
                        drop(unsafe { Box::from_raw(new) });
                    }
                });
            }
        });
        let first = head.load(Acquire);
        // SAFETY: one of them has put it there.
        *unsafe { Box::from_raw(first) }
    });
    assert_eq!(seen, [1, 2]);
}

#[test]
fn a_weak_exchange_fails_for_no_reason_as_often_as_allowed_and_writes_nothing() {
    let program = || {
        let x = AtomicU32::new(0);
        let tries = [(); 2].map(|()| x.compare_exchange_weak(0, 0, SeqCst, Relaxed).is_ok());
        (tries, x.load(Relaxed))
    };
    let seen = |whims| all(&Explorer::new().whims(whims), program).0.len();
    assert_eq!([seen(0), seen(1), seen(2), seen(3)], [1, 3, 4, 4]);
}

#[test]
fn choices_are_all_explored() {
    let seen = outcomes(|| (choose(3), choose(2)));
    assert_eq!(seen, [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)]);
}

#[test]
fn a_witness_needs_one_run() {
    let program = || {
        let x = AtomicUsize::new(0);
        thread::scope(|scope| {
            let adds: Vec<_> = (0..3)
                .map(|_| {
                    scope.spawn(|| {
                        let seen = x.load(Relaxed);
                        x.store(seen + 1, Relaxed);
                    })
                })
                .collect();
            adds.into_iter().for_each(|add| add.join().unwrap());
        });
        x.load(Relaxed)
    };
    let mut addresses = Vec::new();
    explore(program, |execution| {
        if execution.ending == Ending::Outcome(1) {
            addresses.push((execution.address(), execution.graph.key(), execution.steps.to_vec()));
        }
        if addresses.len() == 5 { Break(()) } else { Continue(()) }
    });
    for (address, key, steps) in &addresses {
        let again = Explorer::new().replay(address, program, |execution| {
            assert_eq!(execution.ending, Ending::Outcome(1));
            assert_eq!(execution.steps.len(), steps.len());
            execution.graph.key()
        });
        assert_eq!(again.as_ref(), Some(key));
    }
}

#[test]
fn an_ordering_can_be_weakened_and_a_lock_left_out_without_compiling_again() {
    let publishes = || {
        let (data, flag) = (Shared(UnsafeCell::new(0)), AtomicU32::new(0));
        let (data, flag) = (&data, &flag);
        thread::scope(|scope| {
            scope.spawn(move || {
                data.0.with_mut(|value| unsafe { *value = 7 });
                flag.store(1, Release);
            });
            if flag.load(Acquire) == 1 { data.0.with(|value| unsafe { *value }) } else { 7 }
        })
    };
    assert_eq!(outcomes(publishes), [7]);
    for operation in ["store", "load"] {
        let weak = Explorer::new().weaken(move |site| match site.operation == operation {
            true => Treatment::Weakened { ordering: Relaxed, failure: None },
            false => Treatment::AsWritten,
        });
        assert!(matches!(all(&weak, publishes).1, Some(Failure::DataRace(_))), "{operation}");
    }
    let counts = || {
        let count = Mutex::new(0);
        thread::scope(|scope| {
            scope.spawn(|| *count.lock().unwrap() += 1);
            *count.lock().unwrap() += 1;
        });
        count.into_inner().unwrap()
    };
    assert_eq!(outcomes(counts), [2]);
    let unlocked = Explorer::new().weaken(|site| match site.operation {
        "lock" => Treatment::LeftOut,
        _ => Treatment::AsWritten,
    });
    assert!(matches!(all(&unlocked, counts).1, Some(Failure::DataRace(_))));
}

#[test]
fn limits_are_kept_and_counts_are_the_same_each_time() {
    let program = || {
        let x = AtomicU32::new(0);
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| x.store(x.load(Relaxed) + 1, Relaxed));
            }
        });
    };
    let count = |explorer: &Explorer| explorer.explore(program, |_| Continue(()));
    let whole = count(&Explorer::new());
    assert_eq!((whole.counts, whole.stop), (count(&Explorer::new()).counts, Stop::Exhausted));
    let some = count(&Explorer::new().executions(10));
    assert_eq!((some.counts.executions, some.stop), (10, Stop::Executions));
    let none = count(&Explorer::new().interrupted(|counts: &Counts| counts.executions > 0));
    assert!(none.stop == Stop::Interrupted || whole.counts.executions < 64);
}

/// Deliberate faults are there only where debug assertions are on.
#[cfg(debug_assertions)]
#[test]
fn a_panic_of_the_engine_is_told_as_an_error_of_the_engine_though_the_program_catches_it() {
    use racelab_engine::faults::{self, Fault};
    use std::panic::{AssertUnwindSafe, catch_unwind};
    let told = catch_unwind(AssertUnwindSafe(|| {
        faults::with(Fault::Panics, || {
            explore(
                || {
                    let x = AtomicU32::new(0);
                    thread::scope(|scope| {
                        let caught = || catch_unwind(AssertUnwindSafe(|| x.store(1, Relaxed))).is_err();
                        assert!(scope.spawn(caught).join().unwrap());
                    });
                },
                |execution| panic!("it is shown as {:?}", execution.ending),
            )
        })
    }));
    let message = *told.unwrap_err().downcast::<String>().unwrap();
    assert!(message.starts_with("an error of racelab-engine itself"), "{message}");
    assert!(message.contains("a deliberate fault") && message.contains("offer.rs"), "{message}");
    store_buffering();
}

/// A destructor that waits for a lock.
struct LocksAtTheEnd<'a>(&'a Mutex<Vec<u8>>, &'a OneThread<'a>);

/// What is called by the threads of a program alone.
struct OneThread<'a>(&'a dyn Fn());
// SAFETY: all threads of a program run on one thread of the operating system.
unsafe impl Sync for OneThread<'_> {}

impl Drop for LocksAtTheEnd<'_> {
    fn drop(&mut self) {
        let _ = self.0.lock().map(|bytes| bytes.len());
        (self.1.0)();
    }
}

/// Says when the stack that it stands on is unwound.
struct Unwound<'a>(&'a Cell<bool>);

impl Drop for Unwound<'_> {
    fn drop(&mut self) {
        self.0.set(true);
    }
}

#[test]
fn a_thread_is_not_unwound_while_one_that_borrows_from_it_waits_in_a_destructor() {
    let (unwound, used_after) = (Cell::new(false), Cell::new(false));
    let use_it = || used_after.set(used_after.get() || unwound.get());
    let at_the_end = OneThread(&use_it);
    let program = |through_another: bool| {
        let (unwound, at_the_end) = (&unwound, &at_the_end);
        move || {
            unwound.set(false);
            let mutex = Mutex::new(vec![1]);
            let _frame = Unwound(unwound);
            let guard = mutex.lock().unwrap();
            thread::scope(|scope| {
                let mutex = &mutex;
                let waits = move || {
                    let _waits_too = LocksAtTheEnd(mutex, at_the_end);
                    drop(mutex.lock());
                };
                if through_another {
                    scope.spawn(move || drop(scope.spawn(waits)));
                } else {
                    scope.spawn(waits);
                }
            });
            drop(guard);
        }
    };
    for through_another in [false, true] {
        assert!(matches!(failure(program(through_another)), Failure::Deadlock(_)));
        assert!(!used_after.get(), "its stack was unwound before, through another: {through_another}");
    }
}
