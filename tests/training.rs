//! Every approach trains, on real threads: it learns, computes what it should, and ends.
#![cfg(not(loom))]

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use racelab::compare::{Comparison, Setting, TARGET};
use racelab::data::{Batches, Dataset, Source};
use racelab::inference::EPOCHS;
use racelab::network::{Architecture, Classifier, Network, Perceptron, Tally};
use racelab::scenario::batches_of_four;
use racelab::sync::WorkerPanic;
use racelab::trainers::{Approach, Kind, Plan, Unwatched, Watch, approaches, file, sequential};

/// Fails the test if `work` has not ended after a minute, which is a hundred times what it needs.
fn ends<R: Send + 'static>(what: &str, work: impl FnOnce() -> R + Send + 'static) -> R {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(work()));
    receiver.recv_timeout(Duration::from_secs(60)).unwrap_or_else(|_| panic!("{what} hangs, or panicked"))
}

fn digits(workers: usize) -> Comparison {
    Comparison::new(Setting::of(Source::Digits, workers))
}

fn trained(comparison: &Comparison, approach: &Approach<Perceptron>, epochs: usize) -> Vec<f32> {
    let (weights, _) = comparison.train(approach, &comparison.batches(epochs), &Unwatched).unwrap();
    weights
}

fn bits(weights: &[f32]) -> Vec<u32> {
    weights.iter().map(|weight| weight.to_bits()).collect()
}

#[test]
fn an_approach_is_in_the_file_that_a_reader_is_sent_to() {
    for approach in approaches::<Perceptron>() {
        let path = format!("{}/{}", env!("CARGO_MANIFEST_DIR"), file(approach.name));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(text.contains("Result<Vec<f32>, WorkerPanic>"), "{path} has no trainer");
    }
}

#[test]
fn every_approach_classifies_93_of_100_digits_after_30_epochs() {
    for workers in [2, 3] {
        let comparison = digits(workers);
        for approach in approaches() {
            let accuracy = comparison.accuracy(&trained(&comparison, &approach, 30));
            assert!(accuracy >= 0.93, "{} with {workers} workers: {accuracy}", approach.name);
        }
    }
}

/// The network that `racelab inference` and lesson 16 ask, on images that it has not been trained on.
#[test]
fn the_convolution_that_is_asked_classifies_97_of_100_digits() {
    let setting = Setting { epochs: EPOCHS, ..Setting::of(Source::Digits, 1) };
    let split = Source::Digits.load().unwrap();
    assert_eq!((split.train.len(), split.test.len()), (1437, 360));
    let comparison = Comparison::of(setting, Architecture::convolution(&split).unwrap(), split);
    let (batches, initial) = (comparison.batches(EPOCHS), comparison.initial().to_vec());
    let plan = Plan { workers: 1, rate: setting.rate };
    let weights = sequential::train(comparison.network(), initial, &batches, &plan, &Unwatched).unwrap();
    let accuracy = comparison.accuracy(&weights);
    assert!(accuracy >= 0.97, "{accuracy}");
}

/// More workers than this machine has cores, too, and numbers by which no batch can be divided. With eight the updates are
/// so stale that the usual rate is too large (chapter 14).
#[test]
fn every_approach_trains_with_every_number_of_workers_from_1_to_8() {
    for workers in 1..=8 {
        let comparison = Comparison::new(Setting { rate: 0.1, ..Setting::of(Source::Digits, workers) });
        for approach in approaches() {
            let accuracy = comparison.accuracy(&trained(&comparison, &approach, 4));
            assert!(accuracy >= 0.8, "{} with {workers} workers: {accuracy}", approach.name);
        }
    }
}

#[test]
fn with_one_worker_every_approach_computes_the_weights_of_the_sequential_one_bit_for_bit() {
    let comparison = digits(1);
    let all = approaches();
    let sequential = bits(&trained(&comparison, &all[0], 2));
    for approach in &all {
        assert_eq!(bits(&trained(&comparison, approach, 2)), sequential, "{}", approach.name);
    }
}

#[test]
fn a_deterministic_approach_computes_the_same_weights_again_bit_for_bit() {
    for workers in [2, 3] {
        let comparison = digits(workers);
        for approach in approaches().iter().filter(|approach| approach.deterministic) {
            let first = bits(&trained(&comparison, approach, 3));
            for _ in 0..3 {
                assert_eq!(bits(&trained(&comparison, approach, 3)), first, "{}, {workers}", approach.name);
            }
        }
    }
}

/// So short that only the least number of runs is made.
const BRIEF: Duration = Duration::from_millis(1);

#[test]
fn the_time_to_the_target_is_that_of_the_fewest_epochs_that_get_there() {
    let comparison = digits(2);
    let sequential = &approaches()[0];
    let accuracy = |epochs| comparison.accuracy(&trained(&comparison, sequential, epochs));
    let fewest = (1..).find(|&epochs| accuracy(epochs) >= TARGET).unwrap();
    assert!(fewest > 1, "or there are no fewer to try");
    let measured = comparison.measure(sequential, BRIEF, &Unwatched).unwrap();
    assert_eq!(measured.to_target.unwrap().epochs, fewest);
    assert!(measured.accuracy >= TARGET && measured.same_again && measured.runs >= 5);

    let too_few = Comparison::new(Setting { epochs: fewest - 1, ..Setting::of(Source::Digits, 2) });
    let measured = too_few.measure(sequential, BRIEF, &Unwatched).unwrap();
    assert_eq!(measured.to_target, None);
    assert!(measured.accuracy < TARGET);
}

#[test]
fn the_median_of_several_runs_decides_whether_the_target_is_reached() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    // Trains as one thread does, but for one of three runs, or two, which end where they began.
    fn but_for<const FAILURES: usize>(sequential: &Approach<Perceptron>) -> Approach<Perceptron> {
        Approach {
            train: |network, weights, batches, plan, watch| {
                if RUNS.fetch_add(1, Ordering::Relaxed) % 3 < FAILURES {
                    return Ok(weights);
                }
                sequential::train(network, weights, batches, plan, watch)
            },
            ..*sequential
        }
    }
    let comparison = digits(2);
    let sequential = &approaches()[0];
    let mostly = comparison.measure(&but_for::<1>(sequential), BRIEF, &Unwatched).unwrap();
    assert!(mostly.to_target.is_some() && mostly.accuracy >= TARGET && !mostly.same_again);
    let seldom = comparison.measure(&but_for::<2>(sequential), BRIEF, &Unwatched).unwrap();
    assert!(seldom.to_target.is_none() && seldom.accuracy < TARGET);
}

#[test]
fn every_update_arrives_unless_the_approach_is_lossy() {
    const UPDATES: usize = 20_000;
    for workers in [2, 4] {
        for approach in approaches::<Tally>() {
            let plan = Plan { workers, rate: 1.0 };
            let batches = batches_of_four(UPDATES);
            let arrived =
                (approach.train)(&Tally::new(2), vec![0.0; 2], &batches, &plan, &Unwatched).unwrap();
            for arrived in arrived {
                let name = approach.name;
                match approach.kind {
                    Kind::Lossy => assert!((2.0..=UPDATES as f32).contains(&arrived), "{name}: {arrived}"),
                    // A stale one counts for less, by how much depends on timing.
                    Kind::StaleAndScaled => {
                        assert!((100.0..=UPDATES as f32).contains(&arrived), "{name}: {arrived}")
                    }
                    _ => assert_eq!(arrived, UPDATES as f32, "{name} with {workers} workers"),
                }
            }
        }
    }
}

/// Lets every worker take so many steps, and then answers Break.
struct Limit {
    steps: AtomicUsize,
    most: usize,
}

impl Watch for Limit {
    fn step(&self, _worker: usize, _loss: f32) -> ControlFlow<()> {
        let steps = self.steps.fetch_add(1, Ordering::Relaxed) + 1;
        if steps >= self.most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

#[test]
fn training_ends_early_when_the_watch_says_so() {
    // A layer for each worker, so that in a pipeline each has a stage.
    for (workers, most) in [(2, 104), (8, 132)] {
        for approach in approaches::<Tally>() {
            let (arrived, steps) = ends(approach.name, move || {
                let watch = Limit { steps: AtomicUsize::new(0), most: 100 };
                let (network, weights) = (Tally::new(workers), vec![0.0; workers]);
                let batches = batches_of_four(1_000_000);
                let weights = (approach.train)(&network, weights, &batches, &plan(workers), &watch).unwrap();
                (weights[0], watch.steps.into_inner())
            });
            assert!((100..most).contains(&steps), "{} with {workers} workers: {steps} steps", approach.name);
            assert!(arrived > 0.0 && arrived <= most as f32, "{}: {arrived} updates", approach.name);
        }
    }
}

#[test]
fn a_worker_that_panics_is_reported_and_nobody_waits_for_it() {
    for workers in [1, 2, 3, 4, 8] {
        for approach in approaches::<Tally>() {
            let result = ends(approach.name, move || {
                // Batches of four images, and at the end of each epoch one of one image, or a part of
                // one image: there the tally panics.
                let dataset = Dataset::new(1, 1, 1, vec![0.0; 4 * 50 + 1], vec![0; 4 * 50 + 1]);
                let batches = Batches::new(&dataset, 4, 20, 0);
                let network = Tally::panicking(workers);
                (approach.train)(&network, vec![0.0; workers], &batches, &plan(workers), &Unwatched)
            });
            let WorkerPanic { worker, message } = result.expect_err(approach.name);
            assert!(worker < workers, "{}", approach.name);
            assert_eq!(message, "the tally was asked to panic", "{}", approach.name);
        }
    }
}

fn plan(workers: usize) -> Plan {
    Plan { workers, rate: 1.0 }
}

/// Panics in the step with this number.
struct Bomb {
    steps: AtomicUsize,
    at: usize,
}

impl Watch for Bomb {
    fn step(&self, _worker: usize, _loss: f32) -> ControlFlow<()> {
        if self.steps.fetch_add(1, Ordering::Relaxed) == self.at {
            racelab::sync::planned_panic("the watch fell asleep");
        }
        ControlFlow::Continue(())
    }
}

#[test]
fn a_watch_that_panics_is_reported_and_nobody_waits_for_it() {
    for approach in approaches::<Tally>() {
        let result = ends(approach.name, move || {
            let watch = Bomb { steps: AtomicUsize::new(0), at: 57 };
            (approach.train)(&Tally::new(1), vec![0.0], &batches_of_four(1000), &plan(3), &watch)
        });
        assert_eq!(result.expect_err(approach.name).message, "the watch fell asleep", "{}", approach.name);
    }
}

#[test]
fn nothing_to_train_on_leaves_the_weights_as_they_were() {
    let network = Perceptron::new(&[64, 8, 10]);
    let dataset = Dataset::new(8, 8, 10, Vec::new(), Vec::new());
    let initial = network.initial(3);
    for approach in approaches() {
        let batches = Batches::new(&dataset, 4, 2, 0);
        let weights = (approach.train)(&network, initial.clone(), &batches, &plan(2), &Unwatched).unwrap();
        assert_eq!(weights.len(), network.weights(), "{}", approach.name);
        assert_eq!(bits(&weights), bits(&initial), "{}", approach.name);
    }
}
