//! Training steps against numbers that numpy computed once: see `tests/data/perceptron.py`.

use racelab::data::{Batches, Dataset};
use racelab::network::{Network, Perceptron, descend};
use serde_json::Value;

const RECORDED: &str = include_str!("data/perceptron.json");

/// Single precision, with some ten roundings on the way from a weight to a loss and a few hundred
/// weights: numpy's numbers are in double precision.
const TOLERANCE: f32 = 2e-6;

#[test]
fn steps_of_gradient_descent_are_those_of_numpy() {
    let recorded: Value = serde_json::from_str(RECORDED).unwrap();
    for case in recorded.as_array().unwrap() {
        let sizes: Vec<usize> = numbers(&case["sizes"]).iter().map(|&size| size as usize).collect();
        let labels: Vec<u8> = numbers(&case["labels"]).iter().map(|&label| label as u8).collect();
        let losses = numbers(&case["losses"]);
        let rate = case["rate"].as_f64().unwrap() as f32;

        let network = Perceptron::new(&sizes);
        let dataset = Dataset::new(1, network.inputs(), network.classes(), numbers(&case["inputs"]), labels);
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
}

fn numbers(values: &Value) -> Vec<f32> {
    values.as_array().unwrap().iter().map(|value| value.as_f64().unwrap() as f32).collect()
}

fn assert_near(actual: f32, expected: f32, what: &str) {
    let difference = (actual - expected).abs();
    assert!(difference <= TOLERANCE, "{what}: {actual}, and numpy says {expected}");
}
