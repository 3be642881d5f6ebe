//! Gradients against the slope of the loss, and against each other.

use racelab::data::{Batch, Batches, Dataset};
use racelab::network::{Classifier, Convolution, Perceptron, RadialBasis};
use rand::RngExt;

/// A weight is moved this far to either side. In single precision the loss is good to some 1e-7,
/// and so is the slope to some 1e-5: a smaller step makes that worse, a larger one crosses more of
/// the rectifier's kinks.
const STEP: f32 = 1.0 / 128.0;

/// How far a slope and a derivative may be apart. Derivatives here are up to 1 in size.
const TOLERANCE: f32 = 2e-4;

/// The same where a kink lies between.
const ON_A_KINK: f32 = 0.02;

#[test]
fn the_gradient_is_the_slope_of_the_loss_in_one_layer() {
    assert_gradient_is_slope(&Perceptron::new(&[5, 4]), 0);
}

#[test]
fn the_gradient_is_the_slope_of_the_loss_in_two_layers() {
    assert_gradient_is_slope(&Perceptron::new(&[6, 9, 3]), 0);
}

#[test]
fn the_gradient_is_the_slope_of_the_loss_in_four_layers() {
    assert_gradient_is_slope(&Perceptron::new(&[5, 8, 7, 6, 4]), 0);
}

#[test]
fn the_gradient_is_the_slope_of_the_loss_in_a_convolution() {
    assert_gradient_is_slope(&Convolution::new(4, 6, &[5], 3), 20);
}

#[test]
fn the_gradient_is_the_slope_of_the_loss_in_convolutions_of_odd_sizes() {
    assert_gradient_is_slope(&Convolution::new(7, 5, &[3, 4], 3), 20);
}

#[test]
fn the_gradient_is_the_slope_of_the_loss_in_a_radial_basis() {
    assert_gradient_is_slope(&RadialBasis::new(6, 9, 3), 0);
}

/// Compares every weight of every layer, biases included.
///
/// The derivative is the slope, but for so many `kinks`: weights where within a step an output begins to be rectified,
/// or another pixel of a window becomes the largest. (A filter's weight moves every pixel, so one or two of them often
/// do. What the derivatives are to the last digit, `tests/oracle.rs` knows.)
fn assert_gradient_is_slope(network: &impl Classifier, kinks: usize) {
    let dataset = dataset(network, 10);
    let batches = Batches::new(&dataset, dataset.len(), 1, 0);
    let weights = weights(network);
    let (_, gradient) = loss_and_gradient(network, &weights, batches.all());
    let loss = |index: usize, step: f32| {
        let mut moved = weights.clone();
        moved[index] += step;
        loss_and_gradient(network, &moved, batches.all()).0
    };
    let mut on_a_kink = 0;
    for (layer, range) in network.layers().into_iter().enumerate() {
        let largest = gradient[range.clone()].iter().fold(0.0_f32, |largest, slope| largest.max(slope.abs()));
        assert!(largest > 100.0 * TOLERANCE, "{network}, layer {layer}: nothing to compare");
        for index in range {
            let slope = (loss(index, STEP) - loss(index, -STEP)) / (2.0 * STEP);
            let difference = (gradient[index] - slope).abs();
            let (derivative, weight) = (gradient[index], format!("{network}, layer {layer}, weight {index}"));
            assert!(difference < ON_A_KINK, "{weight}: derivative {derivative}, slope {slope}");
            on_a_kink += usize::from(difference > TOLERANCE);
        }
    }
    assert!(on_a_kink <= kinks, "{network}: {on_a_kink} of {} weights are on a kink", network.weights());
}

#[test]
fn the_parts_of_a_batch_add_up_to_the_whole() {
    parts_add_up(&Perceptron::new(&[6, 9, 3]));
    parts_add_up(&Convolution::new(4, 6, &[3, 5], 3));
    parts_add_up(&RadialBasis::new(6, 9, 3));
}

fn parts_add_up(network: &impl Classifier) {
    // Batches of 4, 4 and 2 images: with three workers some parts are empty.
    let dataset = dataset(network, 10);
    let batches = Batches::new(&dataset, 4, 1, 0);
    let weights = weights(network);
    let (loss, gradient) = loss_and_gradient(network, &weights, batches.all());
    for workers in [2, 3, 5] {
        let parts = (0..workers).flat_map(|worker| batches.parts(worker, workers));
        let (sum_of_losses, sum) = loss_and_gradient(network, &weights, parts);
        assert!((loss - sum_of_losses).abs() < 1e-5, "{workers} workers: {loss}, parts {sum_of_losses}");
        for (whole, parts) in gradient.iter().zip(&sum) {
            assert!((whole - parts).abs() < 1e-6, "{workers} workers: {whole}, parts {parts}");
        }
    }
}

#[test]
fn an_empty_part_has_no_loss_and_no_gradient() {
    empty_part_has_nothing(&Perceptron::new(&[6, 9, 3]));
    empty_part_has_nothing(&Convolution::new(4, 6, &[3, 5], 3));
    empty_part_has_nothing(&RadialBasis::new(6, 9, 3));
}

fn empty_part_has_nothing(network: &impl Classifier) {
    let dataset = dataset(network, 1);
    let batches = Batches::new(&dataset, 1, 1, 0);
    let empty = batches.parts(0, 2).next().unwrap();
    assert!(empty.is_empty());
    let mut gradient = vec![f32::NAN; network.weights()];
    let loss = network.gradient(&weights(network), empty, &mut gradient, &mut network.scratch(1));
    assert_eq!(loss, 0.0);
    assert_eq!(gradient, vec![0.0; network.weights()]);
}

#[test]
fn what_scratch_and_gradient_held_before_changes_nothing() {
    memory_changes_nothing(&Perceptron::new(&[6, 9, 3]));
    memory_changes_nothing(&Convolution::new(4, 6, &[3, 5], 3));
    memory_changes_nothing(&RadialBasis::new(6, 9, 3));
}

fn memory_changes_nothing(network: &impl Classifier) {
    let dataset = dataset(network, 10);
    let batches = Batches::new(&dataset, 4, 1, 0);
    let weights = weights(network);
    let mut used = network.scratch(7);
    let mut gradient = vec![f32::NAN; network.weights()];
    // Fills the scratch memory with NaN, in more rows than the batches below have.
    let poison = vec![f32::NAN; network.weights()];
    let large = Batches::new(&dataset, 7, 1, 0);
    assert!(network.gradient(&poison, large.all().next().unwrap(), &mut gradient, &mut used).is_nan());
    for batch in batches.all() {
        let mut expected = vec![0.0; network.weights()];
        let expected_loss = network.gradient(&weights, batch, &mut expected, &mut network.scratch(4));
        let loss = network.gradient(&weights, batch, &mut gradient, &mut used);
        assert_eq!(loss.to_bits(), expected_loss.to_bits());
        assert!(gradient.iter().zip(&expected).all(|(one, other)| one.to_bits() == other.to_bits()));
    }
}

/// The sums of the losses and of the gradients of `batches`.
fn loss_and_gradient<'a>(
    network: &impl Classifier,
    weights: &[f32],
    batches: impl Iterator<Item = Batch<'a>>,
) -> (f32, Vec<f32>) {
    let mut scratch = network.scratch(10);
    let mut gradient = vec![f32::NAN; network.weights()];
    let mut sum = vec![0.0; network.weights()];
    let mut loss = 0.0;
    for batch in batches {
        loss += network.gradient(weights, batch, &mut gradient, &mut scratch);
        for (sum, slope) in sum.iter_mut().zip(&gradient) {
            *sum += slope;
        }
    }
    (loss, sum)
}

/// Random images in random classes.
fn dataset(network: &impl Classifier, images: usize) -> Dataset {
    let mut random = racelab::data::generator(1, "images");
    let inputs = (0..images * network.inputs()).map(|_| random.random()).collect();
    let labels = (0..images).map(|_| random.random_range(0..network.classes() as u8)).collect();
    Dataset::new(1, network.inputs(), network.classes(), inputs, labels)
}

/// Random weights in which the biases are not 0 either.
fn weights(network: &impl Classifier) -> Vec<f32> {
    let mut random = racelab::data::generator(1, "weights and biases");
    network.initial(1).into_iter().map(|weight| weight + random.random_range(-0.2..0.2)).collect()
}
