//! How much is done for one answer: all parts together end within a fixed amount of work, say what they left out, and
//! end soon when somebody wants no more of it, whichever of them is at work.
//!
//! Nothing here is measured by a clock, but for what the user asks by the clock.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use racelab::litmus::both::{Question, ask};
use racelab_litmus::checker::{Limits, Model, OUT_OF_TIME, Unfinished, check};
use racelab_loom::litmus::columns::{Columns, Machine};
use racelab_loom::litmus::format::parse;
use racelab_loom::litmus::{Test, budget, explored, on_engine};

use crate::common::litmus;

const USUAL: Question = Question { models: Vec::new(), runs: None, time: None, interrupted: || false };

/// Five threads that each add twice: as much as the checker takes on, 37,800 outcomes, and too much for loom.
fn five_times_two() -> Test {
    let all: Vec<_> = (0..5).map(|thread| format!("{thread}:r0=0 /\\ {thread}:r1=1")).collect();
    let threads = ["int r0 = add(x, 1, relaxed); int r1 = add(x, 1, relaxed);"; 5];
    parse(&litmus(&threads, &format!("exists ({})", all.join(" /\\ ")))).unwrap()
}

/// Four threads of accesses of all kinds.
fn mixed() -> Test {
    let threads = [
        "store(x, 1, seq_cst); int r0 = load(y, relaxed); int r1 = add(x, 1, acq_rel);",
        "store(y, 1, relaxed); fence(seq_cst); int r0 = load(x, relaxed); store(x, 5, release);",
        "int r0 = add(x, 1, relaxed); store(y, 2, relaxed); int r1 = load(x, acquire);",
        "int r0 = load(x, relaxed); int r1 = load(y, seq_cst);",
    ];
    let asked = "exists (0:r0=0 /\\ 0:r1=1 /\\ 1:r0=0 /\\ 2:r0=0 /\\ 2:r1=1 /\\ 3:r0=0 /\\ 3:r1=0)";
    parse(&litmus(&threads, asked)).unwrap()
}

/// The work of the explorers, as it is counted.
fn paid(columns: &Columns) -> u64 {
    columns.engine.executions * on_engine::PRICE + columns.loom.executions * explored::PRICE
}

#[test]
fn all_parts_of_an_answer_together_keep_to_the_budget_and_say_what_they_left_out() {
    for (test, is_large) in [(five_times_two(), true), (mixed(), false)] {
        let columns = ask(&test, &USUAL).expect("small enough for the checker");
        let (engine, loom) = (columns.engine.executions, columns.loom.executions);
        assert!(paid(&columns) <= budget::WORK, "{engine} executions of the engine's, {loom} of loom's");
        assert!(columns.limits.left() <= budget::NOTED);
        // loom comes to its end with neither, and the search for causes not with the large one.
        assert_eq!(columns.loom.stopped, Some("limit on executions"));
        assert_eq!(columns.causes.are_cut_short(), is_large);
    }
    // Work and not time: the same answer again.
    let (columns, again) = (ask(&mixed(), &USUAL).unwrap(), ask(&mixed(), &USUAL).unwrap());
    assert_eq!(again.causes, columns.causes);
    assert_eq!(again.rows(), columns.rows());
    let text = columns.text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("not exhaustive: stopped, limit on executions"), "{text}");
}

#[test]
fn a_cause_that_was_not_looked_for_is_not_called_unknown() {
    let test =
        parse(&litmus(&["add(x, 1, relaxed);", "int r0 = load(x, relaxed);"], "exists (1:r0=2)")).unwrap();
    let mut columns = ask(&test, &USUAL).unwrap();
    columns.engine.outcomes.insert(vec![2]);
    let note = |columns: &Columns| columns.rows().1.concat();
    assert!(note(&columns).contains("please report it"), "{}", note(&columns));
    columns.limits = Limits::of_work(1);
    let cut_short = "was not found within the limits (--seconds N allows for more)";
    assert!(note(&columns).contains(cut_short), "{}", note(&columns));
}

#[test]
fn as_long_as_the_user_will_wait_and_no_longer() {
    // More than the usual work.
    let threads = ["add(x, 1, relaxed); add(x, 1, relaxed); add(x, 1, relaxed);"; 4];
    let twelve = parse(&litmus(&threads, "exists (x=12)")).unwrap();
    let refused = ask(&twelve, &USUAL).unwrap_err();
    assert!(matches!(&refused, Unfinished::TooLarge { what, .. } if what == OUT_OF_TIME), "{refused}");
    let start = Instant::now();
    let refused = ask(&twelve, &Question { time: Some(Duration::from_millis(1)), ..USUAL }).unwrap_err();
    assert!(matches!(&refused, Unfinished::TooLarge { what, .. } if what == OUT_OF_TIME), "{refused}");
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    // And an answer to whoever will wait, where so little work would not do.
    let mixed = mixed();
    assert!(check(&mixed, &Model::CPP20, &Limits::of_work(1_000)).is_err());
    assert!(check(&mixed, &Model::CPP20, &Limits::of_time(Duration::from_secs(600))).is_ok());
}

/// How often may still be asked whether somebody wants an answer before nobody does.
static ASKED: AtomicI64 = AtomicI64::new(0);

fn no_more() -> bool {
    ASKED.fetch_sub(1, Ordering::Relaxed) <= 0
}

/// How often is asked while this is done.
fn questions<T>(work: impl FnOnce() -> T) -> i64 {
    ASKED.store(i64::MAX, Ordering::Relaxed);
    let _ = work();
    i64::MAX - ASKED.load(Ordering::Relaxed)
}

#[test]
fn whichever_part_is_at_work_it_ends_when_nobody_wants_the_answer_any_more() {
    let test = mixed();
    let checker = questions(|| check(&test, &Model::CPP20, &Limits::default().interrupted_by(no_more)));
    let engine = questions(|| {
        on_engine::explored(&test, &explored::Limits { interrupted: no_more, ..on_engine::LIMITS })
    });
    let loom = questions(|| {
        explored::explored(&test, &explored::Limits { interrupted: no_more, ..explored::Limits::default() })
    });
    let all = questions(|| ask(&test, &Question { interrupted: no_more, ..USUAL }));
    let causes = all - checker - engine - loom;
    assert!(checker > 2 && engine > 2 && loom > 2 && causes > 2, "{checker} {engine} {loom} of {all}");
    let answer = |after: i64| {
        ASKED.store(after, Ordering::Relaxed);
        let answer = ask(&test, &Question { interrupted: no_more, runs: Some(20_000), ..USUAL });
        // Once somebody has said so, it is asked a few times more: by each part that would still have to begin.
        let later = -ASKED.load(Ordering::Relaxed);
        assert!((1..200).contains(&later), "asked {later} times more, after {after} of {all}");
        answer
    };
    let in_checker = answer(checker / 2).unwrap_err();
    assert!(matches!(in_checker, Unfinished::Interrupted { .. }), "{in_checker}");

    let in_engine = answer(checker + engine / 2).unwrap();
    assert_eq!(in_engine.engine.stopped(), Some("interrupted"));
    assert!(in_engine.text().contains("interrupted"), "{}", in_engine.text());

    // Under the first order of starting the threads, before its share of the executions is used up.
    let in_loom = answer(checker + engine + 20).unwrap();
    assert_eq!((in_loom.engine.stopped(), in_loom.loom.stopped), (None, Some("interrupted")));
    assert!(in_loom.loom.executions > 0);

    let in_causes = answer(all - causes / 2).unwrap();
    assert_ne!(in_causes.loom.stopped, Some("interrupted"));
    assert!(in_causes.causes.are_cut_short());

    let Machine::Seen(seen) = answer(all + 1).unwrap().machine else { return };
    assert!(0 < seen.runs && seen.runs < 20_000, "{} runs", seen.runs);
}
