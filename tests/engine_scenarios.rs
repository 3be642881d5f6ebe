//! The engine against loom on the kit's scenarios: the same outcomes for the safe trainers, and something wrong with
//! each mistake.

use std::time::Duration;

use racelab_loom::explore::story::{Kind, Story};
use racelab_loom::explore::{Exploration, Failure, Limits, explore, explore_by_loom, explore_within};
use racelab_loom::mistakes::MISTAKES;
use racelab_loom::scenario::{FailureKind, Scenario};
use racelab_loom::sync::atomic::AtomicU32;
use racelab_loom::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use racelab_loom::sync::checked::record::Action;
use racelab_loom::sync::workers;
use racelab_loom::trainers::scenarios::{LARGE, LARGEST, SAFE, all_safe, safe};

fn kind(exploration: &Exploration) -> Option<FailureKind> {
    exploration.failure.as_ref().map(Failure::kind)
}

#[test]
fn every_safe_scenario_ends_with_each_of_its_allowed_outcomes_and_no_other() {
    for scenario in all_safe().chain(LARGE) {
        let found = explore(scenario);
        let about = format!("{}, {}", scenario.subject, scenario.about);
        assert_eq!((&found.failure, found.is_exhaustive()), (&None, true), "{about}: {}", found.extent());
        let mut allowed = scenario.allowed.to_vec();
        allowed.sort_unstable();
        assert_eq!(found.values(), allowed, "{about}");
    }
}

/// `cargo test --release --test engine_scenarios -- --ignored` takes minutes.
#[test]
#[ignore = "explores 23 million executions"]
fn the_largest_scenarios_come_to_their_end() {
    let limits = Limits { executions: u64::MAX, time: Duration::MAX, whims: 0, ..Limits::default() };
    let executions = LARGEST.iter().map(|scenario| {
        let found = explore_within(scenario, &limits);
        assert_eq!((&found.failure, found.is_exhaustive()), (&None, true), "{}", found.extent());
        assert_eq!(found.values(), scenario.allowed);
        found.executions
    });
    assert_eq!(executions.collect::<Vec<_>>(), [92_016, 8_799_768, 14_434_974]);
}

#[test]
fn every_mistake_fails_by_the_engine_for_the_reason_that_loom_finds_if_it_can() {
    for mistake in &MISTAKES {
        let found = explore(&mistake.scenario);
        assert_eq!(kind(&found), Some(mistake.kind), "{}", found.report());
        // loom knows nothing of freed memory; what it sees of such a mistake is the race that led to it.
        let by_loom =
            if mistake.kind == FailureKind::UseAfterFree { FailureKind::DataRace } else { mistake.kind };
        assert_eq!(kind(&explore_by_loom(&mistake.scenario)), Some(by_loom), "{}", mistake.name);
        assert!(!found.counterexample().expect("one").execution.events.is_empty(), "{}", mistake.name);
        assert_eq!(found.report(), explore(&mistake.scenario).report(), "{}", mistake.name);
    }
}

#[test]
fn a_witness_ends_with_its_outcome_and_reads_from_what_was_stored() {
    for scenario in SAFE.iter().filter(|scenario| scenario.subject.starts_with("atomic")) {
        let found = explore(scenario);
        for outcome in &found.outcomes {
            let witness = found.witness(outcome);
            assert_eq!(witness.outcome.as_ref(), Some(&outcome.value), "{}", scenario.about);
            for (index, event) in witness.events.iter().enumerate() {
                let Action::Loads(read) = &event.action else { continue };
                let Some(from) = read.from else { continue };
                let stored = match &witness.events[from].action {
                    Action::Stores(value, _) | Action::Changes(_, value) => value,
                    other => panic!("{other:?} stores nothing"),
                };
                assert!(
                    from < index && *stored == read.value && !read.equal,
                    "{}: {event:?}",
                    scenario.about
                );
            }
        }
    }
}

#[test]
fn a_safe_scenario_is_told_without_anything_going_wrong() {
    let found = explore(safe("mutex-short", "2 workers"));
    assert!(found.counterexample().is_none());
    assert_eq!(
        found.extent(),
        format!("{} executions, exhaustive within the engine's limits", found.executions)
    );
}

/// Of two equal values, a load that read the older does not synchronise with the newer.
#[test]
fn a_load_of_the_older_of_two_equal_values_is_not_drawn_as_synchronising() {
    let run = || {
        let (value, data) = (AtomicU32::new(0), AtomicU32::new(0));
        let read = workers(2, |me| {
            if me == 0 {
                value.store(1, Relaxed);
                data.store(7, Relaxed);
                value.fetch_or(1, Release);
                return 0;
            }
            if value.load(Acquire) == 1 { data.load(Relaxed) } else { 7 }
        });
        read[1].to_string()
    };
    let found = explore(&Scenario::new("equal", "of a test", &["7"], run));
    let counterexample = found.counterexample().expect("0 is wrong, and can be seen");
    let story = Story::of_counterexample(&counterexample, false);
    assert!(!story.arrows.iter().any(|arrow| arrow.kind == Kind::Synchronises), "{}", found.report());
    let mut read = story.arrows.iter().filter(|arrow| arrow.kind == Kind::Reads);
    assert!(read.all(|arrow| story.steps[arrow.from].text.contains("stores 1")), "{story:?}");
    assert!(!found.report().contains("older equal"), "{}", found.report());
}
