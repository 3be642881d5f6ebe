//! Waiting loops: which end, which never will, which only look, and which do more than that.

use std::collections::BTreeSet;
use std::ops::ControlFlow::Continue;
use std::ptr;
use std::time::{Duration, Instant};

use racelab_engine::cell::UnsafeCell;
use racelab_engine::hint::spin_loop;
use racelab_engine::sync::Mutex;
use racelab_engine::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst};
use racelab_engine::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, fence};
use racelab_engine::sync::mpsc::channel;
use racelab_engine::thread::{self, yield_now};
use racelab_engine::{Counts, Ending, Explorer, Failure, Report, Stop, WaitsFor};

/// All outcomes, all failures by their first words, and what the exploration came to.
fn explored<T: Ord>(program: impl Fn() -> T) -> (Vec<T>, Vec<Failure>, Report) {
    let (mut outcomes, mut failures) = (BTreeSet::new(), Vec::new());
    let report = Explorer::new().executions(200_000).explore(program, |execution| {
        match execution.ending {
            Ending::Outcome(outcome) => drop(outcomes.insert(outcome)),
            Ending::Failure(failure) => failures.push(failure),
        }
        Continue(())
    });
    (outcomes.into_iter().collect(), failures, report)
}

fn outcomes<T: Ord>(program: impl Fn() -> T) -> Vec<T> {
    let (outcomes, failures, report) = explored(program);
    assert!(failures.is_empty(), "{}", failures[0]);
    assert!(report.is_exhaustive());
    outcomes
}

fn counts<T>(program: impl Fn() -> T) -> Counts {
    Explorer::new().explore(program, |_| Continue(())).counts
}

fn has_race<T: Ord>(program: impl Fn() -> T) -> bool {
    explored(program).1.iter().any(|failure| matches!(failure, Failure::DataRace(_)))
}

/// A lock of a reader's own.
trait Lock: Sync + Default {
    /// Does something with the lock.
    fn with<R>(&self, me: usize, work: impl FnOnce() -> R) -> R;
}

#[derive(Default)]
struct Guarded(UnsafeCell<Vec<usize>>);
// SAFETY: accesses are watched, and an execution ends at a race.
unsafe impl Sync for Guarded {}

/// The orders in which threads can have the lock, if it keeps them apart.
fn orders<L: Lock>(threads: usize, sections: usize) -> impl Fn() -> Vec<usize> {
    move || {
        let (lock, order) = (L::default(), Guarded::default());
        thread::scope(|scope| {
            for me in 0..threads {
                let (lock, order) = (&lock, &order);
                scope.spawn(move || {
                    for _ in 0..sections {
                        lock.with(me, || order.0.with_mut(|order| unsafe { (*order).push(me) }));
                    }
                });
            }
        });
        order.0.with(|order| unsafe { (*order).clone() })
    }
}

#[derive(Default)]
struct Engines(Mutex<()>);
impl Lock for Engines {
    fn with<R>(&self, _: usize, work: impl FnOnce() -> R) -> R {
        let _guard = self.0.lock().unwrap();
        work()
    }
}

#[derive(Default)]
struct Ticket {
    next: AtomicU32,
    serving: AtomicU32,
}
impl Lock for Ticket {
    fn with<R>(&self, _: usize, work: impl FnOnce() -> R) -> R {
        let mine = self.next.fetch_add(1, Relaxed);
        while self.serving.load(Acquire) != mine {
            spin_loop();
        }
        let result = work();
        self.serving.store(mine + 1, Release);
        result
    }
}

/// Tries only when it has seen that the lock is free.
#[derive(Default)]
struct TestAndTestAndSet(AtomicBool);
impl Lock for TestAndTestAndSet {
    fn with<R>(&self, _: usize, work: impl FnOnce() -> R) -> R {
        while self.0.swap(true, Acquire) {
            while self.0.load(Relaxed) {
                spin_loop();
            }
        }
        let result = work();
        self.0.store(false, Release);
        result
    }
}

#[derive(Default)]
struct Swap(AtomicBool);
impl Lock for Swap {
    fn with<R>(&self, _: usize, work: impl FnOnce() -> R) -> R {
        while self.0.swap(true, Acquire) {
            spin_loop();
        }
        let result = work();
        self.0.store(false, Release);
        result
    }
}

#[derive(Default)]
struct Weak(AtomicBool);
impl Lock for Weak {
    fn with<R>(&self, _: usize, work: impl FnOnce() -> R) -> R {
        while self.0.compare_exchange_weak(false, true, Acquire, Relaxed).is_err() {
            spin_loop();
        }
        let result = work();
        self.0.store(false, Release);
        result
    }
}

/// Waits longer and longer between its looks, as crossbeam's `Backoff` does.
#[derive(Default)]
struct BacksOff(AtomicBool);
impl Lock for BacksOff {
    fn with<R>(&self, _: usize, work: impl FnOnce() -> R) -> R {
        let mut step = 0;
        while self.0.compare_exchange(false, true, Acquire, Relaxed).is_err() {
            (0..1 << step).for_each(|_| spin_loop());
            step = 6.min(step + 1);
        }
        let result = work();
        self.0.store(false, Release);
        result
    }
}

/// Gives up after two rounds, and blocks: what a lock that spins for a while does.
#[derive(Default)]
struct Patient(Mutex<()>);
impl Lock for Patient {
    fn with<R>(&self, _: usize, work: impl FnOnce() -> R) -> R {
        for _ in 0..2 {
            if let Ok(_guard) = self.0.try_lock() {
                return work();
            }
            spin_loop();
        }
        let _guard = self.0.lock().unwrap();
        work()
    }
}

/// Mellor-Crummey and Scott's queue lock: who waits looks at a flag of its own.
struct Mcs<const HANDS_OVER: bool> {
    last: AtomicPtr<Node>,
}
struct Node {
    waits: AtomicBool,
    next: AtomicPtr<Node>,
}
impl<const HANDS_OVER: bool> Default for Mcs<HANDS_OVER> {
    fn default() -> Self {
        Mcs { last: AtomicPtr::new(ptr::null_mut()) }
    }
}
impl<const HANDS_OVER: bool> Lock for Mcs<HANDS_OVER> {
    fn with<R>(&self, _: usize, work: impl FnOnce() -> R) -> R {
        let node = Node { waits: AtomicBool::new(true), next: AtomicPtr::new(ptr::null_mut()) };
        let mine = ptr::from_ref(&node).cast_mut();
        let before = self.last.swap(mine, AcqRel);
        if !before.is_null() {
            // SAFETY: whoever is before waits for this store before its node goes.
            unsafe { &*before }.next.store(mine, Release);
            while node.waits.load(Acquire) {
                spin_loop();
            }
        }
        let result = work();
        if node.next.load(Acquire).is_null() {
            if self.last.compare_exchange(mine, ptr::null_mut(), Release, Relaxed).is_ok() {
                return result;
            }
            while node.next.load(Acquire).is_null() {
                spin_loop();
            }
        }
        let ordering = if HANDS_OVER { Release } else { Relaxed };
        // SAFETY: whoever is next waits for this store before its node goes.
        unsafe { &*node.next.load(Relaxed) }.waits.store(false, ordering);
        result
    }
}

/// Two threads, each of which lets the other go first.
struct Peterson<O>([AtomicBool; 2], AtomicU32, std::marker::PhantomData<fn() -> O>);
/// With which orderings.
trait Orderings {
    const LOAD: Ordering;
    const STORE: Ordering;
}
struct Strong;
impl Orderings for Strong {
    const LOAD: Ordering = SeqCst;
    const STORE: Ordering = SeqCst;
}
struct Middling;
impl Orderings for Middling {
    const LOAD: Ordering = Acquire;
    const STORE: Ordering = Release;
}
impl<O> Default for Peterson<O> {
    fn default() -> Self {
        Peterson(Default::default(), AtomicU32::new(0), std::marker::PhantomData)
    }
}
impl<O: Orderings> Lock for Peterson<O> {
    fn with<R>(&self, me: usize, work: impl FnOnce() -> R) -> R {
        let other = 1 - me;
        self.0[me].store(true, O::STORE);
        self.1.store(other as u32, O::STORE);
        while self.0[other].load(O::LOAD) && self.1.load(O::LOAD) == other as u32 {
            spin_loop();
        }
        let result = work();
        self.0[me].store(false, O::STORE);
        result
    }
}

/// The first solution: a loop in a loop, and a body that steps back.
struct Dekker<O>([AtomicBool; 2], AtomicU32, std::marker::PhantomData<fn() -> O>);
impl<O> Default for Dekker<O> {
    fn default() -> Self {
        Dekker(Default::default(), AtomicU32::new(0), std::marker::PhantomData)
    }
}
impl<O: Orderings> Lock for Dekker<O> {
    fn with<R>(&self, me: usize, work: impl FnOnce() -> R) -> R {
        let other = 1 - me;
        self.0[me].store(true, O::STORE);
        while self.0[other].load(O::LOAD) {
            if self.1.load(O::LOAD) != me as u32 {
                self.0[me].store(false, O::STORE);
                while self.1.load(O::LOAD) != me as u32 {
                    spin_loop();
                }
                self.0[me].store(true, O::STORE);
            }
            spin_loop();
        }
        let result = work();
        self.1.store(other as u32, O::STORE);
        self.0[me].store(false, O::STORE);
        result
    }
}

#[test]
fn locks_that_spin_have_the_outcomes_of_the_engines_mutex() {
    for (threads, sections) in [(2, 1), (2, 2), (3, 1)] {
        let right = outcomes(orders::<Engines>(threads, sections));
        let graphs = counts(orders::<Engines>(threads, sections)).executions;
        assert_eq!(outcomes(orders::<Ticket>(threads, sections)), right);
        assert_eq!(outcomes(orders::<TestAndTestAndSet>(threads, sections)), right);
        assert_eq!(outcomes(orders::<Swap>(threads, sections)), right);
        assert_eq!(outcomes(orders::<Weak>(threads, sections)), right);
        assert_eq!(outcomes(orders::<BacksOff>(threads, sections)), right);
        assert_eq!(outcomes(orders::<Patient>(threads, sections)), right);
        assert_eq!(outcomes(orders::<Mcs<true>>(threads, sections)), right);
        // An execution in which a loop looks in vain is not another one.
        assert_eq!(counts(orders::<Ticket>(threads, sections)).executions, graphs);
        assert_eq!(counts(orders::<Swap>(threads, sections)).executions, graphs);
    }
}

#[test]
fn a_queue_lock_that_hands_over_relaxed_races() {
    assert!(has_race(orders::<Mcs<false>>(2, 1)));
}

#[test]
fn petersons_and_dekkers_locks_need_seq_cst() {
    let right = outcomes(orders::<Engines>(2, 1));
    assert_eq!(outcomes(orders::<Peterson<Strong>>(2, 1)), right);
    assert_eq!(outcomes(orders::<Dekker<Strong>>(2, 1)), right);
    assert!(has_race(orders::<Peterson<Middling>>(2, 1)));
    assert!(has_race(orders::<Dekker<Middling>>(2, 1)));
}

#[test]
fn a_loop_may_look_at_several_variables_in_either_order_and_at_its_end() {
    let program = |form: u32| {
        move || {
            let (x, y) = (AtomicU32::new(0), AtomicU32::new(0));
            thread::scope(|scope| {
                scope.spawn(|| x.store(1, Release));
                scope.spawn(|| y.store(1, Release));
                match form {
                    0 => {
                        while x.load(Acquire) == 0 || y.load(Acquire) == 0 {
                            spin_loop();
                        }
                    }
                    1 => loop {
                        let seen = y.load(Acquire) + x.load(Acquire);
                        if seen == 2 {
                            break;
                        }
                        yield_now();
                    },
                    _ => loop {
                        spin_loop();
                        if x.load(Acquire) + y.load(Acquire) == 2 {
                            break;
                        }
                    },
                }
            });
            (x.load(Relaxed), y.load(Relaxed))
        }
    };
    for form in 0..3 {
        assert_eq!(outcomes(program(form)), [(1, 1)]);
    }
}

#[test]
fn a_loop_in_a_loop_ends_where_both_do() {
    let seen = outcomes(|| {
        let (a, b) = (AtomicU32::new(0), AtomicU32::new(0));
        thread::scope(|scope| {
            scope.spawn(|| {
                a.store(1, Release);
                b.store(1, Release);
            });
            loop {
                while a.load(Acquire) == 0 {
                    spin_loop();
                }
                if b.load(Acquire) == 1 {
                    break;
                }
                spin_loop();
            }
            a.load(Relaxed) + b.load(Relaxed)
        })
    });
    assert_eq!(seen, [2]);
}

#[test]
fn a_loop_may_go_round_over_several_flags_until_one_is_set() {
    let seen = outcomes(|| {
        let flags = [const { AtomicU32::new(0) }; 3];
        thread::scope(|scope| {
            scope.spawn(|| flags[2].store(1, Release));
            scope.spawn(|| flags[1].store(1, Release));
            let mut index = 0;
            while flags[index].load(Acquire) == 0 {
                spin_loop();
                index = (index + 1) % 3;
            }
            index
        })
    });
    assert_eq!(seen, [1, 2]);
}

#[test]
fn a_mutex_may_be_polled_and_tried_for_in_a_loop() {
    let polled = outcomes(|| {
        let ready = Mutex::new(0);
        thread::scope(|scope| {
            scope.spawn(|| *ready.lock().unwrap() += 1);
            scope.spawn(|| *ready.lock().unwrap() += 1);
            while *ready.lock().unwrap() < 2 {
                yield_now();
            }
        });
        *ready.lock().unwrap()
    });
    assert_eq!(polled, [2]);
    let tried = outcomes(|| {
        let count = Mutex::new(0);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    loop {
                        if let Ok(mut count) = count.try_lock() {
                            *count += 1;
                            break;
                        }
                        spin_loop();
                    }
                });
            }
        });
        count.into_inner().unwrap()
    });
    assert_eq!(tried, [2]);
}

#[test]
fn a_hint_outside_of_a_loop_or_in_one_that_ends_by_itself_is_harmless() {
    let seen = outcomes(|| {
        let (x, data) = (AtomicU32::new(0), Mutex::new(0));
        thread::scope(|scope| {
            scope.spawn(|| {
                yield_now();
                x.store(1, Relaxed);
                spin_loop();
                *data.lock().unwrap() += 1;
                yield_now();
            });
            for _ in 0..3 {
                x.fetch_add(10, Relaxed);
                yield_now();
            }
            (0..100).for_each(|_| spin_loop());
        });
        (x.load(Relaxed), *data.lock().unwrap())
    });
    assert_eq!(seen, [(1, 1), (11, 1), (21, 1), (31, 1)]);
}

#[test]
fn a_loop_that_gives_up_after_some_rounds_goes_on_with_what_it_does_then() {
    let seen = outcomes(|| {
        let x = AtomicU32::new(0);
        thread::scope(|scope| {
            scope.spawn(|| x.store(1, Relaxed));
            for round in 0..3 {
                if x.load(Relaxed) == 1 {
                    return round;
                }
                spin_loop();
            }
            3
        })
    });
    assert_eq!(seen, [0, 1, 2, 3]);
}

/// Looks so often whether a flag is up; how often it has looked in vain.
fn looks(flag: &AtomicU32, most: u32) -> u32 {
    for round in 0..most {
        if flag.load(Relaxed) == 1 {
            return round;
        }
        spin_loop();
    }
    most
}

#[test]
fn a_loop_may_go_on_for_thousands_of_rounds_until_it_gives_up() {
    let start = Instant::now();
    assert_eq!(outcomes(|| looks(&AtomicU32::new(0), 4_000)), [4_000]);
    // One trial and one run, each of so many rounds. A trial for each round takes hundreds of times as long; a busy
    // machine, a few times.
    assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
}

#[test]
fn a_flag_is_seen_in_each_of_many_rounds_or_never() {
    let seen = outcomes(|| {
        let flag = AtomicU32::new(0);
        thread::scope(|scope| {
            scope.spawn(|| flag.store(1, Relaxed));
            looks(&flag, 4_000)
        })
    });
    assert_eq!(seen, (0..=4_000).collect::<Vec<_>>());
}

#[test]
fn a_loop_that_writes_may_go_on_for_thousands_of_rounds_too() {
    let seen = outcomes(|| {
        let x = AtomicU32::new(0);
        (0..4_000).for_each(|_| {
            x.fetch_add(1, Relaxed);
            spin_loop();
        });
        x.into_inner()
    });
    assert_eq!(seen, [4_000]);
}

fn livelock<T: Ord>(program: impl Fn() -> T) -> Failure {
    let (_, failures, _) = explored(program);
    failures.into_iter().find(|failure| matches!(failure, Failure::Livelock(_))).expect("a livelock")
}

#[test]
fn a_loop_that_nothing_will_ever_end_is_told_with_all_that_it_looks_at() {
    let found = livelock(|| {
        let (x, y) = (AtomicU32::new(0), AtomicU32::new(7));
        thread::scope(|scope| {
            scope.spawn(|| x.store(1, Relaxed));
            while x.load(Relaxed) == 0 || y.load(Relaxed) == 7 {
                spin_loop();
            }
        });
    });
    let Failure::Livelock(livelock) = &found else { panic!() };
    let WaitsFor::Loop { looked_at } = &livelock.threads[0].waits_for else { panic!() };
    assert_eq!(looked_at.iter().map(|looked| looked.found).collect::<Vec<_>>(), [1, 7]);
    assert!(found.to_string().contains("a livelock"), "{found}");
}

#[test]
fn two_threads_that_swap_in_loops_for_a_lock_that_is_never_given_back_are_a_livelock() {
    livelock(|| {
        let lock = AtomicBool::new(true);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while lock.swap(true, Acquire) {
                        spin_loop();
                    }
                });
            }
        });
    });
}

#[test]
fn who_waits_for_a_lock_of_one_that_loops_waits_in_the_livelock_and_not_in_a_deadlock() {
    let found = livelock(|| {
        let (lock, flag) = (Mutex::new(()), AtomicU32::new(0));
        thread::scope(|scope| {
            scope.spawn(|| {
                let _guard = lock.lock().unwrap();
                while flag.load(Acquire) == 0 {
                    spin_loop();
                }
            });
            let _guard = lock.lock().unwrap();
            flag.store(1, Release);
        });
    });
    assert!(matches!(found, Failure::Livelock(_)));
}

#[test]
fn a_polled_mutex_that_nobody_changes_is_a_livelock() {
    livelock(|| {
        let ready = Mutex::new(false);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while !*ready.lock().unwrap() {
                        yield_now();
                    }
                });
            }
        });
    });
}

#[test]
fn a_deadlock_stays_one_though_a_third_thread_waits_in_a_loop() {
    let (_, failures, _) = explored(|| {
        let (one, other, flag) = (Mutex::new(()), Mutex::new(()), AtomicU32::new(0));
        thread::scope(|scope| {
            scope.spawn(|| {
                let _one = one.lock().unwrap();
                let _other = other.lock().unwrap();
                flag.store(1, Relaxed);
            });
            scope.spawn(|| {
                let _other = other.lock().unwrap();
                let _one = one.lock().unwrap();
            });
            while flag.load(Relaxed) == 0 {
                spin_loop();
            }
        });
    });
    assert!(!failures.is_empty());
    assert!(failures.iter().all(|failure| matches!(failure, Failure::Deadlock(_))), "{}", failures[0]);
}

#[test]
fn a_loop_that_writes_in_each_round_is_told_with_both_lines() {
    let (_, failures, report) = explored(|| {
        let (rounds, flag) = (AtomicU32::new(0), AtomicU32::new(0));
        thread::scope(|scope| {
            scope.spawn(|| flag.store(1, Relaxed));
            while flag.load(Relaxed) == 0 {
                rounds.fetch_add(1, Relaxed);
                spin_loop();
            }
        });
    });
    let Some(Failure::EndlessLoop(endless)) = failures.last() else { panic!("{failures:?}") };
    assert_eq!((endless.operation, endless.writes.line() + 1), ("fetch_add", endless.place.line()));
    assert!(failures.last().unwrap().to_string().contains("has effects"));
    assert!(!report.is_exhaustive());
}

#[test]
fn a_fence_in_a_loop_is_no_effect() {
    let seen = outcomes(|| {
        let (data, flag) = (Guarded::default(), AtomicU32::new(0));
        let (data, flag) = (&data, &flag);
        thread::scope(|scope| {
            scope.spawn(move || {
                data.0.with_mut(|data| unsafe { (*data).push(1) });
                flag.store(1, Release);
            });
            while flag.load(Relaxed) == 0 {
                fence(SeqCst);
                spin_loop();
            }
            fence(Acquire);
            data.0.with(|data| unsafe { (*data).len() })
        })
    });
    assert_eq!(seen, [1]);
}

#[test]
fn a_channel_may_be_polled_and_one_that_nobody_sends_to_is_a_livelock() {
    use racelab_engine::channel::{TryRecvError, unbounded};
    let program = |sends: u32| {
        move || {
            let (sender, receiver) = unbounded();
            thread::scope(|scope| {
                let sender = &sender;
                scope.spawn(move || (0..sends).for_each(|number| sender.send(number).unwrap()));
                let mut seen = Vec::new();
                while seen.len() < 2 {
                    match receiver.try_recv() {
                        Ok(number) => seen.push(number),
                        Err(TryRecvError::Empty) => yield_now(),
                        Err(TryRecvError::Disconnected) => break,
                    }
                }
                seen
            })
        }
    };
    assert_eq!(outcomes(program(2)), [[0, 1]]);
    livelock(program(1));
}

#[test]
fn a_read_write_lock_may_be_polled() {
    use racelab_engine::sync::RwLock;
    let program = |writes: bool| {
        move || {
            let ready = RwLock::new(false);
            thread::scope(|scope| {
                scope.spawn(|| *ready.write().unwrap() = writes);
                while !*ready.read().unwrap() {
                    spin_loop();
                }
            });
            *ready.read().unwrap()
        }
    };
    assert_eq!(outcomes(program(true)), [true]);
    livelock(program(false));
}

#[test]
fn a_loop_that_owns_and_frees_in_each_round_and_gives_up_is_explored() {
    use racelab_engine::alloc::Box;
    let seen = outcomes(|| {
        let flag = AtomicU32::new(0);
        thread::scope(|scope| {
            scope.spawn(|| flag.store(1, Relaxed));
            for _ in 0..2 {
                let round = Box::new(flag.load(Relaxed));
                if *round == 1 {
                    return true;
                }
                spin_loop();
            }
            false
        })
    });
    assert_eq!(seen, [false, true]);
}

#[test]
fn what_main_returns_of_the_heap_is_freed_once_though_its_run_is_done_again() {
    use racelab_engine::alloc::Box;
    let program = || {
        let returned = Box::new([7_u64; 8]);
        spin_loop();
        returned
    };
    for _ in 0..20 {
        let counts = counts(program);
        assert_eq!((counts.executions, counts.blocked), (1, 0));
    }
}

/// A queue that a thread looks into by taking a flag and giving it back: it writes in each round.
fn polls(pushes: bool) -> impl Fn() -> u32 {
    move || {
        let (flag, full) = (AtomicBool::new(false), AtomicU32::new(0));
        let try_pop = || {
            flag.compare_exchange(false, true, AcqRel, Acquire).expect("nobody else takes it");
            let found = full.load(Acquire);
            flag.store(false, Release);
            found
        };
        thread::scope(|scope| {
            if pushes {
                scope.spawn(|| full.store(7, Release));
            }
            loop {
                let found = try_pop();
                if found > 0 {
                    return found;
                }
                yield_now();
            }
        })
    }
}

fn cut<T: Ord>(program: impl Fn() -> T) -> (BTreeSet<T>, Vec<Failure>, Report) {
    let (mut outcomes, mut failures) = (BTreeSet::new(), Vec::new());
    let report = Explorer::new().cut_loops(true).executions(10_000).explore(program, |execution| {
        match execution.ending {
            Ending::Outcome(outcome) => drop(outcomes.insert(outcome)),
            Ending::Failure(failure) => failures.push(failure),
        }
        Continue(())
    });
    (outcomes, failures, report)
}

#[test]
fn a_loop_that_writes_goes_round_twice_where_loops_are_cut() {
    let (outcomes, failures, report) = cut(polls(true));
    assert_eq!((outcomes, failures), (BTreeSet::from([7]), vec![]));
    // It finds in its first round or in its second; or it is cut, and then not all has been explored.
    assert_eq!((report.counts.executions, report.counts.cut), (2, 1));
    assert!(!report.is_exhaustive());
    let (_, failures, _) = explored(polls(true));
    assert!(matches!(failures[..], [Failure::EndlessLoop(_)]), "{failures:?}");
}

#[test]
fn a_loop_that_writes_and_that_nobody_ends_is_a_livelock_where_loops_are_cut() {
    let (outcomes, failures, _) = cut(polls(false));
    assert!(outcomes.is_empty());
    assert!(matches!(failures[..], [Failure::Livelock(_)]), "{failures:?}");
}

#[test]
fn a_loop_that_counts_its_rounds_is_not_cut() {
    let (outcomes, failures, report) = cut(|| {
        let rounds = AtomicU32::new(0);
        while rounds.fetch_add(1, Relaxed) < 10 {
            yield_now();
        }
        rounds.load(Relaxed)
    });
    assert_eq!((outcomes, failures), (BTreeSet::from([11]), vec![]));
    assert!(report.is_exhaustive());
}

#[test]
fn a_loop_that_counts_its_rounds_where_nobody_sees_it_is_cut_and_no_livelock() {
    let (outcomes, failures, report) = cut(|| {
        let rounds = UnsafeCell::new(0);
        let flag = AtomicBool::new(false);
        while rounds.with_mut(|rounds| unsafe {
            *rounds += 1;
            *rounds < 10
        }) {
            flag.swap(false, Relaxed);
            yield_now();
        }
    });
    assert!(outcomes.is_empty() && failures.is_empty(), "{failures:?}");
    assert_eq!((report.counts.executions, report.counts.cut), (0, 1));
}

/// Reads what a lock guards until its version was the same before and after: the lock orders these loads.
fn reads_until_the_version_stays(updates: u32) -> impl Fn() -> u32 {
    move || {
        let (version, lock) = (AtomicU32::new(0), Mutex::new(0));
        thread::scope(|scope| {
            scope.spawn(|| {
                for _ in 0..updates {
                    let mut guard = lock.lock().unwrap();
                    *guard += 1;
                    version.fetch_add(1, Release);
                }
            });
            loop {
                let before = version.load(Acquire);
                let found = *lock.lock().unwrap();
                if version.load(Acquire) == before && found == before {
                    return found;
                }
                yield_now();
            }
        })
    }
}

#[test]
fn a_loop_that_takes_a_lock_in_its_rounds_ends_with_whatever_it_may_find() {
    for updates in 1..=4 {
        let all: Vec<u32> = (0..=updates).collect();
        assert_eq!(outcomes(reads_until_the_version_stays(updates)), all);
    }
}

/// Looks twice behind a lock, and says in between that it waits, if it is to.
fn looks_twice(yields: bool) -> impl Fn() -> (u32, Vec<u32>) {
    move || {
        let (version, lock) = (AtomicU32::new(0), Mutex::new(0));
        thread::scope(|scope| {
            scope.spawn(|| {
                for _ in 0..2 {
                    let mut guard = lock.lock().unwrap();
                    *guard += 1;
                    version.fetch_add(1, Release);
                }
            });
            let mut found = Vec::new();
            for _ in 0..2 {
                found.push(*lock.lock().unwrap());
                found.push(version.load(Relaxed));
                if yields {
                    yield_now();
                }
            }
            (version.load(Relaxed), found)
        })
    }
}

#[test]
fn a_loop_that_ends_by_itself_may_say_that_it_waits_while_another_has_the_lock() {
    assert_eq!(outcomes(looks_twice(true)), outcomes(looks_twice(false)));
    assert_eq!(counts(looks_twice(true)).executions, counts(looks_twice(false)).executions);
}

#[test]
fn a_loop_may_look_at_a_flag_and_then_at_a_channel_that_nobody_sends_to() {
    let program = |is_set: bool| {
        move || {
            let stop = AtomicBool::new(false);
            let (sender, receiver) = channel::<u32>();
            thread::scope(|scope| {
                scope.spawn(|| stop.store(is_set, Release));
                while !stop.load(Acquire) && receiver.try_recv().is_err() {
                    yield_now();
                }
            });
            drop(sender);
        }
    };
    assert_eq!(outcomes(program(true)), [()]);
    livelock(program(false));
}

/// The first round asks for what the loop waits for. The engine takes a round that says `spin_loop` for one that only
/// looks, and leaves it out; so nothing is left.
#[test]
fn a_program_none_of_whose_executions_was_followed_is_no_success() {
    let program = || {
        let (asked, answered) = (AtomicU32::new(0), AtomicU32::new(0));
        thread::scope(|scope| {
            scope.spawn(|| {
                while asked.load(Acquire) == 0 {
                    spin_loop();
                }
                answered.store(1, Release);
            });
            let mut has_asked = false;
            while answered.load(Acquire) == 0 {
                if !has_asked {
                    has_asked = true;
                    asked.store(1, Release);
                }
                spin_loop();
            }
        });
    };
    let report = Explorer::new().explore(program, |_| Continue(()));
    assert_eq!((report.stop, report.counts.executions, report.is_exhaustive()), (Stop::NoneEnded, 0, false));
}
