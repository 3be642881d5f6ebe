//! Quizzes: "which of these can happen? Tick all", as `quiz_NAME.html`.
//!
//! Nobody types an answer in. What can happen comes from the litmus checker, or from all interleavings of
//! a mistake, and each value that can be comes with the simplest walk that leads to it. What cannot happen
//! but looks as if it could is on offer as well.

use std::collections::{BTreeMap, BTreeSet};

use racelab::litmus::Test;
use racelab::litmus::checker::{Behaviour, Limits, Model, behaviour};
use racelab::litmus::test::{Outcome, Value};
use racelab::report::grouped;
use racelab::stepping::executions::{Executions, in_words, named};
use racelab::stepping::graph::{ThreadView, UNREAD};
use racelab::stepping::interleaving::Interleaving;
use racelab::stepping::program::Program;
use racelab::stepping::{Graph, atomics, mistakes};

use super::folder::Folder;
use super::parts::Part;
use super::quiz_page;
use super::widgets::Column;
use crate::cli::arguments::UserError;

/// A question with its answers.
pub struct Quiz {
    /// Its name, as in that of its file.
    pub name: &'static str,
    /// What is asked. Code stands between backticks.
    pub question: &'static str,
    /// The threads that it is about.
    pub columns: Vec<Column>,
    /// What is on offer, sorted.
    pub values: Vec<Offered>,
}

/// Something that may be able to happen.
pub struct Offered {
    /// What.
    pub value: String,
    /// Whether it can.
    pub possible: bool,
    /// Why, or why not, in a sentence.
    pub because: String,
    /// The simplest walk to it, if there is one: threads, each with what it does in a row.
    pub walk: Vec<(String, Vec<String>)>,
}

const WORKERS: &[&str] = &["worker 0", "worker 1"];
const READER: &[&str] = &["worker", "reader"];
const WHICH: &str = "Which values can the reader end with? Tick all.";
const WHICH_TWO: &str = "Which values can the two loads return? Tick all.";

/// A quiz about a litmus test: its name, the question, the test, the names of the threads, and a value that
/// is on offer though nobody writes it.
type Asked = (&'static str, &'static str, &'static str, &'static [&'static str], Option<Value>);

const ABOUT_TESTS: [Asked; 7] = [
    ("message_passing", WHICH, atomics::MESSAGE_PASSING, READER, None),
    ("message_passing_release_acquire", WHICH, atomics::MESSAGE_PASSING_RELEASE_ACQUIRE, READER, None),
    ("store_buffering_seqcst", WHICH_TWO, atomics::STORE_BUFFERING_SEQCST, WORKERS, None),
    ("coherence", WHICH, atomics::COHERENCE, READER, None),
    ("two_adds", "What can `weight` be in the end? Tick all.", atomics::TWO_ADDS, WORKERS, None),
    (
        "load_buffering",
        "Which values does C++20, and so Rust, allow the two loads? Tick all.",
        atomics::LOAD_BUFFERING,
        WORKERS,
        None,
    ),
    (
        "relaxed_flag_stop",
        "Thread `main` stores the flag at any moment. How many batches can the worker have done when it ends? Tick all.",
        atomics::RELAXED_FLAG_STOP,
        &["worker", "main"],
        Some(3),
    ),
];

/// A part for each quiz.
pub fn parts(_: &Folder) -> Result<Vec<Part>, UserError> {
    let mut quizzes = vec![
        of_program(
            "lost_update",
            "Two workers, one batch each. What can training end with? Tick all.",
            mistakes::lost_update(),
            &["0 of 2 updates arrived", "3 of 2 updates arrived"],
        )?,
        of_program(
            "three_increments",
            "Two workers each do `let old = *weight.lock().unwrap(); *weight.lock().unwrap() = old + 1;` three \
             times. The weight begins at 0. What can it be in the end? Tick all.",
            mistakes::three_increments(),
            &["0", "1", "7"],
        )?,
        of_program(
            "torn_weights",
            "A worker adds 1 to each of two layers while a reader copies both. What can the reader have? Tick all.",
            mistakes::torn_weights(),
            &["read layers 2 and 1"],
        )?,
    ];
    for asked in ABOUT_TESTS {
        quizzes.push(of_test(asked)?);
    }
    let part =
        |quiz: &Quiz| Part { file: format!("quiz_{}.html", quiz.name), content: quiz_page::page(quiz) };
    Ok(quizzes.iter().map(part).collect())
}

/// A quiz about a program whose ways are all its interleavings.
fn of_program(
    name: &'static str,
    question: &'static str,
    program: Program,
    impossible: &[&str],
) -> Result<Quiz, UserError> {
    let machine = Interleaving::new(program).map_err(|drifted| UserError::failure(drifted.to_string()))?;
    let names: Vec<_> = machine.names().into_iter().map(str::to_owned).collect();
    let graph = Graph::of(&machine);
    let values: BTreeSet<&str> = graph.endings().into_iter().chain(impossible.iter().copied()).collect();
    let offered = values.into_iter().map(|value| {
        let walk = walk_to(&graph, &names, value);
        let possible = !walk.is_empty();
        let because = if possible { SOME_WALK.to_owned() } else { no_walk(&graph) };
        Offered { value: value.to_owned(), possible, because, walk }
    });
    let columns = names.iter().zip(machine.columns()).filter(|(_, lines)| !lines.is_empty());
    let columns = columns.map(|(name, lines)| Column { name: name.clone(), lines: lines.clone() });
    Ok(Quiz { name, question, values: offered.collect(), columns: columns.collect() })
}

/// A quiz about a litmus test. On offer is every combination of values that anybody writes.
fn of_test((name, question, text, names, beside): Asked) -> Result<Quiz, UserError> {
    let test = atomics::read(text);
    let failed = |what: String| UserError::failure(format!("the quiz {name}: {what}"));
    let allowed = match behaviour(&test, &Model::CPP20, &Limits::default()) {
        Ok(Behaviour::Outcomes(outcomes)) => outcomes,
        Ok(Behaviour::Undefined(_)) => return Err(failed("its test has a data race".to_owned())),
        Err(too_large) => return Err(failed(too_large.to_string())),
    };
    let machine = Executions::new(&test, names).map_err(|too_large| failed(too_large.to_string()))?;
    let graph = Graph::of(&machine);
    let offered = combinations(&test, &allowed, beside).into_iter().map(|outcome| {
        let value = in_words(&test, &outcome);
        let walk = walk_to(&graph, machine.names(), &value);
        let possible = allowed.contains(&outcome);
        let because = match (possible, walk.is_empty()) {
            (true, false) => SOME_WALK.to_owned(),
            (true, true) => AGAINST_TIME.to_owned(),
            (false, _) => out_of_reach(&graph, machine.names(), &named(&test, &outcome))
                .unwrap_or_else(|| no_walk(&graph)),
        };
        Offered { value, possible, because, walk }
    });
    let columns = machine.names().iter().zip(machine.columns());
    let columns = columns.map(|(name, lines)| Column { name: name.clone(), lines });
    Ok(Quiz { name, question, values: offered.collect(), columns: columns.collect() })
}

const SOME_WALK: &str = "It can happen, for example like this:";

const AGAINST_TIME: &str = "It can happen, though no order of steps leads there: each load reads a store that comes \
    after the other load. The language leaves a processor and a compiler free to let a later store go ahead of an \
    earlier load, in both threads.";

fn no_walk(graph: &Graph) -> String {
    let (walks, endings) = (graph.walks(|_| true), graph.endings());
    let end = if endings.len() == 1 { "end with" } else { "end with one of these" };
    format!("It cannot happen: all {} orders of these steps {end}: {}.", grouped(walks), endings.join("; "))
}

/// Why an outcome is out of reach, where it is because of what a thread knows: when all but one of its
/// values have been read, what is known of the thread that is to read that one.
fn out_of_reach(graph: &Graph, names: &[String], outcome: &[(String, Value)]) -> Option<String> {
    graph.states.iter().find_map(|state| {
        let registers = |(thread, view): (usize, &ThreadView)| {
            view.registers.clone().into_iter().map(move |(name, value)| (name, (thread, value)))
        };
        let held: BTreeMap<_, _> = state.view.threads.iter().enumerate().flat_map(registers).collect();
        let (mut known, mut open) = (Vec::new(), Vec::new());
        for (name, value) in outcome {
            let (thread, held) = held.get(name)?;
            if *held == value.to_string() {
                known.push(format!("{name} = {value}"));
            } else if held == UNREAD {
                open.push(*thread);
            } else {
                return None;
            }
        }
        let &[thread] = open.as_slice() else { return None };
        let notes = state.view.threads[thread].notes.join(", and ");
        let who = &names[thread];
        (!notes.is_empty())
            .then(|| format!("It cannot happen: once {}, the {who} {notes}.", known.join(" and ")))
    })
}

/// The simplest walk to an ending, with the steps that a thread takes in a row together.
fn walk_to(graph: &Graph, names: &[String], wanted: &str) -> Vec<(String, Vec<String>)> {
    let walk = graph.simplest_walk(|ending| ending == wanted).unwrap_or_default();
    let steps: Vec<_> = graph.steps_of(&walk).map(|(_, step)| step).collect();
    let rows = steps.chunk_by(|one, next| one.thread == next.thread);
    let row = |row: &[&racelab::stepping::Step]| {
        (names[row[0].thread].clone(), row.iter().map(|step| step.text.clone()).collect())
    };
    rows.map(row).collect()
}

/// Every combination of the values that some allowed outcome has anywhere, 0 and 1, and one beside them.
fn combinations(test: &Test, allowed: &BTreeSet<Outcome>, beside: Option<Value>) -> Vec<Outcome> {
    let values: BTreeSet<Value> = allowed.iter().flatten().copied().chain([0, 1]).chain(beside).collect();
    let mut combinations = vec![Vec::new()];
    for _ in test.shown() {
        let longer = |combination: &Outcome| {
            let combination = combination.clone();
            values.iter().map(move |&value| [combination.as_slice(), &[value]].concat()).collect::<Vec<_>>()
        };
        combinations = combinations.iter().flat_map(longer).collect();
    }
    combinations
}
