//! The pool on real threads: every task runs once, whoever runs it, and panics come back.
#![cfg(not(loom))]

use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use racelab::network::Tally;
use racelab::pool::deque::Deque;
use racelab::pool::with_pool;
use racelab::scenario::batches_of_four;
use racelab::sync::planned_panic;
use racelab::trainers::{Plan, Unwatched, pool, spawn_per_batch, thread_local};

#[test]
fn every_task_of_every_job_is_run_once_with_every_number_of_workers() {
    for workers in 1..=8 {
        with_pool(workers, |pool| {
            for tasks in (0..40).chain([1000]) {
                let ran: Vec<_> = (0..tasks).map(|_| AtomicU32::new(0)).collect();
                let ended = pool.run(tasks, &|worker, task| {
                    assert!(worker < workers);
                    ran[task].fetch_add(1, Relaxed);
                    Ok(())
                });
                assert_eq!(ended, Ok(()));
                assert!(ran.iter().all(|ran| ran.load(Relaxed) == 1), "{workers} workers, {tasks} tasks");
            }
        });
    }
}

#[test]
fn a_worker_that_sleeps_is_woken_for_a_task_of_its_own() {
    with_pool(3, |pool| {
        for pause in [0, 3] {
            // By then the others sleep, if they are given the time.
            std::thread::sleep(Duration::from_millis(pause));
            let (arrived, by) = (AtomicUsize::new(0), Mutex::new(HashSet::new()));
            let ended = pool.run(3, &|worker, _| {
                by.lock().unwrap().insert(worker);
                arrived.fetch_add(1, Relaxed);
                // Ends only if all three run at once.
                while arrived.load(Relaxed) < 3 {
                    std::thread::yield_now();
                }
                Ok(())
            });
            assert_eq!((ended, by.into_inner().unwrap().len()), (Ok(()), 3));
        }
    });
}

#[test]
fn a_panic_comes_back_the_other_tasks_are_run_and_the_pool_is_good_for_another_job() {
    with_pool(2, |pool| {
        for _ in 0..100 {
            let ran = AtomicUsize::new(0);
            let ended = pool.run(10, &|_, task| {
                ran.fetch_add(1, Relaxed);
                if task == 3 { planned_panic("asked to") } else { Ok(()) }
            });
            assert_eq!(ended.expect_err("a task panics").message, "asked to");
            assert_eq!(ran.into_inner(), 10);
        }
        assert_eq!(pool.run(4, &|_, _| Ok(())), Ok(()));
    });
}

#[test]
fn a_pool_ends_where_the_one_who_has_it_panics() {
    let panic = std::panic::catch_unwind(|| with_pool(3, |_| -> () { planned_panic("asked to") }));
    assert!(panic.is_err());
}

#[test]
fn what_is_pushed_is_taken_last_first_and_stolen_first_first_in_slots_that_are_used_again() {
    let deque = Deque::new(3, 0);
    assert_eq!((deque.take(), deque.steal(), deque.is_empty()), (None, None, true));
    for round in 0..5_u64 {
        let task = |number: u64| 10 * round + number;
        assert!(deque.push(task(1)) && deque.push(task(2)) && deque.push(task(3)));
        assert!(!deque.push(task(4)) && !deque.is_empty(), "there is room for three");
        assert_eq!(
            (deque.take(), deque.steal(), deque.take()),
            (Some(task(3)), Some(task(1)), Some(task(2)))
        );
        assert_eq!((deque.take(), deque.steal()), (None, None));
    }
}

#[test]
fn pool_spawn_per_batch_and_thread_local_train_alike() {
    for workers in 1..=8 {
        let plan = Plan { workers, rate: 1.0 };
        for train in [pool::train::<Tally>, spawn_per_batch::train, thread_local::train] {
            let weights = train(&Tally::new(2), vec![0.0; 2], &batches_of_four(300), &plan, &Unwatched);
            let weights = weights.expect("nobody panics");
            assert!(weights.iter().all(|weight| (weight - 300.0).abs() < 0.01), "{workers}: {weights:?}");
        }
    }
}
