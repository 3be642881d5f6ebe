//! Training steps against numbers that other libraries computed once: numpy (`tests/data/perceptron.py`) and JAX
//! (`tests/data/convolution.py`).

use racelab::data::{Batches, Dataset};
use racelab::network::{Classifier, Convolution, Perceptron, descend};
use serde_json::Value;

/// Single precision, with some ten roundings on the way from a weight to a loss and a few hundred
/// weights: the other libraries' numbers are in double precision.
const TOLERANCE: f32 = 2e-6;

#[test]
fn steps_of_gradient_descent_are_those_of_numpy() {
    let recorded: Value = serde_json::from_str(include_str!("data/perceptron.json")).unwrap();
    for case in recorded.as_array().unwrap() {
        let sizes: Vec<usize> = numbers(&case["sizes"]).iter().map(|&size| size as usize).collect();
        let network = Perceptron::new(&sizes);
        assert_steps(&network, (1, network.inputs()), case);
    }
}

#[test]
fn steps_of_a_convolutional_network_are_those_of_jax() {
    let recorded: Value = serde_json::from_str(include_str!("data/convolution.json")).unwrap();
    for case in recorded.as_array().unwrap() {
        let filters: Vec<usize> = numbers(&case["filters"]).iter().map(|&filters| filters as usize).collect();
        let number = |name: &str| case[name].as_u64().unwrap() as usize;
        let shape = (number("height"), number("width"));
        assert_steps(&Convolution::new(shape.0, shape.1, &filters, number("classes")), shape, case);
    }
}

fn assert_steps(network: &impl Classifier, (height, width): (usize, usize), case: &Value) {
    let labels: Vec<u8> = numbers(&case["labels"]).iter().map(|&label| label as u8).collect();
    let losses = numbers(&case["losses"]);
    let rate = case["rate"].as_f64().unwrap() as f32;

    let dataset = Dataset::new(height, width, network.classes(), numbers(&case["inputs"]), labels);
    let batches = Batches::new(&dataset, dataset.len(), losses.len(), 0);
    let mut weights = numbers(&case["initial"]);
    let mut gradient = vec![f32::NAN; network.weights()];
    let mut scratch = network.scratch(batches.largest());
    for (step, (batch, expected)) in batches.all().zip(losses).enumerate() {
        let loss = network.gradient(&weights, batch, &mut gradient, &mut scratch);
        assert_near(loss, expected, &format!("{network}, loss of step {step}"));
        descend(&mut weights, &gradient, rate);
    }
    let last = numbers(&case["final"]);
    assert_eq!(weights.len(), last.len());
    for (index, (&weight, expected)) in weights.iter().zip(last).enumerate() {
        assert_near(weight, expected, &format!("{network}, weight {index} after the last step"));
    }
}

fn numbers(values: &Value) -> Vec<f32> {
    values.as_array().unwrap().iter().map(|value| value.as_f64().unwrap() as f32).collect()
}

fn assert_near(actual: f32, expected: f32, what: &str) {
    let difference = (actual - expected).abs();
    assert!(
        difference <= TOLERANCE * expected.abs().max(1.0),
        "{what}: {actual}, and it was recorded as {expected}"
    );
}
