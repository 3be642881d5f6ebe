//! The multilayer perceptron: dense layers, a rectifier between them, softmax at the end.
//!
//! One room for each idea: the products of a layer in `dense`, the loops that are not products in
//! `loops`, the end of the network in `cross_entropy`, where training starts in `initial`, what
//! a worker needs of its own in `scratch`, and its layers one by one in `layers`. A [`Convolution`](super::Convolution) is
//! built of the same pieces.

pub(super) mod cross_entropy;
pub(super) mod dense;
pub(super) mod initial;
mod layers;
pub(super) mod loops;
mod scratch;

use std::fmt;
use std::ops::Range;

pub use layers::DenseLayer;
pub use scratch::Scratch;

use self::cross_entropy::cross_entropy;
use self::dense::Dense;
use self::loops::{add_and_rectify, mask};
pub(super) use self::scratch::gather;
use super::{Classifier, Network};
use crate::data::Batch;

/// A multilayer perceptron, for images that belong to one of several classes.
///
/// Dense layers with the rectifier max(0, x) between them, softmax at the end, and cross-entropy
/// as the loss; the gradient is computed by back-propagation (Rumelhart, Hinton and Williams 1986,
/// Learning representations by back-propagating errors).
///
/// The weights are flat, layer after layer. Within a layer comes first the matrix, an input a row
/// and an output a column, row after row; and then the biases, one an output.
#[derive(Clone, Debug)]
pub struct Perceptron {
    /// Never empty. The outputs of a layer are the inputs of the next.
    layers: Vec<Dense>,
}

impl Perceptron {
    /// A perceptron of the given sizes: inputs of an image first, then the outputs of each layer,
    /// which for the last are the classes. `&[64, 64, 10]` has two layers, one of them hidden.
    ///
    /// # Panics
    /// If there are not at least two sizes, or one of them is 0.
    pub fn new(sizes: &[usize]) -> Self {
        assert!(sizes.len() >= 2, "a perceptron has at least one layer, between two sizes: {sizes:?}");
        assert!(!sizes.contains(&0), "no layer of a perceptron is empty: {sizes:?}");
        let mut start = 0;
        let layers = sizes.windows(2).map(|pair| {
            let layer = Dense { inputs: pair[0], outputs: pair[1], start };
            start = layer.range().end;
            layer
        });
        Perceptron { layers: layers.collect() }
    }

    fn last(&self) -> &Dense {
        &self.layers[self.layers.len() - 1]
    }

    /// Overwrites the start of each layer's `outputs` with those for `images`. The logits at the
    /// end lack their biases, which `cross_entropy` and `correct` add as they go along.
    fn forward(&self, weights: &[f32], images: &[f32], outputs: &mut [Vec<f32>]) {
        let count = images.len() / self.inputs();
        let mut inputs = images;
        for (layer, outputs) in self.layers.iter().zip(outputs) {
            let outputs = &mut outputs[..count * layer.outputs];
            layer.forward(weights, inputs, outputs);
            if layer.start < self.last().start {
                add_and_rectify(outputs, layer.biases(weights));
            }
            inputs = outputs;
        }
    }

    /// Overwrites `gradient`, given each layer's outputs and the last layer's deltas. Overwrites
    /// the start of the other layers' deltas on the way.
    fn backward(
        &self,
        weights: &[f32],
        images: &[f32],
        outputs: &[Vec<f32>],
        deltas: &mut [Vec<f32>],
        gradient: &mut [f32],
    ) {
        let count = images.len() / self.inputs();
        for (index, layer) in self.layers.iter().enumerate().rev() {
            let (before, from_here) = deltas.split_at_mut(index);
            let deltas = &from_here[0][..count * layer.outputs];
            if index == 0 {
                layer.gradient(images, deltas, gradient);
            } else {
                let inputs = &outputs[index - 1][..count * layer.inputs];
                let input_deltas = &mut before[index - 1][..count * layer.inputs];
                layer.gradient(inputs, deltas, gradient);
                layer.backward(weights, deltas, input_deltas);
                mask(input_deltas, inputs);
            }
        }
    }
}

impl Network for Perceptron {
    type Scratch = Scratch;

    fn weights(&self) -> usize {
        self.last().range().end
    }

    fn layers(&self) -> Vec<Range<usize>> {
        self.layers.iter().map(Dense::range).collect()
    }

    fn scratch(&self, batch: usize) -> Scratch {
        Scratch::new(&self.layers, batch)
    }

    fn gradient(
        &self,
        weights: &[f32],
        batch: Batch<'_>,
        gradient: &mut [f32],
        scratch: &mut Scratch,
    ) -> f32 {
        assert_eq!(batch.features(), self.inputs(), "inputs of an image, and of the network {self}");
        let Scratch { images, outputs, deltas } = scratch;
        let images = gather(batch, images);
        self.forward(weights, images, outputs);
        let (last, logits) = (self.layers.len() - 1, batch.len() * self.classes());
        let loss = cross_entropy(
            &mut outputs[last][..logits],
            self.last().biases(weights),
            batch.labels(),
            batch.whole(),
            &mut deltas[last][..logits],
        );
        self.backward(weights, images, outputs, deltas, gradient);
        loss
    }
}

impl Classifier for Perceptron {
    fn inputs(&self) -> usize {
        self.layers[0].inputs
    }

    fn classes(&self) -> usize {
        self.last().outputs
    }

    /// Every weight that is not a bias takes part in three products: forward, for its own
    /// derivative, and backward to the layer's inputs. The first layer does without the last.
    fn flops(&self) -> usize {
        let products = |layer: &Dense| if layer.start == 0 { 2 } else { 3 };
        self.layers.iter().map(|layer| 2 * products(layer) * layer.inputs * layer.outputs).sum()
    }

    fn initial(&self, seed: u64) -> Vec<f32> {
        initial::of(&self.layers, seed)
    }

    fn room(&self, scratch: &Scratch) -> usize {
        scratch.images.len() / self.inputs()
    }

    fn logits<'a>(&self, weights: &[f32], images: &[f32], scratch: &'a mut Scratch) -> &'a [f32] {
        self.forward(weights, images, &mut scratch.outputs);
        let count = images.len() / self.inputs();
        let logits = &mut scratch.outputs[self.layers.len() - 1][..count * self.classes()];
        loops::add(logits, self.last().biases(weights));
        logits
    }
}

/// The sizes, joined by hyphens: 64-64-10.
impl fmt::Display for Perceptron {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.inputs())?;
        self.layers.iter().try_for_each(|layer| write!(formatter, "-{}", layer.outputs))
    }
}
