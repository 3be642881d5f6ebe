//! The columns beside each other: what is seen and what is explored, against what the checker says is
//! allowed. On random programs, where they must agree, and on fixed ones, where loom is known to be wrong.
//! A fixed one that fails means that loom was mended.

use std::collections::BTreeSet;

use crate::common::litmus;
use crate::random::Mixture;
use racelab::litmus::Outcome;
use racelab::litmus::both::{Question, ask};
use racelab::litmus::checker::model::SeqCst;
use racelab::litmus::checker::{self, Behaviour, Model};
use racelab::litmus::format::parse;
use racelab::litmus::gallery::gallery;
use racelab::litmus::machine::run;
use racelab_loom::litmus::columns::{Machine, Seen};
use racelab_loom::litmus::explored::{Explored, Limits};
use racelab_loom::litmus::{explored, format};
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

type Outcomes = BTreeSet<Outcome>;

fn allowed(text: &str, model: &Model) -> Outcomes {
    match checker::behaviour(&parse(text).unwrap(), model, &checker::Limits::default()) {
        Ok(Behaviour::Outcomes(outcomes)) => outcomes,
        other => panic!("no data race, and not large:\n{text}\n{other:?}"),
    }
}

fn explore(text: &str) -> Explored {
    explored::explored(&format::parse(text).unwrap(), &Limits { executions: 3_000, ..Limits::default() })
}

#[test]
fn what_this_machine_shows_is_allowed() {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let anything = Mixture { seq_cst: true, mixed: true, load_then_write: true, writes: 3 };
    for _ in 0..200 {
        let text = crate::random::program(&mut random, anything);
        let Ok(seen) = run(&parse(&text).unwrap(), 2_000, || false) else { return };
        let seen: Outcomes = seen.counts.into_keys().collect();
        // What C++20 forbids by nothing but its words for the order of SeqCst operations, a processor may do.
        let mut by_rc11s_words = Model::CPP20;
        by_rc11s_words.seq_cst = SeqCst::Rc11;
        assert!(seen.is_subset(&allowed(&text, &by_rc11s_words)), "{text}\n{seen:?}");
        if cfg!(target_arch = "x86_64") {
            assert!(seen.is_subset(&allowed(&text, &Model::X86_TSO)), "{text}\n{seen:?}");
        }
    }
}

/// The notes beside a test, if an x86 machine has shown what it asks about: the outcome of `weaker`, a test that allows it.
fn notes_where_seen(text: &str, weaker: &str) -> Vec<String> {
    let test = parse(text).unwrap();
    let outcome =
        allowed(weaker, &Model::X86_TSO).into_iter().find(|outcome| test.asks_about(outcome)).unwrap();
    let question = Question { models: Vec::new(), runs: None, time: None, interrupted: || false };
    let mut columns = ask(&test, &question).unwrap();
    columns.machine = Machine::Seen(Seen {
        counts: [(outcome, 1)].into(),
        runs: 1,
        left_out: 0,
        place: "an x86 machine".to_owned(),
        pinned: true,
        crowded: false,
        is_x86: true,
    });
    columns.rows().1
}

#[test]
fn what_nothing_but_words_forbid_is_no_defect_of_a_machine_that_does_it() {
    let words = include_str!("../../book/listings/holes/seqcst_words.litmus");
    let notes = notes_where_seen(words, words);
    assert!(
        notes.iter().any(|note| note.starts_with("Seen, though C++20 forbids it: its words")),
        "{notes:?}"
    );
    assert!(!notes.iter().any(|note| note.contains("Please report it")), "{notes:?}");

    let gallery = |name: &str| gallery().iter().find(|entry| entry.name == name).unwrap().text;
    let notes = notes_where_seen(gallery("SB+sc"), gallery("SB"));
    assert!(notes.iter().any(|note| note.contains("Please report it")), "{notes:?}");
}

#[test]
fn what_this_machine_shows_of_the_gallery_is_allowed() {
    for entry in gallery() {
        let test = parse(entry.text).unwrap();
        let Ok(Behaviour::Outcomes(allowed)) =
            checker::behaviour(&test, &Model::CPP20, &checker::Limits::default())
        else {
            continue; // A data race.
        };
        let Ok(seen) = run(&test, 5_000, || false) else { return };
        assert!(seen.counts.keys().all(|outcome| allowed.contains(outcome)), "{}\n{seen:?}", entry.name);
    }
}

/// Where none of its faults comes in, loom reaches nothing that C++20 forbids, and everything that RC11
/// allows: what it leaves out of C++20 is load buffering, and release sequences that C++20 took away.
#[test]
fn loom_lies_between_rc11_and_cpp20_where_none_of_its_faults_comes_in() {
    let mut random = ChaCha8Rng::seed_from_u64(2);
    let sound = Mixture { seq_cst: false, mixed: false, load_then_write: false, writes: 2 };
    let (mut exhaustive, mut weak) = (0, 0);
    for _ in 0..200 {
        let text = crate::random::program(&mut random, sound);
        let explored = explore(&text);
        let (cpp20, rc11) = (allowed(&text, &Model::CPP20), allowed(&text, &Model::RC11));
        assert_eq!((&explored.failure, explored.orders), (&None, 1), "{text}");
        assert!(explored.outcomes.is_subset(&cpp20), "{text}\n{:?}", explored.outcomes);
        if explored.is_exhaustive() {
            assert!(explored.outcomes.is_superset(&rc11), "{text}\n{:?}", explored.outcomes);
            exhaustive += 1;
            weak += usize::from(!explored.outcomes.is_subset(&allowed(&text, &Model::X86_TSO)));
        }
    }
    assert!(
        exhaustive > 150 && weak > 5,
        "too little was compared: {exhaustive} programs, {weak} of them weak"
    );
}

/// What loom reaches that C++20 forbids, and what it misses that even RC11 allows.
fn differences(threads: &[&str], end: &str) -> (Vec<Outcome>, Vec<Outcome>) {
    let text = litmus(threads, end);
    let explored = explore(&text);
    assert_eq!((&explored.failure, explored.stopped), (&None, None));
    let beyond = explored.outcomes.difference(&allowed(&text, &Model::CPP20)).cloned().collect();
    (beyond, allowed(&text, &Model::RC11).difference(&explored.outcomes).cloned().collect())
}

/// loom's issues 254 and 389: 2 comes between what the read-modify-write reads and what it writes.
#[test]
fn a_read_modify_write_beside_a_store_ends_impossibly_in_loom() {
    let threads = ["int r0 = add(x, 1, relaxed);", "store(x, 2, relaxed);"];
    let wrong = differences(&threads, "locations [0:r0;] exists (x=3)");
    assert_eq!(wrong, (vec![vec![0, 1]], vec![]));
}

/// The location ends with the first of two stores of one thread.
#[test]
fn among_three_stores_an_overwritten_one_is_the_last_in_loom() {
    let threads =
        ["store(x, 1, relaxed); store(x, 2, relaxed);", "store(x, 3, relaxed); int r0 = load(x, relaxed);"];
    let wrong = differences(&threads, "exists (1:r0=1 /\\ x=1)");
    assert_eq!(wrong, (vec![vec![1, 1]], vec![]));
}

/// loom's issues 166 and 392. What it misses is no more than an interleaving: thread 0 stores, thread 1 does
/// both, thread 0 loads. Uniting the orders of starting is not enough here.
#[test]
fn a_load_before_a_store_hides_an_interleaving_from_loom_under_every_order() {
    let threads = [
        "store(x, 1, relaxed); int r0 = load(x, relaxed);",
        "int r0 = load(x, relaxed); store(x, 2, relaxed);",
    ];
    let wrong = differences(&threads, "exists (0:r0=2 /\\ 1:r0=1)");
    assert_eq!(wrong, (vec![], vec![vec![2, 1]]));
}
