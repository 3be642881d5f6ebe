//! The sizes of a matrix product, to be timed by itself.

use super::matrix::{Matrix, multiply};

/// A product of a matrix of `rows` x `inner` numbers with one of `inner` x `columns`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Multiplication {
    /// Rows of the left matrix, and of the product.
    pub rows: usize,
    /// Columns of the left matrix, and rows of the right one.
    pub inner: usize,
    /// Columns of the right matrix, and of the product.
    pub columns: usize,
}

/// The three matrices of a product.
#[derive(Clone, Debug)]
pub struct Operands {
    left: Vec<f32>,
    right: Vec<f32>,
    product: Vec<f32>,
}

impl Multiplication {
    /// The part of the product that belongs to `worker`, one of `workers`: some of its rows.
    pub fn rows_of(&self, worker: usize, workers: usize) -> Multiplication {
        let cut = |part: usize| self.rows * part / workers;
        Multiplication { rows: cut(worker + 1) - cut(worker), ..*self }
    }

    /// Matrices of these sizes, full of ones.
    pub fn memory(&self) -> Operands {
        let ones = |rows: usize, columns: usize| vec![1.0; rows * columns];
        Operands {
            left: ones(self.rows, self.inner),
            right: ones(self.inner, self.columns),
            product: ones(self.rows, self.columns),
        }
    }

    /// Multiplies them.
    ///
    /// # Panics
    /// If the memory is that of another product.
    pub fn multiply(&self, memory: &mut Operands) {
        let left = Matrix::new(&memory.left, self.rows, self.inner);
        let right = Matrix::new(&memory.right, self.inner, self.columns);
        multiply(left, right, &mut memory.product);
    }
}
