//! The perceptron from outside: its shape, where it starts, and how it is evaluated.

use racelab::data::{Batches, Dataset, generator};
use racelab::network::{Classifier, Network, Perceptron, descend};
use rand::RngExt;

#[test]
fn it_is_called_by_its_sizes() {
    assert_eq!(Perceptron::new(&[64, 64, 10]).to_string(), "64-64-10");
}

#[test]
fn its_layers_follow_one_another_and_cover_all_weights() {
    let network = Perceptron::new(&[64, 32, 16, 10]);
    assert_eq!(network.layers(), [0..2080, 2080..2608, 2608..2778]);
    assert_eq!(network.weights(), 2778);
}

#[test]
fn its_operations_are_those_of_its_matrix_products() {
    assert_eq!(Perceptron::new(&[64, 64, 10]).flops(), 20_224);
    assert_eq!(Perceptron::new(&[784, 128, 10]).flops(), 409_088);
}

#[test]
fn its_initial_weights_are_normal_and_its_biases_zero() {
    let network = Perceptron::new(&[200, 300, 100]);
    let weights = network.initial(1);
    for (range, inputs, outputs) in [(0..60_300, 200, 300), (60_300..90_400, 300, 100)] {
        let (matrix, biases) = weights[range].split_at(inputs * outputs);
        assert!(biases.iter().all(|&bias| bias == 0.0));
        let deviation = (2.0 / inputs as f64).sqrt();
        let mean = |power: i32| {
            let powers = matrix.iter().map(|&weight| (f64::from(weight) / deviation).powi(power));
            powers.sum::<f64>() / matrix.len() as f64
        };
        // The first four moments of the standard normal distribution are 0, 1, 0 and 3.
        assert!(mean(1).abs() < 0.02 && (mean(2) - 1.0).abs() < 0.02, "{} {}", mean(1), mean(2));
        assert!(mean(3).abs() < 0.1 && (mean(4) - 3.0).abs() < 0.1, "{} {}", mean(3), mean(4));
    }
}

#[test]
fn its_initial_weights_depend_on_the_seed_alone() {
    let network = Perceptron::new(&[6, 5, 3]);
    assert_eq!(network.initial(1), network.initial(1));
    assert_ne!(network.initial(1), network.initial(2));
}

#[test]
fn it_learns_which_of_three_inputs_is_largest() {
    let network = Perceptron::new(&[3, 16, 3]);
    let (seen, unseen) = (largest_of_three(500, "seen"), largest_of_three(500, "unseen"));
    let batches = Batches::new(&seen, 20, 100, 1);
    let mut weights = network.initial(1);
    let mut gradient = vec![0.0; network.weights()];
    let mut scratch = network.scratch(batches.largest());
    assert!(network.accuracy(&weights, &unseen, &mut scratch) < 0.6);
    for batch in batches.all() {
        network.gradient(&weights, batch, &mut gradient, &mut scratch);
        descend(&mut weights, &gradient, 0.3);
    }
    assert!(network.accuracy(&weights, &unseen, &mut scratch) > 0.95);
}

#[test]
fn its_accuracy_does_not_depend_on_the_scratch_memory() {
    let network = Perceptron::new(&[3, 16, 3]);
    let dataset = largest_of_three(100, "seen");
    let weights = network.initial(1);
    let correct =
        [1, 7, 100, 1000].map(|room| network.correct(&weights, &dataset, &mut network.scratch(room)));
    assert_eq!(correct, [correct[0]; 4]);
}

#[test]
fn a_tie_or_nan_classifies_nothing() {
    let network = Perceptron::new(&[3, 3]);
    let dataset = largest_of_three(10, "seen");
    for weight in [0.0, f32::NAN] {
        let weights = vec![weight; network.weights()];
        assert_eq!(network.correct(&weights, &dataset, &mut network.scratch(4)), 0);
    }
}

#[test]
fn biases_alone_decide_where_the_weights_are_zero() {
    let network = Perceptron::new(&[3, 3]);
    let dataset = largest_of_three(100, "seen");
    let mut weights = vec![0.0; network.weights()];
    weights[3 * 3 + 1] = 1.0;
    let expected = dataset.labels().iter().filter(|&&label| label == 1).count();
    assert_eq!(network.correct(&weights, &dataset, &mut network.scratch(8)), expected);
}

/// Three random numbers an image; its class is the place of the largest.
fn largest_of_three(images: usize, purpose: &str) -> Dataset {
    let mut random = generator(1, purpose);
    let inputs: Vec<f32> = (0..images * 3).map(|_| random.random()).collect();
    let largest = |row: &[f32]| (0..3).max_by(|&one, &other| row[one].total_cmp(&row[other])).unwrap() as u8;
    let labels = inputs.chunks(3).map(largest).collect();
    Dataset::new(1, 3, 3, inputs, labels)
}
