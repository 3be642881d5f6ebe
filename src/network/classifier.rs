//! Networks that put images into classes, and how good they are at it.

use std::fmt::Display;

use super::Network;
use crate::data::Dataset;

/// Whether the label has a larger logit than every other class has. A tie is wrong, and so is NaN.
pub fn is_right(logits: &[f32], label: u8) -> bool {
    let label = usize::from(label);
    (0..logits.len()).all(|class| class == label || logits[label] > logits[class])
}

/// A network for images that belong to one of several classes.
///
/// [`Perceptron`](super::Perceptron), [`Convolution`](super::Convolution) and
/// [`RadialBasis`](super::RadialBasis) are such networks. What they are called is how [`Display`] shows them.
pub trait Classifier: Network + Display + Clone + Send + 'static {
    /// How many inputs an image has.
    fn inputs(&self) -> usize;

    /// How many classes the network tells apart.
    fn classes(&self) -> usize;

    /// Floating point operations in the matrix products of one image's gradient; an addition and a
    /// multiplication count as one each.
    fn flops(&self) -> usize;

    /// Initial weights, the same for the same `seed`.
    fn initial(&self, seed: u64) -> Vec<f32>;

    /// How many images at a time `scratch` has room for.
    fn room(&self, scratch: &Self::Scratch) -> usize;

    /// The logits of so many images as there are in `images`: `classes` numbers each, of which the largest says
    /// what the image is taken for.
    ///
    /// # Panics
    /// If `scratch` has no room for them.
    fn logits<'a>(&self, weights: &[f32], images: &[f32], scratch: &'a mut Self::Scratch) -> &'a [f32];

    /// How many images of `dataset` the network puts in the class of their label: those for which it [`is_right`].
    ///
    /// The images are taken as many at a time as `scratch` has room for; which scratch memory of
    /// this network it is makes no difference to the result.
    ///
    /// # Panics
    /// If an image has not as many inputs as the network, or `scratch` has no room for any.
    fn correct(&self, weights: &[f32], dataset: &Dataset, scratch: &mut Self::Scratch) -> usize {
        assert_eq!(dataset.features(), self.inputs(), "inputs of an image, and of the network {self}");
        let room = self.room(scratch);
        let chunks = dataset.images().chunks(room * self.inputs()).zip(dataset.labels().chunks(room));
        let mut correct = 0;
        for (images, labels) in chunks {
            let logits = self.logits(weights, images, scratch).chunks_exact(self.classes());
            correct += logits.zip(labels).filter(|(logits, label)| is_right(logits, **label)).count();
        }
        correct
    }

    /// The share of `dataset` that is classified as its labels say, from 0 to 1: see
    /// [`correct`](Classifier::correct). NaN for an empty dataset.
    fn accuracy(&self, weights: &[f32], dataset: &Dataset, scratch: &mut Self::Scratch) -> f32 {
        self.correct(weights, dataset, scratch) as f32 / dataset.len() as f32
    }
}
