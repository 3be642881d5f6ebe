//! Programs of the sort that readers bring along, each with its right verdict: what is clean stays clean, and what
//! is not is told for the right reason.
//!
//! Spin locks, Peterson's and Dekker's among them, are in `loops`; read guards in `rwlocks`; `unpark` in `threads`.

mod outcomes;

use std::ops::ControlFlow::Continue;
use std::panic::{AssertUnwindSafe, catch_unwind};

use outcomes::{Plain, failure, is_race, next_exploration_works, outcomes};
use racelab_engine::channel;
use racelab_engine::hint::spin_loop;
use racelab_engine::sync::atomic::AtomicU32;
use racelab_engine::sync::atomic::Ordering::{self, Acquire, Relaxed, Release, SeqCst};
use racelab_engine::sync::atomic::fence;
use racelab_engine::sync::{Condvar, Mutex, RwLock};
use racelab_engine::{Ending, Explorer, Failure, WaitsFor, explore, thread};

/// How many are at work, counted by guards.
struct AtWork<'a>(&'a AtomicU32);

impl<'a> AtWork<'a> {
    fn begin(count: &'a AtomicU32) -> AtWork<'a> {
        count.fetch_add(1, Relaxed);
        AtWork(count)
    }
}

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

#[test]
fn a_guard_that_counts_down_as_it_is_dropped_does_no_harm_in_a_deadlock() {
    let program = || {
        let (count, one, other) = (AtomicU32::new(0), Mutex::new(()), Mutex::new(()));
        thread::scope(|scope| {
            for (first, second) in [(&one, &other), (&other, &one)] {
                let count = &count;
                scope.spawn(move || {
                    let _at_work = AtWork::begin(count);
                    let _first = first.lock().unwrap();
                    let _second = second.lock().unwrap();
                });
            }
        });
        count.load(Relaxed)
    };
    let found = failure(program);
    assert!(matches!(found, Failure::Deadlock(_)), "{found}");
    // What does not deadlock is explored all the same, and each guard has counted down there.
    let mut ends = Vec::new();
    let report = Explorer::new().explore(program, |execution| {
        ends.extend(execution.ending.outcome().copied());
        Continue(())
    });
    assert!(report.is_exhaustive());
    assert!(!ends.is_empty() && ends.iter().all(|&count| count == 0), "{ends:?}");
}

#[test]
fn two_mutexes_without_names_are_two_in_a_deadlock() {
    let found = failure(|| {
        let one = Mutex::new(());
        let other = Mutex::new(());
        thread::scope(|scope| {
            scope.spawn(|| {
                let _one = one.lock().unwrap();
                let _other = other.lock().unwrap();
            });
            let _other = other.lock().unwrap();
            let _one = one.lock().unwrap();
        });
    });
    let Failure::Deadlock(deadlock) = &found else { panic!("{found}") };
    let made = |thread: usize| {
        let blocked = deadlock.threads.iter().find(|blocked| blocked.thread == thread);
        match blocked.map(|blocked| &blocked.waits_for) {
            Some(WaitsFor::Lock { lock, holder: Some((holder, _)) }) => (lock.to_string(), *holder),
            other => panic!("thread {thread} waits for {other:?}"),
        }
    };
    let ((one, its_holder), (other, others_holder)) = (made(0), made(1));
    assert_ne!(one, other, "{found}");
    // Each waits for what the other has.
    assert_eq!((its_holder, others_holder), (1, 0), "{found}");
}

#[test]
fn a_weak_compare_exchange_that_fails_writes_nothing_back() {
    let seen = outcomes(|| {
        let x = AtomicU32::new(7);
        thread::scope(|scope| {
            scope.spawn(|| x.store(1, Release));
            scope.spawn(|| x.compare_exchange_weak(7, 8, Relaxed, Relaxed));
        });
        x.load(Relaxed)
    });
    // 8 takes the place of 7, before 1; where the exchange fails, 1 is all that was ever stored.
    assert_eq!(seen, [1]);
}

/// A worker that goes to sleep where the queue is empty, and one who puts something in and wakes whoever sleeps.
fn sleeper(ordering_of_a_load: Ordering, of_a_store: Ordering) -> impl Fn() -> u32 {
    move || {
        let (sleeps, length) = (AtomicU32::new(0), AtomicU32::new(0));
        let (woken, bell) = (Mutex::new(false), Condvar::new());
        thread::scope(|scope| {
            scope.spawn(|| {
                length.store(1, of_a_store);
                // Either this sees that the worker sleeps, or the worker sees that there is something.
                if sleeps.load(ordering_of_a_load) == 1 {
                    *woken.lock().unwrap() = true;
                    bell.notify_one();
                }
            });
            sleeps.store(1, of_a_store);
            if length.load(ordering_of_a_load) == 0 {
                let mut woken = woken.lock().unwrap();
                while !*woken {
                    woken = bell.wait(woken).unwrap();
                }
            }
        });
        length.load(Relaxed)
    }
}

#[test]
fn a_sleep_flag_and_a_length_need_one_order_or_the_wake_up_is_lost() {
    assert_eq!(outcomes(sleeper(SeqCst, SeqCst)), [1]);
    let found = failure(sleeper(Acquire, Release));
    assert!(matches!(found, Failure::Deadlock(_)), "{found}");
}

/// A sequence lock: who writes makes the number odd and then even again, who reads looks whether it stayed even.
fn sequence_lock(has_fences: bool) -> impl Fn() -> (u32, u32) {
    move || {
        let (sequence, a, b) = (AtomicU32::new(0), AtomicU32::new(0), AtomicU32::new(0));
        let order = |ordering| {
            if has_fences {
                fence(ordering);
            }
        };
        thread::scope(|scope| {
            scope.spawn(|| {
                sequence.store(1, Relaxed);
                order(Release); // pairs with the reader's Acquire fence: whoever has seen a 1 sees the odd number
                a.store(1, Relaxed);
                b.store(1, Relaxed);
                sequence.store(2, Release); // pairs with the Acquire load before the reader's look
            });
            loop {
                let before = sequence.load(Acquire); // pairs with the writer's last store
                let both = (a.load(Relaxed), b.load(Relaxed));
                order(Acquire); // pairs with the writer's Release fence
                if before % 2 == 0 && sequence.load(Relaxed) == before {
                    break both;
                }
                spin_loop();
            }
        })
    }
}

#[test]
fn a_sequence_lock_keeps_what_belongs_together_and_needs_its_fences() {
    assert_eq!(outcomes(sequence_lock(true)), [(0, 0), (1, 1)]);
    assert!(outcomes(sequence_lock(false)).contains(&(0, 1)));
}

#[test]
fn after_a_loop_without_an_end_the_next_exploration_works() {
    let first_failure = |writes: bool| {
        let mut found = None;
        Explorer::new().explore(
            || {
                let (rounds, flag) = (AtomicU32::new(0), AtomicU32::new(0));
                while flag.load(Relaxed) == 0 {
                    rounds.fetch_add(u32::from(writes), Relaxed);
                    spin_loop();
                }
            },
            |execution| {
                if let Ending::Failure(failure) = execution.ending {
                    found = Some(failure);
                }
                Continue(())
            },
        );
        found
    };
    assert!(matches!(first_failure(true), Some(Failure::EndlessLoop(_))));
    next_exploration_works();
    assert!(matches!(first_failure(false), Some(Failure::Livelock(_))));
    next_exploration_works();
}

#[test]
fn a_flag_beside_a_lock_guards_nothing() {
    let found = failure(|| {
        let (data, flag, lock) = (Plain::new(0), AtomicU32::new(0), Mutex::new(()));
        thread::scope(|scope| {
            scope.spawn(|| {
                data.set(1);
                flag.store(1, Relaxed);
                drop(lock.lock().unwrap());
            });
            if flag.load(Relaxed) == 1 { data.get() } else { 0 }
        })
    });
    assert!(is_race(&found), "{found}");
}

#[test]
fn a_plain_load_races_with_a_store_that_it_cannot_read() {
    let program = |first: Ordering, add: Ordering| {
        move || {
            let (x, added) = (AtomicU32::new(0), AtomicU32::new(0));
            thread::scope(|scope| {
                scope.spawn(|| x.store(1, first));
                scope.spawn(|| {
                    if x.fetch_add(1, add) == 1 {
                        added.store(1, Release);
                    }
                });
                // SAFETY: whether it is right is what is asked.
                if added.load(Acquire) == 1 { unsafe { x.unsync_load() } } else { 0 }
            })
        }
    };
    // By coherence the load reads 2, and nothing orders the store of 1 before it.
    assert!(is_race(&failure(program(Relaxed, Relaxed))));
    assert!(is_race(&failure(program(Release, Relaxed))));
    assert_eq!(outcomes(program(Release, Acquire)), [0, 2]);
}

#[test]
fn whoever_is_shown_an_execution_can_drop_what_came_of_it_and_is_refused_all_else() {
    let (lock, mutex) = (RwLock::new(1), Mutex::new(1));
    let mut refused = Vec::new();
    let program = || {
        thread::scope(|scope| {
            scope.spawn(|| ());
        });
        let (sends, receives) = channel::unbounded::<u8>();
        (sends.clone(), sends, receives.clone(), receives)
    };
    let mut kept = Vec::new();
    explore(program, |execution| {
        let Ending::Outcome(ends) = execution.ending else { panic!("it fails") };
        let (sends, other_sends, receives, other_receives) = ends;
        drop((sends, other_receives));
        kept.push((other_sends, receives));
        let reads = catch_unwind(AssertUnwindSafe(|| lock.read().map(|value| *value).unwrap()));
        let locks = catch_unwind(AssertUnwindSafe(|| mutex.lock().map(|value| *value).unwrap()));
        let starts = catch_unwind(|| thread::spawn(|| ()).join().unwrap());
        for payload in [reads.unwrap_err(), locks.unwrap_err(), starts.unwrap_err()] {
            refused.push((*payload.downcast::<&str>().unwrap()).to_owned());
        }
        Continue(())
    });
    assert_eq!((kept.len(), refused.len()), (1, 3));
    assert!(
        refused.iter().all(|message| message.contains("only the program that is explored")),
        "{refused:?}"
    );
    drop(kept);
    next_exploration_works();
}
