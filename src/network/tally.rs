//! The network that counts: its final weights say how many weight updates arrived.

use std::ops::Range;

use super::Network;
use super::layered::{Layer, Layered};
use crate::data::Batch;
use crate::sync::planned_panic;

/// A network whose every gradient is -1 for a whole batch, so that with rate 1 each update adds
/// exactly 1 to each weight.
///
/// Whole numbers this small are exact in `f32` and their sum does not depend on the order of the
/// additions: whatever differs from the number of batches is the work of the threads. Each weight
/// is a layer of its own. `Tally` does not look at a batch's images, only at how many there are:
/// a part of a batch counts for its share (exact in `f32` for two or four workers).
#[derive(Clone, Debug)]
pub struct Tally {
    weights: usize,
    panics: bool,
}

impl Tally {
    /// A tally of `weights` weights.
    pub fn new(weights: usize) -> Self {
        Tally { weights, panics: false }
    }

    /// A tally that panics when it is given a batch, or a part of one, of exactly one image: to see
    /// what becomes of the other workers.
    pub fn panicking(weights: usize) -> Self {
        Tally { weights, panics: true }
    }
}

impl Network for Tally {
    type Scratch = ();

    fn weights(&self) -> usize {
        self.weights
    }

    fn layers(&self) -> Vec<Range<usize>> {
        (0..self.weights).map(|weight| weight..weight + 1).collect()
    }

    fn scratch(&self, _batch: usize) {}

    /// Overwrites every element with minus the share of the whole batch that `batch` is; the loss is that share.
    fn gradient(&self, weights: &[f32], batch: Batch<'_>, gradient: &mut [f32], _scratch: &mut ()) -> f32 {
        debug_assert_eq!(weights.len(), self.weights);
        if self.panics && batch.len() == 1 {
            planned_panic("the tally was asked to panic");
        }
        let share = batch.len() as f32 / batch.whole() as f32;
        gradient.fill(-share);
        share
    }
}

/// A layer of a [`Tally`]: one weight, and one number for an image, which nobody looks at.
#[derive(Clone, Debug)]
pub struct Count {
    panics: bool,
}

impl Layered for Tally {
    type Layer = Count;

    fn layer(&self, _number: usize) -> Count {
        Count { panics: self.panics }
    }

    fn images(&self, _batch: Batch<'_>, inputs: &mut [f32]) {
        inputs.fill(1.0);
    }

    fn loss(&self, _weights: &[f32], _outputs: &mut [f32], batch: Batch<'_>, deltas: &mut [f32]) -> f32 {
        let share = 1.0 / batch.whole() as f32;
        deltas.fill(-share);
        share * batch.len() as f32
    }
}

impl Layer for Count {
    fn inputs(&self) -> usize {
        1
    }

    fn outputs(&self) -> usize {
        1
    }

    fn weights(&self) -> usize {
        1
    }

    fn forward(&self, _weights: &[f32], inputs: &[f32], outputs: &mut [f32]) {
        if self.panics && inputs.len() == 1 {
            planned_panic("the tally was asked to panic");
        }
        outputs.copy_from_slice(inputs);
    }

    fn backward(
        &self,
        _weights: &[f32],
        _inputs: &[f32],
        deltas: &[f32],
        gradient: &mut [f32],
        input_deltas: Option<&mut [f32]>,
    ) {
        gradient[0] = deltas.iter().sum();
        if let Some(input_deltas) = input_deltas {
            input_deltas.copy_from_slice(deltas);
        }
    }

    fn columns(&self, _columns: Range<usize>) -> Self {
        self.clone()
    }
}
