//! Neural networks: what is trained. No thread is started and no lock is taken in here.
//!
//! A [`Network`] is a function of flat weights: given a batch it returns the loss and writes the
//! gradient into memory that the caller owns. How several workers bring their gradients to one set
//! of weights is the business of the trainers, which are generic over this trait: [`Perceptron`]
//! learns digits with them, [`Convolution`] and [`RadialBasis`] learn the same in other ways, and [`Tally`] counts what
//! they do while it is explored. [`Counted`] does both at once.
//!
//! A [`Layered`] network also lends its layers one by one, for the trainers that put parts of *one* gradient on different
//! threads. [`Chain`] is to them what the tally is to the others.

mod architecture;
mod chain;
mod classifier;
mod convolution;
mod counted;
mod layered;
mod matrix;
mod multiplication;
mod perceptron;
mod radial_basis;
mod tally;

use std::ops::Range;

use multiversion::multiversion;

pub use architecture::{Architecture, TooSmall, UnknownArchitecture};
pub use chain::{Chain, Product};
pub use classifier::{Classifier, is_right};
pub use convolution::{Convolution, Rooms};
pub use counted::Counted;
pub use layered::{Layer, Layered};
pub use multiplication::{Multiplication, Operands};
pub use perceptron::{DenseLayer, Perceptron, Scratch};
pub use radial_basis::RadialBasis;
pub use tally::{Count, Tally};

use crate::data::Batch;

/// A neural network with flat `f32` weights.
pub trait Network: Sync {
    /// Everything that a gradient needs beside the weights, allocated once a worker.
    type Scratch: Send + Sync;

    /// How many weights there are (biases count as weights).
    fn weights(&self) -> usize;

    /// The weights of each layer: ranges that follow one another and cover all weights.
    fn layers(&self) -> Vec<Range<usize>>;

    /// Memory for batches of up to `batch` images.
    fn scratch(&self, batch: usize) -> Self::Scratch;

    /// Overwrites `gradient` with the gradient of the loss at `weights`, and returns the loss.
    ///
    /// Loss and gradient are sums over the images of `batch`, divided by the size of the *whole*
    /// batch ([`Batch::whole`]), so that those of a batch's parts add up to those of the batch.
    /// `weights` and `gradient` have [`weights`](Network::weights) elements each. Needs no memory beside them and `scratch`,
    /// but for what `matrixmultiply` allocates and frees again to pack its operands.
    fn gradient(
        &self,
        weights: &[f32],
        batch: Batch<'_>,
        gradient: &mut [f32],
        scratch: &mut Self::Scratch,
    ) -> f32;
}

/// One step of gradient descent: `weights -= rate * gradient`, element by element.
#[multiversion(targets = "simd")]
// ANCHOR: descend
pub fn descend(weights: &mut [f32], gradient: &[f32], rate: f32) {
    for (weight, slope) in weights.iter_mut().zip(gradient) {
        *weight -= rate * slope;
    }
}
// ANCHOR_END: descend
