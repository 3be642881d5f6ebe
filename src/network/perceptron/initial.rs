//! The weights that training starts from.

use std::f64::consts::TAU;

use rand::{Rng, RngExt};

use super::dense::Dense;
use crate::data::generator;

/// Initial weights of layers that follow one another, the same for the same `seed`.
///
/// A layer's matrix is drawn from a normal distribution of standard deviation
/// sqrt(2 / inputs), which keeps the size of the outputs alike from layer to layer in spite of
/// the rectifier; the biases are 0 (He, Zhang, Ren and Sun 2015, arXiv 1502.01852, section 2.2).
pub(in crate::network) fn of<'a>(layers: impl IntoIterator<Item = &'a Dense>, seed: u64) -> Vec<f32> {
    let mut random = generator(seed, "weights");
    let mut weights = Vec::new();
    for layer in layers {
        // What comes before the first layer is somebody else's.
        weights.resize(layer.start, 0.0);
        let deviation = (2.0 / layer.inputs as f64).sqrt();
        let matrix = layer.inputs * layer.outputs;
        weights.extend((0..matrix).map(|_| (deviation * normal(&mut random)) as f32));
        weights.resize(layer.range().end, 0.0);
    }
    weights
}

/// A random number from the normal distribution of mean 0 and standard deviation 1
/// (Box and Muller 1958, A note on the generation of random normal deviates).
pub(in crate::network) fn normal(random: &mut impl Rng) -> f64 {
    // 1 - u, because u may be 0, whose logarithm is infinite, and is never 1.
    let radius = (-2.0 * (1.0 - random.random::<f64>()).ln()).sqrt();
    radius * (TAU * random.random::<f64>()).cos()
}
