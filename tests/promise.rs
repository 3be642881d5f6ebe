//! Promises on real threads: kept, dropped, awaited.
#![cfg(not(loom))]

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::task::Waker;
use std::thread::Thread;
use std::time::{Duration, Instant};

use racelab::network::Tally;
use racelab::promise::{Dropped, OneShot, block_on};
use racelab::scenario::{batches_of_four, panicking_tally};
use racelab::trainers::{Plan, Unwatched, promise, promise_async};

#[test]
fn a_promise_is_received_whoever_is_quicker() {
    for wait in [Duration::ZERO, Duration::from_millis(2)] {
        for giver_waits in [false, true] {
            let mut cell = OneShot::<_, Thread>::new();
            let (promise, receiver) = cell.split();
            std::thread::scope(|scope| {
                scope.spawn(move || {
                    if giver_waits {
                        std::thread::sleep(wait);
                    }
                    promise.fulfil("a gradient".to_owned());
                });
                if !giver_waits {
                    std::thread::sleep(wait);
                }
                assert_eq!(receiver.receive(), Ok("a gradient".to_owned()));
            });
        }
    }
}

#[test]
fn a_promise_that_is_dropped_is_an_error_for_who_waits_parked_or_awaiting() {
    let (mut parked, mut awaited) = (OneShot::<u32, Thread>::new(), OneShot::<u32, Waker>::new());
    let ((first, parked), (second, awaited)) = (parked.split(), awaited.split());
    std::thread::scope(|scope| {
        scope.spawn(move || {
            std::thread::sleep(Duration::from_millis(2));
            drop(first);
            std::thread::sleep(Duration::from_millis(2));
            drop(second);
        });
        assert_eq!(parked.receive(), Err(Dropped));
        assert_eq!(block_on(awaited), Err(Dropped));
    });
}

/// Counts how many of its kind there are.
#[derive(Debug)]
struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Relaxed);
        Counted(count)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

#[test]
fn a_value_that_nobody_takes_is_dropped_with_its_cell_or_when_the_cell_begins_anew() {
    let count = AtomicUsize::new(0);
    let mut cell = OneShot::<_, Thread>::new();
    let (promise, _) = cell.split();
    promise.fulfil(Counted::new(&count));
    assert_eq!(count.load(Relaxed), 1);

    let (promise, receiver) = cell.split();
    assert_eq!(count.load(Relaxed), 0);
    promise.fulfil(Counted::new(&count));
    let received = receiver.receive().expect("it was fulfilled");
    assert_eq!(count.load(Relaxed), 1);
    drop(received);

    let (promise, _) = cell.split();
    promise.fulfil(Counted::new(&count));
    drop(cell);
    assert_eq!(count.load(Relaxed), 0);
}

#[test]
fn both_trainers_apply_every_gradient_with_every_number_of_workers_and_end_with_one_that_panics() {
    for workers in 1..=8 {
        for train in [promise::train::<Tally>, promise_async::train::<Tally>] {
            let plan = Plan { workers, rate: 1.0 };
            let weights = train(&Tally::new(2), vec![0.0; 2], &batches_of_four(1001), &plan, &Unwatched);
            assert_eq!(weights, Ok(vec![1001.0; 2]), "{workers} workers");

            let start = Instant::now();
            let ended = panicking_tally(train, workers);
            assert!(ended.ends_with("panicked: the tally was asked to panic"), "{workers}: {ended}");
            assert!(start.elapsed() < Duration::from_secs(10), "{workers} workers: promptly");
        }
    }
}
