//! The wrappers around loom's types change nothing of what loom explores: the same outcomes in the same
//! number of executions as against loom itself, recorded or not.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use racelab_loom::explore::{Exploration, Limits, explore_within};
use racelab_loom::scenario::Scenario;

/// The programs against loom as it is.
mod plain {
    use std::sync::Arc;

    use loom::sync::{Condvar, Mutex, RwLock, atomic};

    fn pair<S: Send + Sync + 'static>(shared: S, one: fn(&S) -> u32, other: fn(&S) -> u32) -> String {
        let shared = Arc::new(shared);
        let theirs = Arc::clone(&shared);
        let thread = loom::thread::spawn(move || one(&theirs));
        let mine = other(&shared);
        format!("{} {mine}", thread.join().unwrap())
    }

    include!("recorder/programs.rs");
}

/// The programs against the wrappers.
mod wrapped {
    use racelab_loom::sync::{Condvar, Mutex, RwLock, atomic, thread};

    fn pair<S: Send + Sync + 'static>(shared: S, one: fn(&S) -> u32, other: fn(&S) -> u32) -> String {
        thread::scope(|scope| {
            let thread = scope.spawn(|| one(&shared));
            let mine = other(&shared);
            format!("{} {mine}", thread.join().unwrap())
        })
    }

    include!("recorder/programs.rs");
}

/// What loom by itself finds: how many executions, and which outcomes.
fn plainly(program: fn() -> String) -> (u64, BTreeSet<String>) {
    let found = Arc::new(Mutex::new((0, BTreeSet::new())));
    let shared = Arc::clone(&found);
    loom::model::Builder::new().check(move || {
        let outcome = program();
        let mut found = shared.lock().unwrap();
        found.0 += 1;
        found.1.insert(outcome);
    });
    let found = found.lock().unwrap();
    found.clone()
}

fn explored(program: fn() -> String, record_all: bool) -> Exploration {
    let limits = Limits { choices: false, record_all, ..Limits::of_loom() };
    explore_within(&Scenario::new("program", "of a test", &[], program), &limits)
}

#[test]
fn the_wrappers_change_neither_the_outcomes_nor_the_number_of_executions() {
    assert!(plain::PROGRAMS.len() >= 10);
    for ((name, plain), (_, wrapped)) in plain::PROGRAMS.iter().zip(wrapped::PROGRAMS) {
        let (executions, outcomes) = plainly(*plain);
        for record_all in [false, true] {
            let exploration = explored(*wrapped, record_all);
            let seen: BTreeSet<_> = exploration.values().into_iter().map(str::to_owned).collect();
            assert_eq!(seen, outcomes, "{name}, recorded: {record_all}");
            assert_eq!(exploration.executions, executions, "{name}, recorded: {record_all}");
            // No outcome is named, so any is allowed, and there is nothing else to find.
            assert_eq!(exploration.failure, None, "{name}, recorded: {record_all}");
        }
    }
}

#[test]
fn a_witness_ends_with_the_outcome_that_it_is_a_witness_of() {
    for (name, program) in wrapped::PROGRAMS {
        let exploration = explored(*program, false);
        for outcome in &exploration.outcomes {
            let witness = exploration.witness(outcome);
            assert_eq!(witness.outcome.as_ref(), Some(&outcome.value), "{name}");
            assert!(!witness.events.is_empty(), "{name}");
        }
    }
}

#[test]
fn a_load_tells_which_of_two_equal_stores_it_read() {
    use racelab_loom::sync::checked::record::Action;
    let (_, program) = wrapped::PROGRAMS.iter().find(|(name, _)| name.contains("equal stores")).unwrap();
    let exploration = explored(*program, false);
    // 1, then 2, then 1 again: first the oldest of three stores, then the newest, which are alike.
    let outcome = exploration.outcomes.iter().find(|outcome| outcome.value == "0 121").expect("121 is seen");
    let events = exploration.witness(outcome).events;
    let stores: Vec<_> =
        (0..events.len()).filter(|&event| matches!(events[event].action, Action::Stores(..))).collect();
    let read: Vec<_> = events
        .iter()
        .filter_map(|event| match &event.action {
            Action::Loads(read) => Some((read.from.unwrap(), read.equal)),
            _ => None,
        })
        .collect();
    assert_eq!(read, [(stores[0], false), (stores[1], false), (stores[2], false)]);
}
