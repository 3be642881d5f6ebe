//! The other limits of an exploration, a test for each: what loom does not do to threads that wait or panic,
//! and what is too small, too short or out of sight in the scenarios that racelab gives it.

#[path = "common/reported.rs"]
mod reported;
#[path = "common/rows.rs"]
mod rows;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32 as UnseenU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex as Unseen};
use std::time::Duration;

use racelab_engine::sync as engine;
use racelab_loom::explore::{Exploration, Limits, explore_by_loom as explore, explore_within};
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::atomic::AtomicU32;
use racelab_loom::sync::{Condvar, Mutex, thread, workers};

use reported::reported;
use rows::{assert_row, by_the_engine};

/// What racelab finds, with the choices that loom leaves out.
fn explored(allowed: &'static [&'static str], run: fn() -> String) -> Exploration {
    explore(&Scenario::new("limits", "of a test", allowed, run))
}

/// What loom finds by itself.
fn without_choices(run: fn() -> String) -> Exploration {
    let limits = Limits { choices: false, ..Limits::of_loom() };
    explore_within(&Scenario::new("limits", "of a test", &[], run), &limits)
}

/// A thread says that it is ready; this one tests for that `tests` times with an `if`, and waits each time
/// that it is not.
// ANCHOR: waits_with_if
fn waits_with_if(tests: usize) -> String {
    let ready = Mutex::new(false);
    let changed = Condvar::new();
    thread::scope(|scope| {
        scope.spawn(|| {
            *ready.lock().unwrap() = true;
            changed.notify_all();
        });
        let mut guard = ready.lock().unwrap();
        for _ in 0..tests {
            if !*guard {
                guard = changed.wait(guard).unwrap();
            }
        }
        format!("ready {}", *guard)
    })
}
// ANCHOR_END: waits_with_if

#[test]
fn loom_by_itself_never_wakes_a_thread_early() {
    // ANCHOR: early
    assert_eq!(without_choices(|| waits_with_if(1)).values(), ["ready true"]);
    assert_eq!(explored(&[], || waits_with_if(1)).values(), ["ready false", "ready true"]);
    // ANCHOR_END: early
}

#[test]
fn two_early_wakes_in_one_execution_are_not_tried() {
    // ANCHOR: two_early
    assert_eq!(explored(&[], || waits_with_if(2)).values(), ["ready true"]);
    // ANCHOR_END: two_early
}

#[test]
fn a_wait_with_a_timeout_never_times_out() {
    // ANCHOR: timeout
    let report = reported(|| {
        let (lock, changed) = (loom::sync::Mutex::new(()), loom::sync::Condvar::new());
        drop(changed.wait_timeout(lock.lock().unwrap(), Duration::from_millis(1)).unwrap());
    });
    assert!(report.starts_with("deadlock"), "{report}");
    // ANCHOR_END: timeout
    let (ends, failure) = by_the_engine(|| {
        let (lock, changed) = (engine::Mutex::new(()), engine::Condvar::new());
        let (_guard, ended) = changed.wait_timeout(lock.lock().unwrap(), Duration::from_millis(1)).unwrap();
        ended.timed_out()
    });
    assert_row("it times out", "allowed", ends.contains(&true), false);
    assert_row("a deadlock", "forbidden", failure.is_some(), true);
}

#[test]
fn a_parked_thread_never_wakes_by_itself() {
    // ANCHOR: park
    let report = reported(loom::thread::park);
    assert!(report.starts_with("deadlock"), "{report}");
    // ANCHOR_END: park
}

#[test]
fn a_panic_that_join_would_have_caught_ends_the_exploration() {
    // ANCHOR: panic
    let report = reported(|| {
        let panicked = loom::thread::spawn(|| panic!("of the thread")).join();
        assert!(panicked.is_err(), "with std this is as far as it gets, and it is true");
    });
    assert_eq!(report, "of the thread");
    // ANCHOR_END: panic
    let (ends, failure) =
        by_the_engine(|| racelab_engine::thread::spawn(|| panic!("of the thread")).join().is_err());
    assert_row("`join` returns an `Err`", "allowed", ends.contains(&true), false);
    assert_row("the whole program ends", "forbidden", failure.is_some(), true);
}

#[test]
fn a_closed_channel_of_looms_own_looks_like_a_deadlock() {
    // ANCHOR: recv
    let report = reported(|| {
        let (sender, receiver) = loom::sync::mpsc::channel::<u32>();
        drop(sender);
        assert!(receiver.recv().is_err(), "with std this is as far as it gets, and it is true");
    });
    assert!(report.starts_with("deadlock"), "{report}");
    // ANCHOR_END: recv
    let (ends, failure) = by_the_engine(|| {
        let (sender, receiver) = racelab_engine::sync::mpsc::channel::<u32>();
        drop(sender);
        receiver.recv().is_err()
    });
    assert_row("`recv` returns an `Err`", "allowed", ends.contains(&true), false);
    assert_row("a deadlock", "forbidden", failure.is_some(), true);
}

/// Adds 1 with a compare-exchange, and tries once more if that fails.
// ANCHOR: tries_twice
fn tries_twice(counter: &AtomicU32) {
    let seen = counter.load(Relaxed);
    if let Err(found) = counter.compare_exchange(seen, seen + 1, Relaxed, Relaxed) {
        let _ = counter.compare_exchange(found, found + 1, Relaxed, Relaxed);
    }
}

fn counted(threads: usize, additions: usize) -> String {
    let counter = AtomicU32::new(0);
    workers(threads, |_| (0..additions).for_each(|_| tries_twice(&counter)));
    format!("{} of {}", counter.into_inner(), threads * additions)
}
// ANCHOR_END: tries_twice

#[test]
fn two_workers_with_one_addition_each_do_not_show_what_three_do() {
    // ANCHOR: small_scope
    assert_eq!(explored(&[], || counted(2, 1)).values(), ["2 of 2"]);
    assert_eq!(explored(&[], || counted(3, 1)).values(), ["2 of 3", "3 of 3"]);
    assert_eq!(explored(&[], || counted(2, 2)).values(), ["3 of 4", "4 of 4"]);
    // ANCHOR_END: small_scope
}

#[test]
fn a_sum_of_whole_numbers_does_not_show_what_a_sum_of_floats_does() {
    // ANCHOR: floats
    fn sum(amounts: [f32; 3]) -> String {
        let sum = Mutex::new(0.0);
        workers(3, |me| *sum.lock().unwrap() += amounts[me]);
        format!("{}", sum.into_inner().unwrap())
    }
    assert_eq!(explored(&[], || sum([1.0, 1.0, 1.0])).values(), ["3"]);
    assert_eq!(explored(&[], || sum([1.0, 1e8, -1e8])).values(), ["0", "1"]);
    // ANCHOR_END: floats
}

#[test]
fn what_does_not_go_through_the_door_is_not_explored() {
    // ANCHOR: unseen
    let outcomes = Arc::new(Unseen::new(BTreeSet::new()));
    let executions = Arc::new(UnseenU32::new(0));
    let (found, count) = (Arc::clone(&outcomes), Arc::clone(&executions));
    loom::model(move || {
        count.fetch_add(1, Relaxed);
        // The standard library's atomic, which loom knows nothing of.
        let counter = Arc::new(UnseenU32::new(0));
        let theirs = Arc::clone(&counter);
        let other = loom::thread::spawn(move || theirs.store(theirs.load(Relaxed) + 1, Relaxed));
        counter.store(counter.load(Relaxed) + 1, Relaxed);
        other.join().unwrap();
        found.lock().unwrap().insert(counter.load(Relaxed));
    });
    // A lost update is not found, because nothing was looked at: one execution.
    assert_eq!(*outcomes.lock().unwrap(), BTreeSet::from([2]));
    assert_eq!(executions.load(Relaxed), 1);
    // ANCHOR_END: unseen
}
