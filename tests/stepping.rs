//! The graphs that the book's widgets step through: nothing in them that cannot happen, nothing left out.
#![cfg(not(loom))]

use std::collections::BTreeSet;

use racelab::litmus::checker::{Behaviour, Limits, Model, behaviour};
use racelab::litmus::{Test, format};
use racelab::stepping::executions::{Executions, in_words};
use racelab::stepping::interleaving::{DEADLOCK, Interleaving};
use racelab::stepping::program::Program;
use racelab::stepping::{Graph, State, atomics, mistakes};
use racelab_loom::explore::story::file;
use racelab_loom::explore::{Exploration, explore_by_loom as explore};
use racelab_loom::mistakes::MISTAKES;
use racelab_loom::scenario::{FailureKind, Scenario};
use racelab_loom::sync::atomic::AtomicUsize;
use racelab_loom::sync::atomic::Ordering::Relaxed;
use racelab_loom::sync::checked::record::Action;
use racelab_loom::sync::workers;

/// A mistake: its name, and its program.
type Named = (&'static str, fn() -> Program);

const PROGRAMS: [Named; 3] = [
    ("lost_update", mistakes::lost_update),
    ("torn_weights", mistakes::torn_weights),
    ("lock_order", mistakes::lock_order),
];

fn machine(program: fn() -> Program) -> Interleaving {
    Interleaving::new(program()).unwrap_or_else(|drifted| panic!("{drifted}"))
}

fn exploration(name: &str) -> Exploration {
    let mistake = MISTAKES.iter().find(|mistake| mistake.name == name).expect("it is a mistake");
    explore(&mistake.scenario)
}

#[test]
fn a_mistake_can_be_stepped_to_the_endings_that_loom_finds_and_to_no_other() {
    for (name, program) in PROGRAMS {
        let exploration = exploration(name);
        let mut expected = exploration.values();
        if exploration.counterexample().is_some_and(|shown| shown.failure.kind() == FailureKind::Deadlock) {
            expected.push(DEADLOCK);
        }
        expected.sort_unstable();
        assert_eq!(Graph::of(&machine(program)).endings(), expected, "{name}");
    }
}

#[test]
fn locks_are_taken_at_the_lines_at_which_loom_sees_the_mistake_take_them() {
    for (name, program) in PROGRAMS {
        let exploration = exploration(name);
        let witnesses = exploration.outcomes.iter().map(|outcome| exploration.witness(outcome));
        let executions = witnesses.chain(exploration.counterexample().map(|shown| shown.execution));
        let events: Vec<_> = executions.flat_map(|execution| execution.events).collect();
        let locks = events.iter().filter(|event| matches!(event.action, Action::Locks(..)));
        let seen: BTreeSet<_> = locks.map(|event| (file(event.place), event.place.line() as usize)).collect();
        let machine = machine(program);
        let said: BTreeSet<_> =
            machine.locking_lines().into_iter().map(|line| (line.file, line.number)).collect();
        assert_eq!(said, seen, "{name}");
    }
}

#[test]
fn three_increments_each_add_up_to_what_loom_finds() {
    fn run() -> String {
        let weight = AtomicUsize::new(0);
        workers(2, |_| {
            for _ in 0..3 {
                weight.store(weight.load(Relaxed) + 1, Relaxed);
            }
        });
        weight.load(Relaxed).to_string()
    }
    let scenario = Scenario::new("three_increments", "2 workers", &[], run).every_order_of(2);
    let graph = Graph::of(&machine(mistakes::three_increments));
    assert_eq!(graph.endings(), explore(&scenario).values());
    assert_eq!(graph.endings().first(), Some(&"2"), "the puzzle's point");
}

#[test]
fn every_state_is_reached_and_every_walk_ends() {
    for (name, program) in PROGRAMS {
        let graph = Graph::of(&machine(program));
        let mut reached = BTreeSet::from([0]);
        for (number, state) in graph.states.iter().enumerate() {
            assert!(reached.contains(&number), "{name}: state {number} is reached from an earlier one");
            assert_eq!(state.steps.is_empty(), state.ending.is_some(), "{name}: state {number}");
            reached.extend(state.steps.iter().map(|step| step.to));
        }
        assert_eq!(reached.len(), graph.states.len(), "{name}");
    }
}

#[test]
fn walks_are_counted_as_many_as_there_are_interleavings() {
    // Two threads of six steps that never wait for each other: 12 over 6 of them.
    let graph = Graph::of(&machine(mistakes::three_increments));
    assert_eq!(graph.walks(|_| true), 924);
    let counted: u64 = graph.endings().iter().map(|ending| graph.walks(|end| end == *ending)).sum();
    assert_eq!(counted, 924);
}

#[test]
fn the_simplest_walk_ends_as_wanted_with_as_few_switches_as_can_be() {
    let graph = Graph::of(&machine(mistakes::lost_update));
    let walk = graph.simplest_walk(|ending| ending == "1 of 2 updates arrived").expect("it can happen");
    let threads: Vec<_> = graph.steps_of(&walk).map(|(_, step)| step.thread).collect();
    assert_eq!(threads.windows(2).filter(|pair| pair[0] != pair[1]).count(), 2, "{threads:?}");
    let (last, step) = graph.steps_of(&walk).last().expect("it has steps");
    assert!(graph.states[last].ending.is_none());
    assert_eq!(graph.states[step.to].ending.as_deref(), Some("1 of 2 updates arrived"));
    assert_eq!(graph.simplest_walk(|ending| ending == "3 of 2 updates arrived"), None);
}

/// Every way a test can end: as C++20 allows it, and as it can be stepped to.
fn allowed_and_stepped(test: &Test) -> (BTreeSet<String>, BTreeSet<String>) {
    let names = ["worker 0", "worker 1", "worker 2", "worker 3"];
    let machine = Executions::new(test, &names[..test.threads.len()]).expect("it is small");
    let stepped = Graph::of(&machine).endings().into_iter().map(str::to_owned).collect();
    let Ok(Behaviour::Outcomes(allowed)) = behaviour(test, &Model::CPP20, &Limits::default()) else {
        panic!("{} is small and has no data race", test.name)
    };
    (allowed.iter().map(|outcome| in_words(test, outcome)).collect(), stepped)
}

#[test]
fn atomics_can_be_stepped_to_the_outcomes_that_the_checker_allows_and_to_no_other() {
    for test in atomics::ALL.map(atomics::read) {
        let (mut allowed, stepped) = allowed_and_stepped(&test);
        if test.name == "load_buffering" {
            // What is strange about it: it is allowed, and no order of steps leads there.
            assert!(allowed.remove("a = 1, b = 1"));
        }
        assert_eq!(stepped, allowed, "{}", test.name);
    }
}

#[test]
fn a_store_can_go_before_an_earlier_one_in_modification_order() {
    // 2+2W: each location ends with the store that was made first.
    let text = "C two_two_writes
{ x = 0; y = 0; }
P0 (atomic_int* x, atomic_int* y) {
  atomic_store_explicit(x, 1, memory_order_relaxed);
  atomic_store_explicit(y, 2, memory_order_relaxed);
}
P1 (atomic_int* x, atomic_int* y) {
  atomic_store_explicit(y, 1, memory_order_relaxed);
  atomic_store_explicit(x, 2, memory_order_relaxed);
}
exists (x=1 /\\ y=1)
";
    let (allowed, stepped) = allowed_and_stepped(&format::parse(text).expect("it can be read"));
    assert!(stepped.contains("x = 1, y = 1"));
    assert_eq!(stepped, allowed);
}

/// The reader's steps in the state that some steps lead to, and what is said about the reader there.
fn reader_after(text: &str, taken: &[(usize, &str)]) -> (Vec<String>, Vec<String>) {
    let test = atomics::read(text);
    let graph = Graph::of(&Executions::new(&test, &["worker", "reader"]).expect("it is small"));
    let step = |state: &State, (thread, what): (usize, &str)| {
        let found = state.steps.iter().find(|step| step.thread == thread && step.text.contains(what));
        found.unwrap_or_else(|| panic!("{what} is legal: {:?}", state.steps)).to
    };
    let state = taken.iter().fold(0, |state, &taken| step(&graph.states[state], taken));
    let State { steps, view, .. } = &graph.states[state];
    let steps = steps.iter().filter(|step| step.thread == 1).map(|step| step.text.clone());
    (steps.collect(), view.threads[1].notes.clone())
}

const PUBLISHED: [(usize, &str); 3] = [(0, "stores"), (0, "stores"), (1, "reads version: 1")];

#[test]
fn a_reader_that_has_synchronised_is_told_so_and_offered_no_older_store() {
    let (steps, notes) = reader_after(atomics::MESSAGE_PASSING_RELEASE_ACQUIRE, &PUBLISHED);
    assert_eq!(steps, ["reads weight: 1, stored by worker"]);
    assert_eq!(
        notes,
        ["has synchronised with worker: version.store(1, Release)", "must read 1 or newer from weight"]
    );
}

#[test]
fn a_reader_that_has_not_synchronised_may_still_read_either_store() {
    let (steps, notes) = reader_after(atomics::MESSAGE_PASSING_RELEASE_ONLY, &PUBLISHED);
    assert_eq!(
        steps,
        ["reads weight: 0, the initial value, not the newer 1", "reads weight: 1, stored by worker"]
    );
    assert_eq!(notes, [""; 0]);
}
