//! Samples of the kit: eight workers with a real network, and how soon each mistake is found.
#![cfg(not(loom))]

use racelab_loom::explore::sampled::{METHODS, Method, Sampling};
use racelab_loom::explore::soon::how_soon;
use racelab_loom::explore::{Exploration, Limits, explore_within};
use racelab_loom::mistakes::MISTAKES;
use racelab_loom::scenario::{FailureKind, Scenario};
use racelab_loom::trainers::crowds::CROWDS;

/// So many runs of each large scenario and by each method: a few seconds together in a development build. Chapter 19 says
/// so.
const RUNS: u64 = 4;

fn sample(scenario: &Scenario, sampling: Sampling) -> Exploration {
    explore_within(scenario, &Limits { sampling: Some(sampling), ..Limits::default() })
}

fn sampling(method: Method, seed: u64, runs: u64) -> Sampling {
    Sampling { method, seed, runs, steps: Sampling::STEPS }
}

#[test]
fn no_trainer_fails_with_eight_workers_and_a_real_network() {
    for scenario in CROWDS {
        for method in METHODS {
            let exploration = sample(scenario, sampling(method, 1, RUNS));
            assert!(!exploration.failed(), "{}", exploration.report());
            let drawn = exploration.drawn.expect("it was drawn");
            assert_eq!(
                (drawn.runs, drawn.out_of_steps, drawn.blocked),
                (RUNS, 0, 0),
                "{} by {method}",
                scenario.subject
            );
            // Or it is no crowd. Each batch of one starts seven threads, of which the engine has 32 in all.
            let least = if scenario.subject == "spawn-per-batch" { 40 } else { 100 };
            assert!(drawn.longest >= least, "{} by {method}: {} steps", scenario.subject, drawn.longest);
            assert!(!exploration.is_exhaustive());
        }
    }
}

#[test]
fn the_chapter_says_how_many_runs_are_drawn() {
    let chapter = include_str!("../book/src/19_random_schedules.md");
    let words = chapter.split_whitespace().collect::<Vec<_>>().join(" ");
    let by_lesson = include_str!("../lessons/19_random_schedules.rs");
    assert!(
        words.contains(&format!(
            "`cargo test` draws {RUNS} runs of each of them by each of the three methods"
        ))
    );
    assert!(
        words.contains("the lesson draws 20 of six of them by uniform choice")
            && by_lesson.contains("RUNS: u64 = 20;")
    );
}

#[test]
fn every_approach_with_several_workers_has_a_crowd() {
    let approaches = racelab::trainers::approaches::<racelab::network::Perceptron>();
    for approach in approaches.iter().filter(|approach| approach.parallel) {
        assert!(
            CROWDS.iter().any(|scenario| scenario.subject == approach.name),
            "{} has no scenario in src/trainers/crowds.rs",
            approach.name
        );
    }
}

/// What no method has found within the runs of the table, if anything.
const NOT_FOUND: &[&str] = &[];

#[test]
fn each_mistake_is_found_by_some_method_or_is_known_not_to_be() {
    for mistake in &MISTAKES {
        let found = METHODS.iter().any(|&method| how_soon(&mistake.scenario, method).is_some());
        assert_eq!(found, !NOT_FOUND.contains(&mistake.name), "{}", mistake.name);
    }
}

#[test]
fn what_a_sample_finds_is_what_the_mistake_is_known_for() {
    for mistake in &MISTAKES {
        for method in METHODS {
            let exploration = sample(&mistake.scenario, sampling(method, 1, 300));
            let Some(failure) = &exploration.failure else { continue };
            let kind = failure.kind();
            assert_eq!(kind, mistake.kind, "{} by {method}: {failure}", mistake.name);
            if kind == FailureKind::WrongOutcome {
                let counterexample = exploration.counterexample().expect("it failed");
                let outcome = counterexample.execution.outcome.expect("it came to its end");
                assert!(!mistake.scenario.allows(&outcome), "{} by {method}: {outcome}", mistake.name);
            }
        }
    }
}

#[test]
fn a_seed_draws_the_run_that_failed_again_and_tells_the_same_of_it() {
    for mistake in MISTAKES.iter().step_by(4) {
        for method in METHODS {
            let first = sample(&mistake.scenario, sampling(method, 1, 300));
            let Some(seed) = first.drawn.and_then(|drawn| drawn.failed) else { continue };
            let again = sample(&mistake.scenario, sampling(method, seed, 1));
            let picture = |exploration: &Exploration| {
                let report = exploration.report();
                report.split_once("An execution").map(|(_, picture)| picture.to_owned())
            };
            assert!(again.failed(), "{} by {method}, seed {seed}", mistake.name);
            assert_eq!(picture(&first), picture(&again), "{} by {method}, seed {seed}", mistake.name);
        }
    }
}
