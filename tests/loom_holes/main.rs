//! Where loom and the language disagree about memory, a test for each.
//!
//! Each test holds a small program, the outcomes that the language allows, and how loom's differ. What loom
//! **misses** is allowed and never explored: a mistake can hide there from a green run. What it **invents**
//! cannot happen: a false alarm. If a later loom mends one of these, its test fails, and what is said of it
//! in the book (`what_green_does_not_mean.md`) and in the README has to be said differently.

mod allowed;
mod explored;
mod lifetimes;
mod order;
mod pictures;
#[path = "../common/reported.rs"]
mod reported;
#[path = "../common/rows.rs"]
mod rows;
mod seqcst;

use std::sync::Arc;

use loom::sync::atomic::AtomicU32;
use loom::sync::atomic::Ordering::{AcqRel, Relaxed};
use loom::thread;

use explored::{Shared, explored, explored_within, invented, missed, outcomes};

#[test]
fn two_loads_that_read_from_later_stores_are_never_explored() {
    // ANCHOR: load_buffering
    let outcomes = explored([
        |s| {
            let seen = s.x.load(Relaxed);
            s.y.store(1, Relaxed);
            seen
        },
        |s| {
            let seen = s.y.load(Relaxed);
            s.x.store(1, Relaxed);
            seen
        },
    ]);
    let allowed = [[0, 0], [0, 1], [1, 0], [1, 1]];
    assert_eq!(missed(&allowed, &outcomes), [[1, 1]]);
    // ANCHOR_END: load_buffering
    assert!(invented(&allowed, &outcomes).is_empty());
}

#[test]
fn executions_are_skipped_where_a_thread_loads_and_then_stores_one_atomic() {
    // ANCHOR: load_then_store
    let reads: fn(&Shared) -> u32 = |s| s.x.load(Relaxed);
    let loads_then_stores: fn(&Shared) -> u32 = |s| {
        let seen = s.x.load(Relaxed);
        s.x.store(seen + 2, Relaxed);
        seen
    };
    // The reader comes first or second: [0, 0] or [2, 0].
    assert_eq!(missed(&[[0, 0], [2, 0]], &explored([reads, loads_then_stores])), [[2, 0]]);
    // The same two threads, started the other way round: nothing is missed.
    assert!(missed(&[[0, 0], [0, 2]], &explored([loads_then_stores, reads])).is_empty());
    // ANCHOR_END: load_then_store

    let adds_nothing_then_stores: fn(&Shared) -> u32 = |s| {
        let seen = s.x.fetch_add(0, Relaxed);
        s.x.store(seen + 2, Relaxed);
        seen
    };
    let outcomes = explored([reads, adds_nothing_then_stores]);
    assert!(missed(&[[0, 0], [2, 0]], &outcomes).is_empty(), "fetch_add(0) for the load helps too");
}

#[test]
fn a_read_modify_write_never_comes_before_a_store_that_ran_earlier() {
    // ANCHOR: read_modify_write
    let outcomes = explored([
        |s| {
            s.x.store(1, Relaxed);
            s.y.store(1, Relaxed);
            0
        },
        |s| 10 * s.y.load(Relaxed) + s.x.fetch_add(5, Relaxed),
    ]);
    // 10: it read y = 1, and its addition to x comes before the store of 1 in x's modification order.
    let allowed = [[0, 0], [0, 1], [0, 10], [0, 11]];
    assert_eq!(missed(&allowed, &outcomes), [[0, 10]]);
    // ANCHOR_END: read_modify_write
    assert!(invented(&allowed, &outcomes).is_empty());
}

#[test]
fn a_store_may_come_between_the_halves_of_a_read_modify_write() {
    // ANCHOR: split_addition
    let outcomes = explored([
        |s| {
            s.x.store(1, Relaxed);
            s.x.load(Relaxed)
        },
        |s| s.x.fetch_add(10, Relaxed),
    ]);
    // If the addition read 0, then its 10 follows that 0 at once, the 1 comes after both, and whoever
    // stored the 1 cannot read the 10 any more. loom says that it can.
    assert_eq!(invented(&[[1, 0], [1, 1], [11, 1]], &outcomes), [[10, 0]]);
    // ANCHOR_END: split_addition
}

#[test]
fn of_three_stores_one_that_its_own_thread_has_overwritten_can_end_as_the_last() {
    // ANCHOR: three_stores
    let outcomes = outcomes(|| {
        let x = Arc::new(AtomicU32::new(0));
        let theirs = Arc::clone(&x);
        let other = thread::spawn(move || {
            theirs.store(3, Relaxed);
            theirs.load(Relaxed)
        });
        x.store(1, Relaxed);
        x.store(2, Relaxed);
        [other.join().unwrap(), x.load(Relaxed)]
    });
    // The 2 comes after the 1 in the order of x's stores, so x cannot be 1 in the end.
    assert_eq!(invented(&[[1, 2], [2, 2], [3, 2], [3, 3]], &outcomes), [[1, 1]]);
    // ANCHOR_END: three_stores
}

#[test]
fn a_compare_exchange_that_fails_reads_the_newest_store() {
    // ANCHOR: failed_exchange
    let outcomes = explored([
        |s| {
            s.x.store(1, Relaxed);
            s.y.store(1, Relaxed);
            0
        },
        |s| 10 * s.y.load(Relaxed) + s.x.compare_exchange(7, 8, Relaxed, Relaxed).unwrap_err(),
    ]);
    assert_eq!(missed(&[[0, 0], [0, 1], [0, 10], [0, 11]], &outcomes), [[0, 10]]);
    // ANCHOR_END: failed_exchange
}

#[test]
fn a_weak_compare_exchange_never_fails_for_no_reason() {
    // ANCHOR: weak_exchange
    let outcomes = explored([|s| u32::from(s.x.compare_exchange_weak(0, 1, Relaxed, Relaxed).is_ok())]);
    assert_eq!(missed(&[[0], [1]], &outcomes), [[0]]);
    // ANCHOR_END: weak_exchange
}

#[test]
fn only_the_last_seven_stores_are_remembered() {
    // ANCHOR: seven_stores
    let outcomes = explored([
        |s| {
            (1..=8).for_each(|value| s.x.store(value, Relaxed));
            s.y.store(1, Relaxed);
            0
        },
        |s| 10 * s.y.load(Relaxed) + s.x.load(Relaxed),
    ]);
    // Who has read y = 1 (the 10) may still read x as 0, or as anything up to 8.
    let allowed: Vec<_> = (0..=8).chain(10..=18).map(|seen| [0, seen]).collect();
    assert_eq!(missed(&allowed, &outcomes), [[0, 10], [0, 11]]);
    // ANCHOR_END: seven_stores
}

#[test]
fn a_yield_brings_news() {
    // ANCHOR: yield_now
    let outcomes = explored([
        |s| {
            s.x.store(1, Relaxed);
            0
        },
        |s| {
            let before = s.x.load(Relaxed);
            thread::yield_now();
            10 * before + s.x.load(Relaxed)
        },
    ]);
    assert_eq!(missed(&[[0, 0], [0, 1], [0, 11]], &outcomes), [[0, 0]]);
    // ANCHOR_END: yield_now
}

#[test]
fn two_preemptions_at_most_show_half_of_it() {
    // ANCHOR: preemptions
    let first: fn(&Shared) -> u32 = |s| (0..3).fold(0, |seen, _| 10 * seen + s.x.swap(1, AcqRel));
    let second: fn(&Shared) -> u32 = |s| (0..3).fold(0, |seen, _| 10 * seen + s.x.swap(2, AcqRel));
    assert_eq!(explored([first, second]).len(), 20);
    assert_eq!(explored_within(Some(2), [first, second]).len(), 10);
    // ANCHOR_END: preemptions
}
