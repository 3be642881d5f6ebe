//! The layers one by one, for the trainers that put them on different threads.

use std::ops::Range;

use super::Perceptron;
use super::cross_entropy::cross_entropy;
use super::dense::Dense;
use super::loops::{add_and_rectify, mask};
use super::scratch::gather;
use crate::data::Batch;
use crate::network::Classifier;
use crate::network::{Layer, Layered};

/// A dense layer by itself, with the rectifier after it unless it is the last.
///
/// The last layer's outputs lack their biases, which [`loss`](Layered::loss) adds as it goes along.
#[derive(Clone, Debug)]
pub struct DenseLayer {
    /// The layer, as that of a network that begins with it.
    dense: Dense,
    rectified: bool,
}

impl Layered for Perceptron {
    type Layer = DenseLayer;

    fn layer(&self, number: usize) -> DenseLayer {
        let dense = Dense { start: 0, ..self.layers[number].clone() };
        DenseLayer { dense, rectified: number + 1 < self.layers.len() }
    }

    fn images(&self, batch: Batch<'_>, inputs: &mut [f32]) {
        assert_eq!(batch.features(), self.inputs(), "inputs of an image, and of the network {self}");
        gather(batch, inputs);
    }

    fn loss(&self, weights: &[f32], outputs: &mut [f32], batch: Batch<'_>, deltas: &mut [f32]) -> f32 {
        let last = Dense { start: 0, ..self.last().clone() };
        cross_entropy(outputs, last.biases(weights), batch.labels(), batch.whole(), deltas)
    }
}

impl Layer for DenseLayer {
    fn inputs(&self) -> usize {
        self.dense.inputs
    }

    fn outputs(&self) -> usize {
        self.dense.outputs
    }

    fn weights(&self) -> usize {
        self.dense.range().end
    }

    fn forward(&self, weights: &[f32], inputs: &[f32], outputs: &mut [f32]) {
        self.dense.forward(weights, inputs, outputs);
        if self.rectified {
            add_and_rectify(outputs, self.dense.biases(weights));
        }
    }

    /// The inputs that deltas are asked for are the outputs of a rectifier, and its slope is taken along.
    fn backward(
        &self,
        weights: &[f32],
        inputs: &[f32],
        deltas: &[f32],
        gradient: &mut [f32],
        input_deltas: Option<&mut [f32]>,
    ) {
        self.dense.gradient(inputs, deltas, gradient);
        if let Some(input_deltas) = input_deltas {
            self.dense.backward(weights, deltas, input_deltas);
            mask(input_deltas, inputs);
        }
    }

    fn columns(&self, columns: Range<usize>) -> Self {
        DenseLayer { dense: Dense { outputs: columns.len(), ..self.dense.clone() }, ..*self }
    }
}
