//! Programs of several threads and batches come to their end, with as many executions as can be counted by hand.

mod outcomes;

use outcomes::all;
use racelab_engine::sync::atomic::AtomicU32;
use racelab_engine::sync::atomic::Ordering::Relaxed;
use racelab_engine::sync::{Barrier, Mutex};
use racelab_engine::{Explorer, thread};

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
fn a_barrier_costs_no_more_than_the_orders_in_which_threads_come() {
    for threads in 2..=4 {
        let all = all(&Explorer::new(), || {
            let barrier = Barrier::new(threads);
            workers(threads, || {
                barrier.wait();
            });
        });
        assert_eq!((all.graphs, all.blocked, all.failures), (factorial(threads), 0, vec![]));
    }
}
