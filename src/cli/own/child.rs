//! In the child process: the reader's program, linked with all that explores it and tells of it.
//!
//! The parent says on standard input what is wanted, as JSON. What there is to say goes back to it on standard output,
//! a line of JSON each; what the reader's program prints goes to standard error, whichever of the two it prints to.
//! Each line the child has written counts, also where the program ends it in the middle of the next.

use std::io::{Read, Write, stdin};
use std::panic::Location;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use racelab_loom::explore::as_litmus::as_litmus;
use racelab_loom::explore::weaken::sites;
use racelab_loom::explore::{Exploration, Limits, aborts, explore_within};
use racelab_loom::litmus::format::herd;
use racelab_loom::scenario::Scenario;
use serde_json::{Value, json};

use super::super::arguments::{Ends, Explain, Shown};
use super::super::check::{self, Finding};
use super::super::weaken::{self, Baseline, Told};
use super::super::{RACELAB, explain, explore, json, sample};
use super::request::Request;
use super::{graded, os, outcomes, shown, unclear};
use crate::report::Page;

/// A test of the reader's file, or whatever of it was made one.
pub struct Test {
    /// Its name, with the modules that it is in.
    pub name: &'static str,
    /// Its file and its line.
    pub file: &'static str,
    /// Counted from 1.
    pub line: usize,
    /// Runs it and returns the outcome.
    pub run: fn() -> String,
    /// Why it is not explored.
    pub left_out: Option<&'static str>,
}

/// A place in the source: file, line and column.
pub type Place = (String, u32, u32);

/// The plain memory of the reader's program.
#[derive(Clone, Copy)]
pub struct PlainMemory {
    /// Takes the places at which a pointer into a cell is used for reading, and for writing.
    pub told: fn(&[Place], &[Place]),
    /// Where it was not known what such a pointer is used for.
    pub unclear: fn() -> Vec<Place>,
    /// Makes statics as they were at first.
    pub restore: fn(),
}

/// The outcome of a program that has nothing to report.
pub const COMPLETE: &str = "comes to its end";

/// How the names of scenarios begin, and of `main`: those of the tests that were written for them.
pub const WRITTEN: &str = "racelab_written::";

/// The test that says which statics there are.
const STATICS: &str = "racelab_written::racelab_statics";

/// What is explored, by number: see [`nth`].
static TO_RUN: OnceLock<ToRun> = OnceLock::new();

/// Where it was not known what a pointer is used for.
static UNCLEAR: OnceLock<fn() -> Vec<Place>> = OnceLock::new();

struct ToRun {
    tests: Vec<fn() -> String>,
    /// The outcomes that each may end with; none where any will do.
    allowed: Vec<Vec<String>>,
    /// Before each.
    restore: fn(),
}

/// How often the parent is told how far it has come.
const BETWEEN: Duration = Duration::from_millis(100);

/// Does what the parent wants.
pub fn run(tests: &[Test], memory: &PlainMemory) {
    let mut text = String::new();
    let asked = stdin().read_to_string(&mut text).ok().and_then(|_| Request::from_json(&text));
    let Some(request) = asked else {
        eprintln!("This program is started by racelab: racelab check FILE.rs");
        aborts::leave(2);
    };
    os::prints_to_standard_error();
    os::limit_memory();
    aborts::told_by_another();
    (memory.told)(&request.reads, &request.writes);
    let _ = UNCLEAR.set(memory.unclear);
    if let Some(statics) = tests.iter().find(|test| test.name == STATICS) {
        (statics.run)();
    }
    let wanted = |test: &&Test| test.name != STATICS && request.names(name(test));
    let mut tests: Vec<_> = tests.iter().filter(wanted).collect();
    // In the order in which they are named, which is that of the file; the test harness has them by their names.
    tests.sort_by_key(|test| request.only.iter().position(|only| only == name(test)));
    let allowed = |test: &&Test| request.outcomes.get(name(test)).cloned().unwrap_or_default();
    let _ = TO_RUN.set(ToRun {
        tests: tests.iter().map(|test| test.run).collect(),
        allowed: tests.iter().map(allowed).collect(),
        restore: memory.restore,
    });
    match request.what.as_str() {
        "check" => check(&tests, &request),
        "explain" => explain(&tests, &request),
        "weaken" => weaken(&tests, &request),
        "litmus" => litmus(&tests, &request),
        "grade" => grade(&tests, &request),
        _ => list(&tests, &request),
    }
    os::wait_for_other_threads();
    let unclear = (memory.unclear)();
    answer(&json!({ "unclear": unclear.iter().map(unclear::shown).collect::<Vec<_>>() }));
    // An execution that does not end is left behind.
    aborts::leave(0);
}

fn name(test: &Test) -> &'static str {
    test.name.strip_prefix(WRITTEN).unwrap_or(test.name)
}

fn list(tests: &[&Test], request: &Request) {
    for test in tests {
        let (file, line) = place(test, request);
        answer(&json!({ "test": name(test), "file": file, "line": line, "left_out": test.left_out }));
    }
}

fn check(tests: &[&Test], request: &Request) {
    for (number, test) in tests.iter().enumerate() {
        let exploration = explore_within(&scenario(number, test, request), &limits(request.ends));
        let litmus = format!("{RACELAB} litmus {} {}", request.file, exploration.scenario.subject);
        let finding = Finding::of(&exploration, None, &request.more(), litmus);
        answer(&json!({
            "row": finding.row,
            "executions": finding.executions,
            "stopped": finding.stopped,
            "report": finding.report,
            "more": finding.more,
            "buffering": finding.buffering.as_ref().and_then(|ask| ask.as_ref().ok()),
            "unasked": finding.buffering.as_ref().and_then(|ask| ask.as_ref().err()),
        }));
    }
}

fn explain(tests: &[&Test], request: &Request) {
    for (number, test) in tests.iter().enumerate() {
        let limits = Limits { sampling: request.sampling, ..limits(request.ends) };
        let exploration = explore_within(&scenario(number, test, request), &limits);
        let mut page = Page::kept();
        let arguments = Explain {
            name: String::new(),
            all_outcomes: request.all_outcomes,
            with: None,
            limits: request.ends,
            own: request.own(),
            shown: Shown {
                ascii: request.ascii,
                steps: request.steps,
                all_frames: request.all_frames,
                ..Shown::default()
            },
        };
        let (drawings, results) = match request.sampling {
            None => (explain::tell(&mut page, &exploration, &arguments), json::exploration(&exploration)),
            Some(_) => {
                let what = format!("{} --only {}", request.file, name(test));
                (sample::tell(&mut page, &exploration, &arguments, &what), sample::sampled(&exploration))
            }
        };
        answer(&json!({
            "page": page.into_text(),
            "json": results,
            "svg": drawings.svg,
            "html": drawings.parts.concat(),
            "executions": exploration.all_executions(),
            "test": name(test),
            "found": check::found(&exploration),
            "wrong": exploration.is_wrong(),
            "unfinished": explain::is_unfinished(&exploration),
        }));
    }
}

fn litmus(tests: &[&Test], request: &Request) {
    for (number, test) in tests.iter().enumerate() {
        let made = as_litmus(&scenario(number, test, request), &limits(request.ends));
        answer(&match made {
            Ok(test) => json!({ "litmus": herd(&test) }),
            Err(refusal) => json!({ "refused": refusal }),
        });
    }
}

/// Says what came of the code as it is, and of each trial as soon as it is known: the next one may end the program.
fn weaken(tests: &[&Test], request: &Request) {
    let limits = limits(request.ends);
    let scenarios = tests.iter().enumerate().map(|(number, test)| scenario(number, test, request));
    let explorations: Vec<Exploration> = scenarios.map(|scenario| sites(&scenario, &limits)).collect();
    let baseline = Baseline::of(&explorations, &|_: &Scenario| request.more());
    answer(&json!({ "baseline": baseline.to_json() }));
    for trial in weaken::to_try(&explorations).iter().skip(request.from) {
        answer(&json!({ "tries": Told::before_trial(trial).to_json() }));
        let row = trial.run(&limits);
        answer(&json!({ "row": Told::of(&row, request.counterexamples.then_some(&limits)).to_json() }));
    }
    answer(&json!({ "finished": true }));
}

fn grade(tests: &[&Test], request: &Request) {
    let scenarios = tests.iter().enumerate().map(|(number, test)| scenario(number, test, request));
    let scenarios: Vec<_> = scenarios.collect();
    graded::grade(&scenarios, &limits(request.ends), (&request.file, &request.within), answer);
}

/// Where it is: of a test that was written for a function of the reader's, where that is.
fn place<'a>(test: &'a Test, request: &'a Request) -> (&'a str, u64) {
    let written = test.name.starts_with(WRITTEN).then(|| request.lines.get(name(test))).flatten();
    match written {
        Some(line) => (&request.file, *line),
        None => (test.file, test.line as u64),
    }
}

/// What is explored. There are only so many tests in a file, so that their names may stay for good.
fn scenario(number: usize, test: &Test, request: &Request) -> Scenario {
    let (file, line) = place(test, request);
    let about = shown(file, line).leak();
    let number = number.min(MOST - 1);
    let run = RUNS[number / ROW][number % ROW];
    let scenario = |allowed| Scenario::new(name(test), about, allowed, run).own();
    match request.outcomes.get(name(test)) {
        None => scenario(&[COMPLETE]),
        Some(outcomes) => {
            let outcomes = outcomes.iter().map(|outcome| &*outcome.clone().leak());
            scenario(outcomes.collect::<Vec<_>>().leak())
        }
    }
}

/// Runs what has this number, which finds all statics as the first execution did.
///
/// A scenario is run by a function that takes nothing, not even a number, and so there is one for each.
fn nth<const TENS: usize, const ONES: usize>() -> String {
    let to_run = TO_RUN.get().expect("it was set before anything was explored");
    (to_run.restore)();
    let number = TENS * ROW + ONES;
    outcomes::as_marked(to_run.tests[number](), &to_run.allowed[number])
}

/// So many at most can be explored by one process.
pub const MOST: usize = ROW * ROW;

/// So many in a row.
const ROW: usize = 16;

/// A row of them: those whose numbers begin with `TENS`, in a system of sixteen digits.
#[rustfmt::skip]
const fn row<const TENS: usize>() -> [fn() -> String; ROW] {
    [
        nth::<TENS, 0>, nth::<TENS, 1>, nth::<TENS, 2>, nth::<TENS, 3>,
        nth::<TENS, 4>, nth::<TENS, 5>, nth::<TENS, 6>, nth::<TENS, 7>,
        nth::<TENS, 8>, nth::<TENS, 9>, nth::<TENS, 10>, nth::<TENS, 11>,
        nth::<TENS, 12>, nth::<TENS, 13>, nth::<TENS, 14>, nth::<TENS, 15>,
    ]
}

#[rustfmt::skip]
static RUNS: [[fn() -> String; ROW]; ROW] = [
    row::<0>(), row::<1>(), row::<2>(), row::<3>(), row::<4>(), row::<5>(), row::<6>(), row::<7>(),
    row::<8>(), row::<9>(), row::<10>(), row::<11>(), row::<12>(), row::<13>(), row::<14>(), row::<15>(),
];

fn limits(ends: Ends) -> Limits {
    Limits { progress, unclear: is_unclear, ..explore::limits(ends) }
}

fn is_unclear(place: &Location<'static>) -> bool {
    let here = (place.file(), place.line(), place.column());
    let places = UNCLEAR.get().map(|places| places()).unwrap_or_default();
    places.iter().any(|(file, line, column)| (file.as_str(), *line, *column) == here)
}

fn progress(_: &Scenario, executions: u64) {
    static LAST: Mutex<Option<Instant>> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if last.is_none_or(|last| last.elapsed() > BETWEEN) {
        *last = Some(Instant::now());
        answer(&json!({ "progress": executions }));
    }
}

/// Tells the parent. Where it is gone, there is nobody to tell, and nothing more to do.
///
/// Nothing that was found counts once a thread has been seen that the engine has not started.
fn answer(line: &Value) {
    static ANSWERS: OnceLock<Mutex<std::fs::File>> = OnceLock::new();
    let answers = ANSWERS.get_or_init(|| Mutex::new(os::answers()));
    let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
    if racelab_loom::explore::has_met_a_foreign_thread() {
        let _ = answers.write_all(format!("{}\n", json!({ "foreign": true })).as_bytes());
        aborts::leave(1);
    }
    if answers.write_all(format!("{line}\n").as_bytes()).is_err() {
        aborts::leave(1);
    }
}
