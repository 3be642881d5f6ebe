//! How good a network is at a whole dataset.

use super::{Perceptron, Scratch};
use crate::data::Dataset;

impl Perceptron {
    /// How many images of `dataset` the network puts in the class of their label: those whose
    /// label has a larger logit than every other class has. A tie is a mistake, and so is NaN.
    ///
    /// The images are taken as many at a time as `scratch` has room for; which scratch memory of
    /// this network it is makes no difference to the result.
    ///
    /// # Panics
    /// If an image has not as many inputs as the network, or `scratch` has no room for any.
    pub fn correct(&self, weights: &[f32], dataset: &Dataset, scratch: &mut Scratch) -> usize {
        assert_eq!(dataset.features(), self.inputs(), "inputs of an image, and of the network {self}");
        let biases = self.last().biases(weights);
        let room = scratch.images.len() / self.inputs();
        let chunks = dataset.images().chunks(room * self.inputs()).zip(dataset.labels().chunks(room));
        let mut correct = 0;
        for (images, labels) in chunks {
            self.forward(weights, images, &mut scratch.outputs);
            let logits = scratch.outputs[self.layers.len() - 1].chunks_exact(self.classes());
            let wins = |(logits, &label): (&[f32], &u8)| {
                let logit = |class: usize| logits[class] + biases[class];
                let label = usize::from(label);
                (0..logits.len()).all(|class| class == label || logit(label) > logit(class))
            };
            correct += logits.zip(labels).filter(|&pair| wins(pair)).count();
        }
        correct
    }

    /// The share of `dataset` that is classified as its labels say, from 0 to 1: see
    /// [`correct`](Perceptron::correct). NaN for an empty dataset.
    pub fn accuracy(&self, weights: &[f32], dataset: &Dataset, scratch: &mut Scratch) -> f32 {
        self.correct(weights, dataset, scratch) as f32 / dataset.len() as f32
    }
}
