//! Programs of several threads and batches come to their end, with as many executions as can be counted by hand.

mod outcomes;

use std::collections::HashSet;

use outcomes::all;
use racelab_engine::sync::atomic::AtomicU32;
use racelab_engine::sync::atomic::Ordering::Relaxed;
use racelab_engine::sync::{Barrier, Mutex};
use racelab_engine::weaken::Treatment;
use racelab_engine::{Explorer, Failure, WaitsFor, thread};

/// So many workers, of which the main thread is one.
fn workers(count: usize, work: impl Fn() + Sync) {
    thread::scope(|scope| {
        (1..count).for_each(|_| drop(scope.spawn(&work)));
        work();
    });
}

fn factorial(n: usize) -> usize {
    (1..=n).product()
}

/// In how many orders threads can do what each does so often.
fn orders(threads: usize, times: usize) -> usize {
    factorial(threads * times) / factorial(times).pow(threads as u32)
}

#[test]
fn additions_to_one_variable_cost_one_execution_for_each_order() {
    for (threads, batches) in [(3, 2), (4, 1), (2, 4)] {
        let all = all(&Explorer::new(), || {
            let weight = AtomicU32::new(0);
            workers(threads, || {
                for _ in 0..batches {
                    weight.fetch_add(1, Relaxed);
                }
            });
            weight.load(Relaxed)
        });
        assert_eq!((all.graphs, all.outcomes.len()), (orders(threads, batches), 1));
        assert_eq!((all.blocked, all.failures), (0, vec![]));
    }
}

#[test]
fn locks_cost_one_execution_for_each_order_of_their_sections() {
    // Each batch locks twice: to read the weight, and to add to it.
    for (threads, batches) in [(3, 2), (4, 1), (2, 3)] {
        let all = all(&Explorer::new(), || {
            let weight = Mutex::new(1);
            workers(threads, || {
                for _ in 0..batches {
                    let read = *weight.lock().unwrap();
                    *weight.lock().unwrap() += read;
                }
            });
            weight.into_inner().unwrap()
        });
        assert_eq!((all.graphs, all.blocked, all.failures), (orders(threads, 2 * batches), 0, vec![]));
    }
}

#[test]
fn loads_and_stores_lose_every_number_of_updates_that_can_be_lost() {
    for (threads, batches) in [(3, 2), (3, 1), (4, 1)] {
        let all = all(&Explorer::new(), || {
            let weight = AtomicU32::new(0);
            workers(threads, || {
                (0..batches).for_each(|_| weight.store(weight.load(Relaxed) + 1, Relaxed));
            });
            weight.load(Relaxed)
        });
        // The last store may be a thread's first, of what it found then: but only if that is its only batch.
        let fewest = if batches == 1 { 1 } else { 2 };
        let most = (threads * batches) as u32;
        assert_eq!(all.outcomes.into_keys().collect::<Vec<_>>(), (fewest..=most).collect::<Vec<_>>());
        assert_eq!((all.blocked, all.failures), (0, vec![]));
        if batches == 1 {
            // The stores stand in any of n! orders; and whoever has the k-th store has loaded what one of the k - 1
            // before it left there, or the initial value: n! again.
            assert_eq!(all.graphs, factorial(threads).pow(2));
        }
    }
}

#[test]
fn a_barrier_costs_one_execution_for_each_thread_that_can_be_the_last() {
    // All orders but those end where a thread comes out of turn. Of two rounds, each of the first's 3 that end so has
    // its other two threads come to the second, in either order; and each of the 3 that go on has 3 more.
    let all_but = |threads| factorial(threads) - threads;
    for (threads, rounds, blocked) in
        [(2, 1, 0), (3, 1, all_but(3)), (4, 1, all_but(4)), (2, 4, 0), (3, 2, 3 * 2 + 3 * 3)]
    {
        let all = all(&Explorer::new(), || {
            let barrier = Barrier::new(threads);
            workers(threads, || {
                (0..rounds).for_each(|_| _ = barrier.wait());
            });
        });
        assert_eq!((all.graphs, all.failures), (threads.pow(rounds), vec![]));
        assert_eq!(all.blocked as usize, blocked);
    }
}

/// Three threads meet at one barrier, four meet by twos at another: who is the last of each round. Where the explorer
/// may weaken something, all orders are shown; and those that are left out otherwise show nothing else.
#[test]
fn all_that_can_be_told_of_a_barrier_is_shown() {
    for (threads, size, times) in [(3, 3, 2), (4, 2, 1)] {
        let program = || {
            let (barrier, leaders) = (Barrier::new(size), AtomicU32::new(0));
            thread::scope(|scope| {
                for number in 0..threads {
                    let (barrier, leaders) = (&barrier, &leaders);
                    scope.spawn(move || {
                        for time in 0..times {
                            if barrier.wait().is_leader() {
                                leaders.fetch_or(1 << (4 * time + number), Relaxed);
                            }
                        }
                    });
                }
            });
            leaders.into_inner()
        };
        let few = all(&Explorer::new(), program);
        let many = all(&Explorer::new().weaken(|_| Treatment::AsWritten), program);
        assert_eq!((few.failures, many.failures), (vec![], vec![]));
        assert_eq!(few.outcomes.len(), if size == 3 { 9 } else { 6 });
        assert!(few.outcomes.keys().eq(many.outcomes.keys()));
        assert_eq!(many.blocked, 0);
    }
}

/// Three of four threads meet; the fourth waits for ever, and it may be any.
#[test]
fn whoever_comes_too_late_at_a_barrier_is_told() {
    let late: HashSet<_> = all(&Explorer::new(), || {
        let barrier = Barrier::new(3);
        workers(4, || _ = barrier.wait());
    })
    .failures
    .iter()
    .map(|failure| match failure {
        Failure::Deadlock(deadlock) => {
            deadlock.threads.iter().find(|one| one.waits_for == WaitsFor::Notification).map(|one| one.thread)
        }
        other => panic!("{other}"),
    })
    .collect();
    assert_eq!(late, HashSet::from([Some(0), Some(1), Some(2), Some(3)]));
}
