//! This machine's column. What is asserted is that an outcome is seen, or that it never is where the
//! processor cannot give it; how often is nobody's promise.

#![cfg(not(loom))]

#[path = "litmus/common.rs"]
mod common;
#[path = "litmus/programs.rs"]
mod programs;

use std::collections::BTreeSet;
use std::io::Write;

use common::litmus;
use programs::{coherence, every_statement, load_buffering, message_passing, store_buffering};
use racelab::litmus::format::parse;
use racelab::litmus::machine::{NotRun, Seen, run};

const RUNS: u64 = 100_000;

/// What is seen, or nothing on one core, which is said past the harness.
fn seen(text: &str, runs: u64) -> Option<Seen> {
    let test = parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    match run(&test, runs, || false) {
        Ok(seen) => {
            assert_eq!(seen.runs, runs);
            assert_eq!(seen.counts.values().sum::<u64>(), runs);
            Some(seen)
        }
        Err(NotRun::OneCore) => {
            let _ = writeln!(std::io::stderr(), "SKIPPED: one core, and nothing can be seen on it");
            None
        }
        Err(other) => panic!("{other}"),
    }
}

/// Whether the outcome is seen, in so many runs that it is about certain where it is possible at all.
fn shows(text: &str, outcome: &[i128]) -> Option<bool> {
    for _ in 0..50 {
        if seen(text, RUNS)?.counts.contains_key(outcome) {
            return Some(true);
        }
    }
    Some(false)
}

#[test]
fn a_thread_does_what_its_statements_say() {
    let (text, words) = every_statement();
    let Some(seen) = seen(&text, 1000) else { return };
    let (outcome, &count) = seen.counts.first_key_value().unwrap();
    assert_eq!(count, 1000);
    assert_eq!(parse(&text).unwrap().outcome_in_words(outcome).split(' ').collect::<BTreeSet<_>>(), words);
}

/// Every processor of today with several cores has store buffers.
#[test]
fn store_buffering_is_seen() {
    let Some(shown) = shows(&store_buffering("relaxed", "relaxed", None), &[0, 0]) else { return };
    assert!(shown);
}

#[test]
fn seqcst_forbids_store_buffering() {
    for text in
        [store_buffering("seq_cst", "seq_cst", None), store_buffering("relaxed", "relaxed", Some("seq_cst"))]
    {
        let Some(seen) = seen(&text, RUNS) else { return };
        assert!(!seen.counts.contains_key(&[0, 0][..]), "{seen:?}");
        assert!(seen.counts.len() > 1, "the threads never met: {seen:?}");
    }
}

/// Coherence holds everywhere; the others on x86, which keeps loads in order and stores in order.
#[test]
fn what_the_processor_cannot_do_is_never_seen() {
    let mut never = vec![(coherence(), [1, 0]), (message_passing("release", "acquire"), [1, 0])];
    if cfg!(target_arch = "x86_64") {
        never.extend([(message_passing("relaxed", "relaxed"), [1, 0]), (load_buffering(), [1, 1])]);
    }
    for (text, outcome) in never {
        let Some(seen) = seen(&text, RUNS) else { return };
        assert!(!seen.counts.contains_key(&outcome[..]), "{text}\n{seen:?}");
    }
}

/// Load and store in two steps lose updates; in one step they do not.
#[test]
fn an_update_is_lost_unless_it_is_one_step() {
    let thread = "int r0 = load(x, relaxed); store(x, r0 + 1, relaxed);";
    let Some(lost) = shows(&litmus(&[thread; 2], "exists (x=1)"), &[1]) else { return };
    assert!(lost);
    let Some(seen) = seen(&litmus(&["add(x, 1, relaxed);"; 2], "exists (x=1)"), RUNS) else { return };
    assert_eq!(seen.counts.into_iter().collect::<Vec<_>>(), [(vec![2], RUNS)]);
}

/// More threads than cores: nobody waits for ever, and it is said.
#[test]
fn many_threads_take_turns() {
    let Some(seen) = seen(&litmus(&["add(x, 1, relaxed);"; 8], "exists (x=1)"), 2000) else { return };
    assert_eq!(seen.crowded, seen.machine.cores.is_some_and(|cores| cores < 8));
    assert_eq!(seen.counts.into_iter().collect::<Vec<_>>(), [(vec![8], 2000)]);
}

#[test]
fn any_number_of_runs_is_done_and_none_after_an_interruption() {
    let text = store_buffering("relaxed", "relaxed", None);
    for runs in [0, 1, 9_999, 10_001] {
        if seen(&text, runs).is_none() {
            return;
        }
    }
    let interrupted = run(&parse(&text).unwrap(), RUNS, || true).unwrap();
    assert_eq!((interrupted.runs, interrupted.counts.len()), (0, 0));
}

/// What is pinned are the threads of the test.
#[cfg(target_os = "linux")]
#[test]
fn the_calling_thread_stays_free() {
    let cores = core_affinity::get_core_ids().unwrap();
    if seen(&coherence(), 1000).is_some() {
        assert_eq!(core_affinity::get_core_ids().unwrap(), cores);
    }
}
