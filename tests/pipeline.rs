//! Model parallelism on real threads: the gradients are those of one thread, for every number of workers, and whoever
//! panics is reported.
#![cfg(not(loom))]

use std::sync::mpsc;
use std::time::Duration;

use racelab::data::{Batches, Dataset};
use racelab::network::{Chain, Classifier, Layer, Layered, Network, Perceptron};
use racelab::sync::WorkerPanic;
use racelab::trainers::pipeline::{self, MICRO_BATCHES, stages};
use racelab::trainers::{Plan, Train, Unwatched, sequential, split_layer};
use rand::RngExt;

/// A step with rate 1 changes the weights by minus the gradient. Gradients of mean losses here are below 1, and sums of
/// some hundred products in single precision are good to a few parts in a million.
const TOLERANCE: f32 = 2e-6;

fn dataset(inputs: usize, classes: u8, images: usize) -> Dataset {
    let mut random = racelab::data::generator(1, "images");
    let pixels = (0..images * inputs).map(|_| random.random()).collect();
    let labels = (0..images).map(|_| random.random_range(0..classes)).collect();
    Dataset::new(1, inputs, usize::from(classes), pixels, labels)
}

fn trained(
    train: Train<Perceptron>,
    network: &Perceptron,
    batches: &Batches<'_>,
    workers: usize,
) -> Vec<f32> {
    train(network, network.initial(5), batches, &Plan { workers, rate: 1.0 }, &Unwatched).unwrap()
}

fn bits(weights: &[f32]) -> Vec<u32> {
    weights.iter().map(|weight| weight.to_bits()).collect()
}

fn furthest(one: &[f32], other: &[f32]) -> f32 {
    assert_eq!(one.len(), other.len());
    one.iter().zip(other).map(|(one, other)| (one - other).abs()).fold(0.0, f32::max)
}

#[test]
fn layer_by_layer_the_gradient_has_the_same_bits_as_at_once() {
    let network = Perceptron::new(&[9, 8, 7, 3]);
    let dataset = dataset(9, 3, 10);
    let (batches, weights, ranges) = (Batches::new(&dataset, 4, 1, 0), network.initial(2), network.layers());
    for batch in batches.all() {
        let mut expected = vec![0.0; network.weights()];
        let loss = network.gradient(&weights, batch, &mut expected, &mut network.scratch(4));
        let mut activations = vec![vec![0.0; batch.len() * network.layer(0).inputs()]];
        network.images(batch, &mut activations[0]);
        for (number, range) in ranges.iter().enumerate() {
            let layer = network.layer(number);
            assert_eq!(layer.weights(), range.len());
            let mut outputs = vec![0.0; batch.len() * layer.outputs()];
            layer.forward(&weights[range.clone()], &activations[number], &mut outputs);
            activations.push(outputs);
        }
        let mut outputs = activations.pop().unwrap();
        let mut deltas = vec![f32::NAN; outputs.len()];
        let last = ranges[ranges.len() - 1].clone();
        let by_layers = network.loss(&weights[last], &mut outputs, batch, &mut deltas);
        assert_eq!(by_layers.to_bits(), loss.to_bits());
        let mut gradient = vec![f32::NAN; network.weights()];
        for (number, range) in ranges.iter().enumerate().rev() {
            let mut input_deltas = vec![f32::NAN; activations[number].len()];
            let wanted = (number > 0).then_some(&mut input_deltas[..]);
            let (weights, inputs) = (&weights[range.clone()], &activations[number]);
            network.layer(number).backward(weights, inputs, &deltas, &mut gradient[range.clone()], wanted);
            deltas = input_deltas;
        }
        assert_eq!(bits(&gradient), bits(&expected));
    }
}

#[test]
fn a_gradient_is_that_of_one_thread_for_every_number_of_workers_and_batch() {
    let (deep, dataset) = (Perceptron::new(&[12, 11, 9, 7, 5]), dataset(12, 5, 29));
    for (name, train) in
        [("pipeline", pipeline::train as Train<Perceptron>), ("split-layer", split_layer::train)]
    {
        for network in [&Perceptron::new(&[12, 5]), &Perceptron::new(&[12, 11, 5]), &deep] {
            for size in [1, 3, 8, 29] {
                // One step, so that what differs is one gradient's rounding.
                let batches = Batches::new(&dataset, size, 1, 0).epoch(0, 29_usize.div_ceil(size));
                assert_eq!(batches.len(), 1);
                let expected = trained(sequential::train, network, &batches, 1);
                for workers in 1..=8 {
                    let weights = trained(train, network, &batches, workers);
                    let off = furthest(&weights, &expected);
                    assert!(off < TOLERANCE, "{name}, {network}, batch {size}, {workers} workers: {off}");
                    assert!(
                        furthest(&weights, &network.initial(5)) > 100.0 * TOLERANCE,
                        "nothing to compare"
                    );
                }
            }
        }
    }
}

#[test]
fn into_how_many_stages_a_network_is_cut_makes_no_difference_to_a_bit() {
    let (network, dataset) = (Perceptron::new(&[12, 11, 9, 7, 5]), dataset(12, 5, 29));
    let batches = Batches::new(&dataset, 10, 4, 0);
    let two = bits(&trained(pipeline::train, &network, &batches, 2));
    for workers in [3, 4, 5, 8] {
        assert_eq!(bits(&trained(pipeline::train, &network, &batches, workers)), two, "{workers} workers");
    }
}

#[test]
fn more_workers_than_layers_make_no_more_stages() {
    let network = Perceptron::new(&[12, 11, 9, 5]);
    assert_eq!(stages(&network.layers(), 8), [0..1, 1..2, 2..3]);
    assert_eq!(stages(&network.layers(), 1).first(), Some(&(0..3)));
}

#[test]
fn any_number_of_micro_batches_doubles_each_weight_of_a_chain() {
    let ones = Dataset::new(1, 1, 1, vec![1.0; 64], vec![0; 64]);
    for sizes in [&[1, 1, 1][..], &[1, 2, 1], &[1, 4, 1]] {
        let network = Chain::new(sizes);
        // Each of the two layers adds what the other one is: weights of 1 become 2, then 4.
        let batches = Batches::new(&ones, 64, 2, 0);
        let initial = vec![1.0; network.weights()];
        for workers in [1, 2, 3] {
            let plan = Plan { workers, rate: 1.0 };
            for micro_batches in [1, 2, MICRO_BATCHES, 64, 100] {
                let weights = pipeline::train_with(
                    micro_batches,
                    &network,
                    initial.clone(),
                    &batches,
                    &plan,
                    &Unwatched,
                );
                assert_eq!(weights.unwrap(), vec![4.0; network.weights()], "{sizes:?}, {micro_batches}");
            }
            let weights = split_layer::train(&network, initial.clone(), &batches, &plan, &Unwatched).unwrap();
            assert_eq!(weights, vec![4.0; network.weights()], "{sizes:?} split for {workers}");
        }
    }
}

/// Fails the test if `work` has not ended after a minute.
fn ends<R: Send + 'static>(what: &str, work: impl FnOnce() -> R + Send + 'static) -> R {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(work()));
    receiver.recv_timeout(Duration::from_secs(60)).unwrap_or_else(|_| panic!("{what} hangs, or panicked"))
}

#[test]
fn whichever_stage_panics_is_reported_and_nobody_waits_for_it() {
    for stages in [1, 2, 3, 4] {
        for layer in 0..4 {
            let result = ends("pipeline", move || {
                let ones = Dataset::new(1, 1, 1, vec![1.0; 64], vec![0; 64]);
                let network = Chain::new(&[1, 1, 1, 1, 1]).panicking_in(layer);
                let plan = Plan { workers: stages, rate: 1.0 };
                let batches = Batches::new(&ones, 16, 100, 0);
                pipeline::train(&network, vec![1.0; 4], &batches, &plan, &Unwatched)
            });
            let WorkerPanic { worker, message } = result.expect_err("it panicked");
            let chain = Chain::new(&[1, 1, 1, 1, 1]);
            let cut = racelab::trainers::pipeline::stages(&chain.layers(), stages);
            assert!(cut[worker].contains(&layer), "layer {layer} of {cut:?}: worker {worker}");
            assert_eq!(message, "the chain was asked to panic");
        }
    }
}

#[test]
fn whoever_panics_at_a_split_layer_is_reported_and_nobody_waits_for_it() {
    for workers in [1, 2, 4] {
        for (layer, panics) in [(0, workers - 1), (1, 0)] {
            let result = ends("split-layer", move || {
                let ones = Dataset::new(1, 1, 1, vec![1.0; 64], vec![0; 64]);
                let network = Chain::new(&[1, 4, 1]).panicking_in(layer);
                let (plan, batches) = (Plan { workers, rate: 1.0 }, Batches::new(&ones, 16, 100, 0));
                split_layer::train(&network, vec![1.0; 8], &batches, &plan, &Unwatched)
            });
            // In the second layer all panic, and the first of them is named.
            assert_eq!(result.expect_err("it panicked").worker, panics, "layer {layer}, {workers} workers");
        }
    }
}
