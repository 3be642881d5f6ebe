//! How loom's column ends: each kind of ending has a word of its own, in the cells, the notes and the JSON.

use std::fs;
use std::process::Command;
use std::time::Duration;

use crate::common::litmus;
use racelab_loom::explore::{Failure, Judge};
use racelab_loom::litmus::Test;
use racelab_loom::litmus::checker::{self, Behaviour, Model, behaviour};
use racelab_loom::litmus::columns::divergence::causes;
use racelab_loom::litmus::columns::{Columns, Machine};
use racelab_loom::litmus::explored::{Explored, Limits, explored};
use racelab_loom::litmus::format::parse;
use racelab_loom::litmus::on_engine;
use racelab_loom::litmus::test::{Expression, Mode, Ordering::Relaxed, Statement};
use serde_json::Value;

/// The columns of a test beside what loom found.
fn columns(test: &Test, loom: Explored) -> Columns {
    let limits = checker::Limits::default();
    let language = behaviour(test, &Model::CPP20, &limits).expect("small enough");
    let engine = on_engine::explored(test, &on_engine::LIMITS);
    let causes = causes(test, &language, &loom, &limits);
    let (machine, thin_air, beside) = (Machine::Unasked, None, Vec::new());
    Columns {
        test: test.clone(),
        language,
        thin_air,
        rounds: None,
        engine,
        loom,
        causes,
        machine,
        beside,
        limits,
    }
}

fn store(value: i128) -> Statement {
    Statement::Store { location: 0, value: Expression::Constant(value), mode: Mode::Atomic(Relaxed) }
}

/// One thread, which stores.
fn one_store() -> Test {
    parse(&litmus(&["store(x, 1, relaxed);"], "exists (x=1)")).expect("a litmus test")
}

#[test]
fn six_threads_are_too_many_for_loom_and_it_is_not_asked() {
    let path = format!("{}/six_threads.litmus", env!("CARGO_TARGET_TMPDIR"));
    let json = format!("{}/six_threads.json", env!("CARGO_TARGET_TMPDIR"));
    fs::write(&path, litmus(&["int r0 = add(x, 1, relaxed);"; 6], "exists (x=6)")).unwrap();
    let arguments = ["litmus", &path, "--no-hardware", "--json", &json];
    let output = Command::new(env!("CARGO_BIN_EXE_racelab")).args(arguments).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("6 allowed found  too many threads [1] <- asked about"), "{text}");
    assert!(
        text.contains("[1] loom was not asked: the test has 6 threads, and loom has room for 5.\n"),
        "{text}"
    );
    let words = text.replace('\n', " ");
    assert!(words.contains("engine: 720 executions, exhaustive under RC11."), "{text}");
    assert!(words.contains("loom: not asked, because it has 5 threads and no more."), "{text}");
    assert!(!text.contains("race"), "{text}");
    let json: Value = serde_json::from_str(&fs::read_to_string(json).unwrap()).unwrap();
    assert_eq!(json["loom"]["ending"], "too many threads");
    assert_eq!((&json["loom"]["executions"], &json["loom"]["exhaustive"]), (&0.into(), &false.into()));
}

#[test]
fn an_execution_that_is_too_large_is_called_so() {
    let mut test = one_store();
    test.threads[0].body = (0..10_001).map(store).collect();
    let loom = explored(&test, &Limits::default());
    assert_eq!((&loom.failure, loom.ending()), (&Some(Failure::TooLarge), "too large"));
    assert!(loom.extent().ends_with("ended by a failure: too large"), "{}", loom.extent());
}

#[test]
fn a_stack_overflow_is_called_so() {
    let mut test = one_store();
    // Each `if` inside another takes some of the thread's stack.
    for _ in 0..1_000 {
        let then = std::mem::take(&mut test.threads[0].body);
        test.threads[0].body =
            vec![Statement::If { condition: Expression::Constant(1), then, otherwise: Vec::new() }];
    }
    let loom = explored(&test, &Limits::default());
    assert_eq!(
        (&loom.failure, loom.ending()),
        (&Some(Failure::StackOverflow(Judge::Loom)), "stack overflow")
    );
}

#[test]
fn a_limit_and_an_interruption_are_told_apart() {
    let test =
        parse(&litmus(&["store(x, 1, relaxed);", "int r0 = load(x, relaxed);"], "exists (1:r0=1)")).unwrap();
    let ending = |limits: Limits| explored(&test, &limits).ending();
    assert_eq!(ending(Limits::default()), "complete");
    assert_eq!(ending(Limits { executions: 1, ..Limits::default() }), "stopped at limit");
    assert_eq!(ending(Limits { time: Duration::ZERO, ..Limits::default() }), "stopped at limit");
    assert_eq!(ending(Limits { interrupted: || true, ..Limits::default() }), "interrupted");
}

/// Those that no litmus test is known to provoke are put in by hand.
#[test]
fn every_failure_has_its_word_in_the_cell_and_in_the_note() {
    let failures = [
        (Failure::TooLarge, "too large", "more than 10,000 operations"),
        (Failure::StackOverflow(Judge::Loom), "stack overflow", "overflows its stack"),
        (Failure::Deadlock, "deadlock", "waits for ever"),
        (Failure::Panic("of loom's own".to_owned()), "panic", "of loom's own"),
        (Failure::Leak, "leak", "outlives"),
        (Failure::Endless, "endless", "does not end"),
    ];
    for (failure, word, about) in failures {
        let columns = columns(&one_store(), Explored { failure: Some(failure), ..Explored::default() });
        let (text, (rows, notes)) = (columns.text(), columns.rows());
        assert!(text.contains(&format!("1 allowed found  {word} [1]")), "{text}");
        assert!(notes[0].starts_with("loom gives no answer. ") && notes[0].contains(about), "{notes:?}");
        assert!(!text.contains("data race"), "{text}");
        assert!(rows.iter().all(|row| row.cells[2].note == Some(0)));
        let html = columns.html();
        assert!(html.contains(&format!("<td class=\"litmus-cannot\">{word}<sup>1</sup></td>")), "{html}");
        assert!(html.contains("<li>loom gives no answer. ") && html.contains(about), "{html}");
        let extent = format!("loom: 0 executions, ended by a failure: {word}.");
        assert!(html.contains(&extent) && text.replace('\n', " ").contains(&extent), "{html}");
    }
}

/// The page has the words of the text for what no execution of the engine's or loom's ends in.
#[test]
fn not_asked_stopped_and_interrupted_have_their_words_on_the_page_too() {
    let six = parse(&litmus(&["int r0 = add(x, 1, relaxed);"; 6], "exists (x=6)")).unwrap();
    let html = columns(&six, explored(&six, &Limits::default())).html();
    assert!(html.contains("<td class=\"litmus-cannot\">too many threads<sup>1</sup></td>"), "{html}");
    assert!(html.contains("loom: not asked, because it has 5 threads and no more."), "{html}");
    let two =
        parse(&litmus(&["store(x, 1, relaxed);", "int r0 = load(x, relaxed);"], "exists (1:r0=1)")).unwrap();
    for (limits, why) in [
        (Limits { executions: 0, ..Limits::default() }, "limit on executions"),
        (Limits { interrupted: || true, ..Limits::default() }, "interrupted"),
    ] {
        let html = columns(&two, explored(&two, &limits)).html();
        assert!(html.contains("<td class=\"litmus-cannot\">not found<sup>1</sup></td>"), "{html}");
        let note = format!("<li>loom was stopped before it came to its end ({why}): not exhaustive.</li>");
        assert!(html.contains(&note), "{html}");
        assert!(html.contains(&format!("loom: 0 executions, not exhaustive: stopped, {why}.")), "{html}");
    }
    let racy = parse(&litmus(&["*d = 1;", "int r0 = *d;"], "exists (1:r0=1)")).unwrap();
    let html = columns(&racy, explored(&racy, &Limits::default())).html();
    assert!(html.contains("<p>Undefined behaviour: a data race at d"), "{html}");
    assert!(html.contains("The engine and loom report it too.") && !html.contains("<table>"), "{html}");
}

/// No difference is known that has no known cause. So what loom or the engine found, or did not find, is put in by hand.
#[test]
fn a_difference_without_a_known_cause_is_said_to_be_one() {
    let said = |columns: &Columns, beginning: &str, sentence: &str| {
        let expected = format!("{beginning}{sentence}");
        let text = columns.text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(&expected), "{text}");
        assert!(columns.html().contains(&expected), "{}", columns.html());
    };
    let unknown = "The cause of this difference is not known: please report it, with the test.";
    // (With a store in it, swaps for the stores would do away with what is not there, and be taken for the cause.)
    let test =
        parse(&litmus(&["add(x, 1, relaxed);", "int r0 = load(x, relaxed);"], "exists (1:r0=2)")).unwrap();
    let mut loom = explored(&test, &Limits::default());
    assert!(loom.outcomes.insert(vec![2]));
    let mut from_nowhere = columns(&test, loom);
    said(&from_nowhere, "", unknown);
    let (rows, notes) = from_nowhere.rows();
    assert_eq!((rows[2].cells[2].note, notes.as_slice()), (Some(0), &[unknown.to_owned()][..]));

    assert!(from_nowhere.engine.outcomes.insert(vec![2]));
    let of_engine = "The engine goes by RC11; which of its rules makes this difference is not known: please report it, \
                     with the test.";
    said(&from_nowhere, "", of_engine);

    let race = Explored { failure: Some(Failure::DataRace), ..Explored::default() };
    said(&columns(&test, race), "loom reports a data race that is none. ", unknown);
    let racy = parse(&litmus(&["*d = 1;", "int r0 = *d;"], "exists (1:r0=1)")).unwrap();
    said(&columns(&racy, Explored::default()), "loom does not report it. ", unknown);
}

#[test]
fn a_data_race_is_called_so_where_it_is_one_and_where_it_is_none() {
    let racy = parse(&litmus(&["*d = 1;", "int r0 = *d;"], "exists (1:r0=1)")).unwrap();
    let loom = explored(&racy, &Limits::default());
    assert_eq!(loom.ending(), "data race");
    assert!(columns(&racy, loom).text().replace('\n', " ").contains("The engine and loom report it too."));

    let hand_over = |mine: &str, other: &str| {
        format!("store({mine}, 1, seq_cst); int r0 = load({other}, seq_cst); if (r0 == 0) {{ *d = 1; }}")
    };
    let fine = parse(&litmus(&[&hand_over("x", "y"), &hand_over("y", "x")], "exists (d=1)")).unwrap();
    let columns = columns(&fine, explored(&fine, &Limits::default()));
    assert!(matches!(columns.language, Behaviour::Outcomes(_)));
    let (text, (_, notes)) = (columns.text(), columns.rows());
    assert!(text.contains("data race [1]"), "{text}");
    assert!(notes[0].starts_with("loom reports a data race that is none. loom takes SeqCst"), "{notes:?}");
}

/// The race is in the executions in which the flag is not up. The filter leaves those out, and C runs them all the same.
#[test]
fn a_race_that_a_filter_leaves_out_is_one_and_is_said_to_be_left_out() {
    let threads = ["*d = 1; store(x, 1, release);", "int r0 = load(x, acquire); int r1 = *d;"];
    let test = parse(&litmus(&threads, "filter (1:r0=1) exists (1:r1=0)")).unwrap();
    let columns = columns(&test, explored(&test, &Limits::default()));
    assert!(matches!(columns.language, Behaviour::Undefined(_)));
    let text = columns.text().replace('\n', " ");
    assert!(text.contains("The filter leaves the execution with the race out"), "{text}");
    assert!(text.contains("ended by the data race"), "{text}");
}
