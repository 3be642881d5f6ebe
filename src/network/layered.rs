//! A network whose layers can be had one by one: what it takes to put them on different threads.

use std::fmt;
use std::ops::Range;

use super::Network;
use crate::data::Batch;

/// A [`Network`] that also lends its layers, so that its gradient can be computed by several threads together:
/// forward through one layer after the other, the loss, and back in the opposite order.
///
/// This is the same arithmetic as [`Network::gradient`], in the same order: layer by layer or at once, the gradient of a
/// batch has the same bits.
pub trait Layered: Network {
    /// One of its layers.
    type Layer: Layer;

    /// The layer with this number, counted from 0. Its weights are those of the range that
    /// [`layers`](Network::layers) has for it.
    fn layer(&self, number: usize) -> Self::Layer;

    /// Overwrites `inputs` with what the first layer is given: the images of `batch`, one after another.
    fn images(&self, batch: Batch<'_>, inputs: &mut [f32]);

    /// The end of the network. Given the last layer's weights and its `outputs`, which it may change, overwrites `deltas`
    /// with the derivatives of the loss by these outputs, and returns the loss, each divided by
    /// [`Batch::whole`].
    fn loss(&self, weights: &[f32], outputs: &mut [f32], batch: Batch<'_>, deltas: &mut [f32]) -> f32;
}

/// A layer by itself: what it makes of its inputs, and of the deltas that come back.
///
/// All matrices have one row an image. `weights` and `gradient` are those of this layer alone.
pub trait Layer: fmt::Debug + Send + Sync {
    /// How many numbers it is given for an image.
    fn inputs(&self) -> usize;

    /// How many numbers it makes of them.
    fn outputs(&self) -> usize;

    /// How many weights it has. They are rows of [`outputs`](Layer::outputs) weights, one for each column of its outputs.
    fn weights(&self) -> usize;

    /// Overwrites `outputs`: what the next layer is given, or [`Layered::loss`].
    fn forward(&self, weights: &[f32], inputs: &[f32], outputs: &mut [f32]);

    /// Given the deltas, which are the derivatives of the loss by the outputs, overwrites `gradient` with those by the
    /// weights. And `input_deltas` with those by the inputs, if anybody wants them: nobody asks the first layer. It takes
    /// the very `inputs` and `weights` that went forward.
    fn backward(
        &self,
        weights: &[f32],
        inputs: &[f32],
        deltas: &[f32],
        gradient: &mut [f32],
        input_deltas: Option<&mut [f32]>,
    );

    /// A layer of its own that makes only these columns of the outputs, of all the inputs.
    fn columns(&self, columns: Range<usize>) -> Self;

    /// The weights of those columns: the weights of the layer that [`columns`](Layer::columns) gives.
    fn weights_of_columns(&self, weights: &[f32], columns: Range<usize>) -> Vec<f32> {
        weights.chunks_exact(self.outputs()).flat_map(|row| &row[columns.clone()]).copied().collect()
    }
}
