//! loom's column: the outcomes that loom is known to reach, its known weaknesses among them, and what is
//! said where it does not come to an end.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::common::litmus;
use crate::programs::{coherence, every_statement, load_buffering, message_passing, store_buffering};
use racelab_loom::explore::Failure;
use racelab_loom::litmus::explored::{Explored, Limits, explored};
use racelab_loom::litmus::format::parse;

fn within(text: &str, limits: &Limits) -> Explored {
    explored(&parse(text).unwrap_or_else(|error| panic!("{error}\n{text}")), limits)
}

/// The outcomes, of an exploration that came to its end.
fn outcomes(text: &str) -> Vec<Vec<i128>> {
    let explored = within(text, &Limits::default());
    assert_eq!((&explored.failure, explored.stopped), (&None, None), "{}", explored.extent());
    explored.outcomes.into_iter().collect()
}

#[test]
fn a_thread_does_what_its_statements_say() {
    let (text, words) = every_statement();
    let (test, outcomes) = (parse(&text).unwrap(), outcomes(&text));
    assert_eq!(outcomes.len(), 1);
    assert_eq!(test.outcome_in_words(&outcomes[0]).split(' ').collect::<BTreeSet<_>>(), words);
}

#[test]
fn store_buffering_shows_all_four_outcomes() {
    let four = [[0, 0], [0, 1], [1, 0], [1, 1]];
    assert_eq!(outcomes(&store_buffering("relaxed", "relaxed", None)), four);
    assert_eq!(outcomes(&store_buffering("relaxed", "relaxed", Some("acq_rel"))), four);
}

#[test]
fn seqcst_accesses_count_as_release_and_acquire_which_is_loom_s_known_weakness() {
    assert_eq!(outcomes(&store_buffering("seq_cst", "seq_cst", None)).len(), 4);
}

#[test]
fn seqcst_fences_forbid_store_buffering() {
    let three = [[0, 1], [1, 0], [1, 1]];
    assert_eq!(outcomes(&store_buffering("relaxed", "relaxed", Some("seq_cst"))), three);
}

#[test]
fn message_passing_is_right_with_release_and_acquire_and_not_without() {
    assert_eq!(outcomes(&message_passing("release", "acquire")), [[0, 0], [0, 1], [1, 1]]);
    assert_eq!(outcomes(&message_passing("relaxed", "acquire")).len(), 4);
    assert_eq!(outcomes(&message_passing("release", "relaxed")).len(), 4);
}

#[test]
fn load_buffering_never_shows_which_is_loom_s_known_weakness() {
    assert_eq!(outcomes(&load_buffering()), [[0, 0], [0, 1], [1, 0]]);
}

#[test]
fn later_loads_of_one_location_do_not_go_back() {
    assert_eq!(outcomes(&coherence()), [[0, 0], [0, 1], [1, 1]]);
}

#[test]
fn final_values_follow_modification_order_and_not_the_order_of_execution() {
    let threads =
        ["store(x, 1, relaxed); store(y, 2, relaxed);", "store(y, 1, relaxed); store(x, 2, relaxed);"];
    let four = [[1, 1], [1, 2], [2, 1], [2, 2]];
    assert_eq!(outcomes(&litmus(&threads, "exists (x=1 /\\ y=1)")), four);
}

/// The case of which loom, given one order of starting, explores a single execution.
#[test]
fn a_thread_that_loads_and_then_stores_needs_every_order_of_starting() {
    let alone = Arc::new(Mutex::new(BTreeSet::new()));
    let seen = Arc::clone(&alone);
    loom::model(move || {
        use loom::sync::atomic::{AtomicI32, Ordering::Relaxed};
        let x = Arc::new(AtomicI32::new(0));
        let theirs = Arc::clone(&x);
        let thread = loom::thread::spawn(move || theirs.store(theirs.load(Relaxed) + 2, Relaxed));
        seen.lock().unwrap().insert(x.load(Relaxed));
        thread.join().unwrap();
    });
    assert_eq!(*alone.lock().unwrap(), BTreeSet::from([0]), "loom's fault is mended: no need for orders");

    let threads = ["int r0 = load(x, relaxed);", "int r0 = load(x, relaxed); store(x, r0 + 2, relaxed);"];
    let text = litmus(&threads, "exists (0:r0=2)");
    assert_eq!(outcomes(&text), [[0], [2]]);
    let both = within(&text, &Limits::default());
    assert_eq!(both.orders, 2);
    assert!(!both.is_exhaustive());
    let words = "all that loom explores under 2 orders of starting, which may not be all";
    assert_eq!(both.extent(), format!("{} executions, {words}", both.executions));
    let one = within(&message_passing("release", "acquire"), &Limits::default());
    assert_eq!(one.orders, 1);
    assert!(one.is_exhaustive());
    assert_eq!(one.extent(), format!("{} executions, exhaustive within loom's limits", one.executions));
}

#[test]
fn a_write_in_a_branch_counts_as_one_after_the_load() {
    let threads =
        ["int r0 = load(x, relaxed);", "int r0 = load(x, relaxed); if (r0 == 0) { store(x, 2, relaxed); }"];
    assert_eq!(outcomes(&litmus(&threads, "exists (0:r0=2)")), [[0], [2]]);
}

#[test]
fn a_data_race_is_reported_and_none_where_there_is_none() {
    let writer = "*d = 1; store(x, 1, release);";
    let racy = litmus(&[writer, "int r0 = load(x, acquire); int r1 = *d;"], "exists (1:r1=0)");
    let explored = within(&racy, &Limits::default());
    assert_eq!(explored.failure, Some(Failure::DataRace));
    assert!(!explored.is_exhaustive());
    let ordered =
        litmus(&[writer, "int r0 = load(x, acquire); int r1 = 2; if (r0) { r1 = *d; }"], "exists (1:r1=0)");
    assert_eq!(outcomes(&ordered), [[1], [2]]);
}

#[test]
fn five_threads_fit_and_six_do_not() {
    let threads = ["add(x, 1, relaxed);"; 6];
    let one_order = |threads| litmus(threads, "exists (x=0)");
    let explored = within(&one_order(&threads), &Limits::default());
    assert_eq!(explored.failure, Some(Failure::TooManyThreads(racelab_loom::explore::Judge::Loom)));
    assert_eq!((explored.executions, explored.ending()), (0, "too many threads"));
    assert_eq!(explored.extent(), "not asked, because it has 5 threads and no more");
    let explored = within(&one_order(&threads[..5]), &Limits::default());
    assert_eq!(explored.failure, None);
    assert_eq!(explored.outcomes, BTreeSet::from([vec![5]]));
}

#[test]
fn a_limit_that_is_hit_is_reported() {
    let text = store_buffering("relaxed", "relaxed", None);
    let stopped = |limits: Limits| {
        let explored = within(&text, &limits);
        assert!(!explored.is_exhaustive());
        (explored.executions, explored.extent())
    };
    let (executions, extent) = stopped(Limits { executions: 5, ..Limits::default() });
    assert_eq!(executions, 5);
    assert_eq!(extent, "5 executions, not exhaustive: stopped, limit on executions");
    let (_, extent) = stopped(Limits { time: Duration::ZERO, ..Limits::default() });
    assert_eq!(extent, "0 executions, not exhaustive: stopped, limit on time");
    let (_, extent) = stopped(Limits { interrupted: || true, ..Limits::default() });
    assert_eq!(extent, "0 executions, not exhaustive: stopped, interrupted");
}

#[test]
fn every_order_of_starting_gets_its_share_of_a_limit() {
    let thread = "int r0 = load(x, relaxed); store(x, r0 + 1, relaxed);";
    let text = litmus(&[thread; 3], "exists (x=1)");
    let explored = within(&text, &Limits { executions: 60, ..Limits::default() });
    assert_eq!((explored.orders, explored.executions), (6, 60));
    assert_eq!(explored.extent(), "60 executions, not exhaustive: stopped, limit on executions");
}
