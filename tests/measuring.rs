//! How an approach is measured: long enough, in turn with one thread, and by the median of several runs.
//!
//! The trainers here are none. They hand back weights that were trained before, or the initial ones, so that it is
//! known what is to be measured.
#![cfg(not(loom))]

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use racelab::compare::{Comparison, Observer, Setting, TARGET};
use racelab::data::{Batches, Source};
use racelab::network::Perceptron;
use racelab::sync::WorkerPanic;
use racelab::trainers::{Approach, Plan, Train, Unwatched, Watch, approaches};

type Trained = Result<Vec<f32>, WorkerPanic>;

fn comparison(epochs: usize) -> Comparison {
    Comparison::new(Setting { epochs, ..Setting::of(Source::Digits, 2) })
}

fn sequential() -> Approach<Perceptron> {
    approaches().swap_remove(0)
}

fn with(train: Train<Perceptron>) -> Approach<Perceptron> {
    Approach { name: "of a test", parallel: true, train, ..sequential() }
}

/// Weights that classify well enough.
fn trained() -> Vec<f32> {
    static TRAINED: OnceLock<Vec<f32>> = OnceLock::new();
    let train = || {
        let thirty = comparison(30);
        let (weights, _) = thirty.train(&sequential(), &thirty.batches(30), &Unwatched).unwrap();
        assert!(thirty.accuracy(&weights) > TARGET);
        weights
    };
    TRAINED.get_or_init(train).clone()
}

/// Every fifth run is a good one.
fn seldom(_: &Perceptron, weights: Vec<f32>, _: &Batches<'_>, _: &Plan, _: &dyn Watch) -> Trained {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    Ok(if run.is_multiple_of(5) { trained() } else { weights })
}

/// All but every fifth run are.
fn mostly(_: &Perceptron, weights: Vec<f32>, _: &Batches<'_>, _: &Plan, _: &dyn Watch) -> Trained {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    Ok(if run.is_multiple_of(5) { weights } else { trained() })
}

/// Good weights for those that are handed in for the third time: so epoch by epoch, and never in a whole run.
fn by_and_by(_: &Perceptron, mut weights: Vec<f32>, _: &Batches<'_>, _: &Plan, _: &dyn Watch) -> Trained {
    /// The last weight counts how often they were handed back, from here on.
    const NEVER: f32 = 1000.0;
    let times = (weights.last().unwrap() - NEVER).max(0.0) + 1.0;
    if times >= 3.0 {
        weights = trained();
    } else {
        *weights.last_mut().unwrap() = NEVER + times;
    }
    Ok(weights)
}

#[test]
fn a_target_that_one_run_in_five_reaches_is_not_reached() {
    let comparison = comparison(2);
    let measured = comparison.measure(&with(seldom), Duration::from_millis(50), &Unwatched).unwrap();
    assert_eq!(measured.to_target, None);
    assert!(measured.accuracy < 0.5, "and the accuracy is the median too: {}", measured.accuracy);
}

#[test]
fn a_target_that_four_runs_in_five_reach_is_reached_after_the_fewest_epochs_that_will_do() {
    let comparison = comparison(2);
    let measured = comparison.measure(&with(mostly), Duration::from_millis(50), &Unwatched).unwrap();
    assert_eq!(measured.to_target.map(|target| target.epochs), Some(1));
    assert!(measured.accuracy > TARGET);
    assert!(!measured.same_again, "one run in five ends with other weights");
}

/// Epoch by epoch the target is reached; a whole run starts from the initial weights, and has to be there as well.
#[test]
fn a_target_that_no_whole_run_reaches_is_not_reached() {
    let comparison = comparison(4);
    let measured = comparison.measure(&with(by_and_by), Duration::from_millis(50), &Unwatched).unwrap();
    assert_eq!(measured.to_target, None);
}

#[test]
fn each_approach_is_measured_as_long_as_was_asked_for() {
    let comparison = comparison(1);
    for (budget, least) in [(Duration::ZERO, 5), (Duration::from_millis(400), 6)] {
        let start = Instant::now();
        let measured = comparison.measure(&with(mostly), budget, &Unwatched).unwrap();
        assert!(start.elapsed() >= budget && measured.runs >= least, "{} runs", measured.runs);
    }
}

#[test]
fn the_middle_half_and_the_median_are_those_of_the_turns() {
    let comparison = comparison(1);
    let measured = comparison.measure(&sequential(), Duration::from_millis(200), &Unwatched).unwrap();
    let (low, high) = measured.middle_half;
    assert!(0.0 < low && low <= measured.speed && measured.speed <= high, "{measured:?}");
    assert!(measured.spread.0 <= measured.throughput && measured.throughput <= measured.spread.1);
    assert!(measured.cores > 0.0 && measured.same_again);
}

/// Writes down whose turn it was.
#[derive(Default)]
struct Turns(Mutex<Vec<&'static str>>);

impl Watch for Turns {
    fn step(&self, _worker: usize, _loss: f32) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

impl Observer for Turns {
    fn interrupted(&self) -> bool {
        false
    }

    fn begins(&self, approach: &'static str, _batches: usize) {
        self.0.lock().unwrap().push(approach);
    }
}

#[test]
fn each_run_is_timed_in_turn_with_one_thread_that_comes_first_every_other_time() {
    let comparison = comparison(1);
    let (approach, batches) = (with(mostly), comparison.batches(1));
    let order = |number| {
        let turns = Turns::default();
        comparison.turn(number, &approach, &batches, &turns).unwrap();
        turns.0.into_inner().unwrap()
    };
    assert_eq!(order(0), ["sequential", "of a test"]);
    assert_eq!(order(1), ["of a test", "sequential"]);
    assert_eq!(order(2), order(0));
}

/// Writes down what share was done.
#[derive(Default)]
struct Shares(Mutex<Vec<f64>>);

impl Watch for Shares {
    fn step(&self, _worker: usize, _loss: f32) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

impl Observer for Shares {
    fn interrupted(&self) -> bool {
        false
    }

    fn progress(&self, share: f64) {
        self.0.lock().unwrap().push(share);
    }
}

#[test]
fn the_share_that_is_done_grows_to_one() {
    let shares = Shares::default();
    let comparison = comparison(1);
    comparison.measure(&with(mostly), Duration::from_millis(100), &shares).unwrap();
    let shares = shares.0.into_inner().unwrap();
    assert!(shares.len() >= 5 && shares.is_sorted(), "{shares:?}");
    assert!(shares[0] <= 0.2 && *shares.last().unwrap() == 1.0, "{shares:?}");
}
