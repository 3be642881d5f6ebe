//! One dense layer: where its weights are, and the three matrix products it takes part in.

use std::ops::Range;

use super::loops::sum_rows;
use crate::network::matrix::{Matrix, multiply};

/// A dense layer: each output is a weighted sum of all inputs, plus a bias.
///
/// For `n` images the inputs are an `n` x `inputs` matrix X, one image a row; the weights are an
/// `inputs` x `outputs` matrix W followed by the biases b; the outputs are X W + b. With D, the
/// deltas, the derivatives of the loss by these outputs, the chain rule gives the derivatives by
/// the weights as Xᵀ D, by the biases as the column sums of D, and by the inputs as D Wᵀ.
#[derive(Clone, Debug)]
pub(in crate::network) struct Dense {
    pub inputs: usize,
    pub outputs: usize,
    /// Where the layer's first weight is among the network's.
    pub start: usize,
}

impl Dense {
    /// The layer's weights among the network's: the matrix, then the biases.
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + (self.inputs + 1) * self.outputs
    }

    /// The matrix among the network's weights.
    fn matrix<'a>(&self, weights: &'a [f32]) -> Matrix<'a> {
        Matrix::new(&weights[self.start..][..self.inputs * self.outputs], self.inputs, self.outputs)
    }

    /// The biases among the network's weights.
    pub fn biases<'a>(&self, weights: &'a [f32]) -> &'a [f32] {
        &weights[self.range()][self.inputs * self.outputs..]
    }

    /// Overwrites `products` with X W. Whoever reads them next adds the biases, to save a pass.
    pub fn forward(&self, weights: &[f32], inputs: &[f32], products: &mut [f32]) {
        multiply(rows_of(self.inputs, inputs), self.matrix(weights), products);
    }

    /// Overwrites the layer's own part of `gradient`: Xᵀ D, then the column sums of D.
    pub fn gradient(&self, inputs: &[f32], deltas: &[f32], gradient: &mut [f32]) {
        let (matrix, biases) = gradient[self.range()].split_at_mut(self.inputs * self.outputs);
        multiply(rows_of(self.inputs, inputs).transposed(), rows_of(self.outputs, deltas), matrix);
        sum_rows(deltas, biases);
    }

    /// Overwrites `input_deltas` with D Wᵀ.
    pub fn backward(&self, weights: &[f32], deltas: &[f32], input_deltas: &mut [f32]) {
        multiply(rows_of(self.outputs, deltas), self.matrix(weights).transposed(), input_deltas);
    }
}

/// Reads `elements` as a matrix of one image a row, `columns` numbers each.
fn rows_of(columns: usize, elements: &[f32]) -> Matrix<'_> {
    Matrix::new(elements, elements.len() / columns, columns)
}
